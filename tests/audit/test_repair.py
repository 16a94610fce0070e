"""Repairs: most of what OCR misreads in tables of money is put right, and nothing is ever put wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from audit_making import as_ocr, cell_changed, changes_value, clean_plan, figures_in_sums, misread
from vnplan_extract import read
from vnplan_extract.audit import audit, repair
from vnplan_extract.audit.confusions import is_damaged, readings
from vnplan_extract.audit.numbers import read_figure
from vnplan_extract.audit.repair import repaired
from vnplan_extract.document import Passage
from vnplan_extract.pipeline import plan_of


def outcomes(stem: str, *, every: int = 1) -> Counter:
    """Misread every number of a plan's tables in every way, and count what the repair makes of it."""
    plan = clean_plan(stem)
    tables = [as_ocr(table) for table in plan.tables]
    found: Counter = Counter()
    for turn, (index, figure) in enumerate(figures_in_sums(plan)):
        if turn % every:
            continue
        for text in misread(figure.text):
            if not changes_value(figure, text):
                continue
            after, _ = repaired(cell_changed(tables[index], figure.cell, text), f"/tables/{index}")
            changed = {at: cell.text for at, cell in enumerate(after.cells) if cell.repaired_from is not None}
            if not changed:
                found["left"] += 1
            elif list(changed) == [figure.cell] and read_figure(changed[figure.cell])[0] == figure.value:
                found["right"] += 1
            else:
                found["wrong"] += 1
    return found


@pytest.mark.parametrize(
    ("stem", "every"),
    [
        ("01-lao-cai-2021", 15),
        ("09-bo-nong-nghiep-2026", 6),
        ("11-chuong-trinh-nha-o-2022", 4),
        ("12-ngay-hoi-sach-2024", 1),
    ],
)
def test_misread_money_is_repaired(stem, every) -> None:
    found = outcomes(stem, every=every)
    assert found["wrong"] == 0
    assert found["right"] >= 0.9 * found.total() > 20


@pytest.mark.parametrize("stem", ["02-ha-giang-2021", "05-xa-ban-hien-2025", "10-phuong-an-huyen-2023"])
def test_nothing_is_repaired_wrongly_where_one_sum_proves(stem) -> None:
    found = outcomes(stem, every=2)
    assert found["wrong"] == 0
    assert found["right"] > 0


@pytest.mark.parametrize(
    "stem", ["05-xa-ban-hien-2025", "10-phuong-an-huyen-2023", "11-chuong-trinh-nha-o-2022"]
)
def test_any_other_misreading_is_never_repaired_wrongly(stem) -> None:
    plan = clean_plan(stem)
    tables = [as_ocr(table) for table in plan.tables]
    tried = 0
    for turn, (index, figure) in enumerate(figures_in_sums(plan)):
        at = [place for place, char in enumerate(figure.text) if char.isdigit()][-1 - turn % 2 :][0]
        for step in (1, 2, 4, 7):
            digit = str((int(figure.text[at]) + step) % 10)
            text = figure.text[:at] + digit + figure.text[at + 1 :]
            if not changes_value(figure, text):
                continue
            tried += 1
            after, _ = repaired(cell_changed(tables[index], figure.cell, text), f"/tables/{index}")
            changed = [
                (at, cell.text) for at, cell in enumerate(after.cells) if cell.repaired_from is not None
            ]
            assert changed in ([], [(figure.cell, figure.text)])
    assert tried > 15


def test_text_of_the_file_is_never_changed() -> None:
    plan = clean_plan("01-lao-cai-2021")
    table = cell_changed(plan.tables[0], _cell(plan, "18.450"), "18.4S0")
    assert repaired(table, "/tables/0") == (table, [])
    broken = plan.model_copy(update={"tables": (table,), "findings": ()})
    said = [finding for finding in audit(broken) if finding.code == "figure-unread"]
    assert [(finding.found, finding.expected) for finding in said] == [("18.4S0", "18.450")]


def test_clean_tables_are_left_alone() -> None:
    for stem in ("01-lao-cai-2021", "09-bo-nong-nghiep-2026"):
        table = as_ocr(clean_plan(stem).tables[-1])
        assert repaired(table, "/tables/0") == (table, [])


