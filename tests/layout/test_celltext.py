"""The text of cells: lines joined, cut words put together, items kept apart, every character with its place."""

from __future__ import annotations

from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.document import Line
from vnplan_extract.layout.celltext import Room, cell_text, spaced_words

LETTER = 5.0


def lines(*texts, page=1, left=0.0):
    made = []
    start = 0
    for at, text in enumerate(texts):
        x, starts, edges, offset = left, array("I"), array("f"), 0
        for word in text.split(" "):
            starts.append(offset)
            edges.extend((x, x + LETTER * len(word)))
            x += LETTER * (len(word) + 1)
            offset += len(word) + 1
        box = (left, 14.0 * at, left + LETTER * len(text), 14.0 * at + 11)
        made.append(Line(page, start, text, box, starts, edges, size=11.0))
        start += len(text) + 1
    return made


JOINED = [
    (("2021-", "2025"), 30, "2021-2025"),
    (("2021", "-2025"), 30, "2021-2025"),
    (("2021 -", "2025"), 32, "2021 - 2025"),
    (("2022-202", "4"), 42, "2022-2024"),
    (("ST", "T"), 12, "STT"),
    (("18.4", "50"), 22, "18.450"),
    (("1.05", "0"), 22, "1.050"),
    (("18.", "450"), 17, "18.450"),
    (("(4)=", "(5)+(6)"), 42, "(4)=(5)+(6)"),
    (("Hàng", "năm"), 22, "Hàng năm"),
    (("2021", "2025"), 22, "2021 2025"),
    (("1.050", "450"), 27, "1.050 450"),
    (("ngh", "iệp"), 17, "nghiệp"),
    (("nghi", "ệp"), 22, "nghiệp"),
    (("Sở", "Y", "tế"), 12, "Sở Y tế"),
    (
        ("theo Quyết định số 38/2020/QĐ-", "TTg ngày 30/12/2020"),
        150,
        "theo Quyết định số 38/2020/QĐ-TTg ngày 30/12/2020",
    ),
    (("năng suất -", "chất lượng"), 60, "năng suất - chất lượng"),
    (("năng suất", "- chất lượng của tỉnh"), 110, "năng suất - chất lượng của tỉnh"),
    (("Sở Khoa học", "và Công nghệ"), 62, "Sở Khoa học và Công nghệ"),
]


@pytest.mark.parametrize(("texts", "width", "expected"), JOINED, ids=[case[2] for case in JOINED])
def test_lines_are_joined(texts, width, expected):
    passage, parts = cell_text([(Room(width), lines(*texts))])
    assert passage.text == expected
    assert len(parts) == 1


ITEMS = [
    (("- Sở Y tế;", "- UBND xã."), 100, ["- Sở Y tế;", "- UBND xã."]),
    (("- Sở Y tế và các", "đơn vị;", "+ Hội nông dân"), 90, ["- Sở Y tế và các đơn vị;", "+ Hội nông dân"]),
    (("Các sở, ngành", "UBND các huyện"), 200, ["Các sở, ngành", "UBND các huyện"]),
    (("Các sở, ngành", "UBND các huyện"), 75, ["Các sở, ngành UBND các huyện"]),
    (("a) Họp giao ban;", "b) Tổng kết."), 150, ["a) Họp giao ban;", "b) Tổng kết."]),
    (("- Họp giao ban. - Tổng kết năm.",), 200, ["- Họp giao ban.", "- Tổng kết năm."]),
    (("Rà soát năng suất - chất lượng",), 200, ["Rà soát năng suất - chất lượng"]),
]


@pytest.mark.parametrize(("texts", "width", "expected"), ITEMS)
def test_items_are_kept_apart(texts, width, expected):
    passage, parts = cell_text([(Room(width), lines(*texts))])
    assert [part.text for part in parts] == expected
    assert passage.text == " ".join(expected)


def test_a_cut_over_pages_keeps_both_places():
    passage, parts = cell_text([(Room(30), lines("2021-")), (Room(30), lines("2025", page=2))])
    assert passage.text == "2021-2025"
    assert [(place.page, place.start, place.end) for place in passage.places()] == [(1, 0, 5), (2, 0, 4)]
    assert len(parts) == 1


@given(
    st.lists(
        st.text("aăbcđeêghiklmnoôơpqrstuưvxyáạỳ-+.,;()0123456789 ", min_size=1, max_size=20), max_size=8
    ),
    st.integers(5, 200),
)
def test_no_character_is_lost(texts, width):
    texts = [" ".join(text.split()) for text in texts if text.split()]
    passage, parts = cell_text([(Room(float(width)), lines(*texts))])
    assert passage.text.replace(" ", "") == "".join(texts).replace(" ", "")
    assert "".join(part.text for part in parts).replace(" ", "") == "".join(texts).replace(" ", "")
    page = "\n".join(texts)
    for whole in (passage, *parts):
        for piece in whole.pieces:
            assert (
                page[piece.offset : piece.offset + piece.length]
                == whole.text[piece.start : piece.start + piece.length]
            )


def test_a_long_cell_is_joined_in_time():
    passage, _ = cell_text([(Room(100.0), lines(*["- " * 30 + "a"] * 2000))])
    assert len(passage.text) > 100_000


@pytest.mark.parametrize(
    ("texts", "table", "expected"),
    [
        (("dùng Kaizen-", "5s"), ("cùng Kaizen- 3S",), "dùng Kaizen- 5s"),
        (("dùng Kaizen-", "5s"), ("cùng Kaizen-3S",), "dùng Kaizen-5s"),
        (("số 12/KH-", "UBND"), ("Kaizen- 3S",), "số 12/KH-UBND"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_is_followed_by_what_the_table_writes_elsewhere(texts, table, expected):
    passage, _ = cell_text([(Room(62.0), lines(*texts))], spaced=spaced_words(lines(*table)))
    assert passage.text == expected


def test_a_blank_behind_the_hyphen_in_the_file_is_a_blank():
    first, second = lines("2021-", "2025")
    passage, _ = cell_text([(Room(30.0), [replace(first, spaced=True), second])])
    assert passage.text == "2021- 2025"
