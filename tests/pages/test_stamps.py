"""Framed stamps are found in the head of a page; tables, seals, underlines and letters are none."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2")

import cv2
import numpy as np

from vnplan_extract.document import Word
from vnplan_extract.pages.imagegrid import find_grid
from vnplan_extract.pages.stamps import frames, is_stamp

DPI = 200


def page() -> np.ndarray:
    return np.full((2339, 1654), 255, np.uint8)


def found(grey: np.ndarray) -> list[tuple[int, ...]]:
    return [tuple(map(round, box)) for box in frames(grey, find_grid(grey, dpi=DPI), dpi=DPI)]


def test_a_frame_set_askew_is_found() -> None:
    grey = page()
    corners = np.array([[110, 360], [480, 345], [486, 495], [114, 510]])
    cv2.polylines(grey, [corners.reshape(-1, 1, 2)], isClosed=True, color=0, thickness=3)
    (box,) = found(grey)
    assert np.allclose(box, (110, 345, 486, 510), atol=8)


def test_a_frame_parted_by_a_line_is_found() -> None:
    grey = page()
    for top in (300, 345, 440):
        grey[top : top + 3, 100:480] = 0
    for left in (100, 477):
        grey[300:443, left : left + 3] = 0
    assert len(found(grey)) == 1


@pytest.mark.parametrize(
    "draw",
    [
        lambda grey: cv2.circle(grey, (900, 500), 140, 0, 4),  # a seal
        lambda grey: cv2.line(grey, (300, 300), (600, 300), 0, 3),  # an underline
        lambda grey: cv2.rectangle(grey, (100, 200), (1500, 900), 0, 3),  # a frame around a text
        lambda grey: cv2.rectangle(grey, (100, 1600), (480, 1750), 0, 3),  # in the lower half
        lambda grey: cv2.putText(grey, "HHH", (200, 500), cv2.FONT_HERSHEY_DUPLEX, 8, 0, 30),
    ],
    ids=["seal", "underline", "large", "low", "letters"],
)
def test_what_is_no_stamp(draw) -> None:
    grey = page()
    draw(grey)
    assert found(grey) == []


@pytest.mark.parametrize(
    ("text", "sure", "stamp"),
    [
        ("ĐẾN Số: 12 Ngày: 4/5", 0.9, True),
        ("HỎA TỐC", 0.95, True),
        ("Đ#N nqãy", 0.4, True),
        ("Mẫu số 01", 0.9, False),
    ],
)
def test_what_is_read_in_a_frame_tells(text: str, sure: float, *, stamp: bool) -> None:
    words = [Word(part, 0, 0, 10, 10, read_by="ocr", confidence=sure) for part in text.split()]
    assert is_stamp(words) is stamp
