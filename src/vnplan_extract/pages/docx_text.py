"""Paragraphs of a DOCX: runs, fields, breaks, symbols, notes and text boxes, each piece of text exactly once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vnplan_extract.pages.docx_numbering import from_symbol_font
from vnplan_extract.pages.docx_package import W
from vnplan_extract.pages.docx_styles import Styles, TextFormat, as_style
from vnplan_extract.pages.legacy import draws_capitals, to_unicode

if TYPE_CHECKING:
    from lxml.etree import _Element

    from vnplan_extract.pages.flow import ParagraphBuilder

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V = "{urn:schemas-microsoft-com:vml}"

_WIDE = re.compile(" {5,}|\t")  # blanks typed to reach a column
# Fields whose result is a place in the printed copy, not text of the document.
_PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"})
# Children of a paragraph that say something about it and hold none of its text.
_SILENT = frozenset(
    W + name
    for name in (
        "pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "del", "moveFrom", "delText", "instrText",
        "delInstrText", "bookmarkStart", "bookmarkEnd", "proofErr", "commentRangeStart", "commentRangeEnd",
        "commentReference", "annotationRef", "permStart", "permEnd", "lastRenderedPageBreak", "rt", "rubyPr",
    )
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What was seen on the way and becomes findings."""

    inserted: int = 0
    deleted: int = 0
    hidden: int = 0
    nested: int = 0


@dataclass(frozen=True, slots=True)
class NoteReference:
    """A reference to a footnote or endnote, with the mark that is printed for it."""

    kind: str
    key: str
    mark: str


@dataclass(slots=True)
class Notes:
    """Numbers the footnotes and endnotes of a document in the order of their references."""

    counts: dict[str, int] = field(default_factory=lambda: {"footnote": 0, "endnote": 0})

    def refer(self, kind: str, key: str, *, own_mark: bool) -> NoteReference:
        """Return the next reference; one with a mark of its own is not counted."""
        if own_mark:
            return NoteReference(kind, key, "")
        self.counts[kind] += 1
        return NoteReference(kind, key, str(self.counts[kind]))


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    in_result: bool = False

    @property
    def is_page_number(self) -> bool:
        words = self.instruction.split(maxsplit=1)
        return bool(words) and words[0].upper() in _PAGE_FIELDS


