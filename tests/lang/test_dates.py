"""Dates, periods, deadlines, frequencies."""

from __future__ import annotations

import datetime as dt
import unicodedata
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timing import assert_linear
from vnplan_extract.lang.dates import find_dates, parse_date
from vnplan_extract.lang.normalize import normalize

if TYPE_CHECKING:
    from vnplan_extract.lang.values import Mention, When

TABLE = Path(__file__).parent / "cases" / "dates.tsv"
ROWS = [
    (row.split("\t") + [""] * 5)[:5]
    for row in TABLE.read_text(encoding="utf-8").splitlines()
    if row and not row.startswith("#")
]
CASES = [(text, list(rows)) for text, rows in groupby(ROWS, key=lambda row: row[0])]


def printed(mention: Mention[When], text: str) -> tuple[str, ...]:
    when = mention.value
    extras = [
        f"by={when.by}" if when.by else "",
        f"bound={when.bound}" if when.bound else "",
        f"vision={when.vision}" if when.vision else "",
        f"ordinal={when.ordinal}" if when.ordinal else "",
        "open_end" if when.open_end else "",
        f"flags={','.join(mention.flags)}" if mention.flags else "",
    ]
    return (
        mention.kind,
        "=" if mention.text == text else mention.text,
        when.edtf,
        " ".join(filter(None, extras)),
    )


@pytest.mark.parametrize(("text", "rows"), CASES, ids=[text for text, _ in CASES])
def test_dates(text: str, rows: list[list[str]]) -> None:
    clean = normalize(text).text
    found = [printed(mention, clean) for mention in find_dates(clean)]
    expected = [
        (kind, mention if mention == "=" else normalize(mention).text, edtf, extras)
        for _, kind, mention, edtf, extras in rows
        if kind != "none"
    ]
    assert found == expected


@pytest.mark.parametrize(("text", "rows"), CASES, ids=[text for text, _ in CASES])
@pytest.mark.parametrize("form", ["NFD", "upper", "inside"])
def test_spelling_and_place_change_nothing(text: str, rows: list[list[str]], form: str) -> None:
    before = [(m.kind, m.value) for m in find_dates(normalize(text).text)]
    other = {
        "NFD": unicodedata.normalize("NFD", text),
        "upper": text.upper(),
        "inside": f"Tổ chức thực hiện; {text}; và báo cáo kết quả.",
    }[form]
    assert [(m.kind, m.value) for m in find_dates(normalize(other).text)] == before


@given(st.text(alphabet=st.sampled_from("0123456789/-.,() ngàythángămquýđếntừriaoạIV"), max_size=60))
def test_offsets_are_exact_and_mentions_do_not_overlap(text: str) -> None:
    clean = normalize(text).text
    end = 0
    for mention in find_dates(clean):
        assert mention.start >= end
        assert clean[mention.start : mention.end] == mention.text
        end = mention.end


@given(st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_day_in_every_form(day) -> None:
    forms = [
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}",
        f"{day.day}/{day.month}/{day.year}",
        f"ngày {day.day:02d}-{day.month:02d}-{day.year}",
        f"{day.day:02d}.{day.month:02d}.{day.year}",
    ]
    for form in forms:
        mention = parse_date(form)
        assert mention is not None
        assert mention.value.edtf == day.isoformat()


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2021", "2021"),
        (" Năm 2025 ", "2025"),
        ("(Quý II/2021)", "2021-34"),
        ("Giai đoạn 1 (2021-2025)", "2021/2025"),
        ("Hằng năm", "R/P1Y"),
        ("Trong năm 2022", "2022"),
        ("Năm 2022.", "2022"),
        ("ngày 15 tháng 4 năm ...", "XXXX-04-15"),
        ("Hoàn thành trong quý II/2022", "2022-34"),
        ("Hoàn thành trước ngày 30/6/2022", "../2022-06-30"),
        ("**2021-2025**", "2021/2025"),
        ("Thường xuyên", None),
        ("Liên tục", None),
        ("", None),
        ("năm 2021 đạt 60%", None),
        ("1.050", None),
        ("450", None),
    ],
)
def test_a_whole_text_is_one_date_or_none(text: str, edtf: str | None) -> None:
    mention = parse_date(text)
    assert (mention.value.edtf if mention else None) == edtf
    if mention:
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "piece",
    [
        "ngày ",
        "ngày......",
        "tháng 1, ",
        "quý I, ",
        "năm 2021, ",
        "đến ",
        "từ năm 2021 ",
        "1/",
        "2021-",
        "2021 - 2022 ",
        "định kỳ năm, ",
        "trước ",
        "hàng ",
        "….",
        "1",
    ],
)
def test_long_junk_is_read_in_linear_time(piece: str) -> None:
    assert_linear(lambda size: find_dates(piece * (size // len(piece))), 6_000, 60_000)


WHOLE = [
    row.split("\t") for row in (TABLE.parent / "dates_whole.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.mark.parametrize(("text", "edtf"), WHOLE)
def test_a_text_that_is_one_date(text: str, edtf: str) -> None:
    """What a cell may hold and nothing else; "-" is refused."""
    found = parse_date(text)
    assert (found.value.edtf if found else "-") == edtf
    if found:
        assert text[found.start : found.end] == found.text
