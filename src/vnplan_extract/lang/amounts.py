"""Every number of a normalised text with its unit, bound, rate and direction, in one pass.

`find_numbers`, `find_quantities` and `find_money` are three views of what this pass finds. A number that names
("Điều 7", "ISO 9001", "5S", "năm 2021", "125/KH-UBND") is passed over; what cannot be read whole is refused.
"""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from vnplan_extract.lang import context, references
from vnplan_extract.lang.digits import read_digits
from vnplan_extract.lang.figures import Figure, Refused, read_figure, times
from vnplan_extract.lang.nouns import Noun, noun_at
from vnplan_extract.lang.numerals import read_ordinal, roman_value
from vnplan_extract.lang.units import UnitHeader, match_unit, unit_by_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.lang.values import Bound, Direction, MentionKind

# Digits, or a number word behind a blank or an opening sign: a pattern that begins with a class is what `re` finds fastest.
_NUMBERS = re.compile(
    r"[ \t(\"“'‘\[:/\-\d](?:(?<=\d)\d*(?:[.,]\d+)*|"
    r"(?=(m(?:ột|ười)|h(?:ai|ăm)|b(?:a|ốn|ăm|ảy|ẩy)|n(?:ăm(?! \d)|ghìn|gàn|ửa)|sáu|chín|không|vạn|âm|đầu tiên"
    r"|t(?:ám|răm|riệu|ỷ|ỉ|rừ|hứ|hế kỷ)) ))"
)
_NOT_ALONE = frozenset(["một", "năm", "không", "trăm", "nghìn", "ngàn", "triệu", "tỷ", "tỉ", "vạn"])
_AND = re.compile(r"(?: và)? (?=\w)")
_CENTS = re.compile(r" ?(?:xen|xu|cents?)(?!\w)")
_BETWEEN = re.compile(r" và ")
_RANGE = re.compile(
    r" ?[-~÷] ?(?=[\d.,$€£¥₫]|(?:usd|eur|gbp|jpy|vnđ|vnd)\d)| (?:đến|tới)(?: khoảng| dưới| gần| hơn)? "
)
_CURRENCY_BEFORE = re.compile(r"(?<!\w)(US\$|VN\$|[$€£¥₫₹]|USD|EUR|GBP|JPY|VNĐ|VND|INR|AED|Rs\.?) ?$")
_COUNTED = re.compile(r"(?:\d|tỷ|tỉ|triệu|nghìn|ngàn) ?$")
_CURRENCY_ENDS = frozenset("$€£¥₫₹DRPYĐs.")
_SIGNED = frozenset(["money", "share", "measure"])  # a dash before what is counted is a bullet: "-5 lớp"
_SIGN = re.compile(r"(?:US\$|[$€£¥₫]|(?:USD|EUR|GBP|JPY|VNĐ|VND)(?=\d)) ?")
_CHAIN = re.compile(r",? ?(?:và )?(?:-|&)? ?|; ")
_RISES = re.compile(r"[^.;:,]{0,60} (?:lên|đến|tới|xuống|còn)(?!\w)")
_MINUTES = re.compile(r" \d{1,2}(?!\d)")
_HALF_MORE = re.compile(r" rư[ỡở]i\b")
_BEGINS_WITH_WORD = re.compile(
    r"(?:một|hai|ba|bốn|sáu|bảy|bẩy|tám|chín|nửa|năm (?!năm|tháng|học|ngày|tuần|quý)) ?", re.IGNORECASE
)
_EXPRESSION = 60
_NO_SPAN = (sys.maxsize, sys.maxsize)
_SHORT = 20_000


# A tuple: one is made for every number of a text, and it is three times as fast to make as a frozen dataclass.
class Amount(NamedTuple):
    """A number of the text with all that is said of it; `text[start:end]` is the number with its unit and rate."""

    kind: MentionKind
    start: int
    end: int
    low: Decimal
    high: Decimal
    bound: Bound = "exact"
    unit: str | None = None
    unit_text: str | None = None
    per: str | None = None
    direction: Direction | None = None
    flags: tuple[str, ...] = ()
    alternatives: tuple[Decimal, ...] = ()
    confidence: float = 1.0
    scaled: bool = False  # a scale stands in it ("18 tỷ")
    context_start: int = 0  # where the words that bound it begin


