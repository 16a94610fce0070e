"""What a website prints under a document: "In bài viết", "Các tin khác" with other news. It is no annex."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Block

LONGEST = 60  # characters of the line that begins it


def web_tail(blocks: Sequence[Block], indices: Sequence[int]) -> int | None:
    """Return where among these blocks, which stand behind the signature, a website's own lines begin, or None."""
    for at, index in enumerate(indices):
        block = blocks[index]
        if block.table is None and len(block.text) <= LONGEST and _opens().match(block.text):
            return at
    return None


@cache
def _opens() -> regex.Pattern[str]:
    text = (files("vnplan_extract") / "data" / "parts.toml").read_text(encoding="utf-8")
    words = tomllib.loads(text)["web"]["tail"]
    return regex.compile(rf"(?:{'|'.join(map(regex.escape, words))})\b", regex.IGNORECASE)
