"""Tasks from the rows of a table of work: groups are parents, merged cells count for every row they cover."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import regex

from vnplan_extract import plan
from vnplan_extract.reading.marks import marked_time
from vnplan_extract.reading.rows import body_rows, cell_at, row_kinds
from vnplan_extract.reading.task_columns import task_columns
from vnplan_extract.reading.task_rows import RowValues, amounts_of, by_year_of, quantities_of, row_values
from vnplan_extract.reading.task_times import (
    cell_when,
    is_deadline,
    is_nothing,
    names_time,
    own_when,
    year_in_head,
)
from vnplan_extract.reading.task_values import (
    BULLET,
    agencies_in,
    bare,
    evidence_of_records,
    outputs_in,
    parts_of,
    with_evidence,
)
from vnplan_extract.reading.times import times_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.document import Cell, Passage, Table
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.reading.draft import Draft
    from vnplan_extract.reading.rows import RowKind
    from vnplan_extract.reading.task_columns import TaskColumns

INLINE_ORDINAL = regex.compile(
    r"(?P<number>[1-9]\d?(?:\.\d{1,2}){0,2})[.)]?\s+(?<=[.)]\s+|\d\.\d+\s+)(?=\p{L})"
)
FEWEST_INLINE = 2
BESIDE = 16  # letters that the text of a phase may have beside its period: "Giai đoạn 1 ()"


@dataclass(frozen=True, slots=True)
class TableTasks:
    """The tasks of a table, and the words of its group rows."""

    tasks: tuple[plan.Task, ...] = ()
    groups: tuple[str, ...] = ()


def tasks_of_table(draft: Draft, index: int, table: Table) -> TableTasks:
    """Return the tasks of a table, none when it is not about work; `index` is its place among the plan's tables."""
    columns = task_columns(table)
    if columns is None:
        return TableTasks()
    reader = _Reader(draft, index, table, columns)
    paths = _Paths()
    entries = list(reader.entries())
    if not any(entry.kind.ordinal for entry in entries):
        entries = with_inline_ordinals(entries)
    tasks = tuple(reader.task(entry, paths.of(entry.kind)) for entry in entries)
    return TableTasks(tasks, reader.groups)


@dataclass(slots=True)
class _Entry:
    """A task in the making: its words, its row, and the rows that go on with it under a merged cell."""

    kind: RowKind
    text: tuple[Passage, ...]
    rows: list[RowValues] = field(default_factory=list)
    ordinal: Passage | None = None  # where it opens the words


def with_inline_ordinals(entries: list[_Entry]) -> list[_Entry]:
    """Take the ordinals that open the task cells of a table without a column of them ("1. Rà soát ...", "2. Lập ...").

    They rise from row to row, and every row has one; else they belong to the words.
    """
    marks = [INLINE_ORDINAL.match(entry.text[0].text) for entry in entries]
    numbers = [mark["number"] if mark is not None else "" for mark in marks]
    if len(entries) < FEWEST_INLINE or not all(numbers):
        return entries
    paths = [_inline_path(entry.kind.path, number) for entry, number in zip(entries, numbers, strict=True)]
    if not _rise([(entry.kind.path, path) for entry, path in zip(entries, paths, strict=True)]):
        return entries
    return [
        replace(
            entry,
            kind=replace(entry.kind, ordinal=mark["number"], path=path),
            text=(entry.text[0].cut(mark.end()), *entry.text[1:]),
            ordinal=entry.text[0].cut(*mark.span("number")),
        )
        for entry, mark, path in zip(entries, marks, paths, strict=True)
        if mark is not None
    ]


def _inline_path(group: str, number: str) -> str:
    """Return the path of a row by the ordinal that opens its words: "1.2" in group "1" is "1.2", "2" in "I" is "I.2"."""
    return number if not group or number.startswith(f"{group}.") else f"{group}.{number}"


def _rise(rows: Sequence[tuple[str, str]]) -> bool:
    """Do the paths rise from row to row within each group?"""
    last: dict[str, tuple[int, ...]] = {}
    for group, path in rows:
        number = tuple(int(part) for part in path.split(".") if part.isdecimal())
        if number <= last.get(group, ()):
            return False
        last[group] = number
    return True


@dataclass(slots=True)
class _Paths:
    """Gives each row its path: rows without an ordinal are counted in their group, a repeated one gets "~2"."""

    unnumbered: dict[str, int] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)

    def of(self, kind: RowKind) -> str:
        """Return the path of a row."""
        if kind.ordinal is None:
            self.unnumbered[kind.path] = self.unnumbered.get(kind.path, 0) + 1
            own = f"-{self.unnumbered[kind.path]}"
            return f"{kind.path}.{own}" if kind.path else own
        self.used[kind.path] = self.used.get(kind.path, 0) + 1
        times = self.used[kind.path]
        return kind.path if times == 1 else f"{kind.path}~{times}"


