"""Which time a statement is for: its own deadline, period, year or frequency.

A rate ("mỗi năm"), a period in the name of a document ("Chương trình ... giai đoạn 2021-2030") and what a figure is
compared with ("so với năm 2020") are none.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

import regex

from vnplan_extract.lang.values import Mention, When

if TYPE_CHECKING:
    from vnplan_extract.lang.values import AnyMention
    from vnplan_extract.reading.draft import Draft

KINDS = frozenset({"date", "period", "deadline", "frequency"})
_RATE = regex.compile(r"(?:mỗi|từng|/)", regex.IGNORECASE)
_COMPARED = regex.compile(r"\bso (?:với|sánh|cùng)[^.;]{0,60}$|\bcùng kỳ[^.,;:]{0,40}$", regex.IGNORECASE)
_REPORTED = regex.compile(r"\b(?:kết quả|tổng kết|sơ kết|đánh giá)[^.,;:]{0,60}$", regex.IGNORECASE)
# "giảm từ 4,5% (năm 2021) xuống dưới 2% (năm 2025)": the first year is where it starts from.
_FROM = regex.compile(
    r"\btừ (?:mức |khoảng |gần |trên |dưới )?\d[\d.,]*\s?[%\p{L}]{0,12}[ \p{L}]{0,20}[\s(]*$",
    regex.IGNORECASE,
)
_TO = regex.compile(r"[\s),]*(?:xuống|lên|còn|đến|tăng|giảm)\b", regex.IGNORECASE)
# "chào mừng ngày 20/10", "Ngày Nhà giáo Việt Nam 20/11": the day that is marked, not the day of the work.
_MARKED = regex.compile(
    r"(?i:\b(?:mừng|kỷ niệm|kỉ niệm|hưởng ứng|nhân dịp|nhân ngày)\b)"
    r"(?![^.;:]*\b(?i:vào|trước|đến|từ|trong|xong|hoàn thành|thời gian)\b)[^.;:]{0,100}$"
    r"|(?<=\p{L}[,\s(]{1,2})Ngày (?:\p{L}[\p{L}-]* ){1,10}\(?(?:ngày )?$"
)
# "đưa vào nghị quyết, kế hoạch phát triển kinh tế - xã hội hằng năm", "trong dự toán ngân sách hằng năm": of each year is the plan.
_YEARLY_PAPER = regex.compile(
    r"\b(?:vào|trong|của|từ|theo|với)\s(?:[\p{L}-]+,?\s){0,4}?(?:kế hoạch|dự toán|nghị quyết|chương trình|ngân sách|quy hoạch)"
    r"(?:\s(?:[\p{L}]+|-)){0,8}\s$",
    regex.IGNORECASE,
)
_EACH_YEAR = frozenset({"hằng năm", "hàng năm"})
_NEAR = 60  # characters within which a year still belongs to the name of a document: "Kế hoạch năm 2026"
_OWN_LEAD = regex.compile(r"(?:\btrong|\bcho|,|\bvào|\bsố|:|\()\s*$", regex.IGNORECASE)
_CLAUSE = regex.compile(r"[.;:]\s|[“”\"]")
_QUOTED = regex.compile(r"[“\"«][^“”\"«»]{0,400}[”\"»]")
_WINDOW = 240


def own_time(
    draft: Draft, text: str, start: int = 0, stop: int | None = None, *, report: bool = False
) -> Mention[When] | None:
    """Return the time that `text[start:stop]` names for itself, with offsets into `text`; None where it names none.

    The first counts; a deadline goes before a frequency of the same sentence, and a frequency counts in the first
    sentence only: further on it is of what stands beside it.

    Args:
        draft: The Plan in the making.
        text: What is said.
        start: Where it begins in `text`.
        stop: Where it ends; by default with `text`.
        report: Whether it tells what was reached: then the time of "kết quả giai đoạn 2016-2020" is its own.
    """
    return next(iter(own_times(draft, text, start, stop, report=report)), None)


def own_times(
    draft: Draft, text: str, start: int = 0, stop: int | None = None, *, report: bool = False
) -> list[Mention[When]]:
    """Return the times that `own_time` chooses from, the first choice first."""
    last = len(text) if stop is None else stop
    times = times_of(draft, text, start, last, report=report)
    end = text.find(". ", start, last)
    first = times[0] if times and (end < 0 or times[0].start < end) else None
    lasting = [time for time in times if time.kind != "frequency"]
    if first is None or first.kind != "frequency":
        return lasting
    deadline = next(
        (time for time in lasting if time.kind == "deadline" and (end < 0 or time.start < end)), None
    )
    return [*([deadline] if deadline else []), first, *lasting]


def times_of(draft: Draft, text: str, start: int, stop: int, *, report: bool = False) -> list[Mention[When]]:
    """Return all times that a stretch of text names for itself, in order."""
    found = []
    before = start
    for mention in mentions_within(draft, text, start, stop):
        if mention.kind in KINDS and isinstance(mention.value, When):
            if not _is_rate(mention) and not _is_foreign(text, mention, before, report=report):
                found.append(cast("Mention[When]", mention))
            before = mention.end
    quoted = [match.span() for match in _QUOTED.finditer(text, start, stop)] if found else []
    return [time for time in found if not _is_inside(quoted, time.start)]


def _is_inside(spans: list[tuple[int, int]], at: int) -> bool:
    before = bisect_left(spans, at, key=lambda span: span[0])
    return before > 0 and at < spans[before - 1][1]


def mentions_within(draft: Draft, text: str, start: int, stop: int) -> list[AnyMention]:
    """Return the mentions that lie inside `text[start:stop]`."""
    mentions = draft.mentions(text)
    first = bisect_left(mentions, start, key=lambda mention: mention.start)
    last = bisect_right(mentions, stop, key=lambda mention: mention.end)
    return mentions[first:last]


def last_year(when: When) -> int | None:
    """Return the last year a time reaches, None for repetitions and open ends.

    >>> last_year(When("2016/2020"))
    2020
    """
    end = when.edtf.split("/")[-1][:4]
    return int(end) if not when.edtf.startswith("R") and end.isdigit() else None


def is_past(draft: Draft, when: When) -> bool:
    """Tell a time that was over before the plan began: before its period, else before its year of issue."""
    begins = (draft.period or draft.issued or "")[:4]
    if begins.startswith("..") and draft.issued:
        begins = draft.issued[:4]
    last = last_year(when)
    return last is not None and begins.isdigit() and last < int(begins)


def _is_rate(mention: AnyMention) -> bool:
    return mention.kind == "frequency" and _RATE.match(mention.text) is not None


def _is_foreign(text: str, mention: AnyMention, after: int, *, report: bool) -> bool:
    """Tell a time in the name of a document, or one that something is compared with."""
    at = mention.start
    if _COMPARED.search(text[max(after, at - _WINDOW) : at]):
        return True
    before = text[max(0, at - _WINDOW) : at]
    if _FROM.search(before[-_NEAR:]) and _TO.match(text, mention.end):
        return True
    if _names_a_day(mention) and _MARKED.search(text[max(after, at - _WINDOW) : at]):
        return True
    if mention.kind == "frequency":
        return mention.text.casefold() in _EACH_YEAR and _YEARLY_PAPER.search(before[-120:]) is not None
    if _OWN_LEAD.search(before):
        return False
    clause = before[max((match.end() for match in _CLAUSE.finditer(before)), default=0) :]
    clause = clause[clause.rfind(", ") + 1 :]
    if mention.kind == "date":
        return any(name[0].isupper() for name in _documents().findall(clause[-_NEAR:]))
    if report and _REPORTED.search(clause):
        return False
    return _documents().search(clause) is not None or _REPORTED.search(clause) is not None


def _names_a_day(mention: AnyMention) -> bool:
    """Is it a day, or a stretch of years as anniversaries have it ("1975-2025")?"""
    edtf = mention.value.edtf if isinstance(mention.value, When) else ""
    return mention.kind in ("date", "period") and (len(edtf) == 10 or "/" in edtf)


@cache
def words_of(section: str, key: str) -> tuple[str, ...]:
    """Return the words of `data/targets.toml`."""
    return tuple(_data()[section][key])


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    text = (files("vnplan_extract") / "data" / "targets.toml").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, list[str]]]", tomllib.loads(text))


@cache
def _documents() -> regex.Pattern[str]:
    return regex.compile(rf"\b(?:{'|'.join(words_of('names', 'documents'))})\b")
