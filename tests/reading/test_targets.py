"""Targets: bodies and what is to be read of them as a table; what must hold of any text as properties."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.plans import draft_of, plan_of
from timing import assert_linear
from vnplan_extract import extract
from vnplan_extract.reading.statements import clauses, sentences, without_stop
from vnplan_extract.reading.targets import read_targets

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "targets.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict) -> None:
    targets = plan_of(case["body"]).targets
    for target, (section, level, status, when, text, quantities) in zip(
        targets, case["targets"], strict=False
    ):
        assert target.text.startswith(text)
        found = (target.section, target.level, target.status, target.when.edtf if target.when else None)
        assert found == (section, level, status, when), target.text
        wanted = [(Decimal(str(one[0])), *one[1:]) for one in quantities]
        given = [
            (one.low, one.unit, one.bound, one.per)[: len(want)]
            for one, want in zip(target.quantities, wanted, strict=True)
        ]
        assert given == wanted, target.text
    assert len(targets) == len(case["targets"]), [target.text for target in targets]


def test_seed_of_ha_giang(shared: Path) -> None:
    plan = extract(next((shared / "seeds").glob("000_*.txt")))
    specific = [target for target in plan.targets if target.level == "specific"]
    assert [target.status for target in specific] == ["achieved"] * 4 + ["planned"] * 11
    assert [int(target.quantities[0].low) for target in specific] == [
        9, 17, 13, 2, 20, 10, 5, 50, 10, 30, 5, 10, 40, 10, 2,
    ]  # fmt: skip
    assert [target.when.edtf for target in specific if target.when] == ["2016/2020"] * 4 + ["2021/2025"] * 11
    assert [int(quantity.low) for quantity in specific[10].quantities] == [5, 1]


def test_seed_of_lao_cai(shared: Path) -> None:
    plan = extract(next((shared / "seeds").glob("001_*.txt")))
    assert [target.section for target in plan.targets] == ["I.1"] * 4 + ["I.2.a"] * 12 + ["I.2.b"] * 6
    second = plan.targets[5]
    assert second.when is not None
    assert second.when.edtf == "../2025"
    assert [(int(one.low), int(one.high), one.unit, one.per) for one in second.quantities] == [
        (60, 60, "percent", None),
        (100, 100, "percent", None),
        (1, 2, "enterprise", "P1Y"),
    ]
    assert second.text.endswith("giải thưởng chất lượng quốc gia")


def test_no_plan_has_none(shared: Path) -> None:
    plan = extract(next((shared / "seeds").glob("003_*.txt")))
    assert (plan.targets, plan.budget) == ((), None)


def test_evidence_of_every_quantity(corpus: Path) -> None:
    for path in sorted(corpus.glob("0[25]*.pdf")):
        for target in extract(path).targets:
            assert target.evidence["text"]
            assert all(quantity.evidence["low"] for quantity in target.quantities)
            assert target.when is None or target.when.evidence["edtf"]


def test_sentences() -> None:
    text = "Tại TP. Hà Giang có 2 chợ (gốm...). Mở lớp v.v. Xong năm 2021. Có 3 xã?"
    assert [text[start:end] for start, end in sentences(text)] == [
        "Tại TP. Hà Giang có 2 chợ (gốm...).",
        "Mở lớp v.v. Xong năm 2021.",
        "Có 3 xã?",
    ]


@pytest.mark.parametrize(
    ("text", "bare"), [("a;", "a"), ("a./.", "a"), ("a...", "a..."), ("a.", "a"), ("a…", "a…")]
)
def test_without_stop(text: str, bare: str) -> None:
    start, end = without_stop(text, (0, len(text)))
    assert text[start:end] == bare


@given(st.text(alphabet="ab .;()A?!…\n", max_size=200))
def test_pieces_keep_all_words(text: str) -> None:
    pieces = [piece for span in sentences(text) for piece in clauses(text, span, [span])]
    assert "".join(text[start:end] for start, end in pieces).replace(" ", "").replace("\n", "") == "".join(
        text.split()
    )


LINES = [
    "**I. MỤC TIÊU**", "- Có 12 hợp tác xã.", "Đến năm 2025:", "a) Mục tiêu chung: Nghề sống.", "+ 5 lớp;", "…… doanh nghiệp",
    "**1. Mục tiêu cụ thể**", "Đã có 3 chợ.", "**II. KINH PHÍ**", "- Ngân sách tỉnh: 5 triệu đồng", "x" * 50, "- ", "1. 2. 3.",
]  # fmt: skip


@settings(max_examples=25)
@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_any_order_of_lines(lines: list[str]) -> None:
    plan = plan_of("\n\n".join(lines))
    paths = {""}
    todo = list(plan.sections)
    while todo:
        section = todo.pop()
        paths.add(section.path)
        todo += section.children
    for target in plan.targets:
        assert target.section in paths
        assert target.quantities or target.status == "planned"


def test_time_grows_with_length() -> None:
    def run(count: int) -> None:
        read_targets(draft_of("**I. MỤC TIÊU CỤ THỂ**\n\n" + "Có 12 hợp tác xã; 5 lớp. " * count))

    assert_linear(run, 100, 800)


YEARLY = [
    ("Hộ dùng nước sạch năm 2022 đạt 40%, năm 2025 đạt 60%.", {2022: 40, 2025: 60}, "2022"),
    ("Xử lý 60% rác vào năm 2023 và 80% vào năm 2025.", {2023: 60, 2025: 80}, "2023"),
    (
        "Đào tạo 100 người (năm 2022: 20 người; năm 2023: 30 người; năm 2024: 50 người).",
        {2022: 20, 2023: 30, 2024: 50},
        None,
    ),
    ("Tăng từ 47% năm 2020 lên 60% năm 2025.", {}, "2025"),
    ("Năm 2022 có 5 lớp, 20 hộ; năm 2023 có 6 lớp.", {}, "2022"),
    (
        "Đến năm 2022, 11 trường có cổng; đến năm 2023, 100% học sinh biết bơi.",
        {2022: 11, 2023: 100},
        "../2022",
    ),
]


@pytest.mark.parametrize(("text", "years", "when"), YEARLY)
def test_quantities_by_year_in_a_sentence(text: str, years: dict, when: str | None) -> None:
    target = plan_of(f"**I. MỤC TIÊU CỤ THỂ**\n\n- {text}").targets[0]
    assert {year: int(one.low) for year, one in target.by_year.items()} == years
    assert (target.when.edtf if target.when else None) == when


def test_quantities_by_year_in_a_table() -> None:
    table = (
        "<table><tr><th>TT</th><th>Chỉ tiêu</th><th>ĐVT</th><th>Thực hiện 2020</th><th>KH 2021</th><th>KH 2022</th>"
        "<th>Mục tiêu đến năm 2025</th></tr>"
        "<tr><td>1</td><td>Hộ có nước sạch</td><td>%</td><td>47</td><td>50</td><td>55</td><td>60</td></tr>"
        "<tr><td>2</td><td>Trạm bơm</td><td>trạm</td><td>4</td><td>5</td><td colspan='2'>6</td></tr></table>"
    )
    plan = plan_of(f"**I. CHỈ TIÊU**\n\n{table}")
    assert [[int(one.low) for one in target.quantities] for target in plan.targets] == [[50, 55, 60], [5, 6]]
    assert [{year: int(one.low) for year, one in target.by_year.items()} for target in plan.targets] == [
        {2021: 50, 2022: 55, 2025: 60},
        {2021: 5},
    ]
    assert not [finding for finding in plan.findings if finding.code == "year-column-differs"]


@pytest.mark.parametrize(
    ("name", "cell", "unit", "text"),
    [
        ("Tỷ lệ hài lòng (%)", None, "percent", "%"),
        ("Thời gian khám trung bình (phút)", None, "minute", "phút"),
        ("Thời gian khám (nội trú)", None, None, None),  # no unit
        ("Tổ hợp tác, hợp tác xã thành lập", "tổ/HTX", None, "tổ/HTX"),
        ("Tỷ lệ (%)", "điểm", "point", "điểm"),
    ],
)
def test_units_of_indicators(name: str, cell: str | None, unit: str | None, text: str | None) -> None:
    head, body = ("", "") if cell is None else ("<th>ĐVT</th>", f"<td>{cell}</td>")
    table = (
        f"<table><tr><th>TT</th><th>Chỉ tiêu</th>{head}<th>Mục tiêu 2026</th><th>Mục tiêu 2027</th></tr>"
        f"<tr><td>1</td><td>{name}</td>{body}<td>94</td><td>95</td></tr></table>"
    )
    quantities = plan_of(f"**I. CHỈ TIÊU**\n\n{table}").targets[0].quantities
    assert {(one.unit, one.unit_text) for one in quantities} == {(unit, text)}


def test_who_is_in_charge_is_no_target() -> None:
    body = (
        "**II. CHỈ TIÊU CHỦ YẾU**\n\n1. Tỷ lệ thợ có chứng chỉ đạt 80%.\n\nĐơn vị chủ trì: Sở Công Thương. Báo cáo hằng quý.\n\n"
        "2. Mở 12 lớp.\n\nĐơn vị chủ trì: Sở Công Thương, phối hợp: Hội Phụ nữ."
    )
    texts = [target.text for target in plan_of(body).targets]
    assert texts == ["Tỷ lệ thợ có chứng chỉ đạt 80%", "Mở 12 lớp"]


def test_what_a_school_has_is_no_target() -> None:
    body = "**I. Đặc điểm tình hình**\n\n**1. Học sinh**\n\nToàn trường có 18 lớp, 562 học sinh.\n\n**II. Mục tiêu**\n\n- Mở 2 lớp thêu."
    assert [target.text for target in plan_of(body).targets] == ["Mở 2 lớp thêu"]


def test_a_time_of_the_work_is_no_target() -> None:
    body = "**I. MỤC TIÊU, THỜI GIAN**\n\n1. Thời gian cao điểm: 90 ngày, từ ngày 20/8/2021.\n\n2. Chỉ tiêu: Mở 2 lớp thêu."
    assert [target.text for target in plan_of(body).targets] == ["Mở 2 lớp thêu"]
