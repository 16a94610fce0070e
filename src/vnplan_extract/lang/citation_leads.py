"""What stands before a document's number and says its kind: "Quyết định số", "QĐ số", "Quyết định của Thủ tướng số"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex as re

from vnplan_extract.lang.citation_issuers import are_letters_of, read_issuer
from vnplan_extract.lang.citation_kinds import code_of, fits, fits_far, kind_pattern
from vnplan_extract.lang.citation_parts import BLANK
from vnplan_extract.lang.doctypes import doctypes
from vnplan_extract.lang.symbols import read_symbol

if TYPE_CHECKING:
    from collections.abc import Callable
    from re import Match

    from vnplan_extract.lang.citation_issuers import AgencyFinder
    from vnplan_extract.lang.symbols import SymbolMatch
    from vnplan_extract.lang.values import Agency

LEAD = 150  # letters before a number in which its kind word is looked for
_GAP = re.compile(r"[^;:.()“”\"\n]{1,140}+:?\s*")
_ABBREVIATED = re.compile(
    rf"(?<![\w/-])(?P<code>QĐ|NQ|NĐ|TT|CT|KH|TB|TTr|BC|CV|KL|HD|CTr|TTLT){BLANK}:?{BLANK}\Z"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands before a number: the kind as printed, where the mention starts, what the lead itself says."""

    kind: str | None
    start: int
    flags: tuple[str, ...] = ()
    issuer: Agency | None = None
    title: str | None = None
    head: bool = False  # a common kind word for a list: "các Quyết định của Thủ tướng Chính phủ: Số ..."


def find_lead(
    text: str, anchor: SymbolMatch, position: int, finder: Callable[[], AgencyFinder]
) -> Lead | None:
    """Find the kind word before a number: right before it, before a list, or with a name in between."""
    end = anchor.said_at
    window = max(position, end - LEAD)
    kinds = list(kind_pattern().finditer(text, window, end))
    if not kinds:
        return _abbreviated(text, window, end)
    last = kinds[-1]
    code = code_of(anchor)
    between = text[last.end() : end].strip(" \t\n\u00a0")
    direct = not between.strip(":") or (between == "(" and anchor.said)  # "Công văn (số 73/TTg-CN)"
    if direct and between in ("", "(") and (not code or fits(last.group(), code)):
        return Lead(last.group(), last.start())
    if (anchor.said and not direct) and (own := _own_letter(text, last, anchor, finder)):
        return own
    for match in reversed(kinds if anchor.said or between.endswith(":") else []):
        lead = _far_lead(text, match, end, finder)
        if lead is not None and fits_far(match.group(), code):
            return lead
    if not direct:
        return _abbreviated(text, window, end)
    return Lead(last.group(), end if between else last.start(), head=bool(between))


def _abbreviated(text: str, start: int, end: int) -> Lead | None:
    """Read a kind by its letters right before the number: "QĐ số 15/QĐ-UBND"."""
    match = _ABBREVIATED.search(text, max(start, end - 8), end)
    row = doctypes().by_code(match["code"]) if match else None
    return Lead(row.name, match.start()) if match and row else None


def _own_letter(
    text: str, kind: Match[str], anchor: SymbolMatch, finder: Callable[[], AgencyFinder]
) -> Lead | None:
    """Read "văn bản của Sở Tài chính số 1205/STC-NS": the letters are those of who is named."""
    code = read_symbol(anchor.parts).issuer_code if kind.group().lower() == "văn bản" else None
    issuer = read_issuer(text, kind.end(), finder()) if code else None
    if code is None or issuer is None or text[issuer.end : anchor.said_at].strip():
        return None
    if not are_letters_of(code.upper(), issuer.agency.name):
        return None
    return Lead(kind.group(), kind.start(), issuer=issuer.agency)


def _far_lead(text: str, kind: Match[str], end: int, finder: Callable[[], AgencyFinder]) -> Lead | None:
    """Read what stands between a kind word and "số": an issuer, the head of a list, a name."""
    between = text[kind.end() : end]
    if not kind.group()[0].isupper() or not _GAP.fullmatch(between):
        return None
    issuer = read_issuer(text, kind.end(), finder())
    if between.rstrip().endswith(":") or (issuer is not None and not text[issuer.end : end].strip(" :,\n")):
        listed = between.rstrip().endswith(":")
        start = end if listed else kind.start()
        return Lead(kind.group(), start, issuer=issuer.agency if issuer else None, head=listed)
    stop = kind.end() + len(between.rstrip())
    issuer = issuer or finder().ending(text, kind.end(), stop)
    if text[end : end + 1].isupper():  # "Số:" of a header goes with no kind word before it
        return None
    title = " ".join(between.split()) if between.lstrip()[:1].isupper() else None
    return Lead(kind.group(), kind.start(), issuer=issuer.agency if issuer else None, title=title)
