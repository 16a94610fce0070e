"""Is a page's text layer true? Judge it, and repair what can be repaired for certain.

Judged are characters and syllables, never font names: a font called .VnTime may hold Unicode, and one called Arial
TCVN3. Good pages cost two passes of a regular expression over their text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from vnplan_extract.document import Page, Word
from vnplan_extract.findings import finding
from vnplan_extract.pages.glyphs import decode, from_mac_roman
from vnplan_extract.pages.legacy import FIRM, Encoding, draws_capitals, guess_encoding, to_unicode
from vnplan_extract.pages.letters import COMMON, CYRILLIC, LOOKALIKES
from vnplan_extract.pages.sense import senseless
from vnplan_extract.pages.syllables import is_syllable, plausibility, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from vnplan_extract.document import Box
    from vnplan_extract.findings import Finding
    from vnplan_extract.pages.glyphs import Glyph

Kind = Literal["true", "legacy", "garbled", "wrong_language", "veiled", "signature_only", "empty"]

ONLY_VIETNAMESE = re.compile("[ĂĐƠƯăđơư\u1ea0-\u1ef9]")
# Windows bytes read as Mac Roman: a capital with a mark after a small letter, a sign inside a word.
MAC_HINT = re.compile("[a-z][ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙÃ‡·„‰˙˝]|[A-Z][‡·„‰£¿“‘][A-Z]|[A-Z][ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙÃ‡·„‰˙˝][a-z]")
SIGNATURE = re.compile(
    r"ng[ưu][ờo]i k[ýy]|th[ờo]i gian k[ýy]|k[ýy] b[ởo]i|sao y|signature|signed by|[+]07:00", re.IGNORECASE
)
DIGITS = re.compile(r"\d")

FEW_WORDS = 60  # no page of prose has fewer
OUTLINES = 400  # segments of drawn paths: a line of letters
FULL_PAGE = 0.6  # share of the page from which a picture is the page
MOST_PICTURES = 200  # that are looked at together
GRID = 40  # points across and down at which it is looked whether a picture lies there
MANY_STRANGE = 0.02  # share of strange characters from which the text is not as printed
ENOUGH_WORDS = 30  # words from which the lack of any Vietnamese letter tells something
SKELETON = 0.35  # share of syllables that Vietnamese keeps when its marks are lost; English has about 0.2
BELIEVED = 0.6  # share of syllables from which an invisible text layer over a scan is believed
OVERLAP = 0.45  # share of the smaller box from which two words stand at the same place
ETH = str.maketrans("Ðð", "Đđ")
MAC_HINTS = 2  # so many of them make it no accident
CELL = (30.0, 15.0)  # points: no number of four digits is wider
MOST_IN_CELL = 8
DIGIT_WIDTH = 0.3  # in ems; a narrower digit is printed over another
CONFIDENCE = {"legacy": 0.99, "garbled": 0.97, "overprint": 0.2}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a page's text layer is, how sure that is (0 to 1) and why."""

    kind: Kind
    confidence: float
    reason: str
    encoding: Encoding | None = None

    @property
    def needs_ocr(self) -> bool:
        """True when the page's text, as it is, does not say what is printed."""
        return self.kind not in {"true", "legacy"}


def judge(page: Page) -> Judgement:
    """Tell what the text layer of a printed page, as its reader gave it, is."""
    if not page.words:
        return Judgement("empty", 1.0, "the page has no text layer")
    text = " ".join(word.text for word in page.words)
    if page.veiled:
        return Judgement(
            "veiled", 0.9, "its words lie unseen over a picture of the page, as an OCR program left them"
        )
    if len(page.words) < FEW_WORDS and full_page_picture(page):
        if SIGNATURE.search(text):
            return Judgement(
                "signature_only", 0.95, "the only text on an image of a page is a signature block"
            )
        return Judgement("signature_only", 0.8, "a few words stand on an image of a page")
    if len(page.words) < FEW_WORDS and page.shapes >= OUTLINES:
        return Judgement("signature_only", 0.8, "a few words stand among outlines")
    strange = len(COMMON.findall(text.translate(LOOKALIKES) if _only_alike(text) else text))
    if strange and (judgement := _strange(page.words, text, strange)):
        return judgement
    if not ONLY_VIETNAMESE.search(text):
        return _without_marks(page.words)
    if full_page_picture(page):
        share = plausibility(word.text for word in page.words)
        if share < BELIEVED:
            return Judgement(
                "wrong_language", 1 - share, f"only {share:.0%} of its words are Vietnamese syllables"
            )
    return Judgement("true", 1.0, "the text is Vietnamese in Unicode")


