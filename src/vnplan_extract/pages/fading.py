"""Gives print that fades over the page the same darkness everywhere. Needs numpy and OpenCV (extra `ocr`).

Stretching the contrast of the whole page makes the darker side black and leaves the paler one, and its hairlines, as pale
as they were: lines of tables end where the toner did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vnplan_extract.pages.clean import Bytes, Floats

BLOCK = 8  # pixels to either side of the blocks whose darkest pixel is looked at
NEAR = 0.4  # inches around a place whose print tells how dark it is there
INKED = 0.25  # of the page's darkest blocks, from which a block has ink
UNEVEN = 1.5  # times that the darker print is darker than the paler, from which the page fades
MOST = 2.5  # times that print is made darker; paler print is lost in the noise of the paper
FEWEST = 200  # blocks with ink that tell
UNKNOWN = 1e-3  # of the most ink near a place, below which nothing is known there


def evened(grey: Bytes, *, dpi: int) -> Bytes:
    """Return the image with pale print as dark as the darker; an image whose print is as dark everywhere as it is."""
    paper = float(np.percentile(grey[::4, ::4], 60))
    depth = paper - _darkest(grey).astype(np.float32)
    most = float(np.percentile(depth, 98))
    inked = depth > INKED * most
    if most <= 0 or np.count_nonzero(inked) < FEWEST:
        return grey
    level = _level(depth, inked, most, NEAR * dpi / BLOCK)
    paler, darker = (float(value) for value in np.percentile(level[inked], (5, 90)))
    if darker < UNEVEN * paler:
        return grey
    times = np.clip(darker / np.maximum(level, 1), 1, MOST).astype(np.float32)
    times = cv2.resize(times, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR).astype(
        np.float32
    )
    return np.asarray((paper - (paper - grey.astype(np.float32)) * times).clip(0, 255), np.uint8)


def _darkest(grey: Bytes) -> Bytes:
    """Return the darkest pixel of each block."""
    high, wide = (side // BLOCK for side in grey.shape)
    blocks = grey[: high * BLOCK, : wide * BLOCK].reshape(high, BLOCK, wide, BLOCK)
    return np.asarray(blocks.min(axis=(1, 3)), np.uint8)


def _level(depth: Floats, inked: NDArray[np.bool_], most: float, near: float) -> Floats:
    """Return for each block how dark the print around it is, the darker the more it counts; where there is none, `most`."""
    weight = (depth * depth * inked).astype(np.float32)
    dark, ink = (np.asarray(cv2.GaussianBlur(one, (0, 0), near)) for one in (weight * depth, weight))
    return np.asarray(np.where(ink > UNKNOWN * ink.max(), dark / np.maximum(ink, UNKNOWN), most), np.float32)
