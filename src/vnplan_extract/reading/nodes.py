"""Sections in the making: what the reader of the tree builds and the readers of its parts look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from vnplan_extract.document import Passage
    from vnplan_extract.lang.numbering import Marker


class Oddity(NamedTuple):
    """What is odd about a marker: the finding's code, what is printed, and what belongs there."""

    code: str
    found: str
    expected: str | None = None


@dataclass(slots=True)
class Node:
    """A section in the making."""

    kind: str
    marker: Marker | None
    path: str
    printed: Passage | None = None  # the marker as printed
    title: Passage | None = None
    upright: Passage | None = None  # a title that is neither bold nor in capitals, its closing colon included
    texts: list[Passage] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    style: str = ""
    used: dict[str, int] = field(default_factory=dict)  # path segments of the children
    listed: dict[str, int] = field(default_factory=dict)  # how many dashes and pluses it has
    open_title: bool = False  # "Chương I" whose title follows on a line of its own
    oddities: list[Oddity] = field(default_factory=list)

    def segment(self, name: str) -> str:
        """Return a path segment for a child that no other child has: "II", then "II~2"."""
        self.used[name] = self.used.get(name, 0) + 1
        return name if self.used[name] == 1 else f"{name}~{self.used[name]}"
