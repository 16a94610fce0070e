"""Repairs text whose fonts do not say which letters their glyphs are, character by character.

A PDF font without a ToUnicode map gives raw glyph numbers as if they were characters (KẾ HOẠCH comes out as `.Ӂ +2Ҥ&+`),
and one that takes Windows-1252 bytes for Mac Roman gives `ng‡y` for ngày. Both are undone with known tables, tried on
each font and kept only when the words of the page become Vietnamese syllables.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from vnplan_extract.pages.syllables import is_syllable, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Decoder = Callable[[str], str]

ENOUGH = 0.85  # share of syllables from which a repaired page is believed
GAIN = 0.005  # what a table must add to be kept
MOST_UNKNOWN = 0.01  # share of characters that no table knows
UNKNOWN = "\ufffd"
ROUNDS = 2
# The block of composed Vietnamese letters, which stands in one run: in Times New Roman without Ỳ and ỳ, which stand elsewhere.
COMPOSED = tuple(range(0x1EA0, 0x1EFA))
RUNS = (tuple(code for code in COMPOSED if code not in (0x1EF2, 0x1EF3)), COMPOSED)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as the PDF gives it: `font` tells fonts apart, `breaks` that a word ends before it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    font: str
    name: str = ""
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Decoding:
    """What the glyphs say once decoded: one string per glyph, how plausible they are, the tables used by font."""

    letters: tuple[str, ...]
    score: float
    unknown: float
    tables: tuple[tuple[str, str], ...]

    @property
    def certain(self) -> bool:
        """True when the repaired text may be believed."""
        return self.score >= ENOUGH and self.unknown <= MOST_UNKNOWN


@cache
def glyph_orders() -> dict[str, dict[int, str]]:
    """Return name -> glyph number -> letter; each order holds the common part."""
    text = (files("vnplan_extract") / "data" / "glyph_orders.csv").read_text(encoding="utf-8")
    orders: dict[str, dict[int, str]] = {}
    for row in csv.DictReader(text.splitlines()):
        orders.setdefault(row["order"], {})[int(row["glyph"])] = row["letter"]
    common = orders.pop("common")
    return {name: common | letters for name, letters in orders.items()}


def _as_printed(text: str) -> str:
    return text


# PDFium's Mac Roman table: it gives £ for byte C1, and bytes that the table of the PDF standard leaves out as they are.
MAC_ROMAN_READ = {"£": "Á", "Ã": "Ã"}
MAC_TILDE = re.compile(
    r"Ã(?=NH|M|P|T)"
)  # byte CC (Ì) is read as Ã too; in a syllable only Ì stands before these


def _mac_roman(text: str) -> str:
    if text in MAC_ROMAN_READ:
        return MAC_ROMAN_READ[text]
    try:
        return text.encode("mac_roman").decode("cp1252")
    except UnicodeError:
        return UNKNOWN


def from_mac_roman(word: str, *, sure: bool = False) -> str | None:
    """Return the word with its Windows letters put back, if that makes syllables of it.

    Args:
        word: A word as printed.
        sure: The word cannot be as it stands ("cÙng": a capital after a small letter), though it sounds like one.

    >>> from_mac_roman("ng‡y,"), from_mac_roman("C‘NG"), from_mac_roman("này”")
    ('ngày,', 'CÔNG', None)
    """
    if not sure and all(map(is_syllable, tokens(word))):
        return None
    text = "".join(
        letter if letter.isascii() or UNKNOWN in (read := _mac_roman(letter)) else read for letter in word
    )
    text = MAC_TILDE.sub("Ì", text)
    parts = tokens(text)
    return text if text != word and parts and all(map(is_syllable, parts)) else None


def _by_order(order: Mapping[int, str]) -> Decoder:
    return lambda text: order.get(ord(text), UNKNOWN)


@cache
def _tables() -> dict[str, Decoder]:
    orders = {name: _by_order(order) for name, order in glyph_orders().items()}
    return {"as printed": _as_printed, "Mac Roman": _mac_roman, **orders}


def decode(glyphs: Sequence[Glyph]) -> Decoding:
    """Find for each font the table that makes the page's words syllables, and apply it.

    Fonts are taken one after another, the most used first, twice over, because a word may mix them.
    """
    words = _words(glyphs)
    fonts = [font for font, _ in Counter(glyph.font for glyph in glyphs).most_common()]
    by_font = {font: [word for word in words if any(glyph.font == font for glyph in word)] for font in fonts}
    choice: dict[str, str] = dict.fromkeys(fonts, "as printed")
    tables = _tables() | _shifted(glyphs)
    for font in _strange_first(fonts, glyphs) * ROUNDS:
        scores = {
            name: _score(by_font[font], choice | {font: name}, tables)
            for name in _candidates(font, glyphs, tables)
        }
        best = max(scores, key=lambda name: scores[name])
        if scores[best] > scores["as printed"] + GAIN:
            choice[font] = best
        else:
            choice[font] = "as printed"
    letters = tuple("".join(tables[choice[glyph.font]](glyph.text) for glyph in glyphs))
    if "Mac Roman" in choice.values():
        letters = tuple(MAC_TILDE.sub("Ì", "".join(letters)))
    unknown = sum(UNKNOWN in letter or _strange(letter) for letter in letters)
    used = tuple((font, name) for font, name in choice.items() if name != "as printed")
    return Decoding(letters, _score(words, choice, tables), unknown / max(len(glyphs), 1), used)


def _words(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    words: list[list[Glyph]] = []
    for glyph in glyphs:
        if glyph.breaks or not words:
            words.append([])
        words[-1].append(glyph)
    return words


def _strange_first(fonts: Iterable[str], glyphs: Iterable[Glyph]) -> list[str]:
    strange = Counter(glyph.font for glyph in glyphs if _strange(glyph.text))
    return sorted(fonts, key=lambda font: -strange[font])


def _strange(text: str) -> bool:
    """Tell a character that no Vietnamese document prints: a control, or a letter of another alphabet."""
    code = ord(text[:1] or " ")
    return code < 0x20 or 0x180 <= code < 0x1A0 or 0x1B1 <= code < 0x1E00 or code == 0xFFFD


def _candidates(font: str, glyphs: Iterable[Glyph], tables: Mapping[str, Decoder]) -> list[str]:
    """Return the tables that know nearly all the characters of a font."""
    counts = Counter(glyph.text for glyph in glyphs if glyph.font == font)
    total = sum(counts.values())
    return [
        name
        for name, decoder in tables.items()
        if name == "as printed"
        or sum(count for text, count in counts.items() if decoder(text) == UNKNOWN) <= 0.1 * total
    ]


def _score(
    words: Iterable[Sequence[Glyph]], choice: Mapping[str, str], tables: Mapping[str, Decoder]
) -> float:
    good = total = 0
    for word in words:
        text = "".join(tables[choice[glyph.font]](glyph.text) for glyph in word)
        for token in text.split():
            for part in tokens(token):
                if len(part) > 1:
                    total += 1
                    good += is_syllable(part) and not any(map(_strange, part))
    return good / total if total else 1.0


def _shifted(glyphs: Sequence[Glyph]) -> dict[str, Decoder]:
    """Return tables for glyph orders not seen before: the composed letters in one run, at the shift that fits best."""
    high = Counter(
        ord(glyph.text) for glyph in glyphs if len(glyph.text) == 1 and 0x180 < ord(glyph.text) < 0x1A00
    )
    if sum(high.values()) < 8 or any(set(high) <= set(order) for order in glyph_orders().values()):
        return {}
    common = {
        number: letter for number, letter in next(iter(glyph_orders().values())).items() if number < 0x180
    }
    words = [word for word in _words(glyphs) if any(ord(glyph.text[0]) in high for glyph in word)][:60]
    best: tuple[float, dict[int, str]] = (0.0, {})
    for run in RUNS:
        for first in {code - at for code in list(high)[:40] for at in range(len(run))}:
            order = {code: chr(run[code - first]) for code in high if 0 <= code - first < len(run)}
            if sum(high[code] for code in order) < 0.6 * sum(high.values()):
                continue
            score = _share(words, common | order)
            if score > best[0]:  # where both runs say the same, the first is taken
                best = (score, order)
    return {"learnt": _by_order(common | best[1])} if best[0] >= ENOUGH else {}


def _share(words: Sequence[Sequence[Glyph]], order: Mapping[int, str]) -> float:
    """Return the share of syllables among the words that the order knows wholly; 0.0 when these are few."""
    good = total = 0
    for word in words:
        text = "".join(order.get(ord(glyph.text[0]), UNKNOWN) for glyph in word)
        if UNKNOWN in text:
            continue
        for part in tokens(text):
            total += 1
            good += is_syllable(part)
    return good / total if total >= 8 else 0.0
