"""A deliberate bug in a reader shows in the score at the field it broke: three readers, each broken where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vnplan_extract import load_gold, score
from vnplan_extract.lang.money import parse_money
from vnplan_extract.layout import stitch
from vnplan_extract.reading import header, task_values

if TYPE_CHECKING:
    from pathlib import Path

    from vnplan_extract.scoring.report import Report

DOCUMENT = "01-lao-cai-2021"
FILE = f"{DOCUMENT}.libreoffice.pdf"


def _scored(corpus: Path) -> Report:
    gold = tuple(one for one in load_gold(corpus.parent / "gold") if one.document == DOCUMENT)
    return score(gold, corpus, include=FILE)


@pytest.fixture(scope="module")
def sound(request) -> dict[str, float]:
    report = _scored(request.getfixturevalue("corpus"))
    return _values(report)


def _values(report: Report) -> dict[str, float]:
    return {figure.id: figure.value or 0.0 for figure in (*report.headlines, *report.measures)}


def _no_joining(monkeypatch) -> None:
    monkeypatch.setattr(stitch, "JOIN", 99.0)


def _no_dates(monkeypatch) -> None:
    monkeypatch.setattr(header, "parse_document_date", lambda text: None)


def _no_units(monkeypatch) -> None:
    monkeypatch.setattr(task_values, "parse_money", lambda text, unit=None: parse_money(text))


BUGS = {
    "tables are not joined": (
        _no_joining,
        {"joined_tables", "grits_con", "exact_cells"},
        {"sections", "signatures"},
    ),
    "the date is not read": (_no_dates, {"header"}, {"sections", "targets", "joined_tables", "signatures"}),
    "the table's unit is not used": (
        _no_units,
        {"money", "task_fields"},
        {"header", "sections", "joined_tables"},
    ),
}


@pytest.mark.parametrize(("bug", "fallen", "untouched"), BUGS.values(), ids=BUGS)
def test_it_shows(monkeypatch, corpus: Path, sound, bug, fallen: set[str], untouched: set[str]) -> None:
    bug(monkeypatch)
    broken = _values(_scored(corpus))
    for name in fallen:
        assert broken[name] < sound[name], name
    for name in untouched:
        assert broken[name] == sound[name], name
