"""Units and scales of `data/units.toml`: found at a place in the text, or named by the head of a table."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Generic, TypeAlias, TypeVar

from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.tones import place_tones

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the table: what is counted or measured.

    `group` says which nouns may be coordinated; `whole` that fractions make no sense; `iso` is the duration of a time.
    """

    id: str
    names: tuple[str, ...]
    abbr: tuple[str, ...]
    group: str
    source: str
    whole: bool = True
    iso: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """A power of ten in words or short ("triệu", "tr.đ"); `currency` where it says the money, too."""

    factor: int
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class UnitHeader:
    """What "Đơn vị: triệu đồng" says of every number below it: `unit` times `factor`.

    `unit` is an id of the table, or None with the noun in `text` alone.
    """

    factor: Decimal
    unit: str | None
    text: str


@dataclass(frozen=True, slots=True)
class _Name:
    """One spelling: lower-case letters, and the exact form where the case must agree."""

    low: str
    exact: str | None
    glued: bool


_SET_DOWN = frozenset(["m 2", "m 3", "km 2"])  # the power of "km²", set down by a copy
_RAISED = "¹²³⁰⁴⁵⁶⁷⁸⁹"  # a footnote's mark after a noun, a power after a measure
_POWERS = ("²", "³")
_USUAL = 20  # letters of a word and more: no blank is looked for further off
_MOST = 20_000  # words that are remembered
_FEW = 3  # so many names are looked for one by one
# A pattern of many names, the names from each on, and all of them, longest first.
_Look: TypeAlias = tuple[
    "re.Pattern[str] | None", "dict[str, tuple[tuple[_Name, T], ...]]", "tuple[tuple[_Name, T], ...]"
]
_FIRST = re.compile(r"[^\W\d_¹²³⁰⁴-⁹]+[²³]?|\S")


@cache
def _table() -> tuple[
    tuple[Unit, ...], dict[str, list[tuple[_Name, Unit]]], dict[str, list[tuple[_Name, Scale]]]
]:
    rows = tomllib.loads(files("vnplan_extract.data").joinpath("units.toml").read_text("utf-8"))
    units = tuple(
        Unit(
            row["id"],
            tuple(row["names"]),
            tuple(row.get("abbr", ())),
            row["group"],
            row["source"],
            row.get("whole", True),
            row.get("iso"),
        )
        for row in rows["unit"]
    )
    by_unit: dict[str, list[tuple[_Name, Unit]]] = {}
    compounds = rows["compound"]
    others = (
        Unit("", tuple(compounds["counted"]), (), "noun", compounds["source"]),
        Unit("", tuple(compounds["never"]), (), "", compounds["source"]),
    )
    for unit in (*units, *others):
        _index(by_unit, unit, unit.names, unit.abbr)
    by_scale: dict[str, list[tuple[_Name, Scale]]] = {}
    for row in rows["scale"]:
        _index(by_scale, Scale(row["factor"], row.get("currency")), tuple(row["names"]), tuple(row["abbr"]))
    return units, by_unit, by_scale


def _index(
    table: dict[str, list[tuple[_Name, T]]], value: T, names: tuple[str, ...], abbr: tuple[str, ...]
) -> None:
    """Add the spellings of a row under their first word, longest first."""
    for name in (*names, *abbr):
        printed = place_tones(name)
        low = printed.lower()
        exact = printed if name in abbr and len(printed) == 1 and printed.isalpha() else None
        key = _first(low, 0)
        table.setdefault(key, []).append((_Name(low, exact, name in abbr or not low[0].isalpha()), value))
        table[key].sort(key=lambda entry: -len(entry[0].low))


def _first(low: str, place: int) -> str:
    end = low.find(" ", place, place + _USUAL)
    if end > 0 and (word := low[place:end]).isalpha():
        return word  # so most words end, and to match them takes twice the time
    sign = low[place : place + 1]
    if not sign.isalpha():
        return sign.strip()
    match = _FIRST.match(low, place)
    return match.group() if match else ""


def units() -> tuple[Unit, ...]:
    """Return every unit of the table."""
    return _table()[0]


def scale_names() -> tuple[str, ...]:
    """Return the names of scales and their abbreviations, in lower case."""
    return tuple(name.low for names in _table()[2].values() for name, _ in names)


def may_be_unit(word: str) -> bool:
    """Whether a unit, or what only begins like one, may begin with a word in lower case."""
    return _unit_looks()[word] is not None


@cache
def unit_by_id(unit_id: str) -> Unit | None:
    """Return the unit with this id, or None."""
    return next((unit for unit in units() if unit.id == unit_id), None)


def match_unit(text: str, low: str, place: int, *, glued: bool = False) -> tuple[Unit, int] | None:
    """Return the unit whose longest name stands at a place in normalised text, with its end; or None.

    Args:
        text: The text, for the spellings whose case matters.
        low: The same text in lower case.
        place: Where the name must begin.
        glued: Whether it follows a digit with no blank: then only abbreviations and long names will do.
    """
    found = match_noun(text, low, place, glued=glued)
    return found if found and found[0].id else None


