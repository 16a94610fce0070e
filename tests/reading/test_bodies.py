"""Lists of bodies: names whole where commas, dashes and "và" stand inside them, classes that share one "các"."""

from __future__ import annotations

import pytest

from reading.plans import draft_of, plan_of
from vnplan_extract.reading.bodies import bodies_in, names_someone

CASES = [
    ("Cục Quản lý Khám, chữa bệnh, Vụ Pháp chế", ["Cục Quản lý Khám, chữa bệnh", "Vụ Pháp chế"]),
    ("Viện Cây giống rau, hoa, quả; Sở Y tế", ["Viện Cây giống rau, hoa, quả", "Sở Y tế"]),
    ("Tổ Nghệ thuật 4, 5, GVCN khối 1, 2", ["Tổ Nghệ thuật 4, 5", "GVCN khối 1, 2"]),
    ("Trung tâm Văn hóa Núi Cấm – Hồ Noong", ["Trung tâm Văn hóa Núi Cấm - Hồ Noong"]),
    ("nhóm thợ trong nước và nước ngoài, nghệ nhân thêu", ["nhóm thợ trong nước và nước ngoài", "nghệ nhân thêu"]),
    ("các tổ chức, cá nhân nuôi tằm", ["các tổ chức, cá nhân nuôi tằm"]),
    ("Các hợp tác xã, HTX, hộ gia đình", ["Các hợp tác xã, HTX, hộ gia đình"]),
    ("các Đại sứ quán, tổ chức quốc tế", ["các Đại sứ quán", "tổ chức quốc tế"]),
    ("các sở, ban, ngành và các địa phương liên quan", ["các sở, ban, ngành", "các địa phương liên quan"]),
    ("Các huyện, thành ủy, đảng ủy trực thuộc Tỉnh ủy", ["Các huyện, thành ủy, đảng ủy trực thuộc Tỉnh ủy"]),
    ("Sở Y tế - Sở Nội vụ", ["Sở Y tế", "Sở Nội vụ"]),
    ("Các bộ, cơ quan ngang bộ; Sở Y tế", ["các bộ, cơ quan ngang bộ", "Sở Y tế"]),
    ("hiệu trưởng, kế toán", ["hiệu trưởng", "kế toán"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), CASES, ids=[text for text, _ in CASES])
def test_lists(text: str, names: list[str]) -> None:
    found = bodies_in(draft_of("**I. A**\n\n1. B."), text)
    assert [mention.value.name for mention in found] == names
    assert all(text[mention.start : mention.end] == mention.text for mention in found)


def test_what_a_closing_bracket_says() -> None:
    plan = plan_of(
        "**I. NHIỆM VỤ**\n\n**1. Truyền thông**\n\n"
        "- Mở chuyên mục trên báo tỉnh (Sở Công Thương chủ trì; thực hiện thường xuyên).\n\n"
        "- In 500 tờ rơi (Sở Công Thương chủ trì; Sở Tài chính, Sở Tư pháp phối hợp; hoàn thành tháng 5/2022).\n\n"
        "- Lập 12 tổ tự quản (Ủy ban nhân dân xã chỉ đạo; năm 2023).\n\n"
        "**2. Kiểm tra, giám sát**\n\nKiểm tra 02 đơn vị (Thanh tra tỉnh chủ trì; quý III/2022).\n"
    )
    first, second, third, fourth = plan.tasks
    assert first.when is not None
    assert (first.when.text, first.when.edtf) == ("thường xuyên", None)
    assert [one.name for one in second.partners] == ["Sở Tài chính", "Sở Tư pháp"]
    assert [one.text for one in third.leads] == ["Ủy ban nhân dân xã"]
    assert fourth.text.startswith("Kiểm tra, giám sát")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Các trường học trên địa bàn", True),
        ("Tổ trưởng chuyên môn", True),
        ("Tổ chức hội thi thêu", False),
        ("Tổ chức chính trị - xã hội", True),
        ("Ban hành quy chế", False),
        ("Phòng, chống dịch", False),
        ("Chế độ báo cáo", False),
        ("Các nhiệm vụ khác", False),
    ],
)
def test_names_someone(text: str, *, names: bool) -> None:
    assert names_someone(text) is names


def test_the_and_behind_a_name_is_not_of_it() -> None:
    plan = plan_of(
        "**I. TỔ CHỨC THỰC HIỆN**\n\n**1. UBND các xã ven biển và các hộ nuôi tôm**\n\n- Sửa bờ kè.\n"
    )
    assert [agency.text for agency in plan.duties[0].agencies] == ["UBND các xã ven biển", "các hộ nuôi tôm"]


def test_a_table_of_money_in_the_part_on_funding_is_no_work() -> None:
    plan = plan_of(
        "**I. NHIỆM VỤ**\n\n**1. Mở lớp**\n\n- Mở lớp cho thợ thêu.\n\n**II. KINH PHÍ**\n\nTổng kinh phí: 30 triệu đồng.\n\n"
        "Đơn vị: triệu đồng\n\n| TT | Nội dung | Tổng | Năm 2022 |\n|---|---|---|---|\n| 1 | Mở lớp | 30 | 30 |\n"
    )
    assert [task.text for task in plan.tasks] == ["Mở lớp cho thợ thêu."]


def test_days_of_a_month_in_a_cell_of_time() -> None:
    plan = plan_of(
        "**I. NHIỆM VỤ**\n\n| Nội dung | Đơn vị chủ trì | Thời gian |\n|---|---|---|\n"
        "| Mở lớp | Sở Công Thương | 15-20/11/2025 |\n| Mở hội thi | Sở Công Thương | 03 - 05/6/2024 |\n"
    )
    assert [task.when.edtf for task in plan.tasks if task.when] == [
        "2025-11-15/2025-11-20",
        "2024-06-03/2024-06-05",
    ]
