"""All recognisers together: overlaps, offsets, JSON, and the genre's own expressions."""

from __future__ import annotations

import csv
import datetime as dt
import json
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timing import assert_linear
from vnplan_extract import lang
from vnplan_extract.lang.mentions import find_mentions, mentions_json
from vnplan_extract.lang.normalize import normalize

TEXT = (
    "Đến năm 2025, tối thiểu 60% doanh nghiệp; Quyết định số 36/QĐ-TTg ngày 11/01/2021 của Thủ tướng Chính phủ; "
    "Sở Tài chính bố trí 1,2 tỷ đồng hằng năm; giai đoạn 2021-2025 tổ chức 05 lớp, lần thứ hai tại tỉnh Hà Giang."
)


def test_a_blank_lost_behind_an_abbreviation() -> None:
    text = "Sở/UBNDtỉnh Lào Cai và UBNDthành phố Huế"
    assert [mention.text for mention in find_mentions(text)][-2:] == ["UBNDtỉnh Lào Cai", "UBNDthành phố Huế"]


def test_kinds_in_reading_order() -> None:
    found = [(mention.kind, mention.text) for mention in find_mentions(TEXT)]
    assert found == [
        ("deadline", "Đến năm 2025"),
        ("percent", "60%"),
        ("citation", "Quyết định số 36/QĐ-TTg ngày 11/01/2021 của Thủ tướng Chính phủ"),
        ("agency", "Sở Tài chính"),
        ("money", "1,2 tỷ đồng hằng năm"),
        ("period", "giai đoạn 2021-2025"),
        ("quantity", "05 lớp"),
        ("ordinal", "lần thứ hai"),
        ("place", "tỉnh Hà Giang"),
    ]


def values(text: str) -> list[object]:
    return [(mention.kind, mention.value, mention.flags) for mention in find_mentions(text)]


def test_normal_form_and_tone_placement_change_nothing() -> None:
    text = TEXT + " Khoá đào tạo thứ ba, uỷ quyền cho UBND xã; 03 khoá."
    assert values(unicodedata.normalize("NFD", text)) == values(text)
    assert values(text.replace("oá", "óa").replace("uỷ", "ủy")) == values(text)


