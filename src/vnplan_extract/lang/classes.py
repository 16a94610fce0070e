"""Classes of bodies: "các sở, ban, ngành", "sở, ngành cấp tỉnh", "các cơ quan, đơn vị có liên quan"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from vnplan_extract.lang.bodies import Reading
from vnplan_extract.lang.gazetteer import body_names
from vnplan_extract.lang.localities import locality
from vnplan_extract.lang.trie import longest

if TYPE_CHECKING:
    import datetime as dt

    from vnplan_extract.lang.values import AgencyLevel

_MASS = r"(?:hội, )?đoàn thể(?: chính trị(?: ?-? ?xã hội)?)?|tổ chức (?:chính trị(?: ?-? ?xã hội)?|ct ?- ?xh|đoàn thể|hội)(?: - nghề nghiệp)?"
_FIRST = rf"sở|bộ(?! (?:phận|đội|tiêu|chỉ số|quy|luật|câu|môn|mã|lọc|dữ liệu|tài liệu|hồ sơ|máy))|ban đảng|ban xây dựng đảng|ban|ngành|cơ quan|đơn vị|phòng|hội|{_MASS}"
# Where a name begins with such a word the list has ended ("các cơ quan, đơn vị, Sở Tài chính").
_NOUN = r"(?:sở|bộ|ban|phòng|hội|chi cục|trung tâm)(?=[ ]?[,;./)]|[ ](?:và|ngành|có|liên|chức|chuyên|của|thuộc|cấp|tỉnh|trung)|[ ]?$)"
_OTHER = (
    rf"{_NOUN}|ban đảng|ban xây dựng đảng|ngành|địa phương|cơ quan ngang bộ|cơ quan thuộc chính phủ|cơ quan|đơn vị|"
    rf"{_MASS}|tổ chức|cấp|tỉnh|huyện|thị xã|thành phố|xã(?! hội)|phường|thị trấn|đặc khu"
)
# With its own "các" such a noun begins another class: "các sở, ngành và các cơ quan liên quan" are two.
_OWN = "(?:cơ quan|đơn vị|tổ chức|đoàn thể|hội|phòng|địa phương)"
_ITEM = rf"(?:[ ]?[,/][ ]?(?:và )?|[ ]và[ ]|[ ]-[ ]|[ ](?=(?:ban ngành|ban,|ngành|đoàn thể)))(?:các (?!{_OWN}))?(?:{_OTHER})(?![^\W_])"
_KIND = (
    r"chức năng|chuyên môn|(?:có )?liên quan|trung ương|ở trung ương|thông tin đại chúng|truyền thông|trực thuộc|đảng|"
    r"(?:báo )?(?:thông tấn,? ?)?(?:và )?báo chí|ngang bộ|thuộc chính phủ|"
    r"thành viên|sự nghiệp|đóng trên địa bàn|nêu trên"
)
_CLASS = re.compile(
    rf"((?:(?:tất cả|toàn thể) )?(?:các|những)[ ])?({_FIRST})(?![^\W_])((?:{_ITEM}){{0,9}})((?:[ ](?:{_KIND})(?![^\W_])){{0,3}})"
)
# What is in the list decides whether it names bodies: "các cơ quan, tổ chức, cá nhân" is everybody.
_EVERYBODY = re.compile(
    r"[ ]?[,/]?[ ]?(?:và )?(?:cá nhân|doanh nghiệp|người dân|nhân dân|hộ gia đình)(?![^\W_])"
)
_BODIES = re.compile(r"(?<![^\W_])(?:sở|bộ|ban|ngành|cơ quan|đơn vị|địa phương|phòng|đoàn thể)(?![^\W_])")
# The words before that make the first word another one: cơ sở, cán bộ, "chuyên ngành".
_BEFORE = re.compile(
    r"(?:cơ|trụ|công|cán|toàn|nội|đảng|tiến|đồng|liên|chuyên|đa|thường|căn|của|một|từng)[ ]$"
)
_LINK = re.compile(r"[ ](?:thuộc|của)[ ](?=(?:tỉnh|thành phố)(?![^\W_]))")
# Whose they are, where it is named by its kind alone: "các đơn vị trực thuộc Sở".
_OWNER = re.compile(r"(?:(?<=trực thuộc)|[ ](?:trực )?thuộc)[ ](sở|bộ|ban|cục)(?![^\W_])")
_SHORT_KIND = re.compile(r"(?<![^\W_])ct ?- ?xh(?![^\W_])")
_PRESS = ("thông tin đại chúng", "báo chí", "truyền thông")


class ClassMatch(NamedTuple):
    """The words of a class: its first noun, whether others follow, and where it ends."""

    start: int
    end: int
    first: str
    several: bool
    kinds: str
    led: bool


def match_class(text: str, lower: str, at: int) -> ClassMatch | None:
    """Match the words of a class at `at`, without judging whether they name bodies."""
    match = _CLASS.match(lower, at)
    if match is None or (
        not match[1] and (_BEFORE.search(lower, max(0, at - 12), at) or not text[at].isalpha())
    ):
        return None
    return ClassMatch(at, match.end(), match[2], bool(match[3]), match[4].strip(), bool(match[1]))


def read_class(text: str, lower: str, found: ClassMatch, on: dt.date | None) -> Reading | None:
    """Read a class of bodies from its words, or None where they are ordinary ones."""
    if not _names_bodies(found, lower) or _opens_a_name(found, lower):
        return None
    if found.first == "bộ" and lower.startswith(" trưởng", found.end):
        return None  # "các Bộ trưởng"
    at = found.start
    if stop := _owned(text, lower, found.end):
        return Reading(
            at, stop, " ".join(lower[at:stop].split()), _level(found), None, None, (), 0.95, collective=True
        )
    link = _LINK.match(lower, found.end)
    after = link.end() - 1 if link else found.end
    placed = locality(text, lower, after, on=on, bare=False)
    end = placed.end if placed else found.end
    name = _SHORT_KIND.sub("chính trị - xã hội", " ".join(lower[at : after if placed else found.end].split()))
    return Reading(at, end, name, _level(found), None, placed, (), 0.95, collective=True)


def _owned(text: str, lower: str, end: int) -> int | None:
    """Return where the kind of body ends that a class belongs to, unless a body's own name stands there."""
    owner = _OWNER.match(lower, end)
    if owner is None or not text[owner.start(1)].isupper():
        return None
    return None if longest(body_names(), lower, owner.start(1)) else owner.end()


