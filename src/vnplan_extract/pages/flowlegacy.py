"""Repairs flowing text (DOCX, DOC, HTML, plain text) in the old Vietnamese encodings, paragraph by paragraph."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.document import FlowTable, Paragraph
from vnplan_extract.findings import finding
from vnplan_extract.pages.legacy import FIRM, Encoding, guess_encoding, to_unicode
from vnplan_extract.pages.textlayer import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vnplan_extract.document import Page

# Letters that no old encoding gives, however it was read: fonts that draw capitals (.VnTimeH) are converted on the way in.
_UNICODE = re.compile("[\u1ea0-\u1ef9]")


def repair_flow(page: Page) -> Page:
    """Return a page of flowing text in Unicode, with a finding for each old encoding met; others come back as they are.

    Each paragraph is judged by itself where it holds enough text, else as the document on the whole.
    """
    if not page.flow:
        return page
    texts = [paragraph.text for paragraph in _paragraphs(page.flow)]
    if not any(COMMON.search(text) for text in texts):
        return page
    whole = guess_encoding(" ".join(texts)).encoding
    changed: set[str] = set()

    def mend(paragraph: Paragraph) -> Paragraph:
        guess = guess_encoding(paragraph.text)
        encoding = guess.encoding if guess.encoding and guess.evidence >= FIRM else whole or guess.encoding
        if encoding is None or encoding == "unicode":
            return paragraph
        mended = _converted(paragraph, encoding)
        if mended.text != paragraph.text:
            changed.add(encoding)
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


def _converted(paragraph: Paragraph, encoding: Encoding) -> Paragraph:
    """Convert a paragraph piece by piece between the offsets that it declares, which move with the text."""
    runs = paragraph.runs
    marks = {0, len(paragraph.text), paragraph.marker_end, *paragraph.page_breaks}
    marks |= {mark for run in runs for mark in (run.start, run.end)}
    cuts = sorted(mark for mark in marks if 0 <= mark <= len(paragraph.text))
    moved = {0: 0}
    text = ""
    for start, end in pairwise(cuts):
        piece = paragraph.text[start:end]
        text += piece if _UNICODE.search(piece) else to_unicode(piece, encoding)
        moved[end] = len(text)
    return replace(
        paragraph,
        text=text,
        runs=tuple(replace(run, start=moved[run.start], end=moved[run.end]) for run in runs),
        marker_end=moved[paragraph.marker_end],
        page_breaks=tuple(moved[at] for at in paragraph.page_breaks),
    )
