"""Streaks of a scanner's glass go, the lines of tables and the letters under a streak stay. Needs the extra `ocr`."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from vnplan_extract.pages.streaks import without_streaks  # noqa: E402

HEIGHT, WIDTH = 1100, 800


def page() -> np.ndarray:
    image = np.full((HEIGHT, WIDTH), 250, np.uint8)
    for top in range(120, 980, 40):
        image[top : top + 4, 100:700] = 20  # bars of letters
    return image


def streaked(image: np.ndarray, *, at: int, wide: int = 2, level: int = 70) -> np.ndarray:
    image = image.copy()
    image[:, at : at + wide] = np.minimum(image[:, at : at + wide], level)
    return image


@pytest.mark.parametrize(("at", "wide", "level"), [(400, 1, 90), (400, 2, 70), (300, 4, 20), (60, 3, 150)])
def test_a_streak_goes_and_what_it_crosses_stays(at, wide, level):
    image = page()
    cleaned = without_streaks(streaked(image, at=at, wide=wide, level=level), dpi=150)
    assert np.abs(cleaned.astype(int) - image).max() <= 2


@pytest.mark.parametrize(("top", "bottom"), [(60, 1000), (0, 700), (400, HEIGHT)])
def test_a_line_that_ends_on_the_page_stays(top, bottom):
    image = page()
    image[top:bottom, 90:92] = 20
    assert without_streaks(image, dpi=150) is image


def test_a_shadow_and_a_page_without_streaks_stay():
    image = page()
    assert without_streaks(image, dpi=150) is image
    shadow = streaked(image, at=0, wide=30)
    assert without_streaks(shadow, dpi=150) is shadow


def test_a_broken_streak_goes():
    image = page()
    broken = streaked(image, at=400)
    broken[::12, 400:402] = 250
    assert without_streaks(broken, dpi=150)[60:110].min() == 250


def test_a_pattern_of_lines_stays():
    image = page()
    for at in range(50, 750, 30):
        image = streaked(image, at=at)
    assert without_streaks(image, dpi=150) is image


def test_a_streak_of_the_copy_that_was_scanned_goes_once_the_page_is_level():
    image = page()
    slanted = streaked(image, at=400, wide=2, level=100)
    slanted[:14] = 255  # a corner that was filled, a black strip that was painted white
    slanted[500:, 400:402], slanted[500:, 401:403] = image[500:, 400:402], 100
    slanted[300:320, 396:410] = 20  # a letter under it, darker than the streak
    assert without_streaks(slanted, dpi=150) is slanted
    cleaned = without_streaks(slanted, dpi=150, levelled=True)
    assert cleaned[60:110].min() == 250
    assert cleaned[300:320, 396:410].max() <= 25
