"""The Plan in the making: what the readers share, and how a passage becomes evidence.

Each reader fills its own fields of the Draft and gives every block it uses a role, so that at the end each line of the
document is known to be furniture, header, section, table, footer, annex or another document, and nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from vnplan_extract import plan
from vnplan_extract.evidence import Evidence
from vnplan_extract.lang.mentions import find_mentions
from vnplan_extract.lang.values import Agency, When

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from vnplan_extract.document import Block, Box, Document, Line, PageText, Passage, Place, Table
    from vnplan_extract.findings import Finding
    from vnplan_extract.lang.values import AnyMention, Citation, Mention
    from vnplan_extract.reading.nodes import Node

Role = Literal["furniture", "header", "preamble", "section", "table", "footer", "decision", "other_document"]
PartKind = Literal[
    "purpose", "results", "objectives", "tasks", "funding", "organisation", "basis", "annex", "other"
]


@dataclass(slots=True)
class Draft:
    """Fields of the Plan as they are found; `roles` says what each block of the document turned out to be."""

    document: Document
    roles: list[Role | None] = field(default_factory=list)
    evidence: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    status: Literal["issued", "draft", "not_a_plan"] = "not_a_plan"
    kind: str | None = None
    number: str | None = None
    symbol: str | None = None
    issuer: plan.Agency | None = None
    co_issuers: tuple[plan.Agency, ...] = ()
    parent_issuer: plan.Agency | None = None
    place: str | None = None
    issued: str | None = None
    title: str | None = None
    period: str | None = None
    vision: str | None = None
    attached_to: plan.Citation | None = None
    preamble: str | None = None
    legal_basis: tuple[plan.Citation, ...] = ()
    sections: tuple[plan.Section, ...] = ()
    recipients: tuple[str, ...] = ()
    signatures: tuple[plan.Signature, ...] = ()
    tables: tuple[plan.Table, ...] = ()
    citations: tuple[plan.Citation, ...] = ()
    targets: tuple[plan.Target, ...] = ()
    tasks: tuple[plan.Task, ...] = ()
    budget: plan.Budget | None = None
    duties: tuple[plan.Duty, ...] = ()
    opening: list[Passage] = field(default_factory=list)  # what stands before the first section
    nodes: list[Node] = field(
        default_factory=list
    )  # the section tree with its passages; same paths as `sections`
    source_tables: list[Table] = field(default_factory=list)  # the document's table behind each of `tables`
    parts: dict[str, PartKind] = field(default_factory=dict)  # path of each section -> what it is about
    province: str | None = None
    on: dt.date | None = None
    _mentions: dict[str, list[AnyMention]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.roles:
            self.roles = ["furniture" if block.furniture else None for block in self.document.blocks]

    def free(self) -> list[tuple[int, Block]]:
        """Return the blocks that have no role yet, with their index, in reading order."""
        return [
            (index, block)
            for index, (block, role) in enumerate(zip(self.document.blocks, self.roles, strict=True))
            if role is None
        ]

    def mentions(self, text: str) -> list[AnyMention]:
        """Find all mentions in a text; each text is searched once, offsets are into it."""
        found = self._mentions.get(text)
        if found is None:
            found = self._mentions[text] = find_mentions(text, on=self.on)
        return found

    def say(self, field_name: str, *passages: Passage) -> None:
        """Record where a field was read."""
        places = tuple(place for passage in passages for place in evidence_of(self.document, passage))
        if places:
            self.evidence[field_name] = places


def evidence_of(
    document: Document, passage: Passage, start: int = 0, end: int | None = None
) -> tuple[Evidence, ...]:
    """Return where `passage.text[start:end]` was printed, one place for each page."""
    return tuple(_evidence(document.page(place.page), place) for place in passage.places(start, end))


def _evidence(page: PageText, place: Place) -> Evidence:
    lines = page.lines_of(place.start, place.end)
    start, end = place.start, place.end
    boxes = [box for line in lines if (box := line.box_of(start - line.start, end - line.start))]
    kinds = {line.read_by for line in lines}
    return Evidence(
        page=place.page,
        box=_hull(boxes) if boxes else None,
        start=place.start,
        end=place.end,
        text=page.text[place.start : place.end],
        read_by="ocr" if "ocr" in kinds else "form" if "form" in kinds else "text",
        confidence=round(min([line.confidence for line in lines], default=1.0), 3),
        as_read=_as_read(page, lines, start, end) if "ocr" in kinds else None,
    )


def _as_read(page: PageText, lines: Sequence[Line], start: int, end: int) -> str | None:
    """Return what OCR read where `page.text[start:end]` stands now; None where no word of it was mended."""
    mended = [
        (line.start + first, line.start + last, was) for line in lines for first, last, was in line.mended
    ]
    touched = sorted(word for word in mended if word[0] < end and word[1] > start)
    if not touched:
        return None
    text = page.text[start:end]
    for first, last, was in reversed(touched):
        text = f"{text[: max(first - start, 0)]}{was}{text[last - start :]}"
    return text


def _hull(boxes: Sequence[Box]) -> Box:
    """Return the box around some boxes, to a hundredth of a point."""
    x0, top, x1, bottom = boxes[0]
    if len(boxes) > 1:
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        x0, top, x1, bottom = min(lefts), min(tops), max(rights), max(bottoms)
    return (round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))


def agency_record(draft: Draft, mention: Mention[Agency], passage: Passage) -> plan.Agency:
    """Make the Plan's agency of a mention and the passage that prints it."""
    value = mention.value
    return plan.Agency(
        text=passage.text,
        name=value.name,
        id=value.id,
        current_id=value.current_id,
        level=value.level,
        evidence={"name": evidence_of(draft.document, passage)},
    )


