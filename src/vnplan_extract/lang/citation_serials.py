"""Numbers that share their letters: "Quyết định số 12, 13 và 14/QĐ-UBND" is three documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.lang.citation_kinds import kind_pattern
from vnplan_extract.lang.citation_parts import BLANK
from vnplan_extract.lang.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vnplan_extract.lang.symbols import SymbolMatch

_SIGNS = (",", ";", "và", "Và", "VÀ")
_WINDOW = 90  # letters in which the serials before the last one stand
_SAID = rf"(?:(?:số|Số|SỐ){BLANK}:?{BLANK})"
_SERIAL = rf"(?:{_SAID}?(?P<serial>\d{{1,5}}[a-c]?))"
_SERIALS = compiled(
    rf"(?<![\w/.,-])(?P<said>{_SAID})?(?P<list>(?:{_SERIAL.replace('?P<serial>', '?:')}{BLANK}(?:[,;]{BLANK}(?:và{BLANK})?|(?i:và){BLANK}))+)\Z"
)
_EACH = compiled(_SERIAL)


def with_serials(text: str, matches: Iterable[SymbolMatch]) -> Iterator[SymbolMatch]:
    """Yield the numbers of a text, and before one those that are printed without its letters.

    The serials begin after "số" or after a kind word, and nothing but the signs of a list stands between them.
    """
    for match in matches:
        yield from _before(text, match)
        yield match


def _before(text: str, last: SymbolMatch) -> Iterator[SymbolMatch]:
    if not last.parts.serial or not text[max(0, last.said_at - 8) : last.said_at].rstrip().endswith(_SIGNS):
        return
    found = _SERIALS.search(text, max(0, last.said_at - _WINDOW), last.said_at)
    if found is None or not (found["said"] or _after_a_kind(text, found.start("list"))):
        return
    said_at = found.start()
    for each in _EACH.finditer(text, found.start("list"), found.end("list")):
        parts = replace(last.parts, serial=each["serial"], printed=each["serial"], spaced=False)
        start, end = each.span("serial")
        first = said_at == found.start()
        yield replace(
            last,
            start=start,
            end=end,
            said=each.start() < start or (first and found["said"] is not None),
            said_at=said_at if first else each.start(),
            parts=parts,
        )
        said_at = -1


def _after_a_kind(text: str, at: int) -> bool:
    """Whether the word before a place says the kind of a document."""
    end = len(text[max(0, at - _WINDOW) : at].rstrip()) + max(0, at - _WINDOW)
    return any(kind.end() == end for kind in kind_pattern().finditer(text, max(0, end - 40), end))
