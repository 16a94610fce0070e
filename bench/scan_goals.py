"""Whether the scans of the corpus are read as well as they have to be: four figures at each level, beside their goals. Used by bench/ocr.py --goals.

The scans are those of corpus/scans (corpus/build/degrade.py); a document named that has none is damaged in the same way. The truth is the page of the digital file that each was made from, read
by this program from its text layer; the gold holds that reading to the document. Text is compared page by page in the order in which
it was read, every line of it, a line that stands elsewhere being an error. Cells are compared place by place in the joined tables,
before sums put any of them right; a cell that is not there is wrong.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from accuracy import FILES, ROOT
from vnplan_extract.pipeline import plan_of, read
from vnplan_extract.scoring.text import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vnplan_extract.document import Document
    from vnplan_extract.plan import Plan

sys.path.insert(0, str(ROOT / "corpus" / "build"))
from degrade import scan as damaged

LEVELS = ("clean", "light", "heavy")
# CER and WER at most, numeric cells and signatures at least, in percent.
GOALS = {
    "clean": (0.15, 0.5, 99.0, 100.0),
    "light": (0.15, 0.5, 98.0, 100.0),
    "heavy": (1.0, 3.5, 88.0, 100.0),
}
LEADER = re.compile(r"[.…_]{3,}|…+")  # to write on: as long as it is, it says nothing
# A figure with its signs, and a unit or a numbering behind or before it: "1.250,5", "12 DN", "II/2025", "(3)", "60%".
NUMERIC = re.compile(r"(?=.*\d)[^\W\d_]{0,4}[\s\d.,%()/+–:;<>≥≤-]+[^\W\d_]{0,4}[.)]?")


@dataclass(slots=True)
class Tally:
    """Counts over the pages, cells and signatures of one level."""

    characters: list[int] = field(default_factory=lambda: [0, 0])  # wrong, of so many
    words: list[int] = field(default_factory=lambda: [0, 0])
    cells: list[int] = field(default_factory=lambda: [0, 0])  # right, of so many
    signatures: list[int] = field(default_factory=lambda: [0, 0])

    def rates(self) -> tuple[float, float, float, float]:
        """CER, WER, numeric cells and signatures, in percent."""
        counts = (self.characters, self.words, self.cells, self.signatures)
        first, second, third, fourth = (100 * some / max(of, 1) for some, of in counts)
        return first, second, third, fourth


def _add(tally: list[int], some: int, of: int) -> None:
    tally[0] += some
    tally[1] += of


def _cells(document: Document) -> dict[tuple[int, int, int], str]:
    return {
        (table.index, cell.row, cell.col): "".join(LEADER.sub("…", cell.text).split())
        for table in document.tables
        for cell in table.cells
    }


def _numeric(document: Document) -> dict[tuple[int, int, int], str]:
    return {place: text for place, text in _cells(document).items() if NUMERIC.fullmatch(text)}


def _signatures(plan: Plan) -> list[tuple[tuple[str, ...], str | None]]:
    return [(one.authority, one.name) for one in plan.signatures]


def count(tally: Tally, scan: Path | bytes, digital: Path, *, show: bool = False) -> None:
    """Add one scan to a level's counts."""
    truth, got = read(digital), read(scan, name=digital.name)
    for printed, page in zip(truth.pages, got.pages, strict=True):
        right, text = (" ".join(LEADER.sub("…", one.text).split()) for one in (printed, page))
        _add(tally.characters, Levenshtein.distance(text, right), len(right))
        _add(tally.words, Levenshtein.distance(text.split(), right.split()), len(right.split()))
        if show:
            _show(f"page {page.number}", right.split(), text.split())
    due, cells = _numeric(truth), _cells(got)
    wrong = {place: (text, cells.get(place)) for place, text in due.items() if cells.get(place) != text}
    _add(tally.cells, len(due) - len(wrong), len(due))
    signed, read_so = (_signatures(plan_of(one)) for one in (truth, got))
    _add(tally.signatures, sum(one in read_so for one in signed), len(signed))
    if show and (wrong or signed != read_so):
        print("   cells", wrong, "\n   signatures", signed, read_so, flush=True)


def _show(name: str, right: list[str], text: list[str]) -> None:
    for tag, begin, end, first, last in Levenshtein.opcodes(right, text):
        if tag != "equal":
            print(f"   {name}:", " ".join(right[begin:end]), "->", " ".join(text[first:last]), flush=True)


def scans_of(names: list[str], level: str) -> Iterator[tuple[Path | bytes, Path]]:
    """Yield the scans of some documents of the corpus, or of all that have scans, each with the file it was made from."""
    made = {
        ROOT / "corpus" / scan.name.replace(f".{level}.", "."): scan
        for scan in (ROOT / "corpus" / "scans").glob(f"*.{level}.pdf")
    }
    for digital in sorted((ROOT / "corpus").glob(FILES)):
        if any(digital.name.startswith(name) for name in names) or (not names and digital in made):
            print(digital.name, level, flush=True)
            yield made.get(digital) or damaged(digital, level), digital


def goals_part(names: list[str], *, levels: list[str], show: bool = False) -> str:
    """Return the table of figures and goals."""
    rows = []
    for level in levels:
        tally = Tally()
        for scan, digital in scans_of(names, level):
            count(tally, scan, digital, show=show)
        rates, goals = tally.rates(), GOALS[level]
        figures = (f"{rate:.2f}" if at < 2 else f"{rate:.1f}" for at, rate in enumerate(rates))
        beside = (
            f"{figure} ({'≤' if at < 2 else '≥'} {goal:g})"
            for at, (figure, goal) in enumerate(zip(figures, goals, strict=True))
        )
        rows.append((level, *beside, f"{tally.cells[1]} / {tally.signatures[1]}"))
    heads = ("goals in brackets", "CER", "WER", "numeric cells", "signatures", "cells / signatures")
    return markdown(heads, rows)
