"""Says what each section is about: purpose, earlier results, objectives, tasks, funding, organisation, basis, annex.

Headings decide, by the phrases of `data/parts.toml`; a section whose heading says nothing is about what its parent is
about. At the highest level, where there is no parent, sections under it and the sections before it decide.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypedDict, cast

from vnplan_extract.lang.agencies import find_agencies
from vnplan_extract.lang.normalize import normalize, strip_accents
from vnplan_extract.reading.bodies import names_someone
from vnplan_extract.reading.funds import fund_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.reading.draft import Draft, PartKind
    from vnplan_extract.reading.nodes import Node

LONGEST_LEAD = 90  # characters before the colon of "Mục tiêu cụ thể: ..."
LONGEST_HEADING = 240
LONGEST_BODY = 60  # of the name of people that no gazetteer has: "Các chi đoàn"
# What may stand under these: "Hạn chế về kinh phí" is of results, "Nhiệm vụ" under an agency of the organisation, and
# "Đánh giá thực trạng" under tasks is work to be done.
SETTLED: dict[PartKind, frozenset[PartKind]] = {
    "results": frozenset({"results"}),
    "organisation": frozenset({"organisation", "funding"}),
    "funding": frozenset({"funding", "organisation"}),
    "tasks": frozenset({"tasks", "objectives", "funding", "organisation", "purpose", "other"}),
    "purpose": frozenset({"purpose", "objectives"}),
}
HOLDERS = frozenset(
    {"part", "chapter", "section", "subsection"}
)  # numbered above "I.", they hold what matters
LISTED = frozenset({"dash", "plus"})
_SUM = re.compile(r"[:\s]*(?:khoảng |dự kiến )?\d[\d.,]*\s(?:tỷ|tỉ|triệu|nghìn|ngàn)?\s?(?:đồng|đ)\b")
_WORD = re.compile(r"\w+")
_OBJECTIVES = re.compile(r"(?<!thuc hien )(?<!thuc hien cac )\b(?:muc tieu|chi tieu)\b")
_WORK = re.compile(r"\b(?:nhiem vu|giai phap|noi dung|hoat dong)\b")


class _Entry(TypedDict, total=False):
    kind: PartKind
    container: bool
    open: bool
    phrases: list[str]
    source: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says: its `kind`, and whether its section only holds parts of several kinds.

    `open` is True where the words that told may be followed by any others; `told` is False for a section whose own
    heading said nothing, and that is about what its parent is about.
    """

    kind: PartKind
    container: bool = False
    open: bool = False
    told: bool = True


CHECKING = frozenset({"kiem tra", "giam sat"})  # "II. Nội dung" holds them as work, too
WORK_INSIDE = CHECKING | {"phan cong", "theo doi", "cong tac"}


def read_parts(draft: Draft) -> None:
    """Fill `draft.parts`: for the path of each section what it is about."""
    draft.parts = {}
    for node in draft.nodes:
        _visit(node, None, draft.parts, loose=True)
    _settle_by_position(draft.nodes, draft.parts)


def part_of_heading(text: str, *, loose: bool = False) -> Heading | None:
    """Say what a heading is about, or None where it does not tell.

    Args:
        text: The heading without its number, in any case.
        loose: Whether the words that tell may stand anywhere in it, as in the headings of the highest level; else it
            opens with them and goes on only as headings do.

    >>> part_of_heading("NHIỆM VỤ VÀ GIẢI PHÁP").kind, part_of_heading("Kinh phí cho khoa học đạt 2%")
    ('tasks', None)
    """
    words = _fold(text[:LONGEST_HEADING])
    start = _after_lead(words)
    found = _phrase_at(words, start)
    if found is None and start:
        start, found = 0, _phrase_at(words, 0)
    if found is None:
        return _anywhere(words) if loose else None
    heading, end = found
    if heading is None:
        return None
    others, rest = _further(words, end)
    if not loose and not heading.open and not _may_go_on(words, rest):
        return None
    if heading.kind == "purpose" and any(other.kind == "objectives" for other in others):
        return next(other for other in others if other.kind == "objectives")
    return heading


