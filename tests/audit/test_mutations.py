"""Change any one number, marker or date of a plan whose sums close, and the audit says where."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from audit_making import CLEAN, CORPUS, changes_value, clean_plan, figures_in_sums, plan_of, with_cell
from vnplan_extract import extract
from vnplan_extract.audit import audit

PLANS = sorted(
    path.name for path in CORPUS.glob("*.md") if path.name[:2].isdigit() and "sai-so" not in path.name
)


@pytest.mark.parametrize("name", PLANS)
def test_clean_plans_have_no_errors(name) -> None:
    findings = extract(CORPUS / name).findings
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
