"""Reads plain text and Markdown: paragraphs, lists, tables by tabs or bars, pages by form feeds.

Every line break of the source stays as one in the paragraph's text. A blank line that falls inside a sentence is where
a converter cut the page: both halves make one paragraph, a blank between them. Each run of lines with tabs makes one
table; joining tables over pages is the layout's business.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.document import FlowTable, Page, Paragraph, Run
from vnplan_extract.findings import finding
from vnplan_extract.lang.inner_dashes import is_inner_dash
from vnplan_extract.lang.wordlists import either
from vnplan_extract.pages.barred import BarredBlock, barred_block, squeezed_block
from vnplan_extract.pages.columns import begins_block, block_length, row_of_text, two_columns
from vnplan_extract.pages.encoding import decode
from vnplan_extract.pages.flow import PLAIN, ParagraphBuilder, ParagraphLook, Style
from vnplan_extract.pages.glued import glued_head, glued_line, paragraphs
from vnplan_extract.pages.html import read_fragment
from vnplan_extract.pages.markup import add_inline, strip_comments
from vnplan_extract.pages.paragraph_breaks import (
    LONG_LINE,
    MARKER,
    RESTS_ON,
    SENTENCE_ENDS,
    first_lines,
    full_width,
    goes_on,
    indent,
    is_cut,
    is_first_line,
    join,
)
from vnplan_extract.pages.spaced_tables import continued_table, named_head, spaced_table, unread_table
from vnplan_extract.pages.text_tables import end_of_tabs, is_bar_start, is_tabular, read_bars, read_tabs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.findings import Finding

_HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t]|$)")
_RULE = re.compile(r"[ ]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_NOTE = re.compile(r"[ ]{0,3}\[\^([^\[\]\s]{1,20})\]:[ \t]*")
_FENCE = re.compile(r"[ ]{0,3}(?:```|~~~)")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_BULLET = re.compile(r"\s*([-*+•–])[ \t]+(?=\S)")
_INNER_MARKER = re.compile(r"(?:[-+•–]|[a-zđ]\)|\d{1,2}[.)]|[IVX]{1,5}\.)[ \t]+\S")
_SIGNS_OF_MARKDOWN = re.compile(
    r"^[ ]{0,3}#{1,6}[ \t]+\S|\*\*[^\s*]|^[ ]{0,3}\|?[ \t]*:?-{3,}:?[ \t]*\|", re.MULTILINE
)
_ENACTS = re.compile(rf"\s*(?:{either('lines', 'enacting')})\b")
_STATE = "CHỦ NGHĨA VIỆT NAM"
_PAGE_NUMBER = re.compile(r"\s{0,400}-?[ ]?\d{1,3}[ ]?-?[ \t]*\n")
_FOOT = 200  # characters in which a page number stands at a page's end
_FOOT_NUMBER = re.compile(r"\n[ \t]{15,190}(-?[ ]?\d{1,3}[ ]?-?)\Z")
_NARROW = 40  # a wrapped text is at least this wide


def read_text(data: bytes, *, name: str, markdown: bool | None = None) -> Iterator[Page]:
    """Yield the pages of a text or Markdown file: one, or more where form feeds part them.

    Args:
        data: The file's bytes: UTF-8, UTF-16 with a mark, or Windows-1258 as a last resort (with a finding).
        name: What to call it in messages.
        markdown: Whether to take it as Markdown; None looks for its signs.

    Raises:
        EmptyInputError: Nothing in it.
        UnsupportedTypeError: It is no text.
    """
    decoded = decode(data, name=name)
    text = (
        unicodedata.normalize("NFC", decoded.text)  # columns are counted in letters
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
    )
    if markdown is None:
        markdown = _SIGNS_OF_MARKDOWN.search(text) is not None
    if markdown:
        text = strip_comments(text)
    return _pages(text, decoded.findings, markdown=markdown)


def _pages(text: str, findings: tuple[Finding, ...], *, markdown: bool) -> Iterator[Page]:
    """Yield a page for each form feed; a sentence that goes on behind one stays on the page where it began."""
    sheets = [_without_numbers(part) for part in text.split("\f")] if "\f" in text else [("", text, "")]
    unwrapped = any(
        len(line) > LONG_LINE and "\t" not in line for _, part, _ in sheets for line in part.split("\n")
    )
    blocks: list[list[Paragraph | FlowTable]] = []
    told: list[tuple[Finding, ...]] = []
    columns = 0
    for number, (_, part, _) in enumerate(sheets, 1):
        reader = _Reader(markdown=markdown, unwrapped=unwrapped, open_columns=columns)
        blocks.append(reader.read(part))
        told.append(tuple(finding("table-unread", page=number, found=head) for head in reader.unread))
        columns = reader.closing
    _join_over_pages(blocks)
    for number, ((above, _, below), flow) in enumerate(zip(sheets, blocks, strict=True), 1):
        head = [Paragraph(above, _plain(above), role="page_header")] if above else []
        foot = [Paragraph(below, _plain(below), role="page_footer")] if below else []
        first = findings if number == 1 else ()
        yield Page(number, flow=(*head, *flow, *foot), findings=(*first, *told[number - 1]))


def _without_numbers(part: str) -> tuple[str, str, str]:
    """Return the number printed above a page's text, the text, and the number below it; "" for a number that is not there."""
    above = below = ""
    if found := _PAGE_NUMBER.match(part):
        above, part = found[0].strip(), part[found.end() :]
    if found := _FOOT_NUMBER.search(part.rstrip()[-_FOOT:]):
        below, part = found[1], part.rstrip()[: -len(found[0])]
    return above, part, below


