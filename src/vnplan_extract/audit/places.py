"""Where words of a Plan stand: its sections with their JSON pointers, and the place of a few words inside a field's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract import plan
    from vnplan_extract.evidence import Evidence


def walk(
    sections: tuple[plan.Section, ...], pointer: str = "/sections"
) -> Iterator[tuple[str, plan.Section]]:
    """Yield every section with its JSON pointer, in reading order."""
    for at, section in enumerate(sections):
        own = f"{pointer}/{at}"
        yield own, section
        yield from walk(section.children, f"{own}/children")


def texts(document: plan.Plan) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    """Yield every running text of a Plan outside its cells: JSON pointer, text, places."""
    if document.preamble:
        yield "/preamble", document.preamble, document.evidence.get("preamble", ())
    for pointer, section in walk(document.sections):
        if section.title:
            yield f"{pointer}/title", section.title, section.evidence.get("title", ())
        if section.text:
            yield f"{pointer}/text", section.text, section.evidence.get("text", ())
    for at, table in enumerate(document.tables):
        if table.caption:
            yield f"/tables/{at}/caption", table.caption, table.evidence.get("caption", ())
        for number, note in enumerate(table.notes):
            yield f"/tables/{at}/notes/{number}", note, table.evidence.get("notes", ())


def cells(document: plan.Plan) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    """Yield the text of every cell of a Plan's tables: JSON pointer, text, places."""
    for at, table in enumerate(document.tables):
        for number, cell in enumerate(table.cells):
            yield f"/tables/{at}/cells/{number}/text", cell.text, cell.evidence.get("text", ())


def narrowed(places: tuple[Evidence, ...], words: str) -> tuple[Evidence, ...]:
    """Return the place of some words within places; the whole places where the words are not found as such.

    A printed line may break between any two words.
    """
    pieces = words.split()
    if not places or not pieces or len(words) > LONGEST_QUOTE:
        return places
    pattern = re.compile(r"\s+".join(re.escape(piece) for piece in pieces))
    for place in places:
        match = pattern.search(place.text)
        if match is not None:
            start = place.start + match.start()
            return (
                place.model_copy(
                    update={"start": start, "end": start + len(match.group()), "text": match.group()}
                ),
            )
    return places


LONGEST_QUOTE = 400


def sides(found: tuple[Evidence, ...], expected: tuple[Evidence, ...]) -> dict[str, tuple[Evidence, ...]]:
    """Return the evidence of a finding that sets two values side by side; a side without places is left out."""
    return {side: places for side, places in (("found", found), ("expected", expected)) if places}
