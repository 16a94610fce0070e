"""Agencies that did not exist on the day of the plan: districts after 1 July 2025, ministries merged in March 2025."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from vnplan_extract.findings import finding
from vnplan_extract.lang.agencies import find_agencies
from vnplan_extract.lang.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract import plan
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.findings import Finding

MONTH = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?\Z")
LONGEST = 600


def check_agencies(document: plan.Plan) -> Iterator[Finding]:
    """Those who lead, take part, have duties or receive the plan must exist on its day."""
    on = _day(document.issued)
    if on is None:
        return
    seen: set[str] = set()
    for pointer, text, places in _named(document):
        for mention in find_agencies(normalize(text).text, on=on):
            if "outdated_name" in mention.flags and mention.value.name not in seen:
                seen.add(mention.value.name)
                yield finding(
                    "agency-outdated",
                    path=pointer,
                    expected=mention.value.current_id,
                    found=mention.text,
                    evidence={"found": places} if places else None,
                    day=document.issued,
                )


def _day(issued: str | None) -> dt.date | None:
    """Return the day of issue; of a month its last, so that what ended within it is not blamed."""
    match = MONTH.match(issued or "")
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _named(document: plan.Plan) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    """Yield the texts that name who acts, each text once: cells of leads and partners, duties, recipients."""
    seen: set[str] = set()
    for at, table in enumerate(document.tables):
        columns = {col for col, column in enumerate(table.columns) if column.role in ("lead", "partner")}
        for number, cell in enumerate(table.cells):
            if cell.row >= table.header_rows and cell.col in columns and cell.text not in seen:
                seen.add(cell.text)
                yield f"/tables/{at}/cells/{number}", cell.text[:LONGEST], cell.evidence.get("text", ())
    for at, duty in enumerate(document.duties):
        for number, agency in enumerate(duty.agencies):
            if agency.text not in seen:
                seen.add(agency.text)
                yield f"/duties/{at}/agencies/{number}", agency.text, agency.evidence.get("name", ())
    places = document.evidence.get("recipients", ())
    for at, recipient in enumerate(document.recipients):
        if recipient not in seen:
            seen.add(recipient)
            yield f"/recipients/{at}", recipient[:LONGEST], places