def scan(text: str, unit: UnitHeader | None = None, *, whole: bool = False) -> tuple[Amount, ...]:
    """Return every amount of a normalised text, in order.

    Args:
        text: Normalised text.
        unit: What numbers without a unit of their own count, as the head of their table says.
        whole: Whether the text is one expression: then nothing is taken for a year, a list mark or a reference.
    """
    if whole or len(text) > _EXPRESSION:
        return (_cached if len(text) <= _SHORT else _cached_long)(text, unit, whole=whole)
    return _cached(text, unit, whole=False) or _expression(text, unit)


def _expression(text: str, unit: UnitHeader | None) -> tuple[Amount, ...]:
    """Return the amount that a short text is when it begins with a number word: "năm mô hình" counts, "năm học" does not."""
    if not _BEGINS_WITH_WORD.match(text):
        return ()
    amounts = _cached(text, unit, whole=True)
    if len(amounts) != 1 or amounts[0].context_start or text[amounts[0].end :].strip(" .;"):
        return ()
    return () if amounts[0].kind in ("number", "ordinal") else amounts


def scan_untaken(text: str, low: str, taken: Sequence[tuple[int, int]]) -> Sequence[Amount]:
    """Return the amounts of a normalised text that begin outside of what is read as something else already.

    Args:
        text: Normalised text.
        low: The same in lower case, of the same length.
        taken: Stretches of dates and citations, in order: the numbers in them are theirs.
    """
    found = _Scan(text, None, whole=False, low=low, taken=taken).run()
    return found or (_expression(text, None) if len(text) <= _EXPRESSION else found)


@lru_cache(maxsize=8)
def _cached(text: str, unit: UnitHeader | None, *, whole: bool) -> tuple[Amount, ...]:
    return tuple(_Scan(text, unit, whole=whole).run())


@lru_cache(maxsize=1)
def _cached_long(text: str, unit: UnitHeader | None, *, whole: bool) -> tuple[Amount, ...]:
    return tuple(_Scan(text, unit, whole=whole).run())


