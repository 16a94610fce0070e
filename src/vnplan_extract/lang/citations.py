"""Citations of documents: "Quyết định số 1322/QĐ-TTg ngày 31/8/2020 của Thủ tướng Chính phủ", "Luật Ngân sách nhà nước".

A mention runs from the kind word (or from the article, "Điều 7, Thông tư ...", or from "Số" in a list under a common
kind word) to the end of number, date and issuer. The title is in the value and not in the mention, so that documents
cited inside a title are found as well; only a law's name is part of its mention.

Flags: those of `symbols`, "kind_from_symbol" (no kind word stands before the number), "kind_conflict" (kind word and
symbol disagree), "issuer_from_list", "kind_from_list" (said once for several), "issuer_before" (named before the document, not after it),
"date_before" ("Ngày 27/4/2022, UBND tỉnh ban hành Kế hoạch số ..."), "symbol_from_list" ("số 12, 13 và 14/QĐ-UBND": the letters
of the last one), "date_incomplete", "impossible_date",
"by_name" (a law or a resolution without its number), "short_number" ("Chỉ thị 11"), "in_title" (cited by the title of the
document before it, "quy định chi tiết Luật ...").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import regex as re

from vnplan_extract.lang.citation_issuers import (
    AgencyFinder,
    council_after,
    date_before,
    end_of_centre,
    end_of_joint_issuers,
    issued_by,
    issuer_before,
    issues_next,
    read_issuer,
    speaker_before,
)
from vnplan_extract.lang.citation_kinds import (
    NORMATIVE,
    codes_allowed,
    decide_kind,
    fits,
    is_document,
    is_joint,
    kind_name,
)
from vnplan_extract.lang.citation_leads import Lead, find_lead
from vnplan_extract.lang.citation_lists import may_have_heads, with_heads_issuer
from vnplan_extract.lang.citation_parts import (
    BLANK,
    read_article,
    read_article_after,
    read_issued,
    read_title,
)
from vnplan_extract.lang.citation_serials import with_serials
from vnplan_extract.lang.citation_shorts import AFTER_SHORT, ShortNumber, may_have_short, short_numbers
from vnplan_extract.lang.law_names import congress_resolutions, constitutions, law_names
from vnplan_extract.lang.made import new_mention
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.symbols import SIGN, SymbolMatch, may_be_numbered, read_symbol, symbols_in
from vnplan_extract.lang.values import Citation, Mention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vnplan_extract.lang.law_names import LawName
    from vnplan_extract.lang.openings import Openings
    from vnplan_extract.lang.symbols import Symbol
    from vnplan_extract.lang.values import Agency

LIST_GAP = 900  # letters between two numbers of one list: a title lies between them


@dataclass(frozen=True, slots=True)
class _Found:
    """A citation on its way, with what decides whether it shares its neighbours' kind and issuer."""

    mention: Mention[Citation]
    lead: Lead | None = None
    title_end: int = 0


def find_citations(
    text: str,
    *,
    agencies: Sequence[Mention[Agency]] | Callable[[], Sequence[Mention[Agency]]] | None = None,
    opened: Openings | None = None,
) -> list[Mention[Citation]]:
    """Find the documents that normalised text cites, in reading order; mentions do not overlap.

    Args:
        text: Normalised text; offsets are into it.
        agencies: The agencies of the text where they are known already, or a function that finds them, which is called
            only where one is needed.
        opened: What `openings` finds in it, if that is known.

    >>> [m.value.number for m in find_citations("Quyết định số 36/QĐ-TTg và Công văn số 332/BKHCN-TĐC")]
    ['36/QĐ-TTg', '332/BKHCN-TĐC']
    """
    if not _may_cite(text, opened):
        return []
    return [found.mention for found in _Reader(text, agencies, opened).read()]


def _may_cite(text: str, opened: Openings | None) -> bool:
    """Whether there is anything that a citation is found by: most lines have nothing of it."""
    if opened is not None:
        if opened.laws:
            return True
        for sign in opened.signs:
            if sign > 0 and may_be_numbered(text, sign):
                return True
        shorts = opened.shorts
        return bool(shorts) and ("Nghị" in text or may_have_short(text, shorts))
    return (
        "uật" in text
        or "Nghị" in text
        or "háp" in text
        or "UẬT" in text
        or "HÁP" in text
        or _may_have_number(text)
        or may_have_short(text)
    )


