"""Reads the amounts of a funding part: the total, its words, and lines by source, phase or purpose.

The words before an amount are its label. What stands under a phase or a source, in a list or in brackets, is of it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

import regex

from vnplan_extract import plan
from vnplan_extract.document import Passage
from vnplan_extract.lang.values import Quantity
from vnplan_extract.reading.bare_years import sums_of_years
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.funds import any_of, fund_kind, fund_words, named_sources, trimmed_end
from vnplan_extract.reading.misread import MISREAD, undone
from vnplan_extract.reading.order import story
from vnplan_extract.reading.parts import part_of_heading
from vnplan_extract.reading.records import quantity_record
from vnplan_extract.reading.statements import Span, sentences
from vnplan_extract.reading.times import times_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.lang.values import Mention
    from vnplan_extract.reading.draft import Draft
    from vnplan_extract.reading.funds import FundKind
    from vnplan_extract.reading.nodes import Node

_DIGIT = regex.compile(r"\d")
_BREAK = regex.compile(r";|(?<=[\p{L}\p{N})])[.](?=\s)")
_BRACKET = regex.compile(r"[()]")
_FROM = regex.compile(
    r"\s*,?\s*(?:(?:được|lấy|huy động|trích|chi|bố trí)\s+){0,2}(?:từ|do|bằng)\s+(?:các\s+)?(?P<from>[^;.,()\d]{3,120})"
)
_SPELT_END = regex.compile(r"\s*(?:chẵn|tròn)?\s*[.;]?\s*[\"”'/]*\)?")
_MARK = regex.compile(r"(?:\p{Ll}|\d{1,2})\)\s+")
_AFTER = regex.compile(r"\s*(?P<purpose>(?:cho|để|chi)\s[^;.(]{3,120})")
_SHARE = regex.compile(r"(?:\s(?:chiếm|là|khoảng|bằng))*\s\d{1,3}(?:,\d+)?\s?%[\s,(:=]*\Z")
_PARTS = regex.compile(r"[^,;.()\d]{0,40}?(?=[,;.)]|\s*$|\s(?:và|cùng|còn)\s)")
_YEAR_OF_PLAN = regex.compile(
    r"\b(?:kế hoạch|chương trình|phương án|đề án)\s+năm\s+((?:19|20)\d\d)\b(?!\s?[-–])", regex.IGNORECASE
)
LISTED = frozenset({"dash", "plus", "letter"})
GIVES = frozenset({"hỗ trợ", "cấp", "bảo đảm", "đảm bảo"})  # "ngân sách xã hỗ trợ 5 triệu đồng"
LONGEST_LABEL = 240
LONGEST_YEAR = len("các năm 2026 - 2027")


@dataclass(frozen=True, slots=True)
class Around:
    """What an amount stands under."""

    fund: FundKind | None = None
    fund_text: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class _Stated:
    """An amount as it stands, and whether it may be the whole sum: its label says "Tổng", or it has no other."""

    line: plan.BudgetLine
    whole: Literal["said", "maybe", "no"]
    behind: Around  # with the source named behind it: "5 tỷ đồng từ ngân sách tỉnh"
    list: str | None  # path of the section whose dashes or letters it stands in


@dataclass(slots=True)
class Prose:
    """What a funding part says in prose; `read` are its passages, in order."""

    total: plan.Quantity | None = None
    in_words: plan.Quantity | None = None
    lines: list[plan.BudgetLine] = field(default_factory=list)
    read: list[Passage] = field(default_factory=list)


def read_prose(draft: Draft) -> Prose:
    """Read all sections about funding."""
    reader = _Reader(draft)
    for node in draft.nodes:
        reader.visit(node, Around())
    reader.find_total()
    reader.find_words()
    return reader.prose


# In a plan without a part on funding: "V. BẢO ĐẢM" / "Kinh phí diễn tập: 210 triệu đồng".
_BY = regex.compile(r"\bdo\s+(?=\p{L})")
UNSAID = frozenset({"organisation", "other"})
_FUNDED = regex.compile(r"[-–+*\s]*(?:Tổng )?(?i:kinh phí)\b[^:.;]{0,80}:")


class _Reader:
    """Walks the sections; fills `prose`."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.prose = Prose()
        self.spelt: list[plan.Quantity] = []
        self.stated: list[_Stated] = []
        self.list: str | None = None
        self.headed = "funding" in draft.parts.values()

    def visit(self, node: Node, outer: Around) -> None:
        """Read a section and what stands under it."""
        part = self.draft.parts.get(node.path)
        funding = part == "funding"
        around = outer
        if funding and node.title is not None:
            around = self.passage(node.title, outer, heading=True)
        own = around
        for entry in story(node):
            self.list = node.path.rpartition(".")[0] if node.kind in LISTED else None
            if not isinstance(entry, Passage):
                self.visit(entry, around)
            elif funding or (not self.headed and part in UNSAID and _FUNDED.match(entry.text)):
                around = self.passage(entry, own)
            elif part == "annex" and _says_words().search(entry.text[:400]):
                self.words_of(entry)

    # -- amounts -----------------------------------------------------------------------------------------------------
    def passage(self, passage: Passage, outer: Around, *, heading: bool = False) -> Around:
        """Read a paragraph's amounts; return what holds for the items under it."""
        text = passage.text
        money = self.money(passage)
        if not (heading and part_of_heading(text) is not None and not money):
            self.prose.read.append(passage)
        inner = outer
        if not money and len(text) < LONGEST_LABEL:
            period = self.period(text, (0, len(text)))
            return replace(outer, period=period) if period and (heading or text.endswith(":")) else outer
        starts = [start for start, _ in sentences(text)]
        brackets = _brackets(text)
        done = 0
        before = around = outer
        for at, mention in enumerate(money):
            sentence = starts[bisect_right(starts, mention.start) - 1]
            begin = max(done, sentence)
            if at and sentence > done:
                around = before if _intro().match(text, sentence) else outer
            elif at and _intro().search(text, done, mention.start):
                around = before  # "ngân sách tỉnh 10 tỷ đồng, trong đó năm 2022 ..."
            if not _DIGIT.search(mention.text):
                self.spelt.append(quantity_record(self.draft, mention, passage))
            elif not mention.value.per:
                here = before if at and _covers(brackets, mention.start) else around
                before = self.amount(passage, (begin, mention.start), mention, here, before)
                inner = before if inner is outer else inner
            spelt = _SPELT_END.match(text, mention.end) if not _DIGIT.search(mention.text) else None
            done = spelt.end() if spelt else _end_of_source(text, mention.end)
        figures = sum(_DIGIT.search(mention.text) is not None for mention in money)
        return inner if figures == 1 or text.rstrip().endswith((":", ")")) else outer

    def amount(
        self, passage: Passage, before: Span, mention: Mention[Quantity], around: Around, latest: Around
    ) -> Around:
        """Read one amount with its label: a total or a line; return what stands under it."""
        text = passage.text
        label = _label(text, before)
        if label is None and (purpose := _AFTER.match(text, mention.end)) is not None:
            label, around = (None if latest.fund else purpose.span("purpose")), latest
        named = text[slice(*label)] if label else ""
        fund = fund_kind(named)
        whole = _whole(named) if fund is None else "no"
        if fund is not None and _is_estimate(named) and _end_of_source(text, mention.end) > mention.end:
            fund = None  # "Dự toán chi chuyên môn 145 triệu đồng từ ngân sách được giao"
        here = Around(fund, self.fund_text(text, label) if label and fund else None, around.period)
        if label and (period := self.period(text, label)):
            here = replace(here, period=period)
            label = _before_colon(text, label) or label
        if fund is None:
            only_time = label and here.period and len(named) <= LONGEST_YEAR
            over = (
                latest if only_time and around.fund is None else around
            )  # "... năm 2026 là A, năm 2027 là B"
            here = replace(here, fund=over.fund, fund_text=over.fund_text)
        behind = _from_behind(text, mention.end, here) if here.fund is None else here
        here = behind if whole == "no" else here
        quantity = quantity_record(self.draft, mention, passage)
        if quantity.bound in ("at_most", "less_than") and whole == "no" and fund is None and not here.period:
            return around  # so much for each case
        printed = passage.cut(*label) if label else Passage("")
        evidence = {"amount": quantity.evidence["low"]}
        if label:
            evidence["label"] = evidence_of(self.draft.document, printed)
        line = plan.BudgetLine(
            label=printed.text or around.fund_text or "",
            amount=quantity,
            fund=here.fund,
            fund_text=here.fund_text,
            period=here.period,
            evidence=evidence,
        )
        self.stated.append(_Stated(line, whole, behind, self.list))
        return here

    def fund_text(self, text: str, label: Span) -> str:
        """Return the fund's name: the label without a phase or a verb behind it."""
        label = (label[0], trimmed_end(text, *label, GIVES))
        by = _BY.search(text, *label)
        if by is not None and fund_kind(text[by.end() : label[1]]) is not None:
            label = (by.end(), label[1])  # "Kinh phí thực hiện Đề án do ngân sách tỉnh cấp"
        times = times_of(self.draft, text, *label, report=True)
        whole = text[slice(*label)]
        bracket = whole.find(" (")
        for name in (
            text[label[0] : times[0].start].rstrip(" :,(–-") if times else "",
            whole[: max(bracket, 0)],
        ):
            if fund_kind(name) is not None:
                return name
        return whole

    def period(self, text: str, span: Span) -> str | None:
        """Return the phase or year that a label names."""
        times = [
            time
            for time in times_of(self.draft, text, *span, report=True)
            if time.kind in ("period", "date", "deadline")
        ]
        if times:
            return times[0].value.edtf
        named = _YEAR_OF_PLAN.search(
            text, *span
        )  # "Kinh phí thực hiện Kế hoạch năm 2026": of a name, and of the money
        return named[1] if named else None

    def money(self, passage: Passage) -> list[Mention[Quantity]]:
        """Return the amounts in đồng; those that OCR read with letters among their digits say so."""
        text = passage.text
        clean, places = undone(text) if self.is_ocr(passage) else (text, [])
        found = [
            cast("Mention[Quantity]", mention)
            for mention in self.draft.mentions(clean)
            if mention.kind == "money" and isinstance(mention.value, Quantity) and mention.value.unit == "VND"
        ]
        found = [
            replace(one, text=text[one.start : one.end], flags=(*one.flags, MISREAD))
            if any(one.start <= start < one.end for start, _ in places)
            else one
            for one in found
        ]
        return [each for one in found for each in (one, *sums_of_years(clean, one))]

    def is_ocr(self, passage: Passage) -> bool:
        """Tell whether a passage was read by OCR, as far as its first line."""
        for piece in passage.pieces[:1]:
            page = self.draft.document.page(piece.page)
            return any(line.read_by == "ocr" for line in page.lines_of(piece.offset, piece.offset + 1))
        return False

    # -- the total ---------------------------------------------------------------------------------------------------
    def find_total(self) -> None:
        """Choose the plan's whole sum among the amounts; all others are lines."""
        total = self.whole_sum()
        if total is not None:
            self.prose.total = total.line.amount
        self.prose.lines = [
            one.line.model_copy(
                update={
                    "label": one.line.label or one.behind.fund_text or "",
                    "fund": one.behind.fund,
                    "fund_text": one.behind.fund_text,
                }
            )
            for one in self.stated
            if one is not total and not (total is not None and not one.line.label and _is_equal(one, total))
        ]

    def whole_sum(self) -> _Stated | None:
        """Return the amount that is called the total; else the first, where none beside it is of its kind."""
        said = [one for one in self.stated if one.whole == "said"]
        if said:
            if all(_is_equal(one, said[0]) for one in said):
                return said[0]
            return next((one for one in said if one.line.period is None), None)
        first = self.stated[0] if self.stated else None
        if first is None or first.whole != "maybe":
            return self.whole_period()
        if any(self.is_beside(one, first) for one in self.stated[1:]):
            return None
        beside = [one for one in self.stated[1:] if one.whole == "maybe" and one.line.label]
        return first if all(_is_equal(one, first) for one in beside) else None

    def is_beside(self, one: _Stated, first: _Stated) -> bool:
        """Is it no part of the first amount: more than that, or of a source of its own in the list where that stands?"""
        if one.line.fund is None or one.line.period != first.line.period:
            return False
        others = [other for other in self.stated if other is not first and other.list == first.list]
        alike = bool(first.list) and one in others
        whole = sum(other.line.amount.low or 0 for other in others)
        return one.line.amount.low > first.line.amount.low or (alike and whole != first.line.amount.low)

    def whole_period(self) -> _Stated | None:
        """Return the amount of the only phase, where that is the plan's own: "Giai đoạn 2026-2030: 4.250 triệu đồng"."""
        phases = [one for one in self.stated if one.line.fund is None and one.line.period and one.line.label]
        alone = phases[0] if len(phases) == 1 and phases[0] is self.stated[0] else None
        whole = (
            alone is not None and "/" in (alone.line.period or "") and alone.line.period == self.draft.period
        )
        return alone if whole else None

    # -- the total in words ------------------------------------------------------------------------------------------
    def words_of(self, passage: Passage) -> None:
        """Take the spelt-out amounts of a passage."""
        for mention in self.money(passage):
            if not _DIGIT.search(mention.text):
                self.spelt.append(quantity_record(self.draft, mention, passage))

    def find_words(self) -> None:
        """Choose the spelt-out total: the one that says the total, else the first."""
        notes = [note for table in self.draft.source_tables for note in table.notes]
        for note in notes:
            if _says_words().search(note.text[:400]):
                self.words_of(note)
        total = self.prose.total
        agreeing = (one for one in self.spelt if total is not None and one.low == total.low)
        self.prose.in_words = next(agreeing, self.spelt[0] if self.spelt else None)


