"""Mends what OCR unmistakably confused; each mended word keeps a confidence that says so. A value is never invented."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from vnplan_extract.lang.markers import to_roman
from vnplan_extract.pages.names import mend_names
from vnplan_extract.pages.neighbours import mend_marks
from vnplan_extract.pages.ocrwords import same_line, taken_for
from vnplan_extract.pages.phrases import mend_phrases
from vnplan_extract.pages.syllables import is_syllable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.document import Word

MENDED = 0.7  # highest confidence of a mended word
UNREAD = 0.45  # least confidence of a day whose strokes were ones
# A lone wrong character among digits; three digits must vouch for it.
YEAR = re.compile(r"^(?P<digits>(?:19|20)\d)(?P<wrong>[\]|lI!])(?P<rest>[.,;:)]?)$")
PARTED_T = {"Tì", "TÌ", "1Ì", "T", "'Tì", "Tỉ"}
PARTED_ONE = re.compile(r"[\]|lIÌ!ÏJ]")
DATE_OR_NUMBER = re.compile(r"\d{1,3}/\d")
PARTED_SYMBOL = re.compile(r"/[A-ZĐ]{1,2}$")
SYMBOL_END = re.compile(r"[A-ZĐ]{1,3}-[A-ZĐ]")
CLOSE = 0.35  # gap as a share of the line's height that is none between words
BEFORE_NUMBER = {
    "sô": "số",
    "sổ": "số",
    "sồ": "số",
    "Sô": "Số",
    "Sổ": "Số",
    "Điêu": "Điều",
    "điêu": "điều",
    "Khoán": "Khoản",
    "khoán": "khoản",
}
STROKE = re.compile(r"[\]|lIÌ!Ï]")
ONES = re.compile(r"[\]|lIÌ!Ï\d]{1,2}")
ROMAN_STROKES = str.maketrans(
    {"H": "II", "l": "I", "|": "I", "1": "I", "i": "I", "!": "I", "Ì": "I", "Ï": "I", "Í": "I"}
)
QUARTER = re.compile(r"([IVHl1|]{2,3}|[HÌÏÍl|!])(?=[/.,;:)]|$)")
CLOSES = 12  # words within which a quotation that was opened is closed
QUARTERS = frozenset({"I", "II", "III", "IV"})
STRAY = re.compile(r"[.'‘’`*·,](?=[^\W_])")  # a speck before the first letter or digit of a word
DEPUTY = re.compile(r"K[^\W\d_a-z]\.")  # "KT." before an office, in capitals
OFFICES = frozenset(
    {"CHỦ", "GIÁM", "BỘ", "TRƯỞNG", "THỦ", "CHÁNH", "TỔNG", "BÍ", "VIỆN", "CỤC", "HIỆU", "CHI", "CHỈ"}
)
GROUPS = re.compile(r"\(?[IVHl1|]+(?:\+[IVHl1|]+)+\)?")
INDEX = re.compile(r"\((\d{1,2})\)")
FEWEST_INDICES = 3  # that were read must vouch for the others
FIRST = frozenset({"1", "1."})
GROUP = re.compile(r"[IVXHLli|]+\.?")
ORDINAL = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,5}")
NUMERAL = re.compile(r"(?=.*[A-Zl|!])[HILXVTl1|!]{1,5}\.")
STROKES = {"H": "II", "L": "I", "l": "I", "1": "I", "|": "I", "!": "I", "T": "I"}
ROMAN = re.compile(r"(?:X{0,2})(?:IX|IV|V?I{0,3})")
ARCHIVE = re.compile(r"V[I1lLJ](?P<end>[,;.]?)")
PARTS = {"phần", "chương", "mục"}


def mend(words: Sequence[Word]) -> list[Word]:
    """Return the words with sure repairs made, in the same order."""
    mended = _numerals([_year(_symbol(word)) for word in _dates(_joined(words))])
    phrased = mend_marks(mend_phrases(_unspotted(mended)))
    return mend_names(_quotes(_quarters(_archive([_before_number(*pair) for pair in _pairs(phrased)]))))


def _unspotted(words: list[Word]) -> list[Word]:
    """Take off the speck that was read as a mark before a word, read "71⁄KH" as "71/KH" and "KĨ. CHỦ TỊCH" as "KT. CHỦ TỊCH"."""
    for at, word in enumerate(words):
        text = word.text.replace("\u2044", "/")
        closed = any("'" in other.text[1:] or "’" in other.text for other in words[at : at + CLOSES])
        if STRAY.match(text) and not (text[0] in "'‘" and closed):
            text = text[1:]
        following = words[at + 1].text if at + 1 < len(words) else ""
        if DEPUTY.fullmatch(text) and following in OFFICES:
            text = "KT."
        if text != word.text:
            words[at] = taken_for(word, text=text, most=MENDED)
    return words


def _quarters(words: list[Word]) -> list[Word]:
    """Read "Quý 1V/2025" as "Quý IV/2025", "(I+H+HI)" as "(I+II+III)": strokes of numerals where nothing else can stand."""
    for at, word in enumerate(words):
        match = QUARTER.match(word.text) if at and words[at - 1].text.lower() == "quý" else None
        text = word.text
        if match is not None:
            numeral = match[1].translate(ROMAN_STROKES)
            if numeral in QUARTERS:
                text = numeral + word.text[match.end() :]
        elif GROUPS.fullmatch(text):
            groups = text.strip("()").translate(ROMAN_STROKES).split("+")
            if groups == [to_roman(number) for number in range(1, len(groups) + 1)]:
                text = text.replace(text.strip("()"), "+".join(groups))
        if text != word.text:
            words[at] = taken_for(word, text=text, most=MENDED)
    return words


def _quotes(words: list[Word]) -> list[Word]:
    """Close a quotation with the mark that opened it: engines read a straight one behind a word as a curled one."""
    straight = False
    for at, word in enumerate(words):
        if word.text.startswith('"'):
            straight = True
        elif word.text.startswith("“"):
            straight = False
        if straight and "”" in word.text:
            words[at] = taken_for(word, text=word.text.replace("”", '"'), most=MENDED)
            straight = False
        elif word.text.count('"') == 2 or (straight and not word.text.startswith('"') and '"' in word.text):
            straight = False
    return words


def _archive(words: list[Word]) -> list[Word]:
    """Read "Lưu: VI," as "Lưu: VT,": the clerk's office (văn thư) keeps a copy of whatever is issued."""
    for at, (before, word) in enumerate(pairwise(words), 1):
        match = ARCHIVE.fullmatch(word.text) if before.text.startswith("Lưu") else None
        if match is not None:
            words[at] = taken_for(word, text=f"VT{match['end']}", most=MENDED)
    return words