@given(
    st.lists(
        st.sampled_from(
            [
                *TEXT.split(),
                "**",
                "<b>",
                "\u0301",
                "\n",
                "\t",
                "  ",
                "ngày",
                "tháng",
                "năm",
                "tỷ",
                "1.050",
                "/",
                "-",
                "Số:",
                "đến",
            ]
        ),
        max_size=40,
    )
)
@settings(max_examples=150, deadline=None)
def test_offsets_are_exact_in_order_and_apart(words: list[str]) -> None:
    text = " ".join(words)
    end = 0
    for mention in find_mentions(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        end = mention.end


def test_a_line_as_json() -> None:
    line = mentions_json(7, "trước ngày 15 tháng 12 hàng năm, 05 DN")
    assert json.loads(json.dumps(line)) == line
    assert line["line"] == 7
    deadline, quantity = line["mentions"]
    assert deadline == {
        "kind": "deadline",
        "start": 0,
        "end": 31,
        "text": "trước ngày 15 tháng 12 hàng năm",
        "value": "R/P1Y",
        "flags": [],
        "alternatives": [],
        "confidence": 1.0,
        "details": {"by": "--12-15", "bound": "before"},
    }
    assert quantity["value"]["low"] == "5"
    assert quantity["flags"] == ["zero_padded"]


def test_ids_are_those_of_the_documents_date() -> None:
    (before,) = find_mentions("Bộ Kế hoạch và Đầu tư", on=dt.date(2021, 4, 15))
    assert before.value.current_id != before.value.id


def test_the_public_names_load_when_used() -> None:
    for name in lang.__all__:
        assert getattr(lang, name) is not None
    with pytest.raises(AttributeError):
        _ = lang.no_such_name
    code = "import sys, vnplan_extract.lang; print('vnplan_extract.lang.agencies' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    "piece",
    [
        "tỉ ",
        "9",
        "ngày ",
        "Sở Tài chính, ",
        "1/",
        "\u0301",
        "\x00",
        "Số ",
        "năm 2021 ",
        "(",
        "Quyết định số ",
        "định kỳ ",
    ],
)
def test_time_is_linear(piece: str) -> None:
    assert_linear(lambda length: find_mentions(piece * (length // len(piece))), 5_000, 40_000)


# How the fields of the genre's informal notation are written by us.
def expected_times(kind: str, value: object) -> list[dict[str, object]]:
    if isinstance(value, list) and kind == "frequency" and "every" in value[0]:
        return [{"edtf": repeat(one)} for one in value]
    if isinstance(value, list):
        return [{"edtf": "R/P1Y", "by": ",".join(f"--{int(one['month']):02d}" for one in value)}]
    if isinstance(value, str):
        return [{"edtf": value}]
    if kind == "frequency":
        return [{"edtf": repeat(value)}]
    if kind == "date":
        month = f"-{int(value['month']):02d}" if value["month"] else ""
        return [{"edtf": value["year"] + month}]
    if value.get("recurrence"):
        return [{"edtf": "R/P1Y", "by": value["before"], "bound": "before"}]
    if "before" in value:
        return [{"edtf": f"../{value['before']}", "bound": "before"}]
    if kind == "deadline":
        return [{"edtf": f"../{value['end'].removesuffix('-12-31')}"}]
    return [period(value)]


def period(value: dict[str, str | None]) -> dict[str, object]:
    start, end = value["start"] or "..", value["end"] or ".."
    found: dict[str, object] = {"edtf": start if start == end else f"{start}/{end}"}
    if value.get("vision"):
        found["vision"] = value["vision"]
    if value.get("ordinal"):
        found["ordinal"] = int(value["ordinal"] or 0)
    if value.get("open"):
        found["open_end"] = True
    return found


def repeat(value: dict[str, str]) -> str:
    length, unit = {"year": (1, "Y"), "quarter": (3, "M"), "month": (1, "M")}[value["unit"]]
    return f"R/P{int(value['every']) * length}{unit}"


@pytest.mark.shared
def test_every_time_of_the_seeds_is_a_complete_structure(shared) -> None:
    with (shared / "seeds" / "expressions.tsv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["kind"] in ("date", "period", "deadline", "frequency")
        ]
    assert len(rows) >= 28
    for row in rows:
        found = [
            {"edtf": line["value"], **line["details"]}
            for line in mentions_json(1, row["expression"])["mentions"]
        ]
        assert found == expected_times(row["kind"], json.loads(row["expected"])), row["expression"]


@pytest.mark.shared
def test_every_expression_of_the_seeds_is_one_mention_of_its_kind(shared) -> None:
    ours = {
        "money_words": {"money"},
        "table_money": {"number"},
        "legal_ref": {"citation"},
        "period": {"period", "date"},
    }
    with (shared / "seeds" / "expressions.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            kinds = {mention.kind for mention in find_mentions(row["expression"])}
            if row["kind"] in ("not_quantity", "unit_header", "table_cell"):
                assert not kinds & {"quantity", "money", "number", "percent"}, row["expression"]
            else:
                assert kinds & ours.get(row["kind"], {row["kind"]}), row["expression"]


@pytest.mark.shared
def test_offsets_are_exact_on_real_text(shared) -> None:
    for path in [*(shared / "seeds").glob("0*.txt"), *(shared / "real").glob("*.gt.txt")]:
        text = path.read_text(encoding="utf-8")
        mentions = find_mentions(text)
        assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
        assert [m.value for m in find_mentions(unicodedata.normalize("NFD", text))] == [
            m.value for m in mentions
        ]
        assert normalize(text).text
