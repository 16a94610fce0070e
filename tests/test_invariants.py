"""What always holds, on every document we have: evidence is exact, nothing is lost, JSON and spelling change nothing."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vnplan_extract import Plan, extract, read
from vnplan_extract.audit import audit
from vnplan_extract.pipeline import plan_of
from vnplan_extract.reading.draft import Draft
from vnplan_extract.reading.outline import read_outline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.document import Document, Passage

ROOT = Path(__file__).resolve().parent.parent
CORPUS = sorted(
    path.name for kind in ("*.pdf", "*.docx", "*.md", "*.html") for path in (ROOT / "corpus").glob(kind)
)
SHARED = [
    "seeds/000_f24bc88f491ddbc9.txt",
    "seeds/001_cc19bb6d1841b3db.txt",
    "seeds/002_ac0c6bb19797ce13.txt",
    "seeds/003_9d4237c09e7bef48.txt",
    "seeds/004_1ebe169c7dfb78c5.txt",
    "real/01_KH-173-UBND-HaNoi-2026_digital_NFDmix.pdf",
    "real/18_KH-UBND-LaoCai-2026_CT11-khoangsan_footnote_landscape.docx",
    "real/22_KH-3898-SCT-2026_huanluyen.docx",
    "real/30_HTML-disguised-as-doc_2011.doc",
    "real/32_QD-1050-SCT-2026_brokenToUnicode.pdf",
    "real/33_QD-1696-UBND-LaoCai-2026_digital_landscape.pdf",
    "real/42_DanhMuc-VBQPPL-BTP-2021_digital52p_landscape_table.pdf",
    "real/43_QD-2280-UBND-HaNoi-2026_digital20p.pdf",
    "real/53_QD-326-UBND-GiaLai-2026_digital+imagepage.pdf",
    "real/56_TTr-SCT-LaiChau-2025_draft_blanknumber.pdf",
    "real/vbpl_doc_000323.html",
]
NAMES = [f"corpus/{name}" for name in CORPUS] + SHARED


@pytest.fixture(scope="module", params=NAMES)
def document(request) -> Document:
    """One document after the other goes through all tests: it is read once, and the memory is given back."""
    name: str = request.param
    folder = ROOT if name.startswith("corpus/") else request.getfixturevalue("shared")
    return read(folder / name)


@pytest.fixture(scope="module")
def plan(document: Document) -> Plan:
    return plan_of(document)


@pytest.fixture(scope="module")
def dump(plan: Plan) -> dict:
    return plan.model_dump(mode="json")


def evidence_in(value: object, where: str = "") -> Iterator[tuple[str, dict]]:
    """Every piece of evidence of a dumped plan, with the pointer to it."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "evidence":
                for field, places in item.items():
                    for place in places:
                        yield f"{where}/{field}", place
            else:
                yield from evidence_in(item, f"{where}/{key}")
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from evidence_in(item, f"{where}/{at}")


def test_evidence_is_what_the_page_prints(document: Document, dump: dict) -> None:
    count = 0
    for where, place in evidence_in(dump):
        page = document.page(place["page"])
        assert page.text[place["start"] : place["end"]] == place["text"], where
        assert place["text"].strip(), where
        if place["box"] is not None:
            x0, top, x1, bottom = place["box"]
            assert -2 <= x0 <= x1 <= page.width + 2, where
            assert -2 <= top <= bottom <= page.height + 2, where
        count += 1
    assert count or dump["status"] == "not_a_plan"


def test_every_value_has_evidence(plan: Plan) -> None:
    for field in ("kind", "number", "symbol", "place", "issued", "title", "period", "vision", "preamble"):
        if getattr(plan, field) is not None:
            assert plan.evidence.get(field), field
    for agency in (plan.issuer, plan.parent_issuer, *plan.co_issuers):
        assert agency is None or agency.evidence["name"]
    for citation in plan.citations:
        assert citation.evidence, citation.text
    for signature in plan.signatures:
        assert signature.evidence["authority"]
    for table in plan.tables:
        assert all(cell.evidence["text"] for cell in table.cells if cell.text)


