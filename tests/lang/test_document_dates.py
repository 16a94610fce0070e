"""The line of place and date, and the period in a plan's title."""

from __future__ import annotations

import unicodedata

import pytest

from vnplan_extract.lang.dates import parse_document_date, parse_period_of_title

LINES = [
    ("Hà Giang, ngày 15 tháng 4 năm 2021", "Hà Giang", "2021-04-15", ""),
    ("*Hà Giang, ngày *15* tháng 4 năm 2021*", "Hà Giang", "2021-04-15", ""),
    ("Hà Nội, ngày 05 tháng 01 năm 2020", "Hà Nội", "2020-01-05", ""),
    ("Lào Cai, ngày     tháng 4 năm 2021", "Lào Cai", "2021-04", "blank_day"),
    ("Thanh Hóa, ngày    tháng    năm 2021", "Thanh Hóa", "2021", "blank_day blank_month"),
    ("Lào Cai, ngày……tháng……năm 2021", "Lào Cai", "2021", "blank_day blank_month"),
    ("TP. Hồ Chí Minh, ngày ... tháng ... năm 2024", "TP. Hồ Chí Minh", "2024", "blank_day blank_month"),
    ("Thành phố Hồ Chí Minh, ngày 9 tháng 2 năm 2021", "Thành phố Hồ Chí Minh", "2021-02-09", ""),
    ("Tp.Hồ Chí Minh, ngày 09 tháng 02 năm 2021", "Tp.Hồ Chí Minh", "2021-02-09", ""),
    ("Bà Rịa - Vũng Tàu, ngày 18 tháng 6 năm 2020", "Bà Rịa - Vũng Tàu", "2020-06-18", ""),
    ("Kon Tum; ngày 30 tháng 10 năm 2017", "Kon Tum", "2017-10-30", ""),
    ("Ba Đồn ngày 13tháng7năm2016_ - -", "Ba Đồn", "2016-07-13", ""),
    ("Sơn Tây. ngày 19 tháng 8 năm 2015.", "Sơn Tây", "2015-08-19", ""),
    ("Hà Giang,ngày15tháng4năm2021", "Hà Giang", "2021-04-15", ""),
    ("Hà Giang ngày 15 tháng 4 năm 2021", "Hà Giang", "2021-04-15", ""),
    ("Số: 125/KH-UBND Hà Giang, ngày 15 tháng 4 năm 2021", "Hà Giang", "2021-04-15", ""),
    ("Số:      /KH-UBND\tHà Giang, ngày 15 tháng 4 năm 2021", "Hà Giang", "2021-04-15", ""),
    ("Lai Châu, ngày tháng 11 năm 2025", "Lai Châu", "2025-11", "blank_day"),
    ("ngày 15 tháng 4 năm 2021", None, "2021-04-15", ""),
    ("Hà Nội, ngày ... tháng ... năm ...", "Hà Nội", None, "blank_day blank_month blank_year"),
    ("Hà Nội, ngày     tháng     năm 20...", "Hà Nội", None, "blank_day blank_month blank_year"),
    ("Hà Nội, ngày 15/4/2021", "Hà Nội", "2021-04-15", ""),
    ("Hà Nội, ngày 15 tháng 54 năm 2026", "Hà Nội", "2026", "impossible_month impossible"),
    ("Hà Nội, ngày 31 tháng 4 năm 2026", "Hà Nội", "2026-04", "impossible_day impossible"),
    ("Hà Nội, tháng 4 năm 2026", "Hà Nội", "2026-04", ""),
    ("Xã Tân Lập, ngày 3 tháng 7 năm 2025", "Xã Tân Lập", "2025-07-03", ""),
    ('Hà Giang, "ngày 15 tháng 4 năm 2021', "Hà Giang", "2021-04-15", ""),  # specks on a scan
    ("Hà Giang,“ ngày 15 tháng 4 năm 2021", "Hà Giang", "2021-04-15", ""),
    ("Hà Giang ' ngày 15 tháng 4 năm 2021", "Hà Giang", "2021-04-15", ""),
    ("HÀ GIANG, NGÀY 15 THÁNG 4 NĂM 2021", "HÀ GIANG", "2021-04-15", ""),
]


