"""What stands in a DOCX comes out once, where it stands, looking as it is printed."""

from __future__ import annotations

import pytest
from docx_making import abstract, cell, in_list, level, make_docx, num, p, r, row, t, table
from flow_rendering import show, texts

from vnplan_extract.document import FlowTable, Paragraph
from vnplan_extract.pages.docx import read_docx


def read(body: str, **parts: str):
    return list(read_docx(make_docx(body, **parts), name="t.docx"))


def flow(body: str, **parts: str):
    (page,) = read(body, **parts)
    return page.flow


def field(instruction: str, result: str) -> str:
    return (
        r('<w:fldChar w:fldCharType="begin"/>')
        + r(f"<w:instrText>{instruction}</w:instrText>")
        + r('<w:fldChar w:fldCharType="separate"/>')
        + r(t(result))
        + r('<w:fldChar w:fldCharType="end"/>')
    )


BOX = f"<w:txbxContent>{p('trong khung')}</w:txbxContent>"
TEXTS = [
    (p("Kế hoạch"), ["Kế hoạch"]),
    (p("a  b\u00a0 c"), ["a b c"]),
    (p("Ke\u0302\u0301 hoa\u0323ch"), ["Kế hoạch"]),
    (f"<w:p>{r(t('Kê'))}{r(t(chr(0x301) + ' hoạch'))}</w:p>", ["Kế hoạch"]),
    (f"<w:p>{r(t('a') + '<w:tab/>' + t('b') + '<w:br/>' + t('c') + '<w:cr/>' + t('d'))}</w:p>", ["a b\nc\nd"]),
    (f"<w:p>{r(t('KH') + '<w:noBreakHyphen/>' + t('UB') + '<w:softHyphen/>' + t('ND'))}</w:p>", ["KH-UBND"]),
    (f"<w:p>{r('<w:sym w:font=&quot;Wingdings&quot; w:char=&quot;F0FE&quot;/>'.replace('&quot;', chr(34)))}{r(t(' chọn'))}</w:p>", ["☑ chọn"]),
    (f"<w:p><w:hyperlink>{r(t('liên kết'))}</w:hyperlink></w:p>", ["liên kết"]),
    (f"<w:p><w:smartTag>{r(t('Lào Cai'))}</w:smartTag></w:p>", ["Lào Cai"]),
    (f"<w:p><w:sdt><w:sdtPr/><w:sdtContent>{r(t('ô nhập'))}</w:sdtContent></w:sdt></w:p>", ["ô nhập"]),
    (f"<w:sdt><w:sdtContent>{p('khối')}</w:sdtContent></w:sdt>", ["khối"]),
    (f"<w:p>{r(t('a'))}<w:ins>{r(t(' thêm'))}</w:ins><w:del>{r('<w:delText>bỏ</w:delText>')}</w:del></w:p>", ["a thêm"]),
    (f"<w:p><w:moveFrom>{r(t('cũ'))}</w:moveFrom><w:moveTo>{r(t('mới'))}</w:moveTo></w:p>", ["mới"]),
    (f"<w:p>{r(t('hiện'))}{r(t('ẩn'), '<w:vanish/>')}</w:p>", ["hiện"]),
    (f"<w:p>{r(t('Trang '))}{field(' PAGE ', '7')}</w:p>", ["Trang"]),
    (f"<w:p>{r(t('Bảng '))}{field(' SEQ Bang ', '3')}</w:p>", ["Bảng 3"]),
    (f'<w:p>{r(t("x"))}<w:fldSimple w:instr=" NUMPAGES ">{r(t("9"))}</w:fldSimple></w:p>', ["x"]),
    (p("mục tiêu", run="<w:caps/>"), ["MỤC TIÊU"]),
    (p("KÕ ho¹ch", run='<w:rFonts w:ascii=".VnTimeH"/>'), ["KẾ HOẠCH"]),
    (f"<w:p>{r(f'<mc:AlternateContent><mc:Choice Requires=&quot;wps&quot;><w:drawing>{BOX}</w:drawing></mc:Choice><mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent>'.replace('&quot;', chr(34)))}{r(t('ngoài'))}</w:p>", ["ngoài", "trong khung"]),
    (f"<w:p>{r(f'<w:pict><v:textbox>{BOX}</v:textbox></w:pict>')}</w:p>", ["trong khung"]),
    ("<w:p><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>", ["a+b"]),
    (f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{r(t('nửa '))}</w:p>{p('kia')}", ["nửa kia"]),
    (f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{r(t('cuối'))}</w:p>", ["cuối"]),
    (f'<mc:AlternateContent><mc:Choice Requires="x"/><mc:Fallback>{p("dự phòng")}</mc:Fallback></mc:AlternateContent>', ["dự phòng"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), TEXTS)
def test_text(body, expected):
    assert texts(read(body)) == expected


def test_blank_paragraphs_are_remembered_not_given():
    first, second = flow(p("a") + p() + p(" ") + p("b"))
    assert (first.blank_before, second.blank_before) == (False, True)


STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/><w:pPr><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:basedOn w:val="N"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="H1x"><w:name w:val="x"/><w:basedOn w:val="H1"/><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="character" w:styleId="C"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop2"/></w:style>
<w:style w:type="paragraph" w:styleId="Loop2"><w:basedOn w:val="Loop"/><w:rPr><w:b/></w:rPr></w:style>
"""
LOOKS = [
    (p("x"), "{j} x"),
    (p("x", properties='<w:pStyle w:val="H1"/>'), "{h1 j} **x**"),
    (p("x", properties='<w:pStyle w:val="H1x"/>'), "{h1 j} **//x//**"),
    (p("x", properties='<w:pStyle w:val="H1"/>', run='<w:b w:val="0"/>'), "{h1 j} x"),
    # ISO 29500-1 17.7.3: a bold character style in a bold paragraph style switches bold off.
    (p("x", properties='<w:pStyle w:val="H1"/>', run='<w:rStyle w:val="C"/>'), "{h1 j} x"),
    (p("x", run='<w:rStyle w:val="C"/>'), "{j} **x**"),
    (p("x", properties='<w:pStyle w:val="Loop"/>'), "**x**"),
    (p("x", properties='<w:outlineLvl w:val="2"/><w:jc w:val="center"/>'), "{h3 c} x"),
    (p("x", properties='<w:outlineLvl w:val="9"/>'), "{j} x"),
    (p("x", run='<w:vertAlign w:val="superscript"/>'), "{j} ^^x^^"),
    (p("Mục:", run="<w:b/>", inside=r(t(" tên"))), "{j} **Mục: **tên"),
]


@pytest.mark.parametrize(("body", "expected"), LOOKS)
def test_looks(body, expected):
    (paragraph,) = flow(body, styles=STYLES)
    assert show(paragraph) == expected


def test_sizes_and_indents():
    body = p("x", properties='<w:ind w:left="720" w:hanging="360"/>') + p("y", run='<w:sz w:val="22"/>')
    first, second = flow(body, styles=STYLES)
    assert (first.runs[0].size, first.indent) == (14.0, 18.0)
    assert second.runs[0].size == 11.0


def grid(block: FlowTable) -> list[tuple[int, int, int, int, str]]:
    return [
        (c.row, c.col, c.row_span, c.col_span, "|".join(part.text for part in c.paragraphs))
        for c in block.cells
    ]


def test_table_with_spans():
    body = table(
        row(cell(p("TT"), '<w:vMerge w:val="restart"/>'), cell(p("Kinh phí"), '<w:gridSpan w:val="2"/>'), properties="<w:tblHeader/>"),
        row(cell(p(), "<w:vMerge/>"), cell(p("NN")), cell(p("DN")), properties="<w:tblHeader/>"),
        row(cell(p("1")), cell(p("450")), cell(p("600") + p("700"))),
        properties='<w:tblBorders><w:insideH w:val="single"/><w:insideV w:val="single"/></w:tblBorders>',
    )  # fmt: skip
    (block,) = flow(body)
    assert (block.rows, block.cols, block.bordered, block.header_rows) == (3, 3, True, 2)
    assert grid(block) == [
        (0, 0, 2, 1, "TT"),
        (0, 1, 1, 2, "Kinh phí"),
        (1, 1, 1, 1, "NN"),
        (1, 2, 1, 1, "DN"),
        (2, 0, 1, 1, "1"),
        (2, 1, 1, 1, "450"),
        (2, 2, 1, 1, "600|700"),
    ]


def test_cells_merged_across_the_old_way():
    body = table(row(cell(p("a"), '<w:hMerge w:val="restart"/>'), cell(p(), "<w:hMerge/>"), cell(p("b"))), row(cell(p("1")), cell(p("2")), cell(p("3"))))  # fmt: skip
    (block,) = flow(body)
    assert grid(block)[:2] == [(0, 0, 1, 2, "a"), (0, 2, 1, 1, "b")]


def test_orphan_merge_and_short_rows_lose_nothing():
    body = table(
        row(cell(p("a"), "<w:vMerge/>")),
        row(cell(p("b")), cell(p("c")), properties='<w:gridBefore w:val="1"/>'),
    )
    (block,) = flow(body)
    assert sorted(text for *_, text in grid(block) if text) == ["a", "b", "c"]
    assert block.rows * block.cols == sum(c.row_span * c.col_span for c in block.cells)


def test_numbers_in_cells():
    numbering = abstract(0, level(0, "decimal", "%1")) + num(1, 0)
    rows = [row(cell(p(properties=in_list(1))), cell(p(f"việc {i}"))) for i in range(3)]
    (block,) = flow(table(*rows), numbering=numbering)
    assert [text for _, col, *_, text in grid(block) if col == 0] == ["1", "2", "3"]


def test_header_table_is_unbordered_though_its_name_is_underlined():
    line = '<w:tcBorders><w:bottom w:val="single"/></w:tcBorders>'
    (block,) = flow(table(row(cell(p("ỦY BAN NHÂN DÂN"), line), cell(p("CỘNG HÒA")))))
    assert block.bordered is False


def test_table_style_draws_borders_and_a_cell_takes_them_back():
    styles = '<w:style w:type="table" w:styleId="G"><w:tblPr><w:tblBorders><w:top w:val="single"/><w:bottom w:val="single"/><w:insideV w:val="single"/></w:tblBorders></w:tblPr></w:style>'
    off = '<w:tcBorders><w:top w:val="nil"/><w:bottom w:val="nil"/><w:left w:val="nil"/><w:right w:val="nil"/></w:tcBorders>'
    style = '<w:tblStyle w:val="G"/>'
    (drawn,) = flow(table(row(cell(p("a")), cell(p("b"))), properties=style), styles=styles)
    (plain,) = flow(table(row(cell(p("a"), off), cell(p("b"), off)), properties=style), styles=styles)
    assert (drawn.bordered, plain.bordered) == (True, False)


def test_inner_table_becomes_paragraphs_with_a_finding():
    inner = table(row(cell(p("x")), cell(p("y"))))
    (page,) = read(table(row(cell(p("a") + inner), cell(p("b")))))
    (block,) = page.flow
    assert grid(block)[0][-1] == "a|x|y"
    assert [item.code for item in page.findings] == ["table-nested"]


def test_frame_around_a_table_is_no_table():
    inner = table(row(cell(p("x")), cell(p("y"))))
    first, second = flow(table(row(cell(p("a") + inner))))
    assert isinstance(first, Paragraph)
    assert isinstance(second, FlowTable)
    assert second.cols == 2


BREAK = r('<w:br w:type="page"/>')
RENDERED = r("<w:lastRenderedPageBreak/>")
A4 = '<w:pgSz w:w="11906" w:h="16838"/>'
WIDE = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
PAGES = [
    (p("a") + f"<w:p>{BREAK}</w:p>" + p("b"), [["a"], ["b"]]),
    (p("a") + f"<w:p>{BREAK}{RENDERED}{r(t('b'))}</w:p>", [["a"], ["b"]]),
    (p("a", inside=BREAK) + f"<w:p>{RENDERED}{r(t('b'))}</w:p>", [["a"], ["b"]]),
    (p("a") + p("b", properties="<w:pageBreakBefore/>"), [["a"], ["b"]]),
    (p("a") + f"<w:p>{RENDERED}{r(t('b'))}</w:p>", [["a"], ["b"]]),
    (f"<w:p>{r(t('a '))}{RENDERED}{r(t('b'))}</w:p>" + p("c"), [["a b"], ["c"]]),
    (p("a", properties=f"<w:sectPr>{A4}</w:sectPr>") + p("b") + f"<w:sectPr>{WIDE}</w:sectPr>", [["a"], ["b"]]),
    (p("a", properties=f"<w:sectPr>{A4}</w:sectPr>") + p("b") + f'<w:sectPr><w:type w:val="continuous"/>{A4}</w:sectPr>', [["a", "b"]]),
    (p("a", properties="<w:pageBreakBefore/>"), [["a"]]),
    (f"<w:p>{RENDERED}{r(t('a'))}</w:p>", [["a"]]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), PAGES)
def test_pages(body, expected):
    pages = read(body)
    assert [texts([page]) for page in pages] == expected
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


def test_break_inside_a_paragraph_is_noted():
    body = f"<w:p>{r(t('một hai '))}{RENDERED}{r(t('ba'))}</w:p>"
    first, second = read(body)
    assert first.flow[0].page_breaks == (len("một hai "),)
    assert second.flow == ()


def test_page_sizes_follow_the_sections():
    body = p("a", properties=f"<w:sectPr>{A4}</w:sectPr>") + p("b") + f"<w:sectPr>{WIDE}</w:sectPr>"
    assert [(round(page.width), round(page.height)) for page in read(body)] == [(595, 842), (842, 595)]


def test_table_over_a_page_break_stays_whole():
    cut = f"<w:p>{r(t('phần đầu '))}{RENDERED}{r(t('phần sau'))}</w:p>"
    body = (
        table(row(cell(p("1"))), row(cell(f"<w:p>{RENDERED}{r(t('2'))}</w:p>")), row(cell(cut)), row(cell(p("4"))))
        + p("sau")
    )  # fmt: skip
    first, second, third = read(body)
    (block,) = first.flow
    assert block.page_breaks == (1, 3)
    assert block.cells[2].paragraphs[0].page_breaks == (len("phần đầu "),)
    assert second.flow == ()
    assert texts([third]) == ["sau"]


def test_notes_headers_and_footers_stand_once():
    note = f'<w:footnote w:id="2"><w:p>{r("<w:footnoteRef/>")}{r(t(" giải thích"))}</w:p></w:footnote>'
    separator = '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    end = f'<w:endnote w:id="2"><w:p>{r(t("ghi cuối"))}</w:p></w:endnote>'
    references = '<w:headerReference w:type="default" r:id="header1"/><w:footerReference w:type="default" r:id="footer1"/>'
    body = (
        p("có chú thích", inside=r('<w:footnoteReference w:id="2"/>') + r('<w:endnoteReference w:id="2"/>'))
        + p("tiếp", properties=f"<w:sectPr>{references}</w:sectPr>")
        + p("sang trang")
        + f"<w:sectPr>{references}</w:sectPr>"
    )
    first, second = read(
        body, footnotes=separator + note, endnotes=end, header1=p("ĐẦU TRANG"), footer1=p("CHÂN TRANG")
    )
    assert [show(paragraph) for paragraph in first.flow] == [
        "{page_header} ĐẦU TRANG",
        "có chú thích^^11^^",
        "tiếp",
        "{footnote} ^^1 ^^giải thích",
        "{page_footer} CHÂN TRANG",
    ]
    assert [show(paragraph) for paragraph in second.flow] == ["sang trang", "{footnote} ghi cuối"]


def test_findings_of_what_was_left_out():
    body = f"<w:p><w:ins>{r(t('a'))}</w:ins><w:del>{r('<w:delText>b</w:delText>')}</w:del>{r(t('ẩn'), '<w:vanish/>')}</w:p><w:altChunk/>"
    (page,) = read(body)
    assert {item.code for item in page.findings} == {"track-changes", "hidden-text", "part-unread"}


def test_strict_namespaces():
    data = make_docx(p("nghiêm ngặt"))
    import io
    import zipfile

    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            new.writestr(name, content)
    assert texts(read_docx(target.getvalue(), name="t")) == ["nghiêm ngặt"]
