"""Styles of a DOCX: what a paragraph or run looks like after its styles' inheritance is resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from vnplan_extract.pages.docx_package import W
from vnplan_extract.pages.flow import Style

if TYPE_CHECKING:
    from lxml.etree import _Element

    from vnplan_extract.document import Align

_OFF = frozenset({"0", "false", "off", "none"})
_ALIGN: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
}
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_DEEPEST = 32  # styles based on styles; a longer chain is a circle


@dataclass(frozen=True, slots=True)
class TextFormat:
    """Run properties; None where they say nothing. `size` in points."""

    bold: bool | None = None
    italic: bool | None = None
    caps: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    superscript: bool | None = None
    font: str | None = None


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """Paragraph properties; None where they say nothing. Indents in points."""

    align: Align | None = None
    left: float | None = None
    first: float | None = None
    outline: int | None = None
    num_id: str | None = None
    num_level: int | None = None
    page_break_before: bool | None = None


NO_TEXT_FORMAT = TextFormat()
NO_PARAGRAPH_FORMAT = ParagraphFormat()


@dataclass(frozen=True, slots=True)
class _StyleEntry:
    based_on: str | None
    paragraph: ParagraphFormat
    text: TextFormat
    table: _Element | None


T = TypeVar("T")


def _pick(upper: T | None, lower: T | None) -> T | None:
    return lower if upper is None else upper


def over(lower: TextFormat, upper: TextFormat) -> TextFormat:
    """Return the two together, `upper` deciding where it says anything."""
    return TextFormat(
        bold=_pick(upper.bold, lower.bold),
        italic=_pick(upper.italic, lower.italic),
        caps=_pick(upper.caps, lower.caps),
        hidden=_pick(upper.hidden, lower.hidden),
        size=_pick(upper.size, lower.size),
        superscript=_pick(upper.superscript, lower.superscript),
        font=_pick(upper.font, lower.font),
    )


def _over(lower: ParagraphFormat, upper: ParagraphFormat) -> ParagraphFormat:
    return ParagraphFormat(
        align=_pick(upper.align, lower.align),
        left=_pick(upper.left, lower.left),
        first=_pick(upper.first, lower.first),
        outline=_pick(upper.outline, lower.outline),
        num_id=_pick(upper.num_id, lower.num_id),
        num_level=_pick(upper.num_level, lower.num_level),
        page_break_before=_pick(upper.page_break_before, lower.page_break_before),
    )


def flag(parent: _Element | None, name: str) -> bool | None:
    """Return an on/off property: None where it is absent."""
    return _on(parent.find(W + name) if parent is not None else None)


def value(parent: _Element | None, name: str) -> str | None:
    """Return the `val` of a property, or None."""
    return _val(parent.find(W + name) if parent is not None else None)


def number(text: str | None) -> float | None:
    """Return a measure written as a number ("24", "12.5", "-284"), or None."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def read_text_format(properties: _Element | None) -> TextFormat:
    """Return what a `w:rPr` says."""
    if properties is None or not len(properties):
        return NO_TEXT_FORMAT
    said = {child.tag: child for child in properties}
    size = number(_val(said.get(W + "sz")))
    raised = _val(said.get(W + "vertAlign"))
    fonts = said.get(W + "rFonts")
    caps = _on(said.get(W + "caps"))
    return TextFormat(
        bold=_on(said.get(W + "b")),
        italic=_on(said.get(W + "i")),
        caps=_on(said.get(W + "smallCaps")) if caps is None else caps,
        hidden=_on(said.get(W + "vanish")),
        size=None if size is None else size / 2,
        superscript=None if raised is None else raised == "superscript",
        font=None if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi"),
    )


def read_paragraph_format(properties: _Element | None) -> ParagraphFormat:
    """Return what a `w:pPr` says."""
    if properties is None or not len(properties):
        return NO_PARAGRAPH_FORMAT
    said = {child.tag: child for child in properties}
    numbering = said.get(W + "numPr")
    outline = number(_val(said.get(W + "outlineLvl")))
    level = number(value(numbering, "ilvl"))
    left, first = _indents(said.get(W + "ind"))
    return ParagraphFormat(
        align=_ALIGN.get(_val(said.get(W + "jc")) or ""),
        left=left,
        first=first,
        outline=None if outline is None else int(outline),
        num_id=value(numbering, "numId"),
        num_level=None if level is None else int(level),
        page_break_before=_on(said.get(W + "pageBreakBefore")),
    )


def _val(element: _Element | None) -> str | None:
    return None if element is None else element.get(W + "val")


def _on(element: _Element | None) -> bool | None:
    return None if element is None else element.get(W + "val", "true").lower() not in _OFF


def _indents(element: _Element | None) -> tuple[float | None, float | None]:
    if element is None:
        return None, None
    left = number(element.get(W + "left") or element.get(W + "start"))
    first = number(element.get(W + "firstLine"))
    hanging = number(element.get(W + "hanging"))
    if hanging is not None:
        first = -hanging
    return (None if left is None else left / 20, None if first is None else first / 20)


