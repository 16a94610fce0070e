"""Small plans for tests: a fixed letterhead and title around the body a test states."""

from __future__ import annotations

from vnplan_extract import extract, read
from vnplan_extract.reading.draft import Draft
from vnplan_extract.reading.outline import read_outline
from vnplan_extract.reading.parts import read_parts

HEAD = (
    "**ỦY BAN NHÂN DÂN TỈNH HÀ GIANG**\n\nSố: 12/KH-UBND\n\nHà Giang, ngày 15 tháng 4 năm 2021\n\n"
    "# KẾ HOẠCH\n\n**Phát triển nghề thêu giai đoạn 2021-2025**\n\n"
)


def plan_of(body: str):
    """The Plan of a document with this body, in Markdown."""
    return extract((HEAD + body).encode(), name="plan.md")


def draft_of(body: str) -> Draft:
    """The Plan in the making of such a document, its sections read and told apart."""
    draft = Draft(read((HEAD + body).encode(), name="plan.md"))
    read_outline(draft)
    read_parts(draft)
    return draft
