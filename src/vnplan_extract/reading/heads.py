"""Finds where documents begin in a file: the header block, the kind ("KẾ HOẠCH") and the title under it.

A file holds one document, or a decision with the plan it issues, or several documents. By Nghị định 30/2020, Phụ lục I,
a document begins with quốc hiệu and issuer side by side, number and date under them, then its kind in capitals.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

import regex

from vnplan_extract.document import Passage
from vnplan_extract.lang.dates import parse_document_date
from vnplan_extract.lang.doctypes import doctypes, kind_of_heading
from vnplan_extract.lang.normalize import normalize, strip_accents
from vnplan_extract.lang.numbering import parse_marker
from vnplan_extract.lang.symbols import parse_symbol
from vnplan_extract.lang.wordlists import either
from vnplan_extract.reading.footer import is_authority
from vnplan_extract.reading.letterhead import enacting_name, issuing_office, names_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Block, Line
    from vnplan_extract.lang.doctypes import DocType
    from vnplan_extract.lang.symbols import Symbol

MOTTO = regex.compile(
    r"CONG HOA XA HOI CHU NGHIA|DOC LAP\s*[-–—.]?\s*TU DO|^DANG CONG SAN VIET NAM|^DOAN (?:TNCS|THANH NIEN CONG SAN) HO CHI MINH\W*$"
)
BESIDE = regex.compile(r"CONG HOA XA HOI CHU NGHIA|\bDOC LAP\s*[-–—.]\s*TU DO|\bDANG CONG SAN VIET NAM\W*$")
DATED = regex.compile(
    r"^SO\s?:?\s[^\s,]*/\S+\s+(?=\p{Lu}[^,/\d]{1,30},\s*NGAY\b)"
)  # place and day beside the number
NUMBER_LINE = regex.compile(r"^(?:Số|SỐ)\s*[:.]?\s|^(?:Số|SỐ)\s*:|^Số\.{2,}")
SPACED_DASH = regex.compile(r"(?<=/\p{Lu}+)\s*([-–])\s+(?=\p{Lu}{2})")
SUBJECT = regex.compile(r"^(?:V/v|Về việc|v/v)\b", regex.IGNORECASE)
ADDRESSED = regex.compile(r"Kính gửi\b", regex.IGNORECASE)
ATTACHED = regex.compile(
    r"^\(?\s*(?:ban hành\s+)?(?:kèm|đính kèm|phê duyệt tại|ban hành tại|ban hành theo)\b", regex.IGNORECASE
)
ATTACHED_BEHIND = regex.compile(
    r"\s+(?P<attached>\(\s*(?:ban hành\s+|đính\s+)?kèm theo\s[^()]{10,280}\)?\s*\Z)", regex.IGNORECASE
)
OPENING = regex.compile(
    r"^(?:Căn cứ|Thực hiện|Triển khai|Thi hành|Theo |Xét |Trên cơ sở|Nhằm|Để |Kính gửi|Tiếp tục thực hiện)"
)
PLAIN_LINE = 120  # characters; a longer paragraph without any style is no line of a title
ISSUED_KIND = regex.compile(
    r"(?:phê duyệt|ban hành)\b(?:(?!quy chế|quy định|hướng dẫn|quy trình|danh mục|tổ công tác|ban chỉ đạo)[^.;]){0,40}?"
    r"\b(kế hoạch|chương trình|phương án|đề án)\b",
    regex.IGNORECASE,
)
ANNOUNCED = regex.compile(
    r"\b(?:ban hành|xây dựng)\s+(?i:(kế hoạch|chương trình|phương án))\b[^.;]{0,400}\bsau\s*:\s*\Z"
)
OPENS_PLAN = regex.compile(
    r"\b(?:xây dựng|ban hành|triển khai|tổ chức thực hiện|thông báo|báo cáo|kế hoạch)\b"
)
SENTENCES = 8  # blocks that may stand before and with that sentence
ABOVE = 14  # blocks that a header may have above its kind
TITLE_LENGTH = 600
# Words that go on the kind on its own line: "CHƯƠNG TRÌNH PHỐI HỢP", "KẾ HOẠCH TỔNG THỂ".
KIND_TAILS = frozenset(
    {
        "PHOI HOP",
        "LIEN TICH",
        "HANH DONG",
        "CONG TAC",
        "TONG THE",
        "CHI TIET",
        "LIEN NGANH",
        "PHOI HOP CONG TAC",
    }
)


@dataclass(slots=True)
class Head:
    """The beginning of a document: blocks `first` to `last`, its kind and title, and the lines of its header."""

    first: int
    last: int
    kind: DocType | None = None
    kind_passage: Passage | None = None
    title: Passage | None = None
    header: list[Line] = field(default_factory=list)  # lines above the kind, in reading order
    attached: Passage | None = None  # "(Ban hành kèm theo ...)"
    subject: Passage | None = None  # "V/v ..." of an official letter
    motto: bool = False
    number: bool = False
    annex: Passage | None = None  # title of the annex, where the file holds no more of the plan


def is_motto(text: str) -> bool:
    """Is this the quốc hiệu, the tiêu ngữ, or the Party's heading?"""
    return bool(MOTTO.search(strip_accents(text).upper()))


