"""Joining over pages: what goes on, what begins anew, and rows that the break cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from table_making import SOURCE, draw, flow_document, flow_table, shape, texts
from timing import assert_linear
from vnplan_extract.document import Page, Word
from vnplan_extract.layout.assemble import assemble

HEAD = ("TT", "Nội dung", "Chủ trì", "Thời gian")
XS = (50.0, 90.0, 330.0, 520.0, 620.0)


def row(at, *cells):
    return [((at, col, 1, 1), text) for col, text in enumerate(cells)]


def pages(*parts, xs=None, words=(), read_by="text"):
    """Draw each part (a list of rows) as a table on a page of its own."""
    made = []
    for number, part in enumerate(parts, 1):
        edges = (xs or {}).get(number, XS)
        cells = [cell for at, cells in enumerate(part) for cell in row(at, *cells)]
        page = draw(cells, edges, [60.0 + 60.0 * at for at in range(len(part) + 1)], page=number)
        extra = tuple(word for place, word in words if place == number)
        printed = tuple(replace(word, read_by=read_by) for word in page.words)
        made.append(Page(number, 842.0, 595.0, words=(*extra, *printed), rulings=page.rulings))
    return assemble(SOURCE, made)


ONE = ("1", "Rà soát các quy định về nhãn hàng hóa;", "Sở Công Thương", "2021-2025")
TWO = ("2", "Tập huấn cho cơ sở chế biến chè.", "Sở Y tế", "Hằng năm")
THREE = ("3", "Kiểm tra việc thực hiện tại xã.", "UBND xã", "Quý II/2022")


def test_a_repeated_head_is_dropped():
    (table,) = pages((HEAD, ONE), (HEAD, TWO)).tables
    assert texts(table) == [list(HEAD), list(ONE), list(TWO)]
    assert table.header_rows == 1
    assert [(f.page, f.first_row, f.last_row, f.split_row) for f in table.fragments] == [
        (1, 0, 1, False),
        (2, 2, 2, False),
    ]
    assert table.fragments[1].score > 0.8
    assert {page for page, _ in table.cells[0].boxes} == {1, 2}


def test_blanks_do_not_make_another_head():
    (table,) = pages((("STT", *HEAD[1:]), ONE), (("ST T", *HEAD[1:]), TWO)).tables
    assert table.rows == 3


def test_a_head_need_not_be_repeated():
    (table,) = pages((HEAD, ONE), (TWO, THREE)).tables
    assert texts(table) == [list(HEAD), list(ONE), list(TWO), list(THREE)]


def test_an_index_row_may_be_repeated_alone():
    index = ("(1)", "(2)", "(3)", "(4)")
    (table,) = pages((HEAD, index, ONE), (index, TWO)).tables
    assert texts(table) == [list(HEAD), list(index), list(ONE), list(TWO)]
    assert table.header_rows == 2


@pytest.mark.parametrize("repeated", [True, False])
@pytest.mark.parametrize(
    ("upper", "lower", "joined"),
    [
        (("1", "Hướng dẫn cơ sở xây dựng dự án", "Sở Công", "2021-"), ("", "nâng cao chất lượng.", "Thương", "2025"), ("1", "Hướng dẫn cơ sở xây dựng dự án nâng cao chất lượng.", "Sở Công Thương", "2021-2025")),
        (("1", "Họp giao ban,", "Sở Y tế", "2022"), ("", "sơ kết và tổng kết.", "", ""), ("1", "Họp giao ban, sơ kết và tổng kết.", "Sở Y tế", "2022")),
        (("1", "Áp dụng tiêu chuẩn (theo danh mục của", "Sở Y tế", "2022"), ("", "Bộ Y tế) tại các trạm.", "", ""), ("1", "Áp dụng tiêu chuẩn (theo danh mục của Bộ Y tế) tại các trạm.", "Sở Y tế", "2022")),
        (("1", "Tổ chức hội nghị.", "Sở Y tế", "2022"), ("", "", "; UBND huyện", ""), ("1", "Tổ chức hội nghị.", "Sở Y tế ; UBND huyện", "2022")),
    ],
)  # fmt: skip
def test_a_row_cut_by_the_break_is_one_row(upper, lower, joined, repeated):
    (table,) = pages((HEAD, upper), (HEAD, lower, TWO) if repeated else (lower, TWO)).tables
    assert texts(table)[1:] == [list(joined), list(TWO)]
    assert table.fragments[1].split_row
    assert table.fragments[1].first_row == 1


@pytest.mark.parametrize(
    "lower",
    [
        ("", "- Tập huấn cho hợp tác xã", "Sở Công Thương", "Hằng năm"),
        ("2", "tập huấn cho hợp tác xã", "sở", "năm"),
        ("", "+ Hỗ trợ 10 cơ sở;", "Sở Y tế", "2022"),
        ("II", "Giai đoạn sau", "", ""),
    ],
)
def test_a_row_of_its_own_is_not_joined(lower):
    upper = ("", "- Rà soát quy định", "Sở Công Thương", "Hằng năm")
    (table,) = pages((HEAD, ("I", "Giai đoạn đầu", "", ""), upper), (lower, THREE)).tables
    assert texts(table)[2:] == [list(upper), list(lower), list(THREE)]


def test_merged_cells_go_on_over_the_break():
    xs, ys = XS, (60.0, 100.0, 160.0, 220.0)
    head = row(0, *HEAD)
    above = [
        ((1, 0, 2, 1), "1"),
        ((1, 1, 2, 1), "Rà soát."),
        ((1, 2, 1, 1), "Sở A."),
        ((1, 3, 1, 1), "2021"),
        ((2, 2, 1, 1), "Sở B."),
        ((2, 3, 1, 1), "2022"),
    ]
    below = [
        ((0, 0, 1, 1), ""),
        ((0, 1, 1, 1), ""),
        ((0, 2, 1, 1), "Sở C."),
        ((0, 3, 1, 1), "2023"),
        *row(1, *TWO),
    ]
    (table,) = assemble(SOURCE, [draw(head + above, xs, ys), draw(below, xs, ys[:3], page=2)]).tables
    assert (1, 0, 3, 1) in shape(table.cells)
    assert (1, 1, 3, 1) in shape(table.cells)
    assert table.rows == 5


def test_a_merged_cell_whose_text_stands_below_the_break_is_one_cell():
    above = [
        *row(0, *HEAD),
        ((1, 0, 2, 1), "1"), ((1, 1, 2, 1), "Rà soát."), ((1, 2, 2, 1), "Sở A."),
        ((1, 3, 1, 1), "2021"), ((2, 3, 1, 1), "2022"),
        ((3, 0, 1, 1), "2"), ((3, 1, 1, 1), "Kiểm tra các trạm."), ((3, 2, 1, 1), ""), ((3, 3, 1, 1), "2023"),
    ]  # fmt: skip
    below = [
        ((0, 0, 2, 1), ""), ((0, 1, 2, 1), ""), ((0, 2, 2, 1), "Sở B."),
        ((0, 3, 1, 1), "2024"), ((1, 3, 1, 1), "2025"),
    ]  # fmt: skip
    ys = (60.0, 100.0, 160.0, 220.0, 280.0)
    (table,) = assemble(SOURCE, [draw(above, XS, ys), draw(below, XS, ys[:3], page=2)]).tables
    assert {(3, 0, 3, 1), (3, 1, 3, 1), (3, 2, 3, 1)} <= set(shape(table.cells))
    assert texts(table)[3][:3] == ["2", "Kiểm tra các trạm.", "Sở B."]


def test_wider_columns_on_another_page_are_the_same_columns():
    wide = {2: (50.0, 100.0, 400.0, 640.0, 790.0)}
    (table,) = pages((HEAD, ONE), (HEAD, TWO), xs=wide).tables
    assert table.rows == 3
    (table,) = pages((HEAD, ONE), (TWO, THREE), xs={2: (50.0, 95.0, 335.0, 525.0, 625.0)}).tables
    assert table.rows == 4


OTHER = ("TT", "Tên chỉ tiêu", "Đơn vị tính", "Năm 2022")


def test_another_head_begins_another_table():
    first, second = pages((HEAD, ONE), (OTHER, ("1", "Hộ nghèo", "%", "5"))).tables
    assert (first.rows, second.rows) == (2, 2)


def test_numbering_that_begins_anew_begins_another_table():
    assert len(pages((HEAD, ONE, TWO), (("1", *TWO[1:]), TWO)).tables) == 2
    text = "TT | Nội dung | Chủ trì\n1 | Họp | Sở Y tế\n2 | Tổng kết | Sở Y tế"
    assert len(flow_document(flow_table(text, bordered=True), flow_table(text, bordered=True)).tables) == 2


def test_text_between_parts_two_tables():
    title = [
        (2, Word(part, 50.0 + 60 * at, 20.0, 100.0 + 60 * at, 31.0, size=11))
        for at, part in enumerate(("Biểu", "số", "2:", "Danh", "mục"))
    ]
    line = [
        (2, Word(part, 50.0 + 60 * at, 36.0, 100.0 + 60 * at, 47.0, size=11))
        for at, part in enumerate(("dự", "án", "của", "các", "xã"))
    ]
    assert len(pages((HEAD, ONE), (TWO, THREE), words=title + line).tables) == 2


def test_a_page_number_between_parts_does_no_harm():
    number = [(2, Word("2", 420.0, 20.0, 426.0, 31.0, size=11))]
    assert len(pages((HEAD, ONE), (TWO, THREE), words=number).tables) == 1


def test_other_columns_are_another_table():
    first = draw(
        [cell for at, cells in enumerate((HEAD, ONE)) for cell in row(at, *cells)], XS, (60.0, 100.0, 160.0)
    )
    second = draw(
        [*row(0, "Hạng", "Giá"), *row(1, "a", "b")], (50.0, 200.0, 400.0), (60.0, 100.0, 160.0), page=2
    )
    assert len(assemble(SOURCE, [first, second]).tables) == 2


def test_missing_first_rows_are_noted():
    (table,) = flow_document(
        flow_table("TT | Nội dung | Năm\n3 | Khảo sát | 2021\n4 | Tổng kết | 2025")
    ).tables
    assert not table.complete
    (table,) = flow_document(
        flow_table("TT | Nội dung | Năm\n1 | Khảo sát | 2021\n2 | Tổng kết | 2025")
    ).tables
    assert table.complete


def test_text_tables_are_joined_row_by_row():
    first = flow_table(
        "STT | Nội dung | Chủ trì | Phối hợp | Kinh phí\n**I | **Giai đoạn đầu | | | **900\n | - Lập kế hoạch hỗ trợ | Sở Công Thương | Các huyện, | 900"
    )
    second = flow_table(
        " | và tổ chức thực hiện | Thương | thị xã | \n | + Tập huấn | Sở Y tế | Các huyện | 50"
    )
    (table,) = flow_document(first, second).tables
    assert texts(table)[2:] == [
        [
            "",
            "- Lập kế hoạch hỗ trợ và tổ chức thực hiện",
            "Sở Công Thương Thương",
            "Các huyện, thị xã",
            "900",
        ],
        ["", "+ Tập huấn", "Sở Y tế", "Các huyện", "50"],
    ]


def test_a_head_of_two_levels_repeated_inside_text_is_dropped():
    head = "TT | Nội dung | Kinh phí | \n | | NSNN | Khác\n"
    (table,) = flow_document(flow_table(f"{head}1 | Họp | 5 | 6\n{head}2 | Tổng kết | 7 | 8")).tables
    assert (table.rows, table.header_rows) == (4, 2)
    assert texts(table)[2:] == [["1", "Họp", "5", "6"], ["2", "Tổng kết", "7", "8"]]


def test_a_cell_end_written_twice_is_kept_once():
    first = flow_table("TT | Nội dung | Chủ trì\n1 | Hỗ trợ áp dụng hệ thống quản | Sở Khoa học và Công nghệ")
    second = flow_table(" | lý tại phòng thử nghiệm. | học và Công nghệ")
    (table,) = flow_document(first, second).tables
    assert texts(table)[1] == [
        "1",
        "Hỗ trợ áp dụng hệ thống quản lý tại phòng thử nghiệm.",
        "Sở Khoa học và Công nghệ",
    ]


def test_caption_unit_and_notes():
    document = flow_document(
        "Đoạn văn trước bảng kết thúc ở đây.", "PHỤ LỤC", "DỰ TOÁN KINH PHÍ HỖ TRỢ", "(Kèm theo Kế hoạch số 12/KH-UBND)", "(ĐVT: triệu đồng)",
        flow_table("TT | Nội dung | Kinh phí\n1 | Tập huấn | 20"),
        "Ghi chú: Số liệu là dự kiến.", "II. TỔ CHỨC THỰC HIỆN",
    )  # fmt: skip
    (table,) = document.tables
    assert table.caption is not None
    assert table.caption.text == "DỰ TOÁN KINH PHÍ HỖ TRỢ"
    assert table.unit is not None
    assert table.unit.text == "triệu đồng"
    assert [note.text for note in table.notes] == ["Ghi chú: Số liệu là dự kiến."]


SYLLABLES = ("khảo", "sát", "cơ", "sở", "chế", "biến", "của", "xã", "về", "mật", "ong", "và", "chè")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_split_anywhere_the_table_comes_back(data):
    count = data.draw(st.integers(2, 7))
    rows = [
        (str(at), "Tổ " + " ".join(data.draw(st.lists(st.sampled_from(SYLLABLES), min_size=6, max_size=24))) + ".", "Sở Công Thương", "Năm 2022")
        for at in range(1, count + 1)
    ]  # fmt: skip
    repeated = data.draw(st.booleans())
    at = data.draw(st.integers(0, count - 1))
    inside = data.draw(st.booleans())
    if not inside and at == 0:
        at = 1
    if inside:
        words = rows[at][1].split()
        cut = data.draw(st.integers(2, len(words) - 1))
        upper = (*rows[:at], (rows[at][0], " ".join(words[:cut]), *rows[at][2:]))
        lower = (("", " ".join(words[cut:]), "", ""), *rows[at + 1 :])
    else:
        upper, lower = tuple(rows[:at]), tuple(rows[at:])
    (table,) = pages((HEAD, *upper), (HEAD, *lower) if repeated else lower).tables
    assert texts(table) == [list(HEAD), *map(list, rows)]
    assert table.fragments[1].split_row == inside


def test_five_thousand_rows_over_five_hundred_pages_are_joined_in_linear_time():
    def run(count: int) -> None:
        parts = [(HEAD, *((str(10 * page + at), *TWO[1:]) for at in range(1, 11))) for page in range(count)]
        (table,) = pages(*parts).tables
        assert (table.rows, table.header_rows, len(table.fragments)) == (10 * count + 1, 1, count)

    assert_linear(run, 50, 500)


def test_under_a_note_in_italics_upright_text_is_no_note():
    note = [
        Word(part, 50.0 + 60 * at, 190.0, 100.0 + 60 * at, 201.0, size=11, italic=True)
        for at, part in enumerate(("Ghi", "chú:", "Số", "liệu", "dự", "kiến."))
    ]
    after = [
        Word(part, 70.0 + 60 * at, 204.0, 120.0 + 60 * at, 215.0, size=11)
        for at, part in enumerate(("Các", "đơn", "vị", "báo", "cáo", "trước", "tháng", "sáu."))
    ]
    (table,) = pages((HEAD, ONE), words=[(1, word) for word in (*note, *after)]).tables
    assert [item.text for item in table.notes] == ["Ghi chú: Số liệu dự kiến."]


def touching(head):
    """Two tables drawn without white between them, the second under a head of its own."""
    upper = [cell for at, cells in enumerate((HEAD, ONE, TWO)) for cell in row(at, *cells)]
    lower = [((at + 3, col, 1, 1), text) for at, cells in enumerate(head) for col, text in enumerate(cells)]
    count = max(place[0] for place, _ in lower) + 2
    return assemble(SOURCE, [draw(upper + lower, XS, [60.0 + 60.0 * at for at in range(count)])]).tables


def test_tables_that_touch_are_two_where_another_head_begins():
    one, other = touching([("STT", "Tên dự án", "Địa điểm", "Quy mô"), ("1", "Trạm bơm", "Xã A", "120 ha")])
    assert texts(one) == [list(HEAD), list(ONE), list(TWO)]
    assert texts(other) == [["STT", "Tên dự án", "Địa điểm", "Quy mô"], ["1", "Trạm bơm", "Xã A", "120 ha"]]


def test_tables_that_touch_are_one_where_the_head_is_repeated():
    (table,) = touching([HEAD, THREE])
    assert texts(table) == [list(HEAD), list(ONE), list(TWO), list(THREE)]


@pytest.mark.parametrize(
    ("heads", "read_by", "tables", "first"),
    [
        # read otherwise on one page of a scan: as on most pages
        ([("TT", "an Nội dung ” 3: k", *HEAD[2:]), HEAD, HEAD], "ocr", 1, HEAD),
        ([HEAD, ("TT", "an Nội dung ” 3: k", *HEAD[2:]), HEAD], "ocr", 1, HEAD),
        ([("TT", "", *HEAD[2:]), HEAD], "ocr", 1, HEAD),
        # another head, or one that was not read but typed
        ([HEAD, ("TT", "Địa bàn", *HEAD[2:])], "ocr", 2, HEAD),
        ([HEAD, ("TT", "an Nội dung ” 3: k", *HEAD[2:])], "text", 2, HEAD),
    ],
)
def test_a_head_that_was_misread_on_a_page_goes_on_the_table(heads, read_by, tables, first):
    found = pages(
        *[(head, body) for head, body in zip(heads, (ONE, TWO, THREE), strict=False)], read_by=read_by
    )
    assert len(found.tables) == tables
    assert texts(found.tables[0])[0] == list(first)


@pytest.mark.parametrize(
    ("line", "size", "read_by", "heads", "tables"),
    [
        ("Nguồn lực dự kiến gồm ngân sách tỉnh", 7.5, "text", (HEAD, HEAD), 1),  # a footnote
        (
            "Nguồn lực dự kiến gồm ngân sách tỉnh",
            7.5,
            "text",
            (HEAD, ("TT", "Tên xã", "Số hộ", "Tổng vốn")),
            2,
        ),
        ("bị", 11.0, "ocr", (HEAD, HEAD), 1),
    ],
)
def test_small_print_at_the_foot_parts_no_table(line, size, read_by, heads, tables):
    words = [
        (1, replace(word, size=size, read_by=read_by))
        for top in (420.0, 440.0, 460.0)
        for word in draw([((0, 0, 1, 1), line)], (50.0, 620.0), (top, top + 20.0), page=1).words
    ]
    found = pages((heads[0], ONE), (heads[1], TWO), words=words, read_by=read_by)
    assert len(found.tables) == tables
