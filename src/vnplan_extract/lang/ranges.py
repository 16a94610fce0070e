"""The upper end of a range: "1-2 doanh nghiệp", "từ 10 đến dưới 15 triệu đồng", "5% - 7%"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.lang import references
from vnplan_extract.lang.currencies import currency_before
from vnplan_extract.lang.figures import Figure, Refused, read_figure
from vnplan_extract.lang.nouns import Noun, noun_at
from vnplan_extract.lang.number_words import vocabulary

if TYPE_CHECKING:
    from vnplan_extract.lang.amount_scan import Scan

BETWEEN_ENDS = re.compile(
    r" ?[-~÷] ?(?:(?:dưới |< ?)(?=\d)|(?=[\d.,$€£¥₫]|(?:usd|eur|gbp|jpy|vnđ|vnd)\d))| hoặc (?=\d)| (?:đến|tới)(?: khoảng| dưới| gần| hơn| hết| không quá| tối đa)? "
)
_YEAR_NAMED = re.compile(r" (?:(?:19|20)\d\d(?!\d)|(?:nay|ngoái|đầu|học|tới|qua)(?!\w))")
_JOINTS = (
    "-",
    "~",
    "÷",
    " -",
    " ~",
    " ÷",
    " đ",
    " t",
    " hoặc ",
)  # one of these begins it, which is seen sooner
_MONEY_FROM = 1000
_LEAST_PART = 3  # "1/5 triệu" may be a fraction or a day
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_OR_MORE = re.compile(r", (?=(?:hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười) )")
_AND = re.compile(r" và ")
_OF_ONE_KIND = frozenset([("month", "month_of_age")])  # "từ 06 tháng đến 36 tháng tuổi"
_PARTED = frozenset(["measure", "time", "money"])  # what there are halves of
_SIGN = re.compile(r"(?:US\$|[$€£¥₫]|(?:USD|EUR|GBP|JPY|VNĐ|VND)(?=\d)) ?")


def noun_of(scan: Scan, figure: Figure) -> Noun | None:
    """Return the unit after a number: a name of the table, a currency the scale implies, or a noun we do not know."""
    if figure.currency:
        return Noun(figure.end, figure.end, figure.currency, figure.currency, "money")
    free = figure.scale == 1 and (
        bool(figure.digits) or figure.words > 1 or scan.low.endswith(" tá", 0, figure.end)
    )
    if free and figure.start == 0 and not scan.whole:
        # a page number before the text that goes on from the last page has no zero before it
        free = "zero_padded" in figure.flags
    noun = noun_at(scan.text, scan.low, figure.end, unlisted=free)
    if noun is not None and noun.unit == "year" and figure.named and _YEAR_NAMED.match(scan.low, noun.end):
        noun = None  # "vốn 3,2 tỷ năm 2025"
    if noun is None and figure.digits and scan.low.startswith("/", figure.end):
        noun = references.counted_of(scan.text, scan.low, figure)
    if (noun is None or noun.unit is None) and (figure.named or figure.value >= _MONEY_FROM):
        noun = _dong(scan, figure) or noun
    if noun and "fraction" in figure.flags and noun.group not in _PARTED:
        return None  # "hơn 2/3 đại biểu"
    return noun if noun and noun.unit else _before(scan, figure) or noun


def _before(scan: Scan, figure: Figure) -> Noun | None:
    """Return the unit that stands before the number: a currency, or the age of "trong độ tuổi từ 15 đến 60"."""
    if scan.low.endswith(("độ tuổi ", "độ tuổi từ "), max(0, figure.start - 12), figure.start):
        return Noun(figure.end, figure.end, "year_of_age", "tuổi", "age")
    return currency_before(scan, figure)


def of_total(scan: Scan, figure: Figure) -> tuple[Figure, Noun] | None:
    """Read "2.345/3.120 tỷ đồng", so much of a whole sum: the part, in the scale and the currency of the whole."""
    if not scan.low.startswith("/", figure.end) or len(figure.digits) < _LEAST_PART:
        return None
    total = read_figure(scan.text, scan.low, figure.end + 1)
    noun = noun_of(scan, total) if isinstance(total, Figure) else None
    if not isinstance(total, Figure) or noun is None or noun.group != "money" or noun.start < total.end:
        return None
    part = figure.scaled(total.scale) if total.scale > 1 else figure
    if part.value > total.value and not _GROUPED.fullmatch(figure.digits):
        return None
    return part._replace(digits="", flags=(*part.flags, "of_total")), noun


def _dong(scan: Scan, figure: Figure) -> Noun | None:
    """Return the đồng of "5 triệu đồng bằng tiền mặt": after so many it begins no other word ("2 đồng bằng")."""
    at = figure.end + 1
    if not scan.low.startswith(" đồng ", figure.end):
        return None
    return Noun(at, at + 4, "VND", scan.text[at : at + 4], "money")


def range_end(scan: Scan, figure: Figure, noun: Noun | None) -> tuple[Figure | Refused | None, Noun | None]:
    """Return the upper end of "1-2 doanh nghiệp", "từ 10 đến 15 triệu đồng", "5% - 7%", with its unit."""
    low, end = scan.low, figure.end
    between = low[max(figure.start - 5, 0) : figure.start] == "giữa "
    joined = (
        between or low.startswith(_JOINTS, end) or (noun is not None and low.startswith(_JOINTS, noun.end))
    )
    if not joined and (noun is not None or figure.words != 1):
        return None, None  # as most
    ends = (end,) if noun is None else (noun.end, end)
    for end in ends:
        match = BETWEEN_ENDS.match(scan.low, end) if scan.low.startswith(_JOINTS, end) else None
        if match is None and noun is None:
            match = one_more(scan, figure)
        if match is None and between:
            match = _AND.match(scan.low, end)
        if match is None:
            continue
        sign = _SIGN.match(scan.text, match.end())
        below_zero = scan.low.startswith("-", match.end()) and references.is_negative(scan.low, figure.start)
        upper = read_figure(scan.text, scan.low, sign.end() if sign else match.end() + below_zero)
        if not isinstance(upper, Figure):
            if upper is not None and noun is None and match.group().strip() in ("-", "~", "÷"):
                return upper, None
            continue
        if match.group() == " hoặc " and upper.value != figure.value + 1:
            continue  # "3 hoặc 4 người", but "5 hoặc 10 người" are two counts
        if match.group().rstrip().endswith(("dưới", "<")):
            upper = upper._replace(flags=(*upper.flags, "upper_excluded"))
        upper_noun = noun_of(scan, upper)
        if below_zero:  # "-5% đến -2%": the sign of the first is both's
            rises = upper_noun is not None and upper.value < figure.value and noun is not None
            return (
                (upper, upper_noun)
                if rises and noun and upper_noun and noun.unit == upper_noun.unit
                else (None, None)
            )
        if _makes_range(scan, figure, noun if end != figure.end else None, upper, upper_noun):
            return upper, upper_noun
        if match.group().strip() == "-" and noun is None and figure.digits and upper.digits:
            return Refused(upper.end), None
    return None, None


def one_more(scan: Scan, figure: Figure) -> re.Match[str] | None:
    """Match the comma of "hai, ba tỷ", two or three of them: the next number is one more."""
    if figure.words != 1 or figure.digits or not 1 <= figure.value <= 9:
        return None
    match = _OR_MORE.match(scan.low, figure.end)
    following = vocabulary().get(scan.low[match.end() : scan.low.find(" ", match.end())]) if match else None
    return match if following and following.value == figure.value + 1 else None


def _makes_range(
    scan: Scan, figure: Figure, noun: Noun | None, upper: Figure, upper_noun: Noun | None
) -> bool:
    if references.is_year(figure) and references.is_year(upper):
        return False
    if upper_noun is None:
        return (
            noun is None
            and (scan.unit is not None or _before(scan, figure) is not None)
            and figure.value < upper.value
        )
    if noun is not None and noun.unit != upper_noun.unit and (noun.unit, upper_noun.unit) not in _OF_ONE_KIND:
        return False
    if noun is not None and noun.unit is None and noun.text != upper_noun.text:
        return False
    if references.is_year(upper) and upper_noun.group != "money":
        return False
    return same_scale(figure, upper).value < upper.value


def same_scale(figure: Figure, upper: Figure) -> Figure:
    """Give the lower end of "2,5-3 tỷ" the scale of the upper one."""
    if not figure.named and upper.scale > 1 and figure.value < 10**4:
        return figure.scaled(upper.scale * _shared_group(figure, upper))
    return figure


def _shared_group(figure: Figure, upper: Figure) -> int:
    """Return what a lone digit in words counts before "ba trăm nghìn": "hai đến ba trăm nghìn" begins at 200.000."""
    group = upper.value / upper.scale
    if not (figure.words == upper.words - 2 in (0, 1) and 1 < figure.value < 10):
        return 1
    if group % 100 == 0:
        return 100
    return 10 if group == (figure.value + 1) * 10 else 1