def is_number_line(text: str) -> bool:
    """Is this "Số: 125/KH-UBND", blank or not?"""
    return symbol_of(text) is not None


def symbol_of(text: str) -> Symbol | None:
    """Return the number and symbol of "Số: 125/KH-UBND"; blanks typed around a dash ("/UBND- KSTTHC") are none of it."""
    return parse_symbol(SPACED_DASH.sub(r"\1", text)) if NUMBER_LINE.match(text) else None


def is_date_line(text: str) -> bool:
    """Is this "Hà Giang, ngày 15 tháng 4 năm 2021", blank or not?"""
    return len(text) < 120 and parse_document_date(text) is not None


def names_issuer(text: str) -> bool:
    """Is this the name of a body alone on its line, not in capitals: "Trường Tiểu học Hoa Sen"?"""
    return names_body().match(text.strip()) is not None and not has_verb(text)


def has_verb(text: str) -> bool:
    """Does a line say what a body does, as a sentence that issues a plan does?"""
    return OPENS_PLAN.search(text) is not None


def has_words(text: str) -> bool:
    """Is there any letter or digit in it (a drawn rule has none)?"""
    return any(char.isalnum() for char in text)


def is_heading(block: Block) -> bool:
    """Does the block look like a heading, and not like running text?"""
    return block.centred or block.bold or block.level is not None or block.text.isupper()


def find_heads(blocks: Sequence[Block]) -> list[Head]:
    """Return the documents' beginnings, in reading order."""
    heads: list[Head] = []
    at = 0
    while at < len(blocks):
        head = _head_at(blocks, at, heads)
        if head is None:
            at += 1
        else:
            heads.append(head)
            at = head.last + 1
    return heads


def announced_head(blocks: Sequence[Block]) -> Head | None:
    """Return a head without a place for a plan of which only the sentence is left that issues it: "... ban hành Kế hoạch ... như sau:"."""
    for block in [one for one in blocks if not one.furniture][:SENTENCES]:
        said = ANNOUNCED.search(block.text)
        if said is not None:
            return Head(
                0, -1, kind=kind_of_heading(said[1].upper()), kind_passage=block.passage.cut(*said.span(1))
            )
    return None


def _head_at(blocks: Sequence[Block], at: int, heads: Sequence[Head]) -> Head | None:
    block = blocks[at]
    if block.table is not None or block.furniture or not block.text:
        return None
    floor = heads[-1].last + 1 if heads else 0
    kind = _kind_of(block)
    if kind is None:
        return _letter_at(blocks, at, floor, heads) or _attached_at(blocks, at, heads)
    head = _with_header(blocks, at, floor)
    head.kind = kind
    _read_title(blocks, at, head)
    if heads and not _is_new(head, heads[-1], blocks):
        return None
    return head


