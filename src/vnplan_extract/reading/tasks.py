"""Fills `tasks`: what is to be done, from tables of work and from the body, each task once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.reading.task_tables import tasks_of_table

if TYPE_CHECKING:
    from vnplan_extract.reading.draft import Draft


def read_tasks(draft: Draft) -> None:
    """Fill `tasks`; a document that is no plan has none."""
    if draft.status == "not_a_plan":
        return
    draft.tasks = tuple(
        task
        for index, table in enumerate(draft.source_tables)
        for task in tasks_of_table(draft, index, table)
    )
