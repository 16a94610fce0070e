"""When a task is to be done: what a cell or property says as a whole, with the last day where its head asks for one."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import TYPE_CHECKING, cast

from vnplan_extract import plan
from vnplan_extract.lang.dates import parse_date
from vnplan_extract.lang.tones import strip_accents
from vnplan_extract.lang.values import When
from vnplan_extract.reading.counts import TIMES
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.records import when_record
from vnplan_extract.reading.task_words import listed
from vnplan_extract.reading.times import is_past, own_time, own_times, times_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Passage
    from vnplan_extract.lang.values import Mention
    from vnplan_extract.reading.draft import Draft

NOTHING = re.compile(r"[\s\-–—./…_·•*;:,()]*\Z")
UNKNOWN_YEAR = "XXXX"
MONTH = re.compile(r"XXXX-(?:0[1-9]|1[0-2])\Z")
MONTH_OF = re.compile(r"(?:\.\./)?XXXX-(0[1-9]|1[0-2])(?:-\d\d)?\Z")
SCHOOL_YEAR = re.compile(r"năm học", re.IGNORECASE)
FIRST_MONTH = 8  # of a school year
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
YEARLY = re.compile(r"h[ằà]ng|mỗi|định kỳ|thường", re.IGNORECASE)
STANDING = re.compile(
    r"[(;,]\s*(?:(?:thời gian )?thực hiện:?\s+)?(thường xuyên|liên tục)\s*\)[.;\s]*\Z", re.IGNORECASE
)
MONTHS = re.compile(
    r"(?:\d|0\d|1[0-2])\s?[-–]\s?(?:\d|0\d|1[0-2])/(?:19|20)\d\d\Z"
)  # "09 - 10/2026", of a school year
JOINT = re.compile(r"\s*(?:,|;|và|-|&)\s*(?:và\s+)?(?:cả\s+|sáng\s+|chiều\s+|ngày\s+){0,2}\Z", re.IGNORECASE)


def is_nothing(text: str) -> bool:
    """Tell whether a cell or value is blank, a dash, or dots to be filled in."""
    return NOTHING.match(text) is not None


def cell_when(
    draft: Draft, passage: Passage, *, deadline: bool = False, year: str | None = None
) -> plan.When | None:
    """Read a cell or property of time: its text whole, with the time it means, or none for "Thường xuyên".

    Args:
        draft: The plan in the making.
        passage: The cell's words.
        deadline: Whether its head asks for the last day ("Thời hạn"), so that a point is "../".
        year: The year of a point without one ("Tháng 12"), where the head says it; else that of a plan for one year.
    """
    if is_nothing(passage.text):
        return None
    value = _value_of(draft, passage.text.strip(" .;,"))
    edtf = value.edtf if value else None
    by = value.by if value else None
    if by is not None and edtf == "R/P1Y" and not YEARLY.search(passage.text) and year_of_plan(draft, ""):
        edtf, by = _months_of_year(by), None  # "Tháng 6, 7" in a plan for one year
    if edtf is not None:
        edtf = with_year(edtf, year or year_of_plan(draft, edtf))
        edtf = f"../{edtf}" if deadline and _is_point(edtf) else edtf
    return plan.When(
        text=passage.text,
        edtf=edtf,
        by=by,
        bound=value.bound if value else None,
        evidence={"edtf": evidence_of(draft.document, passage)},
    )


def _months_of_year(by: str) -> str:
    """Return the months of a list ("--06,--07") as a stretch of an unknown year where they follow each other, else the first."""
    points = [f"{UNKNOWN_YEAR}{point[1:]}" for point in by.split(",")]
    numbers = [int(point[2:4]) for point in by.split(",") if point[2:4].isdecimal()]
    follow = len(numbers) == len(points) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return f"{points[0]}/{points[-1]}" if follow else points[0]


def own_when(draft: Draft, passage: Passage, *, deadline: bool = False) -> plan.When | None:
    """Return the time that an item names for itself, None where it names none; a `deadline` makes a point "../"."""
    # What is to be done is not due before the plan begins: "xếp loại chất lượng năm 2025" in a plan for 2026.
    mention = next((one for one in own_times(draft, passage.text) if not is_past(draft, one.value)), None)
    if mention is None or mention.kind == "frequency":
        mention = _last_day(draft, passage.text) or mention
    if mention is None or TIMES.match(mention.text):
        return None
    record = when_record(draft, mention, passage)
    if record.edtf is None:
        return record
    edtf = with_year(record.edtf, year_of_plan(draft, record.edtf))
    edtf = f"../{edtf}" if deadline and _is_point(edtf) else edtf
    return record if edtf == record.edtf else record.model_copy(update={"edtf": edtf})


def standing_when(draft: Draft, passage: Passage) -> plan.When | None:
    """Return the time of "(Sở A chủ trì; thực hiện thường xuyên)": what a closing bracket says and no calendar has."""
    match = STANDING.search(passage.text)
    return cell_when(draft, passage.cut(match.start(1), match.end(1))) if match else None


def _last_day(draft: Draft, text: str) -> Mention[When] | None:
    """Return "trước ngày ..." wherever it stands: no name of a document holds it."""
    for mention in draft.mentions(text):
        if isinstance(mention.value, When) and mention.value.bound == "before":
            return cast("Mention[When]", mention)
    return None


def year_in_head(head: str) -> str | None:
    """Return the only year that a column's head names ("Thời gian thực hiện năm 2026").

    >>> year_in_head("Tiến độ năm 2026")
    '2026'
    """
    years = set(YEAR.findall(head))
    return years.pop() if len(years) == 1 else None


def is_deadline(head: str) -> bool:
    """Tell whether a head or label asks for the last day, not for the time in which something is done.

    >>> is_deadline("Thời hạn hoàn thành"), is_deadline("Thời gian thực hiện")
    (True, False)
    """
    words = fold(head)
    starts, contains = _deadline_words()
    return words.startswith(starts) or any(word in words for word in contains)


def names_time(head: str) -> bool:
    """Tell whether a head says that its column holds a time, perhaps among other things ("Sản phẩm và thời hạn").

    >>> names_time("Sản phẩm và thời hạn"), names_time("Sản phẩm")
    (True, False)
    """
    words = f" {fold(head)}"
    return any(f" {fold(word)}" in words for word in listed("deadline", "named"))


def fold(text: str) -> str:
    """Return words without accents, case and punctuation, single blanks between them and one after the last.

    >>> fold("Thời hạn (tháng):")
    'thoi han thang '
    """
    return " ".join(re.findall(r"[^\W_]+", strip_accents(text).casefold())) + " "


@cache
def _deadline_words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    starts, contains = listed("deadline", "starts"), listed("deadline", "contains")
    return tuple(fold(word) for word in starts), tuple(fold(word) for word in contains)


def year_of_plan(draft: Draft, edtf: str) -> str | None:
    """Return the year of a point in a plan for one year, or for a school year, which begins in August; else None."""
    period = draft.period or ""
    if ".." not in period and (year := year_of(period)) is not None:
        return year  # also of a plan for a month or a quarter
    first, _, last = period.partition("/")
    month = MONTH_OF.match(edtf)
    if month and SCHOOL_YEAR.search(draft.title or "") and first.isdecimal() and last == str(int(first) + 1):
        return first if int(month[1]) >= FIRST_MONTH else last
    return None


def _value_of(draft: Draft, text: str) -> When | None:
    lead = "tháng " if MONTHS.match(text) else ""
    whole = parse_date(f"{lead}{text}")
    if whole is not None:
        return whole.value
    run = _run(times_of(draft, text, 0, len(text)), text)
    if run is not None:
        return run
    chosen = own_time(draft, text)
    return chosen.value if chosen else None


def _run(times: Sequence[Mention[When]], text: str) -> When | None:
    """Read "Quý I, II/2026", "ngày 28/12 và 29/12/2011": points that follow each other and are only joined are one stretch.

    "Tháng 6 và tháng 12", without a year, are months of every year.
    """
    if len(times) < 2:
        return None
    year = next((time.value.edtf[:4] for time in times if UNKNOWN_YEAR not in time.value.edtf), None)
    points = [with_year(time.value.edtf, year) for time in times]
    if year is None and all(MONTH.match(point) for point in points):
        listed_together = all(
            JOINT.fullmatch(text[one.end : two.start]) for one, two in itertools.pairwise(times)
        )
        months = ",".join(f"--{point[-2:]}" for point in points)
        return When("R/P1Y", by=months) if listed_together else None
    if not all(_is_point(point) for point in points):
        return None
    for at, (before, after) in enumerate(itertools.pairwise(times)):
        joined = JOINT.fullmatch(text[before.end : after.start])
        if not joined or not _follows(points[at], points[at + 1]):
            return None
    return When(f"{points[0]}/{points[-1]}")


def _follows(before: str, after: str) -> bool:
    """Tell whether one day, month, quarter or year comes right after another of the same month or year."""
    first, second = before.split("-"), after.split("-")
    return len(first) == len(second) and first[:-1] == second[:-1] and int(second[-1]) == int(first[-1]) + 1


def _is_point(edtf: str) -> bool:
    return "/" not in edtf and not edtf.startswith("R") and UNKNOWN_YEAR not in edtf


def with_year(edtf: str, year: str | None) -> str:
    """Return a time with its unknown year given.

    >>> with_year("XXXX-10-20", "2023")
    '2023-10-20'
    """
    return edtf.replace(UNKNOWN_YEAR, year) if year else edtf


def year_of(edtf: str | None) -> str | None:
    """Return the only year that a time lies in, None where it lies in several or none.

    >>> year_of("2023-10"), year_of("2023-10/2024-01"), year_of("R/P1Y")
    ('2023', None, None)
    """
    years = {part[:4] for part in (edtf or "").split("/") if part != ".."}
    only = years.pop() if len(years) == 1 else ""
    return only if only.isdecimal() else None