def full_page_picture(page: Page) -> bool:
    """Tell whether pictures fill most of the page: one, or the strips that some scanners make of it."""
    area = page.width * page.height
    if area <= 0 or not page.pictures:
        return False
    shown = [
        (
            max(picture.x0, 0),
            max(picture.top, 0),
            min(picture.x1, page.width),
            min(picture.bottom, page.height),
        )
        for picture in page.pictures
    ]
    areas = [(x1 - x0) * (bottom - top) for x0, top, x1, bottom in shown if x1 > x0 and bottom > top]
    if max(areas, default=0) >= FULL_PAGE * area or sum(areas) < FULL_PAGE * area:
        return max(areas, default=0) >= FULL_PAGE * area
    return _covered_share(page, shown) >= FULL_PAGE


def _covered_share(page: Page, boxes: Iterable[Box]) -> float:
    """Return how much of the page lies under boxes, by the points of a grid."""
    largest = sorted(boxes, key=lambda box: (box[0] - box[2]) * (box[3] - box[1]))[:MOST_PICTURES]
    points = {
        (column, row)
        for x0, top, x1, bottom in largest
        for column in range(math.ceil(x0 / page.width * GRID), math.ceil(x1 / page.width * GRID))
        for row in range(math.ceil(top / page.height * GRID), math.ceil(bottom / page.height * GRID))
    }
    return len(points) / GRID**2


def _only_alike(text: str) -> bool:
    """Has a text Cyrillic letters, and only such as look like Latin ones? No word of Cyrillic is written with these alone."""
    return CYRILLIC.search(text) is not None and not CYRILLIC.search(text.translate(LOOKALIKES))


def _latin(page: Page) -> Page:
    """Write Latin letters for Cyrillic ones that look the same, where no others are among them."""
    if not _only_alike(" ".join(word.text for word in page.words)):
        return page
    words = tuple(
        replace(word, text=unicodedata.normalize("NFC", word.text.translate(LOOKALIKES)))
        if CYRILLIC.search(word.text)
        else word
        for word in page.words
    )
    return replace(page, words=words)


def _strange(words: Sequence[Word], text: str, strange: int) -> Judgement | None:
    """Judge a page with characters that no document in Unicode prints; None when they are too few to matter."""
    guess = guess_encoding(text)
    if guess.encoding in {"tcvn3", "vni"}:
        return Judgement(
            "legacy", guess.score, f"the text is {guess.encoding.upper()} read as Latin-1", guess.encoding
        )
    runs = _encodings(words)
    for encoding in ("tcvn3", "vni"):
        if encoding in runs.values():
            return Judgement(
                "legacy", 0.9, f"some of the text is {encoding.upper()} read as Latin-1", encoding
            )
    if strange < max(MANY_STRANGE * len(text), 3):
        return None
    odd = [word.text for word in words if COMMON.search(word.text)]
    if plausibility(odd) >= BELIEVED:
        return None
    return Judgement(
        "garbled", min(0.5 + strange / len(text), 1.0), f"{strange} characters are no letters of the text"
    )


def _without_marks(words: Sequence[Word]) -> Judgement:
    parts = [part for word in words for part in tokens(word.text) if len(part) > 1]
    if len(parts) < ENOUGH_WORDS:
        return Judgement("true", 0.5, "too little text to tell")
    share = sum(map(_looks_stripped, parts)) / len(parts)
    if share < SKELETON:
        return Judgement("true", 0.6, "the text is in another language")
    return Judgement("wrong_language", share, "Vietnamese words without a single Vietnamese letter")


@lru_cache(maxsize=1 << 12)
def _looks_stripped(part: str) -> bool:
    return is_syllable(part)


# ---------------------------------------------------------------------------------------------------------------
# Repair


