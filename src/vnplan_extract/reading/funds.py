"""Sources of money: what kind a name is of, and which sources a funding part names."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypedDict, cast

import regex

from vnplan_extract.lang.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.reading.statements import Span

FundKind = Literal["state_budget", "enterprise", "other"]
GENERIC = frozenset(
    [
        "nguồn",
        "vốn",
        "kinh",
        "phí",
        "các",
        "từ",
        "của",
        "và",
        "đóng",
        "góp",
        "thực",
        "hiện",
        "ngân",
        "sách",
        "cho",
        "trong",
        "thu",
    ]
)
_ACTS = frozenset(
    ["huy động", "vay", "đóng góp", "tài trợ", "lồng ghép", "quỹ", "đối ứng"]
)  # "huy động từ ..." names what follows
_BLANK = regex.compile(r"\s*:?\s*(?:\.{3}|…|_{2})")
_BRACKETS = regex.compile(r"\s\(([^()]{2,100})\)")
_SIGNS = frozenset(" \t\n,;:.(-–=")
_LEADING_ON = frozenset(
    ["và", "từ", "các", "những", "một phần", "phần", "cả", "gồm", "là", "bằng", "hoặc", "của", "chủ yếu", "lấy", "chi", "trong đó", "do", "sử dụng"]
)  # fmt: skip
_SOURCE = regex.compile(r"(?:các )?nguồn (?!lực|nhân|gốc|nước|điện|cung|hàng|thu\b)\w+ \w+")
_WORD = regex.compile(r"\w+")


class _Entry(TypedDict, total=False):
    kind: FundKind
    words: list[str]
    alone: list[str]
    source: str


@dataclass(frozen=True, slots=True)
class _Fund:
    kind: FundKind
    pattern: regex.Pattern[str]
    alone: frozenset[str]


def fund_kind(text: str) -> FundKind | None:
    """Say what kind of source a name is of, None where it names none.

    >>> fund_kind("Nguồn vốn của doanh nghiệp đóng góp"), fund_kind("Tập huấn cho doanh nghiệp")
    ('enterprise', None)
    """
    low = " ".join(normalize(text).text.casefold().split()).strip(" .;:,()")
    best: tuple[int, int, FundKind] | None = None
    for fund in _funds():
        if low in fund.alone:
            return fund.kind
        match = fund.pattern.search(low)
        if match is not None:
            found = (match.start(), -len(match[0]), fund.kind)
            best = found if best is None or found < best else best
    return best[2] if best else None


def named_sources(text: str) -> list[Span]:
    """Return where a text of the funding part names sources of money, amounts or not.

    >>> [text[a:b] for text in ["Từ ngân sách tỉnh và các nguồn hợp pháp khác theo quy định."] for a, b in named_sources(text)]
    ['ngân sách tỉnh', 'các nguồn hợp pháp khác']
    """
    clean = normalize(text)
    low = clean.text.casefold()
    if len(low) != len(clean.text):
        return []
    heads = [match.span("head") for match in _head().finditer(low)]
    found: list[Span] = []
    done = 0
    for at, (start, named_to) in enumerate(heads):
        if start < done:
            continue
        limit = heads[at + 1][0] if at + 1 < len(heads) else len(low)
        stop = _stop().search(low, named_to, limit)
        end = _closed(low, start, stop.start() if stop else limit)
        name = low[start:end]
        named = fund_kind(name) is not None or (bool(found) and _SOURCE.match(name) is not None)
        if name not in _ACTS and named and not _BLANK.match(low, end):
            done = _with_brackets(low, end)
            found.append(clean.span(start, done))
    return found


def _with_brackets(low: str, end: int) -> int:
    """Return the end of a name with the brackets that say what it holds: "nguồn khác (vốn ODA, tài trợ)", "(ODA)"."""
    match = _BRACKETS.match(low, end)
    if match is None or any(char.isdigit() for char in match[1]):
        return end
    return match.end() if fund_kind(match[1]) is not None else end


def is_same_source(name: str, label: str) -> bool:
    """Tell whether a source that is named is the one an amount is given for: one name says all the other does."""
    first, second = _telling(name), _telling(label)
    if fund_kind(name) != fund_kind(label):
        return False
    return first <= second or second <= first


def _closed(low: str, start: int, end: int) -> int:
    """Return the end of a name without the words that lead on: "và các", "từ", a comma."""
    return trimmed_end(low, start, end, _LEADING_ON)


def trimmed_end(text: str, start: int, end: int, words: frozenset[str]) -> int:
    """Return the end of a stretch without signs and words that lead on to what follows.

    From the end backwards, each character once: dotted leaders make long runs of signs.
    """
    while True:
        while end > start and text[end - 1] in _SIGNS:
            end -= 1
        blank = max(text.rfind(" ", start, end), start - 1)
        two = max(text.rfind(" ", start, blank), start - 1) if blank > start else start - 1
        if text[two + 1 : end].casefold() in words:
            end = two + 1
        elif text[blank + 1 : end].casefold() in words:
            end = blank + 1
        else:
            return end


def _telling(text: str) -> set[str]:
    return set(_WORD.findall(normalize(text).text.casefold())) - GENERIC


@cache
def _data() -> dict[str, object]:
    return tomllib.loads((files("vnplan_extract") / "data" / "funds.toml").read_text(encoding="utf-8"))


@cache
def fund_words(table: str, key: str) -> tuple[str, ...]:
    """Return the words of `data/funds.toml`, longest first."""
    words = cast("dict[str, list[str]]", _data()[table])[key]
    return tuple(sorted((normalize(word).text for word in words), key=len, reverse=True))


@cache
def _funds() -> tuple[_Fund, ...]:
    return tuple(
        _Fund(
            entry["kind"],
            regex.compile(rf"(?<!\w)(?:{any_of(entry['words'])})(?!\w)"),
            frozenset(normalize(word).text for word in entry.get("alone", [])),
        )
        for entry in cast("list[_Entry]", _data()["fund"])
    )


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    ordered: Sequence[str] = sorted((normalize(word).text.strip() for word in words), key=len, reverse=True)
    return "|".join(regex.escape(word) for word in ordered)


@cache
def _head() -> regex.Pattern[str]:
    heads = any_of(fund_words("named", "heads"))
    return regex.compile(
        rf"(?:^\s*|[,;:.(]\s+|[(]|(?<=\s)(?:và|từ|gồm|là|bằng|hoặc|do|sử dụng|(?:bố trí|cân đối|lấy|thực hiện) trong)\s+)"
        rf"(?:(?:và|từ|phần còn lại|còn lại|một phần|phần|cả|chủ yếu|gồm|trong đó|do|bằng|sử dụng)[\s:]+){{0,3}}(?P<head>(?:(?:các|những)\s+)?(?:{heads})(?!\w))"
    )


@cache
def _stop() -> regex.Pattern[str]:
    return regex.compile(
        rf"[;:()]|[.](?=\s|$|/)|,\s+(?=theo|trong|trên|hằng|hàng|do|gửi|trình|căn cứ)|\s(?:{any_of(fund_words('named', 'stops'))})(?!\w)|\s(?<!đang )thực hiện(?!\w)|\sđể(?! lại)(?!\w)|\s\d[\d.,]*\s?(?:%|triệu|tỷ|tỉ|nghìn|ngàn|đồng|trđ)|\s\d{{1,3}}(?:\.\d{{3}})+(?![\d.])"
    )
