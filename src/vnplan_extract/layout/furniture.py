"""Sets page furniture aside: page numbers, running heads, signature blocks, copy stamps, watermarks, footnotes.

Furniture keeps its place in the page's text and its evidence, but never mixes into the body.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import regex

from vnplan_extract.document import Line
from vnplan_extract.layout.underlay import LARGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.document import Box, FurnitureKind
    from vnplan_extract.layout.page import LaidPage

TOP, BOTTOM = 0.11, 0.91  # shares of the page's height: page numbers and running heads stand outside
SPECK = 2  # letters of a line at the edge of a scan that is no text: a page's number misread, a stroke
LOWEST = 0.8  # of the page's height: the number of a page that was cropped or printed across
REPEATED = 0.4  # of the pages: how often a line returns to be a running head
SMALL = 0.88  # of the body's size: footnotes are printed smaller
FOOTNOTE = regex.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]|\d{1,2}(?:\.?\s+[\p{Lu}“(]|\p{Lu}\p{Ll})|\[\d{1,2}\]\s|\*+\s?\p{Lu}")

Where = tuple[int, int]
"""Page number and offset of a line."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line of furniture known by its words; `until` closes a block of lines, `edge` asks for the page's edge."""

    kind: FurnitureKind
    pattern: regex.Pattern[str]
    until: regex.Pattern[str] | None
    edge: bool


@cache
def patterns() -> tuple[Pattern, ...]:
    """Return the patterns of `data/furniture.toml`."""
    text = (files("vnplan_extract") / "data" / "furniture.toml").read_text(encoding="utf-8")
    return tuple(
        Pattern(
            row["kind"],
            regex.compile(row["pattern"], regex.IGNORECASE),
            regex.compile(row["until"], regex.IGNORECASE) if "until" in row else None,
            row.get("edge", False),
        )
        for row in tomllib.loads(text)["furniture"]
    )


def furniture_of(pages: Sequence[LaidPage]) -> dict[Where, FurnitureKind]:
    """Return which lines are furniture, and of what kind."""
    found: dict[Where, FurnitureKind] = {}
    repeated = _repeated(pages)
    body = _body_size(pages)
    across = _watermarks(pages)
    for page in pages:
        lines = [item for item in page.items if isinstance(item, Line)]
        apart = {line.start for line in lines if line.start in page.turned or _is_watermark(line, across)}
        found.update(((line.page, line.start), "watermark") for line in lines if line.start in apart)
        upright = [line for line in lines if line.start not in apart]
        found.update(_by_pattern(upright, page.text.height))
        found.update(
            ((line.page, line.start), kind)
            for line, kind in _heads(upright, page.text.height, repeated, frozenset(found))
        )
        rest = [
            line for line in upright if (line.page, line.start) not in found
        ]  # a page number may stand below
        found.update(((line.page, line.start), "footnote") for line in _footnotes(rest, body))
    return found


def _watermarks(pages: Sequence[LaidPage]) -> frozenset[str]:
    """Return the large words that lie under the text of some page."""
    return frozenset(
        item.text
        for page in pages
        for item in page.items
        if isinstance(item, Line) and item.start in page.turned and item.size > LARGE
    )


def _is_watermark(line: Line, across: frozenset[str]) -> bool:
    """Does a line repeat, where a page is empty, the large words that other pages have under their text?"""
    return line.size > LARGE and bool(across) and across.issuperset(line.text.split())


def _by_pattern(lines: Sequence[Line], height: float) -> Iterator[tuple[Where, FurnitureKind]]:
    closing: regex.Pattern[str] | None = None
    open_for = 0
    top, bottom = _extent(lines, height)
    for line in lines:
        if closing is not None and open_for:
            yield (line.page, line.start), "signature_block"
            open_for -= 1
            if closing.match(line.text):
                closing = None
            continue
        if _is_own_number(line, bottom, height) or (
            line.read_by == "ocr" and len(line.text) <= SPECK and _at_edge(line, top, bottom, height)
        ):
            yield (line.page, line.start), "page_number"
            continue
        for entry in patterns():
            if entry.edge and not _at_edge(line, top, bottom, height):
                continue
            if entry.pattern.match(line.text):
                yield (line.page, line.start), entry.kind
                if entry.until is not None and any(entry.until.match(other.text) for other in lines):
                    closing, open_for = entry.until, 6
                break


