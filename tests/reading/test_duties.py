"""Duties: bodies with what is to be read of them, and the duties of real plans."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from reading.plans import plan_of
from vnplan_extract import extract

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "duties.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict) -> None:
    duties = plan_of(case["body"]).duties
    named = [[agency.name for agency in duty.agencies] for duty in duties]
    assert named == [agencies for _, agencies, _ in case["duties"]]
    for duty, (section, _, items) in zip(duties, case["duties"], strict=True):
        assert case.get("any_section") or duty.section == section
        assert len(duty.items) == len(items), duty.items
        for item, begins in zip(duty.items, items, strict=True):
            assert item.startswith(begins)
        assert duty.evidence["agencies"]
        assert duty.evidence["items"]


COUNTS = {
    "seeds/000_*.txt": [("II~2.1", 5), ("II~2.2", 1), ("II~2.3", 2), ("II~2.4", 2)],
    "seeds/001_*.txt": [("IV.1", 3), ("IV.2", 1), ("IV.3", 1), ("IV.4", 3), ("IV.5", 1)],
    "seeds/004_*.txt": [("IV.1", 4), ("IV.2", 1), ("IV.3", 2), ("IV.4", 6), ("IV.5", 2)],
    "seeds/003_*.txt": [],
}


@pytest.mark.parametrize("pattern", COUNTS)
def test_duties_of_the_seeds(pattern: str, shared: Path) -> None:
    (path,) = shared.glob(pattern)
    assert [(duty.section, len(duty.items)) for duty in extract(path).duties] == COUNTS[pattern]


def test_twenty_agencies_of_a_real_plan(shared: Path) -> None:
    (path,) = (shared / "real").glob("01_*.pdf")
    duties = extract(path).duties
    assert [duty.section for duty in duties] == [f"V.{number}" for number in range(1, 21)]
    assert duties[3].agencies[0].name == "Ban Tuyên giáo và Dân vận Thành ủy"
