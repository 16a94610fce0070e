"""Blanks that an engine left out, seen on the image; figures that stand across a line. Needs the extra `ocr`."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")
pytest.importorskip("cv2")

import numpy as np

from vnplan_extract.document import Word
from vnplan_extract.pages.blanks import with_blanks
from vnplan_extract.pages.cellink import cell_at, is_dash
from vnplan_extract.pages.imagegrid import find_grid
from vnplan_extract.pages.scanpage import _noise

PAPER, INK = 255, 0
LETTER, SIZE = 12, 36  # pixels: as wide as a figure of 13 points at 200 dpi, and the size of such type


def printed(text: str, *, blank: int = 11, between: int = 3) -> tuple[Word, np.ndarray]:
    """Draw each letter as a bar; a blank in the text is drawn, and is not in the word."""
    page = np.full((60, 600), PAPER, np.uint8)
    x = 20
    for letter in text:
        if letter == " ":
            x += blank - between
            continue
        page[15:40, x : x + LETTER - between] = INK
        x += LETTER
    word = Word("".join(text.split()), 20, 14, x - between, 41, size=SIZE, read_by="ocr", confidence=0.9)
    return word, page


@pytest.mark.parametrize(
    "text",
    [
        "02 lớp",
        "02lớp",
        "Tổ 1, 2, 3",
        "17 - 19/3",
        "17-19/3",
        "1,5",
        "y sĩ",
        "≥ 70",
        "12%",
        "nghiêng",
        "UBND",
    ],
)
def test_blanks_are_where_the_image_has_them(text):
    word, page = printed(text)
    assert " ".join(part.text for part in with_blanks([word], page)) == text


def test_what_was_read_is_kept():
    word, page = printed("02 lớp")
    first, second = with_blanks([word], page)
    assert (first.read_as, second.read_as) == ("02lớp", "")
    assert first.x1 <= second.x0


def ruled() -> np.ndarray:
    """Draw a table of three rows and two columns, with a figure across its middle line in the second row."""
    page = np.full((500, 700), PAPER, np.uint8)
    for y in (50, 150, 250, 350):
        page[y : y + 3, 50:653] = INK
    for x in (50, 150, 650):
        page[50:353, x : x + 3] = INK
    page[180:183, 120:160] = page[200:203, 120:160] = INK  # two bars, joined on the right beyond the line
    page[180:203, 157:160] = INK
    page[185:200, 200:210] = INK  # the text of the next cell
    return page


def test_a_figure_across_a_line_is_whole_in_its_cell_and_not_in_the_next():
    grid = find_grid(ruled(), dpi=200)
    assert len(grid.cells) == 6
    cells = [cell_at(grid.without, box) for box in grid.cells]
    first, second = cells[2:4]
    assert first is not None
    assert second is not None
    assert first.columns[-1] - first.columns[0] >= 38
    assert second.columns[-1] - second.columns[0] < 12
    assert [cell for at, cell in enumerate(cells) if at not in {2, 3}] == [None] * 4


@pytest.mark.parametrize(
    ("high", "wide", "dash"), [(3, 12, True), (4, 4, False), (20, 4, False), (3, 60, False)]
)
def test_a_lone_flat_stroke_is_a_dash(high, wide, dash):
    page = np.full((60, 120), PAPER, np.uint8)
    page[30 : 30 + high, 40 : 40 + wide] = INK
    cell = cell_at(page, (0.0, 0.0, 120.0, 60.0))
    assert cell is not None
    assert is_dash(cell, 200) is dash


@pytest.mark.parametrize(
    ("traces", "cells"),
    [
        ([(54, 110), (114, 150)], 6),  # a line across that fades between two rows
        ([(70, 130)], 5),  # the stem of a letter reaches neither line
        ([], 5),
    ],
)
def test_a_faded_line_is_carried_on_to_the_next(traces, cells):
    page = np.full((500, 700), PAPER, np.uint8)
    for y in (50, 150, 250, 350):
        page[y : y + 3, 50:653] = INK
    for x in (50, 650):
        page[50:353, x : x + 3] = INK
    page[150:353, 350:353] = INK
    for begin, end in traces:
        page[begin:end, 350:352] = 170
    assert len(find_grid(page, dpi=200).cells) == cells


@pytest.mark.parametrize(("width", "noise"), [(0.7, True), (1.4, True), (2.2, False), (3.6, False)])
def test_a_dash_as_narrow_as_a_speck_is_none(width, noise):
    assert _noise(Word("-", 410, 180, 410 + width, 188, read_by="ocr", confidence=0.8)) is noise
