"""Mentions in text against gold spans: strict, exact, partial and by kind, as SemEval-2013 task 9 counts them.

Agrees with the package nervaluate, which the tests run beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract.scoring.metrics import Counts

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Span:
    """A mention: its kind and its offsets, the end not included."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpanScores:
    """Counts under four rules.

    Attributes:
        strict: Offsets and kind are right.
        exact: Offsets are right.
        partial: Spans overlap; of these `partial.wrong` do so only in part and count half in `partial_f1`.
        kind: Spans overlap and the kind is right.
    """

    strict: Counts
    exact: Counts
    partial: Counts
    kind: Counts

    @property
    def partial_f1(self) -> float:
        """Return F1 where an overlap in part is half right."""
        counts = self.partial
        both = counts.gold + counts.found
        return 2 * (counts.right + counts.wrong / 2) / both if both else 1.0


def span_scores(gold: Sequence[Span], found: Sequence[Span]) -> SpanScores:
    """Score the spans found in one text; each gold span answers one found span, the first that overlaps it."""
    pairs, missing, invented = _pairs(gold, found)
    same = [(one.start, one.end) == (other.start, other.end) for one, other in pairs]
    kinds = [one.kind == other.kind for one, other in pairs]

    def counts(right: list[bool]) -> Counts:
        return Counts(sum(right), len(right) - sum(right), missing, invented)

    both = [here and kind for here, kind in zip(same, kinds, strict=True)]
    return SpanScores(strict=counts(both), exact=counts(same), partial=counts(same), kind=counts(kinds))


def _pairs(gold: Sequence[Span], found: Sequence[Span]) -> tuple[list[tuple[Span, Span]], int, int]:
    """Return overlapping pairs, and how many spans of either side have no partner; equal spans pair first."""
    rest = sorted(gold, key=lambda span: (span.start, span.end))
    pairs: list[tuple[Span, Span]] = []
    others: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start, span.end)):
        match = next(
            (one for one in rest if (one.start, one.end, one.kind) == (span.start, span.end, span.kind)), None
        )
        if match is None:
            others.append(span)
        else:
            rest.remove(match)
            pairs.append((match, span))
    invented = 0
    for span in others:
        match = next((one for one in rest if one.start < span.end and span.start < one.end), None)
        if match is None:
            invented += 1
        else:
            rest.remove(match)
            pairs.append((match, span))
    return pairs, len(rest), invented
