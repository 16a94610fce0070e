"""The locality that follows a body's name: "tỉnh Lào Cai", "huyện", "các huyện, thị xã, thành phố", "cấp xã", "Thanh Hóa"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from vnplan_extract.lang import trie
from vnplan_extract.lang.gazetteer import (
    Area,
    area_names,
    body_names,
    choose,
    head_names,
    people,
    starts,
    stops,
    verbs,
)

if TYPE_CHECKING:
    import datetime as dt

    from vnplan_extract.lang.values import AgencyLevel

_UNIT = r"(?:thành phố|t\.?p|thị xã|t\.?x|thị trấn|t\.?t(?=[ ]?(?:[,.;:)]|$))|đặc khu|tỉnh(?! ủy| đoàn)|huyện(?! ủy| đoàn)|quận(?! ủy)|xã(?! hội)|phường|thị)(?![^\W_])"
_UNIT_AT = re.compile(rf"[ ]*({_UNIT})(?:(?<=[pPxX])[.])?[ ]?", re.IGNORECASE)
# "các huyện, thị xã, thành phố", "các huyện và thành phố", "huyện thị xã, thành phố" with its comma lost.
_JOIN = r"(?:[ ]?[,/-][ ]?(?:và )?|[ ]và[ ]|[ ])"
_UNITS = rf"(?:các )?{_UNIT}(?:{_JOIN}(?:và )?(?:các )?{_UNIT}){{0,6}}"
_TAIL = (
    r"(?:[ ](?:trực )?thuộc (?:trung ương|tw|tỉnh|thành phố)|[ ](?:của |trong )(?:tỉnh|thành phố))?(?![^\W_])"
)
_MANY = re.compile(rf"[ ](?:(?:các|những|[0-9]{{1,3}})[ ])({_UNITS})({_TAIL})")
_SEVERAL = re.compile(
    rf"[ ]({_UNIT}(?:[ ]?[,/-][ ]?(?:và )?(?:các )?{_UNIT}|[ ]và[ ](?:các )?{_UNIT}){{1,6}})({_TAIL})"
)
_LEVELS = re.compile(
    r"[ ]((?:các cấp|các địa phương|(?:các )?cấp (?:tỉnh|huyện|xã|cơ sở|thành phố)"
    rf"(?:(?:[ ]?,[ ]?(?:và )?|[ ]và[ ]|[ ]|[ ]?/[ ]?)(?:cấp )?(?:cơ sở|{_UNIT})){{0,4}})(?![^\W_]))"
)
_ABBREVIATED = re.compile(r"(?<![^\W_])t\.?[pxt](?![^\W_])")
_WRITTEN_OUT = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn"}
_FIRST = re.compile(r"[ \n]([^\W_]+)")
_OPENINGS = frozenset("thành tp t thị tx đặc tỉnh huyện quận xã phường các những cấp".split())  # noqa: SIM905
_WORD = re.compile(r"([ ]?-[ ]?|[ ]?)([^\W_]+(?:['’][^\W_]+)*)")  # "Cư M'gar", "Đắk R'lấp"
_TIERS: dict[str, AgencyLevel] = {
    "tỉnh": "province",
    "huyện": "district",
    "quận": "district",
    "thị xã": "district",
    "thị": "district",
    "tx": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}
_MAX_NAME = 5
_LARGE = ("tỉnh", "thành phố")
_OF_ONE_SYLLABLE = ("vinh", "huế", "pleiku")
_NOT_OF_PEOPLE = ("tỉnh", "thành phố", "huyện", "thị xã")  # communes bear the names of people


class Locality(NamedTuple):
    """Where a body is: the end of the words, the words written out, its tier, and the province they name, if any.

    `provinces` has more than one area where the name alone cannot tell ("tỉnh Lào Cai" without a date); `named` is
    False for "tỉnh", "các huyện": the province is then the document's own.
    """

    end: int
    name: str
    level: AgencyLevel
    provinces: tuple[Area, ...] = ()
    named: bool = False
    many: bool = False


def locality(text: str, lower: str, at: int, *, on: dt.date | None, bare: bool = True) -> Locality | None:
    """Read the locality at `at`, the end of a body's name, or return None.

    Args:
        text: The text, and `lower` the same folded.
        lower: Folded text, of the same length.
        at: End of the name.
        on: The document's date.
        bare: Whether a province's name alone may follow ("Báo Thanh Hóa").
    """
    if at >= len(lower) or lower[at] not in " \n-":
        return None
    first = _FIRST.match(lower, at)
    if first is not None and (first[1] in _OPENINGS or first[1].isdigit()):
        found = _many(text, lower, at, first[1], on) or _one(text, lower, at, on)
        if found is not None:
            return found
    return _bare(text, lower, at, on) if bare else None


def _many(text: str, lower: str, at: int, first: str, on: dt.date | None) -> Locality | None:
    """Read the words for several places or for a tier, of which the first is known."""
    levels = _LEVELS.match(lower, at) if first in ("các", "cấp") else None
    if levels:
        return Locality(levels.end(1), levels[1], _first_tier(levels[1]), many=True)
    match = (_MANY if first in ("các", "những") or first.isdigit() else _SEVERAL).match(lower, at)
    if match is None:
        return None
    words = _ABBREVIATED.sub(
        lambda found: _WRITTEN_OUT[found[0].replace(".", "")], lower[at : match.end()].strip()
    )
    if words.endswith(("thành phố", "thị xã", "đặc khu")) and lower.startswith(" ", match.end()):
        # "các huyện và thành phố Lào Cai", "các quận, huyện, thành phố Thủ Đức": the last one has its name.
        city = province_at(text, lower, match.end() + 1, on=on)
        named = Locality(city[0], city[1], "district") if city else proper_at(text, lower, match.end())
        if named is not None:
            return Locality(named.end, f"{words} {named.name}", _first_tier(match[1]), many=True)
    return Locality(match.end(), words, _first_tier(match[1]), many=True)


def _first_tier(words: str) -> AgencyLevel:
    for word in ("huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu", "tỉnh", "cơ sở"):
        if word in words:
            return _TIERS.get(word, "commune")
    return "other"


def _one(text: str, lower: str, at: int, on: dt.date | None) -> Locality | None:
    match = _UNIT_AT.match(lower, at)
    if match is None or lower[at] not in " \n":
        return None
    unit = _unit(match[1])
    if unit in ("tỉnh", "thành phố"):
        kind = unit
        found = province_at(text, lower, match.end(), on=on, kind=kind)
        if found is not None:
            end, name, provinces = found
            return Locality(end, f"{unit} {name}", "province", provinces, named=True)
    end, name = _proper(text, lower, match.end(), capitals=text[match.start(1) : match.end(1)].isupper())
    if name and (
        starts().match(lower, match.end()) or (unit in _LARGE and _no_name(lower, match.end(), name))
    ):
        name = ""  # "HĐND tỉnh Khóa XVII": what follows is said of it
    if not name or (unit in _NOT_OF_PEOPLE and people().fullmatch(name.lower())):
        tier = _TIERS.get(unit, "other")
        return None if unit == "thị" else Locality(match.end(1), unit, tier)
    return Locality(end, f"{unit} {name}", _TIERS.get(unit, "district"), named=True)


def _no_name(lower: str, at: int, name: str) -> bool:
    """Whether what follows "tỉnh" or "thành phố" begins the next line: hardly one is named by a syllable, none by a body."""
    if " " not in name:
        return name.lower() not in _OF_ONE_SYLLABLE
    return trie.longest(head_names(), lower, at) is not None


def proper_at(text: str, lower: str, at: int, *, capitals: bool = False) -> Locality | None:
    """Read the name of a district or town that stands alone after a body: "Thị ủy Sa Pa"; in capitals up to the line's end."""
    start = at + 1
    if lower[at : at + 1] != " " or not text[start : start + 1].isupper() or _ends(lower, start):
        return None
    if verbs().match(lower, start) or starts().match(lower, start):
        return None
    end, name = _proper(text, lower, start, capitals=capitals)
    heading = capitals and _LINE_END.match(text, end) is not None
    return (
        Locality(end, name, "district", named=True)
        if name and (heading or not text[start:end].isupper())
        else None
    )


