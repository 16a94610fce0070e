"""Change any one number, marker or date of a plan whose sums close, and the audit says where."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from audit_making import CLEAN, CORPUS, changes_value, clean_plan, figures_in_sums, plan_of, with_cell
from vnplan_extract.audit import audit
from vnplan_extract.audit.budget import budget_equations
from vnplan_extract.audit.sums import ledgers_of

PLANS = sorted(
    path.name for path in CORPUS.glob("*.md") if path.name[:2].isdigit() and "sai-so" not in path.name
)


@pytest.mark.parametrize("name", PLANS)
def test_clean_plans_have_no_errors(name, extracted) -> None:
    findings = extracted(CORPUS / name).findings
    assert [finding.message for finding in findings if finding.severity == "error"] == []


def _other_digit(text: str, turn: int) -> str:
    places = [at for at, char in enumerate(text) if char.isdigit()]
    at = places[turn % len(places)]
    return text[:at] + str((int(text[at]) + 1 + turn % 8) % 10) + text[at + 1 :]


@pytest.mark.parametrize("stem", CLEAN)
def test_every_changed_number_is_reported_at_its_place(stem) -> None:
    plan = clean_plan(stem)
    tried = Counter()
    missed = []
    for turn, (table, figure) in enumerate(figures_in_sums(plan)):
        text = _other_digit(figure.text, turn)
        if not changes_value(figure, text):
            continue
        tried["all"] += 1
        path = f"/tables/{table}/cells/{figure.cell}"
        place = plan.tables[table].cells[figure.cell].evidence["text"][0]
        said = [
            finding
            for finding in audit(with_cell(plan, table, figure.cell, text))
            if finding.path == path
            or any(
                place in places or place.start == one.start
                for places in finding.evidence.values()
                for one in places
            )
        ]
        tried["at the cell"] += any(finding.path == path for finding in said)
        if not said:
            missed.append((figure.text, text))
    assert tried["all"] >= 5
    assert len(missed) <= tried["all"] // 100, missed
    if stem in ("01-lao-cai-2021", "09-bo-nong-nghiep-2026", "11-chuong-trinh-nha-o-2022"):
        assert tried["at the cell"] == tried["all"], "two sums cross at each cell"


def test_the_sums_of_lao_cai_all_close() -> None:
    plan = clean_plan("01-lao-cai-2021")
    assert sum(1 for _ in figures_in_sums(plan)) == 126  # 42 rows, three amounts each
    assert not [finding for finding in plan.findings if finding.severity == "error"]


def _amounts(plan):
    """Yield the pointers of the budget's amounts that stand in a sum with others."""
    used = {
        term.pointer
        for equation in budget_equations(plan, ledgers_of(plan))
        for term in equation.terms
        if term.pointer.startswith("/budget")
    }
    yield from sorted(used)


def _with_amount(plan, pointer: str, factor: Decimal):
    budget = plan.budget
    if pointer in ("/budget/total", "/budget/in_words"):
        name = pointer.rpartition("/")[2]
        amount = getattr(budget, name)
        budget = budget.model_copy(update={name: _times(amount, factor)})
    else:
        at = int(pointer.split("/")[3])
        lines = list(budget.lines)
        lines[at] = lines[at].model_copy(update={"amount": _times(lines[at].amount, factor)})
        budget = budget.model_copy(update={"lines": tuple(lines)})
    return plan.model_copy(update={"budget": budget, "findings": ()})


def _times(amount, factor: Decimal):
    return amount.model_copy(update={"low": amount.low * factor, "high": amount.high * factor})


def test_every_changed_amount_of_the_budget_is_reported_at_its_place() -> None:
    tried, missed = 0, []
    for stem in CLEAN:
        plan = clean_plan(stem)
        for pointer in _amounts(plan):
            for factor in (Decimal("1.1"), Decimal("0.9"), Decimal(10)):
                after = _with_amount(plan, pointer, factor)
                equations = budget_equations(after, ledgers_of(after))
                broken = [
                    one
                    for one in equations
                    if not one.closes and pointer in {term.pointer for term in one.terms}
                ]
                if not broken:
                    continue
                tried += 1
                sides = {term.pointer for one in broken for term in one.terms}
                if not any(finding.path in sides for finding in audit(after)):
                    missed.append((stem, pointer, factor))
    assert tried > 20
    assert len(missed) <= tried // 100, missed


def test_every_changed_year_of_a_column_is_reported() -> None:
    plan = clean_plan("02-ha-giang-2021")
    years = [
        (at, col, column.year)
        for at, table in enumerate(plan.tables)
        for col, column in enumerate(table.columns)
        if column.year is not None
    ]
    assert len(years) >= 4
    for at, col, year in years:
        for other in (year + 1, year - 1, year + 10, year - 10):
            columns = list(plan.tables[at].columns)
            columns[col] = columns[col].model_copy(update={"year": other})
            tables = list(plan.tables)
            tables[at] = tables[at].model_copy(update={"columns": tuple(columns)})
            after = audit(plan.model_copy(update={"tables": tuple(tables), "findings": ()}))
            said = [finding.path for finding in after if finding.code == "year-column-differs"]
            assert said or (col in (years[0][1], years[-1][1]) and _stands_apart(years, year, other)), other


def _stands_apart(years, year: int, other: int) -> bool:
    """Tell a year that may stand apart at an end: what is compared with before the first, an outlook after the last."""
    return other < min(value for _, _, value in years) or (year == years[-1][2] and other % 5 == 0)


MARKER = re.compile(
    r"(?m)^[#* ]*(?P<own>[IVX]+|\d+(?:\.\d+)*|[a-eđ])(?=[.)][* ]*\s)|^(?:<b>)?(?P<row>[IVX]+|\d+)(?=(?:</b>)?\t)"
)
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
LETTERS = "abcdđeghik"


def _two_further(marker: str) -> str:
    if marker in ROMAN:
        return ROMAN[ROMAN.index(marker) + 2]
    head, dot, last = marker.rpartition(".")
    return f"{head}{dot}{int(last) + 2}" if last.isdigit() else LETTERS[LETTERS.index(marker) + 2]


@pytest.mark.parametrize(
    "stem", ["04-thanh-hoa-2021", "06-chuong-trinh-phoi-hop-2024", "14-da-nang-logistics-2021"]
)
def test_every_changed_marker_is_reported(stem) -> None:
    text = (CORPUS / f"{stem}.md").read_text(encoding="utf-8")
    before = _said(text)
    matches = list(MARKER.finditer(text))
    missed = [
        match[match.lastgroup]
        for match in matches
        if not _said(
            text[: match.start(match.lastgroup)]
            + _two_further(match[match.lastgroup])
            + text[match.end(match.lastgroup) :]
        )
        - before
    ]
    assert len(matches) > 10
    assert missed == []


def _said(text: str) -> Counter:
    return Counter((finding.code, finding.path, finding.found) for finding in plan_of(text).findings)
