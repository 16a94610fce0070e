"""Repairs flowing text (DOCX, DOC, HTML, plain text) in the old Vietnamese encodings, paragraph by paragraph."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.document import FlowTable, Paragraph
from vnplan_extract.findings import finding
from vnplan_extract.pages.legacy import to_unicode
from vnplan_extract.pages.legacywords import UNICODE_ONLY, met, stretches
from vnplan_extract.pages.letters import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vnplan_extract.document import Page
    from vnplan_extract.pages.legacy import Encoding

KEPT = "\ue110"  # stands for what is not to be converted


def repair_flow(page: Page) -> Page:
    """Return a page of flowing text in Unicode, with a finding for each old encoding met; others come back as they are.

    What each word is in is told word by word, among the encodings that the document is in.
    """
    if not page.flow:
        return page
    texts = [paragraph.text for paragraph in _paragraphs(page.flow)]
    if not any(COMMON.search(text) for text in texts):
        return page
    encodings = met(texts)
    changed: set[str] = set()

    def mend(paragraph: Paragraph) -> Paragraph:
        parts = stretches(paragraph.text, encodings)
        if all(encoding == "unicode" for _, _, encoding in parts):
            return paragraph
        mended = _converted(paragraph, parts)
        if mended.text != paragraph.text:
            changed.update(encoding for _, _, encoding in parts if encoding != "unicode")
        return mended

    flow = tuple(
        replace(
            item,
            cells=tuple(replace(cell, paragraphs=tuple(map(mend, cell.paragraphs))) for cell in item.cells),
        )
        if isinstance(item, FlowTable)
        else mend(item)
        for item in page.flow
    )
    notes = tuple(
        finding("text-legacy", page=page.number, found=encoding.upper(), pages=page.number)
        for encoding in sorted(changed)
    )
    return replace(page, flow=flow, findings=page.findings + notes) if notes else page


def _paragraphs(flow: Iterable[Paragraph | FlowTable]) -> Iterator[Paragraph]:
    for item in flow:
        if isinstance(item, FlowTable):
            for cell in item.cells:
                yield from cell.paragraphs
        else:
            yield item


def _read(piece: str, encoding: Encoding) -> str:
    """Return a piece in Unicode; a Đ in it is one already, which a font of capitals gave, and no byte of Windows-1258."""
    return to_unicode(piece.replace("Đ", KEPT), encoding).replace(KEPT, "Đ")


def _converted(paragraph: Paragraph, parts: Sequence[tuple[int, int, Encoding]]) -> Paragraph:
    """Convert a paragraph piece by piece between the offsets that it declares, which move with the text."""
    runs = paragraph.runs
    marks = {0, len(paragraph.text), paragraph.marker_end, *paragraph.page_breaks}
    marks |= {mark for run in runs for mark in (run.start, run.end)}
    starts = {start: encoding for start, _, encoding in parts}
    cuts = sorted(mark for mark in marks | set(starts) if 0 <= mark <= len(paragraph.text))
    moved = {0: 0}
    text, encoding = "", parts[0][2]
    for start, end in pairwise(cuts):
        encoding = starts.get(start, encoding)
        piece = paragraph.text[start:end]
        text += piece if UNICODE_ONLY.search(piece) else _read(piece, encoding)
        moved[end] = len(text)
    return replace(
        paragraph,
        text=text,
        runs=tuple(replace(run, start=moved[run.start], end=moved[run.end]) for run in runs),
        marker_end=moved[paragraph.marker_end],
        page_breaks=tuple(moved[at] for at in paragraph.page_breaks),
    )