_LINE_END = re.compile(r"[ ]*(?:\n|\Z)")


def _unit(printed: str) -> str:
    return {"tp": "thành phố", "tx": "thị xã"}.get(printed.replace(".", "").strip(), printed)


def _proper(text: str, lower: str, at: int, *, capitals: bool) -> tuple[int, str]:
    """Read a proper name: words with a capital, or a number ("quận 1"), no more than five."""
    end, words = at, list[str]()
    while len(words) < _MAX_NAME and (match := _WORD.match(text, end)) is not None:
        gap, word = match[1], match[2]
        if (words and not gap) or (gap.strip() and not words):
            break
        if word.isdigit() and not words and len(word) < 3 and lower[at - 2 : at] in ("n ", "g "):
            return match.end(), word
        if not word[0].isupper() or (words and _ends(lower, match.start(2))):
            break
        if capitals and _heads_another(lower, match.start(2), first=not words):
            break
        words.append((" - " if gap.strip() else " " if words else "") + titled(word, capitals=capitals))
        end = match.end()
    return end, "".join(words)


def _heads_another(lower: str, at: int, *, first: bool) -> bool:
    """Whether the next line of a heading in capitals begins: "CÔNG AN TỈNH PHÒNG CẢNH SÁT GIAO THÔNG"."""
    head = trie.longest(head_names(), lower, at)
    return head is not None and (" " in head.entry.name or (first and head.entry.name == "Phòng"))


