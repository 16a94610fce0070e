"""One body at one place of a text: by the table, or by a head and the rule of capitals."""

from __future__ import annotations

import re
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, cast

from vnplan_extract.lang import trie
from vnplan_extract.lang.gazetteer import (
    acts,
    bodies,
    body_names,
    divisions,
    doings,
    field_names,
    head_names,
    others,
    stops,
    trades,
    verbs,
)
from vnplan_extract.lang.localities import Locality, locality, proper_at, province_at
from vnplan_extract.lang.name_runs import UNIT, opens, run, small_words
from vnplan_extract.lang.wordlists import words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from vnplan_extract.lang.gazetteer import Body, Entry, Head
    from vnplan_extract.lang.values import AgencyLevel

_LOWER_HEADS = frozenset(("sở", "bộ", "ủy", "ubnd", "hđnd"))
# These names end where the table says: a capital after them begins something else ("Sở Tài chính Chủ trì").
_CLOSED = frozenset(("sở", "bộ", "ủy", "ubnd", "hđnd", "thủ", "chính", "quốc"))
_WORD = re.compile(r"[^\W_]+")
_LONG_NAME = 6
_MAX_LED = 8
_LONGEST_FIRST = 8


class Reading(NamedTuple):
    """A body read: its span, its name without and its locality, the table's body where it has one.

    `pending` is True for a name that is one only with a locality, when the next name may lend its own ("Báo và Đài
    PT-TH tỉnh"). `collective` marks a class of bodies ("các sở, ngành").
    """

    start: int
    end: int
    name: str
    level: AgencyLevel
    body: Body | None = None
    place: Locality | None = None
    flags: tuple[str, ...] = ()
    confidence: float = 1.0
    pending: bool = False
    lends: bool = False
    borrows: bool = False
    collective: bool = False


# In a third of the time of a call with names: there is one for each body that is named.
_made = cast("Callable[[tuple[object, ...]], Reading]", partial(tuple.__new__, Reading))


def read_body(text: str, lower: str, at: int, on: dt.date | None) -> Reading | None:
    """Read the body whose name begins at `at`, with the locality after it; None where none does."""
    listed = _listed(text, lower, at, on)
    if (
        listed is not None
        and listed.body is not None
        and _first(lower, at) in _CLOSED
        and not listed.body.rest
    ):
        return listed
    ruled = _ruled(text, lower, at, on)
    if listed is None:
        return ruled
    longer = ruled is not None and not ruled.pending and ruled.end > listed.end
    after = text[listed.end : listed.end + 8].strip(" ")
    return (
        ruled
        if longer
        and (
            after[:1].isupper() or after[:1].isdigit() or after.startswith(("khu vực", "vùng", "liên", "số "))
        )
        else listed
    )


def _first(lower: str, at: int) -> str:
    found = _WORD.match(lower, at)
    return found[0] if found else ""


# ---------------------------------------------------------------------------------------------------- the table


def _listed(text: str, lower: str, at: int, on: dt.date | None) -> Reading | None:
    """Read a body that the table has, with the branch or the place behind it."""
    found = trie.longest(body_names(), lower, at)
    if found is None or _a_member(lower, found.end):
        return None
    entry, end, name = found.entry, found.end, found.entry.name
    body = entry.body
    if body.rest:
        end, more = run(text, lower, end, capitals=text[at:end].isupper() and not entry.short)
        name = f"{name} {more}".strip()
    if region := _region(lower, at, end, body):
        name = f"{name.removesuffix(' Việt Nam')}{text[end : region.end()]}"
        return Reading(at, region.end(), name, "other", None, None, (), 0.9)
    if branch := _branch(text, lower, end, body, on):
        name, end = f"{name}{text[end:branch]}", branch
    placed = locality(text, lower, end, on=on) if body.scope != "VN" or body.branches else None
    if placed is None and body.proper:
        placed = proper_at(text, lower, end, capitals=text[at:end].isupper() and not entry.short)
    if not _proper(text[at : found.end], lower, at, entry, placed):
        return None
    below = placed is not None and placed.level in ("district", "commune")
    if below and body.id == "bo-chi-huy-quan-su" and lower.startswith("bch", at):
        body = bodies()["area", "ban-chi-huy-quan-su"]  # "BCH Quân sự xã"
        name = body.name
    bare = entry.bare or placed is not None or (body.rest and end > found.end)
    pending = not bare and _goes_on(lower, end)
    if not bare and not pending:
        return None
    flags = ("nonstandard_spelling",) if entry.wrong or (found.loose and not entry.short) else ()
    return _made(
        (
            at,
            placed.end if placed else end,
            name,
            "central" if placed is None and body.national and _nationwide(lower[at:end]) else body.level,
            body,
            placed,
            flags,
            0.9 if text[at].islower() or pending else 1.0,
            pending,
            body.scope != "VN" and not name.startswith("Sở"),  # lends
            body.scope == "area" and not body.rest,  # borrows
            False,
        )
    )


