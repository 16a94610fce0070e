"""One body at one place of a text: by the table, or by a head and the rule of capitals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from vnplan_extract.lang import trie
from vnplan_extract.lang.gazetteer import (
    acts,
    bodies,
    body_names,
    field_names,
    head_names,
    others,
    starts,
    stops,
    trades,
    verbs,
)
from vnplan_extract.lang.localities import Locality, locality, proper_at, province_at, titled

if TYPE_CHECKING:
    import datetime as dt

    from vnplan_extract.lang.gazetteer import Body, Entry, Field, Head
    from vnplan_extract.lang.values import AgencyLevel

_UNIT = re.compile(
    r"(?:thành phố|thị xã|thị trấn|đặc khu|tỉnh(?! ủy| đoàn)|huyện(?! ủy| đoàn)|quận(?! ủy)|xã|phường)(?![^\W_])"
)
_LOWER_HEADS = frozenset(("sở", "bộ", "ủy", "ubnd", "hđnd"))
# These names end where the table says: a capital after them begins something else ("Sở Tài chính Chủ trì").
_CLOSED = frozenset(("sở", "bộ", "ủy", "ubnd", "hđnd", "thủ", "chính", "quốc"))
_WORD = re.compile(r"[^\W_]+")
_LONG_NAME = 6
_MAX_WORDS = 16
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
        if longer and (after[:1].isupper() or after[:1].isdigit() or after.startswith(("khu vực", "vùng")))
        else listed
    )


def _first(lower: str, at: int) -> str:
    found = _WORD.match(lower, at)
    return found[0] if found else ""


# ---------------------------------------------------------------------------------------------------- the table


def _listed(text: str, lower: str, at: int, on: dt.date | None) -> Reading | None:
    found = trie.longest(body_names(), lower, at)
    if found is None or _a_member(lower, found.end):
        return None
    entry, end, name = found.entry, found.end, found.entry.name
    body = entry.body
    if body.rest:
        end, more = run(text, lower, end, capitals=text[at:end].isupper() and not entry.short)
        name = f"{name} {more}".strip()
    branch = body.scope == "VN" or lower.endswith("chi nhánh", at, end)
    if branch and (region := _REGION_NUMBER.match(lower, end)):  # "NHNN Khu vực 9"
        name = f"{name.removesuffix(' Việt Nam')}{text[end : region.end()]}"
        return Reading(at, region.end(), name, "other", None, None, (), 0.9)
    if body.branches and (branch_of := _BRANCH.match(lower, end)):  # "Agribank chi nhánh tỉnh"
        end, name = branch_of.end(), f"{name}{text[end : branch_of.end()]}"
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
    return Reading(
        at,
        placed.end if placed else end,
        name,
        "central" if placed is None and body.national and _nationwide(lower[at:end]) else body.level,
        body,
        placed,
        flags,
        0.9 if text[at].islower() or pending else 1.0,
        pending,
        lends=body.scope != "VN" and not name.startswith("Sở"),
        borrows=body.scope == "area" and not body.rest,
    )


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
    "sở": "cơ trụ công",
    "bộ": "cán toàn nội đảng tiến đồng chi cục đường bài thủ",
    "vụ": "nhiệm dịch nghiệp phục công chức thời mùa phạm",
    "trường": "thị môi công nông chủ lập",
    "hội": "xã cơ lễ đại",
}
_INSIDE = frozenset(f"{first} {second}" for second, firsts in _SECONDS.items() for first in firsts.split())
_MAY_BE_SECOND = tuple(_SECONDS)


def inside_a_word(lower: str, at: int) -> bool:
    """Return whether "sở", "bộ", "vụ" is the second syllable of a word: cơ sở, trụ sở, cán bộ, nhiệm vụ."""
    if not lower.startswith(_MAY_BE_SECOND, at):
        return False
    before = lower[max(0, at - _LONGEST_FIRST) : at]
    words = before.split() if before.endswith(" ") else []
    return bool(words) and f"{words[-1]} {_first(lower, at)}" in _INSIDE


def _a_member(lower: str, end: int) -> bool:
    """Whether a member of a committee is named and not the committee: "Tỉnh ủy viên"."""
    return lower.startswith("ủy viên", end - 2) and not lower[end + 5 : end + 6].isalnum()


def _goes_on(lower: str, end: int) -> bool:
    return lower.startswith((" và ", ", ", " - ", "-", "/", "; "), end)


# ---------------------------------------------------------------------------------------------------- heads and capitals


def _ruled(text: str, lower: str, at: int, on: dt.date | None) -> Reading | None:
    found = trie.longest(head_names(), lower, at)
    if found is None or _a_member(lower, found.end):
        return None
    head: Head = found.entry
    following = trie.step(lower, found.end)
    if following and not following[0].strip() and following[1] in head.refused:
        return None
    if " " not in head.name and inside_a_word(lower, at):
        return None
    if (
        head.cased
        and not text[at].isupper()
        and not (_may_be_small(lower, at, head) and _field_follows(text, lower, found.end))
    ):
        return None
    if head.of and not lower.startswith(" số ", found.end):
        return _part_of(text, lower, at, found, on)
    printed = text[at : found.end]
    capitals = printed.isupper() and len(printed) >= len(head.name) - 1
    end, more = run(text, lower, found.end, capitals=capitals, need_field=" " not in head.name)
    if not more and head.numbered and (number := _NUMBER.match(lower, found.end)) is not None:
        end, more = number.end(), number[1]
    if head.about and (more or head.alone) and (field := _about(text, lower, end)):
        end, more = field.end, f"{more} về {field.name}".strip()
    if head.open and text[at].isupper() and not capitals:
        end, more = _led(text, lower, end, more, company=head.name.startswith("Công ty"))
    if head.tail and more and not capitals:
        end, more = _with_tail(text, lower, end, more)
    if head.dashed and more and not capitals and " - " in lower[end : end + _LONGEST_DASHED]:
        end, more = _dashed(text, lower, end, more)
    if len(more) == 1 and more in "Yy":
        return None  # "Sở Y tếchủ trì": what is glued to the rest is no name
    if text[at].islower() and not more and not head.alone:
        return None
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
    return Reading(
        at, stop, name, head.level, None, placed, (), 0.8, pending, lends=True, borrows=head.area and not more
    )


def _with_tail(text: str, lower: str, end: int, more: str) -> tuple[int, str]:
    """Go on through words in lower case that end at a sign, a verb or a place: "Vụ Hợp tác quốc tế", not after a known field."""
    last = more.rsplit(" và ", 1)[-1].rsplit(", ", 1)[-1].casefold()
    known = trie.longest(field_names(), last, 0)
    if (known is not None and known.end == len(last)) or not text[end - 1].islower():
        return end, more
    stop = _small_words(text, lower, end, ends=acts())
    if stop == end:
        return end, more
    if lower.startswith(" và ", stop) and text[stop + 4].isupper() and not _opens(lower, stop + 4):
        last_end, name = run(text, lower, stop + 3)
        stop = _small_words(text, lower, last_end, ends=acts()) if name else stop
    if not (_NAME_ENDS.match(lower, stop) or _after_a_name(lower, stop) or lower.startswith(" - ", stop)):
        return end, more
    return stop, f"{more}{text[end:stop]}"


def _part_of(text: str, lower: str, at: int, head: trie.Found[Head], on: dt.date | None) -> Reading | None:
    """Read a part of a body by its head and the body's own name: "Chi nhánh Ngân hàng Chính sách xã hội tỉnh"."""
    start = head.end + 1
    if lower[head.end : start] != " " or not text[start : start + 1].isupper():
        return None
    whole = read_body(text, lower, start, on)
    if whole is None or whole.pending or whole.collective:
        return None
    return whole._replace(start=at, name=f"{head.entry.name} {whole.name}", body=None, confidence=0.8)


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
    if _opens(lower, at) or others().match(lower, at) or province_at(text, lower, at, on=None):
        return end, more
    last, name = run(text, lower, at - 1)
    if not name:
        return end, more
    if not (_NAME_ENDS.match(lower, last) or _after_a_name(lower, last)):
        stop = _small_words(text, lower, last)
        if not _NAME_ENDS.match(lower, stop):
            return end, more
        last, name = stop, f"{name}{text[last:stop]}"
    return last, f"{more}{small} - {name}"


