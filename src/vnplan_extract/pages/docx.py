"""Reads DOCX (and DOCM, DOTX) straight from its XML: pages of paragraphs and tables, numbers and notes resolved.

Pages are known where the file says so: breaks that the author asked for, sections, and the places where the last
printing broke the page. One `Page` is yielded for each; a paragraph or table that a page break cuts stays whole on the
page where it begins, its `page_breaks` say where the next page takes over, and the `Page` that follows goes on after
it. At a paragraph that begins a page no break is noted, since its `Page` says so. In a cell, 0 means that the paragraph
begins on the page after the one on which its row began. A row number equal to `rows` marks a page that ends in the
table's last row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vnplan_extract.document import FlowTable, Page, Paragraph, ParagraphRole
from vnplan_extract.errors import DamagedInputError
from vnplan_extract.findings import Finding, finding
from vnplan_extract.pages.columns import take_apart
from vnplan_extract.pages.docx_numbering import Numbering
from vnplan_extract.pages.docx_package import Package, R, Relation, W
from vnplan_extract.pages.docx_pictures import drawn, with_pictures
from vnplan_extract.pages.docx_story import Piece, Story
from vnplan_extract.pages.docx_styles import Styles, number, value
from vnplan_extract.pages.docx_text import NoteReference, Notes, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from vnplan_extract.pages.flow import BreakKind
    from vnplan_extract.pages.images import Improve


def read_docx(data: bytes, *, name: str, improve: Improve | None = None) -> Iterator[Page]:
    """Yield the pages of a DOCX; of one that is nothing but pictures, those of the pictures.

    Headers and footers stand once each, on the page where their section begins; footnotes at the end of the page that
    refers to them, endnotes at the very end.

    Args:
        data: The file's bytes.
        name: What to call it in messages.
        improve: Reads the image of a page (`scan.improve`); without it pictures are not read.

    Raises:
        DamagedInputError: It is no DOCX, or its document part is missing or broken.
        PasswordError: It is encrypted.
        LimitError: It unpacks to more than the limits allow, or declares XML entities.
    """
    return iter(_Docx(Package.open(data, name=name)).pages(improve))


@dataclass(slots=True)
class _PageDraft:
    width: float = 0.0
    height: float = 0.0
    headers: list[Paragraph | FlowTable] = field(default_factory=list)
    blocks: list[Paragraph | FlowTable] = field(default_factory=list)
    tabs: list[tuple[int, ...]] = field(default_factory=list)  # of each block
    notes: list[Paragraph | FlowTable] = field(default_factory=list)
    footers: list[Paragraph | FlowTable] = field(default_factory=list)

    def finish(self, page: int, findings: tuple[Finding, ...]) -> Page:
        flow = (*self.headers, *take_apart(self.blocks, self.tabs), *self.notes, *self.footers)
        return Page(page, self.width, self.height, flow=flow, findings=findings)


@dataclass(slots=True)
class _Docx:
    """One document on its way from package to pages."""

    package: Package
    tally: Tally = field(default_factory=Tally)
    notes: Notes = field(default_factory=Notes)
    drafts: list[_PageDraft] = field(default_factory=list)
    fresh: bool = True  # nothing was printed on the current page yet
    findings: list[Finding] = field(default_factory=list)
    _relations: dict[str, Relation] = field(default_factory=dict)
    _styles: Styles = field(default_factory=Styles)
    _numbering: Numbering = field(default_factory=Numbering)
    _seen_parts: set[str] = field(default_factory=set)
    _note_parts: dict[str, dict[str, _Element]] = field(default_factory=dict)
    _endnotes: list[NoteReference] = field(default_factory=list)

    def pages(self, improve: Improve | None) -> list[Page]:
        """Return the pages, whole-document findings on the first."""
        path = self.package.main_part()
        root = self.package.xml(path)
        body = root.find(W + "body") if root is not None else None
        if body is None:
            raise DamagedInputError(
                "the DOCX has no readable document part",
                where=self.package.name,
                why=f"{path} is missing or broken",
                remedy="Open it in a word processor and save it anew.",
            )
        self._open_parts(path)
        self._read_body(body)
        self._add_findings(body)
        pages = [
            draft.finish(index, tuple(self.findings) if index == 1 else ())
            for index, draft in enumerate(self.drafts, 1)
        ]
        return with_pictures(pages, drawn(body, self._relations), self.package, improve)

    def _open_parts(self, path: str) -> None:
        self._relations = self.package.relations(path)
        self._styles = Styles.read(self._named_part("styles"))
        self._numbering = Numbering.read(self._named_part("numbering"))
        for kind in ("footnote", "endnote"):
            root = self._named_part(f"{kind}s")
            entries = root if root is not None else ()
            self._note_parts[kind] = {entry.get(W + "id", ""): entry for entry in entries}

    def _named_part(self, kind: str) -> _Element | None:
        target = next((entry.target for entry in self._relations.values() if entry.kind == kind), None)
        return None if target is None else self.package.xml(target)

    def _story(self, role: ParagraphRole = "body", mark: str = "") -> Story:
        return Story(self._styles, self._numbering, self.tally, self.notes, role, mark)

    def _read_body(self, body: _Element) -> None:
        sections = list(_sections(body))
        at = 0
        self._begin_page(sections[0] if sections else None)
        self._begin_section(sections[0] if sections else None)
        for piece in self._story().blocks(body):
            section = sections[at] if at < len(sections) else None
            self._add(piece, section)
            if piece.section is not None and at + 1 < len(sections):
                at += 1
                if _begins_page(sections[at]):
                    self._begin_page(sections[at])
                self._begin_section(sections[at])
        last = self.drafts[-1]
        for reference in self._endnotes:
            last.notes.extend(self._note(reference))

    def _add(self, piece: Piece, section: _Element | None) -> None:
        self._break(piece.before, section)
        draft = self.drafts[-1]
        if piece.block is not None:
            draft.blocks.append(piece.block)
            draft.tabs.append(piece.tabs)
            self.fresh = False
        for reference in piece.notes:
            if reference.kind == "endnote":
                self._endnotes.append(reference)
            else:
                draft.notes.extend(self._note(reference))
        for _ in range(piece.inside):
            self._begin_page(section)
            self.fresh = False
        self._break(piece.after, section)

    def _break(self, kinds: Iterable[BreakKind], section: _Element | None) -> None:
        """Begin a page at each break; where the last printing only noted a break already made, none."""
        for kind in kinds:
            if not (self.fresh and (kind == "rendered" or len(self.drafts) == 1)):
                self._begin_page(section)

    def _begin_page(self, section: _Element | None) -> None:
        size = section.find(W + "pgSz") if section is not None else None
        width = number(size.get(W + "w")) if size is not None else None
        height = number(size.get(W + "h")) if size is not None else None
        self.drafts.append(_PageDraft((width or 0.0) / 20, (height or 0.0) / 20))
        self.fresh = True

    def _begin_section(self, section: _Element | None) -> None:
        """Put the section's headers and footers on the current page, those not seen before."""
        draft = self.drafts[-1]
        if section is None:
            return
        for reference in section.iterchildren(W + "headerReference"):
            draft.headers.extend(self._margin(reference, "page_header"))
        for reference in section.iterchildren(W + "footerReference"):
            draft.footers.extend(self._margin(reference, "page_footer"))

    def _margin(self, reference: _Element, role: ParagraphRole) -> list[Paragraph | FlowTable]:
        relation = self._relations.get(reference.get(R + "id", ""))
        if relation is None or relation.target in self._seen_parts:
            return []
        self._seen_parts.add(relation.target)
        root = self.package.xml(relation.target)
        return [] if root is None else self._flat(root, role)

    def _note(self, reference: NoteReference) -> list[Paragraph | FlowTable]:
        entry = self._note_parts[reference.kind].pop(reference.key, None)
        return [] if entry is None else self._flat(entry, "footnote", reference.mark)

    def _flat(self, root: _Element, role: ParagraphRole, mark: str = "") -> list[Paragraph | FlowTable]:
        pieces = list(self._story(role, mark).blocks(root))
        more = [reference for piece in pieces for reference in piece.notes]
        blocks = [piece.block for piece in pieces if piece.block is not None]
        for reference in more:
            blocks.extend(self._note(reference))
        return blocks

    def _add_findings(self, body: _Element) -> None:
        tally, found = self.tally, self.findings
        found.extend(finding("part-damaged", part=part) for part in self.package.damaged)
        if next(body.iter(W + "altChunk"), None) is not None:
            found.append(finding("part-unread", part="altChunk"))
        if self._numbering.unresolved:
            found.append(finding("numbering-damaged", count=self._numbering.unresolved))
        if tally.inserted or tally.deleted:
            found.append(finding("track-changes", inserted=tally.inserted, deleted=tally.deleted))
        if tally.hidden:
            found.append(finding("hidden-text", count=tally.hidden))
        if tally.nested:
            found.append(finding("table-nested", count=tally.nested))


def _sections(body: _Element) -> Iterator[_Element]:
    """Yield the sections of the body in order; those inside text boxes and old properties are none."""
    for section in body.iter(W + "sectPr"):
        parent = section.getparent()
        if parent is body or (parent is not None and parent.tag == W + "pPr"):
            yield section


def _begins_page(section: _Element) -> bool:
    return (value(section, "type") or "nextPage") not in {"continuous", "nextColumn"}