_ISSUER_BEFORE = (
    160  # letters before a citation in which its issuer may stand ("của Sở Y tế tại Tờ trình số ...")
)


def citation_record(
    draft: Draft,
    mention: Mention[Citation],
    passage: Passage,
    *,
    role: Literal["basis", "implements", "cited"],
) -> plan.Citation:
    """Make the Plan's citation of a mention found in a passage."""
    value = mention.value
    places = evidence_of(draft.document, passage, mention.start, mention.end)
    issuer = None if value.issuer is None else _issuer_record(draft, mention, value.issuer, passage)
    dated = _date_before(draft, mention, passage)
    return plan.Citation(
        text=mention.text,
        kind=value.kind,
        number=value.number,
        symbol=value.symbol,
        issued=value.issued,
        issuer=issuer,
        title=value.title,
        article=value.article,
        repaired_from=value.repaired_from,
        role=role,
        evidence={
            name: dated or places if name == "issued" else places
            for name in ("kind", "number", "symbol", "issued", "title", "article")
            if getattr(value, name) is not None
        },
    )


def _issuer_record(draft: Draft, mention: Mention[Citation], issuer: Agency, passage: Passage) -> plan.Agency:
    """Make the Plan's agency of who issued a cited document; its place is that of the citation, or the one before it."""
    ahead = "issuer_before" in mention.flags
    first = max(0, mention.start - _ISSUER_BEFORE) if ahead else mention.start
    at = passage.text.rfind(issuer.name, first, mention.end)
    stop = at + len(issuer.name)
    if at < 0 and ahead:  # printed with abbreviations, and perhaps with the office before it
        own = [
            one
            for one in draft.mentions(passage.text)
            if isinstance(one.value, Agency) and first <= one.start < one.end <= mention.start
            if one.value.name in issuer.name  # which says the province too
        ]
        at, stop = (own[-1].start, own[-1].end) if own else (at, stop)
    found = at >= 0
    places = (at, stop) if ahead and found else (mention.start, mention.end)
    return plan.Agency(
        text=passage.text[at:stop] if found else issuer.name,
        name=issuer.name,
        id=issuer.id,
        current_id=issuer.current_id,
        level=issuer.level,
        evidence={"name": evidence_of(draft.document, passage, *places)},
    )


def _date_before(draft: Draft, mention: Mention[Citation], passage: Passage) -> tuple[Evidence, ...] | None:
    """Return where the day of a citation stands that is printed before it ("Ngày 27/4/2022, UBND tỉnh ban hành ...")."""
    if "date_before" not in mention.flags:
        return None
    days = [
        one
        for one in draft.mentions(passage.text)
        if isinstance(one.value, When)
        if one.end <= mention.start and one.value.edtf == mention.value.issued
    ]
    return evidence_of(draft.document, passage, days[-1].start, days[-1].end) if days else None
