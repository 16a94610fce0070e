"""No headline falls: the committed corpus against its gold, held against the last line of bench/accuracy.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from vnplan_extract import load_gold, score
from vnplan_extract.scoring.baseline import falls, load_baseline
from vnplan_extract.scoring.gold import files_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vnplan_extract import Plan


def test_no_headline_falls(corpus: Path, extracted: Callable[[Path], Plan]) -> None:
    history = corpus.parent / "bench" / "accuracy.json"
    last = json.loads(history.read_text(encoding="utf-8"))[-1]
    # Documents labelled since then have no earlier score to fall from.
    gold = tuple(one for one in load_gold(corpus.parent / "gold") if one.document in last["documents"])
    assert len(gold) == len(last["documents"]), "gold that was scored is gone"
    files = files_of(gold, corpus, include=last["files"])
    plans = [extracted(file) for renditions in files.values() for file in renditions.values()]
    report = score(gold, plans, include=last["files"])
    fallen = falls(report, load_baseline(history))
    if fallen:
        named = "\n".join(map(str, fallen))
        pytest.fail(f"{named}\nIf gold or metrics changed on purpose: python bench/accuracy.py --record")
