"""Turns text in the old Vietnamese encodings, read as Latin-1 or Windows-1252, into Unicode.

TCVN3 (fonts .VnTime and the like) writes each letter as one byte; its capitals live in fonts of their own (.VnTimeH),
in which the bytes of small letters are drawn as capitals. VNI (fonts VNI-Times and the like) writes a vowel and then its
mark. The tables are data: `data/tcvn3.csv`, `data/vni.csv`. What a text is written in is told from its characters:
a font called .VnTime with Unicode text in it stays as it is.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from vnplan_extract.pages.syllables import is_syllable, tokens

Encoding = Literal["unicode", "tcvn3", "vni"]

SAMPLE = 400  # words with foreign letters that are enough to tell an encoding
FIRM = 5  # words of a run that settle its encoding without the rest of the text
CLEAR = 0.6  # share of true syllables from which a reading is believed
CLEAR_UNICODE = 0.5
LEAD = 0.2  # by how much it must be better than the next
# Byte AD may come as a hyphen, B7 as a dot: letters only beside a letter, elsewhere the sign they look like.
SIGNS = {"\u00ad", "\u2212", "\u2010", "\u2011", "\u2219", "\u22c5", "\u2022", "\u00b7"}
DASHES = {"\u00ad": "-", "\u2212": "-", "\u2010": "-", "\u2011": "-"}
SIGN = re.compile("[" + "".join(sorted(SIGNS)) + "]")
SMALL = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
LARGE = "A-ZĂÂĐÊÔƠƯ"
# A capital behind a small letter with an accent, or two before one: no text has that but capitals that lost their accents.
BEHIND_SMALL = re.compile(f"[{SMALL}][{LARGE}]|[{LARGE}]{{2}}[{SMALL}]")
# A raised 1 looks like the byte of ạ: it is a figure beside other raised figures, behind one or a percent, where no letter begins.
RAISED_ONE = re.compile(r"(?<=[⁰²³⁴-⁹])¹+|¹+(?=[⁰²³⁴-⁹])|(?<=[\d%)”\"])¹+(?!\w)")
FIGURE = "\ue0b9"  # stands for such a 1 while the rest is turned into letters
MARKED = re.compile(r"\b([^\W\d_]+?)(ạ{1,2})(?!\w)")
STRETCH = re.compile(r"(?<!\S)[^\sa-z][^a-z\n]*(?!\S)")  # words without small letters of ASCII
CAPITALS_FONT = re.compile(r"^\.?vn[a-z0-9 ]*?h(?=$|[^a-z]|bold|italic)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a text is written in (None: nothing in it tells) and how sure that is, 0 to 1."""

    encoding: Encoding | None
    score: float
    evidence: int = 0  # words that speak for it


