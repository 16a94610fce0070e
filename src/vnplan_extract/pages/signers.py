"""Reads the office and the signer beside a black seal once more: with the seal, and with its disc painted white.

A copied seal lies over the left third of the signature (NĐ 30/2020, Phụ lục I, ô 8). On the whole page the engine takes
what it touches for a picture, or loses the line of "KT." or of "PHÓ", which makes another office. Cut out, most is read; what
the disc hides of an office is told by the form: "… CHỦ TỊCH" over "… CHỦ TỊCH" is KT. over PHÓ. What was told so is doubtful,
and so is an office that does not stand over its name. Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, groupby, pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from vnplan_extract.lang.offices import signing
from vnplan_extract.pages.clean import PAPER
from vnplan_extract.pages.names import is_family
from vnplan_extract.pages.ocrwords import AROUND, placed, taken_for
from vnplan_extract.pages.syllables import is_syllable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.document import Word
    from vnplan_extract.pages.clean import Bytes
    from vnplan_extract.pages.engines import Engine
    from vnplan_extract.pages.seals import Circle

LEFT, RIGHT, ABOVE, BELOW = 1.0, 3.4, 1.6, 1.7  # of the radius: what is cut out around the seal
DISC, ARMS = (
    1.02,
    0.7,
)  # of the radius: all of the seal; what is inside its lettering, of which engines make words
HALF, FEWEST_OF_TEXT = (
    0.5,
    3,
)  # of the radius over its middle: where text may stand; small words of a line of it
READ, NAMED = 0.6, 0.75  # confidence of the words of an office, of a name
SIGN_READ = 0.5  # the same for "KT."
TOLD = 0.44  # of an office that was told by its form: under what a value is doubted at
FEWEST, MOST = 2, 5  # syllables of a name
SHORTEST = 3  # letters of an office's end that tell it
OFF = 0.8  # of the line's height: by how much an office may stand beside the middle of its name
BESIDE = (
    4  # times the line's height: how far behind an office a stroke of the signature is taken off its line
)
SHIFTED = 0.4  # the same where another office tells it, too
OVER = 0.3  # of the lower row's height that lies beside the other: they are one
HIGHEST = 1.7  # times the height of the lowest row: two rows in one, which is not believed
TAIL = re.compile(r"[^\W\d_]+\Z")
SIGN = re.compile(r"\W*(?P<sign>KT|TL|TM|TUQ|Q)\s?[.,:;]*")
DEPUTY = {"BỘ TRƯỞNG": "THỨ TRƯỞNG"}  # of all others "PHÓ"


@dataclass(frozen=True, slots=True)
class Row:
    """A line beside a seal: an office with what stands before it, or a name. `cut`: something before it was not read."""

    words: tuple[Word, ...]
    office: str = ""  # without sign and "PHÓ"; of a name empty
    sign: str = ""
    deputy: bool = False
    cut: bool = False
    sure: float = 0.0

    @property
    def middle(self) -> float:
        """Where the middle of its print lies."""
        return (self.words[0].x0 + self.words[-1].x1) / 2

    @property
    def height(self) -> float:
        """How high it is."""
        return self.words[0].bottom - self.words[0].top


@cache
def _offices() -> tuple[str, ...]:
    """Return the offices in capitals, the longest first."""
    return tuple(sorted((name.upper() for name in signing()), key=len, reverse=True))


@cache
def _office() -> re.Pattern[str]:
    return re.compile(rf"(?P<deputy>PHÓ )?(?P<office>{'|'.join(_offices())})(?: [^a-z]*)?")


def read_beside_seals(
    words: Sequence[Word], grey: Bytes, seals: Sequence[Circle], engine: Engine, *, dpi: int
) -> list[Word]:
    """Return the words, in pixels, with the offices and names beside black seals as a closer look shows them.

    Args:
        words: Words in reading order, those of a line together.
        grey: The image they were read from.
        seals: The black seals on it.
        engine: Reads what stands beside them.
        dpi: The image's resolution.
    """
    taken = list(words)
    for seal in seals:
        by = [word for word in taken if _lies_by(word, seal)]
        before = _rows(by)
        if _is_whole(before) and not any(_is_scrap(word, row) for word in by for row in before):
            continue
        if any(word.text == "CỘNG" and after.text in {"HÒA", "HOÀ"} for word, after in pairwise(by)):
            continue  # the head of a document (Phụ lục I, ô 1), where nobody signs
        top = _under_text(taken, seal)
        without = [_cut_by(row, seal) for row in _rows(_read(grey, seal, engine, dpi, top=top, white=DISC))]
        rows = _best([before, without])
        if not _is_whole(rows):
            beside = _rows(_read(grey, seal, engine, dpi, top=top, white=ARMS))
            rows = _best([before, beside, without])
        taken = _with_rows(taken, _told(rows))
    return taken


def _under_text(words: Sequence[Word], seal: Circle) -> int:
    """Return the row of pixels where what is cut out begins: under the last lines of the text, which need no closer look."""
    x, y, r = seal
    top = y - ABOVE * r
    for (_, bottom), found in groupby(words, key=lambda word: (word.top, word.bottom)):
        line = list(found)
        if not top < bottom < y - HALF * r or line[0].x0 > x - LEFT * r:
            continue
        sure = (word for word in line if word.confidence >= NAMED and _lies_by(word, seal))
        if sum(word.text.islower() for word in sure) >= FEWEST_OF_TEXT:
            top = bottom
    return max(int(top), 0)


def _cut_by(row: Row, seal: Circle) -> Row:
    """Mark a row that begins where the disc was painted white: more of it may lie under that."""
    x, y, r = seal
    first = row.words[0]
    down = (first.top + first.bottom) / 2 - y
    edge = x + (r * r - down * down) ** 0.5 if abs(down) < r else float("-inf")
    told = bool(row.sign) or row.deputy  # nothing stands before "KT." and "PHÓ"
    return replace(row, cut=row.cut or (not told and first.x0 - edge < row.height))


def _lies_by(word: Word, seal: Circle) -> bool:
    x, y, r = seal
    across, down = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return x - LEFT * r <= across <= x + RIGHT * r and y - ABOVE * r <= down <= y + BELOW * r


def _is_whole(rows: Sequence[Row]) -> bool:
    """Was all read: offices, each over the middle of the name under them?"""
    if len(rows) < FEWEST or rows[-1].office or not all(row.office for row in rows[:-1]):
        return False
    if rows[-2].sign in ("TM", "KT"):
        return False  # the office under it was lost
    middle = rows[-1].middle
    return all(abs(row.middle - middle) <= OFF * row.height and not row.cut for row in rows[:-1])


def _read(grey: Bytes, seal: Circle, engine: Engine, dpi: int, *, top: int, white: float) -> list[Word]:
    """Read what stands around a seal, from some row of pixels, with so much of its radius painted white."""
    x, y, r = seal
    left = max(int(x - LEFT * r), 0)
    part = grey[top : int(y + BELOW * r), left : int(x + RIGHT * r)].copy()
    cv2.circle(part, (x - left, y - top), round(white * r), PAPER, -1)
    image = Image.fromarray(np.pad(part, AROUND, constant_values=PAPER))
    return [placed(word, left - AROUND, top - AROUND) for word in engine.read(image, dpi=dpi, layout="block")]


# ---------------------------------------------------------------------------------------------------------------
# Rows: an office or a name


def _rows(words: Iterable[Word]) -> list[Row]:
    lines = (list(line) for _, line in groupby(words, key=lambda word: (word.top, word.bottom)))
    rows = (row for line in lines if (row := _office_of(line) or _name_of(line)))
    return sorted(rows, key=lambda row: row.words[0].top)


def _office_of(line: Sequence[Word]) -> Row | None:
    """Return the office that a line ends in, with its sign; half of one where that tells it."""
    whole, line = line, _without_scraps(line)
    for at, word in enumerate(line):
        sign = SIGN.fullmatch(word.text)
        behind = line[at + 1 :] if sign and word.confidence >= SIGN_READ else line[at:]
        text = " ".join(one.text for one in behind)
        if not behind or not text.isupper() or min(one.confidence for one in behind) < READ:
            continue
        signed = sign["sign"] if sign and word.confidence >= SIGN_READ else ""
        words = tuple(line[at:])
        if signed == "TM" and all(is_syllable(one.text) for one in behind):
            return Row(words, text, signed, sure=min(one.confidence for one in words))
        match = _office().fullmatch(text)
        if match is not None:
            sure = min(one.confidence for one in words)
            cut = at > 0 or len(line) < len(whole)
            return Row(words, match["office"], signed, bool(match["deputy"]), cut=cut, sure=sure)
    return _half_office(line)


def _half_office(line: Sequence[Word]) -> Row | None:
    """Return the office that the end of a line tells: "ÁM ĐỐC" behind a rim, or "TỊCH" behind "NỦ", which was hardly read."""
    told: Row | None = None
    end: tuple[Word, ...] = ()
    for word in reversed(line):
        core = TAIL.search(word.text)
        if core is None or word.confidence < READ:
            break
        end = (replace(word, text=core.group()), *end)
        office = _by_tail(" ".join(one.text for one in end))
        if office:
            told = Row(end, office, cut=True)
        elif office is None:
            break
    return told


def _without_scraps(line: Sequence[Word]) -> Sequence[Word]:
    """Leave off what stands behind the last word of two letters and more: the strokes of a signature."""
    last = next((at for at in range(len(line), 0, -1) if sum(map(str.isalpha, line[at - 1].text)) > 1), 0)
    return line[:last]


def _by_tail(tail: str) -> str | None:
    """Return the shortest office that ends so, where all others that do end in it: of "ÁM ĐỐC" Giám đốc.

    Empty where several end so ("ĐỐC" of Thống đốc, too), None where none does.
    """
    if not tail.isupper():
        return None
    ending = [office for office in _offices() if office.endswith(tail)]
    if not ending:
        return None
    tells = len(tail) >= SHORTEST and all(office.endswith(ending[-1]) for office in ending)
    return ending[-1] if tells else ""


def _name_of(line: Sequence[Word]) -> Row | None:
    """Return the name that a line is: capitals first, that of a family before the others."""
    first = next((at for at, word in enumerate(line) if is_family(word.text)), None)
    if first is None:
        return None
    words = tuple(line[first:])
    good = all(
        word.confidence >= NAMED and word.text.istitle() and is_syllable(word.text.rstrip("."))
        for word in words
    )
    if not good or not FEWEST <= len(words) <= MOST or first > 1:
        return None
    return Row(words, cut=first > 0, sure=min(word.confidence for word in words))


# ---------------------------------------------------------------------------------------------------------------
# The best of each row, and what is told by the form


def _best(readings: Sequence[Sequence[Row]]) -> list[Row]:
    """Return of each row the reading that says most, and says it surest."""
    every = [row for reading in readings for row in reading]
    rows: list[Row] = []
    for row in (row for row in every if not _is_two(row, every)):
        at = next((at for at, other in enumerate(rows) if _level(row, other)), None)
        if at is None:
            rows.append(row)
        elif _rank(row) > _rank(rows[at]):
            rows[at] = row
    return sorted(rows, key=lambda row: row.words[0].top)


def _is_two(row: Row, every: Sequence[Row]) -> bool:
    """Is a row two printed ones that were read as one: too high, or level with two that stand one under the other?"""
    if row.height > HIGHEST * min(other.height for other in every):
        return True
    beside = [
        other for other in every if other is not row and other.height < row.height and _level(row, other)
    ]
    return any(not _level(one, other) for one, other in combinations(beside, 2))


def _level(row: Row, other: Row) -> bool:
    one, two = row.words[0], other.words[0]
    return min(one.bottom, two.bottom) - max(one.top, two.top) > OVER * min(row.height, other.height)


def _rank(row: Row) -> tuple[bool, bool, float]:
    return (row.sure > 0, bool(row.sign) or row.deputy or not row.cut, row.sure)


def _told(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with what their form tells of each; without a name under them only who signs for "KT. CHỦ TỊCH"."""
    named = next((at for at, row in enumerate(rows) if at and not row.office), None)
    if named is None:
        seen = [*rows[:1], *(_for_head(above, row) for above, row in pairwise(rows))]
        return [row for row in seen if row.sure and not row.cut]
    told = list(rows[: named + 1])
    middle = told[-1].middle
    for at, (above, row) in enumerate(pairwise(told[:-1])):
        if _are_deputys(above, row, middle):
            told[at] = above if above.sign else _said(above, f"KT. {above.office}")
            told[at + 1] = _said(row, DEPUTY.get(row.office, f"PHÓ {row.office}"))
    for at, row in enumerate(told[:-1]):
        if not row.sure:
            told[at] = _said(row, row.office)
        elif not (row.sign or row.deputy) and row.middle - middle > OFF * row.height:
            told[at] = replace(row, words=tuple(_doubted(word) for word in row.words))
    return told


