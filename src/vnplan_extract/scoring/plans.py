"""Score one Plan against one gold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from vnplan_extract.plan import Plan
from vnplan_extract.scoring.anls import anls_star
from vnplan_extract.scoring.compare import Comparer, scored_fields
from vnplan_extract.scoring.metrics import Counts, Ratio
from vnplan_extract.scoring.oddities import compare_findings
from vnplan_extract.scoring.places import compare_places
from vnplan_extract.scoring.sections import compare_sections, compare_text
from vnplan_extract.scoring.tablefields import compare_tables

if TYPE_CHECKING:
    from vnplan_extract.scoring.forms import Json
    from vnplan_extract.scoring.gold import Gold
    from vnplan_extract.scoring.sheet import Sheet

# Task rows are left out: the metric compares each with each, leaf by leaf, which takes minutes on a long table.
_ANLS = ("number", "issued", "title", "period", "targets", "budget", "duties", "signatures")
_NO_PLAN = Plan.model_validate(
    {"source": {"name": "", "sha256": "", "media_type": ""}, "status": "not_a_plan"}
)


def compare_plans(gold: Gold, plan: Plan | None, rendition: str) -> Sheet:
    """Return the score sheet of one Plan.

    Args:
        gold: The gold.
        plan: The output; None where there is none, which scores 0 everywhere with a recall of 0.
        rendition: Name of the file it was read from: pages differ from one to the other.
    """
    comparer = Comparer(gold, plan or _NO_PLAN, rendition)
    for name, metric in scored_fields(Plan):
        if name not in gold.labelled or name in {"sections", "tables", "findings"}:
            continue
        found = getattr(comparer.plan, name) if plan is not None else None
        comparer.field(
            metric, getattr(gold.plan, name), found, name=name, path=f"/{name}", holder=(comparer.plan, name)
        )
    for name, compare in (
        ("sections", compare_sections),
        ("tables", compare_tables),
        ("findings", compare_findings),
    ):
        if name in gold.labelled:
            compare(comparer)
    compare_text(comparer)
    compare_places(comparer)
    comparer.sheet.measure("anls_star", Ratio(_anls(gold, plan), 1))
    comparer.sheet.measure("f1_per_file", Ratio(comparer.sheet.counts.get("all", Counts()).f1, 1))
    return comparer.sheet


def _anls(gold: Gold, plan: Plan | None) -> float:
    starts = {path.split("/")[1] for path in gold.lengths}
    names = [name for name in _ANLS if name in gold.labelled and name not in starts]
    one, other = (
        {name: _bare(name, source) for name in names} if source is not None else {}
        for source in (gold.plan, plan)
    )
    return anls_star(one, other)


def _bare(name: str, plan: Plan) -> Json:
    """Return a field as JSON with only what is scored."""
    raw = json.loads(plan.model_dump_json(include={name}))[name]
    return _kept(cast("Json", raw))


_UNSCORED = {"evidence", "text", "unit_text", "flags", "current_id", "table", "row", "id", "level"}


def _kept(value: Json) -> Json:
    if isinstance(value, dict):
        return {
            key: _kept(item)
            for key, item in value.items()
            if item not in (None, "", [], {})
            and (key not in _UNSCORED or (key == "text" and "low" not in value))
        }
    return [_kept(item) for item in value] if isinstance(value, list) else value
