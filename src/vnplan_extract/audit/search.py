"""The search for what OCR misread: which readings of which numbers close every broken sum, and whether that is proof.

Only readings one confusion away are tried (`confusions`), and a reading is taken only when it closes every sum it stands
in and no other reading of any number in those sums would do as well. The search is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from vnplan_extract.audit.confusions import Reading
    from vnplan_extract.audit.terms import Equation, Term

MOST_CHANGES = 3  # cells of one component (broken sums that share cells) that are changed together
MOST_STEPS = 4000  # readings tried for one component


class GaveUpError(Exception):
    """The search took too many steps."""


@dataclass(slots=True)
class Search:
    """Sums that share numbers: which terms stand in which (`by_term`), and what those read by OCR may have said."""

    equations: list[Equation]
    by_term: dict[str, list[int]]
    choices: dict[str, dict[Decimal, Reading]]
    unknown: set[str]  # numbers read by OCR whose other readings are not known
    steps: int = 0
    solutions: list[dict[str, Reading]] = field(default_factory=list)


def search_of(
    equations: list[Equation], choices: dict[str, dict[Decimal, Reading]], unknown: set[str]
) -> Search:
    """Make a search over equations, with the readings of each number that OCR read, by its pointer."""
    by_term: dict[str, list[int]] = {}
    for at, equation in enumerate(equations):
        for term in equation.terms:
            by_term.setdefault(term.pointer, []).append(at)
    return Search(equations, by_term, choices, unknown)


def solve(search: Search) -> tuple[dict[str, Reading], bool]:
    """Return the readings that are proved, by pointer, and whether the search was given up somewhere."""
    chosen: dict[str, Reading] = {}
    gave_up = False
    for component in _components(search):
        try:
            chosen.update(_solve_component(search, component))
        except GaveUpError:
            gave_up = True
    return chosen, gave_up


def _components(search: Search) -> list[list[int]]:
    """Return the equations that do not close, in connected components: they share cells read by OCR."""
    open_equations = [at for at, equation in enumerate(search.equations) if not equation.closes]
    group = {at: at for at in open_equations}

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    for pointer in search.choices:
        shared = [at for at in search.by_term.get(pointer, ()) if at in group]
        for other in shared[1:]:
            group[root(other)] = root(shared[0])
    components: dict[int, list[int]] = {}
    for at in open_equations:
        components.setdefault(root(at), []).append(at)
    return list(components.values())


def _solve_component(search: Search, component: Sequence[int]) -> dict[str, Reading]:
    """Return the one set of readings that closes a component, of the fewest cells; {} where there is none or more than one."""
    search.steps = 0
    for depth in range(1, MOST_CHANGES + 1):
        search.solutions = []
        _descend(search, set(component), {}, depth)
        distinct = {
            tuple(sorted((place, one.value) for place, one in found.items())) for found in search.solutions
        }
        if distinct:
            return search.solutions[0] if len(distinct) == 1 else {}
    return {}


def _descend(search: Search, violated: set[int], changed: dict[str, Reading], depth: int) -> None:
    """Try every reading that closes one of the violated sums, until none is violated or too many cells are changed."""
    if not violated:
        if _is_proof(search, changed):
            search.solutions.append(dict(changed))
        return
    if depth == 0:
        return
    at = min(violated, key=lambda one: (len(search.equations[one].right), one))
    for place, reading in _moves(search, at, violated, changed):
        search.steps += 1
        if search.steps > MOST_STEPS:
            raise GaveUpError
        changed[place] = reading
        touched = search.by_term[place]
        left = (violated - set(touched)) | {one for one in touched if not _closes(search, one, changed)}
        _descend(search, left, changed, depth - 1)
        del changed[place]


def _moves(
    search: Search, at: int, violated: Iterable[int], changed: dict[str, Reading]
) -> list[tuple[str, Reading]]:
    """Return the readings of cells of one violated sum that close it, or another violated sum they stand in."""
    found: dict[tuple[str, Decimal], Reading] = {}
    for term in search.equations[at].terms:
        choices = search.choices.get(term.pointer)
        if not choices or term.pointer in changed:
            continue
        for one in search.by_term[term.pointer]:
            value = _needed(search, one, term.pointer, changed) if one in violated else None
            if value is not None and value in choices:
                found[term.pointer, value] = choices[value]
    return [(place, reading) for (place, _), reading in found.items()]


def after(search: Search, at: int, changed: dict[str, Reading]) -> Equation:
    """Return an equation with the changed readings put in."""
    equation = search.equations[at]
    if not any(term.pointer in changed for term in equation.terms):
        return equation
    return replace(
        equation,
        left=_changed(equation.left, changed),
        right=tuple(_changed(term, changed) for term in equation.right),
    )


def _changed(term: Term, changed: dict[str, Reading]) -> Term:
    reading = changed.get(term.pointer)
    return term if reading is None else replace(term, value=reading.value * term.factor, text=reading.text)


def _closes(search: Search, at: int, changed: dict[str, Reading]) -> bool:
    return after(search, at, changed).closes


def _needed(search: Search, at: int, pointer: str, changed: dict[str, Reading]) -> Decimal | None:
    """Return what a term must be to close an equation; None where another one of it is not readable either."""
    equation = after(search, at, changed)
    term = next(term for term in equation.terms if term.pointer == pointer)
    if any(other.value is None for other in equation.terms if other is not term):
        return None
    return equation.needed(term)


def _is_proof(search: Search, changed: dict[str, Reading]) -> bool:
    """Tell whether each changed cell is proved.

    Damage that shows says where the error is; one sum then says what it was. A number that looks whole needs two sums
    that were both broken, or one in which no single digit of any other that OCR read would do as well; one that stands
    in a sum that closes would break it.
    """
    return all(_is_proved(search, place, reading, changed) for place, reading in changed.items())


def _is_proved(search: Search, place: str, reading: Reading, changed: dict[str, Reading]) -> bool:
    sums = [search.equations[at] for at in search.by_term[place]]
    shows = any(term.pointer == place and term.value is None for term in sums[0].terms)
    if shows and not reading.weak:
        return True
    if len(sums) >= 2:
        return not any(equation.closes for equation in sums)
    if reading.weak or len(changed) > 1 or {term.pointer for term in sums[0].terms} & search.unknown:
        return False
    return not any(
        term.pointer in search.choices
        and term.pointer != place
        and not any(search.equations[at].closes for at in search.by_term[term.pointer])
        and _one_digit_closes(sums[0], term)
        for term in sums[0].terms
    )


def _one_digit_closes(equation: Equation, term: Term) -> bool:
    """Tell whether another digit in one place of a term would close an equation."""
    needed = equation.needed(term)
    if needed is None or needed < 0:
        return False
    scaled = needed / term.step
    digits = "".join(char for char in term.text if char.isdigit())
    if scaled != scaled.to_integral_value():
        return False
    other = str(int(scaled)).zfill(len(digits))
    return len(other) == len(digits) and sum(one != two for one, two in zip(digits, other, strict=True)) == 1
