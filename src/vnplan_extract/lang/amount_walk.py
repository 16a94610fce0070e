"""The walk from number to number of a text: each is read as an amount, or passed over as a name."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

from vnplan_extract.lang import clipped, context, references
from vnplan_extract.lang.amount_scan import Amount
from vnplan_extract.lang.counting import bare, counted, drop_torn
from vnplan_extract.lang.currencies import currency_before, opens_with_currency, with_cents
from vnplan_extract.lang.figures import Figure, Refused, digits_figure, read_figure
from vnplan_extract.lang.number_words import vocabulary
from vnplan_extract.lang.numerals import read_ordinal, roman_value
from vnplan_extract.lang.ranges import BETWEEN_ENDS, noun_of, of_total, one_more, range_end, same_scale
from vnplan_extract.lang.units import match_noun, may_be_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.lang.amount_scan import Scan
    from vnplan_extract.lang.nouns import Noun

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
# The number words; `openings` has their first syllables. They stand behind a blank or an opening sign.
_WORDS = (
    r"m(?:ột|ười)|h(?:ai|ăm)|b(?:a|ốn|ăm|ảy|ẩy)|n(?:ăm(?! \d)|ghìn|gàn|ửa)|sáu|chín|không|vạn|âm|đầu tiên"
    r"|t(?:ám|răm|riệu|ỷ|ỉ|rừ|hứ|hế kỷ)|gấp"
)
_SIGNS = r" \t(\"“'‘\[:/\-"
_WORD = re.compile(rf"(?:(?<=[{_SIGNS}])|\A)(?:{_WORDS})(?=,? )")
# Either; digits are its one group. A pattern that begins with a class is what `re` finds fastest.
_NUMBER = re.compile(rf"[{_SIGNS}0-9](?:(?<=[0-9])[0-9]*()|(?:{_WORDS})(?=,? ))")
_NOT_ALONE = frozenset(["một", "năm", "không", "trăm", "nghìn", "ngàn", "triệu", "tỷ", "tỉ", "vạn"])
_MULTIPLE = re.compile(
    r"gấp (?:(đôi|rưỡi|rưởi)|(ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười)(?= ?[.,;:)]| so với| (?:năm|cùng kỳ|giai đoạn)|$))(?!\w)"
)
_MULTIPLES = {"đôi": Decimal(2), "rưỡi": Decimal("1.5"), "rưởi": Decimal("1.5")}
_CLOCK_BEFORE = re.compile(
    r"(?:giờ|h|g)(?: ?\d{1,2})?(?: phút)?(?: ?- ?| (?:đến|tới) )$"
)  # "từ 7 giờ 30 đến 11 giờ"
_CENTURY = re.compile(r"thế kỷ (?:thứ )?([IVX]+)\b", re.IGNORECASE)
_MINUTES = re.compile(r" \d{1,2}(?!\d)")
_LENGTHS = frozenset(["metre", "centimetre", "millimetre"])
_TIMES_BARE = re.compile(r"\d ?[x×] ?$")
_SIZE_OF_EACH = re.compile(r"\d+(?:[.,]\d+)? ?[kmg]?(?:wp?|va|v)(?!\w)")
_TORN = 2  # signs between the halves of a torn number
_BREAKS = frozenset(' (\t"“')  # signs that go with no number behind them
_ALONE = frozenset(["", "\t", ",", ";", ")"])  # no unit, range or longer number goes on with these
_USUAL = 20  # letters of a word and more
_JOINTS = frozenset(["đến", "tới"])
_NO_SPAN = (sys.maxsize, sys.maxsize)


def walk(scan: Scan, taken: Sequence[tuple[int, int]] = ()) -> list[Amount]:
    """Read every amount of a text, in order.

    Args:
        scan: The text.
        taken: Stretches that are read as something else already, in order: the numbers in them are passed over.
    """
    low = scan.low
    spans = iter(taken)
    first, last = _next_taken(low, spans)
    place = 0
    for start in _places(low) if scan.places is None else scan.places:
        if start < place:
            continue
        while last <= start:
            scan.chain = max(scan.chain, last)
            first, last = _next_taken(low, spans)
        if start >= first:
            continue
        if digits := _DIGITS.match(low, start):
            if start < 2 or low[start - 1] not in ".," or not low[start - 2].isdecimal():  # else it goes on
                place = _digits(scan, start, digits.end())
        elif word := _WORD.match(low, start):
            place = max(word.end(), _words(scan, start, word[0]))
    return scan.found


def _places(low: str) -> list[int]:
    """Where digits or number words begin, as `openings` tells."""
    padded = f" {low}"  # so that a word at the start has a blank before it, too; a place is that of the sign
    return [match.start() - (match.lastindex or 0) for match in _NUMBER.finditer(padded)]


def _next_taken(low: str, spans: Iterator[tuple[int, int]]) -> tuple[int, int]:
    """Return the next stretch that is taken, with what goes on behind it."""
    for first, last in spans:
        return first, references.over(low, last)
    return _NO_SPAN


def _digits(scan: Scan, start: int, end: int) -> int:
    """Read the amount that begins with digits, or pass the number over; return where to go on."""
    text, low = scan.text, scan.low
    if start and (before := text[start - 1]) not in _BREAKS and _goes_before(scan, start, before):
        return scan.passed(references.over(low, end))
    if not scan.whole:
        if start - scan.chain <= _TORN and scan.chain > 0 and references.is_torn_end(low, scan.chain, start):
            return scan.passed(references.over(low, end))
        if (
            text[end : end + 1] in references.MARK_ENDS
            and scan.unit is None
            and references.is_list_mark(text, start, end)
        ):
            return end
    figure = digits_figure(text, low, start, end)
    if not isinstance(figure, Figure):
        return scan.passed(references.over(low, figure.end if figure else end))
    if not figure.value and len(figure.digits) > 1 and "," not in figure.digits:
        drop_torn(scan, figure)  # "10 000 hộ"
        return scan.passed(figure.end)
    return _amount(scan, figure)


def _goes_before(scan: Scan, start: int, before: str) -> bool:
    """Whether the letter or sign right before digits makes them a part of something longer: "VX2", "1/12", "KH-2"."""
    second = scan.text[start - 2 : start - 1]
    if before.isalnum():
        if before in "x×X" and second.isdigit() and _SIZE_OF_EACH.match(scan.low, start):
            return False  # "2x63 MVA"
        return not opens_with_currency(scan, start)
    if before in "/:+":
        if scan.found and scan.done == start - 1 and scan.found[-1].kind == "ordinal":
            return True  # "xếp thứ 15/34 tỉnh"
        return not scan.whole and bool(second.strip()) and scan.done != start - 1
    return before in "_^" or (before == "-" and second.isalpha()) or (before == "." and second.isupper())


def _words(scan: Scan, start: int, word: str) -> int:
    """Read the amount that begins with a number word, or pass on."""
    if word in ("thứ", "đầu tiên"):
        return _ordinal(scan, start)
    if word == "thế kỷ":
        return _century(scan, start)
    if word == "gấp":
        return _multiple(scan, start)
    if _counts_nothing(scan.low, start + len(word)):
        return start + 1
    figure = read_figure(scan.text, scan.low, start)
    if isinstance(figure, Refused):
        return figure.end
    if figure is None or (figure.words == 1 and not figure.digits and not _single(scan, figure, word)):
        return start + 1
    return _amount(scan, figure)


def _counts_nothing(low: str, end: int) -> bool:
    """Whether the word behind a number word is no number, no unit and joins no range: "một số", "năm, căn cứ"."""
    comma = low.startswith(",", end)
    at = end + comma + 1
    stop = low.find(" ", at, at + _USUAL)
    word = low[at : stop if stop >= 0 else at + _USUAL]
    if not word.isalpha() or word in vocabulary():
        return False
    return comma or (word not in _JOINTS and not may_be_unit(word))


def _single(scan: Scan, figure: Figure, word: str) -> bool:
    """Whether a lone number word counts: "hai lớp", "ít nhất một mô hình", never "năm 2025" or "một số"."""
    found = match_noun(scan.text, scan.low, figure.end + 1)
    if found is None:
        # "không đến 5 xã" is fewer than five
        if word == "không" or not (BETWEEN_ENDS.match(scan.low, figure.end) or one_more(scan, figure)):
            return False
        return isinstance(range_end(scan, figure, None)[0], Figure)
    if not found[0].group:
        return False
    if scan.whole or found[0].group in ("share", "money"):
        return True
    if (
        scan.text[figure.start].isupper()
        and scan.text[figure.end + 1].isupper()
        and found[0].group != "organisation"
    ):
        return False  # "hồ Ba Mẫu"
    if word in ("năm", "không"):
        return False
    if word == "một":
        return found[0].group == "measure" or context.before(scan.low, figure.start, scan.done).bound in (
            "at_least",
            "at_most",
        )
    if word == "nửa":
        return found[0].group in ("measure", "time")
    return word not in _NOT_ALONE


def _ordinal(scan: Scan, start: int) -> int:
    head = start - 4 if scan.low.startswith("lần ", max(start - 4, 0)) and start >= 4 else start
    found = read_ordinal(scan.text, scan.low, head)
    if found is None:
        return start + 1
    if (
        head == start
        and not scan.low.startswith("đầu", start)
        and not scan.whole
        and references.is_weekday(scan.low, start, *found)
    ):
        return found[1]
    value = Decimal(found[0])
    scan.add(Amount("ordinal", head, found[1], value, value, context_start=head))
    return found[1]


def _century(scan: Scan, start: int) -> int:
    match = _CENTURY.match(scan.text, start)
    value = roman_value(match.group(1)) if match else None
    if match is None or value is None:
        return start + 1
    scan.add(Amount("ordinal", start, match.end(), Decimal(value), Decimal(value), context_start=start))
    return match.end()


def _multiple(scan: Scan, start: int) -> int:
    """Read "gấp đôi", "gấp ba so với": times as much as before."""
    match = _MULTIPLE.match(scan.low, start)
    token = vocabulary().get(match[2]) if match and match[2] else None
    if match is None:
        return start + 1
    value = _MULTIPLES.get(match[1]) or Decimal(token.value if token else 0)
    direction = context.before(scan.low, start, scan.done).direction
    scan.add(
        Amount(
            "quantity",
            start,
            match.end(),
            value,
            value,
            unit="time_count",
            direction=direction,
            context_start=start,
        )
    )
    return match.end()


def _amount(scan: Scan, figure: Figure) -> int:
    """Read unit, range, rate and bound around a number and add what they make; return where to go on."""
    if figure.digits and scan.low[figure.end : figure.end + 1] in _ALONE:
        return _unless_named(scan, figure, None, currency_before(scan, figure))
    if short := clipped.glued(scan, figure):
        return counted(scan, short[0], None, short[1])
    noun = noun_of(scan, figure)
    if noun is None and (part := of_total(scan, figure)):
        return counted(scan, part[0], None, part[1])
    other, other_noun = range_end(scan, figure, noun)
    if isinstance(other, Refused):
        return scan.passed(references.over(scan.low, other.end))
    if other:
        if noun is None:
            figure = same_scale(figure, other)
        prefixed = noun is not None and noun.start < figure.start
        known = noun is not None and noun.unit and other_noun is not None and other_noun.unit is None
        noun = noun if prefixed or known else other_noun or noun
    elif (noun is None or noun.end <= figure.end) and references.goes_on(
        scan.text, scan.low, figure, whole=scan.whole
    ):
        return scan.passed(references.over(scan.low, figure.end))
    if (
        noun
        and noun.unit is None
        and not scan.whole
        and references.goes_on_list(scan.low, scan.chain, figure)
    ):
        return scan.passed(figure.end)
    if (
        noun
        and noun.unit == "hour"
        and _CLOCK_BEFORE.search(scan.low, max(0, figure.start - 24), figure.start)
    ):
        return scan.passed(_over_minutes(scan, noun))
    if noun and noun.group == "time" and references.is_repetition(scan.low, noun, whole=scan.whole):
        return scan.passed(noun.end)
    return _unless_named(scan, figure, other, noun)


def _unless_named(scan: Scan, figure: Figure, other: Figure | None, noun: Noun | None) -> int:
    """Add what a number makes with its unit and its upper end, or pass over one that names."""
    if not (scan.whole or (scan.unit is not None and _fills_cell(scan, figure))) and references.is_reference(
        scan.text, scan.low, figure, noun, scan.done
    ):
        if noun and noun.unit == "hour":
            return scan.passed(_over_minutes(scan, noun))
        return scan.passed(other.end if other else figure.end)
    if noun is None:
        return bare(scan, figure, other)
    if noun.group == "money" and noun.unit != "VND" and other is None:
        figure, noun = with_cents(scan, figure, noun)
    if "decimal_dot" in figure.flags and figure.value % 1 and noun.unit and references.is_whole(noun.unit):
        return scan.passed(noun.end)  # "3.1 Mục tiêu"
    if noun.unit in _LENGTHS and _TIMES_BARE.search(scan.low, max(0, figure.start - 4), figure.start):
        return scan.passed(noun.end)  # "20 x 30 x 5 cm" is a size
    if not scan.whole and drop_torn(scan, figure):
        return scan.passed(max(noun.end, (other or figure).end))
    return counted(scan, figure, other, noun)


def _over_minutes(scan: Scan, hour: Noun) -> int:
    """Return where the time of the day ends: the 30 of "8 giờ 30" counts nothing."""
    minutes = _MINUTES.match(scan.low, hour.end)
    return minutes.end() if minutes else hour.end


def _fills_cell(scan: Scan, figure: Figure) -> bool:
    """Whether the number is all that a table's cell holds: "2000" under "triệu đồng" is no year."""
    return scan.text.strip() == scan.text[figure.start : figure.end]
