"""Divides a file into its documents and their parts: header, opening, body, footer, annexes; and reads them in order.

The Plan is the attached part where a decision issues one: number, date, issuer, recipients and signatures are then the
decision's, kind, title and sections the plan's. Where a file holds several documents, the first plan is taken and a
finding names the pages of the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vnplan_extract import plan
from vnplan_extract.findings import finding
from vnplan_extract.lang.doctypes import kind_of_heading
from vnplan_extract.lang.numbering import parse_marker
from vnplan_extract.reading import header as header_reader
from vnplan_extract.reading import sections as section_reader
from vnplan_extract.reading.annex_files import annex_head
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.footer import (
    Footer,
    opens_footer,
    read_footer,
    recipient_text,
    signature_records,
)
from vnplan_extract.reading.heads import ISSUED_KIND, Head, announced_head, find_heads, is_number_line
from vnplan_extract.reading.hidden_titles import uncover_title
from vnplan_extract.reading.legal_basis import (
    BASIS_PART,
    BASIS_TITLE,
    LISTED,
    read_citations,
    read_legal_basis,
)
from vnplan_extract.reading.respelling import respell_places
from vnplan_extract.reading.tables import around_tables, read_tables
from vnplan_extract.reading.web_tail import web_tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Block, Document, Passage
    from vnplan_extract.reading.draft import Draft, Role
    from vnplan_extract.reading.nodes import Node


@dataclass(slots=True)
class Part:
    """One document of the file: its head, and the blocks up to the next head."""

    head: Head | None
    first: int
    stop: int
    footers: list[Footer] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """Which document of the file is the plan, and which decision issues it."""

    main: Part  # the plan, or what stands for it
    decision: Part | None = None
    others: list[Part] = field(default_factory=list)

    @property
    def official(self) -> Part:
        """The part whose header and footer hold number, date, issuer, recipients and signatures."""
        return self.decision or self.main


def outline(document: Document) -> Outline:
    """Find the documents of the file and choose the plan among them."""
    blocks = document.blocks
    heads = find_heads(blocks)
    if not heads:
        return Outline(Part(announced_head(blocks) or annex_head(blocks), 0, len(blocks)))
    starts = [head.first for head in heads]
    starts[0] = 0
    stops = [*starts[1:], len(blocks)]
    parts = [Part(head, first, stop) for head, first, stop in zip(heads, starts, stops, strict=True)]
    main = next((part for part in parts if _is_plan(part)), parts[0])
    at = parts.index(main)
    decision = None
    if at > 0 and _issues(parts[at - 1], main):
        decision = parts[at - 1]
    return Outline(main, decision, [part for part in parts if part not in (main, decision)])


def _is_plan(part: Part) -> bool:
    return part.head is not None and part.head.kind is not None and part.head.kind.plan


def _issues(before: Part, part: Part) -> bool:
    """Does the document before issue this one? It is then a decision, and this one has no number of its own."""
    if before.head is None or part.head is None or before.head.kind is None:
        return False
    own_number = part.head.number and _number_is_own(before.head, part.head)
    return before.head.kind.code in ("QĐ", "NQ", "CT", "TTr", "TT") and not own_number


def _number_is_own(before: Head, head: Head) -> bool:
    numbers = [{line.text for line in each.header if is_number_line(line.text)} for each in (before, head)]
    return bool(numbers[1]) and numbers[0] != numbers[1]


def read_outline(draft: Draft) -> Outline:
    """Read everything but the records that later steps make: header, sections, tables, footer."""
    document = draft.document
    found = outline(document)
    _mark_others(draft, found)
    official = found.official
    if official.head is not None:
        header_reader.read_number(draft, official.head)
        header_reader.read_date(draft, official.head)
        header_reader.read_title_with_number(draft, official.head)
    if found.main.head is not None:
        header_reader.read_title(draft, found.main.head)
        if official.head is not None and official.head is not found.main.head:
            uncover_title(draft, official.head.title)
    footers = _footers(draft, found)
    opening, annexes = _read_body(draft, found, footers)
    if found.decision is not None:
        opening = [*_decision_opening(draft, found.decision), *opening]
    own = official.head.attached if official.head is not None and official.head.annex is not None else None
    attached_lines = [
        passage.cut(match.start())
        for passage in ([own] if own is not None else annexes)
        if (match := section_reader.ISSUED_WITH.search(passage.text))
    ]
    header_reader.read_attached_line(draft, found.main.head, attached_lines)
    if official.head is not None and official.head.annex is not None:
        header_reader.read_period_elsewhere(draft, [official.head.annex])
    header_reader.read_issuer(
        draft, official.head or Head(0, 0), [block for block in document.blocks if not block.furniture][:30]
    )
    respell_places(draft)
    _read_attachment(draft, found)
    _read_basis(draft, opening)
    _status(draft, found)
    return found


def _mark(draft: Draft, first: int, stop: int, role: Role) -> None:
    for index in range(first, stop):
        if draft.roles[index] is None:
            draft.roles[index] = role


def _mark_others(draft: Draft, found: Outline) -> None:
    """Set further documents of the file aside and say where they are; one that a decision issues is one with it."""
    last: Part | None = None
    spans: list[tuple[int, int]] = []
    for part in found.others:
        if last is not None and last.stop == part.first and _issues(last, part):
            spans[-1] = (spans[-1][0], part.stop)
        else:
            spans.append((part.first, part.stop))
        last = part
    for first, stop in spans:
        pages = sorted({line.page for block in draft.document.blocks[first:stop] for line in block.lines})
        _mark(draft, first, stop, "other_document")
        if pages:
            draft.findings.append(
                finding("two-documents", page=pages[0], found=", ".join(str(page) for page in pages))
            )


def _footers(draft: Draft, found: Outline) -> dict[str, Footer | None]:
    """Find and read the footers; recipients and signatures are the official part's."""
    footers: dict[str, Footer | None] = {}
    for name, part in (("main", found.main), ("decision", found.decision)):
        footers[name] = _footer_of(draft.document.blocks, part) if part is not None else None
    official = footers["decision"] if found.decision is not None else footers["main"]
    official = official or footers["main"]
    if official is not None:
        passages = [recipient_text(passage) for passage in official.recipients]
        passages = [passage for passage in passages if any(map(str.isalpha, passage.text))]
        draft.recipients = tuple(passage.text for passage in passages)
        draft.say("recipients", *passages)
        draft.signatures = signature_records(draft.document, official)
    return footers


