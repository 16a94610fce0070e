"""Reads the legal basis between title and first section, and every citation of the document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import regex

from vnplan_extract.findings import finding
from vnplan_extract.lang.agencies import find_agencies
from vnplan_extract.lang.citations import find_citations
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.reading.draft import citation_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract import plan
    from vnplan_extract.document import Document, Passage
    from vnplan_extract.lang.values import Citation, Mention
    from vnplan_extract.reading.draft import Draft

CitationRole = Literal["basis", "implements", "cited"]

BASIS = regex.compile(r"^[-–+•\s]*(?:Căn cứ|Trên cơ sở|Theo|Xét|Sau khi xem xét)\b")
IMPLEMENTS = regex.compile(r"^[-–+•\s]*(?:Thực hiện|Triển khai|Thi hành|Tiếp tục thực hiện|Nhằm|Để)\b")
BASIS_TITLE = regex.compile(r"căn cứ|cơ sở pháp lý", regex.IGNORECASE)
# Headings below such a section that list documents: "1. Văn bản của Trung ương" / "2. Văn bản của tỉnh".
BASIS_PART = regex.compile(
    r"văn bản|pháp lý|pháp luật|chủ trương|chỉ đạo|trung ương|của (?:đảng|chính phủ|bộ|tỉnh|thành phố|địa phương)\b",
    regex.IGNORECASE,
)
# An item of such a list begins with the document: "1. Quyết định số ...".
LISTED = regex.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,2}[.)]?|\(?[a-zđ]\)|[-–+•])?\s*(?:Căn cứ\s+|Các\s+)?(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|"
    r"Thông tư|Chỉ thị|Kết luận|Kế hoạch số|Chương trình số|Công văn|Văn bản|Hướng dẫn số|Thông báo|Tờ trình|Công điện)\b"
)
_SERIAL = regex.compile(r"\d*")
LIST_GOES_ON = regex.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+")  # "sửa đổi ... của Luật A, Luật B và Luật C"
# "Thực hiện Kế hoạch A, Sở đã có Công văn B ...": what was done then, and no reason for this document.
DONE_BEFORE = regex.compile(
    r"[,;]\s+\p{Lu}[^,;]{0,80}?\sđã\s+(?:có|ban hành|gửi|tham mưu|trình|triển khai|chỉ đạo)\b"
)
SENTENCE = regex.compile(r"(?<=[.;])\s+(?=\p{Lu})")


def citations_in(draft: Draft, passage: Passage, *, role: CitationRole) -> list[plan.Citation]:
    """Return the citations of a passage, in reading order."""
    clean = normalize(passage.text)
    agencies = partial(find_agencies, clean.text, on=draft.on, province=draft.province)
    found = []
    in_title = -1  # where the last document that a title names ends
    before = DONE_BEFORE.search(clean.text) if role != "cited" else None
    for mention in find_citations(clean.text, agencies=agencies):
        start, end = clean.span(mention.start, mention.end)
        placed = type(mention)(
            mention.kind,
            start,
            end,
            passage.text[start:end],
            mention.value,
            mention.flags,
            mention.alternatives,
            mention.confidence,
        )
        # A document that another one's title names is cited by that title, not by this plan.
        more = (
            mention.value.number is None and LIST_GOES_ON.fullmatch(clean.text, in_title, mention.start)
            if in_title > 0
            else None
        )
        told = before is not None and mention.start > before.start()
        own: CitationRole = "cited" if more or told or "in_title" in mention.flags else role
        in_title = mention.end if own == "cited" != role else -1
        found.append(citation_record(draft, placed, passage, role=own))
        if inside := _amended_in(clean.text, mention):
            changed = passage.cut(*clean.span(*inside))
            found.extend(citations_in(draft, changed, role="cited"))
    return found


def _amended_in(text: str, mention: Mention[Citation]) -> tuple[int, int] | None:
    """Return where the name of a law names the laws that it amends: "Luật sửa đổi, bổ sung một số điều của Luật A và Luật B"."""
    title = mention.value.title
    if title is None or not title.casefold().startswith("sửa đổi") or " Luật " not in title:
        return None
    start = text.find(title, mention.start, mention.end)
    return (start, start + len(title)) if start >= 0 else None


def role_of(text: str, *, default: CitationRole = "cited") -> CitationRole:
    """Say why a sentence of the opening cites: "Căn cứ ..." is a basis, "Thực hiện ..." implements."""
    if BASIS.match(text):
        return "basis"
    return "implements" if IMPLEMENTS.match(text) else default


def read_legal_basis(draft: Draft, opening: Sequence[Passage], listed: Sequence[Passage]) -> None:
    """Fill `legal_basis` from the opening sentences and from the items of a section headed "Căn cứ ..."."""
    found: list[plan.Citation] = []
    role: CitationRole = "cited"
    for passage in opening:
        start = 0
        if not LISTED.match(passage.text):  # a list goes on: "Căn cứ Luật A;" / "Luật B;"
            role = "cited"
        for end in [match.start() for match in SENTENCE.finditer(passage.text)] + [len(passage.text)]:
            sentence = passage.cut(start, end)
            role = role_of(sentence.text, default=role)
            if role != "cited":
                found.extend(_own(citations_in(draft, sentence, role=role)))
            start = end
    for passage in listed:
        found.extend(_own(citations_in(draft, passage, role="basis")))
    draft.legal_basis = tuple(distinct(found))


def _own(citations: Iterable[plan.Citation]) -> list[plan.Citation]:
    return [citation for citation in citations if citation.role != "cited"]


def read_citations(draft: Draft, document: Document, indices: Iterable[int]) -> None:
    """Fill `citations` with every document that these blocks, their tables included, refer to."""
    found: list[plan.Citation] = list(draft.legal_basis)
    for index in indices:
        block = document.blocks[index]
        if block.table is None:
            found.extend(citations_in(draft, block.passage, role="cited"))
            continue
        for cell in document.tables[block.table].cells:
            if len(cell.text) > 5:
                found.extend(citations_in(draft, cell.passage, role="cited"))
    draft.citations = tuple(citation for citation in distinct(found) if not _is_own(draft, citation))
    for at, citation in enumerate(draft.citations):
        if citation.repaired_from is not None:
            places = next(iter(citation.evidence.values()), ())
            draft.findings.append(
                finding(
                    "citation-repaired",
                    path=f"/citations/{at}/number",
                    expected=citation.number,
                    found=citation.repaired_from,
                    evidence={"found": places},
                )
            )


def _is_own(draft: Draft, citation: plan.Citation) -> bool:
    """Does the document name itself, as under an annex title: "(Kèm theo Kế hoạch số ...)"?

    Where the date differs from the header's, the citation stays: the document contradicts itself.
    """
    if citation.symbol is None or citation.symbol != draft.symbol:
        return False
    if citation.number is not None and draft.number is not None:
        return citation.number == draft.number and citation.issued in (None, draft.issued)
    return citation.number is None and citation.issued in (None, draft.issued)


def distinct(citations: Iterable[plan.Citation]) -> list[plan.Citation]:
    """Return each cited document once; the fullest record of it stays, with its first role that is not "cited".

    One number with two dates, or of two issuers on one day, is kept twice: either may be wrong, and it is not for the
    reader to choose.
    """
    kept: dict[tuple[str | None, ...], plan.Citation] = {}
    for citation in citations:
        key = _key(citation)
        before = kept.get(key)
        if before is not None and _dates_differ(before, citation):
            key = (*key, citation.issued)
            before = kept.get(key)
        if before is not None and issuers_exclude(before, citation):
            key = (*key, citation.issuer.id if citation.issuer else None)
            before = kept.get(key)
        if before is None:
            kept[key] = citation
            continue
        fuller = citation if _weight(citation) > _weight(before) else before
        role = before.role if before.role != "cited" else citation.role
        kept[key] = fuller if fuller.role == role else fuller.model_copy(update={"role": role})
    return _without_short_forms(list(kept.values()))


def _dates_differ(one: plan.Citation, other: plan.Citation) -> bool:
    """Tell whether two dates of issue exclude one another; "2021" and "2021-04-15" do not."""
    if one.issued is None or other.issued is None:
        return False
    return not (one.issued.startswith(other.issued) or other.issued.startswith(one.issued))


def issuers_exclude(one: plan.Citation, other: plan.Citation) -> bool:
    """Tell whether a document of one number and day is said to be of two bodies; a body and its chairman are one."""
    if one.issuer is None or other.issuer is None or None in (one.issuer.id, other.issuer.id):
        return False
    if one.issuer.id == other.issuer.id or one.issuer.current_id == other.issuer.current_id:
        return False
    first, second = one.issuer.name.casefold(), other.issuer.name.casefold()
    same_day = one.issued is not None and len(one.issued) == 10 and one.issued == other.issued
    return same_day and first not in second and second not in first


def _without_short_forms(citations: list[plan.Citation]) -> list[plan.Citation]:
    """Leave out "Chỉ thị 11" beside "Chỉ thị số 11-CT/TU", and a law's bare name beside the same law with number or date."""
    numbers = {
        (citation.kind, _SERIAL.match(citation.number or "")[0]) for citation in citations if citation.symbol
    }
    names = {
        (citation.kind, _folded(citation)) for citation in citations if citation.number or citation.issued
    }
    return [
        citation
        for citation in citations
        if citation.article is not None
        or not (
            (citation.symbol is None and (citation.kind, citation.number) in numbers)
            or (_bare_name(citation) and (citation.kind, _folded(citation)) in names)
        )
    ]


def _bare_name(citation: plan.Citation) -> bool:
    return citation.title is not None and citation.number is citation.symbol is citation.issued is None


def _folded(citation: plan.Citation) -> str:
    return " ".join((citation.title or "").casefold().split())


def _key(citation: plan.Citation) -> tuple[str | None, ...]:
    if citation.number is not None:
        return ("number", citation.number.casefold(), citation.article)
    return (
        citation.kind,
        citation.symbol,
        (citation.title or "").casefold(),
        citation.issued,
        citation.article,
    )


def _weight(citation: plan.Citation) -> int:
    values = (citation.kind, citation.issued, citation.issuer, citation.title)
    return sum(value is not None for value in values)
