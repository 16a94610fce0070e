"""Automatic numbers of a DOCX: from `numbering.xml` to the marker that is printed."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from vnplan_extract.pages.counters import format_number
from vnplan_extract.pages.docx_package import W
from vnplan_extract.pages.docx_styles import (
    NO_PARAGRAPH_FORMAT,
    NO_TEXT_FORMAT,
    ParagraphFormat,
    TextFormat,
    flag,
    number,
    read_paragraph_format,
    read_text_format,
    value,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_DASHES = frozenset("–—−‒\u00ad")
_MOST = 100_000  # a counter beyond this is written in digits, whatever its format


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts and how its marker is printed."""

    start: int = 1
    form: str = "decimal"
    width: int = 0
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"
    style: str | None = None
    look: TextFormat = NO_TEXT_FORMAT
    place: ParagraphFormat = NO_PARAGRAPH_FORMAT


@dataclass(frozen=True, slots=True)
class Marker:
    """A printed marker; `glued` when no blank follows it."""

    text: str
    look: TextFormat
    place: ParagraphFormat
    glued: bool = False


@dataclass(slots=True)
class _Number:
    abstract: str
    levels: dict[int, Level] = field(default_factory=dict)  # levels defined anew
    starts: dict[int, int] = field(default_factory=dict)


@cache
def symbols() -> dict[tuple[str, int], str]:
    """Return (font in lower case, code 0 to 255) -> the character that the symbol font prints there."""
    text = (files("vnplan_extract") / "data" / "symbol_fonts.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {(row["font"].lower(), int(row["code"], 16)): row["char"] for row in rows}


def from_symbol_font(char: str, font: str | None) -> str | None:
    """Return what a symbol font prints for a character, or None when the font is no symbol font."""
    code = ord(char)
    private = 0xF000 <= code <= 0xF0FF
    name = (font or ("symbol" if private else "")).lower()
    known = symbols().get((name, code & 0xFF)) if private or code <= 0xFF else None
    if known is not None:
        return known
    return "•" if private else None


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted."""

    _abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    _numbers: dict[str, _Number] = field(default_factory=dict)
    _style_links: dict[str, str] = field(
        default_factory=dict
    )  # list style -> the abstract list that defines it
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)
    unresolved: int = 0

    @classmethod
    def read(cls, root: _Element | None) -> Numbering:
        """Read `numbering.xml`; None gives a document without lists."""
        numbering = cls()
        if root is None:
            return numbering
        linked: dict[str, str] = {}
        for element in root.iterchildren(W + "abstractNum"):
            key = element.get(W + "abstractNumId", "")
            numbering._abstract[key] = dict(_read_level(level) for level in element.iterchildren(W + "lvl"))
            link, style = value(element, "numStyleLink"), value(element, "styleLink")
            if link is not None:
                linked[key] = link
            if style is not None:
                numbering._style_links[style] = key
        for key, link in linked.items():
            if not numbering._abstract[key]:
                numbering._abstract[key] = numbering._abstract.get(numbering._style_links.get(link, ""), {})
        for element in root.iterchildren(W + "num"):
            numbering._numbers[element.get(W + "numId", "")] = _read_number(element)
        return numbering

    def level_of_style(self, num_id: str, style: str | None) -> int | None:
        """Return the level of a list that is tied to a paragraph style."""
        entry = self._numbers.get(num_id)
        levels = self._abstract.get(entry.abstract, {}) if entry else {}
        for index, level in levels.items():
            if style is not None and level.style == style:
                return index
        return None

    def next(self, num_id: str | None, level: int) -> Marker | None:
        """Count one paragraph of a list and return its marker; None for a paragraph without number.

        `num_id` "0" takes a paragraph out of the list that its style puts it in.
        """
        if num_id is None or num_id == "0":
            return None
        entry = self._numbers.get(num_id)
        if entry is None or not 0 <= level < LEVELS:
            self.unresolved += 1
            return None
        levels = self._abstract.get(entry.abstract, {}) | entry.levels
        if level not in levels:
            self.unresolved += 1
            return None
        counts = self._counts.setdefault(entry.abstract, [None] * LEVELS)
        self._count(num_id, level, entry, levels, counts)
        return _marker(levels, level, counts)

    def _count(
        self, num_id: str, level: int, entry: _Number, levels: dict[int, Level], counts: list[int | None]
    ) -> None:
        for upper in range(level):
            if counts[upper] is None:  # "1.1." before any "1.": the missing level counts as begun
                counts[upper] = entry.starts.get(upper, levels.get(upper, Level()).start)
        now = counts[level]
        if level in entry.starts and (num_id, level) not in self._started:
            self._started.add((num_id, level))
            counts[level] = entry.starts[level]
        else:
            counts[level] = levels[level].start if now is None else now + 1
        for lower in range(level + 1, LEVELS):
            restart = levels.get(lower, Level()).restart
            if restart is None or 0 < level + 1 <= restart:
                counts[lower] = None


def _read_level(element: _Element) -> tuple[int, Level]:
    form, width = _number_format(element)
    restart = number(value(element, "lvlRestart"))
    start = number(value(element, "start"))
    return int(number(element.get(W + "ilvl")) or 0), Level(
        start=min(int(start), _MOST) if start is not None else 0,
        form=form,
        width=width,
        text=value(element, "lvlText") or "",
        restart=None if restart is None else int(restart),
        legal=bool(flag(element, "isLgl")),
        suffix=value(element, "suff") or "tab",
        style=value(element, "pStyle"),
        look=read_text_format(element.find(W + "rPr")),
        place=read_paragraph_format(element.find(W + "pPr")),
    )


def _number_format(element: _Element) -> tuple[str, int]:
    """Return the format's name and the width to fill with zeros; custom formats stand in mc:AlternateContent."""
    found = next(element.iter(W + "numFmt"), None)
    if found is None:
        return "decimal", 0
    form = found.get(W + "val", "decimal")
    sample = (found.get(W + "format") or "").split(",")[0].strip()
    return (form, len(sample)) if form == "custom" and sample.isdigit() else (form, 0)


def _read_number(element: _Element) -> _Number:
    entry = _Number(value(element, "abstractNumId") or "")
    for override in element.iterchildren(W + "lvlOverride"):
        index = int(number(override.get(W + "ilvl")) or 0)
        level = override.find(W + "lvl")
        if level is not None:
            entry.levels[index] = _read_level(level)[1]
        start = number(value(override, "startOverride"))
        if start is not None:
            entry.starts[index] = int(start)
            if index in entry.levels:
                entry.levels[index] = replace(entry.levels[index], start=int(start))
    return entry


def _marker(levels: dict[int, Level], level: int, counts: list[int | None]) -> Marker:
    here = levels[level]
    if here.form == "bullet":
        text = _bullet(here)
    else:

        def counted(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            other = levels.get(index, Level())
            count = counts[index]
            form = "decimal" if here.legal else other.form
            return "" if count is None else format_number(count, form, width=other.width)

        text = _PLACE.sub(counted, here.text)
    return Marker(text.strip(), here.look, here.place, glued=here.suffix == "nothing")


def _bullet(level: Level) -> str:
    text = level.text.strip()
    if not text:
        return ""
    drawn = "".join(from_symbol_font(char, level.look.font) or char for char in text)
    drawn = "-" if drawn in _DASHES else drawn
    # Squares, arrows, ticks and Word's hollow "o" are all the same to a reader: a bullet.
    plain = drawn in {"-", "+", "*", "•"} or (len(drawn) > 1 and drawn.isprintable())
    return drawn if plain else "•"
