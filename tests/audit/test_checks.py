"""One change in a sound plan, one finding at its place: dates, words, periods, citations, agencies, tasks, rows."""

from __future__ import annotations

import pytest

from audit_making import CORPUS, plan_of
from vnplan_extract import extract
from vnplan_extract.audit import audit, audited
from vnplan_extract.evidence import Evidence
from vnplan_extract.plan import PageInfo, Plan, Source

SOUND = """ỦY BAN NHÂN DÂN
TỈNH HÀ GIANG

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 45/KH-UBND

Hà Giang, ngày 12 tháng 3 năm 2022

**KẾ HOẠCH**

**Phát triển cây dược liệu trên địa bàn tỉnh Hà Giang giai đoạn 2022-2025, tầm nhìn đến năm 2030**

Căn cứ Nghị định số 65/2017/NĐ-CP ngày 19/5/2017 của Chính phủ về giống và vốn trồng dược liệu;

Căn cứ Quyết định số 376/QĐ-TTg ngày 17/3/2021 của Thủ tướng Chính phủ phê duyệt Chương trình dược liệu trong nước;

Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

**I. MỤC TIÊU**

**1. Mục tiêu chung**

Người trồng sống được bằng cây thuốc.

**2. Mục tiêu cụ thể**

**a) Giai đoạn 2022-2025**

- Trồng mới 300 ha theo Quyết định số 376/QĐ-TTg ngày 17/3/2021 của Thủ tướng Chính phủ.

**b) Giai đoạn 2026-2030**

- Trồng mới 500 ha.

**II. KINH PHÍ THỰC HIỆN**

Tổng kinh phí: 35.100 triệu đồng (Bằng chữ: Ba mươi lăm tỷ một trăm triệu đồng).

**III. TỔ CHỨC THỰC HIỆN**

**1. Sở Y tế**

- Chủ trì thực hiện Kế hoạch.

**2. UBND các huyện, thành phố**

- Chọn vùng trồng./.

Nơi nhận:
- Bộ Y tế;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn Sơn

**PHỤ LỤC**

**NHIỆM VỤ GIAI ĐOẠN 2022-2025**

(Kèm theo Kế hoạch số 45/KH-UBND ngày 12 tháng 3 năm 2022 của Ủy ban nhân dân tỉnh)

<table>
<tr><th>STT</th><th>Nhiệm vụ</th><th>Cơ quan chủ trì</th><th>Thời hạn hoàn thành</th></tr>
<tr><td>1</td><td>Điều tra vùng trồng</td><td>Sở Y tế</td><td>12/2022</td></tr>
<tr><td>2</td><td>Lập vườn giống gốc</td><td>Sở Khoa học và Công nghệ</td><td>6/2023</td></tr>
<tr><td>3</td><td>Mở lớp kỹ thuật cho người trồng</td><td>Hội Nông dân tỉnh</td><td>10/2024</td></tr>
<tr><td>4</td><td>Xây xưởng sơ chế</td><td>Sở Công Thương</td><td>12/2025</td></tr>
<tr><td>5</td><td>Tổng kết</td><td>Sở Y tế</td><td>12/2025</td></tr>
</table>
"""


def codes(text: str) -> list[tuple[str, str | None, str | None]]:
    """Return what the audit says of a text: code, expected, found."""
    return [(finding.code, finding.expected, finding.found) for finding in plan_of(text).findings]


SEEDED = [
    "annex-date-differs",
    "basis-after-issue",
    "budget-sum",
    "citation-dates-differ",
    "item-sum",
    "row-sum",
    "row-sum",
    "section-repeated",
    "target-differs",
    "target-differs",
    "task-outside-period",
    "words-differ",
    "year-sum",
]


@pytest.mark.parametrize("form", ["md", "docx", "html", "libreoffice.pdf", "weasyprint.pdf"])
def test_all_errors_meant_are_found_and_no_others(form) -> None:
    plan = extract(CORPUS / f"13-ca-mau-sai-so-2023.{form}")
    assert sorted(finding.code for finding in plan.findings) == SEEDED
    culprits = [finding.found for finding in plan.findings if finding.code in ("row-sum", "year-sum")]
    assert culprits == ["1.650", "2.850", "16 mô hình"]


