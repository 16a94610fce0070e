"""Morphology by shifts beside OpenCV's: the same away from the page's edge, where OpenCV's elements of odd length mean the same."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")
hypothesis = pytest.importorskip("hypothesis")

from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from vnplan_extract.pages.morphology import MARGIN, Bits  # noqa: E402

SIZES = st.tuples(st.integers(1, 70), st.integers(1, 90))


@st.composite
def pages(draw):
    """Pages with runs of ink and of paper, some of them empty or full."""
    height, width = draw(SIZES)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    ink = (random.random((height, width)) < draw(st.sampled_from((0, 0.02, 0.3, 0.7, 1)))).astype(np.uint8)
    size = draw(st.sampled_from(((1, 1), (1, 5), (4, 1))))
    return cv2.dilate(ink, np.ones(size, np.uint8))


def by_opencv(page, kind, length, *, level):
    """What OpenCV makes of the page with paper around it."""
    line = np.ones((1, length) if level else (length, 1), np.uint8)
    wide = np.pad(page, 2 * length)
    return cv2.morphologyEx(wide, kind, line)[2 * length : -2 * length, 2 * length : -2 * length]


@given(pages())
def test_a_page_that_is_packed_is_the_page(page):
    assert np.array_equal(Bits.of(page).page(), page)
    assert bool(Bits.of(page)) == bool(page.any())


@given(pages(), st.integers(0, 15), st.booleans())
def test_opening_and_closing_are_opencvs(page, half, level):
    length = 2 * half + 1
    bits = Bits.of(page)
    assert np.array_equal(
        bits.opened(length, level=level).page(), by_opencv(page, cv2.MORPH_OPEN, length, level=level)
    )
    assert np.array_equal(
        bits.closed(length, level=level).page(), by_opencv(page, cv2.MORPH_CLOSE, length, level=level)
    )


@given(pages(), st.booleans())
def test_lines_get_thicker_across(page, level):
    line = np.ones((3, 1) if level else (1, 3), np.uint8)
    assert np.array_equal(Bits.of(page).thickened(level=level).page(), cv2.dilate(page, line))


@pytest.mark.parametrize("length", [2, 6, 30])
def test_runs_of_even_length_stay_where_they_are(length):
    page = np.zeros((3, 64), np.uint8)
    page[1, 10 : 10 + length] = page[2, 40 : 40 + length - 1] = 1
    opened = Bits.of(page).opened(length, level=True).page()
    assert opened[1].sum() == length
    assert np.array_equal(opened[1], page[1])
    assert not opened[2].any()


def test_gaps_wider_than_the_margin_are_refused():
    with pytest.raises(ValueError, match=f"more than {MARGIN}"):
        Bits.of(np.ones((2, 2), np.uint8)).closed(MARGIN + 1, level=True)