def _before_colon(text: str, label: Span) -> Span | None:
    """Return the source of a label that goes on with its phase: "Ngân sách tỉnh: giai đoạn 2021-2025"."""
    colon = text.find(":", *label)
    return (label[0], colon) if colon > 0 and fund_kind(text[label[0] : colon]) is not None else None


def _is_equal(one: _Stated, other: _Stated) -> bool:
    return one.line.amount.low == other.line.amount.low


def _whole(label: str) -> Literal["said", "maybe", "no"]:
    low = label.casefold()
    if low.startswith("tổng") and not low.startswith("tổng kết"):
        return "said"
    return "maybe" if not label or _opens_total().match(low) else "no"


def _from_behind(text: str, end: int, around: Around) -> Around:
    """Return the source that follows an amount: "50 tỷ đồng huy động từ xã hội hóa"."""
    match = _FROM.match(text, end)
    spans = named_sources(match["from"]) if match else []
    if not match or not spans:
        return around
    name = match["from"][slice(*spans[0])]
    return replace(around, fund=fund_kind(name), fund_text=name)


def _end_of_source(text: str, end: int) -> int:
    """Return the end of an amount with the source behind it, where that is not the label of the next amount."""
    match = _FROM.match(text, end)
    spans = named_sources(match["from"]) if match else []
    if not match or not spans:
        return end
    stop = match.start("from") + spans[0][1]
    parts = _PARTS.match(text, stop)
    return parts.end() if parts else end