def test_findings_point_at_what_they_are_about(plan: Plan, dump: dict) -> None:
    for finding in [*plan.findings, *audit(plan)]:
        value: object = dump
        for key in finding.path.split("/")[1:]:
            value = value[int(key)] if isinstance(value, list) else value[key]
        blank = getattr(plan, finding.path[1:].split("/")[0], None) in (None, ()) if finding.path else True
        assert finding.evidence or blank, (finding.code, finding.path)


def test_each_line_stands_exactly_once(document: Document) -> None:
    """Blocks, furniture, table cells and the heads that a table prints again are the page's text, each character once."""
    counts = {page.number: [0] * len(page.text) for page in document.pages}
    for block in document.blocks:
        if block.table is None:
            _count(block.passage, counts)
    for table in document.tables:
        for cell in table.cells:
            _count(cell.passage, counts)
        for passage in table.repeated:
            _count(passage, counts)
    for page in document.pages:
        for at, char in enumerate(page.text):
            if char.isspace():
                continue
            seen = counts[page.number][at]
            around = page.text[max(at - 30, 0) : at + 30]
            assert seen == 1, f"page {page.number}, offset {at}: {seen} times in {around!r}"


def _count(passage: Passage, counts: dict[int, list[int]]) -> None:
    for piece in passage.pieces:
        for at in range(piece.offset, piece.offset + piece.length):
            counts[piece.page][at] += 1


def test_every_block_has_a_role_and_sections_keep_their_words(document: Document) -> None:
    draft = Draft(document)
    read_outline(draft)
    assert None not in draft.roles
    covered = {page.number: bytearray(len(page.text)) for page in document.pages}
    for _, place in evidence_in([section.model_dump(mode="json") for section in draft.sections]):
        covered[place["page"]][place["start"] : place["end"]] = b"\1" * (place["end"] - place["start"])
    for block, role in zip(document.blocks, draft.roles, strict=True):
        if role != "section":
            continue
        for line in block.lines:
            for at, char in enumerate(line.text, line.start):
                assert covered[line.page][at] or not char.isalnum(), f"page {line.page}: {line.text!r}"


def test_json_round_trip(plan: Plan) -> None:
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


PLAINTEXT = [name for name in NAMES if name.endswith((".txt", ".md"))]


def _values(plan: Plan) -> dict:
    dump = json.loads(plan.without_evidence().model_dump_json(exclude={"source"}))
    for finding in dump["findings"]:
        finding.pop("page")
    return dump


@pytest.mark.parametrize("name", PLAINTEXT)
def test_decomposed_letters_change_nothing(name: str, request) -> None:
    folder = ROOT if name.startswith("corpus/") else request.getfixturevalue("shared")
    text = (folder / name).read_text(encoding="utf-8")
    composed = extract(unicodedata.normalize("NFC", text).encode())
    decomposed = extract(unicodedata.normalize("NFD", text).encode())
    assert _values(composed) == _values(decomposed)


TONES = {"oá": "óa", "oà": "òa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "uỷ": "ủy", "UỶ": "ỦY", "Uỷ": "Ủy"}


@pytest.mark.parametrize("name", PLAINTEXT)
def test_tone_placement_changes_no_value(name: str, request) -> None:
    folder = ROOT if name.startswith("corpus/") else request.getfixturevalue("shared")
    text = unicodedata.normalize("NFC", (folder / name).read_text(encoding="utf-8"))
    one, other = text, text
    for old, new in TONES.items():
        one, other = one.replace(old, new), other.replace(new, old)
    first, second = extract(one.encode()), extract(other.encode())
    for field in ("status", "kind", "number", "symbol", "issued", "period", "vision"):
        assert getattr(first, field) == getattr(second, field), field
    assert _paths(first) == _paths(second)
    assert [(item.kind, item.number, item.issued, item.role) for item in first.citations] == [
        (item.kind, item.number, item.issued, item.role) for item in second.citations
    ]
    assert (first.issuer and first.issuer.id) == (second.issuer and second.issuer.id)


def _paths(plan: Plan) -> list[str]:
    found: list[str] = []
    stack = list(reversed(plan.sections))
    while stack:
        section = stack.pop()
        found.append(section.path)
        stack.extend(reversed(section.children))
    return found
