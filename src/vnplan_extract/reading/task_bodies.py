"""Tasks from the body: the leaf items of the parts about work, with the properties printed under or behind them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import regex

from vnplan_extract import plan
from vnplan_extract.reading.actors import actors_of
from vnplan_extract.reading.calendars import calendar_lead
from vnplan_extract.reading.cell_roles import who_does
from vnplan_extract.reading.charges import charge_of
from vnplan_extract.reading.duty_heads import heading_agencies
from vnplan_extract.reading.nodes import Node
from vnplan_extract.reading.order import story
from vnplan_extract.reading.parts import part_of_heading
from vnplan_extract.reading.properties import Property, property_of, split_properties
from vnplan_extract.reading.task_times import (
    UNKNOWN_YEAR,
    cell_when,
    own_when,
    standing_when,
    with_year,
    year_of,
)
from vnplan_extract.reading.task_values import (
    agencies_in,
    bare,
    evidence_of_records,
    once,
    quantities_in,
    with_evidence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.document import Passage
    from vnplan_extract.reading.draft import Draft

MINUTES = regex.compile(r"\(\s*\d{1,3}\s*phút\s*\)[.;,\s]*\Z")
UNNUMBERED = frozenset({"dash", "plus", "heading"})
# "(Nhiệm vụ cụ thể tại Phụ lục)" on a line of its own says where to look, not what to do.
REFERENCE = regex.compile(
    r"\s*\([^()]{0,200}\b(?:phụ lục|phụ biểu|biểu|đính kèm|kèm theo)\b[^()]{0,100}\)[.;\s]*\Z",
    regex.IGNORECASE,
)
# "Nhiệm vụ cụ thể, đơn vị chủ trì và thời hạn nêu tại Phụ lục kèm theo." says no more.
POINTER = regex.compile(
    r"\s*(?:(?:(?:các|những|chi tiết)\s)?"
    r"(?:nhiệm vụ|nội dung|danh mục|tiến độ|lịch|lộ trình|phân công|công việc|hoạt động|chi tiết)\b"
    r"[^.;]{0,240}?\b(?:tại|theo|trong|như|ở)\s(?:các\s)?|(?:[^.;:]{2,120}:\s)?(?:theo|như|cụ thể|chi tiết)\s(?:\p{Ll}+\s){0,3}?)"
    r"(?:phụ lục|phụ biểu|biểu|bảng)\b(?!\s(?:dương|diễn|hiện|tượng|quyết|thị))[^.;:]{0,120}[.;\s]*\Z",
    regex.IGNORECASE,
)
IN_CHARGE = regex.compile(r"\bchủ trì\b|^[\s\-–+]*(?:giao|phân công)\s", regex.IGNORECASE)
MOSTLY = 0.5  # share of a heading that agencies must fill for it to be their heading


@dataclass(frozen=True, slots=True)
class Group:
    """A heading over tasks: a row of a table may say the same as it."""

    path: str
    text: str
    quantities: tuple[plan.Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyTask:
    """A task of the body and the headings over it, outermost first; `heading` is its own."""

    task: plan.Task
    groups: tuple[Group, ...] = ()
    heading: Group | None = None


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds for all items of a group: properties printed once, the time and agencies of its headings."""

    section: str | None = None
    groups: tuple[Group, ...] = ()
    properties: tuple[Property, ...] = ()
    when: plan.When | None = None
    leads: tuple[plan.Agency, ...] = ()
    partners: tuple[plan.Agency, ...] = ()
    inside: bool = False  # is the heading above within the part?


@dataclass(slots=True)
class _Item:
    """A leaf item in the making, with the properties that stand behind it among its siblings."""

    node: Node
    properties: list[Property] = field(default_factory=list)


def body_tasks(draft: Draft) -> list[BodyTask]:
    """Return the tasks of the body, in reading order."""
    return [found for node in draft.nodes for found in _visit(draft, node, _Around(), None)]


def _visit(draft: Draft, node: Node, around: _Around, parent: str | None) -> Iterator[BodyTask]:
    if draft.parts.get(node.path) != "tasks":
        section = node.path if node.title is not None else around.section
        for child in node.children:
            yield from _visit(draft, child, _Around(section), node.path)
        return
    yield from _work(draft, _Item(node), around, parent)


def _work(draft: Draft, item: _Item, around: _Around, parent: str | None) -> Iterator[BodyTask]:
    """Yield the task that an item of the part is, or those under it."""
    node = item.node
    work = [
        child
        for child in node.children
        if draft.parts.get(child.path) == "tasks" and not _said_of(draft, child) and not _is_contact(child)
    ]
    others = [child for child in node.children if draft.parts.get(child.path) not in ("tasks", None)]
    if not work:
        if not (
            _is_bare_part(node, around) or _is_contact(node) or _only_points(node) or _is_of_agenda(node)
        ):
            found = _task(draft, item, around, parent)
            if found.task.text:
                yield found
    else:
        inner = _inner(draft, item, around)
        for inner_item, shared in _items(draft, node, inner):
            yield from _work(draft, inner_item, shared, node.path)
    for child in others:
        if not _said_of(draft, child):
            yield from _visit(draft, child, _Around(node.path if node.title else around.section), node.path)


