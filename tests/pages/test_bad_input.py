"""Bad input: each gets its own error with what, where and the remedy, or is read as far as it goes."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from pdfs import assembled, lines_pdf, many_pages_pdf
from timing import assert_linear
from vnplan_extract import Options, extract, read
from vnplan_extract.errors import (
    DamagedInputError,
    EmptyInputError,
    ExitCode,
    InputError,
    LimitError,
    NotFoundError,
    OptionError,
    PasswordError,
    UnsupportedTypeError,
)

PDF = lines_pdf(["KE HOACH", "So: 12/KH-UBND"], ["trang hai"])


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def docx(document: bytes, *, doctype: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        )
        archive.writestr("word/document.xml", b"<?xml version='1.0'?>" + doctype + document)
    return buffer.getvalue()


W = b"xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
EMPTY_TAIL = b"<w:document " + W + b"><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>"
BOMB = b"<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(
    b"<!ENTITY %s '%s'>" % (bytes([98 + at]), b"&%s;" % bytes([97 + at]) * 10) for at in range(9)
)

CASES = [
    ("nothing", b"", EmptyInputError, "empty"),
    ("only blanks", b" \n\t \n", EmptyInputError, "blanks"),
    ("a GIF named .pdf", b"GIF89a" + bytes(40), UnsupportedTypeError, "image/gif"),
    ("junk", bytes(range(256)) * 40, UnsupportedTypeError, "no document"),
    ("a PDF of which only the head came", b"%PDF-1.7\n1 0 obj\n<</Type/Cat", DamagedInputError, "cannot be opened"),
    ("a PDF without pages", assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"]), EmptyInputError, "no pages"),
    ("an encrypted PDF", lines_pdf(["mat"], password="hm"), PasswordError, "encrypted"),
    ("a spreadsheet", None, DamagedInputError, "workbook"),
    ("a zip bomb", docx(b"<w:document " + W + b"><w:body>" + b"<w:p/>" * 40_000_000), LimitError, ""),
    ("an XML entity bomb", docx(b"<w:document " + W + b"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>", doctype=BOMB + b"]>"), InputError, ""),
    ("a DOCX cut short", docx(EMPTY_TAIL)[:300], DamagedInputError, ""),
]  # fmt: skip


def spreadsheet() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


@pytest.mark.parametrize(("what", "data", "error", "words"), CASES, ids=[case[0] for case in CASES])
def test_error_says_what_where_and_remedy(
    what: str, data: bytes | None, error: type[InputError], words: str
) -> None:
    with pytest.raises(error) as caught:
        extract(data if data is not None else spreadsheet(), name="ke-hoach.pdf")
    assert words in caught.value.what + caught.value.why
    assert caught.value.where == "ke-hoach.pdf"
    assert caught.value.remedy.endswith(".")
    assert caught.value.exit_code not in (ExitCode.OK, ExitCode.FAILED)


def test_an_image_named_pdf_is_known_for_what_it_is() -> None:
    plan = extract(png(), name="ke-hoach.pdf")
    assert plan.source.media_type == "image/png"
    assert plan.source.pages[0].read_by == "none"
    assert plan.status == "not_a_plan"
    assert {finding.code for finding in plan.findings} & {"page-blank", "ocr-missing", "page-without-text"}


def test_missing_file_and_folder(tmp_path) -> None:
    for path in (tmp_path / "khong-co.pdf", tmp_path):
        with pytest.raises(NotFoundError) as caught:
            extract(path)
        assert str(path) in str(caught.value)


def test_password_opens_and_wrong_one_says_so() -> None:
    data = lines_pdf(["12/KH-UBND"], password="hm")
    assert "12/KH-UBND" in read(data, options=Options(password="hm")).pages[0].text
    with pytest.raises(PasswordError, match="does not open"):
        extract(data, options=Options(password="sai"))


def test_too_large_and_options() -> None:
    with pytest.raises(LimitError):
        extract(PDF, options=Options(max_bytes=100))
    for value in (0, -1, 2.5, "mười"):
        with pytest.raises(OptionError, match="max_pages"):
            Options(max_pages=value)  # type: ignore[arg-type]


def test_broken_xref_is_read_all_the_same() -> None:
    broken = PDF.replace(b"startxref", b"startxxxx").replace(b"xref\n0", b"xxxx\n0")
    assert "So: 12/KH-UBND" in read(broken).pages[0].text


def test_pages_beyond_the_limit_are_named() -> None:
    plan = extract(PDF, options=Options(max_pages=1))
    assert [finding.code for finding in plan.findings if finding.code == "pages-left-out"]


def test_text_in_another_language_is_not_a_plan() -> None:
    plan = extract("The quick brown fox. Section 1. A plan of 2021.\n\nЭто другой язык.\n".encode())
    assert plan.status == "not_a_plan"


def test_html_named_doc_is_read_as_html() -> None:
    html = "<html><head><title>x</title></head><body><p><b>KẾ HOẠCH</b></p><p>Năm 2026</p></body></html>"
    plan = extract(html.encode(), name="ke-hoach.doc")
    assert plan.source.media_type == "text/html"
    assert plan.kind == "KH"


def test_ten_thousand_pages_are_read_in_linear_time() -> None:
    files = {pages: many_pages_pdf(pages) for pages in (1_000, 10_000)}

    def run(pages: int) -> None:
        assert len(read(files[pages]).pages) == pages

    assert_linear(run, 1_000, 10_000)


def test_memory_grows_with_the_pages_and_no_faster() -> None:
    """Fewer pages than time is told on: each allocation is written down, which takes five times as long."""

    def peak(pages: int) -> int:
        data = many_pages_pdf(pages)
        tracemalloc.start()
        try:
            read(data)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # tables are loaded here
    assert peak(1_500) < 15 * peak(150)


def test_an_address_is_no_file_and_says_who_reads_it() -> None:
    with pytest.raises(NotFoundError, match=r"https://example.org/a.pdf: is an address .*vnplan batch"):
        extract("https://example.org/a.pdf")


def test_what_cannot_be_read_says_why(tmp_path) -> None:
    (tmp_path / "a").symlink_to("a")
    with pytest.raises(NotFoundError, match="symbolic links"):
        extract(tmp_path / "a")
    closed = io.BytesIO(b"x")
    closed.close()
    with pytest.raises(NotFoundError, match="closed file"):
        extract(closed)


@pytest.mark.parametrize("source", [3.5, None, ["plan.pdf"]])
def test_what_is_no_document_is_refused(source: object) -> None:
    with pytest.raises(UnsupportedTypeError, match="no document"):
        extract(source)  # type: ignore[arg-type]
