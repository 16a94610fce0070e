"""Footnote marks behind words are raised figures on the image; quotes, dots and figures on the line are none."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2")

import numpy as np

from vnplan_extract.document import Word
from vnplan_extract.pages.raised import raise_marks, raise_powers

FOOT = 130
WIDE = 20


class Reads:
    """An engine that reads one figure in whatever it is given."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, image, *, dpi, layout="page", area=None):
        return [Word(self.text, 0, 0, image.width, image.height, read_by="ocr", confidence=0.9)]


def drawn(text: str, *, high: int, foot: int, wide: int = 12) -> tuple[list[Word], np.ndarray]:
    """A word of bars 26 pixels high, its last sign as high and as far over the line as said."""
    grey = np.full((240, 800), 255, np.uint8)
    word = Word(text, 100, 100, 100 + WIDE * len(text), 136, read_by="ocr", confidence=0.9)
    for at in range(len(text)):
        left, last = 100 + WIDE * at + 4, at == len(text) - 1
        top, bottom = (foot - high, foot) if last else (FOOT - 26, FOOT)
        grey[top:bottom, left : left + (wide if last else 12)] = 0
    return [word], grey


@pytest.mark.parametrize(
    ("text", "high", "foot", "wide", "read", "raised"),
    [
        ("2022-2023”", 16, 119, 10, "2", "2022-2023²"),
        ("20232", 16, 119, 10, "2", "2023²"),
        ("tục'", 16, 119, 5, "?", "tục¹"),
        ("2020)", 16, 119, 5, "?", "2020¹"),
        ("2020)", 34, 132, 5, "?", "2020)"),
        ("nước”", 8, 112, 10, "2", "nước”"),  # a quote
        ("20232", 26, 130, 12, "2", "20232"),  # on the line
        ("nước”", 16, 119, 10, "a", "nước”"),  # no figure
        ("16/6/2025", 16, 119, 10, "2", "16/6/2025"),  # broken print
        ("14:59:39", 16, 119, 10, "1", "14:59:39"),
    ],
)
def test_a_raised_figure_is_a_mark(text, high, foot, wide, read, raised):
    words, grey = drawn(text, high=high, foot=foot, wide=wide)
    (word,) = raise_marks(words, grey, Reads(read), dpi=200)
    assert word.text == raised
    assert word.read_as == (None if raised == text else text)


@pytest.mark.parametrize(
    ("before", "raised"),
    [(["“Bình", "dân"], "số”"), (["“Bình", "dân”", "về"], "số²"), (["Bình", "dân"], "số²")],
)
def test_the_sign_that_closes_a_quotation_is_no_mark(before, raised):
    words, grey = drawn("số”", high=16, foot=119, wide=10)
    opening = [Word(text, 0, 0, 40, 30, read_by="ocr", confidence=0.9) for text in before]
    assert raise_marks([*opening, *words], grey, Reads("2"), dpi=200)[-1].text == raised


def test_a_figure_that_broke_is_no_mark():
    words, grey = drawn("nước3", high=16, foot=119, wide=10)
    left = 100 + WIDE * 4 + 4
    grey[122:130, left : left + 8] = 0
    assert raise_marks(words, grey, Reads("2"), dpi=200) == words


@pytest.mark.parametrize(
    ("text", "high", "foot", "read", "raised"),
    [
        ("m2", 20, 116, "?", "m²"),
        ("km?", 20, 116, "3", "km³"),
        ("550m3", 20, 116, "?", "550m³"),
        ("đồng/mỶ", 20, 116, "3", "đồng/m³"),
        ("mí", 20, 116, "2", "m²"),
        ("m?", 14, 116, "3", "m?"),  # a piece of a figure that broke
        ("mí", 26, 130, "2", "mí"),
        ("m?", 26, 130, "x", "m?"),  # nothing tells which
        ("m2", 26, 130, "2", "m2"),  # printed so, on the line
        ("km?", 20, 116, "x", "km?"),  # the mark was read for both
    ],
)
def test_powers_of_a_metre_are_told_by_the_image(text, high, foot, read, raised):
    words, grey = drawn(text, high=high, foot=foot)
    (word,) = raise_powers(words, grey, Reads(read), dpi=200)
    assert word.text == raised
    assert (word.confidence <= 0.4) is ("?" in raised)