_SMALL_WORD = re.compile(r"[ ][^\W\d_]{1,7}")
_MAX_SMALL = 9


def _small_words(text: str, lower: str, at: int, *, ends: re.Pattern[str] | None = None) -> int:
    """Return where the words in lower case after a place end: at a sign, a number, a capital, or what begins a new clause."""
    ends = ends or verbs()
    for _ in range(_MAX_SMALL):
        word = _SMALL_WORD.match(lower, at)
        if word is None or not text[at + 1].islower() or ends.match(lower, at + 1):
            break
        if _UNIT.match(lower, at + 1):
            break
        at = word.end()
    return at


def _after_a_name(lower: str, end: int) -> bool:
    """Whether what follows a name is what it does, whose it is, or another one."""
    if lower[end : end + 1] != " ":
        return False
    return bool(acts().match(lower, end + 1) or _UNIT.match(lower, end + 1))


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
    return " " in head.name or (head.name == "Phòng" and lower.startswith("các ", max(0, at - len("các "))))


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


def _led(text: str, lower: str, end: int, more: str, *, company: bool) -> tuple[int, str]:
    """Go on through words in lower case where they lead to a proper name or a place, and no sentence begins."""
    field = trie.longest(field_names(), more.casefold(), 0) if more else None
    trading = company and (not more or (field is not None and field.end == len(more)))
    at, words = end, list[str]()
    while len(words) < _MAX_LED and (found := trie.step(lower, at)) is not None:
        gap, word, stop = found
        start = stop - len(word)
        if gap.strip() not in ("", "và") or (gap.strip() and (not (words or more) or _opens(lower, start))):
            break
        if words and (_UNIT.match(lower, start) or province_at(text, lower, start, on=None)):
            return at, f"{more} {' '.join(words)}".strip()
        if text[start].isupper():
            last, name = run(text, lower, at)
            return (last, " ".join((more, *words, name)).strip()) if words and name else (end, more)
        trade = trie.longest(trades(), lower, start) if trading else None
        if trade is None and verbs().match(lower, start):
            break
        stop = trade.end if trade else stop
        words.append(text[at:stop].strip())
        at = stop
    return end, more


