"""Lines that a narrow column or the end of a page cut: the date of a letterhead, the last recipients, a title."""

from __future__ import annotations

import io

import docx
import pytest

from vnplan_extract import extract


def letterhead(dated: list[str]) -> bytes:
    """A plan whose letterhead's right cell ends with these lines."""
    document = docx.Document()
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    left.text = "UBND XÃ BÌNH YÊN\nTRƯỜNG TIỂU HỌC HOA SEN\nSố: 7/KH-THHS"
    right.text = "\n".join(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", *dated])
    for text in ("KẾ HOẠCH", "Dạy thêu năm 2026"):
        document.add_paragraph().add_run(text).bold = True
    document.add_paragraph("I. MỤC TIÊU")
    document.add_paragraph("Mở 2 lớp thêu.")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("dated", "issued"),
    [
        (["Bình Yên, ngày 18 tháng 11 năm", "2026"], "2026-11-18"),
        (["Bình Yên, ngày 18 tháng", "11 năm 2026"], "2026-11-18"),
        (["Bình Yên, ngày     tháng 11", "năm 2026"], "2026-11"),
        (["Bình Yên, ngày 18 tháng 11 năm 2026"], "2026-11-18"),
    ],
)
def test_date_in_two_lines(dated: list[str], issued: str) -> None:
    plan = extract(letterhead(dated), name="plan.docx")
    assert (plan.place, plan.issued) == ("Bình Yên", issued)


def test_recipient_that_goes_on_below_its_column() -> None:
    text = (
        "UBND XÃ BÌNH YÊN\nSố: 7/KH-UBND\n\nBình Yên, ngày 18 tháng 11 năm 2026\n\nKẾ HOẠCH\n\nDạy thêu năm 2026\n\n"
        "I. MỤC TIÊU\n\nMở 2 lớp thêu.\n\nNơi nhận:\n\n- Đảng ủy xã;\n\n- Bí thư chi bộ, Ban\n\ncông tác\n\n- Lưu: VT.\n"
    )
    plan = extract(text.encode(), name="plan.txt")
    assert plan.recipients == ("Đảng ủy xã", "Bí thư chi bộ, Ban công tác", "Lưu: VT")
    assert len(plan.sections) == 1


def test_capitals_under_a_header_without_a_kind() -> None:
    title = "TRIỂN KHAI CÔNG TÁC DẠY NGHỀ THÊU CHO PHỤ NỮ VÀ THANH NIÊN CÁC THÔN VÙNG CAO CỦA XÃ BÌNH YÊN NĂM 2026"
    text = (
        "ỦY BAN NHÂN DÂN | CỘNG HÕA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nXÃ BÌNH YÊN | Độc lập - Tự do - Hạnh phúc |\n"
        f"Số: 36 /KH - UBND |\nBình Yên, ngày 07 tháng 5 năm 2026 |\n{title}\n\nUBND xã ban hành kế hoạch như sau:\n\n"
        "I. MỤC TIÊU\n\nMở 2 lớp thêu."
    )
    plan = extract(text.encode(), name="plan.txt")
    assert (plan.number, plan.issued, plan.title) == ("36/KH-UBND", "2026-05-07", title)
    assert plan.issuer is not None
    assert plan.issuer.name == "Ủy ban nhân dân xã Bình Yên"


def test_news_of_the_website_are_no_annex() -> None:
    text = (
        "UBND XÃ BÌNH YÊN\nSố: 7/KH-UBND\n\nBình Yên, ngày 18 tháng 11 năm 2026\n\nKẾ HOẠCH\n\nDạy thêu năm 2026\n\n"
        "I. MỤC TIÊU\n\nMở 2 lớp thêu.\n\nNơi nhận:\n\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\n\nCHỦ TỊCH\n\nLê Văn An\n\n"
        "In bài viết\n\nCác tin khác\n\n- Kế hoạch số 12/KH-UBND kiểm tra tháng 10 (02/10/2026)\n"
    )
    plan = extract(text.encode(), name="plan.txt")
    assert [section.path for section in plan.sections] == ["I"]
    assert plan.citations == ()
    assert [one.name for one in plan.signatures] == ["Lê Văn An"]


@pytest.mark.parametrize("printed", ["KT . CHỦ TỊCH", "KT: CHỦ TỊCH", "KT, CHỦ TỊCH"])
def test_a_full_stop_that_is_set_far_off_or_misread(printed: str) -> None:
    plan = extract(
        b"".join(
            part.encode() + b"\n\n"
            for part in (
                "ỦY BAN NHÂN DÂN\nXÃ AN PHÚ",
                "Số: 12/KH-UBND",
                "KẾ HOẠCH\nTrồng cây năm 2026",
                "I. MỤC TIÊU",
                "Trồng 200 cây.",
                "Nơi nhận:\n- Lưu: VT.",
                f"{printed}\nPHÓ CHỦ TỊCH",
                "Lê Văn An",
            )
        ),
        name="a.txt",
    )
    assert [signature.authority for signature in plan.signatures] == [("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")]
