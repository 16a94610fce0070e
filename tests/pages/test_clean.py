"""The image before it is read: seals faded, specks gone, dots kept, the picture's own resolution. Needs the extra `ocr`."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")
pytest.importorskip("PIL.Image")

from vnplan_extract.document import Page, Picture  # noqa: E402
from vnplan_extract.pages import clean, scanpage  # noqa: E402


def speckled(paper: int = 235, share: float = 0.002) -> np.ndarray:
    image = np.full((900, 700), paper, np.uint8)
    image[100:130, 100:600] = 80
    image[200:204, 100:104] = 80  # a full stop
    specks = np.random.default_rng(1).random(image.shape) < share
    specks[90:140, 90:610] = False
    specks[190:214, 90:114] = False
    image[specks] = 60
    return image


def test_specks_go_and_dots_stay():
    cleaned = clean.without_specks(speckled(), dpi=150)
    assert 30 * 500 + 12 <= (cleaned < 160).sum() <= 30 * 500 + 16  # a dot loses no more than its corners


def test_a_page_with_few_specks_stays_as_it_is():
    image = speckled(share=0.0001)
    assert clean.without_specks(image, dpi=150) is image


def test_holes_in_strokes_are_filled():
    image = speckled()
    image[115, 110:590:9] = 250
    assert (clean.without_specks(image, dpi=150)[100:130, 100:600] < 160).all()


def test_a_faint_seal_smeared_by_jpeg_is_paper():
    image = np.full((400, 400, 3), 240, np.uint8)
    cv2.circle(image, (200, 200), 120, (215, 150, 150), 4)
    image[195:205, 40:360] = (70, 70, 70)
    image = cv2.GaussianBlur(image, (0, 0), 0.7)
    grey = clean.grey_without_marks(image, dpi=150)
    assert grey[:180].min() > 225
    assert grey[200, 80] < 110


def test_a_seal_on_grey_paper_leaves_no_white_blot():
    image = np.full((600, 600, 3), 150, np.uint8)
    cv2.circle(image, (300, 300), 120, (150, 60, 60), 12)
    image[295:305, 40:560] = (40, 40, 40)
    grey = clean.grey_without_marks(image, dpi=150)
    assert grey[:280].min() > 130
    assert grey.max() < 160
    assert grey[300, 80] < 60


@pytest.mark.parametrize(("dark", "paper", "faint"), [(20, 255, False), (75, 235, True), (20, 235, True)])
def test_faint_pages(dark, paper, faint):
    image = np.full((400, 400), paper, np.uint8)
    image[100:120, 50:350] = dark
    assert clean.is_faint(image) is faint


def test_a_page_with_three_lines_is_no_paler_than_a_full_one():
    image = np.full((1200, 800), 255, np.uint8)
    image[100:104, 50:350] = 20
    image[104:106, 50:350] = 120
    assert not clean.is_faint(image)
    pale = np.full((1200, 800), 235, np.uint8)
    pale[100:104, 50:350] = 110
    pale[300:303, 50:350] = 200  # what is left of a seal
    stretched = clean.stretch(pale)
    assert stretched[102, 100] < 20
    assert stretched[301, 100] > 150


@pytest.mark.parametrize(
    ("dpi", "width", "rendered_at"),
    [(150.2, 595, 150), (300, 595, 200), (0.0, 595, 200), (150, 100, 200), (20, 595, 200)],
)
def test_a_page_is_rendered_at_the_resolution_of_its_picture(dpi, width, rendered_at):
    page = Page(1, 595, 842, pictures=(Picture(0, 0, width, 842, dpi=dpi),))
    assert scanpage.scanned_at(page) == rendered_at


def test_shade_goes_and_strokes_stay():
    image = np.full((800, 600), 235, np.float32)
    image[100:104, 50:550] = 60
    shaded = (image * np.linspace(1, 0.7, 600)[None, :]).astype(np.uint8)
    flat = clean.flatten(shaded)
    assert np.ptp(flat[300]) < 8
    assert (flat[101, 60:540] < 90).all()


@pytest.mark.parametrize("paper", [255, 180])
def test_an_even_page_stays_as_it_is(paper):
    image = np.full((800, 600), paper, np.uint8)
    for top in range(100, 700, 31):
        image[top : top + 12, 50:550:3] = 20
    assert clean.flatten(image) is image


def test_a_thin_ruling_stays_among_specks():
    image = speckled()
    image[600, 50:650] = 70
    assert (clean.without_specks(image, dpi=150)[600, 60:640] < 160).mean() > 0.95


def test_lone_specks_go_where_they_are_strewn():
    page = np.full((1100, 800), 255, np.uint8)
    for top in range(200, 900, 50):
        page[top : top + 20, 200:600:2] = 20  # lines of text
        page[top + 16 : top + 19, 604:607] = 20  # their full stops
    page[950:953, 200:600:6] = 20  # a leader
    strewn = page.copy()
    strewn[40:160:30, 40:760:30] = strewn[41:161:30, 40:760:30] = 20
    strewn[1000:1090:30, 40:760:30] = 20
    assert (clean.without_lone_specks(strewn, dpi=150) == page).all()
    assert clean.without_lone_specks(page, dpi=150) is page


def test_dots_of_a_tables_lines_are_no_specks():
    page = np.full((1100, 800), 255, np.uint8)
    for top in range(200, 900, 50):
        page[top : top + 2, 100:700:5] = page[top : top + 2, 101:700:5] = 60
        page[top + 20 : top + 34, 200:600:2] = 20  # lines of text
    assert clean.without_specks(page, dpi=150) is page
