"""One table in rules of every style, with and without ordinals, printed by two producers: always the same grid."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from table_making import pdf_document, shape

STYLES = Path(__file__).parent / "fixtures" / "styles"
EXPECTED = json.loads((STYLES / "expected.json").read_text(encoding="utf-8"))
PDFS = sorted(path.name for path in STYLES.glob("*.pdf"))


@pytest.mark.parametrize("name", PDFS)
def test_the_style_of_the_rules_changes_nothing(name):
    expected = EXPECTED[name.split(".")[0]]
    document = pdf_document(STYLES / name)
    (table,) = document.tables
    want = sorted((c["row"], c["col"], c["row_span"], c["col_span"], c["text"]) for c in expected["cells"])
    got = sorted((*place, cell.text) for place, cell in zip(shape(table.cells), table.cells, strict=True))
    assert got == want
    assert table.header_rows == 1
    assert table.unit is not None
