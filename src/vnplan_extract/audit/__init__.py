"""Cross-checks of a Plan, as a careful auditor would make them, and repairs that arithmetic proves.

A check is a function that takes a Plan and returns findings; it sees the Plan alone, so that gold files and stored JSON
can be audited like a document just read. `CHECKS` lists them; docs/findings.md explains each code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.audit.agencies import check_agencies
from vnplan_extract.audit.calendar import check_days
from vnplan_extract.audit.citations import check_citations
from vnplan_extract.audit.dates import check_annex_dates, check_cited_dates
from vnplan_extract.audit.figures import check_figures
from vnplan_extract.audit.flags import flagged
from vnplan_extract.audit.numbering import check_markers, check_rows
from vnplan_extract.audit.pages import check_pages
from vnplan_extract.audit.periods import check_periods
from vnplan_extract.audit.phases import check_phases, check_reversed
from vnplan_extract.audit.prose import repaired_budget
from vnplan_extract.audit.repair import repair, repair_tables
from vnplan_extract.audit.sums import check_sums
from vnplan_extract.audit.targets import check_targets
from vnplan_extract.audit.tasks import check_leads, check_times
from vnplan_extract.audit.weekdays import check_weekdays
from vnplan_extract.audit.words import check_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vnplan_extract import plan
    from vnplan_extract.findings import Finding

__all__ = ["CHECKS", "audit", "audited", "repair", "repair_tables"]

CHECKS: tuple[Callable[[plan.Plan], Iterable[Finding]], ...] = (
    check_sums,
    check_figures,
    check_words,
    check_annex_dates,
    check_cited_dates,
    check_weekdays,
    check_days,
    check_citations,
    check_periods,
    check_phases,
    check_reversed,
    check_targets,
    check_agencies,
    check_leads,
    check_times,
    check_markers,
    check_rows,
    check_pages,
)


def audit(document: plan.Plan) -> tuple[Finding, ...]:
    """Return what the checks find in a Plan, without what is among its findings already."""
    known = {(finding.code, finding.path, finding.found) for finding in document.findings}
    found = []
    for check in CHECKS:
        for finding in check(document):
            key = (finding.code, finding.path, finding.found)
            if key not in known:
                known.add(key)
                found.append(finding)
    return tuple(found)


def audited(document: plan.Plan) -> plan.Plan:
    """Return the Plan with the findings of the checks after its own, and quantities from repaired cells marked."""
    marked = repaired_budget(flagged(document))
    found = audit(marked)
    return marked.model_copy(update={"findings": (*marked.findings, *found)}) if found else marked
