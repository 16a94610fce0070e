"""The one scan for all readers: each finds behind its places what it finds when it looks for its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.lang import amount_walk, date_grammar
from vnplan_extract.lang.agency_scan import find_agencies
from vnplan_extract.lang.amount_scan import Scan
from vnplan_extract.lang.citations import find_citations
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.openings import Openings, body_opening, openings
from vnplan_extract.lang.places import first_words
from vnplan_extract.lang.trie import fold

CASES = sorted((Path(__file__).parent / "cases").glob("*.tsv"))
WORDS = [
    "ba lần",
    "bắt đầu từ",
    "bốn năm",
    "cho đến",
    "chậm nhất",
    "cuối năm",
    "giai đoạn",
    "giữa năm",
    "hạn cuối",
    "hết",
    "hai tháng",
    "hằng năm",
    "hàng quý",
    "kể từ",
    "không quá",
    "mùng",
    "mồng",
    "muộn nhất",
    "mỗi",
    "một",
    "nhiệm kỳ",
    "niên khóa",
    "năm",
    "ngày",
    "nửa",
    "quý",
    "q1/2021",
    "sáu lần",
    "t5/2021",
    "thời kỳ",
    "thơi kì",
    "tháng",
    "thường niên",
    "từ",
    "tính đến",
    "tới",
    "trước",
    "tầm nhìn",
    "đến",
    "định kỳ",
    "định hướng",
    "đầu năm",
    "đầu tiên",
    "thế kỷ xx",
    "thứ hai",
    "mười",
    "trăm",
    "nghìn",
    "triệu",
    "tỷ",
    "trừ",
    "tám",
    "2021",
    "sau 2030",
    "2021 và các năm",
    "trở đi",
    "đến nay",
    "lần",
    "tuần",
    "5",
    "12.500",
    "15/4/2021",
    "3,5",
    "sở tài chính",
    "ubnd tỉnh",
    "bộ",
    "các sở, ngành",
    "ban chỉ đạo",
    "hàng hóa",
    "định mức",
    "ñ",
    "x",
]
SIGNS = [" ", "  ", "\t", "-", "/", "(", "_", ".", ",", "“", "", "ñ", "6"]


def same(text: str) -> None:
    """Compare what the readers find behind the common places with what they find alone."""
    low = normalize(text).text.lower()
    opened = known(low)
    bodies, times, amounts = opened.bodies, opened.times, opened.amounts
    padded = f" {low}"
    assert all(places == sorted(places) for places in opened)
    for trigger, places in ((date_grammar._TRIGGER, times), (body_opening(), bodies)):
        assert {match.start() for match in trigger.finditer(padded)} <= set(places)
    assert date_grammar.find_dates(low, places=times) == date_grammar.find_dates(low)
    assert find_agencies(low, places=bodies) == find_agencies(low)
    assert amount_walk.walk(Scan(low, low, places=amounts)) == amount_walk.walk(Scan(low, low))


def same_names(text: str) -> None:
    """Compare what is found by capitals and signs behind the common places with what is found alone."""
    clean = normalize(text).text
    opened = known(clean)
    assert opened.provinces == first_words(clean)
    assert find_citations(clean, agencies=(), opened=opened) == find_citations(clean, agencies=())


def known(text: str) -> Openings:
    opened = openings(text, fold(text))
    assert opened is not None
    return opened


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases_open_alike(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in lines:
        same(line)
        same_names(line)
    same("\n".join(lines))
    same_names("\n".join(lines))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_only_normalised_text_opens_as_such(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if "  " not in line and openings(line, fold(line), normal=False) is not None:
            assert normalize(line).text == line


@given(st.lists(st.tuples(st.sampled_from(SIGNS), st.sampled_from(WORDS)), max_size=8))
def test_any_words_open_alike(parts: list[tuple[str, str]]) -> None:
    same("".join(sign + word for sign, word in parts))


def test_a_place_is_that_of_the_sign_before() -> None:
    low = "đến năm 2025 công an tỉnh có 12 lớp"
    words = [[low[place:].split(maxsplit=1)[0] for place in places] for places in known(low)[:3]]
    assert words == [["công"], ["đến", "năm", "12"], ["năm", "2025", "12"]]


@pytest.mark.parametrize(
    "text", ["lần đầu", "Hai mươi mốt", "1.050", "lần thứ hai", "Âm năm", "một phần hai"]
)
def test_what_a_whole_text_is_needs_a_place(text: str) -> None:
    assert known(text.lower()).amounts
