"""Plain text and Markdown: paragraphs, lists, tables, pages."""

from __future__ import annotations

import unicodedata

import pytest
from flow_rendering import show, texts

from timing import assert_linear
from vnplan_extract import extract
from vnplan_extract.document import FlowTable
from vnplan_extract.errors import EmptyInputError, UnsupportedTypeError
from vnplan_extract.pages.spaced_tables import spaced_table
from vnplan_extract.pages.text import read_text


def read(text: str, *, markdown: bool | None = None):
    return list(read_text(text.encode(), name="t.txt", markdown=markdown))


def flow(text: str, *, markdown: bool | None = None):
    (page,) = read(text, markdown=markdown)
    return page.flow


MARKDOWN = [
    ("# KẾ HOẠCH\n## Tên\nnội dung", ["{h1} KẾ HOẠCH", "{h2} Tên", "nội dung"]),
    ("### **I. MỤC TIÊU** ###", ["{h3} **I. MỤC TIÊU**"]),
    ("#không phải", ["#không phải"]),
    ("- một\n- hai\n  tiếp", ["{m1} - một", "{m1} - hai⏎tiếp"]),
    ("* một\n* hai", ["{m1} - một", "{m1} - hai"]),
    ("- + Sự nghiệp: 8.050\n- a) điểm", ["{m1} + Sự nghiệp: 8.050", "a) điểm"]),
    ("**- Giai đoạn 1**\n\n- + x", ["**- Giai đoạn 1**", "{m1} + x"]),
    ("1. một\n2. hai\n\na) ba\nb) bốn", ["1. một", "2. hai", "a) ba", "b) bốn"]),
    ("a  \nb\n\nc", ["a⏎b", "c"]),
    (
        "điều[^1] này\n\n[^1]: Giải *thích*.\n\nsau",
        ["điều^^1 ^^này", "{footnote} ^^1 ^^Giải //thích//.", "sau"],
    ),
    ("---\na\n\n***\n\n* * *", ["a"]),
    ("> trích\n> tiếp", ["trích⏎tiếp"]),
    ("VX<sub>1</sub> > 5", ["VX1 > 5"]),
    ("```\nmã **x**\n```\nsau", ["mã **x**", "sau"]),
    ("a <!-- bỏ\nbỏ --> b", ["a⏎b"]),
    # A page break inside a sentence: one paragraph.
    (
        "- Lựa chọn nhóm chuyên\n\ngia đánh giá;\n\n- tiếp",
        ["{m1} - Lựa chọn nhóm chuyên gia đánh giá;", "{m1} - tiếp"],
    ),
    ("Câu dừng.\n\nviết thường", ["Câu dừng.", "viết thường"]),
    ("trên địa bàn toàn\n\nBàn", ["trên địa bàn toàn", "Bàn"]),
    ("trên địa bàn toàn\n\na) điểm", ["trên địa bàn toàn", "a) điểm"]),
    ("trên địa bàn toàn\n\n- mục", ["trên địa bàn toàn", "{m1} - mục"]),
    ("## Tiêu đề\n\nviết thường", ["{h2} Tiêu đề", "viết thường"]),
    ("**Tên kế hoạch**\n\nviết thường", ["**Tên kế hoạch**", "viết thường"]),
    ("KẾ HOẠCH\n\nviết thường", ["KẾ HOẠCH", "viết thường"]),
    ("**TM. ỦY BAN\nKT. CHỦ TỊCH**", ["**TM. ỦY BAN⏎KT. CHỦ TỊCH**"]),
    ("*[Handwritten signature]*", ["//[Handwritten signature]//"]),
]


@pytest.mark.parametrize(("text", "expected"), MARKDOWN)
def test_markdown(text, expected):
    assert [show(block) for block in flow(text, markdown=True)] == expected


