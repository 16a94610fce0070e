"""Small letters and capitals of the same shape, told by the height of their ink. Needs the extra `ocr`."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from vnplan_extract.document import Word  # noqa: E402
from vnplan_extract.pages.sameshape import tell_small  # noqa: E402

TOP, BOTTOM, WIDE = 40, 80, 130


def line(drawn: list[str], read: list[str]) -> tuple[list[Word], np.ndarray]:
    """Draw words on one line, and say what an engine read of them."""
    image = np.full((140, WIDE * len(drawn) + 40), 255, np.uint8)
    words = []
    for at, (ink, text) in enumerate(zip(drawn, read, strict=True)):
        x = 20 + at * WIDE
        cv2.putText(image, ink, (x, 72), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 0, 3)
        words.append(Word(text, x - 3, TOP, x + WIDE - 15, BOTTOM, read_by="ocr", confidence=0.95))
    return words, image


@pytest.mark.parametrize(
    ("drawn", "read", "told"),
    [
        (
            ["cac", "co", "so", "nay", "no"],
            ["các", "cơ", "SỞ", "này", "nó"],
            ["các", "cơ", "sở", "này", "nó"],
        ),
        (
            ["cac", "co", "SO", "nay", "no"],
            ["các", "cơ", "SỞ", "này", "nó"],
            ["các", "cơ", "SỞ", "này", "nó"],
        ),
        (["cua", "voi", "may", "no"], ["của", "Với", "máy", "nó"], ["của", "với", "máy", "nó"]),
        (["cua", "So", "may", "no"], ["của", "Sở", "máy", "nó"], ["của", "Sở", "máy", "nó"]),
        (
            ["cac", "co", "oSo", "nay", "no"],
            ["các", "cơ", "“Sở", "này", "nó"],
            ["các", "cơ", "“Sở", "này", "nó"],
        ),
        (["so", "nay"], ["SỐ", "này"], ["SỐ", "này"]),  # too little to measure by
        # A name that a worn copy left low.
        (
            ["cac", "xa", "Lap", "vo", "nay", "no"],
            ["các", "xã", "Lấp", "Vò", "này", "nó"],
            ["các", "xã", "Lấp", "Vò", "này", "nó"],
        ),
        (["va", "cong", "van", "no"], ["và", "Công", "văn", "nó"], ["và", "Công", "văn", "nó"]),
        # Where few small letters stand on a line, the capital before it tells how high the U of a committee is.
        (["Huyen", "uy,"], ["Huyện", "Ủy,"], ["Huyện", "ủy,"]),
        (["Huyen", "Uy,"], ["Huyện", "Ủy,"], ["Huyện", "Ủy,"]),
        (["xa", "Uy", "ban"], ["xã", "Ủy", "ban"], ["xã", "Ủy", "ban"]),
        (["chi", "Uy", "vien"], ["chí", "Ủy", "viên"], ["chí", "Ủy", "viên"]),
        (["cua", "Uy"], ["của", "Ủy"], ["của", "Ủy"]),
        (["dang", "Uy"], ["đảng", "Ủy"], ["đảng", "ủy"]),
        (
            ["cac", "co", "cv", "nay", "no"],
            ["các", "cơ", "CV", "này", "nó"],
            ["các", "cơ", "CV", "này", "nó"],
        ),
    ],
)
def test_the_height_of_the_ink_tells(drawn, read, told):
    words, image = line(drawn, read)
    found = tell_small(words, image)
    assert [word.text for word in found] == told
    changed = [
        (word.read_as, was.text) for word, was in zip(found, words, strict=True) if word.text != was.text
    ]
    assert all(kept == text for kept, text in changed)


def test_nothing_comes_of_nothing():
    assert tell_small([], np.full((10, 10), 255, np.uint8)) == []
