"""The legal basis and the citations of a whole plan: each document once, with the role that it has for this plan."""

from __future__ import annotations

from vnplan_extract import extract

TEXT = """ỦY BAN NHÂN DÂN TỈNH QUẢNG TRỊ
Số: 15/KH-UBND

Quảng Trị, ngày 12 tháng 3 năm 2026

KẾ HOẠCH

Phát triển chợ nông thôn năm 2026

Căn cứ Nghị định số 60/2024/NĐ-CP ngày 05/6/2024 của Chính phủ quy định chi tiết một số điều của Luật Giá; Luật Đấu thầu số 22/2023/QH15;

Thực hiện Chỉ thị số 09-CT/TU ngày 10/01/2026 của Ban Thường vụ Tỉnh ủy (sau đây gọi tắt là Chỉ thị 09), Ủy ban nhân dân tỉnh ban hành kế hoạch như sau:

I. MỤC TIÊU

1. Triển khai Chỉ thị 09 của Ban Thường vụ Tỉnh ủy theo Luật Đấu thầu và khoản 2 Điều 5 Luật Đấu thầu.

II. TỔ CHỨC THỰC HIỆN

Giao Sở Công Thương chủ trì thực hiện kế hoạch này.
"""


def test_roles_and_repeated_documents() -> None:
    plan = extract(TEXT.encode(), name="plan.txt")
    basis = [(citation.role, citation.kind, citation.number) for citation in plan.legal_basis]
    assert basis == [
        ("basis", "Nghị định", "60/2024/NĐ-CP"),
        ("basis", "Luật", "22/2023/QH15"),
        ("implements", "Chỉ thị", "09-CT/TU"),
    ]
    others = [
        (citation.kind, citation.number, citation.title, citation.article) for citation in plan.citations[3:]
    ]
    assert others == [
        ("Luật", None, "Giá", None),
        ("Luật", None, "Đấu thầu", "khoản 2 Điều 5"),
    ]


def test_laws_that_a_law_changes_are_cited_by_its_title() -> None:
    opening = (
        "Căn cứ Luật số 97/2025/QH15 ngày 27/6/2025 về sửa đổi, bổ sung một số điều của Luật Giá, "
        "Luật Thủy sản và Luật Thanh niên;"
    )
    plan = extract(TEXT.replace("Căn cứ", f"{opening}\n\nCăn cứ", 1).encode(), name="plan.txt")
    assert plan.legal_basis[0].number == "97/2025/QH15"
    assert not {"Giá", "Thủy sản", "Thanh niên"} & {citation.title for citation in plan.legal_basis}


def test_laws_in_the_name_of_a_law_are_cited_and_no_basis() -> None:
    opening = (
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Giá và Luật Thủy sản ngày 17 tháng 6 năm 2020;"
    )
    plan = extract(TEXT.replace("Căn cứ", f"{opening}\n\nCăn cứ", 1).encode(), name="plan.txt")
    assert plan.legal_basis[0].issued == "2020-06-17"
    cited = {citation.title: (citation.role, citation.issued) for citation in plan.citations[4:]}
    assert cited["Thủy sản"] == cited["Giá"] == ("cited", None)
    assert not {"Giá", "Thủy sản"} & {citation.title for citation in plan.legal_basis}


def test_what_was_done_before_is_no_basis() -> None:
    opening = "Thực hiện Chỉ thị số 3/CT-UBND ngày 02/3/2026, Sở Công Thương đã có Công văn số 40/SCT-TM ngày 05/3/2026."
    plan = extract(TEXT.replace("Căn cứ", f"{opening}\n\nCăn cứ", 1).encode(), name="plan.txt")
    roles = {citation.number: citation.role for citation in plan.citations}
    assert (roles["3/CT-UBND"], roles["40/SCT-TM"]) == ("implements", "cited")


def test_documents_listed_below_the_headings_of_a_basis() -> None:
    body = (
        "I. CĂN CỨ XÂY DỰNG KẾ HOẠCH\n\n1. Các văn bản chỉ đạo\n\n- Quyết định số 71/QĐ-TTg ngày 03/02/2026 của Thủ tướng Chính phủ;\n\n"
        "2. Thực trạng\n\n- Chợ làm theo Quyết định số 72/QĐ-TTg ngày 04/02/2026.\n\nII. MỤC TIÊU\n\n"
    )
    plan = extract(TEXT.replace("I. MỤC TIÊU\n\n", body, 1).encode(), name="plan.txt")
    assert [one.number for one in plan.legal_basis if one.number.endswith("QĐ-TTg")] == ["71/QĐ-TTg"]


def test_evidence_of_a_day_and_an_issuer_printed_before_the_document() -> None:
    sentence = "Ngày 04/02/2026, Chủ tịch UBND tỉnh ban hành Quyết định số 77/QĐ-UBND về chợ."
    plan = extract(TEXT.replace("1. Triển khai", f"{sentence}\n\n1. Triển khai").encode(), name="plan.txt")
    cited = next(citation for citation in plan.citations if citation.number == "77/QĐ-UBND")
    assert cited.issued == "2026-02-04"
    assert [place.text for place in cited.evidence["issued"]] == ["Ngày 04/02/2026"]
    assert cited.issuer is not None
    assert [place.text for place in cited.issuer.evidence["name"]] == ["UBND tỉnh"]
    assert [place.text for place in cited.evidence["number"]] == ["Quyết định số 77/QĐ-UBND"]


def test_a_basis_listed_with_dashes_is_no_section() -> None:
    listed = TEXT.replace("\n\nCăn cứ", "\n\n- Căn cứ", 1).replace("\n\nThực hiện", "\n- Thực hiện", 1)
    listed = listed.replace("gọi tắt là Chỉ thị 09), Ủy", "gọi tắt là Chỉ thị 09);\n\nỦy")
    plan = extract(listed.encode(), name="plan.txt")
    assert [(citation.role, citation.number) for citation in plan.legal_basis] == [
        ("basis", "60/2024/NĐ-CP"),
        ("basis", "22/2023/QH15"),
        ("implements", "09-CT/TU"),
    ]
    assert [section.path for section in plan.sections] == ["I", "II"]