def repair(
    page: Page,
    judgement: Judgement,
    *,
    glyphs: Callable[[], Sequence[Glyph]] | None = None,
) -> tuple[Page, Judgement]:
    """Return the page with its text repaired where that is certain, its findings added, and what it is now.

    Boxes stay; every word that was changed has a confidence below 1. What cannot be repaired is left as it is, and the
    judgement says so.

    Args:
        page: The page as its reader gave it.
        judgement: What `judge` said of it.
        glyphs: Reads the page character by character, for text whose fonts do not name their letters.
    """
    if judgement.kind == "legacy":
        page = _from_legacy(page, judgement)
        judgement = Judgement("true", judgement.confidence, judgement.reason, judgement.encoding)
    elif judgement.kind == "garbled" and glyphs is not None:
        mended = _from_glyphs(page, glyphs())
        if mended is not None:
            page = mended
            judgement = Judgement("true", page.confidence, "the glyphs of its fonts are known")
    if judgement.kind == "true":
        page = flag_overprints(_from_mac_roman(_eth_to_d(_latin(page))))
        if reason := senseless(page.words):
            return _made_sense_of(page, reason, glyphs)
    return page, judgement


def _made_sense_of(
    page: Page, reason: str, glyphs: Callable[[], Sequence[Glyph]] | None
) -> tuple[Page, Judgement]:
    """Return a page whose letters are ordinary ones and make no words, read by a table of glyphs where one makes sense of it."""
    mended = _from_glyphs(page, glyphs()) if glyphs is not None else None
    if mended is not None and not senseless(mended.words):
        return mended, Judgement("true", mended.confidence, "the glyphs of its fonts are known")
    return page, Judgement("garbled", 0.9, reason)


def _eth_to_d(page: Page) -> Page:
    """Write Đ for the Icelandic eth that looks the same."""
    if not any("Ð" in word.text or "ð" in word.text for word in page.words):
        return page
    words = tuple(
        replace(word, text=word.text.translate(ETH)) if not word.text.isascii() else word
        for word in page.words
    )
    return replace(page, words=words)


def _from_mac_roman(page: Page) -> Page:
    """Put back the letters of fonts whose Windows bytes were taken for Mac Roman, word by word."""
    if len(MAC_HINT.findall(" ".join(word.text for word in page.words))) < MAC_HINTS:
        return page
    read = [
        None if word.text.isascii() else from_mac_roman(word.text, sure=_odd_capital(page.words, at))
        for at, word in enumerate(page.words)
    ]
    count = sum(text is not None for text in read)
    words = tuple(
        word
        if text is None
        else replace(word, text=text, confidence=min(word.confidence, CONFIDENCE["garbled"]))
        for word, text in zip(page.words, read, strict=True)
    )
    note = finding("text-glyphs-repaired", page=page.number, found=f"Mac Roman, {count}")
    return replace(page, words=words, findings=(*page.findings, note)) if count else page


def _odd_capital(words: Sequence[Word], at: int) -> bool:
    """Tell a capital with a mark where none can stand: after a small letter, or "LÍ" among words in small letters."""
    text = words[at].text
    if MAC_HINT.search(text):
        return True
    around = [word.text for word in (*words[max(at - 1, 0) : at], *words[at + 1 : at + 2])]
    return (
        text.isupper()
        and len(text) == len("LÍ")
        and any(other.isalpha() and not other.isupper() for other in around)
    )


def _encodings(words: Iterable[Word]) -> dict[str, Encoding | None]:
    """Return font -> the encoding its words are in, None where too few of them tell."""
    texts: dict[str, list[str]] = {}
    for word in words:
        texts.setdefault(word.font, []).append(word.text)
    guesses = {font: guess_encoding(" ".join(parts)) for font, parts in texts.items()}
    return {font: guess.encoding if guess.evidence >= FIRM else None for font, guess in guesses.items()}


def _from_legacy(page: Page, judgement: Judgement) -> Page:
    encodings = _encodings(page.words)
    assert judgement.encoding is not None
    # A run too short to tell is read as the runs before it in the stream, else as most of the page.
    changed: set[str] = set()
    words = []
    for word in page.words:
        encoding = encodings[word.font] or _of_word(word.text, judgement.encoding)
        capitals = encoding == "tcvn3" and draws_capitals(word.font)
        text = to_unicode(word.text, encoding, capitals=capitals)
        if text != word.text:
            changed.add(encoding)
            word = replace(word, text=text, confidence=min(word.confidence, CONFIDENCE["legacy"]))  # noqa: PLW2901
        words.append(word)
    findings = tuple(
        finding("text-legacy", page=page.number, found=encoding.upper(), pages=page.number)
        for encoding in sorted(changed)
        if encoding != "unicode"
    )
    confidence = round(min(page.confidence, judgement.confidence), 3)
    return replace(page, words=tuple(words), confidence=confidence, findings=page.findings + findings)