# "Bắc Từ Liêm", "Ngã Năm" are names: such words end one only before a number or as part of a phrase.
_NUMBER_AFTER = re.compile(r"(?:năm|số|ngày|từ)[ ][0-9]")
_NAME_WORDS = frozenset(("năm", "từ", "số", "ngày", "do", "có", "thì", "là"))


def _ends(lower: str, at: int) -> bool:
    """Whether a proper name ends before the word at `at`: a sentence goes on, or another body's name begins."""
    if _NUMBER_AFTER.match(lower, at) or trie.longest(body_names(), lower, at) is not None:
        return True
    stop = stops().match(lower, at)
    return stop is not None and stop[0] not in _NAME_WORDS


def titled(word: str, *, capitals: bool) -> str:
    """Return a word of a proper name in its usual case when the text around it is all capitals; numerals stay ("KHU VỰC XII")."""
    if not capitals or not word.isupper() or len(word) < 2 or _ROMAN.fullmatch(word):
        return word
    return word.capitalize()


_ROMAN = re.compile(r"X{0,2}(?:IX|IV|V?I{0,3})")


_LISTED = re.compile(r"[ ]?(?::[ ]?|,[ ]?(?:và )?| và |[ ])")


def units_named(text: str, lower: str, place: Locality, *, on: dt.date | None) -> list[tuple[int, Locality]]:
    """Read the names after a plural ("các huyện: Bắc Hà, Mường Khương và thị xã Sa Pa"), or of the same tier after a name.

    Returns:
        For each its start and its locality; empty where the plural stands alone.
    """
    words = place.name.split(" ", 1)
    unit = words[1] if words[0] in ("các", "những") and len(words) > 1 else None
    if (place.many and unit not in _TIERS and unit != "thành phố") or not (place.many or place.named):
        return []
    found: list[tuple[int, Locality]] = []
    at = place.end
    while (gap := _LISTED.match(lower, at)) is not None and (place.many or gap[0].strip()):
        if gap[0] == " " and (found or not place.many):
            break
        if trie.longest(body_names(), lower, gap.end()) is not None:
            break
        one = _one(text, lower, gap.end() - 1, on) if text[gap.end() - 1] == " " else None
        if one is None and unit is not None and (not found or gap[0].strip() != ":"):
            one = _of_unit(text, lower, gap.end(), unit, on)
        if one is None or not one.named or (not place.many and one.level != place.level):
            break
        found.append((gap.end(), one))
        at = one.end
    return found


