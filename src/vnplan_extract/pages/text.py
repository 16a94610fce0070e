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
# What begins a paragraph of its own, as plans number their parts; the list items of Markdown are among them.
_MARKER = re.compile(
    r"""\s*(?:\*{1,3}|_{1,3}|<[bi]>)?(?:
        [-+•–](?=\s|\S)(?!\d)(?:\s|(?=[^\W\d]))
      | \*[ ]
      | \(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVXLC]{1,6}|[a-zđ])[.)](?:\s|\*|$)
      | (?:\d{1,2}|[IVXLC]{1,6})-\s+(?=[^\W\d_])
      | \d{1,3}(?:\.\d{1,3}){1,4}\s
      | (?:Phần|Chương|Mục|Tiểu\ mục|Điều|PHẦN|CHƯƠNG|MỤC|Phụ\ lục|PHỤ\ LỤC)\s+(?:thứ\ |[IVXLC\d])
    )""",
    re.VERBOSE,
)
_MARKER_ONLY = re.compile(r"\s*(?:[-+*•–]|\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVXLC]{1,6}|[a-zđ])[.)])\s*")
_INNER_MARKER = re.compile(r"(?:[-+•–]|[a-zđ]\)|\d{1,2}[.)]|[IVX]{1,5}\.)[ \t]+\S")
_SIGNS_OF_MARKDOWN = re.compile(
    r"^[ ]{0,3}#{1,6}[ \t]+\S|\*\*[^\s*]|^[ ]{0,3}\|?[ \t]*:?-{3,}:?[ \t]*\|", re.MULTILINE
)
# A word after which no paragraph ends: "Căn cứ Nghị định số" / "35/2015/NĐ-CP", "của" / "Chính phủ".
_OPEN_WORD = re.compile(rf"(?:^|\s)(?:{either('lines', 'open_words')})$")
_RESTS_ON = re.compile(rf"Căn cứ (?:{either('lines', 'rested_on')})\b")
_ENACTS = re.compile(rf"\s*(?:{either('lines', 'enacting')})\b")
_YEARS_CUT = re.compile(r"\b(?:19|20)\d\d(?: ?[-–])?$")
_YEARS_REST = re.compile(r"\s*[-–]?\s*(?:19|20)\d\d\b")
_STATE = "CHỦ NGHĨA VIỆT NAM"
_SENTENCE_ENDS = frozenset(".;:!?…")
_LONG_LINE = 160  # characters; a line longer than this was not wrapped by hand, so it is a paragraph
_PAGE_NUMBER = re.compile(r"\s{0,400}-?[ ]?\d{1,3}[ ]?-?[ \t]*\n")
_OPENS = re.compile(rf"\s*(?:{either('lines', 'preamble_openings')})\s")
_FULL = 50  # characters of a line that reaches from margin to margin
_FILLED = 0.8  # of the width of the long lines: a line that was broken because it was full
_SET_IN = 3  # characters
_FOOT = 200  # characters in which a page number stands at a page's end
_FOOT_NUMBER = re.compile(r"\n[ \t]{15,190}(-?[ ]?\d{1,3}[ ]?-?)\Z")
_SHORT = 15  # a line shorter than this was not cut by a page's end
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
    parts = text.split("\f")
    numbers = [""] * len(parts)
    for index in range(len(parts) if len(parts) > 1 else 0):
        if found := _PAGE_NUMBER.match(parts[index]):
            numbers[index] = found[0].strip()
            parts[index] = parts[index][found.end() :]
    feet = [""] * len(parts)
    for index in range(len(parts) if len(parts) > 1 else 0):
        if found := _FOOT_NUMBER.search(parts[index].rstrip()[-_FOOT:]):
            feet[index] = found[1]
            parts[index] = parts[index].rstrip()[: -len(found[0])]
    unwrapped = any(
        len(line) > _LONG_LINE and "\t" not in line for part in parts for line in part.split("\n")
    )
    blocks: list[list[Paragraph | FlowTable]] = []
    told: list[tuple[Finding, ...]] = []
    columns = 0
    for number, part in enumerate(parts, 1):
        reader = _Reader(markdown=markdown, unwrapped=unwrapped, open_columns=columns)
        blocks.append(reader.read(part))
        told.append(tuple(finding("table-unread", page=number, found=head) for head in reader.unread))
        columns = reader.closing
    for index in range(len(blocks) - 1, 0, -1):
        before, after = blocks[index - 1], blocks[index]
        if before and after and _goes_on(before[-1], after[0], cut=True):
            last, first = before.pop(), after.pop(0)
            assert isinstance(last, Paragraph)
            assert isinstance(first, Paragraph)
            before.append(_join(last, first, cut=True))
    for number, flow in enumerate(blocks, 1):
        head = (
            (Paragraph(numbers[number - 1], _plain(numbers[number - 1]), role="page_header"),)
            if numbers[number - 1]
            else ()
        )
        foot = feet[number - 1]
        tail = (Paragraph(foot, _plain(foot), role="page_footer"),) if foot else ()
        yield Page(
            number,
            flow=(*head, *flow, *tail),
            findings=(*(findings if number == 1 else ()), *told[number - 1]),
        )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _first_lines(lines: list[str]) -> int | None:
    """Return how deep first lines are set in at least, where numbered lines tell that they are and wrapped ones are not."""
    foot = next((at for at, line in enumerate(lines) if line.lstrip().startswith("Nơi nhận")), len(lines))
    lines = lines[:foot]  # recipients are set flush
    full = [_indent(line) for line in lines if len(line.strip()) > _FULL]
    if not full:
        return None
    deep = min(full) + _SET_IN
    marked = [
        _indent(line) >= deep for line in lines if _MARKER.match(line) or _RESTS_ON.match(line.lstrip())
    ]
    return deep if len(marked) > 1 and sum(marked) > 0.7 * len(marked) else None