PLAIN = [
    ("a **b** # c", ["a **b** # c"]),
    ("KẾ HOẠCH\nPhát triển năm 2026\nI. MỤC TIÊU\n1. Chung", ["KẾ HOẠCH", "Phát triển năm 2026", "I. MỤC TIÊU", "1. Chung"]),
    ("Thực hiện Quyết định của Thủ tướng Chính phủ về việc\nphê duyệt chương trình, tỉnh ban hành kế hoạch.\nSở chủ trì.", ["Thực hiện Quyết định của Thủ tướng Chính phủ về việc⏎phê duyệt chương trình, tỉnh ban hành kế hoạch.", "Sở chủ trì."]),
    ("3. Kinh phí\nTổng " + "x" * 200, ["3. Kinh phí", "Tổng " + "x" * 200]),
    ("1.\tMục tiêu\n2.\tGiải pháp", ["1. Mục tiêu", "2. Giải pháp"]),
    ("\tThụt đầu dòng", ["Thụt đầu dòng"]),
    ("x" * 200 + ".\n" + "Y" * 200, ["x" * 200 + ".", "Y" * 200]),
    ("a\u2028b\r\nc", ["a⏎b⏎c"]),
    ("- Các xã, phường và đơn vị thực hiện nhiệm vụ phát triển kinh tế\n- xã hội; báo cáo kết quả về Sở Lao động của tỉnh trong tháng\n- Sở Y tế", ["- Các xã, phường và đơn vị thực hiện nhiệm vụ phát triển kinh tế⏎- xã hội; báo cáo kết quả về Sở Lao động của tỉnh trong tháng", "- Sở Y tế"]),
    ("Các đơn vị, địa phương báo cáo kết quả thực hiện về Sở Lao động\n- Thương binh và Xã hội", ["Các đơn vị, địa phương báo cáo kết quả thực hiện về Sở Lao động⏎- Thương binh và Xã hội"]),
    ("Các đơn vị, địa phương báo cáo kết quả thực hiện về Sở Lao động;\n- thống kê lại", ["Các đơn vị, địa phương báo cáo kết quả thực hiện về Sở Lao động;", "- thống kê lại"]),
    ("Nội dung gồm có\n- cán bộ xã\n- công chức của các xã, phường, đặc khu trên địa bàn tỉnh năm 2026", ["Nội dung gồm có", "- cán bộ xã", "- công chức của các xã, phường, đặc khu trên địa bàn tỉnh năm 2026"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PLAIN)
def test_plain(text, expected):
    assert [show(block) for block in flow(text, markdown=False)] == expected


def test_a_small_letter_on_the_next_page_goes_on_behind_a_semicolon() -> None:
    pages = read(
        "1. Kiểm tra\n- Chủ động phối hợp với các xã;\n\frà soát hộ nghèo.\n- Báo cáo;\n\f- sơ kết\n"
    )
    assert [[show(block) for block in page.flow] for page in pages] == [
        ["1. Kiểm tra", "{breaks(32,)} - Chủ động phối hợp với các xã; rà soát hộ nghèo."],
        ["- Báo cáo;"],
        ["- sơ kết"],
    ]


def grid(block) -> list[list[str]]:
    assert isinstance(block, FlowTable)
    rows = [[""] * block.cols for _ in range(block.rows)]
    for cell in block.cells:
        rows[cell.row][cell.col] = "|".join(paragraph.text for paragraph in cell.paragraphs)
    return rows


def test_tabs_make_tables_and_blank_lines_part_them():
    text = "TT\tViệc\tKinh phí\t\n\t\tNN\tDN\n1\tlàm\t1\n\n\ttiếp\t\t\n2\tlàm<br>nữa\t<b>3</b>\t4"
    first, second = flow(text)
    assert grid(first) == [["TT", "Việc", "Kinh phí", ""], ["", "", "NN", "DN"], ["1", "làm", "1", ""]]
    assert grid(second) == [["", "tiếp", "", ""], ["2", "làm\nnữa", "3", "4"]]
    assert second.cells[6].paragraphs[0].runs[0].bold
    assert (first.bordered, first.header_rows) == (None, None)


def test_bars_make_tables():
    text = "| TT | Việc |\n|:-:|---:|\n| 1 | a \\| b |\n| 2 | **c** |\n\nsau"
    block, after = flow(text)
    assert grid(block) == [["TT", "Việc"], ["1", "a | b"], ["2", "c"]]
    assert (block.header_rows, block.cells[0].header, block.cells[2].paragraphs[0].align) == (
        1,
        True,
        "center",
    )
    assert after.text == "sau"


def test_html_tables_in_markdown():
    text = "# a\n<table>\n<tr><td rowspan=2>1</td><td>2</td></tr>\n<tr><td>3</td></tr>\n</table>\n\nb"
    _, block, after = flow(text)
    assert [(cell.row, cell.col, cell.row_span) for cell in block.cells] == [(0, 0, 2), (0, 1, 1), (1, 1, 1)]
    assert after.text == "b"


def test_an_html_table_that_never_ends_is_text():
    assert texts(read("# a\n<table>\nb\n")) == ["a", "<table>\nb"]


def test_form_feeds_begin_pages():
    pages = read("Trang một.\fTrang hai trên địa\fbàn tỉnh.\nHết.")
    assert [texts([page]) for page in pages] == [["Trang một."], ["Trang hai trên địa bàn tỉnh."], ["Hết."]]
    assert pages[1].flow[0].page_breaks == (len("Trang hai trên địa "),)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("\ufeffKế hoạch".encode(), "Kế hoạch"),
        ("Kế hoạch".encode("utf-16"), "Kế hoạch"),
        ("Kế hoạch".encode("utf-16-be").join([b"\xfe\xff", b""]), "Kế hoạch"),
        ("Đươ\u0300ng bô\u0323".encode("cp1258"), "Đường bộ"),
        ("Ke\u0302\u0301 hoạch".encode(), "Kế hoạch"),
    ],
)  # fmt: skip
def test_encodings(data, expected):
    assert texts(read_text(data, name="t"))[0].startswith(expected)