def names_both(text: str) -> bool:
    """Tell a heading that names objectives and work alike, so that what stands under it is both.

    >>> names_both("MỤC TIÊU, NHIỆM VỤ"), names_both("NHIỆM VỤ VÀ GIẢI PHÁP THỰC HIỆN MỤC TIÊU")
    (True, False)
    """
    words = _fold(text[:LONGEST_HEADING])
    start = _after_lead(words)
    found = _phrase_at(words, start)
    if found is None or found[0] is None:
        return False
    _, rest = _further(words, found[1])
    named = " ".join(words[start:rest])
    return _OBJECTIVES.search(named) is not None and _WORK.search(named) is not None


def heading_of(node: Node) -> str | None:
    """Return a section's heading: its title, or the words before a colon that open its text."""
    if node.title is not None:
        return node.title.text
    if not node.texts:
        return None
    text = node.texts[0].text
    colon = text.find(":", 0, LONGEST_LEAD)
    return text[:colon] if colon > 0 else None


def _visit(node: Node, parent: Heading | None, parts: dict[str, PartKind], *, loose: bool) -> None:
    heading = Heading("annex") if node.kind == "annex" else _own(node, parent, loose=loose)
    if heading is None and parent is not None:
        heading = parent if node.kind in HOLDERS else Heading(parent.kind, told=False)
    if heading is not None:
        parts[node.path] = heading.kind
    holds = loose and node.kind in HOLDERS
    for child in node.children:
        _visit(child, heading, parts, loose=holds)


def _own(node: Node, parent: Heading | None, *, loose: bool) -> Heading | None:
    text = heading_of(node)
    if text is None or (parent is not None and parent.kind == "annex"):
        return None
    heading = part_of_heading(text, loose=loose and node.title is not None and node.kind != "article")
    if heading is None or (node.title is None and heading.kind in ("organisation", "other")):
        return None  # "- Thời gian: quý II" says something of its own section
    if parent is not None and _is_of_task(node, parent) and not _says_what_is_reached(node, heading):
        return None
    # "Phân công cụ thể" inside the tasks: its items are tasks of the agency that heads them; "Kiểm tra, giám sát" is work.
    words = " ".join(_fold(text)[:2])
    inside = parent is not None and parent.kind == "tasks" and (not parent.container or words in CHECKING)
    if heading.kind == "organisation" and inside and words in WORK_INSIDE:
        return None
    settled = SETTLED.get(parent.kind) if parent is not None and not parent.container else None
    return heading if settled is None or heading.kind in settled else None


def _is_of_task(node: Node, parent: Heading) -> bool:
    """Tell "c) Kinh phí: 500 triệu đồng" under a task from one under "Nhiệm vụ và giải pháp", which is of the plan."""
    if parent.kind != "tasks" or parent.container:
        return False
    return not parent.told or (node.title is None and node.kind in LISTED)


def _says_what_is_reached(node: Node, heading: Heading) -> bool:
    """Tell "- Chỉ tiêu: ..." under a task, which commits the plan, from "- Mục tiêu: ...", which is of the task."""
    return heading.kind == "objectives" and _fold(heading_of(node) or "")[:2] == ["chi", "tieu"]


def _settle_by_position(
    nodes: Sequence[Node], parts: dict[str, PartKind], before: PartKind | None = None
) -> None:
    """Say what the sections without a telling heading are about; `before` is what the part before them is about."""
    for node in nodes:
        kind = parts.get(node.path)
        if kind is None and node.kind in HOLDERS:
            _settle_by_position(node.children, parts, before)
            kind = next((parts[child.path] for child in node.children if child.path in parts), None)
        if kind is None:
            kind = _by_content(node) or ("tasks" if _is_work(node, before) else "other")
        parts.setdefault(node.path, kind)
        _hand_down(node, parts[node.path], parts)
        before = kind


def _hand_down(node: Node, kind: PartKind, parts: dict[str, PartKind]) -> None:
    for child in node.children:
        parts.setdefault(child.path, kind)
        _hand_down(child, parts[child.path], parts)


def _by_content(node: Node) -> PartKind | None:
    """Tell a section whose own sections are headed by agencies, which says who does what, or list sources with their sums."""
    titles = [text for child in node.children if (text := heading_of(child)) is not None]
    if len(titles) < 2:
        return None
    if all(map(_is_sum_of_source, node.children)):
        return "funding"
    named = sum(_opens_with_agency(title) for title in titles)
    return "organisation" if 2 * named > len(titles) else None


