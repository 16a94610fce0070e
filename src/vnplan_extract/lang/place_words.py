"""Where words stand that can begin a province's name."""

from __future__ import annotations

import functools
import re

from vnplan_extract.lang.gazetteer import area_names

# A raised number is a footnote's mark and no part of the word beside it ("²Hà Giang"), though `re` takes it for a letter.
LETTER = r"[^\W_²³¹⁰⁴-⁹₀-₉¼-¾]"


@functools.cache
def _firsts() -> re.Pattern[str]:
    """The words that can begin a province's name, by their first letters: `re` then scans for these alone."""
    words = sorted({form for word in area_names().following for form in (word.capitalize(), word.upper())})
    letters: dict[str, list[str]] = {}
    for word in [*words, "TpHCM", "Tp"]:
        letters.setdefault(word[0], []).append(word[1:])
    return re.compile(
        "|".join(
            rf"{letter}(?<!{LETTER}{letter})(?:{'|'.join(rest)})(?!{LETTER})"
            for letter, rest in letters.items()
        )
    )


def first_words(text: str) -> list[int]:
    """Return where words stand that can begin a province's name."""
    return [match.start() for match in _firsts().finditer(text)]
