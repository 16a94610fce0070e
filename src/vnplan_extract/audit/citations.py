"""Citations that contradict themselves or one another: two dates or issuers of one number, a year or kind that does not fit."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from vnplan_extract.audit.times import agree, is_point
from vnplan_extract.findings import finding
from vnplan_extract.lang.doctypes import doctypes, issuers
from vnplan_extract.reading.columns import fold_head
from vnplan_extract.reading.legal_basis import issuers_exclude

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract import plan
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.findings import Finding

YEAR_INSIDE = re.compile(r"\d+(?:\.\d+)?/((?:19|20)\d\d)/")
ALIKE = 0.6  # share of the words of a title that another one must have to be the same document's


def check_citations(document: plan.Plan) -> Iterator[Finding]:
    """Each citation by itself, and those of one number against one another."""
    for at, citation in enumerate(document.citations):
        yield from _year_inside(citation, at)
        yield from _kind_of_symbol(citation, at)
    by_number: dict[str, list[tuple[int, plan.Citation]]] = defaultdict(list)
    for at, citation in enumerate(document.citations):
        if citation.number:
            by_number[citation.number.casefold()].append((at, citation))
    for same in by_number.values():
        yield from _conflicts(same)


def _year_inside(citation: plan.Citation, at: int) -> Iterator[Finding]:
    """Documents with a year in their number ("35/2021/TT-BTC") are issued in that year."""
    match = YEAR_INSIDE.match(citation.number or "")
    if match is None or not is_point(citation.issued) or (citation.issued or "").startswith(match.group(1)):
        return
    yield finding(
        "citation-year-differs",
        path=f"/citations/{at}/issued",
        expected=match.group(1),
        found=citation.issued,
        evidence=_sides(citation, citation),
        number=citation.number,
    )


def _kind_of_symbol(citation: plan.Citation, at: int) -> Iterator[Finding]:
    """The kind named before the number is the one its symbol abbreviates: no "Quyết định số 12/KH-UBND"."""
    code = re.split(r"[-/]", citation.symbol or "")[0]
    named = doctypes().by_name(citation.kind or "")
    meant = doctypes().all_by_code(code) if code else ()
    if named is None or not named.codes or not meant or code.upper() in {one.upper() for one in named.codes}:
        return
    cut_short = any(one.upper().startswith(code.upper()) for one in named.codes)  # "TT" of "TTLT"
    if cut_short or any(named.name == one.name for one in meant) or code in issuers():
        return
    yield finding(
        "citation-kind-differs",
        path=f"/citations/{at}/kind",
        expected=meant[0].name,
        found=citation.kind,
        evidence=_sides(citation, citation),
        number=citation.number,
    )


def _conflicts(same: Sequence[tuple[int, plan.Citation]]) -> Iterator[Finding]:
    for (_, one), (at, other) in combinations(same, 2):
        if issuers_exclude(one, other):
            yield finding(
                "citation-issuers-differ",
                path=f"/citations/{at}/issuer",
                expected=one.issuer.name if one.issuer else None,
                found=other.issuer.name if other.issuer else None,
                evidence=_sides(other, one),
                number=other.number,
            )
        if not _is_same_document(one, other):
            continue
        if (
            is_point(one.issued)
            and is_point(other.issued)
            and not agree(one.issued or "", other.issued or "")
        ):
            yield finding(
                "citation-dates-differ",
                path=f"/citations/{at}/issued",
                expected=one.issued,
                found=other.issued,
                evidence=_sides(other, one),
                number=other.number,
            )


def _is_same_document(one: plan.Citation, other: plan.Citation) -> bool:
    """Numbers begin anew each year and at each issuer: only what else agrees makes one document of two citations."""
    issuers_differ = (
        one.issuer and other.issuer and fold_head(one.issuer.name) != fold_head(other.issuer.name)
    )
    if issuers_differ or YEAR_INSIDE.match(one.number or ""):
        return not issuers_differ
    first, second = one.issued or "", other.issued or ""
    if first[:4] == second[:4] or (first[4:] and first[4:] == second[4:]):
        return True
    return _alike(one.title, other.title)


def _alike(one: str | None, other: str | None) -> bool:
    first, second = set(fold_head(one or "").split()), set(fold_head(other or "").split())
    shorter = min(len(first), len(second))
    return shorter > 2 and len(first & second) >= ALIKE * max(len(first), len(second))


def _sides(found: plan.Citation, expected: plan.Citation) -> dict[str, tuple[Evidence, ...]]:
    places = {"found": _printed(found)}
    if expected is not found:
        places["expected"] = _printed(expected)
    return {side: place for side, place in places.items() if place}


def _printed(citation: plan.Citation) -> tuple[Evidence, ...]:
    return citation.evidence.get("issued") or next(iter(citation.evidence.values()), ())
