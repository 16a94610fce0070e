"""Reads what a plan commits to: one target for each item of its objectives, one for each statement of a paragraph.

Paragraphs are cut at sentences, and at semicolons between quantities; items never. What an earlier period reached is
"achieved". A target without a time of its own takes that of the words that lead its list in, else of the nearest
heading that has one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

import regex

from vnplan_extract import plan
from vnplan_extract.document import Passage
from vnplan_extract.lang.values import Quantity
from vnplan_extract.reading.counts import TIMES
from vnplan_extract.reading.counts import counted as counted_in
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.indicators import read_indicators
from vnplan_extract.reading.order import position_of, story, with_tables
from vnplan_extract.reading.parts import heading_of, names_both, part_of_heading
from vnplan_extract.reading.properties import property_of, without_charge
from vnplan_extract.reading.records import quantity_record, when_record
from vnplan_extract.reading.statements import clauses, joined, sentences, trimmed, within, without_stop
from vnplan_extract.reading.task_times import UNKNOWN_YEAR, with_year, year_of, year_of_plan
from vnplan_extract.reading.times import is_past, mentions_within, own_time, own_times, times_of, words_of
from vnplan_extract.reading.yearly import paired

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.lang.values import Mention, When
    from vnplan_extract.reading.draft import Draft
    from vnplan_extract.reading.nodes import Node
    from vnplan_extract.reading.order import Position
    from vnplan_extract.reading.statements import Span

Level = Literal["general", "specific"]
COUNTED = frozenset({"quantity", "percent", "money"})
AREAS = frozenset({"objectives", "results"})
_TIMED = regex.compile(r"\d|h[ằà]ng|định kỳ", regex.IGNORECASE)  # without these no time is named
_LEADS_ON = regex.compile(
    r"[,;]\s*(?:trong đó|cụ thể|gồm|bao gồm)(?:\s(?:như sau|là))?\s*:\Z", regex.IGNORECASE
)
_COUNTS_TARGETS = regex.compile(
    r"\d{1,3}\s(?:\p{L}+\s){0,2}?(?:chỉ tiêu|mục tiêu|tiêu chí|nhiệm vụ|nội dung|nhóm|tiểu dự án|dự án thành phần)\b",
    regex.IGNORECASE,
)
SHORT_LEAD = 30  # characters of a lead-in that only leads on: "Cụ thể như sau:"
BETWEEN = 4  # characters between a heading and the text that goes on in the same paragraph: ": "


@dataclass(frozen=True, slots=True)
class Scope:
    """What the headings and lead-ins over a statement say of it.

    `level` is None under objectives that are not divided into general and specific ones.
    """

    section: str = ""
    level: Level | None = None
    when: plan.When | None = None
    past: bool = False
    inside: bool = False  # below a heading of objectives
    both: bool = False  # below one of objectives and work alike, where no part of it is headed as objectives


def read_targets(draft: Draft) -> None:
    """Fill `draft.targets`; a document that is no plan has none."""
    draft.targets = ()
    if draft.status == "not_a_plan":
        return
    reader = _Reader(draft)
    for node in draft.nodes:
        reader.visit(node, Scope())
    reader.found += read_indicators(draft)
    reader.found.sort(key=lambda item: item[0])
    draft.targets = tuple(target for _, target in reader.found)


class _Reader:
    """Walks the sections; `found` are the targets with where they stand."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.found: list[tuple[Position, plan.Target]] = []
        self.areas: dict[str, bool] = {}
        self.shown = with_tables(draft.nodes, draft.source_tables)

    # -- sections ----------------------------------------------------------------------------------------------------
    def visit(self, node: Node, outer: Scope) -> None:
        """Read a section, its paragraphs and its items."""
        if not (outer.both or self.leads_to_area(node)):
            return
        if _is_shortfall(node):  # "Đặc điểm tình hình": only what is headed as reached
            for child in node.children:
                told = part_of_heading(heading_of(child) or "")
                if told is not None and told.kind in AREAS and not _is_shortfall(child):
                    self.visit(child, outer)
            return
        scope = self.below(node, outer)
        reads = (scope.both or self.draft.parts.get(node.path) in AREAS) and not _is_shortfall(node)
        items = story(node)
        if reads and items and items[0] is (node.texts[0] if node.texts else None) and self.is_item(node):
            scope = self.item(node, scope, last=len(items) == 1)
            items = items[1:]
        elif reads and self.title_commits(node, alone=not items):
            self.statement(node.title or Passage(""), None, scope)
        for at, entry in enumerate(items):
            if isinstance(entry, Passage):
                if reads:
                    scope = self.paragraph(entry, scope, last=at == len(items) - 1)
            elif not _is_shortfall(entry):
                self.visit(entry, scope)

    def leads_to_area(self, node: Node) -> bool:
        """Tell whether a section or one under it is about objectives or results."""
        known = self.areas.get(node.path)
        if known is None:
            known = self.holds_area(node) or _is_both(node)
            self.areas[node.path] = known
        return known

    def holds_area(self, node: Node) -> bool:
        """Tell whether a section is about objectives or results, or holds one that is."""
        return self.draft.parts.get(node.path) in AREAS or any(map(self.leads_to_area, node.children))

    def below(self, node: Node, outer: Scope) -> Scope:
        """Return what holds inside a section, by its heading."""
        part = self.draft.parts.get(node.path)
        scope = replace(outer, section=node.path) if node.title is not None or not outer.section else outer
        if part not in AREAS:
            both = _goes_along(node) if outer.both else _is_both(node) and not self.holds_area(node)
            return replace(
                self.timed(scope, node.title), inside=False, level=None, both=both and part == "tasks"
            )
        scope = replace(scope, both=False)
        heading = heading_of(node)
        level = _level_of(heading) if heading is not None else None
        if not scope.inside:
            scope = replace(scope, inside=True, level="specific" if _is_divided(node) else None)
        scope = replace(scope, past=part == "results", level=level or scope.level)
        return self.timed(scope, node.title)

    def timed(self, scope: Scope, passage: Passage | None, span: Span | None = None) -> Scope:
        """Return the scope with the time that a heading or lead-in names."""
        if passage is None or not _TIMED.search(passage.text):
            return scope
        start, stop = span or (0, len(passage.text))
        time = own_time(self.draft, passage.text, start, stop, report=scope.past)
        if time is None:
            return scope
        past = scope.past or (scope.inside and is_past(self.draft, time.value))
        return replace(scope, when=self.record(time, passage, replace(scope, past=past)), past=past)

    def is_item(self, node: Node) -> bool:
        """Tell an item, whose words stand beside its mark, from a section with paragraphs under its heading."""
        if node.title is None:
            return node.marker is not None
        return (
            node.marker is not None
            and part_of_heading(node.title.text) is None
            and self.goes_on(node.title, node)
        )

    def goes_on(self, title: Passage, node: Node) -> bool:
        """Tell whether a section's first paragraph goes on behind its heading on the same line."""
        if not node.texts or not node.texts[0].pieces or not title.pieces:
            return False
        last, first = title.pieces[-1], node.texts[0].pieces[0]
        end = last.offset + last.length
        if first.page != last.page or not 0 <= first.offset - end <= BETWEEN:
            return False
        return "\n" not in self.draft.document.page(last.page).text[end : first.offset]

    def title_commits(self, node: Node, *, alone: bool) -> bool:
        """Tell an item that was taken for a heading: a short one, or one with items of its own and a quantity."""
        title = node.title
        if title is None or node.marker is None or part_of_heading(title.text) or title.text.isupper():
            return False
        if alone and node.path in self.shown:
            return False  # what it heads is a table
        if alone:
            return node.kind not in ("part", "chapter", "section", "subsection", "annex")
        return bool(self.quantities(title.text)) and not self.ends_open(title)

    def ends_open(self, title: Passage) -> bool:
        """Tell whether a colon follows a heading in print."""
        last = title.pieces[-1]
        end = last.offset + last.length
        return self.draft.document.page(last.page).text[end : end + 2].lstrip().startswith(":")

    def item(self, node: Node, scope: Scope, *, last: bool) -> Scope:
        """Read an item of a list; return what holds for the items under it."""
        text = node.texts[0]
        if not without_charge(text) or _is_of_the_work(node):
            return scope
        label = heading_of(node) if node.title is None else None
        told = part_of_heading(label) if label is not None else None
        listed = node.kind in ("dash", "plus") and label is not None and _level_of(label) != "general"
        if label is not None and told is not None and told.kind in AREAS and not listed:
            rest = text.cut(len(label) + 1)
            scope = self.timed(scope, text.cut(0, len(label)))
            return self.paragraph(rest, scope, last=last) if rest.text else scope
        opens = text.text.rstrip().endswith(":")
        if opens and (not last or not self.quantities(text.text)):
            return self.led_in(scope, text)  # the last of a list leads to a table
        whole = Passage.join([node.title, text], ": ") if node.title is not None else text
        self.statement(whole, None, scope)
        return scope

    # -- text --------------------------------------------------------------------------------------------------------
    def led_in(self, scope: Scope, passage: Passage) -> Scope:
        """Return what holds after a lead-in such as "Đến năm 2025:"."""
        scope = replace(scope, level=_level_of(passage.text) or scope.level)
        return self.timed(scope, passage)

    def paragraph(self, passage: Passage, scope: Scope, *, last: bool) -> Scope:
        """Read a running paragraph; return what holds after it, for it may lead a list in."""
        for piece in without_charge(passage):
            scope = self.words(piece, scope, last=last)
        return scope

    def words(self, passage: Passage, scope: Scope, *, last: bool) -> Scope:
        """Read what a paragraph says, but who is in charge."""
        text = passage.text
        colon = text.find(":")
        heading = part_of_heading(text[:colon]) if 0 < colon < len(text) - 1 and colon < 90 else None
        if heading is not None and heading.kind in AREAS:
            scope = self.led_in(scope, passage.cut(0, colon))
            passage = passage.cut(colon + 1)
            text = passage.text
        spans = sentences(text)
        led = scope
        if spans and not last and text.endswith(":"):
            lead = spans.pop()
            led = self.led_in(scope, passage.cut(*lead))
            if whole := self.stated_before(
                text, lead
            ):  # "Giảm 13% ..., cụ thể:" says the whole, its items the parts
                self.statement(passage, whole, led if led.when is not scope.when else scope)
            if led.when is scope.when and spans and lead[1] - lead[0] <= SHORT_LEAD:
                led = self.timed(led, passage, spans[-1])  # "Năm 2020 đã có 5 chợ. Cụ thể:"
        if scope.level == "general":
            span = trimmed(text, 0, spans[-1][1]) if spans else None
            if span is not None and not _is_reason(text[span[0] : span[1]]):
                self.statement(passage, span, scope)
            return led
        self.running(passage, spans, scope)
        return led

    def stated_before(self, text: str, lead: Span) -> Span | None:
        """Return what a lead-in states of its own before "cụ thể:" or "trong đó:", None where it only leads in."""
        tail = _LEADS_ON.search(text, *lead)
        if tail is None or _is_reason(text[lead[0] : lead[1]]):
            return None
        counted = self.quantities(text, lead[0], tail.start())
        told = [one for one in counted if not _COUNTS_TARGETS.match(text, one.start)]
        return trimmed(text, lead[0], tail.start()) if told else None

    def running(self, passage: Passage, spans: list[Span], scope: Scope) -> None:
        """Read the sentences of a paragraph, each cut where it states several things."""
        text = passage.text
        counted = [(mention.start, mention.end) for mention in self.quantities(text)]
        before = scope
        for span in joined(text, spans):
            past = scope.past or _is_achieved(text, span, counted)
            here = self.opened(replace(before if past else scope, past=past), passage, span)
            for piece in clauses(text, span, counted):
                if self.commits(text, piece, counted):
                    self.statement(passage, piece, here)
            before = self.timed(replace(scope, past=True), passage, span)

    def opened(self, scope: Scope, passage: Passage, span: Span) -> Scope:
        """Return the scope with the time that opens a sentence, before its first quantity: it is of all its clauses."""
        counted = self.quantities(passage.text, *span)
        time = self.time(passage.text, (span[0], counted[0].start), past=scope.past) if counted else None
        return replace(scope, when=self.record(time, passage, scope)) if time is not None else scope

    def commits(self, text: str, piece: Span, counted: list[Span]) -> bool:
        """Tell a statement from a lead-in, a reason or a note."""
        if within(counted, piece):
            return True
        words = text[piece[0] : piece[1]]
        return not words.endswith(":") and not _is_reason(words)

    def quantities(self, text: str, start: int = 0, stop: int | None = None) -> list[Mention[Quantity]]:
        """Return what a stretch of text counts."""
        last = len(text) if stop is None else stop
        found = mentions_within(self.draft, text, start, last)
        rates = [one for one in found if one.kind == "frequency" and TIMES.match(one.text)]
        if rates:
            return [one for one in counted_in(self.draft, text) if start <= one.start and one.end <= last]
        return [
            cast("Mention[Quantity]", mention)
            for mention in found
            if mention.kind in COUNTED and isinstance(mention.value, Quantity)
        ]

    # -- targets -----------------------------------------------------------------------------------------------------
    def statement(self, passage: Passage, span: Span | None, scope: Scope) -> None:
        """Make a target of a stretch of a passage."""
        text = passage.text
        whole = span or trimmed(text, 0, len(text))
        if whole is None:
            return
        start, stop = without_stop(text, whole)
        counted = self.quantities(text, start, stop)
        places = [(one.start, one.end) for one in counted]
        past = scope.past or _is_achieved(text, (start, stop), places)
        if not counted and (
            past or scope.both or _blank().search(text, start, stop) or not _has_words(text[start:stop])
        ):
            return
        yearly = self.by_year(text, (start, stop), counted, past=past)
        # The years of the parts are none of the whole before them.
        time = None if yearly and 0 not in yearly.values() else self.time(text, (start, stop), past=past)
        printed = passage.cut(start, stop)
        evidence = {"text": evidence_of(self.draft.document, printed)}
        when = self.record(time, passage, scope) if time is not None else scope.when
        if when is not None:
            evidence["when"] = when.evidence.get("edtf", ())
        records = tuple(quantity_record(self.draft, one, passage) for one in counted)
        target = plan.Target(
            text=printed.text,
            section=scope.section,
            level=_level(scope, stated=bool(counted) or when is not None, past=past),
            quantities=records,
            by_year={year: records[at] for year, at in yearly.items()},
            when=when,
            status="achieved" if past else "planned",
            evidence=evidence,
        )
        self.found.append((position_of(printed), target))

    def by_year(
        self, text: str, span: Span, counted: Sequence[Mention[Quantity]], *, past: bool
    ) -> dict[int, int]:
        """Return which of the quantities of a statement is for which year."""
        if len(counted) < 2:
            return {}
        times = times_of(self.draft, text, *span, report=past)
        opening = all(text[span[0] : time.start].rstrip()[-1:] in ("", ";") for time in times)
        return paired(times, counted, opening=opening)

    def time(self, text: str, span: Span, *, past: bool) -> Mention[When] | None:
        """Return the time a statement names; what is planned is not due before the plan begins."""
        for time in own_times(self.draft, text, *span, report=past):
            if time.kind == "frequency":
                if TIMES.match(time.text):
                    continue  # "02 lần/năm" counts
                if time.start == span[0] or not self.is_rate(text, time, span[1]):
                    return time
            elif past or not is_past(self.draft, time.value):
                return time
        return None

    def record(self, time: Mention[When], passage: Passage, scope: Scope) -> plan.When:
        """Return a time with the year that the heading or lead-in over it names, else that of a plan for one year."""
        when = when_record(self.draft, time, passage)
        if when.edtf is None or UNKNOWN_YEAR not in when.edtf:
            return when
        over = year_of(scope.when.edtf) if scope.when is not None else None
        year = over or (None if scope.past else year_of_plan(self.draft, when.edtf))
        return when.model_copy(update={"edtf": with_year(when.edtf, year)})

    def is_rate(self, text: str, time: Mention[When], stop: int) -> bool:
        """Tell whether a frequency inside a clause only says how often its quantity counts."""
        ends = [at for at in (text.find(";", time.end, stop), text.find(". ", time.end, stop)) if at >= 0]
        beside = self.quantities(text, time.end, min(ends, default=stop))
        return any(one.value.per == time.value.edtf.removeprefix("R/") for one in beside)


