"""One spelling of Vietnamese text, with the way back to what was printed.

Every recogniser reads normalised text: NFC whatever the order of the combining marks, one tone placement ("hóa", "ủy",
"thúy"), Đ for its look-alikes, one dash, one kind of blank, no markup. Single characters are changed in place; only
what changes length is remembered, so clean text costs a scan and no map. The standard `re` scans large character
classes seven times faster than `regex`, which is why it is used here.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from vnplan_extract.lang.tones import fold_tone, place_tones, strip_accents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Normalized", "fold_tone", "normalize", "strip_accents"]

LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_CLEAN_SIGNS = "“”‘’…°±×÷≥≤²³•₫€£¥"
_UNCLEAN = re.compile(
    rf"[^\t -\"$%'()+-;=-^`-~{LETTERS}{LETTERS.upper()}{_CLEAN_SIGNS}]"
)  # and runs of blanks

_MARKS = "\u0300-\u036f"
_QUALITIES = "\u0302\u0306\u031b"  # of â, ă, ơ: they bind to the letter before the tone does
_ZERO_WIDTH = "\u200b"  # all of its kind become this one, then vanish
_TAGS = (
    "b|i|u|s|a|p|em|strong|sub|sup|span|font|br|hr|div|mark|small|big|del|ins|li|ul|ol|td|th|tr|table|tbody|thead|"
    "center|code"
)
_BREAKING = re.compile(r"</?(?:br|p|div|hr|li|ul|ol|td|th|tr|table|tbody|thead)\b|&[ne#]", re.IGNORECASE)
_TAG = rf"</?(?:{_TAGS})(?:\s[^<>]{{0,400}})?\s?/?>"
# Stars that emphasise; a star alone between blanks, "(*)" and "2*3" are text.
_STARS = r"(?<!\*)(?!(?<=\()\*{1,9}\))(?!(?<=[^\W_])\*[^\W_])(?!(?<!\S)\*{1,9}(?!\S))\*+"
_UNDERSCORES = r"(?<!_)__{1,2}(?!_)|(?<!\w)_(?=[^\W_])|(?<=[^\W_])_(?!\w)"
_ATOM = rf"[ \t\n{_ZERO_WIDTH}]|{_TAG}|{_STARS}|{_UNDERSCORES}|(?<![^\n])\#{{1,6}}(?=\ )|&(?:nbsp|ensp|emsp|\#160|\#xa0);"
_GAP = rf"(?:{_ATOM})(?:{_ATOM})*"
_ENTITY = r"&(?:amp|lt|gt|quot|apos|\#\d{1,6}|\#x[0-9a-f]{1,5});"
_DIRTY = re.compile(rf"(?P<gap>{_GAP})|(?P<marks>[{_MARKS}]+)|(?P<sign>{_ENTITY})", re.IGNORECASE)
# Where one of these may begin: a plain character class, which is what makes long dirty texts quick. A tab alone stays and
# is passed over, and so are all stars of a run but the first, as no change begins there. The group takes part where blanks go on and no markup follows them, which is most of what changes. Runs
# of spaces are looked for apart: as an alternative here they would double the cost of the scan. No possessive quantifiers:
# Python 3.11.2, that of Debian 12, never comes to an end of them (CPython issue 106052).
_RUN = 40  # blanks; longer runs are left to the pattern of the change
_SUSPECT = re.compile(
    rf"[\t\n*_<&\#{_ZERO_WIDTH}{_MARKS}](?!(?<=[^ ]\t)[^ \t\n*_<&\#{_ZERO_WIDTH}])(?:(?<=[\t\n])[ \t\n]{{0,{_RUN}}}(?![ \t\n*_<&\#{_ZERO_WIDTH}])()|(?<=\*)\*+|(?<=\#)\#+)?"
)
_SPACES = re.compile("  +")


def _one_to_one() -> dict[int, str]:
    """Return the changes that keep the length: blanks, dashes, Đ, full-width forms, zero-width characters."""
    table = dict.fromkeys(
        [*range(9), 11, 12, *range(13, 32), *range(0x7F, 0xA1), 0x1680, 0x202F, 0x205F, 0x3000], " "
    )
    table |= dict.fromkeys(range(0x2000, 0x200B), " ") | {0x2028: "\n", 0x2029: "\n", 0x85: "\n", 13: "\n"}
    table |= dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63"), "-")
    table |= {ord("Ð"): "Đ", ord("ð"): "đ", ord("Ɖ"): "Đ", ord("ɖ"): "đ"}
    hidden = [
        0xAD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        *range(0xFE00, 0xFE10),
    ]
    table |= dict.fromkeys(hidden, _ZERO_WIDTH)
    return table | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


_ONE_TO_ONE = _one_to_one()
_SWAPPED = re.compile(f"[{re.escape(''.join(map(chr, _ONE_TO_ONE)))}]")
_FEW = 8  # so many kinds of signs are replaced one by one; `translate` looks each letter up


class Normalized(NamedTuple):
    """Normalised `text` and the `original` it came from, with the map between their offsets."""

    text: str
    original: str
    clean: Sequence[int] = ()  # where each stretch starts in `text`
    starts: Sequence[int] = ()  # where it starts in `original`
    ends: Sequence[int] = ()  # where it ends in `original`; -1: copied one to one

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` was printed: offsets into `original`, markup at the edges left out.

        >>> n = normalize("kinh phí **35.100** triệu")
        >>> n.text, n.original[slice(*n.span(9, 15))]
        ('kinh phí 35.100 triệu', '35.100')
        """
        clean = self.clean
        following = bisect_right(clean, start)
        if end > start and (following == len(clean) or end <= clean[following]):
            if not following:
                return start, end
            index = following - 1
            if self.ends[index] < 0:  # within one stretch that was copied, as most are
                moved = self.starts[index] - clean[index]
                return start + moved, end + moved
        if not clean:
            return start, end
        first = self._locate(start)[0]
        return first, (max(first, self._locate(end - 1)[1]) if end > start else first)

    def _locate(self, offset: int) -> tuple[int, int]:
        """Return the stretch of the original that the character at `offset` stands for."""
        index = bisect_right(self.clean, offset) - 1
        if index < 0:
            return offset, offset + 1
        start, end = self.starts[index], self.ends[index]
        if end >= 0:
            return start, end
        place = start + offset - self.clean[index]
        return place, place + 1


