"""Fills `tasks`: what is to be done, from the body and from tables of work, each task once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.reading.task_bodies import body_tasks
from vnplan_extract.reading.task_links import match_rows, words_of
from vnplan_extract.reading.task_tables import tasks_of_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract import plan
    from vnplan_extract.reading.draft import Draft
    from vnplan_extract.reading.task_bodies import BodyTask
    from vnplan_extract.reading.task_links import Words


def read_tasks(draft: Draft) -> None:
    """Fill `tasks`, those of the body first; a document that is no plan has none.

    A task that stands in the body and in a table is the table's row, with the body item's path as its section.
    """
    if draft.status == "not_a_plan":
        return
    rows = [
        task
        for index, table in enumerate(draft.source_tables)
        for task in tasks_of_table(draft, index, table)
    ]
    items = body_tasks(draft)
    draft.tasks = linked(items, rows) if rows and items else (*(item.task for item in items), *rows)


def linked(items: Sequence[BodyTask], rows: Sequence[plan.Task]) -> tuple[plan.Task, ...]:
    """Return the tasks of body and tables, those that stand in both once.

    An item, or the heading of a group of items, that says the same as a row is named by the row; it and the items of
    the group are then no tasks of their own.
    """
    named_by: dict[str, Words] = {}
    for item in items:
        for group in item.groups:
            named_by.setdefault(group.path, words_of(group.text, group.quantities))
        named_by[item.task.path] = words_of(item.task.text, item.task.quantities)
    paths = list(named_by)
    pairs = match_rows(list(named_by.values()), [words_of(row.text, row.quantities) for row in rows])
    gone = {paths[item] for item in pairs.values()}
    kept = [
        item.task
        for item in items
        if item.task.path not in gone and not any(group.path in gone for group in item.groups)
    ]
    sections = {row: paths[item] for row, item in pairs.items()}
    named = [
        row.model_copy(update={"section": sections[at]}) if at in sections else row
        for at, row in enumerate(rows)
    ]
    return (*kept, *named)