def _region(lower: str, at: int, end: int, body: Body) -> re.Match[str] | None:
    """Match the region of a national body or of a branch: "NHNN Khu vực 9"."""
    branch = body.scope == "VN" or lower.endswith("chi nhánh", at, end)
    return _REGION_NUMBER.match(lower, end) if branch else None


def _branch(text: str, lower: str, end: int, body: Body, on: dt.date | None) -> int | None:
    """Return where the words end that make a body its branch in a place: "Agribank chi nhánh tỉnh", "... chi nhánh Đắk Nông"."""
    match = _BRANCH.match(lower, end) if body.branches else None
    if match and (lower.startswith(" khu vực", match.end()) or locality(text, lower, match.end(), on=on)):
        return match.end()
    return None


def _nationwide(printed: str) -> bool:
    """Whether a body that stands at each level is named as the country's: "Hội Nông dân Việt Nam"."""
    return printed.endswith((" việt nam", " vn"))


def _proper(printed: str, lower: str, at: int, entry: Entry, placed: Locality | None) -> bool:
    """Whether the capitals are those of a name: ordinary words in lower case are not ("cổng thông tin điện tử")."""
    if entry.short:
        return any(char.isupper() for char in printed)
    if printed[0].isupper():
        return True
    first = _first(lower, at)
    if first in _LOWER_HEADS:
        return not inside_a_word(lower, at)
    if placed is not None:
        return entry.bare or (" " in printed and not placed.many and not placed.provinces)
    return printed.count(" ") >= _LONG_NAME - 1


# The words whose second syllable a head looks like.
_SECONDS = {
    "sở": words("names", "before_so"),
    "bộ": words("names", "before_bo"),
    "vụ": words("names", "before_vu"),
    "trường": words("names", "before_truong"),
    "hội": words("names", "before_hoi"),
}
_SECONDS_OF = {
    first: frozenset(second for second, firsts in _SECONDS.items() if first in firsts)
    for first in chain.from_iterable(_SECONDS.values())
}
_MAY_BE_SECOND = tuple(_SECONDS)


def inside_a_word(lower: str, at: int) -> bool:
    """Return whether "sở", "bộ", "vụ" is the second syllable of a word: cơ sở, trụ sở, cán bộ, nhiệm vụ."""
    if not lower.startswith(_MAY_BE_SECOND, at) or lower[at - 1 : at] != " ":
        return False
    before = lower[max(0, at - _LONGEST_FIRST) : at].split()
    seconds = _SECONDS_OF.get(before[-1]) if before else None  # most words before it are none of these
    return seconds is not None and _first(lower, at) in seconds


def _a_member(lower: str, end: int) -> bool:
    """Whether a member of a committee is named and not the committee: "Tỉnh ủy viên"."""
    return lower.startswith("ủy viên", end - 2) and not lower[end + 5 : end + 6].isalnum()


def _goes_on(lower: str, end: int) -> bool:
    return lower.startswith((" và ", ", ", " - ", "-", "/", "; "), end)


# ---------------------------------------------------------------------------------------------------- heads and capitals


def _ruled(text: str, lower: str, at: int, on: dt.date | None) -> Reading | None:
    """Read a body by its head and what goes on from there: a field of work, a number, a place."""
    found = trie.longest(head_names(), lower, at)
    if found is None or not _is_head(text, lower, at, found):
        return None
    head: Head = found.entry
    if head.of and not lower.startswith(" số ", found.end):
        return _part_of(text, lower, at, found, on)
    end, more = _rest_of_name(text, lower, at, found)
    if len(more) == 1 and more in "Yy":
        return None  # "Sở Y tếchủ trì": what is glued to the rest is no name
    if text[at].islower() and not more and not head.alone:
        return None
    return _placed(text, lower, (at, end), head, more, on=on)


