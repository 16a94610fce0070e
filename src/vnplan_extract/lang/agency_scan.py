"""Agencies in a text: each body or class of bodies that is named, with coordinated lists taken apart.

Offsets are into the normalised text given. Names stay those of the document's own time; only abbreviations are written
out and capitals put right.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from vnplan_extract.lang import trie
from vnplan_extract.lang.agency_ids import mention
from vnplan_extract.lang.agency_lists import following, offices, opened, placed
from vnplan_extract.lang.bodies import Reading, inside_a_word, read_body
from vnplan_extract.lang.classes import match_class, read_class
from vnplan_extract.lang.gazetteer import areas_of
from vnplan_extract.lang.offices import standing
from vnplan_extract.lang.openings import body_opening

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from vnplan_extract.lang.gazetteer import Area
    from vnplan_extract.lang.localities import Locality
    from vnplan_extract.lang.values import Agency, Mention

_COLLECTIVES = ("các ", "những ", "sở", "bộ", "ban, ", "ban ngành")
_DEPARTMENTS = (
    "các cục",
    "các vụ",
    "các viện",
    "các trung tâm",
    "các chi cục",
)  # no class of bodies, but "Các Cục: A, B" lists them
_NAMED_FIRST = ("sở ", "bộ ")  # a name is likelier than a class ("sở, ngành")
# The tail of a document's number: "82/TB-UBND", "/KH-UBND", "QĐ-UBND".
_IN_A_NUMBER = re.compile(
    r"(?:[0-9/][^\s]{0,20}[-\ufffe]|[0-9]/ ?|[0-9] ?- ?[A-ZĐ][^\W\d_]{0,11}/|/[A-ZĐ][^\W\d_]{0,11}(?: ?- ?[^\W\d_]{1,12}){0,3} ?- ?|\b(?:QĐ|KH|NQ|TB|BC|CV|CT|TTr|CTr|HD|PA|ĐA)-)$"
)
_JOINTS = ("-", "/", "\ufffe")
_LENT = re.compile(r"(?:, ?| và | ?[-&] ?|/)(?:và )?(?:lãnh đạo )?")
_NOTE = re.compile(r" ?\([^()]{0,80}\)$")
_MARKS = " \t\r\n.;:,*"
_GAP = 16


def find_agencies(
    text: str,
    *,
    on: dt.date | None = None,
    province: str | None = None,
    low: str | None = None,
    places: Sequence[int] | None = None,
) -> list[Mention[Agency]]:
    """Find every body and class of bodies that a text names, in order.

    Args:
        text: Normalised text.
        on: The document's date: ids are those valid on it.
        province: The document's province, by id or name: "UBND tỉnh" is then its own.
        low: The text in lower case, if it is known.
        places: What `openings` finds in it for bodies, if that is known.

    Returns:
        Mentions that do not overlap; each body of a list ("Các Sở: Y tế, Xây dựng") is one.
    """
    own = areas_of(province, on) if province else ()
    low = low or trie.fold(text)
    glued = "NDt" in text or "NDh" in text or "NDx" in text or "ntỉnh" in text or "nhuyện" in text
    if (glued or "nphường" in text) and _GLUED.search(text):
        return _unglued(text, on=on, own=own)
    found = _scan(text, low, on, places)
    return [mention(text, one, on=on, own=own) for one in _settled(text, found)] if found else []


# "UBNDtỉnh", "Công antỉnh": a blank lost, which the small letter after a capital or the syllable that is none shows.
_GLUED = re.compile(
    r"(?:(?<=UBND|HĐND)|(?<=[Cc]ông an)|(?<=nhân dân))(?=(?:tỉnh|huyện|xã|phường|thành phố|thị xã|thị trấn)(?![^\W_]))"
)


def _unglued(text: str, *, on: dt.date | None, own: tuple[Area, ...]) -> list[Mention[Agency]]:
    """Find the bodies of a text with the blank that is missing before a place; offsets are the text's own."""
    places = [match.start() for match in _GLUED.finditer(text)]
    spaced = _GLUED.sub(" ", text)
    # Where each blank that was put in stands in the spaced text.
    added = [place + number for number, place in enumerate(places)]
    found: list[Mention[Agency]] = []
    for one in _settled(spaced, _scan(spaced, trie.fold(spaced), on, None)):
        whole = mention(spaced, one, on=on, own=own)
        start, end = (at - bisect.bisect_left(added, at) for at in (whole.start, whole.end))
        found.append(replace(whole, start=start, end=end, text=text[start:end]))
    return found


