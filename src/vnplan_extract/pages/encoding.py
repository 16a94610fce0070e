"""Bytes to text: byte order marks, what a page declares, UTF-8, and old Vietnamese Windows as a last resort."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from vnplan_extract.errors import DamagedInputError, EmptyInputError, UnsupportedTypeError
from vnplan_extract.findings import Finding, finding
from vnplan_extract.pages.legacy import guess_encoding
from vnplan_extract.pages.legacywords import lines_to_unicode

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_DECLARED_WITHIN = 4096  # bytes from the start; HTML asks for the declaration in the first 1024
_LAST_RESORT = "cp1258"
_DAMAGE = 0.001  # share of bad places up to which a text still counts as damaged UTF-8


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with what was odd about getting it."""

    text: str
    findings: tuple[Finding, ...] = ()


def decode(data: bytes, *, name: str, declared: bool = False) -> Decoded:
    """Decode a text file.

    Args:
        data: The bytes.
        name: What to call the file in messages.
        declared: True to heed a `charset=` near the start (HTML).

    Raises:
        EmptyInputError: Nothing in it.
        DamagedInputError: It breaks off or is not what its mark says.
        UnsupportedTypeError: It is no text.
    """
    if not data.strip(b"\x00 \t\r\n\f"):
        raise EmptyInputError("the file holds no text", where=name, remedy="Fetch it again.")
    decoded = _marked(data, name) or (_as_declared(data) if declared else None) or _guessed(data, name)
    text, legacy = lines_to_unicode(decoded.text.replace("\x00", ""))
    notes = [finding("text-legacy", page=1, found=encoding.upper(), pages=1) for encoding in legacy]
    return Decoded(text, (*decoded.findings, *notes))


def _marked(data: bytes, name: str) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding))
            except UnicodeDecodeError:
                return _damaged(data, encoding, name)
    return None


def _damaged(data: bytes, encoding: str, name: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    count = text.count("\ufffd")
    if count > 1 + len(text) // 10:
        raise DamagedInputError(
            f"the text is not the {encoding} that its mark says", where=name, remedy="Fetch it again."
        )
    return Decoded(text, (finding("encoding-damaged", count=count, encoding=encoding.upper()),))


def _as_declared(data: bytes) -> Decoded | None:
    """Heed a declaration that the bytes do not contradict; UTF-8 is tried first, since it proves itself."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    if found is None:
        return None
    encoding = found[1].decode("ascii").lower()
    if encoding.startswith(("utf-16", "utf-32", "utf16", "unicode", "ucs")):
        return None  # a declaration that could be read byte by byte is not UTF-16
    try:
        if codecs.lookup(encoding).name in {"iso8859-1", "ascii"}:
            encoding = "cp1252"  # what browsers do
        try:
            return Decoded(data.decode("utf-8"))
        except UnicodeDecodeError:
            return Decoded(data.decode(encoding))
    except (LookupError, UnicodeDecodeError):
        return None


def _guessed(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    beyond_ascii = sum(1 for char in text if char > "\x7f")
    if bad <= 2 + _DAMAGE * len(text) and bad * 4 < beyond_ascii:
        return Decoded(text, (finding("encoding-damaged", count=bad, encoding="UTF-8"),))
    if _looks_binary(data):
        raise UnsupportedTypeError(
            "the content is no text", where=name, remedy="PDF, DOCX, HTML, Markdown and text are read."
        )
    if (legacy := _legacy(data)) is not None:
        return Decoded(legacy)
    try:
        text = data.decode(_LAST_RESORT)
    except UnicodeDecodeError as error:
        raise UnsupportedTypeError(
            "the text is in an unknown encoding",
            where=name,
            why=f"neither UTF-8 nor {_LAST_RESORT}: byte {error.start:,}",
            remedy="Save it as UTF-8.",
        ) from error
    return Decoded(text, (finding("encoding-guessed", encoding="Windows-1258"),))


def _legacy(data: bytes) -> str | None:
    """Return text in TCVN3 or VNI as Windows-1252 shows it, still to be converted; None for other text."""
    text = data.decode("cp1252", errors="replace")
    return text if guess_encoding(text).encoding in {"tcvn3", "vni"} else None


def _looks_binary(data: bytes) -> bool:
    sample = data[: 1 << 16]
    control = sum(sample.count(code) for code in (*range(9), 11, *range(14, 32)))
    return control * 50 > len(sample)