def _is_head(text: str, lower: str, at: int, found: trie.Found[Head]) -> bool:
    """Whether the words of a head are one here: no member's, no part of a word, not counted, and written as a name."""
    head = found.entry
    if _a_member(lower, found.end):
        return False
    following = trie.step(lower, found.end)
    if following and not following[0].strip() and following[1] in head.refused:
        return False
    if " " not in head.name and inside_a_word(lower, at):
        return False
    if head.counted and lower[at - 2 : at - 1].isdigit():
        return False
    return (
        not head.cased
        or text[at].isupper()
        or (_may_be_small(lower, at, head) and _field_follows(text, lower, found.end))
    )


def _rest_of_name(text: str, lower: str, at: int, found: trie.Found[Head]) -> tuple[int, str]:
    """Read what a head's name goes on with; return where it ends and its words, none where the head is all of it."""
    head = found.entry
    printed = text[at : found.end]
    capitals = printed.isupper() and len(printed) >= len(head.name) - 1
    end, more = run(text, lower, found.end, capitals=capitals, need_field=" " not in head.name)
    # "Tổ 1", "Đội 2" are parts of something, "Tổ Nghệ thuật 4, 5" are two; "Tổ Kiểm tra liên ngành 814" is a name.
    parts = head.works and (not (more or head.alone) or _NUMBERS.match(lower, end))
    if head.numbered and not parts and (number := _number(lower, end)) is not None:
        end, more = number.end(), f"{more} {number[1]}".lstrip()  # "Sư đoàn 372", "Sư đoàn Không quân 372"
        if lower.startswith(" quốc gia", end):  # "Ban Chỉ đạo 389 quốc gia"
            end, more = end + len(" quốc gia"), f"{more} quốc gia"
    if head.about and (more or head.alone) and (field := _about(text, lower, end)):
        end, more = field.end, f"{more} về {field.name}".strip()
    if capitals:
        return end, more
    if head.works is not None and not more and text[at].isupper():
        end, more = _at_work(text, lower, end, head.works)
    if head.open and text[at].isupper():
        end, more = _led(text, lower, end, more, head)
    if head.tail and more:
        end, more = _with_tail(text, lower, end, more)
    if head.dashed and more and " - " in lower[end : end + _LONGEST_DASHED]:
        end, more = _dashed(text, lower, end, more)
    return end, more


def _placed(
    text: str, lower: str, span: tuple[int, int], head: Head, more: str, *, on: dt.date | None
) -> Reading | None:
    """Read the place behind a name; None where neither it nor the name says which body is meant."""
    at, end = span
    placed = locality(text, lower, end, on=on)
    if placed is not None and not more and not (head.area or head.alone):
        placed = None if not placed.many else placed
    if placed is not None and more and lower.startswith(" - ", end):
        placed = placed._replace(name=f"- {placed.name}")  # "Thăng Long - Hà Nội"
    named = bool(more) or head.alone or placed is not None
    pending = not named and head.area and _goes_on(lower, end)
    if not named and not pending:
        return None
    name = f"{head.name} {more}".strip()
    stop = placed.end if placed else end
    level = "other" if head.level == "district" and more and not _is_division(more) else head.level
    return Reading(
        at, stop, name, level, None, placed, (), 0.8, pending, lends=True, borrows=head.area and not more
    )


def _with_tail(text: str, lower: str, end: int, more: str) -> tuple[int, str]:
    """Go on through words in lower case that end at a sign, a verb or a place: "Vụ Hợp tác quốc tế", not after a known field."""
    last = more.rsplit(" và ", 1)[-1].rsplit(", ", 1)[-1].casefold()
    if _is_field(last) or not text[end - 1].islower() or _is_field(more.casefold()):
        return end, more
    if more.count(" ") != 1 and doings().match(lower, end + 1):
        return (
            end,
            more,
        )  # "Viện Khoa học giáo dục", but "Khoa Dược cung ứng", "... Công nghệ Xây dựng biên soạn"
    stop = small_words(text, lower, end, ends=acts())
    if stop == end:
        return end, more
    if lower.startswith(" và ", stop) and text[stop + 4 : stop + 5].isupper() and not opens(lower, stop + 4):
        last_end, name = run(text, lower, stop + 3)
        stop = small_words(text, lower, last_end, ends=acts()) if name else stop
    if lower.startswith(" việt nam", stop):
        stop += len(" việt nam")  # "Hiệp hội Bất động sản Việt Nam"
    if not (_NAME_ENDS.match(lower, stop) or _after_a_name(lower, stop) or lower.startswith(" - ", stop)):
        return end, more
    return stop, f"{more}{text[end:stop]}"


