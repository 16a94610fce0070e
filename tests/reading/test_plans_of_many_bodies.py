"""Shapes of communes, schools, companies, Party bodies: who acts, what is work, where the heads and signatures end."""

from __future__ import annotations

import pytest

from reading.plans import plan_of
from vnplan_extract import extract


def whole(head: str, body: str, foot: str = "") -> object:
    """The Plan of a document in plain text."""
    return extract(f"{head}\n\n{body}\n\n{foot}".encode(), name="plan.txt")


def test_a_contingency_plan_parts_work_from_duties_and_supplies() -> None:
    plan = plan_of(
        "**Phần I. MỤC ĐÍCH**\n\nHạn chế thiệt hại do lũ.\n\n**Phần II. PHƯƠNG ÁN ỨNG PHÓ**\n\n**I. Khi có lũ**\n\n"
        "- Công an xã chốt chặn 03 ngầm tràn.\n\n- Sơ tán 20 hộ ở bản Nậm.\n\n**II. Vật tư**\n\nDự trữ theo bảng:\n\n"
        "| TT | Tên vật tư | Đơn vị tính | Số lượng |\n|---|---|---|---|\n| 1 | Áo phao | Chiếc | 40 |\n| 2 | Xuồng | Chiếc | 2 |\n\n"
        "**Phần III. NHIỆM VỤ CỦA CÁC LỰC LƯỢNG**\n\n**1. Ban Chỉ huy Quân sự xã**\n\n- Tổ chức cứu hộ.\n\n**2. Trưởng các bản**\n\nBáo tin cho dân.\n"
    )
    assert [(task.path, [one.name for one in task.leads]) for task in plan.tasks][:2] == [
        ("II.I.-1", ["Công an xã"]), ("II.I.-2", [])]  # fmt: skip
    assert not any(task.origin == "table" for task in plan.tasks)
    assert [duty.agencies[0].text for duty in plan.duties] == ["Ban Chỉ huy Quân sự xã", "Trưởng các bản"]


LEADS = [
    ("- Trong tháng 4/2022: Đoàn giám sát làm việc với 05 xã.", ["Đoàn giám sát"]),
    ("- Từ ngày 01/3/2022 đến ngày 15/3/2022: Sở Y tế rà soát hồ sơ.", ["Sở Y tế"]),
    ("- Tổ Thư ký tổng hợp 12 báo cáo.", ["Tổ Thư ký"]),
    ("- Khoa Dược tổ chức 02 buổi tập huấn.", ["Khoa Dược"]),
    ("- Tổ chức giám sát 05 xã.", []),
    ("- Phòng Nghiệp vụ 3 tổng hợp 04 báo cáo.", ["Phòng Nghiệp vụ 3"]),
]


@pytest.mark.parametrize(("item", "leads"), LEADS, ids=[item for item, _ in LEADS])
def test_who_acts(item: str, leads: list[str]) -> None:
    plan = plan_of(f"**I. NHIỆM VỤ**\n\n{item}\n\n- Mở 02 lớp học.\n")
    assert [one.name for one in plan.tasks[0].leads] == leads


def test_what_is_monitored_is_no_work() -> None:
    plan = plan_of(
        "**I. NỘI DUNG, ĐỐI TƯỢNG GIÁM SÁT**\n\n**1. Nội dung giám sát**\n\n- Việc giao vốn.\n\n"
        "**2. Đối tượng giám sát**\n\n- Sở Tài chính.\n\n- Sở Xây dựng.\n"
    )
    assert [task.path for task in plan.tasks] == ["I.1.-1"]


def test_heads_of_columns_name_who_leads_where_cells_say_so() -> None:
    plan = plan_of(
        "**I. NHIỆM VỤ**\n\n| TT | Nội dung | Sở Y tế | Sở Nội vụ | Thời gian |\n|---|---|---|---|---|\n"
        "| 1 | Khảo sát 20 trạm | Chủ trì | Phối hợp | Quý I/2022 |\n| 2 | Thi tuyển 15 bác sĩ | Phối hợp | Chủ trì | Quý II/2022 |\n"
    )
    assert [([one.name for one in task.leads], [one.name for one in task.partners]) for task in plan.tasks] == [
        (["Sở Y tế"], ["Sở Nội vụ"]), (["Sở Nội vụ"], ["Sở Y tế"])]  # fmt: skip


def test_the_period_that_is_inspected_is_not_when() -> None:
    plan = plan_of(
        "**I. NHIỆM VỤ**\n\n| TT | Nội dung thanh tra | Thời kỳ thanh tra | Thời gian triển khai | Đơn vị chủ trì |\n|---|---|---|---|---|\n"
        "| 1 | Quản lý đất đai | 2017 - 2019 | Quý I/2022 | Phòng Nghiệp vụ 1 |\n| 2 | Mua sắm thuốc | 2018 - 2020 | Quý II/2022 | Phòng Nghiệp vụ 2 |\n"
    )
    assert [(task.when.edtf, task.leads[0].name) for task in plan.tasks] == [
        ("2022-33", "Phòng Nghiệp vụ 1"), ("2022-34", "Phòng Nghiệp vụ 2")]  # fmt: skip


