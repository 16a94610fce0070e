"""Where something may begin: the words and digits that bodies, times, amounts and provinces open with, in one pass.

A text is taken apart at its blanks, and what each word opens is looked up: words come again and again, so that only the
first sight of one is searched by a pattern. That takes a fifth of the time of a scan of the whole text. Each reader then
looks at its places with a pattern of its own; most lines have no place for most readers.
"""

from __future__ import annotations

import functools
import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from vnplan_extract.lang.citation_shorts import SHORT_FIRSTS
from vnplan_extract.lang.gazetteer import Head, body_names, head_names
from vnplan_extract.lang.normalize import is_normal
from vnplan_extract.lang.place_words import first_words
from vnplan_extract.lang.symbols import SIGN
from vnplan_extract.lang.trie import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vnplan_extract.lang.gazetteer import Entry
    from vnplan_extract.lang.trie import Node

# The first words of `date_grammar` and `amount_walk`; a test holds them together.
_TIMES = (
    "bắt ba bốn cho chậm cuối giai giữa hạn hết hai hằng hàng kể không mùng mồng muộn mỗi một nhiệm niên năm ngày nửa quý q "
    "sáu t thời thơi thập tháng thường từ tính tới trước tầm đến định đầu"
)
_NUMBERS = "một mười hai hăm ba bốn băm bảy bẩy năm nghìn ngàn nửa sáu chín không vạn âm đầu tám trăm triệu tỷ tỉ trừ thứ thế gấp"
# What the words behind the frequent ones of them begin with, or what else must follow; after the others their end will do.
_EACH = "n q t m hai b s 0 1 2 3 4 5 6 7 8 9"  # not "hàng hóa"
_FOLLOWED = {
    "hàng": _EACH,
    "hằng": _EACH,
    "cho": "đến",
    "định": "h k",
    "nhiệm": "k",
    "gấp": "đ r b n s t c m",
    "thập": "n k",
}
_GOES_ON = {"đầu": r"(?! tư )(?:[\W\d_]|$)", "t": r"[.\s0-9]", "q": r"[.\s0-9i]"}
_CLASS_NOUNS = "sở|bộ|ban|ngành|cơ quan|đơn vị|phòng|hội|đoàn thể|tổ chức|chi cục|trung tâm"
_LISTED_NOUNS = "cục|vụ|viện"
_NOUNS = f"(?=(?:{_CLASS_NOUNS})(?![^\\W_]))"
_LISTED = f"(?=(?:{_LISTED_NOUNS}) ?:)"  # "Các Cục: A, B"
_CLASSES = [("các", f"(?= (?:{_NOUNS}|{_LISTED}))"), ("những", f"(?= {_NOUNS})"), ("bộ", "(?=,)")]
_COMMON = "tcđhnkbgm"  # the letters that most words begin with are tried first


class Openings(NamedTuple):
    """The places of a text where each of the readers may find something, in order."""

    bodies: list[int]
    times: list[int]
    amounts: list[int]
    provinces: list[int]
    laws: list[int]
    shorts: list[int]
    signs: list[int]


# In a third of the time of a call: there is one for each line.
_made = cast("Callable[[tuple[list[int], ...]], Openings]", partial(tuple.__new__, Openings))

_BODIES, _TIMES_AT, _AMOUNTS, _PROVINCES, _LAWS, _SHORTS, _SIGNS = range(len(Openings._fields))
# No time begins with digits behind a letter, with more than four, or with a sign behind them that joins nothing.
_MAY_DATE = re.compile(r"\W[0-9]{1,4}(?=[-/\s]|[.,](?=[-\s\w])|[^\W\d_])")
# What stands behind the blank after digits that a time begins with ("tháng", "trở đi", "lần", "năm", "nay", "quý", "đến",
# "và các năm"), or nothing does ("sau 2030").
_BEHIND_DATE = "-/tlnqđv,;:) "
# The first words of `law_names` and of the Constitution; and the kinds of `citation_shorts`.
_LAW = re.compile(r"[Ll]uật|LUẬT|Pháp|PHÁP|(?:[Bb]ộ|BỘ|Hiến)(?![^\W\d_])()")
_CODE = re.compile(r"\s{1,9}(?:luật|pháp)")
_SHORT = re.compile("|".join(SHORT_FIRSTS))
_SIGN = re.compile(r"[-/\u2010-\u2015\u2212_\ufffe\x02]")
_SIGN_GOES_ON = re.compile(r"\s*|(?:19|20)\d\d")
_GLUED = re.compile(
    r"(?:UBND|HĐND|\b(?:an|dân))(?=tỉnh|huyện|xã|phường|thành|thị)"
)  # the blank between them is lost
_LONGEST = 32  # letters: what is longer is no word that comes again
_MOST = 20_000  # words that are remembered; the vocabulary of a language of syllables is smaller


