"""Which tables are about work to be done, and which of their columns say what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from vnplan_extract.lang.quantities import as_header
from vnplan_extract.reading.columns import column_roles, unit_of
from vnplan_extract.reading.task_times import fold
from vnplan_extract.reading.task_words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Passage, Table
    from vnplan_extract.lang.units import UnitHeader
    from vnplan_extract.reading.columns import ColumnRole

VALUES = frozenset({"lead", "partner", "when", "output"})
SAYS_WHO = frozenset({"unknown", "lead", "partner", "place"})
PARTS: dict[str, Literal["lead", "partner"]] = {
    "chu tri": "lead", "ct": "lead", "chu tri thuc hien": "lead",
    "phoi hop": "partner", "ph": "partner", "phoi hop thuc hien": "partner", "tham gia": "partner",
}  # fmt: skip
MONEY = frozenset({"amount", "fund_amount"})


@dataclass(frozen=True, slots=True)
class TaskColumns:
    """The columns of a table of work, by number; `task` is the one that says what is to be done."""

    task: int
    roles: tuple[ColumnRole, ...]
    money: tuple[int, ...]  # columns of amounts
    years: tuple[int, ...]  # columns of a year that hold no money
    unit: str | None  # what bare numbers of money count
    bodies: tuple[
        tuple[int, Passage], ...
    ] = ()  # columns headed by a body, whose cells say "Chủ trì", "Phối hợp"

    def of(self, role: str) -> list[int]:
        """Return the columns of a role."""
        return [col for col, column in enumerate(self.roles) if column.role == role]

    @property
    def values(self) -> list[int]:
        """The columns that say who, when and with what result."""
        return [col for col, column in enumerate(self.roles) if column.role in VALUES]


def task_columns(table: Table) -> TaskColumns | None:
    """Return the columns of a table of work; None for indicators, estimates, procedures, recipients."""
    roles = column_roles(table)
    names = [column.role for column in roles]
    heads = [fold(column.text.split(" > ")[-1]) for column in roles]
    if "unit_price" in names or any(_is_foreign(head) for head in heads):
        return None
    task = _task_column(names, heads, table)
    if task is None or any(_is_foreign(head, "subjects") for head in heads[:task]):
        return None
    unit = unit_of(table)
    in_money = is_money(unit)
    counted = {"quantity", "unit"} & set(names)
    years = [col for col, name in enumerate(names) if name == "year"]
    money = [col for col, name in enumerate(names) if name in MONEY]
    if years and in_money and not counted:
        money, years = [*money, *years], []
    bodies = _bodies(table, names)
    if not (VALUES & set(names) or money or years or bodies or "quantity" in names):
        return None
    return TaskColumns(task, roles, tuple(money), tuple(years), unit, bodies)


def _bodies(table: Table, names: Sequence[str]) -> tuple[tuple[int, Passage], ...]:
    """Return the columns whose cells only say who leads and who helps, each with its head: "Sở Y tế" over "Chủ trì"."""
    cells: dict[int, list[str]] = {col: [] for col, name in enumerate(names) if name in SAYS_WHO}
    for cell in table.cells:
        if cell.row >= table.header_rows and cell.col in cells and cell.text:
            cells[cell.col].append(cell.text)
    heads = {
        cell.col: cell.passage
        for cell in sorted(table.cells, key=lambda cell: cell.row)
        if cell.row < table.header_rows and cell.col_span == 1 and cell.text
    }
    return tuple(
        (col, heads[col])
        for col, texts in cells.items()
        if col in heads and texts and all(map(is_part, texts))
    )


def is_part(text: str) -> Literal["lead", "partner"] | None:
    """Tell what a cell says of the body over its column, None where it says anything else.

    >>> is_part("Chủ trì"), is_part("Phối hợp"), is_part("Sở Y tế")
    ('lead', 'partner', None)
    """
    return PARTS.get(fold(text).strip())


def is_money(unit: str | None) -> bool:
    """Tell whether a unit as printed is money ("triệu đồng")."""
    header = header_of(unit)
    return header is not None and header.unit == "VND"


@lru_cache(maxsize=256)
def header_of(unit: str | None) -> UnitHeader | None:
    """Return what a unit as printed says that numbers count; a table says it for all of its cells."""
    return as_header(unit) if unit else None


def _task_column(names: Sequence[str], heads: Sequence[str], table: Table) -> int | None:
    """Return the column of work; where no head names one, the widest unknown one before who does it."""
    found = [col for col, name in enumerate(names) if name == "task"]
    if found:
        return None if heads[found[0]].startswith(("chi tieu ", "muc tieu ")) else found[0]
    if "lead" not in names or not {"when", "partner", "output"} & set(names):
        return None
    if {"target", "year"} <= set(names) and not {"when", "output"} & set(names):
        return None  # "Chỉ số | Điểm số năm 2021 | Mục tiêu năm 2022 | Cơ quan đầu mối | Cơ quan phối hợp"
    unknown = [col for col in range(names.index("lead")) if names[col] in ("unknown", "target")]
    if not unknown:
        return None
    lengths = dict.fromkeys(unknown, 0)
    for cell in table.cells:
        if cell.row >= table.header_rows and cell.col in lengths:
            lengths[cell.col] += len(cell.text)
    return max(unknown, key=lambda col: lengths[col])


def _is_foreign(head: str, key: str = "heads") -> bool:
    return any(head.startswith(fold(word)) for word in listed("not_tasks", key))
