"""A word that is mended after OCR keeps what was read, and the Plan tells of it. Needs the extra `ocr`."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest

pytest.importorskip("numpy")
pytest.importorskip("cv2")
pytest.importorskip("tesserocr")

from vnplan_extract import extract
from vnplan_extract.document import Page, SourceFile, Word
from vnplan_extract.layout.assemble import assemble
from vnplan_extract.pages.cellproofs import _put
from vnplan_extract.pages.cellread import heading
from vnplan_extract.pages.ocrfix import mend
from vnplan_extract.pages.ocrwords import placed, taken_for
from vnplan_extract.pipeline import plan_of
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.mended import BETWEEN

SCAN = (
    Path(__file__).resolve().parents[2] / "corpus" / "scans" / "13-ca-mau-sai-so-2023.libreoffice.light.pdf"
)


def words(line: str, *, confidence: float = 0.9) -> list[Word]:
    """Words of one line, a blank's width apart; `_` parts words that all but touch, `?` opens a doubtful one."""
    found, x = [], 50.0
    for part in line.replace("_", " _").split():
        x = x - 4 if part.startswith("_") else x
        text = part.lstrip("_?")
        sure = 0.2 if part.startswith("?") else confidence
        x1 = x + 7 * len(text)
        found.append(Word(text, x, 100, x1, 114, size=12, read_by="ocr", confidence=sure))
        x = x1 + 5
    return found


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("thúc đây tiêu đùng xanh", [("đây", "đẩy"), ("đùng", "dùng")]),
        ("các tiếu khu", [("tiếu", "tiểu")]),
        ("QUYÉT ĐỊNH", [("QUYÉT", "QUYẾT")]),
        ("sô 12/QĐÐ-UBND", [("sô", "số"), ("12/QĐÐ-UBND", "12/QĐ-UBND")]),
        ("tháng ]] năm 2019", [("]]", "11")]),
        ("tháng Ì 1 năm 2020", [("Ì 1", "11")]),
        ("năm 202]", [("202]", "2021")]),
        ("]_6/2026/NĐ-CP", [("] 6/2026/NĐ-CP", "16/2026/NĐ-CP")]),
        ("Tì_hông tư", [("Tì hông", "Thông")]),
        ("guyễn Văn An", [("guyễn", "Nguyễn")]),
        ("HI. KINH PHÍ", [("HI.", "III.")]),
        ("Lưu: VI,", [("VI,", "VT,")]),
        ("Lưu: VŨ NN", [("VŨ", "VT,")]),
        ("Lưu: VỊ, NN", [("VỊ,", "VT,")]),
        ("Lưu: VP, NN", []),
        ("Lưu; VT, (2b)xxr.. 4ÔÔ", [("Lưu;", "Lưu:"), ("(2b)xxr.. 4ÔÔ", "(2b).")]),
        ("Lưu: VT, KSTTHC (L-40b).4¿", [("(L-40b).4¿", "(L-40b).")]),
        ("Lưu: VT, NN (2b) Hùng", []),
        ("Lưu: VT, NN (2b).", []),
        ("Lưu: CAT (PC08), SGTVT.", []),
        ("dân tỘc và cán bỘ,", [("tỘc", "tộc"), ("bỘ,", "bộ,")]),
        ("- BỘ Nông nghiệp (bc);", [("BỘ", "Bộ"), ("(bc);", "(b/c);")]),
        ("- SỞ, ban, ngành", [("SỞ,", "Sở,")]),
        ("BỘ Y TẾ", []),
        ("Lễ hội LỒng tông", [("LỒng", "Lồng")]),
        ("SNgV, CTr", []),
        ("HTX VIỆTNAM", [("VIỆTNAM", "VIỆT NAM")]),
        ("các chỉ, đảng bộ", [("chỉ,", "chi,")]),
        ("trong Đẳng năm", [("Đẳng", "Đảng")]),
        ("Thường trực TU (b/c)", []),
        ("(ba) người", []),
        ("NG nhận:", [("NG", "Nơi")]),
        ("Bên nhận:", []),
        ("364/QĐ-BNÑMT", [("364/QĐ-BNÑMT", "364/QĐ-BNNMT")]),
        ("Tết Nguyên đán Bính Ngọ", []),
        ("Quý 1V/2025", [("1V/2025", "IV/2025")]),
        ("quý Ï năm 2024", [("Ï", "I")]),
        ("Quý 1/2025", []),
        ("Tổng cộng (I+H+I1I)", [("(I+H+I1I)", "(I+II+III)")]),
        ("số 71⁄KH-UBND", [("71⁄KH-UBND", "71/KH-UBND")]),
        (".UBND XÃ", [(".UBND", "UBND")]),
        ("KĨ. GIÁM ĐỐC", [("KĨ.", "KT.")]),
        ('đợt "Ngày xanh” 2', [("xanh”", 'xanh"')]),
        ("“Ngày xanh” 2", []),
        ("'Trần Ngọc Thảo", [("'Trần", "Trần")]),
        ("Trân Minh Tâm", [("Trân", "Trần")]),
        ("Giảng A Chu", [("Giảng", "Giàng")]),
        ("Trịnh Mình Tâm", [("Mình", "Minh")]),
        ("Vàng Thị Mãy", [("Mãy", "Mẩy")]),
        ("²", [("²", "2")]),
        ("..- Nội dung: rà soát", [("..-", "-")]),
        ("..- nội dung", []),
        ("Nội dung ..- Rà soát", []),
        ("Tố 1", [("Tố", "Tổ")]),
        ("58.750,000 đồng", [("58.750,000", "58.750.000")]),
        ("1.234,567 ha", []),
        ("tháng 6/⁄2026", [("6/⁄2026", "6/2026")]),
        ("Lưu: VT, NN0I.", [("NN0I.", "NN01.")]),
        ("46:500 triệu đồng;", [("46:500", "46.500")]),
        ("tỷ lệ 1:500", []),
        ("lúc 16:30", []),
        ("nâng cấp 3⁄45 máy tính", [("3⁄45", "3/45")]),
        ("UBND tỉnh Quàng Ngãi,", [("Quàng", "Quảng")]),
        ("TỈNH HÀI DƯƠNG", [("HÀI", "HẢI")]),
        ("thành phố Cân Thơ", [("Cân", "Cần")]),
        ("các tỉnh Lào Cai, Yên Bải và Hà Giảng,", [("Bải", "Bái"), ("Giảng,", "Giang,")]),
        ("tỉnh Bả Rịa - Vũng Tàu", [("Bả", "Bà")]),
        ("tỉnh Đăk Lăk, tỉnh Khánh Hoà", []),
        ("phường Quảng Bính", []),
        ("tỉnh ta, Cao Bảng", []),
        ("đồng (Mười bốn tỷ, ba trăm", []),
        ("1: Sửa chữa", [("1:", "1.")]),
        ("4, Sở Y tế chủ trì", [("4,", "4.")]),
        ("€) Hằng năm", [("€)", "c)")]),
        ("ø) Thành Đoàn", [("ø)", "g)")]),
        ("á) Hằng năm", [("á)", "a)")]),
        ("đ) Hằng năm", []),
        ("khoản 3, 4, Điều 5", []),
        ("4, 5 và 6", []),
        ("xã la Dom, la Pnôn", [("la", "Ia"), ("la", "Ia")]),
        ("dùng la bàn", []),
        ("Ủ ban nhân dân; trình", [("Ủ", "Ủy")]),
        ("của Uy pan nhân dân", [("Uy", "Ủy"), ("pan", "ban")]),
        ("Ủy ban nhân dân", []),
        ("Ủy ban Nhân dân", []),
        ("Đảng khóa XIH, nhiệm kỳ", [("XIH,", "XIII,")]),
        ("lớp VH 12", []),
        ("Lưu: VT, TH.", []),
        ("vốn ²", []),
        ("thi hành này _./.", [("này ./.", "này./.")]),
        ("Nguyễn Thị Hoà", []),
        ("Xã Bình Châu", []),
        ("Đồng Tháp Mười", []),
        ("Trường Tiểu Học", []),
        # right as they were read, though a commoner word looks alike
        ("Trưởng bản Lò Văn Páo", []),
        ("không cắt điện theo kế hoạch", []),
        ("kiểm tra an toàn điện.", []),
        ("tham gia diễu hành, diễu binh", []),
        ("Bộ Tư lệnh Vùng 5 Hải quân phối hợp", []),
        ("cho cộng tác viên dân số", []),
        ("mức tiêu thụ xăng dầu", []),
        ("quà biếu, quà tặng", []),
        ("một số thông tin thiếu chính xác", []),
        ("Sửa chữa bến đò; quản lý", []),
        ("Công ty Cấp nước Thái Bình bảo đảm", []),
        ("Xí nghiệp Thủy nông", []),
        ("Văn phòng Sở theo dõi, đôn đốc", []),
        ("đàn trâu, bò, dê, ngựa", []),
        ("hố xí, hố ga", []),
        ("Tòng Văn Hải", []),
        ("Vì Văn Páo", []),
        ("Hờ A Sính", []),
        ("Mình Tâm", []),  # no name of a family: not known to be a name
        ("Trần Mình Tâm ký tên", []),
        ("tháng 12 năm 2021", []),
        ("vấn đề phát triển", []),
    ],
)
def test_what_was_read_is_kept(line, told):
    after = mend(words(line))
    assert [(word.read_as, word.text) for word in after if word.read_as is not None] == told


