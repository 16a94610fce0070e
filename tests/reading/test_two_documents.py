"""Two documents in one file: the plan is read, and a finding names the pages of the other."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from pdfs import joined_pdf
from vnplan_extract import Plan, extract

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FIELDS = (
    "status", "kind", "number", "symbol", "issuer", "parent_issuer", "place", "issued", "title", "period",
    "recipients", "signatures",
)  # fmt: skip


def corpus(number: str, producer: str) -> Path:
    return next(CORPUS.glob(f"{number}-*.{producer}.pdf"))


@cache
def alone(number: str, producer: str) -> Plan:
    return extract(corpus(number, producer)).without_evidence()


@pytest.mark.parametrize("producer", ["libreoffice", "weasyprint"])
@pytest.mark.parametrize(
    ("files", "main", "pages"),
    [
        (("07", "05"), "05", ["1"]),  # an official letter, then a decision with its plan
        (("05", "07"), "05", ["5"]),
        (("07", "03"), "03", ["1"]),  # an official letter, then a plan
        (("04", "06"), "04", ["6, 7, 8"]),  # two plans: the first is read
        (("03", "05"), "03", ["6, 7, 8, 9"]),  # the second is a decision with its plan: one document
        (("07", "03", "06"), "03", ["1", "7, 8, 9"]),
    ],
)
def test_two_documents_in_one_pdf(producer: str, files: tuple[str, ...], main: str, pages: list[str]) -> None:
    plan = extract(joined_pdf(*(corpus(number, producer) for number in files)))
    found = [finding for finding in plan.findings if finding.code == "two-documents"]
    assert [finding.found for finding in found] == pages
    assert [str(finding.page) for finding in found] == [text.split(",")[0] for text in pages]
    read, expected = plan.without_evidence(), alone(main, producer)
    assert {name: getattr(read, name) for name in FIELDS} == {
        name: getattr(expected, name) for name in FIELDS
    }
    assert [section.title for section in read.sections] == [section.title for section in expected.sections]
    assert len(read.tables) == len(expected.tables)


def document(number: str, kind: str, title: str) -> str:
    return (
        f"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nSố: {number}\n\nHà Giang, ngày 05 tháng 3 năm 2026\n\n"
        f"**{kind}**\n\n**{title}**\n\n**I. NỘI DUNG**\n\n- Việc một.\n\n**Nơi nhận:**\n\n- Như trên;\n- Lưu: VT.\n\n"
        "**TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH**\n\n**Nguyễn Văn An**\n"
    )


PLAN = document("12/KH-UBND", "KẾ HOẠCH", "Trồng rừng năm 2026")
NOTICE = document("30/TB-UBND", "THÔNG BÁO", "Lịch họp tháng 3")


def test_the_other_document_is_named_and_set_aside() -> None:
    plan = extract(f"{PLAN}\f{NOTICE}".encode())
    assert (plan.status, plan.number) == ("issued", "12/KH-UBND")
    assert [
        (finding.code, finding.found) for finding in plan.findings if finding.code == "two-documents"
    ] == [("two-documents", "2")]
    assert [section.path for section in plan.sections] == ["I"]
    assert len(plan.signatures) == 1


def test_one_document_is_one() -> None:
    assert "two-documents" not in {finding.code for finding in extract(PLAN.encode()).findings}
