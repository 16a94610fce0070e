"""Days that no calendar has, in running text and in cells: "trước ngày 31/6/2025", "ngày 30 tháng 02 năm 2026"."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import TYPE_CHECKING

from vnplan_extract.audit.places import cells, narrowed, texts
from vnplan_extract.findings import finding
from vnplan_extract.lang.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract import plan
    from vnplan_extract.findings import Finding

LATE = re.compile(
    r"(?<![\d/.,-])(?P<day>29|3\d)(?:\s?(?P<sign>[/.-])\s?|\s+tháng\s+)(?P<month>\d{1,2})"
    r"(?(sign)\s?(?P=sign)\s?|\s+năm\s+)(?P<year>(?:19|20)\d\d)(?![\d/])"
)  # only the end of a month can go wrong by a day


def check_days(document: plan.Plan) -> Iterator[Finding]:
    """Every full date whose month has no such day; the day of issue is checked where it is read."""
    for pointer, text, places in (*texts(document), *cells(document)):
        if "29" not in text and "3" not in text:
            continue
        for match in LATE.finditer(normalize(text).text):
            last = _last_day(int(match["year"]), int(match["month"]))
            if last is not None and int(match["day"]) > last:
                yield finding(
                    "day-impossible",
                    path=pointer,
                    expected=f"{last:02}/{int(match['month']):02}/{match['year']}",
                    found=match.group(),
                    evidence={"found": narrowed(places, match.group())} if places else None,
                    last=last,
                )


def _last_day(year: int, month: int) -> int | None:
    """Return the last day of a month, None where there is no such month."""
    return monthrange(year, month)[1] if 1 <= month <= 12 else None
