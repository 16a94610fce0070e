"""Offices and names beside a black seal: taken from a closer look, told by their form, never of another signer. Needs the extra `ocr`."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from vnplan_extract.document import Word  # noqa: E402
from vnplan_extract.pages.ocrwords import AROUND  # noqa: E402
from vnplan_extract.pages.seals import black_seals  # noqa: E402
from vnplan_extract.pages.signers import ABOVE, LEFT, read_beside_seals  # noqa: E402

X, Y, R = 520, 700, 105  # at 150 dpi, 36 mm across
AXIS, LETTER = 680, 12  # where the middle of the signature lies, and how wide its letters are
Said = tuple[str, float, float]  # text, confidence, where its middle lies beside the axis


def page() -> np.ndarray:
    image = np.full((1100, 850), 255, np.uint8)
    cv2.circle(image, (X, Y), R, 0, 5)
    cv2.circle(image, (X, Y), round(R * 0.7), 0, 3)
    for at in range(-40, 41, 10):
        cv2.line(image, (X + at, Y - 50), (X - at, Y + 50), 0, 3)
    for top in range(100, 500, 40):
        image[top : top + 14, 100:750:9] = 0
    return image


PAGE = page()
SEALS = black_seals(PAGE, dpi=150)
((SEAL_X, SEAL_Y, SEAL_R),) = SEALS


def rows(*said: Said | None, left: float = 0, top: float = 0) -> list[Word]:
    """Return the words of rows one under another, the last of them far below: a name."""
    found = []
    for at, row in enumerate(said):
        if row is None:
            continue
        text, sure, off = row
        x0 = AXIS + off - LETTER * len(text) / 2 - left
        y0 = (Y + 90 if at == len(said) - 1 else Y - 110 + 40 * at) - top
        for part in text.split():
            x1 = x0 + LETTER * len(part)
            found.append(Word(part, x0, y0, x1, y0 + 28, size=12, read_by="ocr", confidence=sure))
            x0 = x1 + LETTER
    return found


class Looks:
    """An engine that reads one thing after another, and counts."""

    def __init__(self, *said: list[Word]) -> None:
        self.said, self.asked = list(said), 0

    def read(self, image, *, dpi, layout="page", area=None):
        assert layout == "block"
        self.asked += 1
        return self.said.pop(0) if self.said else []


def closer(*said: Said | None) -> list[Word]:
    return rows(
        *said,
        left=int(SEAL_X - LEFT * SEAL_R) - AROUND,
        top=int(SEAL_Y - ABOVE * SEAL_R) - AROUND,
    )


NAME = ("Hoàng Văn Thạch", 0.96, 0.0)


@pytest.mark.parametrize(
    ("first", "white", "with_seal", "signed", "doubted"),
    [
        # Nothing was read on the page: the office without the seal, the name with it.
        ([None, None], [("GIÁM ĐỐC", 0.9, 0.0), None], [None, NAME], "GIÁM ĐỐC / Hoàng Văn Thạch", False),
        # The end of an office tells it, and is doubted.
        ([None, NAME], [("ÁM ĐỐC", 0.9, 12.0), NAME], [], "GIÁM ĐỐC / Hoàng Văn Thạch", True),
        # ... also behind a word that was hardly read.
        ([None, NAME], [("NỦ? TỊCH", 0.9, 12.0), NAME], [], "CHỦ TỊCH / Hoàng Văn Thạch", True),
        # The ends of many offices are "TRƯỞNG".
        ([None, NAME], [("TRƯỞNG", 0.9, 12.0), NAME], [], "Hoàng Văn Thạch", False),
        # Two alike that stand to the right of the name: KT. over PHÓ.
        (
            [("CHỦ TỊCH", 0.95, 24.0), None, NAME],
            [("CHỦ TỊCH", 0.96, 24.0), ("TỊCH", 0.9, 48.0), NAME],
            [],
            "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH / Hoàng Văn Thạch",
            True,
        ),
        # ... and under "KT." which was read.
        (
            [("KT. BỘ TRƯỞNG", 0.95, 0.0), None, NAME],
            [("KT. BỘ TRƯỞNG", 0.95, 0.0), ("BỘ TRƯỞNG", 0.9, 30.0), NAME],
            [],
            "KT. BỘ TRƯỞNG / THỨ TRƯỞNG / Hoàng Văn Thạch",
            True,
        ),
        # One office that does not stand over its name may be that of a deputy.
        ([("CHỦ TỊCH", 0.95, 30.0), NAME], [("CHỦ TỊCH", 0.96, 30.0), NAME], [], "CHỦ TỊCH / Hoàng Văn Thạch", True),
        # Without a name nothing is told by form.
        ([None, None], [("TƯỚNG", 0.9, 0.0), None], [], "", False),
        # ... but who signs for a head is his deputy.
        ([None, None], [("KT. CHỦ TỊCH", 0.9, 0.0), ("#@ CHỦ TỊCH", 0.9, 12.0)], [], "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH", True),
        # What is no name is none: half of one, a place, words of the seal.
        ([None, None], [("GIÁM ĐỐC", 0.9, 0.0), ("rồng Hà", 0.9, 0.0)], [None, ("Minh Hưng", 0.9, 0.0)], "GIÁM ĐỐC", False),
    ],
)  # fmt: skip
def test_what_stands_beside_a_seal(first, white, with_seal, signed, doubted):
    engine = Looks(closer(*white), closer(*with_seal) if with_seal else [])
    taken = sorted(
        read_beside_seals(rows(*first), PAGE, SEALS, engine, dpi=150), key=lambda word: (word.top, word.x0)
    )
    lines: dict[float, list[str]] = {}
    for word in taken:
        lines.setdefault(word.top, []).append(word.text)
    assert " / ".join(" ".join(line) for line in lines.values()) == signed
    assert (min((word.confidence for word in taken), default=1.0) < 0.45) is doubted


def test_what_was_read_whole_is_not_read_again():
    engine = Looks()
    words = rows(("KT. CHỦ TỊCH", 0.9, 0.0), ("PHÓ CHỦ TỊCH", 0.9, 0.0), NAME)
    assert read_beside_seals(words, PAGE, SEALS, engine, dpi=150) == words
    assert engine.asked == 0


def test_a_stroke_of_the_signature_is_taken_off_its_line():
    words = rows(("CHỦ TỊCH", 0.9, 0.0), NAME)
    stroke = Word("N", 760, words[0].top, 775, words[0].bottom, size=12, read_by="ocr", confidence=0.84)
    engine = Looks(closer(("CHỦ TỊCH", 0.96, 0.0), NAME))
    taken = read_beside_seals([*words, stroke], PAGE, SEALS, engine, dpi=150)
    assert "N" not in {word.text for word in taken}
    assert engine.asked == 1
