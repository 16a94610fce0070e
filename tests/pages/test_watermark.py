"""Watermarks on scans: pale words across the page are taken off, print and clean pages stay. Needs the extra `ocr`."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from vnplan_extract.pages.watermark import without_watermarks  # noqa: E402

HEIGHT, WIDTH, DPI = 2200, 1650, 200
PRINT = 60


def printed() -> np.ndarray:
    """Return a page of lines of small letters."""
    page = np.full((HEIGHT, WIDTH), 253, np.uint8)
    for y in range(200, HEIGHT - 200, 55):
        cv2.putText(
            page,
            "can cu ke hoach nay cac so ban nganh thuc hien",
            (180, y),
            cv2.FONT_HERSHEY_COMPLEX,
            1,
            5,
            2,
        )
    return page


def across(text: str, *, level: int, scale: float, thick: int, rows: int = 1) -> np.ndarray:
    """Return what lies under the print: words that slant over the page, as light as `level`."""
    mark = np.full((HEIGHT, WIDTH), 255, np.uint8)
    (wide, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, thick)
    for row in range(rows):
        y = HEIGHT // 2 + (row - rows // 2) * 260
        cv2.putText(mark, text, ((WIDTH - wide) // 2, y), cv2.FONT_HERSHEY_SIMPLEX, scale, level, thick)
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 40, 1)
    return cv2.warpAffine(mark, turn, (WIDTH, HEIGHT), borderValue=255)


def multiplied(page: np.ndarray, mark: np.ndarray) -> np.ndarray:
    return (page.astype(np.uint16) * mark // 255).astype(np.uint8)


@pytest.mark.parametrize(
    "mark",
    [
        across("BAN SAO", level=160, scale=10, thick=60),
        across("DU THAO", level=140, scale=10, thick=60),
        across("nguyenvana 01/08/2023 10:11", level=150, scale=1, thick=3, rows=5),
        across("vanthu_so 05/03/2024 08:00", level=190, scale=1, thick=3, rows=5),
    ],
)
def test_what_lies_across_the_page_is_taken_off(mark):
    clean = printed()
    page = multiplied(clean, mark)
    after = without_watermarks(page, dpi=DPI)
    far = (mark < 200) & (
        cv2.erode(clean, np.ones((15, 15), np.uint8)) > 250
    )  # of the mark, away from the print
    assert page[far].mean() < 200
    assert after[far].mean() > 235
    assert (after[clean < PRINT] < 2 * PRINT).mean() > 0.97  # the print is as dark as before


@pytest.mark.parametrize(
    "page",
    [
        printed(),
        np.full((HEIGHT, WIDTH), 255, np.uint8),
        np.zeros((50, 50), np.uint8),
        255 - printed(),
        multiplied(printed(), across("BAN SAO", level=225, scale=10, thick=60)),  # engines read over it
        multiplied(printed(), across("mot net but", level=170, scale=1, thick=3)),  # one line may be a pen's
    ],
)
def test_other_pages_stay_as_they_are(page):
    assert np.array_equal(without_watermarks(page, dpi=DPI), page)
