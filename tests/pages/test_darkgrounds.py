"""White print on dark heads of tables."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from vnplan_extract.pages.darkgrounds import with_light_grounds  # noqa: E402
from vnplan_extract.pages.imagegrid import find_grid  # noqa: E402

DPI = 200
XS, YS = (150, 420, 760, 1100), (300, 400, 480, 560)


def table(ground, *, rule=0):
    """A table with a head of a colour, white letters on it."""
    image = np.full((900, 1300, 3), 255, np.uint8)
    image[YS[0] : YS[1], XS[0] : XS[-1]] = ground
    for x, after in zip(XS, (*XS[1:], None), strict=True):
        image[YS[0] : YS[-1], x : x + 3] = 0
        image[YS[0] : YS[1], x : x + 3] = rule
        if after:
            cv2.putText(image, "Nam", (x + 60, YS[0] + 65), cv2.FONT_HERSHEY_COMPLEX, 1.0, (255,) * 3, 2)
            cv2.putText(image, "27", (x + 60, YS[1] + 60), cv2.FONT_HERSHEY_COMPLEX, 1.0, (0,) * 3, 2)
    for y in YS:
        image[y : y + 3, XS[0] : XS[-1] + 3] = 0
    return image


@pytest.mark.parametrize("ground", [(31, 78, 121), (60, 60, 60), (128, 20, 25), (20, 90, 40)])
@pytest.mark.parametrize("rule", [0, 255])
def test_dark_heads_are_light_and_their_cells_stay(ground, rule):
    shown = with_light_grounds(table(ground, rule=rule), dpi=DPI)
    grey = cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY)
    head = grey[YS[0] + 10 : YS[1] - 10, XS[0] + 10 : XS[1] - 10]
    assert np.median(head) > 230
    assert head.min() < 40
    assert len(find_grid(grey, dpi=DPI).cells) == 9


def test_print_light_heads_and_holes_stay_as_they_are():
    image = table((220, 230, 245))
    cv2.circle(image, (60, 450), 28, (0, 0, 0), cv2.FILLED)
    cv2.putText(image, "KE HOACH", (150, 200), cv2.FONT_HERSHEY_COMPLEX, 2.5, (0, 0, 0), 7)
    assert with_light_grounds(image, dpi=DPI) is image or (with_light_grounds(image, dpi=DPI) == image).all()


@pytest.mark.parametrize("high", [38, 44, 60])
def test_low_dark_heads_over_bold_print_are_light(high):
    """Little ground lies over and under the letters, and what is printed under the head is bold."""
    image = table((10, 60, 40))
    bottom = 200 + high
    image[200:bottom, XS[0] : XS[-1]] = (0, 84, 60)
    for x, after in zip(XS, (*XS[1:], None), strict=True):
        image[200 : YS[0], x : x + 3] = 0
        if after:
            cv2.putText(
                image, "NamHm", (x + 40, 211 + high // 2), cv2.FONT_HERSHEY_DUPLEX, 1.0, (255,) * 3, 3
            )
            cv2.putText(image, "mHmNm", (x + 40, bottom + 28), cv2.FONT_HERSHEY_DUPLEX, 0.9, (0,) * 3, 4)
    shown = with_light_grounds(image, dpi=DPI)
    head = cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY)[204 : bottom - 4, XS[0] + 6 : XS[1] - 6]
    assert np.median(head) > 230
    assert head.min() < 40
    below = cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY)[bottom + 4 : YS[0] - 4]
    assert (below == cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[bottom + 4 : YS[0] - 4]).all()


def test_walls_as_black_as_their_head_go_on_through_it():
    image = np.asarray(np.where(table((0, 0, 0)).min(axis=2) < 128, 0, 255), np.uint8)
    shown = with_light_grounds(image, dpi=DPI)
    assert len(find_grid(shown, dpi=DPI).cells) == 9
    wide = image.copy()
    wide[YS[0] : YS[1], XS[0] : XS[-1]] = 0
    cv2.putText(wide, "Nam 2024 Nam 2025", (XS[1] - 40, YS[0] + 65), cv2.FONT_HERSHEY_COMPLEX, 1.0, 255, 2)
    assert len(find_grid(with_light_grounds(wide, dpi=DPI), dpi=DPI).cells) == 8
