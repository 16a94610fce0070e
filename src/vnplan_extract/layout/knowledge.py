"""What `data/tables.toml` knows about the print around tables, and how words are folded to compare them."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

FOLD = str.maketrans({"đ": "d", "Đ": "d"})


@cache
def words(section: str, key: str = "values") -> tuple[str, ...]:
    """Return a list of `data/tables.toml`, each entry folded.

    Raises:
        KeyError: There is no such list.
    """
    return tuple(folded(entry) for entry in _tables()[section][key])


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    text = (files("vnplan_extract") / "data" / "tables.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def folded(text: str) -> str:
    """Return the text without case and diacritics, runs of blanks as one ("Số  TT" is "so tt")."""
    plain = unicodedata.normalize("NFD", text).translate(FOLD)
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).casefold().split())


def starts_with(text: str, section: str, key: str = "values") -> str | None:
    """Return the entry with which the folded text begins as whole words, the longest first, or None."""
    begin = folded(text[:80])
    for entry in sorted(words(section, key), key=len, reverse=True):
        if begin.startswith(entry) and not begin[len(entry) : len(entry) + 1].isalnum():
            return entry
    return None


def equal_key(text: str) -> str:
    """Return the text as heads are compared: without blanks and case."""
    return "".join(text.split()).casefold()


def is_office_text(text: str) -> bool:
    """Tell whether a text belongs to the letterhead, the signatures or "Nơi nhận" (`layout_anchors`)."""
    plain = folded(text[:200])
    return any(anchor in plain for anchor in words("layout_anchors", "contains")) or any(
        plain.startswith(anchor) for anchor in words("layout_anchors", "starts")
    )
