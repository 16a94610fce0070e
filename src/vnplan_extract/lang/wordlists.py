"""Lists of words that patterns are made of, from `data/*.toml`: a table is a list, its `words` in the order they are tried."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")


@cache
def words(file: str, name: str) -> tuple[str, ...]:
    """Return a list: `words("dates", "counted")` is the table `counted` of `data/dates.toml`."""
    return tuple(_lists(file)[name]["words"])


def either(file: str, name: str) -> str:
    """Return the words of a list as the alternatives of a pattern, without brackets around them."""
    return "|".join(_SPECIAL.sub(r"\\\g<0>", word) for word in words(file, name))


@cache
def _lists(file: str) -> dict[str, dict[str, list[str]]]:
    text = (files("vnplan_extract") / "data" / f"{file}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
