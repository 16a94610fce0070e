"""The reference PDF reader, on pdfplumber: slower and independent, for pages in doubt and for the differential test.

It gives the same `Page`s as `pages/pdf.py`, without form text (pdfminer does not draw annotations).
"""

from __future__ import annotations

import io
import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from vnplan_extract.document import Page, Picture, Ruling, Word
from vnplan_extract.errors import DamagedInputError, MissingPartError, PasswordError

if TYPE_CHECKING:
    from collections.abc import Iterator

THIN = 2.6  # points, as in pages/paths.py
BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)


def read_pdf_reference(data: bytes, *, name: str, password: str | None = None) -> Iterator[Page]:
    """Yield the pages of a PDF as pdfplumber reads them, one in memory at a time.

    Raises:
        MissingPartError: pdfplumber is not installed.
        PasswordError: The file is encrypted and the password is missing or wrong.
        DamagedInputError: pdfplumber cannot open it.
    """
    try:
        import pdfplumber  # noqa: PLC0415
        from pdfminer.pdfdocument import PDFPasswordIncorrect  # noqa: PLC0415
        from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415
    except ImportError as error:
        raise MissingPartError(
            "the reference reader needs pdfplumber",
            where=name,
            remedy="Install it: pip install 'vnplan_extract[reference]'.",
        ) from error
    try:
        pdf = pdfplumber.open(io.BytesIO(data), password=password)
    except (PdfminerException, PDFPasswordIncorrect, ValueError, TypeError) as error:
        if "PDFPasswordIncorrect" in repr(error):
            raise PasswordError("the PDF is encrypted", where=name, remedy="Give its password.") from error
        raise DamagedInputError("the PDF cannot be opened", where=name, why=str(error)) from error
    with pdf:
        for page in pdf.pages:
            yield _page(page)
            page.close()


def _page(page: Any) -> Page:
    words = tuple(_words(page))
    return Page(
        page.page_number,
        float(page.width),
        float(page.height),
        int(page.rotation or 0),
        words,
        tuple(_rulings(page)),
        tuple(Picture(image["x0"], image["top"], image["x1"], image["bottom"]) for image in page.images),
        read_by="text" if words else "none",
        confidence=1.0 if words else 0.0,
    )


def _words(page: Any) -> Iterator[Word]:
    for word in page.extract_words(
        x_tolerance_ratio=0.18, use_text_flow=False, extra_attrs=["fontname", "size"], keep_blank_chars=False
    ):
        font = word["fontname"].split("+", 1)[-1]
        text = unicodedata.normalize("NFC", word["text"])
        yield Word(
            text,
            word["x0"],
            word["top"],
            word["x1"],
            word["bottom"],
            font,
            round(word["size"], 2),
            bold=bool(BOLD.search(font)),
            italic=bool(ITALIC.search(font)),
        )


def _rulings(page: Any) -> Iterator[Ruling]:
    for line in page.lines:
        if line["stroke"]:
            yield Ruling(line["x0"], line["top"], line["x1"], line["bottom"])
    for rect in page.rects:
        if not rect["stroke"] and (not rect["fill"] or _is_white(rect["non_stroking_color"])):
            continue
        x0, top, x1, bottom = rect["x0"], rect["top"], rect["x1"], rect["bottom"]
        if min(x1 - x0, bottom - top) <= THIN:
            yield Ruling(x0, top, x1, bottom)
        else:
            yield from (
                Ruling(x0, top, x1, top),
                Ruling(x0, bottom, x1, bottom),
                Ruling(x0, top, x0, bottom),
                Ruling(x1, top, x1, bottom),
            )
    for curve in page.curves:
        points = curve["pts"]
        for (xa, ya), (xb, yb) in pairwise(points):
            if (abs(xa - xb) <= 0.6) != (abs(ya - yb) <= 0.6):
                yield Ruling(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def _is_white(color: Any) -> bool:
    """Is a fill white: 1 in grey and RGB, 0 in CMYK?"""
    if isinstance(color, int | float):
        return bool(color >= 0.98)
    if not isinstance(color, tuple | list) or not color:
        return False
    if len(color) == 4:
        return not any(color)
    return all(isinstance(part, int | float) and part >= 0.98 for part in color)
