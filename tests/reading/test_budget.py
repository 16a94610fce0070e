"""Budgets: bodies and the money to be read of them as a table; names of sources; what holds of any text."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.plans import draft_of, plan_of
from timing import assert_linear
from vnplan_extract import extract
from vnplan_extract.reading.budget import read_budget
from vnplan_extract.reading.funds import fund_kind, is_same_source, named_sources

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "budgets.yaml").read_text(encoding="utf-8"))


def millions(amount) -> Decimal | None:
    return amount.low / 1_000_000 if amount is not None else None


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict) -> None:
    plan = plan_of(case["body"])
    budget = plan.budget
    told = {finding.code for finding in plan.findings if finding.code == "unit-assumed"}
    assert told == set(case.get("findings", ()))
    if "budget" in case:
        assert budget is None
        return
    assert budget is not None
    assert millions(budget.total) == case.get("total")
    assert millions(budget.in_words) == case.get("in_words")
    found = [
        [line.label, millions(line.amount), line.fund, line.fund_text, line.period] for line in budget.lines
    ]
    wanted = [
        [label, Decimal(amount), fund, label if text == "=" else text, period]
        for label, amount, fund, text, period in case.get("lines", [])
    ]
    assert found == wanted
    assert list(budget.funds) == case["funds"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ngân sách tỉnh", "state_budget"),
        ("NSNN", "state_budget"),
        ("Sự nghiệp khoa học và công nghệ", "state_budget"),
        ("Vốn đầu tư công trung hạn", "state_budget"),
        ("Nguồn kinh phí chi thường xuyên", "state_budget"),
        ("Nguồn vốn của doanh nghiệp đóng góp", "enterprise"),
        ("Doanh nghiệp", "enterprise"),
        ("Vốn đối ứng DN", "enterprise"),
        ("Xã hội hóa", "other"),
        ("Nguồn xã hội hoá", "other"),
        ("Vốn tín dụng ưu đãi", "other"),
        ("nguồn bảo hiểm y tế học sinh", "other"),
        ("Nguồn khác (đóng góp của doanh nghiệp)", "other"),
        ("các nguồn hợp pháp khác", "other"),
        ("Lồng ghép với chương trình mục tiêu quốc gia", "other"),
        ("Tập huấn cho doanh nghiệp", None),
        ("Giai đoạn 2021-2025", None),
        ("Mua sắm thiết bị", None),
    ],
)
def test_kind_of_fund(name: str, kind: str | None) -> None:
    assert fund_kind(name) == kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Từ ngân sách tỉnh và các nguồn hợp pháp khác theo quy định.", ["ngân sách tỉnh", "các nguồn hợp pháp khác"]),
        ("Sự nghiệp khoa học và công nghệ; vốn ODA.", ["Sự nghiệp khoa học và công nghệ", "vốn ODA"]),
        ("Ngân sách tỉnh đảm bảo phần của tỉnh; ngân sách xã bố trí phần còn lại.", ["Ngân sách tỉnh", "ngân sách xã"]),
        ("Nguồn thực hiện bao gồm dự toán chi từ nguồn sự nghiệp giáo dục năm 2024", ["nguồn sự nghiệp giáo dục năm 2024"]),
        ("Lập, sử dụng và quyết toán kinh phí theo Luật Ngân sách nhà nước", []),
        ("Ngân sách tỉnh: ……… đồng", []),
        ("Phòng Tài chính trình kế hoạch theo khả năng ngân sách", []),
    ],
)  # fmt: skip
def test_named_sources(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in named_sources(text)] == names


def test_same_source() -> None:
    assert is_same_source("vốn doanh nghiệp", "Nguồn vốn của doanh nghiệp đóng góp")
    assert not is_same_source("ngân sách trung ương", "Ngân sách tỉnh")


def test_seed_of_lao_cai(shared: Path) -> None:
    budget = extract(next((shared / "seeds").glob("001_*.txt"))).budget
    assert budget is not None
    assert budget.total is not None
    assert budget.in_words is not None
    assert budget.total.low == budget.in_words.low == 35_100_000_000
    assert "nonstandard_spelling" in budget.in_words.flags
    assert [(int(millions(line.amount) or 0), line.fund, line.period) for line in budget.lines] == [
        (15100, "state_budget", None),
        (20000, "enterprise", None),
        (18450, None, "2021/2025"),
        (8050, "state_budget", "2021/2025"),
        (10400, "enterprise", "2021/2025"),
        (16650, None, "2026/2030"),
        (7050, "state_budget", "2026/2030"),
        (9600, "enterprise", "2026/2030"),
    ]
    assert len(budget.funds) == 2


@pytest.mark.parametrize(("seed", "count"), [("000", 2), ("002", 3), ("004", 2)])
def test_seeds_that_only_name_sources(shared: Path, seed: str, count: int) -> None:
    budget = extract(next((shared / "seeds").glob(f"{seed}_*.txt"))).budget
    assert budget is not None
    assert (budget.total, budget.lines, len(budget.funds)) == (None, (), count)


LINES = [
    "Tổng kinh phí: 900 triệu đồng", "- Ngân sách tỉnh: 600 triệu đồng;", "(Bằng chữ: Chín trăm triệu đồng)", "…… đồng",
    "+ năm 2022: 5 tỷ đồng", "Xã hội hóa và nguồn khác.", "**1. Giai đoạn 2021-2025**", "cho tập huấn", "(((", "12,5",
]  # fmt: skip


@settings(max_examples=25)
@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_any_order_of_lines(lines: list[str]) -> None:
    budget = plan_of("**I. KINH PHÍ**\n\n" + "\n\n".join(lines)).budget
    if budget is None:
        return
    assert budget.total is None or budget.evidence["total"]
    for line in budget.lines:
        assert line.evidence["amount"]
        assert (line.fund is None) == (line.fund_text is None)
        assert line.amount.unit == "VND"


@given(st.text(alphabet="nguồn vốn, và từ;:.( )khác", max_size=300))
def test_names_lie_in_order(text: str) -> None:
    spans = named_sources(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    "text", ["." * 100_000, "nguồn, " * 20_000, "((" * 50_000, "vốn và " * 20_000, ": - " * 30_000]
)
def test_long_runs(text: str) -> None:
    assert len(named_sources(text)) < len(text)
    assert plan_of(f"**I. KINH PHÍ**\n\nTổng {text} 5 triệu đồng").status == "issued"


def test_time_grows_with_length() -> None:
    def run(count: int) -> None:
        read_budget(draft_of("**I. KINH PHÍ**\n\n" + "Ngân sách tỉnh và nguồn khác: 5 triệu đồng; " * count))

    assert_linear(run, 200, 1600)
