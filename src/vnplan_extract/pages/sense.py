"""Tells whether what a text layer says makes any sense, and whether a reading of the image says the same.

A table of letters in a PDF may be wrong and give ordinary letters all the same: shifted by one, numbers of glyphs, one
letter for all. Measured on 358 true pages of digital files: at least 85 % of the letters stand in syllables (names and
words of other languages are the rest), 99 % of the words with a Vietnamese letter are syllables, 80 % of the signs are
letters or digits; on pages with such tables none of the three is near.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import TYPE_CHECKING

from vnplan_extract.pages.syllables import foreign_words, is_syllable, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.document import Word

LETTERS, SYLLABLES = 60, 0.7  # so many letters tell, when less than that share of them stands in syllables
MARKED, MARKED_SYLLABLES = 12, 0.94  # the same of words with a Vietnamese letter, names left out
FEW_LETTERS = 6  # enough where not one stands in a syllable
SIGNS, PLAIN = 60, 0.6  # the same of signs that are letters or digits
SILENT = 30  # words without one letter or digit
# Of one font among others, which may be a font of names.
FONT_LETTERS, FONT_SYLLABLES = 60, 0.4
FONT_BAD, FONT_MARKED_SYLLABLES = 3, 0.9
FOREIGN = 0.08  # share of function words of English or French from which a page is in that language
AGREED = 0.85  # share of a layer's words that a reading of the image has too
BROKEN = 3  # words with control characters among their letters
# Marks that no page of so many words with Vietnamese letters lacks: measured, the rarest of each stands in 5, 2 and 1 %.
NEEDED = ((120, "\u0301\u0300\u0323"), (200, "đ\u031b\u0302"), (250, "\u0309"))
VIETNAMESE = re.compile("[ĂÂÊÔƠƯăâêôơưÀÁÃÈÉÌÍÒÓÕÙÚÝàáãèéìíòóõùúýĨĩŨũ\u1ea0-\u1ef9\ue000-\uf8ff]")
ALL_MARKS = frozenset("".join(marks for _, marks in NEEDED))
LEADERS = frozenset(".…-–—_·•")  # fill lines and forms


@dataclass(slots=True)
class Tally:
    """What the words of a page or a font hold; `letters` leaves out abbreviations, `signs` leaders."""

    words: int = 0
    letters: int = 0
    in_syllables: int = 0
    marked: int = 0
    marked_syllables: int = 0
    plain: int = 0
    signs: int = 0
    broken: int = 0
    marks: set[str] = field(default_factory=set)

    def add(self, text: str) -> None:
        """Count a word."""
        letters, in_syllables, marked, marked_syllables, plain, signs, broken, marks = _counted(text)
        self.words += 1
        self.letters += letters
        self.in_syllables += in_syllables
        self.marked += marked
        self.marked_syllables += marked_syllables
        self.plain += plain
        self.signs += signs
        self.broken += broken
        self.marks |= marks

    def plus(self, other: Tally) -> None:
        """Count the words of another tally too."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.marks |= other.marks


COUNTS = tuple(entry.name for entry in fields(Tally) if entry.name != "marks")


@lru_cache(maxsize=1 << 14)
def _counted(text: str) -> tuple[int, int, int, int, int, int, bool, frozenset[str]]:
    letters = in_syllables = marked = marked_syllables = 0
    for token in tokens(text):
        if len(token) < 2:
            continue
        good = is_syllable(token)
        if not token.isupper():
            letters += len(token)
            in_syllables += good * len(token)
        if (
            VIETNAMESE.search(token) and not token.istitle()
        ):  # names of the highlands are spelt by other rules
            marked += 1
            marked_syllables += good
    plain = sum(map(str.isalnum, text))
    broken = plain > 0 and not text.isprintable() and any(map(_is_control, text))
    marks = (
        frozenset() if text.isascii() else frozenset(unicodedata.normalize("NFD", text.lower())) & ALL_MARKS
    )
    signs = sum(letter not in LEADERS for letter in text)
    return letters, in_syllables, marked, marked_syllables, plain, signs, broken, marks


def _is_control(letter: str) -> bool:
    return letter < " " or "\x7f" <= letter < "\xa0"


def senseless(words: Sequence[Word]) -> str:
    """Return why the words cannot be what is printed, font by font too; "" where nothing speaks against them."""
    fonts: dict[str, Tally] = {}
    for word in words:
        tally = fonts.get(word.font)
        if tally is None:
            tally = fonts[word.font] = Tally()
        tally.add(word.text)
    page = Tally()
    for tally in fonts.values():
        page.plus(tally)
    reason = _of_page(page) or next(filter(None, map(_of_font, fonts.values())), "")
    return "" if reason and _is_foreign(words) else reason


def _of_page(tally: Tally) -> str:
    if tally.words >= SILENT and not tally.plain:
        return "no letter and no digit stands in it"
    if tally.signs >= SIGNS and tally.plain < PLAIN * tally.signs:
        return f"only {tally.plain / tally.signs:.0%} of its signs are letters or digits"
    if tally.letters >= LETTERS and tally.in_syllables < SYLLABLES * tally.letters:
        return f"only {tally.in_syllables / tally.letters:.0%} of its letters stand in Vietnamese syllables"
    if not tally.in_syllables and tally.letters >= max(FEW_LETTERS, tally.plain / 2):
        return "not one of its words is a Vietnamese syllable"
    if tally.marked >= MARKED and tally.marked_syllables < MARKED_SYLLABLES * tally.marked:
        share = tally.marked_syllables / tally.marked
        return f"only {share:.0%} of its words with Vietnamese letters are syllables"
    if tally.broken >= BROKEN:
        return f"{tally.broken} of its words have control characters among their letters"
    if any(tally.marked >= least and not tally.marks.issuperset(marks) for least, marks in NEEDED):
        return "a mark or letter that stands in every tenth Vietnamese word is nowhere in it"
    return ""


def _of_font(tally: Tally) -> str:
    bad = tally.marked - tally.marked_syllables
    if bad >= FONT_BAD and tally.marked_syllables < FONT_MARKED_SYLLABLES * tally.marked:
        return "the words of one of its fonts are no syllables"
    if tally.letters >= FONT_LETTERS and tally.in_syllables < FONT_SYLLABLES * tally.letters:
        return "the letters of one of its fonts make no syllables"
    return ""


def _is_foreign(words: Sequence[Word]) -> bool:
    """Is the page in a language of Latin letters that is not Vietnamese? Its small words tell."""
    small = [word.text for word in words if word.text.isascii() and word.text.isalpha()]
    known = foreign_words()
    return sum(text.lower() in known for text in small) >= max(FOREIGN * len(words), 1)


def agree(layer: Iterable[Word], image: Iterable[Word]) -> bool:
    """Tell whether a reading of the image has nearly all the words of a text layer, in whatever order."""
    said, seen = _bag(layer), _bag(image)
    total = sum(said.values())
    return total > 0 and (said & seen).total() >= AGREED * total


def _bag(words: Iterable[Word]) -> Counter[str]:
    return Counter(token.casefold() for word in words for token in tokens(word.text) if len(token) > 1)
