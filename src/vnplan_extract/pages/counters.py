"""Counters as word processors and browsers print them: I, iv, 07, bb, hai mươi mốt."""

from __future__ import annotations

_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    )
)
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_ROMAN_MOST = 4_000
_LETTERS_MOST = 9 * 26


def format_number(count: int, form: str, *, width: int = 0) -> str:
    """Return a counter in one of Word's number formats; formats not known here are written in digits.

    >>> format_number(4, "upperRoman"), format_number(28, "lowerLetter"), format_number(5, "decimalZero")
    ('IV', 'bb', '05')
    """
    if form in {"none", "bullet"}:
        return ""
    if form in {"upperRoman", "lowerRoman"} and 0 < count < _ROMAN_MOST:
        roman = _roman(count)
        return roman.upper() if form == "upperRoman" else roman
    if form in {"upperLetter", "lowerLetter"} and 0 < count < _LETTERS_MOST:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)  # Word: z, aa, bb
        return letter.upper() if form == "upperLetter" else letter
    if form == "vietnameseCounting" and 0 < count < 100:
        return _counting(count)
    if form == "decimalEnclosedParen":
        return f"({count})"
    if form == "decimalEnclosedFullstop":
        return f"{count}."
    if form == "decimalEnclosedCircle" and 0 < count <= 20:
        return chr(0x2460 + count - 1)
    return str(count).zfill(max(width, 2 if form == "decimalZero" else 0))


def _roman(count: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        while count >= worth:
            text += letters
            count -= worth
    return text


def _counting(count: int) -> str:
    tens, ones = divmod(count, 10)
    if tens == 0:
        return _DIGITS[ones]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if ones == 0:
        return head
    last = {1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(ones, _DIGITS[ones])
    return f"{head} {last}"
