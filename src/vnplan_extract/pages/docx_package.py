"""The ZIP package of a DOCX or XLSX, opened with limits: parts, relationships, XML without entities."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from lxml import etree

from vnplan_extract.errors import DamagedInputError, LimitError, PasswordError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

MAX_PARTS = 10_000
MAX_XML_PART = 96 * 1024 * 1024  # bytes uncompressed; the longest plan seen has under 1 MB
MAX_STREAM = (
    1024 * 1024 * 1024
)  # bytes uncompressed of a part read element by element: a million rows have 300 MB
MAX_TOTAL = 1024 * 1024 * 1024  # bytes that the parts declare together, pictures included
MAX_RATIO = 400  # uncompressed to compressed, of parts that matter; Word's own XML reaches about 40
_FIRST = 1 << 16  # bytes in which a part's root begins
RATIO_FREE = 4 * 1024 * 1024  # parts smaller than this may compress as well as they like

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# ISO 29500 Strict names its namespaces differently; the elements are the same.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
)
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of a part: the last word of its type ("footnotes"), and the part that it names."""

    kind: str
    target: str


@dataclass(slots=True)
class Package:
    """An opened package; `damaged` collects the parts that could not be read, `kind` is what messages call it."""

    name: str
    _zip: zipfile.ZipFile
    _sizes: dict[str, zipfile.ZipInfo]
    kind: str = "DOCX"
    damaged: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, data: bytes, *, name: str, kind: str = "DOCX") -> Package:
        """Open the package.

        Raises:
            PasswordError: It is encrypted.
            DamagedInputError: It is no ZIP file or cut short.
            LimitError: It unpacks to more than the limits allow.
        """
        if data.startswith(_OLE):
            raise _not_a_package(data, name)
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise DamagedInputError(
                f"the {kind} cannot be opened",
                where=name,
                why=str(error),
                remedy="It may have been cut short: fetch it again.",
            ) from error
        infos = archive.infolist()
        if len(infos) > MAX_PARTS:
            raise _too_large(name, f"{len(infos):,} parts; {MAX_PARTS:,} are allowed", kind)
        total = sum(info.file_size for info in infos)
        if total > MAX_TOTAL:
            raise _too_large(name, f"unpacks to {total:,} bytes; {MAX_TOTAL:,} are allowed", kind)
        if any(info.flag_bits & 1 for info in infos):
            raise PasswordError(
                f"the {kind}'s parts are encrypted", where=name, remedy="Save it without a password."
            )
        return cls(name, archive, {info.filename.lstrip("/"): info for info in infos}, kind)

    def part(self, path: str) -> bytes | None:
        """Return a part's bytes, or None when there is no such part or it is damaged.

        Raises:
            LimitError: It unpacks to more than the limits allow.
        """
        info = self._sizes.get(path)
        if info is None:
            return None
        self._check_size(info, path, MAX_XML_PART)
        try:
            with self._zip.open(info) as stream:
                content = stream.read(MAX_XML_PART + 1)  # what it declares need not be true
        except _UNREADABLE:
            self.damaged.append(path)
            return None
        if len(content) > MAX_XML_PART:
            raise _too_large(self.name, f"{path} unpacks to more than {MAX_XML_PART:,} bytes", self.kind)
        return content

    def _check_size(self, info: zipfile.ZipInfo, path: str, most: int) -> None:
        suspicious = info.file_size > RATIO_FREE and info.file_size > MAX_RATIO * max(info.compress_size, 1)
        if info.file_size > most or suspicious:
            raise _too_large(
                self.name,
                f"{path} unpacks from {info.compress_size:,} to {info.file_size:,} bytes",
                self.kind,
            )

    def elements(self, path: str, tags: Sequence[str]) -> Iterator[_Element]:
        """Yield the elements of some tags from a part that may be large; each is gone once the next is asked for.

        What stands before a damage is given, and the part then named in `damaged`.

        Raises:
            LimitError: It unpacks to more than the limits allow, or declares a document type.
        """
        info = self._sizes.get(path)
        if info is None:
            self.damaged.append(path)
            return
        self._check_size(info, path, MAX_STREAM)
        try:
            with self._zip.open(info) as stream:
                source = _Counted(stream, f"{self.name}: {path}", self.kind)
                for _, element in etree.iterparse(
                    source, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True
                ):
                    yield element
                    element.clear(keep_tail=False)
                    parent = element.getparent()
                    while parent is not None and element.getprevious() is not None:
                        del parent[0]
        except (etree.XMLSyntaxError, *_UNREADABLE):
            self.damaged.append(path)

    def xml(self, path: str) -> _Element | None:
        """Return the root of an XML part, or None when it is missing or damaged.

        Raises:
            LimitError: It declares entities, or is nested deeper than any document.
        """
        content = self.part(path)
        if content is None:
            return None
        for strict, usual in _STRICT:
            content = content.replace(strict, usual)
        try:
            root = etree.fromstring(content, _parser())
        except etree.XMLSyntaxError as error:
            if "xcessive depth" in str(error) or "huge" in str(error):
                raise _too_large(self.name, f"{path}: {error}", self.kind) from error
            self.damaged.append(path)
            return None
        if root.getroottree().docinfo.internalDTD is not None:
            raise _document_type(f"{self.name}: {path}")
        return root

    def relations(self, path: str) -> dict[str, Relation]:
        """Return id -> relation of a part; relations to outside the package are left out."""
        folder, _, file = path.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, Relation] = {}
        for element in root if root is not None else ():
            if not isinstance(element.tag, str) or element.get("TargetMode") == "External":
                continue
            target = element.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = Relation(kind, posixpath.normpath(full))
        return found

    def main_part(self, *, default: str = "word/document.xml") -> str:
        """Return the path of the document part, `default` where nothing names it."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self._sizes:
                return relation.target
        return default


@dataclass(slots=True)
class _Counted:
    """A part as a stream for the parser: bounded, without document types, its namespaces the usual ones."""

    stream: IO[bytes]
    where: str
    kind: str
    size: int = 0

    def read(self, size: int = -1) -> bytes:
        content = self.stream.read(max(size, _FIRST) if not self.size else size)
        if not self.size:
            if b"<!DOCTYPE" in content:
                raise _document_type(self.where)
            for strict, usual in _STRICT:  # they are declared on the root
                content = content.replace(strict, usual)
        self.size += len(content)
        if self.size > MAX_STREAM:  # what it declares need not be true
            raise _too_large(self.where, f"unpacks to more than {MAX_STREAM:,} bytes", self.kind)
        return content


def _document_type(where: str) -> LimitError:
    return LimitError(
        "an XML part declares a document type, which may hide an entity bomb",
        where=where,
        why="no word processor writes one",
        remedy="Open and save it in a word processor if it is trusted.",
    )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _too_large(name: str, why: str, kind: str) -> LimitError:
    return LimitError(
        f"the {kind} is larger than the limits allow",
        where=name,
        why=why,
        remedy="If it is trusted, open it in its program and save it anew.",
    )


def _not_a_package(data: bytes, name: str) -> PasswordError | DamagedInputError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return PasswordError(
            "the DOCX is encrypted", where=name, remedy="Open it in Word and save it without a password."
        )
    return DamagedInputError(
        "is no DOCX but an older Word file",
        where=name,
        remedy="Convert it: soffice --headless --convert-to docx FILE.",
    )