def _at_work(text: str, lower: str, end: int, works: trie.Node[str]) -> tuple[int, str]:
    """Read what a board or a team is for, in lower case, with the words after it: "Hội đồng thẩm định giá đất cụ thể"."""
    found = trie.longest(works, lower, end + 1) if lower[end : end + 1] == " " else None
    if found is None:
        return end, ""
    stop = small_words(text, lower, found.end, ends=acts())
    return (end, "") if _OF_VILLAGES.match(lower, stop) else (stop, text[end + 1 : stop])


_OF_VILLAGES = re.compile(r"[ ]các[ ](?:thôn|bản|ấp|xóm|khóm|buôn|tổ|khu|khối)[ ,;.]")  # each of them has one


def _is_division(field: str) -> bool:
    """Whether a field is one that a district's or commune's divisions have: other divisions are those of any body."""
    known = trie.longest(divisions(), field.casefold(), 0)
    return known is not None and (known.end == len(field) or field[known.end + 1 : known.end + 2].isupper())


def _is_field(words: str) -> bool:
    """Whether folded words are those of one known field, all of them."""
    known = trie.longest(field_names(), words, 0)
    return known is not None and known.end == len(words)


def _part_of(text: str, lower: str, at: int, head: trie.Found[Head], on: dt.date | None) -> Reading | None:
    """Read a part of a body by its head and the body's own name: "Chi nhánh Ngân hàng Chính sách xã hội tỉnh"."""
    of = lower.startswith(" của ", head.end)
    start = head.end + (len(" của ") if of else 1)
    if lower[head.end : head.end + 1] != " " or not text[start : start + 1].isupper():
        return None
    whole = read_body(text, lower, start, on)
    if whole is None or whole.pending or whole.collective:
        return None
    return whole._replace(
        start=at, name=f"{head.entry.name}{text[head.end : start]}{whole.name}", body=None, confidence=0.8
    )


_LONGEST_DASHED = 40
_TO_THE_DASH = re.compile(r"(?:[ ][^\W\d_]{1,7}){0,4}[ ]-[ ](?=[^\W\d_]{2})")
_NAME_ENDS = re.compile(r"[ ]?(?:[,;.:()\n]|$)")


def _dashed(text: str, lower: str, end: int, more: str) -> tuple[int, str]:
    """Go on over a dash with blanks where the rest is a name up to a sign: "Phòng Kỹ thuật an toàn - Môi trường"."""
    dash = _TO_THE_DASH.match(lower, end)
    if dash is None or not text[dash.end()].isupper():
        return end, more
    small, at = text[end : dash.end() - len(" - ")], dash.end()
    if (small and not small.islower()) or any(stops().match(word) for word in small.split()):
        return end, more
    if opens(lower, at) or others().match(lower, at) or province_at(text, lower, at, on=None):
        return end, more
    last, name = run(text, lower, at - 1)
    if not name:
        return end, more
    placed = province_at(text, lower, last + 1, on=None)
    if not (placed or _NAME_ENDS.match(lower, last) or _after_a_name(lower, last) or opens(lower, last + 1)):
        stop = small_words(text, lower, last, ends=acts())
        if not (_NAME_ENDS.match(lower, stop) or _after_a_name(lower, stop)):
            return end, more
        last, name = stop, f"{name}{text[last:stop]}"
    return last, f"{more}{small} - {name}"


def _after_a_name(lower: str, end: int) -> bool:
    """Whether what follows a name is what it does, whose it is, or another one."""
    if lower[end : end + 1] != " ":
        return False
    return bool(acts().match(lower, end + 1) or UNIT.match(lower, end + 1))


