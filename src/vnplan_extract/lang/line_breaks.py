"""Line breaks that end what stands before them: the mark of an item follows, or the office over a signature.

Other breaks fold a sentence or a name ("ỦY BAN NHÂN DÂN / THÀNH PHỐ HÀ NỘI"), and readers go over them. One that parts
becomes a tab, which is what parts the cells of a table: no name and no number goes over it, and what stands behind it
begins a line. The length of the text stays the same.
"""

from __future__ import annotations

import re
import unicodedata

from vnplan_extract.lang.normalize import LETTERS

# What signatures are over (Nghị định 30/2020, phụ lục I, II.7); in capitals, or alone on their line.
_OFFICES = (
    "Chủ tịch", "Giám đốc", "Tổng Giám đốc", "Bộ trưởng", "Thứ trưởng", "Bí thư", "Chánh Văn phòng",
    "Chánh Thanh tra", "Trưởng ban", "Trưởng phòng", "Cục trưởng", "Tổng Cục trưởng", "Chi cục trưởng", "Vụ trưởng",
    "Viện trưởng", "Hiệu trưởng", "Chủ nhiệm", "Chỉ huy trưởng", "Trưởng Công an", "Tổng Thư ký", "Thủ trưởng",
)  # fmt: skip
_SHORT = r"(?:KT|TL|TUQ|TM)\.|Q\.(?= ?[A-ZĐ])"
_FIRSTS = "".join(sorted({*"KTQP", *(name[0] for name in _OFFICES)}))
_MARK = r"\d{1,2}(?:\.\d{1,2}){0,4}(?:[.)][ \t]|\t)"


def _offices() -> str:
    """The offices as a pattern, in each form that Unicode has of them."""
    names = [*_OFFICES, *(f"Phó {name}" for name in _OFFICES)]
    capitals = [name.upper() for name in names]
    printed = "|".join(
        [
            f"(?:{_either(capitals)})(?!\\w)",
            f"(?:{_either([*names, *(n.capitalize() for n in names)])})(?=[ \\t\\r]*\n)",
        ]
    )
    return f"{_SHORT}|{printed}"


def _either(words: list[str]) -> str:
    forms = {unicodedata.normalize(form, word) for word in words for form in ("NFC", "NFD")}
    return "|".join(sorted(forms, reverse=True))


# "CỦA BAN / BÍ THƯ" is one name; a row's last number and the number of the next row are told apart where they are read.
# The person's name goes on its own line behind the office: a capital and a small letter.
_NAME_AHEAD = rf"(?=[^\w\n]{{0,6}}\n?[^\w\n]{{0,6}}[^\W\d_][a-z{LETTERS}])"
# The first letters are asked for first: most lines begin with none of them.
_PARTING = re.compile(
    rf"\n(?=[ \t]*(?:\d|[{_FIRSTS}]))(?:(?=[ \t]*\d)(?<![0-9]\n)(?=[ \t]*{_MARK})"
    rf"|(?<!CỦA\n)(?<!BAN\n)[ \t]*(?:{_offices()})(?:[^\n]{{0,80}}\n{_NAME_AHEAD})?)"
)


def part_lines(text: str) -> str:
    r"""Return the text with a tab for each line break over which nothing is read.

    >>> part_lines("TM. ỦY BAN NHÂN DÂN TỈNH\nCHỦ TỊCH\nNguyễn Văn A")
    'TM. ỦY BAN NHÂN DÂN TỈNH\tCHỦ TỊCH\tNguyễn Văn A'
    """
    return _PARTING.sub(_tabbed, text) if "\n" in text else text


def _tabbed(match: re.Match[str]) -> str:
    return match[0].replace("\n", "\t")
