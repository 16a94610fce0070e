"""Which equations are truly broken, and which printed number is to blame.

A rule ("the columns of funds make the total") is proved by the rows in which it holds; only then is a row in which it
does not an error. A number to blame is one that closes every equation it stands in with one and the same value.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vnplan_extract.audit.terms import printed
from vnplan_extract.findings import catalogue, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.audit.terms import Equation, Term
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.findings import Finding

Verdict = Literal["broken", "doubtful"]
MOST_DOUBTS = 3  # of one rule; more say that the rule is none
MOST_SIDES = 60  # places of a long sum that a finding names


@dataclass(frozen=True, slots=True)
class Blame:
    """Broken equations with the term that explains them; None where any of their terms may be wrong."""

    equations: tuple[Equation, ...]
    term: Term | None
    verdict: Verdict


def balance(equations: Sequence[Equation]) -> list[Finding]:
    """Return a finding for each number that breaks equations, at its place in the Plan."""
    return [*(_finding(blame) for blame in blames(equations)), *_unread(equations)]


def _unread(equations: Sequence[Equation]) -> list[Finding]:
    """Return a finding for each number with letters among its digits, with the value that would close its equation."""
    found: dict[str, Finding] = {}
    for equation in equations:
        unread = [term for term in equation.terms if term.value is None]
        for term in unread:
            value = equation.needed(term) if len(unread) == 1 else None
            if term.pointer not in found or (value is not None and found[term.pointer].expected is None):
                found[term.pointer] = finding(
                    "figure-unread",
                    path=term.pointer,
                    expected=None if value is None else printed(value / term.factor),
                    found=term.text,
                    evidence=sides(term.evidence, [one for one in equation.terms if one is not term]),
                    label=equation.label,
                    label_vi=equation.label_vi,
                )
    return list(found.values())


def blames(equations: Sequence[Equation]) -> list[Blame]:
    """Return the broken equations, those that one number explains together."""
    verdicts = judged(equations)
    standing = _terms_that_hold(equations)
    by_term: dict[str, list[int]] = defaultdict(list)
    for at in verdicts:
        for pointer in {term.pointer for term in equations[at].terms}:
            by_term[pointer].append(at)
    result = []
    left = dict(verdicts)
    for pointer in sorted(by_term, key=lambda pointer: (-len(by_term[pointer]), pointer)):
        explained = [at for at in by_term[pointer] if at in left]
        if len(explained) < 2 or pointer in standing:
            continue
        culprit = _one_value(pointer, [equations[at] for at in explained])
        if culprit is not None:
            strongest: Verdict = "broken" if any(left[at] == "broken" for at in explained) else "doubtful"
            result.append(Blame(tuple(equations[at] for at in explained), culprit, strongest))
            for at in explained:
                del left[at]
    for at, verdict in left.items():
        suspects = [term for term in equations[at].terms if term.pointer not in standing]
        result.append(Blame((equations[at],), suspects[0] if len(suspects) == 1 else None, verdict))
    return result


def judged(equations: Sequence[Equation]) -> dict[int, Verdict]:
    """Return which equations (by their number) are broken for sure, and which only perhaps."""
    families: dict[str, list[int]] = defaultdict(list)
    for at, equation in enumerate(equations):
        if equation.readable:
            families[equation.family].append(at)
    result: dict[int, Verdict] = {}
    for members in families.values():
        result.update(_judged(equations, members))
    return dict(sorted(result.items()))


def _judged(equations: Sequence[Equation], members: Sequence[int]) -> dict[int, Verdict]:
    exact = [at for at in members if equations[at].closes]
    near = [at for at in members if not equations[at].closes and _is_near(equations[at])]
    broken = [at for at in members if not equations[at].closes and not _is_near(equations[at])]
    if len(near) > len(exact):  # rounded numbers: the last digit proves nothing
        doubtful: list[int] = near if len(near) == 1 and not exact else []
        return {
            **_by_support(equations, broken, len(exact) + len(near)),
            **dict.fromkeys(doubtful, "doubtful"),
        }
    return _by_support(equations, sorted([*broken, *near]), len(exact))


def _is_near(equation: Equation) -> bool:
    return abs(equation.difference) <= equation.rounding


def _by_support(equations: Sequence[Equation], broken: Sequence[int], closed: int) -> dict[int, Verdict]:
    if not broken:
        return {}
    if closed >= len(broken) or (len(broken) == 1 and equations[broken[0]].certain):
        return dict.fromkeys(broken, "broken")
    if closed:
        return dict.fromkeys(broken, "doubtful")
    stated = [at for at in broken if not equations[at].guessed]
    return dict.fromkeys(stated, "doubtful") if len(broken) <= MOST_DOUBTS else {}


def _terms_that_hold(equations: Iterable[Equation]) -> set[str]:
    """Return the terms that stand in an equation that closes and says something: they are not to blame."""
    return {
        term.pointer
        for equation in equations
        if equation.closes and any(other.value for other in equation.terms)
        for term in equation.terms
    }


def _one_value(pointer: str, equations: Sequence[Equation]) -> Term | None:
    """Return the term at a pointer if one new value of it closes all equations; not one of several in a cell."""
    terms = [term for equation in equations for term in equation.terms if term.pointer == pointer]
    if len(terms) != len(equations):
        return None
    values = {equation.needed(term) for equation, term in zip(equations, terms, strict=True)}
    return terms[0] if len(values) == 1 and None not in values else None


def _finding(blame: Blame) -> Finding:
    first = blame.equations[0]
    term = blame.term or first.left
    value = first.needed(term)
    others = [
        other for equation in blame.equations for other in equation.terms if other.pointer != term.pointer
    ]
    return finding(
        _code(first, blame.verdict),
        path=term.pointer,
        expected=None if value is None else printed(value / term.factor),
        found=term.text,
        evidence=sides(term.evidence, others),
        label=first.label,
        label_vi=first.label_vi,
        equation="; ".join(dict.fromkeys(equation.shown() for equation in blame.equations)),
    )


def _code(equation: Equation, verdict: Verdict) -> str:
    """Return the code of a finding: what is only doubtful is never an error."""
    if verdict == "broken" or catalogue()[equation.code]["severity"] != "error":
        return equation.code
    return "sum-doubt"


def sides(found: tuple[Evidence, ...], others: Iterable[Term]) -> dict[str, tuple[Evidence, ...]]:
    """Return the places of both sides of a finding, each once."""
    expected = dict.fromkeys(
        (place.page, place.start, place.end) for term in others for place in term.evidence
    )
    places = {(place.page, place.start, place.end): place for term in others for place in term.evidence}
    result = {"found": found, "expected": tuple(places[key] for key in list(expected)[:MOST_SIDES])}
    return {side: place for side, place in result.items() if place}
