"""Cells of tables on images: short ones read twice, row and column numbers put right. Needs the extra `ocr`."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("PIL.Image")

from vnplan_extract.document import Word  # noqa: E402
from vnplan_extract.pages.cellcolumns import better  # noqa: E402
from vnplan_extract.pages.cellink import cell_at  # noqa: E402
from vnplan_extract.pages.celllines import lines_of  # noqa: E402
from vnplan_extract.pages.cellproofs import mend_first_column, tell_bare_numerals  # noqa: E402
from vnplan_extract.pages.cellread import _passed_over, without_dirt  # noqa: E402
from vnplan_extract.pages.ordinals import mend_index_row, mend_ordinals  # noqa: E402


def cell(text: str, confidence: float = 0.9) -> list[Word]:
    return [Word(part, 0, 0, 9, 9, read_by="ocr", confidence=confidence) for part in text.split()]


@pytest.mark.parametrize(
    ("alone", "in_line", "taken"),
    [
        ("121", "1.2.1", "1.2.1"),
        ("163", "16/3", "16/3"),
        ("00", "500", "500"),
        ("1205", "120,5", "120,5"),
        ("1.225", "1,225", "1.225"),
        ("16/3", "163", "16/3"),
        ("3", "3", "3"),
        ("£", "2", "2"),
        ("", "2", "2"),
        ("17 lớp", "17lớp", "17 lớp"),
        ("05 DN", "05", "05 DN"),
        ("850", "", "850"),
    ],
)
def test_the_better_reading_of_a_short_cell(alone, in_line, taken):
    assert " ".join(word.text for word in better(cell(alone), cell(in_line))) == taken


@pytest.mark.parametrize(
    ("read", "right"),
    [
        (["TT", "1", "P", "¡", "4", "b"], ["TT", "1", "2", "3", "4", "5"]),
        (["1", "2", "š", "9"], ["1", "2", "š", "9"]),  # 9 speaks against it
        (["1", "š", "?", "9"], ["1", "š", "?", "9"]),
        (["1", "1", "2", "II", "1", "", "1"], ["I", "1", "2", "II", "1", "III", "1"]),
        (["TT", "", "1", "2", "II", "1", "", "1"], ["TT", "I", "1", "2", "II", "1", "III", "1"]),
        (["1", "1", "2", "n", "1", "2", "", "1"], ["I", "1", "2", "II", "1", "2", "III", "1"]),
        (["TT", "", "1", "2"], ["TT", "", "1", "2"]),  # no group says that this is one
        (["1", "3", "3"], ["1", "2", "3"]),
        (["1", "2", "", "4", "3"], ["1", "2", "3", "4", "5"]),  # nobody counts down
        (["1", "4", "‹", "4", "Ÿ"], ["1", "2", "3", "4", "5"]),
        (["1", "2", "3", "4", "5", "5", "6"], ["1", "2", "3", "4", "5", "5", "6"]),
        (["1", "2", "3", "5", "7"], ["1", "2", "3", "5", "7"]),
        (["1", "2", "", "5"], ["1", "2", "", "5"]),
        (["1", "2", "2", "3"], ["1", "2", "2", "3"]),
        (["A", "1", "2", "B", "1", "2"], ["A", "1", "2", "B", "1", "2"]),
        (["I", "1", "2", "Hi", "1"], ["I", "1", "2", "II", "1"]),
        (["II", "2.1", "1", "2", "3", "2.2"], ["II", "2.1", "1", "2", "3", "2.2"]),
        (["I", "1", "2", "2.1", "2.2", "3"], ["I", "1", "2", "2.1", "2.2", "3"]),
        (["6", "7", "#.L", "7.2"], ["6", "7", "7.1", "7.2"]),
        (["I", "2", "3", "10", "II", "12"], ["1", "2", "3", "10", "11", "12"]),
        (["1", "1.1", "12", "2"], ["1", "1.1", "1.2", "2"]),
        # Below a group whose numeral they begin with numbers have dots, where two in a row say so; other marks are dots, too.
        (
            ["I", "di", "12", "1:3", "II", "21", "22", "III", "1", "2"],
            ["I", "1.1", "1.2", "1.3", "II", "2.1", "2.2", "III", "1", "2"],
        ),
        (["I", "19", "20", "II", "21", "22"], ["I", "19", "20", "II", "21", "22"]),
        (["B", "I", "11", "12", "II", "13", "14"], ["B", "I", "11", "12", "II", "13", "14"]),
        (["6", "7", "741", "7.2"], ["6", "7", "7.1", "7.2"]),
        # A number with dots below tells those of one above that has none.
        (["323", "3.2.4", "3.3"], ["3.2.3", "3.2.4", "3.3"]),
        (["1.1", "-", "112", "1.2"], ["1.1", "1.1.1", "1.1.2", "1.2"]),
    ],
)
def test_row_numbers(read, right):
    assert mend_ordinals(read) == right


def test_a_stroke_beside_a_row_number_is_counted_as_its_row():
    texts = [cell(text) for text in ("TT", "1", "2", "3", "4 Ï", "")]
    boxes = [(0.0, 50.0 * at, 40.0, 50.0 * at + 48) for at in range(6)]
    mend_first_column(texts, ({}, {}), range(6), boxes)
    assert [[word.text for word in text] for text in texts] == [["TT"], ["1"], ["2"], ["3"], ["4"], ["5"]]
    assert texts[4][0].read_as == "4 Ï"


@pytest.mark.parametrize(
    ("inked", "lines"),
    [
        ([(4, 30), (40, 66)], [(4, 29), (40, 65)]),
        ([(0, 5), (7, 30), (40, 66)], [(0, 29), (40, 65)]),  # marks over their letters
        ([(4, 30), (40, 60), (63, 67)], [(4, 29), (40, 66)]),  # a dot below
        ([(4, 30), (38, 42), (44, 70)], [(4, 29), (38, 69)]),  # marks over the letters of the second line
        ([(4, 30)], []),
        ([(4, 66)], []),  # lines that touch
        ([(4, 66), (70, 96)], []),
    ],
)
def test_lines_of_a_cell(inked, lines):
    rows = np.array([row for begin, end in inked for row in range(begin, end)])
    assert lines_of(rows, 200) == lines


@pytest.mark.parametrize(
    ("read", "right"),
    [
        (["Œ)", "(2)", "@)", "(4)", "(5)", ""], ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]),
        (["(1)", "(2)", "(4)", "G)"], ["(1)", "(2)", "(4)", "G)"]),
        (["a", "@)", "G)", "(4)", "(5)", "(6)", "Ø0."], ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"]),
        (["(1)", "(2)", "(3)", "12", "15", "9"], ["(1)", "(2)", "(3)", "12", "15", "9"]),
        (["(1)", "(2)", "(3)", "Sở Y tế"], ["(1)", "(2)", "(3)", "Sở Y tế"]),
        (["(1)", "3)", "x)"], ["(1)", "3)", "x)"]),
    ],
)
def test_the_row_that_numbers_the_columns(read, right):
    assert mend_index_row(read) == right


@pytest.mark.parametrize(
    ("read", "left", "as_read"),
    [
        ("45 -", "45", "45 -"),
        ("Phòng Kinh tế “", "Phòng Kinh tế", "tế “"),
        ("' STT", "STT", "' STT"),
        ("ha _—", "ha", "ha _—"),
        ("- 04 ca nô", "- 04 ca nô", None),
        ("12 (SP)", "12 (SP)", None),
        ("-", "-", None),
        ("60 %", "60 %", None),
    ],
)
def test_dirt_at_the_ends_of_a_cell(read, left, as_read):
    kept = without_dirt(cell(read))
    assert " ".join(word.text for word in kept) == left
    assert [word.read_as for word in kept if word.read_as] == ([as_read] if as_read else [])


@pytest.mark.parametrize(("tops", "passed"), [((20, 60), False), ((60,), True), ((20,), True)])
def test_a_line_that_was_passed_over(tops, passed):
    inside = np.full((100, 120), 255, np.uint8)
    for top in (20, 60):
        inside[top : top + 20, 10:100] = 0
    found = [Word("tính", 10, 2 + top, 100, 22 + top, read_by="ocr") for top in tops]
    whole = cell_at(np.pad(inside, 2, constant_values=255), (0, 0, 124, 104))
    assert _passed_over(found, whole, 200) is passed


def drawn(*boxes):
    """A cell of the first column with these boxes of ink: x, y, width, height."""
    image = np.full((60, 90), 255, np.uint8)
    for x, y, wide, high in boxes:
        image[y : y + high, x : x + wide] = 0
    return cell_at(image, (0.0, 0.0, 90.0, 60.0))


FLAGGED = ((40, 18, 6, 24), (35, 20, 5, 5))  # a 1 of a face without serifs
STROKE = (40, 18, 5, 24)


@pytest.mark.parametrize(
    ("ink", "read", "right"),
    [
        ([STROKE], "1", "I"),
        ([STROKE, (50, 18, 5, 24)], "", "II"),
        ([STROKE, (50, 18, 5, 24), (60, 18, 6, 24)], "6", "III"),
        ([STROKE, (50, 38, 4, 4)], "1.", "I."),
        (FLAGGED, "1", "1"),
        ([(40, 18, 2, 24)], "1", "1"),  # a piece of a line
        ([(40, 6, 5, 48)], "l", "l"),
        ([STROKE, (50, 18, 14, 24)], "10", "10"),
    ],
)
def test_row_numbers_of_bare_strokes_are_numerals(ink, read, right):
    cells = [drawn(*ink), *([drawn(*FLAGGED)] * 3)]
    texts = [cell(read), *([cell("1")] * 3)]
    tell_bare_numerals(texts, cells, range(4))
    assert [" ".join(word.text for word in text) for text in texts] == [right, "1", "1", "1"]


def test_ones_without_a_flag_are_no_numerals_beside_others_like_them():
    cells = [drawn(STROKE)] * 4
    texts = [cell("1")] * 4
    assert not tell_bare_numerals(texts, cells, range(4))
    assert {text[0].text for text in texts} == {"1"}
