"""Provinces in a text, where they are places and not part of a body's name."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from vnplan_extract.lang.accents import fold_accents
from vnplan_extract.lang.gazetteer import areas, current
from vnplan_extract.lang.localities import province_at
from vnplan_extract.lang.made import new_mention
from vnplan_extract.lang.place_words import LETTER, first_words
from vnplan_extract.lang.tones import place_tones
from vnplan_extract.lang.trie import fold
from vnplan_extract.lang.values import Mention, Place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from vnplan_extract.lang.gazetteer import Area
    from vnplan_extract.lang.values import Agency

_UNIT_BEFORE = re.compile(rf"(?:(?<!{LETTER})(tỉnh|thành phố|t\.?p\.?)[ ]?)$", re.IGNORECASE)
_WORD_BEFORE = re.compile(rf"({LETTER}+)[ ]$")
_LOOKBACK = 12
# A person's or a street's name, not the city: Hồ Chí Minh needs its "thành phố".
_PREPOSITIONS = frozenset(("Tại", "Từ", "Về", "Đến", "Theo", "Trên", "Do", "Với", "Qua", "Riêng"))
# "sông Đồng Nai", "phố Huế", "huyện Hòa Bình": something else that bears the name.
_AFTER_A_RIVER = re.compile(
    rf"(?<!{LETTER})(?:[Ss]ông|[Pp]hố|[Cc]ầu|[Đđ]ường|[Xx]ã|[Pp]hường|[Hh]uyện|[Qq]uận|[Tt]hị trấn|[Tt]hị xã|[Đđ]ặc khu|"
    r"[Tt]hôn|[Ấấ]p|[Xx]óm|[Ll]àng|[Hh]ồ|[Cc]hợ|[Gg]a)[ ]$"
)
_PERSON = "Hồ Chí Minh"
_LONGEST_NAME = 5  # words: "Bà Rịa - Vũng Tàu"
_PARTYS = {
    ("tinh", "uy"): "tỉnh ủy",
    ("thanh", "uy"): "thành ủy",
    ("tinh", "doan"): "tỉnh đoàn",
    ("thanh", "doan"): "thành đoàn",
}
# Before "tỉnh" at the end of a body's name: "CÔNG AN TỈNH", "HỘI NÔNG DÂN TỈNH"; "PHÒNG MÁY TÍNH" has none of them.
_OF_THE_PROVINCE = frozenset(
    ("an", "dan", "ubnd", "hdnd", "uy", "doan", "hoi", "tra", "su", "sat", "thue", "quan")
)


def find_places(
    text: str,
    *,
    on: dt.date | None = None,
    taken: Sequence[Mention[Agency]] | None = None,
    low: str | None = None,
    places: Sequence[int] | None = None,
) -> list[Mention[Place]]:
    """Find the provinces a text names as places, with "tỉnh" or "thành phố" where it is printed.

    Args:
        text: Normalised text; offsets are into it.
        on: The document's date: "tỉnh Lào Cai" is another area since 2025-07-01.
        taken: The agencies found in it, in order; without them they are looked for here.
        low: The text in lower case, if it is known.
        places: What `openings` finds in it for provinces, if that is known.
    """
    firsts = first_words(text) if places is None else places
    if not firsts:
        return []
    if taken is None:
        from vnplan_extract.lang.agency_scan import find_agencies  # noqa: PLC0415 - agencies read localities too

        taken = find_agencies(text, on=on)
    return list(_places(text, low or fold(text), on, firsts, taken))


def _places(
    text: str, lower: str, on: dt.date | None, firsts: Sequence[int], taken: Sequence[Mention[Agency]]
) -> Iterator[Mention[Place]]:
    following = done = 0
    for start in firsts:
        while following < len(taken) and taken[following].end <= start:
            following += 1
        if start < done or (following < len(taken) and taken[following].start <= start):
            continue
        mention = _place(text, lower, start, on)
        if mention is not None:
            yield mention
            done = mention.end


def _place(text: str, lower: str, start: int, on: dt.date | None) -> Mention[Place] | None:
    before = _UNIT_BEFORE.search(text[max(0, start - _LOOKBACK) : start])
    unit = before[1].lower().replace(".", "").replace("tp", "thành phố") if before else None
    found = province_at(text, lower, start, on=on, kind=unit)
    if found is None:
        return None
    end, name, areas = found
    printed = text[start:end]
    if before is None and (
        _AFTER_A_RIVER.search(text, max(0, start - _LOOKBACK), start)
        or (name == _PERSON and printed.replace(" ", "").casefold() == "hồchíminh")
        or _after_a_name(text, start)
    ):
        return None
    begin = start - len(before[0].lstrip()) if before else start
    return _mention(text, (begin, end), name, areas, on)


def _after_a_name(text: str, start: int) -> bool:
    """Whether a capitalised word comes right before ("Nguyễn Thái Bình"), in a text not all in capitals."""
    word = _WORD_BEFORE.search(text[max(0, start - _LOOKBACK) : start])
    return (
        word is not None and word[1][0].isupper() and word[1][1:].islower() and word[1] not in _PREPOSITIONS
    )


def _mention(
    text: str, span: tuple[int, int], name: str, areas: tuple[Area, ...], on: dt.date | None
) -> Mention[Place]:
    """Make the mention of a province: its id where the date says which one, else the possible ones as alternatives."""
    start, end = span
    stale = on is not None and not any(area.valid(on) for area in areas)
    values = [Place(name, None if stale else area.id, current(area.id), "province") for area in areas]
    if len(values) == 1:
        flags = ("outdated_name",) if stale else ()
        return new_mention("place", start, end, text[start:end], values[0], flags)
    same = {value.current_id for value in values}
    unsure = Place(name, None, same.pop() if len(same) == 1 else None, "province")
    return new_mention("place", start, end, text[start:end], unsure, ("undated",), tuple(values), 0.9)


def province_of(text: str, *, on: dt.date | None = None) -> Place | None:
    """Return the province that a line of issuer or place names ("ỦY BAN NHÂN DÂN TỈNH HÀ GIANG", "Hà Giang, ngày ...").

    The first province with "tỉnh" or "thành phố" before it, else the first one named; None where there is none.
    """
    lower, first = fold(text), None
    for start in first_words(text):
        mention = _place(text, lower, start, on)
        if mention is None:
            continue
        if mention.start < start:
            return mention.value
        first = first or mention.value
    return first


def respelt_province(text: str) -> str | None:
    """Return the province whose letters a name has, with other marks; None where it is a province, or no letters of one.

    >>> respelt_province("Trà Vĩnh"), respelt_province("Trà Vinh"), respelt_province("Tiền Hải")
    ('Trà Vinh', None, None)
    """
    name = province_by_letters(text)
    return None if name is None or place_tones(name) == place_tones(text) else name


def respelt_areas(text: str) -> str | None:
    """Return a line of a letterhead with "tỉnh", "thành phố" and the province behind them marked right; None where they are.

    >>> respelt_areas("UBND TÍNH NINH THUẬN"), respelt_areas("CÔNG AN TÍNH"), respelt_areas("UBND TỈNH HÀ TĨNH")
    ('UBND TỈNH NINH THUẬN', 'CÔNG AN TỈNH', None)
    >>> respelt_areas("TÍNH ÚY ĐÃK NÔNG"), respelt_areas("SỞ Y TẾ QUÁNG TRỊ"), respelt_areas("HUYỆN ỦY PHÙ YÊN")
    ('TỈNH ỦY ĐẮK NÔNG', 'SỞ Y TẾ QUẢNG TRỊ', None)
    """
    words = text.split(" ")
    plain = [fold_accents(word).casefold() for word in words]
    right = list(words)
    for at, unit in enumerate(plain):
        if plain[at : at + 2] == ["thanh", "pho"]:
            behind, units = at + 2, ["thành", "phố"]
        elif not at and len(plain) > 1 and (unit, plain[1]) in _PARTYS:
            behind, units = 2, _PARTYS[unit, plain[1]].split(" ")
        elif unit == "tinh" and at:
            behind, units = at + 1, ["tỉnh"]
        elif at and plain[0] == "so" and len(_province_behind(plain, at)) == len(words) - at:
            behind, units = at, []
        else:
            continue
        named = _province_behind(plain, behind)
        if named or (
            behind == len(words) and (plain[at - 1] in _OF_THE_PROVINCE or _is_short(plain[at - 1]))
        ):
            right[at : behind + len(named)] = [*units, *named]
    said = " ".join(map(_cased, right, words))
    return None if place_tones(said) == place_tones(text) else said


def _is_short(word: str) -> bool:
    """Is it letters without a vowel, as "LHPN" and "CHQS" are?"""
    return word.isalpha() and not set(word) & set("aeiouy")


def _province_behind(plain: Sequence[str], at: int) -> list[str]:
    """Return the words of the longest province's name that these words without marks begin with at a place."""
    for count in range(min(_LONGEST_NAME, len(plain) - at), 0, -1):
        name = _provinces().get(" ".join(plain[at : at + count]))
        if name is not None:
            return name.split(" ")
    return []


def _cased(word: str, printed: str) -> str:
    """Return a word in capitals where it was printed so."""
    if len(printed) > 1 and printed.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if printed[:1].isupper() else word


def province_by_letters(text: str) -> str | None:
    """Return the province that has these letters, whatever their marks.

    >>> province_by_letters("Trà Vĩnh"), province_by_letters("TRÀ VINH"), province_by_letters("Tiền Hải")
    ('Trà Vinh', 'Trà Vinh', None)
    """
    return _provinces().get(fold_accents(text).casefold())


@cache
def _provinces() -> dict[str, str]:
    """Return letters without marks -> name of each province, those that share them left out."""
    found: dict[str, set[str]] = {}
    for area in areas().values():
        found.setdefault(fold_accents(area.name).casefold(), set()).add(area.name)
    return {key: names.pop() for key, names in found.items() if len(names) == 1}
