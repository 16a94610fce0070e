"""Evidence: does a value that was found also point at where gold says it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.scoring.metrics import folded
from vnplan_extract.scoring.settings import settings
from vnplan_extract.scoring.sheet import places_of

if TYPE_CHECKING:
    from vnplan_extract.evidence import Box, Evidence
    from vnplan_extract.scoring.compare import Comparer
    from vnplan_extract.scoring.forms import Place
    from vnplan_extract.scoring.sheet import Verdict


def compare_places(comparer: Comparer) -> None:
    """Score page, quoted text and box of everything that gold gives a place for."""
    lists: dict[str, set[str]] = {"page": set(), "quote": set()}
    for pointer, place in comparer.gold.places.items():
        name = pointer.split("/")[1]
        if comparer.gold.page_of(place, comparer.rendition) is not None:
            lists["page"].add(name)
        if place.quote is not None:
            lists["quote"].add(name)
        record, field = comparer.met.get(pointer, (None, None))
        places = places_of(record, field) if record is not None else ()
        _one(comparer, pointer, place, places)
    for kind, names in lists.items():
        for name in names:
            extra = sum(bool(places_of(record)) for record in comparer.extra.get(name, ()))
            for _ in range(extra):
                comparer.sheet.count(f"evidence.{kind}", "invented")


def _one(comparer: Comparer, pointer: str, place: Place, places: tuple[Evidence, ...]) -> None:
    page = comparer.gold.page_of(place, comparer.rendition)
    checks: list[tuple[str, bool]] = []
    if page is not None:
        checks.append(("page", any(own.page == page for own in places)))
    if place.quote is not None:
        checks.append(("quote", _quoted(place.quote, places)))
    if place.box is not None and page is not None:
        boxes = [own.box for own in places if own.page == page and own.box is not None]
        checks.append(("box", any(overlap(place.box, box) >= settings().box for box in boxes)))
    for name, right in checks:
        verdict: Verdict = "right" if right else "wrong" if places else "missing"
        comparer.sheet.count(f"evidence.{name}", verdict)
        if not right:
            gold = f"page {page}" if name == "page" else place.quote if name == "quote" else str(place.box)
            found = ", ".join(sorted({f"page {own.page}" for own in places}))
            if name == "quote":
                found = " … ".join(own.text for own in places[:3])
            comparer.mistake(f"evidence.{name}", verdict, pointer, gold=gold, found=found, holder=(None, ""))


def _quoted(quote: str, places: tuple[Evidence, ...]) -> bool:
    """Tell whether the quoted words stand in what the output quotes; blanks are left out, as lines break in cells."""
    wanted = _bare(quote)
    texts = [_bare(place.text) for place in places]
    return any(wanted in text for text in texts) or wanted in "".join(texts)


def _bare(text: str) -> str:
    return folded(text).replace(" ", "")


def overlap(one: Box, other: Box) -> float:
    """Return the intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return width * height / (sum(areas) - width * height)
