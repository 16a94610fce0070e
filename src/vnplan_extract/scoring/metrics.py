"""The small measures: counts of right and wrong, similarity of text, error rates of text.

METRIC_VERSION stands in every report; scores of different versions are not comparable.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from vnplan_extract.lang.normalize import strip_accents
from vnplan_extract.lang.tones import place_tones
from vnplan_extract.scoring.parts import levenshtein
from vnplan_extract.scoring.settings import settings

METRIC_VERSION = "2"
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_DASHES = str.maketrans("–—‐‑−", "-----")


@dataclass(frozen=True, slots=True)
class Counts:
    """How often a field was right, wrong, missing (gold has it) or invented (gold has it not)."""

    right: int = 0
    wrong: int = 0
    missing: int = 0
    invented: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.right + other.right,
            self.wrong + other.wrong,
            self.missing + other.missing,
            self.invented + other.invented,
        )

    @property
    def gold(self) -> int:
        """Return how many values gold has."""
        return self.right + self.wrong + self.missing

    @property
    def found(self) -> int:
        """Return how many values were found."""
        return self.right + self.wrong + self.invented

    @property
    def edits(self) -> int:
        """Return how many corrections a clerk has to make: substitute, add, delete (KIEval)."""
        return self.wrong + self.missing + self.invented

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right; 0 when nothing was found but gold has something."""
        return self.right / self.found if self.found else float(not self.gold)

    @property
    def recall(self) -> float:
        """Return the share of gold that was found and is right; 1 when gold has nothing."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 1 when there is nothing on either side."""
        both = self.gold + self.found
        return 2 * self.right / both if both else 1.0

    @property
    def aligned(self) -> float:
        """Return right / (right + edits), KIEval's Aligned (arXiv 2503.05488); 1 when there is nothing."""
        total = self.right + self.edits
        return self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Ratio:
    """A measure as its numerator and denominator, so that documents add up before they are divided."""

    top: float = 0.0
    bottom: float = 0.0

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.top + other.top, self.bottom + other.bottom)

    @property
    def value(self) -> float | None:
        """Return the quotient, or None when there was nothing to measure."""
        return self.top / self.bottom if self.bottom else None


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    r"""Return text in the form in which it is compared: NFC, one tone placement, one dash, blanks folded.

    >>> folded("hoá  –\nuỷ")
    'hóa - ủy'
    """
    text = unicodedata.normalize("NFC", text).translate(_DASHES)
    return place_tones(" ".join(text.split()))


def similarity(gold: str, found: str, *, length: int | None = None) -> float:
    """Return 1 - the normalised Levenshtein distance of the folded texts.

    Args:
        gold: The gold text, or its start.
        found: The text found.
        length: Length of the whole gold text, when `gold` is only its start: then the starts are compared, and a length
            that differs by more than the threshold lowers the result in proportion.
    """
    gold, found = folded(gold), folded(found)
    share = 1.0
    if length is not None:
        if abs(len(found) - length) > max(2.0, settings().length * length):
            share = min(len(found), length) / max(len(found), length)
        found = found[: len(gold)]
    if gold == found:
        return share
    return share * (1.0 - levenshtein(gold, found) / max(len(gold), len(found)))


def text_errors(gold: str, found: str) -> dict[str, Ratio]:
    """Return error rates of running text as ratios, blanks folded.

    `cer`: characters (NFC); `cer_folded`: with one tone placement; `cer_plain`: without any marks; `wer`: words;
    `numbers`: the share of gold's number tokens that came out exactly (higher is better, unlike the others).
    """
    plain_gold, plain_found = (" ".join(unicodedata.normalize("NFC", text).split()) for text in (gold, found))
    one_gold, one_found = folded(gold), folded(found)
    words = plain_gold.split(), plain_found.split()
    wanted, got = (_counted(_NUMBER.findall(text)) for text in (plain_gold, plain_found))
    hits = sum(min(count, got.get(number, 0)) for number, count in wanted.items())
    return {
        "cer": Ratio(levenshtein(plain_gold, plain_found), len(plain_gold)),
        "cer_folded": Ratio(levenshtein(one_gold, one_found), len(one_gold)),
        "cer_plain": Ratio(levenshtein(strip_accents(one_gold), strip_accents(one_found)), len(one_gold)),
        "wer": Ratio(levenshtein(*words), len(words[0])),
        "numbers": Ratio(hits, sum(wanted.values())),
    }


def _counted(items: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    return counts