def _opens_a_name(found: ClassMatch, lower: str) -> bool:
    """Whether the noun begins a body's own name: "các Sở Tài chính, Nội vụ" are two bodies, not a class."""
    noun = lower.index(found.first, found.start)
    return not found.several and longest(body_names(), lower, noun) is not None


def _names_bodies(found: ClassMatch, lower: str) -> bool:
    listed = lower[found.start : found.end]
    first, kinds = found.first, found.kinds
    if first in ("sở", "bộ"):
        return (found.led or (found.several and "ngành" in listed)) and not _EVERYBODY.match(lower, found.end)
    if first.startswith("ban"):
        return (found.several and "ngành" in listed) or (found.led and "đảng" in listed)
    if first == "ngành":
        return found.led and (
            "đoàn thể" in listed or kinds.endswith(("liên quan", "chức năng", "thành viên"))
        )
    if first in ("cơ quan", "đơn vị"):
        return found.led and _offices(found, lower)
    if first == "phòng":
        return found.led and (found.several or kinds == "chuyên môn")
    return found.led and first != "hội"


def _offices(found: ClassMatch, lower: str) -> bool:
    if "liên quan" in found.kinds or any(
        kind in found.kinds for kind in (*_PRESS, "trung ương", "chức năng", "chuyên môn")
    ):
        return True
    others = lower[found.start : found.end].count(",") + lower[found.start : found.end].count(" và ")
    plain = others and len(_BODIES.findall(lower, found.start, found.end)) > others
    return bool(plain) and not _EVERYBODY.match(lower, found.end)


def _level(found: ClassMatch) -> AgencyLevel:
    return {"sở": "province", "bộ": "central"}.get(found.first, "other")  # type: ignore[return-value]
