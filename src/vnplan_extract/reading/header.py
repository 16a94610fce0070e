"""Reads the header's values: issuer and parent, number, symbol, place, date, kind, title, period and vision."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

import regex

from vnplan_extract import plan
from vnplan_extract.document import Passage
from vnplan_extract.findings import finding
from vnplan_extract.lang.agencies import find_agencies, parse_agency
from vnplan_extract.lang.agency_spelling import respelt_body
from vnplan_extract.lang.citations import find_citations
from vnplan_extract.lang.dates import parse_document_date, parse_period_of_title
from vnplan_extract.lang.normalize import normalize, strip_accents
from vnplan_extract.lang.places import province_of, respelt_areas, respelt_province
from vnplan_extract.reading import issuing
from vnplan_extract.reading.draft import agency_record, evidence_of
from vnplan_extract.reading.heads import (
    SUBJECT,
    has_words,
    is_date_line,
    is_motto,
    is_number_line,
    names_issuer,
    symbol_of,
)
from vnplan_extract.reading.letterhead import (
    area_behind,
    begins_body,
    begins_place,
    cut_in_joint,
    kind_alone,
    parts_issuers,
    unlike_body,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.document import Block, Line
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.reading.draft import Draft
    from vnplan_extract.reading.heads import Head

# A stop or a comma inside a name in capitals is a speck on the paper: "PHÒNG GIÁO DỤC VÀ. ĐÀO TẠO".
SPECK = regex.compile(r"(?<=\p{Lu}{2})\s?[.,:;'’·](?=\s\p{Lu})")
# "Bình Yên, ngày 18 tháng 11 năm" over "2025": a narrow column cuts the date.
CUT_DATE = regex.compile(r"\bngày\b[\s\d….]*(?:tháng\b[\s\d….]*)?(?:năm)?\s*\Z", regex.IGNORECASE)
REST_OF_DATE = regex.compile(
    r"\s*(?:(?:\d{1,2}\s+)?tháng\b|(?:\d{1,2}\s+)?năm\b|(?:19|20)\d\d\s*\Z)", regex.IGNORECASE
)
DAY = regex.compile(r"\b(?:ngày|tháng|năm)\b", regex.IGNORECASE)
# Also where what follows cannot be read, or "Số:" is under a number.
NUMBERED = regex.compile(r"^\W*Số\s?:|\S/\p{Lu}\p{L}{0,4}[-–]\p{Lu}{2}")
# What an engine makes of "Số:" and of the number that a pen wrote behind it; a label alone was only mended.
WRITTEN = regex.compile(r"\S{0,4}\s*\S*\p{N}|\S{2,4}\s+\w")
REST_OF_SYMBOL = regex.compile(r"\s*[\p{Lu}\d&]{1,15}(?:[-/][\p{Lu}\d&]{1,15})*\s*")
ENDS_NAME = regex.compile(r"\w+\s[-–]\s")
LONGEST_SCRAP, SCRAP = 4, 0.6  # letters, confidence
MOST_OF_PLACE = 4  # words of the name of a province


def read_number(draft: Draft, head: Head) -> None:
    """Read number and symbol from "Số: 125/KH-UBND" of the header."""
    for passage in _number_passages(head):
        symbol = symbol_of(passage.text)
        if symbol is None:
            continue
        draft.number, draft.symbol = symbol.number, symbol.symbol
        draft.say("symbol", passage)
        if symbol.number is not None:
            draft.say("number", passage)
        return


def _number_passages(head: Head) -> Iterator[Passage]:
    """Yield the lines that may hold the number; one cut at a dash or a stroke ("5412/CTPH-BNNMT-") is joined with its rest."""
    for line, below in pairwise([*head.header, None]):
        if line is None:
            continue
        rest = below is not None and below.column == line.column and REST_OF_SYMBOL.fullmatch(below.text)
        if (
            rest
            and below is not None
            and is_number_line(line.text)
            and line.text.rstrip().endswith(("-", "/"))
        ):
            yield Passage.join([line.passage(), below.passage()], "")
        else:
            yield line.passage()


def read_date(draft: Draft, head: Head) -> None:
    """Read place and date from "Hà Giang, ngày 15 tháng 4 năm 2021"; blanks stay blank."""
    for line, passage in _date_passages(head):
        text = passage.text
        found = parse_document_date(text)
        if found is None:
            continue
        day = DAY.search(text)
        at = day.start() if day else 0
        if found.place:
            draft.place = found.place
            draft.say("place", passage.cut(0, len(text[:at].rstrip(" ,")) or None))
            _respell_place(draft, found.place)
        if found.when is not None:
            draft.issued = found.when.edtf
            draft.say("issued", passage.cut(at))
        for flag in found.flags:
            if flag == "impossible":
                draft.findings.append(finding("date-impossible", path="/issued", page=line.page, found=text))
        draft.on = _day_of(draft.issued)
        return


def _respell_place(draft: Draft, read: str) -> None:
    """Put the marks of a province right where a scan shows others, and say so: "Trà Vĩnh, ngày ..."."""
    places = draft.evidence.get("place", ())
    name = respelt_province(read) if places and places[0].read_by == "ocr" else None
    if name is not None:
        draft.place = name
        draft.findings.append(
            finding("name-respelt", path="/place", expected=name, found=read, evidence={"found": places})
        )


def _date_passages(head: Head) -> Iterator[tuple[Line, Passage]]:
    """Yield the lines that may hold place and date; one that its column's width cut is joined with its rest."""
    lines = head.header
    for line, below in pairwise([*lines, None]):
        if line is None or is_motto(line.text):
            continue
        cut = CUT_DATE.search(line.text) and below is not None and below.column == line.column
        if cut and below is not None and REST_OF_DATE.match(below.text):
            yield line, Passage.join([line.passage(), below.passage()])
        elif is_date_line(line.text):
            yield line, line.passage()


