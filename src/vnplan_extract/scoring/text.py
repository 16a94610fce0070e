"""The report as plain text, for a terminal and for Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.scoring.report import DocumentScore, Figure, Report

_SHOWN_MISTAKES = 3
_TAGS = 8
FORMS = ("digital", "docx", "html", "text", "clean", "light", "heavy", "moved", "scan", "doc")


def percent(value: float | None) -> str:
    """Return a share in percent with one place, or a dash."""
    return "–" if value is None else f"{100 * value:.1f}"


def interval(figure: Figure) -> str:
    """Return a 95 % interval in percent, or a dash."""
    return "–" if figure.low is None else f"{percent(figure.low)}–{percent(figure.high)}"


def table_text(report: Report, *, all_fields: bool = False) -> str:
    """Return the report as aligned text: headlines, tags, documents from the worst, and the fields if asked for."""
    parts = [
        (
            f"{report.documents_scored} documents in {report.renditions_scored} files, vnplan_extract {report.version}, "
            f"metrics {report.metric_version}; percent, 95 % intervals by bootstrap over documents"
        ),
        _aligned(("headline", "score", "interval", "values", "goal"), map(_headline_row, report.headlines)),
        _aligned(("file", "all fields", "edits", "worst fields"), map(_document_row, report.documents)),
        _tags(report),
    ]
    if all_fields:
        head = ("field", "precision", "recall", "F1", "right", "wrong", "missing", "invented")
        parts.append(_aligned(head, _field_rows(report)))
    failed = [f"{one.rendition}: no output: {one.failed}" for one in report.documents if one.failed]
    return "\n\n".join([*parts, *filter(None, ["\n".join([*failed, *report.notes])])])


def _headline_row(figure: Figure) -> tuple[str, ...]:
    goal = percent(figure.goal) if figure.goal is not None else ""
    return figure.title, percent(figure.value), interval(figure), str(figure.n), goal


def _document_row(one: DocumentScore) -> tuple[str, ...]:
    fields: dict[str, int] = {}
    for mistake in one.mistakes:
        fields[mistake.field] = fields.get(mistake.field, 0) + 1
    worst = sorted(fields.items(), key=lambda item: -item[1])[:_SHOWN_MISTAKES]
    named = ", ".join(f"{name} {count}" for name, count in worst)
    return one.rendition, percent(one.f1), str(one.edits), "no output" if one.failed else named


def _field_rows(report: Report) -> Iterable[tuple[str, ...]]:
    for one in report.fields:
        shares = percent(one.precision), percent(one.recall), percent(one.f1)
        yield (one.field, *shares, str(one.right), str(one.wrong), str(one.missing), str(one.invented))


def _tags(report: Report) -> str:
    ordered = sorted(report.tags, key=lambda tag: FORMS.index(tag) if tag in FORMS else len(FORMS))
    chosen = [(tag, report.tags[tag]) for tag in ordered[:_TAGS]]
    ids = [figure.id for figure in report.headlines]
    values = {tag: {figure.id: figure.value for figure in figures} for tag, figures in chosen}
    rows = [(name, *(percent(values[tag].get(name)) for tag, _ in chosen)) for name in ids]
    return _aligned(("by tag", *(tag for tag, _ in chosen)), rows)


def _aligned(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows in columns as wide as their widest cell; the first to the left, figures to the right."""
    table = [tuple(head), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    last = len(widths) - 1

    def cell(text: str, column: int) -> str:
        left = column == 0 or (column == last and not text.replace(".", "").isdigit())
        return text.ljust(widths[column]) if left else text.rjust(widths[column])

    return "\n".join("  ".join(cell(text, at) for at, text in enumerate(row)).rstrip() for row in table)


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a Markdown table, the columns after the first to the right."""
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def headlines_markdown(report: Report, tags: Sequence[str] = ()) -> str:
    """Return the headlines as a Markdown table, with a column for each of some tags."""
    values = {tag: {one.id: one.value for one in report.tags.get(tag, ())} for tag in tags}
    head = ("", "score", "95 % interval", "values", "goal", *tags)
    rows = [
        (*_headline_row(figure), *(percent(values[tag].get(figure.id)) for tag in tags))
        for figure in report.headlines
    ]
    return markdown(head, rows)
