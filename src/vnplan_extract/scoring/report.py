"""The report: what was reached, on what, with which mistakes. Plain values, ready for JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from vnplan_extract._version import __version__
from vnplan_extract.scoring.metrics import METRIC_VERSION, Counts, Ratio
from vnplan_extract.scoring.settings import Headline, settings
from vnplan_extract.scoring.stats import Interval, counts_of, f1_ratio, intervals, ratio_of, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.scoring.sheet import Mistake, Sheet


@dataclass(frozen=True, slots=True)
class Scored:
    """One rendition of a document with its sheet; `failed` says why there is no output, if there is none."""

    document: str
    rendition: str
    tags: tuple[str, ...]
    sheet: Sheet
    failed: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline or measure: its value, its 95 % interval, on how many values it rests, and the goal if one is set."""

    id: str
    title: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class FieldScore:
    """A field: counts, precision, recall, F1 with its interval, KIEval's Aligned."""

    field: str
    precision: float
    recall: float
    f1: float
    low: float | None
    high: float | None
    aligned: float
    right: int
    wrong: int
    missing: int
    invented: int


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One rendition: F1 over all fields, edits a clerk would have to make, its headlines, its mistakes."""

    document: str
    rendition: str
    tags: tuple[str, ...]
    f1: float
    edits: int
    seconds: float
    failed: str | None
    headlines: dict[str, float | None]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole scoring. `documents` are worst first; `tags` breaks the headlines down."""

    metric_version: str
    version: str
    gold: str
    predictions: str
    documents_scored: int
    renditions_scored: int
    headlines: tuple[Figure, ...]
    measures: tuple[Figure, ...]
    fields: tuple[FieldScore, ...]
    tags: dict[str, tuple[Figure, ...]]
    documents: tuple[DocumentScore, ...]
    notes: tuple[str, ...] = ()

    def headline(self, name: str) -> float | None:
        """Return the value of a headline.

        Raises:
            KeyError: There is none of that name.
        """
        return {figure.id: figure.value for figure in self.headlines}[name]

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return the report as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=indent)


def report_of(scored: Sequence[Scored], *, gold: str, predictions: str, notes: Sequence[str] = ()) -> Report:
    """Add up what was scored."""
    chosen = settings().headlines
    return Report(
        metric_version=METRIC_VERSION,
        version=__version__,
        gold=gold,
        predictions=predictions,
        documents_scored=len({one.document for one in scored}),
        renditions_scored=len(scored),
        headlines=headlines_of(scored, chosen),
        measures=_measures(scored),
        fields=_fields(scored),
        tags=_tags(scored, chosen),
        documents=tuple(sorted(map(_document, scored), key=lambda one: (one.f1, one.rendition))),
        notes=tuple(notes),
    )


def headlines_of(scored: Sequence[Scored], chosen: Sequence[Headline]) -> tuple[Figure, ...]:
    """Return the headlines of some renditions; those that rest on nothing are left out."""
    table = _by_document(scored, [[ratio_of(one.sheet, headline) for headline in chosen] for one in scored])
    figures = []
    for at, (headline, interval) in enumerate(zip(chosen, intervals(table), strict=True)):
        ratio = total(row[at] for row in table)
        if ratio.bottom:
            n = sum(_size(one.sheet, headline) for one in scored)
            figures.append(_figure(headline.id, headline.title, ratio, interval, n=n, goal=headline.goal))
    return tuple(figures)


def _size(sheet: Sheet, headline: Headline) -> int:
    if headline.of == "measure":
        return round(sheet.measures.get(headline.fields[0], Ratio()).bottom)
    return counts_of(sheet, headline.fields).gold


def _figure(
    name: str, title: str, ratio: Ratio, interval: Interval | None, *, n: int, goal: float | None = None
) -> Figure:
    low, high = (interval.low, interval.high) if interval else (None, None)
    return Figure(name, title, ratio.value, low, high, n, goal)


def _by_document(scored: Sequence[Scored], rows: list[list[Ratio]]) -> list[list[Ratio]]:
    """Add up the rows of the renditions of one document: documents, not files, are what is drawn."""
    table: dict[str, list[Ratio]] = {}
    for one, row in zip(scored, rows, strict=True):
        before = table.get(one.document)
        table[one.document] = [old + new for old, new in zip(before, row, strict=True)] if before else row
    return list(table.values())


def _measures(scored: Sequence[Scored]) -> tuple[Figure, ...]:
    names = sorted({name for one in scored for name in one.sheet.measures})
    table = _by_document(
        scored, [[one.sheet.measures.get(name, Ratio()) for name in names] for one in scored]
    )
    ratios = [total(row[at] for row in table) for at in range(len(names))]
    return tuple(
        _figure(name, name, ratio, interval, n=round(ratio.bottom))
        for name, ratio, interval in zip(names, ratios, intervals(table), strict=True)
    )


def _fields(scored: Sequence[Scored]) -> tuple[FieldScore, ...]:
    names = sorted({name for one in scored for name in one.sheet.counts})
    counted = [[one.sheet.counts.get(name, Counts()) for name in names] for one in scored]
    table = _by_document(scored, [[f1_ratio(counts) for counts in row] for row in counted])
    sums = [sum((row[at] for row in counted), Counts()) for at in range(len(names))]
    return tuple(
        FieldScore(
            field=name,
            precision=counts.precision,
            recall=counts.recall,
            f1=counts.f1,
            low=interval.low if interval else None,
            high=interval.high if interval else None,
            aligned=counts.aligned,
            right=counts.right,
            wrong=counts.wrong,
            missing=counts.missing,
            invented=counts.invented,
        )
        for name, counts, interval in zip(names, sums, intervals(table), strict=True)
    )


def _tags(scored: Sequence[Scored], chosen: Sequence[Headline]) -> dict[str, tuple[Figure, ...]]:
    numbers = Counter(tag for one in scored for tag in one.tags)
    return {
        tag: headlines_of([one for one in scored if tag in one.tags], chosen)
        for tag, _ in sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    }


def _document(one: Scored) -> DocumentScore:
    headlines = {
        headline.id: ratio.value
        for headline in settings().headlines
        if (ratio := ratio_of(one.sheet, headline)).bottom
    }
    return DocumentScore(
        document=one.document,
        rendition=one.rendition,
        tags=one.tags,
        f1=one.sheet.counts.get("all", Counts()).f1,
        edits=one.sheet.edits,
        seconds=round(one.seconds, 2),
        failed=one.failed,
        headlines=headlines,
        mistakes=tuple(one.sheet.mistakes),
    )
