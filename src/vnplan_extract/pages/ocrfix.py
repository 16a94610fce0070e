"""Mends what OCR unmistakably confused; each mended word keeps a confidence that says so. A value is never invented."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from vnplan_extract.lang.markers import to_roman
from vnplan_extract.pages.initials import without_initials
from vnplan_extract.pages.names import mend_names
from vnplan_extract.pages.neighbours import mend_marks
from vnplan_extract.pages.ocrwords import same_line, taken_for
from vnplan_extract.pages.ordinals import ROMAN_STROKES
from vnplan_extract.pages.phrases import mend_phrases
from vnplan_extract.pages.provincenames import mend_provinces
from vnplan_extract.pages.syllables import SAME_SHAPE, is_syllable, skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.document import Word

MENDED = 0.7  # highest confidence of a mended word
UNREAD = 0.45  # least confidence of a day whose strokes were ones
# Nobody prints thousandths that are naught behind grouped thousands.
GROUPED = re.compile(r"(?P<first>\d{1,3}(?:\.\d{3})+),000(?P<end>[.;:)]?)")
VULGAR = re.compile(r"(?:3\u20444|1\u2044[24])\d(?!\d{2}\b)")  # "345" is read as "¾5"; and so may be 3 of 45
DOUBTED = 0.4  # highest confidence of what may be a number or two
# Between thousands, where it is no scale of a map ("1:500").
COLON = re.compile(r"(?P<first>[2-9]|\d{2,3}):(?P<rest>\d{3}(?:[.,]\d+)*[.,;:)]*)")
DOUBLED = re.compile(r"/?\u2044/?")  # a stroke read as another sign, or as both
UNIT = re.compile(r"(?P<begin>[A-ZĐ]{1,6}\d)[Il|](?P<end>[.,;)]?)")  # that drew up a document
# A lone wrong character among digits; three digits must vouch for it.
YEAR = re.compile(r"^(?P<digits>(?:19|20)\d)(?P<wrong>[\]|lI!])(?P<rest>[.,;:)]?)$")
PARTED_T = {"Tì", "TÌ", "1Ì", "T", "'Tì", "Tỉ"}
PARTED_ONE = re.compile(r"[\]|lIÌ!ÏJ]")
DATE_OR_NUMBER = re.compile(r"\d{1,3}/\d")
PARTED_SYMBOL = re.compile(r"/[A-ZĐ]{1,2}$")
SYMBOL_END = re.compile(r"[A-ZĐ]{1,3}-[A-ZĐ]")
CLOSE = 0.35  # gap as a share of the line's height that is none between words
CLOSING = re.compile(r"\./\.|[.,;:!?)]{1,2}")  # stand behind a word without a blank
TOUCHING = 0.15  # gap as a share of the line's height that is less than a blank
BEFORE_NUMBER = {
    "sô": "số",
    "sổ": "số",
    "sồ": "số",
    "Sô": "Số",
    "Sổ": "Số",
    "tố": "tổ",
    "Tố": "Tổ",
    "Điêu": "Điều",
    "điêu": "điều",
    "Khoán": "Khoản",
    "khoán": "khoản",
}
STROKE = re.compile(r"[\]|lIÌ!Ï]")
FAR = 3.0  # heights of a word, between "tháng" and what is written behind it
ONES = re.compile(r"[\]|lIÌ!Ï\d]{1,2}")
QUARTER = re.compile(r"([IVHl1|]{2,3}|[HÌÏÍl1|!])(?=[/.,;:)]|$)")
CLOSES = 12  # words within which a quotation that was opened is closed
QUARTERS = frozenset({"I", "II", "III", "IV"})
STRAY = re.compile(r"[.'‘’`·,](?=[^\W_])")  # a speck before the first letter or digit of a word
DASHED = re.compile(r"[_.,;:'‘’`·~]{1,4}[-–]")  # specks before the dash of an item
# "H'Bé", "H'Hen": names of women of the Ê Đê, Gia Rai and M'Nông; nothing else begins with two strokes and an apostrophe.
PREFIX = re.compile(r"^[!1lI|]{2}['’](?=[^\W\d_a-zà-ỹ][^\W\d_]*$)")
DEPUTY = re.compile(r"K[^\W\d_a-z]\.")  # "KT." before an office, in capitals
OFFICES = frozenset(
    {"CHỦ", "GIÁM", "BỘ", "TRƯỞNG", "THỦ", "CHÁNH", "TỔNG", "BÍ", "VIỆN", "CỤC", "HIỆU", "CHI", "CHỈ"}
)
# The seal or the pen covers the first letter of the signer's name: "_=Kguyễn".
NGUYEN = re.compile(r"[\W_]*[^\W\d_]?guyễn")
RAISED = dict(zip("¹²³⁴⁵⁶⁷⁸⁹", "123456789", strict=True))
GROUPS = re.compile(r"\(?[IVHl1|]+(?:\+[IVHl1|]+)+\)?")
NUMERAL = re.compile(r"(?=.*[A-Zl|!])[HILXVTl1|!]{1,5}[.-]")  # "I-" in documents of the Party
STROKES = {"H": "II", "L": "I", "l": "I", "1": "I", "|": "I", "!": "I", "T": "I"}
ROMAN = re.compile(r"(?:X{0,2})(?:IX|IV|V?I{0,3})")
ARCHIVE = re.compile(r"V[I1lLJ](?P<end>[,;.]?)")
MARKED = re.compile(
    r"V[ÀÁẢÃẠĂÂÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔƠÙÚỦŨỤƯỲÝỶỸỴ][,;.]?"
)  # a T and the comma behind it, run together
PARTS = {"phần", "chương", "mục"}
TERMS = frozenset({"khóa", "khoá", "thứ", "lần", "kỷ"})  # are counted in Roman numerals: "khóa XIII"
TERM = re.compile(r"(?P<core>[IVXH]*[IVX][IVXH]*)(?P<end>\W*)")
IA = frozenset(
    {"la", "1a", "|a"}
)  # before a capital: "Ia Grai", "Ia Pa", as communes of the Gia Rai are called
LETTERS = {"€": "c", "ø": "g"}
LETTERED = re.compile(r"(?P<letter>€|[^\W\d_])\)")  # of a list: a), b), c), d), đ), e)
ITEM = re.compile(r"(?P<number>\d{1,2})[,:]")
CLOSED = (".", ";", ":")
COPY = re.compile(
    r"\((?P<whom>để )?(?P<b>[bp])(?:[^\w\s]|[íìiỉịI1lứừưú])?(?P<c>[ch])\)(?P<end>[;.,]*)", re.IGNORECASE
)  # "(b/c)", "(p/h)"
COMMITTEE, BOARD = {"uy", "u", "ly", "ui"}, {"ban", "pan", "bau", "han"}
LABEL, FORM = "noi nhan", "noi nhap"  # "Nơi nhập:" stands in forms


def mend(words: Sequence[Word]) -> list[Word]:
    """Return the words with sure repairs made, in the same order."""
    joined = _lone_numbers(_dates(_joined(words)))
    mended = _numerals(_recased([_year(_symbol(word)) for word in joined]))
    phrased = mend_marks(mend_phrases(_committees(_unspotted(mended))))
    archived = without_initials(_archive([_before_number(*pair) for pair in _pairs(phrased)]))
    return mend_names(mend_provinces(_quotes(_items(_quarters(_recipients(archived))))))


def _lone_numbers(words: list[Word]) -> list[Word]:
    """Read "²" as 2 where nothing stands beside it that it could be the mark of: a page's number."""
    for at, word in enumerate(words):
        beside = (*words[max(at - 1, 0) : at], *words[at + 1 : at + 2])
        if word.text in RAISED and not any(same_line(word, other) for other in beside):
            words[at] = taken_for(word, text=RAISED[word.text], most=MENDED)
    return words


