"""The reference finder (pdfplumber) sees the same cells on the pages of every fixture, and the same text in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from vnplan_extract.layout.finders import find_grids
from vnplan_extract.pages.pdf import read_pdf

pdfplumber = pytest.importorskip("pdfplumber")

FIXTURES = Path(__file__).parent / "fixtures"
PDFS = sorted(path.name for path in FIXTURES.glob("*.pdf"))
NEAR = 2  # points: the reference takes another one of two lines drawn side by side


def closed_cells(page):
    """Return our cells; those on an edge that browsers leave open in cut rows are left out, the reference loses them."""
    return [
        cell
        for grid in find_grids(page)
        for cell in grid.cells
        if not cell.open_below and (grid.framed or cell.row > 0)
    ]


def pages_of(name):
    """Give each page of a fixture as we read it and as the reference does; of long ones the first two and the last."""
    path = FIXTURES / name
    pages = list(read_pdf(path.read_bytes(), name=name))
    with pdfplumber.open(path) as pdf:
        for at in sorted({0, min(1, len(pages) - 1), len(pages) - 1}):
            yield pages[at], pdf.pages[at]
            pdf.pages[at].close()


@pytest.mark.parametrize("name", PDFS)
def test_same_cells_as_the_reference(name):
    for page, reference in pages_of(name):
        ours = sorted(cell.box for cell in closed_cells(page))
        theirs = sorted(tuple(map(float, box)) for table in reference.find_tables() for box in table.cells)
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            assert one == pytest.approx(other, abs=NEAR)


@pytest.mark.parametrize(
    "name", [name for name in PDFS if name.startswith("tasks.") and "split.once" not in name]
)
def test_same_text_as_the_reference(name):
    for page, reference in pages_of(name):
        ours = ["".join(w.text for line in cell.lines for w in line) for cell in closed_cells(page)]
        tables = reference.extract_tables()
        assert ours == ["".join((text or "").split()) for table in tables for row in table for text in row]
