"""The markers of sections and lists: "PHẦN I", "Điều 5.", "II.", "2.1.", "a)", "-", "(1)", "Phụ lục số 01".

A marker is read from the start of a line and from nothing else; what only looks like one ("2021. ", "12.500 ha",
"V/v", "C. Mác") is refused. Styles are those of NĐ 30/2020, Phụ lục I, V.6, and those that plans add ("1.1.", "+").
The marker itself is in `markers`, the order of siblings and their paths in `sequences`.
"""

from __future__ import annotations

from dataclasses import replace

import regex

from vnplan_extract.lang.markers import (
    LETTERS,
    Marker,
    MarkerKind,
    letter_value,
    next_letter,
    roman_value,
    to_roman,
)
from vnplan_extract.lang.sequences import (
    Irregularity,
    check_sequence,
    path_segment,
    successor,
    unique_path,
)

__all__ = [
    "LETTERS",
    "Irregularity",
    "Marker",
    "MarkerKind",
    "check_sequence",
    "letter_value",
    "next_letter",
    "parse_marker",
    "parse_ordinal",
    "path_segment",
    "roman_value",
    "successor",
    "to_roman",
    "unique_path",
]

_ORDINAL_WORDS = {
    "nhất": 1,
    "một": 1,
    "hai": 2,
    "nhì": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_NAMED: dict[str, MarkerKind] = {
    "phần": "part",
    "chương": "chapter",
    "mục": "section",
    "tiểu mục": "subsection",
    "điều": "article",
    "phụ lục": "annex",
    "biểu": "annex",
    "biểu mẫu": "annex",
    "mẫu": "annex",
}
# Letters that also abbreviate words before a name: h. Mèo Vạc, P. Quang Trung, Q. CHỦ TỊCH, T. Hà Giang, X. Tân Phú.
_ABBREVIATING = frozenset("hnpqtx")

_I = regex.IGNORECASE
_ROMAN = r"(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3}|X?L(?:IX|IV|V?I{1,3}|V)?|XL)"
_DASHES = "-–—‒−"
_BULLETS = "•●○▪■□◦‣►➢✓✔·∙\uf0b7\uf02d\uf0a7\uf0d8"
# After a dot or slash come a blank, the end, a quotation mark, or (typed without the blank) a word with a capital.
_BREAK = r"(?=\s|$|[\"“«(]|\p{Lu}\p{L}|\p{Lu}\s)"
_NO_SYMBOL = r"(?!/\s?\p{Lu}[\p{L}\d&]*[-/])"  # "15/KH-UBND" is a document's number
_CLOSE = rf"(?:\)|\.\s?-(?=\s*\p{{L}})|\s[.)](?=\s+\p{{L}})|{_NO_SYMBOL}[.:/]{_BREAK}|\s?[{_DASHES}](?=\s*\p{{Lu}}))"

_NAMED_MARKER = regex.compile(
    r"(?P<name>tiểu\s+mục|phần|chương|mục|điều|phụ\s+lục|biểu\s+mẫu|biểu|mẫu)(?!\w)"
    r"(?:\s*(?P<so>số\s*:?\s*)?(?P<ordinal>\d{1,3}\p{L}?|" + _ROMAN + r"(?:\.\d{1,2})?|[A-HĐ]"
    r"|thứ\s+\p{L}+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?!\w|/\w))?"
    r"(?P<close>\s*[.:)]|\s?[-–—](?=\s))?",
    _I,
)
# What goes on in lower case or names another document is prose that cites: "Điều 5 Luật Đầu tư", "Phụ lục II kèm theo".
_CITING = regex.compile(
    r"\s*(?:[,;]|\p{Ll}|(?:Luật|Bộ luật|Pháp lệnh|Nghị|Quyết định|Thông tư|Quy chế|Quy định|Kế hoạch|Hiến pháp|Điều|Chương"
    r"|Phần|Mục|Phụ lục|Chỉ thị|Đề án|Chương trình|Điều lệ)\s)"
)
_ROMAN_MARKER = regex.compile(rf"(?P<ordinal>{_ROMAN})(?P<close>{_CLOSE}|(?=\s+\p{{Lu}}{{2}}))")
_LOWER_ROMAN_MARKER = regex.compile(
    r"(?P<ordinal>x{0,3}(?:ix|iv|v?i{1,3}|v)|x{1,3})(?P<close>\)|[./](?=\s|$))"
)
_ARABIC_MARKER = regex.compile(
    rf"(?P<ordinal>\d{{1,3}})(?P<close>\)|\.\s?-(?=\s*\p{{L}})|\s[.)](?=\s+\p{{L}})|\.{_BREAK}|{_NO_SYMBOL}/{_BREAK}|:(?=\s)|[{_DASHES}]\s?(?=\p{{Lu}})|\s[{_DASHES}]\s(?=\p{{Lu}}))"
)
_DECIMAL_MARKER = regex.compile(
    rf"(?P<ordinal>(?:\d{{1,2}}|{_ROMAN}|\p{{L}})(?:\.\d{{1,2}}){{1,6}}|[a-zđ]\d{{1,2}}|\d{{1,2}}\.[a-zđ])(?!\d)"
    rf"(?P<close>\)|\.{_BREAK}|\.(?=\s)|[:/](?=\s)|(?=\s+[\"“]?\p{{Lu}})|\s?[{_DASHES}](?=\s*\p{{Lu}})|$)"
)
_LETTER_MARKER = regex.compile(rf"(?P<ordinal>\p{{L}})(?P<close>{_CLOSE})")
_PARENTHESIS = regex.compile(r"\((?P<ordinal>\d{1,3}(?:\.\d{1,2}){0,3}|[ivx]{1,5}|[A-Za-zđĐ])\)")
_DASH = regex.compile(rf"(?P<dash>[{_DASHES}{_BULLETS}*])(?=\s*[^\s{_DASHES}{_BULLETS}*])")
_ROUND_BULLET = regex.compile(r"o(?=\s+\p{Lu}\p{Ll})")  # Word's second bullet, a letter o
_NO_DASH = regex.compile(
    rf"[{_DASHES}](?:\d|\s*\d+(?:[.,]\d+)?\s?[o°º]\s?[CK]\b|\s*\d{{1,4}}\s*[{_DASHES}]\s*$)"
)
_PLUS = regex.compile(rf"(?:[{_DASHES}{_BULLETS}*]\s+)?\+(?!\s*\+)(?!\d)(?=\s*\S)")
_DATE = regex.compile(r"\d{1,2}\s?\.\s?\d{1,2}\s?\.\s?\d{4}(?!\d)")
# Initials of persons; "V/v" (về việc) heads an official letter's abstract.
_NO_LETTER = regex.compile(
    r"\p{L}\.\s?(?:Mác|Marx|Lê-?nin|Ăng|Anh-?xtanh|Engels|Smith)\b|V/v\b|\p{L}\.\p{L}\.", _I
)
_INDEX_ROW = regex.compile(r"\s*\(\d{1,3}\)")


def parse_marker(line: str, *, after: Marker | None = None) -> Marker | None:
    """Read the marker at the start of a line.

    Args:
        line: One line of NFC text; blanks before the marker are passed over.
        after: The marker of the sibling before; it decides what one letter means ("i)" after "h)" is a letter).

    Returns:
        The marker, or None where the line has none.

    >>> parse_marker("2.1. Mục tiêu chung").numbers
    (2, 1)
    >>> parse_marker("12.500 ha rừng") is None
    True
    """
    start = len(line) - len(line.lstrip())
    if start == len(line):
        return None
    readings = [
        _marker(kind, match, numbers, line, start)
        for kind, match, numbers in _read(line, start)
        if not _is_abbreviation(kind, match, line, after)
    ]
    return _choose(readings, after) if readings else None


_Reading = tuple[MarkerKind, "regex.Match[str]", tuple[int, ...]]


def _read(line: str, start: int) -> list[_Reading]:
    first = line[start]
    if first.isdigit():
        return _read_digits(line, start)
    if first == "(":
        return _read_parenthesis(line, start)
    if not first.isalpha():
        return _read_sign(line, start)
    if match := _ROUND_BULLET.match(line, start):
        return [("dash", match, ())]
    if first.lower() in "pctmđb" and (named := _read_named(line, start)):
        return named
    return _read_letters(line, start)


def _read_digits(line: str, start: int) -> list[_Reading]:
    if _DATE.match(line, start):
        return []
    if match := _DECIMAL_MARKER.match(line, start):
        return [("decimal", match, _numbers(match["ordinal"]))]
    match = _ARABIC_MARKER.match(line, start)
    return [("arabic", match, (int(match["ordinal"]),))] if match and int(match["ordinal"]) else []


def _read_parenthesis(line: str, start: int) -> list[_Reading]:
    match = _PARENTHESIS.match(line, start)
    if not match or _INDEX_ROW.match(line, match.end()):
        return []
    ordinal = match["ordinal"]
    if ordinal[0].isdigit():
        numbers = tuple(int(part) for part in ordinal.split("."))
        return [("parenthesis", match, numbers)] if all(numbers) else []
    values = [value for value in (roman_value(ordinal.lower()), letter_value(ordinal)) if value]
    return [("parenthesis", match, (value,)) for value in values]


def _read_sign(line: str, start: int) -> list[_Reading]:
    if match := _PLUS.match(line, start):
        return [("plus", match, ())]
    match = _DASH.match(line, start)
    return [("dash", match, ())] if match and not _NO_DASH.match(line, start) else []


def _read_named(line: str, start: int) -> list[_Reading]:
    match = _NAMED_MARKER.match(line, start)
    if not match:
        return []
    kind = _NAMED[" ".join(match["name"].lower().split())]
    ordinal = match["ordinal"]
    if ordinal is None:
        lone = kind == "annex" and match["name"].lower().startswith("phụ") and _stands_alone(match, line)
        return [(kind, match, ())] if lone else []
    if match["name"][0].islower() or (match["so"] and kind != "annex"):
        return []
    if not match["close"] and _CITING.match(line, match.end()):
        return []
    numbers = _named_numbers(ordinal)
    return [(kind, match, numbers)] if numbers else []


def _stands_alone(match: regex.Match[str], line: str) -> bool:
    rest = line[match.end() :].lstrip()
    name: str = match["name"]
    if match["close"] or not rest or rest[0] == "(":
        return name[0].isupper()
    return name.isupper() and rest[:2].isupper()


def _named_numbers(ordinal: str) -> tuple[int, ...]:
    word = ordinal.lower().split()[-1]
    if word in _ORDINAL_WORDS:
        return (_ORDINAL_WORDS[word],)
    if word[0].isdigit():
        value = int("".join(digit for digit in word if digit.isdigit()))
        return (value,) if value else ()
    return _numbers(ordinal)


def _read_letters(line: str, start: int) -> list[_Reading]:
    if _NO_LETTER.match(line, start):
        return []
    if match := _DECIMAL_MARKER.match(line, start):
        return [("decimal", match, numbers)] if (numbers := _numbers(match["ordinal"])) else []
    readings: list[_Reading] = [
        ("roman", match, (value,))
        for pattern in (_ROMAN_MARKER, _LOWER_ROMAN_MARKER)
        if (match := pattern.match(line, start)) and (value := roman_value(match["ordinal"].lower()))
    ]
    if match := _LETTER_MARKER.match(line, start):
        letter = match["ordinal"]
        value = letter_value(letter)
        if value or letter in "fjwz":
            readings.append(("letter", match, (value,) if value else ()))
    return readings


def _numbers(ordinal: str) -> tuple[int, ...]:
    """What a mark of several parts counts: "II.2.1" is (2, 2, 1), "a1" is (1, 1); empty where a part is no number."""
    numbers: list[int] = []
    for part in regex.findall(r"\d+|\p{L}+", ordinal):
        value = int(part) if part.isdigit() else (roman_value(part.lower()) or letter_value(part))
        if part in "abcdđegh":
            value = letter_value(part)
        if not value:
            return ()
        numbers.append(value)
    return tuple(numbers)


def _is_abbreviation(kind: MarkerKind, match: regex.Match[str], line: str, after: Marker | None) -> bool:
    """Whether one letter and a dot shorten a word before a name, and no list runs that has come to this letter."""
    if kind not in {"letter", "roman"} or len(match["ordinal"]) > 1 or not match["close"].startswith("."):
        return False
    letter = match["ordinal"].lower()
    if letter not in _ABBREVIATING or (after and _goes_on(after, match["ordinal"])):
        return False
    rest = line[match.end() :].split(maxsplit=1)
    return letter == "q" or not rest or not (len(rest[0]) > 1 and rest[0].isupper())


def _goes_on(after: Marker, ordinal: str) -> bool:
    value = after.value
    if value is None:
        return False
    if after.kind == "roman":
        return roman_value(ordinal.lower()) == value + 1
    return after.kind == "letter" and letter_value(ordinal) == value + 1


def _marker(
    kind: MarkerKind, match: regex.Match[str], numbers: tuple[int, ...], line: str, start: int
) -> Marker:
    text = line[start : match.end()].rstrip()
    groups = match.groupdict()
    ordinal = groups.get("ordinal") or ""
    if kind == "plus":
        ordinal = "+"
    elif kind == "dash":
        ordinal = "*" if text == "*" else "-"
    end = match.end()
    while end < len(line) and line[end].isspace():
        end += 1
    return Marker(kind, text, ordinal, numbers, end)


def _choose(readings: list[Marker], after: Marker | None) -> Marker:
    """The reading that goes on from the marker before, else the first; the others stay as alternatives."""
    best = readings[0]
    if after is not None and len(readings) > 1:
        ranked = [reading for reading in readings if after.value and _follows(after, reading)]
        best = (ranked or [reading for reading in readings if reading.value == 1] or readings)[0]
    return replace(best, alternatives=tuple(reading for reading in readings if reading is not best))


def _follows(before: Marker, marker: Marker) -> bool:
    return marker.kind == before.kind and before.value is not None and marker.value == before.value + 1


_ORDINAL_CELL = regex.compile(
    rf"\s*(?:(?P<roman>{_ROMAN})|(?P<digits>\d{{1,3}})|(?P<decimal>(?:{_ROMAN}|\d{{1,2}}|[a-zđ])(?:\.\d{{1,3}}){{1,6}}|[a-zđ]\d{{1,2}})"
    rf"|(?P<letter>[a-zđA-ZĐ])|(?P<dash>[{_DASHES}{_BULLETS}*])|(?P<plus>\+)|\((?P<parenthesis>\d{{1,3}})\))\s*[.)/]?\s*"
)


def parse_ordinal(cell: str, *, after: Marker | None = None) -> Marker | None:
    """Read a whole cell of a numbering column ("STT", "TT"), where dots and brackets may be missing.

    Returns:
        The marker ("II", "5", "2.1", "a", "-"), or None where the cell holds anything else.
    """
    match = _ORDINAL_CELL.fullmatch(cell)
    if not match:
        return None
    kinds: dict[str, MarkerKind] = {"digits": "arabic"}
    readings: list[Marker] = []
    for name, ordinal in match.groupdict().items():
        if ordinal is None:
            continue
        numbers = () if name in {"dash", "plus"} else _numbers(ordinal)
        kind = kinds.get(name, name)
        readings.append(Marker(kind, cell.strip(), "-" if name == "dash" else ordinal, numbers, len(cell)))
        if name == "roman" and len(ordinal) == 1 and (value := letter_value(ordinal)):
            readings.append(replace(readings[-1], kind="letter", numbers=(value,)))
    if readings[0].kind not in {"dash", "plus"} and not readings[0].value:
        return None
    return _choose(readings, after)
