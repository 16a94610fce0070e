"""The text of a cell: its printed lines joined, words that a narrow cell cut put together again, items kept apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.document import Passage, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.document import Box, Line

ITEM = re.compile(r"(?:[-+*•–—]\s*(?=\S)|[a-zđ]\)\s|\(?\d{1,2}\)\s|\d{1,2}\.\s)")
DASH_ITEM = re.compile(r"[-+*•–—]\s+\S")
INNER_ITEM = re.compile(r"(?<=[.;:])\s(?=[-+]\s+\w)")
LOOSE_ITEM = re.compile(r"\s(?=[-+]\s+[A-ZĐÀ-Ỹ])")
CLOSED = re.compile(r"[.;:!?…]\W*\Z")
GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?%?\Z")
SUM = re.compile(r"[\d()=+]*[)\d][=+]\Z")  # "(4)=" over "(5)+(6)", the index of a column that adds others
YEARS = re.compile(r"(?:19|20)\d\d[-–](?:19|20)\d\d\Z")
PART_OF_NUMBER = re.compile(r"\d[\d.,]*\Z")
VOWELS = "aeiouyăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
SYLLABLE = re.compile(
    rf"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?[{VOWELS}]{{1,3}}(?:ch|nh|ng|[cmnpt])?\Z",
    re.IGNORECASE,
)
SPACED = re.compile(r"(?<!\S)(\S*\w-)\s")
SLACK = 2.5  # points: how much room a word may lack and still have fitted


@dataclass(frozen=True, slots=True)
class Room:
    """The width that a cell gives its text, in points; 0 where unknown."""

    width: float = 0.0

    def was_full(self, line: Line, following: Line) -> bool:
        """Tell whether the first word of the following line would not have fitted on the line."""
        if not self.width or line.box is None or following.box is None:
            return False
        return _width(line) + _blank(line) + _first_word(following) > self.width - SLACK

    def was_narrow(self, line: Line, following: Line) -> bool:
        """Tell whether not even one more letter would have fitted: only then can a word have been cut."""
        if not self.width or line.box is None or following.box is None:
            return False
        letter = _first_word(following) / max(len(following.text.split(" ", 1)[0]), 1)
        return _width(line) + letter > self.width - SLACK


def _width(line: Line) -> float:
    return line.box[2] - line.box[0] if line.box else 0.0


def _blank(line: Line) -> float:
    return 0.22 * (line.size or 11.0)


def _first_word(line: Line) -> float:
    return line.edges[1] - line.edges[0] if len(line.edges) > 1 else 0.0


def padding_of(cells: Sequence[tuple[Box, Sequence[Line]]]) -> float:
    """Return the white that a table keeps between a rule and its text: the usual least distance, 0 to 8 points."""
    gaps = sorted(
        gap
        for box, lines in cells
        for line in lines
        if line.box is not None
        for gap in (line.box[0] - box[0], box[2] - line.box[2])
        if gap > -1
    )
    return min(max(gaps[len(gaps) // 10], 0.0), 8.0) if gaps else 0.0


def spaced_words(lines: Iterable[Line]) -> frozenset[str]:
    """Return the words that end in a hyphen and have a blank behind it inside a line ("Kaizen- 5S"), as the table writes them."""
    return frozenset(
        match.group(1) for line in lines if "- " in line.text for match in SPACED.finditer(line.text)
    )


def cell_text(
    pieces: Sequence[tuple[Room, Sequence[Line]]], *, spaced: frozenset[str] = frozenset()
) -> tuple[Passage, tuple[Passage, ...]]:
    """Return a cell's passage and its parts (paragraphs, list items), from its lines page by page.

    Args:
        pieces: The lines with the room that their cell gives them, one entry for each page.
        spaced: Words after whose hyphen the table writes a blank (`spaced_words`).
    """
    lines = _lines(pieces)
    if not lines:
        return Passage(""), ()
    listed = bool(DASH_ITEM.match(lines[0][1].text))
    parts: list[list[tuple[Passage, str]]] = []
    before: Line | None = None
    for room, line, over in lines:
        if before is None or _begins_part(before, line, room, listed=listed, over=over):
            parts.append([(line.passage(), " ")])
        else:
            joint = _joint(before, line, room, over=over, spaced=spaced)
            parts[-1].append((line.passage(), joint))
        before = line
    joined = [_join(part) for part in parts]
    whole = joined[0] if len(joined) == 1 else Passage.join(joined)
    return whole, tuple(item for part in joined for item in _inner_items(part))


def _lines(pieces: Sequence[tuple[Room, Sequence[Line]]]) -> list[tuple[Room, Line, bool]]:
    """Return the lines with the room of the line before, and whether the line goes on after a break of the row."""
    result: list[tuple[Room, Line, bool]] = []
    room = Room()
    for own, group in pieces:
        if result and _repeats(result, group):
            continue
        for at, line in enumerate(group):
            result.append((room, line, at == 0 and len(result) > 0))
            room = own
    return result


def _repeats(above: Sequence[tuple[Room, Line, bool]], group: Sequence[Line]) -> bool:
    """Tell whether the lines below a break only repeat the end of those above.

    Readers of cut rows write "Sở Khoa học và Công nghệ" above the break and once more "học và Công nghệ" below.
    """
    lower = " ".join(line.text for line in group)
    if not lower[:1].islower() or (group and group[0].box is not None):
        return False
    return " ".join(line.text for _, line, _ in above).endswith(" " + lower)


def _join(part: Sequence[tuple[Passage, str]]) -> Passage:
    """Join lines, each with the separator that stands before it."""
    if len(part) == 1:
        return part[0][0]
    texts: list[str] = []
    pieces: list[Piece] = []
    at = 0
    for passage, joint in part:
        if texts:
            texts.append(joint)
            at += len(joint)
        pieces.extend(
            Piece(piece.start + at, piece.length, piece.page, piece.offset) for piece in passage.pieces
        )
        texts.append(passage.text)
        at += len(passage.text)
    return Passage("".join(texts), tuple(pieces))


def _begins_part(before: Line, line: Line, room: Room, *, listed: bool, over: bool) -> bool:
    """Tell whether a line begins a paragraph or item of its own; `over` when a break of the row stands before it."""
    if line.box is None and not over:
        return True
    if ITEM.match(line.text):
        if CLOSED.search(before.text) or before.text.endswith(","):
            return True
        if not DASH_ITEM.match(line.text):
            return not room.was_full(before, line)
        return listed and (ITEM.sub("", line.text, count=1)[:1].isupper() or not room.was_full(before, line))
    if over:
        return bool(CLOSED.search(before.text)) and not line.text[:1].islower()
    counted = line.text[:1].isdecimal() and before.text.endswith(";")  # "08 máy tính;" / "02 máy quét"
    if not room.width or not (line.text[:1].isupper() or counted):
        return False
    return not room.was_full(before, line) and _width(before) < 0.9 * room.width


def _joint(before: Line, line: Line, room: Room, *, over: bool, spaced: frozenset[str]) -> str:
    """Return what stands between two lines of one paragraph: a blank, or nothing where the break cut a word."""
    last, first = before.text.rsplit(" ", 1)[-1], line.text.split(" ", 1)[0]
    if before.spaced or last in spaced:
        return " "
    if len(last) > 1 and last[-1] in "-/–" and first[:1].isalnum() and last[-2].isalnum():
        return ""
    if first[:1] in "-/–" and len(first) > 1 and first[1].isdigit() and last[-1:].isdigit():
        return ""
    if SUM.match(before.text) and line.text[:1] in "(0123456789":
        return ""
    figures = last[-1:].isdigit() and first[:1].isdigit()
    narrow = room.was_narrow(before, line) or (over and figures)
    if narrow and " " not in before.text and _is_cut(last, first):
        return ""
    return " "


def _is_cut(last: str, first: str) -> bool:
    """Tell whether two pieces are one word or number that did not fit its cell."""
    if first[:1] in ".,;:)" and not first[1:2].isalpha():
        return True
    if YEARS.match(last + first) and first[:1].isdigit():
        return True
    if PART_OF_NUMBER.match(last) and first[:1].isdigit():
        whole = last + first
        if GROUPED.match(last) or (len(last) == 4 and last.isdigit() and len(first) >= 4):
            return False
        return bool(GROUPED.match(whole)) or (last.isdigit() and len(whole) <= 4 and len(first) == 1)
    if not (last.isalpha() and first[:1].isalpha()):
        return False
    word = re.match(r"\w+", first)
    tail = word.group() if word else first
    if last.isupper() and tail.isupper():
        return not (SYLLABLE.match(last) and SYLLABLE.match(tail)) and len(last + tail) <= 5
    if not tail.islower():
        return False
    if SYLLABLE.match(last + tail):
        return not SYLLABLE.match(last) or tail[0].lower() in VOWELS or not SYLLABLE.match(tail)
    return False


def _inner_items(part: Passage) -> list[Passage]:
    """Cut a paragraph at list items that stand in the middle of it, as in tab-separated text."""
    if " - " not in part.text and " + " not in part.text:
        return [part]
    pattern = LOOSE_ITEM if DASH_ITEM.match(part.text) else INNER_ITEM
    cuts = sorted(
        {match.start() for match in (*pattern.finditer(part.text), *INNER_ITEM.finditer(part.text))}
    )
    edges = [0, *cuts, len(part.text)]
    return [part.cut(start, end) for start, end in pairwise(edges)]
