"""The order of work in one screen: bytes to pages, pages to a document, the document to a Plan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract import plan
from vnplan_extract._version import __version__
from vnplan_extract.audit import audited, repair_tables
from vnplan_extract.collector import collecting_rarely
from vnplan_extract.layout.assemble import assemble
from vnplan_extract.options import Options
from vnplan_extract.pages.open import open_source
from vnplan_extract.reading.budget import read_budget
from vnplan_extract.reading.draft import Draft
from vnplan_extract.reading.duties import read_duties
from vnplan_extract.reading.mended import tell_mended
from vnplan_extract.reading.outline import read_outline
from vnplan_extract.reading.parts import read_parts
from vnplan_extract.reading.spellings import tell_spellings
from vnplan_extract.reading.targets import read_targets
from vnplan_extract.reading.tasks import read_tasks
from vnplan_extract.reading.unsure import tell_unsure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vnplan_extract.document import Document
    from vnplan_extract.pages.open import Binary

STEPS: tuple[Callable[[Draft], object], ...] = (
    tell_mended,
    tell_spellings,
    read_outline,
    repair_tables,
    read_parts,
    read_targets,
    read_tasks,
    read_budget,
    read_duties,
    tell_unsure,
)


def read(
    source: str | Path | bytes | Binary, *, options: Options | None = None, name: str | None = None
) -> Document:
    """Read a document as far as its text: pages, lines in reading order, paragraphs and joined tables.

    Args:
        source: Path, bytes, or a binary file object.
        options: How to read it.
        name: What to call it in messages; a path's own name by default.

    Raises:
        InputError: It cannot be read as a document.
    """
    opened = open_source(source, options=options or Options(), name=name)
    return assemble(opened.source, opened.pages)


def extract(
    source: str | Path | bytes | Binary, *, options: Options | None = None, name: str | None = None
) -> plan.Plan:
    """Turn a Vietnamese plan (PDF, DOCX, a workbook, HTML, Markdown or plain text) into a Plan.

    Args:
        source: Path, bytes, or a binary file object.
        options: How to read it.
        name: What to call it in messages; a path's own name by default.

    Raises:
        InputError: It cannot be read as a document.
    """
    chosen = options or Options()
    with collecting_rarely():
        return plan_of(read(source, options=chosen, name=name), options=chosen)


def plan_of(document: Document, *, options: Options | None = None) -> plan.Plan:
    """Turn a document that was read into a Plan."""
    draft = Draft(document, findings=list(document.findings))
    for step in STEPS:
        step(draft)
    return audited(_plan(draft, options or Options()))


def _plan(draft: Draft, options: Options) -> plan.Plan:
    document = draft.document
    printed = _printed_numbers(document)
    return plan.Plan(
        source=plan.Source(
            name=document.source.name,
            sha256=document.source.sha256,
            media_type=document.source.media_type,
            pages=tuple(
                plan.PageInfo(
                    number=page.number,
                    width=round(page.width, 2),
                    height=round(page.height, 2),
                    rotation=page.rotation,
                    read_by="text" if page.read_by == "form" else page.read_by,
                    confidence=page.confidence,
                    printed=printed.get(page.number),
                    name=page.name,
                )
                for page in document.pages
            ),
        ),
        **{name: getattr(draft, name) for name in FIELDS},
        evidence=draft.evidence,
        produced_by=plan.ProducedBy(version=__version__, options=options.digest()),
    )


def _printed_numbers(document: Document) -> dict[int, int]:
    """Return page -> the number printed on it; "2", "- 2 -", "Trang 2/12"."""
    found: dict[int, int] = {}
    for block in document.blocks:
        if block.furniture == "page_number" and (number := PRINTED.search(block.text)):
            found.setdefault(block.page, int(number.group()))
    return found


PRINTED = re.compile(r"\d{1,4}")
FIELDS = (
    "status",
    "kind",
    "number",
    "symbol",
    "issuer",
    "co_issuers",
    "parent_issuer",
    "place",
    "issued",
    "title",
    "period",
    "vision",
    "attached_to",
    "preamble",
    "legal_basis",
    "sections",
    "targets",
    "tasks",
    "budget",
    "duties",
    "recipients",
    "signatures",
    "tables",
    "citations",
    "findings",
)
