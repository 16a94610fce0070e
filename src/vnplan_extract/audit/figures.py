"""Cells among figures that OCR read as what is no figure, or hardly, in tables whose sums say nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract import plan
    from vnplan_extract.findings import Finding

FIGURE = re.compile(
    r"[(≥≤<>~±+–-]*\s*(?:\d+\.\d{1,2}|\d+(?:\.\d{3})*(?:,\d+)?)\s*%?\)?(?:\s*[-–/]\s*\d+(?:\.\d{3})*(?:,\d+)?\s*%?){0,2}\)?"
)
FEWEST, MOSTLY = 4, 0.6  # cells with figures that make a column one of figures, and their share of its cells
WHOLE = 2  # of them that are figures and nothing else
BLANK = re.compile(r"[-–—_.…xX*+\s]*")
# What no plan prints in a number: signs, a letter or two behind a figure, groups of other than three, marks on end.
SIGNS = re.compile(r"[^\w\s.,%()/+–—\-:;<>≥≤=~&'\"“”²³°*…×±]|_")
LETTER_BEHIND = re.compile(r"\d[.,]?[A-ZĐa-zđ](?![^\W\d_])(?<![mhgl])")
GROUPS = re.compile(
    r"(?<![\d.,/])\d{1,3}(?:\.\d{3})+\.(?:\d{1,2}|\d{4,})(?![\d.,/])|\d[.,]{2,}\d|(?<=\d)[:;]\d|\A[.,:;]\s*\d|[-–]\s*[.,:;]"
)
# A letter that runs into a figure ("s42" is ≤ 42), a per cent that nothing is in, a capital with a mark, which is no unit.
MARKED = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
LETTER_BEFORE = re.compile(rf"(?<!\w)(?!m[²³23]\b)[a-zđà-ÿ](?=\d)|\A[^\d\s(]*%|\d\s+[{MARKED}](?!\w)")
# A piece of a line beside a number: no sign stands so far off.
APART = re.compile(r"[-–—_]\s+[\d.,]+%?|[\d.,]+%?\s+[-–—_]+")
# A decimal with a nought before its figures ("07,5" is ≥ 7,5), a stroke among decimals ("47/0"): none of a column prints them alone.
PADDED = re.compile(r"[≥≤<>]?\s*0\d+,\d+%?")
STROKE, DECIMAL = re.compile(r"\d{1,3}/\d{1,2}"), re.compile(r"[≥≤<>]?\s*\d+,\d+%?")
BEHIND = re.compile(r"[\d.]+(?:,\s?\d+)?\s?[”“\"',]")  # a speck behind a number
# Numbers side by side, as where the line between two columns went: no thousands apart ("1 250 000"), no years, no telephone.
SEVERAL = re.compile(r"(?!0\d)(?!\d{1,3}(?: \d{3})+\Z)(?:\d[\d.,]*[^\w\s/%]?\s+){1,5}\d[\d.,]*[^\w\s/%]?")
YEARS = re.compile(r"(?:(?:19|20)\d\d[.,;]?\s*)+")
SAID = frozenset({"có", "đạt", "không", "ko", "chưa", "nt", "như trên"})
UNSURE = 0.6  # confidence below which more than half of the figures are wrong
SHORT = 3  # letters of what is read for a figure or two


def check_figures(document: plan.Plan) -> Iterator[Finding]:
    """Cells read by OCR in columns of figures that have the form of no figure, or were hardly read."""
    for at, table in enumerate(document.tables):
        columns: dict[int, list[int]] = {}
        for cell_at, cell in enumerate(table.cells):
            if cell.row >= table.header_rows and cell.col_span == 1 and not BLANK.fullmatch(cell.text):
                columns.setdefault(cell.col, []).append(cell_at)
        for col, cells in columns.items():
            if col or not (table.columns and table.columns[0].role == "ordinal"):
                yield from _odd(table, f"/tables/{at}", cells)


def _odd(table: plan.Table, pointer: str, cells: Sequence[int]) -> Iterator[Finding]:
    """Yield the cells of a column of figures that are none, or were hardly read."""
    texts = [table.cells[at].text for at in cells]
    figures = sum(any(map(str.isdigit, text)) for text in texts)
    whole = sum(bool(FIGURE.fullmatch(text)) or _are_several(text) for text in texts)
    if figures < max(FEWEST, MOSTLY * len(cells)) or whole < WHOLE:
        return
    for at in cells:
        cell = table.cells[at]
        places = cell.evidence.get("text", ())
        read = [place for place in places if place.read_by == "ocr"]
        unsure = any(place.confidence < UNSURE for place in read) and any(map(str.isdigit, cell.text))
        if read and (unsure or is_misread(cell.text, among=texts)):
            yield finding(
                "cell-doubtful", path=f"{pointer}/cells/{at}", found=cell.text, evidence={"found": places}
            )


def is_misread(text: str, *, among: Sequence[str] = ()) -> bool:
    """Tell whether a cell among figures is no figure that anybody prints.

    Args:
        text: What OCR read.
        among: The cells of the column; what stands there twice is a word.

    >>> [is_misread(text) for text in ("8.962.60", "3.418,5€", "1.469,9C", "tị", "12 lớp", "4.620,25", "550 m²")]
    [True, True, True, True, False, False, False]
    """
    if APART.fullmatch(text):
        return sum(bool(APART.fullmatch(other)) for other in among) < WHOLE
    if _is_alone(text, among):
        return True
    if FIGURE.fullmatch(text) or BLANK.fullmatch(text):
        return False
    if any(map(str.isdigit, text)):
        return any(form.search(text) for form in (SIGNS, LETTER_BEHIND, LETTER_BEFORE, GROUPS))
    word = text.strip()
    return len(word) <= SHORT and word.lower() not in SAID and list(among).count(text) < 2


def _is_alone(text: str, among: Sequence[str]) -> bool:
    """Is a cell a number of a form that no other of its column has: what OCR makes of a sign or a comma?"""
    if _are_several(text):
        return True
    for form in (PADDED, BEHIND):
        if form.fullmatch(text):
            return sum(bool(form.fullmatch(other)) for other in among) < WHOLE
    if not STROKE.fullmatch(text) or any("/" in other for other in among if other != text):
        return False
    return sum(bool(DECIMAL.fullmatch(other)) for other in among) >= FEWEST


def _are_several(text: str) -> bool:
    """Are there numbers of two figures and more side by side in a cell, and nothing else?"""
    if not SEVERAL.fullmatch(text) or YEARS.fullmatch(text):
        return False
    return sum(sum(map(str.isdigit, part)) > 1 for part in text.split()) > 1