def _pairs(words: list[Word]) -> Iterator[tuple[Word, Word | None]]:
    return zip_longest(words, words[1:])


def _before_number(word: Word, following: Word | None) -> Word:
    """Read "sô 12" as "số 12", "Điêu 3" as "Điều 3"."""
    right = BEFORE_NUMBER.get(word.text)
    if right is None or following is None or not following.text[:1].isdigit():
        return word
    return taken_for(word, text=right, most=MENDED)


def _symbol(word: Word) -> Word:
    """Read the eth of "QÐ" as Đ, and one that was read twice once; "guyễn" as Nguyễn."""
    if word.text == "guyễn":  # the seal covers the first letter of the signer's name
        return taken_for(word, text="Nguyễn", most=MENDED)
    if "Ð" not in word.text:
        return word
    text = word.text.replace("ĐÐ", "Đ").replace("ÐĐ", "Đ").replace("Ð", "Đ")
    return taken_for(word, text=text, most=MENDED)


def _joined(words: Sequence[Word]) -> list[Word]:
    """Join what a wide letter parted: "Tì hông", "] 6/2026", "38/2025/T T-BCT"."""
    kept: list[Word] = []
    for word in words:
        text = _join(kept[-1], word) if kept else None
        if text is None:
            kept.append(word)
        else:
            kept.append(taken_for(kept.pop(), word, text=text, most=MENDED))
    return kept


def _join(first: Word, second: Word) -> str | None:
    gap = second.x0 - first.x1
    if not -CLOSE < gap / max(second.bottom - second.top, 1) < CLOSE or not same_line(first, second):
        return None
    if first.text in PARTED_T and second.text[0] == "h" and is_syllable("T" + second.text.rstrip(".,;:")):
        return "T" + second.text
    if len(first.text) == 1 and PARTED_ONE.match(first.text) and DATE_OR_NUMBER.match(second.text):
        return "1" + second.text
    if PARTED_SYMBOL.search(first.text) and SYMBOL_END.match(second.text):
        return first.text + second.text
    return None


