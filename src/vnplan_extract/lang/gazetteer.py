"""The gazetteer: provinces and bodies with their dates and successors, read once from the data files.

Ids are readable and stable. A province that was merged has two: "VN-lao-cai" until 2025-06-30, "VN-lao-cai@2025-07-01"
since. A body's id is its place and itself: "VN/bo-tai-chinh", "VN-lao-cai/so-tai-chinh", and "province/so-tai-chinh"
where the text does not say which province. Dates are half open: valid_from <= day < valid_to.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Literal, TypedDict, cast

from vnplan_extract.lang.trie import Node, add, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vnplan_extract.lang.values import AgencyLevel

Scope = Literal["VN", "province", "area"]
DISTRICTS_ENDED = dt.date(2025, 7, 1)
"""Two tiers of local government from this day (Luật Tổ chức chính quyền địa phương 72/2025/QH15)."""
# Hà Tây, and what was divided in 2004: a text without a date is taken to be later than this.
_UNDATED = dt.date(2008, 8, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A province or centrally run city as it was between two dates; `code` is the national number, which is reused."""

    id: str
    code: str
    name: str
    kind: Literal["tỉnh", "thành phố"]
    valid_from: dt.date | None
    valid_to: dt.date | None
    successors: tuple[str, ...]
    aliases: tuple[str, ...]
    source: str

    def valid(self, on: dt.date) -> bool:
        """Return whether the area had this extent on a day."""
        return _within(on, self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A body of the table; `id` is within its scope. See the head of data/agencies.toml for the marks."""

    id: str
    name: str
    scope: Scope
    level: AgencyLevel
    valid_from: dt.date | None
    valid_to: dt.date | None
    successors: tuple[str, ...]
    source: str
    bare: bool = True
    rest: bool = False
    branches: bool = False
    national: bool = False
    proper: bool = False
    alone: AgencyLevel | None = None

    def valid(self, on: dt.date) -> bool:
        """Return whether a body of this name existed on a day."""
        return _within(on, self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A name of a body as a text may have it: `name` is what it is written out to."""

    body: Body
    name: str
    short: bool = False
    wrong: bool = False
    bare: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """The first words of names that no table lists ("Trung tâm", "Chi cục"), and how they may go on."""

    name: str
    level: AgencyLevel
    cased: bool
    alone: bool
    area: bool
    open: bool
    numbered: bool
    counted: bool
    about: bool
    dashed: bool
    of: bool
    tail: bool
    works: Node[str] | None
    refused: frozenset[str]


class _Row(TypedDict, total=False):
    id: str
    name: str
    level: AgencyLevel
    also: list[str]
    wrong: list[str]
    next: list[str]
    bare: bool
    bare_short: bool
    rest: bool
    area: bool
    open: bool
    keep: bool
    head: str
    cased: bool
    numbered: bool
    counted: bool
    about: bool
    dashed: bool
    of: bool
    tail: bool
    alone: bool
    works: list[str]


def _within(on: dt.date, start: dt.date | None, end: dt.date | None) -> bool:
    return (start is None or start <= on) and (end is None or on < end)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _data(name: str) -> str:
    return resources.files("vnplan_extract").joinpath("data", name).read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------------------------- provinces


@functools.cache
def areas() -> dict[str, Area]:
    """Return every province, by id, in the order of the file."""
    rows = csv.DictReader(_data("provinces.csv").splitlines())
    return {row["id"]: _area(row) for row in rows}


def _area(row: dict[str, str]) -> Area:
    return Area(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        kind="tỉnh" if row["kind"] == "tỉnh" else "thành phố",
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        successors=_parts(row["successor"]),
        aliases=_parts(row["aliases"]),
        source=row["source"],
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


@functools.cache
def area_names() -> Node[tuple[Area, ...]]:
    """Return the names of provinces as a trie: each leads to all areas that ever bore it, in the file's order."""
    named: dict[str, list[Area]] = {}
    for area in areas().values():
        for name in (area.name, *area.aliases):
            named.setdefault(fold(name), []).append(area)
    root: Node[tuple[Area, ...]] = Node()
    for name, same in named.items():
        add(root, name, tuple(same))
    return root


def areas_of(name: str, on: dt.date | None) -> tuple[Area, ...]:
    """Return the areas of a province given by id or by name: one on a day, perhaps several without one."""
    if name in areas():
        return (areas()[name],)
    same = tuple(area for area in areas().values() if name in (area.name, *area.aliases))
    return choose(same, on) or same[-1:]


def choose(same: Iterable[Area], on: dt.date | None, kind: str | None = None) -> tuple[Area, ...]:
    """Return the areas a name can mean on a day: one, or several without a day, or none if it had ended by then.

    Args:
        same: Areas of one name.
        on: The document's date; without it any area of the last years.
        kind: "tỉnh" or "thành phố" where the text says so.
    """
    fitting = [area for area in same if kind in (None, area.kind)]
    if on is None:
        return tuple(area for area in fitting if area.valid_to is None or area.valid_to > _UNDATED)
    return tuple(area for area in fitting if area.valid(on))


# ---------------------------------------------------------------------------------------------------- bodies


@functools.cache
def _toml() -> dict[str, object]:
    return tomllib.loads(_data("agencies.toml"))


def _bodies() -> Iterator[tuple[Body, _Row]]:
    document = _toml()
    sources = cast("dict[str, str]", document["sources"])
    for group in cast("list[dict[str, object]]", document["group"]):
        defaults = {key: value for key, value in group.items() if key != "bodies"}
        for row in cast("list[_Row]", group["bodies"]):
            yield _body({**defaults, **row}, sources), row


def _body(row: dict[str, object], sources: dict[str, str]) -> Body:
    return Body(
        id=cast("str", row["id"]),
        name=cast("str", row["name"]),
        scope=cast("Scope", row["scope"]),
        level=cast("AgencyLevel", row["level"]),
        valid_from=_day(cast("str", row.get("from", ""))),
        valid_to=_day(cast("str", row.get("to", ""))),
        successors=tuple(cast("list[str]", row.get("next", []))),
        source=sources[cast("str", row["source"])],
        bare=cast("bool", row.get("bare", True)),
        rest=cast("bool", row.get("rest", False)),
        branches=cast("bool", row.get("area", False)),
        national=cast("bool", row.get("national", False)),
        proper=cast("bool", row.get("proper", False)),
        alone=cast("AgencyLevel | None", row.get("alone")),
    )


@functools.cache
def bodies() -> dict[tuple[Scope, str], Body]:
    """Return every body of the table by scope and id; a body of several names has its first."""
    found: dict[tuple[Scope, str], Body] = {}
    for body, _ in _bodies():
        found.setdefault((body.scope, body.id), body)
    return found


@functools.cache
def body_names() -> Node[Entry]:
    """Return the names of bodies as a trie: full names first, then other spellings and abbreviations."""
    root: Node[Entry] = Node()
    rows = list(_bodies())
    for body, _ in rows:
        add(root, body.name, Entry(body, body.name, bare=body.bare))
    for body, row in rows:
        for alias in row.get("also", []):
            add(root, alias, _alias(body, row, alias))
        for alias in row.get("wrong", []):
            add(root, alias, Entry(body, body.name, short=True, wrong=True, bare=body.bare))
    return root


def _alias(body: Body, row: _Row, alias: str) -> Entry:
    short = abbreviated(alias)
    name = alias if row.get("keep") or not short else body.name
    return Entry(body, name, short=short, bare=body.bare and (not short or row.get("bare_short", True)))


def abbreviated(name: str) -> bool:
    """Return whether a name has a word of capitals in it ("Sở KH-CN", "STC")."""
    return any(sum(char.isupper() for char in word) > 1 for word in name.replace("-", " ").split())


@functools.cache
def head_names() -> Node[Head]:
    """Return the heads of open names as a trie."""
    root: Node[Head] = Node()
    for row in cast("list[_Row]", cast("dict[str, object]", _toml()["heads"])["rows"]):
        head = Head(
            name=row["head"],
            level=row["level"],
            cased=row.get("cased", False),
            alone=row.get("alone", False),
            area=row.get("area", False),
            open=row.get("open", False),
            numbered=row.get("numbered", False),
            counted=row.get("counted", False),
            about=row.get("about", False),
            dashed=row.get("dashed", False),
            of=row.get("of", False),
            tail=row.get("tail", False),
            works=_works(row.get("works", [])),
            refused=frozenset(cast("list[str]", row.get("not", []))),
        )
        for name in (row["head"], *row.get("also", [])):
            add(root, name, head)
    return root


def _works(names: list[str]) -> Node[str] | None:
    root: Node[str] = Node()
    for name in names:
        add(root, name, name)
    return root if names else None


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Words of a field in their usual spelling; `short` where the text has an abbreviation of them."""

    name: str
    short: bool = False


@functools.cache
def field_names() -> Node[Field]:
    """Return the words of fields ("Kiểm soát bệnh tật", "GD-ĐT") as a trie."""
    table = cast("dict[str, object]", _toml()["fields"])
    root: Node[Field] = Node()
    for words in cast("list[str]", table["words"]):
        add(root, words, Field(words))
    for short, words in cast("list[list[str]]", table["short"]):
        add(root, short, Field(words, short=True))
    return root


@functools.cache
def trades() -> Node[str]:
    """Return what companies do, as words before their proper names, as a trie."""
    root: Node[str] = Node()
    for words in cast("list[str]", cast("dict[str, object]", _toml()["fields"])["trades"]):
        add(root, words, words)
    return root


@functools.cache
def divisions() -> Node[Field]:
    """Return what the divisions of a district or commune are for ("Nội vụ"), with their abbreviations, as a trie."""
    table = cast("dict[str, object]", _toml()["fields"])
    known = frozenset(cast("list[str]", table["divisions"]))
    root: Node[Field] = Node()
    for words in cast("list[str]", table["divisions"]):
        add(root, words, Field(words))
    for short, words in cast("list[list[str]]", table["short"]):
        if words in known:
            add(root, short, Field(words, short=True))
    return root


@functools.cache
def stops() -> re.Pattern[str]:
    """Return the words that end a name, in capitals too, as a pattern on folded text."""
    return _words("stops")


@functools.cache
def verbs() -> re.Pattern[str]:
    """Return what ends a name in lower case: `stops` and verbs that hardly stand in one."""
    return _words("stops", "verbs")


@functools.cache
def doings() -> re.Pattern[str]:
    """Return what begins a new word behind a capital and is not the second syllable of a name's: all of a body's verbs."""
    return _words("stops", "verbs", "does", "nouns")


@functools.cache
def whole_words() -> frozenset[str]:
    """Return words whose second syllable is a verb elsewhere ("công trình")."""
    return frozenset(cast("dict[str, list[str]]", _toml()["words"])["words"])


@functools.cache
def acts() -> re.Pattern[str]:
    """Return what a body does, which ends its name: `verbs` and words that stand in names as well."""
    return _words("stops", "verbs", "acts", "does")


@functools.cache
def starts() -> re.Pattern[str]:
    """Return what begins a sentence or a task, and so ends a name though it has a capital."""
    return _words("starts")


@functools.cache
def others() -> re.Pattern[str]:
    """Return what begins another line of a list, and is no part of the name before the dash."""
    return _words("stops", "starts", "others")


@functools.cache
def people() -> re.Pattern[str]:
    """Return the pattern of a person's name in lower case: a family name and two words or three."""
    table = cast("dict[str, list[str]]", _toml()["words"])
    places = "|".join(table["like_people"])
    return re.compile(rf"(?!(?:{places})$)(?:{'|'.join(table['families'])})(?: [^\W\d_]+){{2,3}}")


def _words(*lists: str) -> re.Pattern[str]:
    tables = cast("dict[str, list[str]]", _toml()["words"])
    letters: dict[str, list[str]] = {}
    for word in sorted({word for name in lists for word in tables[name]}, reverse=True):
        letters.setdefault(word[0], []).append(word[1:])
    # By their first letters: a word that begins with none of them, or with one of few, is seen at once.
    by_letter = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in letters.items())
    return re.compile(rf"(?:{by_letter})(?![^\W_])")


# ---------------------------------------------------------------------------------------------------- ids and dates


@functools.lru_cache(maxsize=4096)
def valid_on(identifier: str, on: dt.date) -> bool:
    """Return whether what an id names existed on a day: the body and, where it says which, its province.

    Raises:
        KeyError: the id is not one of the gazetteer.
    """
    place, _, body = identifier.partition("/")
    if place in areas() and not areas()[place].valid(on):
        return False
    if place in ("district", "districts") and on >= DISTRICTS_ENDED:
        return False
    return not body or _body_of(place, body).valid(on)


def successors(identifier: str) -> tuple[str, ...]:
    """Return the ids that took over from this one, one step on; empty where it still stands.

    Where both province and body changed, the successor has both.

    Raises:
        KeyError: the id is not one of the gazetteer.
    """
    place, _, name = identifier.partition("/")
    places = areas()[place].successors if place in areas() else ()
    if not name:
        return places
    body = _body_of(place, name)
    if not places and not body.successors:
        return ()
    return tuple(f"{at}/{to}" for at in places or (place,) for to in body.successors or (name,))


@functools.lru_cache(maxsize=4096)
def current(identifier: str) -> str | None:
    """Return the id that stands today for this one, or None where several or none took over."""
    while following := successors(identifier):
        if len(following) > 1:
            return None
        identifier = following[0]
    place = identifier.partition("/")[0]
    return None if place == "district" else identifier


def _body_of(place: str, name: str) -> Body:
    scopes: tuple[Scope, ...] = ("VN", "area") if place == "VN" else ("province", "area", "VN")
    for scope in scopes:
        if (scope, name) in bodies():
            return bodies()[scope, name]
    raise KeyError(f"{place}/{name}")
