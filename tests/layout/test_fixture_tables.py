"""Tables typeset by four producers come back as one table each, every cell exact."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from table_making import pdf_document, shape

FIXTURES = Path(__file__).parent / "fixtures"
EXPECTED = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))
PDFS = sorted(path.name for path in FIXTURES.glob("*.pdf"))


def test_there_are_fixtures_of_four_producers():
    assert {name.split(".")[1].split("-")[0] for name in PDFS} == {
        "chromium",
        "libreoffice",
        "typst",
        "weasyprint",
    }
    assert {name.split(".")[2] for name in PDFS} == {"split", "whole"}
    assert {name.split(".")[3] for name in PDFS} == {"once", "repeated"}


@pytest.mark.parametrize("name", PDFS)
def test_comes_back_as_one_table_with_every_cell(name):
    expected = EXPECTED[name.split(".")[0]]
    document = pdf_document(FIXTURES / name)
    assert len(document.tables) == 1
    table = document.tables[0]
    assert (table.rows, table.cols, table.header_rows) == (
        expected["rows"],
        len(expected["widths"]),
        expected["header_rows"],
    )
    want = sorted((c["row"], c["col"], c["row_span"], c["col_span"], c["text"]) for c in expected["cells"])
    got = sorted((*place, cell.text) for place, cell in zip(shape(table.cells), table.cells, strict=True))
    assert got == want
    assert table.unit is not None
    assert table.unit.text == "triệu đồng"
    assert table.complete
    assert table.pages == tuple(range(1, len(document.pages) + 1))


@pytest.mark.parametrize("name", PDFS)
def test_every_character_of_a_cell_knows_its_place(name):
    document = pdf_document(FIXTURES / name)
    for cell in document.tables[0].cells:
        for piece in cell.passage.pieces:
            page = document.page(piece.page)
            assert (
                page.text[piece.offset : piece.offset + piece.length]
                == cell.text[piece.start : piece.start + piece.length]
            )
        covered = sum(piece.length for piece in cell.passage.pieces)
        assert covered + cell.text.count(" ") >= len(cell.text)
        assert {place.page for place in cell.passage.places()} <= {page for page, _ in cell.boxes}