def _footer_of(blocks: Sequence[Block], part: Part) -> Footer | None:
    begin = part.head.last + 1 if part.head is not None else part.first
    if part.head is None:
        return None
    for at in range(begin, part.stop):
        if opens_footer(blocks, at):
            return read_footer(blocks, at, part.stop)
    return None


def _decision_opening(draft: Draft, part: Part) -> list[Passage]:
    """Return the decision's legal basis; its articles get the role "decision"."""
    blocks = draft.document.blocks
    head = part.head
    if head is None:
        return []
    _mark(draft, part.first, head.last + 1, "header")
    opening = []
    for index in range(head.last + 1, part.stop):
        block = blocks[index]
        if block.furniture or block.table is not None:
            continue
        if parse_marker(block.text) is not None or block.text.upper().startswith("QUYẾT ĐỊNH"):
            break
        opening.append(block.passage)
    _mark(draft, part.first, part.stop, "decision")
    return opening


def _read_body(
    draft: Draft, found: Outline, footers: dict[str, Footer | None]
) -> tuple[list[Passage], list[Passage]]:
    """Read the sections of body and annexes; return the opening's passages and those of the annex heads."""
    document = draft.document
    main = found.main
    first = main.first
    if main.head is not None:
        _mark(draft, main.first, main.head.last + 1, "header")
        first = main.head.last + 1
    footer = footers["main"]
    decision_footer = footers["decision"]
    if decision_footer is not None:
        _mark(draft, decision_footer.first, decision_footer.last + 1, "footer")
    body_stop = footer.first if footer is not None else main.stop
    body = [index for index in range(first, body_stop) if draft.roles[index] is None]
    annex = _annex_after(draft, footer, main.stop) if footer is not None else []
    _mark_tables(draft, [*body, *annex])
    text_blocks = [index for index in body if draft.roles[index] == "section"]
    nodes, opening = section_reader.build([document.blocks[index] for index in text_blocks])
    _mark_preamble(draft, text_blocks, opening)
    annex_blocks = [document.blocks[index] for index in annex if draft.roles[index] == "section"]
    annex_nodes = section_reader.build_annexes(annex_blocks)
    section_reader.promote(nodes)
    section_reader.promote(annex_nodes)
    draft.nodes = [*nodes, *annex_nodes]
    draft.opening = opening
    draft.sections = section_reader.records(draft.nodes, draft)
    if opening:
        draft.preamble = "\n".join(passage.text for passage in opening)
        draft.say("preamble", *opening)
    read_tables(
        draft,
        [block.table for index in [*body, *annex] if (block := document.blocks[index]).table is not None],
    )
    return opening, [block.passage for block in annex_blocks]


def _annex_after(draft: Draft, footer: Footer, stop: int) -> list[int]:
    """Return the blocks of the annexes behind a footer, without what a website goes on with."""
    _mark(draft, footer.first, footer.last + 1, "footer")
    annex = [index for index in range(footer.last + 1, stop) if draft.roles[index] is None]
    tail = web_tail(draft.document.blocks, annex)
    for index in annex[tail:] if tail is not None else ():
        draft.roles[index] = "furniture"
    return annex[:tail]


