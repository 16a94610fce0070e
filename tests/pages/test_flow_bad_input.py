"""Bombs, cuts and tricks are refused by name, quickly, with a remedy."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx_making import NAMESPACES, cell, make_docx, p, row, table
from flow_rendering import texts

from timing import HANG, processor_seconds
from vnplan_extract.errors import DamagedInputError, EmptyInputError, InputError, LimitError, PasswordError
from vnplan_extract.pages.docx import read_docx
from vnplan_extract.pages.html import read_html


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
DOCUMENT = f"<w:document {NAMESPACES}><w:body>{{}}</w:body></w:document>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

BAD_DOCX = [
    ("a zip bomb", zipped(word__document_xml=b" " * 60_000_000), LimitError),
    ("nested zip bomb in a part", zipped(word__document_xml=DOCUMENT.format(p("a")).encode(), word__styles_xml=b"x"), None),
    ("an entity bomb", zipped(word__document_xml=(LAUGHS + DOCUMENT.format(p("X")).replace("X", "&j;")).encode()), InputError),
    ("an external entity", zipped(word__document_xml=('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + DOCUMENT.format(p("X")).replace("X", "&a;")).encode()), LimitError),
    ("deep nesting", zipped(word__document_xml=DOCUMENT.format("<w:sdt>" * 3000 + "</w:sdt>" * 3000).encode()), LimitError),
    ("too many parts", zipped(**{f"p{i}": b"" for i in range(10_050)}), LimitError),
    ("no document part", zipped(word__styles_xml=b"<a/>"), DamagedInputError),
    ("a broken document part", zipped(word__document_xml=b"<w:document>"), DamagedInputError),
    ("a document without body", zipped(word__document_xml=f"<w:document {NAMESPACES}/>".encode()), DamagedInputError),
    ("no ZIP at all", b"PK\x03\x04 cut", DamagedInputError),
    ("an encrypted OLE container", OLE + "EncryptedPackage".encode("utf-16-le"), PasswordError),
    ("an old Word file", OLE, DamagedInputError),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "error"), [case[1:] for case in BAD_DOCX], ids=[case[0] for case in BAD_DOCX]
)
def test_bad_docx(data, error):
    def run():
        if error is None:
            assert list(read_docx(data, name="xấu.docx"))
            return
        with pytest.raises(error) as caught:
            list(read_docx(data, name="xấu.docx"))
        assert caught.value.where.startswith("xấu.docx")
        assert caught.value.remedy

    assert processor_seconds(run) < HANG


def test_a_declared_size_that_lies_does_not_help():
    data = bytearray(zipped(word__document_xml=DOCUMENT.format(p("a" * 5_000_000)).encode()))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")  # the size that the directory declares
    with pytest.raises(InputError):
        list(read_docx(bytes(data), name="t"))


def test_paths_stay_inside_the_package():
    data = make_docx(p("a"), styles="")
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name).replace(b'Target="styles.xml"', b'Target="../../../etc/passwd"')
            )
        new.writestr("../../outside.xml", b"x")
    (page,) = read_docx(target.getvalue(), name="t")
    assert texts([page]) == ["a"]


def test_spans_of_a_docx_are_bounded():
    body = table(*(row(cell(p("a"), '<w:gridSpan w:val="99999999"/>'), cell(p("b"))) for _ in range(500)))
    pages = []
    assert processor_seconds(lambda: pages.extend(read_docx(make_docx(body), name="t"))) < HANG
    assert pages[0].flow[0].cols == 2


def test_a_macro_document_and_a_template_are_documents():
    assert texts(read_docx(make_docx(p("a")), name="t.docm")) == ["a"]


BAD_HTML = [
    ("nested too deep", b"<div>" * 5000 + b"x", LimitError),
    ("nothing", b"", EmptyInputError),
    ("only NULs", b"\0" * 50, EmptyInputError),
]


@pytest.mark.parametrize(
    ("data", "error"), [case[1:] for case in BAD_HTML], ids=[case[0] for case in BAD_HTML]
)
def test_bad_html(data, error):
    with pytest.raises(error) as caught:
        list(read_html(data, name="t"))
    assert caught.value.remedy


HARMLESS_HTML = [
    ("an entity bomb", f"{LAUGHS}<html><body><p>a &j;</p></body></html>"),
    ("an external entity", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>a &a;</p>'),
    ("spans", "<table>" + "<tr><td colspan=1000 rowspan=65534>a" * 1500 + "</table>"),
    ("open tags", "<b><i><font>" * 300 + "a"),
    ("many paragraphs", "<p>a" * 15_000),
    ("furniture in furniture", "<div class=menu>" * 1500 + "a"),
    ("an attribute without end", "<p style='" + "border:" * 15_000),
    ("cut in a tag", "<p>a</p><ta"),
    ("stray ends", "</td></tr></table></div>" * 2000 + "<p>a"),
    ("cells without a table", "<td>a</td><tr><td>b"),
    ("junk in spans", "<table><tr><td colspan='9e9' rowspan='²'>a</table>"),
]


@pytest.mark.parametrize("html", [case[1] for case in HARMLESS_HTML], ids=[case[0] for case in HARMLESS_HTML])
def test_harmless_html(html):
    def run():
        found = "".join(texts(read_html(html.encode(), name="t")))
        assert "root:" not in found
        assert len(found) < 200_000

    assert processor_seconds(run) < HANG


@pytest.mark.shared
def test_html_named_doc(shared):
    (path,) = (shared / "real").glob("30_*.doc")
    (page,) = read_html(path.read_bytes(), name=path.name)
    table_ = page.flow[-1]
    assert page.flow[0].text == "LỊCH LÀM VIỆC CÁ NHÂN"
    assert (table_.rows, table_.cols, table_.bordered) == (14, 3, True)


@pytest.mark.shared
def test_portal_page(shared):
    """The document begins with its header table; what the portal wrote around it is aside."""
    (path,) = (shared / "real").glob("vbpl_*.html")
    (page,) = read_html(path.read_bytes(), name=path.name)
    body = [block for block in page.flow if getattr(block, "role", "body") == "body"]
    assert body[0].cells[0].paragraphs[0].text.startswith("BỘ KHOA HỌC VÀ CÔNG NGHỆ")
    assert body[1].text == "THÔNG TƯ"
    assert sum(block.role == "furniture" for block in page.flow if not hasattr(block, "rows")) > 30
