"""The reference finder (pdfplumber) sees the same grid on every page where spans are not in play, and the same cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from vnplan_extract.layout.finders import find_grids
from vnplan_extract.pages.pdf import read_pdf

pdfplumber = pytest.importorskip("pdfplumber")

FIXTURES = Path(__file__).parent / "fixtures"
# WeasyPrint leaves out the lower rule of a row that the page break cuts; the reference loses that row.
PDFS = sorted(
    path.name for path in FIXTURES.glob("*.pdf") if not ("weasyprint" in path.name and ".split" in path.name)
)


@pytest.mark.parametrize("name", [name for name in PDFS if name.startswith(("tasks", "merged"))])
def test_same_cells_as_the_reference(name):
    path = FIXTURES / name
    pages = list(read_pdf(path.read_bytes(), name=name))
    with pdfplumber.open(path) as pdf:
        for page, reference in zip(pages, pdf.pages, strict=True):
            ours = sorted(
                tuple(round(edge) for edge in cell.box) for grid in find_grids(page) for cell in grid.cells
            )
            theirs = sorted(
                tuple(round(float(edge)) for edge in cell)
                for table in reference.find_tables()
                for cell in table.cells
            )
            assert len(ours) == len(theirs)
            for one, other in zip(ours, theirs, strict=True):
                assert all(abs(a - b) <= 2 for a, b in zip(one, other, strict=True))
            reference.close()


@pytest.mark.parametrize("name", [name for name in PDFS if name.startswith("tasks.")])
def test_same_text_as_the_reference(name):
    path = FIXTURES / name
    pages = list(read_pdf(path.read_bytes(), name=name))
    with pdfplumber.open(path) as pdf:
        for page, reference in zip(pages, pdf.pages, strict=True):
            (grid,) = find_grids(page)
            (table,) = reference.extract_tables()
            theirs = ["".join((cell or "").split()) for row in table for cell in row]
            ours = ["".join(word.text for line in cell.lines for word in line) for cell in grid.cells]
            assert ours == theirs
            reference.close()
