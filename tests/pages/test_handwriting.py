"""What a pen or a stamp wrote into a header is left out, print is not: by confidence, and by the height of the digits."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2")

import numpy as np

from vnplan_extract.document import Word
from vnplan_extract.pages.handwriting import leave_out_hand

HIGH = 26  # pixels of a capital or a figure in print
LINE = 36


def words(line: str, *, sure: float = 0.95) -> list[Word]:
    """Words of one line at 200 dpi; "?" before one makes it doubtful, "@" as high as a pen writes."""
    found, x = [], 100.0
    for part in line.split():
        text = part.lstrip("?@")
        confidence = 0.2 if part.startswith("?") else sure
        found.append(Word(text, x, 100, x + 20 * len(text), 100 + LINE, read_by="ocr", confidence=confidence))
        x += 20 * len(text) + 12
    return found


def drawn(line: str) -> np.ndarray:
    """The line as an image, each sign a bar, "/" a leaning one: those of words with "@" are half as high again."""
    grey = np.full((240, 1600), 255, np.uint8)
    for word, part in zip(words(line), line.split(), strict=True):
        high = round(1.6 * HIGH) if part.startswith("@") else HIGH
        for at in range(len(word.text)):
            left = int(word.x0) + 20 * at + 4
            for up in range(high):
                shift = 9 * up // high if word.text[at] == "/" else 0
                grey[129 - up, left + shift : left + (shift + 3 if word.text[at] == "/" else 12)] = 0
    return grey


def texts(line: str, *, sure: float = 0.95) -> list[str]:
    return [word.text for word in leave_out_hand(words(line, sure=sure), drawn(line))]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        # the number
        ("Số: @4033 /KH-SYT", "Số: /KH-SYT"),
        ("Số: ?4033 /KH-SYT", "Số: /KH-SYT"),
        ("Số: @11 /CT-UBND", "Số: /CT-UBND"),
        ("Số: Z7 /QĐ-TTg", "Số: /QĐ-TTg"),
        ("sóÄ Do /KH-SYT", "Số: /KH-SYT"),
        ("Sá£68/QĐ-VKSTC", "Số: /QĐ-VKSTC"),
        ("Só://242/UBND- KSTTHC", "Số: /UBND- KSTTHC"),
        ("Số: @07 -NQ/TU", "Số: -NQ/TU"),
        ("Số 47-KH/ĐU", "Số 47-KH/ĐU"),
        ("Số: 125 /KH-UBND", "Số: 125 /KH-UBND"),
        ("Số: 125/KH-UBND", "Số: 125/KH-UBND"),
        ("Số: /KH-UBND", "Số: /KH-UBND"),
        ("Só: 125/KH-UBND", "Số: 125/KH-UBND"),
        ("Số: … /KH-UBND", "Số: … /KH-UBND"),
        # a citation at the beginning of a line is none
        ("số ?12 /KH-UBND ngày 12/4/2021", "số 12 /KH-UBND ngày 12/4/2021"),
        # the date
        ("ngày @24 tháng 7 năm 2025", "ngày tháng 7 năm 2025"),
        ("ngày24 tháng 7 năm 2025", "ngày 24 tháng 7 năm 2025"),
        ("ngày?3 tháng 4 năm 2026", "ngày tháng 4 năm 2026"),
        ("ngày(JŸ} tháng 02 năm 2021", "ngày tháng 02 năm 2021"),
        ("ngày ?Ủ tháng ' năm 2019", "ngày tháng năm 2019"),
        ("ngày @0Trtháng 12 năm 2011", "ngày tháng 12 năm 2011"),
        ("ngày 08 tháng @7 năm 2019", "ngày 08 tháng năm 2019"),
        ("ngày 08 tháng 7 năm 2019", "ngày 08 tháng 7 năm 2019"),
        ("ngày 0] tháng ?l1 năm 2019", "ngày 0] tháng l1 năm 2019"),
        ("ngày tháng năm 2019", "ngày tháng năm 2019"),
        # words between them are no days
        ("6 tháng đầu năm 2021", "6 tháng đầu năm 2021"),
        ("hằng ngày trong tháng 4 năm 2021", "hằng ngày trong tháng 4 năm 2021"),
        ("ngày, tháng, năm sinh", "ngày, tháng, năm sinh"),
    ],
)
def test_only_print_is_kept(line: str, left: str) -> None:
    assert texts(line) == left.split()


def test_what_was_left_out_is_kept_beside() -> None:
    number = leave_out_hand(words("Số: @4033 /KH-SYT"), drawn("Số: @4033 /KH-SYT"))
    assert [word.read_as for word in number] == ["Số: 4033", None]
    day = leave_out_hand(words("ngày(Ä tháng 02"))
    assert [(word.text, word.read_as) for word in day][:2] == [("ngày", "ngày(Ä"), ("tháng", None)]


def test_a_doubtful_number_must_be_as_even_as_print() -> None:
    assert texts("Số: 125 /KH-UBND", sure=0.7) == ["Số:", "125", "/KH-UBND"]
    assert texts("Số: 125 /KH-UBND", sure=0.5) == ["Số:", "/KH-UBND"]


def test_without_an_image_confidence_decides() -> None:
    line = words("Số: ?4033 /KH-SYT")
    assert [word.text for word in leave_out_hand(line)] == ["Số:", "/KH-SYT"]
    line = words("Số: 4033 /KH-SYT")
    assert [word.text for word in leave_out_hand(line)] == ["Số:", "4033", "/KH-SYT"]
