"""Set phrases whose marks OCR gets wrong: put right where they were misread, left alone where they were not."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from vnplan_extract.document import Word
from vnplan_extract.pages.phrases import mend_phrases

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def words(text: str) -> list[Word]:
    return [Word(part, 0, 0, 1, 1) for part in text.split()]


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("thúc đây tiêu đùng xanh", "thúc đẩy tiêu dùng xanh"),
        ("không cân thiết, bãi bó", "không cần thiết, bãi bỏ"),
        ("KT. GLAM ĐỌC", "KT. GIÁM ĐỐC"),
        ("các tiếu khu", "các tiểu khu"),
        ("động lực đề phát triển", "động lực để phát triển"),
        ("vấn đề phát triển", "vấn đề phát triển"),
        ("thông tin dùng chung", "thông tin dùng chung"),
        ("Mỗi trường có", "Mỗi trường có"),
        ("đi đôi với", "đi đôi với"),
        ("Điều 23 Chính phủ", "Điều 23 Chính phủ"),
        ("kiến nghị đình chỉ thi hành", "kiến nghị đình chỉ thi hành"),
        ("Nguyễn Văn Hòa", "Nguyễn Văn Hòa"),
        ("Ông Trần Đình Hướng chủ trì", "Ông Trần Đình Hướng chủ trì"),
        ("văn bản do Bộ ban hành", "văn bản do Bộ ban hành"),
        ("bão đồ bộ vào", "bão đổ bộ vào"),
        ("Quyết định, Chỉ thị", "Quyết định, Chỉ thị"),
        ("các cơ sở lưu trú", "các cơ sở lưu trú"),
        ("quy chế chi tiêu", "quy chế chi tiêu"),
        ("các chí tiêu chủ yếu", "các chỉ tiêu chủ yếu"),
        ("địa phương thực hiện", "địa phương thực hiện"),
        ("công trình đô thị", "công trình đô thị"),
        ("Sở Văn hòa", "Sở Văn hóa"),
        ("tổ chức đăng ký kết hôn", "tổ chức đăng ký kết hôn"),
        ("các chỉ bộ xây dựng kế hoạch", "các chi bộ xây dựng kế hoạch"),
        ("một số thông tin thiếu chính xác", "một số thông tin thiếu chính xác"),
        ("mức tiêu thụ xăng dầu", "mức tiêu thụ xăng dầu"),
        ("xây mới Trường Mầm non", "xây mới Trường Mầm non"),
        ("thời hạn để Nghị quyết có hiệu lực", "thời hạn để Nghị quyết có hiệu lực"),
        ("05 lớp cho cộng tác viên", "05 lớp cho cộng tác viên"),
        ("tổ chức hội thao quốc phòng", "tổ chức hội thao quốc phòng"),
        ("dự trữ cơ số thuốc", "dự trữ cơ số thuốc"),
        ("hỗ trợ tái sản xuất", "hỗ trợ tái sản xuất"),
        ("Thương vụ Việt Nam", "Thương vụ Việt Nam"),
        ("bà Đỗ Thị Ngọc Duyên", "bà Đỗ Thị Ngọc Duyên"),
        ("lực lượng sẵn sàng chỉ viện", "lực lượng sẵn sàng chi viện"),
        ("không để tôn đọng hồ sơ", "không để tồn đọng hồ sơ"),
        ("giai đoạn 2021-2025, tâm nhìn đến năm 2030", "giai đoạn 2021-2025, tầm nhìn đến năm 2030"),
        ("tại khoản 3 Điều 5", "tại khoản 3 Điều 5"),
        ("kiểm tra kết quả", "kiểm tra kết quả"),
        ("hàng năm", "hàng năm"),
        ("không đánh đổi môi trường", "không đánh đổi môi trường"),
        ("tý lệ hộ nghèo", "tỷ lệ hộ nghèo"),
        ("thu - chỉ ngân sách", "thu - chi ngân sách"),
        ("các chỉ cục thuế", "các chi cục thuế"),
        ("SỞ VĂN HÒA", "SỞ VĂN HÓA"),
    ],
)
def test_phrases(read, mended):
    assert " ".join(word.text for word in mend_phrases(words(read))) == mended


def test_what_was_printed_right_stays():
    """Of the words of the corpus, none of which OCR has read, hardly one is changed."""
    total = changed = 0
    for file in sorted(CORPUS.glob("*.md")):
        read = words(unicodedata.normalize("NFC", file.read_text(encoding="utf-8")))
        total += len(read)
        changed += sum(one.text != other.text for one, other in zip(read, mend_phrases(read), strict=True))
    assert total > 10_000
    assert changed < total / 2500


@pytest.mark.parametrize(
    ("read", "sure", "mended"),
    [
        ("Thành phố Hà Chí Minh", 0.77, "Thành phố Hồ Chí Minh"),
        ("CỘNG HÒA XÃ HỘI CHÚ NGHIA VIỆT NAN", 0.6, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Thành phố Hà Chí Minh", 0.95, "Thành phố Hà Chí Minh"),
        ("Thành phố Hoa Chí Minh", 0.5, "Thành phố Hoa Chí Minh"),
    ],
)
def test_a_doubtful_word_of_a_long_phrase_may_have_a_letter_wrong(read, sure, mended):
    line = [Word(part, 0, 0, 1, 1, confidence=sure) for part in read.split()]
    assert " ".join(word.text for word in mend_phrases(line)) == mended