def _level(scope: Scope, *, stated: bool, past: bool) -> Level:
    if past:
        return "specific"
    return scope.level or ("specific" if stated else "general")


def _level_of(heading: str) -> Level | None:
    """Return what a heading says of the objectives under it."""
    low = heading.casefold()
    if any(words in low for words in words_of("general", "general")):
        return "general"
    if any(words in low for words in words_of("general", "mixed")):
        return None
    return "specific" if any(words in low for words in words_of("general", "specific")) else None


def _is_divided(node: Node) -> bool:
    """Tell objectives that have a part of general ones."""
    heading = heading_of(node)
    if heading is not None and _level_of(heading) == "general":
        return True
    if any(_level_of(text.text[:60]) == "general" for text in node.texts):
        return True
    return any(_is_divided(child) for child in node.children)


def _is_of_the_work(node: Node) -> bool:
    """Is the item a time or place of the work: "1. Thời gian cao điểm: 90 ngày, từ ngày ..."?"""
    found = property_of(node)
    return bool(found) and all(one.kind in ("when", "deadline") for one in found)


def _is_both(node: Node) -> bool:
    return node.title is not None and names_both(node.title.text)


def _goes_along(node: Node) -> bool:
    """Tell a section under "Mục tiêu, nhiệm vụ" that is not headed as one of them alone."""
    heading = heading_of(node)
    return heading is None or part_of_heading(heading) is None


