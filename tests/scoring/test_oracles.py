"""Our measures agree with published packages on random input: grits-metric, table-recognition-metric, anls-star, jiwer, nervaluate."""

from __future__ import annotations

import html
import unicodedata
from typing import TYPE_CHECKING

import anls_star
import grits
import jiwer
import nervaluate
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_recognition_metric import TEDS

from vnplan_extract.plan import Cell, Table
from vnplan_extract.scoring.anls import anls_star as our_anls
from vnplan_extract.scoring.metrics import text_errors
from vnplan_extract.scoring.spans import Span, span_scores
from vnplan_extract.scoring.tables import grits_of, teds_of, tree_of

if TYPE_CHECKING:
    from vnplan_extract.scoring.teds import Node

TEXTS = st.sampled_from(
    ["", "1", "18.450", "18 450", "Sở Tài chính", "Sở Tư pháp", "UBND", "2021-2025", "Hoàn thành", "ST T"]
)


@st.composite
def tables(draw) -> Table:
    """A table with random texts and random spans that do not overlap."""
    rows, cols = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    free = {(row, col) for row in range(rows) for col in range(cols)}
    cells = []
    for row in range(rows):
        for col in range(cols):
            if (row, col) not in free:
                continue
            height, width = draw(st.sampled_from([(1, 1), (1, 1), (1, 1), (2, 1), (1, 2), (2, 2)]))
            covered = {(row + down, col + right) for down in range(height) for right in range(width)}
            if not covered <= free:
                covered, height, width = {(row, col)}, 1, 1
            free -= covered
            cells.append(Cell(row=row, col=col, row_span=height, col_span=width, text=draw(TEXTS)))
    return Table(index=0, rows=rows, cols=cols, header_rows=draw(st.integers(0, 1)), cells=tuple(cells))


def html_of(table: Table) -> str:
    """The HTML that TEDS is defined on; every cell is a `td`, the head a `thead`."""
    return f"<html><body>{_html(tree_of(table))}</body></html>"


def _html(node: Node) -> str:
    if node.tag != "td":
        return f"<{node.tag}>{''.join(map(_html, node.children))}</{node.tag}>"
    spans = f' rowspan="{node.row_span}"' if node.row_span > 1 else ""
    spans += f' colspan="{node.col_span}"' if node.col_span > 1 else ""
    return f"<td{spans}>{html.escape(node.text)}</td>"


def _as_theirs(table: Table) -> list[grits.TableCell]:
    return [
        grits.TableCell(
            row_nums=list(range(cell.row, cell.row + cell.row_span)),
            column_nums=list(range(cell.col, cell.col + cell.col_span)),
            cell_text=cell.text,
        )
        for cell in table.cells
    ]


@given(tables(), tables())
@settings(max_examples=150)
def test_grits_is_that_of_grits_metric(gold: Table, found: Table) -> None:
    one, other = _as_theirs(gold), _as_theirs(found)
    ours = grits_of(gold, found)
    top = grits.grits_top(grits.cell_list_to_grid_top(one), grits.cell_list_to_grid_top(other))
    con = grits.grits_con(grits.cell_list_to_grid_con(one), grits.cell_list_to_grid_con(other))
    assert ours.top.value == pytest.approx(top[0])
    assert ours.con.value == pytest.approx(con[0])


@given(tables(), tables())
@settings(max_examples=100)
def test_teds_is_that_of_table_recognition_metric(gold: Table, found: Table) -> None:
    for structure in (False, True):
        theirs = TEDS(structure_only=structure)(html_of(found), html_of(gold))
        assert teds_of(gold, found, structure=structure) == pytest.approx(theirs)


LEAVES = st.one_of(st.none(), st.sampled_from(["", "KH-UBND", "KH UBND", "18.450", "Sở Y tế", "sở  y tế"]))
KEYS = st.sampled_from(["number", "title", "tasks"])


def _holds_something(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_something, value.values()))
    return any(map(_holds_something, value)) if isinstance(value, list) else value not in (None, "")


# Lists hold records that say something: which of several empty ones goes with which is a tie, and each program breaks it otherwise.
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner.filter(_holds_something), max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, max_size=3), st.dictionaries(KEYS, VALUES, max_size=3))
@settings(max_examples=200)
def test_anls_is_that_of_anls_star(gold, found) -> None:
    assert our_anls(gold, found) == pytest.approx(anls_star.anls_score(gold, found))


SENTENCES = st.lists(
    st.sampled_from(["kế", "hoạch", "hoá", "hóa", "1.250", "triệu", "đồng", "Sở"]), min_size=1, max_size=12
).map(" ".join)


@given(SENTENCES, SENTENCES)
def test_error_rates_are_those_of_jiwer(gold: str, found: str) -> None:
    ours = text_errors(gold, found)
    one, other = (unicodedata.normalize("NFC", text) for text in (gold, found))
    assert ours["cer"].value == pytest.approx(jiwer.cer(one, other))
    assert ours["wer"].value == pytest.approx(jiwer.wer(one, other))


@st.composite
def _mentions(draw) -> tuple[list[Span], list[Span]]:
    """Gold and found mentions, at most one of each in a stretch of ten characters: what belongs together is plain."""
    sides: tuple[list[Span], list[Span]] = ([], [])
    for slot in range(draw(st.integers(1, 5))):
        for side in sides:
            if draw(st.booleans()):
                start = draw(st.integers(0, 4))
                end = draw(st.integers(5, 9))
                side.append(
                    Span(draw(st.sampled_from(["date", "money"])), 10 * slot + start, 10 * slot + end)
                )
    return sides


@given(_mentions())
@settings(max_examples=150)
def test_span_scores_are_those_of_nervaluate(sides: tuple[list[Span], list[Span]]) -> None:
    gold, found = sides
    if not gold or not found:
        return
    ours = span_scores(gold, found)
    as_theirs = [
        [[{"label": span.kind, "start": span.start, "end": span.end - 1} for span in side]] for side in sides
    ]
    theirs = nervaluate.Evaluator(*as_theirs, tags=["date", "money"], loader="dict").evaluate()["overall"]
    rules = {"strict": ours.strict, "exact": ours.exact, "ent_type": ours.kind, "partial": ours.partial}
    for name, counts in rules.items():
        result = theirs[name]
        wrong = result.partial if name == "partial" else result.incorrect
        assert (counts.right, counts.wrong) == (result.correct, wrong), name
        assert (counts.missing, counts.invented) == (result.missed, result.spurious), name
