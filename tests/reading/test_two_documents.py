"""Two documents in one file: the plan is read, and a finding names the pages of the other."""

from __future__ import annotations

from vnplan_extract import extract


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
