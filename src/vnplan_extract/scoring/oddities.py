"""Findings: by code, and by the place they point at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.scoring.pairing import pair
from vnplan_extract.scoring.settings import settings

if TYPE_CHECKING:
    from vnplan_extract.findings import Finding
    from vnplan_extract.scoring.compare import Comparer
    from vnplan_extract.scoring.sheet import Verdict

_ROW = re.compile(r"^/(\w+)/(\d+)(.*)$")


def compare_findings(comparer: Comparer) -> None:
    """Compare the findings, those about the reading of the file left out."""
    reading = settings().reading_findings
    gold = [item for item in comparer.gold.plan.findings if item.code not in reading]
    found = [item for item in comparer.plan.findings if item.code not in reading]
    paths = [_translated(item.path, comparer.rows_met) for item in gold]

    def likeness(one: int, other: int) -> float:
        if gold[one].code != found[other].code:
            return 0.0
        return 1.0 if paths[one] == found[other].path else 0.6

    pairing = pair(gold, found, likeness, cutoff=0.5)
    for one, other in pairing.pairs:
        comparer.sheet.count("findings", "right", unit=True)
        if gold[one].path:
            comparer.sheet.count("findings.path", "right" if paths[one] == found[other].path else "wrong")
    for one in pairing.missing:
        _only(comparer, gold[one], "missing", one)
    for other in pairing.invented:
        _only(comparer, found[other], "invented", other)


def _only(comparer: Comparer, item: Finding, verdict: Verdict, at: int) -> None:
    comparer.sheet.count("findings", verdict, unit=True)
    text = f"{item.code} {item.path} {item.message}".strip()
    comparer.mistake(
        "findings",
        verdict,
        f"/findings/{at}",
        gold=text if verdict == "missing" else None,
        found=None if verdict == "missing" else text,
        holder=(item, ""),
    )


def _translated(pointer: str, rows_met: dict[str, dict[int, int]]) -> str:
    """Return a pointer into gold as a pointer into the output: the row's own index put in place."""
    match = _ROW.match(pointer)
    if match is None or match[1] not in rows_met:
        return pointer
    index = rows_met[match[1]].get(int(match[2]))
    return pointer if index is None else f"/{match[1]}/{index}{match[3]}"
