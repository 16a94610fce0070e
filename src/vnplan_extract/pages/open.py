"""Opens a document: finds its type by content, never by name, and hands it to the reader of that type."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vnplan_extract.document import Page, SourceFile
from vnplan_extract.errors import (
    DamagedInputError,
    EmptyInputError,
    LimitError,
    NotFoundError,
    PasswordError,
    UnsupportedTypeError,
)
from vnplan_extract.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.options import Options
    from vnplan_extract.pages.images import Improve

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
HTML = "text/html"
TEXT = "text/plain"
MARKDOWN = "text/markdown"
OFFICE = {DOC: ".doc", RTF: ".rtf", ODT: ".odt"}  # read through LibreOffice
IMAGES = frozenset({"image/png", "image/jpeg", "image/tiff", "image/bmp", "image/jp2"})

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"\x00\x00\x00\x0cjP  ", "image/jp2"),
    (b"{\\rtf", RTF),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"Rar!", "application/vnd.rar"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML_STARTS = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<meta",
    b"<div",
    b"<table",
    b"<p>",
    b"<p ",
    b"<article",
)
READ_FULLY = 1 << 16  # bytes looked at to tell text from junk
JUNK_SHARE = 0.02  # of control characters that a text may hold


class Binary(Protocol):
    """Anything with a `read` that gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, all of them for -1."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A document ready to be read: who it is, and its pages, one at a time."""

    source: SourceFile
    pages: Iterator[Page]


def open_source(source: str | Path | bytes | Binary, *, options: Options, name: str | None = None) -> Opened:
    """Open a path, bytes or a binary file object.

    Raises:
        NotFoundError: There is no such file, or no right to read it.
        EmptyInputError: It holds nothing.
        LimitError: It is larger than `options.max_bytes`.
        UnsupportedTypeError: Its content is of a type that is not read.
        InputError: Its reader cannot open it.
        OptionError: There is no OCR engine of the name asked for.
        MissingPartError: It is not installed.
    """
    data, label = load(source, options=options, name=name)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise EmptyInputError(
            "the file is empty" if not data else "the file holds only blanks",
            where=label,
            remedy="Fetch it again; the download may have failed.",
        )
    media_type = sniff(data)
    file = SourceFile(label, hashlib.sha256(data).hexdigest(), media_type)
    return Opened(file, _limited(_pages(data, media_type, label, options), options.max_pages))