def lower(text: str) -> str:
    """Return the text in lower case, of the same length."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


class _Scan:
    """One pass over a text; `done` is where the last amount ended, `chain` where the last passed-over number did."""

    def __init__(
        self,
        text: str,
        unit: UnitHeader | None,
        *,
        whole: bool,
        low: str | None = None,
        taken: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.text = text
        self.low = low or lower(text)
        self.taken = taken
        self.unit = unit
        self.whole = whole
        self.done = 0
        self.chain = -1
        self.found: list[Amount] = []

    def run(self) -> list[Amount]:
        place = 0
        for start, end, word in self.untaken() if self.taken else self.candidates():
            if start >= place:
                place = max(end, self.words(start, word) if word else self.digits(start, end))
        return self.found

    def untaken(self) -> Iterator[tuple[int, int, str]]:
        """Yield the candidates outside of the stretches that are taken, which count as passed over."""
        spans, (first, last) = iter(self.taken), (-1, -1)
        for candidate in self.candidates():
            while last <= candidate[0]:
                if first >= 0:
                    self.chain = max(self.chain, last)
                first, last = next(spans, _NO_SPAN)
                last = references.over(self.low, last)
            if candidate[0] < first:
                yield candidate

    def candidates(self) -> list[tuple[int, int, str]]:
        """Return where digits or a number word begin and end, with the word, in order."""
        found = []
        for match in _NUMBERS.finditer(
            f" {self.low}"
        ):  # so that a word at the start has a blank before it, too
            start, end = match.span()
            word = match[1]
            found.append((start, start + len(word), word) if word else (start - 1, end - 1, ""))
        return found

    # -- where a number may begin ------------------------------------------------------------------------------------
    def digits(self, start: int, end: int) -> int:
        """Read the amount that begins with digits, or pass the number over; return where to go on."""
        before = self.text[start - 1] if start else " "
        if (
            (before.isalnum() and not self.opens_with_currency(start))
            or before == "_"
            or (before in "/:" and self.low[start - 2 : start - 1].strip() and not self.whole)
        ):
            return self.passed(references.over(self.low, end))
        if (before == "-" and self.text[start - 2 : start - 1].isalpha()) or (
            before == "." and self.text[start - 2 : start - 1].isupper()
        ):
            return self.passed(references.over(self.low, end))
        if not self.whole and self.unit is None and references.is_list_mark(self.text, start, end):
            return end
        figure = read_figure(self.text, self.low, start)
        if not isinstance(figure, Figure):
            return self.passed(references.over(self.low, figure.end if figure else end))
        if figure.value.is_zero() and figure.digits and len(figure.digits) > 1 and "," not in figure.digits:
            self.drop_torn(figure)  # "10 000 hộ"
            return self.passed(figure.end)
        return self.amount(figure)

    def opens_with_currency(self, start: int) -> bool:
        """Whether a currency is glued to the digits ("USD1,23"), and is not that of a number before ("1 tỷ USD4")."""
        sign = _CURRENCY_BEFORE.search(self.text, max(0, start - 5), start)
        return sign is not None and _COUNTED.search(self.low, max(0, sign.start() - 8), sign.start()) is None

    def words(self, start: int, word: str) -> int:
        """Read the amount that begins with a number word, or pass on."""
        if word in ("thứ", "đầu tiên"):
            return self.ordinal(start)
        if word == "thế kỷ":
            return self.century(start)
        figure = read_figure(self.text, self.low, start)
        if isinstance(figure, Refused):
            return figure.end
        if figure is None or (figure.words == 1 and not figure.digits and not self.single(figure, word)):
            return start + 1
        return self.amount(figure)

    def single(self, figure: Figure, word: str) -> bool:
        """Whether a lone number word counts: "hai lớp", "ít nhất một mô hình", never "năm 2025" or "một số"."""
        found = match_unit(self.text, self.low, figure.end + 1)
        if found is None:
            if word == "không" or not _RANGE.match(
                self.low, figure.end
            ):  # "không đến 5 xã" is fewer than five
                return False
            return isinstance(self.range_end(figure, None)[0], Figure)
        if self.whole or found[0].group in ("share", "money"):
            return True
        if word in ("năm", "không"):
            return False
        if word == "một":
            return found[0].group == "measure" or context.before(self.low, figure.start, self.done).bound in (
                "at_least",
                "at_most",
            )
        if word == "nửa":
            return found[0].group in ("measure", "time")
        return word not in _NOT_ALONE

    def ordinal(self, start: int) -> int:
        head = start - 4 if self.low.startswith("lần ", max(start - 4, 0)) and start >= 4 else start
        found = read_ordinal(self.text, self.low, head)
        if found is None:
            return start + 1
        if (
            head == start
            and not self.low.startswith("đầu", start)
            and not self.whole
            and references.is_weekday(self.low, start, *found)
        ):
            return found[1]
        value = Decimal(found[0])
        self.add(Amount("ordinal", head, found[1], value, value, context_start=head))
        return found[1]

    def century(self, start: int) -> int:
        match = re.compile(r"thế kỷ (?:thứ )?([IVX]+)\b", re.IGNORECASE).match(self.text, start)
        value = roman_value(match.group(1)) if match else None
        if match is None or value is None:
            return start + 1
        self.add(Amount("ordinal", start, match.end(), Decimal(value), Decimal(value), context_start=start))
        return match.end()

    def passed(self, end: int) -> int:
        self.chain = end
        return end

    # -- the amount ---------------------------------------------------------------------------------------------------
    def amount(self, figure: Figure) -> int:
        """Read unit, range, rate and bound around a number and add what they make; return where to go on."""
        noun = self.noun(figure)
        other, other_noun = self.range_end(figure, noun)
        if isinstance(other, Refused):
            return self.passed(references.over(self.low, other.end))
        if other:
            if noun is None:
                figure = self.same_scale(figure, other)
            prefixed = noun is not None and noun.start < figure.start
            noun = noun if prefixed else other_noun or noun
        elif references.goes_on(self.text, self.low, figure, noun, whole=self.whole):
            return self.passed(references.over(self.low, figure.end))
        if noun and noun.group == "time" and references.is_repetition(self.low, noun, whole=self.whole):
            return self.passed(noun.end)
        if not (self.whole or self.fills_cell(figure)) and references.is_reference(
            self.text, self.low, figure, noun, self.done
        ):
            if noun and noun.unit == "hour" and (minutes := _MINUTES.match(self.low, noun.end)):
                return self.passed(minutes.end())
            return self.passed(other.end if other else figure.end)
        if noun is None:
            return self.bare(figure, other)
        if noun.group == "money" and noun.unit != "VND" and other is None:
            figure, noun = self.with_cents(figure, noun)
        if not self.whole and self.drop_torn(figure):
            return self.passed(max(noun.end, (other or figure).end))
        return self.counted(figure, other, noun)

    def with_cents(self, figure: Figure, noun: Noun) -> tuple[Figure, Noun]:
        """Add the hundredths of "2 đô la và 30 xu"."""
        joined = _AND.match(self.low, noun.end)
        cents = read_figure(self.text, self.low, joined.end()) if joined else None
        if not isinstance(cents, Figure) or not 0 < cents.value < 100:
            return figure, noun
        name = _CENTS.match(self.low, cents.end)
        if name is None:
            return figure, noun
        value = figure.value + cents.value / 100
        return figure._replace(value=value, digits="", alternatives=()), noun._replace(end=name.end())

    def drop_torn(self, figure: Figure) -> bool:
        """Take back the number before when it and this one are the halves of a torn one; whether they were."""
        last = self.found[-1] if self.found else None
        if last is None or last.kind != "number" or not references.is_torn(self.low, last.end, figure):
            return False
        self.found.pop()
        return True

    def fills_cell(self, figure: Figure) -> bool:
        """Whether the number is all that a table's cell holds: "2000" under "triệu đồng" is no year."""
        return self.unit is not None and self.text.strip() == self.text[figure.start : figure.end]

    def noun(self, figure: Figure) -> Noun | None:
        """Return the unit after a number: a name of the table, a currency the scale implies, or a noun we do not know."""
        if figure.currency:
            return Noun(figure.end, figure.end, figure.currency, figure.currency, "money")
        free = figure.scale == 1 and (bool(figure.digits) or figure.words > 1)
        if free and figure.start == 0 and not self.whole:
            free = False  # a page number before the text that goes on from the last page
        noun = noun_at(self.text, self.low, figure.end, unlisted=free) or references.counted_of(
            self.text, self.low, figure
        )
        return noun if noun and noun.unit else self.currency_before(figure) or noun

    def currency_before(self, figure: Figure) -> Noun | None:
        """Return the currency that stands before the number: "$5", "VND 500.000"."""
        if self.text[max(figure.start - 2, 0) : figure.start].rstrip()[-1:] not in _CURRENCY_ENDS:
            return None
        left = max(self.done, figure.start - 5)
        sign = _CURRENCY_BEFORE.search(self.text[left : figure.start])
        if sign is None:
            return None
        found = match_unit(sign.group(1), sign.group(1).lower(), 0)
        return Noun(left + sign.start(1), figure.end, found[0].id, sign.group(1), "money") if found else None

    def range_end(self, figure: Figure, noun: Noun | None) -> tuple[Figure | Refused | None, Noun | None]:
        """Return the upper end of "1-2 doanh nghiệp", "từ 10 đến 15 triệu đồng", "5% - 7%", with its unit."""
        ends = (figure.end,) if noun is None else (noun.end, figure.end)
        for end in ends:
            match = _RANGE.match(self.low, end)
            if match is None and self.low.startswith("giữa ", max(figure.start - 5, 0)):
                match = _BETWEEN.match(self.low, end)
            if match is None:
                continue
            sign = _SIGN.match(self.text, match.end())
            upper = read_figure(self.text, self.low, sign.end() if sign else match.end())
            if not isinstance(upper, Figure):
                if upper is not None and noun is None and match.group().strip() in ("-", "~", "÷"):
                    return upper, None
                continue
            if match.group().endswith(" dưới "):
                upper = upper._replace(flags=(*upper.flags, "upper_excluded"))
            upper_noun = self.noun(upper)
            if self.makes_range(figure, noun if end != figure.end else None, upper, upper_noun):
                return upper, upper_noun
            if match.group().strip() == "-" and noun is None and figure.digits and upper.digits:
                return Refused(upper.end), None
        return None, None

    def makes_range(self, figure: Figure, noun: Noun | None, upper: Figure, upper_noun: Noun | None) -> bool:
        if references.is_year(figure) and references.is_year(upper):
            return False
        if upper_noun is None:
            return (
                noun is None
                and (self.unit is not None or self.currency_before(figure) is not None)
                and figure.value < upper.value
            )
        if noun is not None and noun.unit != upper_noun.unit:
            return False
        if noun is not None and noun.unit is None and noun.text != upper_noun.text:
            return False
        if references.is_year(upper) and upper_noun.group != "money":
            return False
        return self.same_scale(figure, upper).value < upper.value

    def same_scale(self, figure: Figure, upper: Figure) -> Figure:
        """Give the lower end of "2,5-3 tỷ" the scale of the upper one."""
        if not figure.named and upper.scale > 1 and figure.value < 10**4:
            return figure.scaled(upper.scale * self.shared_group(figure, upper))
        return figure

    def shared_group(self, figure: Figure, upper: Figure) -> int:
        """Return what a lone digit in words counts before "ba trăm nghìn": "hai đến ba trăm nghìn" begins at 200.000."""
        group = upper.value / upper.scale
        if not (figure.words == upper.words - 2 == 1 and 1 < figure.value < 10):
            return 1
        if group % 100 == 0:
            return 100
        return 10 if group == (figure.value + 1) * 10 else 1

    def bare(self, figure: Figure, other: Figure | None) -> int:
        """Add a number that counts nothing named: what the table's head says it counts, money, or a number."""
        end = other.end if other else figure.end
        if self.unit is not None and self.unit.factor and not (figure.scale > 1 and self.unit.unit != "VND"):
            return self.inherited(figure, other)
        if other is not None:
            return self.passed(end)
        if not self.whole and self.chain >= 0 and _CHAIN.fullmatch(self.low, self.chain, figure.start):
            return self.passed(end)
        if figure.named and figure.value >= 10**6 and references.is_money(self.low, figure, self.done):
            self.counted(figure, None, Noun(end, end, "VND", None, "money"))
            return end
        if references.is_named(self.low, end) or (
            not self.whole and references.is_label(self.text, self.low, figure)
        ):
            return self.passed(end)
        self.number(figure)
        return end

    def number(self, figure: Figure) -> None:
        """Add a number that counts nothing named."""
        negative = references.is_negative(self.low, figure.start) and not references.is_bullet(
            self.low, figure.start - 1
        )
        start = figure.start - negative
        value = times(figure.value, -1) if negative else figure.value
        self.add(
            Amount(
                "number",
                start,
                figure.end,
                value,
                value,
                flags=figure.flags,
                alternatives=figure.alternatives,
                confidence=0.7 if "ambiguous_separator" in figure.flags else 1.0,
                scaled=figure.named,
                context_start=start,
            )
        )

    def inherited(self, figure: Figure, other: Figure | None) -> int:
        """Add a number of a table column in the unit of its head."""
        header = self.unit
        assert header is not None
        unit = unit_by_id(header.unit) if header.unit else None
        noun = Noun(figure.end, figure.end, header.unit, header.text, unit.group if unit else "")
        upper = self.in_unit(other, header) if other else None
        return self.counted(self.in_unit(figure, header), upper, noun)

    def in_unit(self, figure: Figure, header: UnitHeader) -> Figure:
        """Count a figure by the scale of the table's head, unless it has its own."""
        spelt = figure.scale > 1 or (figure.words > 1 and figure.value >= 1000)
        scaled = figure if spelt else figure.scaled(header.factor)
        return scaled._replace(
            scale=figure.scale,
            named=figure.named,
            digits=figure.digits if header.factor == 1 else "",
            flags=(*figure.flags, "inherited_unit"),
        )

    def counted(self, figure: Figure, other: Figure | None, noun: Noun) -> int:
        """Add a number with its unit."""
        lead = context.before(self.low, self.sign_start(figure, noun), self.done)
        bound, direction = lead.bound, lead.direction
        if noun.group == "place" and bound == "more_than" and self.low.startswith("trên ", lead.start):
            bound = None  # "64 điểm trên 23 phường" says where
        end = max(noun.end, (other or figure).end)
        if other is None and _HALF_MORE.match(self.low, end):
            half = Decimal(figure.scale) / 2 if figure.named else Decimal("0.5")
            figure, end = figure._replace(value=figure.value + half, digits=""), end + 5
        per, end = context.per_after(self.text, self.low, end)
        if noun.group == "time" or (lead.starts_range and other is None):
            direction = None  # "tăng bình quân 4 năm", "tăng từ 5%" (lên 10%)
        after, bound_end = context.bound_after(self.low, end)
        if after:
            bound = after
        if bound is None and lead.opens and other is None and not _RISES.match(self.low, end):
            bound = "at_least"
        figure = self.by_unit(figure, noun)
        flags = list(figure.flags)
        low, high = figure.value, other.value if other else figure.value
        if other:
            flags += [*other.flags, *(["about"] if bound == "about" else [])]
            bound = "range"
        start = self.sign_start(figure, noun)
        if start == figure.start and noun.group in _SIGNED and references.is_negative(self.low, figure.start):
            start, low, high = start - 1, times(low, -1), times(high, -1)
        if per is None:
            per = context.per_before(self.text, self.low, start, self.done) or self.shared_per(lead.start)
        if per is None and noun.group != "time":
            per = context.per_later(self.text, self.low, end)
            if per is None and noun.group == "person":
                per = context.per_group(self.text, self.low, end)
        self.add(
            Amount(
                noun.kind,
                start,
                end,
                low,
                high,
                bound=bound or "exact",
                unit=noun.unit,
                unit_text=noun.text,
                per=per,
                direction=direction,
                flags=tuple(dict.fromkeys(flags)),
                alternatives=figure.alternatives,
                confidence=self.confidence(figure, noun),
                scaled=figure.named or (other is not None and other.named),
                context_start=lead.start,
            )
        )
        return bound_end

    def by_unit(self, figure: Figure, noun: Noun) -> Figure:
        """Read ambiguous digits again now that it is known what they count: no half people, no thousand percent."""
        if not figure.digits or not figure.alternatives:
            return figure
        if noun.group == "share" and "." in figure.digits and figure.value >= 1000:
            return figure._replace(value=figure.alternatives[0], alternatives=(figure.value,))
        unit = unit_by_id(noun.unit) if noun.unit else None
        reading = read_digits(figure.digits, whole=True) if unit is None or unit.whole else None
        if reading is None:
            return figure
        inherited = ("inherited_unit",) if "inherited_unit" in figure.flags else ()
        return figure._replace(value=reading.value, flags=(*reading.flags, *inherited), alternatives=())

    def sign_start(self, figure: Figure, noun: Noun) -> int:
        """Return where a number begins with the currency before it."""
        return min(figure.start, noun.start)

    def shared_per(self, start: int) -> str | None:
        """Return the rate of the amount before in a list: "Mỗi năm tổ chức 2 lớp, 3 hội nghị"."""
        last = self.found[-1] if self.found else None
        if last is None or last.per is None or not 0 <= start - last.end <= 5:
            return None
        return (
            last.per
            if self.low[last.end : start].strip() in (",", "và", ", và")
            and "/" not in self.text[last.start : last.end]
            else None
        )

    def confidence(self, figure: Figure, noun: Noun) -> float:
        if "ambiguous_separator" in figure.flags:
            return 0.7
        if noun.unit is None:
            return 0.7
        return 0.9 if figure.words == 1 and not figure.digits else 1.0

    def add(self, amount: Amount) -> None:
        self.found.append(amount)
        self.done = amount.end
