"""Tables as plans print them: sums that hold raise nothing, whatever the layout; and time grows with the rows."""

from __future__ import annotations

import pytest

from audit_making import plan_of
from timing import assert_linear
from vnplan_extract.audit.across import across_equations
from vnplan_extract.audit.down import down_equations
from vnplan_extract.audit.ledger import open_ledger
from vnplan_extract.plan import Cell, Column, Table

HEAD = """UBND TỈNH HÀ GIANG

Số: 45/KH-UBND

Hà Giang, ngày 12 tháng 3 năm 2021

**KẾ HOẠCH**

**Phát triển nông thôn giai đoạn 2021-2025**

**I. MỤC TIÊU**

- Làm tốt.

**PHỤ LỤC**

**BIỂU TỔNG HỢP**

Đơn vị: {unit}

<table>
{rows}
</table>
"""


def plan_with(table: str, unit: str = "triệu đồng"):
    """Make a plan with one table of lines with "|" between cells; "^2x" spans two rows, "@3x" three columns."""
    rows = []
    for line in table.strip().split("\n"):
        cells = []
        for cell in line.split("|"):
            span = {"^": "rowspan", "@": "colspan"}.get(cell[:1])
            cells.append(f'<td {span}="{cell[1]}">{cell[2:]}</td>' if span else f"<td>{cell}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return plan_of(HEAD.format(unit=unit, rows="\n".join(rows)))


SOUND = {
    "total at the top": "STT|Nội dung|Tổng kinh phí|Ngân sách tỉnh|Nguồn khác\n|TỔNG SỐ|1.000|700|300\nA|Nông nghiệp|600|450|150\n"
    "I|Trồng trọt|400|300|100\n1|Lúa|250|200|50\n2|Ngô|150|100|50\nII|Chăn nuôi|200|150|50\nB|Y tế|400|250|150\n1|Trạm xá|400|250|150",
    "totals of groups": "STT|Nội dung|Kinh phí\nI|Đào tạo|\n1|Lớp A|100\n2|Lớp B|250\n|Cộng I|350\nII|Thiết bị|\n1|Máy|500\n|Cộng II|500\n|Tổng cộng|850",
    "funds under a head": "^2STT|^2Nội dung|^2Tổng vốn|@3Ngân sách nhà nước|^2Vốn khác\nTổng số|Trung ương|Địa phương\n"
    "1|Đường|1.000|800|500|300|200\n2|Cầu|600|600|350|250|\n3|Trường|500|400|100|300|100\n|Tổng cộng|2.100|1.800|950|850|300",
    "parts named": "STT|Nội dung|Kinh phí\n1|Xây trường|1.000\n|Trong đó: giải phóng mặt bằng|200\n2|Xây trạm|500\n|Trong đó: thiết bị|150\n|Tổng cộng|1.500",
    "sources under items": "STT|Nội dung|Kinh phí\n1|Xây trường|1.000\n|- Ngân sách tỉnh|700\n|- Ngân sách huyện|300\n2|Xây trạm|500\n"
    "|- Ngân sách tỉnh|400\n|- Ngân sách huyện|100\n|Tổng cộng|1.500\n|- Ngân sách tỉnh|1.100\n|- Ngân sách huyện|400",
    "years of money": "STT|Nội dung|Tổng kinh phí|Năm 2021|Năm 2022|Năm 2023\n1|Tập huấn|300|100|100|100\n2|Tuyên truyền|450|50|200|200\n|Cộng|750|150|300|300",
    "shares": "STT|Nội dung|Kinh phí|Tỷ lệ (%)\n1|A|250|25\n2|B|750|75\n|Tổng|1.000|100",
    "growing": "TT|Chỉ tiêu|ĐVT|Mục tiêu|2021|2022|2023|2024|2025\n1|Xã nông thôn mới|xã|100|60|70|80|90|100\n2|Hộ nghèo|hộ|500|900|800|700|600|500",
    "no sums": "STT|Dự án|Tổng mức đầu tư|Kế hoạch vốn 2021-2025|Đã bố trí\n1|Đường A|1.000|800|200\n2|Đường B|2.500|1.500|700\n3|Đường C|900|900|0",
    "commas": "STT|Nội dung|Kinh phí|Ngân sách|Xã hội hóa\n1|A|1,250|1,000|250\n2|B|2,350|1,350|1,000\n|Tổng cộng|3,600|2,350|1,250",
    "indicators": "TT|Chỉ tiêu|Đơn vị tính|Năm 2021|Năm 2022\n1|Tổng số hộ|hộ|1.200|1.250\n2|Số hộ nghèo|hộ|150|120\n3|Tổng số lao động|người|3.000|3.100",
    "mixed units": "TT|Nội dung|Số lượng|Ghi chú\n1|Lớp tập huấn|05 lớp|\n2|Hội thảo|02 cuộc|\n3|Tài liệu|500 bộ|\n|Tổng|507|",
    "rows without numbers as heads": "STT|Nội dung|Kinh phí\n|Nhóm nhiệm vụ 1|\n1|A|100\n2|B|200\n|Nhóm nhiệm vụ 2|\n1|C|300\n|Cộng|600",
    "decimals": "STT|Nội dung|Kinh phí\n1|Đào tạo|300\n1.1|Lớp A|100\n1.2|Lớp B|200\n2|Thiết bị|700\n2.1|Máy|500\n2.2|Bàn|200\n|Cộng|1.000",
    "days and price": "STT|Nội dung|ĐVT|Số lượng|Số ngày|Đơn giá|Thành tiền\n1|Thuê hội trường|ngày|1|2|3.000|6.000\n2|Nước uống|người|60|2|40|4.800\n"
    "3|Tài liệu|bộ|60||30|1.800\n|Tổng cộng|||||12.600",
    "some years of a period": "TT|Công trình|Quy mô|KH 2021-2025|Năm 2022|Năm 2023\n1|Đường X|5 km|40.000|15.000|25.000\n2|Cầu Y|120 m|30.000|10.000|12.000\n"
    "3|Trường Z|12 phòng|18.500|8.500|10.000",
    "a row without parts": "STT|Môn học|Tổng số tiết|Lý thuyết|Thực hành\n1|Luật|30|20|10\n2|Trồng cây|90|30|60\n3|Kiểm tra|5||\n|Cộng|125|50|70",
    "rises and falls": "TT|Nội dung|Dự toán 2023|Dự toán 2024|Tăng (+), giảm (-)\n1|A|100|120|20\n2|B|80|70|-10\n3|C|50|60|10\n|Tổng cộng|230|250|20",
    "subsets as columns": "STT|Đơn vị|Tổng số|Trong đó nữ|Dân tộc thiểu số\n1|Xã A|100|40|30\n2|Xã B|80|35|45\n3|Xã C|60|30|20\n|Tổng cộng|240|105|95",
    "reached by years": "TT|Chỉ tiêu|ĐVT|Giai đoạn 2021-2025|2021|2022|2023|2024|2025\n1|Xã đạt chuẩn (lũy kế)|xã|50|10|20|30|40|50\n"
    "2|Nhà văn hóa (lũy kế)|nhà|20|5|8|12|16|20\n3|Lớp mới|lớp|50|10|10|10|10|10",
    "planned and reached": "TT|Chỉ tiêu|ĐVT|KH 2023|TH 2023|% TH/KH|KH 2024\n1|Thu ngân sách|tỷ đồng|120|132|110|140\n2|Xã đạt chuẩn|xã|10|10|100|11",
    "contradictory": "STT|Nội dung|Kinh phí\n1|A|\n2|B|\n|Tổng cộng|1.000",
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_tables_raise_nothing(name) -> None:
    assert [(finding.code, finding.message) for finding in plan_with(SOUND[name]).findings] == []


def test_rounded_numbers_raise_no_error() -> None:
    table = "STT|Nội dung|Tổng vốn|Vốn NSTW|Vốn NSĐP\n1|A|33,3|16,7|16,7\n2|B|66,7|33,3|33,3\n3|C|12,4|6,2|6,3\n|Tổng cộng|112,4|56,2|56,3"
    assert not [finding for finding in plan_with(table, "tỷ đồng").findings if finding.severity == "error"]


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("total at the top", "|250|200|50", "|280|200|50", "row-sum"),
        ("totals of groups", "|Cộng II|500", "|Cộng II|600", "total-sum"),
        ("decimals", "1.1|Lớp A|100", "1.1|Lớp A|180", "group-sum"),
        ("years of money", "|100|100|100", "|100|100|700", "row-sum"),
        ("funds under a head", "|500|300|200", "|500|360|200", "row-sum"),
        ("a row without parts", "|125|50|70", "|135|50|70", "total-sum"),
        ("days and price", "|40|4.800", "|40|4.900", "total-sum"),
    ],
)
def test_a_broken_sum_is_an_error(name, old, new, code) -> None:
    findings = plan_with(SOUND[name].replace(old, new)).findings
    assert code in [finding.code for finding in findings if finding.severity == "error"]


