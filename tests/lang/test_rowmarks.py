"""Ordinals of table rows."""

from __future__ import annotations

import pytest

from vnplan_extract.lang.rowmarks import row_mark

MARKS = [
    ("1", "arabic", (1,)),
    ("05", "arabic", (5,)),
    ("12.", "arabic", (12,)),
    ("(3)", "arabic", (3,)),
    ("I", "roman", (1,)),
    ("XIV.", "roman", (14,)),
    ("5.1", "decimal", (5, 1)),
    ("1.2.3.", "decimal", (1, 2, 3)),
    ("a)", "letter", (1,)),
    ("đ", "letter", (5,)),
    ("B", "letter", (2,)),
]
NO_MARKS = [
    "",
    "2021",
    "1.050",
    "18.450",
    "1.234.567",
    "Tổng",
    "-",
    "+",
    "1 - 2",
    "IIX",
    "ab",
    "1,5",
    "(*)",
    "I I I I x",
]


@pytest.mark.parametrize(("text", "kind", "numbers"), MARKS)
def test_reads_an_ordinal(text, kind, numbers):
    mark = row_mark(text)
    assert mark is not None
    assert (mark.kind, mark.numbers) == (kind, numbers)


@pytest.mark.parametrize("text", NO_MARKS)
def test_reads_nothing_else(text):
    assert row_mark(text) is None


@pytest.mark.parametrize(
    ("before", "after", "follows"),
    [
        ("1", "2", True),
        ("1", "3", False),
        ("I", "II", True),
        ("5.1", "5.2", True),
        ("5.9", "6.1", False),
        ("d", "đ", True),
        ("1", "II", False),
    ],
)
def test_knows_what_follows(before, after, follows):
    one, other = row_mark(before), row_mark(after)
    assert one is not None
    assert other is not None
    assert other.follows(one) is follows


def test_long_input_is_read_in_no_time():
    assert row_mark("I" * 100_000) is None
    assert row_mark("1." * 50_000) is None