def _is_shortfall(node: Node) -> bool:
    heading = heading_of(node)
    if heading is None:
        return False
    low = heading.casefold().lstrip(" *")
    for lead in ("những ", "một số ", "các ", "về "):
        low = low.removeprefix(lead)
    return low.startswith(words_of("shortfall", "headings"))


def _is_reason(words: str) -> bool:
    return words.casefold().startswith(words_of("reasons", "opening"))


def _is_achieved(text: str, span: Span, counted: list[Span]) -> bool:
    """Tell what was reached: "đã hỗ trợ" or the like stands before the first quantity of a sentence."""
    inside = within(counted, span)
    if not inside:
        return False
    before = text[span[0] : inside[0][0]].casefold()
    said = any(words in before for words in words_of("achieved", "before"))
    return said and not any(words in before for words in words_of("achieved", "unless"))


def _has_words(text: str) -> bool:
    return sum(char.isalpha() for char in text) >= 3


@cache
def _blank() -> regex.Pattern[str]:
    after = "|".join(words_of("blank", "after"))
    return regex.compile(
        rf"(?:\b(?:{after})|:)\s*(?:\.{{3,200}}|…[…. ]{{0,200}}|_{{2,200}})\s*(?:%|/|\p{{Ll}}|$)",
        regex.IGNORECASE,
    )
