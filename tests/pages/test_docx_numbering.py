"""Automatic numbers come out as Word prints them."""

from __future__ import annotations

import pytest
from docx_making import abstract, in_list, level, make_docx, num, p
from flow_rendering import texts

from vnplan_extract.pages.counters import format_number
from vnplan_extract.pages.docx import read_docx

FORMS = [
    ("decimal", 12, "12"),
    ("decimalZero", 5, "05"),
    ("decimalZero", 12, "12"),
    ("upperRoman", 4, "IV"),
    ("upperRoman", 1949, "MCMXLIX"),
    ("lowerRoman", 9, "ix"),
    ("lowerLetter", 26, "z"),
    ("lowerLetter", 27, "aa"),
    ("lowerLetter", 28, "bb"),
    ("upperLetter", 3, "C"),
    ("vietnameseCounting", 4, "bốn"),
    ("vietnameseCounting", 15, "mười lăm"),
    ("vietnameseCounting", 21, "hai mươi mốt"),
    ("decimalEnclosedParen", 7, "(7)"),
    ("decimalEnclosedCircle", 3, "③"),
    ("none", 3, ""),
    ("bullet", 3, ""),
    ("upperRoman", 0, "0"),
    ("lowerLetter", 100_000, "100000"),
    ("hebrew1", 8, "8"),
]


@pytest.mark.parametrize(("form", "count", "expected"), FORMS)
def test_formats(form, count, expected):
    assert format_number(count, form) == expected


OUTLINE = abstract(
    0,
    level(0, "upperRoman", "%1."),
    level(1, "decimal", "%2."),
    level(2, "decimal", "%2.%3."),
    level(3, "lowerLetter", "%4)"),
    level(4, "bullet", "-"),
    level(5, "bullet", "+"),
)


def markers(numbering: str, *paragraphs: tuple[int, int], styles: str = "") -> list[str]:
    """Return the markers that a sequence of (list, level) paragraphs gets."""
    body = "".join(p("x", properties=in_list(key, at)) for key, at in paragraphs)
    found = texts(read_docx(make_docx(body, numbering=numbering, styles=styles), name="t"))
    return [text.removesuffix("x").strip() for text in found]


def test_outline_of_a_plan():
    steps = [
        (1, 0),
        (1, 1),
        (1, 2),
        (1, 2),
        (1, 3),
        (1, 3),
        (1, 4),
        (1, 5),
        (1, 1),
        (1, 2),
        (1, 0),
        (1, 1),
        (1, 3),
    ]
    expected = ["I.", "1.", "1.1.", "1.2.", "a)", "b)", "-", "+", "2.", "2.1.", "II.", "1.", "a)"]
    assert markers(OUTLINE + num(1, 0), *steps) == expected


def test_two_lists_of_one_definition_count_on():
    assert markers(OUTLINE + num(1, 0) + num(2, 0), (1, 0), (2, 0), (1, 0)) == ["I.", "II.", "III."]


def test_start_override_begins_anew_once():
    again = num(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    assert markers(OUTLINE + num(1, 0) + again, (1, 0), (1, 0), (2, 0), (2, 0)) == ["I.", "II.", "I.", "II."]


def test_level_defined_anew():
    other = num(2, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "Điều %1.")}</w:lvlOverride>')
    assert markers(OUTLINE + other, (2, 0), (2, 0)) == ["Điều 1.", "Điều 2."]


@pytest.mark.parametrize(
    ("restart", "expected"),
    [("", ["I.", "1.", "II.", "1."]), ('<w:lvlRestart w:val="0"/>', ["I.", "1.", "II.", "2."])],
)
def test_restart(restart, expected):
    definition = abstract(0, level(0, "upperRoman", "%1."), level(1, "decimal", "%2.", more=restart))
    assert markers(definition + num(1, 0), (1, 0), (1, 1), (1, 0), (1, 1)) == expected