def _kind_of(block: Block) -> DocType | None:
    """Return the kind that a heading names, alone on the block's first line or before its title in capitals."""
    if not is_heading(block) or block.column == "left":
        return None
    return kind_of_heading(normalize(block.lines[0].text if block.lines else block.text).text)


def _with_header(blocks: Sequence[Block], at: int, floor: int) -> Head:
    """Take the header's blocks above `at`."""
    head = Head(at, at)
    page = blocks[at].page if at < len(blocks) and blocks[at].lines else blocks[at - 1].page
    for above in range(at - 1, max(floor, at - ABOVE * 3) - 1, -1):
        block = blocks[above]
        if block.furniture:
            continue
        closes = _is_footer_block(block) and not (above == at - 1 and enacts(block.text))
        if not _is_header_block(block) or closes or block.page != page:
            break
        head.first = above
    while head.first < at and not _may_open(blocks[head.first]):
        head.first += 1
    for block in blocks[head.first : at]:
        if not block.furniture:
            head.header.extend(half for line in block.lines for half in _halves(_from_first_letter(line)))
    head.motto = any(is_motto(line.text) for line in head.header)
    head.number = any(is_number_line(line.text) for line in head.header)
    return head


def _from_first_letter(line: Line) -> Line:
    """Leave off what a fax's streak or a speck left before a scanned line: "..Số: 204/KH-UBND"."""
    at = next((at for at, char in enumerate(line.text) if char.isalnum()), 0)
    if not at or line.read_by != "ocr" or line.text[at - 1] == "(":
        return line
    return replace(_cut_line(line, at)[1], column=line.column)


def _halves(line: Line) -> tuple[Line, ...]:
    """Part a line in which the halves of a letterhead touch before the quốc hiệu or a date: "UBND HUYỆN ... CỘNG HÒA ..."."""
    plain = strip_accents(line.text).upper()
    if line.column != "full" or len(plain) != len(line.text):
        return (line,)
    beside, dated = BESIDE.search(plain), DATED.match(plain)
    at = beside.start() if beside else dated.end() if dated else 0
    return _cut_line(line, at) if has_words(line.text[:at]) else (line,)


def _cut_line(line: Line, at: int) -> tuple[Line, Line]:
    """Return what stands on a line on the left and on the right of a place between two words."""
    words = bisect_left(line.starts, at)
    end = len(line.text[:at].rstrip())
    return (
        replace(
            line,
            text=line.text[:end],
            starts=line.starts[:words],
            edges=line.edges[: 2 * words],
            bold=line.bold or line.bold_until >= end,
            column="left",
            mended=tuple(one for one in line.mended if one[1] <= end),
        ),
        replace(
            line,
            text=line.text[at:],
            start=line.start + at,
            starts=array("I", (start - at for start in line.starts[words:])),
            edges=line.edges[2 * words :],
            bold_until=max(line.bold_until - at, 0),
            column="right",
            mended=tuple((first - at, last - at, read) for first, last, read in line.mended if first >= at),
        ),
    )


def _is_header_block(block: Block) -> bool:
    text = block.text
    if block.table is not None:
        return False
    if block.column != "full" or not has_words(text):
        return True
    if is_motto(text) or is_number_line(text) or is_date_line(text) or SUBJECT.match(text):
        return True
    if 1 < len(block.lines) < 8 and any(is_number_line(line.text) for line in block.lines):
        return True  # issuer, number and date as lines of one paragraph
    return len(text) < 90 and (text.isupper() or names_issuer(text)) and parse_marker(text) is None