def _is_sum_of_source(node: Node) -> bool:
    """Tell "- Vốn khấu hao cơ bản: 168,2 tỷ đồng."."""
    label = heading_of(node)
    if label is None or node.children or fund_kind(label) is None or not node.texts:
        return False
    text = node.texts[0].text
    return _SUM.match(text.removeprefix(label) if node.title is None else text) is not None


def _opens_with_agency(title: str) -> bool:
    found = find_agencies(normalize(title[:120]).text)
    if found and found[0].start <= len("Đề nghị "):
        return True
    return len(title) <= LONGEST_BODY and title[:1].isupper() and names_someone(title)


def _is_work(node: Node, before: PartKind | None) -> bool:
    """Tell work to be done: it stands after the objectives and before the organisation, and has items."""
    return before in ("objectives", "purpose", "tasks") and bool(node.children)


# -- phrases ---------------------------------------------------------------------------------------------------------
def _fold(text: str) -> list[str]:
    return _WORD.findall(strip_accents(normalize(text).text).casefold())


def _after_lead(words: Sequence[str]) -> int:
    """Return where a heading begins to tell: after "Về", "Một số", "Dự kiến"."""
    at = 0
    for _ in range(3):
        length = _longest(words, at, _leads())
        if not length:
            break
        at += length
    return at


def _further(words: Sequence[str], at: int) -> tuple[list[Heading], int]:
    """Return what else a heading names ("Mục đích, yêu cầu và mục tiêu") and where its names end."""
    found: list[Heading] = []
    while True:
        start = at + (1 if words[at : at + 1] == ["va"] else 0)
        after = _phrase_at(words, start) or _phrase_at(words, _skip_lead(words, start))
        if after is None or after[0] is None:
            return found, at
        found.append(after[0])
        at = after[1]


def _skip_lead(words: Sequence[str], start: int) -> int:
    return start + _longest(words, start, _leads())


def _may_go_on(words: Sequence[str], at: int) -> bool:
    return at >= len(words) or words[at].isdigit() or _longest(words, at, _tails()) > 0


def _anywhere(words: Sequence[str]) -> Heading | None:
    at = 0
    while at < len(words):
        found = _phrase_at(words, at)
        if found is not None and found[0] is not None:
            return found[0]
        at = found[1] if found is not None else at + 1
    return None


def _phrase_at(words: Sequence[str], at: int) -> tuple[Heading | None, int] | None:
    """Return the longest phrase that begins with word `at`, and the word after it; None for a neutral one."""
    table = _phrases()
    for length in range(min(_longest_phrase(), len(words) - at), 0, -1):
        key = " ".join(words[at : at + length])
        if key in table:
            return table[key], at + length
    return None


def _longest(words: Sequence[str], at: int, phrases: frozenset[str]) -> int:
    for length in range(min(4, len(words) - at), 0, -1):
        if " ".join(words[at : at + length]) in phrases:
            return length
    return 0


@cache
def _data() -> dict[str, object]:
    return tomllib.loads((files("vnplan_extract") / "data" / "parts.toml").read_text(encoding="utf-8"))


@cache
def _phrases() -> dict[str, Heading | None]:
    table: dict[str, Heading | None] = {}
    for entry in cast("list[_Entry]", _data()["part"]):
        heading = Heading(entry["kind"], entry.get("container", False), entry.get("open", False))
        table |= dict.fromkeys((" ".join(_fold(phrase)) for phrase in entry["phrases"]), heading)
    return table | dict.fromkeys(_listed("neutral"), None)


@cache
def _longest_phrase() -> int:
    return max(phrase.count(" ") + 1 for phrase in _phrases())


def _listed(key: str) -> frozenset[str]:
    words = cast("dict[str, list[str]]", _data()["heading"])[key]
    return frozenset(" ".join(_fold(word)) for word in words)


@cache
def _leads() -> frozenset[str]:
    return _listed("lead")


@cache
def _tails() -> frozenset[str]:
    return _listed("tail")
