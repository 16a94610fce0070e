"""The written form of gold made into the Plan's JSON: shorthands expanded, places and starts of text set aside.

What is set aside is keyed by JSON pointer into the plan ("/targets/0"). Nothing is judged here but the parts that the
Plan has no field for; the Plan's own model judges the rest.
"""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass, field
from functools import cache

from pydantic import BaseModel

from vnplan_extract.evidence import Record
from vnplan_extract.findings import Finding, catalogue
from vnplan_extract.plan import Agency, Quantity, Table, When

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
START = {"start", "length"}
LONGEST_START = 40
_PLACE_KEYS = ("page", "quote", "box")


@dataclass(frozen=True, slots=True)
class Place:
    """Where gold says a record is printed.

    Attributes:
        pages: Page by rendition (what follows the document's name and a dot); "" holds for the paged renditions.
        quote: Words of it as printed.
        box: Their box on that page.
    """

    pages: dict[str, int] = field(default_factory=dict)
    quote: str | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(slots=True)
class Expanded:
    """The Plan's JSON, and what gold says beside it."""

    places: dict[str, Place] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def wrong(self, path: str, reason: str) -> None:
        """Note a problem at a JSON pointer."""
        self.problems.append((path, reason))


def expand(value: Json, model: type[BaseModel], path: str, out: Expanded) -> Json:
    """Return the JSON of `model` that a piece of gold stands for."""
    if isinstance(value, str) and model in _FROM_STRING:
        value = dict(_FROM_STRING[model](value))
    if not isinstance(value, dict):
        return value
    value = dict(value)
    if issubclass(model, Record):
        _set_places_aside(value, model, path, out)
    if model in _FILLED:
        _FILLED[model](value, path, out)
    kinds = fields_of(model)
    return {
        name: _expand_field(item, kinds[name], f"{path}/{name}", out) if name in kinds else item
        for name, item in value.items()
    }


def _expand_field(value: Json, kind: Kind, path: str, out: Expanded) -> Json:
    if kind.text and isinstance(value, dict) and set(value) == START:
        return _start(value, path, out)
    if kind.many and isinstance(value, list):
        one = Kind(kind.model, text=kind.text, many=False, keyed=False)
        return [_expand_field(item, one, f"{path}/{at}", out) for at, item in enumerate(value)]
    if kind.model is None:
        return value
    if kind.keyed and isinstance(value, dict):
        return {key: expand(item, kind.model, f"{path}/{key}", out) for key, item in value.items()}
    return expand(value, kind.model, path, out)


def _start(value: dict[str, Json], path: str, out: Expanded) -> Json:
    start, length = value["start"], value["length"]
    if not isinstance(start, str) or not isinstance(length, int) or isinstance(length, bool):
        out.wrong(path, "a start of text is {start: string, length: whole number}")
        return value
    if len(start) > LONGEST_START:
        out.wrong(f"{path}/start", f"has {len(start)} characters; at most {LONGEST_START} may be quoted")
    if length < len(start):
        out.wrong(f"{path}/length", f"is {length}, less than the {len(start)} characters of the start")
    out.lengths[path] = length
    return start


def _set_places_aside(value: dict[str, Json], model: type[BaseModel], path: str, out: Expanded) -> None:
    own = {key: value.pop(key) for key in _PLACE_KEYS if key in value and key not in fields_of(model)}
    if own:
        out.places[path] = _place(own, path, out)
    fields = value.pop("places", None)
    if fields is None:
        return
    if not isinstance(fields, dict):
        out.wrong(f"{path}/places", "is no object of field -> {page, quote, box}")
        return
    for name, place in fields.items():
        where = f"{path}/places/{name}"
        if not isinstance(place, dict) or not set(place) <= set(_PLACE_KEYS):
            out.wrong(where, f"is no object of {', '.join(_PLACE_KEYS)}")
        elif name not in value or value[name] is None:
            out.wrong(where, "is the place of a field that is not there")
        else:
            out.places[f"{path}/{name}"] = _place(place, where, out)


def _place(raw: dict[str, Json], path: str, out: Expanded) -> Place:
    page, quote, box = (raw.get(key) for key in _PLACE_KEYS)
    pages = page if isinstance(page, dict) else {} if page is None else {"": page}
    if not all(isinstance(number, int) and number >= 1 for number in pages.values()):
        out.wrong(f"{path}/page", "is no page number from 1, nor an object of rendition -> page number")
        pages = {}
    if quote is not None and not (isinstance(quote, str) and quote.strip()):
        out.wrong(f"{path}/quote", "is no quoted text")
        quote = None
    return Place(typing.cast("dict[str, int]", pages), quote, _box(box, path, out))