def _of_word(text: str, encoding: Encoding) -> Encoding:
    """Return the encoding of one word in a run that does not tell: Unicode if that makes syllables, else the page's."""
    if text.isascii():
        return encoding
    parts = [part for part in tokens(text) if len(part) > 1]
    if parts and ONLY_VIETNAMESE.search(text) and all(map(is_syllable, parts)):
        return "unicode"
    return encoding


def _from_glyphs(page: Page, glyphs: Sequence[Glyph]) -> Page | None:
    decoding = decode(glyphs)
    if not decoding.certain or not decoding.tables:
        return None
    forms = {(round(word.x0), round(word.top)) for word in page.words if word.read_by == "form"}
    words = tuple(_words(glyphs, decoding.letters, forms))
    tables = ", ".join(sorted({table for _, table in decoding.tables}))
    note = finding("text-glyphs-repaired", page=page.number, found=tables)
    confidence = round(min(CONFIDENCE["garbled"], 0.5 + decoding.score / 2), 3)
    return replace(page, words=words, confidence=confidence, findings=(*page.findings, note))


def _words(glyphs: Sequence[Glyph], letters: Sequence[str], forms: set[tuple[int, int]]) -> Iterable[Word]:
    """Put decoded glyphs together to words; a glyph that decodes to a blank ends one too."""
    run: list[tuple[Glyph, str]] = []
    for glyph, letter in zip(glyphs, letters, strict=True):
        blank = not letter.strip()
        if run and (blank or glyph.breaks):
            yield _word(run, forms)
            run = []
        if not blank:
            run.append((glyph, letter))
    if run:
        yield _word(run, forms)


def _word(run: Sequence[tuple[Glyph, str]], forms: set[tuple[int, int]]) -> Word:
    first = run[0][0]
    box: Box = (
        min(glyph.x0 for glyph, _ in run),
        min(glyph.top for glyph, _ in run),
        max(glyph.x1 for glyph, _ in run),
        max(glyph.bottom for glyph, _ in run),
    )
    read_by: Literal["form", "text"] = "form" if (round(first.x0), round(first.top)) in forms else "text"
    text = "".join(letter for _, letter in run)
    return Word(text, *box, first.name, first.size, first.bold, first.italic, read_by, CONFIDENCE["garbled"])


# ---------------------------------------------------------------------------------------------------------------
# Corrections printed over what they correct


def flag_overprints(page: Page) -> Page:
    """Lower the confidence of numbers printed over one another, and say so: which one is meant is not guessed."""
    numbers = [at for at, word in enumerate(page.words) if len(word.text) <= 4 and DIGITS.search(word.text)]
    doubted: set[int] = set()
    findings: list[Finding] = []
    for at, over in _overlapping(page.words, numbers):
        doubted |= {at, over}
        found = f"{page.words[at].text}|{page.words[over].text}"
        findings.append(finding("text-overprint", page=page.number, found=found))
    for at in numbers:
        word = page.words[at]
        narrow = word.x1 - word.x0 < DIGIT_WIDTH * word.size * len(word.text)
        if at not in doubted and len(word.text) > 1 and word.text.isdigit() and word.size and narrow:
            doubted.add(at)
            findings.append(finding("text-overprint", page=page.number, found=word.text))
    if not doubted:
        return page
    words = tuple(
        replace(word, confidence=CONFIDENCE["overprint"]) if at in doubted else word
        for at, word in enumerate(page.words)
    )
    return replace(page, words=words, findings=page.findings + tuple(findings))


def _overlapping(words: Sequence[Word], numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs of numbers, different in text, that stand at the same place; linear by cells of the page."""
    pairs = []
    cells: dict[tuple[int, int], list[int]] = {}
    for at in numbers:
        word = words[at]
        column, row = int(word.x0 // CELL[0]), int(word.top // CELL[1])
        near = [cells.get((column + right, row + down), ()) for right in (-1, 0, 1) for down in (-1, 0, 1)]
        pairs += [
            (other, at)
            for others in near
            for other in others
            if words[other].text != word.text and _same_place(words[other], word)
        ]
        here = cells.setdefault((column, row), [])
        if len(here) < MOST_IN_CELL:
            here.append(at)
    return pairs


def _same_place(first: Word, second: Word) -> bool:
    width = min(first.x1, second.x1) - max(first.x0, second.x0)
    height = min(first.bottom, second.bottom) - max(first.top, second.top)
    smaller = min((word.x1 - word.x0) * (word.bottom - word.top) for word in (first, second))
    return width > 0 and height > 0 and width * height >= OVERLAP * smaller