def _is_footer_block(block: Block) -> bool:
    """Does the block close the document before (recipients, authority of the signer)?"""
    if issuing_office().match(strip_accents(block.text).upper()) or not has_words(block.text):
        return False  # a rule of dashes closes nothing
    return block.text.startswith(("-", "+", "Nơi nhận", "Lưu")) or any(
        is_authority(line.text) for line in block.lines
    )


def _may_open(block: Block) -> bool:
    """May a header begin with this block? A signer's name, printed above on the same page, may not."""
    text = block.text
    return (
        (block.lines[0].text if block.lines else text).isupper()
        or is_motto(text)
        or is_number_line(text)
        or is_date_line(text)
        or names_issuer(text)
        or not has_words(text)
    )


def _letter_at(blocks: Sequence[Block], at: int, floor: int, heads: Sequence[Head]) -> Head | None:
    """Return the head of an official letter, which names no kind: a header with motto and number, then no kind."""
    block = blocks[at]
    if not is_motto(block.text):
        return None
    end = at
    for below in range(at + 1, min(at + ABOVE, len(blocks))):
        if blocks[below].furniture:
            continue
        if _kind_of(blocks[below]) is not None:
            return None  # its turn comes at the kind
        if not _is_header_block(blocks[below]):
            break
        end = below
    head = _with_header(blocks, end + 1, floor)
    head.last = end
    if heads and not _is_new(head, heads[-1], blocks):
        return None
    for line in head.header:
        if SUBJECT.match(line.text):
            head.subject = _subject(blocks[head.first : end + 1])
            break
    if head.subject is None or head.subject.text.isupper():
        _take_kind_of_symbol(head)
        _take_title_below(blocks, head)
    return head if head.number else None


def _take_kind_of_symbol(head: Head) -> None:
    """Take the kind from the symbol where none is printed ("Số: 401/KH-UBND"), and as title the capitals under the header."""
    for line in head.header:
        symbol = symbol_of(line.text)
        if symbol is not None and symbol.kind_code is not None:
            head.kind, head.kind_passage = doctypes().by_code(symbol.kind_code), line.passage()
            break
    if head.kind is None:
        return
    lines = [line for line in head.header if has_words(line.text)]
    known = [at for at, line in enumerate(lines) if _is_known(line.text)]
    under = lines[known[-1] + 1 :] if known else []
    title = [line for line in takewhile(lambda line: not enacts(line.text), under) if line.text.isupper()]
    if title and title[0].column == "full":
        head.title = Passage.join(line.passage() for line in title)
        head.header = [line for line in head.header if line not in title]


def _take_title_below(blocks: Sequence[Block], head: Head) -> None:
    """Take the capitals right under a header without a kind as the title, where none of its own lines is one."""
    if head.kind is None or head.title is not None:
        return
    parts = []
    for at in range(head.last + 1, min(head.last + ABOVE, len(blocks))):
        block = blocks[at]
        if block.furniture or not has_words(block.text):
            continue
        plain = block.table is None and block.column == "full" and parse_marker(block.text) is None
        if not (plain and block.text.isupper() and len(block.text) <= TITLE_LENGTH) or enacts(block.text):
            break
        parts.append(block.passage)
        head.last = at
    head.title = Passage.join(parts) if parts else None


def _attached_at(blocks: Sequence[Block], at: int, heads: Sequence[Head]) -> Head | None:
    """Return the head of a plan that a decision issues and whose kind a copy has lost: its title in capitals alone."""
    block, below = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
    if not heads or below is None or not block.text.isupper() or len(block.text) > TITLE_LENGTH:
        return None
    if not ATTACHED.match(below.text) or len(below.text) >= 300 or parse_marker(block.text) is not None:
        return None
    decision = heads[-1]
    said = [decision.title.text] if decision.title else []
    said += [one.text for one in blocks[decision.last + 1 : at] if one.text.startswith("Điều 1")]
    issued = next((found for text in said if (found := ISSUED_KIND.search(text))), None)
    if issued is None:
        return None
    head = Head(at, at + 1, title=block.passage, attached=below.passage)
    head.kind = kind_of_heading(issued[1].upper())
    return head


