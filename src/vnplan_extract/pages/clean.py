"""Cleans the image of a page for OCR: colour marks, speckle, skew, contrast. Needs numpy and OpenCV (extra `ocr`).

Images are arrays of bytes: RGB as height x width x 3, grey as height x width, black 0. The order is what measured
best: mask the stamp's colour, then median, then deskew, then stretch; nothing is made black and white.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

COLOURED = 35  # by how much a channel stands out in the ink of a stamp or a pen
MOSTLY_COLOURED = 0.5  # share of the ink from which the colour is that of the print itself
DARK = 160  # grey level below which a pixel is ink
STEEPEST = 3.0  # degrees
LEAST_SKEW = 0.15  # degrees that harm neither reading nor rulings
BORDER = 0.06  # share of the page at each edge in which black strips of the scanner lie
PAPER = 255


def grey_without_marks(image: Bytes) -> Bytes:
    """Return the grey image with red seals and blue pen strokes faded; black text under them stays.

    Red ink is bright in the red channel: there that channel alone shows the page without it; blue ink likewise, unless
    most of the print is blue, as copies made from the screen sometimes are.
    """
    if image.ndim == 2:
        return image
    red, green, blue = (image[:, :, channel] for channel in range(3))
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    ink = max(int(np.count_nonzero(grey < DARK)), 1)
    for channel, others in ((red, cv2.max(green, blue)), (blue, cv2.max(red, green))):
        marked = cv2.subtract(channel, others) > COLOURED
        if channel is red or np.count_nonzero(marked & (grey < DARK)) < MOSTLY_COLOURED * ink:
            grey = np.where(marked, cv2.max(channel, grey), grey)
    return np.asarray(grey, dtype=np.uint8)


def coloured(image: Bytes) -> NDArray[np.bool_]:
    """Return where the ink is coloured: seals, pens, never the print."""
    if image.ndim == 2:
        return np.zeros(image.shape, dtype=np.bool_)
    red, green, blue = (image[:, :, channel] for channel in range(3))
    low = cv2.min(cv2.min(red, green), blue)
    return np.asarray((cv2.subtract(cv2.max(cv2.max(red, green), blue), low) > COLOURED) & (low < DARK))


def despeckle(grey: Bytes) -> Bytes:
    """Return the image with single specks gone; harms clean pages, so only for those that read badly."""
    return np.asarray(cv2.medianBlur(grey, 3), dtype=np.uint8)


def stretch(grey: Bytes) -> Bytes:
    """Return the image with its contrast spread: the darkest hundredth black, the paper white."""
    dark, paper = np.percentile(grey[::4, ::4], (1, 60))
    if paper - dark < 20:
        return grey
    scale = 255.0 / (paper - dark)
    return np.asarray(cv2.convertScaleAbs(np.clip(grey, dark, None) - dark, alpha=scale), dtype=np.uint8)


def whiten_borders(grey: Bytes) -> Bytes:
    """Return the image with the black strips at its edges, which a scanner leaves, painted white."""
    height, width = grey.shape
    dark = grey < DARK
    rows, columns = dark.mean(axis=1), dark.mean(axis=0)
    result = grey
    for length, share, horizontal in ((height, rows, True), (width, columns, False)):
        deep = int(length * BORDER)
        for strip in (range(deep), range(length - 1, length - 1 - deep, -1)):
            black = [at for at in strip if share[at] > 0.6]
            if black:
                result = result.copy() if result is grey else result
                low, high = min(*black, strip[0]), max(*black, strip[0]) + 1
                if horizontal:
                    result[low:high, :] = PAPER
                else:
                    result[:, low:high] = PAPER
    return result


def skew(grey: Bytes) -> float:
    """Return by how many degrees the lines rise to the right (negative: fall); 0.0 when they do not tell.

    The right angle is the one that gathers the ink in the fewest rows (projection profile, after Postl 1986).
    """
    scale = min(1.0, 1000 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small < DARK)
    if len(ys) < 200:
        return 0.0
    step = max(len(ys) // 20000, 1)
    ys, xs = ys[::step].astype(np.float32), xs[::step].astype(np.float32)

    def sharpness(degrees: float) -> float:
        rows = ys + xs * np.tan(np.radians(degrees))
        counts = np.bincount((rows - rows.min()).astype(np.int32))
        return float(np.square(counts.astype(np.float64)).sum())

    coarse = max(np.arange(-STEEPEST, STEEPEST + 0.1, 0.5), key=sharpness)
    fine = float(max(np.arange(coarse - 0.5, coarse + 0.51, 0.1), key=sharpness))
    return fine if abs(fine) >= LEAST_SKEW and sharpness(fine) > 1.05 * sharpness(0.0) else 0.0


def turn(image: Bytes, degrees: float) -> Bytes:
    """Return the image turned clockwise by some degrees about its centre, in the same frame, paper around it."""
    if not degrees:
        return image
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    white = (PAPER, PAPER, PAPER)
    return np.asarray(
        cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=white),
        dtype=np.uint8,
    )


def lies_on_side(grey: Bytes) -> bool:
    """Tell whether the lines of text run up and down: the ink varies more from column to column than by row."""
    scale = min(1.0, 600 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) < DARK
    inner = small[
        len(small) // 10 : -len(small) // 10 or None, small.shape[1] // 10 : -small.shape[1] // 10 or None
    ]
    if not inner.any():
        return False
    across = np.abs(np.diff(inner.sum(axis=1).astype(np.int32))).mean() / max(inner.shape[1], 1)
    down = np.abs(np.diff(inner.sum(axis=0).astype(np.int32))).mean() / max(inner.shape[0], 1)
    return bool(down > 1.5 * across)


def ink_share(grey: Bytes) -> float:
    """Return the share of the image that is ink."""
    return float((grey < DARK).mean())
