"""Offices and posts, which are no bodies themselves: where they stand over a signature, before a body, before an issuer."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import TypedDict, cast

import regex

from vnplan_extract.lang.citation_parts import BLANK


class _Offices(TypedDict, total=False):
    names: list[str]
    signs: list[str]
    not_behind: str


@functools.cache
def _data() -> dict[str, _Offices]:
    text = resources.files("vnplan_extract").joinpath("data", "offices.toml").read_text(encoding="utf-8")
    return cast("dict[str, _Offices]", tomllib.loads(text))


def words_of(table: str, key: str) -> list[str]:
    """Return the words of a key of a table of the data file, as they stand there."""
    return cast("dict[str, dict[str, list[str]]]", _data())[table][key]


def signing() -> list[str]:
    """Return all offices that stand over a signature."""
    return [name for key in ("names", "more", "whole") for name in words_of("offices", key)]


def over_signatures() -> tuple[list[str], list[str]]:
    """Return the offices over whose line nothing is read, and what says for whom one signs."""
    data = _data()
    return data["offices"]["names"], data["behalf"]["signs"]


@functools.cache
def standing() -> tuple[str, ...]:
    """Return the heads, folded and with a blank, behind whom "Thường trực" is a deputy and no body."""
    return tuple(f"{name.lower()} " for name in _data()["standing"]["names"])


@functools.cache
def listed() -> re.Pattern[str]:
    """Return the posts that name nobody alone in a list of bodies."""
    return re.compile(rf"(?i)(?:các )?(?:{_either(_data()['listed']['names'])})")


@functools.cache
def before_a_body() -> re.Pattern[str]:
    """Return the posts at the end of a text, a body behind them, that say who of the body."""
    row = _data()["before_bodies"]
    return re.compile(
        rf"(?i)(?<![^\W_])(?:phó )?(?:(?<!{row['not_behind']} )(?:{_either(row['names'])}))[ ]$"
    )


@functools.cache
def before_an_issuer() -> regex.Pattern[str]:
    """Return the offices before the issuer of a cited document, blanks and one line's end between their words."""
    table = _data()["before_issuers"]
    names = [_spaced(name) for name in sorted(table["names"], key=len, reverse=True)]
    pairs = [
        rf"{_spaced(first)}(?={BLANK}{_spaced(second)})"
        for first, second in cast("dict[str, list[list[str]]]", table)["with"]
    ]
    return regex.compile(rf"(?:Phó{BLANK})?(?:{'|'.join([*names, *pairs])})(?!\w){BLANK}(?:các{BLANK})?")


def _spaced(name: str) -> str:
    return BLANK.join(name.replace(",", " ,").split())


def _either(names: list[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))
