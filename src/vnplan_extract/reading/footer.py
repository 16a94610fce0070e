"""Reads the end of a document: recipients on the left, authority and name of the signers on the right."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING

import regex

from vnplan_extract import plan
from vnplan_extract.document import Passage
from vnplan_extract.lang.agencies import parse_agency
from vnplan_extract.lang.normalize import strip_accents
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.letterhead import (
    ends_office,
    signing_body,
    signing_office,
    signing_office_alone,
    titles,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vnplan_extract.document import Block, Document, Line

RECIPIENTS = regex.compile(r"^N[ơo]i nh[ậa]n\b", regex.IGNORECASE)
# "TM." for a collective, "KT." deputy for the head, "TL." by order, "TUQ." by delegation, "Q." acting (Phụ lục I, ô 7a).
ON_BEHALF = regex.compile(
    r"^(?:T/?M|K/?T|T/?L|T\.?U\.?Q|T/U/Q|TUQ|Q)\s?\.\s*\p{Lu}|^(?:T/M|K/T|T/L)\s+\p{Lu}|^(?:TM|KT|TL|TUQ)\s?[:,;]\s*\p{Lu}{2}"
)  # on scans a speck makes "KT:" of "KT."
KERNED = regex.compile(
    r"(?<=^(?:KT|TM|TL|TUQ|Q))(?: \.|\s?[:,;](?P<glued>(?=\p{Lu}))?)"
)  # "KT . CHỦ TỊCH": some fonts set the full stop far off; on scans it is read as another mark
IN_PLACE = regex.compile(r"(?P<of>[TK])/?[MT]\s?[.:,;\s]\s*")
WORD = regex.compile(r"\b[A-Z]+")
ARCHIVE = regex.compile(r"^[-–+*•\s]*Lưu\b")
SIGNED = regex.compile(
    r"^[\[(]?\s*(?:đã ký|handwritten|signature|chữ ký|ký tên|stamp|con dấu)", regex.IGNORECASE
)
TITLED = regex.compile(rf"(?:{titles()}\.?[,\s]*)+(?=\p{{Lu}}[\p{{L}}'’]*\s+\p{{Lu}})")
NAME = regex.compile(
    rf"^(?:{titles()}\.?\s*)*"
    r"\p{Lu}[\p{L}'’]*(?:\s+\p{Lu}[\p{L}'’]*){1,5}$"
)
ITEM_MARK = regex.compile(r"^\s*[-–+•*~]\s*")
ITEM_AND_NAME = regex.compile(r"\s*[-–+•].{3,120}?[.;,]\s+(?P<name>\p{Lu}[^.;,:]{4,40})\Z")
COPIED = regex.compile(r"(?<!\p{L}\s)\b(?:SAO Y|SAO LỤC|TRÍCH SAO)\b|^\W*\w?\W*SAO Y\b")
STROKES = regex.compile(r"[^\w(\[]+|[_.,'\-\s]+")  # nothing of them opens an office
IN_LINE = regex.compile(r"(?<=\s)(?:(?:TM|KT|TL|TUQ)\s?[.:,;]\s*|PHÓ )\p{Lu}{2}[\p{Lu}\s]*\Z")
BEHIND = regex.compile(r"\s+(?:\p{L}|[^\w\s()]+)\Z")  # no office ends in a letter alone
LONGEST_NAME = 45
LONGEST_LIST = 16  # blocks
SCRAP, SHORT, UNSURE = (
    0.65,
    12,
    0.3,
)  # confidence and letters of what OCR makes of a seal; of a name it may be less sure


@dataclass(slots=True)
class Footer:
    """Blocks `first` to `last` of the footer, and what was read from them."""

    first: int
    last: int
    recipients: list[Passage] = field(default_factory=list)
    signatures: list[tuple[list[Passage], Passage | None]] = field(default_factory=list)


def is_authority(line_text: str) -> bool:
    """Is this a line over a signature: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"?"""
    text = line_text.strip()
    if len(text) > 90:
        return False
    if ON_BEHALF.match(text):
        return True
    if text.isupper():
        return bool(signing_office().match(strip_accents(text)))
    return text[:1].isupper() and bool(signing_office_alone().match(strip_accents(text).upper()))


def names_signers_office(line_text: str) -> bool:
    """Does the last line over a name say what the signer is? "TM. ỦY BAN NHÂN DÂN" and "KT. CHỦ TỊCH" alone do not."""
    text = strip_accents(line_text).upper()
    sign = IN_PLACE.match(text)
    if sign is None:
        return True
    offices = (signing_office().match(text, at.start()) for at in WORD.finditer(text, sign.end()))
    said = sum(office is not None for office in offices)
    return said > 1 if sign["of"] == "K" else said > 0


