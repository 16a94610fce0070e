"""The paragraphs and items of a section in reading order.

A section keeps its own paragraphs and its children apart; where a paragraph stands between two lists, what it says
holds for the second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vnplan_extract.document import Passage, Table
    from vnplan_extract.reading.nodes import Node

Position = tuple[int, int]
"""Page and offset in the page's text."""


def position_of(passage: Passage) -> Position:
    """Return where a passage begins; (0, 0) for one that was never printed."""
    return (passage.pieces[0].page, passage.pieces[0].offset) if passage.pieces else (0, 0)


def position_of_node(node: Node) -> Position:
    """Return where a section begins."""
    for passage in (node.printed, node.title, *node.texts):
        if passage is not None and passage.pieces:
            return position_of(passage)
    return min((position_of_node(child) for child in node.children), default=(0, 0))


def position_of_table(table: Table) -> Position:
    """Return where a table begins."""
    return min((position_of(cell.passage) for cell in table.cells if cell.passage.pieces), default=(0, 0))


def story(node: Node) -> list[Passage | Node]:
    """Return the paragraphs and children of a section as they follow each other.

    The heading is none of them.
    """
    items: list[tuple[Position, Passage | Node]] = [(position_of(text), text) for text in node.texts]
    items += [(position_of_node(child), child) for child in node.children]
    items.sort(key=lambda item: item[0])
    return [item for _, item in items]


def section_at(nodes: list[Node], position: Position) -> Node | None:
    """Return the innermost section with a heading that is open at a position."""
    return next((node for node in reversed(open_at(nodes, position)) if node.title is not None), None)


def open_at(nodes: list[Node], position: Position) -> list[Node]:
    """Return the sections that are open at a position, outermost first."""
    found: list[Node] = []
    level = nodes
    while before := [node for node in level if position_of_node(node) <= position]:
        found.append(before[-1])
        level = before[-1].children
    return found


def with_tables(nodes: list[Node], tables: Iterable[Table]) -> set[str]:
    """Return the paths of the sections that any of the tables stands in."""
    sections = (section_at(nodes, position_of_table(table)) for table in tables)
    return {section.path for section in sections if section is not None}
