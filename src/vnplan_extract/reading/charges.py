"""Items that say who is in charge of the items around them and nothing else: "- Trạm Y tế chủ trì, phối hợp với các trường học."."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from vnplan_extract.reading.actors import agency_mentions
from vnplan_extract.reading.bodies import names_someone
from vnplan_extract.reading.properties import Property

if TYPE_CHECKING:
    from vnplan_extract.document import Passage
    from vnplan_extract.reading.draft import Draft
    from vnplan_extract.reading.nodes import Node

CHARGED = regex.compile(
    r"[-–+•*\s]*(?:Giao\s(?:cho\s)?|Do\s)?(?P<lead>\p{L}[^.;:()]{2,160}?)\s(?P<label>chủ trì|phụ trách|đảm nhiệm)(?:\s(?:thực hiện|triển khai|tham mưu))?"
    r"(?:,?\s(?P<helps>phối hợp)\s(?:chặt chẽ\s)?(?:với|cùng)\s(?P<partner>[^.;:()]{2,240}?))?(?:\s(?:tổ chức\s)?(?:thực hiện|triển khai))?[.;\s]*"
)
PARTS = regex.compile(r"\s*(?:,|\bvà\b|\bcùng\b)\s*")
MOST_WORDS = 5  # of a class of people that no gazetteer has: "các trường học trên địa bàn"


def charge_of(draft: Draft, node: Node) -> list[Property]:
    """Return who leads and who helps where an item says that and nothing else, none where it names work too."""
    if node.title is not None or node.children or len(node.texts) != 1:
        return []
    passage = node.texts[0]
    match = CHARGED.fullmatch(passage.text)
    if match is None:
        return []
    found = [Property("lead", passage.cut(*match.span("label")), passage.cut(*match.span("lead")))]
    if match["partner"]:
        helps = passage.cut(*match.span("helps"))
        found.append(Property("partner", helps, passage.cut(*match.span("partner"))))
    return found if all(_names_only(draft, one.value) for one in found) else []


def _names_only(draft: Draft, passage: Passage) -> bool:
    """Does a text name bodies or people and no work: "các trường học", not "UBND các huyện sửa nhà xưởng"?"""
    rest, at = "", 0
    for mention in agency_mentions(draft, passage.text):
        rest += passage.text[at : mention.start]
        at = max(at, mention.end)
    rest += passage.text[at:]
    parts = [part for part in PARTS.split(rest) if part.strip()]
    return all(len(part.split()) <= MOST_WORDS and names_someone(part.strip()) for part in parts)