def starts_footer(block: Block) -> bool:
    """Does the footer begin with this block?"""
    if block.table is not None or block.furniture or not block.lines:
        return False
    if RECIPIENTS.match(block.text) and len(block.lines[0].text) < 60:
        return True
    first = block.lines[0].text
    if ON_BEHALF.match(first) and first.upper() == first:
        return block.column != "left" or block.bold
    return is_authority(first) and block.column == "right"


def opens_footer(blocks: Sequence[Block], at: int) -> bool:
    """Does the footer begin with block `at`: recipients, an authority, or the body over an authority?"""
    block = blocks[at]
    if starts_footer(block):
        return True
    if block.column == "left" and _lists_without_label(blocks, at):
        return True
    if not block.lines or block.table is not None or not block.text.isupper():
        return False
    if block.column == "full":
        if len(block.lines) == 1 and is_authority(block.text):
            return _name_follows(blocks, at)
        # One paragraph of running text: "SỞ Y TẾ" / "GIÁM ĐỐC".
        return (
            len(block.lines) > 1
            and is_authority(block.lines[-1].text)
            and not is_authority(block.lines[0].text)
        )
    if is_authority(block.lines[0].text):
        return True
    nearby = [other for other in blocks[at + 1 : at + 4] if other.lines]
    return any(is_authority(line.text) for other in nearby for line in other.lines)


def _lists_without_label(blocks: Sequence[Block], at: int) -> bool:
    """Is this a recipient, the label over the list unread: does the archive follow, and an office stand beside it?"""
    if blocks[at].table is not None or not ITEM_MARK.match(blocks[at].text):
        return False
    column = blocks[at : at + LONGEST_LIST]
    end = next(
        (n for n, one in enumerate(column) if any(ARCHIVE.match(line.text) for line in one.lines)), None
    )
    if end is None or any(one.column != "left" or one.table is not None for one in column[: end + 1]):
        return False
    beside = (one for one in blocks[at + end + 1 : at + end + 4] if one.column == "right")
    return any(is_authority(line.text) for one in beside for line in one.lines)


def _name_follows(blocks: Sequence[Block], at: int) -> bool:
    """Does a name stand under "HIỆU TRƯỞNG", with nothing between but another office or "(đã ký)"?"""
    for block in blocks[at + 1 : at + 4]:
        text = block.text.strip()
        if block.table is not None or not (block.furniture or is_authority(text) or SIGNED.match(text)):
            return len(text) <= LONGEST_NAME and NAME.match(text) is not None
    return False


def read_footer(blocks: Sequence[Block], first: int, stop: int) -> Footer:
    """Read the footer that begins with block `first`; it ends before block `stop` at the latest."""
    footer = Footer(first, first)
    columns = _Columns()
    for at in range(first, stop):
        block = blocks[at]
        if block.furniture or (at > first and _is_all_scraps(block)):
            continue
        listed = (*columns.lines["left"], *columns.lines["full"])
        listing = any(ITEM_MARK.match(line.text) for line in listed) and not columns.unsigned
        goes_on = _belongs(block, unsigned=columns.unsigned) or (listing and _goes_on_list(block, listed))
        if at > first and not goes_on:
            if listing and _is_typists_mark(block) and at + 1 < stop and opens_footer(blocks, at + 1):
                continue
            break
        columns.add(block)
        footer.last = at
    left = columns.lines["left"]
    labelled = any(RECIPIENTS.match(one.text) for one in left)
    for side, lines in columns.lines.items():
        goes_on = side == "full" and (labelled or bool(footer.recipients))
        unlabelled = side == "left" and not labelled and any(ARCHIVE.match(one.text) for one in left)
        _read_lines(lines, footer, listing=goes_on, unlabelled=unlabelled)
    return footer


@dataclass(slots=True)
class _Columns:
    """The lines of a footer by their columns; `unsigned` while an authority stands that no name follows yet."""

    lines: dict[str, list[Passage]] = field(default_factory=lambda: {"left": [], "right": [], "full": []})
    unsigned: bool = False

    def add(self, block: Block) -> None:
        for line in block.lines:
            if block.column == "full" and self._parted(line):
                continue
            if block.column == "left" or not _is_scrap(line):
                self._put(block.column, line)

    def _put(self, column: str, line: Line) -> None:
        named = column != "left" and _is_name(line.text)
        if named and column == "full" and self.unsigned and self.lines["right"]:
            column = "right"  # a page ends between office and name
        self.lines[column].append(line.passage())
        if is_authority(line.text):
            self.unsigned = True
        elif named:
            self.unsigned = False

    def _parted(self, line: Line) -> bool:
        """Take apart a line over both columns, where an authority or a name stands beside what is on the left."""
        if _is_scrap(line):
            return False
        cut, unsigned = _authority_beside(line.text), True
        if cut is None and self.unsigned:
            cut, unsigned = _name_beside(line.text), False
        if cut is None:
            return False
        passage = line.passage()
        self.lines["left"].append(passage.cut(0, cut))
        self.lines["right"].append(passage.cut(cut))
        self.unsigned = unsigned
        return True