def normalize(text: str) -> Normalized:
    """Return the one spelling of a Vietnamese text that the recognisers read, with the map to what was printed.

    Runs of blanks and line breaks become one space; a tab, the border of a table cell, stays. Time and memory are
    linear in the length of the text.

    >>> normalize("uỷ  ban – hoá Ðơn").text
    'ủy ban - hóa Đơn'
    """
    if "  " not in text and _UNCLEAN.search(text) is None:
        return Normalized(place_tones(text), text)
    swapped = _swap(text)
    pieces: list[str] = []
    clean: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    done = length = 0
    for start, end, new in _changes(swapped):
        pieces += (swapped[done:start], new)
        length += start - done
        if len(new) != 1 or end - start != 1:
            clean += (length, length + len(new))
            starts += (start, end)
            ends += (end, -1)
        length += len(new)
        done = end
    pieces.append(swapped[done:])
    return Normalized(place_tones("".join(pieces)), text, clean, starts, ends)


def is_normal(word: str) -> bool:
    """Whether a word that blanks stand around is as `normalize` leaves it: then so is a text of such words."""
    return _UNCLEAN.search(word) is None and place_tones(word) == word


def _swap(text: str) -> str:
    """Return the text with its length and the signs of `_ONE_TO_ONE` changed; what they become stays as it is."""
    present = set(_SWAPPED.findall(text))
    if len(present) > _FEW:
        return text.translate(_ONE_TO_ONE)
    for sign in present:
        text = text.replace(sign, _ONE_TO_ONE[ord(sign)])
    return text


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the stretches that change, with what they become; each begins after the one before it ends."""
    done = 0
    for start, end in _suspects(text):
        if start < done:
            continue
        if end:
            start -= start > done and text[start - 1] == " "  # noqa: PLW2901 - else the gap would double this blank
            gap = text[start:end]
            new = "\t" * gap.count("\t") or " "
            if gap == new:
                continue
        elif match := _DIRTY.match(text, start):
            start, end, new = _change(text, match, done)  # noqa: PLW2901
        else:
            continue
        yield start, end, new
        done = end


def _suspects(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a change may begin, in order, and where it ends if it is of blanks alone, else 0."""
    spaces = _SPACES.finditer(text) if "  " in text else iter(())
    gap = next(spaces, None)
    for match in _SUSPECT.finditer(text):
        start, end = match.span()
        while gap and gap.start() < start:
            yield gap.start(), 0
            gap = next(spaces, None)
        yield start, end if match.lastindex else 0
    while gap:
        yield gap.start(), 0
        gap = next(spaces, None)


def _change(text: str, match: re.Match[str], done: int) -> tuple[int, int, str]:
    """Return a stretch that was matched with what belongs to it before, and what they become."""
    start, end = match.span()
    if match["marks"]:
        start -= start > done and text[start - 1].isalpha()
        return start, end, _compose(text[start:end])
    if match["sign"]:
        return start, end, html.unescape(match["sign"]).translate(_ONE_TO_ONE).replace("\n", " ")
    start -= start > done and text[start - 1] in " \t"  # else the gap would double this blank
    return start, end, _blank(text[start:end])


def _blank(gap: str) -> str:
    """Return what remains of blanks and markup: the tabs, or one space, or nothing."""
    if "\t" in gap:
        return "\t" * gap.count("\t")
    return " " if " " in gap or "\n" in gap or _BREAKING.search(gap) else ""


def _compose(cluster: str) -> str:
    """Return a letter with its marks in NFC, the mark of its quality before the tone, whatever order they came in."""
    parts = unicodedata.normalize("NFD", cluster)
    if unicodedata.combining(parts[0]):
        return ""  # marks that belong to no letter
    marks = sorted(parts[1:], key=lambda mark: mark not in _QUALITIES)
    return unicodedata.normalize("NFC", parts[0] + "".join(marks))
