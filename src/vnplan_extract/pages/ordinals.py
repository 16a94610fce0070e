"""Puts numbers right by the run of their siblings: rows of a table, columns of an index row. None is changed without proof."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from vnplan_extract.lang.markers import to_roman

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INDEX = re.compile(r"\((\d{1,2})\)")
FEWEST_INDICES = 3  # that were read must vouch for the others
LONGEST_INDEX = 4  # signs of one, however it was read
NEARLY_INDEX = re.compile(r"^\(|[)®ØŒ@]")  # what is left of brackets where they were not read
MARKS = re.compile(r"(?<=\d)\s?[:;,]\s?(?=\d)")  # engines take a dot for them
NUMERAL, MOST_GROUPS = re.compile(r"I{2,3}|I?VI{0,3}|I?XI{0,3}"), 15
STROKES = frozenset("Il|")
FIRST = frozenset({"1", "1."})
GROUP = re.compile(r"[IVXHLli|]+\.?")
ORDINAL = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,5}")
BARE = re.compile(r"[1-9]\d{1,5}\.?")
DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.?")
ROMAN_STROKES = str.maketrans(
    {"H": "II", "l": "I", "|": "I", "1": "I", "i": "I", "!": "I", "Ì": "I", "Ï": "I", "Í": "I"}
)


def mend_ordinals(texts: Sequence[str]) -> list[str]:
    """Put back the dots that OCR lost in the numbers of a table's rows: 1.1, 11.1, 112 are 1.1, 1.1.1, 1.1.2.

    A number is changed only to one that may follow the row before it and has the same digits.

    >>> mend_ordinals(["1", "1.1", "11.1", "112", "12", "2"])
    ['1', '1.1', '1.1.1', '1.1.2', '1.2', '2']

    Strokes that ran together in the numeral of a group of rows are told apart where the next numeral has as many.

    >>> mend_ordinals(["I", "1", "2", "H", "1", "HI", "1", "IV"])
    ['I', '1', '2', 'II', '1', 'III', '1', 'IV']

    What is no number at all is the one that the numbers around it leave.

    >>> mend_ordinals(["TT", "1", "£", "", "4", "b"])
    ['TT', '1', '2', '3', '4', '5']
    """
    mended: list[str] = []
    last: list[int] = []
    group = 0
    counted = _from_below(_between(_filled(_with_first_group([MARKS.sub(".", text) for text in texts]))))
    for at, read in enumerate(counted):
        text = to_roman(group + 1) if group and _is_lost_numeral(read, counted[at + 1 : at + 2]) else read
        core = text.rstrip(".")
        group = group or _group_before(core, last)
        if (numeral := _roman(core, group)) is not None:
            group, value = numeral
            mended.append(text if value == core else value)
            if last or _has_dots(counted, at, group):
                counted[at + 1 : at + 3] = _below(group, last, counted[at + 1 : at + 3])
            continue
        mended.append(_with_lost_dots(last, _first_child(last, text, counted[at + 1 : at + 2])))
        if ORDINAL.fullmatch(core := mended[-1].rstrip(".")):
            last = [int(part) for part in core.split(".")]
    return mended


def _is_lost_numeral(read: str, after: Sequence[str]) -> bool:
    """Is this short text, which is no number, a numeral that was not read: one stands over a 1?"""
    return list(after) == ["1"] and len(read) <= 3 and not ORDINAL.fullmatch(read.rstrip("."))


def _group_before(core: str, last: Sequence[int]) -> int:
    """Return the group before this numeral where the table goes on from the page before; 0 for what is none."""
    goes_on = NUMERAL.fullmatch(core) and (not last or last[0] == _numeral(core) - 1)
    return _numeral(core) - 1 if goes_on else 0


def _with_lost_dots(last: Sequence[int], text: str) -> str:
    """Put the dots into a number that cannot follow the last one, where it can with more of them and the same digits."""
    core = text.rstrip(".")
    if not last or not ORDINAL.fullmatch(core):
        return text
    follows = [".".join(map(str, number)) for number in _successors(last)]
    if core in follows:
        return text
    dotted = (number for number in follows if number.count(".") > core.count("."))
    return next((number for number in dotted if number.replace(".", "") == core.replace(".", "")), text)


def _from_below(texts: Sequence[str]) -> list[str]:
    """Put the dots into numbers that lost all, where the number below follows one of the ways to do so: 323 above 3.2.4."""
    mended = list(texts)
    for at in range(len(texts) - 2, -1, -1):
        below = mended[at + 1].rstrip(".")
        if "." not in below or not ORDINAL.fullmatch(below) or not BARE.fullmatch(mended[at]):
            continue
        right = [
            number
            for number in _with_dots(mended[at].rstrip("."))
            if below in {".".join(map(str, after)) for after in _successors([*map(int, number.split("."))])}
        ]
        if len(right) == 1:
            mended[at] = right[0]
    return mended


def _with_dots(digits: str) -> list[str]:
    """Return the numbers with dots that have these digits."""
    ways = [digits[:1]]
    for digit in digits[1:]:
        ways = [way + digit for way in ways] + [f"{way}.{digit}" for way in ways]
    return [way for way in ways if "." in way and ORDINAL.fullmatch(way) and ".0" not in way]


def _has_dots(texts: Sequence[str], at: int, group: int) -> bool:
    """Do later rows show that rows below numerals have dots: 1.3, or 21 right below the next numeral?

    Where a page begins with I, 11, 12, these may go on from the page before.
    """
    follows = to_roman(group + 1)
    return any(
        DOTTED.fullmatch(text) or (text.rstrip(".") == f"{group + 1}1" and above.rstrip(".") == follows)
        for above, text in pairwise(texts[at + 1 :])
    )


def _below(group: int, last: Sequence[int], after: Sequence[str]) -> list[str]:
    """Read the two rows below the numeral of a group as 2.1 and 2.2, where the second can be nothing else.

    Not where they go on from the row above the group, whose number is `last`: 20, II, 21, 22.
    """
    read = [text.rstrip(".").replace(".", "") for text in after]
    if len(read) < 2 or read[1] != f"{group}2" or (len(last) == 1 and last[0] + 2 == int(read[1])):
        return list(after)
    same = read[0] == f"{group}1"
    lost = len(read[0]) <= 3 and not read[0].isdigit() and GROUP.fullmatch(read[0]) is None
    return [f"{group}.1", f"{group}.2"] if same or lost or read[0] == "" else list(after)


def _first_child(last: Sequence[int], text: str, after: Sequence[str]) -> str:
    """Read what stands between 7 and 7.2 as 7.1: a figure or a letter has been read for its dot, or nothing that is a number."""
    parent = ".".join(map(str, last))
    first, second = f"{parent}.1", f"{parent}.2"
    alike = len(text) == len(first) and sum(map(str.__ne__, text, first)) == 1
    alike = alike or (1 <= len(text) <= 3 and not any(map(str.isdigit, text)) and not GROUP.fullmatch(text))
    return first if last and alike and [row.rstrip(".") for row in after] == [second] else text


def _filled(texts: Sequence[str]) -> list[str]:
    """Read what is no number between numbers that count on: 1, "£", "", 4 are 1, 2, 3, 4.

    Two numbers that agree must vouch for those between and behind them, and none may speak against it: people skip and
    repeat numbers too. A 4 in the second row or a 3 after the fourth speaks against nothing but itself: people count up.
    """
    filled = list(texts)
    begin = 0
    while begin < len(texts):
        if texts[begin] not in FIRST:
            begin += 1
            continue
        end = begin + 1
        while end < len(texts) and len(texts[end]) <= 3 and not _opens_group(texts, end):
            end += 1
        read = {at - begin + 1: text for at in range(begin, end) if (text := texts[at].rstrip(".")).isdigit()}
        right = [place for place, text in read.items() if int(text) == place]
        wrong = [place for place, text in read.items() if int(text) != place]
        if len(right) >= max(2, len(wrong) + 1) and not any(_is_typed(place, read, right) for place in wrong):
            dot = "." if texts[begin].endswith(".") else ""
            filled[begin:end] = [f"{at - begin + 1}{dot}" for at in range(begin, end)]
        begin = end
    return filled


def _is_typed(place: int, read: Mapping[int, str], right: Sequence[int]) -> bool:
    """May a number have been typed so: the one above repeated, or more than all above and less than all below?"""
    number = int(read[place])
    return number == place - 1 or all(other < number if other < place else other > number for other in right)


def _opens_group(texts: Sequence[str], at: int) -> bool:
    """Is the text no number of the row before's kind: a numeral, what stands over a 1, or that 1, or 2.1 below 2, 2.2 below 2.1?"""
    text = texts[at]
    parent, dot, last = text.rstrip(".").rpartition(".")
    if dot and ORDINAL.fullmatch(f"{parent}.{last}"):
        before = parent if last == "1" else f"{parent}.{int(last) - 1}"
        if before in texts[:at]:
            return True
    if text in FIRST or (GROUP.fullmatch(text) is not None and len(text) > 1):
        return True
    return not text.rstrip(".").isdigit() and at + 1 < len(texts) and texts[at + 1] in FIRST