def _is_mixed(text: str) -> bool:
    """Is a word in capitals beside others that are not, as no name is printed: "Nà RƯỞNG"?"""
    words = [word for word in _without_title(text).split() if len(word.strip(".")) > 1]
    return 0 < sum(map(str.isupper, words)) < len(words)


def _is_scrap(line: Line) -> bool:
    """Is this what OCR made of a seal or a signature: a few letters, hardly read, that are no office and no name?

    An office in capitals that is half read ("TÁ M ĐỌC") looks like a name in capitals.
    """
    return (
        line.read_by == "ocr"
        and (line.confidence < SCRAP or _is_mixed(line.text))
        and len(line.text) <= SHORT
        and not ITEM_MARK.match(line.text)
        and not RECIPIENTS.match(line.text)
        and not is_authority(line.text)
        and not (line.confidence >= UNSURE and _is_name(line.text) and line.text.istitle())
    )


def _is_all_scraps(block: Block) -> bool:
    """Do only strokes of a seal or a signature stand on lines of their own between two of the footer's?"""
    full = block.column == "full" and block.table is None
    return full and bool(block.lines) and all(map(_is_scrap, block.lines))


def _authority_beside(text: str) -> int | None:
    """Return where the authority begins that stands on the line of "Nơi nhận:", where a page ends under them."""
    label = RECIPIENTS.match(text)
    if label is None:
        return None
    at = label.end()
    while at < len(text) and not text[at].isalpha():
        at += 1
    return at if is_authority(text[at:]) else None


def _name_beside(text: str) -> int | None:
    """Return where the signer's name begins that stands on the line of a recipient, where a page begins between office and name."""
    match = ITEM_AND_NAME.match(text)
    return match.start("name") if match and _is_name(match["name"]) else None


def _is_typists_mark(block: Block) -> bool:
    """Is this what the typist leaves between recipients and signature: a path, initials with the number of copies?"""
    return block.table is None and len(block.text) < LONGEST_NAME and " " not in block.text.strip()


def _goes_on_list(block: Block, listed: Sequence[Passage]) -> bool:
    """Is this the rest of a list of recipients that fell out of its column, or of an item that is still open?"""
    text = block.text.rstrip()
    cut = listed[-1].text.rstrip()[-1:].isalpha() and text[:1].islower() and len(text) < LONGEST_NAME
    if cut and block.table is None and not block.bold and not block.centred:
        return True
    return (
        block.table is None
        and len(text) < 100
        and not block.bold
        and not block.centred
        and text.endswith((";", ","))
    )


def _belongs(block: Block, *, unsigned: bool) -> bool:
    """Does a block after the footer's first go on with it?"""
    if block.table is not None or not block.lines:
        return False
    if block.column != "full":
        return True
    text = block.text
    if regex.match(r"(?:PHỤ LỤC|Phụ lục|BIỂU|Biểu)\b", text):
        return False
    if RECIPIENTS.match(text) or ARCHIVE.match(text) or SIGNED.match(text):
        return True
    if any(is_authority(line.text) for line in block.lines) or not any(char.isalnum() for char in text):
        return True
    if _is_name(text):
        return unsigned
    return bool(ITEM_MARK.match(text)) and len(text) < 200


def _is_name(text: str) -> bool:
    clean = text.strip().rstrip(".")
    return (
        len(clean) <= LONGEST_NAME
        and bool(NAME.match(clean))
        and not is_authority(clean)
        and not RECIPIENTS.match(clean)
        and not _is_body(clean)
        and not (clean.isupper() and ends_office().search(strip_accents(clean)))
    )


@lru_cache(maxsize=256)
def _is_body(text: str) -> bool:
    """Is a line in capitals the body that signs: "HỘI NÔNG DÂN HUYỆN" under "TM. BAN THƯỜNG VỤ"?"""
    return text.isupper() and (signing_body().match(text) is not None or parse_agency(text) is not None)


def _is_rest_of_body(text: str, below: Passage | None, authority: Sequence[Passage]) -> bool:
    """Do capitals go on the name of the body above, where no office was named yet and one follows: "VIỆT NAM", "HÀ GIANG"?"""
    return (
        text.isupper()
        and below is not None
        and is_authority(below.text)
        and not any(is_authority(line.text) and names_signers_office(line.text) for line in authority)
    )