def _said_of(draft: Draft, node: Node) -> list[Property]:
    """Return the properties that an item is: under labels, or as who is in charge and nothing else."""
    return property_of(node) or charge_of(draft, node)


def _is_bare_part(node: Node, around: _Around) -> bool:
    """Is this the heading of the part itself, or one without words, and no work is named under it?"""
    words = node.title is not None or any(text.text.strip() for text in node.texts)
    if not words:
        return True
    only_properties = bool(node.children) or not node.texts
    return (
        not around.inside
        and only_properties
        and node.title is not None
        and part_of_heading(node.title.text, loose=True) is not None
    )


def _only_points(node: Node) -> bool:
    """Does the item only say where the tasks stand: "Nhiệm vụ cụ thể nêu tại Phụ lục kèm theo."?"""
    texts = [text.text for text in node.texts if text.text.strip()]
    told = node.title is None or part_of_heading(node.title.text, loose=True) is not None
    return (
        told
        and not node.children
        and bool(texts)
        and all(POINTER.match(text) or REFERENCE.match(text) for text in texts)
    )


def _is_of_agenda(node: Node) -> bool:
    """Is the item a piece of a meeting with the minutes it takes: "Giải lao (15 phút)."?"""
    return not node.children and len(node.texts) == 1 and MINUTES.search(node.texts[0].text) is not None


def _is_contact(node: Node) -> bool:
    """Does the item only give a number to call: "Công ty Thoát nước: 024.1234.567"?"""
    if node.title is not None or len(node.texts) != 1:
        return False
    _, colon, rest = node.texts[0].text.rpartition(":")
    numbers = sum(char.isdecimal() for char in rest)  # "25/6 - 28/6/2026" is a time
    return bool(colon) and numbers > 0 and "/" not in rest and not any(char.isalpha() for char in rest)


def _inner(draft: Draft, item: _Item, around: _Around) -> _Around:
    """Return what a group gives to the items under it."""
    node = item.node
    properties = [*item.properties]
    for text in node.texts:
        properties.extend(split_properties(text)[1])
    when, leads, partners, groups = around.when, around.leads, around.partners, around.groups
    if node.title is not None and around.inside:
        when = _heading_when(draft, node.title) or when
        leads = _heading_agencies(draft, node.title) or leads
        groups = (*groups, _heading_of(draft, node, node.title))
    elif around.inside and node.texts and calendar_lead(f"{node.texts[0].text.rstrip(' :')}:"):
        when = _heading_when(draft, node.texts[0]) or when  # "* Tháng 01" over its items
    for text in node.texts:  # "Phòng Y tế chủ trì, ...; hoàn thành trong quý II." before or behind the items
        if IN_CHARGE.search(text.text) and (who := actors_of(draft, text))[0]:
            leads, partners = who
            when = own_when(draft, text) or when
    return _Around(
        node.path if node.title is not None else around.section,
        groups,
        tuple(properties) or around.properties,
        when,
        leads,
        partners,
        inside=True,
    )


def _heading_agencies(draft: Draft, title: Passage) -> tuple[plan.Agency, ...]:
    """Return the agencies of a heading that names little else."""
    agencies = heading_agencies(draft, title)
    filled = sum(len(agency.text) for agency in agencies)
    return agencies if filled >= MOSTLY * len(title.text) else ()


def _items(draft: Draft, node: Node, inner: _Around) -> list[tuple[_Item, _Around]]:
    """Return the items of a group with the properties among them: each belongs to the item before it.

    Where properties only close the list, they are printed once for all of it.
    """
    items: list[_Item] = []
    runs: list[int] = []  # for each item: in how many runs of properties it has a part
    opening: list[Property] = []
    for child in (one for one in story(node) if isinstance(one, Node)):
        found = _said_of(draft, child)
        if not found and draft.parts.get(child.path) == "tasks":
            items.append(_Item(child))
        elif found and items:
            items[-1].properties.extend(found)
            runs.append(len(items) - 1)
        elif found:
            opening.extend(found)
    owners = set(runs)
    if len(items) > 1 and owners == {len(items) - 1}:
        opening.extend(items[-1].properties)
        items[-1].properties.clear()
    shared = replace(inner, properties=(*inner.properties, *opening))
    return [(item, shared) for item in items]


