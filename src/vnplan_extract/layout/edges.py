"""Rulings to tracks: straight lines snapped to one position and merged over small gaps.

A track is all that is printed along one x (or one y): the parts of a rule that a producer draws cell by cell, the two
lines of a double rule, the dashes of a dashed one. Sorting is the most expensive thing done here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.document import Ruling

Span = tuple[float, float]
Stroke = tuple[float, float, float]  # position across, start and end along

SNAP = 3.2  # points: lines closer than this are one line (the two of a double rule, borders drawn twice)
GAP = 4.2  # points: what may be missing between two pieces of one line (dashes, corners left out)
DOT = 3.0  # points: a mark smaller than this both ways may belong to a dotted line of either direction
SHORTEST = 4.5  # points: a merged line shorter than this is no rule


@dataclass(frozen=True, slots=True)
class Track:
    """What is drawn along one position: `at` is its x (or y), `spans` are sorted and do not touch."""

    at: float
    spans: tuple[Span, ...]


def tracks_of(rulings: Iterable[Ruling]) -> tuple[list[Track], list[Track]]:
    """Return the horizontal and the vertical tracks of a page, each sorted by position (points)."""
    across: list[Stroke] = []
    down: list[Stroke] = []
    for rule in rulings:
        width, height = rule.x1 - rule.x0, rule.bottom - rule.top
        dot = width <= DOT and height <= DOT
        if dot or width >= height:
            across.append(((rule.top + rule.bottom) / 2, rule.x0, rule.x1))
        if dot or width < height:
            down.append(((rule.x0 + rule.x1) / 2, rule.top, rule.bottom))
    return _tracks(across), _tracks(down)


def _tracks(strokes: list[Stroke]) -> list[Track]:
    """Group strokes by position; each track stands where most of its length is drawn."""
    strokes.sort()
    tracks: list[Track] = []
    first = 0
    for at in range(1, len(strokes) + 1):
        if at == len(strokes) or strokes[at][0] - strokes[first][0] > SNAP:
            track = _track(strokes[first:at])
            if track.spans:
                tracks.append(track)
            first = at
    return _snapped(tracks)


def _snapped(tracks: Sequence[Track]) -> list[Track]:
    """Unite tracks that lie nearer than lines do: the dots of lines that cross parted one line's strokes."""
    result: list[Track] = []
    base = 0.0
    for track in tracks:
        if not result or track.at - base > SNAP:
            result.append(track)
            base = track.at
            continue
        last = result[-1]
        one, other = _length(last), _length(track)
        position = (last.at * one + track.at * other) / (one + other)
        result[-1] = Track(position, merged((*last.spans, *track.spans)))
    return result


def _length(track: Track) -> float:
    return sum(hi - lo for lo, hi in track.spans)


def _track(strokes: Sequence[Stroke]) -> Track:
    weight = sum(hi - lo + 0.01 for _, lo, hi in strokes)
    position = sum(at * (hi - lo + 0.01) for at, lo, hi in strokes) / weight
    return Track(position, merged((lo, hi) for _, lo, hi in strokes))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that overlap or leave only a small gap, and drop what stays too short to be a rule."""
    result: list[Span] = []
    low = high = 0.0
    for at, (lo, hi) in enumerate(sorted(spans)):
        if at and lo - high <= GAP:
            high = max(high, hi)
            continue
        if at and high - low >= SHORTEST:
            result.append((low, high))
        low, high = lo, hi
    if high - low >= SHORTEST:
        result.append((low, high))
    return tuple(result)


def covered(spans: Sequence[Span], low: float, high: float, *, slack: float = SNAP) -> float:
    """Return which share of the stretch from `low` to `high` is drawn, each span's ends stretched by `slack`."""
    total = sum(max(0.0, min(hi + slack, high) - max(lo - slack, low)) for lo, hi in spans)
    return min(total / max(high - low, 0.1), 1.0)