def _may_have_number(text: str) -> bool:
    """Whether there is a sign of a number: a single letter is found much faster than one of a class."""
    signed = text.find("-", 1) > 0 or text.find("/", 1) > 0 or "_" in text or "\ufffe" in text
    return signed and SIGN.search(text, 1) is not None


def parse_citation(text: str) -> Mention[Citation] | None:
    """Return the first citation of any text, normalised or not, or None when it cites no document.

    >>> parse_citation("(Kèm theo Kế hoạch số *15* /KH–UBND)").text
    'Kế hoạch số *15* /KH–UBND'
    """
    clean = normalize(text)
    first = next(iter(find_citations(clean.text)), None)
    if first is None:
        return None
    start, end = clean.span(first.start, first.end)
    return replace(first, start=start, end=end, text=text[start:end])


class _Reader:
    """Reads one text from left to right."""

    def __init__(
        self,
        text: str,
        agencies: Sequence[Mention[Agency]] | Callable[[], Sequence[Mention[Agency]]] | None,
        opened: Openings | None,
    ) -> None:
        self.text = text
        self._opened = opened
        self._agencies = agencies
        self._finder: AgencyFinder | None = None

    @property
    def finder(self) -> AgencyFinder:
        """The issuers of the text, looked for when the first one is needed."""
        if self._finder is None:
            known = self._agencies
            if known is None:
                known = _agencies_of(self.text)
            self._finder = AgencyFinder(known() if callable(known) else known)
        return self._finder

    def read(self) -> list[_Found]:
        """Return the citations in order."""
        opened = self._opened
        signed = opened is None or opened.signs
        numbers = list(with_serials(self.text, symbols_in(self.text))) if signed else []
        shorts = short_numbers(self.text, opened.shorts if opened else None)
        lettered = {number.start for number in numbers}
        anchors: list[SymbolMatch | LawName | ShortNumber] = [
            *numbers,
            *self._names(),
            *(short for short in shorts if short.end - len(short.number) not in lettered),
        ]
        if not anchors:
            return []
        anchors.sort(key=_start)
        found: list[_Found] = []
        position = titled = floor = (
            0  # no kind word is looked for before `floor`: it would belong to another number
        )
        for anchor in anchors:
            if _start(anchor) < position:
                continue
            one = self._one(anchor, max(position, floor), found[-1] if found else None)
            floor = anchor.end if isinstance(anchor, SymbolMatch) else floor
            if one is None:
                continue
            if one.mention.start < titled:
                one = replace(one, mention=_flagged(one.mention, "in_title"))
            titled = max(titled, one.title_end)
            found.append(one)
            position = one.mention.end
        _share_issuers(self.text, found)
        if len(found) > 1 and may_have_heads(self.text):
            mentions = [one.mention for one in found]
            for index, mention in with_heads_issuer(self.text, mentions, self.finder):
                found[index] = replace(found[index], mention=mention)
        return found

    def _names(self) -> Iterator[LawName]:
        if "uật" in self.text or "UẬT" in self.text or "háp" in self.text or "HÁP" in self.text:
            yield from law_names(self.text, self._opened.laws if self._opened else None)
            if "Hiến" in self.text:
                yield from constitutions(self.text)
        if "Nghị" in self.text:
            yield from congress_resolutions(self.text)

    def _one(
        self, anchor: SymbolMatch | LawName | ShortNumber, position: int, previous: _Found | None
    ) -> _Found | None:
        if isinstance(anchor, ShortNumber):
            return self._short(anchor, position)
        if isinstance(anchor, SymbolMatch):
            return self._numbered(anchor, position, previous)
        return self._named(anchor, position)

    # ------------------------------------------------------------------------------------------- with a number

    def _numbered(self, anchor: SymbolMatch, position: int, previous: _Found | None) -> _Found | None:
        """Read the citation around a document number, or None when it is no document's number."""
        lead = find_lead(self.text, anchor, position, lambda: self.finder)
        if lead is None and previous is not None:
            lead = self._list_lead(anchor, previous)
        symbol = read_symbol(anchor.parts, kinds=codes_allowed(lead.kind) if lead else None)
        if not is_document(self.text, anchor, symbol, kind=lead.kind if lead else None):
            return None
        lead = lead or Lead(None, anchor.said_at)
        kind, kind_flags = decide_kind(lead.kind, symbol)
        council = council_after(self.text, anchor.end, symbol.issuer_code)
        after = self._after(council.end if council else anchor.end, joint=is_joint(symbol))
        article, start, end = self._article(position, lead.start, after.end)
        title, title_end = read_title(self.text, end) or (_law_title(self.text, end, kind) or lead.title, end)
        issuer = after.issuer or lead.issuer or (council.agency if council else None)
        before = (
            issuer_before(self.text, start, position, self.finder, symbol.issuer_code)
            if issuer is None
            else None
        )
        shared = self._same_speaker(previous, start, symbol) if issuer is None and before is None else None
        issued_before = (
            date_before(self.text, before, start, position) if before and after.issued is None else None
        )
        value = Citation(
            kind=kind,
            number=symbol.number,
            symbol=symbol.symbol,
            issued=issued_before or after.issued,
            issuer=before.agency if before else issuer or shared,
            title=title,
            article=article,
            repaired_from=symbol.repaired_from,
        )
        flags = (
            *symbol.flags,
            *(("symbol_from_list",) if anchor.end - anchor.start == len(anchor.parts.serial) else ()),
            *kind_flags,
            *lead.flags,
            *after.flags,
            *(("issuer_before",) if before else ()),
            *(("issuer_from_list",) if shared else ()),
            *(("date_before",) if issued_before else ()),
        )
        mention = _mention(self.text, start, end, value, flags)
        return _Found(mention, lead, title_end)

    def _same_speaker(self, previous: _Found | None, start: int, symbol: Symbol) -> Agency | None:
        """Return who speaks in the document before, where this one is joined to it and has the same letters."""
        if previous is None or "issuer_before" not in previous.mention.flags or symbol.issuer_code is None:
            return None
        letters = re.split("[-/]", previous.mention.value.symbol or "")
        stop = max(previous.mention.end, previous.title_end)
        joined = _JOINT.fullmatch(self.text, stop, start)
        return previous.mention.value.issuer if joined and symbol.issuer_code in letters else None

    def _article(self, position: int, start: int, end: int) -> tuple[str | None, int, int]:
        """Read the article before or after what stands in [start, end), and return it with the stretch it makes."""
        before = read_article(self.text, position, start)
        if before is not None:
            return before[1], before[0], end
        behind = read_article_after(self.text, end)
        return (None, start, end) if behind is None else (behind[1], start, behind[0])

    def _list_lead(self, anchor: SymbolMatch, previous: _Found) -> Lead | None:
        """Take kind and issuer from the list that a bare "số ..." goes on with."""
        old = previous.mention.value
        if (
            previous.lead is None
            and old.kind in _LAWS
            and old.number
            and "in_title" not in previous.mention.flags
        ):
            # "Luật Ngân sách nhà nước số 01/2002/QH11 ...; số 83/2015/QH13 ...": the law of the name that followed it.
            assembly = NORMATIVE.match(read_symbol(anchor.parts).issuer_code or "")
            joined = _JOINT.fullmatch(self.text, previous.mention.end, anchor.said_at)
            lead = Lead(old.kind, anchor.said_at, ("kind_from_list",), title=old.title)
            return lead if assembly and joined else None
        if previous.lead is None or previous.lead.kind is None or old.symbol is None:
            return None
        if anchor.said_at - previous.mention.end > LIST_GAP:
            return None
        symbol = read_symbol(anchor.parts)
        same = symbol.symbol == old.symbol
        between = self.text[previous.mention.end : anchor.said_at]
        if _SENTENCE_END.search(between):
            return None
        if not same and not (previous.lead.head and fits(previous.lead.kind, symbol.kind_code or "?")):
            return None
        if not (anchor.said or previous.lead.head or _JOINT.fullmatch(between)):
            return None
        shared = same and (previous.lead.head or previous.lead.issuer is not None)
        flags = ("kind_from_list", "issuer_from_list") if shared and old.issuer else ("kind_from_list",)
        issuer = old.issuer if shared else None
        return Lead(previous.lead.kind, anchor.said_at, flags, issuer, head=previous.lead.head)

    def _after(self, position: int, *, joint: bool = False) -> _After:
        """Read date and issuer after a number or a name, in either order."""
        issued: str | None = None
        issuer: Agency | None = None
        flags: tuple[str, ...] = ()
        end = position
        for _ in range(2):
            date = read_issued(self.text, end) if issued is None else None
            if date is not None and issuer is not None:
                another = len(date.edtf or "") == 4 or issues_next(self.text, end, date.end, self.finder)
                date = None if another else date
            if date is not None:
                issued, flags, end = date.edtf, (*flags, *date.flags), date.end
            found = read_issuer(self.text, end, self.finder) if issuer is None else None
            if found is not None:
                issuer, end = found.agency, found.end
                end = end_of_joint_issuers(self.text, end, self.finder) if joint else end
                end = end_of_centre(self.text, end, found) if not joint else end
        return _After(issued, issuer, flags, end)

    # ---------------------------------------------------------------------------------------- without a number

    def _named(self, law: LawName, position: int) -> _Found | None:
        """Read a law or a resolution by name, with the number after it where there is one."""
        end, symbol = law.end, None
        number = next(symbols_in(self.text[law.end : law.end + 60]), None)
        if number is not None and _BEFORE_NUMBER.fullmatch(self.text, law.end, law.end + number.said_at):
            read = read_symbol(number.parts)
            if NORMATIVE.search(read.symbol or ""):
                symbol, end = read, law.end + number.end
        amended = _AMENDED.match(self.text, end)  # "Luật Giao dịch điện tử (sửa đổi) ngày 22/6/2023"
        after = self._after(amended.end()) if amended else self._after(end)
        if amended and after.end == amended.end():
            after = replace(after, end=end)
        if "(" in self.text[law.end : end] and self.text[after.end : after.end + 1] == ")":
            after = replace(after, end=after.end + 1)
        year = _YEAR.match(self.text, after.end) if after.issued is None else None
        if year is not None:
            after = replace(after, issued=year["year"], end=year.end())
        article, start, end = self._article(position, law.start, after.end)
        value = Citation(
            kind=law.kind,
            number=symbol.number if symbol else None,
            symbol=symbol.symbol if symbol else None,
            issued=after.issued,
            issuer=after.issuer,
            title=law.title or None,
            article=article,
            repaired_from=symbol.repaired_from if symbol else None,
        )
        flags = (*(symbol.flags if symbol else ("by_name",)), *after.flags)
        mention = _mention(self.text, start, end, value, flags, confidence=1.0 if law.known else 0.7)
        return _Found(mention)

    def _short(self, short: ShortNumber, position: int) -> _Found | None:
        """Read "Chỉ thị 11 của Ban Thường vụ Tỉnh ủy": a number without its symbol."""
        after = self._after(short.end)
        if not short.said and after.end == short.end and not AFTER_SHORT.match(self.text, short.end):
            return None
        article, start, end = self._article(position, short.start, after.end)
        title, title_end = read_title(self.text, end) or (None, end)
        before = None if after.issuer else speaker_before(self.text, start, position, self.finder)
        before = before or (None if after.issuer else issued_by(self.text, start, position, self.finder))
        issued = after.issued or (date_before(self.text, before, start, position) if before else None)
        if kind_name(short.kind) in _NEED_MORE and not (after.issued or after.issuer or before):
            return None
        value = Citation(
            kind=kind_name(short.kind),
            number=short.number,
            issued=issued,
            issuer=before.agency if before else after.issuer,
            title=title,
            article=article,
        )
        listed = ("kind_from_list",) if short.listed else ()
        flags = ("short_number", *listed, *after.flags, *(("issuer_before",) if before else ()))
        flags = (*flags, "date_before") if issued != after.issued else flags
        mention = _mention(self.text, start, end, value, flags, confidence=0.6)
        return _Found(mention, title_end=title_end)


