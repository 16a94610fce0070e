"""Spells numbers in Vietnamese, in the reading styles that the readers must understand."""

from __future__ import annotations

from dataclasses import dataclass

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@dataclass(frozen=True)
class Style:
    """How a speaker spells: north or south, and whether empty hundreds are said ("không trăm")."""

    thousand: str = "nghìn"
    billion: str = "tỷ"
    link: str = "linh"
    seven: str = "bảy"
    four: str = "tư"  # after mươi and linh
    five: str = "lăm"
    full: bool = True


STYLES = (
    Style(),
    Style(full=False, five="nhăm", seven="bẩy"),
    Style(thousand="ngàn", billion="tỉ", link="lẻ", four="bốn"),
    Style(thousand="ngàn", billion="tỉ", link="lẻ", four="bốn", full=False),
)


def spell(number: int, style: Style) -> str:
    """Return the words of a whole number from 0 to below 10^18."""
    if number == 0:
        return "không"
    words: list[str] = []
    if number >= 10**9:
        words += [spell(number // 10**9, style), style.billion]
        number %= 10**9
    for scale, name in ((10**6, "triệu"), (10**3, style.thousand), (1, "")):
        group, number = divmod(number, scale)
        if group:
            words += [_group(group, style, first=not words), name]
    return " ".join(word for word in words if word)


def _group(group: int, style: Style, *, first: bool) -> str:
    hundreds, rest = divmod(group, 100)
    words: list[str] = []
    if hundreds or (not first and style.full):
        words += [_digit(hundreds, style), "trăm"]
    tens, ones = divmod(rest, 10)
    if rest and tens == 0:
        if words or not first:
            words.append(style.link)
            words.append(style.four if ones == 4 and style.four == "tư" else _digit(ones, style))
        else:
            words.append(_digit(ones, style))
    elif tens:
        words += ["mười"] if tens == 1 else [_digit(tens, style), "mươi"]
        if ones:
            words.append(_ones(tens, ones, style))
    return " ".join(words)


def _ones(tens: int, ones: int, style: Style) -> str:
    if ones == 5:
        return style.five if tens > 1 else "lăm"
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 4 and tens > 1:
        return style.four
    return _digit(ones, style)


def _digit(digit: int, style: Style) -> str:
    return style.seven if digit == 7 else DIGITS[digit]
