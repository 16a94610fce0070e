"""Days of the week against the dates beside them: "thứ Hai ngày 06/7/2026", "ngày 02/01/2012 (thứ 2)"."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from vnplan_extract.audit.places import cells, narrowed, texts
from vnplan_extract.findings import finding
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.wordlists import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract import plan
    from vnplan_extract.findings import Finding

# The week is counted from Sunday: Monday is the second day, and Sunday has a name of its own.
NAMES = words("dates", "weekdays")
NUMBERED = {"hai": 0, "ba": 1, "tư": 2, "bốn": 2, "năm": 3, "sáu": 4, "bảy": 5, "bẩy": 5}
DAY = r"(?P<weekday>(?<!\w)(?:thứ\s?(?:hai|ba|tư|bốn|năm|sáu|bảy|bẩy|[2-7])|chủ\s?nhật)(?!\w))"
DATE = r"(?P<date>(?P<day>\d{1,2})(?:\s?[/.-]\s?|\s+tháng\s+)(?P<month>\d{1,2})(?:\s?[/.-]\s?|\s+năm\s+)(?P<year>(?:19|20)\d\d))(?!\d)"
BEFORE = re.compile(rf"{DAY}\s?[,(]?\s?(?:(?:tức|là)\s)?(?:ngày\s)?{DATE}", re.IGNORECASE)
AFTER = re.compile(rf"{DATE}\s?\(\s?(?:tức\s|là\s|nhằm\s)?(?:ngày\s)?{DAY}\s?\)", re.IGNORECASE)


def check_weekdays(document: plan.Plan) -> Iterator[Finding]:
    """Every full date that stands with its day of the week, in running text and in cells."""
    for pointer, text, places in (*texts(document), *cells(document)):
        folded = text.casefold()
        if "thứ" not in folded and "nhật" not in folded:
            continue
        clean = normalize(text).text
        for pattern in (BEFORE, AFTER):
            for match in pattern.finditer(clean):
                expected = _weekday_of(match)
                printed = _printed(match["weekday"])
                if expected is not None and expected != printed:
                    yield finding(
                        "weekday-differs",
                        path=pointer,
                        expected=NAMES[expected],
                        found=match["weekday"],
                        evidence={"found": narrowed(places, match.group())} if places else None,
                        date=match["date"],
                    )


def _weekday_of(match: re.Match[str]) -> int | None:
    """Return the day of the week of the date, from Monday 0; None for a date that does not exist."""
    try:
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"])).weekday()
    except ValueError:
        return None


def _printed(name: str) -> int:
    last = name.casefold().removeprefix("thứ").strip()
    return int(last) - 2 if last.isdecimal() else NUMBERED.get(last, 6)
