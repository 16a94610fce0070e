"""Grids whose lines are broken, bent, or end in the open."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from vnplan_extract.pages.imagegrid import find_grid  # noqa: E402

DPI = 200
XS = (150, 420, 760, 1100, 1450)
YS = (300, 380, 460, 540, 620, 700)


def table(*, outer=True, merged=True):
    """A table of five rows and four columns; three rows of the first column are one cell."""
    image = np.full((1100, 1600), 255, np.uint8)
    for y in YS if outer else YS[1:-1]:
        image[y : y + 3, XS[1 if merged and y in YS[2:4] else 0] : XS[-1] + 3] = 0
    for x in XS if outer else XS[1:-1]:
        image[YS[0] : YS[-1] + 3, x : x + 3] = 0
    for at, y in enumerate(YS[:-1]):
        for x in XS[1:-1]:
            cv2.putText(image, f"{at}7", (x + 90, y + 55), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2)
    return image


CELLS = 5 * 4 - 2


@pytest.mark.parametrize(
    ("outer", "merged", "cells"), [(True, True, 18), (False, True, 18), (False, False, 20)]
)
def test_cells_with_and_without_outer_rules(outer, merged, cells):
    assert len(find_grid(table(outer=outer, merged=merged), dpi=DPI).cells) == cells


@pytest.mark.parametrize(
    "holes",
    [
        [(x, y, 60, 12) for y in YS for x in (200, 520, 900, 1200)],  # level lines, between two uprights
        [(x, y, 12, 45) for x in XS for y in (402, 562)],  # upright ones
        [(x, y, 100, 12) for y in YS[1:-1] for x in (700, 1050)],  # where lines cross
        [(x, 540, 34, 12) for x in range(800, 1060, 64)],  # a line in short pieces
    ],
)
def test_worn_lines_are_whole_and_merged_cells_stay_merged(holes):
    image = table()
    for x, y, wide, high in holes:
        image[y - 4 : y - 4 + high, x - 4 : x - 4 + wide] = 255
    assert len(find_grid(image, dpi=DPI).cells) == CELLS


def test_a_gap_with_letters_in_it_is_no_broken_line():
    image = table(merged=False)
    image[YS[2] : YS[2] + 3, XS[1] + 3 : XS[2]] = 255
    cv2.putText(image, "Rong", (XS[1] + 60, YS[2] + 12), cv2.FONT_HERSHEY_COMPLEX, 1.2, 0, 2)
    assert len(find_grid(image, dpi=DPI).cells) == 19


def curled(image):
    height, width = image.shape
    y, x = np.indices((height, width), dtype=np.float32)
    bend = 0.016 * height * np.exp(-x / width * 8)
    return cv2.remap(image, x, y - bend.astype(np.float32), cv2.INTER_CUBIC, borderValue=255)


def photographed(image):
    height, width = image.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[40, 20], [width - 10, 0], [width, height - 25], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return cv2.warpPerspective(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


@pytest.mark.parametrize("bend", [curled, photographed])
def test_bent_pages_are_straightened(bend):
    grid = find_grid(bend(table()), dpi=DPI)
    assert grid.level is not None
    assert len(grid.cells) == CELLS
    edges = sorted({round(line[1]) for line in grid.lines if line[2] - line[0] > 900})
    assert len(edges) >= 4
    assert all(abs(other - one - 80) < 9 for one, other in zip(edges[-3:], edges[-2:], strict=False))


def test_a_straight_page_is_left_alone():
    assert find_grid(table(), dpi=DPI).level is None


def test_an_upright_in_short_pieces_is_a_wall_where_a_mark_stands_beside_it():
    image = table(merged=False)
    for y in range(YS[2] + 3, YS[4], 20):
        image[y : y + 9, XS[2] - 2 : XS[2] + 6] = 255
    image[YS[2] + 20 : YS[3] - 20, XS[2] + 6 : XS[2] + 14] = 0
    assert len(find_grid(image, dpi=DPI).cells) == 20


def test_a_row_in_one_cell_stays_so_between_broken_lines():
    image = table(merged=False)
    image[YS[2] + 3 : YS[3], XS[1] + 3 : XS[-1]] = 255
    for x in XS[1:-1]:
        for y in YS[2:4]:  # the level lines are broken where the uprights end
            image[y : y + 3, x - 16 : x + 20] = 255
    assert len(find_grid(image, dpi=DPI).cells) == 4 * 4 + 2


@pytest.mark.parametrize(
    ("first", "last"), [(60, 1060), (YS[3] + 30, 1060), (60, YS[2] + 20), (YS[-1] - 4, 1060)]
)
def test_a_streak_that_runs_out_of_a_table_is_no_line_of_it(first, last):
    image = table()
    streak = (XS[2] + XS[3]) // 2 + 40
    image[first:last, streak : streak + 2] = 0
    assert len(find_grid(image, dpi=DPI).cells) == CELLS


def test_a_table_that_goes_on_over_the_page_keeps_its_uprights():
    image = table(merged=False)
    for x in XS:
        image[YS[-1] : 1090, x : x + 3] = 0
    image[YS[-1] : YS[-1] + 3, XS[0] : XS[-1]] = 0
    assert len({box[0] for box in find_grid(image, dpi=DPI).cells}) == 4


def test_cells_in_the_box_of_a_corner_of_the_paper_are_read_once():
    image = np.full((1300, 1800), 255, np.uint8)
    image[150:1250, 150:1750] = table()[:1100]
    for inset in (60, 75):
        image[inset : inset + 3, inset : inset + 700] = 0
        image[inset : inset + 900, inset : inset + 3] = 0
    for y in (60, 75):
        image[y : y + 3, 690:740] = 0
    for x in (72, 120, 690):
        image[60:78, x : x + 3] = 0
    cells = find_grid(image, dpi=DPI).cells
    assert len(cells) == len(set(cells)) == CELLS


def test_the_edge_of_paper_that_does_not_fill_the_photograph_is_no_line():
    image = np.full((1300, 1800), 255, np.uint8)
    image[150:1250, 120:1720] = table()[:1100]
    image[80:1000, 100:103] = image[80:83, 100:1000] = 0
    image[150 + YS[0] : 153 + YS[0], 100 : 120 + XS[0]] = 185  # a trace of a line runs up to it
    assert len(find_grid(image, dpi=DPI).cells) == CELLS
