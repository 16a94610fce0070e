"""A file that holds an annex of a plan alone: what it says of the plan it belongs to is its head.

Annexes are often sent as files of their own, above all tables in workbooks. By Nghị định 30/2020, Phụ lục I, the line under
an annex's title gives the plan's number and date: "(Kèm theo Kế hoạch số 15/KH-SCT ngày 12/3/2026 của Sở Công Thương)".
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

import regex

from vnplan_extract.document import Passage
from vnplan_extract.lang.citations import find_citations
from vnplan_extract.lang.doctypes import doctypes, kind_of_heading
from vnplan_extract.lang.normalize import normalize, strip_accents
from vnplan_extract.lang.numbering import parse_marker
from vnplan_extract.reading.heads import ATTACHED, TITLE_LENGTH, Head, is_date_line, is_motto, is_number_line
from vnplan_extract.reading.letterhead import begins_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Block
    from vnplan_extract.lang.doctypes import DocType

_BEGIN = 14  # blocks in which an annex says what it belongs to
_OF_PLAN = regex.compile(r"\b(?:KẾ HOẠCH|CHƯƠNG TRÌNH|PHƯƠNG ÁN|ĐỀ ÁN)\b", regex.IGNORECASE)
_REPORT = regex.compile(r"\b(?:BÁO CÁO|KẾT QUẢ|TÌNH HÌNH|TỔNG KẾT|ĐÁNH GIÁ|DỰ TOÁN THU)\b", regex.IGNORECASE)


def annex_head(blocks: Sequence[Block]) -> Head | None:
    """Return the head of a file that begins with an annex of a plan, or None.

    Its title stands under "Phụ lục" or over the line that names the plan; where no such line is, the title itself must
    speak of a plan, and of no report on one.
    """
    begin = _beginning(blocks)
    named = next((block for block in begin if ATTACHED.match(block.text)), None)
    if named is not None:
        kind = _kind_named(named.passage)
        titles = [block for block in takewhile(lambda block: block is not named, begin) if _is_title(block)]
    else:
        at = next((at for at, block in enumerate(begin) if is_annex(block)), None)
        titles = [] if at is None else [block for block in begin[at:] if _is_title(block)]
        kind = _kind_of_title(titles)
    if kind is None or not kind.plan:
        return None
    header = list(takewhile(_is_letterhead, begin))
    last = next((at for at, block in enumerate(blocks) if header and block is header[-1]), -1)
    head = Head(0, last, kind=kind, header=[line for block in header for line in block.lines])
    head.kind_passage = (named or titles[-1]).passage
    head.attached = named.passage if named is not None else None
    head.annex = Passage.join(block.passage for block in titles)
    return head


def _beginning(blocks: Sequence[Block]) -> list[Block]:
    """Return the first blocks, up to the first table that no unit or column names came before."""
    content = [block for block in blocks if not block.furniture and (block.text or block.table is not None)]
    return list(takewhile(lambda block: block.table is None, content[:_BEGIN]))


def _kind_named(line: Passage) -> DocType | None:
    citation = next(iter(find_citations(normalize(line.text).text)), None)
    if citation is not None and citation.value.kind:
        return kind_of_heading(citation.value.kind.upper())
    found = _OF_PLAN.search(line.text)
    return doctypes().by_name(found[0]) if found is not None else None


def _kind_of_title(titles: Sequence[Block]) -> DocType | None:
    text = " ".join(block.text for block in titles)
    found = _OF_PLAN.search(text)
    return doctypes().by_name(found[0]) if found is not None and not _REPORT.search(text) else None


def is_annex(block: Block) -> bool:
    """Tell whether a paragraph opens an annex: "PHỤ LỤC I", "Biểu số 2"."""
    marker = parse_marker(block.text)
    return marker is not None and marker.kind == "annex"


def _is_title(block: Block) -> bool:
    return not _is_letterhead(block) and len(block.text) <= TITLE_LENGTH and block.column == "full"


def _is_letterhead(block: Block) -> bool:
    text = block.text
    if block.column != "full" or is_motto(text) or is_number_line(text) or is_date_line(text):
        return True
    return text.isupper() and begins_body().match(strip_accents(text).upper()) is not None and len(text) < 60