@dataclass(frozen=True)
class _Reader:
    """Reads one table of work."""

    draft: Draft
    index: int
    table: Table
    columns: TaskColumns

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The cells of each body row, merged ones in every row they cover."""
        return body_rows(self.table)

    @cached_property
    def kinds(self) -> dict[int, RowKind]:
        """What each row is, by its number in the table."""
        return {kind.row: kind for kind in row_kinds(self.table)}

    @cached_property
    def numbered(self) -> bool:
        """Does any row have an ordinal?"""
        return any(kind.ordinal for kind in self.kinds.values())

    @property
    def groups(self) -> tuple[str, ...]:
        """The words of the group rows."""
        cells = (self._task_cell(kind.row) for kind in self.kinds.values() if kind.kind == "group")
        return tuple(cell.text for cell in cells if cell is not None)

    @cached_property
    def phases(self) -> dict[int, str]:
        """The period of each group row that is, or stands in, a phase ("Giai đoạn 2021-2025")."""
        found: dict[int, str] = {}
        for kind in self.kinds.values():
            if kind.kind != "group":
                continue
            cell = self._task_cell(kind.row)
            own = _period(self.draft, cell.text) if cell else None
            above = found.get(kind.parent) if kind.parent is not None else None
            if own or above:
                found[kind.row] = own or above or ""
        return found

    def entries(self) -> Iterator[_Entry]:
        """Yield the tasks with their rows: a row under the same merged task cell goes on with it."""
        open_cell: Cell | None = None
        entry: _Entry | None = None
        above: RowValues | None = None
        for at, cells in enumerate(self.rows):
            kind = self.kinds[self.table.header_rows + at]
            cell = cell_at(cells, self.columns.task)
            values = row_values(cells, self.columns, above)
            merged = cell is not None and cell is open_cell
            if entry is not None and (merged or (kind.kind == "leaf" and _continues(cell, kind, values))):
                entry.rows.append(values)
                above = values
                continue
            if entry is not None:
                yield entry
            entry, open_cell = None, None
            if cell is not None and not is_nothing(cell.text) and self._is_task(kind, cell, values):
                entry = _Entry(kind, parts_of(cell), [values])
                open_cell, above = cell, values
        if entry is not None:
            yield entry

    def _is_task(self, kind: RowKind, cell: Cell, values: RowValues) -> bool:
        if kind.kind == "group":
            return bool(values.leads or values.when)
        if kind.kind != "leaf":
            return False
        return not values.empty or not (self._spans(cell) or self._heads_rows(kind, cell))

    def _spans(self, cell: Cell) -> bool:
        """Does the cell reach over columns of values, as the heading of a group does?"""
        end = cell.col + cell.col_span
        return any(
            self.columns.task < col < end for col in (*self.columns.values, *self.columns.money)
        ) or end - cell.col >= max(self.table.cols - 1, 2)

    def _heads_rows(self, kind: RowKind, cell: Cell) -> bool:
        """Are words without ordinal and values, among rows with ordinals, a heading between them?

        They are bold, or begin with a capital and no list mark, right over a row with an ordinal.
        """
        if kind.ordinal is not None or not self.numbered:
            return False
        below = self.kinds.get(kind.row + 1)
        over = below is not None and below.ordinal is not None and cell.text[:1].isupper()
        return cell.bold or cell.text.isupper() or over

    def _task_cell(self, row: int) -> Cell | None:
        return cell_at(self.rows[row - self.table.header_rows], self.columns.task)

    def task(self, entry: _Entry, path: str) -> plan.Task:
        """Make the record of a task."""
        draft, rows = self.draft, entry.rows
        outputs = [outputs_in(row.outputs) for row in rows]
        every = [one for row in outputs for one in row]
        leads = [part for row in rows for part in row.leads]
        partners = [part for row in rows for part in row.partners]
        whens = [self._when(row) for row in rows]
        text, printed = _text(entry.text)
        parent = entry.kind.parent
        task = plan.Task(
            ordinal=entry.kind.ordinal,
            path=path,
            parent=self.kinds[parent].path if parent is not None else None,
            text=text,
            origin="table",
            table=self.index,
            row=entry.kind.row,
            leads=agencies_in(draft, leads),
            partners=agencies_in(draft, partners),
            when=whens[0] if len(_times(whens)) == 1 else self._when_of_output(every),
            outputs=tuple(dict.fromkeys(one.text for one in every)),
            quantities=quantities_of(draft, entry.text, rows, every),
            by_year=by_year_of(draft, rows, self.columns),
            amounts=amounts_of(draft, rows, self.columns, self.phases.get(parent) if parent else None),
            items=self._items(entry, outputs, path, text),
        )
        return task.model_copy(update={"evidence": self._places(entry, task, printed, every)})

    def _places(
        self, entry: _Entry, task: plan.Task, printed: Sequence[Passage], outputs: Sequence[Passage]
    ) -> dict[str, tuple[Evidence, ...]]:
        """Return where the words and values of a task stand."""
        ordinal = entry.ordinal or entry.rows[0].ordinal
        words = with_evidence(
            self.draft,
            ordinal=[ordinal] if ordinal and entry.kind.ordinal else [],
            text=printed,
            outputs=outputs,
        )
        return words | evidence_of_records(
            leads=task.leads,
            partners=task.partners,
            when=(task.when,),
            quantities=task.quantities,
            by_year=task.by_year.values(),
            amounts=task.amounts,
        )

    def _when(self, row: RowValues) -> plan.When | None:
        if row.marks:
            return self._marked(row.marks)
        if row.when is None or row.when_col is None:
            return None
        head = self.columns.roles[row.when_col].text
        deadline = is_deadline(head.split(" > ")[-1])
        return cell_when(self.draft, row.when, deadline=deadline, year=year_in_head(head))

    def _marked(self, marks: Sequence[int]) -> plan.When | None:
        """Return the time that marks under years, quarters or months say."""
        printed = marked_time(self.table, marks)
        head = self.columns.roles[marks[0]].text
        if printed is None:
            return None
        deadline = is_deadline(head.split(" > ")[0])
        return cell_when(self.draft, printed, deadline=deadline, year=year_in_head(head))

    @cached_property
    def dated_outputs(self) -> str | None:
        """The head of a column that holds results with their times ("Sản phẩm và thời hạn"), where no other has these."""
        heads = (self.columns.roles[col].text for col in self.columns.of("output"))
        return None if self.columns.of("when") else next((head for head in heads if names_time(head)), None)

    def _when_of_output(self, outputs: Sequence[Passage]) -> plan.When | None:
        """Return the time of a row's only output, where its column holds times too."""
        if len(outputs) != 1 or self.dated_outputs is None:
            return None
        return own_when(self.draft, outputs[0], deadline=is_deadline(self.dated_outputs))

    def _dated(self, part: Passage, path: str) -> plan.Task | None:
        """Return an output or item of a cell as a task of its own, when it names its own day, month or deadline."""
        head = self.dated_outputs
        when = own_when(self.draft, part, deadline=head is not None and is_deadline(head))
        if when is None or when.edtf is None or (head is None and not _is_last_day(when)):
            return None
        evidence = with_evidence(self.draft, text=[part])
        return plan.Task(path=path, text=part.text, origin="table", when=when, by_year={}, evidence=evidence)

    def _items(
        self, entry: _Entry, outputs: Sequence[Sequence[Passage]], path: str, text: str
    ) -> tuple[plan.Task, ...]:
        """Return the parts of a row that have a lead or a date of their own."""
        rows = entry.rows
        if len(rows) > 1 and (
            len({tuple(part.text for part in row.leads) for row in rows}) > 1
            or len(_times([self._when(row) for row in rows])) > 1
        ):
            return tuple(
                self._row_item(row, outputs[at], f"{path}.-{at + 1}", text) for at, row in enumerate(rows)
            )
        parts = [one for row in outputs for one in row]
        if len(parts) == 1 and self.dated_outputs is not None:
            return ()
        found = [self._dated(part, f"{path}.-{at + 1}") for at, part in enumerate(parts)]
        if not any(found) and len(entry.text) > 1:
            found = [self._dated(bare(part), f"{path}.-{at + 1}") for at, part in enumerate(entry.text)]
        return tuple(item for item in found if item is not None)

    def _row_item(self, row: RowValues, outputs: Sequence[Passage], path: str, text: str) -> plan.Task:
        """Return one of several rows of a merged task as a part of it."""
        return plan.Task(
            path=path,
            text=text,
            origin="table",
            leads=agencies_in(self.draft, row.leads),
            partners=agencies_in(self.draft, row.partners),
            when=self._when(row),
            outputs=tuple(one.text for one in outputs),
            by_year={},
            evidence=with_evidence(
                self.draft,
                leads=row.leads,
                partners=row.partners,
                when=[row.when] if row.when else [],
                outputs=outputs,
            ),
        )


