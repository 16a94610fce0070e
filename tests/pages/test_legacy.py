"""The old encodings: tables of cases, round trips, the real files."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timing import assert_linear
from vnplan_extract.options import Options
from vnplan_extract.pages.flowlegacy import _paragraphs
from vnplan_extract.pages.legacy import draws_capitals, guess_encoding, to_unicode
from vnplan_extract.pages.legacywords import lines_to_unicode
from vnplan_extract.pages.open import open_source
from vnplan_extract.pages.pdf import read_pdf
from vnplan_extract.pages.syllables import is_syllable, plausibility, tokens

TCVN3 = [
    ("KÕ ho¹ch ph¸t triÓn", "Kế hoạch phát triển"),
    ("§¸nh gi¸ t×nh h×nh", "Đánh giá tình hình"),
    ("t−íng ChÝnh phñ", "tướng Chính phủ"),  # U+2212 for ư
    ("t\u00adíng", "tướng"),  # the soft hyphen is a letter
    ("t-íng", "tướng"),  # and may come as a hyphen
    ("Quü b∙o l∙nh", "Quỹ bão lãnh"),  # U+2219 for ã
    ("Quü b¶o l·nh", "Quỹ bảo lãnh"),
    ("kinh tÕ - x· héi", "kinh tế - xã hội"),
    ("kinh-tÕ", "kinh-tế"),
    ("193/2001/Q§-TTg", "193/2001/QĐ-TTg"),
    ("tõ 5 − 7%", "từ 5 - 7%"),
    ("• môc tiªu", "• mục tiêu"),
    ("2004 - 2005", "2004 - 2005"),
    ("n¨ng suÊt lóa¹² vµ t¨ng²¹, ch¨n nu«i²¹¹", "năng suất lúa¹² và tăng²¹, chăn nuôi²¹¹"),  # footnote marks
    ("trong n¨m¹; GDP¹ ®¹t 7,6%¹ n¨m 2004¹", "trong năm¹; GDP¹ đạt 7,6%¹ năm 2004¹"),
    ("hä¹ lo¹t xe t¶i, ®¹i h¹ ra¹", "họ¹ loạt xe tải, đại hạ ra¹"),
]
VNI = [
    ("Keá hoaïch", "Kế hoạch"),
    ("ÑOÄC LAÄP", "ĐỘC LẬP"),
    ("Thuû töôùng Chính phuû", "Thủ tướng Chính phủ"),
    ("quyeát ñònh", "quyết định"),
    ("TÆNH BÌNH PHÖÔÙC", "TỈNH BÌNH PHƯỚC"),
    ("Caên cöù Luaät", "Căn cứ Luật"),
    ("nghóa, lyù do, kyõ thuaät", "nghĩa, lý do, kỹ thuật"),
    ("991/QÑ-UBND", "991/QĐ-UBND"),
]
GUESSES = [
    ("§¸nh gi¸ t×nh h×nh thùc hiÖn kÕ ho¹ch", "tcvn3"),
    ("Veà vieäc pheâ duyeät keá hoaïch", "vni"),
    ("Kế hoạch phát triển kinh tế - xã hội", "unicode"),
    ("hoà bình, thuỷ lợi, và có", "unicode"),
    ("Đơn giá 5 µm ± 2 °C, diện tích 10 m²", "unicode"),
    ("ISO 9001:2015", None),
    ("", None),
    ("Straße Übergrößenträger naïve", None),
]


@pytest.mark.parametrize(("written", "meant"), TCVN3)
def test_tcvn3(written, meant):
    assert to_unicode(written, "tcvn3") == meant


@pytest.mark.parametrize(("written", "meant"), VNI)
def test_vni(written, meant):
    assert to_unicode(written, "vni") == meant


@pytest.mark.parametrize(("text", "encoding"), GUESSES)
def test_guess(text, encoding):
    assert guess_encoding(text).encoding == encoding


@pytest.mark.parametrize(
    ("font", "capitals"),
    [
        (".VnTimeH", True),
        (".VnTimeH,Bold", True),
        ("GDNPMF+VnTimeHBold", True),
        (".VnArialH", True),
        (".VnTime", False),
        (".VnTime,Bold", False),
        ("TimesNewRomanPSMT", False),
        ("VNI-Times", False),
    ],
)
def test_capitals_font(font, capitals):
    assert draws_capitals(font) is capitals
    assert to_unicode("quyÕt ®Þnh", "tcvn3", capitals=True) == "QUYẾT ĐỊNH"


def _written(encoding: str) -> dict[str, str]:
    text = (files("vnplan_extract") / "data" / f"{encoding}.csv").read_text(encoding="utf-8")
    table: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines()):
        key = row["read_as"]
        table.setdefault(row["letter"], chr(int("0x" + key[2:], 0)) if key.startswith("U+") else key)
    return table


@given(
    st.text(
        alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ 0123456789,.",
        max_size=60,
    )
)
def test_tcvn3_round_trip(text):
    """A sign that stands for a letter is one only beside letters, so every word begins and ends with one."""
    table = _written("tcvn3")
    text = "".join(f"t{letter}t" for letter in text)
    assert to_unicode("".join(table.get(letter, letter) for letter in text), "tcvn3") == text


@pytest.mark.parametrize(
    "word",
    [
        "KẾ",
        "hoạch",
        "Thuở",
        "khuỷu",
        "quyền",
        "giếng",
        "nghiêng",
        "ngoằng",
        "gìn",
        "uống",
        "hoà",
        "thủy",
        "thuỷ",
    ],
)
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["ho¹ch", "kÕ", "plan", "hoạchs", "cắt̀", "tac̉", "ct", "strength", "", "a" * 50]
)
def test_no_syllables(word):
    assert not is_syllable(word)


def test_plausibility():
    assert plausibility(["Kế", "hoạch", "phát", "triển"]) == 1.0
    assert plausibility(["the", "development", "strategy", "of"]) < 0.4
    assert tokens("từ 1-2 doanh nghiệp/năm;") == ["từ", "doanh", "nghiệp", "năm"]


@pytest.mark.parametrize("text", ["−" * 20000, "t-" * 20000, "aù" * 20000, "-" * 20000, "µ ·" * 10000])
@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_linear(text, encoding):
    def run(length):
        to_unicode(text[:length], encoding)
        guess_encoding(text[:length])

    assert_linear(run, len(text) // 10, len(text))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "most"), [("12_QD-115-TTg-2004_TCVN3", 0.0), ("08_KeHoach-KTXH-2005_TCVN3_58p", 0.002)]
)
def test_real_tcvn3(shared, name, most):
    """Spaces aside: the transcript of the long file has blanks inside words."""
    folder = shared / "real"
    truth = "".join((folder / f"{name}.gt.txt").read_text(encoding="utf-8").split())
    pages = list(read_pdf((folder / f"{name}.pdf").read_bytes(), name=name))
    assert {guess_encoding(" ".join(word.text for word in page.words)).encoding for page in pages} == {
        "tcvn3"
    }
    ours = "".join(to_unicode(word.text, "tcvn3") for page in pages for word in page.words)
    # The order of the stream is that of the transcript; the share of characters not in place bounds the error rate.
    from difflib import SequenceMatcher

    wrong = total = 0
    for at in range(0, min(len(truth), 20000), 2000):
        ours_part, truth_part = ours[at : at + 2000], truth[at : at + 2000]
        total += len(truth_part)
        matcher = SequenceMatcher(None, ours_part, truth_part, autojunk=False)
        wrong += sum(
            max(j2 - j1, i2 - i1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag == "replace"
        )
    assert wrong <= most * total


PLAN = "Quyết định của Thủ tướng: giao các sở, ngành được phân công chưa báo cáo phải khẩn trương thực hiện kế hoạch"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
@pytest.mark.parametrize("stored", ["cp1252", "utf-8"])
def test_text_files(encoding, stored):
    """A text file in the old bytes, and one saved as UTF-8 by a program that took them for Latin-1."""
    table = _written(encoding)
    data = "".join(table.get(letter, letter) for letter in PLAN).encode(stored)
    pages = list(open_source(data, options=Options(), name="ke-hoach.txt").pages)
    assert [paragraph.text for page in pages for paragraph in page.flow] == [PLAN]
    assert "text-legacy" in {found.code for page in pages for found in page.findings}


@pytest.mark.shared
@pytest.mark.usefixtures("libreoffice")
def test_vni_in_a_word_97_document(shared):
    folder = shared / "real"
    name = "10_QD-991-UBND-BinhPhuoc-2008_KeHoach-rung_VNI"
    truth = (folder / f"{name}.gt.txt").read_text(encoding="utf-8").split()
    pages = list(open_source(folder / f"{name}.doc", options=Options()).pages)
    read = [word for page in pages for paragraph in _paragraphs(page.flow) for word in paragraph.text.split()]
    missed = Counter(unicodedata.normalize("NFC", word) for word in truth if word != "PAGE") - Counter(read)
    assert sum(missed.values()) <= 0.02 * len(truth), missed


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("KÕ HO¹CH", "KẾ HOẠCH"),  # typed in capitals in a font that draws them
        ("§¶NG Bé TØNH AN GIANG", "ĐẢNG BỘ TỈNH AN GIANG"),
        ("II- MôC TI£U", "II- MỤC TIÊU"),
        ("Bé Y tÕ vµ UBND tØnh", "Bộ Y tế và UBND tỉnh"),
    ],
)
def test_capitals_without_their_accents(written, meant):
    assert to_unicode(written, "tcvn3") == meant


def _in(encoding: str, text: str) -> str:
    table = _written(encoding)
    return "".join(table.get(letter, letter) for letter in text)


FOREST = "giao đất và thiết kế trồng rừng, chăm sóc rừng trồng; tổ chức nghiệm thu, thanh quyết toán"
HEALTH = "tiêm phòng vắc xin cho đàn gia súc trên địa bàn các xã, phường trước ngày 30 tháng 6"


@pytest.mark.parametrize(
    ("written", "meant", "old"),
    [
        ([HEALTH, _in("vni", FOREST)], [HEALTH, FOREST], {"vni"}),
        ([_in("tcvn3", HEALTH), FOREST], [HEALTH, FOREST], {"tcvn3"}),
        ([_in("tcvn3", HEALTH), _in("vni", FOREST), PLAN], [HEALTH, FOREST, PLAN], {"tcvn3", "vni"}),
        ([f"{HEALTH}; {_in('tcvn3', FOREST)}. {PLAN}"], [f"{HEALTH}; {FOREST}. {PLAN}"], {"tcvn3"}),
        ([_in("tcvn3", PLAN), _in("tcvn3", "Số: 46/KH-UBND")], [PLAN, "Số: 46/KH-UBND"], {"tcvn3"}),
        ([_in("vni", PLAN), _in("vni", "Số: 46/KH-UBND")], [PLAN, "Số: 46/KH-UBND"], {"vni"}),
        ([PLAN, "Bụi PM10 dưới 50 µg/m³, sợi 5 µm"], [PLAN, "Bụi PM10 dưới 50 µg/m³, sợi 5 µm"], set()),
        (
            [PLAN, "Trạm số 3", _in("tcvn3", "Trạm Kiểm lâm")],
            [PLAN, "Trạm số 3", _in("tcvn3", "Trạm Kiểm lâm")],
            set(),
        ),
    ],
)
def test_encodings_side_by_side(written, meant, old):
    """Paragraph by paragraph and within one; a word or two in an old encoding tell nothing for certain."""
    text, found = lines_to_unicode("\n".join(written))
    assert (text.split("\n"), set(found)) == (meant, old)
