"""ANLS*: one number for two nested values, comparable with papers (Peer et al., arXiv 2402.03848).

Secondary here: it is lenient with numbers ("1.250" against "1250" scores 0.8 of a point), so no headline rests on it.
Agrees with the package anls-star, which the tests run beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.scoring.parts import best_pairs, levenshtein

if TYPE_CHECKING:
    from vnplan_extract.scoring.forms import Json

_THRESHOLD = 0.5
_NOTHING: tuple[Json, ...] = (None, "", [], {})


def anls_star(gold: Json, found: Json) -> float:
    """Return the average normalised Levenshtein similarity of the leaves of two JSON values, lists paired best."""
    score, size = _pair(gold, found)
    return score / size if size else 1.0


def _pair(gold: Json, found: Json) -> tuple[float, int]:
    """Return the sum of the leaves' similarities and their number."""
    if gold is None:
        return float(found in _NOTHING), max(1, _size(found))
    if isinstance(gold, dict):
        return _dicts(gold, found) if isinstance(found, dict) else (0.0, max(_size(gold), _size(found)))
    if isinstance(gold, list):
        return _lists(gold, found) if isinstance(found, list) else (0.0, max(_size(gold), _size(found)))
    if found is None or isinstance(found, dict | list):
        return 0.0, max(1, _size(found))
    return _leaf(str(gold), str(found)), 1


def _dicts(gold: dict[str, Json], found: dict[str, Json]) -> tuple[float, int]:
    score, size = 0.0, 0
    for key in [*gold, *(key for key in found if key not in gold)]:
        part, leaves = _pair(gold.get(key), found.get(key))
        size += leaves
        # A key that gold does not know and that holds nothing is no hallucination, nor a hit.
        if key in gold or found[key] not in _NOTHING:
            score += part
    return score, size


def _lists(gold: list[Json], found: list[Json]) -> tuple[float, int]:
    parts = [[_pair(one, other) for other in found] for one in gold]
    likeness = [[score / size if size else 1.0 for score, size in row] for row in parts]
    chosen = best_pairs(likeness)
    score = sum(parts[one][other][0] for one, other in chosen)
    size = sum(parts[one][other][1] for one, other in chosen)
    rest = [gold[at] for at in set(range(len(gold))) - {one for one, _ in chosen}]
    rest += [found[at] for at in set(range(len(found))) - {other for _, other in chosen}]
    return score, size + sum(map(_size, rest))


def _size(value: Json) -> int:
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return sum(map(_size, value)) if isinstance(value, list) else 1


def _leaf(gold: str, found: str) -> float:
    if gold == found:
        return 1.0
    one, other = (" ".join(text.lower().split()) for text in (gold, found))
    longest = max(len(one), len(other))
    score = 1.0 - levenshtein(one, other) / longest if longest else 1.0
    return score if score >= _THRESHOLD else 0.0
