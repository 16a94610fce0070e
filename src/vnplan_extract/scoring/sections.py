"""The section tree: (path, title) pairs, then text and kind of the sections that are at their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.plan import Metric
from vnplan_extract.scoring.gold import walk_sections
from vnplan_extract.scoring.metrics import folded, similarity, text_errors
from vnplan_extract.scoring.settings import settings

if TYPE_CHECKING:
    from vnplan_extract.plan import Plan, Section
    from vnplan_extract.scoring.compare import Comparer
    from vnplan_extract.scoring.sheet import Verdict


_PARTS = frozenset({"kind", "marker", "text"})


def compare_sections(comparer: Comparer) -> None:
    """Compare the section trees of gold and output."""
    gold = list(walk_sections(comparer.gold.plan.sections))
    found = {section.path: section for _, section in walk_sections(comparer.plan.sections)}
    wanted = {section.path for _, section in gold}
    for pointer, section in gold:
        _one(comparer, section, found.get(section.path), pointer)
    for pointer, section in walk_sections(comparer.plan.sections):
        if section.path not in wanted:
            _lost(comparer, section, pointer, "invented")
            comparer.extra.setdefault("sections", []).append(section)
    _titles(comparer, [section for _, section in gold], list(found.values()))


def _one(comparer: Comparer, gold: Section, found: Section | None, pointer: str) -> None:
    """Compare a section with the one that has its path."""
    if found is None:
        _lost(comparer, gold, pointer, "missing")
        return
    comparer.met[pointer] = (found, None)
    length = comparer.gold.lengths.get(f"{pointer}/title")
    score = similarity(gold.title or "", found.title or "", length=length)
    right = score >= settings().text or not comparer.labelled("sections.title")
    verdict: Verdict = "right" if right else "wrong"
    comparer.sheet.count("sections", verdict, unit=True)
    if not right:
        comparer.mistake(
            "sections",
            verdict,
            f"{pointer}/title",
            gold=gold.title,
            found=found.title,
            holder=(found, ""),
            score=score,
        )
    for name, metric in (("kind", Metric.EXACT), ("marker", Metric.EXACT), ("text", Metric.TEXT)):
        comparer.field(
            metric,
            getattr(gold, name),
            getattr(found, name),
            name=f"sections.{name}",
            path=f"{pointer}/{name}",
            holder=(found, name),
        )


def _lost(comparer: Comparer, section: Section, pointer: str, verdict: Verdict) -> None:
    """Count a section that only one side has; its children are counted by themselves."""
    comparer.lost(section, "sections", pointer, verdict, only=_PARTS, unit=True)


def _titles(comparer: Comparer, gold: list[Section], found: list[Section]) -> None:
    """Count headings whatever their path: a heading that is there but hangs in the wrong place."""
    rest = [folded(section.title).casefold() for section in found if section.title]
    for section in gold:
        if not section.title:
            continue
        title = folded(section.title).casefold()
        match = next((other for other in rest if other == title or other.startswith(title)), None)
        comparer.sheet.count("sections.heading", "right" if match is not None else "missing")
        if match is not None:
            rest.remove(match)
    for _ in rest:
        comparer.sheet.count("sections.heading", "invented")


def compare_text(comparer: Comparer) -> None:
    """Measure the error rates of the running text: title, preamble, headings and their text in reading order."""
    gold = comparer.gold
    whole = {"title", "sections"} <= gold.labelled and not {
        "sections.text",
        "sections.title",
    } & gold.unlabelled
    if not whole or any(path.startswith(("/title", "/sections", "/preamble")) for path in gold.lengths):
        return
    preamble = "preamble" in gold.labelled
    one, other = running_text(gold.plan, preamble=preamble), running_text(comparer.plan, preamble=preamble)
    for name, ratio in text_errors(one, other).items():
        comparer.sheet.measure(f"text_{name}", ratio)


def running_text(plan: Plan, *, preamble: bool) -> str:
    """Return title, preamble, headings and texts of a plan, one after the other; tables are measured elsewhere."""
    parts = [plan.title, plan.preamble if preamble else None]
    for _, section in walk_sections(plan.sections):
        parts += [section.title, section.text]
    return "\n".join(part for part in parts if part)