def test_levels_are_not_who_has_to_act() -> None:
    plan = plan_of(
        "**I. TỔ CHỨC THỰC HIỆN**\n\n**1. Cấp tỉnh**\n\n- Sở Công Thương theo dõi việc thực hiện.\n\n"
        "**2. Cấp xã**\n\n- Ủy ban nhân dân các xã gửi báo cáo hằng quý.\n"
    )
    assert [duty.agencies[0].name for duty in plan.duties] == ["Sở Công Thương", "Ủy ban nhân dân các xã"]


def test_duties_of_people_that_no_gazetteer_has() -> None:
    plan = plan_of(
        "**I. NHIỆM VỤ**\n\n- Trồng 500 cây.\n\n**II. TRIỂN KHAI**\n\n**1. Ban Thường vụ Đoàn xã**\n\nKiểm tra hoạt động.\n\n"
        "**2. Các chi đoàn**\n\n- Gửi báo cáo trước ngày 20/6/2022.\n"
    )
    assert [task.path for task in plan.tasks] == ["I.-1"]
    assert len(plan.duties) == 2


def test_funding_without_a_part_of_its_own() -> None:
    plan = plan_of(
        "**I. NHIỆM VỤ**\n\n- Sơ tán 50 hộ.\n\n**II. BẢO ĐẢM**\n\nKinh phí diễn tập: 210 triệu đồng từ ngân sách xã.\n"
    )
    assert plan.budget is not None
    assert plan.budget.total is not None
    assert plan.budget.total.low == 210_000_000


def test_who_gives_the_money_is_the_fund() -> None:
    plan = plan_of(
        "**I. KINH PHÍ**\n\n- Kinh phí thực hiện Đề án do ngân sách tỉnh cấp: 520 triệu đồng.\n\n- Nguồn xã hội hóa.\n"
    )
    assert plan.budget is not None
    assert [line.fund_text for line in plan.budget.lines] == ["ngân sách tỉnh"]
    assert plan.budget.funds == ("Nguồn xã hội hóa",)


def test_times_of_targets_take_the_year_over_them_and_rates_count() -> None:
    plan = plan_of(
        "**I. MỤC TIÊU NĂM 2022**\n\n- Giảm thời gian chờ xuống còn 70 phút vào cuối quý III.\n\n"
        "- Kiểm tra 100% tổ chuyên môn, mỗi tổ 02 lần/năm.\n"
    )
    assert plan.targets[0].when is not None
    assert plan.targets[0].when.edtf == "2022-35"
    assert [(one.low, one.per) for one in plan.targets[1].quantities] == [(100, None), (2, "P1Y")]
    assert plan.targets[1].when is not None
    assert plan.targets[1].when.edtf == "2022"


def test_a_decimal_ends_a_sentence() -> None:
    plan = plan_of(
        "**I. KẾT QUẢ NĂM 2020**\n\nĐiểm trung bình đạt 3,62. Đơn vị đã hoàn thành 12 đề án.\n\n**II. NHIỆM VỤ**\n\n- Mở 02 lớp.\n"
    )
    assert [target.text for target in plan.targets] == ["Đơn vị đã hoàn thành 12 đề án"]


HEAD = """{left}
{bold}
Số: {number}

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cần Thơ, ngày 05 tháng 3 năm 2022

KẾ HOẠCH {kind}
Hỗ trợ làng nghề năm 2022

I. MỤC TIÊU
- Hỗ trợ 60 hộ làm nghề.
"""


def test_a_joint_plan_by_its_symbol() -> None:
    plan = extract(
        HEAD.format(left="SỞ CÔNG THƯƠNG", bold="LIÊN MINH HỢP TÁC XÃ TỈNH", number="12/KHLN-SCT-LMHTX", kind="LIÊN NGÀNH").encode(),
        name="plan.txt",
    )  # fmt: skip
    assert plan.issuer is not None
    assert plan.issuer.name.startswith("Sở Công Thương")
    assert [one.name[:18] for one in plan.co_issuers] == ["Liên minh Hợp tác "]
    assert plan.parent_issuer is None


