"""Markers of sections and lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timing import assert_linear
from vnplan_extract.lang.numbering import (
    LETTERS,
    Marker,
    check_sequence,
    next_letter,
    parse_marker,
    parse_ordinal,
    path_segment,
    roman_value,
    successor,
    to_roman,
    unique_path,
)

TABLE = Path(__file__).parent / "cases" / "numbering.tsv"
ROWS = [
    (row.split("\t") + [""] * 6)[:6]
    if not row.startswith("\t")
    else ["\t" + row[1:].split("\t")[0], *row[1:].split("\t")[1:]]
    for row in TABLE.read_text(encoding="utf-8").splitlines()
    if row and not row.startswith("#")
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_markers(row: list[str]) -> None:
    line, kind, text, ordinal, numbers, rest = row
    before, arrow, after = line.partition(" → ")
    marker = parse_marker(after, after=parse_marker(f"{before} XÂY DỰNG")) if arrow else parse_marker(line)
    line = after if arrow else line
    if kind == "none":
        assert marker is None
        return
    assert marker is not None
    printed = ".".join(map(str, marker.numbers))
    assert (marker.kind, marker.text, marker.ordinal, printed, line[marker.end :]) == (
        kind,
        text,
        ordinal,
        numbers,
        rest,
    )


@pytest.mark.parametrize(
    ("cell", "kind", "ordinal"),
    [
        ("1", "arabic", "1"),
        (" 12. ", "arabic", "12"),
        ("II", "roman", "II"),
        ("I", "roman", "I"),
        ("2.1", "decimal", "2.1"),
        ("1.10", "decimal", "1.10"),
        ("a", "letter", "a"),
        ("a)", "letter", "a"),
        ("A", "letter", "A"),
        ("-", "dash", "-"),
        ("+", "plus", "+"),
        ("(1)", "parenthesis", "1"),
    ],
)
def test_cells_of_a_numbering_column(cell: str, kind: str, ordinal: str) -> None:
    marker = parse_ordinal(cell)
    assert marker is not None
    assert (marker.kind, marker.ordinal) == (kind, ordinal)


@pytest.mark.parametrize("cell", ["", "Tổng", "TT", "1.050.000", "2021-2025", "0", "ww", "IIII"])
def test_cells_that_number_nothing(cell: str) -> None:
    assert parse_ordinal(cell) is None


def test_the_letters_of_a_list_skip_f_j_w_z() -> None:
    assert [next_letter(letter) for letter in "adeghi"] == ["b", "đ", "g", "h", "i", "k"]
    assert next_letter("D") == "Đ"
    assert next_letter("y") is None
    assert next_letter("f") is None


@given(st.integers(1, 89))
def test_roman_numerals_round_trip(value: int) -> None:
    assert roman_value(to_roman(value).lower()) == value


@pytest.mark.parametrize("bad", ["iiii", "vv", "ic", "vx", "", "abc", "iix"])
def test_badly_written_roman_numerals_have_no_value(bad: str) -> None:
    assert roman_value(bad) is None


def markers(*lines: str) -> list[Marker]:
    found: list[Marker] = []
    for line in lines:
        marker = parse_marker(f"{line} Xây dựng", after=found[-1] if found else None)
        assert marker is not None
        found.append(marker)
    return found


@pytest.mark.parametrize("style", ["{}.", "{})", "2.{}.", "({})"])
@given(data=st.data())
def test_a_sequence_in_order_has_no_irregularity(style: str, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 40))
    assert check_sequence(markers(*[style.format(n) for n in range(1, count + 1)])) == []


def test_letters_in_order_have_no_irregularity() -> None:
    assert check_sequence(markers(*[f"{letter})" for letter in LETTERS])) == []


def test_roman_sections_in_order_have_no_irregularity() -> None:
    assert check_sequence(markers(*[f"{to_roman(n)}." for n in range(1, 45)])) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1.", "2.", "2.", "3."], [(2, "repeat", "3", "2")]),
        (["I.", "II.", "IV."], [(2, "gap", "III", "IV")]),
        (["c)", "d)", "e)"], [(0, "gap", "a", "c"), (2, "gap", "đ", "e")]),
        (["2.1.", "2.3."], [(1, "gap", "2.2", "2.3")]),
        (["1.", "2.", "1."], [(2, "back", "3", "1")]),
        (["-", "-"], []),
        (["Điều 1.", "Điều 2.", "Điều 4."], [(2, "gap", "3", "4")]),
    ],
)
def test_gaps_and_repeats(lines: list[str], expected: list[tuple[int, str, str, str]]) -> None:
    found = [(i.index, i.kind, i.expected, i.found) for i in check_sequence(markers(*lines))]
    assert found == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("II. X", "III"),
        ("ii) X", "iii"),
        ("2.1. Xa", "2.2"),
        ("a) X", "b"),
        ("09. X", "10"),
        ("A. Xa", "B"),
        ("- X", None),
        ("Điều 5. X", "6"),
    ],
)
def test_successors(line: str, expected: str | None) -> None:
    marker = parse_marker(line)
    assert marker is not None
    assert successor(marker) == expected


def test_a_lone_letter_keeps_its_other_reading() -> None:
    marker = parse_marker("i) hỗ trợ")
    assert marker is not None
    assert [other.kind for other in marker.alternatives] == ["letter"]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Điều 5. X", "Điều 5"),
        ("II. X", "II"),
        ("2.1. Xa", "2.1"),
        ("a) X", "a"),
        ("- X", "-"),
        ("(1) X", "1"),
        ("PHẦN I", "PHẦN I"),
        ("+ X", "+"),
    ],
)
def test_labels(line: str, label: str) -> None:
    marker = parse_marker(line)
    assert marker is not None
    assert marker.label == label


def test_paths() -> None:
    taken: set[str] = set()
    second = unique_path("", path_segment(markers("II.")[0]), taken)
    repeated = unique_path("", path_segment(markers("II.")[0]), taken)
    decimal = unique_path(second, path_segment(markers("2.1.")[0]), taken)
    letter = unique_path(decimal, path_segment(markers("a)")[0]), taken)
    dash = unique_path(letter, path_segment(markers("-")[0], 3), taken)
    assert (second, repeated, decimal, letter, dash) == ("II", "II~2", "II.1", "II.1.a", "II.1.a.-3")
    assert path_segment(parse_marker("Phần thứ nhất") or markers("-")[0]) == "1"
    assert path_segment(parse_marker("PHỤ LỤC I") or markers("-")[0]) == "PL-I"


@pytest.mark.parametrize("piece", ["1.", "I", " ", "(", "Phần ", "-", "a.1"])
def test_long_junk_is_read_in_linear_time(piece: str) -> None:
    def read(size: int) -> None:
        junk = f"{piece * size}x"
        parse_marker(junk)
        parse_ordinal(junk)

    assert_linear(read, 20_000, 200_000)


@given(st.text(max_size=30))
def test_any_text_is_read_without_error(text: str) -> None:
    marker = parse_marker(text)
    assert marker is None or 0 < marker.end <= len(text)