def _is_known(text: str) -> bool:
    return is_motto(text) or is_number_line(text) or is_date_line(text)


def _subject(blocks: Sequence[Block]) -> Passage | None:
    """Return "V/v ..." with the lines it runs on to."""
    lines = [line for block in blocks if block.column != "right" for line in block.lines]
    start = next((at for at, line in enumerate(lines) if SUBJECT.match(line.text)), None)
    if start is None:
        return None
    taken = [lines[start]]
    for line in lines[start + 1 :]:
        ends = is_date_line(line.text) or is_motto(line.text) or ADDRESSED.match(line.text)
        if ends or not has_words(line.text):
            break
        taken.append(line)
    return Passage.join(line.passage() for line in taken)


def _read_title(blocks: Sequence[Block], at: int, head: Head) -> None:
    """Take the title under the kind, over all its lines, and the "(Ban hành kèm theo ...)" under it."""
    kind_block = blocks[at]
    kind_line = kind_block.lines[0] if kind_block.lines else None
    parts: list[Passage] = []
    if kind_line is not None:
        head.kind_passage, rest = _split_kind(kind_line, head.kind)
        parts.extend(
            passage for passage in (rest, *(line.passage() for line in kind_block.lines[1:])) if passage
        )
    model: Block | None = kind_block if parts else None
    for below in range(at + 1, min(at + ABOVE, len(blocks))):
        block = blocks[below]
        if block.furniture:
            continue
        if not has_words(block.text) and block.table is None:
            head.last = below
            continue
        if ATTACHED.match(block.text) and len(block.text) < 300:
            head.attached = block.passage
            head.last = below
            continue
        if not _is_title(block, model, styled=model is not None):
            break
        title, attached = _without_attached(block.passage)
        parts.append(title)
        head.attached = attached or head.attached
        model = block
        head.last = below
    title = _in_one_line(parts)
    head.title = title if title.text else None


def _without_attached(passage: Passage) -> tuple[Passage, Passage | None]:
    """Part "(Ban hành kèm theo Quyết định ...)" from the title on whose paragraph it goes on."""
    found = ATTACHED_BEHIND.search(passage.text)
    if found is None:
        return passage, None
    return passage.cut(0, found.start()), passage.cut(found.start("attached"))


def _in_one_line(parts: Sequence[Passage]) -> Passage:
    """Join the lines of a title; a symbol that was cut behind its hyphen ("87/NQ-" over "CP ngày ...") is one word again."""
    whole = Passage("", ())
    for part in parts:
        cut = CUT_SYMBOL.search(whole.text) and part.text[:1].isupper()
        whole = Passage.join([whole, part], "" if cut else " ")
    rule = TYPED_RULE.search(whole.text)
    return whole.cut(0, rule.start()) if rule else whole


def _split_kind(line: Line, kind: DocType | None) -> tuple[Passage, Passage | None]:
    """Split "KẾ HOẠCH PHÁT TRIỂN ... NĂM 2026" into the kind and the title."""
    passage = line.passage()
    name = kind.name if kind else ""
    folded = strip_accents(line.text).upper()
    key = strip_accents(name).upper()
    if folded[len(key) :].strip(" :") in KIND_TAILS:
        return passage, None
    if key and folded.startswith(key) and len(folded) > len(key) + 1 and folded[len(key)] in " :\n":
        rest = passage.cut(len(key) + 1)
        return passage.cut(0, len(key)), rest if has_words(rest.text) else None
    return passage, None