def _is_estimate(label: str) -> bool:
    return label.casefold().startswith(("dự toán", "kinh phí"))


def _label(text: str, span: Span) -> Span | None:
    """Return the words before an amount that name it."""
    start, stop = span
    start = max((match.end() for match in _BREAK.finditer(text, start, stop)), default=start)
    start = max((match.end() for match in _intro().finditer(text, start, stop)), default=start)
    lead = _joining().match(text, start, stop)
    start = lead.end() if lead else start
    mark = _MARK.match(text, start, stop)
    start = mark.end() if mark else start
    opened = text.rfind("(", start, stop)
    if opened > text.rfind(")", start, stop):  # "(trong dự toán được giao: 2 tỷ đồng"
        last = text[opened + 1 : stop].strip()
        start, stop = (opened + 1, stop) if last else (start, opened)
    share = _SHARE.search(text, start, stop)  # "ngân sách tỉnh 70% (2.975 triệu đồng)"
    stop = share.start() if share else stop
    stop = trimmed_end(text, start, stop, _before())
    colon = text.rfind(":", start, stop)
    before = text[start:colon] if colon > 0 else ""
    if before and fund_kind(before) is None and not any(char.isdigit() for char in before):
        start = colon + 1
        while start < stop and text[start].isspace():
            start += 1
    return (start, stop) if start < stop <= start + LONGEST_LABEL else None


