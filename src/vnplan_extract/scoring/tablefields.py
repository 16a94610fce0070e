"""The tables of a plan: paired by what stands in them, then GriTS, TEDS, exact, joined, and their fields."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vnplan_extract.plan import Metric
from vnplan_extract.scoring.metrics import Ratio, folded
from vnplan_extract.scoring.pairing import pair
from vnplan_extract.scoring.settings import settings
from vnplan_extract.scoring.tables import LARGEST_GRITS, LARGEST_TEDS, Text, grits_of, same_cell, teds_of

if TYPE_CHECKING:
    from vnplan_extract.plan import Cell, Table
    from vnplan_extract.scoring.compare import Comparer

_KEY = 30
_MOST = 0.6
_FIELDS = (
    ("caption", Metric.TEXT),
    ("unit", Metric.EXACT),
    ("header_rows", Metric.EXACT),
    ("rows", Metric.EXACT),
    ("cols", Metric.EXACT),
    ("columns", Metric.ROWS),
    ("notes", Metric.TEXT),
    ("complete", Metric.EXACT),
)
_NAMES = frozenset(name for name, _ in _FIELDS)


def compare_tables(comparer: Comparer) -> None:
    """Compare the tables of gold and output."""
    gold, found = comparer.gold.plan.tables, comparer.plan.tables
    cells = comparer.labelled("tables.cells")
    words = [_words(table) for table in gold], [_words(table) for table in found]

    def likeness(one: int, other: int) -> float:
        if not cells or not words[0][one]:
            return _by_size(gold[one], found[other], rows=comparer.labelled("tables.rows"))
        return (
            2
            * (words[0][one] & words[1][other]).total()
            / (words[0][one].total() + words[1][other].total() or 1)
        )

    pairing = pair(gold, found, likeness, cutoff=settings().table)
    comparer.rows_met["tables"] = dict(pairing.pairs)
    for one, other in pairing.pairs:
        parts = [at for at, own in enumerate(words[1]) if _mostly(own, words[0][one])] if cells else [other]
        _pair(comparer, one, gold[one], found[other], alone=parts in ([other], []))
    for one in pairing.missing:
        _only(comparer, gold[one], missing=True)
        comparer.lost(gold[one], "tables", f"/tables/{one}", "missing", only=_NAMES)
    for other in pairing.invented:
        _only(comparer, found[other], missing=False)
        comparer.lost(found[other], "tables", f"/tables/{other}", "invented", only=_NAMES)
        comparer.extra.setdefault("tables", []).append(found[other])


def _words(table: Table) -> Counter[str]:
    return Counter(folded(cell.text)[:_KEY] for cell in table.cells if cell.text.strip())


def _mostly(part: Counter[str], whole: Counter[str]) -> bool:
    return bool(part) and (part & whole).total() >= _MOST * part.total()


def _by_size(gold: Table, found: Table, *, rows: bool) -> float:
    """Return how near the sizes are, where gold has no cells (and perhaps no number of rows either)."""
    across = min(gold.cols, found.cols) / max(gold.cols, found.cols, 1)
    return across * (min(gold.rows, found.rows) / max(gold.rows, found.rows, 1) if rows else 1.0)


def _only(comparer: Comparer, table: Table, *, missing: bool) -> None:
    """Measure a table that only one side has: nothing of it is in common."""
    cells = table.rows * table.cols
    if comparer.labelled("tables.cells"):
        for name in ("grits_top", "grits_con"):
            comparer.sheet.measure(name, Ratio(0, cells))
        if missing:
            comparer.sheet.measure("exact_cells", Ratio(0, len(table.cells)))
            comparer.sheet.measure("numeric_cells", Ratio(0, len(_figures(table))))
            comparer.sheet.measure("exact_tables", Ratio(0, 1))
            comparer.sheet.measure("teds", Ratio(0, 1))
            comparer.sheet.measure("teds_s", Ratio(0, 1))
    if missing and comparer.labelled("tables.rows"):
        comparer.sheet.measure("joined_tables", Ratio(0, 1))


def _pair(comparer: Comparer, at: int, gold: Table, found: Table, *, alone: bool) -> None:
    path = f"/tables/{at}"
    comparer.met[path] = (found, None)
    comparer.sheet.count("tables", "right")
    if comparer.labelled("tables.rows"):
        joined = alone and found.rows == gold.rows
        comparer.sheet.measure("joined_tables", Ratio(float(joined), 1))
    for name, metric in _FIELDS:
        comparer.field(
            metric,
            getattr(gold, name),
            getattr(found, name),
            name=f"tables.{name}",
            path=f"{path}/{name}",
            holder=(found, name),
        )
    if gold.pages and comparer.rendition in comparer.gold.paged:
        comparer.field(
            Metric.EXACT,
            gold.pages,
            found.pages,
            name="tables.pages",
            path=f"{path}/pages",
            holder=(found, "pages"),
        )
    if comparer.labelled("tables.cells"):
        _cells(comparer, path, gold, found)


def _cells(comparer: Comparer, path: str, gold: Table, found: Table) -> None:
    lengths = {
        at: length
        for at in range(len(gold.cells))
        if (length := comparer.gold.lengths.get(f"{path}/cells/{at}/text")) is not None
    }
    _exact_cells(comparer, path, gold, found, lengths)
    _numeric_cells(comparer, gold, found)
    if gold.rows * gold.cols * found.rows * found.cols <= LARGEST_GRITS:
        grits = grits_of(gold, found, lengths=lengths)
        comparer.sheet.measure("grits_top", grits.top)
        comparer.sheet.measure("grits_con", grits.con)
    if len(gold.cells) * len(found.cells) <= LARGEST_TEDS and not lengths:
        comparer.sheet.measure("teds", Ratio(teds_of(gold, found), 1))
        comparer.sheet.measure("teds_s", Ratio(teds_of(gold, found, structure=True), 1))


def _exact_cells(comparer: Comparer, path: str, gold: Table, found: Table, lengths: dict[int, int]) -> None:
    """Count the cells that are exact at their place, and list the others."""
    there = {(cell.row, cell.col): cell for cell in found.cells}
    exact = 0
    for at, cell in enumerate(gold.cells):
        other = there.pop((cell.row, cell.col), None)
        if other is not None and _same(cell, other, lengths.get(at)):
            exact += 1
            continue
        if other is None and not cell.text:
            continue
        comparer.mistake(
            "tables.cells",
            "missing" if other is None else "wrong",
            f"{path}/cells/{at}",
            gold=_shown(cell),
            found=_shown(other) if other else None,
            holder=(other, "text") if other else (None, ""),
        )
    comparer.sheet.measure("exact_cells", Ratio(exact, len(gold.cells)))
    whole = exact == len(gold.cells) and not there and (gold.rows, gold.cols) == (found.rows, found.cols)
    comparer.sheet.measure("exact_tables", Ratio(float(whole), 1))


def _numeric_cells(comparer: Comparer, gold: Table, found: Table) -> None:
    """Count the figures that are exact at their place, blanks left out: "1 250" is "1250"; a table without any has no share."""
    figures = _figures(gold)
    there = {(cell.row, cell.col): _closed(cell.text) for cell in found.cells}
    right = sum(there.get((cell.row, cell.col)) == _closed(cell.text) for cell in figures)
    if figures:
        comparer.sheet.measure("numeric_cells", Ratio(right, len(figures)))


def _figures(table: Table) -> list[Cell]:
    """Return the cells under the head that hold digits and no letters, row numbers left out: amounts, counts, shares, dates."""
    numbers = {at for at, column in enumerate(table.columns) if column.role == "ordinal"}
    return [
        cell
        for cell in table.cells
        if not cell.header
        and cell.col not in numbers
        and any(letter.isdigit() for letter in cell.text)
        and not any(letter.isalpha() for letter in cell.text)
    ]


def _closed(text: str) -> str:
    return "".join(folded(text).split())


def _same(gold: Cell, found: Cell, length: int | None) -> bool:
    spans = (gold.row_span, gold.col_span) == (found.row_span, found.col_span)
    return spans and same_cell(Text(gold.text, length), found.text)


def _shown(cell: Cell) -> str:
    spans = f" [{cell.row_span} × {cell.col_span}]" if (cell.row_span, cell.col_span) != (1, 1) else ""
    return f"{cell.row},{cell.col}{spans}: {cell.text}"
