"""Two columns typed with blanks or tabs instead of a table: the letterhead, and "Nơi nhận" beside the signature.

Who lays text out that way prints one line of each column on every line, so the columns must be taken apart before
anything else is read. Only these two blocks of Nghị định 30/2020 (ô 1 to 4, 7 and 9) are looked for: elsewhere a wide
gap says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from vnplan_extract.document import FlowCell, FlowTable, Paragraph
from vnplan_extract.lang.agencies import parse_agency
from vnplan_extract.lang.offices import over_signatures
from vnplan_extract.pages.legacy import guess_encoding, to_unicode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.pages.legacy import Encoding

_STATE = re.compile(
    r"cộng h(?:òa|oà) xã hội chủ nghĩa|độc lập ?[-–] ?tự do"
    r"|^(?:đảng cộng sản việt nam|đoàn (?:tncs|thanh niên cộng sản) hồ chí minh)$",  # of the Party and its youth
    re.IGNORECASE,
)
_DATED = re.compile(r"\bngày\b.{0,40}\btháng\b|^\s*số\s*:|^\s*v/v", re.IGNORECASE)
_SUBJECT = re.compile(r"v/v", re.IGNORECASE)
_RULE = re.compile(r"[-_*–—=\s]+")
_RECIPIENTS = re.compile(r"\s*nơi nhận\b", re.IGNORECASE)
_SECTION = re.compile(r"\s*(?:phụ lục|phần|chương|danh mục|biểu)\b", re.IGNORECASE)
_GAP = re.compile(r" {3,}(?=\S)")
_MARGIN = 24  # an indent as deep as this stands in the right column
_SLACK = 12  # centred lines of one column begin this much apart
_LONG = 60  # characters; a paragraph longer than this is no line of a column
_MOST_HEADER = 12  # lines; a letterhead has about six
_MOST_FOOTER = 40
_MOST_SIGNED = 20
# A signer's name, with a rank or degree before it.
_NAME = re.compile(r"(?:[^\W\d_][\w.,]{0,12} ){0,4}[^\W\d_]\w{0,10}(?: [^\W\d_]\w{0,10}){1,4}")


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what stands on its left and on its right; `whole` when it is no line of two columns."""

    left: str
    right: str
    whole: bool = False
    blank: bool = False
    right_at: int | None = None  # where its right part begins


def row_of_text(line: str, *, right_at: int | None = None) -> Row:
    """Split a line of plain text at a wide gap; a deep indent puts all of it on the right.

    Args:
        line: The line.
        right_at: Where the right column began on the block's first line; None on that line itself, which is split at
            its widest gap.
    """
    text = line.expandtabs(8).rstrip()
    if not text:
        return Row("", "", blank=True)
    start = len(text) - len(text.lstrip())
    gaps = [found for found in _GAP.finditer(text) if found.start() >= start]
    if not gaps:
        on_right = start >= (_MARGIN if right_at is None else right_at - _SLACK)
        whole = right_at is not None and not on_right and len(text) > right_at
        return Row("", text.strip()) if on_right else Row(text.strip(), "", whole=whole)
    if right_at is None:
        gap = max(gaps, key=lambda found: found.end() - found.start())
    else:
        gap = min(gaps, key=lambda found: abs(found.end() - right_at))
    return Row(text[: gap.start()].strip(), text[gap.end() :].strip(), right_at=gap.end())


def row_of_tabs(text: str, tabs: Sequence[int], *, encoding: Encoding | None = None) -> Row:
    """Split a paragraph at its last tab with text on both sides; one that begins with a tab stands on the right.

    `encoding` is the old Vietnamese encoding in which the text still stands, so that its words are known all the same.
    """
    inner = [offset for offset in tabs if offset > 0]
    if inner:
        left, right = _known(text[: inner[-1]], encoding), _known(text[inner[-1] :], encoding)
        return Row(left, right, right_at=inner[-1])
    whole = _known(text, encoding)
    return Row("", whole) if tabs else Row(whole, "", whole=len(text) > _LONG)


def _known(text: str, encoding: Encoding | None) -> str:
    return (to_unicode(text, encoding) if encoding else text).strip()


def _encoding_of(blocks: Sequence[Paragraph | FlowTable]) -> Encoding | None:
    text = " ".join(block.text for block in blocks[:_MOST_FOOTER] if isinstance(block, Paragraph))
    found = guess_encoding(text).encoding
    return None if found == "unicode" else found


def begins_block(first: Row) -> bool:
    """Tell whether a letterhead, a footer or two signatures in two columns may begin with a line."""
    if not first.right:
        return False
    return (
        _STATE.search(first.right) is not None
        or _RECIPIENTS.match(first.left) is not None
        or (_signs(first.left) and _signs(first.right))
    )


def block_length(rows: Sequence[Row]) -> int:
    """Return how many rows from the first on make a letterhead or footer in two columns; 0 for none."""
    first = rows[0]
    if not first.right:
        return 0
    if _STATE.search(first.right):
        return _header_length(rows)
    if _RECIPIENTS.match(first.left):
        return _footer_length(rows)
    if _signs(first.left) and _signs(first.right):
        return _signed_length(rows)
    return 0