class _Field(NamedTuple):
    end: int
    name: str


def _about(text: str, lower: str, end: int) -> _Field | None:
    """Return the field of "Ủy ban Quốc gia về Chuyển đổi số", where the table knows it."""
    start = end + len(" về ")
    if not lower.startswith(" về ", end):
        return None
    found = trie.longest(field_names(), lower, start)
    if found is None:
        return None
    printed = text[start : found.end]
    return _Field(found.end, found.entry.name if found.entry.short or printed.isupper() else printed)


def _may_be_small(lower: str, at: int, head: Head) -> bool:
    """Whether a head is one in lower case too where a field follows: of two words, or of several bodies ("các phòng Nội vụ, Tư pháp")."""
    return " " in head.name or (head.name == "Phòng" and lower.endswith(("các ", "trưởng "), 0, at))


def _field_follows(text: str, lower: str, end: int) -> bool:
    """Whether a field with its capital follows: what makes "phòng Kinh tế và Hạ tầng" a name all the same.

    After "trung tâm" an abbreviation is none: "các trung tâm GDNN-GDTX" are any of them.
    """
    if text[end : end + 1] != " " or not text[end + 1 : end + 2].isupper():
        return False
    found = trie.longest(field_names(), lower, end + 1)
    if found is None:
        return False
    return not found.entry.short or text[end + 2].islower() or lower.endswith("phòng", 0, end)


def _led(text: str, lower: str, end: int, more: str, head: Head) -> tuple[int, str]:
    """Go on through words in lower case where they lead to a proper name or a place, and no sentence begins."""
    field = trie.longest(field_names(), more.casefold(), 0) if more else None
    ends = acts() if head.alone else verbs()
    trading = head.name.startswith("Công ty") and (not more or (field is not None and field.end == len(more)))
    if more and more.count(" ") != 1 and not lower.startswith(" và ", end) and doings().match(lower, end + 1):
        return end, more
    at, words = end, list[str]()
    while len(words) < _MAX_LED and (found := trie.step(lower, at)) is not None:
        gap, word, stop = found
        start = stop - len(word)
        if gap.strip() not in ("", "và") or (gap.strip() and (not (words or more) or opens(lower, start))):
            break
        if words and (UNIT.match(lower, start) or province_at(text, lower, start, on=None)):
            return at, f"{more} {' '.join(words)}".strip()
        if text[start].isupper():
            last, name = run(text, lower, at)
            return (last, " ".join((more, *words, name)).strip()) if words and name else (end, more)
        trade = trie.longest(trades(), lower, start) if trading else None
        if trade is None and ends.match(lower, start):
            break
        stop = trade.end if trade else stop
        words.append(text[at:stop].strip())
        at = stop
    return end, more


# The decision or the field that a board is known by ("Ban Chỉ đạo 389"), the number of a post or hospital; a noun after it is counted.
_NUMBER = re.compile(
    r"[ ]([0-9]{1,4})(?![0-9/.,]*[0-9%])(?=[ ]?(?:$|[^\w ])|[ ](?:cấp|quốc gia|trung ương|các|và|của|thuộc|để|về|về việc|chủ trì|phối hợp|tỉnh|thành phố|huyện|thị xã|xã|phường)(?![^\W_]))"
)
_NUMBERS = re.compile(r"[ ][0-9]{1,4}(?:,| và)[ ]?[0-9]")
_NUMBER_THEN = re.compile(r"[ ]([0-9]{1,4})[ ]")


def _number(lower: str, end: int) -> re.Match[str] | None:
    """Match the bare number that names a body; behind it stands a sign, whose it is, or what it does."""
    number = _NUMBER.match(lower, end)
    if number is None and (then := _NUMBER_THEN.match(lower, end)):
        does = doings().match(lower, then.end()) or acts().match(lower, then.end())
        number = _LONE_NUMBER.match(lower, end) if does else None
    return number


_LONE_NUMBER = re.compile(r"[ ]([0-9]{1,4})")
_BRANCH = re.compile(r"[ ](?:-[ ])?chi nhánh(?=[ ])")
_REGION_NUMBER = re.compile(r"[ ]khu vực[ ](?:[0-9]{1,3}|[ivx]{1,5})(?![^\W_])")
