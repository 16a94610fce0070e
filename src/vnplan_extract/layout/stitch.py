"""Table parts to tables: parts joined over pages, rows that the break cut put together, every cell with its places.

Each part is a `Sheet`. It either goes on the open table or begins another; `join_score` says how sure that is. A
repeated head is dropped, its columns are laid over the table's, and its first row goes on the table's last row where
the text shows that the break cut it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.layout.joined import Joined
from vnplan_extract.layout.joining import JOIN, judge, own_continuations, repeated_heads
from vnplan_extract.layout.sheet import sheet_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Table
    from vnplan_extract.layout.grid import TablePart


def stitch(parts: Sequence[TablePart]) -> tuple[tuple[Table, ...], tuple[int, ...]]:
    """Join the parts of tables, given in reading order.

    Returns:
        The logical tables, and for every part the index of the table that it went into.
    """
    tables: list[Joined] = []
    owner: list[int] = []
    for part in parts:
        whole = sheet_of(part)
        for at, sheet in enumerate(own_continuations(repeated_heads(whole))):
            current = tables[-1] if tables else None
            verdict = judge(current, sheet, part.before if at == 0 else (), inner=at > 0) if current else None
            if current is not None and verdict is not None and verdict.score >= JOIN:
                current.append(sheet, verdict)
            else:
                tables.append(Joined(sheet, part.before))
        tables[-1].after = part.after
        owner.append(len(tables) - 1)
    return tuple(table.finished(index) for index, table in enumerate(tables)), tuple(owner)