def test_odd_encodings_are_findings():
    (guessed,) = read_text("Đươ\u0300ng sá Viê\u0323t Nam".encode("cp1258"), name="t")
    (damaged,) = read_text(("Kế hoạch " * 99).encode() + b"\xff", name="t")
    assert [item.code for item in guessed.findings] == ["encoding-guessed"]
    assert [item.code for item in damaged.findings] == ["encoding-damaged"]


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\x00\x00"])
def test_nothing_is_an_error(data):
    with pytest.raises(EmptyInputError):
        read_text(data, name="t")


def test_junk_is_an_error():
    with pytest.raises(UnsupportedTypeError):
        read_text(bytes(range(256)) * 20, name="t")


@pytest.mark.parametrize(
    "text",
    [
        "\tx\n",
        "<table\n",
        "**a\n",
        "|a\n",
        "|",
        "#",
        "# # ",
        "- ",
        "`",
        "1.\t\n",
        "STT   a   b\n",
        "1   a   b\n",
        "a\n",
        "a\f",
        "*a* _b",
        "> ",
    ],
)
def test_time_is_linear(text):
    def run(count):
        read(text * count, markdown=True)
        read(text * count, markdown=False)

    assert_linear(run, 1_500, 15_000)


SEEDS = [
    # file, paragraphs that must come out, tables as (rows, cols)
    ("000", ["KẾ HOẠCH", "II. TỔ CHỨC THỰC HIỆN"], [(10, 9), (6, 9)]),
    (
        "001",
        ["+ Sự nghiệp khoa học và công nghệ: 8.050 triệu đồng."],
        [(7, 8), (9, 8), (11, 8), (11, 8), (10, 8)],
    ),
    (
        "002",
        ["Số: /KH-UBND", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"],
        [(3, 6), (5, 6), (3, 6), (3, 6)],
    ),
    ("003", ["Phạm Nga"], []),
    ("004", ["Số: 11 /KH-UBND", "- Lưu: VT, KGVXlmc30."], [(6, 5), (2, 5)]),
]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "expected", "tables"), SEEDS)
def test_seeds(shared, name, expected, tables):
    (path,) = (shared / "seeds").glob(f"{name}_*.txt")
    pages = list(read_text(path.read_bytes(), name=path.name))
    found = texts(pages)
    assert not set(expected) - set(found)
    assert [(b.rows, b.cols) for b in pages[0].flow if isinstance(b, FlowTable)] == tables
    letters = [char for char in "".join(found) if char.isalnum()]
    source = (
        path.read_text(encoding="utf-8")
        .replace("<b>", "")
        .replace("</b>", "")
        .replace("<sub>", "")
        .replace("</sub>", "")
    )
    assert letters == [char for char in source if char.isalnum()]


