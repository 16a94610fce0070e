"""Periods that do not fit together: vision and period, columns of years, the periods of annexes."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.audit.places import sides, walk
from vnplan_extract.audit.times import LAST_YEAR, years
from vnplan_extract.findings import finding
from vnplan_extract.lang.dates import find_dates
from vnplan_extract.lang.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract import plan
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.findings import Finding

Span = tuple[int, int]
DIGITS = re.compile(r"\d+")


def check_periods(document: plan.Plan) -> Iterator[Finding]:
    """The period of the title against vision, annexes and columns of years."""
    yield from _vision(document)
    yield from _annexes(document)
    for at, table in enumerate(document.tables):
        yield from _year_columns(table, f"/tables/{at}", frame_of(document))


def frame_of(document: plan.Plan) -> Span | None:
    """Return the first and last year a plan speaks for: its period, on to its vision; None where open or not known."""
    span = years(document.period)
    if span is None or 0 in span or LAST_YEAR in span:
        return None
    vision = int(document.vision) if document.vision and document.vision.isdecimal() else 0
    return span[0], max(span[1], vision)


def _vision(document: plan.Plan) -> Iterator[Finding]:
    span, vision = years(document.period), document.vision
    if span is None or vision is None or not vision.isdecimal() or span[1] == LAST_YEAR:
        return
    if int(vision) < span[1] or span[0] > span[1]:
        yield finding(
            "vision-before-end",
            path="/vision",
            expected=f"{span[1]}/..",
            found=vision,
            evidence=sides(document.evidence.get("vision", ()), document.evidence.get("period", ())),
        )


def _spans(text: str) -> list[Span]:
    found = []
    for mention in find_dates(normalize(text).text):
        span = years(mention.value.edtf)
        if mention.kind == "period" and span and 0 not in span and LAST_YEAR not in span:
            found.append(span)
    return found


def _annexes(document: plan.Plan) -> Iterator[Finding]:
    """The period in an annex's title may be a part of the plan's, or another one, but does not reach half into it."""
    frame = frame_of(document)
    if frame is None:
        return
    titled: list[tuple[str, str, tuple[Evidence, ...]]] = [
        (f"{pointer}/title", section.title, section.evidence.get("title", ()))
        for pointer, section in walk(document.sections)
        if section.kind == "annex" and section.title
    ]
    seen = {title for _, title, _ in titled}
    titled += [
        (f"/tables/{at}/caption", table.caption, table.evidence.get("caption", ()))
        for at, table in enumerate(document.tables)
        if table.caption and table.caption not in seen
    ]
    for pointer, title, places in titled:
        spans = _spans(title)
        if len(spans) == 1 and _crosses(spans[0], frame):
            yield finding(
                "period-differs",
                path=pointer,
                expected=document.period,
                found=f"{spans[0][0]}/{spans[0][1]}",
                evidence=sides(places, document.evidence.get("period", ())),
            )


def _crosses(span: Span, frame: Span) -> bool:
    apart = span[1] < frame[0] or span[0] > frame[1]
    return not apart and not (frame[0] <= span[0] and span[1] <= frame[1])


def _year_columns(table: plan.Table, pointer: str, frame: Span | None) -> Iterator[Finding]:
    """The heads of year columns count on evenly; a year to start from or to look out for may stand apart at an end."""
    alike: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, column in enumerate(table.columns):
        if column.year is not None:  # "KH 2023 | TH 2023 | KH 2024" are two rows of years
            alike[DIGITS.sub("", column.text)].append((at, column.year))
    for columns in alike.values():
        yield from _row_of_years(table, columns, pointer, frame)


def _row_of_years(
    table: plan.Table, columns: Sequence[tuple[int, int]], pointer: str, frame: Span | None
) -> Iterator[Finding]:
    for (at, year), expected in _uneven(columns):
        if at in (columns[0][0], columns[-1][0]) and _stands_apart(columns, year, frame):
            continue
        yield finding(
            "year-column-differs",
            path=f"{pointer}/columns/{at}/year",
            expected=str(expected),
            found=str(year),
            evidence=_head(table, at),
        )


def _uneven(columns: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, int], int]]:
    """Return the columns whose year breaks an even row of at least three, with the year that would fit."""
    values = [year for _, year in columns]
    if len(values) < 3:
        return []
    for at in range(len(values)):
        rest = values[:at] + values[at + 1 :]
        for step in (1, 5):
            start = rest[0] - (step if at == 0 else 0)
            wanted = [start + step * place for place in range(len(values))]
            if values != wanted and rest == wanted[:at] + wanted[at + 1 :]:
                return [(columns[at], wanted[at])]
    return []


def _stands_apart(columns: Sequence[tuple[int, int]], year: int, frame: Span | None) -> bool:
    """Tell "2020 | 2022 | 2023" and "2021 | 2022 | 2025" from a year that was mistyped: backwards, or out of the plan's time."""
    values = [value for _, value in columns]
    rising = all(one < other for one, other in pairwise(values))
    fits = frame is None or frame[0] <= year <= frame[1] or (year < frame[0] and year == values[0])
    return rising and (fits or year % 5 == 0)


def _head(table: plan.Table, col: int) -> dict[str, tuple[Evidence, ...]] | None:
    heads = [
        cell
        for cell in table.cells
        if cell.row < table.header_rows and cell.col <= col < cell.col + cell.col_span
    ]
    places = heads[-1].evidence.get("text", ()) if heads else ()
    return {"found": places} if places else None
