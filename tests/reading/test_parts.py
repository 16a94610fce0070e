"""What the sections of a plan are about: headings as a table, odd orders and missing headings as small plans."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timing import assert_linear
from vnplan_extract.pipeline import read
from vnplan_extract.reading.draft import Draft
from vnplan_extract.reading.outline import read_outline
from vnplan_extract.reading.parts import part_of_heading, read_parts

CASES = Path(__file__).parent / "cases"
HEAD = "**ỦY BAN NHÂN DÂN TỈNH HÀ GIANG**\n\nSố: 12/KH-UBND\n\nHà Giang, ngày 15 tháng 4 năm 2021\n\n# KẾ HOẠCH\n\n**Phát triển nghề thêu giai đoạn 2021-2025**\n\n"


def headings() -> list[tuple[str, str, str]]:
    with (CASES / "headings.tsv").open(encoding="utf-8", newline="") as file:
        return [(row["heading"], row["top"], row["lower"]) for row in csv.DictReader(file, delimiter="\t")]


def kind_of(text: str, *, loose: bool) -> str:
    heading = part_of_heading(text, loose=loose)
    return heading.kind if heading else "-"


@pytest.mark.parametrize(("text", "top", "lower"), headings())
def test_heading(text: str, top: str, lower: str) -> None:
    assert (kind_of(text, loose=True), kind_of(text, loose=False)) == (top, lower)


def parts_of(body: str) -> dict[str, str]:
    draft = Draft(read((HEAD + body).encode(), name="plan.md"))
    read_outline(draft)
    read_parts(draft)
    return dict(draft.parts)


def test_lower_heading_says_otherwise() -> None:
    parts = parts_of(
        "**I. NỘI DUNG**\n\n**1. Mục tiêu**\n\n- Có 10 hợp tác xã.\n\n**2. Nhiệm vụ**\n\n- Mở lớp.\n\n**3. Kinh phí:** Ngân sách tỉnh.\n"
    )
    assert (parts["I"], parts["I.1"], parts["I.1.-1"], parts["I.2.-1"], parts["I.3"]) == (
        "tasks",
        "objectives",
        "objectives",
        "tasks",
        "funding",
    )


def test_parts_under_named_parts() -> None:
    parts = parts_of(
        "**PHẦN THỨ NHẤT**\n\n**ĐÁNH GIÁ KẾT QUẢ GIAI ĐOẠN 2016-2020**\n\n**I. MỤC TIÊU ĐÃ ĐẠT**\n\n- Có 9 hợp tác xã.\n\n"
        "**PHẦN THỨ HAI**\n\n**KẾ HOẠCH GIAI ĐOẠN 2021-2025**\n\n**I. QUAN ĐIỂM, MỤC TIÊU**\n\n**1. Quan điểm**\n\n- Bền vững.\n\n"
        "**2. Mục tiêu**\n\n**a) Mục tiêu cụ thể đến năm 2025**\n\n- Có 10 hợp tác xã.\n\n**II. TỔ CHỨC THỰC HIỆN**\n\n1. Sở Công Thương: Chủ trì.\n"
    )
    by_title = list(parts.values())
    assert by_title.count("results") == 3
    assert parts["2.I.1"] == "purpose"
    assert parts["2.I.2.a"] == parts["2.I.2.a.-1"] == "objectives"
    assert parts["2.II.1"] == "organisation"


def test_without_telling_headings() -> None:
    parts = parts_of(
        "**I. MỤC TIÊU**\n\n- Có 10 hợp tác xã.\n\n**II. ĐÀO TẠO NGHỀ**\n\n- Mở 5 lớp.\n\n"
        "**III. CÁC ĐƠN VỊ**\n\n**1. Sở Công Thương**\n\n- Chủ trì.\n\n**2. Sở Tài chính**\n\n- Bố trí kinh phí.\n"
    )
    assert (parts["I"], parts["II"], parts["III"], parts["III.2.-1"]) == (
        "objectives",
        "tasks",
        "organisation",
        "organisation",
    )


def test_odd_order_and_repeated_numbers() -> None:
    parts = parts_of(
        "**I. TỔ CHỨC THỰC HIỆN**\n\n1. Sở Công Thương: Chủ trì.\n\n**II. KINH PHÍ**\n\n- Ngân sách tỉnh.\n\n**II. MỤC TIÊU**\n\n- Có 10 hợp tác xã.\n"
    )
    assert (parts["I"], parts["II"], parts["II~2"]) == ("organisation", "funding", "objectives")


def test_every_section_has_a_part(corpus: Path) -> None:
    for path in sorted(corpus.glob("0*.docx")):
        draft = Draft(read(path))
        read_outline(draft)
        read_parts(draft)
        paths = []
        todo = list(draft.nodes)
        while todo:
            node = todo.pop()
            paths.append(node.path)
            todo += node.children
        assert sorted(draft.parts) == sorted(paths)


@given(st.text(alphabet="mục tiêu kinhphí và, MỤCTIÊU123.\n", max_size=400))
def test_any_heading(text: str) -> None:
    part_of_heading(text, loose=True)
    part_of_heading(text)


def test_linear_on_long_headings() -> None:
    assert_linear(lambda size: part_of_heading("mục tiêu và " * size, loose=True), 5_000, 50_000)