def test_a_page_that_ends_between_recipients_and_name() -> None:
    foot = "Nơi nhận: TM. ỦY BAN NHÂN DÂN\n- Sở Y tế;\n- Lưu: VT.\n\nCHỦ TỊCH\n\nLò Văn Nam\n"
    plan = extract(
        (
            HEAD.format(left="ỦY BAN NHÂN DÂN", bold="XÃ MƯỜNG LA", number="9/KH-UBND", kind="") + "\n" + foot
        ).encode(),
        name="plan.txt",
    )
    assert plan.recipients == ("Sở Y tế", "Lưu: VT")
    assert [one.name for one in plan.signatures][-1] == "Lò Văn Nam"


def test_ordinals_in_the_words_of_grouped_rows() -> None:
    rows = "".join(
        f"<tr>{cells}</tr>"
        for cells in (
            "<th>Nhiệm vụ</th><th>Chủ trì</th><th>Sản phẩm</th><th>Thời gian</th>",
            "<td colspan=4>1. Thể chế</td>",
            "<td>1.1. Rà soát văn bản</td><td>Sở Tư pháp</td><td>Báo cáo</td><td>Quý I/2022</td>",
            "<td>1.2. Soạn quy định</td><td>Sở Nội vụ</td><td>Quyết định</td><td>Quý II/2022</td>",
            "<td colspan=4>2. Số hóa</td>",
            "<td>2.1. Nâng cấp phần mềm</td><td>Sở Y tế</td><td>Phần mềm</td><td>Quý III/2022</td>",
        )
    )
    text = f"<p>ỦY BAN NHÂN DÂN TỈNH HÀ GIANG</p><p>Số: 12/KH-UBND</p><p><b>KẾ HOẠCH</b></p><p><b>Cải cách năm 2022</b></p><p><b>I. NHIỆM VỤ</b></p><table border=1>{rows}</table>"
    plan = extract(f"<html><body>{text}</body></html>".encode(), name="plan.html")
    assert [(task.path, task.ordinal, task.text) for task in plan.tasks] == [
        ("1.1", "1.1", "Rà soát văn bản"), ("1.2", "1.2", "Soạn quy định"), ("2.1", "2.1", "Nâng cấp phần mềm")]  # fmt: skip


def test_who_behind_a_time_and_before_a_colon() -> None:
    plan = plan_of(
        "**I. NHIỆM VỤ**\n\n1. Tặng 500 suất quà; thời gian: từ 01/5 đến 31/5/2022; Ban Chính sách pháp luật chủ trì.\n\n"
        "2. Kiểm tra theo đoàn:\n\n- Đoàn liên ngành số 1: kiểm tra 12 cơ sở.\n\n- Đoàn liên ngành số 2: kiểm tra 08 trường.\n\n"
        "3. Tự kiểm tra ít nhất 01 lần trong tháng 5.\n\n**4. Lịch kiểm tra**\n\n| Ngày | Cơ sở |\n|---|---|\n| 20/4 | Trường Hoa Hồng |\n"
    )
    found = {
        task.path: ([one.name for one in task.leads], task.when and task.when.edtf) for task in plan.tasks
    }
    assert found == {
        "I.1": (["Ban Chính sách pháp luật"], "2022-05-01/2022-05-31"),
        "I.2.-1": (["Đoàn liên ngành số 1"], None),
        "I.2.-2": (["Đoàn liên ngành số 2"], None),
        "I.3": ([], found["I.3"][1]),
    }
    assert not str(found["I.3"][1]).startswith("R")


def test_months_over_items_and_years_before_the_plan() -> None:
    plan = plan_of(
        "**I. NHIỆM VỤ NĂM 2022**\n\n- Tháng 01/2022\n\n  + Xếp loại chất lượng đảng viên năm 2019.\n\n  + Tặng 20 suất quà.\n\n"
        "- Tháng 02/2022\n\n  + Sinh hoạt chuyên đề (ngày 03/02/2022).\n"
    )
    assert [task.when and task.when.edtf for task in plan.tasks] == ["2022-01", "2022-01", "2022-02-03"]


def test_a_column_of_last_days() -> None:
    plan = plan_of(
        "**I. DANH MỤC CÔNG VIỆC**\n\n| STT | Công việc | Người thực hiện | Hoàn thành trước |\n|---|---|---|---|\n"
        "| 1 | Thống kê đất | Công chức địa chính | 28/02/2022 |\n| 2 | Xử lý 12 hồ sơ | nt | 30/6/2022 |\n"
    )
    assert [task.when and task.when.edtf for task in plan.tasks] == ["../2022-02-28", "../2022-06-30"]


def test_who_does_it_behind_a_semicolon() -> None:
    plan = plan_of(
        "**I. NHIỆM VỤ**\n\n- Lấy 120 mẫu; Sở Y tế thực hiện.\n\n- Mở 02 lớp; Sở Y tế hỗ trợ kinh phí.\n"
    )
    assert [[one.name for one in task.leads] for task in plan.tasks] == [["Sở Y tế"], []]