def _of_unit(text: str, lower: str, at: int, unit: str, on: dt.date | None) -> Locality | None:
    if unit in ("tỉnh", "thành phố"):
        found = province_at(text, lower, at, on=on, kind=unit)
        if found is not None:
            return Locality(found[0], f"{unit} {found[1]}", "province", found[2], named=True)
    end, name = _proper(text, lower, at, capitals=False)
    return Locality(end, f"{unit} {name}", _TIERS.get(unit, "district"), named=True) if name else None


def _bare(text: str, lower: str, at: int, on: dt.date | None) -> Locality | None:
    gap = 3 if lower.startswith(" - ", at) else 1
    found = province_at(text, lower, at + gap, on=on)
    if found is None:
        return None
    end, name, provinces = found
    if lower.startswith(" - ", end) and (other := province_at(text, lower, end + 3, on=on)):
        return Locality(
            other[0], f"{name} - {other[1]}", "province", named=True
        )  # "Cục Hải quan Gia Lai - Kon Tum"
    unit = "thành phố " if lower.startswith("tp", at + gap) else ""
    return Locality(end, unit + name, "province", provinces, named=True)


def province_at(
    text: str, lower: str, at: int, *, on: dt.date | None, kind: str | None = None
) -> tuple[int, str, tuple[Area, ...]] | None:
    """Read a province's name at `at`: its end, the name in its usual case, and the areas it can mean on that day.

    A name of the past is read too; its areas are then those it had last, and none of them is valid on the day.
    """
    if not text[at : at + 2].strip()[:1].isupper():  # most of what is asked about begins with a small letter
        return None
    found = trie.longest(area_names(), lower, at)
    if found is None:
        return None
    end, same, _ = found
    if kind is None and _runs_on(text, end):
        return None
    named = _named(text[at:end], same, on, kind)
    return (end, *named) if named else None


@lru_cache(maxsize=4096)
def _named(
    printed: str, same: tuple[Area, ...], on: dt.date | None, kind: str | None
) -> tuple[str, tuple[Area, ...]] | None:
    """Return the name in its usual case and the areas that it can mean, None for what is no name or for none."""
    if not all(word[0].isupper() for word in printed.replace("-", " ").split()):
        return None
    areas = choose(same, on, kind)
    if not areas:
        areas = tuple(area for area in same if kind in (None, area.kind) and _known(area, on))[-1:]
    return (_spelling(printed, areas[0].name), areas) if areas else None


def _known(area: Area, on: dt.date | None) -> bool:
    """Whether the area had existed by then: the name of a later one means something else ("Cung đình Huế" in 2004)."""
    return on is None or area.valid_from is None or area.valid_from <= on


def _runs_on(text: str, end: int) -> bool:
    """Whether the name goes on ("Thái Bình Dương", "Hà Nam Ninh"): another capital follows, not all in capitals."""
    follows = text[end : end + 3]
    return len(follows) == 3 and follows[0] == " " and follows[1].isupper() and follows[2].islower()


def _spelling(printed: str, name: str) -> str:
    """The name as printed, but an abbreviation written out and capitals put right."""
    if printed.isupper() and len(printed) >= len(name) - 1:
        return " ".join(word.capitalize() for word in printed.split()) if "-" not in name else name
    return (
        name
        if len(printed) < len(name) - 1 or sum(map(str.isupper, printed)) > len(printed.split())
        else printed
    )
