"""Cuts running text into statements: sentences, and clauses that each have a quantity of their own."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Span = tuple[int, int]

# "TP. Hà Giang", "GS. Nguyễn", "v.v. Các": a dot after these ends no sentence; nor does one of a row of dots.
_END = regex.compile(
    r"(?<![.…])(?<!\b(?:TP|Tp|TX|Tx|TT|T|P|Q|H|X|GS|TS|ThS|BS|PGS|KS|CN|St|ST|Nxb|Ths|v\.v|[IVX]{1,4}|(?<!\d,)\d{1,2}))[.!?]\s+(?=[\p{Lu}“\"(\d])"
)
_OF_IT = regex.compile(r"\s*trong đó\b", regex.IGNORECASE)
_OPEN, _CLOSE = "([“", ")]”"


def sentences(text: str) -> list[Span]:
    """Return where each sentence stands, blanks around it left out.

    >>> sentences("Có 2 xã. Mở lớp.")
    [(0, 8), (9, 16)]
    """
    spans = []
    start = 0
    for match in _END.finditer(text):
        spans.append((start, match.start() + 1))
        start = match.end()
    spans.append((start, len(text)))
    return [span for first, last in spans if (span := trimmed(text, first, last)) is not None]


def joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join each sentence that only says more of the one before ("Trong đó, 5 xã ...") to it."""
    found: list[Span] = []
    for span in spans:
        more = found and _OF_IT.match(text, span[0])
        found.append((found.pop()[0], span[1]) if more else span)
    return found


def clauses(text: str, span: Span, quantities: Sequence[Span]) -> list[Span]:
    """Cut a sentence at the semicolons that have a quantity before and after them.

    Args:
        text: The text the offsets are into.
        span: Where the sentence stands.
        quantities: Where quantities stand in the text, in order.
    """
    start, stop = span
    inside = within(quantities, span)
    found = []
    done = 0  # quantities before `start`
    for at in _semicolons(text, start, stop):
        passed = bisect_right(inside, at, key=lambda place: place[1])
        if done < passed < len(inside) and not _OF_IT.match(text, at + 1):
            done = passed
            found.append((start, at))
            start = at + 1
    found.append((start, stop))
    return [piece for first, last in found if (piece := trimmed(text, first, last)) is not None]


def within(places: Sequence[Span], span: Span) -> Sequence[Span]:
    """Return those of the places, which are in order, that lie inside a span."""
    first = bisect_left(places, span[0], key=lambda place: place[0])
    return places[first : bisect_right(places, span[1], key=lambda place: place[1])]


def trimmed(text: str, start: int, stop: int) -> Span | None:
    """Return the stretch without blanks at its ends, None where nothing is left."""
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return (start, stop) if start < stop else None


def without_stop(text: str, span: Span) -> Span:
    """Return the stretch without the mark that closes it: "/.", ";", "." and not the dots of "v.v...".

    >>> without_stop("Mở lớp;", (0, 7))
    (0, 6)
    """
    start, stop = span
    if text.endswith("./.", start, stop):
        stop -= 3
    elif text[stop - 1 : stop] in (";", ",", ":") or (
        text[stop - 1 : stop] == "." and text[stop - 2 : stop - 1] not in (".", "…")
    ):
        stop -= 1
    return trimmed(text, start, stop) or span


def _semicolons(text: str, start: int, stop: int) -> Iterator[int]:
    depth = 0
    for at in range(start, stop):
        char = text[at]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(depth - 1, 0)
        elif char == ";" and not depth:
            yield at
