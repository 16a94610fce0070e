"""The tables of the corpus typed into workbooks, as annexes are: they give the same tasks as in the documents."""

from __future__ import annotations

import pytest
from openpyxl.utils import get_column_letter
from workbook_making import Put, make_xlsx

from vnplan_extract import extract

TOP = 6  # the row the table begins in
HEAD = (
    Put("A1", "ỦY BAN NHÂN DÂN", align="center"),
    Put("A2", "TỈNH LÀO CAI", bold=True, align="center"),
    Put("A3", "PHỤ LỤC", bold=True),
    Put("A4", "(Kèm theo Kế hoạch số 15/KH-UBND ngày 12/3/2026 của Ủy ban nhân dân tỉnh Lào Cai)"),
)


def typed(cell) -> Put:
    """Return a cell of a table as people type it: whole numbers as numbers that a format shows with their dots."""
    first = f"{get_column_letter(cell.col + 1)}{cell.row + TOP}"
    last = f"{get_column_letter(cell.col + cell.col_span)}{cell.row + TOP + cell.row_span - 1}"
    ref = first if first == last else f"{first}:{last}"
    digits = cell.text.replace(".", "")
    if digits.isdigit() and digits != cell.text and cell.text == f"{int(digits):,}".replace(",", "."):
        return Put(ref, int(digits), code="#,##0")
    return Put(ref, cell.text)


def as_workbook(table) -> bytes:
    puts = [*HEAD, *(typed(cell) for cell in table.cells if cell.text)]
    if table.unit:
        puts.append(Put("A5", f"Đơn vị: {table.unit}"))
    last = f"{get_column_letter(table.cols)}{TOP + table.rows - 1}"
    return make_xlsx(puts, borders=f"A{TOP}:{last}")


def what_is_read(tasks) -> list[tuple]:
    return [
        (
            task.path,
            task.parent,
            task.text,
            [agency.name for agency in task.leads],
            [agency.name for agency in task.partners],
            task.when and task.when.edtf,
            task.outputs,
            [(line.fund, line.amount.low) for line in task.amounts],
        )
        for task in tasks
        if task.origin == "table"
    ]


@pytest.mark.parametrize("number", ["01", "05", "09", "23"])
def test_a_table_of_the_corpus_gives_the_same_tasks_from_a_workbook(number, corpus):
    plan = extract(next(corpus.glob(f"{number}-*.docx")))
    table = next(table for table in plan.tables if any(column.role == "task" for column in table.columns))
    same = extract(as_workbook(table))
    assert [column.role for column in same.tables[0].columns] == [column.role for column in table.columns]
    expected = what_is_read(task for task in plan.tasks if task.table == table.index)
    assert expected
    assert what_is_read(same.tasks) == expected
