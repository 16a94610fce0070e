"""At what resolution a page is looked at: what the law asks of scans, less where memory would not hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vnplan_extract.document import Page

DPI = 200  # what the law asks of scans (NĐ 30/2020, Phụ lục I, phần II); 300 gained nothing
MOST_PIXELS = 24_000_000  # A3 at 300 dpi twice over; larger pages are read at a lower resolution
LEAST_DPI = 60  # below it nothing can be read: two metres square are 60 dpi


def resolution(page: Page, *, most: int = DPI) -> int:
    """Return the dpi to render a page at: `most`, less for a page so large that memory would not hold it."""
    area = max(page.width, 1) * max(page.height, 1) / 72**2
    return max(min(most, int((MOST_PIXELS / area) ** 0.5)), 1)


def too_large(page: Page) -> str:
    """Return the size of a page that is too large to be read at any resolution that memory holds; else ""."""
    if resolution(page) >= LEAST_DPI:
        return ""
    width, height = (round(points / 72 * 25.4) for points in (page.width, page.height))
    return f"{width:,} x {height:,} mm"
