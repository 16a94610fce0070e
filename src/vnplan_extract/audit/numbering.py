"""Ordinals of table rows and first markers of sections that are out of order.

Gaps and repeats among the sections of the body are found where they are read; here is what only shows afterwards.
"""

from __future__ import annotations

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

LETTER_LEVEL = 10  # ranks below it are letters in capitals: A over I


def check_rows(document: plan.Plan) -> Iterator[Finding]:
    """Row numbers that are repeated or leave one out."""
    for at, table in enumerate(document.tables):
        if any(column.role == "ordinal" for column in table.columns[:1]):
            yield from _rows(table, f"/tables/{at}")


def _rows(table: plan.Table, pointer: str) -> Iterator[Finding]:
    grid = as_grid(table)
    cells = {cell.row: at for at, cell in enumerate(table.cells) if cell.col == 0}
    last: dict[int, tuple[tuple[int, ...], RowMark]] = {}  # level -> numbers, mark
    parents: dict[int, int | None] = {}
    for row, level, printed in zip(row_kinds(grid), row_levels(grid), body_rows(grid), strict=True):
        if level is None or row.kind not in ("leaf", "group") or row.row not in cells:
            continue
        mark = row_mark(printed[0].text)
        if mark is None:
            continue
        numbers = _numbers(mark, level)
        before = last.get(level)
        same_group = parents.get(level) == row.parent
        if before is not None and _is_odd(before[0], numbers, same_group=same_group):
            code = "row-repeated" if numbers == before[0] else "row-gap"
            expected = _in_style(mark, level, (*before[0][:-1], before[0][-1] + 1))
            yield _finding(
                table, f"{pointer}/cells/{cells[row.row]}", cells[row.row], (code, expected, mark.text)
            )
        elif (
            before is None
            and numbers[-1] != 1
            and table.complete
            and len(numbers) == 1
            and row.parent is None
        ):
            yield _finding(
                table,
                f"{pointer}/cells/{cells[row.row]}",
                cells[row.row],
                ("row-gap", _in_style(mark, level, (1,)), mark.text),
            )
        last[level], parents[level] = (numbers, mark), row.parent
        for lower in [one for one in last if one > level]:
            if not _counts_on(lower, last[lower][0]):
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


def _is_odd(before: tuple[int, ...], numbers: tuple[int, ...], *, same_group: bool) -> bool:
    if len(before) != len(numbers) or before[:-1] != numbers[:-1]:
        return False
    if numbers[-1] == before[-1] + 1:
        return False
    return same_group or numbers[-1] != 1


def _finding(table: plan.Table, path: str, cell: int, said: tuple[str, str, str]) -> Finding:
    code, expected, found = said
    places = table.cells[cell].evidence.get("text", ())
    return finding(
        code, path=path, expected=expected, found=found, evidence={"found": places} if places else None
    )


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
