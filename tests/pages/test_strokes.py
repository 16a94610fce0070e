"""What the engine passed over or guessed, looked up on the image. Needs the extra `ocr`."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")
pytest.importorskip("PIL.Image")

from vnplan_extract.document import Word  # noqa: E402
from vnplan_extract.pages.strokes import look_again  # noqa: E402
from vnplan_extract.pages.unread import unread  # noqa: E402


def paper() -> np.ndarray:
    return np.full((400, 600), 255, np.uint8)


def word(text: str, x0: float, x1: float, *, top: float = 100, bottom: float = 130) -> Word:
    return Word(text, x0, top, x1, bottom, read_by="ocr", confidence=0.9)


def stem(image: np.ndarray, x: int) -> None:
    """Draw an I with serifs that touch those of its neighbours."""
    image[104:124, x : x + 4] = 0
    image[104:107, x - 4 : x + 8] = 0
    image[121:124, x - 4 : x + 8] = 0


@pytest.mark.parametrize(
    ("read", "stems", "after", "seen"),
    [
        ("II.", 3, "KINH", "III."),
        ("HI.", 3, "KINH", "III."),
        ("H.", 2, "KINH", "II."),
        ("HI-", 3, "KINH", "III-"),
        ("Il.", 2, "KINH", "II."),
        ("II.", 2, "KINH", "II."),
        ("II.", 3, "kinh", "II."),  # no heading
        ("TT", 2, "KINH", "TT"),
        ("1.", 1, "Kinh", "1."),
    ],
)
def test_numerals_are_counted(read, stems, after, seen):
    image = paper()
    for at in range(stems):
        stem(image, 54 + 12 * at)
    image[121:124, 50 + 12 * stems + 4 : 50 + 12 * stems + 7] = 0  # the full stop
    words = [word(read, 48, 62 + 12 * stems), word(after, 120, 180)]
    assert look_again(words, image)[0].text == seen


@pytest.mark.parametrize(
    ("read", "behind", "seen"),
    [
        ("L.KINH", 90, ["I.", "KINH"]),
        ("I.KINH", 90, ["I.", "KINH"]),
        ("L.KINH", 74, ["L.KINH"]),  # no blank is printed
        ("L.kinh", 90, ["L.kinh"]),
    ],
)
def test_a_numeral_that_runs_into_its_heading_is_parted(read, behind, seen):
    image = paper()
    stem(image, 54)
    image[121:124, 68:71] = 0  # the full stop
    image[104:124, behind : behind + 90] = 0
    assert [part.text for part in look_again([word(read, 48, behind + 90)], image)] == seen


@pytest.mark.parametrize(
    ("before", "read", "stems", "seen"),
    [
        ("Quý", "1/2026", 3, "III/2026"),
        ("quý", "HI/2026;", 3, "III/2026;"),
        ("Quý", "11⁄2026", 2, "II/2026"),
        ("Quý", "1/2026", 1, "1/2026"),
        ("Quý", "l/2026", 1, "I/2026"),
        ("Quý", "II/", 3, "III/"),  # its year stands on the next line
        ("tháng", "11/2026", 2, "11/2026"),
    ],
)
def test_quarters_are_counted(before, read, stems, seen):
    image = paper()
    for at in range(stems):
        image[104:124, 54 + 13 * at : 58 + 13 * at] = 0
        image[104:106, 52 + 13 * at : 60 + 13 * at] = 0
    behind = 54 + 13 * stems
    for at, char in enumerate(read.partition("/")[2] or read.partition("⁄")[2]):
        low = 3 if char == ";" else 20
        image[124 - low : 124, behind + 14 + 14 * at : behind + 22 + 14 * at] = 0
    cv2.line(image, (behind + 2, 124), (behind + 8, 104), 0, 2)
    words = [word(before, 10, 40), word(read, 48, behind + 90)]
    assert look_again(words, image)[1].text == seen


def one(image: np.ndarray, x: int) -> None:
    """Draw a 1: a flag to the left at its head, serifs at its foot."""
    image[104:124, x : x + 4] = 0
    image[106:109, x - 4 : x] = 0
    image[121:124, x - 4 : x + 8] = 0


@pytest.mark.parametrize(
    ("read", "draw", "seen"), [("11", one, "11"), ("II", one, "11"), ("11", stem, "II"), ("II", stem, "II")]
)
def test_eleven_alone_in_a_cell_is_no_numeral(read, draw, seen):
    image = paper()
    for at in range(2):
        draw(image, 54 + 14 * at)
    assert look_again([word(read, 48, 80)], image)[0].text == seen


@pytest.mark.parametrize(
    ("before", "read", "seen"), [("Quý", "II", "III"), ("+", "II)", "III)"), ("mức", "II", "II")]
)
def test_numerals_behind_words_that_call_for_one(before, read, seen):
    image = paper()
    for at in range(3):
        stem(image, 54 + 12 * at)
    assert look_again([word(before, 10, 40), word(read, 48, 92)], image)[1].text == seen


def test_a_letter_with_a_bar_is_no_numeral():
    image = paper()
    stem(image, 54)
    stem(image, 70)
    image[112:115, 54:72] = 0
    assert look_again([word("H.", 48, 90), word("KINH", 120, 180)], image)[0].text == "H."


@pytest.mark.parametrize(("read", "bar", "seen"), [(">", True, "≥"), (">", False, ">"), ("<80", True, "≤80")])
def test_signs_with_a_bar_below(read, bar, seen):
    image = paper()
    cv2.polylines(image, [np.array([[52, 106], [64, 112], [52, 118]])], isClosed=False, color=0, thickness=2)
    if bar:
        image[122:124, 52:65] = 0
    image[132:134, 60:64] = 0  # a mark of the line below
    assert look_again([word(read, 50, 66)], image)[0].text == seen
    bracket = cv2.copyMakeBorder(image[:, 40:], 0, 0, 40 + 12, 0, cv2.BORDER_CONSTANT, value=255)
    bracket[102:126, 52:55] = 0
    assert look_again([word(f"({read}", 50, 78)], bracket)[0].text == f"({seen}"


def test_a_sign_of_two_bars_is_no_dash():
    image = paper()
    image[110:113, 52:64] = image[117:120, 52:64] = 0
    assert look_again([word("=", 50, 66)], image)[0].text == "="


@pytest.mark.parametrize(
    ("read", "height", "seen"), [("~", 3, "-"), ("¬", 3, "-"), ("+", 3, "-"), ("+", 14, "+")]
)
def test_dashes(read, height, seen):
    image = paper()
    image[113 : 113 + height, 52:62] = 0
    assert look_again([word(read, 50, 64)], image)[0].text == seen


@pytest.mark.parametrize(
    ("read", "blanks", "seen"),
    [
        ("2024-2026", (10, 10), ["2024", "-", "2026"]),
        ("2024-2026", (2, 2), ["2024-2026"]),
        ("2024-2026", (10, 2), ["2024-2026"]),
        ("2024-", (10, 0), ["2024", "-"]),
        ("2024-", (2, 0), ["2024-"]),
    ],
)
def test_blanks_around_a_dash(read, blanks, seen):
    image = paper()
    x = 50
    for char in read:
        if char == "-":
            x += blanks[0]
            image[113:116, x : x + 8] = 0
            x += 8 + blanks[1]
        else:
            image[104:124, x : x + 10] = 0
            x += 12
    assert [one.text for one in look_again([word(read, 48, x + 1)], image)] == seen


def test_lines_nobody_has_read():
    image = paper()
    image[60:80, 290:300] = 0  # a page number
    image[104:126, 60:200] = 0  # a line that was read, but for the end of its last word
    image[200:220, 60:130] = 0  # one that was not
    image[240:340, 300:420] = 0  # a drawing
    found = unread(image, [word("Kinh", 58, 192)], [], [], dpi=200)
    assert [tuple(map(int, box)) for box in found] == [(290, 60, 300, 80), (60, 200, 130, 220)]


def test_a_drawing_is_no_text():
    image = np.full((1000, 1000), 255, np.uint8)
    for top in range(100, 900, 60):
        image[top : top + 20, 100:200] = 0
        image[top : top + 20, 400:500] = 0
    assert unread(image, [], [], [], dpi=200) == []


@pytest.mark.parametrize(
    ("wide", "read", "doubted"), [(26, "I", True), (26, "II", False), (12, "I", False), (30, "I,", True)]
)
def test_a_quarter_with_more_ink_than_was_read_is_doubted(wide, read, doubted):
    image = paper()
    image[104:124, 54 : 54 + wide] = 0  # strokes that a seal ran together
    words = [word("Quý", 10, 44), word(read, 52, 60 + wide)]
    assert (look_again(words, image)[1].confidence < 0.45) is doubted
