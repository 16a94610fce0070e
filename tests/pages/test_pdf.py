"""The PDF reader: fonts, forms, rulings; and the reference reader gives the same words and rulings on every digital file."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pdfs import lines_pdf, slanted_pdf, turned_pdf, woven_pdf
from vnplan_extract.pages.pdf import read_pdf
from vnplan_extract.pages.pdf_reference import read_pdf_reference

if TYPE_CHECKING:
    from vnplan_extract.document import Page, Ruling, Word

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FIXTURES = Path(__file__).resolve().parents[1] / "layout" / "fixtures"
FILES = sorted([*CORPUS.glob("*.pdf"), *FIXTURES.glob("*.pdf")])
REAL = [
    "01_KH-173-UBND-HaNoi-2026_digital_NFDmix.pdf",
    "33_QD-1696-UBND-LaoCai-2026_digital_landscape.pdf",
    "43_QD-2280-UBND-HaNoi-2026_digital20p.pdf",
    "56_TTr-SCT-LaiChau-2025_draft_blanknumber.pdf",
]
MOST_PAGES = 4  # the reference takes its time


def pages(data: bytes, reader) -> list[Page]:
    found = []
    for page in reader(data, name="x"):
        found.append(page)
        if len(found) == MOST_PAGES:
            break
    return found


def letters(page: Page) -> Counter[str]:
    """The page's characters without blanks: the readers may divide words differently at a change of font."""
    text = "".join(word.text for word in page.words if word.read_by == "text")
    plain = unicodedata.normalize("NFKC", text)  # raised digits
    return Counter(char for char in plain if not char.isspace())


def edges(rulings: tuple[Ruling, ...]) -> set[tuple[str, int]]:
    """Where lines run, by direction, in steps of three points; short ones left out."""
    found = set()
    for ruling in rulings:
        if ruling.horizontal and ruling.x1 - ruling.x0 > 20:
            found.add(("h", round((ruling.top + ruling.bottom) / 6)))
        elif not ruling.horizontal and ruling.bottom - ruling.top > 20:
            found.add(("v", round((ruling.x0 + ruling.x1) / 6)))
    return found


def missing(one: set[tuple[str, int]], other: set[tuple[str, int]]) -> set[tuple[str, int]]:
    return {(way, at) for way, at in one if not {(way, at - 1), (way, at), (way, at + 1)} & other}


def compare(data: bytes) -> None:
    for ours, theirs in zip(pages(data, read_pdf), pages(data, read_pdf_reference), strict=True):
        assert (ours.width, ours.height) == pytest.approx((theirs.width, theirs.height), abs=0.1)
        assert letters(ours) == letters(theirs), ours.number
        starts = {(round(word.x0 / 4), word.text[:1]) for word in theirs.words}
        near = [
            word
            for word in ours.words
            if any((round(word.x0 / 4) + step, word.text[:1]) in starts for step in (-1, 0, 1))
        ]
        assert len(near) >= 0.97 * len(ours.words)
        assert not missing(edges(theirs.rulings), edges(ours.rulings)), ours.number


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_same_words_and_rulings_as_the_reference(path: Path) -> None:
    compare(path.read_bytes())


@pytest.mark.parametrize("name", REAL)
def test_same_on_real_files(name: str, shared) -> None:
    ours = pages((shared / "real" / name).read_bytes(), read_pdf)
    theirs = pages((shared / "real" / name).read_bytes(), read_pdf_reference)
    for mine, other in zip(ours, theirs, strict=True):
        covered = {finding.expected for finding in mine.findings if finding.code == "overprint"}
        left = letters(other) - letters(mine)
        assert sum(left.values()) <= sum(len(text or "") for text in covered), (name, mine.number, left)
        assert not letters(mine) - letters(other), (name, mine.number)
        assert not missing(edges(other.rulings), edges(mine.rulings)), (name, mine.number)


def test_number_and_date_come_from_the_widgets(shared) -> None:
    page = pages((shared / "real" / REAL[0]).read_bytes(), read_pdf)[0]
    stamped = [word for word in page.words if word.read_by == "form"]
    assert [word.text for word in stamped] == ["173", "28", "4"]
    assert all(90 < word.top < 130 for word in stamped)


def test_size_face_and_place() -> None:
    (page,) = pages(lines_pdf(["KE HOACH", "nam 2026"], size=14), read_pdf)
    first = page.words[0]
    assert (first.text, first.size, first.bold, first.italic) == ("KE", 14.0, False, False)
    assert first.x0 == pytest.approx(72, abs=1)
    assert first.top < 842 - 770 < first.bottom + 3


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("shown", [0, 90, 180, 270])
def test_a_page_is_turned_until_its_text_runs_level(turned: int, shown: int) -> None:
    """The page by its rotation entry, the text in it by its own matrix (degrees clockwise)."""
    lines = ["KE HOACH PHONG CHONG", "THIEN TAI NAM 2026 CUA XA", "(Kem theo Quyet dinh so 12)"]
    (page,) = pages(turned_pdf(lines_pdf(lines), turned, shown), read_pdf)
    assert (page.width, page.height, page.rotation) == pytest.approx((595, 842, -turned % 360), abs=1)
    assert " ".join(word.text for word in page.words) == " ".join(lines)
    assert page.words[0].x0 == pytest.approx(72, abs=2)
    assert page.words[0].top < 842 - 770 < page.words[0].bottom + 3


@pytest.mark.parametrize(("turned", "down"), [(0, False), (90, True), (180, False), (270, False)])
@pytest.mark.parametrize("shown", [0, 270])
def test_words_that_run_down_the_page_are_known(turned, shown, down):
    (page,) = pages(turned_pdf(lines_pdf(["Quy I nam 2026"]), (turned - shown) % 360, shown), read_pdf)
    assert {word.down for word in page.words} == {down}


def test_a_stamp_on_its_side_turns_no_page() -> None:
    (page,) = pages(turned_pdf(lines_pdf(["Ky boi: Nguyen Van A"]), 90, 0), read_pdf)
    assert page.rotation == 0


def test_words_whose_letters_stand_in_two_fonts_are_put_together() -> None:
    """As LibreOffice draws a line in a font that lacks some letters: "K HO CH" and then "Ế Ạ" in another."""
    lines = [
        "Công tác phòng (áp dông), hình thúc",
        "à long, cô gái ra bò: 25 câu có ý",
        "hoà 12/KH-UBND quý I cù lao",
    ]
    (page,) = pages(woven_pdf(lines), read_pdf)
    rows: dict[int, list[Word]] = {}
    for word in page.words:
        rows.setdefault(round(word.bottom / 8), []).append(word)
    read = [
        " ".join(word.text for word in sorted(row, key=lambda word: word.x0))
        for _, row in sorted(rows.items())
    ]
    assert read == lines


@pytest.mark.parametrize(("blank", "read"), [(0.25, ["Can", "cú", "Luat"]), (0.0, ["CancúLuat"])])
def test_a_blank_that_a_slanted_letter_covers_is_a_blank(blank, read) -> None:
    (page,) = pages(slanted_pdf(["Can", "cú", "Luat"], blank=blank), read_pdf)
    assert [word.text for word in page.words] == read


def test_a_blank_behind_a_hyphen_at_a_line_s_end_is_known() -> None:
    (page,) = pages(lines_pdf(["tu 2021- ", "2025", "tu 2026-", "2030"]), read_pdf)
    assert [word.spaced for word in page.words if word.text.endswith("-")] == [True, False]
