"""Cells whose print runs up, as heads of narrow columns have it."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("cv2")
pytest.importorskip("tesserocr")

from PIL import Image, ImageDraw, ImageFont  # noqa: E402

from vnplan_extract.layout.cellwords import cell_lines  # noqa: E402
from vnplan_extract.pages.cellink import cell_at  # noqa: E402
from vnplan_extract.pages.cellread import read_cell  # noqa: E402
from vnplan_extract.pages.engines import engine  # noqa: E402

FONT = "DejaVuSans.ttf"


def printed(text: str, quarters: int) -> np.ndarray:
    try:
        font = ImageFont.truetype(FONT, 30)
    except OSError:
        pytest.skip("no font to print with")
    image = Image.new("L", (360, 90), 255)
    ImageDraw.Draw(image).text((60, 25), text, font=font, fill=0)
    return np.ascontiguousarray(np.rot90(np.asarray(image), quarters))


@pytest.mark.parametrize("quarters", [1, 0])
def test_print_that_runs_up_is_read_as_print_that_does_not(quarters):
    grey = printed("Tổng kinh phí", quarters)
    cell = cell_at(grey, (0.0, 0.0, float(grey.shape[1]), float(grey.shape[0])))
    reader = engine(None)
    assert cell is not None
    assert reader is not None
    lines = cell_lines(read_cell(cell, reader, 200))
    assert " ".join(word.text for line in lines for word in line) == "Tổng kinh phí"