def _box(box: Json, path: str, out: Expanded) -> tuple[float, float, float, float] | None:
    if box is None:
        return None
    numbers = [side for side in box if isinstance(side, int | float)] if isinstance(box, list) else []
    if len(numbers) != 4 or not (numbers[0] < numbers[2] and numbers[1] < numbers[3]):
        out.wrong(f"{path}/box", "is not [x0, top, x1, bottom]")
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _fill_agency(value: dict[str, Json], path: str, out: Expanded) -> None:
    del path, out
    if "text" in value:
        value.setdefault("name", value["text"])
    elif "name" in value:
        value["text"] = value["name"]


def _fill_quantity(value: dict[str, Json], path: str, out: Expanded) -> None:
    del path, out
    if "low" in value:
        value.setdefault("high", value["low"])


def _fill_finding(value: dict[str, Json], path: str, out: Expanded) -> None:
    code = value.get("code")
    if isinstance(code, str) and code not in catalogue():
        out.wrong(f"{path}/code", f"{code!r} is not in the catalogue of findings")
    elif isinstance(code, str):
        value.setdefault("severity", catalogue()[code]["severity"])
    value.setdefault("message", "")


def _fill_table(value: dict[str, Json], path: str, out: Expanded) -> None:
    value.setdefault("index", int(path.rsplit("/", 1)[-1]))
    grid = value.pop("grid", None)
    if grid is None:
        return
    clash = {"rows", "cols", "cells"} & set(value)
    if clash:
        out.wrong(f"{path}/grid", f"stands beside {', '.join(sorted(clash))}; give one or the other")
        return
    if not isinstance(grid, list) or not grid or not all(isinstance(row, list) for row in grid):
        out.wrong(f"{path}/grid", "is no list of rows")
        return
    rows = typing.cast("list[list[Json]]", grid)
    if len({len(row) for row in rows}) != 1:
        out.wrong(f"{path}/grid", f"has rows of different lengths: {sorted({len(row) for row in rows})}")
        return
    head = value.get("header_rows", 0)
    cells = _cells(rows, head if isinstance(head, int) else 0, f"{path}/grid", out)
    value.update(rows=len(rows), cols=len(rows[0]), cells=cells)


def _cells(rows: list[list[Json]], head: int, path: str, out: Expanded) -> list[Json]:
    """Return the cells of a grid in which "<" and "^" mark what belongs to the cell on the left or above."""
    cells: list[Json] = []
    done: set[tuple[int, int]] = set()
    for row, texts in enumerate(rows):
        for col, text in enumerate(texts):
            if (row, col) in done:
                continue
            if text in ("<", "^"):
                out.wrong(
                    f"{path}/{row}/{col}", f"{text!r} continues no cell: the merged places are no rectangle"
                )
                continue
            width = _run(texts[col + 1 :], "<")
            height = _run([rows[down][col] for down in range(row + 1, len(rows))], "^")
            for down in range(row, row + height):
                done.update((down, right) for right in range(col, col + width))
            cells.append(
                {
                    "row": row,
                    "col": col,
                    "row_span": height,
                    "col_span": width,
                    "text": text,
                    "header": row < head,
                }
            )
    return cells


def _run(texts: list[Json], mark: str) -> int:
    count = 1
    for text in texts:
        if text != mark:
            break
        count += 1
    return count


_FROM_STRING: dict[type[BaseModel], typing.Callable[[str], dict[str, Json]]] = {
    Agency: lambda text: {"text": text},
    When: lambda text: {"edtf": text},
    Finding: lambda text: {"code": text},
}
_FILLED: dict[type[BaseModel], typing.Callable[[dict[str, Json], str, Expanded], None]] = {
    Agency: _fill_agency,
    Quantity: _fill_quantity,
    Finding: _fill_finding,
    Table: _fill_table,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field holds: the model of its records, whether it may be text, a list, an object keyed by value."""

    model: type[BaseModel] | None
    text: bool
    many: bool
    keyed: bool


@cache
def fields_of(model: type[BaseModel]) -> dict[str, Kind]:
    """Return the kind of each field of a model."""
    return {name: _kind(info.annotation) for name, info in model.model_fields.items()}


def _kind(annotation: object) -> Kind:
    parts = list(_parts(annotation))
    models = [part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)]
    return Kind(models[0] if models else None, str in parts, tuple in parts, dict in parts)


def _parts(annotation: object) -> typing.Iterator[object]:
    """Yield the classes an annotation is made of."""
    origin = typing.get_origin(annotation)
    if origin is None:
        yield annotation
        return
    if origin not in (typing.Union, types.UnionType, typing.Annotated):
        yield origin
    if origin is typing.Literal:
        return
    for part in typing.get_args(annotation)[: 1 if origin is typing.Annotated else None]:
        yield from _parts(part)