def run(
    text: str, lower: str, at: int, *, capitals: bool = False, need_field: bool = False
) -> tuple[int, str]:
    """Follow a name by the rule of capitals: words with a capital, their second syllables, and fields of the table.

    Args:
        text: The text, and `lower` the same folded.
        lower: Folded text.
        at: Where the name's head ends.
        capitals: Whether the text there is all in capitals.
        need_field: In a text all in capitals go on only with words of the table: a one-word head may be no head there.

    Returns:
        The end, and the words in their usual case.
    """
    words: list[str] = []
    for _ in range(_MAX_WORDS):
        found = _next(text, lower, at, words, capitals=capitals, need_field=need_field)
        if found is None:
            break
        at, word = found
        if word[0] == "&" and word[1:2] != " ":
            words[-1] += word
        else:
            words.append(word)
    if words and not capitals and words[-1].endswith(_WITH_OBJECT):
        stop = _small_words(text, lower, at)
        words += text[at:stop].split()
        if at < stop and lower.startswith(" và ", stop) and not _opens(lower, stop + len(" và ")):
            last, named = run(text, lower, stop + len(" và ") - 1)
            stop, words = (last, [*words, "và", named]) if named else (stop, words)
        elif at < stop and text[stop + 1 : stop + 2].isupper() and not _opens(lower, stop + 1):
            stop, named = run(text, lower, stop)
            words.append(named)
        at = stop
    return at, " ".join(words)


# A verb at the end of a name has its object behind it, in lower case too ("Phòng Quản lý xuất nhập cảnh").
_WITH_OBJECT = ("Quản lý", "Quy hoạch", "Kiểm soát", "Bảo tồn", "Chế biến", "Khai thác", "Giám định")


def _next(
    text: str, lower: str, at: int, words: list[str], *, capitals: bool, need_field: bool
) -> tuple[int, str] | None:
    """Read the next word or field of a name and any "và" before it; None where the name ends."""
    found = trie.step(lower, at)
    if found is None:
        return None
    gap, word, end = found
    start, mark = end - len(word), gap.strip()
    joined = mark in ("và", "&")
    if (mark and not joined and gap != "-") or (joined and not words):
        return None
    if joined and _opens(lower, start):
        return None
    if _UNIT.match(lower, start) or (not joined and province_at(text, lower, start, on=None)):
        return None
    if word == "tp" and lower.startswith((".", " "), end):
        return None  # "Trường Đại học Nông Lâm TP. Hồ Chí Minh"
    lead = {"và": "và ", "&": "&" if gap == "&" else "& ", "-": "- "}.get(mark, "")
    inner = (
        trie.longest(body_names(), lower, start)
        if text[start : start + 2].isupper() and not capitals
        else None
    )
    if inner is not None and inner.entry.short:
        return inner.end, lead + inner.entry.name
    if words and not joined and lower.startswith(_CENTRAL, start) and text[start].islower():
        return start + len(_CENTRAL), f"{lead}{_CENTRAL}"
    if words and not joined and lower.startswith(_COUNCIL, start):
        return start + len(_COUNCIL), f"{lead}Hội đồng nhân dân"
    if words and lower.startswith(_REGION, start) and (region := _numbered(text, lower, start)):
        return region
    named = trie.longest(field_names(), lower, start)
    if named is not None and (text[start].isupper() or _ordinary(named.entry.name, words)):
        return named.end, lead + _field(text[start : named.end], named.entry)
    if not text[start].isupper():
        return _numbered(text, lower, start)
    if words and starts().match(lower, start):
        return None
    if capitals and ((need_field and not words) or stops().match(lower, start)):
        return None
    return _word(text, lower, start, end, lead, capitals=capitals)