@cache
def _table(name: str) -> dict[str, str]:
    text = (files("vnplan_extract") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return {row["read_as"]: row["letter"] for row in csv.DictReader(text.splitlines())}


@cache
def _tcvn3() -> dict[int, str]:
    return {int(key.removeprefix("U+"), 16): letter for key, letter in _table("tcvn3").items()}


@cache
def _vni() -> tuple[re.Pattern[str], dict[str, str]]:
    table = dict(_table("vni"))
    for written, letter in list(table.items()):
        if len(written) == 2:
            table.setdefault(written[0] + written[1].swapcase(), letter)
    pairs = {written for written in table if len(written) == 2}
    first = "".join(sorted({written[0] for written in pairs}))
    second = "".join(sorted({written[1] for written in pairs}))
    single = "".join(sorted({written for written in table if len(written) == 1}))
    return re.compile(f"[{first}][{second}]|[{single}]"), table


def to_unicode(text: str, encoding: Encoding, *, capitals: bool = False) -> str:
    """Return the text in Unicode NFC.

    Args:
        text: Text as a reader gives it that took the bytes for Latin-1 or Windows-1252.
        encoding: What it is written in; "unicode" is only brought to NFC.
        capitals: The font draws small letters as capitals (.VnTimeH).

    >>> to_unicode("KÕ ho¹ch ph¸t triÓn", "tcvn3"), to_unicode("Keá hoaïch", "vni")
    ('Kế hoạch phát triển', 'Kế hoạch')
    """
    if encoding == "tcvn3":
        text = _from_tcvn3(text)
    elif encoding == "vni":
        text = _from_vni(text)
    text = unicodedata.normalize("NFC", text)
    return text.upper() if capitals else text


def _from_tcvn3(text: str) -> str:
    if "¹" not in text:
        read = _letters(text)
    else:
        kept = RAISED_ONE.sub(lambda found: FIGURE * len(found[0]), text)
        read = MARKED.sub(_without_mark, _letters(kept)).replace(FIGURE, "¹")
    return _raised(_hyphens(read) if "-" in read else read)


def _without_mark(found: re.Match[str]) -> str:
    """Return a word that is a syllable but for an ạ at its end with a footnote mark there: "năm¹", not "nămạ"."""
    known = is_syllable(found[1]) or found[1].isupper()
    return found[1] + "¹" * len(found[2]) if known and not is_syllable(found[0]) else found[0]


def _letters(text: str) -> str:
    table = _tcvn3()
    if SIGN.search(text):
        return "".join(
            _sign(text, at) if character in SIGNS else table.get(ord(character), character)
            for at, character in enumerate(text)
        )
    return text.translate(table)


def _raised(text: str) -> str:
    """Write capitals where small letters with accents stand among them: TCVN3 has no bytes for capitals with accents.

    "KÕ HO¹CH", typed in a font of capitals, is "Kế HOạCH" by the table. A stretch of words without small letters of ASCII is
    in capitals when in one of its words capitals and such letters follow one another as in no other text.
    """
    if not BEHIND_SMALL.search(text):
        return text
    return STRETCH.sub(lambda found: found[0].upper() if BEHIND_SMALL.search(found[0]) else found[0], text)


def _sign(text: str, at: int) -> str:
    """Return the letter a sign stands for beside a letter, elsewhere the sign itself."""
    character = text[at]
    beside = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    if any(_letter(other) for other in beside):
        return _tcvn3()[ord(character)]
    return DASHES.get(character, character)


def _letter(character: str) -> bool:
    return character.isalpha() or (ord(character) in _tcvn3() and character not in SIGNS)


def _hyphens(text: str) -> str:
    """Read a hyphen as ư where that makes a syllable of what is none: "t-ớng", not "kinh-tế"."""
    return " ".join(_hyphen_word(word) if "-" in word else word for word in text.split(" "))


def _hyphen_word(word: str) -> str:
    parts = re.split(r"([^\W\d_]*(?:-[^\W\d_]*)+)", word)
    for at in range(1, len(parts), 2):
        candidate = parts[at].replace("-", "ư")
        if (
            len(candidate) > 1
            and is_syllable(candidate)
            and not all(is_syllable(part) for part in parts[at].split("-"))
        ):
            parts[at] = candidate
    return "".join(parts)


def _from_vni(text: str) -> str:
    pattern, table = _vni()

    def letter(match: re.Match[str]) -> str:
        written = match.group()
        if written in table:
            return table[written]
        return "".join(table.get(character, character) for character in written)

    return pattern.sub(letter, text)


def draws_capitals(font: str) -> bool:
    """Tell whether a font draws the bytes of small letters as capitals, as .VnTimeH does.

    >>> draws_capitals(".VnTimeH,Bold"), draws_capitals("VnTimeHBold"), draws_capitals(".VnTime")
    (True, True, False)
    """
    return CAPITALS_FONT.match(font.split("+", 1)[-1]) is not None


def guess_encoding(text: str) -> Guess:
    """Tell what a text is written in, by its characters and the syllables they make.

    >>> guess_encoding("§¸nh gi¸ t×nh h×nh").encoding, guess_encoding("Đánh giá tình hình").encoding
    ('tcvn3', 'unicode')
    """
    words = [word for word in text.split() if not word.isascii()][:SAMPLE]
    readings: dict[Encoding, float] = {
        encoding: _syllables([to_unicode(word, encoding) for word in words])
        for encoding in ("unicode", "tcvn3", "vni")
    }
    if not words or not any(readings.values()):
        return Guess(None, 0.0, 0)
    ranked = sorted(readings, key=lambda encoding: -readings[encoding])
    best, second = ranked[0], ranked[1]
    if readings["unicode"] >= readings[best] - LEAD / 2:
        best, second = "unicode", "unicode"
        lead = LEAD
    else:
        lead = readings[best] - readings[second]
    score = readings[best]
    if score < (CLEAR_UNICODE if best == "unicode" else CLEAR) or lead < LEAD:
        return Guess(None, score, len(words))
    return Guess(best, score, len(words))


def _syllables(words: list[str]) -> float:
    """Return the share of words whose tokens of two letters and more are syllables, one at least."""
    good = total = 0
    for word in words:
        parts = [part for part in tokens(word.strip("«»·•")) if len(part) > 1]
        if parts:
            total += 1
            good += all(is_syllable(part) for part in parts) and not word.isascii()
    return good / total if total else 0.0