def _extent(lines: Sequence[Line], height: float) -> tuple[float, float]:
    """Return the top of a page's first line and the foot of its last, in points."""
    boxes = [line.box for line in lines if line.box]
    return min((box[1] for box in boxes), default=0.0), max((box[3] for box in boxes), default=height)


def _at_edge(line: Line, top: float, bottom: float, height: float) -> bool:
    """Is the line the first or last of its page, in the margin?"""
    if line.box is None or not height:
        return False
    first = line.box[1] <= top + 2 and line.box[3] < TOP * height
    last = line.box[3] >= bottom - 2 and line.box[1] > BOTTOM * height
    return first or last


def _is_own_number(line: Line, bottom: float, height: float) -> bool:
    """Is the line the number of its page, the last that stands there: above the margin where the paper is cropped or turned?"""
    if line.box is None or line.text != str(line.page):
        return False
    return line.box[3] >= bottom - 2 and line.box[1] > LOWEST * height


def _masked(line: Line) -> str:
    return "".join("#" if char.isdigit() else char for char in line.text.casefold())


def _repeated(pages: Sequence[LaidPage]) -> frozenset[str]:
    """Return the masked texts that return in the margins of many pages."""
    if len(pages) < 3:
        return frozenset()
    seen: Counter[str] = Counter()
    for page in pages:
        lines = [item for item in page.items if isinstance(item, Line)]
        seen.update({_masked(line) for line in lines if _in_margin(line, page.text.height)})
    return frozenset(text for text, count in seen.items() if count >= max(3, REPEATED * len(pages)))


def _in_margin(line: Line, height: float) -> bool:
    return (
        line.box is not None
        and bool(height)
        and (line.box[3] < TOP * height or line.box[1] > BOTTOM * height)
    )


def _heads(
    lines: Sequence[Line], height: float, repeated: frozenset[str], furniture: frozenset[Where]
) -> Iterator[tuple[Line, FurnitureKind]]:
    """Yield the lines that return in the margins, from each edge inwards as far as no other text stands outside them.

    A word that closes the paragraph begun above it ("... và Môi / trường") is no running head, however often it returns.
    """
    boxed = sorted(((line.box, line) for line in lines if line.box), key=lambda item: item[0][1])
    edges: tuple[tuple[FurnitureKind, Sequence[tuple[Box, Line]]], ...] = (
        ("running_head", [item for item in boxed if item[0][3] < TOP * height]),
        ("running_foot", [item for item in reversed(boxed) if item[0][1] > BOTTOM * height]),
    )
    for kind, inwards in edges if height else ():
        for _, line in inwards:
            if _masked(line) in repeated:
                yield line, kind
            elif (line.page, line.start) not in furniture:
                break


def _body_size(pages: Sequence[LaidPage]) -> float:
    """Return the font size that most characters have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for item in page.items:
            if isinstance(item, Line) and item.size:
                sizes[round(item.size * 2) / 2] += len(item.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _footnotes(lines: Sequence[Line], body: float) -> list[Line]:
    """Return the small lines at the foot of the page from the first that begins with a raised number."""
    full = [line for line in lines if line.box and line.column == "full"]
    full.sort(key=lambda line: line.box[1] if line.box else 0.0)
    tail: list[Line] = []
    for line in reversed(full):
        if not line.size or line.size > SMALL * body:
            break
        tail.append(line)
    tail.reverse()
    first = next((at for at, line in enumerate(tail) if FOOTNOTE.match(line.text)), None)
    return tail[first:] if first is not None else []
