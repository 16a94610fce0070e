"""Small plans for tests: a fixed letterhead and title around the body a test states."""

from __future__ import annotations

from vnplan_extract import extract

HEAD = (
    "**ỦY BAN NHÂN DÂN TỈNH HÀ GIANG**\n\nSố: 12/KH-UBND\n\nHà Giang, ngày 15 tháng 4 năm 2021\n\n"
    "# KẾ HOẠCH\n\n**Phát triển nghề thêu giai đoạn 2021-2025**\n\n"
)


def plan_of(body: str):
    """The Plan of a document with this body, in Markdown."""
    return extract((HEAD + body).encode(), name="plan.md")
