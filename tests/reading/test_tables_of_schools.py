"""Tables and parts as schools, parties and offices set them: phases, sources with their money, a total in one sentence."""

from vnplan_extract import extract

HEAD = "TRƯỜNG A\nSố: 3/KH-TA\nX, ngày 1 tháng 9 năm 2026\n\nKẾ HOẠCH\nDạy học năm học 2026 - 2027\n\n"


def table(*rows: str) -> str:
    head, *rest = rows
    rule = "|".join("---" for _ in head.split("|"))
    return "\n".join(f"| {row} |" for row in (head, rule, *rest)) + "\n"


def test_phases_beside_a_time_number_the_rows() -> None:
    text = HEAD + "I. LỘ TRÌNH\n\n" + table(
        "Giai đoạn | Thời gian | Nội dung | Sản phẩm", "1 | 09 - 10/2026 | Lập hồ sơ | Hồ sơ", "2 | 01 - 03/2027 | Kiểm tra | Biên bản"
    )  # fmt: skip
    tasks = extract(text.encode(), name="plan.md").tasks
    assert [(task.ordinal, task.when and task.when.edtf) for task in tasks] == [
        ("1", "2026-09/2026-10"),
        ("2", "2027-01/2027-03"),
    ]


def test_a_column_of_sources_holds_money() -> None:
    text = HEAD + "I. NHIỆM VỤ\n\n" + table(
        "STT | Nội dung | Đơn vị thực hiện | Nguồn lực",
        "1 | Mua máy tính | Tổ Tin | NSNN 120 triệu đồng (chi thường xuyên); phụ huynh đóng góp 30 triệu đồng",
        "2 | Sửa phòng học | Tổ Toán | Lồng ghép",
    )  # fmt: skip
    first, second = extract(text.encode(), name="plan.md").tasks
    assert [(str(line.amount.low), line.fund) for line in first.amounts] == [
        ("120000000", "state_budget"),
        ("30000000", "other"),
    ]
    assert second.amounts == ()


def test_a_row_of_one_sentence_states_the_total() -> None:
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>"
        for row in ("Nội dung|Chủ trì", "Mua sách|Thư viện")
    )
    text = f"<p>KẾ HOẠCH</p><p>I. VIỆC</p><table border=1>{rows}<tr><td colspan=2>Tổng kinh phí dự kiến: 45 triệu đồng (năm 2026: 20)</td></tr></table>"
    budget = extract(text.encode(), name="plan.html").budget
    assert budget is not None
    assert budget.total is not None
    assert str(budget.total.low) == "45000000"


def test_words_like_a_closing_stay_under_their_heading() -> None:
    text = (
        HEAD
        + "I. THỰC HIỆN\n\n**1. Tổ Toán**\n\nCăn cứ Kế hoạch này, lập lịch dạy.\n\n**2. Tổ Văn**\n\nTrong quá trình thực hiện, báo cáo hằng tháng.\n\nTrên đây là Kế hoạch của trường.\n"
    )
    (section,) = extract(text.encode(), name="plan.md").sections
    assert [child.text for child in section.children] == [
        "Căn cứ Kế hoạch này, lập lịch dạy.",
        "Trong quá trình thực hiện, báo cáo hằng tháng.",
    ]
    assert section.text == "Trên đây là Kế hoạch của trường."


def test_an_annex_may_have_its_title_under_the_issue_line() -> None:
    text = (
        HEAD
        + "I. VIỆC\n1. Dạy học.\n\nHIỆU TRƯỞNG\nLê Văn Bình\n\n**PHỤ LỤC**\n\n(Kèm theo Kế hoạch số 3/KH-TA)\n\n**LỊCH THI**\n\nHai ngày.\n"
    )
    annex = extract(text.encode(), name="plan.md").sections[-1]
    assert (annex.path, annex.title) == ("PL", "LỊCH THI")