def test_a_table_typed_with_blanks_under_a_head_with_stt() -> None:
    text = (
        "KẾ HOẠCH\n\nIII. TIẾN ĐỘ\n\n"
        "STT   Nội dung                 Đơn vị thực hiện       Thời gian\n"
        "1     Ban hành kế hoạch        Trạm Y tế phường       08/5/2026\n"
        "2     Dạy thêu cho các         Phòng Kinh tế          15/5/2026\n"
        "      khu vực ven sông\n\n"
        "10    Tổng kết                 Trạm Y tế phường       20/6/2026\n\n"
        "IV. KINH PHÍ\n"
    )
    [table] = extract(text.encode(), name="a.txt").tables
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    assert list(rows.values()) == [
        ["STT", "Nội dung", "Đơn vị thực hiện", "Thời gian"],
        ["1", "Ban hành kế hoạch", "Trạm Y tế phường", "08/5/2026"],
        ["2", "Dạy thêu cho các khu vực ven sông", "Phòng Kinh tế", "15/5/2026"],
        ["10", "Tổng kết", "Trạm Y tế phường", "20/6/2026"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "TT   Tên   Số\nmột dòng chữ thường không có số thứ tự\nvà một dòng nữa",
        "STT   Nội dung   Đơn vị\n\nMột đoạn văn.",
        "STT   Nội dung   Đơn vị",
    ],
)
def test_blanks_that_make_no_table(text: str) -> None:
    assert spaced_table(text.split("\n"), 0) is None


def test_time_grows_with_the_columns_of_a_typed_table() -> None:
    def run(columns: int) -> object:
        head = "STT" + "".join(f"  c{at:05}" for at in range(columns))
        return spaced_table([head, *(f"{row:3}" + "  x     " * columns for row in range(1, 4))], 0)

    assert run(5) is not None
    assert_linear(run, 500, 10_000)


LAID_OUT = """\
                              PHỤ LỤC
                                                       Đơn vị: triệu đồng
TT      Nội dung công việc           Cơ quan thực hiện        Kinh      Trong đó
                                   Chủ trì        Phối hợp     phí    NSNN     Khác
 I    Đào tạo                                                  1.050   450       600
  1 Mở lớp tập huấn cho cán      Sở Nội vụ      Các sở,        550     250       300
      bộ cấp xã                                 ngành
      - Biên soạn tài liệu       Trường         UBND xã        500     200       300
                                 Chính trị
                                        4
\f                                       5
      theo chương trình mới
 II   Trang thiết bị                                            85      85         -
  2 Mua máy tính                 Văn phòng      Sở Tài          85      85         -
                                 Sở             chính
"""


SINGLE_BLANKS = """\
STT          Nội dung           Cơ quan chủ trì     Cơ quan phối hợp             Chỉ tiêu            Sản phẩm
                                                                          Năm 2024     Năm 2025
 1    Khám sức khỏe cho học    Sở Y tế             Sở Giáo dục và Đào tạo      85%        95%       Sổ theo dõi
      sinh
 2    Bố trí nhân viên y tế    Sở Giáo dục và      Sở Y tế                   120 trường 180 trường Danh sách
                               Đào tạo
 B    Dinh dưỡng, vệ sinh và an toàn thực phẩm trong các trường học có bếp ăn bán trú (từ năm 2025)
 3    Kiểm tra bếp ăn bán trú  Chi cục An toàn vệ Phòng Giáo dục huyện,      60 bếp     80 bếp     Biên bản
                               sinh thực phẩm     thành phố
"""


