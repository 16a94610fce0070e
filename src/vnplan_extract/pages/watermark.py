"""Takes watermarks off the image of a page: pale words across it ("BẢN SAO"), rows of a user's name and the time of a copy.

An engine reads them with the lines that they cross, and loses both. Print is darker: what is pale and thick is the ground
under the print, which is made paper; what is pale and thin, and runs slantwise, is taken off where no print is near it.
Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from vnplan_extract.pages.clean import PAPER

if TYPE_CHECKING:
    from vnplan_extract.pages.clean import Bytes

THICK = 0.07  # inches: no stroke of print but of the largest titles is as thick
PALE = 60  # grey levels under the paper from which a ground harms; engines read over a lighter one
DARKEST = 0.45  # of the paper's level: a ground that is darker is a picture, or white print on black
LEAST, MOST = 0.002, 0.5  # share of the page that a pale ground takes
EVEN = 7  # grey levels: how far apart the levels of the paper may lie for anything on it to be told
THIN_PALE = 22  # grey levels under the paper from which a thin stroke is ink
PRINT = 0.42  # of the way from the darker print to the paper: strokes that are paler all over are not print
NEAR = 2  # pixels around print that are its soft edge, at 200 dpi
JOINED = 0.06  # inches between the letters of a slanting line
LONGEST, THINNEST = 0.9, 0.45  # inches: least length of such a line, most height across it
STEEP = (12.0, 78.0)  # degrees in which it slants
FEWEST = 2  # slanting lines; one may be a pen's


def without_watermarks(grey: Bytes, *, dpi: int) -> Bytes:
    """Return the image with pale words across the page taken off; a page without any as it is.

    Args:
        grey: The page, its paper even.
        dpi: Its resolution.
    """
    sample = grey[::8, ::8]
    dark, paper = (float(value) for value in np.percentile(sample, (0.5, 60)))
    low = float(np.percentile(sample[sample > paper - 2 * THIN_PALE], 25)) if paper > dark else paper
    if paper - dark < 2 * THIN_PALE or paper - low > EVEN:
        return grey
    return _without_slanting(_on_paper(grey, paper, dpi), dark, paper, dpi)


def _on_paper(grey: Bytes, paper: float, dpi: int) -> Bytes:
    """Return the image with pale grounds, which are thicker than print, as light as the paper."""
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    size = max(int(THICK * dpi / 2), 3)
    ground = np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), np.uint8)
    pale = (ground < paper - PALE) & (ground > DARKEST * paper)
    if not LEAST <= float(pale.mean()) <= MOST:
        return grey
    level = np.where(pale, ground, np.uint8(min(paper, PAPER)))
    wide = cv2.resize(level, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, wide, scale=paper), np.uint8)


def _without_slanting(grey: Bytes, dark: float, paper: float, dpi: int) -> Bytes:
    """Return the image without thin pale lines of letters that slant over the page."""
    core = (grey < dark + PRINT * (paper - dark)).astype(np.uint8)
    around = 2 * max(round(NEAR * dpi / 200), 1) + 1
    near = cv2.dilate(core, np.ones((around, around), np.uint8)) > 0
    pale = ((grey < paper - THIN_PALE) & ~near).astype(np.uint8)
    if pale.mean() < LEAST / 2:
        return grey
    small = cv2.resize(pale * np.uint8(PAPER), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    joined = max(int(JOINED * dpi / 4), 1) * 2 + 1
    blot = cv2.dilate((small > 40).astype(np.uint8), np.ones((joined, joined), np.uint8))
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(blot, connectivity=8)
    labels = np.asarray(pieces, np.int32)
    slanting = [at for at in range(1, count) if _slants(labels, stats[at].tolist(), at, dpi / 4)]
    if len(slanting) < FEWEST:
        return grey
    where = np.isin(labels, slanting).astype(np.uint8)
    wide = cv2.resize(where, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(np.where((wide > 0) & ~near, np.uint8(min(paper, PAPER)), grey), np.uint8)


def _slants(
    labels: np.ndarray[tuple[int, ...], np.dtype[np.int32]],
    stats: list[int],
    at: int,
    dpi: float,
) -> bool:
    """Is a blot as long and as thin as a line of letters, and slanting?"""
    x, y, wide, high = stats[:4]
    if wide * wide + high * high < (LONGEST * dpi) ** 2:
        return False
    rows, columns = np.nonzero(labels[y : y + high, x : x + wide] == at)
    spread = np.cov(np.stack([columns, -rows]).astype(np.float32))
    values, vectors = np.linalg.eigh(spread)
    # A line of even ink is the root of twelve times its deviation long.
    across, along = (float(np.sqrt(12 * max(value, 0))) for value in values)
    angle = abs(float(np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1]))))
    angle = min(angle, 180 - angle)
    return along >= LONGEST * dpi and across <= THINNEST * dpi and STEEP[0] <= angle <= STEEP[1]
