"""Letterheads whose lines were lost: both columns in one line, often with the whole text behind them.

Data bases and search indexes keep texts without line breaks, and some converters set a letterhead as one paragraph:
"ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI ... TỈNH X Độc lập - Tự do - Hạnh phúc Số: 5/KH-UBND X, ngày ... KẾ HOẠCH ...". The state's
name and the motto in one line show it. The text behind is parted where plans begin paragraphs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from vnplan_extract.lang.wordlists import either

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_LOWER = _UPPER.lower()
_STATE = re.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM")
_MOTTO = re.compile(r"Độc lập\W{1,6}Tự do\W{1,6}Hạnh phúc")
_GLUED = re.compile(rf"{_STATE.pattern}.{{0,120}}?{_MOTTO.pattern}")
_DATE = re.compile(
    rf"(?:TP\.\s?)?(?:(?:[{_UPPER}][^\W\d_]*(?:-[{_UPPER}][^\W\d_]*)?|\d{{1,2}}|[-–])\s){{0,6}}[{_UPPER}\d][^\W_]*,\s?ngày\s.{{0,6}}?tháng\s.{{0,6}}?năm(?:\s(?:19|20)\d\d)?"
)
_NUMBER = re.compile(r"Số\s?:\s*[\d….]{0,8}\s?[/-]\s?[^\s,]+")
_RULE = re.compile(r"[-_*–—=\s]+")
_BODIES = re.compile(
    rf"(?<=\S)(?<!CƠ)(?<!QUỐC)(?<!VĂN)(?<!MÔI)(?<!THỊ) (?=(?:{either('lines', 'glued_bodies')})\s)"
)
_OFFICES = re.compile(
    rf"(?<!\.) (?=(?:KT\.|TL\.|PHÓ |(?<!PHÓ )(?:{either('lines', 'glued_offices')})(?:\s|$)))"
)
_BEGINS = re.compile(
    rf"""(?<=[.;:,”"{_UPPER}\d])[ ](?=(?:Xét[ ]đề[ ]nghị|Theo[ ]đề[ ]nghị|Thực[ ]hiện[ ](?:Nghị|Quyết|Kế|Chỉ|Chương|Công|Luật))[ ])
      | (?<=[^,(])[ ](?=Căn[ ]cứ[ ]) | (?<=,)[ ](?=Căn[ ]cứ[ ][{_UPPER}])
      | (?<=[.;])[ ](?=(?:HIỆU[ ]TRƯỞNG|GIÁM[ ]ĐỐC|CHỦ[ ]TỊCH|TRƯỞNG[ ]PHÒNG|BÍ[ ]THƯ)(?:[ ]|$))
      | (?<=[.;:,{_UPPER}\d])[ ](?=QUYẾT[ ]ĐỊNH:) | (?<=QUYẾT[ ]ĐỊNH:)[ ]
      | (?<=[^,(])(?<!TỊCH)[ ](?=(?:ỦY[ ]BAN|UỶ[ ]BAN|CHỦ[ ]TỊCH|BỘ[ ]TRƯỞNG|GIÁM[ ]ĐỐC|THỦ[ ]TƯỚNG)[ {_UPPER}]{{0,80}}[ ]Căn[ ]cứ)
      | (?<=[.;:/])[ ](?=(?:Điều[ ]\d{{1,2}}\.|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}\.?[ ][{_UPPER}]|[a-zđ]\)[ ]|[-+•–][ ]|Nơi[ ]nhận:))
      | (?<=\S)[ ](?=(?:TM|KT|TL)\.[ ][{_UPPER}]{{2}}) | (?<=\S)[ ](?=Nơi[ ]nhận:)
      | (?<=\S)[ ](?=[IVX]{{1,5}}\.[ ]?[{_UPPER}]{{2}})
      | (?<=[{_LOWER}.])[ ](?=(?:KẾ[ ]HOẠCH|CHƯƠNG[ ]TRÌNH|PHƯƠNG[ ]ÁN|ĐỀ[ ]ÁN)[ ][^(){_LOWER}]{{5,400}}[ ]\((?:Ban[ ]hành[ ])?[Kk]èm[ ]theo)
      | (?<=\S)[ ](?=\((?:Ban[ ]hành[ ])?[Kk]èm[ ]theo[ ](?:Quyết|Kế|Nghị))
      | (?<=[.;:])[ ](?=(?:[UỦ][ỶY][ ]ban[ ]nhân[ ]dân|UBND)[ ][^.;]{{0,300}}[ ](?:như[ ]sau|sau\ đây)\s?:)
    """,
    re.VERBOSE,
)
_KIND = re.compile(
    r"(?:QUYẾT ĐỊNH|KẾ HOẠCH(?: HÀNH ĐỘNG)?|PHƯƠNG ÁN|CHƯƠNG TRÌNH(?: HÀNH ĐỘNG| CÔNG TÁC)?|ĐỀ ÁN)(?=\s|$)"
)
_CAPITALS = re.compile(
    rf"((?:[IVX]{{1,5}}\.|\d{{1,2}}\.)? ?[^{_LOWER}]{{6,}}?) (?=(?:[-+•–] |\d{{1,2}}\. |[a-zđ]\) )?[{_UPPER}][{_LOWER}])"
)
_HEADED = re.compile(
    rf"((?:\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}\.?|[a-zđ]\)) [{_UPPER}][{_LOWER}]*(?:,? [{_LOWER}]+){{1,8}}) (?=[-+•–] [{_UPPER}])"
)
_SIGNED = re.compile(rf"((?:[{_UPPER}][{_LOWER}]+ ){{1,4}}[{_UPPER}][{_LOWER}]+) (?=[{_UPPER}]{{2}})")
_ISSUED_WITH = re.compile(r"(\((?:Ban hành )?[Kk]èm theo [^()]{5,300}\)) ?")
_ABOVE = 6  # lines over the one with the motto
_LONG = 120  # characters; a longer line over it is running text
_BELOW = 4  # and under it, down to the date


class GluedHead(NamedTuple):
    """A letterhead's two columns, the lines of the text that stood behind it in its last line, and the line after."""

    left: list[str]
    right: list[str]
    rest: list[str]
    end: int


def glued_line(lines: Sequence[str]) -> int:
    """Return the first line that has the state's name and the motto, or -1."""
    return next(
        (
            at
            for at, line in enumerate(lines)
            if "VIỆT NAM" in line and "|" not in line and _GLUED.search(line)
        ),
        -1,
    )


def glued_head(lines: Sequence[str], at: int, glued: int) -> GluedHead | None:
    """Return the letterhead from line `at` on whose line `glued` has both state's name and motto, or None."""
    if not at <= glued <= at + _ABOVE or not lines[at].strip():
        return None
    if any(len(line) > _LONG or "|" in line for line in lines[at:glued]):
        return None
    text, end = "", at
    while end < min(len(lines), glued + 1 + _BELOW):
        text = f"{text} {' '.join(lines[end].split())}".strip()
        end += 1
        if end > glued and _DATE.search(text[:700]):
            break
    head = text[:700]
    state, motto, number = _STATE.search(head), _MOTTO.search(head), _NUMBER.search(head)
    if state is None or motto is None:
        return None
    date = _DATE.search(head, max(found.end() for found in (motto, number) if found))
    if date is None:
        return None
    taken = sorted(found.span() for found in (state, motto, date, number) if found)
    left = [part for piece in _between(head[: date.end()], taken) for part in _BODIES.split(piece)]
    if not left or not all(piece.isupper() for piece in left):
        return None
    left[0] = re.sub(r"^\d\.\s", "", left[0])
    return GluedHead(
        [*left, *([number[0]] if number else [])],
        [state[0], motto[0], date[0]],
        list(paragraphs(text[date.end() :].strip())),
        end,
    )


def _between(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield what stands between the parts that are known; a name that goes on behind a line's end is one piece."""
    at = 0
    for start, end in taken:
        piece = (
            _RULE.sub(" ", text[at:start])
            if not re.search(r"\w", text[at:start])
            else text[at:start].strip(" -_*–—=")
        )
        if piece.strip():
            yield piece.strip()
        at = end


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text without line breaks."""
    if text.startswith("DỰ THẢO "):
        yield text[:7]
        text = text[8:]
    for part in _BEGINS.split(text):
        kind = _KIND.match(part)
        rest = part
        if issued_with := _ISSUED_WITH.match(part):
            yield issued_with[1]
            rest = part[issued_with.end() :]
        if kind is not None:
            yield kind[0]
            rest = part[kind.end() :].strip()
        heading = _CAPITALS.match(rest)
        if heading is not None and len(heading[1].split()) > 1:
            signed = heading[1].startswith(("TM.", "KT.", "TL."))
            yield from _OFFICES.split(heading[1]) if signed else [heading[1]]
            rest = rest[heading.end() :]
            if signed and (name := _SIGNED.match(rest)):
                yield name[1]
                rest = rest[name.end() :]
        if (headed := _HEADED.match(rest)) is not None:
            yield headed[1]
            rest = rest[headed.end() :]
        if rest.strip():
            yield rest.strip()
