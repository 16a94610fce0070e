"""What scans do to the head and the foot of a page: labels lost, numbers that a pen wrote, specks in names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from vnplan_extract.document import Block, Document, Line, PageText, Passage, SourceFile
from vnplan_extract.reading.draft import Draft
from vnplan_extract.reading.footer import opens_footer, read_footer, recipient_text, signature_records
from vnplan_extract.reading.header import read_date, read_issuer
from vnplan_extract.reading.heads import Head, find_heads
from vnplan_extract.reading.hidden_titles import uncover_title
from vnplan_extract.reading.respelling import respell_places

if TYPE_CHECKING:
    from vnplan_extract.plan import Agency


def line(text: str, column: str, start: int = 0, read_by: str = "ocr") -> Line:
    return Line(1, start, text, column=column, read_by=read_by, confidence=0.9)


def blocks(*parts: tuple[str, str]) -> list[Block]:
    return [Block(Passage(text, ()), (line(text, column),), column=column) for column, text in parts]


SENT = [("left", "- Như trên;"), ("left", "- Các phòng, ban;"), ("left", "- Lưu: VT.")]


@pytest.mark.parametrize(
    ("parts", "recipients"),
    [
        ([*SENT, ("right", "GIÁM ĐỐC"), ("right", "Lê Văn An")], ["Như trên", "Các phòng, ban", "Lưu: VT"]),
        ([*SENT, ("right", "KT: GIÁM ĐỐC"), ("right", "Lê Văn An")], ["Như trên", "Các phòng, ban", "Lưu: VT"]),
        # The label lies under the seal of the one who signs over the list.
        (
            [("left", "SỞ Y TẾ"), ("left", "GIÁM ĐỐC"), ("left", "Lê Văn An"), *SENT, ("right", "GIÁM ĐỐC")],
            ["Như trên", "Các phòng, ban", "Lưu: VT"],
        ),
        # A stamp under the list says who copied it.
        (
            [
                ("left", "Nơi nhận:"),
                *SENT,
                ("left", "VĂN PHÒNG UBND TỈNH"),
                ("left", "SAO Y BẢN CHÍNH"),
                ("left", "Ngày 25 tháng 5 năm 2020"),
                ("left", "TL. CHÁNH VĂN PHÒNG"),
                ("right", "GIÁM ĐỐC"),
                ("right", "Lê Văn An"),
            ],
            ["Như trên", "Các phòng, ban", "Lưu: VT"],
        ),
        (SENT, None),  # nobody signs beside them
        ([*SENT[:2], ("right", "GIÁM ĐỐC")], None),  # no archive: items of the text
        ([("full", "- Như trên;"), *SENT[2:], ("right", "GIÁM ĐỐC")], None),
    ],
)  # fmt: skip
def test_recipients_whose_label_was_not_read(
    parts: list[tuple[str, str]], recipients: list[str] | None
) -> None:
    found = blocks(*parts)
    assert opens_footer(found, 0) is (recipients is not None)
    if recipients is not None:
        footer = read_footer(found, 0, len(found))
        assert [recipient_text(one).text for one in footer.recipients] == recipients


def issuer_of(*texts: str, read_by: str = "ocr") -> tuple[Agency | None, Draft]:
    """Read the issuer of a header with these lines on the left."""
    lines, at = [], 0
    for one in texts:
        lines.append(line(one, "left", at, read_by))
        at += len(one) + 1
    return issuer_in(lines, read_by)


def issuer_in(lines: list[Line], read_by: str = "ocr") -> tuple[Agency | None, Draft]:
    text = "\n".join(one.text for one in lines)
    page = PageText(1, 595, 842, 0, text, tuple(lines), read_by=read_by)
    draft = Draft(Document(SourceFile("a.pdf", "0" * 64, "application/pdf"), (page,), ()))
    read_issuer(draft, Head(0, 0, header=lines), [])
    return draft.issuer, draft


@pytest.mark.parametrize("number", ["Số:", "Số: ⁄KH-U", "Số : 12 1/KH", "Số: /KH-UBND"])
def test_the_line_of_the_number_is_never_the_issuer(number: str) -> None:
    assert issuer_of(number)[0] is None
    issuer, _ = issuer_of("ỦY BAN NHÂN DÂN", "TỈNH HÀ GIANG", number)
    assert issuer is not None
    assert issuer.name == "Ủy ban nhân dân tỉnh Hà Giang"


def test_a_line_of_the_issuer_that_reaches_the_other_half_is_one_still():
    """ "PHÒNG CẢNH SÁT ..." is so long that layout puts it over both columns, and the number under it, too."""
    lines = [
        line("CÔNG AN TỈNH HÀ NAM", "left", 0),
        line("PHÒNG CẢNH SÁT HÌNH SỰ", "full", 20),
        line("Số: 617/KH-PC02 Hà Nam, ngày 03 tháng 4 năm 2023", "full", 43),
    ]
    issuer, draft = issuer_in(lines)
    assert issuer is not None
    assert issuer.name == "Phòng Cảnh sát hình sự"
    assert draft.parent_issuer is not None


@pytest.mark.parametrize(
    ("printed", "read_by", "name", "told"),
    [
        ("PHÒNG GIÁO DỤC VÀ. ĐÀO TẠO", "ocr", "Phòng Giáo dục và Đào tạo", ["name-respelt"]),
        ("SỞ NÔNG NGHIỆP: VÀ MÔI TRƯỜNG", "ocr", "Sở Nông nghiệp và Môi trường", ["name-respelt"]),
        ("PHÒNG GIÁO DỤC VÀ. ĐÀO TẠO", "text", "PHÒNG GIÁO DỤC VÀ. ĐÀO TẠO", []),
        ("TỔ SẢN XUẤT. MÂY XANH", "ocr", "TỔ SẢN XUẤT. MÂY XANH", []),
        ("UBND TÍNH NINH THUẬN", "ocr", "Ủy ban nhân dân tỉnh Ninh Thuận", ["name-respelt"]),
        ("UBND TÍNH NINH THUẬN", "text", "UBND TÍNH NINH THUẬN", []),
        ("UBND THÀNH PHỐ CÂN THƠ", "ocr", "Ủy ban nhân dân thành phố Cần Thơ", ["name-respelt"]),
        ("UBND THÀNH PHỐ TÂN AN", "ocr", "Ủy ban nhân dân thành phố Tân An", []),
        ("ỦY BAN NHÂN DÂN XÃ ĐẠ M'RÔNG -", "ocr", "Ủy ban nhân dân xã Đạ M'rông", []),
    ],
)
def test_specks_inside_the_name_of_a_body(printed: str, read_by: str, name: str, told: list[str]) -> None:
    issuer, draft = issuer_of(printed, read_by=read_by)
    assert issuer is not None
    assert (issuer.name, [found.code for found in draft.findings]) == (name, told)


SAID = "Ban hành Kế hoạch hành động quốc gia thực hiện kinh tế tuần hoàn đến năm 2035"
WHOLE = "hành động quốc gia thực hiện kinh tế tuần hoàn đến năm 2035"


@pytest.mark.parametrize(
    ("read", "confidence", "said", "title"),
    [
        ("#f động quốc gia thực hiện kinh tế tuần hoàn đến năm 2035", 0.9, SAID, WHOLE),
        ("Hà động quốc gia thực hiện kinh tế tuần hoàn đến năm 2035", 0.3, SAID, WHOLE),
        ("Hà động quốc gia thực hiện kinh tế tuần hoàn đến năm 2035", 0.9, SAID, None),  # surely read
        ("#f động quốc gia thực hiện kinh tế tuần hoàn đến năm 2030", 0.9, SAID, None),  # another year
        ("#f phát triển rừng đến năm 2035", 0.9, SAID, None),
        ("#f động quốc gia thực hiện kinh tế tuần hoàn đến năm 2035", 0.9, "Về công tác cán bộ", None),
    ],
)
def test_a_title_under_a_seal_is_said_by_the_decision(
    read: str, confidence: float, said: str, title: str | None
) -> None:
    decision, own = (
        line(said, "full"),
        replace(line(read, "full", len(said) + 1), confidence=confidence),
    )
    page = PageText(1, 595, 842, 0, f"{said}\n{read}", (decision, own), read_by="ocr")
    draft = Draft(Document(SourceFile("a.pdf", "0" * 64, "application/pdf"), (page,), ()), title=read)
    draft.say("title", own.passage())
    uncover_title(draft, decision.passage())
    assert draft.title == (title or read)
    assert [place.text for place in draft.evidence["title"]] == [title or read]


@pytest.mark.parametrize(
    ("read", "read_by", "place", "told"),
    [
        ("Trà Vĩnh", "ocr", "Trà Vinh", ["name-respelt"]),
        ("Trà Vinh", "ocr", "Trà Vinh", []),
        ("Khánh Hoà", "ocr", "Khánh Hòa", []),
        ("Tiền Hải", "ocr", "Tiền Hải", []),
        ("Trà Vĩnh", "text", "Trà Vĩnh", []),
    ],
)
def test_marks_of_the_place_of_issue(read: str, read_by: str, place: str, told: list[str]) -> None:
    dated = line(f"{read}, ngày 05 tháng 3 năm 2024", "right", 0, read_by)
    page = PageText(1, 595, 842, 0, dated.text, (dated,), read_by=read_by)
    draft = Draft(Document(SourceFile("a.pdf", "0" * 64, "application/pdf"), (page,), ()))
    read_date(draft, Head(0, 0, header=[dated]))
    assert (draft.place, [found.code for found in draft.findings]) == (place, told)


TOUCHING = [
    ("UBND HUYỆN ĐIỆN BIÊN ĐÔNG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "full"),
    ("PHÒNG TƯ PHÁP Độc lập - Tự do - Hạnh phúc", "full"),
    ("Số: 57/KH-TP Điện Biên Đông, ngày 03 tháng 7 năm 2024", "full"),
    ("KẾ HOẠCH", "full"),
]


def test_halves_of_a_letterhead_that_touch_are_parted() -> None:
    found = [
        replace(block, bold=block.text == "KẾ HOẠCH", lines=(replace(block.lines[0], bold=False),))
        for block in blocks(*((column, text) for text, column in TOUCHING))
    ]
    (head,) = find_heads(found)
    assert [(one.text, one.column) for one in head.header] == [
        ("UBND HUYỆN ĐIỆN BIÊN ĐÔNG", "left"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "right"),
        ("PHÒNG TƯ PHÁP", "left"),
        ("Độc lập - Tự do - Hạnh phúc", "right"),
        ("Số: 57/KH-TP", "left"),
        ("Điện Biên Đông, ngày 03 tháng 7 năm 2024", "right"),
    ]


PLACES = [
    ("HUYỆN ỦY TRẠM TÂU", "Trạm Tấu", "huyện Trạm Tấu", "Huyện ủy Trạm Tấu", "Trạm Tấu"),
    ("HUYỆN ỦY TRẠM TẤU", "Trạm Tâu", "huyện Trạm Tấu", "Huyện ủy Trạm Tấu", "Trạm Tấu"),
    ("UBND QUẬN THÔT NÔT", "Thốt Nốt", "quận", "Ủy ban nhân dân quận Thốt Nốt", "Thốt Nốt"),  # no syllables
    # Another commune with the same letters is another.
    ("UBND XÃ TÂN THANH", "Tân Thanh", "xã Tân Thành, xã Tân Thành", "Ủy ban nhân dân xã Tân Thanh", "Tân Thanh"),
    ("UBND XÃ TÂN THANH", "Hà Nội", "xã Tân Thành", "Ủy ban nhân dân xã Tân Thanh", "Hà Nội"),
]  # fmt: skip


def test_letterhead_and_place_that_differ_are_told() -> None:
    """Nothing else says whether "ĐÔNG NGŨ" or "Đồng Ngũ" is right: both stay as read."""
    lines = [line("CÔNG AN XÃ ĐÔNG NGŨ", "left"), line("Đồng Ngũ, ngày 20 tháng 4 năm 2023", "right", 20)]
    page = PageText(1, 595, 842, 0, "\n".join(one.text for one in lines), tuple(lines), read_by="ocr")
    draft = Draft(Document(SourceFile("a.pdf", "0" * 64, "application/pdf"), (page,), ()))
    read_date(draft, Head(0, 0, header=lines))
    read_issuer(draft, Head(0, 0, header=lines), [])
    respell_places(draft)
    assert draft.issuer is not None
    assert (draft.issuer.name, draft.place) == ("Công an xã Đông Ngũ", "Đồng Ngũ")
    assert [(found.code, found.path) for found in draft.findings] == [("value-unsure", "/issuer")]


@pytest.mark.parametrize(
    ("letterhead", "place", "said", "issuer", "at"),
    PLACES,
)
def test_a_place_is_spelt_as_the_document_spells_it(
    letterhead: str, place: str, said: str, issuer: str, at: str
) -> None:
    lines, start = [], 0
    for text, column in (
        (letterhead, "left"),
        (f"{place}, ngày 05 tháng 3 năm 2024", "right"),
        (said, "full"),
    ):
        lines.append(line(text, column, start))
        start += len(text) + 1
    page = PageText(1, 595, 842, 0, "\n".join(one.text for one in lines), tuple(lines), read_by="ocr")
    draft = Draft(Document(SourceFile("a.pdf", "0" * 64, "application/pdf"), (page,), ()))
    head = Head(0, 0, header=lines[:2])
    read_date(draft, head)
    read_issuer(draft, head, [])
    respell_places(draft)
    assert draft.issuer is not None
    assert (draft.issuer.name, draft.place) == (issuer, at)
    assert [found.code for found in draft.findings] == ["name-respelt"] * (
        (issuer.rsplit(maxsplit=1)[-1].upper() not in letterhead) + (at != place)
    )


@pytest.mark.parametrize(
    ("parts", "signed"),
    [
        (("KT. CHỦ TỊCH", ",.PHÓ CHỦ TỊCH", "Lê Văn An"), [("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Văn An")]),
        (("—... KT,GIÁM ĐỐC", "' PHÓ GIÁM ĐỐC", "Lê Văn An"), [("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Lê Văn An")]),
        (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC A", "Lê Văn An"), [("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Lê Văn An")]),
        (("về tiết KT. CHỦ TỊCH", "tUrỒ*y, PHÓ CHỦ TỊCH", "Lê Văn An"), [("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Văn An")]),
        # A body in capitals is no name.
        (
            ("TM. BAN THƯỜNG VỤ", "HỘI NÔNG DÂN TỈNH", "PHÓ CHỦ TỊCH", "ĐOÀN VĂN AN"),
            [("TM. BAN THƯỜNG VỤ", "HỘI NÔNG DÂN TỈNH", "PHÓ CHỦ TỊCH", "ĐOÀN VĂN AN")],
        ),
        (("(Đã ký)", "GIÁM ĐỐC", "Lê Văn An"), [("GIÁM ĐỐC", "Lê Văn An")]),
        # The end of an office under a seal is no name.
        (("KT. GIÁM ĐỐC", "PHONÁM ĐỐC", "Lê Văn An"), [("KT. GIÁM ĐỐC PHONÁM ĐỐC", "Lê Văn An")]),
        (("CHỦ TỊCH", "NGUYỄN VĂN TRƯỞNG"), [("CHỦ TỊCH", "NGUYỄN VĂN TRƯỞNG")]),
    ],
)  # fmt: skip
def test_offices_behind_strokes_and_bodies(parts: tuple[str, ...], signed: list[tuple[str, ...]]) -> None:
    starts = [sum(len(text) + 1 for text in parts[:at]) for at in range(len(parts))]
    lines = [line(text, "right", start) for text, start in zip(parts, starts, strict=True)]
    found = [Block(one.passage(), (one,), column="right") for one in lines]
    footer = read_footer(found, 0, len(found))
    page = PageText(1, 595, 842, 0, "\n".join(parts), tuple(lines), read_by="ocr")
    records = signature_records(
        Document(SourceFile("a.pdf", "0" * 64, "application/pdf"), (page,), ()), footer
    )
    assert [(*one.authority, one.name) for one in records] == signed


def test_strokes_on_a_line_of_their_own_end_no_list() -> None:
    scrap = Block(Passage("ta", ()), (replace(line("ta", "full"), confidence=0.2),))
    found = [*blocks(("left", "Nơi nhận:"), *SENT[:2]), scrap, *blocks(("full", "- Lưu: VT."))]
    footer = read_footer(found, 0, len(found))
    assert [recipient_text(one).text for one in footer.recipients] == [
        "Như trên",
        "Các phòng, ban",
        "Lưu: VT",
    ]


@pytest.mark.parametrize(
    ("printed", "recipient"),
    [
        ("- Thường trực Huyện ủy;   (để b/c)", "Thường trực Huyện ủy (để b/c)"),
        ("- UBND xã (b/c);", "UBND xã (b/c)"),
        ("- Lưu: VT; NN (2b).", "Lưu: VT; NN (2b)"),
    ],
)
def test_a_note_beside_a_brace_is_no_second_recipient(printed, recipient):
    assert recipient_text(Passage(printed)).text == recipient
