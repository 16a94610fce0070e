"""Tells which values of a Plan rest on words that OCR could hardly read: a wrong one must not look like the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.findings import finding
from vnplan_extract.reading.footer import names_signers_office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vnplan_extract.evidence import Evidence, Record
    from vnplan_extract.findings import Finding
    from vnplan_extract.reading.draft import Draft

UNSURE = 0.45  # confidence of the least sure word on the lines of a value
SENT_UNSURE = (
    0.6  # the same of a recipient: short lines in small type, in which a clerk's initials and pens stand
)
ARCHIVE = re.compile(r"\bL[ưuứừửữự]u?\b|\bVT\b|\bVP\b|[Vv]ăn thư", re.IGNORECASE)
RECORDS = ("legal_basis", "targets", "tasks", "duties", "signatures")
SHOWN = 80  # characters
STRANGE = frozenset(
    "#£¿¡†‡§¥¢©®|~^<>{}\\_¬„‚`´"
)  # no plan prints them in a value: what an engine makes of a rim or a stroke


def tell_unsure(draft: Draft) -> None:
    """Add a finding for each value, or record, that was read where a word is hardly legible, or has a sign none has."""
    if not any(page.read_by == "ocr" for page in draft.document.pages):
        return
    told = {found.path for found in draft.findings}
    for path, places in _values(draft):
        least = SENT_UNSURE if path.startswith("/recipients/") else UNSURE
        doubtful = [place for place in places if place.read_by == "ocr" and _is_doubtful(place, least)]
        if doubtful and path not in told:
            draft.findings.append(_unsure(path, min(doubtful, key=_confidence)))
    draft.findings.extend(found for found in _unsigned(draft) if found.path not in told)
    told |= {found.path for found in draft.findings}
    draft.findings.extend(found for found in _without_office(draft) if found.path not in told)
    draft.findings.extend(found for found in _nobody(draft) if found.path not in told)
    draft.findings.extend(found for found in _cut_list(draft) if found.path not in told)


def _unsigned(draft: Draft) -> Iterator[Finding]:
    """Give a finding for each office on a scan under which no name was read."""
    for at, signature in enumerate(draft.signatures):
        places = signature.evidence.get("authority", ())
        if signature.name is None and places and places[-1].read_by == "ocr":
            yield finding(
                "signer-unread",
                path=f"/signatures/{at}/name",
                page=places[-1].page,
                found=signature.authority[-1],
                evidence={"found": places},
            )


def _nobody(draft: Draft) -> Iterator[Finding]:
    """Give a finding where recipients end a scanned document and neither office nor name of a signer was read."""
    places = draft.evidence.get("recipients", ())
    seals = {found.page for found in draft.findings if found.code == "seal-unread"}
    if not draft.signatures and places and places[-1].read_by == "ocr" and places[-1].page not in seals:
        yield finding(
            "signature-unread", path="/signatures", page=places[-1].page, evidence={"found": places}
        )


def _cut_list(draft: Draft) -> Iterator[Finding]:
    """Give a finding where no recipient of a scanned list is the archive, in which each list ends (Phụ lục I, ô 9b)."""
    places = draft.evidence.get("recipients", ())
    kept = any(ARCHIVE.search(one) for one in draft.recipients)
    if draft.recipients and not kept and places and places[-1].read_by == "ocr":
        yield finding("recipients-cut", path="/recipients", page=places[-1].page, evidence={"found": places})


def _without_office(draft: Draft) -> Iterator[Finding]:
    """Give a finding for each signer on a scan whose office was not read under "TM. ..." or "KT. ..."."""
    for at, signature in enumerate(draft.signatures):
        places = signature.evidence.get("authority", ())
        scanned = signature.name and places and places[-1].read_by == "ocr"
        if scanned and not names_signers_office(signature.authority[-1]):
            yield _unsure(f"/signatures/{at}", places[-1])


def _values(draft: Draft) -> Iterator[tuple[str, Sequence[Evidence]]]:
    """Give the path of each value of the header and of each record, with the places where it was read."""
    for name, places in draft.evidence.items():
        listed = len(places) == len(draft.recipients) and name == "recipients"
        if listed:
            yield from ((f"/recipients/{at}", (place,)) for at, place in enumerate(places))
        else:
            yield f"/{name}", places
    for name in RECORDS:
        records: Sequence[Record] = getattr(draft, name)
        yield from ((f"/{name}/{at}", _places(record.evidence)) for at, record in enumerate(records))
    lines = draft.budget.lines if draft.budget is not None else ()
    yield from ((f"/budget/lines/{at}", _places(line.evidence)) for at, line in enumerate(lines))


def _places(evidence: Mapping[str, Sequence[Evidence]]) -> list[Evidence]:
    return [place for places in evidence.values() for place in places]


def is_unsure(place: Evidence) -> bool:
    """Was a value hardly read where it stands?"""
    return place.read_by == "ocr" and _is_doubtful(place, UNSURE)


def _is_doubtful(place: Evidence, least: float) -> bool:
    return place.confidence < least or not STRANGE.isdisjoint(place.text)


def _confidence(place: Evidence) -> float:
    return place.confidence


def _unsure(path: str, place: Evidence) -> Finding:
    return finding(
        "value-unsure",
        path=path,
        page=place.page,
        found=" ".join(place.text.split())[:SHOWN],
        evidence={"found": (place,)},
        confidence=place.confidence,
    )
