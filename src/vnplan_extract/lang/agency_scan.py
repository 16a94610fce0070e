"""Agencies in a text: each body or class of bodies that is named, with coordinated lists taken apart.

Offsets are into the normalised text given. Names stay those of the document's own time; only abbreviations are written
out and capitals put right.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from vnplan_extract.lang import trie
from vnplan_extract.lang.agency_ids import mention
from vnplan_extract.lang.agency_lists import following, opened, placed
from vnplan_extract.lang.bodies import Reading, read_body
from vnplan_extract.lang.classes import match_class, read_class
from vnplan_extract.lang.gazetteer import areas_of, body_names, head_names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from vnplan_extract.lang.gazetteer import Entry, Head
    from vnplan_extract.lang.localities import Locality
    from vnplan_extract.lang.trie import Node
    from vnplan_extract.lang.values import Agency, Mention

_NOUNS = "(?=(?:sở|bộ|ban|ngành|cơ quan|đơn vị|phòng|hội|đoàn thể|tổ chức|chi cục|trung tâm)(?![^\\W_]))"
_COLLECTIVES = ("các ", "những ", "sở", "bộ", "ban, ", "ban ngành")
_NAMED_FIRST = ("sở ", "bộ ")  # a name is likelier than a class ("sở, ngành")
_CLASSES, _THOSE = f"ác(?= {_NOUNS})", f"hững(?= {_NOUNS})"
# The tail of a document's number: "82/TB-UBND", "/KH-UBND", "QĐ-UBND".
_IN_A_NUMBER = re.compile(
    r"(?:[0-9/][^\s]{0,20}[-\ufffe]|[0-9]/|/[A-ZĐ][^\W\d_]{0,11}(?: ?- ?[^\W\d_]{1,12}){0,3} ?- ?|\b(?:QĐ|KH|NQ|TB|BC|CV|CT|TTr|CTr|HD|PA|ĐA)-)$"
)
_JOINTS = ("-", "/", "\ufffe")
_BEFORE_A_TAIL = (*_JOINTS, " ")
_LENT = re.compile(r"(?:, ?| và | ?[-&] ?|/)(?:và )?")
_NOTE = re.compile(r" ?\([^()]{0,80}\)$")
_MARKS = " \t\r\n.;:,*"
_GAP = 6


@functools.cache
def _trigger() -> re.Pattern[str]:
    """The words that can open a name, in one pattern: what is not behind one of them is never looked at.

    Grouped by their first two letters, and with the second word where the first alone opens no name. It takes the sign
    before the word as well: a pattern that begins with a class is what `re` finds fastest.
    """
    letters: dict[str, list[str]] = {"c": [_CLASSES], "n": [_THOSE], "b": ["ộ(?=,)"]}
    roots = (body_names(), head_names())
    for word in sorted({word for root in roots for word in root.following}, reverse=True):
        nodes = [root.following[word] for root in roots if word in root.following]
        letters.setdefault(word[0], []).append(word[1:] + _ahead(nodes, 2))
    groups = "|".join(f"{letter}(?:{_by_letter(rest)})" for letter, rest in letters.items())
    return re.compile(rf"[\W_](?:{groups})")


def _by_letter(patterns: Sequence[str]) -> str:
    """Patterns as one, those with the same first letter together."""
    letters: dict[str, list[str]] = {}
    for pattern in patterns:
        cut = pattern[0].isalnum()  # else nothing follows the word's first letter
        letters.setdefault(pattern[:cut], []).append(pattern[cut:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in letters.items())


def _ahead(nodes: Sequence[Node[Entry] | Node[Head]], depth: int) -> str:
    """What must follow a word: its end where a name may end there, else one of the words that go on."""
    if depth == 0 or any(node.entry is not None for node in nodes):
        return r"(?![^\W_])"
    words = sorted({word for node in nodes for word in node.following})
    following = [
        word + _ahead([node.following[word] for node in nodes if word in node.following], depth - 1)
        for word in words
    ]
    return (
        rf"(?=[ .,&/-]{{1,4}}(?:và )?(?:{'|'.join(following)}))"
        if depth == 2
        else rf"[ .,&/-]{{1,4}}(?:và )?(?:{'|'.join(following)})"
    )


def find_agencies(
    text: str, *, on: dt.date | None = None, province: str | None = None, low: str | None = None
) -> list[Mention[Agency]]:
    """Find every body and class of bodies that a text names, in order.

    Args:
        text: Normalised text.
        on: The document's date: ids are those valid on it.
        province: The document's province, by id or name: "UBND tỉnh" is then its own.
        low: The text in lower case, if it is known.

    Returns:
        Mentions that do not overlap; each body of a list ("Các Sở: Y tế, Xây dựng") is one.
    """
    own = areas_of(province, on) if province else ()
    return [mention(text, one, on=on, own=own) for one in readings(text, on, low or trie.fold(text))]


def readings(text: str, on: dt.date | None, low: str) -> list[Reading]:
    """Return what `find_agencies` finds, before names and ids are made."""
    found = _scan(text, low, on)
    return _settled(text, found) if found else found


def _scan(text: str, lower: str, on: dt.date | None) -> list[Reading]:
    found: list[Reading] = []
    done = 0
    # With a blank before, so that each word has a sign before it: the start is one less.
    for match in _trigger().finditer(f" {lower}"):
        start = match.start()
        if start >= done and (here := _at(text, lower, start, on)):
            found += here
            done = here[-1].end
    return found


def _at(text: str, lower: str, at: int, on: dt.date | None) -> Sequence[Reading]:
    """Return what begins here: a list with its members, a class, or a body and the members that follow it."""
    if text[at - 1 : at] in _BEFORE_A_TAIL and _ends_a_number(text, at):
        return ()
    if lower.startswith(_NAMED_FIRST, at) and (reading := read_body(text, lower, at, on)) is not None:
        return _with_members(text, lower, reading, on)
    found = match_class(text, lower, at) if lower.startswith(_COLLECTIVES, at) else None
    if found is not None and ":" in text[found.end : found.end + 3]:
        members = opened(text, lower, at, found, on)
        if members:
            return members
    reading = read_body(text, lower, at, on) or (read_class(text, lower, found, on) if found else None)
    return _with_members(text, lower, reading, on) if reading is not None else ()


def _with_members(text: str, lower: str, reading: Reading, on: dt.date | None) -> Sequence[Reading]:
    """Return a body read with the places and the bodies that are listed after it."""
    several = (reading,) if reading.place is None else placed(text, lower, reading, on)
    if reading.place is not None or not reading.name.startswith(("Sở", "Bộ", "sở", "bộ")):
        return several
    members = following(text, lower, reading, on)
    return [*several, *members] if members else several


def _ends_a_number(text: str, at: int) -> bool:
    """Whether the letters at a place end the number of a document: "82/TB-UBND"."""
    return (
        text[max(0, at - 2) : at].strip(" ")[-1:] in _JOINTS
        and _IN_A_NUMBER.search(text, max(0, at - 40), at) is not None
    )


def _settled(text: str, found: list[Reading]) -> list[Reading]:
    """Return the readings, those without a locality having the next one's ("HĐND, UBND tỉnh"), or dropped without."""
    lender: Reading | None = None
    settled: list[Reading] = []
    for reading in reversed(found):
        one = reading
        place = lender.place if lender else None
        if one.place is None and one.borrows and lender and place and _adjacent(text, one, lender):
            one = one._replace(place=_lent(one, place), pending=False)
        if one.pending:
            lender = None
            continue
        lender = one if one.lends and one.place is not None else None
        settled.append(one)
    settled.reverse()
    return settled