def test_the_sound_plan_has_no_finding() -> None:
    assert codes(SOUND) == []


def test_a_row_of_one_month_does_a_part_of_the_target() -> None:
    head = SOUND.partition("**I. MỤC TIÊU**")[0]
    body = (
        "**I. CHỈ TIÊU**\n\n- Mở 12 lớp trồng cây thuốc trên núi cao.\n\n**II. NHIỆM VỤ**\n\n"
        "| TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian thực hiện |\n|---|---|---|---|\n| 1 | Mở 5 lớp trồng cây thuốc trên núi cao | Sở Y tế | {} |\n"
    )
    said = {
        when: "target-differs" in [code for code, _, _ in codes(head + body.format(when))]
        for when in ("10/2022", "2022")
    }
    assert said == {"10/2022": False, "2022": True}


CHANGES = [
    ("annex-date-differs", "45/KH-UBND ngày 12 tháng 3 năm 2022", "45/KH-UBND ngày 12 tháng 3 năm 2021"),
    ("annex-date-differs", "Hà Giang, ngày 12 tháng 3", "Hà Giang, ngày 12 tháng 8"),
    ("annex-number-differs", "(Kèm theo Kế hoạch số 45/", "(Kèm theo Kế hoạch số 46/"),
    ("annex-number-differs", "Số: 45/KH-UBND", "Số: 15/KH-UBND"),
    ("basis-after-issue", "376/QĐ-TTg ngày 17/3/2021", "376/QĐ-TTg ngày 17/3/2023"),
    ("citation-year-differs", "ngày 19/5/2017", "ngày 19/5/2018"),
    ("words-differ", "(Bằng chữ: Ba mươi lăm tỷ", "(Bằng chữ: Ba mươi sáu tỷ"),
    ("words-differ", "35.100 triệu", "36.100 triệu"),
    ("amount-words-spelling", "Ba mươi lăm tỷ", "Ba mươi năm tỷ"),
    ("vision-before-end", "tầm nhìn đến năm 2030", "tầm nhìn đến năm 2023"),
    ("phases-differ", "b) Giai đoạn 2026-2030", "b) Giai đoạn 2025-2030"),
    ("phases-differ", "b) Giai đoạn 2026-2030", "b) Giai đoạn 2028-2030"),
    ("phases-differ", "a) Giai đoạn 2022-2025", "a) Giai đoạn 2021-2025"),
    ("phases-differ", "b) Giai đoạn 2026-2030", "b) Giai đoạn 2026-2032"),
    ("period-reversed", "a) Giai đoạn 2022-2025", "a) Giai đoạn 2025-2022"),
    ("period-differs", "NHIỆM VỤ GIAI ĐOẠN 2022-2025", "NHIỆM VỤ GIAI ĐOẠN 2021-2025"),
    ("section-repeated", "III. TỔ CHỨC", "II. TỔ CHỨC"),
    ("section-gap", "III. TỔ CHỨC", "IV. TỔ CHỨC"),
    ("row-gap", "<td>3</td>", "<td>4</td>"),
    ("row-repeated", "<td>3</td>", "<td>2</td>"),
    ("task-outside-period", "<td>10/2024</td>", "<td>10/2034</td>"),
    ("task-before-issue", "<td>12/2022</td>", "<td>01/2022</td>"),
    ("agency-outdated", "<td>Sở Khoa học và Công nghệ</td>", "<td>Bộ Nông nghiệp và Môi trường</td>"),
    (
        "cited-after-issue",
        "theo Quyết định số 376/QĐ-TTg ngày 17/3/2021 của Thủ tướng Chính phủ",
        "theo Nghị quyết số 15/NQ-CP ngày 17/6/2022 của Chính phủ",
    ),
    (
        "citation-issuers-differ",
        "theo Quyết định số 376/QĐ-TTg ngày 17/3/2021 của Thủ tướng Chính phủ",
        "theo Quyết định số 376/QĐ-TTg ngày 17/3/2021 của Bộ Y tế",
    ),
    ("date-incomplete", "ngày 12 tháng 3 năm 2022\n\n**K", "ngày    tháng 3 năm 2022\n\n**K"),
    ("number-blank", "Số: 45/KH-UBND", "Số:     /KH-UBND"),
    (
        "citation-kind-differs",
        "theo Quyết định số 376/QĐ-TTg ngày 17/3/2021",
        "theo Kế hoạch số 88/BC-UBND ngày 17/3/2021",
    ),
]


