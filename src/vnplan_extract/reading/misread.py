"""Amounts that OCR read with letters or blanks among their digits: "18.4S0 triệu đồng", "18 450 triệu đồng".

They are no numbers as they stand. What they would be with each letter turned into the digit it looks like is only a
proposal, which the audit keeps where a sum proves it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TypedDict, cast

import regex

MISREAD = "misread"
MOST_LETTERS = 3  # and blanks of one amount; with more nothing is left to trust
_WHOLE = regex.compile(r"(?:\d{1,3}(?:\.\d{3}){1,5}|\d{1,15})(?:,\d{1,3})?")


class _Letters(TypedDict):
    digit: str
    letters: str


def undone(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text, of the same length, with the letters and blanks among the digits of amounts turned into what they look like, and where.

    >>> undone("Ngân sách tỉnh: 18.4S0 triệu đồng")
    ('Ngân sách tỉnh: 18.450 triệu đồng', [(16, 22)])
    """
    places: list[tuple[int, int]] = []
    pieces: list[str] = []
    done = 0
    for match in _token().finditer(text):
        plain = match.group().translate(_digits()).replace(" ", ".")
        odd = sum(char.isalpha() or char == " " for char in match.group())
        digits = sum(char.isdecimal() for char in match.group())
        if 0 < odd <= min(MOST_LETTERS, digits) and _WHOLE.fullmatch(plain):
            places.append(match.span())
            pieces += [text[done : match.start()], plain]
            done = match.end()
    return "".join([*pieces, text[done:]]) if places else text, places


@cache
def _digits() -> dict[int, str]:
    data = tomllib.loads(
        (files("vnplan_extract") / "data" / "ocr_confusions.toml").read_text(encoding="utf-8")
    )
    return {
        ord(letter): entry["digit"]
        for entry in cast("list[_Letters]", data["letters"])
        for letter in entry["letters"]
        if letter.isalpha()
    }


@cache
def _token() -> regex.Pattern[str]:
    odd = "".join(map(chr, _digits()))
    return regex.compile(
        rf"(?<![\w.,/-])(?<!\d )(?:\d{{1,3}}(?:[ .]\d{{3}}){{1,4}}|[\d{odd}][\d.,{odd}]{{0,20}}[\d{odd}])(?=\s(?:nghìn|ngàn|triệu|tỷ|tỉ|đồng|trđ)(?!\w))"
    )
