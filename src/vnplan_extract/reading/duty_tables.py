"""Tables "Cơ quan | Nhiệm vụ" inside the part on organisation: each row is a duty, and no task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract import plan
from vnplan_extract.reading.columns import column_roles
from vnplan_extract.reading.order import position_of_table, section_at
from vnplan_extract.reading.rows import body_rows, cell_at, row_kinds
from vnplan_extract.reading.task_times import is_nothing
from vnplan_extract.reading.task_values import agencies_in, bare, parts_of, with_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.document import Passage, Table
    from vnplan_extract.reading.draft import Draft

MORE = frozenset({"when", "partner", "output", "amount", "fund_amount", "quantity", "year"})


def duty_section(draft: Draft, table: Table) -> str | None:
    """Return the path of the section whose duties a table lists, None for any other table."""
    roles = [column.role for column in column_roles(table)]
    if "lead" not in roles or "task" not in roles or MORE & set(roles):
        return None
    if roles.index("lead") > roles.index("task"):
        return None
    section = section_at(draft.nodes, position_of_table(table))
    if section is None or draft.parts.get(section.path) != "organisation":
        return None
    return section.path


def duty_rows(draft: Draft) -> Iterator[plan.Duty]:
    """Yield the duties of such tables, a row each; a row whose first cell is blank goes on with the one above."""
    for table in draft.source_tables:
        section = duty_section(draft, table)
        if section is not None:
            yield from _duties_of(draft, table, section)


def _duties_of(draft: Draft, table: Table, section: str) -> Iterator[plan.Duty]:
    roles = [column.role for column in column_roles(table)]
    lead, task = roles.index("lead"), roles.index("task")
    who: tuple[Passage, ...] = ()
    items: list[Passage] = []
    for kind, cells in zip(row_kinds(table), body_rows(table), strict=True):
        body, what = cell_at(cells, lead), cell_at(cells, task)
        if kind.kind != "leaf" or body is None or what is None or body is what or is_nothing(what.text):
            continue
        if not is_nothing(body.text):
            yield from _duty(draft, who, items, section)
            who, items = parts_of(body), []
        items.extend(bare(part) for part in parts_of(what))
    yield from _duty(draft, who, items, section)


def _duty(
    draft: Draft, who: Sequence[Passage], items: Sequence[Passage], section: str
) -> Iterator[plan.Duty]:
    agencies = agencies_in(draft, who)
    if agencies:
        yield plan.Duty(
            agencies=agencies,
            section=section,
            items=tuple(item.text for item in items),
            evidence=with_evidence(draft, agencies=who, items=items),
        )