def load(source: str | Path | bytes | Binary, *, options: Options, name: str | None) -> tuple[bytes, str]:
    """Return the bytes of a document and what to call it in messages.

    Raises:
        NotFoundError: There is no such file, no right to read it, or it cannot be read.
        LimitError: It is larger than `options.max_bytes`.
        UnsupportedTypeError: It is no path, no bytes and no binary file object.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        data, label = bytes(source), name or "-"
    elif isinstance(source, str | Path):
        label = name or Path(source).name
        data = _of_file(source, label, options)
    elif hasattr(source, "read"):
        label = name or Path(str(getattr(source, "name", "-"))).name
        data = _of_stream(source, label, options)
    else:
        raise UnsupportedTypeError(
            f"a {type(source).__name__} is no document",
            where=name or "-",
            remedy="Give a path, bytes or a binary file object.",
        )
    if len(data) > options.max_bytes:
        raise _too_large(label, options)
    return data, label


def _of_file(source: str | Path, label: str, options: Options) -> bytes:
    path = Path(source)
    try:
        if path.stat().st_size > options.max_bytes:
            raise _too_large(label, options)
        return path.read_bytes()
    except IsADirectoryError as error:
        raise NotFoundError("is a folder", where=str(path), remedy="Name the files in it.") from error
    except PermissionError as error:
        raise NotFoundError("may not be read", where=str(path), remedy="Check its permissions.") from error
    except FileNotFoundError as error:
        if "://" in str(source):
            raise NotFoundError(
                "is an address and no file",
                where=str(source),
                remedy="Fetch it first, or give it to 'vnplan batch' (in Python: extract_folder).",
            ) from error
        raise NotFoundError("no such file", where=str(path), remedy="Check the path.") from error
    except (OSError, ValueError) as error:
        raise NotFoundError(
            "cannot be read",
            where=str(path),
            why=getattr(error, "strerror", None) or str(error),
            remedy="Check the path.",
        ) from error


def _of_stream(source: Binary, label: str, options: Options) -> bytes:
    try:
        data = source.read(options.max_bytes + 1)
    except (OSError, ValueError) as error:
        raise NotFoundError(
            "the file object cannot be read", where=label, why=str(error), remedy="Open it and give it again."
        ) from error
    if not isinstance(data, bytes):
        raise UnsupportedTypeError(
            "the file object gives text", where=label, remedy="Open it in binary mode: open(path, 'rb')."
        )
    return data


def _too_large(label: str, options: Options) -> LimitError:
    return LimitError(
        f"larger than {options.max_bytes:,} bytes",
        where=label,
        remedy="Raise Options.max_bytes if it is meant to be.",
    )


def sniff(data: bytes) -> str:
    """Return the media type that the content shows."""
    head = data[:1024]
    if b"%PDF-" in head:
        return PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data)
    if data.startswith(OLE):
        return _sniff_ole(data)
    for magic, media_type in MAGIC:
        if data.startswith(magic):
            return media_type
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"").lower()
    if start.startswith(HTML_STARTS) or (
        start.startswith((b"<?xml", b"<!--")) and b"<html" in data[:8192].lower()
    ):
        return HTML
    if _is_text(data):
        return MARKDOWN if _looks_like_markdown(data) else TEXT
    return "application/octet-stream"


def _sniff_zip(data: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        # Cut short: the directory at the end is gone, but the names of the first parts tell.
        if b"xl/" in data and b"word/" not in data:
            return XLSX
        return DOCX if b"word/" in data or b"[Content_Types].xml" in data[:200] else "application/zip"
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return DOCX
    if "xl/workbook.bin" in names:
        return XLSB
    if any(name.startswith("xl/workbook") for name in names):
        return XLSX
    if "content.xml" in names and "mimetype" in names:
        return ODS if b"opendocument.spreadsheet" in data[:256] else ODT  # the first part, stored as it is
    return DOCX if "[Content_Types].xml" in names else "application/zip"


def _sniff_ole(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "application/encrypted-ooxml"
    workbook = any(f"{stream}\0".encode("utf-16-le") in data for stream in ("Workbook", "Book"))
    if "WordDocument".encode("utf-16-le") in data and not (workbook and _holds_word(data)):
        return DOC
    return XLS if workbook else "application/x-ole-storage"


def _holds_word(data: bytes) -> bool:
    """Tell a workbook with a Word document in it from the reverse: each program names its pool of objects."""
    return "MBD0".encode("utf-16-le") in data and "ObjectPool".encode("utf-16-le") not in data


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = data[:READ_FULLY]
    if b"\x00" in sample:
        return sample.count(b"\x00") < JUNK_SHARE * len(sample) and _decodes(sample)
    control = sum(sample.count(code) for code in (*range(1, 9), 11, *range(14, 27), *range(28, 32)))
    return control <= JUNK_SHARE * len(sample) and (
        _decodes(sample) or sample.isascii() or _mostly_letters(sample)
    )


def _decodes(sample: bytes) -> bool:
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 4  # a character cut by the end of the sample
    return True


def _mostly_letters(sample: bytes) -> bool:
    """Text in an old 8-bit encoding is still mostly ASCII letters and blanks."""
    plain = sum(1 for byte in sample if 97 <= byte <= 122 or 65 <= byte <= 90 or byte in (32, 10, 13, 44, 46))
    return plain > 0.6 * len(sample)


def _looks_like_markdown(data: bytes) -> bool:
    lines = data[:READ_FULLY].splitlines()
    return any(
        line.startswith((b"# ", b"## ", b"### ", b"#### ", b"##### ", b"###### ", b"| ", b"**"))
        for line in lines
    )


def _pages(data: bytes, media_type: str, label: str, options: Options) -> Iterator[Page]:
    if media_type == PDF:
        return _pdf(data, label, options)
    if media_type in IMAGES:
        from vnplan_extract.pages.images import read_images

        return read_images(data, name=label, improve=_improve(options))
    if media_type == XLSX:
        from vnplan_extract.pages.workbook import read_xlsx

        return read_xlsx(data, name=label)
    if media_type == XLS:
        from vnplan_extract.pages.workbook import read_xls

        return read_xls(data, name=label)
    if media_type == ODS:
        from vnplan_extract.pages.doc import read_ods

        return read_ods(data, name=label)
    from vnplan_extract.pages.flowlegacy import repair_flow

    return map(repair_flow, _flowing(data, media_type, label, options))


def _flowing(data: bytes, media_type: str, label: str, options: Options) -> Iterator[Page]:
    if media_type == DOCX:
        from vnplan_extract.pages.docx import read_docx

        return read_docx(data, name=label, improve=_improve(options))
    if media_type in OFFICE:
        from vnplan_extract.pages.doc import read_doc

        return read_doc(data, name=label, suffix=OFFICE[media_type], improve=_improve(options))
    if media_type == HTML:
        from vnplan_extract.pages.html import read_html

        return read_html(data, name=label)
    if media_type in (TEXT, MARKDOWN):
        from vnplan_extract.pages.text import read_text

        return read_text(data, name=label)
    raise _unsupported(media_type, label)


def _pdf(data: bytes, label: str, options: Options) -> Iterator[Page]:
    if options.reader == "reference":
        from vnplan_extract.pages.pdf_reference import read_pdf_reference

        return read_pdf_reference(data, name=label, password=options.password)
    from vnplan_extract.pages.pdf import read_pdf

    return read_pdf(data, name=label, password=options.password, improve=_improve(options))


def _improve(options: Options) -> Improve:
    from vnplan_extract.pages import engines
    from vnplan_extract.pages.scan import improve

    if options.ocr_engine is not None and options.ocr != "never":
        engines.check(options.ocr_engine)
    return partial(improve, ocr=options.ocr, cache=options.cache, engine=options.ocr_engine)


def _unsupported(media_type: str, label: str) -> UnsupportedTypeError | PasswordError | DamagedInputError:
    if media_type == "application/encrypted-ooxml":
        return PasswordError(
            "the Word or Excel file is encrypted",
            where=label,
            remedy="Open it in Word or Excel and save it without a password.",
        )
    if media_type == XLSB:
        return UnsupportedTypeError(
            "a workbook in the form .xlsb is not read",
            where=label,
            remedy="Convert it: soffice --headless --convert-to xlsx FILE.",
        )
    if media_type == "application/octet-stream":
        return UnsupportedTypeError(
            "the content is no document that is known here",
            where=label,
            remedy="PDF, DOCX, DOC, RTF, ODT, XLSX, XLS, ODS, images, HTML, Markdown and text are read.",
        )
    return UnsupportedTypeError(
        f"{media_type} is not read",
        where=label,
        remedy="PDF, DOCX, DOC, RTF, ODT, XLSX, XLS, ODS, images, HTML, Markdown and plain text are read.",
    )


def _limited(pages: Iterator[Page], most: int) -> Iterator[Page]:
    for page in pages:
        if page.number > most:
            yield Page(
                page.number,
                read_by="none",
                confidence=0.0,
                findings=(finding("pages-left-out", page=page.number, found=str(most)),),
            )
            return
        yield page
