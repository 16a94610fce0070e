"""Days and years in words: "mười lăm", "hai nghìn không trăm hai mươi mốt", "một chín bảy lăm"."""

from __future__ import annotations

from vnplan_extract.lang.numerals import parse_number

WORDS = r"(?:không|một|mốt|hai|ba|bốn|tư|năm|lăm|nhăm|sáu|bảy|bẩy|tám|chín|mười|mươi|trăm|nghìn|ngàn|linh|lẻ)"
_DIGITS = {
    "không": "0",
    "một": "1",
    "mốt": "1",
    "hai": "2",
    "ba": "3",
    "bốn": "4",
    "tư": "4",
    "năm": "5",
    "lăm": "5",
    "sáu": "6",
    "bảy": "7",
    "bẩy": "7",
    "tám": "8",
    "chín": "9",
}


def number_in_words(words: str) -> int | None:
    """The whole number that words say, or None."""
    found = parse_number(words)
    return int(found.value.value) if found and found.value.value == int(found.value.value) else None


def year_in_words(words: str) -> str | None:
    """The year that words say, as a number or digit by digit; None where it is no year of 100 to 2099.

    "hai không hai mốt", "một chín bảy lăm" go digit by digit, "hai không mười ba" and "hai không linh chín" half so.
    """
    syllables = words.split()
    if len(syllables) == 4 and all(syllable in _DIGITS for syllable in syllables):
        year = "".join(_DIGITS[syllable] for syllable in syllables)
    elif len(syllables) > 2 and syllables[:2] == ["hai", "không"]:
        rest = syllables[3:] if syllables[2] in ("linh", "lẻ") else syllables[2:]
        tail = number_in_words(" ".join(rest))
        year = f"20{tail:02d}" if tail is not None and (tail > 9 or rest != syllables[2:]) else ""
    else:
        year = f"{number_in_words(words) or 0:04d}"
    return year if len(year) == 4 and year.isdigit() and "0100" <= year < "2100" else None
