"""Which quantity is for which year: "năm 2023 đạt 30%, năm 2024 đạt 45%", "Mục tiêu đến năm 2030"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.lang.values import Mention, Quantity, When

YEAR = re.compile(r"(?:\.\./)?(\d{4})\Z")
IN_HEAD = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def year_of(when: When) -> int | None:
    """Return the one year that a point or a deadline is, None for anything longer, shorter or repeated."""
    match = YEAR.match(when.edtf)
    return int(match[1]) if match else None


def year_of_head(text: str) -> int | None:
    """Return the one year that a column's head names; None for none, for several and for a period.

    >>> year_of_head("Mục tiêu đến năm 2030"), year_of_head("Giai đoạn 2021-2025")
    (2030, None)
    """
    years = IN_HEAD.findall(text)
    return int(years[0]) if len(years) == 1 else None


def paired(
    times: Sequence[Mention[When]], counted: Sequence[Mention[Quantity]], *, opening: bool = False
) -> dict[int, int]:
    """Return year -> the index of its quantity, where a text names a year with each quantity, and two at least.

    Years and quantities must alternate from the first to the last and count one thing: else nothing is sure. A whole
    may stand before them: "100 người, trong đó năm 2022: 40 người, năm 2023: 60 người". Years that are `opening` their
    clauses may be of different things: "Đến năm 2027, 11 trường ...; đến năm 2028, 100% học sinh ...".
    """
    years = [year for time in times if (year := year_of(time.value)) is not None]
    if not 2 <= len(years) == len(times) == len(set(years)):
        return {}
    whole = len(counted) == len(years) + 1 and counted[0].start < times[0].start
    parts = counted[1:] if whole else counted
    units = {one.value.unit or one.value.unit_text for one in counted}
    if len(parts) != len(years) or (len(units) > 1 and not (opening and not whole)):
        return {}
    yearly = [time.start for time in times]
    places = [one.start for one in parts]
    for first, second in ((yearly, places), (places, yearly)):
        order = [at for pair in zip(first, second, strict=True) for at in pair]
        if order == sorted(order):
            return {year: at + whole for at, year in enumerate(years)}
    return {}
