"""Marks between the figures of a cell that an engine passed over."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from vnplan_extract.document import Word
from vnplan_extract.pages.cellink import cell_at
from vnplan_extract.pages.celllines import bands, is_one_line, line_images
from vnplan_extract.pages.cellproofs import tell_crosses
from vnplan_extract.pages.cellread import without_quote
from vnplan_extract.pages.figuremarks import look_for_marks

TALL, WIDE, PITCH = 20, 10, 15
FOOT = 40


def drawn(text: str) -> np.ndarray:
    """Return the image of a cell: figures are frames, marks blots at the foot of the line, dashes strokes at its middle."""
    grey = np.full((70, 60 + 24 * len(text)), 255, np.uint8)
    x = 20
    for sign in text:
        if sign.isdigit():
            cv2.rectangle(grey, (x, FOOT - TALL), (x + WIDE - 1, FOOT - 1), 0, 2)
            x += PITCH
        elif sign == ".":
            grey[FOOT - 3 : FOOT, x : x + 3] = 0
            x += 8
        elif sign == ",":
            grey[FOOT - 3 : FOOT + 4, x : x + 3] = 0
            x += 8
        elif sign == "-":
            grey[FOOT - 9 : FOOT - 6, x : x + 8] = 0
            x += 12
        elif sign == "'":  # a speck
            grey[FOOT - 1 : FOOT, x - 3 : x - 2] = 0
        else:
            x += 6
    return grey


def read_of(printed: str, read: str, *, ordinal: bool = False, dpi: int = 200) -> Word:
    grey = drawn(printed)
    cell = cell_at(grey, (0.0, 0.0, float(grey.shape[1]), float(grey.shape[0])))
    (word,) = look_for_marks(
        [Word(read, 20, 20, 90, 44, read_by="ocr", confidence=0.9)], cell, dpi=dpi, ordinal=ordinal
    )
    return word


@pytest.mark.parametrize(
    ("printed", "read", "right"),
    [
        ("1,5", "15", "1,5"),
        ("1.250", "1250", "1.250"),
        ("12.345,67", "1234567", "12.345,67"),
        ("15 - 20", "1520", "15-20"),
        ("77,0", "7740", "77,0"),  # the comma read as a figure
        ("-74", "74", "-74"),
        ("-7,4", "-74", "-7,4"),
        ("1,5", "+15", "+15"),  # the image shows no sign
        ("20,25", "20,25", "20,25"),
        ("1520", "1520", "1520"),
        ("30-34", "30-3⁄4", "30-34"),
        ("15'20", "1520", "1520"),
        ("12", "12 lớp", "12 lớp"),
    ],
)
def test_marks_that_the_image_shows(printed: str, read: str, right: str) -> None:
    word = read_of(printed, read)
    assert word.text == right
    assert (word.read_as is None) is (read == right)


def test_row_numbers_have_full_stops():
    assert read_of("2.1", "21", ordinal=True).text == "2.1"


@pytest.mark.parametrize(("printed", "read", "sure"), [("2013", "0", False), ("2013", "2013", True)])
def test_figures_that_were_passed_over_are_missed(printed: str, read: str, *, sure: bool) -> None:
    word = read_of(printed, read)
    assert word.text == read
    assert (word.confidence > 0.5) is sure


def test_a_number_that_fits_the_image_no_way_is_doubted():
    word = read_of("1.250,5", "12")
    assert word.text == "12"
    assert word.confidence < 0.5


def letters(*rows: int) -> np.ndarray:
    grey = np.full((80, 200), 255, np.uint8)
    for top in rows:
        for x in range(10, 180, 14):
            cv2.rectangle(grey, (x, top), (x + 8, top + 15), 0, 2)
        cv2.rectangle(grey, (24, top + 2), (30, top + 19), 0, 2)  # one hangs into the next line
    return grey


@pytest.mark.parametrize(("rows", "count"), [((20,), 1), ((10, 33), 2), ((3, 28, 53), 3)])
def test_lines_that_touch_are_told_by_their_letters(rows: tuple[int, ...], count: int) -> None:
    grey = letters(*rows)
    cell = cell_at(grey, (0.0, 0.0, 200.0, 80.0))
    assert cell is not None
    assert len(bands(cell.pieces, 200)) == count
    images = line_images(cell.inside, cell.pieces, 200)
    assert len(images) == (count if count > 1 else 0)
    for (top, image), row in zip(images, rows, strict=False):
        assert top <= row
        assert abs(int((image < 160).any(axis=1).sum()) - 22) <= 1
    if count == 2:
        assert not is_one_line(cell.solid, 200, cell.pieces)


@pytest.mark.parametrize(("high", "read", "right"), [(13, "X", "x"), (20, "x", "X"), (13, "x", "x")])
def test_crosses_are_told_by_their_height(high: int, read: str, right: str) -> None:
    cross = np.full((70, 80), 255, np.uint8)
    cv2.line(cross, (30, FOOT - high + 1), (42, FOOT - 1), 0, 2)
    cv2.line(cross, (42, FOOT - high + 1), (30, FOOT - 1), 0, 2)
    images = [drawn("1"), drawn("2"), drawn("13"), cross]
    cells = [cell_at(grey, (0.0, 0.0, float(grey.shape[1]), float(grey.shape[0]))) for grey in images]
    texts = [[Word(text, 20, 20, 60, 44, read_by="ocr", confidence=0.9)] for text in ("1", "2", "13", read)]
    tell_crosses(texts, cells)
    assert texts[3][0].text == right


def test_a_quote_that_nothing_closes_is_left_out():
    words = [Word(text, 0, 0, 9, 9, read_by="ocr", confidence=0.9) for text in ("“Tổng", "số")]
    assert [word.text for word in without_quote(words)] == ["Tổng", "số"]
    closed = [*words, Word("“xanh”", 0, 0, 9, 9, read_by="ocr", confidence=0.9)]
    assert without_quote(closed) == closed


def test_letters_as_large_as_the_crosses_around_are_crosses():
    cross = np.full((70, 80), 255, np.uint8)
    cv2.line(cross, (30, FOOT - 12), (42, FOOT - 1), 0, 2)
    cv2.line(cross, (42, FOOT - 12), (30, FOOT - 1), 0, 2)
    images = [drawn("1"), drawn("2"), drawn("3"), *[cross] * 6, drawn("7")]
    cells = [cell_at(grey, (0.0, 0.0, float(grey.shape[1]), float(grey.shape[0]))) for grey in images]
    read = ["1", "2", "3", "x", "X", "x", "x", "M", "Lộ", "M"]
    texts = [[Word(text, 20, 20, 60, 44, read_by="ocr", confidence=0.9)] for text in read]
    tell_crosses(texts, cells)
    assert [text[0].text for text in texts[3:]] == ["x"] * 6 + ["M"]