def _unspotted(words: list[Word]) -> list[Word]:
    """Take off the speck that was read as a mark before a word, read "71⁄KH" as "71/KH", "KĨ. CHỦ TỊCH" as "KT. CHỦ TỊCH", "!1'Bé" as "H'Bé"."""
    for at, word in enumerate(words):
        text = DOUBLED.sub("/", word.text)
        closed = any("'" in other.text[1:] or "’" in other.text for other in words[at : at + CLOSES])
        if STRAY.match(text) and not (text[0] in "'‘" and closed):
            text = text[1:]
        if DASHED.fullmatch(text) and _opens_before_capital(words, at):
            text = "-"
        text = PREFIX.sub("H'", text)
        if "Ñ" in text and text.isupper():
            text = text.replace("Ñ", "N")  # no Vietnamese letter: a speck over "BNNMT"
        following = words[at + 1].text if at + 1 < len(words) else ""
        if DEPUTY.fullmatch(text) and following in OFFICES:
            text = "KT."
        if text != word.text:
            words[at] = taken_for(word, text=text, most=DOUBTED if VULGAR.search(word.text) else MENDED)
    return words


def _quarters(words: list[Word]) -> list[Word]:
    """Read "Quý 1V/2025" as "Quý IV/2025", "(I+H+HI)" as "(I+II+III)": strokes of numerals where nothing else can stand.

    "Quý 1" is "Quý I" on a page that says its other quarters in Roman numerals, and none in figures.
    """
    said = {word.text[0] for before, word in pairwise(words) if before.text.lower() == "quý"}
    roman = bool(said & set("IV")) and not said & set("234")
    for at, word in enumerate(words):
        match = QUARTER.match(word.text) if at and words[at - 1].text.lower() == "quý" else None
        text = word.text
        if match is not None:
            numeral = match[1].translate(ROMAN_STROKES)
            if match[1] == "1" and not roman:
                continue
            if numeral in QUARTERS:
                text = numeral + word.text[match.end() :]
        elif GROUPS.fullmatch(text):
            groups = text.strip("()").translate(ROMAN_STROKES).split("+")
            counted = [to_roman(number) for number in range(1, len(groups) + 1)]
            lost = groups[-1] in QUARTERS and len(set(groups)) < len(groups)  # none is added twice
            if groups == counted or (lost and set(groups) <= set(counted)):
                groups = counted
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
        if before.text in {"Lưu;", "Lưu."} and (word.text.startswith("VT") or ARCHIVE.fullmatch(word.text)):
            words[at - 1] = taken_for(before, text="Lưu:", most=MENDED)
        match = ARCHIVE.fullmatch(word.text) if before.text.startswith("Lưu") else None
        if match is not None:
            words[at] = taken_for(word, text=f"VT{match['end']}", most=MENDED)
        elif before.text == "Lưu:" and MARKED.fullmatch(word.text):
            words[at] = taken_for(word, text="VT,", most=MENDED)
    return words