def _opens(lower: str, start: int) -> bool:
    """Whether another body's name may begin here: then the "và" before it joins two bodies."""
    if trie.longest(body_names(), lower, start) is not None:
        return True
    head = trie.longest(head_names(), lower, start)
    after = trie.step(lower, head.end) if head else None
    return head is not None and not (after and after[1] in head.entry.refused)


def _ordinary(field: str, words: list[str]) -> bool:
    """Whether a field in lower case still goes on with a name: right after the head, or usually so written, or long."""
    return " " in field and (not words or field[0].islower() or field.count(" ") > 1)


def _field(printed: str, field: Field) -> str:
    """A field in its usual capitals, abbreviations written out, separators as printed but for "&"."""
    words = _AMPERSAND.sub(" và ", printed)
    usual = field.short or printed.isupper() or words.casefold() == field.name.casefold()
    # What stands between two fields is put back where it is left out: "Tài chính Kế hoạch".
    usual = usual or (_SEPARATOR.search(words) is None and _SEPARATOR.search(field.name) is not None)
    return field.name if usual else words


_SEPARATOR = re.compile(r"[,/-]|(?<= )và(?= )")
_AMPERSAND = re.compile(r"[ ]?&[ ]?")


def _word(text: str, lower: str, start: int, end: int, lead: str, *, capitals: bool) -> tuple[int, str]:
    """A word with a capital, and its second syllable in lower case where that begins no other word."""
    printed = lead + titled(text[start:end], capitals=capitals)
    second = trie.step(lower, end)
    if second is None or second[0] != " " or capitals:
        return end, printed
    _, word, stop = second
    begin = stop - len(word)
    if (
        not text[begin].islower()
        or verbs().match(lower, begin)
        or _UNIT.match(lower, begin)
        or text[start:end].isupper()
    ):
        return end, printed
    return stop, f"{printed} {text[begin:stop]}"


# The decision or the field that a board is known by ("Ban Chỉ đạo 389"), the number of a post or hospital; a noun after it is counted.
_NUMBER = re.compile(
    r"[ ]([0-9]{1,4})(?![0-9/.,]*[0-9%])(?=[ ]?(?:$|[^\w ])|[ ](?:cấp|quốc gia|trung ương|các|và|của|thuộc|để|về|về việc|chủ trì|phối hợp|tỉnh|thành phố|huyện|thị xã|xã|phường)(?![^\W_]))"
)
_BRANCH = re.compile(r"[ ](?:-[ ])?chi nhánh(?=[ ](?:tỉnh|thành phố|huyện|khu vực)[^\W_]*)")
_REGION = "khu vực "
_REGION_NUMBER = re.compile(r"[ ]khu vực[ ](?:[0-9]{1,3}|[ivx]{1,5})(?![^\W_])")
_CENTRAL = "trung ương"  # "Bệnh viện Lao và Bệnh phổi trung ương"
_COUNCIL = "hội đồng nhân dân"  # "Ban Kinh tế - Ngân sách Hội đồng nhân dân tỉnh"
_NUMBERED = re.compile(r"(?:số|khu vực|vùng|cụm|cơ sở)[ ](?:[0-9]{1,3}|[ivx]{1,5})(?![^\W_])")


def _numbered(text: str, lower: str, start: int) -> tuple[int, str] | None:
    """Read a number that is part of a name: "số 1", "khu vực VII", and "khu vực" before a place."""
    match = _NUMBERED.match(lower, start)
    if match is not None:
        return match.end(), text[start : match.end()]
    region = "khu vực"
    if (
        lower.startswith(f"{region} ", start)
        and text[start + len(region) + 1 : start + len(region) + 2].isupper()
    ):
        return start + len(region), region
    return None