def _day_of(edtf: str | None) -> dt.date | None:
    """Return the first day that a date of issue can mean."""
    if not edtf:
        return None
    year, month, day = ([int(part) for part in edtf.split("-")] + [1, 1])[:3]
    try:
        return dt.date(year, month if month <= 12 else 1, day)
    except ValueError:
        return None


def read_issuer(draft: Draft, head: Head, opening: Sequence[Block]) -> None:
    """Read issuer and parent from the header's left column, else from the sentence that issues the plan."""
    if draft.on is None and draft.period:
        draft.on = _day_of(
            draft.period.strip("./").split("/")[0]
        )  # undated: agencies as of the plan's period
    lines = _issuer_lines(head)
    title = head.title.text if head.title else ""
    place = draft.place or ""
    draft.province = next(
        (
            name
            for name in (
                _province(text, draft) for text in (" ".join(line.text for line in lines), title, place)
            )
            if name
        ),
        None,
    )
    bodies = _bodies(lines)
    if bodies:
        *above, own = bodies
        issuers = [
            _agency(draft, passage, f"/co_issuers/{at - 1}" if at else "/issuer")
            for at, passage in enumerate(_joint(own))
        ]
        draft.issuer, draft.co_issuers = _in_their_area(draft, issuers[0], own), tuple(issuers[1:])
        draft.say("issuer", own)
        if issuing.is_bare(draft.issuer):
            _complete_issuer(draft, own, opening)
        if above and _is_joint(draft):
            draft.co_issuers = (draft.issuer, *draft.co_issuers)
            draft.issuer = _agency(draft, above[-1])
            draft.say("issuer", above[-1])
        elif above:
            draft.parent_issuer = _agency(draft, above[-1], "/parent_issuer")
            draft.say("parent_issuer", above[-1])
        return
    if draft.issuer is None:
        enacting = issuing.enacting_body(opening)
        said = (found for block in opening for found in issuing.issuing_bodies(draft, block.passage))
        _say_issuer(draft, enacting or next(said, None))


def _is_joint(draft: Draft) -> bool:
    """Does the symbol name two bodies, as that of a joint plan does: "KHLN-SCT-LMHTX", "KHPH-SYT-SGDĐT"?"""
    kind, _, rest = (draft.symbol or "").partition("-")
    return kind.upper().endswith(("LN", "PH", "LT")) and len(rest.split("-")) > 1


def _say_issuer(draft: Draft, passage: Passage | None) -> None:
    if passage is not None:
        draft.issuer = _agency(draft, passage)
        draft.say("issuer", passage)


def _complete_issuer(draft: Draft, own: Passage, opening: Sequence[Block]) -> None:
    """Name in full an issuer that the header names without its place."""
    assert draft.issuer is not None
    fuller = issuing.named_in_full(draft, draft.issuer, opening)
    if fuller is not None:
        _say_issuer(draft, fuller)
    else:
        _infer_issuer(draft, issuing.of_the_place(draft, draft.issuer, own))


