"""Ordinals of table rows and first markers of sections that are out of order.

Gaps and repeats among the sections of the body are found where they are read; here is what only shows afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract.audit.ledger import as_grid
from vnplan_extract.audit.places import walk
from vnplan_extract.findings import finding
from vnplan_extract.lang.numbering import parse_marker, to_roman
from vnplan_extract.lang.rowmarks import LETTERS, row_mark
from vnplan_extract.reading.rows import body_rows, row_kinds, row_levels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract import plan
    from vnplan_extract.findings import Finding
    from vnplan_extract.lang.markers import Marker
    from vnplan_extract.lang.rowmarks import RowMark

MOST_NAMED = 8
LETTER_LEVEL = 10  # ranks below it are letters in capitals: A over I


def check_rows(document: plan.Plan) -> Iterator[Finding]:
    """Row numbers that are repeated or leave one out."""
    for at, table in enumerate(document.tables):
        if any(column.role == "ordinal" for column in table.columns[:1]):
            yield from _rows(table, f"/tables/{at}")


def _rows(table: plan.Table, pointer: str) -> Iterator[Finding]:
    odd = list(_odd_rows(table))
    unsure = [one for one in odd if _is_misread(table, one.cell)]
    for one in odd:
        if one not in unsure:
            places = table.cells[one.cell].evidence.get("text", ())
            yield finding(
                one.code,
                path=f"{pointer}/cells/{one.cell}",
                expected=one.expected,
                found=one.found,
                evidence={"found": places} if places else None,
            )
    if unsure:
        places = tuple(place for one in unsure for place in table.cells[one.cell].evidence.get("text", ()))
        yield finding(
            "row-numbers-unsure",
            path=pointer,
            found=", ".join(one.found for one in unsure[:MOST_NAMED]),
            evidence={"found": places},
            count=len(unsure),
        )


@dataclass(frozen=True, slots=True)
class _Odd:
    """A row number out of order; `cell` is its place in `Table.cells`."""

    code: str
    cell: int
    expected: str
    found: str


def _is_misread(table: plan.Table, cell: int) -> bool:
    """Tell whether OCR read a row number: out of order it is more likely misread than wrong."""
    return any(place.read_by == "ocr" for place in table.cells[cell].evidence.get("text", ()))


def _odd_rows(table: plan.Table) -> Iterator[_Odd]:
    grid = as_grid(table)
    cells = {cell.row: at for at, cell in enumerate(table.cells) if cell.col == 0}
    last: dict[int, tuple[int, ...]] = {}  # level -> numbers
    parents: dict[int, int | None] = {}
    headed = False  # a row without a number stood just above, as a heading of what follows
    for row, level, printed in zip(row_kinds(grid), row_levels(grid), body_rows(grid), strict=True):
        mark = row_mark(printed[0].text) if level is not None and row.row in cells else None
        if level is None or mark is None or row.kind not in ("leaf", "group"):
            headed = headed or sum(bool(cell.text) for cell in printed) <= 2
            continue
        numbers = _numbers(mark, level)
        before = last.get(level)
        anew = numbers[-1] == 1 and (headed or parents.get(level) != row.parent)
        if before is not None and not anew and _is_odd(before, numbers):
            code = "row-repeated" if numbers == before else "row-gap"
            expected = _in_style(mark, level, (*before[:-1], before[-1] + 1))
            yield _Odd(code, cells[row.row], expected, mark.text)
        elif (
            before is None and numbers != (1,) and len(numbers) == 1 and table.complete and row.parent is None
        ):
            yield _Odd("row-gap", cells[row.row], _in_style(mark, level, (1,)), mark.text)
        last[level], parents[level], headed = numbers, row.parent, False
        for lower in [one for one in last if one > level and not _counts_on(one, last[one])]:
            del last[lower]


def _in_style(mark: RowMark, level: int, numbers: tuple[int, ...]) -> str:
    """Print an ordinal as its column does: "IV", "C", "2.3"."""
    value = numbers[-1]
    if level < LETTER_LEVEL or mark.kind == "letter":
        letter = LETTERS[min(value, len(LETTERS)) - 1]
        return letter.upper() if mark.capital else letter
    if mark.kind == "roman":
        return to_roman(value) if value < 90 else str(value)
    return ".".join(map(str, numbers))


def _numbers(mark: RowMark, level: int) -> tuple[int, ...]:
    """Return the numbers of an ordinal; a lone C after B is a letter and no hundred."""
    if level < LETTER_LEVEL and mark.kind == "roman":
        return (LETTERS.index(mark.text.lower()) + 1,)
    return mark.numbers


def _counts_on(level: int, numbers: tuple[int, ...]) -> bool:
    """Tell whether rows of a level may be numbered on through all groups (1 to 8 under I, II, III)."""
    return len(numbers) == 1 and level // 10 == 2


def _is_odd(before: tuple[int, ...], numbers: tuple[int, ...]) -> bool:
    if len(before) != len(numbers) or before[:-1] != numbers[:-1]:
        return False
    return numbers[-1] != before[-1] + 1


def check_markers(document: plan.Plan) -> Iterator[Finding]:
    """A list that begins with "2." or "b)" and counts on from there; decimals that leave one out or repeat one."""
    groups = [("/sections", document.sections)]
    groups += [(f"{pointer}/children", section.children) for pointer, section in walk(document.sections)]
    for pointer, sections in groups:
        if sections:
            yield from _first(sections, pointer)
            yield from _decimals(sections, pointer)


def _decimals(sections: tuple[plan.Section, ...], pointer: str) -> Iterator[Finding]:
    before: tuple[int, ...] = ()
    for at, section in enumerate(sections):
        marker = parse_marker(f"{section.marker}. X") if section.kind == "decimal" else None
        if marker is None or not marker.numbers:
            continue
        numbers = tuple(marker.numbers)
        last = before[-1] if before[:-1] == numbers[:-1] and before else 0
        if numbers[-1] != last + 1:
            yield _odd_marker(
                "section-repeated" if numbers == before else "section-gap",
                f"{pointer}/{at}/marker",
                section,
                ".".join(map(str, (*numbers[:-1], last + 1))),
            )
        before = numbers


def _odd_marker(code: str, path: str, section: plan.Section, expected: str) -> Finding:
    places = section.evidence.get("marker", ())
    return finding(
        code,
        path=path,
        expected=expected,
        found=section.marker,
        evidence={"found": places} if places else None,
    )


def _first(sections: tuple[plan.Section, ...], pointer: str) -> Iterator[Finding]:
    kinds: dict[str, list[tuple[int, plan.Section, Marker]]] = {}
    for at, section in enumerate(sections):
        marker = _marker(section)
        if marker is not None:
            kinds.setdefault(section.kind, []).append((at, section, marker))
    for same in kinds.values():
        at, section, _ = same[0]
        values = [marker.value or 0 for _, _, marker in same]
        if values[0] < 2 or len(values) < 2 or values != list(range(values[0], values[0] + len(values))):
            continue
        yield _odd_marker("section-gap", f"{pointer}/{at}/marker", section, FIRST[section.kind])


def _marker(section: plan.Section) -> Marker | None:
    if section.marker is None or section.kind not in FIRST:
        return None
    return parse_marker(f"{section.marker}) x" if section.kind == "letter" else f"{section.marker}. X")


FIRST = {"roman": "I", "arabic": "1", "letter": "a"}
