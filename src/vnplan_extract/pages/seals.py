"""Finds the seals on black-and-white copies under which nobody can read. Needs numpy and OpenCV (extra `ocr`).

A red seal is faded by its colour. A copied one is black: the engine takes it, and the office and the signer whom it
touches, for a picture and reads neither; with its disc painted white half a name may be left, which is worse than none.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.lang.offices import over_signatures
from vnplan_extract.pages.clean import DARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Box, Word
    from vnplan_extract.pages.clean import Bytes

LEAST, MOST = 0.52, 0.9  # inches: radius of a seal (30 to 42 mm across, and what a copier adds)
LOOKED_AT = 50  # dpi at which circles are looked for
RIM = 0.6  # of the circle that has ink on it
RAYS = 180
BAND = 0.025  # inches to both sides of the circle in which its rim lies
INSIDE = 0.06  # share of ink inside: a coat of arms, no empty circle
WIDE, LEFT, HIGH = (
    3.2,
    1.0,
    1.3,
)  # of the radius: how far office and name lie to the right, to the left, above and below
SURE = 0.5  # confidence of a word beside a seal from which it is one
SHORT = 2  # letters that a rim or a pen makes

Circle = tuple[int, int, int]


def black_seals(grey: Bytes, *, dpi: int) -> list[Circle]:
    """Return centre and radius of the seals on a page, in its pixels: circles of a seal's size with a rim and a filling."""
    scale = LOOKED_AT / dpi
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = cv2.HoughCircles(
        small,
        cv2.HOUGH_GRADIENT,
        1,
        minDist=LEAST * LOOKED_AT,
        param1=100,
        param2=40,
        minRadius=int(LEAST * LOOKED_AT),
        maxRadius=int(MOST * LOOKED_AT),
    )
    if found is None:
        return []
    circles = [tuple(round(float(value) / scale) for value in circle) for circle in found.reshape(-1, 3)[:4]]
    return [circle for x, y, r in circles if (circle := _rim(grey, (x, y, r), dpi)) is not None]


def _rim(grey: Bytes, circle: Circle, dpi: int) -> Circle | None:
    """Return the circle as large as its rim; None where most of it has no ink, or the inside has none."""
    x, y, r = circle
    angles = np.linspace(0, 2 * np.pi, RAYS, endpoint=False)
    reach = np.arange(int(r - 4 * BAND * dpi), int(r + 4 * BAND * dpi))
    columns = np.clip((x + reach[:, None] * np.cos(angles)).astype(int), 0, grey.shape[1] - 1)
    rows = np.clip((y + reach[:, None] * np.sin(angles)).astype(int), 0, grey.shape[0] - 1)
    ink = grey[rows, columns] < DARK
    near = max(int(BAND * dpi), 1)
    rims = [float(ink[max(at - near, 0) : at + near + 1].any(axis=0).mean()) for at in range(len(reach))]
    # The outermost of several rims: seals have two or three.
    full = [at for at, share in enumerate(rims) if share >= RIM]
    if not full:
        return None
    inside = grey[max(y - r // 2, 0) : y + r // 2, max(x - r // 2, 0) : x + r // 2] < DARK
    return (x, y, int(reach[full[-1]]) + 1) if inside.size and inside.mean() >= INSIDE else None


def covering(seals: Sequence[Circle], words: Sequence[Word]) -> list[Box]:
    """Return the boxes, in pixels, of black seals beside which no office was read, in capitals or as schools write it: it is under them or lost."""
    return [
        (float(x - r), float(y - r), float(x + r), float(y + r))
        for x, y, r in seals
        if not any(_stands_by(word, x, y, r) for word in words)
    ]


@cache
def _ends_of_offices() -> frozenset[str]:
    """Return the last words of offices in small letters: "trưởng", "đốc"."""
    offices, _ = over_signatures()
    return frozenset(name.split()[-1] for name in offices)


def _stands_by(word: Word, x: int, y: int, r: int) -> bool:
    across, down = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    said = word.confidence >= SURE or word.read_as is not None  # or told by its form
    said = said and sum(map(str.isalpha, word.text)) > SHORT
    said = said and (word.text.isupper() or word.text in _ends_of_offices())
    return said and x - LEFT * r <= across <= x + WIDE * r and abs(down - y) <= HIGH * r