def _committees(words: list[Word]) -> list[Word]:
    """Read "Ủ ban nhân dân", "Uy pan nhân dân" as "Ủy ban nhân dân": no other words stand before "nhân dân" so."""
    for at in range(len(words) - 3):
        first, second, *behind = words[at : at + 4]
        people = [skeleton(word.text.strip(".,;:")) for word in behind] == ["nhan", "dan"]
        if not people or skeleton(first.text) not in COMMITTEE or skeleton(second.text) not in BOARD:
            continue
        small, read = second.text.islower(), skeleton(f"{first.text} {second.text}")
        if read == "uy ban" or not (small or second.text.isupper()):
            continue
        right = ("Ủy" if first.text[0].isupper() else "ủy", "ban") if small else ("ỦY", "BAN")
        for place, text in enumerate(right, at):
            if words[place].text != text:
                words[place] = taken_for(words[place], text=text, most=MENDED)
    return words


def _recipients(words: list[Word]) -> list[Word]:
    """Read "Nơi nhộn:" as "Nơi nhận:": by this label readers find who gets a copy.

    One letter off it is no other, and behind "N", of which a seal hides the rest, neither.
    """
    for at, (first, second) in enumerate(pairwise(words)):
        if not second.text.endswith(":") or (first.text, second.text) == ("Nơi", "nhận:"):
            continue
        read = skeleton(f"{first.text} {second.text[:-1]}")
        off = sum(one != other for one, other in zip(read, LABEL, strict=False))
        covered = second.text == "nhận:" and first.text[0] in "NñÑ" and len(first.text) <= len("Nơi")
        if (covered or (len(read) == len(LABEL) and off == 1 and read != FORM)) and _opens_line(words, at):
            words[at] = taken_for(first, text="Nơi", most=MENDED) if first.text != "Nơi" else first
            words[at + 1] = taken_for(second, text="nhận:", most=MENDED) if second.text != "nhận:" else second
    return words