class _Mark(NamedTuple):
    """A place in a word where something may open for a reader, and what must follow from its `end` on, if anything.

    `signs` are those that the letter after the blank behind `end` must be one of, if any, which is seen at a tenth of the
    cost.
    """

    reader: int
    offset: int
    goes_on: Callable[[str, int], object] | None = None
    end: int = 0
    signs: str = ""


_NONE = _Mark(
    0, 0, lambda _text, _at: None
)  # of a word that is not as `normalize` leaves it, and opens nothing

if TYPE_CHECKING:
    _Plain = tuple[int, int, Callable[[str, int], object] | None, int, str]
    # Where it stands between blanks, whether `normalize` changes it, its first mark and the others. Plain tuples: what has
    # names for its fields takes three times as long to be taken apart.
    _Marked = tuple[str, bool, int, int, Callable[[str, int], object] | None, int, str, tuple[_Plain, ...]]


class _Marks(dict[str, "_Marked | None"]):
    """Each word that was seen with its marks; None for one without any that is as `normalize` leaves it."""

    def __missing__(self, word: str) -> _Marked | None:
        marks = [*_marks(word), *_cited(word), *(_Mark(_PROVINCES, at) for at in first_words(word))]
        marks.sort(key=lambda mark: mark.offset)
        dirty = not is_normal(word)
        known: _Marked | None = None
        if marks or dirty:
            reader, offset, goes_on, end, signs = marks[0] if marks else _NONE
            others = tuple((*mark,) for mark in marks[1:])
            known = f" {word} ", dirty, reader, offset, goes_on, end, signs, others
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = known
        return known


_MARKS = _Marks()


def openings(text: str, low: str, *, normal: bool = True) -> Openings | None:
    """Return the places of a text where a reader may find something.

    Args:
        text: Normalised text.
        low: The same in lower case, of the same length.
        normal: Whether it is known to be normalised; if not, and it is not, there is no answer.
    """
    found: tuple[list[int], ...] = ([], [], [], [], [], [], [])
    spaced = text.replace("\t", " ")
    ends = f"{low}  "  # so that there are two letters behind each word
    padded = f" {spaced} "  # so that a word has a blank before it, whose place is the word's in the text
    begin = -1
    # What most words need, which have no mark, is left to C: a mark's word is found again faster than all are counted. Most
    # marked words have one mark: to go round for it would take a third of its time.
    for word, dirty, reader, offset, goes_on, end, signs, others in filter(
        None, map(_MARKS.__getitem__, spaced.split(" "))
    ):
        if dirty and not normal:
            return None
        begin = padded.find(word, begin + 1)
        if (not signs or ends[begin + end + 1] in signs) and (goes_on is None or goes_on(low, begin + end)):
            found[reader].append(begin + offset)
        if not others:
            continue
        for other, offset, goes_on, end, signs in others:  # noqa: PLW2901
            if (not signs or ends[begin + end + 1] in signs) and (
                goes_on is None or goes_on(low, begin + end)
            ):
                found[other].append(begin + offset)
    return _made(found)


def _cited(word: str) -> Iterator[_Mark]:
    """Yield what a citation is found by: the words for laws, the kinds of documents, the sign of a number."""
    for match in _LAW.finditer(word):
        code = match.lastindex is not None
        yield _Mark(_LAWS, match.start(), _CODE.match if code else None, match.end())
    for match in _SHORT.finditer(word):
        yield _Mark(_SHORTS, match.start())
    for match in _SIGN.finditer(word):
        if SIGN.match(word, match.start()):
            yield _Mark(_SIGNS, match.start())
        elif _SIGN_GOES_ON.fullmatch(word, match.end()):
            yield _Mark(_SIGNS, match.start(), SIGN.match, match.start())


def _marks(word: str) -> Iterator[_Mark]:
    """Yield what opens in a word as it stands between blanks: one word, or several with signs between them."""
    for match in _GLUED.finditer(word):
        yield _Mark(_BODIES, match.start())
    padded = f" {fold(word)} "
    for match in _pattern().finditer(padded):
        opening, place = match[1], match.start()
        if opening is None:
            dated = _MAY_DATE.match(padded, place - 1)
            if dated:
                last = match.end() == len(padded) - 1
                yield _Mark(_TIMES_AT, place - 1, None, match.end() - 1, _BEHIND_DATE if last else "")
            yield _Mark(_AMOUNTS, place - 1)
            continue
        here, beyond = _tails()[opening]
        for reader in _readers()[opening]:
            if here is not None and here.match(padded, match.end()):
                yield _Mark(reader, place)
            elif beyond is not None:
                signs = _next_letters().get(opening, "") if match.end() == len(padded) - 1 else ""
                yield _Mark(reader, place, beyond.match, match.end() - 1, signs)


