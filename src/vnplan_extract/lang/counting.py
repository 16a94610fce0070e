"""What a number is with its unit and the words beside it: the amount that is made of them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from vnplan_extract.lang import clipped, context, references
from vnplan_extract.lang.amount_scan import Amount, made
from vnplan_extract.lang.digits import read_digits
from vnplan_extract.lang.figures import Figure, times
from vnplan_extract.lang.nouns import Noun
from vnplan_extract.lang.units import unit_by_id

if TYPE_CHECKING:
    from vnplan_extract.lang.amount_scan import Scan
    from vnplan_extract.lang.units import UnitHeader
    from vnplan_extract.lang.values import Bound, Direction

_SIGNED = frozenset(["money", "share", "measure"])  # a dash before what is counted is a bullet: "-5 lớp"
_CHAIN = re.compile(r",? ?(?:và )?(?:-|&)? ?|; ")
_RISES = re.compile(r"[^.;:,]{0,60} (?:lên|đến|tới|xuống|còn)(?!\w)")
_NEXT_TIME = re.compile(
    r"(?:[;,] (?:và )?| \((?:trong đó:? )?)(?:(?:năm|giai đoạn|quý|đợt|tháng)\b[^;.]{0,20}?|20\d\d(?=:)):? ?"
    r"| (?:năm|giai đoạn|quý) [\divx/\- ]{1,12}(?:,| và) "  # "15 tỷ năm 2026 và 20 tỷ năm 2027"
)
_NEXT_NAME = re.compile(r"[;,] [^.;,:]{1,60}: ")
_SAME_CLAUSE = re.compile(r"[^.;:()/\d]{0,60}")
_MORE = re.compile(r"(?:(cao|lớn|nhiều)|thấp|ít|nhỏ|kém) hơn ")
_SO_WITH = re.compile(r"(?: [^\W\d_]+){0,3} so với(?!\w)")
_ONE_AREA = re.compile(r"(?:0?1|một) ?(?:ha|héc ?-?ta|m2|km2)")
_OF_YIELD = re.compile(r"(?:bình quân|giá trị|thu nhập|doanh thu|năng suất|sản lượng|sản xuất)[^.;:]{0,40}$")
_OF_MOTHERS = re.compile(
    r"(?:phụ nữ|bà mẹ|vợ chồng|mức sinh|suất sinh|sinh đủ|sinh con|số con)(?!\w)[^.;:]{0,45}$"
)
_IS_PRINTED = re.compile(
    r"(?:^| )(?:in|in ấn|phát hành|phô tô|photo|sao|nhân|gửi|nộp|(?:mỗi|một) (?:số|kỳ)|số lượng) (?:được |thành )?$"
)
_IS_ILL = re.compile(
    r"(?:phát hiện|ghi nhận|điều trị|cấp cứu|tử vong|dương tính|nhiễm|mắc)(?: [^\W\d_]+){0,3} $"
)
_OF_TWO_SENSES = frozenset(["con", "bản", "ca"])
_MOST_CHILDREN = 10
_IN_GRADES = frozenset(["event", "person", "facility"])
_NO_REST = frozenset(["share", "time", "money"])
_FAR = 50  # letters: a rate stands no further behind a noun
_HALF_MORE = re.compile(r" rư[ỡở]i\b")


def bare(scan: Scan, figure: Figure, other: Figure | None) -> int:
    """Add a number that counts nothing named: what the table's head says it counts, money, or a number."""
    end = other.end if other else figure.end
    if figure.named and not scan.whole and other is None and drop_torn(scan, figure):
        return scan.passed(end)  # "khoảng 1, 6 tỷ"
    if scan.unit is not None and scan.unit.factor and not (figure.scale > 1 and scan.unit.unit != "VND"):
        return _inherited(scan, figure, other)
    if other is not None:
        return scan.passed(end)
    if (
        not (scan.whole or figure.named)
        and scan.chain >= 0
        and _CHAIN.fullmatch(scan.low, scan.chain, figure.start)
    ):
        return scan.passed(end)
    if (
        figure.named
        and figure.value >= 10**6
        and (references.is_money(scan.low, figure, scan.done) or _goes_on_with_money(scan, figure))
    ):
        counted(scan, figure, None, Noun(end, end, "VND", None, "money"))
        return end
    if references.is_named(scan.low, end) or (
        not scan.whole and references.is_label(scan.text, scan.low, figure)
    ):
        return scan.passed(end)
    _number(scan, figure)
    return end