def test_columns_of_a_typed_table_that_one_blank_parts_in_some_lines() -> None:
    table = spaced_table(SINGLE_BLANKS.split("\n"), 0)
    assert table is not None
    assert [row[2:] for row in table.rows[-4:]] == [
        ["Sở Y tế", "Sở Giáo dục và Đào tạo", "85%", "95%", "Sổ theo dõi"],
        ["Sở Giáo dục và Đào tạo", "Sở Y tế", "120 trường", "180 trường", "Danh sách"],
        ["", "", "", "", ""],  # a group
        [
            "Chi cục An toàn vệ sinh thực phẩm",
            "Phòng Giáo dục huyện, thành phố",
            "60 bếp",
            "80 bếp",
            "Biên bản",
        ],
    ]


HEADS_OF_FIVE_LINES = """\
                    TT       Danh mục dự án         Chủ đầu tư       Thời             Quyết định đầu tư           Lũy kế              Kế hoạch năm 2026
                                                 gian                                         vốn đến
                                                             Số, ngày       Tổng mức đầu tư             Tổng số            Trong đó
                                                 thực                                         hết năm
                                                 hiện                       Tổng số   Trong    2025                NSTW    NS tỉnh    NS đặc
                                                                                       đó:                                             khu
                                                                                      NSTW
III Giáo dục, y tế                                                          59.900      -        -      47.200        -     15.000    32.200
1    Trường THPT Ngô           Phòng Văn hóa     2026      315/QĐ-          28.700      -        -      28.700        -     15.000    13.700
     Quyền, xây thêm 12        - Xã hội                    UBND ngày
     phòng học                                             24/10/2025
2    Mua 04 máy thở, 02 máy    Trung tâm Y tế   2026 -     318/QĐ-          31.200      -        -      18.500        -       -       18.500
     siêu âm cho Trung tâm Y   quân dân y        2027      UBND ngày
"""


@pytest.mark.parametrize("blanks", range(0, 40, 4))
def test_heads_that_a_program_moved_do_no_harm(blanks: int) -> None:
    lines = HEADS_OF_FIVE_LINES.split("\n")
    lines[0] = " " * blanks + lines[0].lstrip()
    table = spaced_table(lines, 0)
    assert table is None or {len(row) for row in table.rows} == {len(table.rows[0])}


def test_a_typed_table_whose_columns_cannot_be_told_apart_is_said() -> None:
    lines = [
        "STT   Nội dung   Chủ trì   Phối hợp   Thời gian",
        *(f" {at}  In tờ rơi Sở Y tế Sở Nội vụ Quý I" for at in (1, 2)),
    ]
    (page,) = read("\n".join(lines))
    assert [(one.code, one.page) for one in page.findings] == [("table-unread", 1)]
    (table,) = page.flow
    row = "In tờ rơi Sở Y tế Sở Nội vụ Quý I"
    assert grid(table) == [["", " ".join(lines[0].split())], ["1", row], ["2", row]]
    assert table.header_rows == 0
    (page,) = read(SINGLE_BLANKS)
    assert not page.findings


CUT_ORDINAL = """\
 Số                 Chỉ tiêu               Đơn vị                   Mục tiêu
 TT
                                                      2021      2022    2023
  1    Lượt khách du lịch                nghìn        150   320      450
                                         lượt
  2    Doanh thu, vé vào cửa các điểm du tỷ đồng       90    210      315
       lịch
Tổng cộng                                             240    530      765
"""