@pytest.mark.parametrize(
    ("code", "old", "new"), CHANGES, ids=[f"{code}-{new[:30]}" for code, _, new in CHANGES]
)
def test_one_change_is_found(code, old, new) -> None:
    assert SOUND.count(old) >= 1
    text = SOUND.replace(old, new)
    said = [finding for finding in plan_of(text).findings if finding.code == code]
    assert said, codes(text)
    assert all(finding.path.startswith("/") or code.startswith("section") for finding in said)
    blank = code in {"date-incomplete", "number-blank"}
    assert blank or all(finding.evidence.get("found") for finding in said if not code.startswith("section"))


WEEKDAYS = [
    ("thứ Hai ngày 06/7/2026", None),
    ("chiều thứ Sáu, ngày 10 tháng 7 năm 2026", None),
    ("ngày 12/7/2026 (Chủ nhật)", None),
    ("ngày 02/01/2012 (thứ 2)", None),
    ("Thứ Ba (ngày 07/7/2026), thứ Tư (08/7/2026)", None),
    ("ngày 02/01/2011 (thứ 2)", ("Chủ nhật", "thứ 2")),
    ("thứ Năm ngày 06/7/2026", ("thứ Hai", "thứ Năm")),
    ("Chủ Nhật, ngày 11.7.2026", ("thứ Bảy", "Chủ Nhật")),
    ("thứ Hai ngày 30/02/2026", None),
    ("lần thứ năm 2026; ngày thứ 3 của đợt, 10/7/2026", None),
]


@pytest.mark.parametrize(("words", "said"), WEEKDAYS)
def test_days_of_the_week(words: str, said: tuple[str, str] | None) -> None:
    text = SOUND.replace("- Chọn vùng trồng./.", f"- Họp vào {words}./.")
    found = [(one.expected, one.found) for one in plan_of(text).findings if one.code == "weekday-differs"]
    assert found == ([said] if said else [])
    cell = SOUND.replace("<td>6/2023</td>", f"<td>{words}</td>")
    assert ("weekday-differs" in [code for code, _, _ in codes(cell)]) is (said is not None)


DAYS = [
    ("trước ngày 31/6/2026", "31/6/2026"),
    ("ngày 30 tháng 02 năm 2028", "30 tháng 02 năm 2028"),
    ("ngày 29.02.2027", "29.02.2027"),
    ("ngày 29/02/2028, 30/6/2026, 31/12/2026", None),
    ("Nghị quyết số 31/6/2026/NQ-HĐND; 31/13/2026; khoảng 30/6", None),
]


@pytest.mark.parametrize(("words", "said"), DAYS)
def test_days_that_no_month_has(words: str, said: str | None) -> None:
    text = SOUND.replace("- Chọn vùng trồng./.", f"- Họp vào {words}./.")
    found = [one.found for one in plan_of(text).findings if one.code == "day-impossible"]
    assert found == ([said] if said else [])


def test_a_body_and_its_chairman_are_one_issuer() -> None:
    text = SOUND.replace(
        "theo Quyết định số 376/QĐ-TTg ngày 17/3/2021 của Thủ tướng Chính phủ",
        "theo Quyết định số 88/QĐ-UBND ngày 17/3/2021 của Chủ tịch UBND tỉnh; Quyết định số 88/QĐ-UBND ngày 17/3/2021 của UBND tỉnh",
    )
    assert "citation-issuers-differ" not in [code for code, _, _ in codes(text)]


