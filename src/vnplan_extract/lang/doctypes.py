"""Kinds of documents and the abbreviations in their symbols: the tables behind `symbols` and `citations`.

The tables are `data/doctypes.toml` (the 29 kinds of Nghị định 30/2020/NĐ-CP, the normative and the Party kinds, earlier
abbreviations), `data/issuers.csv` (who a symbol's letters stand for) and `data/laws.csv` (laws by name), each row with its
source.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, cast

from vnplan_extract.lang.tones import place_tones

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vnplan_extract.lang.values import AgencyLevel

Group = Literal["administrative", "normative", "party", "joint", "copy"]


@dataclass(frozen=True, slots=True)
class DocType:
    """A kind of document: `code` is "KH" for "Kế hoạch", "" where the kind has none (công văn, luật).

    `codes` are all abbreviations in use, the kind's own first; `names` all names, the kind's own first; `plan` is True
    for the kinds that are read as plans; `cited` is False where the name is too common a word to begin a citation.
    """

    code: str
    name: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    groups: tuple[Group, ...]
    plan: bool
    cited: bool
    source: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who the letters of a symbol stand for: "TTg" is Thủ tướng Chính phủ."""

    code: str
    name: str
    level: AgencyLevel
    source: str


class DocTypes:
    """The table of kinds, with look-ups by name and by abbreviation that forgive case and tone placement."""

    def __init__(self, rows: Iterable[DocType]) -> None:
        self._rows = tuple(rows)
        self._by_name = {_key(name): row for row in self._rows for name in row.names}
        self._by_code: dict[str, list[DocType]] = {}
        for first in (True, False):  # a kind's own abbreviation goes before the others'
            for row in self._rows:
                for code in row.codes:
                    if (code == row.code) is first:
                        self._by_code.setdefault(code.upper(), []).append(row)

    def __iter__(self) -> Iterator[DocType]:
        return iter(self._rows)

    def by_name(self, name: str) -> DocType | None:
        """Return the kind with this name or one of its other names: "KẾ HOẠCH HÀNH ĐỘNG" is Kế hoạch."""
        return self._by_name.get(_key(name))

    def by_code(self, code: str) -> DocType | None:
        """Return the kind that the abbreviation stands for first: "QĐ" is Quyết định (and second Quy định)."""
        rows = self._by_code.get(code.upper())
        return rows[0] if rows else None

    def all_by_code(self, code: str) -> tuple[DocType, ...]:
        """Return every kind that uses the abbreviation, the likeliest first."""
        return tuple(self._by_code.get(code.upper(), ()))

    def plans(self) -> tuple[DocType, ...]:
        """Return the kinds that this library reads as plans."""
        return tuple(row for row in self._rows if row.plan)


def _key(name: str) -> str:
    """Fold case, blanks and tone placement."""
    return " ".join(place_tones(name).lower().split())


def _data(name: str) -> str:
    return (files("vnplan_extract") / "data" / name).read_text(encoding="utf-8")


@cache
def doctypes() -> DocTypes:
    """Return the table of kinds of documents."""
    table = tomllib.loads(_data("doctypes.toml"))
    sources = table["sources"]
    return DocTypes(
        DocType(
            code=row["code"],
            name=row["name"],
            codes=tuple(filter(None, [row["code"], *row.get("codes", [])])),
            names=(row["name"], *row.get("also", [])),
            groups=tuple(row["groups"]),
            plan=row.get("plan", False),
            cited=row.get("cited", True),
            source=sources[row["source"]],
        )
        for row in table["doctype"]
    )


@cache
def issuers() -> dict[str, Issuer]:
    """Return the issuers' letters in upper case -> Issuer."""
    return {
        row["code"].upper(): Issuer(
            row["code"], row["name"], cast("AgencyLevel", row["level"]), row["source"]
        )
        for row in csv.DictReader(_data("issuers.csv").splitlines())
    }


@cache
def law_numbers() -> dict[str, str]:
    """Return a law's name in small letters -> the numbers it has had, "31/2024/QH15; ..."."""
    return {row["name"].lower(): row["source"] for row in csv.DictReader(_data("laws.csv").splitlines())}


@cache
def laws() -> tuple[tuple[str, str], ...]:
    """Return (kind, name) of the laws, codes and ordinances known by name, long names first."""
    rows = [(row["kind"], row["name"]) for row in csv.DictReader(_data("laws.csv").splitlines())]
    return tuple(sorted(rows, key=lambda row: -len(row[1])))


_SPACED = re.compile(r"(?:\w[ \t]+){3,}\w(?!\w)")


def kind_of_heading(text: str) -> DocType | None:
    """Return the kind that a heading line names, or None for running text.

    The line is the kind's name alone, in any case and also letter-spaced, or begins with it in capitals.

    >>> kind_of_heading("K Ế  H O Ạ C H").code
    'KH'
    >>> kind_of_heading("Kế hoạch này thay thế Kế hoạch cũ") is None
    True
    """
    line = unicodedata.normalize("NFC", text).strip(" \t\r\n#*_:.;\"'“”")[:300]
    if not line:
        return None
    found = _unspaced_kind(line) if _SPACED.fullmatch(line) else doctypes().by_name(line)
    return found or _capital_kind(line)


def _unspaced_kind(line: str) -> DocType | None:
    """Return the kind whose name the line spells with a blank after each letter."""
    return _joined_names().get(_key("".join(line.split())))


@cache
def _joined_names() -> dict[str, DocType]:
    return {_key(name).replace(" ", ""): row for row in doctypes() for name in row.names}


def _capital_kind(line: str) -> DocType | None:
    """Return the kind whose name in capitals opens the line, as in "KẾ HOẠCH Triển khai"."""
    words = line.split()[:4]
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        row = doctypes().by_name(name) if name.isupper() else None
        if row is not None:
            return row
    return None
