"""Tasks that lack what their peers have, or lie outside the time of the plan."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vnplan_extract.audit.periods import frame_of
from vnplan_extract.audit.times import is_later, is_point, years
from vnplan_extract.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract import plan
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.findings import Finding

MOST = 0.75  # share of the tasks of a table that must have a lead before one without stands out
FEWEST = 3
MONTHS_AFTER = 3  # after its last year, in which a plan is still reported on


def check_leads(document: plan.Plan) -> Iterator[Finding]:
    """A task without a lead among tasks that have one."""
    tables: dict[int, list[tuple[int, plan.Task]]] = defaultdict(list)
    for at, task in enumerate(document.tasks):
        if task.table is not None:
            tables[task.table].append((at, task))
    # Text and Markdown cannot say that a cell goes over two rows: there a blank means the one above.
    flat = document.source.media_type.startswith("text/") and document.source.media_type != "text/html"
    for index, tasks in tables.items():
        led = sum(bool(task.leads or task.items) for _, task in tasks)
        if led < FEWEST or led < MOST * len(tasks):
            continue
        for at, task in tasks:
            alone = not task.leads and not any(item.leads for item in task.items)
            if alone and not flat and _is_blank(document, index, task.row):
                yield finding(
                    "lead-missing",
                    path=f"/tasks/{at}/leads",
                    evidence=_sides(_printed(task), ()),
                    task=_short(task.text),
                )


def _is_blank(document: plan.Plan, index: int, row: int | None) -> bool:
    """Tell whether the cell of the lead is empty in print, so that not just its words were not understood."""
    if row is None or index >= len(document.tables):
        return False
    table = document.tables[index]
    columns = {at for at, column in enumerate(table.columns) if column.role == "lead"}
    filled = any(
        cell.text
        and cell.row <= row < cell.row + cell.row_span
        and columns & set(range(cell.col, cell.col + cell.col_span))
        for cell in table.cells
    )
    return bool(columns) and not filled


def check_times(document: plan.Plan) -> Iterator[Finding]:
    """Tasks that fall outside the period of the plan, or are due before it was issued."""
    frame = frame_of(document)
    for at, task in enumerate(document.tasks):
        yield from _task(document, task, f"/tasks/{at}", frame)
        for number, item in enumerate(task.items):
            yield from _task(document, item, f"/tasks/{at}/items/{number}", frame)


def _task(
    document: plan.Plan, task: plan.Task, pointer: str, frame: tuple[int, int] | None
) -> Iterator[Finding]:
    when = task.when
    span = years(when.edtf) if when is not None else None
    if when is None or span is None:
        return
    places = when.evidence.get("edtf", ()) or _printed(task)
    expected = document.evidence.get("period", ())
    in_body = task.origin == "body" and not (when.edtf or "").startswith(
        ".."
    )  # its time may be another plan's
    if in_body:
        return
    if frame is not None and _outside(span, frame) and not _is_closing(when, frame):
        yield finding(
            "task-outside-period",
            path=f"{pointer}/when",
            expected=document.period,
            found=when.edtf,
            evidence=_sides(places, expected),
            task=_short(task.text),
        )
    elif _is_overdue(when, document.issued):
        yield finding(
            "task-before-issue",
            path=f"{pointer}/when",
            expected=f"{document.issued}/..",
            found=when.edtf,
            evidence=_sides(places, document.evidence.get("issued", ())),
            task=_short(task.text),
        )


def _is_closing(when: plan.When, frame: tuple[int, int]) -> bool:
    """Tell a report on the whole from a task out of time: it is due soon after the plan ends."""
    last = (when.edtf or "").rpartition("/")[2]
    return last[:5] == f"{frame[1] + 1}-" and is_point(last) and int(last[5:7]) <= MONTHS_AFTER


def _outside(span: tuple[int, int], frame: tuple[int, int]) -> bool:
    """Tell whether a task begins after the plan ends, ends before it begins, or is due after its end."""
    if span[0] == 0:
        return not frame[0] <= span[1] <= frame[1]
    goes_on = frame[0] == frame[1] and span[0] < span[1]  # a project of several years in the plan of one
    late = span[1] > frame[1] and span[1] != 9999 and not goes_on
    return span[0] > frame[1] or span[1] < frame[0] or late


def _is_overdue(when: plan.When, issued: str | None) -> bool:
    last = (when.edtf or "").partition("/")[2] or when.edtf
    return is_point(last) and is_point(issued) and is_later(issued or "", last or "")


def _printed(task: plan.Task) -> tuple[Evidence, ...]:
    return task.evidence.get("text", ())


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77].rstrip() + "..."


def _sides(found: Sequence[Evidence], expected: Sequence[Evidence]) -> dict[str, tuple[Evidence, ...]]:
    return {side: tuple(places) for side, places in (("found", found), ("expected", expected)) if places}
