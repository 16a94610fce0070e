"""Which parts of a web page are not its document: navigation, controls, what hangs around the text."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from lxml import etree

from vnplan_extract.document import FlowTable, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_WORDS = re.compile(r"[^\W_]+")
_HIDING = re.compile(
    r"(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide\s{0,9}:\s{0,9}all)"
)
# A part set aside for a word holds little of the page's text: a wrapper called "has-sidebar" holds most of it.
_MOST_SHARE = 0.3
_KNOWN_BY = 20_000  # characters of a part that are looked at
# Elements whose text is not the page's.
SILENT = frozenset({"script", "style", "template", "head", "title", "svg", "math", "object", "iframe", "xml"})


@dataclass(frozen=True, slots=True)
class _Signs:
    tags: frozenset[str]
    outer_tags: frozenset[str]
    roles: frozenset[str]
    words: frozenset[str]
    fixed: frozenset[str]
    keep: tuple[str, ...]


@cache
def _signs() -> _Signs:
    data = tomllib.loads(
        (files("vnplan_extract") / "data" / "html_furniture.toml").read_text(encoding="utf-8")
    )
    return _Signs(
        frozenset(data["tags"]),
        frozenset(data["outer_tags"]),
        frozenset(data["roles"]),
        frozenset(data["words"]),
        frozenset(data["fixed"]),
        tuple(data["keep"]),
    )


def is_hidden(element: _Element) -> bool:
    """True for an element that a browser does not show."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDING.search(style.lower()) is not None


def find_furniture(root: _Element) -> frozenset[_Element]:
    """Return the elements whose text is furniture, each the topmost of its kind, in one walk over the page."""
    lengths = _text_lengths(root)
    total = max(lengths.get(root, 0), 1)
    found: set[_Element] = set()
    inside = 0  # elements of a document's own part that are open
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag in {"article", "main"}:
            inside += 1 if event == "start" else -1
        if event == "end" or element is root or tag == "body":
            continue
        if _is_furniture(element, inside > 0, lengths.get(element, 0) / total):
            found.add(element)
            if tag not in {"article", "main"}:
                walk.skip_subtree()
    return frozenset(found)


def _is_furniture(element: _Element, inside: bool, share: float) -> bool:  # noqa: FBT001
    signs = _signs()
    tag = str(element.tag)
    if is_hidden(element):
        return True
    if tag in SILENT:
        return False
    if tag in signs.tags or element.get("role", "") in signs.roles:
        return not _is_document(element, share)
    if tag in signs.outer_tags and not inside:
        return not _is_document(element, share)
    names = f"{element.get('class', '')} {element.get('id', '')}".lower()
    if tag in {"p", "td", "tr", "tbody", "table", "th"} or not names.strip():
        return False
    words = set(_WORDS.findall(names.replace("_", " ")))
    return bool(words & signs.words or words & signs.fixed) and not _is_document(element, share)


def _is_document(element: _Element, share: float) -> bool:
    """True when a part holds so much of the page, or such words, that it is the document after all."""
    if share > _MOST_SHARE:
        return True
    text = unicodedata.normalize("NFC", " ".join(" ".join(_begin(element)).split())).lower()
    return any(sign in text for sign in _signs().keep)


def _begin(element: _Element) -> Iterator[str]:
    """Yield the text of an element until there is enough to know it by."""
    length = 0
    for text in element.itertext():
        yield text
        length += len(text)
        if length > _KNOWN_BY:
            return


def set_heading_aside(blocks: list[Paragraph | FlowTable]) -> list[Paragraph | FlowTable]:
    """Set the page's own heading aside: what stands above controls that stand above the document's quốc hiệu.

    Portals repeat the title there, with "Còn hiệu lực", dates of validity and the like.
    """
    state = _signs().keep[:2]
    document = next((at for at, block in enumerate(blocks) if _says(block, state)), 0)
    controls = [at for at, block in enumerate(blocks[:document]) if _is_aside(block)]
    last = controls[-1] if controls else 0
    return [
        replace(block, role="furniture") if at < last and isinstance(block, Paragraph) else block
        for at, block in enumerate(blocks)
    ]


def _is_aside(block: Paragraph | FlowTable) -> bool:
    return isinstance(block, Paragraph) and block.role == "furniture"


def _says(block: Paragraph | FlowTable, words: tuple[str, ...]) -> bool:
    inside = [block] if isinstance(block, Paragraph) else [p for cell in block.cells for p in cell.paragraphs]
    return any(word in paragraph.text.lower().replace("\n", " ") for paragraph in inside for word in words)


def _text_lengths(root: _Element) -> dict[_Element, int]:
    """Return how many characters of text each element holds, blanks not counted."""
    lengths: dict[_Element, int] = {}
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if not isinstance(element.tag, str) or element.tag in SILENT:
                walk.skip_subtree()
            continue
        if isinstance(element.tag, str) and element.tag not in SILENT:
            own = len((element.text or "").strip())
            lengths[element] = lengths.get(element, 0) + own
        parent = element.getparent()
        if parent is not None:
            more = lengths.get(element, 0) + len((element.tail or "").strip())
            lengths[parent] = lengths.get(parent, 0) + more
    return lengths
