"""One number as it stands in a text: digits, words or both, with the scale it ends in ("1 tỷ 200 triệu", "12", "hai mươi").

A figure is the longest run of number tokens from a place on. A run that makes no number is refused as a whole: reading a
part of it would be a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple, cast

from vnplan_extract.lang.digits import plain, read_digits
from vnplan_extract.lang.number_words import EXACT, Reading, Token, read_words, vocabulary
from vnplan_extract.lang.units import match_scale, match_unit, scale_names
from vnplan_extract.lang.wordlists import either

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN = re.compile(r"\d+(?:[.,]\d+)*")
DIGITS = re.compile(
    r"(?:[1-9]\d{0,2}(?:[ '’]\d{3}){2,}(?:,\d+)?(?!\d)|[1-9]\d{0,2} (?:000(?= ?[^\W\d])|\d{3}(?= ?(?:đồng|đ|vnđ|vnd|₫|ha|m2|m²|tấn)(?!\w)))|\d+(?:[.,]\d+)*)"
)
_WORD = re.compile(r"[^\W\d_]+")
_CURRENCY = re.compile(r" (?:đồng|đô)\b")
_MONEY_BEHIND_K = re.compile(
    r"(?: ?(?:đồng|vnđ|vnd|đ|usd|đô)(?!\w)| ?[$₫])"
)  # else a K is a part of a name: "5K"
_NO_CENTS = re.compile(r"[,.]-(?= ?(?:đồng|vnđ|vnd|đ|₫)(?!\w))")  # "1.250.000,- đồng"
_SAID_AGAIN = re.compile(r" ?\( ?(?=[^\W\d_])")
_SPOKEN_POINT = re.compile(r" (?:phẩy|phảy|chấm) (?:\d|(?:không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)(?!\w))")
# "20 triệu một năm": a rate, and no 20,1 million
_A_RATE = re.compile(rf"một (?:{either('numbers', 'rates')})(?!\w)")
_SHARE = re.compile(r"phần (?:trăm|nghìn|ngàn)\b")
_FRACTION = re.compile(r"([1-9]\d?)/([1-9]\d?)(?= ?[^\W\d])")
LAID_OUT = frozenset(["kilometre", "hectare"])  # measures that plans do a part of: "15,5/20 km kênh"
_PARTED = frozenset(["day", "hour"])  # "1/2 ngày làm việc"
_SPOKEN = frozenset(["1/2", "1/3", "2/3", "1/4", "3/4", "1/5"])  # said of those, too
_OF_A_WHOLE = re.compile(
    r" (?:tổng )?(?:số|diện tích|dân số|thời gian|thành viên|đại biểu)(?!\w)"
)  # "3/4 số xã"
_OF_PEOPLE = re.compile(r" (?:thành viên|đại biểu)(?!\w)")
_SPOKEN_PARTS = 10  # "2/3 đại biểu" is a share of them, "28/30 đại biểu" counts 28
# Words that go on a number behind its digits; "phần" only before the name of its parts: "3 phần tư", not "3 phần thi".
_PARTS = r"mười|trăm|nghìn|ngàn|vạn|triệu|hai|ba|bốn|tư|năm(?! ?\d)|sáu|bảy|tám|chín"
_COUNTING = ("trăm", "chục", "tá", "rưỡi", "vạn", rf"phần(?= (?:{_PARTS})(?![^\W\d_]))")
_COUNTING_WORD = re.compile(rf"(?:{'|'.join(_COUNTING)})(?![^\W\d_])")
_POINTS = (" p", " c")
_LONGEST_RUN = 300
_LONGEST_GROUP = 6
_ENDS = frozenset(["", "\t", ";", ")", ":", "%"])  # signs that never make more of digits before them
_MOST = 20_000  # groups of digits that are remembered
_LONGEST_KNOWN = 16


class Figure(NamedTuple):
    """A number at `start`..`end`; `scale` is what its last part counts in, 1 for none, `currency` from "trđ"."""

    start: int
    end: int
    value: Decimal
    scale: int = 1
    flags: tuple[str, ...] = ()
    alternatives: tuple[Decimal, ...] = ()
    currency: str | None = None
    words: int = 0  # number words in it
    digits: str = ""  # the digits of a figure that is nothing else
    named: bool = False  # a scale is named in it

    def scaled(self, factor: int | Decimal) -> Figure:
        """Return the figure counted by a scale that stands elsewhere ("10 đến 15 triệu")."""
        others = tuple(times(other, factor) for other in self.alternatives)
        return self._replace(
            value=times(self.value, factor), scale=int(factor), alternatives=others, named=True
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """A run of number tokens that is no number, and where it ends."""

    end: int


# A figure is made of every number of a text: so it takes a third of the time of a call with names.
_made = cast("Callable[[tuple[object, ...]], Figure]", partial(tuple.__new__, Figure))


def times(value: Decimal, factor: int | Decimal) -> Decimal:
    """Return the exact product, without exponent."""
    return plain(EXACT.multiply(value, Decimal(factor)))


def read_figure(text: str, low: str, place: int) -> Figure | Refused | None:
    """Return the number that begins at a place of normalised text, None where none does, or a refusal.

    Args:
        text: The text.
        low: The same text in lower case, of the same length.
        place: Where the number must begin.
    """
    if low[place : place + 1].isdigit() or (
        low[place : place + 1] in ".,-" and low[place + 1 : place + 2].isdigit()
    ):
        figure = _from_digits(text, low, place)
        return _said_again(text, low, figure) if isinstance(figure, Figure) else figure
    return _from_words(text, low, place)


def digits_figure(text: str, low: str, place: int, end: int) -> Figure | Refused | None:
    """Return the number that a run of digits with dots and commas in it begins, from a place to an end, as `read_figure`.

    Most are the digits and nothing else, which what stands behind them shows at one look.
    """
    if low[end : end + 1] in _ENDS or not _more_follows().match(low, end):
        return _only_digits(place, end, low[place:end])
    return read_figure(text, low, place)


@cache
def _more_follows() -> re.Pattern[str]:
    """What may go on a number behind its digits: more of them, words that repeat it, a fraction, a scale."""
    scales = "|".join(map(re.escape, sorted(scale_names(), reverse=True)))
    words = "|".join((*_COUNTING, "phẩy", "phảy", "chấm"))
    return re.compile(rf"[ '’]\d|[,.]-|/\d|k(?=đ|vn|us)| ?(?:\(|(?:{scales}|{words})(?![^\W\d_]))")


def _said_again(text: str, low: str, figure: Figure) -> Figure:
    """Pass over the words that repeat the digits: "05 (năm) ngày", "10 (mười) triệu đồng"."""
    if "(" not in low[figure.end : figure.end + 2]:
        return figure  # nearly always
    opening = _SAID_AGAIN.match(low, figure.end)
    words = _from_words(text, low, opening.end()) if opening else None
    if not isinstance(words, Figure) or words.value != figure.value:
        return figure
    end = words.end + 1 + (low[words.end : words.end + 1] == " ")
    if low[end - 1 : end] != ")":
        return figure
    scale = match_scale(text, low, end + 1) if figure.scale == 1 and low[end : end + 1] == " " else None
    if scale is None:
        return figure._replace(end=end)
    return figure.scaled(scale[0].factor)._replace(end=scale[1], currency=scale[0].currency, digits="")


def _from_digits(text: str, low: str, place: int) -> Figure | Refused | None:
    match = DIGITS.match(low, place)
    if match is None:
        return None
    end, digits = match.end(), match.group()
    after = low[end : end + 2]
    if after[:1] == "/" and (part := _part_of_measure(text, low, place)):
        return part
    if not after or not (after[0].isalpha() or after[0] == " "):
        found = _only_digits(place, end, digits)
        cents = _NO_CENTS.match(low, end)
        return found._replace(end=cents.end()) if cents and isinstance(found, Figure) else found
    if after[0] == "k" and text[end] == "K" and _MONEY_BEHIND_K.match(low, end + 1):
        reading = read_digits(digits)
        return (
            Refused(end)
            if reading is None
            else Figure(place, end + 1, times(reading.value, 1000), 1000, reading.flags, named=True)
        )
    gap = after[0] == " "
    if not gap or after[1:].isalpha():
        scale = match_scale(text, low, end + gap, glued=not gap)
        if (
            scale
            or (gap and _COUNTING_WORD.match(low, end + 1))
            or (after in _POINTS and _SPOKEN_POINT.match(low, end))
        ):
            return _mixed(text, low, place)
    return _only_digits(place, end, digits)


def _part_of_measure(text: str, low: str, place: int) -> Figure | None:
    """Read "1/2 kg", "3/4m": a fraction only before a measure, or it is a date, a row, a ratio."""
    match = _FRACTION.match(low, place)
    above, below = (Decimal(match[1]), Decimal(match[2])) if match else (Decimal(1), Decimal(0))
    if match is None or not above < below:
        return None
    gap = low[match.end()] == " "
    if (
        gap
        and (below <= _SPOKEN_PARTS or not _OF_PEOPLE.match(low, match.end()))
        and _OF_A_WHOLE.match(low, match.end())
    ):
        return _fraction(place, match.end(), above, below)
    unit = match_unit(text, low, match.end() + gap, glued=not gap)
    if unit is None or not (unit[0].group == "measure" or (unit[0].id in _PARTED and match.group() == "1/2")):
        return None
    if unit[0].id in LAID_OUT and match.group() not in _SPOKEN:
        return None
    return _fraction(place, match.end(), above, below)


def _fraction(start: int, end: int, above: Decimal, below: Decimal) -> Figure:
    value = above / below
    flags = ("fraction",) if value * below == above else ("fraction", "rounded")
    return Figure(start, end, plain(value), 1, flags)


class _Readings(dict[str, "Reading | None"]):
    """What groups of digits say: the same ones come again and again."""

    def __missing__(self, digits: str) -> Reading | None:
        reading = read_digits(digits)
        if len(digits) <= _LONGEST_KNOWN:
            if len(self) >= _MOST:
                self.clear()
            self[digits] = reading
        return reading


_READINGS = _Readings()


def _only_digits(start: int, end: int, digits: str) -> Figure | Refused:
    reading = _READINGS[digits]
    if reading is None:
        return Refused(end)
    return _made((start, end, reading.value, 1, reading.flags, reading.alternatives, None, 0, digits, False))


def _mixed(text: str, low: str, place: int) -> Figure | Refused | None:
    """Read digits with scales: "3 triệu 500 nghìn", "1tr2", "18,45 tỷ", "5 trđ"."""
    tokens: list[Token] = []
    flags: list[str] = []
    readings: list[Reading] = []
    currency: str | None = None
    end = at = place
    while len(tokens) < _LONGEST_RUN:
        if match := (DIGITS.match(low, at) if not tokens or tokens[-1].kind in "KPHL" else None):
            reading = read_digits(match.group())
            if reading is None:
                return Refused(match.end())
            tokens.append(_group(low, match, reading, glued=at == end > place))
            readings.append(reading)
            flags += reading.flags
            end = match.end()
        elif (scale := match_scale(text, low, at, glued=at == end)) and tokens:
            currency = currency or scale[0].currency
            tokens.append(Token("K", scale[0].factor, low[at : scale[1]]))
            end = scale[1]
        elif _A_RATE.match(low, at) and tokens and tokens[-1].kind == "K":
            break
        elif (word := _WORD.match(low, at)) and _may_follow(tokens, low, at, word.group()):
            tokens.append(vocabulary()[word.group()])
            end = word.end()
        else:
            break
        if currency:
            break
        at = end + (2 if _smaller_follows(text, low, end, tokens) else low[end : end + 1] == " ")
    while tokens and tokens[-1].kind in "PFL":
        end = low.rindex(tokens.pop().text, place, end)
        end -= low[end - 1] == " "
    return _figure(place, end, tokens, flags=flags, currency=currency, first=readings[0])


def _smaller_follows(text: str, low: str, end: int, tokens: list[Token]) -> bool:
    """Whether a smaller scale of the same money goes on after the comma of "1 tỷ, 250 triệu đồng"."""
    if tokens[-1].kind != "K" or not low.startswith(", ", end) or any(token.value % 1 for token in tokens):
        return False
    digits = DIGITS.match(low, end + 2)
    scale = (
        match_scale(text, low, digits.end() + (low[digits.end() : digits.end() + 1] == " "))
        if digits
        else None
    )
    return (
        scale is not None
        and scale[0].factor < tokens[-1].value
        and _MONEY_BEHIND_K.match(low, scale[1]) is not None
    )


def _group(low: str, match: re.Match[str], reading: Reading, *, glued: bool) -> Token:
    """Return a group of digits as a token; "1tr25" is short for "1tr250"."""
    digits = match.group()
    if glued and len(digits) == 2 and not low[match.end() : match.end() + 1].isalpha():
        return Token("n", times(reading.value, 10), f"{digits}0")
    return Token("n", reading.value, digits)


def _may_follow(tokens: list[Token], low: str, at: int, word: str) -> bool:
    """Whether a number word goes on after digits: a hundred, a ten, a half, a decimal mark, a tail after a scale."""
    token = vocabulary().get(word)
    if token is None or not tokens or _SHARE.match(low, at):
        return False
    last = tokens[-1].kind
    if last in "PF":
        return token.kind in "dmt"
    if token.kind == "L":
        return last == "K" and low[at + len(word) + 1 : at + len(word) + 2].isdigit()
    if last == "n":
        return token.kind in "HTRPF" or word == "chục"
    return token.kind in "RE" or (last == "K" and token.kind in "dtm" and word not in ("không", "năm"))


def _from_words(text: str, low: str, place: int) -> Figure | Refused | None:
    tokens, ends = _collect(low, place)
    while tokens and (tokens[-1].kind in "LPFV-" or (tokens[-1].kind == "F" and len(tokens) == 1)):
        tokens.pop()
        ends.pop()
    if not tokens:
        return None
    flags: list[str] = []
    if len(tokens) > 2 and (tokens[-2].text, tokens[-1].kind) == ("năm", "R"):
        del tokens[-1], ends[-1]  # "hai năm rưỡi": the half is of a year
    if tokens[-1].text == "năm" and _is_year(low, tokens, ends[-1]):
        tokens.pop()
        ends.pop()
        if tokens[-1].kind in "dt" and len(tokens) > 1 and tokens[-2].kind in "HK":
            return Refused(ends[-1])  # "hai trăm ba năm": 230 years, 203, 235?
    elif len(tokens) > 2 and tokens[-1].text == "năm" and tokens[-2].kind in "Mm":
        tokens[-1] = Token("t", 5, "lăm")
        flags.append("nonstandard_spelling")
    end = ends[-1]
    scale = match_scale(text, low, end + 1) if tokens[-1].kind == "n" else None
    if scale:
        return Refused(scale[1])
    return _figure(place, end, tokens, flags=flags)


def _collect(low: str, place: int) -> tuple[list[Token], list[int]]:
    """Return the number words from a place on, with where each ends."""
    tokens: list[Token] = []
    ends: list[int] = []
    words = vocabulary()
    at = place
    while len(tokens) < _LONGEST_RUN:
        match = _WORD.match(low, at)
        token = words.get(match.group()) if match else None
        if match is None or token is None or _SHARE.match(low, at) or (token.kind == "-" and tokens):
            digits = DIGITS.match(low, at) if tokens and tokens[-1].kind in "P-" and match is None else None
            reading = read_digits(digits.group()) if digits else None
            if digits is None or reading is None:
                break
            match, token = digits, Token("n", reading.value, digits.group())
        if token.kind == "V" and not _fraction_follows(low, match.end()):
            break
        if token.value == 1 and tokens and tokens[-1].kind == "K" and _A_RATE.match(low, match.start()):
            break
        tokens.append(token)
        ends.append(match.end())
        at = match.end()
        if low[at : at + 1] == " ":
            at += 1
        elif low[at : at + 2] == ", " and token.kind == "K" and _group_follows(low, at + 2):
            at += 2
        else:
            break
    return tokens, ends


def _fraction_follows(low: str, place: int) -> bool:
    return re.compile(r" [^\W\d_]+ phần [^\W\d_]+").match(low, place) is not None


def _group_follows(low: str, place: int) -> bool:
    """Whether number words of a smaller scale go on after the comma of "ba mươi tỷ, một trăm triệu"."""
    words = vocabulary()
    kinds = ""
    while len(kinds) < _LONGEST_GROUP and (run := _WORD.match(low, place)):
        token = words.get(run.group())
        if token is None:
            break
        kinds += token.kind
        if token.kind in "HK":
            return kinds[0] in "dm"
        place = run.end() + (low[run.end() : run.end() + 1] == " ")
    return False


def _is_year(low: str, tokens: list[Token], end: int) -> bool:
    """Whether the last "năm" is the year: "hai mươi năm", not "linh năm", "phẩy năm", "ba phần năm", "năm đồng"."""
    if len(tokens) == 1:
        return False
    if tokens[-2].kind in "LP-F" or (tokens[-2].text == "không" and tokens[-2].kind == "d"):
        return False
    if "".join(token.kind for token in tokens[-4:]) == "Pddd" or (
        len(tokens) > 4 and any(token.kind == "P" for token in tokens[:-4])
    ):
        return False  # "phẩy bốn sáu năm": three digits one by one
    return not (_CURRENCY.match(low, end) or _SHARE.match(low, end + 1))


def _figure(
    start: int,
    end: int,
    tokens: list[Token],
    *,
    flags: list[str],
    currency: str | None = None,
    first: Reading | None = None,
) -> Figure | Refused:
    scale = 1
    for token in reversed(tokens):
        if token.kind != "K":
            break
        scale *= int(token.value)
    if first and len(tokens) == 2 and scale > 1:  # "18,45 tỷ": by far the most common
        others = tuple(times(other, scale) for other in first.alternatives)
        reading: Reading | None = Reading(times(first.value, scale), first.flags, others)
    else:
        reading = read_words(tokens)
    if reading is None:
        return Refused(end)
    return Figure(
        start,
        end,
        plain(reading.value),
        scale,
        tuple(dict.fromkeys([*flags, *reading.flags])),
        reading.alternatives,
        currency,
        words=sum(token.kind != "n" for token in tokens),
        named=any(token.kind == "K" for token in tokens),
    )
