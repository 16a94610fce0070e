"""Printed page numbers that jump: a page is missing, or stands twice."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract import plan
    from vnplan_extract.findings import Finding


def check_pages(document: plan.Plan) -> Iterator[Finding]:
    """The numbers printed on pages count on with the pages; an annex may begin anew (its first page may be blank)."""
    numbered = [(page.number, page.printed) for page in document.source.pages if page.printed is not None]
    for (page, printed), (next_page, next_printed) in pairwise(numbered):
        step = next_page - page
        if next_printed == printed + step or next_printed <= step:  # counts on; or began anew since
            continue
        code = "page-missing" if next_printed > printed + step else "page-order"
        yield finding(
            code,
            path=f"/source/pages/{next_page - 1}/printed",
            page=next_page,
            expected=str(printed + step),
            found=str(next_printed),
        )
