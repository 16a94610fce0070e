"""Pictures in a DOCX that hold print: a document of scanned pages is read as them, a signer's block is told at least."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vnplan_extract.errors import DamagedInputError, LimitError, MissingPartError
from vnplan_extract.findings import finding
from vnplan_extract.pages.docx_package import R

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from vnplan_extract.document import FlowTable, Page, Paragraph
    from vnplan_extract.pages.docx_package import Package, Relation
    from vnplan_extract.pages.images import Improve

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EMU = 12700  # to the point
WIDE, HIGH = 100.0, 40.0  # points: a smaller picture holds no block of a signer
PAGE_WIDE, PAGE_HIGH = 280.0, 280.0  # points: a picture of a page
FEW_WORDS = 10  # in a document that is its pictures: a page number, a name
MOST = 200  # pictures that are looked into


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it stands in the document: its part, its size in points."""

    part: str
    width: float
    height: float


def drawn(body: _Element, relations: Mapping[str, Relation]) -> list[Drawn]:
    """Return the pictures of a document's body that are large enough to hold print, in their order."""
    found = []
    for kind in ("inline", "anchor"):
        for place in body.iter(WP + kind):
            extent, blip = place.find(WP + "extent"), next(place.iter(A + "blip"), None)
            relation = relations.get(blip.get(R + "embed", "")) if blip is not None else None
            if extent is None or relation is None:
                continue
            width, height = (_number(extent.get(name)) / EMU for name in ("cx", "cy"))
            if width >= WIDE and height >= HIGH:
                found.append(Drawn(relation.target, width, height))
    return found[:MOST]


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else 0


def with_pictures(
    pages: Sequence[Page], pictures: Sequence[Drawn], package: Package, improve: Improve | None
) -> list[Page]:
    """Return the pages, or those of the pictures where the document is nothing else; else with a word of pictures with print.

    Args:
        pages: The pages of the text.
        pictures: What `drawn` found.
        package: Where the pictures lie.
        improve: Reads a page's image (`scan.improve`).
    """
    if not pictures:
        return list(pages)
    lost: list[str] = []
    whole = [picture for picture in pictures if picture.width >= PAGE_WIDE and picture.height >= PAGE_HIGH]
    if improve is not None and whole and sum(map(_words, pages)) < FEW_WORDS:
        read, lost = _read(whole, package, improve)
        if any(page.words for page in read):
            numbered = [replace(page, number=number) for number, page in enumerate(read, 1)]
            return _noted(numbered, lost)
    unread = [picture.part for picture in pictures if _has_print(picture, package)]
    return _noted(pages, [*lost, *unread])


def _noted(pages: Sequence[Page], unread: Iterable[str]) -> list[Page]:
    """Return the pages, the first with a word of each picture that was not read."""
    notes = [finding("picture-unread", page=1, found=part) for part in dict.fromkeys(unread)]
    return [replace(pages[0], findings=(*pages[0].findings, *notes)), *pages[1:]] if notes else list(pages)


def _words(page: Page) -> int:
    return sum(
        len(paragraph.text.split()) for paragraph in _paragraphs(page.flow or ()) if paragraph.role == "body"
    )


def _paragraphs(flow: Iterable[Paragraph | FlowTable]) -> Iterator[Paragraph]:
    for item in flow:
        if hasattr(item, "cells"):
            for cell in item.cells:
                yield from cell.paragraphs
        else:
            yield item


def _read(pictures: Sequence[Drawn], package: Package, improve: Improve) -> tuple[list[Page], list[str]]:
    """Return the pages of the pictures, and the parts of those that could not be opened."""
    from vnplan_extract.pages.images import read_images  # noqa: PLC0415 - heavy, and only scans need it

    pages: list[Page] = []
    lost: list[str] = []
    for picture in pictures:
        data = package.part(picture.part)
        try:
            if data is None:
                lost.append(f"{picture.part}: not in the file")
            else:
                pages += read_images(data, name=f"{package.name}: {picture.part}", improve=improve)
        except (DamagedInputError, LimitError, MissingPartError) as error:
            lost.append(f"{picture.part}: {error}")
    return pages, lost


def _has_print(picture: Drawn, package: Package) -> bool:
    try:
        from vnplan_extract.pages.images import opened  # noqa: PLC0415 - heavy, and few documents need it
        from vnplan_extract.pages.pictured import shows_print  # noqa: PLC0415
    except ImportError:
        return False
    data = package.part(picture.part)
    try:
        return data is not None and shows_print(opened(io.BytesIO(data)), picture.width)
    except (OSError, ValueError, SyntaxError, LimitError, MemoryError):
        return False
