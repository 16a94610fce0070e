"""Header fields of real documents, as printed on their pages (checked against the page images)."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from vnplan_extract import Plan, extract

# file -> the fields that its pages show; None where the page is blank there.
CASES: dict[str, dict[str, Any]] = {
    "seeds/000_f24bc88f491ddbc9.txt": {
        "status": "issued", "kind": "KH", "number": "125/KH-UBND", "symbol": "KH-UBND", "place": "Hà Giang",
        "issued": "2021-04-15", "issuer": "Ủy ban nhân dân tỉnh Hà Giang", "period": "2021/2025", "vision": None,
        "signers": ["Hoàng Gia Long"], "authority": ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        "recipients": 9, "findings": {"section-repeated", "table-incomplete"},
    },
    "seeds/001_cc19bb6d1841b3db.txt": {
        "status": "draft", "kind": "KH", "number": None, "symbol": "KH-UBND", "place": None, "issued": "2021-04",
        "issuer": "Ủy ban nhân dân tỉnh Lào Cai", "period": "2021/2025", "vision": "2030",
        "signers": ["Giàng Thị Dung"], "authority": ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        "recipients": 7, "findings": {"number-blank", "date-incomplete"},
    },
    "seeds/002_ac0c6bb19797ce13.txt": {
        "status": "draft", "kind": "KH", "number": None, "symbol": "KH-UBND", "place": "Thanh Hóa", "issued": "2021",
        "issuer": "Ủy ban nhân dân tỉnh Thanh Hóa", "period": "2021/2025", "vision": None,
        "signers": ["Lê Đức Giang"], "authority": ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        "recipients": 8, "findings": {"number-blank", "date-incomplete"},
    },
    "seeds/003_9d4237c09e7bef48.txt": {
        "status": "not_a_plan", "kind": None, "number": None, "symbol": None, "place": None, "issued": None,
        "signers": [], "recipients": 0, "findings": {"not-a-plan"},
    },
    "seeds/004_1ebe169c7dfb78c5.txt": {
        "status": "issued", "kind": "KH", "number": "11/KH-UBND", "symbol": "KH-UBND", "place": "Quảng Ngãi",
        "issued": "2021-01-18", "issuer": "Ủy ban nhân dân tỉnh Quảng Ngãi", "period": "2021/2025", "vision": None,
        "signers": ["Trần Phước Hiền"], "authority": ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "recipients": 11,
    },
    "real/01_KH-173-UBND-HaNoi-2026_digital_NFDmix.pdf": {
        "status": "issued", "kind": "KH", "number": "173/KH-UBND", "symbol": "KH-UBND", "place": "Hà Nội",
        "issued": "2026-04-28", "issuer": "Ủy ban nhân dân thành phố Hà Nội", "period": "2026",
        "signers": ["Vũ Đại Thắng"], "authority": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "recipients": 10,
        "findings": {"page-blank|page-without-text"}, "read_by": {"number": "form", "issued": "form"},
    },
    "real/43_QD-2280-UBND-HaNoi-2026_digital20p.pdf": {
        "status": "issued", "kind": "KH", "number": "2280/QĐ-UBND", "symbol": "QĐ-UBND", "place": "Hà Nội",
        "issued": "2026-04-29", "issuer": "Ủy ban nhân dân thành phố Hà Nội", "period": "2026",
        "signers": ["Trương Việt Dũng"], "authority": ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        "attached_to": "2280/QĐ-UBND", "read_by": {"number": "form"},
    },
    "real/18_KH-UBND-LaoCai-2026_CT11-khoangsan_footnote_landscape.docx": {
        "status": "draft", "kind": "KH", "number": None, "symbol": "KH-UBND", "place": "Lào Cai", "issued": "2026",
        "issuer": "Ủy ban nhân dân tỉnh Lào Cai", "signers": ["Nguyễn Thành Sinh"], "recipients": 11,
        "authority": ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        "findings": {"number-blank", "date-incomplete"},
    },
    "real/22_KH-3898-SCT-2026_huanluyen.docx": {
        "status": "draft", "kind": "KH", "number": None, "symbol": "KH-SCT", "place": "Lào Cai", "issued": "2026-06",
        "issuer": "Sở Công Thương", "parent_issuer": "Ủy ban nhân dân tỉnh Lào Cai", "signers": ["Hoàng Văn Thuân"],
        "authority": ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "recipients": 2, "findings": {"number-blank", "date-incomplete"},
    },
    "real/33_QD-1696-UBND-LaoCai-2026_digital_landscape.pdf": {
        "status": "not_a_plan", "kind": "QĐ", "number": "1696/QĐ-UBND", "place": "Lào Cai",
        "issuer": "Ủy ban nhân dân tỉnh Lào Cai", "signers": ["Nguyễn Tuấn Anh"], "recipients": 9,
        "findings": {"overprint|text-overprint", "not-a-plan"},
    },
    "real/53_QD-326-UBND-GiaLai-2026_digital+imagepage.pdf": {
        "status": "not_a_plan", "kind": "QĐ", "number": "326/QĐ-UBND", "place": "Gia Lai", "issued": "2026-01-26",
        "issuer": "Ủy ban nhân dân tỉnh Gia Lai", "signers": ["Nguyễn Tuấn Thanh"], "recipients": 9,
    },
    "real/56_TTr-SCT-LaiChau-2025_draft_blanknumber.pdf": {
        "status": "not_a_plan", "kind": "TTr", "number": None, "symbol": "TTr-SCT", "place": "Lai Châu",
        "issued": "2025-08", "issuer": "Sở Công Thương", "parent_issuer": "Ủy ban nhân dân tỉnh Lai Châu",
        "signers": ["Vương Thế Mẫn"], "recipients": 4,
    },
    "real/32_QD-1050-SCT-2026_brokenToUnicode.pdf": {
        "status": "not_a_plan", "kind": "QĐ", "number": "1050/QĐ-SCT", "place": "Lào Cai", "issued": "2026-03-06",
        "issuer": "Sở Công Thương", "signers": ["Hoàng Chí Hiền"],
    },
    "real/vbpl_doc_000323.html": {
        "status": "not_a_plan", "kind": "TT", "number": "44/2025/TT-BKHCN", "place": "Hà Nội", "issued": "2025-11-30",
        "issuer": "Bộ Khoa học và Công nghệ", "signers": ["Nguyễn Mạnh Hùng"],
    },
    "real/30_HTML-disguised-as-doc_2011.doc": {
        "status": "not_a_plan", "kind": None, "number": None, "signers": [],
    },
}  # fmt: skip


@cache
def plan_of(path: str) -> Plan:
    return extract(path)


@pytest.mark.parametrize("name", CASES)
def test_header(name: str, shared) -> None:
    plan = plan_of(str(shared / name))
    wanted = dict(CASES[name])
    findings = {finding.code for finding in plan.findings}
    for wish in wanted.pop("findings", ()):
        assert findings & set(wish.split("|")), f"{wish} is missing from {findings}"
    for field, read_by in wanted.pop("read_by", {}).items():
        assert read_by in {place.read_by for place in plan.evidence[field]}, field
    got = {field: _value(plan, field) for field in wanted}
    assert got == wanted


def _value(plan: Plan, field: str) -> object:
    if field == "signers":
        return [signature.name for signature in plan.signatures]
    if field == "authority":
        return plan.signatures[0].authority
    if field == "recipients":
        return len(plan.recipients)
    if field in ("issuer", "parent_issuer"):
        agency = getattr(plan, field)
        return agency.name if agency else None
    if field == "attached_to":
        return plan.attached_to.number if plan.attached_to else None
    return getattr(plan, field)


def test_the_register_stamp_is_no_number(shared) -> None:
    plan = plan_of(str(shared / "real/56_TTr-SCT-LaiChau-2025_draft_blanknumber.pdf"))
    assert plan.number is None
    assert "2037" not in plan.model_dump_json(include={"number", "symbol", "sections", "preamble"})


def test_a_decision_without_a_plan_keeps_its_articles(shared) -> None:
    plan = plan_of(str(shared / "real/33_QD-1696-UBND-LaoCai-2026_digital_landscape.pdf"))
    assert [section.path for section in plan.sections] == ["1", "2", "3", "4", "PL"]
    assert [child.path for child in plan.sections[2].children[1].children] == [
        "3.2.a",
        "3.2.b",
        "3.2.c",
        "3.2.d",
        "3.2.đ",
    ]


def test_duty_sections_of_the_festival_plan(shared) -> None:
    plan = plan_of(str(shared / "real/01_KH-173-UBND-HaNoi-2026_digital_NFDmix.pdf"))
    assert [section.path for section in plan.sections] == ["I", "II", "III", "IV", "V"]
    duties = plan.sections[-1]
    assert [child.marker for child in duties.children] == [str(number) for number in range(1, 21)]
    assert duties.children[9].title == "Sở Y tế"
    # Behind the last item what is asked of all of them, and the closing words.
    asked, closing = duties.text.split("\n")
    assert asked.startswith("UBND thành phố Hà Nội đề nghị")
    assert closing.startswith("Trên đây là Kế hoạch")
