"""Names of bodies with an accent wrong or missing, put right where the letters leave one body: "TRUYỂN THÔNG"."""

from __future__ import annotations

from functools import cache

from vnplan_extract.lang.gazetteer import bodies
from vnplan_extract.lang.tones import strip_accents

SHORTEST = 3  # words: of two, too many are alike without their accents


def respelt_body(text: str) -> str | None:
    """Return a header's issuer with the name it begins with spelt as the gazetteer has it; None where nothing is to mend.

    The letters without their accents must be those of one listed name. What stands behind the name stays.

    >>> respelt_body("SỞ THÔNG TIN VÀ TRUYỂN THÔNG")
    'Sở Thông tin và Truyền thông'
    """
    words = text.split(" ")
    for count in range(len(words), SHORTEST - 1, -1):
        name = _names().get(_key(" ".join(words[:count])))
        if name is not None:
            same = name.casefold() == " ".join(words[:count]).casefold()
            return None if same else " ".join([name, *words[count:]])
    return None


def _key(text: str) -> str:
    return strip_accents(text).casefold()


@cache
def _names() -> dict[str, str]:
    """Return key -> name of each body that no other body shares its letters with."""
    found: dict[str, set[str]] = {}
    for body in bodies().values():
        if body.name.count(" ") >= SHORTEST - 1:
            found.setdefault(_key(body.name), set()).add(body.name)
    return {key: names.pop() for key, names in found.items() if len(names) == 1}
