"""Flowing text put together: styled pieces in, a `Paragraph` out, blanks folded, NFC, every piece exactly once."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from vnplan_extract.document import Align, Paragraph, ParagraphRole, Run

# Characters that print nothing: controls, soft hyphen, zero-width and direction marks, byte order mark.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
# Letters of TCVN3 read as Latin-1 that no Unicode text has: beside them the soft hyphen is a letter too (ư).
_TCVN3 = re.compile("[\u00b5\u00b6\u00b8\u00b9\u00a8\u00a9\u00ae\u00a6\u00ac\u00d7\u00de\u00dfäåæçëîïñöøûþ÷]")
_SPACE = re.compile(r"\s+")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})  # printed like the plain hyphen


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text is printed; `size` in points, 0 where unknown."""

    bold: bool = False
    italic: bool = False
    size: float = 0.0
    superscript: bool = False


PLAIN = Style()

BreakKind = Literal["page", "rendered"]  # asked for by the author, or where it fell when last printed
_KINDS: dict[str, BreakKind] = {"\f": "page", "\v": "rendered"}
_BREAKS = {kind: mark for mark, kind in _KINDS.items()}
_MARKS = frozenset({"\n", "\t", *_KINDS})


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """What a source says about a whole paragraph, apart from its text."""

    level: int | None = None
    align: Align | None = None
    indent: float = 0.0
    role: ParagraphRole = "body"


def clean(text: str) -> str:
    """Return text without invisible characters, each stretch of white space folded to one blank; not yet NFC."""
    if text.isprintable() and "  " not in text and "\u2010" not in text and "\u2011" not in text:
        return text  # nearly all text; of white space only the plain blank is printable
    if "\u00ad" in text and _TCVN3.search(text):
        text = "\u00ad".join(_INVISIBLE.sub("", part) for part in text.split("\u00ad"))
    else:
        text = _INVISIBLE.sub("", text)
    return _SPACE.sub(" ", text).translate(_HYPHENS)


def _joins_backward(char: str) -> bool:
    """True for a character that may compose with the one before it (marks; Hangul vowels and finals)."""
    return unicodedata.category(char).startswith("M") or "\u1160" <= char <= "\u11ff"


@dataclass(slots=True)
class ParagraphBuilder:
    """Collects the pieces of one paragraph in reading order.

    Page breaks are marked where they occur; after `build`, `breaks` holds their offsets in the text with their kind
    (0: before the text, its length: behind it), and `tabs` where words begin behind a tab: a tab prints as a blank, but
    may part columns.
    """

    _parts: list[tuple[str, Style]] = field(default_factory=list)
    breaks: list[tuple[int, BreakKind]] = field(default_factory=list)
    tabs: list[int] = field(default_factory=list)

    def add(self, text: str, style: Style = PLAIN) -> None:
        """Add a piece of text; white space of any kind in it counts as a blank."""
        text = clean(text)
        last = self._parts[-1] if self._parts else None
        if last is not None and last[0] not in _MARKS:
            marks = 0
            while marks < len(text) and _joins_backward(text[marks]):
                marks += 1
            if marks:  # a mark belongs to its letter, whatever run it was typed in
                self._parts[-1] = (last[0] + text[:marks], last[1])
                text = text[marks:]
        if text:
            self._parts.append((text, style))

    def line_break(self) -> None:
        """Add a soft line break."""
        self._parts.append(("\n", PLAIN))

    def tab(self) -> None:
        """Add a tab, or as many blanks as stand for one."""
        self._parts.append(("\t", PLAIN))

    def page_break(self, kind: BreakKind = "page") -> None:
        """Mark that a new page begins here."""
        self._parts.append((_BREAKS[kind], PLAIN))

    @property
    def has_text(self) -> bool:
        """True once something that prints was added."""
        return any(text != " " and text not in _MARKS for text, _ in self._parts)

    def build(
        self,
        look: ParagraphLook | None = None,
        *,
        marker: str = "",
        marker_style: Style = PLAIN,
        glued: bool = False,
        blank_before: bool = False,
    ) -> Paragraph | None:
        """Return the paragraph, or None when nothing in it prints.

        Args:
            look: What the source says about the whole.
            marker: Automatic number to put in front.
            marker_style: Style of the marker.
            glued: True when no blank stands between the marker and the text.
            blank_before: True when empty paragraphs stood before this one.
        """
        folded = _Folded()
        marker = unicodedata.normalize("NFC", clean(marker)).strip()
        if marker:
            folded.word(marker, marker_style)
            folded.pending = "" if glued else " "
        self._fold(folded)
        if not folded.length:
            return None
        look = look or ParagraphLook()
        return Paragraph(
            text="".join(folded.texts),
            runs=folded.runs(),
            marker_end=len(marker),
            level=look.level,
            align=look.align,
            indent=look.indent,
            role=look.role,
            blank_before=blank_before,
        )

    def _fold(self, folded: _Folded) -> None:
        """Put the pieces behind what is folded, and note where pages break and where words begin behind a tab."""
        self.breaks, self.tabs = [], []
        waiting: list[BreakKind] = []
        after_tab = seen_text = False
        for text, style in self._parts:
            if text in _KINDS:
                waiting.append(_KINDS[text])
                continue
            if text == "\n":
                folded.pending = "\n"
                continue
            if text[0] in {" ", "\t"}:
                folded.blank()
            after_tab = after_tab or text == "\t"
            if not (words := text.strip(" \t")):
                continue
            offset = folded.word(unicodedata.normalize("NFC", words), style)
            self.breaks.extend((offset if seen_text else 0, kind) for kind in waiting)
            waiting.clear()
            if after_tab:
                self.tabs.append(offset if seen_text else 0)
            after_tab, seen_text = False, True
            if text[-1] == " ":
                folded.blank()
        self.breaks.extend((folded.length if seen_text else 0, kind) for kind in waiting)


@dataclass(slots=True)
class _Folded:
    """Text so far, words joined by one blank or one line break, and where each style begins."""

    texts: list[str] = field(default_factory=list)
    length: int = 0
    pending: str = ""
    styles: list[tuple[int, Style]] = field(default_factory=list)

    def blank(self) -> None:
        if self.pending != "\n":
            self.pending = " "

    def word(self, text: str, style: Style) -> int:
        if self.length and self.pending:
            self.texts.append(self.pending)
            self.length += 1
        self.pending = ""
        start = self.length
        if not self.styles or self.styles[-1][1] != style:
            self.styles.append((start, style))
        self.texts.append(text)
        self.length += len(text)
        return start

    def runs(self) -> tuple[Run, ...]:
        ends = [start for start, _ in self.styles[1:]] + [self.length]
        return tuple(
            Run(start, end, style.bold, style.italic, style.size, style.superscript)
            for (start, style), end in zip(self.styles, ends, strict=True)
        )
