"""The report as one self-contained HTML page: no scripts, no fonts, nothing loaded; dark and light by the reader's choice."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from vnplan_extract.scoring.text import FORMS, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vnplan_extract.scoring.report import DocumentScore, FieldScore, Figure, Report
    from vnplan_extract.scoring.sheet import Mistake

MOST_MISTAKES = 300
"""Mistakes shown for one file; the JSON report has all."""
_LONGEST = 400


@cache
def _style() -> str:
    return (files("vnplan_extract") / "data" / "score_page.css").read_text(encoding="utf-8")


def html_page(report: Report) -> str:
    """Return the whole report as one HTML page; every value is escaped."""
    body = [
        _head(report),
        _headlines(report),
        _documents(report),
        _fields(report),
        _tags(report),
        _measures(report),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>Score of {escape(report.predictions)}</title><style>{_style()}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>"
    )


def _head(report: Report) -> str:
    failed = sum(one.failed is not None for one in report.documents)
    said = f"{report.documents_scored} documents in {report.renditions_scored} files"
    if failed:
        said += f", {failed} without output"
    return (
        f"<h1>Score of {escape(report.predictions)}</h1>"
        f"<p class=lead>{said}, held against {escape(report.gold)} · vnplan_extract {escape(report.version)}, metrics "
        f"{escape(report.metric_version)} · bars show the score, the thin line its 95 % interval by bootstrap over "
        "documents, the tick the goal on digital files (green: met, amber: not met)</p>"
        + "".join(f"<p class=note>{escape(note)}</p>" for note in report.notes)
    )


def _headlines(report: Report) -> str:
    rows = "".join(map(_headline, report.headlines))
    return f"<h2>Headlines</h2><table class=bars><tbody>{rows}</tbody></table>"


def _headline(figure: Figure) -> str:
    return (
        f"<tr><th scope=row>{escape(figure.title)}</th><td class=bar>"
        f"{_bar(figure.value, figure.low, figure.high, figure.goal)}</td>"
        f"<td class=number>{percent(figure.value)}</td><td class=quiet>{_span(figure.low, figure.high)}</td>"
        f"<td class=quiet>{figure.n} values</td></tr>"
    )


def _span(low: float | None, high: float | None) -> str:
    return "" if low is None else f"{percent(low)}–{percent(high)}"


def _bar(value: float | None, low: float | None, high: float | None, goal: float | None = None) -> str:
    """Return a bar of 0 to 1 with its interval and goal, as inline SVG."""
    if value is None:
        return ""
    kind = "" if goal is None else " met" if value >= goal else " unmet"
    parts = [
        f'<rect class="track" width="100" height="8"/><rect class="fill{kind}" width="{100 * value:.2f}" height="8"/>'
    ]
    if low is not None and high is not None:
        parts.append(f'<line class="span" x1="{100 * low:.2f}" x2="{100 * high:.2f}" y1="4" y2="4"/>')
    if goal is not None:
        parts.append(f'<line class="goal" x1="{100 * goal:.2f}" x2="{100 * goal:.2f}" y1="-1" y2="9"/>')
    label = f"{percent(value)} percent"
    return f'<svg viewBox="0 -1 100 10" preserveAspectRatio="none" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _documents(report: Report) -> str:
    shown = "".join(_document(one, opened=at == 0) for at, one in enumerate(report.documents))
    return f"<h2>Files, worst first</h2><p class=quiet>Open a file for its mistakes: gold beside output.</p>{shown}"


def _document(one: DocumentScore, *, opened: bool) -> str:
    failed = f'<p class="failed">No output: {escape(one.failed)}</p>' if one.failed else ""
    tags = "".join(f"<span class=tag>{escape(tag)}</span>" for tag in one.tags)
    mistakes = one.mistakes[:MOST_MISTAKES]
    more = len(one.mistakes) - len(mistakes)
    told = f"<p class=quiet>and {more} more, in the JSON report</p>" if more > 0 else ""
    table = _mistakes(mistakes) if mistakes else "<p class=quiet>No mistake.</p>"
    return (
        f"<details{' open' if opened else ''}><summary><span class=name>{escape(one.rendition)}</span>"
        f"<span class=bar>{_bar(one.f1, None, None)}</span><span class=number>{percent(one.f1)}</span>"
        f"<span class=quiet>{one.edits} edits</span></summary><p>{tags}</p>{failed}{table}{told}</details>"
    )


def _mistakes(mistakes: Iterable[Mistake]) -> str:
    rows = "".join(map(_mistake, mistakes))
    return (
        "<table class=mistakes><thead><tr><th>Field</th><th>Gold</th><th>Output</th><th>Quoted</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _mistake(one: Mistake) -> str:
    alike = f" · alike {percent(one.similarity)}" if one.similarity is not None else ""
    page = f"<span class=quiet>p. {one.page}</span> " if one.page else ""
    return (
        f'<tr class="{one.verdict}"><td><b>{escape(one.field)}</b><br><span class=verdict>{one.verdict}</span>'
        f"<span class=quiet>{alike}<br>{escape(one.path)}</span></td><td>{_cut(one.gold)}</td><td>{_cut(one.found)}</td>"
        f"<td>{page}{_cut(one.quote)}</td></tr>"
    )


def _cut(text: str) -> str:
    if not text:
        return "<span class=quiet>–</span>"
    return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _fields(report: Report) -> str:
    rows = "".join(map(_field, report.fields))
    head = "".join(
        f"<th>{name}</th>"
        for name in (
            "Field",
            "F1",
            "",
            "Interval",
            "Precision",
            "Recall",
            "Aligned",
            "Right",
            "Wrong",
            "Missing",
            "Invented",
        )
    )
    return f"<h2>Fields</h2><div class=wide><table class=fields><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def _field(one: FieldScore) -> str:
    shares = "".join(
        f"<td class=number>{percent(value)}</td>" for value in (one.precision, one.recall, one.aligned)
    )
    numbers = "".join(
        f"<td class=number>{value}</td>" for value in (one.right, one.wrong, one.missing, one.invented)
    )
    depth = one.field.count(".")
    return (
        f"<tr class=depth{min(depth, 3)}><th scope=row>{escape(one.field)}</th><td class=bar>{_bar(one.f1, one.low, one.high)}</td>"
        f"<td class=number>{percent(one.f1)}</td><td class=quiet>{_span(one.low, one.high)}</td>{shares}{numbers}</tr>"
    )


def _tags(report: Report) -> str:
    tags = sorted(report.tags, key=lambda tag: FORMS.index(tag) if tag in FORMS else len(FORMS))
    values = {tag: {figure.id: figure.value for figure in report.tags[tag]} for tag in tags}
    head = "".join(f"<th scope=col>{escape(figure.title)}</th>" for figure in report.headlines)
    rows = "".join(
        f"<tr><th scope=row>{escape(tag)}</th>"
        + "".join(
            f"<td class=number>{percent(values[tag].get(figure.id))}</td>" for figure in report.headlines
        )
        + "</tr>"
        for tag in tags
    )
    return f"<h2>By tag</h2><div class=wide><table class=fields><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def _measures(report: Report) -> str:
    rows = "".join(
        f"<tr><th scope=row>{escape(one.id)}</th><td class=number>{percent(one.value)}</td>"
        f"<td class=quiet>{_span(one.low, one.high)}</td></tr>"
        for one in report.measures
    )
    return (
        "<h2>Other measures</h2><p class=quiet>text_cer, text_wer: error rates of the running text, the lower the better; text_numbers: number "
        "tokens that came out exactly; anls_star: for comparison with papers; f1_per_file: F1 of all fields, mean over files.</p>"
        f"<table class=fields><tbody>{rows}</tbody></table>"
    )
