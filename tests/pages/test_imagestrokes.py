"""Lines of dots and the sides of seals among the strokes of a table."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from vnplan_extract.pages.imagegrid import find_grid  # noqa: E402

DPI = 200
LEFT, MIDDLE, RIGHT = 200, 600, 1400
ROWS = (300, 400, 480, 600, 720)


def table(*, dot, gap, pale=0):
    """A table of four rows and two columns, its inner level lines of dots."""
    image = np.full((1200, 1600), 255, np.uint8)
    for x in (LEFT, MIDDLE, RIGHT):
        image[ROWS[0] : ROWS[-1], x : x + 3] = 0
    for y in (ROWS[0], ROWS[-1]):
        image[y : y + 3, LEFT : RIGHT + 3] = 0
    for y in ROWS[1:-1]:
        for x in range(LEFT, RIGHT, dot + gap):
            image[y : y + 2, x : x + dot] = pale
    for at, y in enumerate(ROWS[:-1]):
        cv2.putText(image, f"Dong {at}", (LEFT + 60, y + 70), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2)
    return image


@pytest.mark.parametrize(("dot", "gap", "pale"), [(2, 2, 0), (2, 4, 60), (3, 5, 100), (8, 6, 0), (4, 1, 150)])
def test_lines_of_dots_and_dashes_part_rows(dot, gap, pale):
    grid = find_grid(table(dot=dot, gap=gap, pale=pale), dpi=DPI)
    assert len(grid.cells) == 8
    assert (grid.without[ROWS[1] - 2 : ROWS[1] + 4, LEFT + 10 : MIDDLE - 10] > 200).all()


def test_dots_to_write_on_part_none():
    image = table(dot=2, gap=2)
    for x in range(MIDDLE + 40, RIGHT - 40, 9):
        image[430:433, x : x + 3] = 0
    grid = find_grid(image, dpi=DPI)
    assert len(grid.cells) == 8
    assert (grid.without[430:433, MIDDLE + 40] == 0).all()


def test_the_side_of_a_masked_seal_is_no_line():
    image = table(dot=2, gap=2)
    image[ROWS[1] : ROWS[2], 1000:1003] = 175
    assert len(find_grid(image, dpi=DPI).cells) == 8
    image[ROWS[1] : ROWS[2], 1000:1003] = 20
    assert len(find_grid(image, dpi=DPI).cells) == 9


@pytest.mark.parametrize(("dot", "gap"), [(2, 2), (2, 4), (8, 6)])
def test_a_table_of_dotted_lines_alone(dot, gap):
    image = np.full((1200, 1600), 255, np.uint8)
    for y in ROWS:
        for x in range(LEFT, RIGHT, dot + gap):
            image[y : y + 2, x : x + dot] = 0
    for x in (LEFT, MIDDLE, RIGHT):
        for y in range(ROWS[0], ROWS[-1], dot + gap):
            image[y : y + dot, x : x + 2] = 0
    for at, y in enumerate(ROWS[:-1]):
        cv2.putText(image, f"Dong {at}", (LEFT + 60, y + 70), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2)
    grid = find_grid(image, dpi=DPI)
    assert len(grid.cells) == 8
    assert (grid.without[ROWS[1] + 10 : ROWS[2] - 10, MIDDLE - 2 : MIDDLE + 4] > 200).all()


def worn(image, *, lost):
    """The image with so much of its dots lost, by a generator that gives the same each time."""
    random = np.random.default_rng(7)
    image[(random.random(image.shape) < lost) & (image < 255)] = 255
    return image


@pytest.mark.parametrize(
    ("dot", "gap", "ink", "lost"),
    [(1, 0, 225, 0), (1, 0, 215, 0.2), (2, 2, 0, 0.3), (2, 4, 90, 0.1), (12, 8, 0, 0), (14, 6, 60, 0.1)],
)
def test_a_table_of_pale_hairlines_or_of_worn_dots_and_dashes(dot, gap, ink, lost):
    image = np.full((1200, 1600), 255, np.uint8)
    columns = (LEFT, 480, MIDDLE, 1000, RIGHT)
    for y in ROWS:
        for x in range(LEFT, RIGHT, dot + gap):
            image[y : y + 2, x : x + dot] = ink
    for x in columns:
        for y in range(ROWS[0], ROWS[-1], dot + gap):
            image[y : y + dot, x : x + 2] = ink
    worn(image, lost=lost)
    for at, y in enumerate(ROWS[:-1]):
        cv2.putText(image, f"Dong {at}", (LEFT + 60, y + 70), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2)
        cv2.putText(image, f"{at}7", (MIDDLE + 60, y + 70), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2)
    grid = find_grid(image, dpi=DPI)
    assert len(grid.cells) == (len(ROWS) - 1) * 4
    assert grid.pale


def test_letters_under_one_another_are_no_pale_lines():
    image = np.full((2000, 1600), 255, np.uint8)
    for y in range(200, 1900, 44):
        for at in range(4):
            cv2.putText(image, "nhunl", (LEFT + 300 * at, y), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2)
    for y in (215, 260):
        image[y : y + 2, 300:1300] = 0
    assert find_grid(image, dpi=DPI).cells == ()


@pytest.mark.parametrize("lost", [False, True])
def test_a_table_of_dotted_lines_right_under_its_title(lost):
    image = np.full((1200, 1600), 255, np.uint8)
    columns = (LEFT, 480, MIDDLE, 1000, RIGHT)
    for y in ROWS[lost:]:
        for x in range(LEFT, RIGHT, 5):
            image[y : y + 2, x : x + 2] = 0
    for x in columns:
        for y in range(ROWS[0], ROWS[-1], 5):
            image[y : y + 2, x : x + 2] = 0
    for x in range(LEFT, RIGHT - 200, 150):
        cv2.putText(image, "MMM", (x, ROWS[0] - 7), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2)
    assert len(find_grid(image, dpi=DPI).cells) == (len(ROWS) - 1) * 4


def test_a_page_of_text_with_dotted_leaders_has_no_table():
    image = np.full((1200, 1600), 255, np.uint8)
    for at, y in enumerate(range(200, 900, 60)):
        cv2.putText(image, f"Muc {at}", (LEFT, y), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 2)
        for x in range(LEFT + 200, RIGHT, 9):
            image[y - 3 : y, x : x + 3] = 0
    assert find_grid(image, dpi=DPI).cells == ()


def test_a_low_head_between_two_rows_in_one_cell_has_its_columns():
    image = np.full((1200, 1600), 255, np.uint8)
    ys, xs = (300, 338, 376, 414, 500, 586), (200, 500, 700, 900, 1100, 1300)
    for y in ys:
        image[y : y + 3, xs[0] : xs[-1] + 3] = 0
    for x in (xs[0], xs[-1]):
        image[ys[0] : ys[-1] + 3, x : x + 3] = 0
    for x in xs[1:-1]:
        image[ys[1] : ys[2], x : x + 3] = 0  # 38 pixels: shorter than any line that is found alone
        image[ys[3] : ys[-1], x : x + 3] = 0
    assert len(find_grid(image, dpi=DPI).cells) == 1 + 5 + 1 + 5 + 5


def test_the_edge_of_the_paper_and_print_that_runs_up_are_no_lines():
    image = table(dot=2, gap=2)
    image[:, 2:6] = 60
    image[100:104, :] = 60
    turned = np.full((80, 400), 255, np.uint8)
    cv2.putText(turned, "mnunmHnumHnu", (6, 40), cv2.FONT_HERSHEY_COMPLEX, 1.0, 0, 6)
    image[300:700, 1700 - 700 : 1700 - 620] = np.minimum(image[300:700, 1000:1080], np.rot90(turned))
    grid = find_grid(image, dpi=DPI)
    assert len(grid.cells) == 8
    assert not any(line[0] == line[2] - 1 and 1000 <= line[0] <= 1080 for line in grid.lines)
