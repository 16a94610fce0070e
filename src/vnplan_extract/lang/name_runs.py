"""How a body's name goes on behind its head: by the rule of capitals, through fields and numbers, over "và" and dashes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.lang import trie, wordlists
from vnplan_extract.lang.gazetteer import (
    body_names,
    doings,
    field_names,
    head_names,
    starts,
    stops,
    verbs,
    whole_words,
)
from vnplan_extract.lang.localities import province_at, titled

if TYPE_CHECKING:
    from vnplan_extract.lang.gazetteer import Field

UNIT = re.compile(
    r"(?:thành phố|thị xã|thị trấn|đặc khu|tỉnh(?! ủy| đoàn)|huyện(?! ủy| đoàn)|quận(?! ủy)|xã(?! hội)|phường)(?![^\W_])"
)
_MAX_WORDS = 16


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
        stop = small_words(text, lower, at)
        words += text[at:stop].split()
        if at < stop and lower.startswith(" và ", stop) and not opens(lower, stop + len(" và ")):
            start = stop + len(" và ")
            last, named = run(text, lower, start - 1)
            if named and text[start].islower():
                named = text[start:last]  # "Quản lý làng nghề và du lịch": both halves as printed
            stop, words = (last, [*words, "và", named]) if named else (stop, words)
        elif at < stop and text[stop + 1 : stop + 2].isupper() and not opens(lower, stop + 1):
            stop, named = run(text, lower, stop)
            words.append(named)
        at = stop
    return at, " ".join(words)


# A verb at the end of a name has its object behind it, in lower case too ("Phòng Quản lý xuất nhập cảnh").
_WITH_OBJECT = wordlists.words("names", "verbs_with_objects")


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
    if joined and opens(lower, start):
        return None
    if UNIT.match(lower, start) or (not joined and province_at(text, lower, start, on=None)):
        return None
    if words and not joined and word in _OWNERS and words[0] not in _HEADS_OF and _owner(lower, word, start):
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
    if words and not joined and lower.startswith(_NATIONAL, start) and text[start].islower():
        stop = start + len(_NATIONAL[0] if word == "trung" else _NATIONAL[1])
        return stop, f"{lead}{lower[start:stop]}"
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
    if words and not joined and len(words[-1]) > 1 and words[-1].isalpha() and not _is_head(words[-1]):
        # Behind a syllable with a capital of its own goes another one, not a word of two: "Con Cuông", "Diễn Châu".
        return end, lead + titled(text[start:end], capitals=capitals)
    return _word(text, lower, start, end, lead, capitals=capitals)


def _is_head(word: str) -> bool:
    """Whether a word opens names by itself, and a word of two may stand behind it: "Liên hiệp các Hội Văn học"."""
    node = head_names().following.get(word.casefold())
    return node is not None and node.entry is not None


_OWNERS = frozenset(("bộ", "sở", "công", "quân"))
_HEADS_OF = ("Giám đốc", "Lãnh đạo")  # "Ban Giám đốc Sở Y tế" is one name


def _owner(lower: str, word: str, start: int) -> bool:
    """Whether whose a body is begins here, and its own name ends: "Cục Việc làm Bộ Nội vụ", "Phòng Tham mưu Công an tỉnh"."""
    if word == "quân":
        return lower.startswith("quân khu ", start)  # "Cục Hậu cần - Kỹ thuật Quân khu 2"
    if word == "công":
        if lower.startswith("công ty ", start):
            return True  # "Phòng Nhân sự Công ty Cổ phần Hà Thành"
        return lower.startswith("công an ", start) and UNIT.match(lower, start + len("công an ")) is not None
    return trie.longest(body_names(), lower, start) is not None


def opens(lower: str, start: int) -> bool:
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
    # In small letters a comma left out says nothing: "thủy lợi và phòng chống thiên tai".
    usual = usual or (printed.islower() and words.replace(",", "") == field.name.casefold().replace(",", ""))
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
        or (doings().match(lower, begin) and lower[start:stop] not in whole_words())
        or UNIT.match(lower, begin)
        or (end - start > 1 and text[start:end].isupper())
        or (text[start] == "Y" and word.startswith("tế"))  # "Sở Y tếchủ trì": "Y tế" itself is a field
    ):
        return end, printed
    return stop, f"{printed} {text[begin:stop]}"


_REGION = "khu vực "
_NATIONAL = ("trung ương", "quốc gia")  # "Bệnh viện Lao và Bệnh phổi trung ương"
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


_SMALL_WORD = re.compile(r"[ ][^\W\d_]{1,7}")
_MAX_SMALL = 9


def small_words(text: str, lower: str, at: int, *, ends: re.Pattern[str] | None = None) -> int:
    """Return where the words in lower case after a place end: at a sign, a number, a capital, or what begins a new clause."""
    ends = ends or verbs()
    for _ in range(_MAX_SMALL):
        word = _SMALL_WORD.match(lower, at)
        if word is None or not text[at + 1].islower():
            break
        # "chuyển đổi số": it is the number of something only before figures.
        if ends.match(lower, at + 1) and (
            word[0] != " số" or lower[word.end() + 1 : word.end() + 2].isdigit()
        ):
            break
        if UNIT.match(lower, at + 1):
            break
        at = word.end()
    return at