def _mark_tables(draft: Draft, indices: Sequence[int]) -> None:
    """Say which blocks are tables, or their units, headings and notes; all others are text."""
    document = draft.document
    for index in indices:
        draft.roles[index] = "table" if document.blocks[index].table is not None else "section"
    for index in around_tables(document, indices):
        draft.roles[index] = "table"


def _mark_preamble(draft: Draft, indices: Sequence[int], opening: Sequence[Passage]) -> None:
    passages = {id(passage) for passage in opening}
    for index in indices:
        if id(draft.document.blocks[index].passage) in passages:
            draft.roles[index] = "preamble"


def _read_attachment(draft: Draft, found: Outline) -> None:
    """Say which decision issues the plan."""
    part = found.decision
    if part is None or part.head is None:
        return
    head = part.head
    evidence = {
        name: places for name, places in draft.evidence.items() if name in ("number", "symbol", "issued")
    }
    if head.title is not None:
        evidence["title"] = evidence_of(draft.document, head.title)
    draft.attached_to = plan.Citation(
        text=head.title.text if head.title else "",
        kind=head.kind.name if head.kind else None,
        number=draft.number,
        symbol=draft.symbol,
        issued=draft.issued,
        issuer=draft.issuer,
        title=head.title.text if head.title else None,
        role="basis",
        evidence=evidence,
    )
    header_reader.read_period_elsewhere(draft, [head.title] if head.title else [])


def _read_basis(draft: Draft, opening: Sequence[Passage]) -> None:
    listed: list[Passage] = []
    document = draft.document
    inside, over = False, None
    for index, role in enumerate(draft.roles):
        if role != "section":
            continue
        block = document.blocks[index]
        marker = parse_marker(block.text)
        listing = inside and LISTED.match(block.text) is not None
        if marker is not None and marker.kind not in ("dash", "plus", "parenthesis") and not listing:
            heads = len(block.text) < 120 and block.text[:80]
            if heads and BASIS_TITLE.search(heads):
                inside, over = True, marker.kind
            else:  # "1. Các văn bản chỉ đạo" below "I. CĂN CỨ XÂY DỰNG KẾ HOẠCH"
                below = over is not None and marker.kind != over
                inside = below and bool(heads) and BASIS_PART.search(heads) is not None
                over = over if below else None
            continue
        if inside:
            listed.append(block.passage)
    read_legal_basis(draft, opening, listed)
    used = [
        index
        for index, role in enumerate(draft.roles)
        if role in ("preamble", "section", "table", "decision")
        or document.blocks[index].furniture == "footnote"
    ]
    read_citations(draft, document, _notes_before_annexes(draft, used))


def _notes_before_annexes(draft: Draft, used: Sequence[int]) -> list[int]:
    """Return the blocks with the footnotes between body and annexes: files hold them at a page's end, or behind all."""
    signed = max((index for index, role in enumerate(draft.roles) if role == "footer"), default=-1)
    notes = [index for index in used if draft.document.blocks[index].furniture == "footnote"]
    if not notes or signed < 0:
        return list(used)
    text = [index for index in used if draft.document.blocks[index].furniture != "footnote"]
    body = [index for index in text if index <= signed]
    return [*body, *notes, *text[len(body) :]]


def _holds_plan(node: Node) -> bool:
    """Does this article approve a plan and go on with its text: "Điều 1. Phê duyệt Kế hoạch ... như sau: I. MỤC TIÊU"?"""
    words = [*([node.title] if node.title is not None else []), *node.texts]
    return bool(node.children) and any(ISSUED_KIND.search(passage.text) for passage in words)


def _status(draft: Draft, found: Outline) -> None:
    """Decide between issued, draft and not a plan, and say what the header lacks."""
    head = found.main.head
    is_plan = head is not None and head.kind is not None and head.kind.plan
    if (
        head is not None
        and not is_plan
        and head.title is not None
        and head.kind is not None
        and head.kind.code == "QĐ"
    ):
        # A decision that approves a plan within its own articles: the plan has no header of its own.
        match = ISSUED_KIND.search(head.title.text)
        approved = kind_of_heading(match.group(1).upper()) if match is not None else None
        if approved is not None and found.decision is None and any(map(_holds_plan, draft.nodes)):
            is_plan = True
            draft.kind = approved.code
    if not is_plan:
        draft.status = "not_a_plan"
        draft.findings.append(finding("not-a-plan", found=head.kind.name if head and head.kind else "–"))
        header_reader.check_scanned(draft)
        return
    numbered = draft.number is not None or header_reader.number_is_written(draft)
    draft.status = "issued" if numbered and draft.issued is not None else "draft"
    header_reader.check_header(draft)