def _continues(cell: Cell | None, kind: RowKind, values: RowValues) -> bool:
    """Is this row, without ordinal and text of its own, more of the task above?"""
    return kind.ordinal is None and (cell is None or is_nothing(cell.text)) and not values.empty


def _times(whens: Sequence[plan.When | None]) -> set[tuple[str | None, str | None]]:
    return {(when.edtf, when.by) for when in whens if when is not None}


def _text(parts: Sequence[Passage]) -> tuple[str, Sequence[Passage]]:
    """Return the words of the task cell: one list mark is left off, several items keep theirs."""
    if len(parts) > 1:
        return "\n".join(part.text for part in parts), parts
    match = BULLET.match(parts[0].text)
    only = parts[0].cut(match.end()) if match else parts[0]
    return only.text, (only,)


def _period(draft: Draft, text: str) -> str | None:
    """Return the time of a group's text that says little else: "Giai đoạn 1 (2021-2025)", "Năm 2022"."""
    for mention in times_of(draft, text, 0, len(text)):
        beside = len(text) - (mention.end - mention.start)
        if mention.kind in ("period", "date") and beside <= BESIDE:
            return mention.value.edtf
    return None


def _is_last_day(when: plan.When) -> bool:
    """Is it a deadline, or a day, month or quarter, and not the years or the frequency of the work itself?"""
    edtf = when.edtf or ""
    return not edtf.startswith("R") and (
        when.bound is not None or edtf.startswith("../") or "-" in edtf.split("/")[0]
    )