def _items(words: list[Word]) -> list[Word]:
    """Read "4, Sở Y tế" as "4. Sở Y tế", "€) Hằng" as "c) Hằng" where a line begins, "la Grai" as "Ia Grai", "khóa XIH" as "khóa XIII"."""
    for at, (word, after) in enumerate(pairwise(words)):
        text = word.text
        before = words[at - 1] if at else None
        if text in IA and _follows(word, after) and after.text[:1].isupper():
            text = "Ia"
        elif (item := ITEM.fullmatch(text)) and _begins_item(words, at):
            text = f"{item['number']}."
        elif (item := LETTERED.fullmatch(text)) and _opens_line(words, at) and _follows(word, after):
            text = f"{LETTERS.get(item['letter']) or _listed(item['letter'])})"
        elif (
            "H" in text
            and before is not None
            and before.text.lower() in TERMS
            and (term := TERM.fullmatch(text))
        ):
            numeral = term["core"].replace("H", "II")
            text = f"{numeral}{term['end']}" if ROMAN.fullmatch(numeral) else text
        if text != word.text:
            words[at] = taken_for(word, text=text, most=MENDED)
    return words


def _follows(word: Word, after: Word) -> bool:
    return same_line(word, after) and after.x0 > word.x0


def _begins_item(words: Sequence[Word], at: int) -> bool:
    """Does a line begin here, behind one that was closed, with a number before a capital? Behind "khoản 3," it goes on a list."""
    closed = at == 0 or words[at - 1].text.endswith(CLOSED)
    after = words[at + 1]
    return closed and _opens_line(words, at) and _follows(words[at], after) and after.text[:1].isupper()


def _listed(letter: str) -> str:
    """Return the letter of a list for one with a mark that none has: "á" is a."""
    return letter if letter in "đĐ" else unicodedata.normalize("NFD", letter)[0]


def _pairs(words: list[Word]) -> Iterator[tuple[Word, Word | None]]:
    return zip_longest(words, words[1:])


def _recased(words: list[Word]) -> list[Word]:
    """Read "tỘc" as "tộc", "SỞ, ban, ngành" as "Sở, ...", "(bc)" as "(b/c)": what nobody prints so."""
    for at, word in enumerate(words):
        text = word.text
        if text[0] == "(" and (copy := COPY.fullmatch(text)):
            text = _copied(copy)
        elif not text.islower() and (text[0].islower() or _is_half_capital(text) or _is_capital(words, at)):
            core = text.rstrip(".,;:)/")
            alike = all(char.islower() or skeleton(char) in SAME_SHAPE for char in core[1:])
            if core.isalpha() and alike and is_syllable(core.lower()):
                text = core[0] + text[1:].lower()
        if text != word.text:
            words[at] = taken_for(word, text=text, most=MENDED)
    return words


def _is_half_capital(text: str) -> bool:
    """Do capitals and small letters stand behind a capital: "LỒng"?"""
    return text[0].isupper() and not (text[1:].islower() or text.isupper() or text[-1].isupper())


def _copied(copy: re.Match[str]) -> str:
    kinds = {"bc", "ph"}
    if f"{copy['b']}{copy['c']}".lower() not in kinds:
        return copy.group()
    return f"({copy['whom'] or ''}{copy['b']}/{copy['c']}){copy['end']}"