@pytest.mark.parametrize(("read", "doubted"), [("3⁄45", True), ("1⁄2026", False), ("71⁄KH-UBND", False)])
def test_a_stroke_between_figures_that_may_be_none_is_doubted(read, doubted):
    (word,) = mend(words(read))
    assert (word.confidence <= 0.4) is doubted


def test_a_word_mended_twice_keeps_what_was_read_first():
    first, second = words("18 .4S0")
    once = taken_for(first, second, text="18.4S0", most=0.8)
    twice = taken_for(once, text="18.450", most=0.85)
    assert (twice.text, twice.read_as, twice.confidence) == ("18.450", "18 .4S0", 0.8)
    assert (twice.x0, twice.x1) == (first.x0, second.x1)
    assert placed(twice, 5, 7, times=2).read_as == "18 .4S0"


def test_numbers_of_rows():
    texts = [words("1"), words("£ 2"), [], words("4")]
    boxes = [(0.0, 20.0 * at, 30.0, 20.0 * at + 20) for at in range(4)]
    _put(texts, boxes, range(4), ["1", "2", "3", "4"])
    assert [(word.text, word.read_as) for (word,) in texts] == [
        ("1", None),
        ("2", "£ 2"),
        ("3", ""),  # nothing was read
        ("4", None),
    ]
    assert [word.read_as for word in heading(words("ST J1"))] == [None, "J1"]


