"""Puts right the marks of the places in a scanned letterhead: by the provinces, and by what the rest of the document says.

Letterheads are in capitals, whose marks an engine loses oftener ("HUYỆN ỦY TRẠM TÂU"); the place of issue and the text have
the same name in small letters. Only marks are changed, never letters, and each change is told.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import regex

from vnplan_extract.findings import finding
from vnplan_extract.lang.accents import fold_accents
from vnplan_extract.lang.agencies import parse_agency
from vnplan_extract.lang.tones import place_tones

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract import plan
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.reading.draft import Draft

NAMED = regex.compile(r"(?:(?<=\s)\p{Lu}[\p{Ll}\p{M}'’]*(?:\s|\Z)){2,5}\Z")  # the name that a body's ends in
STOPPED = regex.compile(r"[aeiouy]\p{M}*(?:ch?|p|t)\Z")
SHARP = regex.compile("[\u0301\u0323]")
ENOUGH = 2  # times another spelling stands on the pages


def respell_places(draft: Draft) -> None:
    """Put right, and tell, the marks of the bodies that issue and of the place of issue that stand so nowhere else."""
    if draft.issuer is not None:
        draft.issuer = _respelt(draft, draft.issuer, "/issuer")
    draft.co_issuers = tuple(
        _respelt(draft, one, f"/co_issuers/{at}") for at, one in enumerate(draft.co_issuers)
    )
    if draft.parent_issuer is not None:
        draft.parent_issuer = _respelt(draft, draft.parent_issuer, "/parent_issuer")
    _respell_place(draft)


def _respelt(draft: Draft, agency: plan.Agency, pointer: str) -> plan.Agency:
    places = agency.evidence.get("name", ())
    named = NAMED.search(agency.name)
    if agency.id or named is None or not _are_read(places):
        return agency
    said = _elsewhere(draft, named.group())
    same = draft.place is not None and fold_accents(draft.place) == fold_accents(named.group())
    name = _other(said, named.group(), own=0)
    if name is None and same and _is_possible(draft.place or "") and not _is_possible(named.group()):
        name = draft.place
    if name is None:
        if same and len(said) == 1:
            _tell_two(draft, pointer, agency.text, places)
        return agency
    whole = agency.name[: named.start()] + name
    _tell(draft, f"{pointer}/name", whole, agency.text, places)
    mention = parse_agency(whole, on=draft.on, province=draft.province)
    known = mention.value if mention else None
    return agency.model_copy(
        update={
            "name": known.name if known else whole,
            "id": known.id if known else None,
            "current_id": known.current_id if known else None,
        }
    )


def _respell_place(draft: Draft) -> None:
    """Take the spelling that letterhead and text agree in for a place of issue that is spelt so nowhere but there."""
    place, places = draft.place, draft.evidence.get("place", ())
    if place is None or " " not in place or not _are_read(places):
        return
    said = _elsewhere(draft, place)
    named = NAMED.search(draft.issuer.name) if draft.issuer is not None else None
    if named is not None and fold_accents(named.group()) == fold_accents(place):
        said[place_tones(named.group())] += 1
    name = _other(said, place, own=1)
    if name is not None:
        _tell(draft, "/place", name, place, places)
        draft.place = name


def _other(said: Counter[str], read: str, *, own: int) -> str | None:
    """Return the one other spelling that stands often enough, where the one that was read stands no more than `own` times."""
    others = {name: times for name, times in said.items() if name != place_tones(read)}
    if len(others) != 1 or said[place_tones(read)] > own:
        return None
    name, times = others.popitem()
    return name if times >= ENOUGH else None


def _is_possible(name: str) -> bool:
    """Has each syllable that ends in c, ch, p or t the tone it must have, acute or heavy? "Thôt" has none."""
    words = (unicodedata.normalize("NFD", word) for word in name.lower().split())
    return all(STOPPED.search(word) is None or SHARP.search(word) is not None for word in words)


def _are_read(places: Sequence[Evidence]) -> bool:
    return bool(places) and places[0].read_by == "ocr"


def _tell(draft: Draft, path: str, expected: str, found: str, places: tuple[Evidence, ...]) -> None:
    draft.findings.append(
        finding("name-respelt", path=path, expected=expected, found=found, evidence={"found": places})
    )


def _tell_two(draft: Draft, pointer: str, read: str, places: tuple[Evidence, ...]) -> None:
    """Tell that letterhead and place of issue have other marks, where nothing else says which are right."""
    if place_tones(draft.place or "").upper() not in place_tones(read).upper():
        where = (*places, *draft.evidence.get("place", ()))
        draft.findings.append(
            finding(
                "value-unsure",
                path=pointer,
                page=where[0].page,
                found=f"{read} / {draft.place}",
                evidence={"found": where},
                confidence=min(place.confidence for place in where),
            )
        )


def _elsewhere(draft: Draft, name: str) -> Counter[str]:
    """Count the spellings of a name, the same but for its marks and in small letters, on the pages."""
    whole = regex.compile(rf"\b{regex.escape(fold_accents(name))}\b")
    said = Counter[str]()
    for page in draft.document.pages:
        plain = fold_accents(page.text)
        if len(plain) == len(page.text):
            for found in whole.finditer(plain):
                said[place_tones(page.text[found.start() : found.end()])] += 1
    return said