def _dates(words: Sequence[Word]) -> list[Word]:
    """Read the strokes that stand for ones in a date: "tháng ]] năm", "ngày l5 tháng", "tháng Ì 1 năm"."""
    kept: list[Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        before = kept[-1].text.lower() if kept else ""
        if before in {"ngày", "tháng"} and ONES.fullmatch(word.text):
            pieces = [word]
            if at + 1 < len(words) and ONES.fullmatch(words[at + 1].text) and len(word.text) == 1:
                pieces.append(words[at + 1])
            digits = STROKE.sub("1", "".join(piece.text for piece in pieces))
            if 1 <= int(digits) <= (31 if before == "ngày" else 12) and digits != word.text:
                confidence = min(MENDED, *(max(piece.confidence, UNREAD) for piece in pieces))
                kept.append(replace(taken_for(*pieces, text=digits, most=MENDED), confidence=confidence))
                at += len(pieces)
                continue
        kept.append(word)
        at += 1
    return kept


def _year(word: Word) -> Word:
    """Read 202] as 2021."""
    match = YEAR.match(word.text)
    if match is None:
        return word
    return taken_for(word, text=f"{match['digits']}1{match['rest']}", most=MENDED)


def _numerals(words: list[Word]) -> list[Word]:
    """Read the Roman numeral before a heading in capitals: "L MỤC TIÊU", "HI. KINH PHÍ", "TV. TỔ CHỨC"."""
    for at, word in enumerate(words[:-1]):
        mark = word.text if word.text.endswith(".") else f"{word.text}."
        following = words[at + 1]
        if not NUMERAL.fullmatch(mark) or not (following.text.isupper() and len(following.text) > 1):
            continue
        if not same_line(word, following) or not _opens_line(words, at):
            continue
        core = mark[:-1]
        # L alone is fifty, which no plan counts to; "H" alone may be the eighth of A, B, C.
        right = "".join(STROKES.get(sign, sign) for sign in core)
        known = core == "H" or ("T" in core and not core.startswith("TV"))
        if right != core and not known and ROMAN.fullmatch(right):
            words[at] = taken_for(word, text=f"{right}.", most=MENDED)
    return words


def _opens_line(words: Sequence[Word], at: int) -> bool:
    if at == 0 or not same_line(words[at - 1], words[at]):
        return True
    return words[at - 1].text.lower() in PARTS


def mend_ordinals(texts: Sequence[str]) -> list[str]:
    """Put back the dots that OCR lost in the numbers of a table's rows: 1.1, 11.1, 112 are 1.1, 1.1.1, 1.1.2.

    A number is changed only to one that may follow the row before it and has the same digits.

    >>> mend_ordinals(["1", "1.1", "11.1", "112", "12", "2"])
    ['1', '1.1', '1.1.1', '1.1.2', '1.2', '2']

    Strokes that ran together in the numeral of a group of rows are told apart where the next numeral has as many.

    >>> mend_ordinals(["I", "1", "2", "H", "1", "HI", "1", "IV"])
    ['I', '1', '2', 'II', '1', 'III', '1', 'IV']

    What is no number at all is the one that the numbers around it leave.

    >>> mend_ordinals(["TT", "1", "£", "", "4", "b"])
    ['TT', '1', '2', '3', '4', '5']
    """
    mended: list[str] = []
    last: list[int] = []
    roman = 0
    counted = _between(_filled(_with_first_group(texts)))
    for at, read in enumerate(counted):
        lost = (
            bool(roman)
            and counted[at + 1 : at + 2] == ["1"]
            and len(read) <= 3
            and not ORDINAL.fullmatch(read.rstrip("."))
        )
        text = to_roman(roman + 1) if lost else read
        core = text.rstrip(".")
        if (group := _roman(core, roman)) is not None:
            roman, value = group
            mended.append(text if value == core else value)
            continue
        if not ORDINAL.fullmatch(core):
            mended.append(text)
            continue
        digits = core.replace(".", "")
        follows = [".".join(map(str, number)) for number in _successors(last)]
        right = core
        if last and core not in follows:
            right = next((number for number in follows if number.replace(".", "") == digits), core)
        last = [int(part) for part in right.split(".")]
        mended.append(text if right == core else right)
    return mended


def _filled(texts: Sequence[str]) -> list[str]:
    """Read what is no number between numbers that count on: 1, "£", "", 4 are 1, 2, 3, 4.

    Two numbers that agree must vouch for those between and behind them, and none may speak against it: people skip and
    repeat numbers too.
    """
    filled = list(texts)
    begin = 0
    while begin < len(texts):
        if texts[begin] not in FIRST:
            begin += 1
            continue
        end = begin + 1
        while end < len(texts) and len(texts[end]) <= 3 and not _opens_group(texts, end):
            end += 1
        read = {at for at in range(begin, end) if texts[at].rstrip(".").isdigit()}
        if len(read) >= 2 and all(int(texts[at].rstrip(".")) == at - begin + 1 for at in read):
            dot = "." if texts[begin].endswith(".") else ""
            filled[begin:end] = [f"{at - begin + 1}{dot}" for at in range(begin, end)]
        begin = end
    return filled


def _opens_group(texts: Sequence[str], at: int) -> bool:
    """Is the text no number of the row before's kind: a numeral, what stands over a 1, or that 1?"""
    text = texts[at]
    if text in FIRST or (GROUP.fullmatch(text) is not None and len(text) > 1):
        return True
    return not text.rstrip(".").isdigit() and at + 1 < len(texts) and texts[at + 1] in FIRST


def _between(texts: Sequence[str]) -> list[str]:
    """Read 1, 3, 3 and 1, "", 3 as 1, 2, 3: what both neighbours say."""
    mended = list(texts)
    for at in range(1, len(texts) - 1):
        before, text, after = mended[at - 1 : at + 2]
        if not (before.isdigit() and after.isdigit() and int(after) == int(before) + 2):
            continue
        if text == after or (len(text) <= 1 and not text.isdigit()):
            mended[at] = str(int(before) + 1)
    return mended


def _with_first_group(texts: Sequence[str]) -> list[str]:
    """Read "1" as I where the row below is 1 too and a later group is II."""
    ones = [at for at, text in enumerate(texts[:-1]) if text in {"1", "l", "|"} and texts[at + 1] == "1"]
    ones = ones or [at for at, text in enumerate(texts[:-1]) if not text and texts[at + 1] == "1"][:1]
    later = {"II", "H", "Il", "ll"}
    if len(ones) != 1 or not later & set(texts[ones[0] + 2 :]) or "I" in texts:
        return list(texts)
    return [*texts[: ones[0]], "I", *texts[ones[0] + 1 :]]


def mend_index_row(texts: Sequence[str]) -> list[str]:
    """Read the row that numbers the columns of a table where most of it was read.

    >>> mend_index_row(["(1)", "(2)", "3)", "(4)", "G)", "(6)"])
    ['(1)', '(2)', '(3)', '(4)', '(5)', '(6)']
    """
    read = [(at, int(match[1])) for at, text in enumerate(texts) if (match := INDEX.fullmatch(text))]
    shifts = {number - at for at, number in read}
    odd = any(text and not (len(text) < 5 and text[-1] in ")®") for text in texts)
    if odd or len(read) < FEWEST_INDICES or len(shifts) != 1 or min(shifts) < 0:
        return list(texts)
    (shift,) = shifts
    return [f"({at + shift})" for at in range(len(texts))]


def _roman(text: str, last: int) -> tuple[int, str] | None:
    """Return the value and print of the next group's numeral, where the text has its strokes; None for anything else."""
    follows = to_roman(last + 1)
    strokes = text.translate(ROMAN_STROKES)
    if strokes != follows or (text != follows and (text.isdigit() or len(follows) == 1)):
        return None  # "l" may be a 1 as well
    return last + 1, follows


def _successors(last: list[int]) -> list[list[int]]:
    """Return the numbers that may follow: the first child, then the next on each level, deepest first."""
    return [[*last, 1], *([*last[:depth], last[depth] + 1] for depth in range(len(last) - 1, -1, -1))]