def test_a_finding_for_each_page_says_what_was_read():
    line = mend(words("Đẩy mạnh thúc đây tiêu đùng xanh năm 202]"))
    pages = [
        Page(1, 595, 842, words=tuple(line), read_by="ocr", confidence=0.9),
        Page(2, 595, 842, words=tuple(words("tháng 12 năm 2021")), read_by="ocr", confidence=0.9),
    ]
    plan = plan_of(assemble(SourceFile("scan.pdf", "0" * 64, "application/pdf"), pages))
    (told,) = [item for item in plan.findings if item.code == "words-mended"]
    assert (told.severity, told.page) == ("note", 1)
    assert told.found == "đây · đùng · 202]"
    assert told.expected == "đẩy · dùng · 2021"
    assert "(3)" in told.message
    assert "'đây' → 'đẩy', 'đùng' → 'dùng', '202]' → '2021'" in told.message
    places = told.evidence["expected"]
    assert [place.text for place in places] == ["đẩy", "dùng", "2021"]
    assert [place.as_read for place in places] == ["đây", "đùng", "202]"]
    assert [place.box[0] for place in places] == pytest.approx(
        [word.x0 for word in line if word.read_as is not None], abs=0.01
    )


@pytest.mark.parametrize(
    ("start", "end", "as_read"),
    [
        (0, 8, None),
        (9, 22, "thúc đây tiêu"),
        (14, 27, "đây tiêu đùng"),
        (33, 41, "năm 202]"),
    ],
)
def test_a_value_keeps_what_was_read(start, end, as_read):
    line = mend(words("Đẩy mạnh thúc đây tiêu đùng xanh năm 202]"))
    page = Page(1, 595, 842, words=tuple(line), read_by="ocr", confidence=0.9)
    document = assemble(SourceFile("scan.pdf", "0" * 64, "application/pdf"), [page])
    (place,) = evidence_of(document, document.pages[0].lines[0].passage(), start, end)
    assert place.as_read == as_read


@pytest.fixture(scope="module")
def top_of_a_page() -> bytes:
    """The top of a scanned page, with a heading in bold, "III.", whose strokes the engine miscounts."""
    page = pypdfium2.PdfDocument(SCAN)[1].render(scale=200 / 72).to_pil().convert("L")
    buffer = io.BytesIO()
    page.crop((0, 0, page.width, page.height // 4)).save(buffer, "PNG", dpi=(200, 200))
    return buffer.getvalue()


def test_a_scan_tells_and_its_cache_too(top_of_a_page):
    first, second = extract(top_of_a_page), extract(top_of_a_page)
    assert first == second
    (told,) = [item for item in first.findings if item.code == "words-mended"]
    assert told.found is not None
    assert told.expected is not None
    read, taken = told.found.split(BETWEEN), told.expected.split(BETWEEN)
    places = told.evidence["expected"]
    assert "III." in taken
    assert [place.text for place in places] == taken
    assert {(place.page, place.read_by) for place in places} == {(1, "ocr")}
    assert max(place.confidence for place in places) <= 0.85
    assert all(was != now for was, now in zip(read, taken, strict=True))


def test_a_numeral_below_the_head_of_months_is_none_of_a_date():
    head = Word("tháng", 400, 100, 440, 112, read_by="ocr", confidence=0.9)
    numeral = Word("I", 50, 130, 54, 142, read_by="ocr", confidence=0.9)
    assert [word.text for word in mend([head, numeral])] == ["tháng", "I"]
