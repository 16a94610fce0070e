"""Words to lines in reading order: two-column headers and footers, titles, body text; furniture set aside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.document import Page, SourceFile, Word
from vnplan_extract.layout.assemble import assemble
from vnplan_extract.layout.lines import lines_of, rows_of
from vnplan_extract.layout.page import lay_out

WIDTH = 595.0


def words(text: str, x: float, y: float, *, size: float = 13, bold: bool = False) -> list[Word]:
    """One printed line, set about as wide as Times sets it."""
    found = []
    for word in text.split():
        width = 0.48 * size * len(word)
        found.append(Word(word, x, y, x + width, y + 1.1 * size, "Times", size, bold=bold))
        x += width + 0.25 * size
    return found


HEADER = [
    *words("ỦY BAN NHÂN DÂN", 100, 57, bold=True),
    *words("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 262, 57, size=12, bold=True),
    *words("TỈNH HÀ GIANG", 110, 73, bold=True),
    *words("Độc lập - Tự do - Hạnh phúc", 310, 75, bold=True),
    *words("Số: 125/KH-UBND", 108, 104),
    *words("Hà Giang, ngày 15 tháng 4 năm 2021", 300, 104),
    *words("KẾ HOẠCH", 270, 140, bold=True),
]
FOOTER = [
    *words("tổng hợp, báo cáo Ủy ban nhân dân tỉnh./.", 85, 600),
    *words("Nơi nhận:", 85, 640, size=12, bold=True),
    *words("TM. ỦY BAN NHÂN DÂN", 360, 642, bold=True),
    *words("- Bộ Y tế;", 85, 654, size=11),
    *words("KT. CHỦ TỊCH", 380, 659, bold=True),
    *words("- Các sở, ngành;", 85, 667, size=11),
    *words("PHÓ CHỦ TỊCH", 380, 676, bold=True),
    *words("- Lưu: VT.", 85, 680, size=11),
    *words("Nguyễn Văn An", 380, 760, bold=True),
]


def texts(found: list[Word]) -> list[tuple[str, str]]:
    return [(line.column, line.text) for line in lines_of(rows_of(found), page=1, width=WIDTH)]


def test_header_is_read_column_by_column() -> None:
    assert texts(HEADER) == [
        ("left", "ỦY BAN NHÂN DÂN"),
        ("left", "TỈNH HÀ GIANG"),
        ("left", "Số: 125/KH-UBND"),
        ("right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("right", "Độc lập - Tự do - Hạnh phúc"),
        ("right", "Hà Giang, ngày 15 tháng 4 năm 2021"),
        ("full", "KẾ HOẠCH"),
    ]


def test_footer_columns_do_not_share_baselines() -> None:
    assert texts(FOOTER) == [
        ("full", "tổng hợp, báo cáo Ủy ban nhân dân tỉnh./."),
        ("left", "Nơi nhận:"),
        ("left", "- Bộ Y tế;"),
        ("left", "- Các sở, ngành;"),
        ("left", "- Lưu: VT."),
        ("right", "TM. ỦY BAN NHÂN DÂN"),
        ("right", "KT. CHỦ TỊCH"),
        ("right", "PHÓ CHỦ TỊCH"),
        ("right", "Nguyễn Văn An"),
    ]


def test_order_in_the_content_stream_does_not_matter() -> None:
    assert texts(list(reversed(HEADER))) == texts(HEADER)
    assert texts(FOOTER[5:] + FOOTER[:5]) == texts(FOOTER)


def test_the_clerks_figures_fall_into_their_places() -> None:
    typed = [*words("Số:", 108, 104), *words("/KH-UBND", 160, 104)]
    stamped = [Word("173", 130, 103, 155, 117, "Arial", 13, read_by="form")]
    (line,) = lines_of(rows_of([*typed, *stamped]), page=1, width=WIDTH)
    assert (line.text, line.read_by) == ("Số: 173 /KH-UBND", "form")


def test_a_footnote_mark_is_no_number() -> None:
    mark = Word("1", 172, 199.5, 176, 208.3, "Times", 8)
    (line,) = lines_of(rows_of([*words("doanh nghiệp", 85, 200), mark]), page=1, width=WIDTH)
    assert line.text == "doanh nghiệp ¹"


PARAGRAPH = "Căn cứ nhiệm vụ được giao các đơn vị tổ chức thực hiện bảo đảm đúng tiến độ và chất lượng"


@pytest.mark.parametrize("gap", [3.0, 6.0, 8.0])
def test_justified_text_is_no_column(gap: float) -> None:
    found = []
    for row in range(6):
        x = 85.0
        for word in PARAGRAPH.split()[:12]:
            found.append(Word(word, x, 300 + 16 * row, x + 5.5 * len(word), 315 + 16 * row, "Times", 13))
            x += 5.5 * len(word) + gap
    assert {column for column, _ in texts(found)} == {"full"}


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 780), st.text("aăbcdđ1.,-", min_size=1, max_size=8)),
        max_size=60,
    )
)
def test_no_word_is_lost_or_doubled(places: list[tuple[int, int, str]]) -> None:
    found = tuple(
        Word(text, float(x), float(y), x + 6.0 * len(text), y + 12.0, "Times", 12) for x, y, text in places
    )
    laid = lay_out(Page(1, WIDTH, 842, words=found))
    printed = [word for line in laid.text.lines for word in line.text.split()]
    assert len(printed) == len(found)
    assert sorted("".join(printed)) == sorted("".join(word.text for word in found))
    for line in laid.text.lines:
        assert laid.text.text[line.start : line.end] == line.text


def test_marks_of_a_list_set_off_by_a_tab_are_no_column() -> None:
    marks = ["I.", "1.", "a)", "-", "-", "b)", "II.", "1."]
    found = [
        word
        for row, mark in enumerate(marks)
        for word in (
            *words(mark, 90, 300 + 27 * row),
            *words(f"Việc thứ {row} của các thôn", 126, 300 + 27 * row),
        )
    ]
    assert texts(found) == [("full", f"{mark} Việc thứ {row} của các thôn") for row, mark in enumerate(marks)]


def test_upright_text_below_a_title_is_no_part_of_it() -> None:
    found = (
        *words("Trồng chè trên địa bàn các xã vùng núi cao năm 2026", 140, 200, bold=True),
        *words("Thực hiện Kế hoạch của tỉnh, Ủy ban nhân dân các xã vùng cao trồng chè sạch", 85, 218),
        *words("trên địa bàn các thôn bản vùng cao của xã trong vụ xuân năm nay và năm sau,", 85, 236),
    )
    pages = [Page(1, WIDTH, 842, words=found)]
    document = assemble(SourceFile("a.pdf", "0" * 64, "application/pdf"), pages)
    assert [block.text[:12] for block in document.blocks] == ["Trồng chè tr", "Thực hiện Kế"]


@pytest.mark.parametrize(("gap", "parted"), [(7.5, True), (3.5, False)])
def test_the_halves_of_a_letterhead_may_nearly_touch(*, gap: float, parted: bool) -> None:
    issuer = words("BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", 60, 57, size=12)
    found = [
        *issuer,
        *words("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", issuer[-1].x1 + gap, 57, size=12, bold=True),
        *words("CỤC KIỂM LÂM", 100, 73, bold=True),
        *words("Độc lập - Tự do - Hạnh phúc", 320, 73, bold=True),
        *words("Số: 562/KH-LNKL", 95, 104),
        *words("Hà Nội, ngày 05 tháng 02 năm 2026", 300, 104),
        *words("KẾ HOẠCH", 270, 140, bold=True),
    ]
    assert (("left", "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG") in texts(found)) is parted