@dataclass(frozen=True, slots=True)
class _After:
    issued: str | None
    issuer: Agency | None
    flags: tuple[str, ...]
    end: int


def _start(anchor: SymbolMatch | LawName | ShortNumber) -> int:
    return anchor.start


def _mention(
    text: str, start: int, end: int, value: Citation, flags: tuple[str, ...], *, confidence: float = 1.0
) -> Mention[Citation]:
    if "repaired" in flags or "kind_conflict" in flags:
        confidence = min(confidence, 0.8)
    if "ambiguous_repair" in flags:
        confidence = 0.4
    return new_mention(
        "citation", start, end, text[start:end], value, tuple(dict.fromkeys(flags)), confidence=confidence
    )


def _flagged(mention: Mention[Citation], flag: str) -> Mention[Citation]:
    return replace(mention, flags=(*mention.flags, flag))


_LAWS = ("Luật", "Bộ luật", "Pháp lệnh")
_SENTENCE_END = re.compile(r"[.!?](?=\s+\p{Lu})|\n\s*\n|\n\s*(?:[-+*•]|\d+[.)]|[a-zđ]\))\s")
_YEAR = re.compile(rf"{BLANK}(?P<year>(?:19|20)\d\d)(?![\w/-]|[.,]\d|{BLANK}(?:đồng|triệu|tỷ|người))")
_AMENDED = re.compile(rf"{BLANK}\([Ss]ửa{BLANK}đổi(?:,{BLANK}bổ{BLANK}sung)?\)")
# An abbreviation of the name may stand between it and the number: "Luật Bảo hiểm y tế (BHYT) số 25/2008/QH12".
_BEFORE_NUMBER = re.compile(rf"{BLANK}(?:\(\p{{Lu}}[\p{{L}}&-]{{1,12}}\){BLANK})?[,(]?{BLANK}")
_NEED_MORE = frozenset(["Báo cáo", "Tờ trình"])  # "Mẫu Báo cáo số 2" is a form


