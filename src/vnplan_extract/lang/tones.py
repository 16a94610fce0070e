"""Where the tone mark stands, and keys for matching without tones or accents.

Law texts print "hóa", "ủy", "thúy": in an open oa, oe, uy the tone is on the first vowel; before a final letter it is
on the second ("hoàn", "huỳnh"), and after qu and gi on the vowel itself ("quý", "già").
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_ROWS = (
    "aàáảãạ", "ăằắẳẵặ", "âầấẩẫậ", "eèéẻẽẹ", "êềếểễệ", "iìíỉĩị", "oòóỏõọ", "ôồốổỗộ", "ơờớởỡợ", "uùúủũụ", "ưừứửữự", "yỳýỷỹỵ",
)  # fmt: skip
_TONED = {letter: (row[0], tone) for row in _ROWS for tone, letter in enumerate(row)}
_WITH_TONE = {(row[0], tone): letter for row in _ROWS for tone, letter in enumerate(row)}
_MARKS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)  # all blocks of them

# The pattern begins with one class of letters, so that `re` passes over the others at once; the cases are told apart by
# looking back at the two letters. Branches that each begin with a class of their own cost seven times as much.
_MISPLACED = re.compile(
    r"""[oOuUòóỏõọÒÓỎÕỌùúủũụÙÚỦŨỤìíỉĩịÌÍỈĨỊừứửữựỪỨỬỮỰỳýỷỹỵỲÝỶỸỴ]
        (?: [àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ] (?<=[oO].) (?!\w) (?<![qQ]..)       # hoá -> hóa
          | [ỳýỷỹỵỲÝỶỸỴ] (?<=[uU].) (?!\w) (?<![qQ]..)                 # uỷ -> ủy
          | [aăâeêiyơôoưuAĂÂEÊIYƠÔOƯU] (?<![oOuU].)                    # the tone is on the first
        (?: (?<=[òóỏõọÒÓỎÕỌ][aăeAĂE]) (?=[cmnptiyoCMNPTIYO])           # hòan -> hoàn
          | (?<=[ùúủũụÙÚỦŨỤ][yY]) (?=[aênptAÊNPT]) (?<![qQ]..)         # hùynh -> huỳnh
          | (?<=[qQ][ùúủũụÙÚỦŨỤ][aâeêiyơôAÂEÊIYƠÔ])                    # qúy -> quý
          | (?<=[gG][ìíỉĩịÌÍỈĨỊ][aăâoôơuưAĂÂOÔƠUƯ])                    # gìa -> già
          | (?<=[ừứửữựỪỨỬỮỰ][ơƠ]) | (?<=[ìíỉĩịÌÍỈĨỊ][êÊ]) | (?<=[ùúủũụÙÚỦŨỤ][ôâêÔÂÊ]) | (?<=[ỳýỷỹỵỲÝỶỸỴ][êÊ])  # đựơc -> được
        ))""",
    re.VERBOSE,
)


def place_tones(text: str) -> str:
    """Return NFC text with each tone mark where law texts print it; the length stays the same.

    >>> place_tones("hoá, uỷ, thuý, kế họach, quí")
    'hóa, ủy, thúy, kế hoạch, quí'
    """
    return _MISPLACED.sub(_moved, text)


def _moved(match: re.Match[str]) -> str:
    return _move(match[0])


@cache
def _move(pair: str) -> str:
    """Move the tone of a pair of vowels from one to the other; there are few such pairs."""
    first, second = pair[0], pair[1]
    tone = _TONED[first.lower()][1] or _TONED[second.lower()][1]
    if _TONED[first.lower()][1]:
        return _put(first, 0) + _put(second, tone)
    return _put(first, tone) + _put(second, 0)


def _put(letter: str, tone: int) -> str:
    """Return the letter with this tone, in its own case."""
    new = _WITH_TONE[_TONED[letter.lower()][0], tone]
    return new.upper() if letter.isupper() else new


def fold_tone(text: str) -> str:
    """Return a key without case and tones but with the letters' qualities: "Kế hoạch" and "kê hoach" agree on "kê hoach".

    The key of an NFC text has its length.
    """
    return "".join(_TONED.get(letter, (letter,))[0] for letter in text.lower())


def strip_accents(text: str) -> str:
    """Return a key with no accents at all, đ as d, case kept; the key of an NFC text has its length.

    >>> strip_accents("Đề án số hóa")
    'De an so hoa'
    """
    if text.isascii():
        return text
    return _MARKS.sub("", unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D")))
