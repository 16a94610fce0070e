"""Peers on the corpus, where they can compete: the tables of its digital PDFs, scored as ours are.

    python bench/peers.py [--docs]

A peer returns tables page by page; they are scored as they come, which is what their users get. Cells carry no spans unless the
peer knows them. Peers that are not installed are left out: pip install -e '.[bench,score]'.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from accuracy import ROOT, put
from tables import FINDERS
from vnplan_extract import extract, load_gold
from vnplan_extract.plan import Plan, Source
from vnplan_extract.scoring.gold import files_of
from vnplan_extract.scoring.metrics import Counts, Ratio
from vnplan_extract.scoring.plans import compare_plans
from vnplan_extract.scoring.text import markdown, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from vnplan_extract.plan import Table
    from vnplan_extract.scoring.gold import Gold
    from vnplan_extract.scoring.sheet import Sheet

MEASURES = ("joined_tables", "exact_tables", "exact_cells", "numeric_cells", "grits_top", "grits_con")


def ours(path: Path) -> Plan:
    """The whole of `extract`."""
    return extract(path)


def plan_of(tables: Sequence[Table]) -> Plan:
    """Return a Plan that has these tables."""
    return Plan(
        source=Source(name="", sha256="", media_type="application/pdf"),
        status="issued",
        tables=tuple(table.model_copy(update={"index": index}) for index, table in enumerate(tables)),
    )


def score_finder(
    find: Callable[[Path], Plan], golds: tuple[Gold, ...], files: dict[str, dict[str, Path]]
) -> tuple[dict[str, Ratio], Counts, float]:
    """Return the measures of one finder over all files, how many tables it returned, and its seconds of CPU."""
    sums, counts, seconds = dict.fromkeys(MEASURES, Ratio()), Counts(), 0.0
    for gold in golds:
        for name, file in files.get(gold.document, {}).items():
            began = time.process_time()
            plan = find(file)
            seconds += time.process_time() - began
            sheet: Sheet = compare_plans(gold, plan, name)
            counts += sheet.counts.get("tables", Counts())
            for measure in MEASURES:
                sums[measure] += sheet.measures.get(measure, Ratio())
    return sums, counts, seconds


def only_tables(gold: Gold) -> Gold:
    """Return gold that labels the tables only, without what peers do not claim to read."""
    from dataclasses import replace

    parts = {"caption", "unit", "header_rows", "columns", "notes", "complete", "pages"}
    return replace(
        gold,
        labelled=frozenset({"tables"}) & gold.labelled,
        unlabelled=frozenset({f"tables.{part}" for part in parts}),
        places={},
    )


def table_of_peers(include: str) -> str:
    """Run every finder over the digital PDFs of the corpus; return a Markdown table."""
    golds = tuple(only_tables(gold) for gold in load_gold(ROOT / "gold"))
    files = files_of(golds, ROOT / "corpus", include=include)
    finders: dict[str, Callable[[Path], Plan]] = {"vnplan_extract": ours}
    for name, find in FINDERS.items():
        if not name.startswith("ours"):
            finders[name] = lambda path, find=find: plan_of(find(path))  # type: ignore[misc]
    rows = []
    for name, find in finders.items():
        try:
            sums, counts, seconds = score_finder(find, golds, files)
        except Exception as error:  # noqa: BLE001 - a peer that fails is left out, and said so
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        values = [percent(sums[measure].value) for measure in MEASURES]
        rows.append((name, f"{counts.found} of {counts.gold}", *values, f"{seconds:.1f}"))
    head = (
        "",
        "tables returned",
        "joined whole",
        "exact tables",
        "exact cells",
        "exact figures",
        "GriTS top",
        "GriTS con",
        "CPU seconds",
    )
    return markdown(head, rows)


def main() -> None:
    """Print the table, and write it into docs/accuracy.md if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--docs", action="store_true")
    parser.add_argument("--include", default="*.libreoffice.pdf")
    options = parser.parse_args()
    table = table_of_peers(options.include)
    print(table)
    if options.docs:
        put(ROOT / "docs" / "accuracy.md", "peers", table, by="bench/peers.py")


if __name__ == "__main__":
    main()
