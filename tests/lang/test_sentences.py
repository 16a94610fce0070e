"""What whole sentences of plans say: every quantity, amount of money and time of each, in order, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from vnplan_extract.lang import find_mentions
from vnplan_extract.lang.values import Quantity, When

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "sentences.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def written(value: object) -> str | None:
    """A quantity as "low..high unit bound per direction" without what says nothing, a time as its EDTF."""
    if isinstance(value, When):
        return value.edtf
    if not isinstance(value, Quantity):
        return None
    numbers = [f"{number:f}" for number in dict.fromkeys((value.low, value.high))]
    bound = None if value.bound == "exact" else value.bound
    parts = ("..".join(numbers), value.unit or "-", bound, value.per, value.direction)
    return " ".join(filter(None, parts))


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_sentence(text: str, expected: str) -> None:
    found = [written(mention.value) for mention in find_mentions(text)]
    assert [one for one in found if one] == [one for one in expected.split(" | ") if one != "none"]