def _for_head(above: Row, row: Row) -> Row:
    """Return the office under "KT. CHỦ TỊCH" as a deputy's where a seal hides what stands before "CHỦ TỊCH": no other may sign there."""
    hidden = row.cut and row.sure > 0 and not (row.sign or row.deputy)
    if above.sign != "KT" or above.office != row.office or not hidden:
        return row
    return replace(_said(row, DEPUTY.get(row.office, f"PHÓ {row.office}")), cut=False)


def _are_deputys(above: Row, row: Row, middle: float) -> bool:
    """Is it "KT. CHỦ TỊCH" over "PHÓ CHỦ TỊCH", of which both, or the second, lost what stands before the office?"""
    alike = (
        above.office == row.office and _is_bare(above) and _is_bare(row) and not (above.deputy or row.deputy)
    )
    if not alike or row.sign or above.sign not in ("", "KT"):
        return False
    return _lost_some(row, middle) and (bool(above.sign) or _lost_some(above, middle))


def _lost_some(row: Row, middle: float) -> bool:
    """Does an office stand to the right of the middle of its name, or was only its end read?"""
    return not row.sure or row.middle - middle > SHIFTED * row.height


def _is_bare(row: Row) -> bool:
    """Does it end with the office, and not with the body: "GIÁM ĐỐC SỞ Y TẾ"?"""
    return row.office.endswith(row.words[-1].text)


