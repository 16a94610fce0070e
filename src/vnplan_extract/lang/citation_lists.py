"""Lists of citations under a head that says their kind and who issued them: "Các Quyết định của UBND tỉnh: số 1 ...; số 2 ..."."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import regex as re

from vnplan_extract.lang.citation_issuers import read_issuer
from vnplan_extract.lang.citation_kinds import kind_name
from vnplan_extract.lang.citation_parts import BLANK, kind_words
from vnplan_extract.lang.patterns import compiled

if TYPE_CHECKING:
    import re as plain_re
    from collections.abc import Iterator, Sequence

    from vnplan_extract.lang.citation_issuers import AgencyFinder, Issuer
    from vnplan_extract.lang.values import Agency, Citation, Mention

# It begins with letters and not with a class of them, which `regex` finds many times as fast.
_MAY_HEAD = re.compile(r"ác(?<=[Cc]ác)\s+(?:\p{Lu}|\p{Ll}[^:.;]{3,120}:)")
_AT = re.compile(rf"{BLANK}(?:tại|bằng|có){BLANK}\Z")
_BEFORE = 140  # letters in which the name of who speaks in the listed documents stands
_COLON = re.compile(rf"{BLANK}:")
_LISTED = re.compile(r"(?:[:;,]|(?<!\w)và)[\s\-+*•]*\Z")
_LONGEST = 6  # letters between a sign of the list and a citation


@cache
def _head() -> plain_re.Pattern[str]:
    """Return the pattern of a head: it begins with letters, which `re` passes over a whole document for at once."""
    return compiled(rf"ác(?<=[Cc]ác){BLANK}(?P<kind>(?i:{kind_words()})){BLANK}(?=của|:)")


def with_heads_issuer(
    text: str, mentions: Sequence[Mention[Citation]], finder: AgencyFinder
) -> Iterator[tuple[int, Mention[Citation]]]:
    """Yield the place and the completed mention of each citation of such a list that names no issuer of its own."""
    for head in _head().finditer(text):
        issuer = read_issuer(text, head.end("kind"), finder) or _speaker(text, head.start() - 1, finder)
        colon = _COLON.match(text, max(issuer.end, head.end("kind"))) if issuer else None
        if issuer is None or colon is None:
            continue
        yield from _of_list(text, mentions, colon.end(), (kind_name(head["kind"]), issuer.agency))


def _speaker(text: str, start: int, finder: AgencyFinder) -> Issuer | None:
    """Read who is named before "tại các công văn:"."""
    at = _AT.search(text, max(0, start - len(" bằng ")), start)
    return finder.ending(text, max(0, at.start() - _BEFORE), at.start()) if at else None


def may_have_heads(text: str) -> bool:
    """Whether a text may have the head of such a list; most have none."""
    return ": " in text and _MAY_HEAD.search(text) is not None


def _of_list(
    text: str, mentions: Sequence[Mention[Citation]], start: int, head: tuple[str, Agency]
) -> Iterator[tuple[int, Mention[Citation]]]:
    kind, agency = head
    at = start
    for index, one in enumerate(mentions):
        if one.start < start or "in_title" in one.flags:
            continue
        if one.value.kind != kind or ". " in text[at : one.start] or "\n\n" in text[at : one.start]:
            return
        if not _LISTED.search(text, max(0, one.start - _LONGEST), one.start):
            return
        at = one.end
        if one.value.issuer is None:
            yield (
                index,
                replace(one, value=replace(one.value, issuer=agency), flags=(*one.flags, "issuer_from_list")),
            )