def _lent(one: Reading, place: Locality) -> Locality | None:
    """What a body takes of the next one's place: "Huyện ủy, UBND huyện Bình Hải" is of Bình Hải, without a second "huyện"."""
    tier, _, name = place.name.partition(" ")
    if not one.name.casefold().endswith(f" {tier} ủy") and one.name.casefold() != f"{tier} ủy":
        return place
    return place._replace(name=name) if name and place.named else None


def _adjacent(text: str, one: Reading, other: Reading) -> bool:
    return other.start - one.end <= _GAP and _LENT.fullmatch(text, one.end, other.start) is not None


def parse_agency(
    text: str, *, on: dt.date | None = None, province: str | None = None
) -> Mention[Agency] | None:
    """Read a text that is one body's name and nothing else; None for several, for none, and for a name with more.

    A note in brackets after it ("(chủ trì)") and the marks of a list around it do not count.
    """
    begin, end = _core(text)
    found = find_agencies(text, on=on, province=province)
    return found[0] if len(found) == 1 and (found[0].start, found[0].end) == (begin, end) else None


def _core(text: str) -> tuple[int, int]:
    """The span of a text without the marks of a list around it."""
    stripped = _NOTE.sub("", text.rstrip(_MARKS)).rstrip(_MARKS)
    return len(text) - len(text.lstrip(" \t\r\n-+*•")), len(stripped)