def _said(row: Row, text: str) -> Row:
    """Return the row with another text, as one word for each of it."""
    parts = text.split(" ")
    words = list(row.words[-len(parts) :])
    lost = len(parts) - len(words)
    each = words[0].x1 - words[0].x0
    first = [
        replace(
            words[0],
            text=part,
            x0=words[0].x0 - each * (lost - at),
            x1=words[0].x0 - each * (lost - at - 0.9),
        )
        for at, part in enumerate(parts[:lost])
    ]
    said = [taken_for(word, text=part, most=TOLD) for word, part in zip(words, parts[lost:], strict=True)]
    return replace(
        row, words=(*(taken_for(word, text=word.text, most=TOLD) for word in first), *said), sure=TOLD
    )


def _doubted(word: Word) -> Word:
    return replace(word, confidence=min(word.confidence, TOLD))


def _with_rows(words: Sequence[Word], rows: Sequence[Row]) -> list[Word]:
    """Return the words with those of the rows in the place of what was read there."""
    kept = [word for word in words if not any(_stands_in(word, row) for row in rows)]
    return [*kept, *(word for row in rows for word in row.words)]


def _stands_in(word: Word, row: Row) -> bool:
    across, down = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    first, last = row.words[0], row.words[-1]
    beside = first.x0 - row.height <= across <= last.x1 + row.height and first.top <= down <= first.bottom
    return beside or _is_scrap(word, row)


def _is_scrap(word: Word, row: Row) -> bool:
    """Is a letter beside an office or a name a stroke of the signature or of the seal?"""
    first, last, down = row.words[0], row.words[-1], (word.top + word.bottom) / 2
    gap = max(word.x0 - last.x1, first.x0 - word.x1)
    beside = 0 < gap <= BESIDE * row.height and last.top <= down <= last.bottom
    return beside and sum(map(str.isalpha, word.text)) <= 1
