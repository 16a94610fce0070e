"""Folders with one XML file a plan: what StratML and Akoma Ntoso share."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from lxml import etree

from vnplan_extract.sinks.base import Form, Held, Parcel, Sink, cannot_write, replace_file
from vnplan_extract.sinks.jsonfiles import safe_stem
from vnplan_extract.sinks.schema import plan_id

if TYPE_CHECKING:
    from pathlib import Path

    from vnplan_extract.plan import Plan
    from vnplan_extract.sinks.base import Target

_NAME = re.compile(r"--(p[0-9a-f]{16})\.xml$")
_HELD = re.compile(r"<\?vnplan sha256=\"([0-9a-f]{64})\" version=\"([^\"]*)\" options=\"([^\"]*)\"\?>")
# What XML 1.0 has no letter for.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlFolderSink(Sink):
    """Writes `NAME--ID.xml` for each plan; which document a file holds stands in a processing instruction."""

    form: ClassVar[Form] = "json"

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self.folder: Path = target.path
        self._files: dict[str, str] = {}

    @staticmethod
    @abstractmethod
    def document(plan: Plan) -> etree._Element:
        """Return the plan as XML."""

    def open(self) -> None:
        """Make the folder and see what is in it.

        Raises:
            OutputError: It cannot be made or read.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            names = sorted(path.name for path in self.folder.iterdir())
        except OSError as error:
            raise cannot_write(self.target, error) from error
        self._files = {match[1]: name for name in names if (match := _NAME.search(name))}

    def write(self, parcel: Parcel) -> None:
        """Write one plan's file, whole or not at all.

        Raises:
            OutputError: It cannot be written.
        """
        plan = parcel.plan
        made = plan.produced_by
        root = self.document(plan)
        held = f'sha256="{parcel.sha256}" version="{made.version if made else ""}" options="{made.options if made else ""}"'
        root.addprevious(etree.ProcessingInstruction("vnplan", held))
        name = f"{safe_stem(parcel.name)}--{parcel.id}.xml"
        data = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True, pretty_print=True)
        try:
            replace_file(self.folder / name, data)
            before = self._files.get(parcel.id, name)
            if before != name:
                (self.folder / before).unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self.target, error) from error
        self._files[parcel.id] = name

    def held(self) -> set[Held] | None:
        """Return what the folder holds."""
        found = set()
        for name in self._files.values():
            with (self.folder / name).open(encoding="utf-8") as file:
                match = _HELD.search(file.read(1000))
            if match:
                found.add((match[1], match[2], match[3]))
        return found

    def drop(self, sha256: str) -> None:
        """Remove a plan's file."""
        name = self._files.pop(plan_id(sha256), None)
        if name is not None:
            (self.folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing is left to do: each file was whole when it was written."""


def xml_text(text: str) -> str:
    """Return a text as XML can hold it."""
    return _NO_XML.sub("\ufffd", text)


def child(parent: etree._Element, tag: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    """Add an element in the parent's name space."""
    space = etree.QName(parent).namespace
    made = etree.SubElement(parent, f"{{{space}}}{tag}", dict(attributes))
    if text is not None:
        made.text = xml_text(text)
    return made
