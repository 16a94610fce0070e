"""The ZIP package of a DOCX, opened with limits: parts, relationships, XML without entities."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from vnplan_extract.errors import DamagedInputError, LimitError, PasswordError

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PARTS = 10_000
MAX_XML_PART = 96 * 1024 * 1024  # bytes uncompressed; the longest plan seen has under 1 MB
MAX_TOTAL = 1024 * 1024 * 1024  # bytes that the parts declare together, pictures included
MAX_RATIO = 400  # uncompressed to compressed, of parts that matter; Word's own XML reaches about 40
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
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of a part: the last word of its type ("footnotes"), and the part that it names."""

    kind: str
    target: str


@dataclass(slots=True)
class Package:
    """An opened DOCX; `damaged` collects the parts that could not be read."""

    name: str
    _zip: zipfile.ZipFile
    _sizes: dict[str, zipfile.ZipInfo]
    damaged: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, data: bytes, *, name: str) -> Package:
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
                "the DOCX cannot be opened",
                where=name,
                why=str(error),
                remedy="It may have been cut short: fetch it again.",
            ) from error
        infos = archive.infolist()
        if len(infos) > MAX_PARTS:
            raise _too_large(name, f"{len(infos):,} parts; {MAX_PARTS:,} are allowed")
        total = sum(info.file_size for info in infos)
        if total > MAX_TOTAL:
            raise _too_large(name, f"unpacks to {total:,} bytes; {MAX_TOTAL:,} are allowed")
        if any(info.flag_bits & 1 for info in infos):
            raise PasswordError(
                "the DOCX's parts are encrypted", where=name, remedy="Save it without a password."
            )
        return cls(name, archive, {info.filename.lstrip("/"): info for info in infos})

    def part(self, path: str) -> bytes | None:
        """Return a part's bytes, or None when there is no such part or it is damaged.

        Raises:
            LimitError: It unpacks to more than the limits allow.
        """
        info = self._sizes.get(path)
        if info is None:
            return None
        suspicious = info.file_size > RATIO_FREE and info.file_size > MAX_RATIO * max(info.compress_size, 1)
        if info.file_size > MAX_XML_PART or suspicious:
            raise _too_large(
                self.name, f"{path} unpacks from {info.compress_size:,} to {info.file_size:,} bytes"
            )
        try:
            with self._zip.open(info) as stream:
                content = stream.read(MAX_XML_PART + 1)  # what it declares need not be true
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ):
            self.damaged.append(path)
            return None
        if len(content) > MAX_XML_PART:
            raise _too_large(self.name, f"{path} unpacks to more than {MAX_XML_PART:,} bytes")
        return content

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
                raise _too_large(self.name, f"{path}: {error}") from error
            self.damaged.append(path)
            return None
        if root.getroottree().docinfo.internalDTD is not None:
            raise LimitError(
                "an XML part declares a document type, which may hide an entity bomb",
                where=f"{self.name}: {path}",
                why="no word processor writes one",
                remedy="Open and save it in a word processor if it is trusted.",
            )
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

    def main_part(self) -> str:
        """Return the path of the document part."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self._sizes:
                return relation.target
        return "word/document.xml"


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _too_large(name: str, why: str) -> LimitError:
    return LimitError(
        "the DOCX is larger than the limits allow",
        where=name,
        why=why,
        remedy="If it is trusted, open it in a word processor and save it anew.",
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
