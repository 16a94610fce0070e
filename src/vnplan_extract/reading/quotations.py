"""Finds what a document quotes whole: the new wording of a document that it amends, with numbering of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Block

AMENDS = regex.compile(r"(?:như sau|là|thành|sau đây)\s*:\s*$")
OPENS = regex.compile(r"^\s*[“\"]")
LONGEST = 200  # blocks; a quotation mark that nobody closed quotes nothing


def quoted_blocks(blocks: Sequence[Block]) -> frozenset[int]:
    """Return the indices of the blocks that stand within a quotation over several blocks, its first one included.

    "Điều 13 được sửa đổi như sau:" is followed by the new article in quotation marks; its numbers are numbers of the
    amended document, and no sections of this one.
    """
    found: set[int] = set()
    at = 1
    while at < len(blocks):
        end = None
        if OPENS.match(blocks[at].text) and AMENDS.search(blocks[at - 1].text):
            end = _closing(blocks, at)
        if end is None:
            at += 1
        else:
            found.update(range(at, end + 1))
            at = end + 1
    return frozenset(found)


def _closing(blocks: Sequence[Block], first: int) -> int | None:
    """Return the block in which the quotation that opens `first` is closed, if that is near."""
    depth = 0
    for at in range(first, min(first + LONGEST, len(blocks))):
        text = blocks[at].text
        depth += text.count("“") - text.count("”")
        straight = text.count('"') % 2
        depth += straight if depth <= 0 else -straight
        if depth <= 0:
            return at
    return None
