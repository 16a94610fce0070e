"""Tells names that a scan spells once with other marks than everywhere else: "Lộc Bốn" where Lộc Bổn is named four times.

Either may be right, and nothing is changed: there is no gazetteer of villages and persons that could tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from vnplan_extract.findings import finding
from vnplan_extract.lang.accents import fold_accents
from vnplan_extract.lang.tones import place_tones
from vnplan_extract.reading.draft import evidence_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vnplan_extract.document import Document, Line
    from vnplan_extract.findings import Finding
    from vnplan_extract.reading.draft import Draft

WORD = re.compile(r"[^\W\d_]+")
OFTEN = 3  # times that a name is spelt one way, for one other way to be told
COMMON = frozenset({"Văn", "Thị"})  # begin the ends of many persons' names: "Văn Hùng" and "Văn Hưng" are two
MOST = 10  # findings of one document

Place = tuple["Line", int, int]


def tell_spellings(draft: Draft) -> None:
    """Add a finding for each name of two words and more that stands once with other marks on a page read by OCR."""
    document = draft.document
    if not any(page.read_by == "ocr" for page in document.pages):
        return
    draft.findings.extend(islice(_told(document), MOST))


def _told(document: Document) -> Iterator[Finding]:
    """Give a finding for each name, in the order of their first places."""
    named: defaultdict[str, defaultdict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for name, place in _names(document):
        named[fold_accents(name).casefold()][place_tones(name)].append(place)
    for spellings in named.values():
        usual, *others = sorted(spellings, key=lambda name: -len(spellings[name]))
        for other in others:
            line, start, end = spellings[other][0]
            once = len(spellings[other]) == 1 and line.read_by == "ocr"
            if once and len(spellings[usual]) >= OFTEN:
                places = tuple(evidence_of(document, line.passage(), start, end))
                yield finding(
                    "name-spellings",
                    page=line.page,
                    found=other,
                    expected=usual,
                    evidence={"found": places},
                )


def _names(document: Document) -> Iterator[tuple[str, Place]]:
    """Give each two words with capitals that stand side by side on a line, and where."""
    for page in document.pages:
        for line in page.lines:
            words = list(WORD.finditer(line.text))
            for at, word in enumerate(words[1:], 1):
                if _is_name(line.text, words[at - 1 : at + 1]):
                    start, end = words[at - 1].start(), word.end()
                    yield line.text[start:end], (line, start, end)


def _is_name(text: str, pair: Sequence[re.Match[str]]) -> bool:
    first, second = pair
    if text[first.end() : second.start()] != " " or first[0] in COMMON:
        return False
    return first[0].istitle() and second[0].istitle()
