"""Random tables drawn to PDF come back the same: spans on one page, split at any row, split inside any row."""

from __future__ import annotations

import io
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from table_making import SOURCE, shape
from vnplan_extract.layout.assemble import assemble
from vnplan_extract.layout.finders import find_grids
from vnplan_extract.pages.pdf import read_pdf

WIDTH, HEIGHT = 842.0, 595.0
LEADING, SIZE, PAD = 13.0, 10, 4.0
TOP = 60.0
QUICK = settings(max_examples=40, deadline=None)


class Sheets:
    """Pages on which boxes and lines of text are drawn, y counted from the top as a reader does."""

    def __init__(self):
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT))

    def line(self, x0, y0, x1, y1):
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def box(self, x0, y0, x1, y1, *, top=True, bottom=True):
        """Draw a cell's edges, upper and lower one only if wanted."""
        self.line(x0, y0, x0, y1)
        self.line(x1, y0, x1, y1)
        if top:
            self.line(x0, y0, x1, y0)
        if bottom:
            self.line(x0, y1, x1, y1)

    def text(self, x, y, lines):
        self.canvas.setFont("Helvetica", SIZE)
        for at, line in enumerate(lines):
            self.canvas.drawString(x + PAD, HEIGHT - y - LEADING * (at + 1) + 2, line)

    def done(self):
        self.canvas.showPage()

    def pages(self):
        self.canvas.save()
        return list(read_pdf(self.buffer.getvalue(), name="drawn.pdf"))


@st.composite
def spanned_grids(draw):
    """Cells (place, text) of a random grid in which every row and column has a cell of its own; its edges."""
    rows, cols = draw(st.integers(2, 7)), draw(st.integers(2, 6))
    owner = [[None] * cols for _ in range(rows)]
    cells = []
    for row in range(rows):
        for col in range(cols):
            if owner[row][col] is not None:
                continue
            down = draw(st.sampled_from([1, 1, 1, 2, 3]))
            across = draw(st.sampled_from([1, 1, 1, 2, 3]))
            down, across = min(down, rows - row), min(across, cols - col)
            while any(owner[row][c] is not None for c in range(col, col + across)):
                across -= 1
            for r in range(row, row + down):
                for c in range(col, col + across):
                    owner[r][c] = len(cells)
            cells.append(((row, col, down, across), f"Ong {row}.{col}."))
    assume(all(any(place[1] == col and place[3] == 1 for place, _ in cells) for col in range(cols)))
    assume(all(any(place[0] == row and place[2] == 1 for place, _ in cells) for row in range(rows)))
    xs, ys = [50.0], [TOP]
    for _ in range(cols):
        xs.append(xs[-1] + draw(st.integers(55, 110)))
    for _ in range(rows):
        ys.append(ys[-1] + draw(st.integers(18, 60)))
    return cells, xs, ys


def columns_in(grid, first, last):
    """Count the columns with text in the rows from `first` to before `last`: a lone box is no part of a table."""
    return len({place[1] for place, _ in grid[0] if first <= place[0] < last})


def edges_in(grid, first, last):
    """Return the column edges that the rows from `first` to before `last` show."""
    places = [place for place, _ in grid[0] if place[0] < last and place[0] + place[2] > first]
    return {edge for _, col, _, across in places for edge in (col, col + across)}


def has_all_columns(grid, first, last):
    """Tell whether each column that the rows show has a cell of its own there: without one it may be a border that moved."""
    places = [place for place, _ in grid[0] if place[0] < last and place[0] + place[2] > first]
    own = {(col, col + across) for _, col, _, across in places}
    return all(column in own for column in pairwise(sorted(edges_in(grid, first, last))))


def draw_rows(sheets, grid, first, last):
    """Draw the rows from `first` to before `last`; cells that go on beyond them have no rule there, as browsers print."""
    cells, xs, ys = grid
    shift = ys[first] - TOP
    for (row, col, down, across), text in cells:
        top, bottom = max(row, first), min(row + down, last)
        if top >= bottom:
            continue
        whole = (row >= first, row + down <= last)
        edges = xs[col], ys[top] - shift, xs[col + across], ys[bottom] - shift
        sheets.box(*edges, top=whole[0], bottom=whole[1])
        if whole[0]:
            sheets.text(xs[col], ys[top] - shift, [text])
    sheets.done()


