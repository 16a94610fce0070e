"""Dates that cannot all be right: an annex dated otherwise than its plan, a plan older than what it cites."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.audit.places import narrowed, sides, texts
from vnplan_extract.audit.times import agree, is_later, is_point
from vnplan_extract.findings import finding
from vnplan_extract.lang.citations import find_citations
from vnplan_extract.lang.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract import plan
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.findings import Finding
    from vnplan_extract.lang.values import Citation

ISSUED_WITH = re.compile(r"\(\s*(?:ban hành\s+)?(?:đính\s+)?kèm\s+(?:theo\s+)?[^()]{5,300}\)", re.IGNORECASE)
OF_ANNEX = re.compile(r"/sections/|/tables/")


def check_annex_dates(document: plan.Plan) -> Iterator[Finding]:
    """The number and date under an annex's title against those of the header."""
    if document.symbol is None and document.number is None:
        return
    for pointer, text, places in texts(document):
        if "kèm" not in text.casefold() or OF_ANNEX.match(pointer) is None:
            continue
        for match in ISSUED_WITH.finditer(text):
            clean = normalize(match.group())
            for mention in find_citations(clean.text):
                yield from _against_header(document, mention.value, pointer, narrowed(places, match.group()))


def _against_header(
    document: plan.Plan, cited: Citation, pointer: str, places: tuple[Evidence, ...]
) -> Iterator[Finding]:
    own = document.symbol or (document.number or "").partition("/")[2]
    if cited.symbol is None or cited.symbol.casefold() != own.casefold():
        return
    if document.number and cited.number and _serial(cited.number) != _serial(document.number):
        yield finding(
            "annex-number-differs",
            path=pointer,
            expected=document.number,
            found=cited.number,
            evidence=sides(places, document.evidence.get("number", ())),
        )
    elif (
        is_point(cited.issued)
        and is_point(document.issued)
        and not agree(cited.issued or "", document.issued or "")
    ):
        yield finding(
            "annex-date-differs",
            path=pointer,
            expected=document.issued,
            found=cited.issued,
            evidence=sides(places, document.evidence.get("issued", ())),
        )


def _serial(number: str) -> str:
    return number.partition("/")[0].lstrip("0")


def check_cited_dates(document: plan.Plan) -> Iterator[Finding]:
    """No document cites one that was issued after it."""
    issued = document.issued
    if issued is None or not is_point(issued):
        return
    basis = {_identity(citation) for citation in document.legal_basis}
    for field in ("legal_basis", "citations"):
        for at, citation in enumerate(getattr(document, field)):
            if field == "citations" and _identity(citation) in basis:
                continue
            if citation.number == document.number or not is_point(citation.issued):
                continue
            if is_later(citation.issued, issued):
                yield finding(
                    "basis-after-issue" if field == "legal_basis" else "cited-after-issue",
                    path=f"/{field}/{at}/issued",
                    expected=f"../{issued}",
                    found=citation.issued,
                    evidence=sides(_printed(citation, "issued"), document.evidence.get("issued", ())),
                    issued=issued,
                    cited=_name(citation),
                )


def _identity(citation: plan.Citation) -> tuple[str | None, ...]:
    return (citation.kind, citation.number, citation.issued, citation.title)


def _printed(citation: plan.Citation, field: str) -> tuple[Evidence, ...]:
    return citation.evidence.get(field) or next(iter(citation.evidence.values()), ())


def _name(citation: plan.Citation) -> str:
    return " ".join(filter(None, (citation.kind, citation.number or citation.title)))
