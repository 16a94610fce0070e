"""Takes out the streaks that dirt on a scanner's glass leaves along the feed, and lets letters under them stand.

An engine takes such a streak for the line between two columns and cuts every word that it crosses: on a copy of a copy
that is worse than the noise. Needs numpy and OpenCV (extra `ocr`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vnplan_extract.pages.clean import Bytes

WIDEST = 0.03  # inches; what is wider is a shadow or a black border
BESIDE = 0.03  # inches to either side, where a streak has paper
DARKER = 25  # grey levels under what is beside it
ALONG = 0.85  # of the margins that shows it
MARGIN = 0.04  # of the page above and below, where no line of a table or frame goes on
SOFT = 1  # pixels of its soft edge
THROUGH = 0.6  # of the whole page, lines of text among it
MOST = 12  # streaks; more are a pattern
DRIFT = 3  # pixels over which a streak wanders that was levelled with the page
CUT_ALONG, CUT_THROUGH = (
    0.6,
    0.8,
)  # the same shares on such a page: its corners are filled and black strips painted white


def without_streaks(grey: Bytes, *, dpi: int, levelled: bool = False) -> Bytes:
    """Return the image without thin dark lines that run from the upper edge of the paper to the lower one.

    The page must stand as it was scanned: a streak is straight along the feed, whatever the skew of the paper. Lines of
    tables and frames end in the margin. Where a streak crosses a letter, what lies on both sides of it goes on between.

    Args:
        grey: The page.
        dpi: Its resolution.
        levelled: The page is level now and its black strips are painted white: the streaks of the copy that was scanned
            were turned, too, but for some pixels.
    """
    found = _streaks(grey, dpi, levelled=levelled)
    if not 1 <= len(found) <= MOST:
        return grey
    cleaned = grey.copy()
    for begin, end in found:
        left, right = max(begin - SOFT, 1), min(end + SOFT, grey.shape[1] - 1)
        sides = cv2.hconcat([cleaned[:, left - 1 : left], cleaned[:, right : right + 1]])
        between = cv2.resize(sides, (right - left + 2, grey.shape[0]), interpolation=cv2.INTER_LINEAR)
        under = cleaned[:, left:right]
        letters = (
            under < float(np.median(under.min(axis=1))) - DARKER
        )  # ink that is darker than the streak over it
        cleaned[:, left:right] = np.where(letters, under, between[:, 1:-1])
    return cleaned


def _streaks(grey: Bytes, dpi: int, *, levelled: bool) -> list[tuple[int, int]]:
    """Return the columns in which streaks begin and end."""
    along, through = (CUT_ALONG, CUT_THROUGH) if levelled else (ALONG, THROUGH)
    drift = DRIFT if levelled else 1
    width = max(round(WIDEST * dpi), 2)
    far = max(round(BESIDE * dpi), 2) + width
    margin = max(int(MARGIN * len(grey)), 1)
    # The margins are looked at first: a page without streaks is done with them.
    columns = _shown(grey[:margin], far, along, drift) & _shown(grey[-margin:], far, along, drift)
    if columns.any():
        columns &= _shown(grey, far, through, drift)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], columns.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a <= width]


def _shown(grey: Bytes, far: int, least: float, drift: int) -> NDArray[np.bool_]:
    """Return the columns that are darker than paper beside them, on one side at least, in at least that share of these rows.

    On the other side a letter may touch the streak.
    """
    if drift > 1:
        grey = np.asarray(cv2.erode(grey, np.ones((1, drift), np.uint8)), np.uint8)
    left, right = np.zeros_like(grey), np.zeros_like(grey)
    left[:, far:], right[:, :-far] = grey[:, :-far], grey[:, far:]
    over = cv2.subtract(cv2.max(left, right), grey)
    return np.asarray((over >= DARKER).mean(axis=0) >= least)