@QUICK
@given(spanned_grids())
def test_a_random_grid_comes_back_the_same(grid):
    sheets = Sheets()
    draw_rows(sheets, grid, 0, len(grid[2]) - 1)
    (page,) = sheets.pages()
    (found,) = find_grids(page)
    assert shape(found.cells) == [place for place, _ in grid[0]]
    texts = [" ".join(word.text for line in cell.lines for word in line) for cell in found.cells]
    assert texts == [text for _, text in grid[0]]


@QUICK
@given(spanned_grids(), st.data())
def test_split_at_any_row_it_comes_back_the_same(grid, data):
    rows = len(grid[2]) - 1
    at = data.draw(st.integers(1, rows - 1))
    assume(min(columns_in(grid, 0, at), columns_in(grid, at, rows)) > 1)
    # Where each part has edges that the other lacks, columns and moved borders cannot be told apart.
    upper, lower = edges_in(grid, 0, at), edges_in(grid, at, rows)
    assume(upper <= lower or lower <= upper)
    assume(has_all_columns(grid, 0, at) and has_all_columns(grid, at, rows))
    sheets = Sheets()
    draw_rows(sheets, grid, 0, at)
    draw_rows(sheets, grid, at, rows)
    (table,) = assemble(SOURCE, sheets.pages()).tables
    assert shape(table.cells) == [place for place, _ in grid[0]]
    assert [cell.text for cell in table.cells] == [text for _, text in grid[0]]


HEAD = ("TT", "Noi dung", "Chu tri", "Thoi gian")
EDGES = (50.0, 90.0, 330.0, 470.0, 570.0)
SYLLABLES = ("khao", "sat", "co", "so", "che", "bien", "cua", "xa", "ve", "mat", "ong", "va", "che", "hang")


def wrapped(text, width):
    """Set a text in lines of a width, as Helvetica runs."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, "Helvetica", SIZE) <= width - 2 * PAD:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@st.composite
def work_tables(draw):
    """Rows of a table of work: each a sentence, who leads, and when."""
    sentence = st.lists(st.sampled_from(SYLLABLES), min_size=8, max_size=40)
    leads = st.sampled_from(["So Cong Thuong", "So Y te", "Chi cuc Kiem lam vung cao phia bac tinh"])
    return [
        (str(at), "To chuc " + " ".join(draw(sentence)) + ".", draw(leads), "Nam 2022")
        for at in range(1, draw(st.integers(2, 6)))
    ]


def draw_lines(sheets, rows, *, open_top=False, open_bottom=False):
    """Draw rows of cells given as lines; the first row's upper, the last row's lower rule may be left out."""
    y = TOP
    for at, row in enumerate(rows):
        high = LEADING * max(len(lines) for lines in row) + 2 * PAD
        for col, lines in enumerate(row):
            top, bottom = not (open_top and at == 0), not (open_bottom and at == len(rows) - 1)
            sheets.box(EDGES[col], y, EDGES[col + 1], y + high, top=top, bottom=bottom)
            sheets.text(EDGES[col], y, lines)
        y += high
    sheets.done()


@QUICK
@given(work_tables(), st.booleans(), st.booleans(), st.data())
def test_split_inside_any_row_it_comes_back_the_same(rows, repeated, browser, data):
    widths = [after - before for before, after in pairwise(EDGES)]
    head = [[text] for text in HEAD]
    body = [[wrapped(text, width) for text, width in zip(row, widths, strict=True)] for row in rows]
    tall = [at for at, row in enumerate(body) if max(map(len, row)) > 1]
    assume(tall)
    at = data.draw(st.sampled_from(tall))
    cut = data.draw(st.integers(1, max(map(len, body[at])) - 1))
    upper, lower = [lines[:cut] for lines in body[at]], [lines[cut:] for lines in body[at]]
    sheets = Sheets()
    draw_lines(sheets, [head, *body[:at], upper], open_bottom=browser)
    draw_lines(
        sheets,
        [*([head] if repeated else []), lower, *body[at + 1 :]],
        open_top=browser and not repeated,
    )
    (table,) = assemble(SOURCE, sheets.pages()).tables
    got = [[cell.text for cell in table.cells if cell.row == row] for row in range(table.rows)]
    assert got == [list(HEAD), *map(list, rows)]
    assert table.header_rows == 1
    assert table.fragments[1].split_row
