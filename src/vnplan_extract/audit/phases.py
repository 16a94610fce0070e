"""Phases: those of headings, of group rows and of the budget follow one another and fill the plan's years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.audit.places import narrowed, texts
from vnplan_extract.audit.times import LAST_YEAR, years
from vnplan_extract.findings import finding
from vnplan_extract.lang.dates import find_dates
from vnplan_extract.lang.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vnplan_extract import plan
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.findings import Finding

LONGEST_LABEL = 60
REVERSED = re.compile(r"(?<![\d/.])((?:19|20)\d\d)\s?[-–]\s?((?:19|20)\d\d)(?![\d/.]\d)")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phase:
    """A label that is a phase and little else ("b) Giai đoạn 2026-2030"), with where it stands."""

    path: str
    span: Span
    places: tuple[Evidence, ...]


def check_phases(document: plan.Plan) -> Iterator[Finding]:
    """Each list of phases: no gap, no overlap, from the first year of the plan to its last or its vision."""
    yield from _below(document, document.sections, "/sections")
    for at, table in enumerate(document.tables):
        labels = (
            (f"/tables/{at}/cells/{number}", cell.text, cell.evidence.get("text", ()))
            for number, cell in enumerate(table.cells)
            if cell.row >= table.header_rows and cell.col <= 1
        )
        yield from _checked(document, _phases_of(labels))
    if document.budget is not None:
        lines = [
            Phase(f"/budget/lines/{at}/period", span, line.amount.evidence.get("low", ()))
            for at, line in enumerate(document.budget.lines)
            if line.fund is None and (span := _closed(line.period)) is not None
        ]
        yield from _checked(document, lines)


def check_reversed(document: plan.Plan) -> Iterator[Finding]:
    """A stretch of years that ends before it begins."""
    title = [("/title", document.title or "", document.evidence.get("title", ()))]
    for pointer, text, places in (*title, *texts(document)):
        for match in REVERSED.finditer(text):
            if int(match[1]) > int(match[2]):
                where = narrowed(places, match.group())
                yield finding(
                    "period-reversed",
                    path=pointer,
                    found=match.group(),
                    evidence={"found": where} if where else None,
                )


def _below(document: plan.Plan, sections: Sequence[plan.Section], pointer: str) -> Iterator[Finding]:
    labels = (
        (f"{pointer}/{at}/title", section.title or "", section.evidence.get("title", ()))
        for at, section in enumerate(sections)
    )
    yield from _checked(document, _phases_of(labels))
    for at, section in enumerate(sections):
        if section.children:
            yield from _below(document, section.children, f"{pointer}/{at}/children")


def _phases_of(labels: Iterable[tuple[str, str, tuple[Evidence, ...]]]) -> list[Phase]:
    """Return the labels that are a phase and little else."""
    found = []
    for path, text, places in labels:
        if len(text) > LONGEST_LABEL or "giai đoạn" not in text.casefold():
            continue
        spans = [
            span
            for mention in find_dates(normalize(text).text)
            if mention.kind == "period" and (span := _closed(mention.value.edtf)) is not None
        ]
        if len(spans) == 1:
            found.append(Phase(path, spans[0], places))
    return found


def _closed(edtf: str | None) -> Span | None:
    span = years(edtf)
    return (
        span if span is not None and 0 not in span and LAST_YEAR not in span and span[0] < span[1] else None
    )


def _checked(document: plan.Plan, phases: Sequence[Phase]) -> Iterator[Finding]:
    if len(phases) < 2:
        return
    for before, phase in pairwise(phases):
        if phase.span[0] != before.span[1] + 1 and phase.span != before.span:
            yield _finding(phase, before.places, f"{before.span[1] + 1}/..")
    own = _closed(document.period)
    if own is None:
        return
    places = document.evidence.get("period", ())
    ends = {own[1], int(document.vision) if document.vision and document.vision.isdecimal() else own[1]}
    if phases[0].span[0] != own[0] and own[0] <= phases[0].span[1]:
        yield _finding(phases[0], places, f"{own[0]}/..")
    if phases[-1].span[1] not in ends and phases[-1].span[0] <= max(ends):
        yield _finding(phases[-1], places, f"../{max(ends)}")


def _finding(phase: Phase, against: tuple[Evidence, ...], expected: str) -> Finding:
    sides = {"found": phase.places, "expected": against}
    return finding(
        "phases-differ",
        path=phase.path,
        expected=expected,
        found=f"{phase.span[0]}/{phase.span[1]}",
        evidence={side: places for side, places in sides.items() if places},
    )
