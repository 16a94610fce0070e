"""Letterheads and texts whose line breaks were lost."""

import pytest

from vnplan_extract import extract
from vnplan_extract.pages.glued import glued_head, glued_line, paragraphs

HEAD = (
    "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM TỈNH HÀ GIANG Độc lập - Tự do - Hạnh phúc ------- "
    "Số: 12/KH-UBND Hà Giang, ngày 5 tháng 3 năm 2022 "
)
TEXT = (
    "KẾ HOẠCH TRỒNG CÂY NĂM 2022 Căn cứ Luật Lâm nghiệp; Căn cứ Quyết định số 5/QĐ-TTg ngày 2/1/2021 của Thủ tướng; "
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau: I. MỤC TIÊU 1. Mục tiêu chung - Làng xanh, sạch - đẹp hơn; "
    "- Suối trong. 2. Chỉ tiêu Trồng 500 cây. II. TỔ CHỨC THỰC HIỆN Sở Y tế theo dõi./. Nơi nhận: - Như trên; - Lưu: VT. "
    "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lê Văn Bình"
)


def test_a_text_in_one_line_is_read() -> None:
    plan = extract((HEAD + TEXT).encode(), name="plan.txt")
    assert plan.issuer is not None
    assert (plan.issuer.name, plan.number, plan.place, plan.issued) == (
        "Ủy ban nhân dân tỉnh Hà Giang",
        "12/KH-UBND",
        "Hà Giang",
        "2022-03-05",
    )
    assert (plan.kind, plan.title, plan.status) == ("KH", "TRỒNG CÂY NĂM 2022", "issued")
    assert [citation.number for citation in plan.legal_basis] == [None, "5/QĐ-TTg"]
    assert [(section.marker, section.title) for section in plan.sections] == [
        ("I", "MỤC TIÊU"),
        ("II", "TỔ CHỨC THỰC HIỆN"),
    ]
    assert [child.marker for child in plan.sections[0].children[0].children] == ["-", "-"]
    assert plan.recipients == ("Như trên", "Lưu: VT")
    assert [signature.name for signature in plan.signatures] == ["Lê Văn Bình"]


@pytest.mark.parametrize(
    "lines",
    [
        ["SỞ Y TẾ HÀ GIANG TRƯỜNG CAO ĐẲNG", "", "Y TẾ Số: 7/KH-CĐYT", "",
         "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc", "", "TP. Hà Giang, ngày 2 tháng 3 năm 2022 KẾ HOẠCH"],
        ["SỞ Y TẾ HÀ GIANG TRƯỜNG CAO ĐẲNG Y TẾ CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập – Tự do – Hạnh phúc Số: 7/KH-CĐYT TP. Hà Giang, ngày 2 tháng 3 năm 2022 KẾ HOẠCH"],
    ],
)  # fmt: skip
def test_glued_columns_are_taken_apart(lines: list[str]) -> None:
    head = glued_head(lines, 0, glued_line(lines))
    assert head is not None
    assert head.left == ["SỞ Y TẾ HÀ GIANG", "TRƯỜNG CAO ĐẲNG Y TẾ", "Số: 7/KH-CĐYT"]
    assert head.right[-1] == "TP. Hà Giang, ngày 2 tháng 3 năm 2022"
    assert (head.rest, head.end) == (["KẾ HOẠCH"], len(lines))


@pytest.mark.parametrize(
    "lines",
    [
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc", "Hà Giang, ngày 2 tháng 3 năm 2022"],
        ["Đây là câu có CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc A, ngày 2 tháng 3 năm 2022"],
        ["ỦY BAN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc", "KẾ HOẠCH"],
        ["KẾ HOẠCH"],
    ],
)  # fmt: skip
def test_anything_else_is_left_alone(lines: list[str]) -> None:
    assert glued_head(lines, 0, glued_line(lines)) is None


def test_paragraphs_begin_where_plans_begin_them() -> None:
    text = "DỰ THẢO KẾ HOẠCH Dọn kênh 1. Việc làm - Vớt rác; a) Nạo bùn. 2.1. Ở xã Mường, Khay - Lũng. Điều 2. Thi hành."
    assert list(paragraphs(text)) == [
        "DỰ THẢO",
        "KẾ HOẠCH",
        "Dọn kênh 1. Việc làm - Vớt rác;",
        "a) Nạo bùn.",
        "2.1. Ở xã Mường, Khay - Lũng.",
        "Điều 2. Thi hành.",
    ]