def test_restart_only_after_the_first_level():
    deep = level(2, "decimal", "%3)", more='<w:lvlRestart w:val="1"/>')
    definition = abstract(0, level(0, "upperRoman", "%1."), level(1, "decimal", "%2."), deep) + num(1, 0)
    steps = [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)]
    assert markers(definition, *steps) == ["I.", "1.", "1)", "2.", "2)", "II.", "1.", "1)"]


def test_legal_numbers_are_decimal_throughout():
    definition = abstract(0, level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.", more="<w:isLgl/>"))
    assert markers(definition + num(1, 0), (1, 0), (1, 1)) == ["I.", "1.1."]


def test_a_level_without_its_parents_counts_them_as_begun():
    assert markers(OUTLINE + num(1, 0), (1, 2), (1, 2), (1, 1)) == ["1.1.", "1.2.", "2."]


def test_start_is_zero_where_word_says_nothing():
    assert markers(abstract(0, level(0, "decimal", "%1.", start=None)) + num(1, 0), (1, 0)) == ["0."]


def test_zero_is_no_list():
    assert markers(OUTLINE + num(1, 0), (0, 0), (1, 0)) == ["", "I."]


BULLETS = [
    ("-", "", "-"),
    ("–", "", "-"),
    ("+", "", "+"),
    ("\uf02d", "Symbol", "-"),
    ("\uf0b7", "Symbol", "•"),
    ("\uf0a7", "Wingdings", "•"),
    ("\uf0fc", "Wingdings", "•"),
    ("\uf02b", "Symbol", "+"),
    ("o", "Courier New", "•"),
    ("", "", ""),
]


@pytest.mark.parametrize(("text", "font", "expected"), BULLETS)
def test_bullets(text, font, expected):
    look = f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr>' if font else ""
    bullet = f'<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="{text}"/>{look}</w:lvl>'
    assert markers(abstract(0, bullet) + num(1, 0), (1, 0)) == [expected]


def test_numbers_through_styles():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Muc"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Muc2"><w:basedOn w:val="Muc"/><w:pPr/></w:style>'
    )
    definition = abstract(
        0, level(0, "upperRoman", "%1."), level(1, "decimal", "%2.", more='<w:pStyle w:val="Muc2"/>')
    )
    body = "".join(
        p("x", properties=f'<w:pStyle w:val="{name}"/>') for name in ("Muc", "Muc2", "Muc2", "Muc")
    )
    body += p("x", properties='<w:pStyle w:val="Muc"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    data = make_docx(body, styles=styles, numbering=definition + num(1, 0))
    assert texts(read_docx(data, name="t")) == ["I. x", "1. x", "2. x", "II. x", "x"]


def test_list_defined_by_a_list_style():
    linked = abstract(1, more='<w:numStyleLink w:val="Ds"/>') + abstract(
        2, level(0, "decimal", "%1)"), more='<w:styleLink w:val="Ds"/>'
    )
    assert markers(linked + num(1, 1), (1, 0), (1, 0)) == ["1)", "2)"]


def test_marker_is_noted_and_glued_where_word_glues():
    glued = level(0, "decimal", "Mục %1: ", more='<w:suff w:val="nothing"/>')
    data = make_docx(p("tên", properties=in_list(1)), numbering=abstract(0, glued) + num(1, 0))
    (page,) = read_docx(data, name="t")
    (paragraph,) = page.flow
    assert paragraph.text == "Mục 1:tên"
    assert paragraph.text[: paragraph.marker_end] == "Mục 1:"


def test_unknown_list_is_a_finding():
    (page,) = read_docx(make_docx(p("x", properties=in_list(7)), numbering=OUTLINE), name="t")
    assert [paragraph.text for paragraph in page.flow] == ["x"]
    assert [item.code for item in page.findings] == ["numbering-damaged"]


def test_broken_numbering_is_read_on_with_a_finding():
    (page,) = read_docx(make_docx(p("x", properties=in_list(1)), numbering="!<broken"), name="t")
    assert [paragraph.text for paragraph in page.flow] == ["x"]
    assert {item.code for item in page.findings} == {"part-damaged", "numbering-damaged"}
