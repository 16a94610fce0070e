"""Folders with one XML file a plan: what StratML and Akoma Ntoso share."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from lxml import etree

from vnplan_extract.sinks.planfiles import PlanFolderSink

if TYPE_CHECKING:
    from pathlib import Path

    from vnplan_extract.plan import Plan
    from vnplan_extract.sinks.base import Held, Parcel

_HELD = re.compile(r"<\?vnplan sha256=\"([0-9a-f]{64})\" version=\"([^\"]*)\" options=\"([^\"]*)\"\?>")
# What XML 1.0 has no letter for.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlFolderSink(PlanFolderSink):
    """Writes `NAME--ID.xml` for each plan; which document a file holds stands in a processing instruction."""

    suffix: ClassVar[str] = ".xml"

    @staticmethod
    @abstractmethod
    def document(plan: Plan) -> etree._Element:
        """Return the plan as XML."""

    def content(self, parcel: Parcel) -> bytes:
        """Return the plan as XML with the name of what it was made from."""
        plan = parcel.plan
        made, root = plan.produced_by, self.document(plan)
        held = f'sha256="{parcel.sha256}" version="{made.version if made else ""}" options="{made.options if made else ""}"'
        root.addprevious(etree.ProcessingInstruction("vnplan", held))
        return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True, pretty_print=True)

    @staticmethod
    def held_in(path: Path) -> Held:
        """Return which document a file holds.

        Raises:
            ValueError: It does not say.
        """
        with path.open(encoding="utf-8") as file:
            match = _HELD.search(file.read(1000))
        if match is None:
            raise ValueError(path)
        return (match[1], match[2], match[3])


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
