"""Which typed lines make a paragraph: where one begins, where a line was only wrapped, what a page's end cut in two."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.document import FlowTable
from vnplan_extract.lang.wordlists import either

if TYPE_CHECKING:
    from vnplan_extract.document import Paragraph, Run

# What begins a paragraph of its own, as plans number their parts; the list items of Markdown are among them.
MARKER = re.compile(
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
# A word after which no paragraph ends: "Căn cứ Nghị định số" / "35/2015/NĐ-CP", "của" / "Chính phủ".
_OPEN_WORD = re.compile(rf"(?:^|\s)(?:{either('lines', 'open_words')})$")
RESTS_ON = re.compile(rf"Căn cứ (?:{either('lines', 'rested_on')})\b")
_YEARS_CUT = re.compile(r"\b(?:19|20)\d\d(?: ?[-–])?$")
_YEARS_REST = re.compile(r"\s*[-–]?\s*(?:19|20)\d\d\b")
_OPENS = re.compile(rf"\s*(?:{either('lines', 'preamble_openings')})\s")
SENTENCE_ENDS = frozenset(".;:!?…")
LONG_LINE = 160  # characters; a line longer than this was not wrapped by hand, so it is a paragraph
_FULL = 50  # characters of a line that reaches from margin to margin
_SET_IN = 3  # characters
_FILLED = 0.8  # of the width of the long lines: a line that was broken because it was full
_SHORT = 15  # a line shorter than this was not cut by a page's end


def indent(line: str) -> int:
    """Return how many letters a line is set in."""
    return len(line) - len(line.lstrip())


def first_lines(lines: list[str]) -> int | None:
    """Return how deep first lines are set in at least, where numbered lines tell that they are and wrapped ones are not."""
    foot = next((at for at, line in enumerate(lines) if line.lstrip().startswith("Nơi nhận")), len(lines))
    lines = lines[:foot]  # recipients are set flush
    full = [indent(line) for line in lines if len(line.strip()) > _FULL]
    if not full:
        return None
    deep = min(full) + _SET_IN
    marked = [indent(line) >= deep for line in lines if MARKER.match(line) or RESTS_ON.match(line.lstrip())]
    return deep if len(marked) > 1 and sum(marked) > 0.7 * len(marked) else None


def full_width(lines: list[str]) -> float:
    """Return from how many letters on a line is full: nearly as many as most of the long lines have."""
    long = sorted(len(line.rstrip()) for line in lines if _FULL < len(line.strip()) <= LONG_LINE)
    return max(_FULL, _FILLED * long[len(long) * 3 // 4]) if long else math.inf


def is_cut(before: str, line: str) -> bool:
    """True when a line ends where no paragraph does, before a number, a capital or a dash though the next one begins."""
    before = before.rstrip()
    if _YEARS_CUT.search(before) and _YEARS_REST.match(line):
        return True
    if not _OPEN_WORD.search(before):
        return False
    return not MARKER.match(line) or line.lstrip()[:1].isdigit()


def is_first_line(before: str, line: str, deep: int) -> bool:
    """True where first lines are set in `deep` letters at least and this one is, also for the opening under a centred title."""
    lead, above = indent(line), indent(before)
    return lead >= deep and (above < deep or _OPENS.match(line) is not None)


def goes_on(before: Paragraph | FlowTable, after: Paragraph | FlowTable, *, cut: bool = False) -> bool:
    """True when a paragraph goes on the sentence of the one before it: the blank between them was a page break.

    Where the page is known to end (`cut`), a small letter goes on behind a semicolon too.
    """
    if isinstance(before, FlowTable) or isinstance(after, FlowTable) or before.role != after.role:
        return False
    if before.level is not None or after.level is not None or after.marker_end:
        return False
    if not after.text[:1].islower() or MARKER.match(after.text):
        return False
    last = before.text.rstrip()
    if (
        (last[-1:] in SENTENCE_ENDS and not (cut and last[-1:] == ";"))
        or last.upper() == last
        or len(last) < _SHORT
    ):
        return False
    same_look = before.runs[-1].bold == after.runs[0].bold and before.runs[-1].italic == after.runs[0].italic
    return same_look and not _MARKER_ONLY.fullmatch(last)


def join(before: Paragraph, after: Paragraph, *, cut: bool = False) -> Paragraph:
    """Return two paragraphs as one, a blank between them; `cut` marks that a page ended there."""
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