def _infer_issuer(draft: Draft, inferred: plan.Agency | None) -> None:
    """Take the body of the place of issue for one whose place is not printed, and say so."""
    if inferred is None or draft.issuer is None:
        return
    places = (*inferred.evidence.get("name", ()), *draft.evidence.get("place", ()))
    draft.findings.append(
        finding(
            "issuer-inferred",
            path="/issuer/name",
            expected=inferred.name,
            found=draft.issuer.text,
            evidence={"found": places},
        )
    )
    draft.issuer = inferred


def _province(text: str, draft: Draft) -> str | None:
    if not text:
        return None
    found = province_of(normalize(text).text, on=draft.on)
    return found.name if found is not None else None


def _issuer_lines(head: Head) -> list[Line]:
    """Return the lines over the number on the left; where nothing says left or right, the capitals over the number."""
    left = [line for line in head.header if line.column == "left"]
    full = [
        line
        for line in head.header
        if line.column == "full" and (line.text.isupper() or names_issuer(line.text))
    ]
    if left and not any(is_number_line(line.text) or NUMBERED.search(line.text) for line in left):
        left += [line for line in full if line.start > left[-1].start]  # its last line reaches the other half
    lines = left or full
    taken = []
    for line in lines:
        if is_number_line(line.text) or SUBJECT.match(line.text) or NUMBERED.search(line.text):
            break
        if _is_scrap(line):
            continue
        if has_words(line.text) and not is_motto(line.text) and not is_date_line(line.text):
            taken.append(line)
    return taken


def _is_scrap(line: Line) -> bool:
    """Is it what an engine makes of the rule under a body's name: a few small letters, hardly read?"""
    few = len(line.text) <= LONGEST_SCRAP and not line.text.isupper()
    return few and line.read_by == "ocr" and line.confidence < SCRAP


def _bodies(lines: Sequence[Line]) -> list[Passage]:
    """Put the issuer block's lines together to bodies: the parent is upright, the issuer bold (Phụ lục I, ô 2)."""
    bodies: list[list[Line]] = []
    for line in lines:
        folded = strip_accents(line.text).upper()
        known = begins_body().match(folded) and not unlike_body().match(normalize(line.text).text.upper())
        # "TRƯỜNG" alone, or before the dash of a joint plan, ends "... VÀ MÔI / TRƯỜNG - HỘI NÔNG DÂN".
        fresh = bool(known) and " " in folded and ENDS_NAME.match(folded) is None
        bolder = (
            bool(bodies)
            and line.bold
            and not bodies[-1][-1].bold
            and " " in folded
            and not _goes_on(bodies[-1], line.text)
        )
        hanging = bool(bodies) and strip_accents(bodies[-1][-1].text).upper().endswith(
            (" VA", " UY", ",", " -", " –")
        )
        hanging = hanging or (bool(bodies) and cut_in_joint().search(bodies[-1][-1].text) is not None)
        if not bodies or ((fresh or bolder) and not hanging and not begins_place().match(folded)):
            bodies.append([line])
        else:
            bodies[-1].append(line)
    return [Passage.join(map(_letters, body)) for body in bodies]


def _goes_on(above: Sequence[Line], text: str) -> bool:
    """Is a bolder line the rest of the name above it: the name after its kind alone, or the bare name of a province?"""
    return kind_alone().fullmatch(
        strip_accents(" ".join(line.text for line in above)).upper()
    ) is not None or _is_place(text)


def _is_place(text: str) -> bool:
    """Is the line the bare name of a province, the rest of the name above it: "TRƯỜNG CAO ĐẲNG Y TẾ" / "KHÁNH HÒA"?"""
    clean = normalize(text).text.strip()
    found = province_of(clean) if len(clean.split()) <= MOST_OF_PLACE else None
    return found is not None and strip_accents(found.name).casefold() == strip_accents(clean).casefold()


def _letters(line: Line) -> Passage:
    """Leave off what a drawn rule or a picture left before a name ("/ỦY BAN ..."), and on a scan behind it."""
    passage = line.passage()
    first = next((at for at, char in enumerate(passage.text) if char.isalnum()), 0)
    read = line.read_by == "ocr" and passage.text.endswith((" -", " –", " —"))
    joint = read and " - " in passage.text[:-1]  # "SỞ NỘI VỤ - SỞ TÀI CHÍNH -" goes on
    return passage.cut(first, len(passage.text) - 2 if read and not joint else None)