def _filled(lines: list[str]) -> float:
    """Return from how many letters on a line is full: nearly as many as most of the long lines have."""
    long = sorted(len(line.rstrip()) for line in lines if _FULL < len(line.strip()) <= _LONG_LINE)
    return max(_FULL, _FILLED * long[len(long) * 3 // 4]) if long else math.inf


def _is_cut(before: str, line: str) -> bool:
    """True when a line ends where no paragraph does, before a number, a capital or a dash though the next one begins."""
    before = before.rstrip()
    if _YEARS_CUT.search(before) and _YEARS_REST.match(line):
        return True
    if not _OPEN_WORD.search(before):
        return False
    return not _MARKER.match(line) or line.lstrip()[:1].isdigit()


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
        self.first_lines = None if self.markdown else _first_lines(lines)
        self.filled = math.inf if self.markdown else _filled(lines)
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
        if self.lost and len(line) > _LONG_LINE:
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
        if not self.markdown and _is_cut(before, line):
            return False
        if _MARKER.match(line):
            return not (self.markdown and self.stars % 2) and not self._is_inside(before, line)
        if self.markdown and (before.endswith(("  ", "\\", "<br>", "<br/>")) or self.stars % 2):
            return False
        if self.first_lines is not None and self._is_first_line(before, line):
            return True
        if _RESTS_ON.match(line.lstrip()):
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
        ended = before.rstrip(" \t*_").endswith(tuple(_SENTENCE_ENDS))
        if self.markdown:
            return len(before) > _LONG_LINE or (ended and len(line) > _LONG_LINE)
        if self.unwrapped:
            return True
        width = max(len(entry) for entry in (*self.pending[-8:], line))
        return ended or len(before) < max(_NARROW, 0.75 * width)

    def _is_under_item(self, before: str, line: str) -> bool:
        """True where first lines are set in and this one is, under an item that did not fill its line."""
        if self.first_lines is None or len(before.rstrip()) >= self.filled:
            return False
        return _indent(line) >= self.first_lines and _MARKER.match(before) is not None

    def _is_inside(self, before: str, line: str) -> bool:
        """True where a full line was broken before a dash in the middle of a sentence."""
        if len(before.rstrip()) < self.filled:
            return False
        return is_inner_dash(before, line)

    def _is_first_line(self, before: str, line: str) -> bool:
        """True where the text sets first lines in and this line is set in, and also for the opening under a centred title."""
        assert self.first_lines is not None
        lead, above = _indent(line), _indent(before)
        if lead >= self.first_lines and above < self.first_lines:
            return True
        return lead >= self.first_lines and _OPENS.match(line) is not None

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
        if self.blocks and _goes_on(self.blocks[-1], paragraph):
            last = self.blocks.pop()
            assert isinstance(last, Paragraph)
            paragraph = _join(last, paragraph)
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


def _goes_on(before: Paragraph | FlowTable, after: Paragraph | FlowTable, *, cut: bool = False) -> bool:
    """True when a paragraph goes on the sentence of the one before it: the blank between them was a page break.

    Where the page is known to end (`cut`), a small letter goes on behind a semicolon too.
    """
    if isinstance(before, FlowTable) or isinstance(after, FlowTable) or before.role != after.role:
        return False
    if before.level is not None or after.level is not None or after.marker_end:
        return False
    if not after.text[:1].islower() or _MARKER.match(after.text):
        return False
    last = before.text.rstrip()
    if (
        (last[-1:] in _SENTENCE_ENDS and not (cut and last[-1:] == ";"))
        or last.upper() == last
        or len(last) < _SHORT
    ):
        return False
    same_look = before.runs[-1].bold == after.runs[0].bold and before.runs[-1].italic == after.runs[0].italic
    return same_look and not _MARKER_ONLY.fullmatch(last)


def _join(before: Paragraph, after: Paragraph, *, cut: bool = False) -> Paragraph:
    shift = len(before.text) + 1
    moved = tuple(replace(run, start=run.start + shift, end=run.end + shift) for run in after.runs)
    breaks = before.page_breaks + ((shift,) if cut else ()) + tuple(at + shift for at in after.page_breaks)
    first = (*before.runs[:-1], replace(before.runs[-1], end=shift)) if before.runs else ()
    return replace(
        before,
        text=f"{before.text} {after.text}",
        runs=_merged((*first, *moved)),
        page_breaks=breaks,
    )


def _merged(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    found: list[Run] = []
    for run in runs:
        if found and replace(found[-1], start=0, end=0) == replace(run, start=0, end=0):
            found[-1] = replace(found[-1], end=run.end)
        else:
            found.append(run)
    return tuple(found)