@pytest.mark.parametrize(("month", "said"), [("02/2031", False), ("05/2031", True), ("02/2032", True)])
def test_the_report_soon_after_the_end_is_in_time(month: str, said: bool) -> None:  # noqa: FBT001
    text = SOUND.replace(
        "<td>Tổng kết</td><td>Sở Y tế</td><td>12/2025</td>",
        f"<td>Tổng kết</td><td>Sở Y tế</td><td>{month}</td>",
    )
    assert ("task-outside-period" in [code for code, _, _ in codes(text)]) is said


def test_a_task_without_a_lead() -> None:
    plan = plan_of(SOUND.replace("<td>Hội Nông dân tỉnh</td>", "<td></td>"))
    assert "lead-missing" not in [finding.code for finding in plan.findings], "text has no merged cells"
    drawn = plan.source.model_copy(update={"media_type": "application/pdf"})
    said = [
        finding
        for finding in audit(plan.model_copy(update={"source": drawn}))
        if finding.code == "lead-missing"
    ]
    assert [finding.path for finding in said] == ["/tasks/2/leads"]


def test_two_dates_of_one_document() -> None:
    text = SOUND.replace(
        "theo Quyết định số 376/QĐ-TTg ngày 17/3/2021", "theo Quyết định số 376/QĐ-TTg ngày 18/3/2021"
    )
    said = [finding for finding in plan_of(text).findings if finding.code == "citation-dates-differ"]
    assert [(finding.expected, finding.found) for finding in said] == [("2021-03-17", "2021-03-18")]
    assert set(said[0].evidence) == {"found", "expected"}


def test_districts_after_july_2025() -> None:
    later = (
        SOUND.replace("năm 2022", "năm 2026")
        .replace("2022-2025", "2026-2030")
        .replace("2026-2030**\n\n- Trồng mới 500", "2031-2035**\n\n- Trồng mới 500")
    )
    said = [finding.found for finding in plan_of(later).findings if finding.code == "agency-outdated"]
    assert any("huyện" in (found or "") for found in said)


def test_a_number_of_another_year_is_another_document() -> None:
    text = SOUND.replace(
        "theo Quyết định số 376/QĐ-TTg ngày 17/3/2021", "theo Quyết định số 376/QĐ-TTg ngày 20/4/2019"
    )
    assert "citation-dates-differ" not in [code for code, _, _ in codes(text)]


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ([None, 2, 3, 4], []),
        ([None, 2, 4, 5], [("page-missing", "3", "4")]),
        ([None, 2, 3, None, 2, 3], []),
        ([None, 2, 3, 1, 2], []),
        ([None, 2, 3, 4, 4, 5], [("page-order", "5", "4")]),
        ([None, 2, None, None, 5], []),
        ([1, 2, 3, 10], [("page-missing", "4", "10")]),
    ],
)
def test_printed_page_numbers(printed, said) -> None:
    pages = tuple(PageInfo(number=at, printed=number) for at, number in enumerate(printed, 1))
    plan = Plan(source=Source(name="a", sha256="", media_type="application/pdf", pages=pages), status="draft")
    assert [(finding.code, finding.expected, finding.found) for finding in audit(plan)] == said


def test_audit_of_a_stored_plan_says_nothing_twice() -> None:
    plan = plan_of(SOUND.replace("Ba mươi lăm tỷ", "Ba mươi năm tỷ"))
    stored = Plan.model_validate_json(plan.model_dump_json())
    assert audit(stored) == ()
    bare = plan.without_evidence()
    assert {finding.code for finding in audited(bare).findings} == {finding.code for finding in plan.findings}


def test_a_finding_quotes_every_side() -> None:
    plan = plan_of(
        SOUND.replace("45/KH-UBND ngày 12 tháng 3 năm 2022", "45/KH-UBND ngày 12 tháng 3 năm 2021")
    )
    finding = next(finding for finding in plan.findings if finding.code == "annex-date-differs")
    assert finding.evidence["found"][0].text.startswith("(Kèm theo Kế hoạch số 45/KH-UBND")
    assert "ngày 12 tháng 3 năm 2022" in finding.evidence["expected"][0].text
    assert isinstance(finding.evidence["found"][0], Evidence)
    assert finding.message_vi
