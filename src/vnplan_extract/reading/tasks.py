"""Fills `tasks`: what is to be done, from the body and from tables of work, each task once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.reading.duty_tables import duty_section
from vnplan_extract.reading.order import open_at, position_of_table, section_at, with_tables
from vnplan_extract.reading.task_bodies import body_tasks
from vnplan_extract.reading.task_columns import task_columns
from vnplan_extract.reading.task_links import matches, words_of
from vnplan_extract.reading.task_tables import tasks_of_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract import plan
    from vnplan_extract.document import Table
    from vnplan_extract.reading.draft import Draft
    from vnplan_extract.reading.task_bodies import BodyTask
    from vnplan_extract.reading.task_links import Words
    from vnplan_extract.reading.task_tables import TableTasks


# "4.3. Lịch kiểm tra" over a table is a list, whatever its columns.
LISTS = re.compile(r"(?:Lịch|Danh sách|Bảng|Biểu|Thời khóa biểu)\b")


def _is_of_money(draft: Draft, table: Table) -> bool:
    """Tell a table of the part about funding that says what money goes where, and not who does what or when."""
    section = section_at(draft.nodes, position_of_table(table))
    if section is None or draft.parts.get(section.path) != "funding":
        return False
    columns = task_columns(table)
    return columns is not None and not columns.values


def read_tasks(draft: Draft) -> None:
    """Fill `tasks`, those of the body first; a document that is no plan has none.

    A task that stands in the body and in a table is the table's row, with the body item's path as its section.
    """
    if draft.status == "not_a_plan":
        return
    tables = [
        tasks_of_table(draft, index, table)
        for index, table in enumerate(draft.source_tables)
        if duty_section(draft, table) is None and not _is_of_money(draft, table)
    ]
    rows = [task for table in tables for task in table.tasks]
    groups = [group for table in tables if table.tasks for group in table.groups]
    over = _headings_of(draft, tables)
    shown = with_tables(draft.nodes, draft.source_tables)
    items = [
        item
        for item in body_tasks(draft)
        if ("\n" in item.task.text and not _only_leads(item, over))
        or (
            item.task.path not in over
            and "\n" not in item.task.text
            and not (item.task.path in shown and LISTS.match(item.task.text))
        )
    ]
    if rows and items:
        draft.tasks = linked(_ungrouped(items, groups), rows)
    else:
        draft.tasks = (*(item.task for item in items), *rows)


def _only_leads(item: BodyTask, over: set[str]) -> bool:
    """Is a heading over a table of tasks followed by nothing but a lead-in: "Nội dung hoạt động cụ thể như sau:"?"""
    return (
        item.task.path in over and item.task.text.count("\n") == 1 and item.task.text.rstrip().endswith(":")
    )


def _headings_of(draft: Draft, tables: Sequence[TableTasks]) -> set[str]:
    """Return the paths of the sections that a table of tasks stands in: their titles are no tasks of their own.

    Nor is an item that only leads to the table: "3.1. Các hạng mục phải xong trước Tết:", "3. Tiến độ chi tiết".
    """
    indices = {table.tasks[0].table for table in tables if table.tasks}
    places = [position_of_table(draft.source_tables[at]) for at in indices if at is not None]
    sections = (section_at(draft.nodes, place) for place in places)
    opened = (nodes[-1] for place in places if (nodes := open_at(draft.nodes, place)))
    leads = (node for node in opened if node.texts and not node.texts[-1].text.rstrip().endswith((".", ";")))
    return {section.path for section in (*sections, *leads) if section is not None}


def linked(items: Sequence[BodyTask], rows: Sequence[plan.Task]) -> tuple[plan.Task, ...]:
    """Return the tasks of body and tables, those that stand in both once.

    An item, or the heading of a group of items, that says the same as a row is named by the row; it and the items of
    the group are then no tasks of their own. A row that lists several things answers no single item.
    """
    texts: list[tuple[str, Words]] = []
    seen: set[str] = set()
    for item in items:
        for group in item.groups:
            if group.path not in seen:
                seen.add(group.path)
                texts.append((group.path, words_of(group.text, group.quantities)))
        texts.append((item.task.path, words_of(item.task.text, item.task.quantities)))
        if item.heading is not None:
            texts.append((item.task.path, words_of(item.heading.text, item.heading.quantities)))
    pairs = matches(
        [words for _, words in texts],
        [words_of("" if "\n" in row.text else row.text, row.quantities) for row in rows],
    )
    gone = {texts[item][0] for item, _, _ in pairs}
    sections = _closest(pairs, [path for path, _ in texts])
    kept = [
        item.task
        for item in items
        if item.task.path not in gone and not any(group.path in gone for group in item.groups)
    ]
    named = [
        row.model_copy(update={"section": sections[at]}) if at in sections else row
        for at, row in enumerate(rows)
    ]
    return (*kept, *named)


def _ungrouped(items: Sequence[BodyTask], groups: Sequence[str]) -> list[BodyTask]:
    """Leave out the items that only say a group row of a table: the rows under it are the tasks."""
    pairs = matches([words_of(item.task.text) for item in items], [words_of(group) for group in groups])
    gone = {item for item, _, _ in pairs}
    return [item for at, item in enumerate(items) if at not in gone]


def _closest(pairs: Sequence[tuple[int, int, float]], paths: Sequence[str]) -> dict[int, str]:
    """Return for each row the path of the item most like it, the first of those that are equally so."""
    best: dict[int, tuple[float, str]] = {}
    for item, row, alike in pairs:
        if row not in best or alike > best[row][0]:
            best[row] = (alike, paths[item])
    return {row: path for row, (_, path) in best.items()}