def test_an_ordinal_s_head_on_two_lines_and_a_total_over_two_columns() -> None:
    (page,) = read(CUT_ORDINAL)
    (table,) = page.flow
    assert grid(table)[-3:] == [
        ["1", "Lượt khách du lịch", "nghìn lượt", "150", "320", "450"],
        ["2", "Doanh thu, vé vào cửa các điểm du lịch", "tỷ đồng", "90", "210", "315"],
        ["", "Tổng cộng", "", "240", "530", "765"],
    ]


PARTY = """\
   TỈNH ỦY CAO BẰNG                     ĐẢNG CỘNG SẢN VIỆT NAM
           *
       Số 45-KH/TU                   Cao Bằng, ngày 05 tháng 02 năm 2026

                                 KẾ HOẠCH
                phát triển kinh tế cửa khẩu năm 2026
"""


SIGNED_BY_TWO = """\
   BỘ NÔNG NGHIỆP VÀ                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
   MÔI TRƯỜNG - HỘI                         Độc lập - Tự do - Hạnh phúc
  NÔNG DÂN VIỆT NAM
  Số: 5412/CTPH-BNNMT-                   Hà Nội, ngày 16 tháng 10 năm 2025
          HNDVN

                          CHƯƠNG TRÌNH PHỐI HỢP
               Phát triển nông nghiệp giai đoạn 2025 - 2030
  I. MỤC TIÊU
  Vận động 2 triệu hộ nông dân.
     TM. BAN THƯỜNG VỤ                            BỘ TRƯỞNG
  TRUNG ƯƠNG HỘI NÔNG DÂN                    BỘ NÔNG NGHIỆP VÀ MÔI
          VIỆT NAM                                 TRƯỜNG
          CHỦ TỊCH


                                                 Trần Đức Thắng
         Lương Quốc Đoàn

Nơi nhận:
- Lưu: VT.
"""


def test_two_signatures_beside_one_another_and_a_number_cut_at_its_dash() -> None:
    plan = extract(SIGNED_BY_TWO.encode(), name="plan.txt")
    assert plan.number == "5412/CTPH-BNNMT-HNDVN"
    assert plan.issuer is not None
    assert plan.issuer.name == "Bộ Nông nghiệp và Môi trường"
    assert [(one.name, one.authority) for one in plan.signatures] == [
        ("Lương Quốc Đoàn", ("TM. BAN THƯỜNG VỤ", "TRUNG ƯƠNG HỘI NÔNG DÂN VIỆT NAM", "CHỦ TỊCH")),
        ("Trần Đức Thắng", ("BỘ TRƯỞNG", "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG")),
    ]


BLANK_COLUMN = """\
TT        Danh mục dự án       Chủ đầu           Vốn (triệu đồng)             Ghi
                                 tư                                           chú
                                               Tổng số    NSTW       NSĐP
I    Dự án chuyển tiếp                          1.450      1.300       150
1    Đường nội bản Huổi Min   Ban QLDA          1.450      1.300       150
                                  xã
2    Nhà văn hóa bản Na Ka    Phòng Kinh        1.200      1.100       100
                                  tế
"""


def test_a_column_in_which_nothing_is_printed() -> None:
    (page,) = read(BLANK_COLUMN)
    (table,) = page.flow
    assert grid(table)[-2:] == [
        ["1", "Đường nội bản Huổi Min", "Ban QLDA xã", "1.450", "1.300", "150", ""],
        ["2", "Nhà văn hóa bản Na Ka", "Phòng Kinh tế", "1.200", "1.100", "100", ""],
    ]


def test_a_letterhead_of_the_party_typed_with_blanks() -> None:
    plan = extract(PARTY.encode(), name="plan.txt")
    assert plan.issuer is not None
    assert (plan.issuer.name, plan.number, plan.issued) == ("Tỉnh ủy Cao Bằng", "45-KH/TU", "2026-02-05")


