"""Golden files of three documents, stage by stage: pages, lines, blocks, Plan.

Regenerate with `python -m pytest tests/test_golden.py --force-regen`, look at the diff, and run again without it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from vnplan_extract import Options, read
from vnplan_extract.pages.open import open_source
from vnplan_extract.pipeline import plan_of

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
NAMES = ["03-quang-ngai-2021.libreoffice.pdf", "05-xa-ban-hien-2025.docx", "06-chuong-trinh-phoi-hop-2024.md"]


@cache
def document_of(name: str):
    return read(CORPUS / name)


@pytest.fixture(params=NAMES)
def name(request) -> str:
    return request.param


def _check(data_regression, name: str, stage: str, data: object) -> None:
    data_regression.check(data, basename=f"{name}.{stage}")


def test_pages(name, data_regression) -> None:
    opened = open_source(CORPUS / name, options=Options())
    rows = []
    for page in opened.pages:
        size = [round(page.width), round(page.height), page.read_by]
        words = [
            f"{word.text} {word.x0:.0f},{word.top:.0f} {word.size:.0f}{'b' * word.bold}{'i' * word.italic}"
            for word in page.words[:60]
        ]
        flow = [_flow_row(item) for item in page.flow or ()]
        rows.append(
            {"page": page.number, "size": size, "words": words, "rulings": len(page.rulings), "flow": flow}
        )
    _check(data_regression, name, "pages", rows)


def _flow_row(item: object) -> str:
    text = getattr(item, "text", None)
    if text is not None:
        return f"{item.role} {item.level or ''} {text[:70]}"
    return f"table {item.rows}x{item.cols} {len(item.cells)} cells"


def test_lines(name, data_regression) -> None:
    rows = [
        f"{line.page}:{line.start} {line.column} {'c' * line.centred}{'b' * line.bold} {line.text[:70]}"
        for page in document_of(name).pages
        for line in page.lines
    ]
    _check(data_regression, name, "lines", rows)


def test_blocks(name, data_regression) -> None:
    document = document_of(name)
    rows = [
        f"table {block.table}"
        if block.table is not None
        else f"{block.furniture or block.column} {len(block.lines)} {'c' * block.centred}{'b' * block.bold} {block.text[:70]}"
        for block in document.blocks
    ]
    _check(data_regression, name, "blocks", rows)


def test_plan(name, data_regression) -> None:
    plan = json.loads(plan_of(document_of(name)).model_dump_json())
    for volatile in ("source", "produced_by"):
        plan.pop(volatile)
    for table in plan["tables"]:
        table["cells"] = [
            [cell["row"], cell["col"], cell["row_span"], cell["col_span"], cell["text"]]
            for cell in table["cells"]
        ]
        table.pop("evidence")
    _check(data_regression, name, "plan", plan)