def test_two_misread_cells_of_one_group() -> None:
    plan = clean_plan("01-lao-cai-2021")
    table = as_ocr(plan.tables[0])
    for printed, misread_as in (("1.250", "1.2S0"), ("7.050", "7.850")):
        table = cell_changed(table, _cell(plan, printed), misread_as)
    after, findings = repaired(table, "/tables/0")
    assert {cell.repaired_from: cell.text for cell in after.cells if cell.repaired_from} == {
        "1.2S0": "1.250",
        "7.850": "7.050",
    }
    assert {finding.code for finding in findings} == {"cell-repaired"}
    assert all("=" in finding.message for finding in findings)


def test_two_readings_that_fit_are_left() -> None:
    plan = clean_plan("05-xa-ban-hien-2025")
    table = cell_changed(as_ocr(plan.tables[0]), _cell(plan, "28"), "20")
    after, findings = repaired(table, "/tables/0")
    assert after is table  # 28 for 20, or 333,5 for 341,5: the sum cannot tell
    assert findings == []


def test_a_hopeless_table_is_given_up_in_time() -> None:
    plan = clean_plan("01-lao-cai-2021")
    table = as_ocr(plan.tables[0])
    for index, figure in figures_in_sums(plan):
        assert index == 0
        text = figure.text.replace("5", "6", 1).replace("0", "8", 1)
        table = cell_changed(table, figure.cell, text)
    after, _ = repaired(table, "/tables/0")
    assert len(after.cells) == len(table.cells)


def test_repair_of_a_stored_plan() -> None:
    plan = clean_plan("09-bo-nong-nghiep-2026")
    index = next(index for index, _ in figures_in_sums(plan))
    table = cell_changed(as_ocr(plan.tables[index]), _cell(plan, "990,5"), "998,5")
    tables = tuple(table if at == index else other for at, other in enumerate(plan.tables))
    after = repair(plan.model_copy(update={"tables": tables, "findings": ()}))
    assert [finding.code for finding in after.findings] == ["cell-repaired"]
    assert after.findings[0].expected == "990,5"
    assert type(after).model_validate_json(after.model_dump_json()) == after


def _cell(plan, text: str) -> int:
    index = next(index for index, _ in figures_in_sums(plan))
    return next(at for at, cell in enumerate(plan.tables[index].cells) if cell.text == text)


def test_repaired_values_reach_the_tasks() -> None:
    from audit_making import CORPUS

    document = read(CORPUS / "01-lao-cai-2021.libreoffice.pdf")
    pages = tuple(
        replace(page, read_by="ocr", lines=tuple(replace(line, read_by="ocr") for line in page.lines))
        for page in document.pages
    )
    tables = []
    for table in document.tables:
        at = next(at for at, cell in enumerate(table.cells) if cell.text == "1.350")
        cell = table.cells[at]
        passage = Passage("l.3S0", cell.passage.pieces)
        cells = (*table.cells[:at], replace(cell, passage=passage, parts=(passage,)), *table.cells[at + 1 :])
        tables.append(replace(table, cells=cells))
    plan = plan_of(replace(document, pages=pages, tables=tuple(tables)))
    amounts = [line.amount for task in plan.tasks for line in task.amounts]
    marked = [amount for amount in amounts if "repaired" in amount.flags]
    assert [amount.low for amount in marked] == [1_350_000_000]
    assert [finding.code for finding in plan.findings if "repair" in finding.code] == ["cell-repaired"]
    assert not [finding for finding in plan.findings if finding.severity == "error"]


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("18.4S0", "18.450"),
        ("l.O5O", "1.050"),
        ("18 45O", "18 450"),
        ("8.050", "0.050"),
        ("35.I00", "35.100"),
        ("10 50", "1.050"),
        ("18,450", "18.450"),
        ("1.05", "1.050"),
        ("S", "5"),
        ("0S Cuộc", "05 Cuộc"),
        ("17SP", "11SP"),
    ],
)
def test_readings_one_confusion_away(text, one) -> None:
    assert any(
        read_figure(reading.text) == read_figure(one) for reading in readings(text, decimals=False)
    ) or (read_figure(one) is None)


def test_readings_are_bounded() -> None:
    assert readings("O" * 1000, decimals=True) == ()
    assert readings("SBSBSBSB1", decimals=False) == ()
    assert readings("4²", decimals=True) == ()  # a raised figure is none of a number's
    assert not is_damaged("Sở Công Thương")
    assert len(readings("8" * 20, decimals=True)) < 100
