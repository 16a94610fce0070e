"""Ruled tables on one page: lines to cells, words into cells, and what is no table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from table_making import box_rulings, draw, shape
from timing import assert_linear
from vnplan_extract.document import Page, Ruling, Word
from vnplan_extract.layout.finders import find_grids
from vnplan_extract.layout.grid import TablePart
from vnplan_extract.layout.page import lay_out
from vnplan_extract.layout.ruled import find_ruled


def word(text, x, y):
    return Word(text, x, y, x + 5.0 * len(text), y + 11, size=11.0)


def page(rulings, words=None):
    words = words if words is not None else (word("một", 105, 105), word("hai", 205, 105))
    return Page(1, 595.0, 842.0, words=tuple(words), rulings=tuple(rulings))


def grid_lines(xs, ys):
    return [Ruling(xs[0], y, xs[-1], y) for y in ys] + [Ruling(x, ys[0], x, ys[-1]) for x in xs]


def dashes(rule, length=3.0, gap=3.0):
    result = []
    at = rule.x0 if rule.horizontal else rule.top
    end = rule.x1 if rule.horizontal else rule.bottom
    while at < end:
        stop = min(at + length, end)
        result.append(
            Ruling(at, rule.top, stop, rule.bottom) if rule.horizontal else Ruling(rule.x0, at, rule.x1, stop)
        )
        at += length + gap
    return result


XS, YS = (100.0, 200.0, 300.0), (100.0, 130.0, 160.0)
PLAIN = [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]
DRAWN = {
    "lines": grid_lines(XS, YS),
    "thin rectangles": [
        Ruling(r.x0 - 0.4, r.top - 0.4, r.x1 + 0.4, r.bottom + 0.4) for r in grid_lines(XS, YS)
    ],
    "cell by cell": [
        rule
        for x0, x1 in ((100, 200), (200, 300))
        for y0, y1 in ((100, 130), (130, 160))
        for rule in box_rulings(x0, y0, x1, y1)
    ],
    "double rules": grid_lines(XS, YS) + grid_lines((102.0, 202.0, 302.0), (102.0, 132.0, 162.0)),
    "dashed": [dash for rule in grid_lines(XS, YS) for dash in dashes(rule)],
    "dotted": [dash for rule in grid_lines(XS, YS) for dash in dashes(rule, 1.0, 2.0)],
    "gaps at the corners": [
        Ruling(r.x0 + 2, r.top, r.x1 - 2, r.bottom)
        if r.horizontal
        else Ruling(r.x0, r.top + 2, r.x1, r.bottom - 2)
        for r in grid_lines(XS, YS)
    ],
    "open sides": [Ruling(100, y, 300, y) for y in YS] + [Ruling(200, 100, 200, 160)],
    "open below": [Ruling(100, y, 300, y) for y in YS[:2]] + [Ruling(x, 100, x, 160) for x in XS],
    "overlapping rules": [
        *grid_lines(XS, YS),
        *(
            Ruling(r.x0 - 1.5, r.top + 0.7, r.x1 + 1.5, r.bottom + 0.7)
            for r in grid_lines(XS, YS)
            if r.horizontal
        ),
        *(Ruling(r.x0, r.top, r.x1, r.bottom - 20) for r in grid_lines(XS, YS) if not r.horizontal),
    ],
    "cells of no width": [
        *grid_lines(XS, YS),
        Ruling(200.4, 100, 200.4, 160),
        Ruling(299.0, 100, 299.0, 160),
    ],
    "cells of no height": [*grid_lines(XS, YS), Ruling(100, 130.9, 300, 130.9), Ruling(100, 99.2, 300, 99.2)],
    "rules of no length": [*grid_lines(XS, YS), Ruling(150, 115, 150, 115), Ruling(250, 145, 250, 145)],
    "with an underline inside": [*grid_lines(XS, YS), Ruling(110, 118, 150, 118)],
    "shaded cells": [*grid_lines(XS, YS), *box_rulings(100.3, 100.3, 199.7, 129.7)],
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_grid_drawn_in_any_way_comes_back(name):
    (grid,) = find_ruled(page(DRAWN[name]))
    assert (grid.rows, grid.cols) == (2, 2)
    assert shape(grid.cells) == PLAIN
    assert [len(cell.lines) for cell in grid.cells] == [1, 1, 0, 0]


NO_TABLES = {
    "a lone rectangle": box_rulings(100, 100, 300, 160),
    "an underline": [Ruling(100, 120, 180, 120)],
    "rules under the letterhead": [Ruling(120, 100, 180, 100), Ruling(380, 112, 470, 112)],
    "a cross": [Ruling(100, 130, 300, 130), Ruling(200, 100, 200, 160)],
    "the border of the page": [*box_rulings(20, 20, 575, 822), *box_rulings(23, 23, 572, 819)],
    "a ladder of one column": grid_lines((100.0, 300.0), (100.0, 120.0, 140.0, 160.0)),
    "an organisation chart": [
        *box_rulings(200, 50, 300, 80),
        Ruling(250, 80, 250, 95),
        Ruling(125, 95, 375, 95),
        Ruling(125, 95, 125, 110),
        Ruling(375, 95, 375, 110),
        *box_rulings(80, 110, 170, 140),
        *box_rulings(330, 110, 420, 140),
    ],
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_what_is_no_table(name):
    words = [word("một", 105, 105), word("hai", 220, 60), word("ba", 340, 120), word("bốn", 250, 400)]
    assert find_ruled(page(NO_TABLES[name], words)) == []


def test_an_empty_grid_is_no_table():
    assert find_ruled(page(grid_lines(XS, YS), [word("xa", 400, 400)])) == []


@pytest.mark.parametrize(
    "texts", [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SỞ Y TẾ"), ("Nơi nhận:", "KT. CHỦ TỊCH")]
)
def test_a_letterhead_with_borders_is_no_table(texts):
    cells = [((0, 0, 1, 1), texts[0]), ((0, 1, 1, 1), texts[1]), ((1, 0, 1, 1), "a"), ((1, 1, 1, 1), "b")]
    assert find_grids(draw(cells, (60, 330, 540), (60, 100, 140))) == []


def test_two_tables_one_under_the_other_stay_two():
    lower = grid_lines(XS, (180.0, 210.0, 240.0))
    words = [word("một", 105, 105), word("hai", 205, 105), word("ba", 105, 185), word("bốn", 205, 185)]
    grids = find_ruled(page([*grid_lines(XS, YS), *lower], words))
    assert [grid.ys[0] for grid in grids] == [100.0, 180.0]


def test_a_table_in_a_cell_is_the_text_of_that_cell():
    inner = grid_lines((110.0, 140.0, 190.0), (135.0, 145.0, 155.0))
    words = [word("một", 105, 105), word("hai", 205, 105), word("ab", 115, 134), word("cd", 145, 134)]
    (grid,) = find_ruled(page([*grid_lines(XS, YS), *inner], words))
    assert sum(len(line) for cell in grid.cells for line in cell.lines) == 4
    assert grid.nested == 1
    drawn = page([*grid_lines(XS, YS), *inner], words)
    assert [(found.code, found.page) for found in lay_out(drawn).findings] == [("table-nested", 1)]


def broken_page(rows, cols, gaps):
    """A grid drawn edge by edge without the edges under the squares named, and a word in each square."""
    xs, ys = [60.0 + 60 * at for at in range(cols + 1)], [60.0 + 30 * at for at in range(rows + 1)]
    rulings = [Ruling(x, ys[at], x, ys[at + 1]) for x in xs for at in range(rows) if (x, at) not in gaps]
    rulings += [
        Ruling(xs[col], y, xs[col + 1], y)
        for at, y in enumerate(ys)
        for col in range(cols)
        if (at, col) not in gaps
    ]
    words = [word(f"ô{row}x{col}", xs[col] + 5, ys[row] + 8) for row in range(rows) for col in range(cols)]
    return page(rulings, words)


# The edge under square (1, 1) and the one to its right are missing: three squares make a corner.
CORNER = {(2, 1), (180.0, 1)}


def test_rulings_that_contradict_one_another_in_one_place_are_told_of():
    (grid,) = find_ruled(broken_page(10, 8, CORNER))
    assert len(grid.cells) == 80
    assert 0 < grid.odd <= 0.04
    (found,) = lay_out(broken_page(10, 8, CORNER)).findings
    assert (found.code, found.page) == ("grid-inconsistent", 1)
    assert found.found is not None
    assert found.found.startswith("ô0x0 ô0x1")


def test_rulings_that_contradict_one_another_make_no_cells():
    gaps = {(row, col) for row in (2, 4) for col in (0, 2)} | {(120.0, 1), (240.0, 3)}
    drawn = broken_page(5, 4, gaps)
    laid = lay_out(drawn)
    assert not any(isinstance(item, TablePart) for item in laid.items)
    assert [found.code for found in laid.findings] == ["grid-inconsistent"]
    assert sum(len(line.text.split()) for line in laid.text.lines) == len(drawn.words)


def test_a_chart_is_not_told_of():
    words = [word(text, 220, 60) for text in ("Ban", "chỉ", "đạo", "tỉnh", "gồm", "các", "sở")]
    assert lay_out(page(NO_TABLES["an organisation chart"], words)).findings == ()


def test_spans_are_found():
    cells = [
        ((0, 0, 2, 1), "a"),
        ((0, 1, 1, 2), "b"),
        ((1, 1, 1, 1), "c"),
        ((1, 2, 1, 1), "d"),
        ((2, 0, 1, 3), "e"),
    ]
    (grid,) = find_ruled(draw(cells, (50, 120, 200, 300), (50, 80, 110, 140)))
    assert shape(grid.cells) == [place for place, _ in cells]


def test_a_border_moved_from_some_row_on_makes_no_column():
    above = [((0, 0, 1, 1), "a"), ((0, 1, 1, 1), "b"), ((0, 2, 1, 2), "c")]
    between = [((1, 0, 1, 4), "II. d")]
    below = [((2, 0, 1, 1), "e"), ((2, 1, 1, 2), "f"), ((2, 3, 1, 1), "g")]
    (grid,) = find_ruled(draw(above + between + below, (50, 120, 200, 240, 400), (50, 80, 110, 140)))
    assert grid.cols == 3
    assert [cell.col_span for cell in grid.cells] == [1, 1, 1, 3, 1, 1, 1]


def test_turned_heads_are_read_upwards():
    words = (Word("Số", 110, 119, 122, 129), Word("lượng", 110, 93, 122, 117), word("hai", 205, 105))
    (grid,) = find_ruled(page(grid_lines(XS, (90.0, 130.0, 160.0)), words))
    assert [word.text for word in grid.cells[0].lines[0]] == ["Số", "lượng"]


def test_turned_heads_that_run_down_are_read_downwards():
    places = {"Số": (118, 93, 130, 103), "lượng": (118, 105, 130, 127), "(lớp)": (104, 93, 116, 118)}
    words = [Word(text, *box, down=True) for text, box in places.items()]
    (grid,) = find_ruled(page(grid_lines(XS, (90.0, 130.0, 160.0)), (*words, word("hai", 205, 105))))
    assert [[word.text for word in line] for line in grid.cells[0].lines] == [["Số", "lượng"], ["(lớp)"]]


def test_a_word_that_crosses_an_edge_stands_where_most_of_it_lies():
    (grid,) = find_ruled(page(grid_lines(XS, YS), [Word("dài", 185, 105, 203, 116), word("hai", 220, 105)]))
    assert [[w.text for line in cell.lines for w in line] for cell in grid.cells][:2] == [["dài"], ["hai"]]


def test_a_map_is_given_up_quickly():
    def run(side: int) -> None:
        rulings = [Ruling(x * 4.0, y * 6.0, x * 4.0 + 3, y * 6.0) for x in range(side) for y in range(100)]
        rulings += [Ruling(x * 5.0, y * 8.0, x * 5.0, y * 8.0 + 7) for x in range(side) for y in range(100)]
        find_grids(page(rulings))

    assert_linear(run, 12, 100)  # hours when each pair is compared


def test_a_page_of_long_lines_is_given_up():
    def run(lines: int) -> None:
        across = [Ruling(0, y * 800 / lines, 595, y * 800 / lines) for y in range(lines)]
        down = [Ruling(x * 560 / lines, 0, x * 560 / lines, 842) for x in range(lines)]
        find_grids(page([*across, *down]))

    assert_linear(run, 1_000, 8_000)  # hours when each pair is compared


@st.composite
def random_grids(draw_):
    """A grid with random spans in which every row and column has a cell of its own."""
    rows, cols = draw_(st.integers(2, 7)), draw_(st.integers(2, 6))
    taken = [[False] * cols for _ in range(rows)]
    cells = []
    for row in range(rows):
        for col in range(cols):
            if taken[row][col]:
                continue
            height = draw_(st.integers(1, min(3, rows - row))) if draw_(st.integers(0, 4)) == 0 else 1
            width = draw_(st.integers(1, min(3, cols - col))) if draw_(st.integers(0, 4)) == 0 else 1
            while any(taken[r][c] for r in range(row, row + height) for c in range(col, col + width)):
                width -= 1
            for r in range(row, row + height):
                for c in range(col, col + width):
                    taken[r][c] = True
            cells.append(((row, col, height, width), f"w{row}x{col}"))
    for col in range(cols):
        if not any(place[1] == col and place[3] == 1 for place, _ in cells):
            return None
    for row in range(rows):
        if not any(place[0] == row and place[2] == 1 for place, _ in cells):
            return None
    xs = [60.0]
    for _ in range(cols):
        xs.append(xs[-1] + draw_(st.integers(38, 110)))
    ys = [60.0]
    for _ in range(rows):
        ys.append(ys[-1] + draw_(st.integers(16, 60)))
    return cells, xs, ys


@settings(max_examples=150, deadline=None)
@given(random_grids(), st.floats(-0.6, 0.6))
def test_a_random_grid_comes_back_the_same(grid, shift):
    if grid is None:
        return
    cells, xs, ys = grid
    drawn = draw(cells, xs, ys)
    moved = tuple(
        Ruling(
            r.x0 + shift * (at % 3),
            r.top + shift * (at % 2),
            r.x1 + shift * (at % 3),
            r.bottom + shift * (at % 2),
        )
        for at, r in enumerate(drawn.rulings)
    )
    (found,) = find_ruled(Page(1, 842, 595, words=drawn.words, rulings=moved))
    assert shape(found.cells) == [place for place, _ in cells]
    assert [" ".join(w.text for line in cell.lines for w in line) for cell in found.cells] == [
        text for _, text in cells
    ]


@st.composite
def scribbles(draw_):
    """Rulings and words anywhere, many of them on a few positions so that they meet."""
    place = st.one_of(st.sampled_from([50.0, 100.0, 101.5, 150.0, 152.9, 200.0, 300.0]), st.floats(0, 600))
    rulings = []
    for _ in range(draw_(st.integers(0, 30))):
        x0, x1 = sorted((draw_(place), draw_(place)))
        y0, y1 = sorted((draw_(place), draw_(place)))
        flat = draw_(st.integers(0, 2))
        rulings.append(
            Ruling(x0, y0, x1, y0)
            if flat == 0
            else Ruling(x0, y0, x0, y1)
            if flat == 1
            else Ruling(x0, y0, x1, y1)
        )
    words = [
        word(draw_(st.sampled_from(["STT", "TT", "1", "I", "xã", "1.050", "-"])), draw_(place), draw_(place))
        for _ in range(draw_(st.integers(0, 25)))
    ]
    return Page(1, 600.0, 600.0, words=tuple(words), rulings=tuple(rulings))


@settings(max_examples=200, deadline=None)
@given(scribbles())
def test_scribbles_never_break_and_no_word_stands_twice(drawn):
    seen = []
    for grid in find_grids(drawn):
        if not grid.cells:  # its rulings contradict one another
            assert grid.odd
            continue
        assert list(grid.xs) == sorted(grid.xs)
        assert list(grid.ys) == sorted(grid.ys)
        covered = set()
        for cell in grid.cells:
            squares = {
                (row, col)
                for row in range(cell.row, cell.row + cell.row_span)
                for col in range(cell.col, cell.col + cell.col_span)
            }
            assert not squares & covered
            covered |= squares
            seen.extend(id(w) for line in cell.lines for w in line)
        assert len(covered) == grid.rows * grid.cols
    assert len(seen) == len(set(seen))


def test_the_first_column_is_kept_where_neither_outer_rules_nor_its_inner_ones_are_drawn():
    xs, ys = (100.0, 200.0, 300.0), (100.0, 130.0, 160.0, 190.0, 220.0)
    inner = [Ruling(xs[1], ys[0], xs[1], ys[-1]), Ruling(xs[2], ys[0], xs[2], ys[-1])]
    long = [Ruling(60.0, ys[at], 360.0, ys[at]) for at in (1, 3)]
    short = [Ruling(xs[1], ys[2], 360.0, ys[2])]  # the first column has one cell beside two rows
    (grid,) = find_ruled(page(inner + long + short, [word("một", 70, 140), word("hai", 310, 140)]))
    assert (grid.rows, grid.cols) == (4, 3)
    assert (1, 0, 2, 1) in [(cell.row, cell.col, cell.row_span, cell.col_span) for cell in grid.cells]
