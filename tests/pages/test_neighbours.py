"""Marks put right by the syllables beside a word: what is mended, and what must stay."""

import pytest

from vnplan_extract.document import Word
from vnplan_extract.pages.neighbours import mend_marks


def words(text: str, *, confidence: float = 0.95) -> list[Word]:
    return [
        Word(part, 60 * at, 10, 60 * at + 50, 22, read_by="ocr", confidence=confidence)
        for at, part in enumerate(text.split())
    ]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Tống hợp, báo cáo", "Tổng hợp, báo cáo"),
        ("phố biến pháp luật", "phổ biến pháp luật"),
        ("dọc bờ biến", "dọc bờ biển"),
        ("tố chức thực hiện", "tổ chức thực hiện"),
        ("KẾ HOẠCH TỐNG THỂ", "KẾ HOẠCH TỔNG THỂ"),
        ("Tống số buối: 05", "Tổng số buổi: 05"),
        ("kiểm tra hãng năm", "kiểm tra hằng năm"),
        ("thôn, bản ở bên đưới", "thôn, bản ở bên dưới"),
        ("trong năm học sình", "trong năm học sinh"),
        ("ngày 25 hãng tháng", "ngày 25 hằng tháng"),
        ("các tố trưởng", "các tổ trưởng"),
        ("10% chỉ thường xuyên", "10% chi thường xuyên"),
        ("27 điếm bán hàng", "27 điểm bán hàng"),
        ("80% tống đàn trâu", "80% tổng đàn trâu"),
        # These are right as they stand.
        ("tống đạt văn bản", "tống đạt văn bản"),
        ("dứa, chuối, hoa đào", "dứa, chuối, hoa đào"),
        ("quà biếu, quà tặng", "quà biếu, quà tặng"),
        ("các chuyến bay", "các chuyến bay"),
        ("trồng chuối tiêu hồng", "trồng chuối tiêu hồng"),
        ("đứt gãy chuỗi cung ứng", "đứt gãy chuỗi cung ứng"),
        ("vật liệu khan hiếm", "vật liệu khan hiếm"),
        ("ví dụ như xí nghiệp", "ví dụ như xí nghiệp"),
        ("thùng đựng rác", "thùng đựng rác"),
        ("bệnh đậu mùa khỉ", "bệnh đậu mùa khỉ"),
        ("tổng chỉ tiêu tuyển sinh", "tổng chỉ tiêu tuyển sinh"),
        ("chỉ cho phép khai thác", "chỉ cho phép khai thác"),
        ("hãng sản xuất", "hãng sản xuất"),
        ("chỉ thị, chỉ đạo", "chỉ thị, chỉ đạo"),
        ("sử dụng, áp dụng", "sử dụng, áp dụng"),
        ("chế biến nông sản", "chế biến nông sản"),
        ("thành phố Đà Nẵng", "thành phố Đà Nẵng"),
        ("hạn chế, yếu tố rủi ro", "hạn chế, yếu tố rủi ro"),
        ("Ông Tống Văn Hiến", "Ông Tống Văn Hiến"),
        ("các ấp, khóm", "các ấp, khóm"),
        ("số liệu của tám xã", "số liệu của tám xã"),
    ],
)
def test_marks(read, printed):
    assert " ".join(word.text for word in mend_marks(words(read))) == printed


def test_what_was_read_is_kept():
    (mended, _) = mend_marks(words("Tống hợp"))
    assert (mended.text, mended.read_as) == ("Tổng", "Tống")
    assert mended.confidence <= 0.8


def test_cells_side_by_side_are_no_neighbours():
    left, right = words("phố biến")
    far = Word("biến", 400, 10, 430, 22, read_by="ocr", confidence=0.95)
    assert mend_marks([left, right])[0].text == "phổ"
    assert mend_marks([left, far])[0].text == "phố"
