"""Findings about pages in a row that say the same are one, and say of which pages they speak."""

from __future__ import annotations

import pytest

from vnplan_extract.document import Page, SourceFile
from vnplan_extract.findings import finding
from vnplan_extract.layout.assemble import assemble


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ({1: ["TCVN3"], 2: ["TCVN3"], 3: ["TCVN3"]}, [(1, "TCVN3", "1–3")]),
        ({1: ["TCVN3"], 2: [], 3: ["TCVN3"]}, [(1, "TCVN3", "1:"), (3, "TCVN3", "3:")]),
        (
            {1: ["TCVN3"], 2: ["TCVN3", "VNI"], 3: ["VNI"], 4: ["TCVN3"]},
            [(1, "TCVN3", "1–2"), (2, "VNI", "2–3"), (4, "TCVN3", "4:")],
        ),
    ],
)
def test_pages_in_a_row_are_told_of_once(pages, told):
    made = [
        Page(
            number,
            595,
            842,
            findings=tuple(
                finding("text-legacy", page=number, found=encoding, pages=number) for encoding in encodings
            ),
        )
        for number, encodings in pages.items()
    ]
    document = assemble(SourceFile("a.pdf", "0" * 64, "application/pdf"), made)
    found = [one for one in document.findings if one.code == "text-legacy"]
    assert [(one.page, one.found) for one in found] == [(page, encoding) for page, encoding, _ in told]
    assert all(said in one.message for one, (_, _, said) in zip(found, told, strict=True))
