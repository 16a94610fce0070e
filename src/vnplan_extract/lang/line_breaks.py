"""Line breaks that end what stands before them: the mark of an item follows, or the office over a signature.

Other breaks fold a sentence or a name ("ỦY BAN NHÂN DÂN / THÀNH PHỐ HÀ NỘI"), and readers go over them. One that parts
becomes a tab, which is what parts the cells of a table: no name and no number goes over it, and what stands behind it
begins a line. The length of the text stays the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from vnplan_extract.lang.normalize import LETTERS
from vnplan_extract.lang.offices import over_signatures

_MARK = r"\d{1,2}(?:\.\d{1,2}){0,4}(?:[.)][ \t]|\t)"
# The person's name goes on its own line behind the office: a capital and a small letter.
_NAME_AHEAD = rf"(?=[^\w\n]{{0,6}}\n?[^\w\n]{{0,6}}[^\W\d_][a-z{LETTERS}])"


def part_lines(text: str) -> str:
    r"""Return the text with a tab for each line break over which nothing is read.

    >>> part_lines("TM. ỦY BAN NHÂN DÂN TỈNH\nCHỦ TỊCH\nNguyễn Văn A")
    'TM. ỦY BAN NHÂN DÂN TỈNH\tCHỦ TỊCH\tNguyễn Văn A'
    """
    return _parting().sub(_tabbed, text) if "\n" in text else text


@cache
def _parting() -> re.Pattern[str]:
    """The breaks that part.

    "CỦA BAN / BÍ THƯ" is one name; a row's last number and the number of the next row are told apart where they are
    read. The first letters are asked for first: most lines begin with none of them.
    """
    names, signs = over_signatures()
    firsts = "".join(sorted({word[0] for word in [*names, *signs, "Phó"]}))
    return re.compile(
        rf"\n(?=[ \t]*(?:\d|[{firsts}]))(?:(?=[ \t]*\d)(?<![0-9]\n)(?=[ \t]*{_MARK})"
        rf"|(?<!CỦA\n)(?<!BAN\n)[ \t]*(?:{_offices(names, signs)})(?:[^\n]{{0,80}}\n{_NAME_AHEAD})?)"
    )


def _offices(names: list[str], signs: list[str]) -> str:
    """The offices as a pattern, in each form that Unicode has of them; one letter alone stands before a capital."""
    long = "|".join(re.escape(sign) for sign in signs if len(sign) > len("Q."))
    short = "|".join(rf"{re.escape(sign)}(?= ?[A-ZĐ])" for sign in signs if len(sign) <= len("Q."))
    all_names = [*names, *(f"Phó {name}" for name in names)]
    capitals = _either([name.upper() for name in all_names])
    alone = _either([*all_names, *(name.capitalize() for name in all_names)])
    return rf"{long}|{short}|(?:{capitals})(?!\w)|(?:{alone})(?=[ \t\r]*\n)"


def _either(words: list[str]) -> str:
    forms = {unicodedata.normalize(form, word) for word in words for form in ("NFC", "NFD")}
    return "|".join(sorted(forms, reverse=True))


def _tabbed(match: re.Match[str]) -> str:
    return match[0].replace("\n", "\t")