def _goes_on_with_money(scan: Scan, figure: Figure) -> bool:
    """Whether a list of money goes on: "năm 2025: 15,5 tỷ; năm 2026: 18,2 tỷ"."""
    last = scan.found[-1] if scan.found else None
    return (
        last is not None
        and last.kind == "money"
        and _goes_on(scan.low, last, figure.start)
        and references.counts_nothing(scan.low, figure.end)
    )


def _number(scan: Scan, figure: Figure) -> None:
    """Add a number that counts nothing named."""
    negative = references.is_negative(scan.low, figure.start) and not references.is_bullet(
        scan.low, figure.start - 1
    )
    start = figure.start - negative
    value = times(figure.value, -1) if negative else figure.value
    scan.add(
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


def _inherited(scan: Scan, figure: Figure, other: Figure | None) -> int:
    """Add a number of a table column in the unit of its head."""
    header = scan.unit
    assert header is not None
    unit = unit_by_id(header.unit) if header.unit else None
    noun = Noun(figure.end, figure.end, header.unit, header.text, unit.group if unit else "")
    upper = _in_unit(other, header) if other else None
    return counted(scan, _in_unit(figure, header), upper, noun)


def _in_unit(figure: Figure, header: UnitHeader) -> Figure:
    """Count a figure by the scale of the table's head, unless it has its own."""
    spelt = figure.scale > 1 or (figure.words > 1 and figure.value >= 1000)
    scaled = figure if spelt else figure.scaled(header.factor)
    return scaled._replace(
        scale=figure.scale,
        named=figure.named,
        digits=figure.digits if header.factor == 1 else "",
        flags=(*figure.flags, "inherited_unit"),
    )


def counted(scan: Scan, figure: Figure, other: Figure | None, noun: Noun) -> int:
    """Add a number with its unit; `other` is the upper one of a range. Return where it ends, its bound included."""
    start = min(figure.start, noun.start)  # with the currency before it
    lead = context.before(scan.low, start, scan.done)
    end = max(noun.end, (other or figure).end)
    if other is None:
        figure, end = _with_tail(scan, figure, noun, end)
    per, end = _rate(scan, figure, other, noun, end)
    if noun.text in _OF_TWO_SENSES:
        noun = _meant(scan, figure, noun, per, lead.start)
    goes_on = scan.low[end : end + _FAR] if scan.low.startswith(" ", end) else ""  # else the clause ends
    if per is None and "/" in goes_on and noun.group not in _NO_REST:
        per, end = context.per_behind(scan.text, scan.low, end, measure=noun.group == "measure")
    alone = lead.starts_range and other is None
    after, bound_end = context.bound_after(scan.low, end, opened=alone) if goes_on else (None, end)
    bound, direction = _bound(scan, lead, noun, after, (figure.start, end), single=other is None)
    if figure.alternatives:
        figure = _by_unit(figure, noun)
    low, high, said = figure.value, figure.value, figure.flags
    if other:
        high, said, bound = other.value, _said_of_both(figure, other, bound), "range"
    if start == figure.start and noun.group in _SIGNED and references.is_negative(scan.low, figure.start):
        start, low, high = start - 1, times(low, -1), times(high, -1)
    if per is None:
        per = context.per_before(scan.text, scan.low, start, scan.done) or _shared_per(scan, lead.start, noun)
    if goes_on and noun.group != "time":
        per = _later_rate(scan, noun, end, per)
    scaled = figure.named or (other is not None and other.named)
    rest = (said, figure.alternatives, _confidence(figure, noun), scaled, lead.start)
    unit = (noun.unit, noun.text, per, direction)
    scan.add(made((noun.kind, start, end, low, high, bound or "exact", *unit, *rest)))
    if noun.unit == "VND" and other is None and len(scan.found) > 1:
        _list_of_money(scan)
    return bound_end


def _rate(scan: Scan, figure: Figure, other: Figure | None, noun: Noun, end: int) -> tuple[str | None, int]:
    """Read what each of the things counted is for, right behind the noun ("12 người/xã"); return where it ends."""
    ratio = noun.group == "person" or (other is None and figure.value == 1)
    per, end = context.per_after(scan.text, scan.low, end, ratio=ratio)
    if per == "cubic_metre" and noun.group in _IN_GRADES:
        per = None  # "03 lớp/khối": a school's grade
    return noun.per or per, end


def _bound(
    scan: Scan, lead: context.Before, noun: Noun, after: Bound | None, span: tuple[int, int], *, single: bool
) -> tuple[Bound | None, Direction | None]:
    """Return how the words before a number and behind it (`after`) bound it, and whether it rises or falls.

    `span` is where the number and its unit stand; `single` says that it is no range.
    """
    bound, direction = lead.bound, lead.direction
    if bound == "more_than" and _says_where(scan, lead.start, noun):
        bound = None
    alone = lead.starts_range and single
    if after:
        bound = after
    elif alone or noun.group == "time":
        direction = None  # "tăng bình quân 4 năm", "tăng từ 5%" (lên 10%)
    if bound is None and lead.opens and single and not _RISES.match(scan.low, span[1]):
        bound = "at_least"
    if single and bound in ("more_than", "less_than"):
        bound, direction = _compared(scan, lead, span)
    if direction is None and noun.group == "share" and not alone:
        direction = context.far_direction(scan.low, lead.start, scan.done)
    return bound, direction


def _with_tail(scan: Scan, figure: Figure, noun: Noun, end: int) -> tuple[Figure, int]:
    """Add the half of "2 tấn rưỡi", the tail of "1 mét 65"."""
    if scan.low.startswith(" rư", end) and _HALF_MORE.match(scan.low, end):
        half = Decimal(figure.scale) / 2 if figure.named else Decimal("0.5")
        return figure._replace(value=figure.value + half, digits=""), end + 5
    return clipped.with_tail(scan, figure, noun, end) if noun.group == "measure" else (figure, end)


def _said_of_both(figure: Figure, other: Figure, bound: Bound | None) -> tuple[str, ...]:
    """Return the flags of a range."""
    about = ("about",) if bound == "about" else ()
    return tuple(dict.fromkeys((*figure.flags, *other.flags, *about)))


def _says_where(scan: Scan, start: int, noun: Noun) -> bool:
    """Whether "trên" says where: "64 điểm trên 23 phường", "giảm 5% trên 3 tiêu chí"."""
    share_before = scan.low.endswith("% ", 0, start)
    return scan.low.startswith("trên ", start) and (noun.group == "place" or share_before)


def _list_of_money(scan: Scan) -> None:
    """Make money of bare numbers that a list of sums opens with: "năm 2026: 500 triệu; năm 2027: 650 triệu đồng"."""
    at = len(scan.found) - 1
    while at > 0:
        last, number = scan.found[at], scan.found[at - 1]
        if number.kind != "number" or not number.scaled or not last.scaled:
            return
        if not _goes_on(scan.low, number, last.context_start):
            return
        scan.found[at - 1] = number._replace(kind="money", unit="VND")
        at -= 1


def _goes_on(low: str, last: Amount, start: int) -> bool:
    """Whether a list of sums goes on at a place, by years or by names: "gói 3: 4,5 tỷ; gói 4: 2,1 tỷ đồng"."""
    if _NEXT_TIME.fullmatch(low, last.end, start):
        return True
    return low.endswith(": ", 0, last.start) and _NEXT_NAME.fullmatch(low, last.end, start) is not None


def _meant(scan: Scan, figure: Figure, noun: Noun, per: str | None, start: int) -> Noun:
    """Return a noun of two senses with the unit that it has here: "2,1 con" of a woman, "phát hành 500 bản", "5 ca/100.000 dân"."""
    if noun.text == "con" and noun.unit == "animal" and _is_child(scan, figure, per):
        return noun._replace(unit=None)
    if noun.text == "bản" and (per == "issue" or _IS_PRINTED.search(scan.low, max(0, start - 16), start)):
        return noun._replace(unit=None)  # copies, no villages
    if noun.text == "ca" and (per or "").endswith(" person"):
        return noun._replace(unit="patient")  # no shift is counted by people
    if noun.text == "ca" and _IS_ILL.search(scan.low, max(0, start - 40), start):
        return noun._replace(unit="patient")
    return noun


def _is_child(scan: Scan, figure: Figure, per: str | None) -> bool:
    """Whether "2,1 con" are children: so many a woman, or so many of a family."""
    if figure.value >= _MOST_CHILDREN:
        return False
    return (
        per == "person" or _OF_MOTHERS.search(scan.low, max(0, figure.start - 65), figure.start) is not None
    )


def _later_rate(scan: Scan, noun: Noun, end: int, per: str | None) -> str | None:
    """Return the rate with what words behind the noun add to it: "mỗi trường 02 buổi trong một năm học"."""
    if per is not None:
        if per.startswith("P") or "/" in per:
            return per
        later = context.per_later(scan.text, scan.low, end)
        return f"{per}/{later}" if later else per
    per = context.per_later(scan.text, scan.low, end)
    if per is None and noun.group in ("person", "money"):
        per = context.per_group(scan.text, scan.low, end, money=noun.group == "money")
    if per is None and noun.group != "share":
        per = context.per_in_each(scan.text, scan.low, end)
    return per


def _compared(
    scan: Scan, lead: context.Before, span: tuple[int, int]
) -> tuple[Bound | None, Direction | None]:
    """Read "cao hơn 1,6% so với năm 2003" as a change; of "giá trị sản xuất trên 1 ha" the words say on what."""
    start, end = span
    direction = lead.direction
    if (more := _MORE.match(scan.low, lead.start)) and _SO_WITH.match(scan.low, end):
        return None, direction or ("increase" if more[1] else "decrease")
    per_area = scan.low.endswith("trên ", 0, start) and _ONE_AREA.fullmatch(scan.low, start, end)
    if per_area and _OF_YIELD.search(scan.low, max(0, start - 65), start - 5):
        return None, direction
    return lead.bound, direction


def _by_unit(figure: Figure, noun: Noun) -> Figure:
    """Read ambiguous digits again now that it is known what they count: no half people, no thousand percent."""
    if not figure.digits or not figure.alternatives:
        return figure
    if noun.group == "share" and "." in figure.digits and figure.value >= 1000:
        return figure._replace(value=figure.alternatives[0], alternatives=(figure.value,))
    unit = unit_by_id(noun.unit) if noun.unit else None
    english = noun.group == "money" and noun.start < figure.start  # "USD 1,500"
    reading = read_digits(figure.digits, whole=True) if unit is None or unit.whole or english else None
    if reading is None:
        return figure
    inherited = ("inherited_unit",) if "inherited_unit" in figure.flags else ()
    return figure._replace(value=reading.value, flags=(*reading.flags, *inherited), alternatives=())


def _shared_per(scan: Scan, start: int, noun: Noun) -> str | None:
    """Return the rate of the amount before in a list: "Mỗi năm tổ chức 2 lớp, 3 hội nghị"."""
    last = scan.found[-1] if scan.found else None
    if last is None or last.per is None:
        return None
    if (
        noun.group == "times" and last.unit == noun.unit
    ):  # "mỗi tuần lấy rác hữu cơ 03 lần, rác còn lại 02 lần"
        return last.per if _SAME_CLAUSE.fullmatch(scan.low, last.end, start) else None
    if not 0 <= start - last.end <= 5:
        return None
    if last.per == noun.unit or (last.kind == "money") != (noun.group == "money"):
        return None  # "mỗi giải 15 triệu đồng, 03 giải Ba"
    return (
        last.per
        if scan.low[last.end : start].strip() in (",", "và", ", và")
        and "/" not in scan.text[last.start : last.end]
        else None
    )


def _confidence(figure: Figure, noun: Noun) -> float:
    if "ambiguous_separator" in figure.flags:
        return 0.7
    if noun.unit is None:
        return 0.7
    return 0.9 if figure.words == 1 and not figure.digits else 1.0


def drop_torn(scan: Scan, figure: Figure) -> bool:
    """Take back the number before when it and this one are the halves of a torn one; whether they were."""
    last = scan.found[-1] if scan.found else None
    if references.is_rest(scan.low, figure.start):
        if last is not None and last.kind == "number" and last.end == figure.start - 2:
            scan.found.pop()  # the 6 of "6 ,5%"
        return True
    if last is None or last.kind != "number" or not references.is_torn(scan.low, last.end, figure):
        return False
    scan.found.pop()
    return True