def _joint(passage: Passage) -> list[Passage]:
    """Split "SỞ NỘI VỤ - SỞ TÀI CHÍNH", the issuers of a joint programme."""
    parts = []
    start = 0
    for match in parts_issuers().finditer(passage.text):
        parts.append(passage.cut(start, match.start()))
        start = match.end()
    return [*parts, passage.cut(start)]


def _in_their_area(draft: Draft, first: plan.Agency, own: Passage) -> plan.Agency:
    """Name the first of two bodies with the area that stands behind the second: "HỘI NÔNG DÂN - HỘI PHỤ NỮ HUYỆN X"."""
    printed, *others = (part.text for part in _joint(own))
    area = area_behind().search(others[-1]) if others else None
    if area is None or area_behind().search(printed):
        return first
    mention = parse_agency(normalize(printed + area[0]).text, on=draft.on, province=draft.province)
    if mention is None:
        return first
    value = mention.value
    update = {"name": value.name, "id": value.id, "current_id": value.current_id, "level": value.level}
    return first.model_copy(update=update)


def _agency(draft: Draft, passage: Passage, pointer: str = "/issuer") -> plan.Agency:
    clean = normalize(passage.text)
    mention = parse_agency(clean.text, on=draft.on, province=draft.province)
    wrong = mention is not None and mention.value.id is None and _is_read(draft, passage)
    if mention is None or (wrong and respelt_areas(clean.text)):
        return _misspelt_agency(draft, clean.text, passage, pointer)
    return agency_record(draft, mention, passage.cut(*clean.span(mention.start, mention.end)))


def _is_read(draft: Draft, passage: Passage) -> bool:
    """Was it read by OCR?"""
    places = evidence_of(draft.document, passage)
    return bool(places) and places[0].read_by == "ocr"


def _misspelt_agency(draft: Draft, text: str, passage: Passage, pointer: str) -> plan.Agency:
    """Read a body that is not known as printed: without specks or with its accents put right, and said, or as it stands."""
    places = evidence_of(draft.document, passage)
    scanned = _is_read(draft, passage)
    clean = SPECK.sub("", text) if scanned else text
    respelt = (respelt_areas(clean) if scanned else None) or clean
    respelt = respelt_body(respelt) or respelt
    mention = parse_agency(respelt, on=draft.on, province=draft.province)
    if mention is None:
        return plan.Agency(text=passage.text, name=passage.text, evidence={"name": places})
    draft.findings.append(
        finding(
            "name-respelt",
            path=f"{pointer}/name",
            expected=mention.value.name,
            found=passage.text,
            evidence={"found": places},
        )
    )
    return agency_record(draft, mention, passage)


def read_title_with_number(draft: Draft, head: Head) -> None:
    """Read number, date and issuer of a title that names them itself, and leave the rest of it as the title.

    So law collections print older documents: "QUYẾT ĐỊNH CỦA THỦ TƯỚNG CHÍNH PHỦ SỐ 115/2004/QĐ-TTG NGÀY 25 THÁNG 6 ...".
    """
    if draft.symbol is not None or head.kind_passage is None or head.title is None:
        return
    whole = Passage.join([head.kind_passage, head.title])
    clean = normalize(whole.text)
    own = next(iter(find_citations(clean.text)), None)
    if own is None or own.start or own.value.number is None:
        return
    named = whole.cut(*clean.span(0, own.end))
    draft.number, draft.symbol, draft.issued = own.value.number, own.value.symbol, own.value.issued
    for name in ("number", "symbol", "issued"):
        if getattr(draft, name) is not None:
            draft.say(name, named)
    draft.on = draft.on or _day_of(draft.issued)
    issuer = next(iter(find_agencies(named.text, on=draft.on)), None)
    if issuer is not None:
        draft.issuer = _agency(draft, named.cut(issuer.start, issuer.end))
        draft.say("issuer", named.cut(issuer.start, issuer.end))
    rest = whole.cut(clean.span(0, own.end)[1])
    head.title = rest if rest.text else head.title