@dataclass(slots=True)
class TextReader:
    """Reads the runs of paragraphs into a builder; one for a whole story, since fields may span paragraphs."""

    styles: Styles
    tally: Tally
    notes: Notes
    fields: list[_Field] = field(default_factory=list)
    references: list[NoteReference] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    note_mark: str = ""

    def read(self, element: _Element, builder: ParagraphBuilder, of_paragraph: TextFormat) -> None:
        """Add the text of a paragraph to the builder; text boxes found on the way wait in `boxes`."""
        for child in element:
            self._node(child, builder, of_paragraph)

    def end_paragraph(self) -> None:
        """Forget page-number fields that were never closed: the next paragraph's text is not theirs."""
        self.fields = [entry for entry in self.fields if not entry.is_page_number]

    def _node(self, element: _Element, builder: ParagraphBuilder, of_paragraph: TextFormat) -> None:
        tag = element.tag
        if tag == W + "r":
            self._run(element, builder, of_paragraph)
        elif tag in {W + "del", W + "moveFrom"}:
            self.tally.deleted += 1
        elif tag == W + "fldSimple":
            self._simple_field(element, builder, of_paragraph)
        elif tag == MC + "AlternateContent":
            self._alternatives(element, builder, of_paragraph)
        elif tag == M + "t":
            builder.add(element.text or "", as_style(self.styles.text(of_paragraph, None)))
        elif tag == W + "txbxContent":
            self.boxes.append(element)
        elif tag not in _SILENT:
            self.tally.inserted += tag in {W + "ins", W + "moveTo"}
            self.read(element, builder, of_paragraph)

    def _simple_field(self, element: _Element, builder: ParagraphBuilder, of_paragraph: TextFormat) -> None:
        if not _Field(element.get(W + "instr", "")).is_page_number:
            self.read(element, builder, of_paragraph)

    def _alternatives(self, element: _Element, builder: ParagraphBuilder, of_paragraph: TextFormat) -> None:
        """Read one of the alternatives: the first that holds text, since they say the same."""
        chosen = next((child for child in element if holds_text(child)), None)
        if chosen is not None:
            self.read(chosen, builder, of_paragraph)

    def _run(self, run: _Element, builder: ParagraphBuilder, of_paragraph: TextFormat) -> None:
        look = self.styles.text(of_paragraph, run.find(W + "rPr"))
        if look.hidden:
            self.tally.hidden += sum(len(text.text or "") for text in run.iter(W + "t"))
            for child in run.iterchildren(W + "fldChar", W + "instrText"):
                self._in_run(child, builder, look, of_paragraph)
            return
        for child in run:
            self._in_run(child, builder, look, of_paragraph)

    def _in_run(
        self, child: _Element, builder: ParagraphBuilder, look: TextFormat, of_paragraph: TextFormat
    ) -> None:
        tag = child.tag
        if tag == W + "fldChar":
            self._field_char(child)
        elif tag == W + "instrText":
            if self.fields and not self.fields[-1].in_result:
                self.fields[-1].instruction += child.text or ""
        elif any(entry.is_page_number for entry in self.fields):
            return
        elif tag == W + "t":
            self._add(child.text or "", builder, look)
        elif tag in {W + "tab", W + "ptab"}:
            builder.tab()
        elif tag == W + "noBreakHyphen":
            builder.add("-", as_style(look))
        elif tag == W + "br":
            _break(child, builder)
        elif tag == W + "cr":
            builder.line_break()
        elif tag == W + "lastRenderedPageBreak":
            builder.page_break("rendered")
        elif tag == W + "sym":
            self._add(_symbol(child), builder, look)
        elif tag in {W + "footnoteReference", W + "endnoteReference"}:
            self._refer(child, builder, look)
        elif tag in {W + "footnoteRef", W + "endnoteRef"}:
            self._raised(self.note_mark, builder, look)
        else:
            self._node(child, builder, of_paragraph)

    def _add(self, text: str, builder: ParagraphBuilder, look: TextFormat) -> None:
        if look.font and text and look.font.lower().startswith(("symbol", "wingdings")):
            text = "".join(from_symbol_font(char, look.font) or char for char in text)
        if look.font and draws_capitals(look.font) and all(char <= "\u00ff" for char in text):
            text = to_unicode(text, "tcvn3", capitals=True)  # no later reader knows the font
        text = text.upper() if look.caps else text
        for index, part in enumerate(_WIDE.split(text)):
            if index:
                builder.tab()
            builder.add(part, as_style(look))

    def _refer(self, element: _Element, builder: ParagraphBuilder, look: TextFormat) -> None:
        kind = "footnote" if element.tag == W + "footnoteReference" else "endnote"
        own_mark = element.get(W + "customMarkFollows", "0") not in {"0", "false", "off"}
        reference = self.notes.refer(kind, element.get(W + "id", ""), own_mark=own_mark)
        self.references.append(reference)
        self._raised(reference.mark, builder, look)

    def _raised(self, mark: str, builder: ParagraphBuilder, look: TextFormat) -> None:
        style = as_style(look)
        if mark:
            builder.add(mark, type(style)(style.bold, style.italic, style.size, superscript=True))

    def _field_char(self, element: _Element) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].in_result = True
        elif kind == "end" and self.fields:
            self.fields.pop()


def holds_text(element: _Element) -> bool:
    """True when something in an element prints as text."""
    return next(element.iter(W + "t", W + "sym", M + "t"), None) is not None


def _break(element: _Element, builder: ParagraphBuilder) -> None:
    if element.get(W + "type") == "page":
        builder.page_break()
    else:
        builder.line_break()


def _symbol(element: _Element) -> str:
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    if not 0 < code <= 0xFFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    return from_symbol_font(chr(code), element.get(W + "font")) or chr(code)