PRICES = "STT|Nội dung|Số lượng|Đơn giá|Thành tiền\n1|In tờ rơi|200|15|3.000\n2|Thuê máy|4|250|1.000\n3|Nước uống|60|10|600\n|Tổng cộng|||4.600"


def test_quantity_times_price() -> None:
    assert plan_with(PRICES).findings == ()
    said = plan_with(PRICES.replace("|250|1.000", "|250|1.100").replace("4.600", "4.700")).findings
    assert [(finding.code, finding.found, finding.expected) for finding in said] == [
        ("product-differs", "1.100", "1.000")
    ]


def test_a_sum_that_one_row_states_is_only_doubted() -> None:
    table = "STT|Nội dung|Kinh phí\nI|Đào tạo|400\n1|Lớp A|100\n2|Lớp B|250"
    assert [(finding.code, finding.severity) for finding in plan_with(table).findings] == [
        ("sum-doubt", "warning")
    ]


def test_the_prose_total_against_the_table() -> None:
    body = HEAD.replace(
        "**PHỤ LỤC**", "**II. KINH PHÍ**\n\nTổng kinh phí thực hiện: 750 triệu đồng.\n\n**PHỤ LỤC**"
    )
    cells = SOUND["years of money"].split("\n")
    rows = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line.split('|'))}</tr>" for line in cells)
    text = body.format(unit="triệu đồng", rows=rows)
    assert plan_of(text).findings == ()
    said = plan_of(text.replace("750 triệu", "850 triệu")).findings
    assert [(finding.code, finding.path, finding.expected) for finding in said] == [
        ("total-differs", "/budget/total", "750")
    ]


