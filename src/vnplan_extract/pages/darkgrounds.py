"""Makes white print on dark grounds, as heads of tables have it, black on white. Needs numpy and OpenCV (extra `ocr`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.clean import PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.pages.clean import Bytes

# Lengths in inches of paper.
DARK = 130  # grey level below which a ground is dark
SOLID = 0.08  # of dark both ways: few letters have so much
FINE = 0.035  # of what belongs to a ground where there is one; rules are thinner
LETTERS = 0.14  # what is no larger is print on the ground; rows of paper between two grounds are
WIDE, HIGH = 0.5, 0.15  # the least that is a ground
MOST = 0.4  # of the page; more is a picture
SQUARE = 0.85  # of its rectangle that a ground fills: a punch hole fills less
GROUND = 0.75  # of it that is dark; of large letters in a row two thirds are
APART = 60  # grey levels between the ground and the print on it
ROUGH, DARKER = 25, 20  # grey levels by which a ground differs, and by which a rule on it is darker
UNDER, OUTER, MOSTLY = (
    (0.03, 0.06),
    0.04,
    0.9,
)  # where walls under a ground are looked for; its sides; of a wall that is ink
EDGE = 4  # pixels of a ground over and under its letters
RULE = 2  # pixels: the edge of a ground is a rule


def with_light_grounds(image: Bytes, *, dpi: int) -> Bytes:
    """Return the image, grey or RGB, with dark rectangles white, what is white on them black, and their edges lines."""
    if image.ndim == 2:
        return _lightened(image, dpi)
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    shown = _lightened(grey, dpi)
    if shown is grey:
        return image
    changed, image = shown != grey, image.copy()
    image[changed] = shown[changed][:, None]
    return image


def _lightened(grey: Bytes, dpi: int) -> Bytes:
    """Do so with a grey image; one without such grounds is returned itself."""
    # Half the size tells where there is any, in a quarter of the time.
    shown, light = grey.copy(), False
    for (x, y, wide, high), piece in _grounds((grey[::2, ::2] < DARK).astype(np.uint8), dpi):
        part = shown[y : y + high, x : x + wide]
        ground = cv2.resize(piece, (wide, high), interpolation=cv2.INTER_NEAREST)[
            : len(part), : part.shape[1]
        ]
        if _turn_light(part, np.asarray(ground, np.uint8)):
            _carry_walls_up(shown, (x, y, part.shape[1], len(part)), dpi)
            light = True
    return shown if light else grey


def _grounds(dark: Bytes, dpi: int) -> Iterator[tuple[tuple[int, int, int, int], Bytes]]:
    """Yield the place on the page of each dark ground, and which pixels of half the size are its own; lines that hang on it are left out."""
    solid = cv2.erode(dark, np.ones((int(SOLID * dpi / 2),) * 2, np.uint8), borderValue=0)
    if not solid.any():
        return
    # Over and under the letters of a low row there is little ground; bold letters beside it have nothing so solid.
    fine = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((int(FINE * dpi / 2),) * 2, np.uint8))
    count, pieces = cv2.connectedComponents(fine, connectivity=4)
    held = np.zeros(count, np.uint8)
    held[np.unique(pieces[solid > 0])] = 1
    held[0] = 0
    letters = np.ones((int(LETTERS * dpi / 2),) * 2, np.uint8)
    whole = cv2.morphologyEx(held[pieces], cv2.MORPH_CLOSE, letters)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    for at, (x, y, wide, high, _) in enumerate(stats.tolist()):
        large = wide * 2 >= WIDE * dpi and high * 2 >= HIGH * dpi and wide * high <= MOST * dark.size
        if at and large:
            piece = (labels[y : y + high, x : x + wide] == at).astype(np.uint8)
            yield (2 * x, 2 * y, 2 * wide, 2 * high), piece


def _carry_walls_up(shown: Bytes, place: tuple[int, int, int, int], dpi: int) -> None:
    """Draw the walls under a light ground on through it, in place: on a fax they are as black as the ground was.

    A wall that is seen on the ground is drawn, and then all are; one on whose way letters stand ends under a head of two columns.
    """
    x, y, wide, high = place
    under, far = y + high + int(UNDER[0] * dpi), int(UNDER[1] * dpi)
    below = shown[under : under + far, x : x + wide] < DARK
    inside = shown[y + EDGE : y + high - EDGE, x : x + wide] < DARK
    edge = int(OUTER * dpi)
    if not below.size or (inside[:, edge:-edge].mean(axis=0) > MOSTLY).any():
        return
    walls = np.concatenate(([0], (below.mean(axis=0) > MOSTLY).astype(np.int8), [0]))
    edges = np.flatnonzero(np.diff(walls))
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        at = (first + last) // 2
        free = not inside[:, max(at - RULE, 0) : at + RULE + 1].any()
        if last - first <= edge and edge < at < wide - edge and free:
            shown[y : y + high, x + at - 1 : x + at + 1] = 0


def _turn_light(part: Bytes, ground: Bytes) -> bool:
    """Make a ground light in place, where it is a rectangle with something on it; tell whether it was."""
    found, _ = cv2.findContours(ground, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(found, key=cv2.contourArea)
    (_, _), (one, other), _ = cv2.minAreaRect(outline)
    whole = np.zeros_like(ground)
    cv2.drawContours(whole, [outline], -1, 1, thickness=cv2.FILLED)
    if int(whole.sum()) < SQUARE * one * other:
        return False
    inside = part[whole > 0].astype(np.float32)
    level, light = float(np.median(inside)), float(np.percentile(inside, 99.5))
    if light - level < APART or float((inside < DARK).mean()) < GROUND:
        return False
    print_on_it = np.clip((inside - level - ROUGH) / max(light - level - ROUGH, 1.0), 0, 1)
    turned = PAPER * (1 - print_on_it)
    turned[inside < level - DARKER] = 0
    part[whole > 0] = turned.astype(np.uint8)
    cv2.drawContours(part, [outline], -1, 0, thickness=RULE)
    return True