def _law_title(text: str, position: int, kind: str | None) -> str | None:
    """Return a law's name that follows its number: "Luật số 72/2025/QH15 Tổ chức chính quyền địa phương"."""
    if kind not in {"Luật", "Bộ luật", "Pháp lệnh"}:
        return None
    gap = _BEFORE_NUMBER.match(text, position)
    start = gap.end() if gap else position
    name = next(law_names(f"{kind} {text[start : start + 200]}"), None)
    return name.title if name is not None and name.known and name.start == 0 else None


def _share_issuers(text: str, found: list[_Found]) -> None:
    """Give the issuer printed after the last of a list to the ones before it: "số 1/QĐ-UBND và số 2/QĐ-UBND của UBND tỉnh".

    Two documents with kind words of their own are one list where their letters are the same and a comma joins them.
    """
    for index in range(len(found) - 1, 0, -1):
        later, earlier = found[index], found[index - 1]
        value = earlier.mention.value
        short = "short_number" in later.mention.flags
        if (
            (later.lead is None and not short)
            or value.issuer is not None
            or later.mention.value.issuer is None
        ):
            continue
        between = text[earlier.mention.end : later.mention.start]
        listed = "kind_from_list" in later.mention.flags
        same = value.symbol == later.mention.value.symbol and (listed or value.symbol is not None)
        same = same or _of_one_body(value, later.mention.value)
        if same and _JOINT.fullmatch(between) and (listed or ";" not in between):
            mention = replace(
                earlier.mention,
                value=replace(value, issuer=later.mention.value.issuer),
                flags=(*earlier.mention.flags, "issuer_from_list"),
            )
            found[index - 1] = replace(earlier, mention=mention)


def _of_one_body(one: Citation, other: Citation) -> bool:
    """Whether the letters of two documents of different kinds are those of a body that there is once: CT-TTg and CĐ-TTg."""
    if one.symbol is None or other.symbol is None or other.issuer is None:
        return False
    kind, _, letters = one.symbol.partition("-")
    also, _, same = other.symbol.partition("-")
    once = other.issuer.id is not None and other.issuer.id.startswith("VN/")
    return once and letters == same != "" and kind != also


_JOINT = re.compile(r"\s*(?:[,;]\s*(?:và\s+)?|và\s+)")


def _agencies_of(text: str) -> Sequence[Mention[Agency]]:
    """Return the agencies that the gazetteer finds."""
    from vnplan_extract.lang.agencies import find_agencies  # noqa: PLC0415  (loads its gazetteer)

    return find_agencies(text)
