"""Fills `duties`: which agency has to see to what, from the part on organisation.

Duties are headed by an agency ("1. Sở Tài chính"), opened by one before a colon ("2. Sở Tài chính: Hằng năm ..."), or
are sentences with an agency as subject ("Giao Sở Y tế ...").
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from vnplan_extract import plan
from vnplan_extract.reading.duty_heads import heading_agencies, lead_of, responsibility, subject_of
from vnplan_extract.reading.duty_tables import duty_rows
from vnplan_extract.reading.order import position_of, position_of_node
from vnplan_extract.reading.parts import part_of_heading
from vnplan_extract.reading.properties import property_of
from vnplan_extract.reading.sections import CLOSING
from vnplan_extract.reading.task_times import fold
from vnplan_extract.reading.task_values import with_evidence
from vnplan_extract.reading.task_words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.document import Passage
    from vnplan_extract.reading.draft import Draft
    from vnplan_extract.reading.duty_heads import Agencies
    from vnplan_extract.reading.nodes import Node

LISTED = frozenset({"dash", "plus"})


def read_duties(draft: Draft) -> None:
    """Fill `duties` in reading order; a document that is no plan has none."""
    if draft.status == "not_a_plan":
        return
    found = [duty for node in draft.nodes for duty in _visit(draft, node)]
    draft.duties = (*found, *duty_rows(draft))


def _visit(draft: Draft, node: Node) -> Iterator[plan.Duty]:
    if draft.parts.get(node.path) == "organisation":
        yield from _group(draft, node)
        return
    for child in node.children:
        yield from _visit(draft, child)


def _group(draft: Draft, node: Node) -> Iterator[plan.Duty]:
    """Yield the duties of a section that is headed by no agency: its paragraphs', then its items'."""
    if node.title is not None and fold(node.title.text).startswith(_silent()):
        return
    for text in _paragraphs(node):
        yield from _sentence(draft, text, node.path)
    sure = _mostly_headed(draft, node.children)
    for child in node.children:
        # "Sở Tài chính, ..." may sound like funding.
        if draft.parts.get(child.path, "organisation") == "organisation" or _is_headed(draft, child):
            yield from _item(draft, child, sure=sure)
        else:
            yield from _visit(draft, child)
    behind = [text for text in node.texts if text not in _paragraphs(node)]
    for text in behind:
        if text.text.startswith("Giao "):
            yield from _sentence(draft, text, node.path)


@cache
def _silent() -> tuple[str, ...]:
    return tuple(fold(words) for words in listed("duties", "no_duties"))


def _item(draft: Draft, node: Node, *, sure: bool) -> Iterator[plan.Duty]:
    """Yield the duties of an item: its own, and those of the agencies headed under it."""
    if any(one.kind in ("lead", "partner", "when", "deadline") for one in property_of(node)):
        return  # "3. Đơn vị chủ trì: Sở Y tế" says who, not what
    agencies, rest = _head(draft, node, sure=sure)
    if not agencies:
        if node.title is None and node.texts and not node.children:
            yield from _sentence(draft, node.texts[0], node.path, others=node.texts[1:], item=True)
        else:
            yield from _group(draft, node)
        return
    known = _mostly_headed(draft, node.children)
    headed = [child for child in node.children if _is_headed(draft, child, sure=known)] or _listed_bodies(
        draft, node
    )
    own = [child for child in node.children if not any(child is one for one in headed)]
    items = [words for child in own for words in _leaves(child)]
    lead_ins = [text for text in rest if not (items and _is_lead_in(text, node))]
    if lead_ins or items:
        yield _duty(draft, agencies, [*([text] for text in lead_ins), *items], node.path)
    for child in headed:
        yield from _item(draft, child, sure=True)


def _head(draft: Draft, node: Node, *, sure: bool) -> tuple[Agencies, list[Passage]]:
    """Return the agencies that head an item, and its paragraphs behind them."""
    texts = [text for text in _paragraphs(node) if not CLOSING.match(text.text)]
    if not texts and not node.children:
        texts = _paragraphs(node)  # "8. Ban công tác Mặt trận" / "Căn cứ Kế hoạch này, ...": all it has to do
    if node.title is not None:
        of_whom = responsibility(node.title)
        if of_whom is not None:
            return heading_agencies(draft, of_whom, sure=True), texts
        if part_of_heading(node.title.text) is not None:
            return (), texts
        agencies = heading_agencies(draft, node.title, sure=sure)
        if agencies and (texts or node.children):
            return agencies, texts
        found = lead_of(draft, node.title)  # "2. Sở Tài chính: Bố trí kinh phí", in bold as a whole
        if agencies and not found:
            return agencies, texts
        return (found[0], [found[1], *texts]) if found else ((), texts)
    if not node.texts:
        return (), []
    found = lead_of(draft, node.texts[0])
    if found:
        return found[0], [found[1], *texts[1:]]
    if not node.children:
        return (), texts
    only = _only_names(draft, node)
    return (only, texts[1:]) if only else (subject_of(draft, node.texts[0]), texts)


def _only_names(draft: Draft, node: Node) -> Agencies:
    """Return the bodies of "- Sở Y tế:", which heads what stands under it."""
    text = node.texts[0].text.rstrip()
    return (
        heading_agencies(draft, node.texts[0].cut(0, len(text) - 1), sure=True) if text.endswith(":") else ()
    )


def _sentence(
    draft: Draft, text: Passage, path: str, *, others: Sequence[Passage] = (), item: bool = False
) -> Iterator[plan.Duty]:
    """Yield the duty of a paragraph or item that names who has to act; closing words and lead-ins are none."""
    if not item and CLOSING.match(text.text):
        return
    found = lead_of(draft, text)
    if found:
        yield _duty(draft, found[0], [[found[1]], *([other] for other in others)], path)
        return
    agencies = subject_of(draft, text)
    if agencies and not text.text.rstrip().endswith(":"):
        yield _duty(draft, agencies, [[text], *([other] for other in others)], path)


def _is_headed(draft: Draft, node: Node, *, sure: bool = False) -> bool:
    """Is a numbered item headed by an agency of its own?"""
    if node.kind in LISTED:
        return False
    if node.title is not None:
        of_whom = responsibility(node.title)
        return bool(heading_agencies(draft, of_whom or node.title, sure=sure or of_whom is not None))
    return bool(node.texts) and lead_of(draft, node.texts[0]) is not None


def _listed_bodies(draft: Draft, node: Node) -> list[Node]:
    """Return the dashes under "Các sở, ngành:" where each names a body of its own before its colon."""
    dashes = [child for child in node.children if child.kind in LISTED and child.texts]
    headed = [child for child in dashes if lead_of(draft, child.texts[0]) or _only_names(draft, child)]
    return headed if len(headed) > 1 and len(headed) == len(node.children) else []


def _mostly_headed(draft: Draft, nodes: Sequence[Node]) -> bool:
    """Are most of the neighbours headed by bodies or people, or sentences with one as subject?"""
    numbered = [node for node in nodes if node.kind not in LISTED]
    return len(numbered) > 1 and 2 * sum(_names_who(draft, node) for node in numbered) >= len(numbered)


def _names_who(draft: Draft, node: Node) -> bool:
    if _is_headed(draft, node, sure=True):
        return True
    return node.title is None and bool(node.texts) and bool(subject_of(draft, node.texts[0]))


def _paragraphs(node: Node) -> list[Passage]:
    """Return a section's paragraphs, those behind its items left out: they close the plan."""
    if not node.children:
        return list(node.texts)
    first = min(position_of_node(child) for child in node.children)
    return [text for text in node.texts if position_of(text) < first]


def _is_lead_in(text: Passage, node: Node) -> bool:
    return bool(node.children) and text.text.rstrip().endswith(":")


def _leaves(node: Node) -> Iterator[list[Passage]]:
    """Yield the words of each leaf item."""
    if node.children:
        for child in node.children:
            yield from _leaves(child)
        return
    words = [*([node.title] if node.title is not None else []), *node.texts]
    if words:
        yield words


def _duty(draft: Draft, agencies: Agencies, items: Sequence[Sequence[Passage]], path: str) -> plan.Duty:
    return plan.Duty(
        agencies=agencies,
        section=path,
        items=tuple("\n".join(passage.text for passage in words) for words in items),
        evidence=with_evidence(draft, items=[passage for words in items for passage in words])
        | {"agencies": tuple(place for agency in agencies for place in agency.evidence["name"])},
    )