def _task(draft: Draft, item: _Item, around: _Around, parent: str | None) -> BodyTask:
    node = item.node
    own, properties = _own_words(node)
    properties = [
        *properties,
        *item.properties,
        *(one for child in node.children for one in _said_of(draft, child)),
    ]
    title = [node.title] if node.title is not None else []
    words = [*title, *own]
    who = _who(draft, words, properties, around, title=node.title)
    when = _when(draft, words, properties, around)
    outputs = [bare(one.value) for one in properties if one.kind == "output" and one.value]
    outputs = outputs or [bare(one.value) for one in around.properties if one.kind == "output" and one.value]
    counted = [one.value for one in properties if one.kind in ("output", "other")]
    quantities = once(quantities_in(draft, [*words, *counted]))
    ordinal = node.marker.ordinal if node.marker is not None and node.kind not in UNNUMBERED else None
    task = plan.Task(
        ordinal=ordinal,
        path=node.path,
        parent=parent,
        text="\n".join(passage.text for passage in words),
        origin="body",
        section=node.path if node.title is not None else around.section,
        leads=who[0],
        partners=who[1],
        when=when,
        outputs=tuple(dict.fromkeys(one.text for one in outputs)),
        quantities=quantities,
        by_year={},
        evidence={
            **with_evidence(
                draft, ordinal=[node.printed] if ordinal and node.printed else [], text=words, outputs=outputs
            ),
            **evidence_of_records(leads=who[0], partners=who[1], when=(when,), quantities=quantities),
        },
    )
    heading = _heading_of(draft, node, node.title) if node.title is not None and own else None
    return BodyTask(task, around.groups, heading)


def _heading_of(draft: Draft, node: Node, title: Passage) -> Group:
    return Group(node.path, title.text, tuple(quantities_in(draft, [title])))


def _own_words(node: Node) -> tuple[list[Passage], list[Property]]:
    """Return the item's own paragraphs without the properties in them, and these."""
    words: list[Passage] = []
    properties: list[Property] = []
    for text in node.texts:
        if REFERENCE.match(text.text):
            continue
        rest, found = split_properties(text)
        words.extend(rest)
        properties.extend(found)
    return words, properties


def _who(
    draft: Draft,
    words: Sequence[Passage],
    properties: Sequence[Property],
    around: _Around,
    *,
    title: Passage | None,
) -> tuple[tuple[plan.Agency, ...], tuple[plan.Agency, ...]]:
    """Return leads and partners: of properties, else of the heading or sentence, else of what stands over the item."""
    leads, partners = _charged(draft, properties)
    if not leads and title is not None:
        leads = _heading_agencies(draft, title)
    for passage in words:
        if leads and partners:
            break
        more = actors_of(draft, passage)
        leads, partners = leads or more[0], partners or more[1]
    over = _charged(draft, around.properties)
    leads, partners = leads or over[0], partners or over[1]
    return leads or around.leads, partners or (() if leads else around.partners)


def _charged(
    draft: Draft, properties: Sequence[Property]
) -> tuple[tuple[plan.Agency, ...], tuple[plan.Agency, ...]]:
    """Return who leads and who helps by properties; "Đơn vị thực hiện: Sở A chủ trì, phối hợp với Sở B" says both."""
    who = who_does(one.value for one in properties if one.kind == "lead")
    helping = [one.value for one in properties if one.kind == "partner"]
    return agencies_in(draft, who.leads), agencies_in(draft, [*who.partners, *helping])


def _when(
    draft: Draft, words: Sequence[Passage], properties: Sequence[Property], around: _Around
) -> plan.When | None:
    found = _property_when(draft, properties)
    found = found or next((_heading_when(draft, one) for one in words if calendar_lead(one.text)), None)
    found = found or next((when for passage in words if (when := own_when(draft, passage))), None)
    loose = [passage for one in properties if one.kind == "other" for passage in (one.label, one.value)]
    found = found or next((when for passage in loose if (when := own_when(draft, passage))), None)
    if found is not None and around.when is not None:
        found = _in_year(found, around.when)
    found = found or next((when for passage in words if (when := standing_when(draft, passage))), None)
    return found or _property_when(draft, around.properties) or around.when


def _heading_when(draft: Draft, title: Passage) -> plan.When | None:
    """Return the time that a heading names; one of a calendar is nothing but a time ("Tháng 10, 11/2022")."""
    lead = calendar_lead(title.text)
    whole = cell_when(draft, title.cut(0, len(title.text[:lead].rstrip(" :")))) if lead else None
    return whole if whole is not None and whole.edtf is not None else own_when(draft, title)


def _in_year(when: plan.When, over: plan.When) -> plan.When:
    """Give "ngày 25/10" the year of "Tháng 10/2023" that it stands under."""
    year = year_of(over.edtf)
    if when.edtf is None or year is None or UNKNOWN_YEAR not in when.edtf:
        return when
    return when.model_copy(update={"edtf": with_year(when.edtf, year)})


def _property_when(draft: Draft, properties: Sequence[Property]) -> plan.When | None:
    for one in properties:
        if one.kind in ("when", "deadline"):
            when = cell_when(draft, one.value, deadline=one.kind == "deadline")
            if when is not None:
                return when
    return None