def _join_over_pages(blocks: list[list[Paragraph | FlowTable]]) -> None:
    """Move what goes on a page's last sentence from the next page to it, last page first."""
    for before, after in reversed(list(pairwise(blocks))):
        if before and after and goes_on(before[-1], after[0], cut=True):
            last, first = before.pop(), after.pop(0)
            assert isinstance(last, Paragraph)
            assert isinstance(first, Paragraph)
            before.append(join(last, first, cut=True))


def _plain(text: str) -> tuple[Run, ...]:
    return (Run(0, len(text)),)


@dataclass(slots=True)
class _Reader:
    """Reads the lines of one page into blocks."""

    markdown: bool
    unwrapped: bool  # some line was never wrapped by hand, so every line is a paragraph
    blocks: list[Paragraph | FlowTable] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    stars: int = 0  # bold marks in the pending lines; an odd number leaves one open
    blank: bool = False
    not_tabular: int = 0  # lines before this one were looked at and belong to no table
    last_table_end: int = -1  # line of the last "</table"
    last_bar: int = -1  # line behind the last one with a bar
    glued: int = -1  # line with the state's name and the motto
    open_columns: int = 0  # of a table typed with blanks with which the page before ends
    unread: list[str] = field(
        default_factory=list
    )  # heads of such tables whose columns could not be told apart
    closing: int = 0  # of such a table with which this page ends
    first_lines: int | None = None  # how deep first lines of paragraphs are set in; None: they are not
    filled: float = math.inf  # letters from which on a line is full
    lost: bool = False  # line breaks were lost behind that line, so that a line holds many paragraphs

    def read(self, text: str) -> list[Paragraph | FlowTable]:
        lines = text.split("\n")
        self.last_table_end = max(
            (at for at, line in enumerate(lines) if "</table" in line.lower()), default=-1
        )
        self.last_bar = max((at + 1 for at, line in enumerate(lines) if "|" in line), default=-1)
        self.glued = -1 if self.markdown else glued_line(lines)
        self.first_lines = None if self.markdown else first_lines(lines)
        self.filled = math.inf if self.markdown else full_width(lines)
        at = 0
        while at < len(lines):
            at = self._special(lines, at) or self._line(lines, at)
        self._flush()
        return self.blocks

    def _special(self, lines: list[str], at: int) -> int:
        """Read what is no paragraph; return the line after it, or 0."""
        line = lines[at]
        if "\t" in line and at >= self.not_tabular:
            end = end_of_tabs(lines, at)
            if is_tabular(lines[at:end]):
                self._flush()
                self._add_table(read_tabs(lines[at:end], markdown=self.markdown))
                return end
            self.not_tabular = end
        goes_on = bool(self.open_columns and line.strip() and not self.blocks and not self.pending)
        wide = "   " in line.strip()
        if (wide or goes_on) and (
            end := self._columns(lines, at) or self._spaced(lines, at, goes_on=goes_on)
        ):
            return end
        if at < self.last_bar and (end := self._apart(barred_block(lines, at))):
            return end
        if _STATE in line.upper() and (end := self._apart(squeezed_block(lines, at))):
            return end
        if at <= self.glued and (end := self._unglued(lines, at)):
            return end
        if self.lost and len(line) > LONG_LINE:
            self._flush()
            for text in paragraphs(" ".join(line.split())):
                self._paragraph(text)
            return at + 1
        if not self.markdown:
            return 0
        if is_bar_start(lines, at):
            self._flush()
            table, end = read_bars(lines, at)
            self._add_table(table)
            return end
        if _FENCE.match(line):
            return self._fenced(lines, at)
        if note := _NOTE.match(line):
            self._flush()
            builder = ParagraphBuilder()
            builder.add(f"{note[1]} ", Style(superscript=True))
            add_inline(builder, line[note.end() :])
            paragraph = builder.build(ParagraphLook(role="footnote"))
            self.blocks.extend([paragraph] if paragraph else [])
            return at + 1
        if "<table" in line.lower():
            return self._html_table(lines, at)
        return 0

    def _columns(self, lines: list[str], at: int) -> int:
        """Take a letterhead or footer in two columns apart; return the line after it, or 0."""
        first = row_of_text(lines[at])
        if not begins_block(first):
            return 0
        rows = [first, *(row_of_text(line, right_at=first.right_at) for line in lines[at + 1 : at + 50])]
        length = block_length(rows)
        if not length:
            return 0
        self._flush()
        sides = ([row.left for row in rows[:length]], [row.right for row in rows[:length]])
        self._add_columns(*sides)
        return at + length

    def _spaced(self, lines: list[str], at: int, *, goes_on: bool) -> int:
        """Read a table typed with blanks; return the line after it, or 0."""
        table = spaced_table(lines, at)
        if table is None and goes_on:
            table = continued_table(lines, at, self.open_columns)
        if table is None:
            return self._unread(lines, at)
        self._flush()
        self.closing = len(table.rows[0]) if not any(map(str.strip, lines[table.end :])) else 0
        self._add_table(read_tabs(["\t".join(row) for row in table.rows], markdown=self.markdown))
        return table.end

    def _unread(self, lines: list[str], at: int) -> int:
        """Set a table aside whose columns cannot be told apart, and say so; return the line after it, or 0."""
        head = named_head(lines, at)
        if head is None:
            return 0
        self.unread.append(head)
        table = unread_table(lines, at)
        if table is None:
            return 0
        self._flush()
        rows = read_tabs(["\t".join(row) for row in table.rows], markdown=self.markdown)
        self._add_table(replace(rows, header_rows=0) if rows else None)
        return table.end

    def _apart(self, block: BarredBlock | None) -> int:
        """Take a letterhead or footer that was found into two columns; return the line after it, or 0."""
        if block is None:
            return 0
        self._flush()
        self._add_columns(block.left, block.right)
        return block.end

    def _unglued(self, lines: list[str], at: int) -> int:
        """Take a letterhead that lost its lines apart, and the text behind it; return the line after it, or 0."""
        head = glued_head(lines, at, self.glued)
        if head is None:
            return 0
        self._flush()
        self._add_columns(head.left, head.right)
        for text in head.rest:
            self._paragraph(text)
        self.lost = len(head.rest) > 1
        return head.end

    def _add_columns(self, *sides: list[str]) -> None:
        left, right = ([part for text in side if (part := self._built(text))] for side in sides)
        self._add_table(two_columns(left, right))

    def _built(self, text: str) -> Paragraph | None:
        builder = ParagraphBuilder()
        if self.markdown:
            add_inline(builder, text)
        else:
            builder.add(text)
        return builder.build()

    def _line(self, lines: list[str], at: int) -> int:
        line = lines[at]
        if not line.strip():
            self._flush()
            self.blank = True
        elif self.markdown and _RULE.fullmatch(line):
            self._flush()
        elif self.markdown and (heading := _HEADING.match(line)):
            self._flush()
            self._paragraph(line[heading.end() :].rstrip(" \t#"), level=len(heading[1]))
        else:
            if self.markdown:
                line = line[quote.end() :] if (quote := _QUOTE.match(line)) else line
            if self.pending and self._begins_paragraph(self.pending[-1], line):
                self._flush()
            self.pending.append(line)
            self.stars += line.count("**")
        return at + 1

    def _begins_paragraph(self, before: str, line: str) -> bool:
        """True when a line is not the wrapped rest of the one before it, though no blank line parts them."""
        if self._is_under_item(before, line):
            return True
        if not self.markdown and is_cut(before, line):
            return False
        if MARKER.match(line):
            return not (self.markdown and self.stars % 2) and not self._is_inside(before, line)
        if self.markdown and (before.endswith(("  ", "\\", "<br>", "<br/>")) or self.stars % 2):
            return False
        if self.first_lines is not None and is_first_line(before, line, self.first_lines):
            return True
        if RESTS_ON.match(line.lstrip()):
            return True  # each "Căn cứ ..." is a paragraph, and the first one ends the title
        if _ENACTS.match(line) and line.isupper():
            return True  # "ỦY BAN NHÂN DÂN TỈNH ...", in whose name a decision speaks, under its title
        if (
            line.isupper()
            and before.isupper()
            and " " not in before.strip()
            and not before.endswith((".", ":"))
        ):
            return False  # "PHÒNG," / "CHỐNG DỊCH BỆNH": a heading that was cut behind its first word
        first = line.lstrip(' \t*_"“(')[:1]
        if (
            before.isupper() != line.isupper()
            and first.isupper()
            and " " in before.strip()
            and " " in line.strip()
        ):
            return True  # capitals end or begin: a heading and text
        if first.islower():  # "CHƯƠNG TRÌNH HÀNH ĐỘNG", and under it "về phát triển công nghiệp"
            return len(self.pending) == 1 and " " in before.strip() and before.isupper()
        ended = before.rstrip(" \t*_").endswith(tuple(SENTENCE_ENDS))
        if self.markdown:
            return len(before) > LONG_LINE or (ended and len(line) > LONG_LINE)
        if self.unwrapped:
            return True
        width = max(len(entry) for entry in (*self.pending[-8:], line))
        return ended or len(before) < max(_NARROW, 0.75 * width)

    def _is_under_item(self, before: str, line: str) -> bool:
        """True where first lines are set in and this one is, under an item that did not fill its line."""
        if self.first_lines is None or len(before.rstrip()) >= self.filled:
            return False
        return indent(line) >= self.first_lines and MARKER.match(before) is not None

    def _is_inside(self, before: str, line: str) -> bool:
        """True where a full line was broken before a dash in the middle of a sentence."""
        if len(before.rstrip()) < self.filled:
            return False
        return is_inner_dash(before, line)

    def _flush(self) -> None:
        if self.pending:
            lines, self.pending, self.stars = self.pending, [], 0
            self._paragraph("\n".join(lines))

    def _paragraph(self, text: str, *, level: int | None = None) -> None:
        marker, text = self._list_marker(text) if level is None else ("", text)
        builder = ParagraphBuilder()
        if self.markdown:
            add_inline(builder, text)
        else:
            for index, line in enumerate(text.split("\n")):
                if index:
                    builder.line_break()
                builder.add(line)
        paragraph = builder.build(ParagraphLook(level), marker=marker, blank_before=self.blank)
        self.blank = False
        if paragraph is None:
            return
        if self.blocks and goes_on(self.blocks[-1], paragraph):
            last = self.blocks.pop()
            assert isinstance(last, Paragraph)
            paragraph = join(last, paragraph)
        self.blocks.append(paragraph)

    def _list_marker(self, text: str) -> tuple[str, str]:
        """Return a Markdown list's marker and the item's text.

        A bullet before another marker ("- + ", "- a) ") is the converter's, not the document's, and is left out.
        """
        bullet = _BULLET.match(text) if self.markdown else None
        if bullet is None:
            return "", text
        rest = text[bullet.end() :]
        if _INNER_MARKER.match(rest):
            return self._list_marker(rest)
        return ("-" if bullet[1] == "*" else bullet[1]), rest

    def _add_table(self, table: FlowTable | None) -> None:
        if table is not None:
            self.blocks.append(table)
            self.blank = False

    def _fenced(self, lines: list[str], at: int) -> int:
        """Read a fenced block line by line, as it stands."""
        self._flush()
        fence = lines[at].strip()[:3]
        at += 1
        while at < len(lines) and not lines[at].strip().startswith(fence):
            builder = ParagraphBuilder()
            builder.add(lines[at], PLAIN)
            paragraph = builder.build()
            self.blocks.extend([paragraph] if paragraph else [])
            at += 1
        return at + 1

    def _html_table(self, lines: list[str], at: int) -> int:
        """Hand an HTML table to the reader of HTML; return the line after it, or 0 when it never ends."""
        if self.last_table_end < at:
            return 0
        end = at
        while "</table" not in lines[end].lower():
            end += 1
        self._flush()
        self.blocks.extend(read_fragment("\n".join(lines[at : end + 1])))
        return end + 1