def _scan(text: str, lower: str, on: dt.date | None, places: Sequence[int] | None) -> list[Reading]:
    found: list[Reading] = []
    done = 0
    if places is None:
        padded = f" {lower}"  # so that each word has a sign before it, whose place is the word's in the text
        places = [match.start() for match in body_opening().finditer(padded)]
    for start in places:
        if start >= done and (here := _at(text, lower, start, on)):
            found += here
            done = here[-1].end
    return found


def _at(text: str, lower: str, at: int, on: dt.date | None) -> Sequence[Reading]:
    """Return what begins here: a list with its members, a class, or a body and the members that follow it."""
    if at > 1 and (_ends_a_number(text, at) or (text[at].islower() and inside_a_word(lower, at))):
        return ()
    first = lower[at]  # what most begin with decides at once
    if first == "t" and lower.startswith("thường trực ", at) and lower.endswith(standing(), 0, at):
        return ()  # "Phó Bí thư Thường trực Đảng ủy": who stands in for the head, and no body
    named_first = first in "sb" and lower.startswith(_NAMED_FIRST, at)
    if named_first and (reading := read_body(text, lower, at, on)) is not None:
        return _with_members(text, lower, reading, on)
    found = match_class(text, lower, at) if first in "cnsb" and lower.startswith(_COLLECTIVES, at) else None
    if (found is not None and ":" in text[found.end : found.end + 3]) or (
        first == "c" and lower.startswith(_DEPARTMENTS, at)
    ):
        members = opened(text, lower, at, found, on)
        if members:
            return members
    if (
        first == "v"
        and lower.startswith(("văn phòng:", "văn phòng :"), at)
        and (members := offices(text, lower, at, on))
    ):
        return members
    reading = None if named_first else read_body(text, lower, at, on)
    reading = reading or (read_class(text, lower, found, on) if found else None)
    return _with_members(text, lower, reading, on) if reading is not None else ()


def _with_members(text: str, lower: str, reading: Reading, on: dt.date | None) -> Sequence[Reading]:
    """Return a body read with the places and the bodies that are listed after it."""
    several = (reading,) if reading.place is None else placed(text, lower, reading, on)
    if reading.place is not None or not reading.name.startswith(("Sở", "Bộ", "sở", "bộ", "Phòng")):
        return several
    members = following(text, lower, reading, on)
    return [*several, *members] if members else several


def _ends_a_number(text: str, at: int) -> bool:
    """Whether the letters at a place end the number of a document: "82/TB-UBND"."""
    apart = text[at - 1] == " "
    if text[at - 2 if apart else at - 1] not in _JOINTS:
        return False
    first = max(0, at - 40)
    if apart:
        if "/" not in text[first:at]:  # the mark of an item
            return False
    elif _IN_A_NUMBER.search(
        text, text.rfind(" ", first, at) + 1, at
    ):  # most are of one piece, which is seen sooner
        return True
    return _IN_A_NUMBER.search(text, first, at) is not None


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
    if place.name.startswith("-"):
        return None  # of a number before it: "Viện kiểm sát nhân dân khu vực 2 - Gia Lai"
    tier, _, name = place.name.partition(" ")
    if not one.name.casefold().endswith((f"{tier} ủy", f"{tier} đoàn")):
        return place
    if not name:
        return None  # "Huyện đoàn, Hội Nông dân huyện"
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