@functools.cache
def _readers() -> dict[str, tuple[int, ...]]:
    """Which readers a word opens something for."""
    bodies = {word for word, _ in (*_names(), *_CLASSES)}
    words = {_BODIES: bodies, _TIMES_AT: set(_TIMES.split()), _AMOUNTS: set(_NUMBERS.split())}
    return {
        word: tuple(reader for reader, its in words.items() if word in its)
        for word in set[str]().union(*words.values())
    }


@functools.cache
def _tails() -> dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]:
    """What must follow each word: what is seen up to the next blank, and what goes beyond it; either will do."""
    tails: dict[str, list[str]] = {}
    for word, tail in (*_words(), *_names(), *_CLASSES):
        tails.setdefault(word, []).append(tail)
    return {
        word: (_either(tail for tail in its if " " not in tail), _either(tail for tail in its if " " in tail))
        for word, its in tails.items()
    }


@functools.cache
def _next_letters() -> dict[str, str]:
    """The letters of which one must stand behind the blank after each word, for those where they are few."""
    classes = {noun[0] for noun in f"{_CLASS_NOUNS}|{_LISTED_NOUNS}".split("|")}
    letters: dict[str, set[str]] = {word: set(classes) for word, tail in _CLASSES if " " in tail}
    for word, following in _following().items():
        if not any(node.entry is not None for node in following):
            joints = set("v .,&/-")  # "và" and signs may stand between
            letters.setdefault(word, set()).update(
                joints, *(after[0] for node in following for after in node.following)
            )
    for word, begins in _FOLLOWED.items():
        letters.setdefault(word, set()).update(begin[0] for begin in begins.split())
    return {word: "".join(sorted(its)) for word, its in letters.items()}


def _either(tails: Iterator[str]) -> re.Pattern[str] | None:
    pattern = "|".join(tails)
    return re.compile(pattern) if pattern else None


@functools.cache
def _pattern() -> re.Pattern[str]:
    """The words that something opens with, which are its one group, and runs of digits, with the sign before them."""
    words = "|".join(sorted(_tails(), key=len, reverse=True))
    return re.compile(rf"[\W_0-9](?:(?<=[0-9])[0-9]*|({words})(?:(?![^\W\d_])|(?<=[^\w]q)))")


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
    ahead = {word: f"(?={tail})" for word, tail in _GOES_ON.items()} | {
        word: f"(?= (?:{following.replace(' ', '|')}))" for word, following in _FOLLOWED.items()
    }
    return [
        (word, ahead.get(word, r"(?![^\W\d_])"))
        for word in dict.fromkeys((*_TIMES.split(), *_NUMBERS.split()))
    ]


def _names() -> list[tuple[str, str]]:
    """The first words of names of bodies, with the second where the first alone opens none."""
    return [(word, _refusing(nodes) or _ahead(nodes, 2)) for word, nodes in _following().items()]


def _refusing(nodes: Sequence[Node[Entry] | Node[Head]]) -> str:
    """What must follow a word that heads names where some words may not: "ban hành", "tổ chức" are all over a text.

    A refused word that a longer name has is let through with its next one: "Tổ chức Y tế Thế giới".
    """
    heads = [node.entry for node in nodes if isinstance(node.entry, Head)]
    refused = sorted(set[str]().union(*(head.refused for head in heads)))
    if not refused or len(heads) != sum(node.entry is not None for node in nodes):
        return ""
    free = rf"(?! (?:{'|'.join(refused)})(?![^\W_]))(?![^\W_])"
    longer = {word: [node.following[word] for node in nodes if word in node.following] for word in refused}
    named = [f" {word}{_ahead(after, 1)}" for word, after in longer.items() if after]
    return f"(?:{free}|(?={'|'.join(named)}))" if named else free


@functools.cache
def _following() -> dict[str, list[Node[Entry] | Node[Head]]]:
    """The first words of names of bodies, with what follows them in the tables."""
    roots: tuple[Node[Entry] | Node[Head], ...] = (body_names(), head_names())
    words = sorted({word for root in roots for word in root.following}, reverse=True)
    return {word: [root.following[word] for root in roots if word in root.following] for word in words}


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
