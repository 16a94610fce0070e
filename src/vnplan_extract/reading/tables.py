"""Puts the joined tables into the Plan: cells, columns with their roles, and the evidence of each cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract import plan
from vnplan_extract.findings import finding
from vnplan_extract.reading.columns import column_roles, unit_of
from vnplan_extract.reading.draft import evidence_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vnplan_extract.document import Block, Cell, Document, Fragment, Table
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.reading.draft import Draft

LONGEST_UNIT = 60  # letters of "Đơn vị tính: triệu đồng"
# A table within the text is headed "Bảng 1. ..."; the title of an annex heads a section, too.
NUMBERED = re.compile(r"(?:[IVXL]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s")
CAPTION = re.compile(r"Bảng\s+(?:số\s+)?[\dIVX]", re.IGNORECASE)


def read_tables(draft: Draft, indices: Iterable[int]) -> None:
    """Fill `tables` with the document's tables of these indices, numbered anew in reading order."""
    tables = [draft.document.tables[index] for index in indices]
    draft.source_tables = tables
    draft.tables = tuple(_table_record(draft, table, number) for number, table in enumerate(tables))


def around_tables(document: Document, indices: Iterable[int]) -> set[int]:
    """Return the blocks that say a table's unit, head it ("Bảng 1. ...") or are its notes: they are no section's text.

    Args:
        document: The document read.
        indices: The blocks to look at.
    """
    said: dict[int, list[tuple[int, bool]]] = {}
    for table in document.tables:
        units = () if table.unit is None else (table.unit,)
        own = [
            *table.notes,
            *([table.caption] if table.caption and CAPTION.match(table.caption.text) else []),
        ]
        for passage, whole in (*((one, False) for one in units), *((one, True) for one in own)):
            for piece in passage.pieces[:1]:
                said.setdefault(piece.page, []).append((piece.offset, whole))
    return {index for index in indices if said and _says(document.blocks[index], said)}


def _says(block: Block, said: dict[int, list[tuple[int, bool]]]) -> bool:
    """Whether a unit, in a short line of its own, or a note or heading begins in this block."""
    if block.table is not None or not block.passage.pieces:
        return False
    first = block.passage.pieces[0]
    return any(
        start == first.offset
        if whole
        else first.offset <= start < first.offset + first.length
        and len(block.text) < LONGEST_UNIT
        and NUMBERED.match(block.text) is None
        for start, whole in said.get(first.page, ())
    )


def _table_record(draft: Draft, table: Table, number: int) -> plan.Table:
    if not table.complete:
        _tell(draft, table, number, "table-incomplete")
    roles = column_roles(table)
    if any(role.assumed for role in roles):
        _tell(draft, table, number, "unit-assumed")
    return plan.Table(
        index=number,
        caption=table.caption.text if table.caption else None,
        unit=unit_of(table),
        header_rows=table.header_rows,
        rows=table.rows,
        cols=table.cols,
        cells=tuple(_cell_record(draft, cell) for cell in table.cells),
        columns=tuple(plan.Column(role=role.role, text=role.text, year=role.year) for role in roles),
        pages=table.pages,
        fragments=tuple(_fragment_record(fragment) for fragment in table.fragments),
        notes=tuple(note.text for note in table.notes),
        complete=table.complete,
        evidence=_places(draft, table),
    )


def _tell(draft: Draft, table: Table, number: int, code: str) -> None:
    """Give a finding about a whole table, with its first words."""
    top = next((place for cell in table.cells if (place := evidence_of(draft.document, cell.passage))), ())
    page = table.fragments[0].page if table.fragments else None
    draft.findings.append(finding(code, path=f"/tables/{number}", page=page, evidence={"found": top}))


def _places(draft: Draft, table: Table) -> dict[str, tuple[Evidence, ...]]:
    """Return where a table's caption, unit and notes stand."""
    evidence: dict[str, tuple[Evidence, ...]] = {}
    for name, passage in (("caption", table.caption), ("unit", table.unit)):
        if passage is not None:
            evidence[name] = evidence_of(draft.document, passage)
    if table.notes:
        evidence["notes"] = tuple(
            place for note in table.notes for place in evidence_of(draft.document, note)
        )
    return evidence


def _fragment_record(fragment: Fragment) -> plan.Fragment:
    return plan.Fragment(
        page=fragment.page,
        box=fragment.box,
        first_row=fragment.first_row,
        last_row=fragment.last_row,
        score=round(fragment.score, 3),
        split_row=fragment.split_row,
    )


def _cell_record(draft: Draft, cell: Cell) -> plan.Cell:
    return plan.Cell(
        row=cell.row,
        col=cell.col,
        row_span=cell.row_span,
        col_span=cell.col_span,
        text=cell.text,
        header=cell.header,
        evidence={"text": evidence_of(draft.document, cell.passage)} if cell.text else {},
    )
