"""Writes the searchable copy of a document: opened, read, given its layers, saved whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract.errors import MissingPartError, OutputError, UnsupportedTypeError
from vnplan_extract.options import Options
from vnplan_extract.pages.open import IMAGES, PDF, load, open_source

if TYPE_CHECKING:
    import pikepdf

    from vnplan_extract.document import Page
    from vnplan_extract.findings import Finding
    from vnplan_extract.pages.open import Binary


@dataclass(frozen=True, slots=True)
class SearchableCopy:
    """What was done with the pages.

    Attributes:
        pages: How many pages the copy has.
        layered: Numbers of the pages that were given a text layer; all others are as they were.
        unread: Numbers of the pages of which nothing could be read, blank ones too.
        findings: What the reader said of the pages.
    """

    pages: int
    layered: tuple[int, ...]
    unread: tuple[int, ...]
    findings: tuple[Finding, ...]


def write_searchable(
    source: str | Path | bytes | Binary,
    target: str | Path,
    *,
    options: Options | None = None,
    name: str | None = None,
) -> SearchableCopy:
    """Write a copy of a PDF or an image as a PDF whose text can be searched and copied.

    Pages that are scans, or whose text layer lies or was left by another program, get an invisible layer with what was read, word by word over the ink;
    they look as before, and pages with a true text layer stay as they are. A page found lying on its side or its head is
    turned upright by its rotation entry. The copy is not encrypted, and no digital signature covers it any more.

    Args:
        source: Path, bytes, or a binary file object.
        target: Where to write; an older file there is replaced once the new one is whole.
        options: How to read it; `ocr="always"` gives every page a new layer.
        name: What to call it in messages; a path's own name by default.

    Raises:
        UnsupportedTypeError: It is neither a PDF nor an image.
        MissingPartError: pikepdf is not installed, or no OCR engine where a page needs one.
        InputError: It cannot be read as a document.
        OutputError: The target cannot be written, or is the source.
    """
    chosen, target = options or Options(), Path(target)
    if isinstance(source, str | Path) and _same(Path(source), target):
        raise OutputError("is the document itself", where=str(target), remedy="Choose another place.")
    data, label = load(source, options=chosen, name=name)
    opened = open_source(data, options=chosen, name=label)
    if opened.source.media_type not in {PDF, *IMAGES}:
        raise UnsupportedTypeError(
            f"{opened.source.media_type} needs no text layer", where=label, remedy="Give a PDF or an image."
        )
    _check_parts(label)
    pages = list(opened.pages)
    _check_engine(pages, label)
    pdf, layered = _layered(data, pages, chosen, name=label, is_pdf=opened.source.media_type == PDF)
    with pdf:
        _save(pdf, target)
        return SearchableCopy(
            len(pdf.pages),
            layered,
            tuple(page.number for page in pages if page.read_by == "none"),
            tuple(finding for page in pages for finding in page.findings),
        )


def _same(first: Path, second: Path) -> bool:
    with suppress(OSError):
        return first.samefile(second)
    return False


def _check_parts(label: str) -> None:
    try:
        import pikepdf  # noqa: F401, PLC0415 - only this needs it, and before a long reading is the time to say so
    except ImportError as error:
        raise MissingPartError(
            "searchable copies need pikepdf",
            where=label,
            why=str(error),
            remedy='Install it with: pip install "vnplan_extract[ocr]"',
        ) from error


def _check_engine(pages: list[Page], label: str) -> None:
    """Refuse to write a copy in which nothing more can be searched than before, for want of an engine."""
    if any(finding.code == "ocr-missing" for page in pages for finding in page.findings):
        raise MissingPartError(
            "no OCR engine is installed",
            where=label,
            remedy='Install it with: pip install "vnplan_extract[ocr]".',
        )


def _layered(
    data: bytes, pages: list[Page], options: Options, *, name: str, is_pdf: bool
) -> tuple[pikepdf.Pdf, tuple[int, ...]]:
    from vnplan_extract.searchable.writer import layered_pdf, layered_pictures  # noqa: PLC0415

    if is_pdf:
        again = options.ocr == "always"
        return layered_pdf(data, pages, name=name, password=options.password, again=again)
    return layered_pictures(data, pages)


def _save(pdf: pikepdf.Pdf, target: Path) -> None:
    """Write the file whole or not at all; the same input gives the same bytes."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            with part.open("wb") as stream:
                pdf.save(stream, deterministic_id=True)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            "cannot be written", where=str(target), why=error.strerror or "", remedy="Choose another place."
        ) from error
