"""Citations: tables of cases, the rows of the real documents, properties, hostile input."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timing import assert_linear
from vnplan_extract.lang.citations import find_citations, parse_citation
from vnplan_extract.lang.normalize import normalize

if TYPE_CHECKING:
    from vnplan_extract.lang.values import Citation, Mention

CASES = Path(__file__).parent / "cases"


def _rows(name: str) -> list[tuple[str, str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(text, expected) for text, expected in rows]


FIELDS = {
    "k": "kind",
    "n": "number",
    "s": "symbol",
    "d": "issued",
    "t": "title",
    "a": "article",
    "r": "repaired_from",
}


def _seen(mention: Mention[Citation], wanted: dict[str, object]) -> dict[str, object]:
    """Return what the mention says on the fields that the case names."""
    seen: dict[str, object] = {}
    for key in wanted:
        if key == "i":
            seen[key] = mention.value.issuer.name if mention.value.issuer else None
        elif key == "f":
            seen[key] = sorted(mention.flags)
        elif key == "x":
            seen[key] = mention.text
        else:
            seen[key] = getattr(mention.value, FIELDS[key])
    return seen


@pytest.mark.parametrize(("text", "expected"), _rows("citations.tsv"))
def test_citation(text: str, expected: str) -> None:
    wanted = json.loads(expected)
    found = find_citations(normalize(text).text)
    seen = [_seen(mention, want) for mention, want in zip(found, wanted, strict=False)]
    for want in wanted:
        if "f" in want:
            want["f"] = sorted(want["f"])
    assert (len(found), seen) == (len(wanted), wanted), [mention.text for mention in found]


def test_rows_of_real_documents(shared: Path) -> None:
    with (shared / "seeds" / "expressions.tsv").open(encoding="utf-8", newline="") as lines:
        rows = [
            row
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["kind"] == "legal_ref"
        ]
    assert len(rows) == 15
    for row in rows:
        wanted = json.loads(row["expected"])
        found = find_citations(normalize(row["expression"]).text)
        assert [_as_row(mention, want) for mention, want in zip(found, wanted, strict=True)] == wanted, row[
            "expression"
        ]


SHORT = {"UBND tỉnh": "Ủy ban nhân dân tỉnh"}


def _as_row(mention: Mention[Citation], wanted: dict[str, object]) -> dict[str, object]:
    """Say a citation in the words of the table, on the fields that its row has."""
    value = mention.value
    row: dict[str, object] = {
        "number": value.repaired_from or value.number,
        "symbol": value.symbol,
        "type": value.kind,
        "date": value.issued,
        "issuer": value.issuer.name if value.issuer else None,
        "article": value.article.removeprefix("Điều ") if value.article else None,
        "title": value.title,
        "repair": value.number if value.repaired_from else None,
    }
    row["issuer"] = next((short for short, full in SHORT.items() if full == row["issuer"]), row["issuer"])
    always = {"number", "type", "issuer", "article"}  # what the row does not have must not be there
    said = {
        key: value for key, value in row.items() if key in wanted or (key in always and value is not None)
    }
    return said | {key: wanted[key] for key in wanted if key == "conflict"}


# Every document number in the five seed texts, labelled by hand: file, line, then number, kind, date, issuer.
SEEDS = _rows("citations_seeds.tsv")


def test_every_document_number_of_the_seeds(shared: Path) -> None:
    wanted: dict[tuple[str, int], list[str]] = {}
    for place, expected in SEEDS:
        name, line = place.split(":")
        wanted.setdefault((name, int(line)), []).append(expected)
    seen: dict[tuple[str, int], list[str]] = {}
    for path in sorted((shared / "seeds").glob("0*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for mention in find_citations(normalize(line).text):
                if mention.value.symbol:
                    seen.setdefault((path.name[:3], number), []).append(_short(mention.value))
    assert seen == wanted
    assert sum(not row.startswith("[null") for rows in wanted.values() for row in rows) == 28


def _short(value: Citation) -> str:
    issuer = value.issuer.name if value.issuer else None
    return json.dumps([value.number, value.symbol, value.kind, value.issued, issuer], ensure_ascii=False)


ALL_TEXTS = [text for text, _ in _rows("citations.tsv")]


@given(st.lists(st.sampled_from(ALL_TEXTS), max_size=6), st.text(max_size=12))
def test_offsets_are_exact_and_mentions_do_not_overlap(texts: list[str], noise: str) -> None:
    text = normalize(f"; {noise} ".join(texts)).text
    end = 0
    for mention in find_citations(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        end = mention.end
        assert mention.value.kind or mention.value.symbol
        assert not mention.value.repaired_from or "repaired" in mention.flags


@pytest.mark.parametrize("text", ALL_TEXTS)
def test_other_spellings_of_the_letters_change_nothing(text: str) -> None:
    import unicodedata

    plain = find_citations(normalize(text).text)
    decomposed = find_citations(normalize(unicodedata.normalize("NFD", text)).text)
    assert [mention.value for mention in plain] == [mention.value for mention in decomposed]


@pytest.mark.parametrize("text", ALL_TEXTS)
def test_given_agencies_or_none_come_to_the_same_number(text: str) -> None:
    text = normalize(text).text
    alone = [mention.value.number for mention in find_citations(text, agencies=[])]
    assert alone == [mention.value.number for mention in find_citations(text)]


def test_parse_citation_gives_the_first_or_none() -> None:
    assert parse_citation("không có văn bản nào") is None
    found = parse_citation("theo Kế hoạch số 5/KH-UBND và Kế hoạch số 6/KH-UBND")
    assert found is not None
    assert found.value.number == "5/KH-UBND"


@given(st.sampled_from(ALL_TEXTS), st.sampled_from(["*", "**", "<b>", "", "  "]))
def test_parse_citation_takes_any_text_and_points_into_it(text: str, markup: str) -> None:
    import unicodedata

    raw = unicodedata.normalize("NFD", f"{markup}{text}{markup.replace('<', '</')}")
    found, plain = parse_citation(raw), parse_citation(text)
    assert (found is None) == (plain is None)
    if found is not None and plain is not None:
        assert raw[found.start : found.end] == found.text
        assert found.value == plain.value


HOSTILE = {
    "kind words": "Quyết định số " * 100_000,
    "slashes": "/" * 1_000_000,
    "digits": "1" * 1_000_000,
    "laws": "Luật Luật Luật " * 50_000,
    "law words": "Luật Phòng " + "abc " * 200_000,
    "citations": "Quyết định số 1/QĐ-UBND " * 10_000,
    "refused numbers": "Kế hoạch số 1/KH-UBND " + "số 1/AB " * 50_000,
    "blank numbers": "số ...... / " * 50_000,
    "codes": "1/KH-" * 100_000,
    "one code": "1/" + "A" * 500_000,
    "groups": "1/" + "A-" * 200_000,
    "articles": "Nghị định số 1/NĐ-CP, " + "khoản 1 Điều 2, " * 50_000 + "Nghị định số 1/NĐ-CP",
    "open quotes": "Kế hoạch số 1/KH-UBND về “" * 5_000,
    "brackets": "Kế hoạch số 1/KH-UBND về (" * 5_000,
    "nulls": "Kế hoạch số \x00/KH-UBND" * 1_000,
    "dates": "Luật Đầu tư ngày " + "1" * 500_000,
    "spaces": "số" + " " * 500_000 + "/KH-UBND",
    "newlines": "Quyết định\n" * 100_000,
    "amending": "Luật sửa đổi, bổ sung một số điều của " * 10_000,
    "congress": "Nghị quyết Đại hội Đảng " * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_linear_time(name: str) -> None:
    text = HOSTILE[name]
    assert_linear(lambda length: find_citations(text[:length], agencies=[]), len(text) // 10, len(text))
