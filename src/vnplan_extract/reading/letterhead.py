"""The words by which letterheads and signatures are read, from `data/letterhead.toml` and `offices.toml`, as patterns."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypedDict, cast

import regex

from vnplan_extract.lang.normalize import strip_accents
from vnplan_extract.lang.offices import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Unnamed(TypedDict):
    kinds: list[str]
    forms: list[str]
    alone: bool
    many: bool


@cache
def begins_body() -> regex.Pattern[str]:
    """Match where a line, in capitals and without accents, begins the name of a body."""
    return regex.compile(rf"^(?!(?:{_plain('bodies', 'but')})\b)(?:{_plain('bodies', 'kinds')})\b")


@cache
def unlike_body() -> regex.Pattern[str]:
    """Match the name of a place, in capitals, that without accents begins as a body does: "PHONG ĐIỀN"."""
    words, but = _either(_words("bodies", "unlike")), _either(_words("bodies", "unlike_but"))
    return regex.compile(rf"^(?!(?:{but})\b)(?:{words})\b")


@cache
def begins_place() -> regex.Pattern[str]:
    """Match where a line, in capitals and without accents, begins the name of a place."""
    kinds = f"{_plain('places', 'areas')}|{_plain('places', 'kinds')}"
    return regex.compile(rf"^(?:{kinds})(?! (?:{_plain('places', 'but')}))\b")


@cache
def area_behind() -> regex.Pattern[str]:
    """Match the area, in capitals, behind the name of a body: " HUYỆN TRẠM TẤU"."""
    areas, but = (
        _either(word.upper() for key in keys for word in _words("places", key))
        for keys in (("areas",), ("but", "but_behind"))
    )
    return regex.compile(rf"\s(?:{areas})\s(?!(?:{but})\b)\p{{Lu}}.*\Z")


@cache
def kind_alone() -> regex.Pattern[str]:
    """Match all of a line, in capitals and without accents, that says what kind a body is and not its name."""
    parts = []
    for entry in cast("list[_Unnamed]", _data()["unnamed"]):
        forms = _either(map(_folded, entry["forms"]))
        often = ("*" if entry["many"] else "?") if entry["alone"] else ("+" if entry["many"] else "")
        behind = f"(?: (?:{forms})){often}" if forms else ""
        parts.append(f"(?:{_either(map(_folded, entry['kinds']))}){behind}")
    return regex.compile("|".join(parts))


@cache
def parts_issuers() -> regex.Pattern[str]:
    """Match the dash between two issuers: "SỞ NỘI VỤ - SỞ TÀI CHÍNH"."""
    return regex.compile(rf"\s+[-–]\s+(?=(?:{_either(_words('bodies', 'joint'))})\b)")


@cache
def cut_in_joint() -> regex.Pattern[str]:
    """Match where a narrow column cuts the name of the next issuer behind its first word: "HỘI NÔNG DÂN - HỘI"."""
    firsts = _either(name.split()[0] for name in _words("bodies", "joint"))
    return regex.compile(rf"\p{{L}}\s[-–]\s(?:{firsts})\Z")


@cache
def signing_body() -> regex.Pattern[str]:
    """Match where a line, in capitals, begins the name of the body that signs, as nobody is called."""
    kinds, named = _either(_words("bodies", "signing")), _either(_words("bodies", "signing_named"))
    return regex.compile(rf"(?:{kinds})(?!\w)|(?:{named}) \p{{Lu}}+ ")


@cache
def names_body() -> regex.Pattern[str]:
    """Match the name of a body, not in capitals, that is all of its line: "Trường Tiểu học Hoa Sen"."""
    return regex.compile(rf"(?:{_either(_words('bodies', 'mixed_case'))})\s[^.;:,]{{2,80}}\Z")


@cache
def heads_body() -> regex.Pattern[str]:
    """Match an office, in capitals and without accents, behind which stands the body that enacts."""
    return regex.compile(rf"^(?:{_plain('offices', 'heading')}) (?={_plain('bodies', 'headed')})")


@cache
def issuing_office() -> regex.Pattern[str]:
    """Match where an office, in capitals and without accents, issues in its own name."""
    return regex.compile(rf"^(?:{_plain('offices', 'issuing')})")


@cache
def enacting_name() -> regex.Pattern[str]:
    """Match in whose name, in capitals and without accents, a decision speaks."""
    return regex.compile(rf"^(?:{_plain('offices', 'enacting')})\b")


@cache
def signing_office() -> regex.Pattern[str]:
    """Match the office over a signature, in capitals and without accents, with what says a deputy signs."""
    whole = _plain("offices", "whole")
    names = _either(_folded(name) for name in (*_words("offices", "names"), *_words("offices", "more")))
    return regex.compile(rf"(?:{_deputies()})?(?:(?:{names})\b|(?:{whole})\Z)")


@cache
def ends_office() -> regex.Pattern[str]:
    """Match how an office in capitals and without accents ends, where its first letters lie under a seal: "PHONAM DOC"."""
    names = (_folded(name).split() for name in (*_words("offices", "names"), *_words("offices", "more")))
    ends = {f"{words[-2][-2:]} {words[-1]}": None for words in names if len(words) > 1}
    return regex.compile(rf"(?:{_either(ends)})\Z")


@cache
def signing_office_alone() -> regex.Pattern[str]:
    """Match all of a line that was in mixed case, put in capitals and without accents: the office over a signature."""
    return regex.compile(rf"(?:{_deputies()})?(?:{_plain('offices', 'mixed_case')})\Z")


@cache
def titles() -> str:
    """Return the pattern of one degree or rank before a signer's name."""
    return f"(?:{_either(_words('titles', 'names'))})"


def _deputies() -> str:
    """What stands before an office; the full stop and the blank of "Q." may be missing."""
    words = map(_folded, _words("offices", "deputies"))
    return "|".join(rf"{word[:-1]}\.?\s*" if word.endswith(".") else rf"{word}\s+" for word in words)


def _plain(table: str, key: str) -> str:
    return _either(map(_folded, _words(table, key)))


def _folded(word: str) -> str:
    return strip_accents(word).upper()


def _either(words: Iterable[str]) -> str:
    return "|".join(
        regex.escape(word, literal_spaces=True)
        for word in sorted(dict.fromkeys(words), key=len, reverse=True)
    )


def _words(table: str, key: str) -> list[str]:
    if table in {"offices", "titles"}:
        return words_of(table, key)
    return cast("dict[str, list[str]]", _data()[table])[key]


@cache
def _data() -> dict[str, object]:
    text = (files("vnplan_extract") / "data" / "letterhead.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
