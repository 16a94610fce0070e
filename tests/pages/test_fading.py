"""Print that fades over the page."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from vnplan_extract.pages.fading import evened  # noqa: E402

DPI = 200


def page(paler):
    """A page of figures whose ink is paler to the right, down to a share of that on the left."""
    image = np.full((1000, 1600), 240, np.uint8)
    for y in range(80, 960, 60):
        for x in range(60, 1500, 130):
            cv2.putText(image, "2750", (x, y), cv2.FONT_HERSHEY_COMPLEX, 1.0, 40, 2)
    share = np.linspace(1.0, paler, image.shape[1], dtype=np.float32)
    return (240 - (240 - image.astype(np.float32)) * share).astype(np.uint8)


def depths(image):
    """How dark the print is on the left and on the right."""
    return [240 - float(np.percentile(part, 2)) for part in (image[:, :400], image[:, -400:])]


@pytest.mark.parametrize("paler", [0.5, 0.35])
def test_pale_print_gets_as_dark_as_the_darker(paler):
    before, after = depths(page(paler)), depths(evened(page(paler), dpi=DPI))
    assert before[1] < 0.7 * before[0]
    assert after[1] > 0.8 * after[0] > 0.75 * before[0]


@pytest.mark.parametrize("image", [page(1.0), page(0.8), np.full((400, 400), 250, np.uint8)])
def test_even_print_and_blank_paper_stay(image):
    assert evened(image, dpi=DPI) is image
