"""Schools and small offices print names and offices in mixed case: over the number, and under "Nơi nhận"."""

from __future__ import annotations

import pytest

from vnplan_extract import extract
from vnplan_extract.reading.footer import is_authority, names_signers_office
from vnplan_extract.reading.heads import names_issuer

SCHOOL = """**Trường Tiểu học Hoa Sen**

Số: 41/KH-THHS

*Bình Yên, ngày 12 tháng 9 năm 2026*

**Kế hoạch**

**Dạy thêu năm học 2026 - 2027**

Căn cứ Công văn số 12/SGDĐT ngày 25/8/2026 của Sở Giáo dục và Đào tạo;

**I. Mục tiêu**

- 100% học sinh biết xâu kim.

**Nơi nhận:**

- UBND xã (b/c);
- Lưu: VT.

**Hiệu trưởng**

**ThS. Đặng Thị Lan**
"""


def test_school_in_mixed_case() -> None:
    plan = extract(SCHOOL.encode(), name="plan.md")
    assert plan.issuer is not None
    assert plan.issuer.text == "Trường Tiểu học Hoa Sen"
    assert [(one.authority, one.name) for one in plan.signatures] == [(("Hiệu trưởng",), "Đặng Thị Lan")]
    assert plan.recipients == ("UBND xã (b/c)", "Lưu: VT")


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("Trường Tiểu học Hoa Sen", True),
        ("Phòng Văn hóa - Xã hội", True),
        ("Trường Tiểu học Hoa Sen xây dựng kế hoạch như sau:", False),
        ("Trường đã mở 5 lớp.", False),
    ],
)
def test_names_issuer(text: str, *, issuer: bool) -> None:
    assert names_issuer(text) is issuer


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Hiệu trưởng", True),
        ("Phó Giám đốc", True),
        ("TRƯỞNG TIỂU BAN", True),
        ("Hiệu trưởng (b/c)", False),
        ("hiệu trưởng", False),
        ("HẠT TRƯỞNG", True),
        ("PHÓ ĐỒN TRƯỞNG", True),
        ("KT: GIÁM ĐỐC", True),  # as a speck on a scan makes it
        ("KT, CHỦ TỊCH", True),
        ("TL: theo lệnh", False),
    ],
)
def test_offices(text: str, *, office: bool) -> None:
    assert is_authority(text) is office


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("TM. ỦY BAN NHÂN DÂN", False),
        ("T/M BAN THƯỜNG VỤ", False),
        ("KT. CHỦ TỊCH", False),
        ("TM. ỦY BAN NHÂN DÂN CHỦ TỊCH", True),
        ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH", True),
        ("KT. BỘ TRƯỞNG THỨ TRƯỞNG", True),
        ("TL. CHỦ TỊCH CHÁNH VĂN PHÒNG", True),
        ("PHÓ GIÁM ĐỐC", True),
        ("THỦ TRƯỞNG ĐƠN VỊ", True),
    ],
)
def test_the_office_of_who_signs(text: str, *, says: bool) -> None:
    assert names_signers_office(text) is says