def test_a_table_as_programs_set_it_that_turn_pdf_into_text() -> None:
    [table] = extract(LAID_OUT.encode(), name="a.txt").tables
    rows: list[list[str]] = [[""] * table.cols for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.col] = cell.text
    assert rows == [
        ["TT", "Nội dung công việc", "Cơ quan thực hiện", "", "Kinh phí", "Trong đó", ""],
        ["", "", "Chủ trì", "Phối hợp", "", "NSNN", "Khác"],
        ["I", "Đào tạo", "", "", "1.050", "450", "600"],
        ["1", "Mở lớp tập huấn cho cán bộ cấp xã", "Sở Nội vụ", "Các sở, ngành", "550", "250", "300"],
        [
            "",
            "- Biên soạn tài liệu theo chương trình mới",
            "Trường Chính trị",
            "UBND xã",
            "500",
            "200",
            "300",
        ],
        ["II", "Trang thiết bị", "", "", "85", "85", "-"],
        ["2", "Mua máy tính", "Văn phòng Sở", "Sở Tài chính", "85", "85", "-"],
    ]


def test_first_lines_that_are_set_in_begin_paragraphs() -> None:
    text = (
        "                       KẾ HOẠCH\n          Phòng cháy mùa khô năm 2026 của xã\n"
        "      Thực hiện Chỉ thị số 12/CT-UBND của Chủ tịch Ủy ban nhân dân tỉnh về mùa khô\n"
        "hanh năm nay, xã ban hành kế hoạch như sau đây để các thôn cùng làm theo một cách\n"
        "      I. MỤC ĐÍCH\n      1. Giữ rừng\n      Mỗi thôn có một tổ giữ rừng với ít nhất năm người và đủ dụng cụ\n"
    )
    texts = [block.text for block in read_text(text.encode(), name="a").__next__().flow]
    assert [line.split("\n")[0].split()[0] for line in texts] == ["KẾ", "Phòng", "Thực", "I.", "1.", "Mỗi"]


def test_an_item_that_does_not_fill_its_line_ends_before_a_line_that_is_set_in() -> None:
    text = (
        "      Thực hiện Chỉ thị số 12/CT-UBND của Chủ tịch Ủy ban nhân dân tỉnh về mùa khô\n"
        "hanh năm nay, xã ban hành kế hoạch như sau đây để các thôn cùng làm theo một cách\n"
        "      1- Ủy ban nhân dân các huyện, thị xã, thành phố\n"
        "      Tùy tình hình mà làm; báo cáo kết quả.\n      2- Các thôn\nNơi nhận:\n- Lưu: VT;\n- Các thôn.\n"
    )
    texts = [block.text for block in read_text(text.encode(), name="a").__next__().flow]
    assert [line.split()[0] for line in texts[1:]] == ["1-", "Tùy", "2-", "Nơi", "-", "-"]


def test_a_table_typed_with_blanks_without_ordinals() -> None:
    text = (
        "III. TIẾN ĐỘ\n\n"
        "   Tháng        Nội dung công việc           Người phụ trách      Ghi chú\n"
        "9/2026       Khai giảng, ổn định lớp        Hiệu trưởng\n"
        "             Họp phụ huynh đầu năm          Giáo viên            Ngày 20/9\n"
        "11/2026      Hội thi viết chữ đẹp của       Tổ trưởng chuyên     Mỗi lớp 03\n"
        "             cả khối                        môn                  em\n\n\n"
        "IV. Kinh phí\nDự kiến 5.000.000 đồng.\n"
    )
    [table] = extract(text.encode(), name="a.txt").tables
    assert [cell.text for cell in table.cells if cell.col == 1] == [
        "Nội dung công việc",
        "Khai giảng, ổn định lớp",
        "Họp phụ huynh đầu năm",
        "Hội thi viết chữ đẹp của cả khối",
    ]


def test_columns_are_counted_in_letters() -> None:
    decomposed = unicodedata.normalize("NFD", LAID_OUT)
    assert (
        extract(decomposed.encode(), name="a.txt").tables == extract(LAID_OUT.encode(), name="a.txt").tables
    )