def _read_lines(lines: Iterable[Passage], footer: Footer, *, listing: bool, unlabelled: bool = False) -> None:
    """Sort one column's lines into recipients and signatures; a list may go on over a page break, out of its column.

    Where its label was not read, a list begins with its first item: a signer may stand over it.
    """
    authority: list[Passage] = []
    own = list(takewhile(_is_own, map(_without_strokes, lines)))
    for line, below in zip_longest(own, own[1:]):
        text = line.text
        if unlabelled and not listing and ITEM_MARK.match(text):
            listing, authority = True, _flush(authority, None, footer)
        if RECIPIENTS.match(text):
            listing, authority = True, _flush(authority, None, footer)
            continue
        if is_authority(text):
            listing = False
            authority.append(line)
        elif authority and _is_name(text) and not _is_rest_of_body(text, below, authority):
            authority = _flush(authority, line, footer)
        elif not authority and text.isupper() and not listing and len(text) < 90:
            authority.append(line)  # the body that signs, over the signer's office
        elif authority and _is_body(text) and not listing:
            authority.append(line)
        elif authority and text.isupper() and not ITEM_MARK.match(text) and not listing:
            # "TM. ỦY BAN NHÂN DÂN" may go on with "TỈNH HÀ GIANG" on a line of its own.
            authority[-1] = Passage.join([authority[-1], line])
        elif listing and not SIGNED.match(text):
            _add_recipient(line, footer)
    if not (
        len(authority) == 1
        and footer.signatures
        and footer.signatures[-1][1] is not None
        and not ON_BEHALF.match(authority[0].text)
    ):
        _flush(authority, None, footer)  # an office alone under a name says more of that signer


def _is_own(line: Passage) -> bool:
    """Is a line one of the document's, and none of who copied it: "SAO Y", "SAO Y BẢN CHÍNH"?"""
    return COPIED.search(line.text) is None


def _without_strokes(line: Passage) -> Passage:
    """Leave off what a seal's rim or a pen left before an office: "—... KT. GIÁM ĐỐC", "về tiết KT. CHỦ TỊCH"."""
    strokes = STROKES.match(line.text)
    if strokes and is_authority(line.text[strokes.end() :]):
        return line.cut(strokes.end())
    signed = None if is_authority(line.text) or line.text.isupper() else IN_LINE.search(line.text)
    return line.cut(signed.start()) if signed and is_authority(line.text[signed.start() :]) else line


def _flush(authority: list[Passage], name: Passage | None, footer: Footer) -> list[Passage]:
    if authority:
        footer.signatures.append((authority, name))
    return []


# A note that a brace sets beside several recipients: "Thường trực Tỉnh ủy;   (để b/c)".
BESIDE = regex.compile(r";\s*(?=\([^()]{2,24}\)\Z)")


def _add_recipient(line: Passage, footer: Footer) -> None:
    fresh = ITEM_MARK.match(line.text) or not footer.recipients
    before = footer.recipients[-1].text if footer.recipients else ""
    if not ITEM_MARK.match(line.text) and before.endswith(".") and ARCHIVE.match(before):
        return  # a stamp under the list
    if fresh or before.endswith((";", ".")):
        footer.recipients.append(line)
    else:
        footer.recipients[-1] = Passage.join([footer.recipients[-1], line])


def recipient_text(passage: Passage) -> Passage:
    """Return the recipient without its dash and its closing mark."""
    mark = ITEM_MARK.match(passage.text)
    start = mark.end() if mark else 0
    end = len(passage.text)
    while end > start and passage.text[end - 1] in ";.,: ":
        end -= 1
    beside = BESIDE.search(passage.text, start, end)
    if beside is not None:
        return Passage.join([passage.cut(start, beside.start()), passage.cut(beside.end(), end)])
    return passage.cut(start, end)


def _without_title(name: str) -> str:
    """Return a name without rank and degree: "Trung tá Lê Văn An" is "Lê Văn An"."""
    return TITLED.sub("", name, count=1) if TITLED.match(name) else name


def _stopped(sign: regex.Match[str]) -> str:
    """Return the full stop behind "KT", with a blank where an office was read right behind another mark."""
    return "." if sign["glued"] is None else ". "


def _office(document: Document, line: Passage) -> str:
    """Return an office as it is printed, on a scan without what a pen left behind it: "PHÓ GIÁM ĐỐC A"."""
    text: str = KERNED.sub(_stopped, line.text)
    strokes = BEHIND.search(text)
    read = any(place.read_by == "ocr" for place in evidence_of(document, line))
    return text[: strokes.start()] if strokes and read and is_authority(text[: strokes.start()]) else text


def signature_records(document: Document, footer: Footer) -> tuple[plan.Signature, ...]:
    """Return the signatures with their evidence."""
    return tuple(
        plan.Signature(
            authority=tuple(_office(document, passage) for passage in authority),
            name=_without_title(name.text.strip().rstrip(".")) if name else None,
            evidence={
                "authority": tuple(
                    place for passage in authority for place in evidence_of(document, passage)
                ),
                **({"name": evidence_of(document, name)} if name else {}),
            },
        )
        for authority, name in footer.signatures
    )
