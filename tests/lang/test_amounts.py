"""Numbers, quantities and money in running text, in the real documents, and in nonsense."""

from __future__ import annotations

import csv
import json
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timing import assert_linear
from vnplan_extract.lang.money import find_money, parse_money
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.quantities import find_numbers, find_quantities, parse_quantity
from vnplan_extract.lang.units import parse_unit_header, units

CMP = {">=": "at_least", "~": "about", None: "exact"}
PER = {"năm": "P1Y", "lớp": "class", None: None}


def everything(text):
    return [*find_numbers(text), *find_quantities(text), *find_money(text)]


SENTENCES = [
    (
        "Hỗ trợ 10 doanh nghiệp, 05 HTX với kinh phí 1,5 tỷ đồng; phấn đấu 80% số hộ trở lên",
        ["10 doanh nghiệp", "05 HTX", "1,5 tỷ đồng", "80%"],
    ),
    ("Mỗi năm tổ chức 2 lớp, 3 hội nghị", ["2 lớp", "3 hội nghị"]),
    ("Tăng từ 5% năm 2021 lên 10% năm 2025", ["5%", "10%"]),
    ("1.1- Mục tiêu; hồ Ba Mẫu; Km6+500; ISO/TS 16949; liên tục[^1]", []),
    ("1.1 Tên nhiệm vụ", []),
    ("Họp ngày 11/9/2026 (thứ Sáu); Thứ hai 26/12/2011", []),
    ("mỗi tuần lấy rác hữu cơ 03 lần, rác còn lại 02 lần", ["03 lần", "02 lần"]),
    ("Nội dung 5 bao gồm 2 phân xưởng", ["2 phân xưởng"]),
    ("Kinh phí năm 2021: 500 triệu đồng; năm 2022: 600 triệu đồng", ["500 triệu đồng", "600 triệu đồng"]),
    ("Đến năm 2025 có 20 mô hình, giai đoạn 2026-2030 có 30 mô hình", ["20 mô hình", "30 mô hình"]),
    ("Điều 7, 8 và 9 của Nghị định này", []),
    ("các năm 2021, 2022 và 2023", []),
    ("Căn cứ Luật số 77/2015/QH13 ngày 19 tháng 6 năm 2015", []),
    ("từ ngày 01 tháng 01 năm 2021 đến ngày 31 tháng 12 năm 2025", []),
    ("Hằng năm, trong quý I và quý IV, các sở báo cáo trước ngày 15 tháng 12", []),
    ("hằng năm, năm năm qua, năm đầu, cả năm, qua các năm, năm nào", []),
    ("đạt tiêu chuẩn ISO 22000:2018, HACCP, 5S, 6 sigma và 7 công cụ", ["7 công cụ"]),
    ("Lớp 5, lớp 9 và cấp 3; mạng 4G, công nghệ 4.0, Covid-19", []),
    ("1. Mục tiêu\t2. Nhiệm vụ", []),
    ("Phường Tân Hòa\t15\t8 lớp", ["15", "8 lớp"]),
    (
        "khoảng hai mươi lăm nghìn hộ, trong đó ba phần trăm là hộ nghèo",
        ["hai mươi lăm nghìn hộ", "ba phần trăm"],
    ),
    ("Bằng chữ: Ba mươi lăm tỷ, một trăm triệu đồng chẵn./.", ["Ba mươi lăm tỷ, một trăm triệu đồng"]),
    ("năm tỷ ba tỷ đồng", []),
    ("Thu đạt 1 66,9 nghìn tỷ đồng, lỗ khoảng 15, 3 triệu đồng; bán 1. 300 tỷ đồng", []),
    ("kim ngạch trên 1 tỷ USD4", ["1 tỷ"]),
    ("Tổng vốn đầu tư 18 tỷ, trong đó ngân sách 12 tỷ", ["18 tỷ", "12 tỷ"]),
    ("hỗ trợ 3 triệu lượt khách và 2 triệu USD", ["3 triệu lượt khách", "2 triệu USD"]),
    ("Sở KH&CN (P.302), số 15 đường Trần Phú, ĐT: 0219.3.866.123", []),
    ("lúc 8 giờ 30 ngày 05/4/2021", []),
    ("năm mô hình", ["năm mô hình"]),
    ("một người", ["một người"]),
    ("năm học", []),
    ("hỗ trợ 10 000 hộ", ["10 000 hộ"]),
    ("thông điệp 5K", []),
    ("Năm tháng", []),
    ("Một cửa", []),
    ("Một số đơn vị", []),
    ("nghỉ nửa ngày", ["nửa ngày"]),
    ("mỗi xã được 2tr5 tiền thưởng", ["2tr5"]),
    ("Cách mạng công nghiệp lần thứ tư, thế kỷ XXI", ["lần thứ tư", "thế kỷ XXI"]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_running_text(text, expected):
    found = sorted(everything(text), key=lambda mention: mention.start)
    assert [mention.text for mention in found] == expected
    assert all(text[mention.start : mention.end] == mention.text for mention in found)


def test_a_rate_is_shared_in_a_list():
    found = find_quantities("Mỗi năm tổ chức 2 lớp, 3 hội nghị; 4 hội thảo")
    assert [mention.value.per for mention in found] == ["P1Y", "P1Y", None]


def test_money_in_a_table_cell():
    header = parse_unit_header("Đơn vị: triệu đồng")
    assert [mention.value.low for mention in find_money("1.050", unit=header)] == [Decimal(1_050_000_000)]
    assert [mention.value.low for mention in find_money("(1.050)", unit=header)] == [Decimal(-1_050_000_000)]
    assert find_money("(1.050)") == []
    assert find_money("-", unit=header) == []


def test_ambiguous_digits_have_alternatives():
    found = parse_quantity("1,250 ha")
    assert (found.value.low, found.alternatives[0].low, found.flags) == (
        Decimal("1.25"),
        Decimal(1250),
        ("ambiguous_separator",),
    )


def test_every_unit_has_a_source_and_reads_itself():
    for unit in units():
        assert unit.source
        for name in (*unit.names, *unit.abbr):
            printed = "12v" if name == "v" else f"12 {name}"
            found = parse_money(printed) if unit.group == "money" else parse_quantity(printed)
            assert found is not None, name
            assert found.value.unit == unit.id, name


def read(row):
    text, kind = normalize(row["expression"]).text, row["kind"]
    if kind in ("money", "money_words"):
        return [parse_money(row["expression"])], find_money(text)
    if kind == "table_money":
        return [parse_money(row["expression"], unit="Đơn vị: triệu đồng")], find_money(
            text, unit="Đơn vị: triệu đồng"
        )
    return [parse_quantity(row["expression"])], find_quantities(text)


def test_expressions(shared):
    with (shared / "seeds/expressions.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    checked = 0
    for row in rows:
        expected = json.loads(row["expected"])
        if row["kind"] in ("money", "money_words", "table_money"):
            for found in (read(row)[0][0], read(row)[1][0]):
                assert found.value.low == found.value.high == Decimal(expected["amount"]), row
                assert found.value.unit == expected["currency"]
        elif row["kind"] in ("quantity", "percent"):
            for found in (read(row)[0][0], read(row)[1][0]):
                check_quantity(found.value, expected, row)
        elif row["kind"] == "unit_header":
            header = parse_unit_header(row["expression"])
            assert (str(header.factor), header.unit) == (expected["scale"], expected["currency"])
        elif row["kind"] in ("not_quantity", "table_cell"):
            assert everything(normalize(row["expression"]).text) == [], row
        elif row["kind"] == "ordinal":
            assert [(m.kind, str(m.value.value)) for m in everything(row["expression"])] == [
                ("ordinal", expected)
            ]
        else:
            assert everything(normalize(row["expression"]).text) == [], row
            continue
        checked += 1
    assert checked >= 50


def check_quantity(value, expected, row):
    assert value.low == Decimal(expected.get("value") or expected["min"]), row
    assert value.high == Decimal(expected.get("value") or expected["max"]), row
    assert value.unit_text == normalize(expected["unit"]).text, row
    assert value.per == PER[expected.get("per")], row
    assert value.direction == expected.get("direction"), row
    assert value.bound == ("range" if "min" in expected else CMP[expected.get("cmp")]), row


def lines(shared):
    for path in sorted((shared / "seeds").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield normalize(line).text


def test_money_of_the_seeds(shared):
    found = [mention.text for line in lines(shared) for mention in find_money(line)]
    millions = ["35.100", "15.100", "20.000", "18.450", "8.050", "10.400", "16.650", "7.050", "9.600"]
    expected = [*(f"{number} triệu đồng" for number in millions), "Ba mươi năm tỷ một trăm triệu đồng"]
    assert sorted(found) == sorted(expected)


def test_the_year_is_never_five(shared):
    for line in lines(shared):
        for mention in everything(line):
            assert not mention.text.lower().startswith("năm"), line
            assert mention.start == 0 or not line[: mention.start].lower().endswith(("năm ", "năm")), line


@given(st.sampled_from(SENTENCES), st.sampled_from([str.upper, str.lower]))
def test_case_changes_no_value(sentence, case):
    text = sentence[0]
    numbers = [(m.value.low, m.value.high) for m in find_money(text)]
    assert [(m.value.low, m.value.high) for m in find_money(case(text))] == numbers


@given(st.sampled_from(SENTENCES))
def test_decomposed_text(sentence):
    text = unicodedata.normalize("NFD", sentence[0])
    found, direct = parse_quantity(text), parse_quantity(sentence[0])
    assert (found and found.value) == (direct and direct.value)
    if found:
        assert text[found.start : found.end] == found.text


WORDS = [
    "5",
    "05",
    "12SP",
    "1.050",
    "2021",
    "-",
    "/",
    "%",
    "(",
    ")",
    ",",
    ".",
    "năm",
    "triệu",
    "tỷ",
    "đồng",
    "hai",
    "mươi",
    "lớp",
    "mỗi",
    "tăng",
    "từ",
    "đến",
    "ít",
    "nhất",
    "trở",
    "lên",
    "/năm",
    "Điều",
    "thứ",
    "$",
    "Hằng",
]


@given(st.lists(st.sampled_from(WORDS)), st.sampled_from(["", " "]))
@settings(max_examples=300, deadline=None)
def test_offsets_of_nonsense(pieces, gap):
    text = normalize(gap.join(pieces)).text
    for mention in everything(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.text
    for parse in (parse_quantity, parse_money):
        found = parse(gap.join(pieces))
        assert found is None or gap.join(pieces)[found.start : found.end] == found.text


PIECES = [
    "tỉ ", "1.", "1,", "9", "1 ", "năm ", "mỗi năm ", "5 lớp, ", "(1) ", "1-", "từ 1 đến ", "hai ", "$", "tăng ", "DN, ",
    "/năm", "5%-", "thứ ", "1/", "một trăm triệu ", "thế kỷ ", "ít nhất ", "một triệu, ", "1 000 ", "phần trăm ", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_linear(piece):
    def run(size):
        text = piece * (size // len(piece))
        find_quantities(text)
        find_money(text)
        parse_quantity(text[: size // 4])

    assert_linear(run, 2_500, 20_000)
