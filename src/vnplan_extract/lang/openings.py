"""Where something may begin: the words and digits that bodies, times and amounts open with, found in one scan.

Each reader then looks at its places with a pattern of its own. On whole documents one scan takes half the time of
three, and most lines have no place for most readers.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from vnplan_extract.lang.gazetteer import body_names, head_names
from vnplan_extract.lang.normalize import LETTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.lang.gazetteer import Entry, Head
    from vnplan_extract.lang.trie import Node

# The first words of `date_grammar` and `amount_walk`; a test holds them together.
_TIMES = (
    "bắt ba bốn cho chậm cuối giai giữa hạn hết hai hằng hàng kể không mùng mồng muộn mỗi một nhiệm niên năm ngày nửa quý q "
    "sáu t thời thơi thập tháng thường từ tính tới trước tầm đến định đầu"
)
_NUMBERS = "một mười hai hăm ba bốn băm bảy bẩy năm nghìn ngàn nửa sáu chín không vạn âm đầu tám trăm triệu tỷ tỉ trừ thứ thế gấp"
# What must follow the frequent ones of them; after the others their end will do.
_GOES_ON = {
    "hàng": " [nqtmhbs0-9]",
    "hằng": " [nqtmhbs0-9]",
    "cho": " đến",
    "định": " [hk]",
    "nhiệm": " k",
    "gấp": " [đrbnstcm]",
    "đầu": r"(?! tư )(?:[\W\d_]|$)",
    "thập": " [nk]",
    "t": r"[.\s0-9]",
    "q": r"[.\s0-9i]",
}
_NOUNS = "(?=(?:sở|bộ|ban|ngành|cơ quan|đơn vị|phòng|hội|đoàn thể|tổ chức|chi cục|trung tâm)(?![^\\W_]))"
_LISTED = "(?=(?:cục|vụ|viện) ?:)"  # "Các Cục: A, B"
_CLASSES = [("các", f"(?= (?:{_NOUNS}|{_LISTED}))"), ("những", f"(?= {_NOUNS})"), ("bộ", "(?=,)")]
_COMMON = "tcđhnkbgm"  # the letters that most words begin with are tried first


class Openings(NamedTuple):
    """The places of a text where each of the readers may find something, in order."""

    bodies: list[int]
    times: list[int]
    amounts: list[int]


def openings(low: str) -> Openings:
    """Return the places of a text in lower case where a reader may find something: those of the signs before the words.

    A blank is taken to stand before the text, at place 0, so that the first word has a sign before it as well: a word
    that begins at `text[i]` has its place at i.
    """
    found = bodies, times, amounts = Openings([], [], [])
    readers = _readers()
    for match in _pattern().finditer(f" {low}"):
        word, place = match[1], match.start()
        if word is None:  # digits
            times.append(place - 1)
            amounts.append(place - 1)
            continue
        body, time, amount = readers[word]
        if body:
            bodies.append(place)
        if time:
            times.append(place)
        if amount:
            amounts.append(place)
    return found


@functools.cache
def _readers() -> dict[str, tuple[bool, bool, bool]]:
    """Whether bodies, times and amounts open with a word."""
    bodies = {word for word, _ in (*_names(), *_CLASSES)}
    times, numbers = _TIMES.split(), _NUMBERS.split()
    return {word: (word in bodies, word in times, word in numbers) for word in bodies.union(times, numbers)}


@functools.cache
def _pattern() -> re.Pattern[str]:
    """The words that something opens with, which are its one group, and runs of digits.

    It takes the sign before the word as well: a pattern that begins with a class is what `re` finds fastest, and what
    is no letter of a table costs half of what is no letter at all.
    """
    return re.compile(
        rf"[^a-z{LETTERS}](?:(?<=[0-9])[0-9]*|({_alternatives((*_words(), *_names(), *_CLASSES))}))"
    )


@functools.cache
def body_opening() -> re.Pattern[str]:
    """Return the words that can open the name of a body, or a class of bodies, and the sign before them."""
    return re.compile(rf"[\W_](?:{_alternatives((*_names(), *_CLASSES))})")


def _alternatives(words: Sequence[tuple[str, str]]) -> str:
    """Words with what follows them as one pattern, by their first letters, those of most words first."""
    letters: dict[str, list[tuple[str, str]]] = {}
    for word, tail in words:
        letters.setdefault(word[0], []).append((word[1:], tail))
    order = sorted(letters, key=lambda letter: f"{_COMMON}{letter}".index(letter))
    return "|".join(f"{letter}(?:{_by_letter(letters[letter])})" for letter in order)


def _words() -> list[tuple[str, str]]:
    """The words of times and numbers, each with what must follow it."""
    ahead = {word: f"(?={tail})" for word, tail in _GOES_ON.items()}
    return [
        (word, ahead.get(word, r"(?![^\W\d_])"))
        for word in dict.fromkeys((*_TIMES.split(), *_NUMBERS.split()))
    ]


def _names() -> list[tuple[str, str]]:
    """The first words of names of bodies, with the second where the first alone opens none."""
    roots: tuple[Node[Entry] | Node[Head], ...] = (body_names(), head_names())
    words = sorted({word for root in roots for word in root.following}, reverse=True)
    return [
        (word, _ahead([root.following[word] for root in roots if word in root.following], 2))
        for word in words
    ]


def _by_letter(words: Sequence[tuple[str, str]]) -> str:
    """Words with their tails as one pattern, those with the same first letter together."""
    letters: dict[str, list[str]] = {}
    for word, tail in words:
        letters.setdefault(word[:1], []).append(word[1:] + tail)
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in letters.items())


def _ahead(nodes: Sequence[Node[Entry] | Node[Head]], depth: int) -> str:
    """What must follow a word: its end where a name may end there, else one of the words that go on."""
    if depth == 0 or any(node.entry is not None for node in nodes):
        return r"(?![^\W_])"
    words = sorted({word for node in nodes for word in node.following})
    following = [
        word + _ahead([node.following[word] for node in nodes if word in node.following], depth - 1)
        for word in words
    ]
    return (
        rf"(?=[ .,&/-]{{1,4}}(?:và )?(?:{'|'.join(following)}))"
        if depth == 2
        else rf"[ .,&/-]{{1,4}}(?:và )?(?:{'|'.join(following)})"
    )
