"""Lists of bodies: names whole where commas, dashes and "và" stand inside them, classes that share one "các"."""

from __future__ import annotations

import pytest

from reading.plans import draft_of
from vnplan_extract.reading.bodies import bodies_in

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
    ("hiệu trưởng, kế toán", ["hiệu trưởng", "kế toán"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), CASES, ids=[text for text, _ in CASES])
def test_lists(text: str, names: list[str]) -> None:
    found = bodies_in(draft_of("**I. A**\n\n1. B."), text)
    assert [mention.value.name for mention in found] == names
    assert all(text[mention.start : mention.end] == mention.text for mention in found)