def read_title(draft: Draft, head: Head) -> None:
    """Read kind and title, and the period and vision that the title names."""
    if head.kind is not None:
        draft.kind = head.kind.code
        if head.kind_passage is not None:
            draft.say("kind", head.kind_passage)
    title = head.title or (_without_mark(head.subject) if head.subject else None)
    if title is None:
        return
    draft.title = " ".join(title.text.split())
    draft.say("title", title)
    _read_period(draft, title)


def _without_mark(subject: Passage) -> Passage:
    """Leave off the "V/v" or "Về việc" that a letter's subject begins with."""
    match = SUBJECT.match(subject.text)
    return subject.cut(match.end()) if match else subject


def _read_period(draft: Draft, title: Passage) -> None:
    found = parse_period_of_title(title.text)
    if found is None:
        return
    draft.period, draft.vision = found.edtf, found.vision
    if found.edtf:
        draft.say("period", title)
    if found.vision:
        draft.say("vision", title)


def read_period_elsewhere(draft: Draft, passages: Sequence[Passage]) -> None:
    """Read the period where the title has none: from the decision's title or the sentence that issues the plan."""
    for passage in passages:
        if draft.period is not None:
            return
        _read_period(draft, passage)


def read_attached_line(draft: Draft, head: Head | None, passages: Sequence[Passage]) -> None:
    """Fill a blank symbol or date from "(Kèm theo Kế hoạch số ... ngày ...)" under an annex title: the second copy."""
    for passage in passages:
        clean = normalize(passage.text)
        for mention in find_citations(clean.text):
            value = mention.value
            same_kind = (
                value.symbol is not None
                and draft.kind is not None
                and value.symbol.split("-")[0].endswith(draft.kind)
            )
            if head is None or not same_kind:
                continue
            start, end = clean.span(mention.start, mention.end)
            cut = passage.cut(start, end)
            if draft.symbol is None:
                draft.symbol = value.symbol
                draft.say("symbol", cut)
                if value.number is not None:
                    draft.number = value.number
                    draft.say("number", cut)
            if draft.issued is None and value.issued is not None:
                draft.issued = value.issued
                draft.on = _day_of(draft.issued)
                draft.say("issued", cut)
            if head.annex is not None and not _issuer_lines(head):
                issuer = next(iter(find_agencies(cut.text, on=draft.on)), None)
                if issuer is not None:
                    _say_issuer(draft, cut.cut(issuer.start, issuer.end))
            return


def check_header(draft: Draft) -> None:
    """Say what a plan should have in its header and this one has not."""
    page = _first_page(draft)
    _check_number(draft, page)
    if draft.issuer is None:
        draft.findings.append(finding("issuer-missing", path="/issuer", page=page))
    if draft.title is None:
        draft.findings.append(finding("title-missing", path="/title", page=page))


def check_scanned(draft: Draft) -> None:
    """Say what a scanned header does not show, of any kind of document: what is written by hand is left blank."""
    if _is_scanned(draft):
        _check_number(draft, _first_page(draft))


def _check_number(draft: Draft, page: int | None) -> None:
    if draft.number is None:
        code = "number-unread" if _is_scanned(draft) else "number-blank"
        draft.findings.append(finding(code, path="/number", page=page, evidence=_printed(draft, "symbol")))
    if draft.issued is None or len(draft.issued) < len("2021-04-15"):
        draft.findings.append(
            finding(
                "date-incomplete",
                path="/issued",
                page=page,
                found=draft.issued or "–",
                evidence=_printed(draft, "issued"),
            )
        )


def number_is_written(draft: Draft) -> bool:
    """Has a scan ink behind "Số:" that is no print: a clerk's pen or stamp, which numbers what is issued?"""
    pages = {place.page for place in draft.evidence.get("symbol", ()) if place.read_by == "ocr"}
    return any(
        line.text[start:end] == "Số:" and WRITTEN.match(read) is not None
        for page in draft.document.pages
        if page.number in pages
        for line in page.lines
        for start, end, read in line.mended
    )


def _is_scanned(draft: Draft) -> bool:
    return any(place.read_by == "ocr" for place in draft.evidence.get("symbol", ()))


def _first_page(draft: Draft) -> int | None:
    return draft.document.pages[0].number if draft.document.pages else None


def _printed(draft: Draft, name: str) -> dict[str, tuple[Evidence, ...]] | None:
    """Return where a field was read as the place of a finding."""
    places = draft.evidence.get(name)
    return {"found": places} if places else None
