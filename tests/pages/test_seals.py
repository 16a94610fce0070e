"""Black seals on copies: told from other circles, and from those beside which the signer was read. Needs the extra `ocr`."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from vnplan_extract.document import Word  # noqa: E402
from vnplan_extract.pages.seals import black_seals, covering  # noqa: E402

X, Y, R = 520, 700, 105  # at 150 dpi, 36 mm across


def page(*, radius: int = R, arms: bool = True, rim: bool = True) -> np.ndarray:
    image = np.full((1100, 850), 255, np.uint8)
    if rim:
        cv2.circle(image, (X, Y), radius, 0, 5)
        cv2.circle(image, (X, Y), round(radius * 0.7), 0, 3)
    if arms:
        for at in range(-40, 41, 10):
            cv2.line(image, (X + at, Y - 50), (X - at, Y + 50), 0, 3)
    for top in range(100, 500, 40):
        image[top : top + 14, 100:750:9] = 0
    return image


def name(x0: float, *, text: str = "TƯỚNG", confidence: float = 0.9) -> Word:
    return Word(text, x0, Y + 90, x0 + 60, Y + 115, read_by="ocr", confidence=confidence)


def test_a_seal_is_found_where_it_is():
    ((x, y, r),) = black_seals(page(), dpi=150)
    assert max(abs(x - X), abs(y - Y), abs(r - R)) <= 8


@pytest.mark.parametrize(
    "image",
    [
        page(rim=False),
        page(arms=False, radius=60),
        page(radius=40, arms=False),
        page(radius=220),
        np.full((1100, 850), 255, np.uint8),
    ],
)
def test_other_things_are_no_seals(image):
    assert black_seals(image, dpi=150) == []


@pytest.mark.parametrize(
    ("words", "covered"),
    [
        ([], 1),
        ([name(X + 120)], 0),
        ([name(X + 120, confidence=0.2)], 1),
        ([name(X + 120, text="J4")], 1),
        ([name(X + 120, text="trưởng")], 0),  # "Hiệu trưởng"
        ([name(X + 120, text="Hưng")], 1),  # a name whose office was not read
        ([name(80)], 1),  # a recipient, far to the left
    ],
)
def test_what_was_read_beside_a_seal(words, covered):
    assert len(covering(black_seals(page(), dpi=150), words)) == covered