def _signs(text: str) -> bool:
    """Tell the first line over a signature, in capitals: a body, an office, or on whose behalf."""
    if not text.isupper() or len(text) > _LONG:
        return False
    return _office().match(text) is not None or parse_agency(text) is not None


@cache
def _office() -> re.Pattern[str]:
    names, signs = over_signatures()
    words = sorted({*(name.upper() for name in names), *signs}, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?!\w)")


def _signed_length(rows: Sequence[Row]) -> int:
    """Two signatures side by side end with the second name; both sides must have one."""
    named: set[str] = set()
    for at, row in enumerate(rows[:_MOST_SIGNED]):
        if row.whole:
            break
        for side, text in (("left", row.left), ("right", row.right)):
            if text and not text.isupper():
                if side in named or not _NAME.fullmatch(text):
                    return 0
                named.add(side)
        if len(named) > 1:
            return at + 1
    return 0


def _header_length(rows: Sequence[Row]) -> int:
    """A letterhead ends with the line of number and date, or with the "V/v" lines under the number."""
    last = 0
    dated = subject = False
    for at, row in enumerate(rows[:_MOST_HEADER]):
        if row.blank:
            if dated:
                break
            continue
        subject = subject or _SUBJECT.match(row.left) is not None
        known = _STATE.search(row.right) or _DATED.search(row.right) or _DATED.search(row.left)
        both = row.left and row.right and not dated
        rest = at > 0 and rows[at - 1].left.endswith(("-", "/")) and row.left.isupper()  # of the number
        if row.whole or not (
            known or both or subject or rest or (row.left and not dated) or _RULE.fullmatch(row.right)
        ):
            break
        if known or both or subject or rest:
            last = at + 1
        dated = dated or "ngày" in row.right.lower()
    return last


def _footer_length(rows: Sequence[Row]) -> int:
    """A footer goes on while lines are recipients, or stand on the right (offices, the name)."""
    last, blanks = 0, 0
    for at, row in enumerate(rows[:_MOST_FOOTER]):
        if row.blank:
            blanks += 1
            if blanks > 6:  # a signature takes four or five lines
                break
            continue
        text = row.left or row.right
        if row.whole or _SECTION.match(text):
            break
        lone = row.left and not row.right and not row.left.startswith(("-", "+", "*", "•", "–"))
        if lone and blanks:
            break
        blanks = 0
        last = at + 1
    return last


def take_apart(
    blocks: Sequence[Paragraph | FlowTable], tabs: Sequence[Sequence[int]]
) -> list[Paragraph | FlowTable]:
    """Return the blocks with letterheads and footers typed with tabs as two columns; `tabs` are each block's."""
    if not any(tabs):
        return list(blocks)
    encoding = _encoding_of(blocks)
    found: list[Paragraph | FlowTable] = []
    at = 0
    while at < len(blocks):
        length = _length_at(blocks, tabs, at, encoding)
        if length:
            found.append(_columns_of(blocks[at : at + length], tabs[at : at + length]))
        else:
            found.append(blocks[at])
        at += length or 1
    return found


def _length_at(
    blocks: Sequence[Paragraph | FlowTable], tabs: Sequence[Sequence[int]], at: int, encoding: Encoding | None
) -> int:
    first = blocks[at]
    if not tabs[at] or not isinstance(first, Paragraph):
        return 0
    if not begins_block(row_of_tabs(first.text, tabs[at], encoding=encoding)):
        return 0
    rows: list[Row] = []
    for block, offsets in zip(blocks[at : at + _MOST_FOOTER], tabs[at:], strict=False):
        if not isinstance(block, Paragraph):
            break
        rows.append(row_of_tabs(block.text, offsets, encoding=encoding))
    return block_length(rows)


def _columns_of(blocks: Sequence[Paragraph | FlowTable], tabs: Sequence[Sequence[int]]) -> FlowTable:
    left: list[Paragraph] = []
    right: list[Paragraph] = []
    for block, offsets in zip(blocks, tabs, strict=True):
        assert isinstance(block, Paragraph)
        row = row_of_tabs(block.text, offsets)
        at = row.right_at if row.right_at is not None else (0 if row.right else len(block.text))
        for side, part in ((left, cut(block, 0, at)), (right, cut(block, at, len(block.text)))):
            if part is not None:
                side.append(part)
    return two_columns(left, right)


def two_columns(left: Sequence[Paragraph], right: Sequence[Paragraph]) -> FlowTable:
    """Return the two columns as the unbordered table that others would have made of them."""
    cells = (FlowCell(0, 0, 1, 1, tuple(left)), FlowCell(0, 1, 1, 1, tuple(right)))
    return FlowTable(1, 2, cells, bordered=False)


def cut(paragraph: Paragraph, start: int, end: int) -> Paragraph | None:
    """Return the part `text[start:end]` of a paragraph with its styles, or None when it is blank."""
    text = paragraph.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    runs = tuple(
        replace(run, start=max(run.start, start) - start, end=min(run.end, end) - start)
        for run in paragraph.runs
        if run.start < end and run.end > start
    )
    return replace(
        paragraph,
        text=text[start:end],
        runs=runs,
        marker_end=max(0, min(paragraph.marker_end, end) - start),
        page_breaks=(),
    )