def _brackets(text: str) -> list[Span]:
    """Return where each outer pair of brackets stands; one that is not closed ends with the text."""
    found = []
    depth = start = 0
    for match in _BRACKET.finditer(text):
        if match[0] == "(":
            depth += 1
            start = match.start() if depth == 1 else start
        elif depth:
            depth -= 1
            if not depth:
                found.append((start, match.end()))
    return [*found, (start, len(text))] if depth else found


def _covers(spans: Sequence[Span], at: int) -> bool:
    """Tell whether one of the spans, which are in order, covers a place."""
    before = bisect_right(spans, at, key=lambda span: span[0])
    return before > 0 and at < spans[before - 1][1]


@cache
def _opens_total() -> regex.Pattern[str]:
    return regex.compile(rf"(?:{any_of(fund_words('amounts', 'total'))})(?!\w)")


@cache
def _intro() -> regex.Pattern[str]:
    return regex.compile(
        rf"(?:^|(?<=[\s,(]))(?:{any_of(fund_words('amounts', 'intro'))})(?=[\s:])\s*:?\s*", regex.IGNORECASE
    )


@cache
def _joining() -> regex.Pattern[str]:
    words = any_of(fund_words("amounts", "joining"))
    return regex.compile(rf"(?:[\s,;:.()\-–+*“”\"]|(?:{words})(?=[\s:]))*+", regex.IGNORECASE)


@cache
def _before() -> frozenset[str]:
    return frozenset(fund_words("amounts", "before"))


@cache
def _says_words() -> regex.Pattern[str]:
    return regex.compile(any_of(fund_words("amounts", "words")), regex.IGNORECASE)
