"""Document numbers in header lines: four grammars, blanks, damage."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.lang.doctypes import doctypes, issuers
from vnplan_extract.lang.symbols import Symbol, parse_symbol

CASES = Path(__file__).parent / "cases" / "symbols.tsv"


def _rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["line"])
def test_header_line(row: dict[str, str]) -> None:
    found = parse_symbol(row["line"].replace("\\t", "\t"))
    if row["number"] == "none":
        assert found is None
        return
    assert found is not None
    flags = " ".join(found.flags)
    seen = [
        found.number,
        found.symbol,
        found.serial,
        found.year,
        found.kind_code,
        found.issuer_code,
        found.repaired_from,
        flags,
    ]
    wanted = [
        row[name]
        for name in ("number", "symbol", "serial", "year", "kind", "issuer", "repaired_from", "flags")
    ]
    assert [value or "" for value in seen] == wanted


def test_the_heading_proves_a_repair() -> None:
    alone, headed = parse_symbol("Số: 70/KD-UBND"), parse_symbol("Số: 70/KD-UBND", kinds=("KH",))
    assert alone is not None
    assert headed is not None
    assert (alone.number, alone.symbol, alone.flags) == (None, "KD-UBND", ("ambiguous_repair",))
    assert (headed.number, headed.repaired_from, headed.flags) == ("70/KH-UBND", "70/KD-UBND", ("repaired",))


def test_decomposed_letters_read_the_same() -> None:
    import unicodedata

    line = "Số: 12/QĐ-UBND"
    assert parse_symbol(unicodedata.normalize("NFD", line)) == parse_symbol(line)


KINDS = [row.code for row in doctypes() if row.code and "copy" not in row.groups]
ISSUERS = [row.code for row in issuers().values()]


@given(st.integers(1, 99999), st.sampled_from(KINDS), st.sampled_from(ISSUERS))
def test_every_kind_and_issuer_reads_back(serial: int, kind: str, issuer: str) -> None:
    number = f"{serial:02}/{kind}-{issuer}"
    found = parse_symbol(f"Số: {number}")
    assert found == Symbol(number, f"{kind}-{issuer}", f"{serial:02}", None, kind, issuer)
    party = parse_symbol(f"Số: {serial:02}-{kind}/{issuer}")
    assert party is not None
    assert (party.number, party.kind_code) == (f"{serial:02}-{kind}/{issuer}", kind)


@given(st.text(max_size=60))
def test_any_line_is_read_or_refused(line: str) -> None:
    found = parse_symbol(line)
    assert found is None or found.number is None or found.symbol is not None or "short_number" in found.flags