def match_noun(text: str, low: str, place: int, *, glued: bool = False) -> tuple[Unit, int] | None:
    """Return the unit at a place, or the word that only begins like one, whose id is "" ("3 phân khu").

    Its group is "noun" where it can be counted, "" where it is no noun ("5 bao gồm").
    """
    return _match(_unit_looks(), text, low, place, glued=glued)


def match_scale(text: str, low: str, place: int, *, glued: bool = False) -> tuple[Scale, int] | None:
    """Return the scale ("triệu", "tr.đ") whose longest name stands at a place, with its end; or None."""
    return _match(_scale_looks(), text, low, place, glued=glued)


class _Looks(dict[str, "_Look[T] | None"], Generic[T]):
    """The names that may stand where some letters do up to the next blank; the same words come again and again."""

    def __init__(self, names: dict[str, list[tuple[_Name, T]]]) -> None:
        self._names = names

    def __missing__(self, letters: str) -> _Look[T] | None:
        key = letters if letters in self._names else _first(f"{letters} ", 0)
        names = self._names.get(key)
        if names is None and key.endswith(_POWERS):
            names = self._names.get(key[:-1])
        if len(self) >= _MOST:
            self.clear()
        look = self[letters] = _look(tuple(names)) if names else None
        return look


def _look(names: tuple[tuple[_Name, T], ...]) -> _Look[T]:
    if len(names) <= _FEW:
        return None, {}, names
    tails: dict[str, tuple[tuple[_Name, T], ...]] = {}
    for at, (name, _) in enumerate(names):
        tails.setdefault(name.low, names[at:])
    return re.compile("|".join(map(re.escape, tails))), tails, names


@cache
def _unit_looks() -> _Looks[Unit]:
    return _Looks(_table()[1])


@cache
def _scale_looks() -> _Looks[Scale]:
    return _Looks(_table()[2])


def _match(looks: _Looks[T], text: str, low: str, place: int, *, glued: bool) -> tuple[T, int] | None:
    end = low.find(" ", place, place + _USUAL)
    look = looks[low[place : end if end >= 0 else place + _USUAL]]
    if look is None:
        return None
    pattern, tails, names = look
    if pattern is not None:
        found = pattern.match(low, place)
        names = tails[found[0]] if found else ()
    for name, value in names:
        if not low.startswith(name.low, place):
            continue
        end = place + len(name.low)
        after = low[end : end + 1]
        if (
            name.low[-1].isalnum()
            and after.isalnum()
            and not (after in _RAISED and isinstance(value, Unit) and value.group != "measure")
            and not (glued and type(value) is Scale and after.isdigit())
        ):
            continue
        if (name.exact and text[place:end] != name.exact) or (glued and not name.glued and len(name.low) < 2):
            continue
        if name.low in _SET_DOWN and low[end : end + 2].strip()[:1].isalnum():
            continue  # "5 m 2 bên"
        if name.exact == "v" and not glued:
            continue  # "220v", but "điểm 3 v.v"
        return value, end
    return None


_HEADER = re.compile(r"(?:đơn vị(?: tính)?|đvt|đv tính|đv)[ .]*[:=]?[ ]*", re.IGNORECASE)
_POWER = re.compile(r"(1(?:[.,]?000)+|10\^\d)(?=[ đ(]|[a-z]|$)")


def parse_unit_header(text: str) -> UnitHeader | None:
    """Read the unit of a table or column: "Đơn vị: triệu đồng", "ĐVT: Tr.đ", "(1.000 đồng)", "Kinh phí (tỷ đồng)".

    Returns None where no unit is named.

    >>> parse_unit_header("Đơn vị tính: 1.000 đồng")
    UnitHeader(factor=Decimal('1000'), unit='VND', text='1.000 đồng')
    """
    clean = normalize(text).text.strip()
    head = _HEADER.search(clean)
    if head is None and "(" in clean and (inner := clean[clean.rindex("(") + 1 :].rstrip(") ")):
        return parse_unit_header(inner) or None
    body = clean[head.end() if head else 0 :].strip(" ().;:")
    return _read_header(body, named=head is not None and head.group().rstrip().endswith((":", "=")))


def _read_header(body: str, *, named: bool) -> UnitHeader | None:
    low = body.lower()
    place, factor, currency = 0, Decimal(1), None
    if power := _POWER.match(low):
        digits = re.sub(r"[.,]", "", power.group(1))
        factor = Decimal(10) ** int(digits[3:]) if "^" in digits else Decimal(digits)
        place = power.end() + (low[power.end() : power.end() + 1] == " ")
    while found := match_scale(body, low, place):
        scale, place = found
        factor, currency = factor * scale.factor, currency or scale.currency
        place += low[place : place + 1] == " "
    unit = match_unit(body, low, place)
    if unit and unit[1] == len(low):
        return UnitHeader(factor, unit[0].id, body)
    if place >= len(low) and place and factor > 1:
        return UnitHeader(factor, currency or "VND", body)
    if named and factor == 1 and place == 0 and 0 < len(body) <= 40 and not any(map(str.isdigit, body)):
        return UnitHeader(factor, unit[0].id if unit and not body[unit[1] :].strip() else None, body)
    return None