def _between(texts: Sequence[str]) -> list[str]:
    """Read 1, 3, 3 and 1, "", 3 and I, 2, 3 as 1, 2, 3: what both neighbours say, or the two below."""
    mended = list(texts)
    for at in range(1, len(texts) - 1):
        before, text, after = mended[at - 1 : at + 2]
        if not (before.isdigit() and after.isdigit() and int(after) == int(before) + 2):
            continue
        follows = str(int(before) + 1)
        if text in {after, follows} or (len(text) <= 1 and not text.isdigit()):
            mended[at] = follows
        elif set(text) <= STROKES and follows == "1" * len(text):
            mended[at] = follows  # II between 10 and 12
    for at in range(len(mended) - 2):
        if mended[at] in STROKES and mended[at + 1 : at + 3] == ["2", "3"]:
            mended[at] = "1"
    return mended


def _with_first_group(texts: Sequence[str]) -> list[str]:
    """Read "1" as I where the row below is 1 too and a later group is II."""
    ones = [at for at, text in enumerate(texts[:-1]) if text in {"1", "l", "|"} and texts[at + 1] == "1"]
    ones = ones or [at for at, text in enumerate(texts[:-1]) if not text and texts[at + 1] == "1"][:1]
    later = {"II", "H", "Il", "ll", "11", "n", "N"}
    if len(ones) != 1 or not later & set(texts[ones[0] + 2 :]) or "I" in texts:
        return list(texts)
    return [*texts[: ones[0]], "I", *texts[ones[0] + 1 :]]