def _is_title(block: Block, model: Block | None, *, styled: bool) -> bool:
    text = block.text
    if block.table is not None or block.column == "left" or len(text) > TITLE_LENGTH:
        return False
    if is_date_line(text) or is_number_line(text) or is_motto(text) or text.startswith("Kính gửi"):
        return False
    marker = parse_marker(text)
    if marker is not None and marker.kind not in ("dash", "plus"):
        return False
    if not styled:
        plain = not (OPENING.match(text) and text.rstrip().endswith((":", ";", "."))) and not text.endswith(
            (".", ";")
        )
        return block.centred or block.bold or block.level is not None or plain
    if model is None:
        return False
    if not (model.centred or model.bold or model.level is not None):
        hidden = block.centred and block.bold and text[:1].islower() and _is_of_face(block, model)
        return hidden or _goes_on_plainly(block, model)
    cut = model.text.rstrip().endswith("-")  # "Nghị quyết số 87/NQ-" over "CP"
    if text.isupper() and not model.text.isupper() and not cut:
        return False  # "ỦY BAN NHÂN DÂN TỈNH ..." under the title of a decision
    if UNFINISHED.search(model.text) and block.centred:  # "... chuyển đổi số năm" over "2025"
        return True
    return _is_of_face(block, model) and (block.centred or block.bold) and not OPENING_SENTENCE.match(text)


def _is_of_face(block: Block, model: Block) -> bool:
    """Is a line set as the title above it? On scans sizes are measured by the letters of a line, and a stamp hides its weight."""
    if not any(line.read_by == "ocr" for line in (*block.lines, *model.lines)):
        return block.bold == model.bold and abs(block.size - model.size) < 1.1
    goes_on = block.bold == model.bold or (block.bold and block.text[:1].islower())
    return goes_on and abs(block.size - model.size) <= SCANNED_SIZE * max(block.size, model.size)


def _goes_on_plainly(block: Block, model: Block) -> bool:
    """Does a title without any style go on in this block, as it stands line under line in plain text?"""
    text = block.text
    if block.centred or block.bold or block.level is not None or text.startswith(("-", "+", "(")):
        return False
    if model.text.isupper():
        return text.isupper() and not enacts(text) and doctypes().by_name(text) is None
    ended = text.rstrip().endswith((".", ":", ";", ","))
    return len(text) <= PLAIN_LINE and not ended and not text.isupper() and not OPENING.match(text)


def enacts(text: str) -> bool:
    """Is this the line in capitals that says in whose name a decision speaks: "BỘ TRƯỞNG BỘ Y TẾ"?"""
    return text.isupper() and len(text) < 120 and bool(enacting_name().match(strip_accents(text)))


SCANNED_SIZE = 0.3  # share of its size by which two lines of one title are measured apart on scans
TYPED_RULE = regex.compile(r"\s+[-–—_*=]{3,200}\s*\Z")  # "-----" right under the title
UNFINISHED = regex.compile(rf"\b(?:{either('lines', 'open_words_of_titles')})\Z", regex.IGNORECASE)
CUT_SYMBOL = regex.compile(r"/[\p{Lu}\d]+-\Z")
OPENING_SENTENCE = regex.compile(r"^(?:Căn cứ|Xét|Theo đề nghị)\b")


def _is_new(head: Head, before: Head, blocks: Sequence[Block]) -> bool:
    """Does a second kind in capitals begin another document? "QUYẾT ĐỊNH:" after the legal basis does not.

    Forms in an annex have quốc hiệu and kind too, but no number that is filled in.
    """
    between = blocks[before.last + 1 : head.first]
    numbered = any((symbol := symbol_of(line.text)) is not None and symbol.number for line in head.header)
    if any(_is_annex_heading(block) for block in between):
        return numbered and head.motto
    if head.motto or head.number or head.attached is not None:
        return True
    if head.kind is None or before.kind is None or head.kind.code == before.kind.code or not head.kind.plan:
        return False
    return any(block.column != "full" or block.text.startswith("Nơi nhận") for block in between)


def _is_annex_heading(block: Block) -> bool:
    if block.table is not None or len(block.text) > 200 or not is_heading(block):
        return False
    marker = parse_marker(block.text)
    return marker is not None and marker.kind == "annex"
