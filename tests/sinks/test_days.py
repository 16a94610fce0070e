"""First and last days of EDTF values."""

from __future__ import annotations

import pytest

from vnplan_extract.sinks.days import first_day, last_day


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021/2025", "2021-01-01", "2025-12-31"),
        ("../2025", None, "2025-12-31"),
        ("2026/..", "2026-01-01", None),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2021-34", "2021-04-01", "2021-06-30"),
        ("2021-41", "2021-07-01", "2021-12-31"),
        ("2026-07/2026-09", "2026-07-01", "2026-09-30"),
        ("../2024-04-18", None, "2024-04-18"),
        ("R/P1Y", None, None),
        ("2021-13", None, None),
        ("", None, None),
    ],
)
def test_days(edtf: str, first: str | None, last: str | None):
    told = [day and day.isoformat() for day in (first_day(edtf), last_day(edtf))]
    assert told == [first, last]
