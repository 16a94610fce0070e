"""The issuer where the header names it in part or not at all.

A copy may have lost the second line of "ỦY BAN NHÂN DÂN" / "TỈNH ...", or the whole header. Who issues is then said by
the line in whose name a decision speaks ("BỘ TRƯỞNG BỘ Y TẾ"), by the sentence that issues the plan, or by the place.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import regex

from vnplan_extract.lang.agencies import find_agencies, parse_agency
from vnplan_extract.lang.normalize import normalize, strip_accents
from vnplan_extract.lang.places import province_of
from vnplan_extract.reading.draft import agency_record
from vnplan_extract.reading.heads import enacts
from vnplan_extract.reading.letterhead import heads_body

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract import plan
    from vnplan_extract.document import Block, Passage
    from vnplan_extract.reading.draft import Draft

ISSUES = regex.compile(
    r"\s*(?:đã\s+)?(?:ban hành|xây dựng|triển khai|tổ chức thực hiện|lập|đề ra|phê duyệt)\s+(?:và\s+\w+\s+)?"
    r"(?:thực hiện\s+|xây dựng\s+|[“\"])?(?:Kế hoạch|Chương trình|Phương án|Đề án|kế hoạch|chương trình|phương án)"
)
BARE = frozenset({"UY BAN NHAN DAN", "UBND", "HOI DONG NHAN DAN"})
_PLACED = ("tỉnh", "thành phố")


def is_bare(agency: plan.Agency) -> bool:
    """Is this a people's committee or council without the place that it is of?"""
    return agency.id is None and strip_accents(agency.name).upper() in BARE


def enacting_body(blocks: Sequence[Block]) -> Passage | None:
    """Return the body in whose name a decision speaks, from the line in capitals over "Căn cứ ..."."""
    for block, below in pairwise(blocks):
        if block.column == "full" and enacts(block.text) and below.text.startswith(("Căn cứ", "Xét", "Theo")):
            office = heads_body().match(strip_accents(block.text))
            return block.passage.cut(office.end() if office else 0)
    return None


def issuing_bodies(draft: Draft, passage: Passage) -> Iterator[Passage]:
    """Yield who issues by a sentence: "UBND tỉnh Lào Cai ban hành Kế hoạch ..."."""
    clean = normalize(passage.text)
    for mention in find_agencies(clean.text, on=draft.on, province=draft.province):
        # "Quyết định ... của Thủ tướng Chính phủ phê duyệt Chương trình ..." names the issuer of what is cited.
        cited = clean.text[: mention.start].endswith(("của ", "tại "))
        if not cited and ISSUES.match(clean.text, mention.end):
            yield passage.cut(*clean.span(mention.start, mention.end))


def named_in_full(draft: Draft, bare: plan.Agency, opening: Sequence[Block]) -> Passage | None:
    """Return where the opening names the body whose name the header cut: "ỦY BAN NHÂN DÂN TỈNH BẾN TRE"."""
    enacting = enacting_body(opening)
    said = (found for block in opening for found in issuing_bodies(draft, block.passage))
    for passage in (*([enacting] if enacting else []), *said):
        mention = parse_agency(normalize(passage.text).text, on=draft.on, province=draft.province)
        if mention is not None and mention.value.name.startswith(f"{bare.name} "):
            return passage
    return None


def of_the_place(draft: Draft, bare: plan.Agency, header: Passage) -> plan.Agency | None:
    """Return the province's body where the place of issue is a province by name; the header says which body."""
    place = province_of(draft.place or "", on=draft.on)
    if place is None or strip_accents(place.name) != strip_accents(draft.place or ""):
        return None
    for unit in _PLACED:
        mention = parse_agency(f"{bare.name} {unit} {place.name}", on=draft.on)
        if mention is not None and mention.value.id is not None:
            return agency_record(draft, mention, header)
    return None