def test_a_plan_that_contradicts_itself_everywhere_does_not_drown_the_reader() -> None:
    rows = "\n".join(f"{at}|Việc {at}|{at * 37}|{at * 11}|{at * 5}" for at in range(1, 60))
    findings = plan_with(
        f"STT|Nội dung|Tổng kinh phí|Ngân sách tỉnh|Nguồn khác\n{rows}\n|Tổng cộng|1|2|3"
    ).findings
    assert len(findings) < 10


def big_table(rows: int) -> Table:
    """Make a table of many groups of ten rows."""
    cells = [
        Cell(row=0, col=col, text=text, header=True)
        for col, text in enumerate(["STT", "TASK", "A", "B", "C"])
    ]
    for row in range(1, rows + 1):
        group = row % 11 == 1
        values = [
            str(row // 11 + 1) if group else "",
            "Việc làm",
            *(("30", "20", "10") if group else ("3", "2", "1")),
        ]
        cells += [Cell(row=row, col=col, text=text) for col, text in enumerate(values)]
    roles = ("ordinal", "task", "amount", "fund_amount", "fund_amount")
    return Table(
        index=0,
        rows=rows + 1,
        cols=5,
        header_rows=1,
        cells=tuple(cells),
        columns=tuple(Column(role=role) for role in roles),
    )


def test_time_grows_with_the_rows() -> None:
    tables = {rows: big_table(rows) for rows in (2_200, 17_600)}

    def run(rows: int) -> None:
        ledger = open_ledger(tables[rows], "/tables/0")
        assert ledger is not None
        equations = [*across_equations(ledger), *down_equations(ledger)]
        assert len(equations) > rows

    assert_linear(run, 2_200, 17_600)
