"""Takes off what a pen wrote behind the last recipient: the initials of the clerk who drew up "Lưu: VT, KSTTHC (40b)".

An engine reads them as letters and figures on the line they stand on. A typed name there is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.pages.ocrwords import same_line, taken_for
from vnplan_extract.pages.syllables import is_syllable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Word

MENDED = 0.7  # highest confidence of a word that was cut
ARCHIVE = re.compile(r"[-–+•]?Lưu[:;.]?")
COPIES = re.compile(r"\([^()]*\d\s?[bB]?(?:ản)?\)")  # how many are kept
APART = 3.0  # heights of the line: what is so far to the right stands in another column
PARTS = re.compile(r"[^\W\d_]{2,}")
# "Lưu: CAT (PC08), SGTVT": a unit's short name that was read surely.
PRINT, SURE = re.compile(r"[^\W\d_a-zà-ỹ]{2,}[.;,]*"), 0.85


def without_initials(words: Sequence[Word]) -> list[Word]:
    """Return the words, in reading order, without a pen's strokes behind the copies of the archive; what was read is kept."""
    kept: list[Word] = []
    at = 0
    while at < len(words):
        end = at + 1
        if ARCHIVE.fullmatch(words[at].text):
            while end < len(words) and _goes_on(words[end - 1], words[end]):
                end += 1
            kept += _cut(words[at:end])
        else:
            kept.append(words[at])
        at = end
    return kept


def _goes_on(word: Word, following: Word) -> bool:
    gap = following.x0 - word.x1
    return same_line(word, following) and -APART < gap / max(word.bottom - word.top, 1.0) < APART


def _is_print(word: Word) -> bool:
    return word.confidence >= SURE and PRINT.fullmatch(word.text) is not None


def _cut(line: Sequence[Word]) -> list[Word]:
    """Return the line up to its copies, where nothing behind them can be a name."""
    said = ""
    for at, word in enumerate(line):
        begin = len(said)
        said += word.text
        copies = COPIES.search(said)
        if copies is None:
            continue
        split = copies.end() - begin
        tail = [word.text[split:], *(other.text for other in line[at + 1 :])]
        scraps = "".join(tail).strip(".,;")
        if not scraps or any(is_syllable(part) for text in tail for part in PARTS.findall(text)):
            break
        if any(_is_print(other) for other in line[at + 1 :]):
            break
        return [*line[:at], taken_for(*line[at:], text=f"{word.text[:split]}.", most=MENDED)]
    return list(line)