def points(properties: ParagraphFormat) -> float:
    """Return where the first line of a paragraph begins, from the margin."""
    return (properties.left or 0.0) + (properties.first or 0.0)


@dataclass(slots=True)
class Styles:
    """The styles of one document, resolved once each."""

    _entries: dict[str, _StyleEntry] = field(default_factory=dict)
    _default_text: TextFormat = NO_TEXT_FORMAT
    _default_paragraph: ParagraphFormat = NO_PARAGRAPH_FORMAT
    _normal: str | None = None
    _merged: dict[str | None, ParagraphFormat] = field(default_factory=dict)
    _styled: dict[tuple[TextFormat, str | None], TextFormat] = field(default_factory=dict)
    _resolved: dict[str | None, tuple[ParagraphFormat, TextFormat]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: _Element | None) -> Styles:
        """Read `styles.xml`; None gives a document without styles."""
        styles = cls()
        if root is None:
            return styles
        defaults = root.find(W + "docDefaults")
        if defaults is not None:
            styles._default_text = read_text_format(defaults.find(f"{W}rPrDefault/{W}rPr"))
            styles._default_paragraph = read_paragraph_format(defaults.find(f"{W}pPrDefault/{W}pPr"))
        for element in root.iterchildren(W + "style"):
            styles._add(element)
        return styles

    def _add(self, element: _Element) -> None:
        key = element.get(W + "styleId")
        if key is None:
            return
        kind = element.get(W + "type", "paragraph")
        paragraph = read_paragraph_format(element.find(W + "pPr"))
        heading = _HEADING.fullmatch(value(element, "name") or "")
        if heading and paragraph.outline is None:
            paragraph = replace(paragraph, outline=int(heading[1]) - 1)
        table = element.find(W + "tblPr") if kind == "table" else None
        text = read_text_format(element.find(W + "rPr"))
        self._entries[key] = _StyleEntry(value(element, "basedOn"), paragraph, text, table)
        if kind == "paragraph" and element.get(W + "default", "0").lower() not in _OFF:
            self._normal = key

    def chain(self, key: str | None) -> list[str]:
        """Return a style and what it is based on, nearest first; circles are cut."""
        found: list[str] = []
        while key is not None and key in self._entries and key not in found and len(found) < _DEEPEST:
            found.append(key)
            key = self._entries[key].based_on
        return found

    def resolve(self, key: str | None) -> tuple[ParagraphFormat, TextFormat]:
        """Return what a style says together with those it is based on, without the document's defaults."""
        if key not in self._resolved:
            paragraph, text = ParagraphFormat(), TextFormat()
            for name in reversed(self.chain(key)):
                entry = self._entries[name]
                paragraph = _over(paragraph, entry.paragraph)
                text = over(text, entry.text)
            self._resolved[key] = (paragraph, text)
        return self._resolved[key]

    def paragraph(self, properties: _Element | None) -> tuple[ParagraphFormat, TextFormat, str | None]:
        """Return a paragraph's format, the text format of its style, and the style's id."""
        key = value(properties, "pStyle")
        if key is None or key not in self._entries:
            key = self._normal
        style, text = self.resolve(key)
        merged = self._merged.get(key)
        if merged is None:
            merged = self._merged[key] = _over(self._default_paragraph, style)
        own = read_paragraph_format(properties)
        return (merged if own is NO_PARAGRAPH_FORMAT else _over(merged, own)), text, key

    def text(self, of_paragraph: TextFormat, properties: _Element | None) -> TextFormat:
        """Return the format of a run in a paragraph whose style has `of_paragraph`."""
        key = (of_paragraph, value(properties, "rStyle"))
        styled = self._styled.get(key)
        if styled is None:
            styled = self._styled[key] = self._text_of(*key)
        own = read_text_format(properties)
        return styled if own is NO_TEXT_FORMAT else over(styled, own)

    def _text_of(self, of_paragraph: TextFormat, style: str | None) -> TextFormat:
        character = self.resolve(style)[1]
        styled = over(over(self._default_text, of_paragraph), character)
        # ISO 29500-1 17.7.3: bold and its like toggle where both kinds of style switch them on.
        return replace(
            styled,
            bold=_toggled(styled.bold, of_paragraph.bold, character.bold),
            italic=_toggled(styled.italic, of_paragraph.italic, character.italic),
            caps=_toggled(styled.caps, of_paragraph.caps, character.caps),
        )

    def table_properties(self, key: str | None) -> list[_Element]:
        """Return the table properties of a table style and those it is based on, nearest first."""
        entries = (self._entries[name] for name in self.chain(key))
        return [entry.table for entry in entries if entry.table is not None]


def _toggled(styled: bool | None, paragraph: bool | None, character: bool | None) -> bool | None:  # noqa: FBT001
    return False if paragraph and character else styled


def as_style(text: TextFormat) -> Style:
    """Return the printed style of a text format."""
    return Style(bool(text.bold), bool(text.italic), text.size or 0.0, bool(text.superscript))