def _is_capital(words: Sequence[Word], at: int) -> bool:
    """Is a word of two letters, the second one marked, alone in capitals on its line: "BỘ Nông nghiệp", not "BỘ Y TẾ", not "TU"?"""
    core = words[at].text.rstrip(".,;:")
    if len(core) != 2 or not core.isupper() or core[1].lower() == skeleton(core[1]):
        return False
    near = [
        other.text.strip(".,;:")
        for other in (*words[max(at - 1, 0) : at], *words[at + 1 : at + 3])
        if same_line(words[at], other)
    ]
    heading = any(len(text) > 1 and text.isupper() and is_syllable(text) for text in near)
    return not heading and any(map(str.islower, near))


def _before_number(word: Word, following: Word | None) -> Word:
    """Read "sô 12" as "số 12", "Điêu 3" as "Điều 3"."""
    right = BEFORE_NUMBER.get(word.text)
    if right is None or following is None or not following.text[:1].isdigit():
        return word
    return taken_for(word, text=right, most=MENDED)


def _symbol(word: Word) -> Word:
    """Read the eth of "QÐ" as Đ, and one that was read twice once; "guyễn" as Nguyễn."""
    if word.text != "Nguyễn" and NGUYEN.fullmatch(word.text):
        return taken_for(word, text="Nguyễn", most=MENDED)
    if "VIỆTNAM" in word.text:
        return taken_for(word, text=word.text.replace("VIỆTNAM", "VIỆT NAM"), most=MENDED)
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
    if CLOSING.fullmatch(second.text) and gap < TOUCHING * (second.bottom - second.top):
        return first.text + second.text
    return None


def _dates(words: Sequence[Word]) -> list[Word]:
    """Read the strokes that stand for ones in a date: "tháng ]] năm", "ngày l5 tháng", "tháng Ì 1 năm"."""
    kept: list[Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        before = kept[-1].text.lower() if kept else ""
        if before in {"ngày", "tháng"} and ONES.fullmatch(word.text) and _goes_on(kept[-1], word):
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


def _goes_on(before: Word, word: Word) -> bool:
    """Does a word stand right behind another? "6 tháng" ends the head of a column, and the I of the next row is none of a date's."""
    return same_line(before, word) and 0 <= word.x0 - before.x1 < FAR * (before.bottom - before.top)


def _year(word: Word) -> Word:
    """Read 202] as 2021, 58.750,000 as 58.750.000, 46:500 as 46.500, the unit NN0I as NN01."""
    if thousands := COLON.fullmatch(word.text):
        return taken_for(word, text=f"{thousands['first']}.{thousands['rest']}", most=MENDED)
    if unit := UNIT.fullmatch(word.text):
        return taken_for(word, text=f"{unit['begin']}1{unit['end']}", most=MENDED)
    if grouped := GROUPED.fullmatch(word.text):
        return taken_for(word, text=f"{grouped['first']}.000{grouped['end']}", most=MENDED)
    match = YEAR.match(word.text)
    if match is None:
        return word
    return taken_for(word, text=f"{match['digits']}1{match['rest']}", most=MENDED)


def _numerals(words: list[Word]) -> list[Word]:
    """Read the Roman numeral before a heading in capitals: "L MỤC TIÊU", "HI. KINH PHÍ", "TV. TỔ CHỨC"."""
    for at, word in enumerate(words[:-1]):
        mark = word.text if word.text.endswith((".", "-")) else f"{word.text}."
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
            words[at] = taken_for(word, text=right + mark[-1], most=MENDED)
    return words


def _opens_before_capital(words: Sequence[Word], at: int) -> bool:
    """Does a word open a line, with a word behind it that begins with a capital?"""
    behind = words[at + 1] if at + 1 < len(words) else None
    opens = at == 0 or not same_line(words[at - 1], words[at])
    return opens and behind is not None and behind.text[:1].isupper() and same_line(words[at], behind)


def _opens_line(words: Sequence[Word], at: int) -> bool:
    if at == 0 or not same_line(words[at - 1], words[at]):
        return True
    return words[at - 1].text.lower() in PARTS