@pytest.mark.parametrize(("line", "place", "edtf", "flags"), LINES, ids=[line[0] for line in LINES])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_lines_of_place_and_date(line: str, place: str | None, edtf: str | None, flags: str, form) -> None:
    found = parse_document_date(unicodedata.normalize(form, line))
    assert found is not None
    assert (found.place, found.when.edtf if found.when else None) == (place, edtf)
    assert " ".join(found.flags) == flags


@pytest.mark.parametrize(
    "line",
    [
        "",
        "KẾ HOẠCH",
        "Độc lập - Tự do - Hạnh phúc",
        "Căn cứ Quyết định số 36/QĐ-TTg ngày 11 tháng 01 năm 2021",
        "(Kèm theo Kế hoạch số 12/KH-UBND ngày 15 tháng 4 năm 2021 của UBND tỉnh)",
        "Thực hiện Kế hoạch của Tỉnh ủy Hà Giang, ngày 15 tháng 4 năm 2021",
        "Sau ngày 15 tháng 4 năm 2021 các đơn vị báo cáo",
        "Người ký: Văn phòng. Thời gian ký: 24.01.2025",
        "tháng 4 năm 2021",
        "năm 2021",
        "ngày " * 150,
    ],
)
def test_other_lines_are_none(line: str) -> None:
    assert parse_document_date(line) is None


TITLES = [
    ("Nâng cao năng suất giai đoạn 2021-2025 tầm nhìn đến năm 2030 trên địa bàn tỉnh", "2021/2025", "2030"),
    ("Phát triển du lịch năm 2026", "2026", None),
    ("Chuyển đổi số đến năm 2025, định hướng đến năm 2030", "../2025", "2030"),
    ("Chuyển đổi số giai đoạn đến năm 2025, định hướng đến năm 2030", "../2025", "2030"),
    ("Phòng cháy, chữa cháy rừng", None, None),
    (
        "Triển khai Quyết định 1322/QĐ-TTg ngày 31/8/2020 của Thủ tướng Chính phủ giai đoạn 2021-2025",
        "2021/2025",
        None,
    ),
    ("Triển khai Quyết định số 1322/QĐ-TTg ngày 31/8/2020 của Thủ tướng Chính phủ", None, None),
    ("Thực hiện Chương trình giảm nghèo bền vững giai đoạn 2021-2025 năm 2023", "2023", None),
    ("Năm 2023 thực hiện Chương trình giảm nghèo bền vững giai đoạn 2021-2025", "2023", None),
    ("Thực hiện Đề án “Học tập suốt đời giai đoạn 2021-2030” giai đoạn 2023-2025", "2023/2025", None),
    ("Thực hiện Đề án “Học tập suốt đời giai đoạn 2021-2030” trên địa bàn xã", "2021/2030", None),
    ("Thi hành Luật Đất đai năm 2024 trên địa bàn tỉnh", None, None),
    ("Cải cách hành chính 6 tháng đầu năm 2021", "2021-40", None),
    ("Kiểm tra quý II/2021", "2021-34", None),
    ("Phát triển lâm nghiệp thời kỳ 2021-2030, tầm nhìn đến năm 2050", "2021/2030", "2050"),
    ("Phát triển kinh tế - xã hội 5 năm 2021-2025", "2021/2025", None),
    ("Xây dựng đô thị thông minh, tầm nhìn đến năm 2045", None, "2045"),
]


@pytest.mark.parametrize(("title", "edtf", "vision"), TITLES, ids=[title[0] for title in TITLES])
@pytest.mark.parametrize("form", ["NFC", "NFD", "upper"])
def test_periods_of_titles(title: str, edtf: str | None, vision: str | None, form: str) -> None:
    text = title.upper() if form == "upper" else unicodedata.normalize(form, title)
    found = parse_period_of_title(text)
    assert ((found.edtf, found.vision) if found else (None, None)) == (edtf, vision)
