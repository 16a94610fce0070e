"""What is printed around a table and belongs to it: caption, unit ("Đơn vị: triệu đồng") and notes; only when clear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vnplan_extract.document import Passage
from vnplan_extract.layout.knowledge import folded, starts_with, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Line

UNIT = re.compile(r"[(\[]?\s*([^:]{2,14}?)\s*:\s*(\S.{0,50}?)\s*[)\].]*\Z")
UNIT_BEHIND = re.compile(r"[(\[]\s*([^:()\[\]]{2,14}?)\s*:\s*([^:()\[\]]{1,50}?)\s*[)\]]+[.:]?\s*\Z")
NUMBERED = re.compile(r"\s*(?:[IVXL]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s|\s*[-+]\s")
NOTE_MARK = re.compile(r"\s*(?:\(\*+\)|\*+|\(\d\)|[¹²³⁴⁵⁶⁷⁸⁹]|\[\d\])\s*\S")
BARE = re.compile(r"\W*(?:\d{1,3}|[IVXL]{1,5}|[A-ZĐ]|\d{1,2}[a-z])?\W*\Z")
CAPTION_LINES = 7
NOTE_LINES = 12
LONGEST_CAPTION = 400


def unit_of_line(line: Line) -> Passage | None:
    """Return the unit that a line such as "Đơn vị: triệu đồng" or "(ĐVT: ha)" names."""
    match = UNIT.match(line.text)
    if match is None or folded(match.group(1)) not in words("units"):
        return None
    value = match.group(2)
    if any(char.isdigit() for char in value) and len(value) > 25:
        return None
    return line.passage().cut(match.start(2), match.end(2))


def is_attached(line: Line) -> bool:
    """Tell whether a line is the reference of an annex: "(Kèm theo Kế hoạch số ...)"."""
    return starts_with(line.text.lstrip(" (["), "attached") is not None


def caption_and_unit(before: Sequence[Line]) -> tuple[Passage | None, Passage | None]:
    """Return the caption and the unit named in the lines before a table (nearest last)."""
    unit: Passage | None = None
    at = len(before) - 1
    while at >= 0 and at >= len(before) - 5:
        found = unit_of_line(before[at])
        if found is not None:
            unit = unit or found
        elif not _is_reference(before, at):
            unit = unit or _unit_behind(before[at])
            break
        at -= 1
    return _caption(before[: at + 1]), unit


def _unit_behind(line: Line) -> Passage | None:
    """Return the unit in brackets at the end of a title: "Biểu nhu cầu vốn (Đơn vị tính: triệu đồng)"."""
    match = UNIT_BEHIND.search(line.text)
    if match is None or folded(match.group(1)) not in words("units"):
        return None
    return line.passage().cut(*match.span(2))


def _is_reference(before: Sequence[Line], at: int) -> bool:
    """Tell whether line `at` is, or ends, a bracketed reference that may run over two lines."""
    text = before[at].text.strip()
    if is_attached(before[at]):
        return True
    return text.endswith(")") and at > 0 and "(" not in text and is_attached(before[at - 1])


def _caption(lines: Sequence[Line]) -> Passage | None:
    """Return the title lines at the end of `lines`: from the annex or table label on, or the centred bold ones."""
    first = len(lines)
    label: int | None = None
    for at in range(len(lines) - 1, max(len(lines) - 1 - CAPTION_LINES, -1), -1):
        if not _may_be_title(lines[at]):
            break
        if starts_with(lines[at].text, "caption_words"):
            label = at
            first = at
            if not (at and lines[at].text[:1].isupper() and starts_with(lines[at - 1].text, "caption_words")):
                break
        if lines[at].bold or lines[at].centred:
            first = at
    if label is None and not (
        first < len(lines) and all(line.bold and line.centred for line in lines[first:])
    ):
        return None
    chosen = list(lines[first:] if label is None else lines[label:])
    if len(chosen) > 1 and _is_bare(chosen[0]):
        chosen = chosen[1:]
    text = Passage.join(line.passage() for line in chosen)
    return text if text and len(text.text) <= LONGEST_CAPTION else None


def _may_be_title(line: Line) -> bool:
    text = line.text.rstrip()
    if line.bold and (line.centred or text.isupper()) and text.endswith(";"):
        return True
    return not text.endswith((".", ";", "./.")) and not NUMBERED.match(text) and line.column == "full"


def _is_bare(line: Line) -> bool:
    """Tell whether a line holds a label only: "Phụ lục", "PHỤ LỤC II:", "Biểu số 3"."""
    word = starts_with(line.text, "caption_words")
    return word is not None and bool(BARE.match(folded(line.text)[len(word) :].removeprefix(" so").upper()))


def notes_of(after: Sequence[Line]) -> tuple[Passage, ...]:
    """Return the notes right under a table: from "Ghi chú:" or a note mark on, to the next heading."""
    notes: list[list[Line]] = []
    named = False
    for line in after[:NOTE_LINES]:
        starts = starts_with(line.text.lstrip(" (*"), "notes") is not None
        marked = bool(NOTE_MARK.match(line.text))
        if starts or marked:
            named = named or starts
            notes.append([line])
        elif notes and _goes_on(notes[-1][-1], line, named=named):
            if line.box is None or (named and line.text[:1] in "-+"):
                notes.append([line])
            else:
                notes[-1].append(line)
        else:
            break
    return tuple(Passage.join(line.passage() for line in note) for note in notes)


def _goes_on(last: Line, line: Line, *, named: bool) -> bool:
    """Tell whether a line still belongs to the note above it."""
    if line.bold or line.column != "full" or (NUMBERED.match(line.text) and line.text[:1] not in "-+"):
        return False
    if line.box is None or last.box is None:
        return named
    close = line.box[1] - last.box[3] < 1.2 * max(line.box[3] - line.box[1], 6.0)
    return close and abs((line.size or 0.0) - (last.size or 0.0)) < 1.6