def mend_index_row(texts: Sequence[str]) -> list[str]:
    """Read the row that numbers the columns of a table where most of it was read.

    >>> mend_index_row(["(1)", "(2)", "3)", "(4)", "G)", "(6)"])
    ['(1)', '(2)', '(3)', '(4)', '(5)', '(6)']
    >>> mend_index_row(["a", "@)", "G)", "(4)", "(5)", "(6)", "Ø0."])[::3]
    ['(1)', '(4)', '(7)']
    """
    read = [(at, int(match[1])) for at, text in enumerate(texts) if (match := INDEX.fullmatch(text))]
    shifts = {number - at for at, number in read}
    short = all(len(text) <= LONGEST_INDEX for text in texts)
    alike = sum(bool(NEARLY_INDEX.search(text)) for text in texts)
    if (
        not short
        or len(read) < FEWEST_INDICES
        or 2 * alike <= len(texts)
        or len(shifts) != 1
        or min(shifts) < 0
    ):
        return list(texts)
    (shift,) = shifts
    return [f"({at + shift})" for at in range(len(texts))]


def _numeral(text: str) -> int:
    """Return the value of a Roman numeral; 1 for what is none."""
    return next((value for value in range(1, MOST_GROUPS) if to_roman(value) == text), 1)


def _roman(text: str, last: int) -> tuple[int, str] | None:
    """Return the value and print of the next group's numeral, where the text has its strokes; None for anything else."""
    follows = to_roman(last + 1)
    strokes = text.translate(ROMAN_STROKES)
    if strokes != follows or (text != follows and (text.isdigit() or len(follows) == 1)):
        return None  # "l" may be a 1 as well
    return last + 1, follows


def _successors(last: Sequence[int]) -> list[list[int]]:
    """Return the numbers that may follow: the first child, then the next on each level, deepest first."""
    return [[*last, 1], *([*last[:depth], last[depth] + 1] for depth in range(len(last) - 1, -1, -1))]
