"""What the words beside a number say of it: bound, direction, rate, or that it counts nothing ("Điều 7", "ISO 9001").

The words before a number are read from right to left as long as they are known; the lists are in
`data/quantity_context.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, cast

from vnplan_extract.lang.units import match_unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from vnplan_extract.lang.values import Bound, Direction

# "99% hồ sơ trở lên": what a share is of may stand between; more of it where "từ" opened: "từ 05 mỏ đá làm vật liệu ... trở lên"
_BETWEEN = r"(?: (?!(?:từ|cấp|loại|mức|hạng)\b)[^\W\d_]+)"
_LATER_BOUND = re.compile(rf"{_BETWEEN}{{1,4}}? trở (lên|xuống)\b")
_FAR_BOUND = re.compile(rf"{_BETWEEN}{{1,12}}? trở (lên|xuống)\b")
_FAR = 120  # letters: no twelve syllables are longer
_WINDOW = 72
_OPENING = "(\t"  # no words before these say anything of a number
_LONGEST_PHRASE = 4
_PER = re.compile(r"(?:mỗi|hằng|hàng|từng) (?=\w)")
_CLAUSE_END = re.compile(r"[.;:()\t]")
_RATE = re.compile(
    r" ?/ ?(?:mỗi )?(?=[^\W_])| (?:mỗi|hằng|hàng) | trên (?=(?:giờ|giây|phút)(?!\w)|(?:\d[\d.]* |một )?(?:vạn |nghìn |ngàn )?(?:người )?dân(?!\w))"
)
# A rate behind the rest of the noun: "04 lớp bồi dưỡng mỗi năm", "3 buổi một tuần", "07 người một tổ".
_GOES_ON = r"(?= ?(?:[.,;:()]|$)| (?:cho|với|từ|để|tại|và|do|trong|ở|nhằm|theo)(?!\w))"
_LATER_RATE = re.compile(
    rf"(?:(?: [^\W\d_]{{1,12}}){{0,3}} mỗi| một) (?=(?:năm học|năm|quý|tháng|tuần|ngày|giờ|phút|giây){_GOES_ON})"
    rf"|(?: [^\W\d_]{{1,12}}){{0,3}} trong (?:một|mỗi|0?1) (?=năm(?: học)?{_GOES_ON})"
)
# "02 mô hình ở mỗi khóm": of places and bodies, wherever the noun ends
_IN_EACH = re.compile(r"(?: [^\W\d_]{1,12}){0,4}? (?:ở|tại|cho|trên|trong) mỗi (?=\w)")
_REST_OF_NOUN = re.compile(r"(?: [^\W\d_]{1,12}| [3-5] sao){1,3}(?= ?/ ?(?:10{1,5} ?)?[^\W\d_])")
_PLACED = frozenset(["commune", "district", "village", "school"])
_ROUND_RATE = re.compile(r"(?:1000* )?[a-z_]+")
_REST = 50  # letters: no three syllables and a sign are longer
_RATE_OF_GROUP = re.compile(r" (?:một|mỗi) (?=\w)")
_GROUPS = frozenset(["place", "organisation", "household", "facility", "event"])
_PAID_FOR = frozenset([*_GROUPS, "measure", "person", "thing"])
_ENDS_RATE = re.compile(r" ?(?:[.,;:()]|$)| (?:một|mỗi) (?:ngày|tháng|năm|giờ|tuần|quý)(?= ?(?:[.,;:()]|$))")
_RATE_COUNT = re.compile(r"0?(\d{1,3}) ?(?=[^\W\d_])")
_ROUND = frozenset(["1", "10", "100"])
_OF_PEOPLE = re.compile(
    r"(?:(\d{1,3}(?:\.\d{3})?|một) )?(vạn |nghìn |ngàn )?(?:người )?dân(?! (?:tộc|quân|cư))(?!\w)"
)
_SCALES = {"vạn ": 10_000, "nghìn ": 1000, "ngàn ": 1000}
_SHORT_TIMES = {"h": "PT1H", "s": "PT1S"}
_SHORT_TIME = re.compile(r"[hs](?!\w)")


class Before(NamedTuple):
    """What stands before a number; `start` is where the words that say it begin."""

    start: int
    bound: Bound | None = None
    direction: Direction | None = None
    starts_range: bool = False  # "từ"
    opens: bool = False  # "đạt từ": at least, unless it goes up from there


# In a third of the time of a call with names: there is one for each amount.
_made = cast("Callable[[tuple[object, ...]], Before]", partial(tuple.__new__, Before))


@cache
def _phrases() -> dict[str, str]:
    rows = tomllib.loads(files("vnplan_extract.data").joinpath("quantity_context.toml").read_text("utf-8"))
    table = {}
    for role, phrases in rows["before"].items():
        if role != "source":
            table.update(dict.fromkeys(phrases, role))
    return table


@cache
def _phrase_ends() -> frozenset[str]:
    """The last words of the phrases: before most numbers stands none of them."""
    return frozenset(phrase.split(" ")[-1] for phrase in _phrases())


@cache
def word_list(section: str, key: str) -> frozenset[str]:
    """Return a list of `data/quantity_context.toml` as a set."""
    rows = tomllib.loads(files("vnplan_extract.data").joinpath("quantity_context.toml").read_text("utf-8"))
    return frozenset(rows[section][key])


def before(low: str, start: int, floor: int) -> Before:
    """Read the words before a number.

    Args:
        low: Normalised text in lower case.
        start: Where the number begins.
        floor: Where the last mention ended; nothing before it is looked at.
    """
    left = max(floor, start - _WINDOW)
    if start > left and (low[start - 1] == "+" or low.startswith("+ ", start - 2)):
        start = _behind_sign(low, start, left)
    if start <= left or low[start - 1] in _OPENING:
        return _made((start, None, None, False, False))
    if low[start - 1] == " ":
        word = low[low.rfind(" ", left, start - 1) + 1 or left : start - 1]
        if word not in _phrase_ends() and "(" not in word and "\t" not in word:
            return _made((start, None, None, False, False))  # as before most numbers
    left = max(left, low.rfind("(", left, start) + 1, low.rfind("\t", left, start) + 1)
    words = low[left:start].split(" ")
    place, index = start, len(words)
    bound: str | None = None
    direction: str | None = None
    from_ = opens = False
    if words and words[-1] == "":
        index, place = index - 1, place - 1
    elif words and words[-1]:
        for size in (2, 1):
            if sign := _phrases().get(words[-1][-size:]):
                return Before(start - size, cast("Bound", sign))
        return Before(start)
    while index > 0:
        role, size = _longest(words, index)
        if not size:
            break
        if role in ("increase", "decrease"):
            direction = role
        elif role == "opens":
            opens = True
        elif role != "filler" and not _says_where(words, index, size):
            bound = bound or role
        from_ = from_ or words[index - 1] == "từ"
        place -= sum(map(len, words[index - size : index])) + size
        index -= size
        if direction:
            break
    return Before(
        max(place + 1, left), cast("Bound | None", bound), cast("Direction | None", direction), from_, opens
    )


def _behind_sign(low: str, start: int, left: int) -> int:
    """Return where a number begins whose plus sign stands behind a word: "mực nước không quá +4,5 m", "trên + 4,5 m"."""
    at = low.rindex("+", 0, start)
    return at if at - 1 > left and low[at - 1] == " " else start


_FAR_DIRECTION = re.compile(
    r"(?:^|[ (\-+•])(?:(giảm)|tăng) (?:(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|phát thải|số lượng|số)(?: (?!(?:lên|đạt|đến|tới) )[^\W\d_]+){0,9}"
    # of what "cho", "của" ... name the share may be another one: "tăng thu nhập cho 30% hộ nghèo"
    r"|(?:giá trị|sản lượng|năng suất|doanh thu|thu nhập|kim ngạch|lương|chi phí|tai nạn|tngt|tội phạm)"
    r"(?: (?!(?:lên|đạt|đến|tới|chiếm|có|cho|của|ở|tại|với|và|để|trong) )[^\W\d_]+){0,6}) $"
)
_FAR_WINDOW = 80


def far_direction(low: str, start: int, floor: int) -> Direction | None:
    """Return the direction that opens the clause of a share: "giảm tỷ lệ hộ nghèo bình quân 1,5%/năm"."""
    left = max(floor, start - _FAR_WINDOW)
    if low.find("giảm ", left, start) < 0 and low.find("tăng ", left, start) < 0:
        return None
    match = _FAR_DIRECTION.search(low, left, start)
    return None if match is None else "decrease" if match[1] else "increase"


def _says_where(words: list[str], index: int, size: int) -> bool:
    """Whether "trên" says where and not how many: "nói trên là 5 tỷ đồng", "ở trên 5 xã"."""
    one = words[index - 1]
    if size != 1 or one not in ("trên", "dưới"):
        return False
    return words[index : index + 1] == ["là"] or (
        index > 1 and words[index - 2] in ("nói", "nêu", "kể", "phía", "bên")
    )


def _longest(words: list[str], index: int) -> tuple[str, int]:
    """Return the role and number of words of the longest known phrase that ends before `index`."""
    if words[index - 1] not in _phrase_ends():
        return "", 0
    table = _phrases()
    for size in range(min(_LONGEST_PHRASE, index), 0, -1):
        found = table.get(" ".join(words[index - size : index]))
        if found:
            return found, size
    return "", 0


def last_words(low: str, start: int, floor: int) -> tuple[str, str, str]:
    """Return the last word and the last two words right before a place, and the word before them ("" for none)."""
    words = low[max(floor, start - 40) : start].replace("(", " ").replace("\t", " ").rsplit(" ", 4)
    if words and words[-1] == "":
        words.pop()
    one = words[-1] if words else ""
    two = " ".join(words[-2:])
    return one, two, words[-3] if len(words) > 2 else ""


def per_before(text: str, low: str, start: int, floor: int) -> str | None:
    """Return what a number is per, from words before it in the clause: "mỗi năm có từ ", "mỗi lớp khoảng "."""
    left = max(floor, start - _WINDOW)
    window = low[left:start]
    if "mỗi " not in window and " năm" not in window and "ng quý" not in window and "ng tháng" not in window:
        return None
    ends = [match.end() for match in _CLAUSE_END.finditer(window)]
    left += ends[-1] if ends else 0
    found: str | None = None
    for match in _PER.finditer(low, left, start):
        unit = match_unit(text, low, match.end())
        if unit is None or (match.group() in ("hàng ", "hằng ", "từng ") and unit[0].iso is None):
            continue
        if low[unit[1] : start].count(",") > 1:
            continue
        found = unit[0].iso or unit[0].id
    return found


def per_after(text: str, low: str, end: int, *, ratio: bool = False) -> tuple[str | None, int]:
    """Return the rate after a number and its unit ("/năm", "/người/tháng", " mỗi năm") and where it ends.

    Of several the count goes before: "/10.000 dân" is "10000 person", "/3 tháng" is "P3M". A rate to
    another number than a round one is only where that is a `ratio`: "2 giáo viên/35 trẻ", but "05 lớp/250 học viên" counts both.
    """
    parts: list[str] = []
    while match := _RATE.match(low, end):
        at = match.end()
        if short := _SHORT_TIME.match(low, at):
            parts.append(_SHORT_TIMES[short.group()])
            end = short.end()
            continue
        if people := _OF_PEOPLE.match(low, at):
            number = int((people[1] or "1").replace(".", "").replace("một", "1")) * _SCALES.get(
                people[2] or "", 1
            )
            parts.append(f"{number} person" if number > 1 else "person")
            end = people.end()
            continue
        count = _RATE_COUNT.match(low, at)
        unit = match_unit(text, low, count.end() if count else at)
        if unit is None and "/" in match.group() and (rate := _only_rated(low, at)):
            parts.append(rate[0])
            end = rate[1]
            continue
        if unit is None or (match.group().strip() in ("hằng", "hàng") and unit[0].iso is None):
            break
        if count and not ratio and unit[0].whole and count.group(1) not in _ROUND:
            break
        name = unit[0].iso or unit[0].id
        if count and count.group(1) != "1":
            name = name.replace("1", count.group(1), 1) if unit[0].iso else f"{count.group(1)} {name}"
        parts.append(name)
        end = unit[1]
    return "/".join(parts) or None, end


def _only_rated(low: str, at: int) -> tuple[str, int] | None:
    """Return what only a rate counts by, and where it ends: the crop of "62 tạ/ha/vụ"."""
    match = _rated().match(low, at)
    return (_rates()[match.group()], match.end()) if match else None


@cache
def _rates() -> dict[str, str]:
    rows = tomllib.loads(files("vnplan_extract.data").joinpath("quantity_context.toml").read_text("utf-8"))
    return {name: unit for unit, names in rows["rate"].items() if unit != "source" for name in names}


@cache
def _rated() -> re.Pattern[str]:
    names = sorted(_rates(), key=lambda name: -len(name))
    return re.compile(rf"(?:{'|'.join(names)})(?![^\W_])")


def per_behind(text: str, low: str, end: int, *, measure: bool = False) -> tuple[str | None, int]:
    """Return the rate behind the rest of the noun and where it ends: "120 tấn rác/ngày", "02 lớp tập huấn/năm".

    It is one of time, or of a `measure` by anything but a number that is not round: "4,8 m2 cây xanh/người".
    """
    words = _REST_OF_NOUN.match(low, end) if low.find("/", end, end + _REST) >= 0 else None
    if words is None:
        return None, end
    per, stop = per_after(text, low, words.end())
    if per is None:
        return None, end
    if per.rpartition("/")[2].startswith("P") or (measure and _ROUND_RATE.fullmatch(per)):
        return per, stop
    last = low.rfind(" ", 0, words.end()) + 1  # "01 cán bộ chuyên trách/xã", but "15 đội cấp xã/phường"
    placed = per in _PLACED and match_unit(text, low, last) is None
    return (per, stop) if placed else (None, end)


def per_later(text: str, low: str, end: int) -> str | None:
    """Return the rate that ends the clause, a few words after a number and its unit ("lớp bồi dưỡng mỗi năm")."""
    near = low.find(" m", end, end + _REST) >= 0 or low.find(" trong ", end, end + _REST) >= 0
    match = _LATER_RATE.match(low, end) if near else None
    unit = match_unit(text, low, match.end()) if match else None
    return unit[0].iso if unit else None


def per_group(text: str, low: str, end: int, *, money: bool = False) -> str | None:
    """Return the group that people are counted by, right after their noun: "07 người một tổ"; or what money is paid for."""
    groups = _PAID_FOR if money else _GROUPS
    match = _RATE_OF_GROUP.match(low, end)
    unit = match_unit(text, low, match.end()) if match else None
    if unit is None or unit[0].group not in groups or not _ENDS_RATE.match(low, unit[1]):
        return None
    time = match_unit(text, low, unit[1] + len(" một ")) if _RATE_OF_GROUP.match(low, unit[1]) else None
    return f"{unit[0].id}/{time[0].iso}" if time and time[0].iso else unit[0].id


def per_in_each(text: str, low: str, end: int) -> str | None:
    """Return where each of what is counted is, a few words after its noun: "01 mô hình ở mỗi khóm"."""
    match = _IN_EACH.match(low, end) if low.find(" mỗi ", end, end + _REST) >= 0 else None
    unit = match_unit(text, low, match.end()) if match else None
    return None if unit is None or unit[0].group not in _GROUPS else unit[0].id


def bound_after(low: str, end: int, *, opened: bool = False) -> tuple[Bound | None, int]:
    """Return the bound after a number and its unit ("trở lên") and where it ends; it may be far where "từ" opened it."""
    if low[end : end + 1] == " " and low[end + 1 : end + 2] in "tđh":
        roles: tuple[Bound, ...] = ("at_least", "at_most")
        for role in roles:
            for phrase in word_list("after", role):
                if low.startswith(phrase, end + 1):
                    return role, end + 1 + len(phrase)
    if low.find(" trở ", end, end + _FAR) < 0:
        return None, end
    later = (_FAR_BOUND if opened else _LATER_BOUND).match(low, end)
    return ("at_least" if later[1] == "lên" else "at_most", later.end()) if later else (None, end)
