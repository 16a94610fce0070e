"""Tells which words of a scan are not taken as OCR read them: mended silently, they could not be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.findings import finding
from vnplan_extract.reading.draft import evidence_of

if TYPE_CHECKING:
    from vnplan_extract.document import Document, PageText
    from vnplan_extract.findings import Finding
    from vnplan_extract.reading.draft import Draft

EXAMPLES = 3  # in the sentence; `found` and `expected` have all
BETWEEN = " · "  # the words in `found` and `expected`; none of them has it inside


def tell_mended(draft: Draft) -> None:
    """Add a finding for each page with mended words: as read, as taken, and the places where they stand."""
    for page in draft.document.pages:
        told = _told(draft.document, page)
        if told is not None:
            draft.findings.append(told)


def _told(document: Document, page: PageText) -> Finding | None:
    mended = [(line, *word) for line in page.lines for word in line.mended]
    if not mended:
        return None
    read = [was for _, _, _, was in mended]
    taken = [line.text[start:end] for line, start, end, _ in mended]
    pairs = dict.fromkeys(f"'{was}' → '{now}'" for was, now in zip(read, taken, strict=True))
    return finding(
        "words-mended",
        page=page.number,
        found=BETWEEN.join(read),
        expected=BETWEEN.join(taken),
        evidence={
            "expected": tuple(
                place
                for line, start, end, _ in mended
                for place in evidence_of(document, line.passage(), start, end)
            )
        },
        count=len(mended),
        examples=", ".join(list(pairs)[:EXAMPLES]),
    )
