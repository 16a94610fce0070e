"""Properties of a task as the body prints them: "Đơn vị chủ trì: Sở Y tế; Thời gian thực hiện: Quý II/2022".

A property stands in an item of its own, in a line under the task, or in brackets behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import regex

from vnplan_extract.document import Passage
from vnplan_extract.reading.task_words import labels

if TYPE_CHECKING:
    from vnplan_extract.reading.nodes import Node
    from vnplan_extract.reading.task_words import Label, LabelKind

LONGEST_LEAD = 120  # letters in which a label must end with its colon
WEAK = frozenset({"other", "output", "funding", "theme", "checked"})  # no labels behind a comma
# "thời gian: tháng 5; Ban Chính sách chủ trì" says who behind the time.
CHARGE = regex.compile(r";\s*(?=\p{Lu}[^;:]{2,120}\s(?:chủ trì|phụ trách)\b)")
WORD = regex.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Property:
    """A value with what its label says it is; `label` is as printed."""

    kind: LabelKind
    label: Passage
    value: Passage


def property_of(node: Node) -> list[Property]:
    """Return the properties that an item is, none when it is work to be done.

    Items under a property ("- Nội dung:" with its own list) belong to it.
    """
    if node.title is not None:
        label = _label_of(node.title.text)
        if label is None or (node.children and label.kind in WEAK):
            return []  # "2. Nội dung thực hiện" with a list of its own heads work
        value = Passage.join(
            [*node.texts, *(text for child in node.children for text in _words_of(child))], " "
        )
        return [Property(label.kind, node.title, value)]
    if not node.texts:
        return []
    rest, found = split_properties(node.texts[0])
    if rest or not found:
        return []
    more = [*node.texts[1:], *(text for child in node.children for text in _words_of(child))]
    if more:
        last = found[-1]
        found[-1] = Property(last.kind, last.label, Passage.join([last.value, *more], " "))
    return found


def split_properties(passage: Passage) -> tuple[list[Passage], list[Property]]:
    """Divide a paragraph into what is no property and the properties in it, each in order."""
    text = passage.text
    found = list(_found(text))
    if not found:
        return [passage], []
    rest: list[Passage] = []
    properties = []
    at = 0
    for number, (match, label) in enumerate(found):
        begin = match.start()
        if number == 0 or begin > at:
            rest.append(_trimmed(passage, at, begin))
        stop = found[number + 1][0].start() if number + 1 < len(found) else len(text)
        bracket = match.group("open") == "("
        end = _closing(text, match.end(), stop) if bracket or _in_bracket(text, match.start()) else stop
        charge = CHARGE.search(text, match.end(), end) if label.kind in ("when", "deadline") else None
        end = charge.start() if charge else end
        properties.append(
            Property(
                label.kind,
                passage.cut(match.start("label"), match.end() - 1),
                _trimmed(passage, match.end(), end),
            )
        )
        at = end + 1 if end < stop else stop
    if at < len(text):
        rest.append(_trimmed(passage, at, len(text)))
    return [piece for piece in rest if WORD.search(piece.text)], properties


def without_charge(passage: Passage) -> list[Passage]:
    """Return a paragraph without the words that say who is in charge: "... đạt 98%. Đơn vị chủ trì: Sở Y tế. Báo cáo hằng quý."."""
    if "chủ trì" not in passage.text and "phối hợp" not in passage.text:
        return [passage]
    rest, found = split_properties(passage)
    return rest if any(one.kind in ("lead", "partner") for one in found) else [passage]


def _found(text: str) -> list[tuple[regex.Match[str], Label]]:
    """Return the labels that open the text, a sentence, a bracket or a clause of it."""
    result = []
    for match in _pattern().finditer(text):
        label = _label_of(match.group("label"))
        if label is None or (match.group("open") == "," and label.kind in WEAK):
            continue
        if match.group("open") is None and match.start() > 0 and not match.group("label")[0].isupper():
            continue  # "Thiết lập cơ chế thông tin - phối hợp vận hành: ..." is one sentence
        result.append((match, label))
    return result


def _label_of(text: str) -> Label | None:
    """Return the label that a text is, with no more words behind it than it may have."""
    words = [word.lower() for word in WORD.findall(text[:LONGEST_LEAD])]
    for own, label in _by_first_word().get(words[0] if words else "", ()):
        if tuple(words[: len(own)]) != own:
            continue
        tail = words[len(own) :]
        if len(tail) <= label.tail and not (label.tail < 10 and any(word.isdecimal() for word in tail)):
            return label
    return None


@cache
def _label_words(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(text))


@cache
def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], Label]]]:
    """Return the labels with their words, by the first of them, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], Label]]] = {}
    for label in labels():
        words = _label_words(label.text)
        found.setdefault(words[0], []).append((words, label))
    return found


@cache
def _pattern() -> regex.Pattern[str]:
    firsts = sorted({_label_words(label.text)[0] for label in labels()})
    return regex.compile(
        rf"(?:\A|(?P<open>[;.,(\n])\s*|\s[-–+•]\s+)[-–+•*\s]*(?P<label>(?:{'|'.join(firsts)})\b[^:;.()\n]{{0,{LONGEST_LEAD}}}+)\s?:",
        regex.IGNORECASE,
    )


def _trimmed(passage: Passage, start: int, stop: int) -> Passage:
    text = passage.text
    while start < stop and text[start] in " ;.,:(":
        start += 1
    while stop > start and text[stop - 1] in " ;,(":
        stop -= 1
    return passage.cut(start, stop)


def _in_bracket(text: str, at: int) -> bool:
    return text.rfind("(", 0, at) > text.rfind(")", 0, at)


def _closing(text: str, start: int, stop: int) -> int:
    """Return where the bracket that is open closes, `stop` where it does not."""
    depth = 0
    for at in range(start, stop):
        if text[at] == "(":
            depth += 1
        elif text[at] == ")":
            if depth == 0:
                return at
            depth -= 1
    return stop


def _words_of(node: Node) -> list[Passage]:
    own = [node.title] if node.title is not None else []
    return [*own, *node.texts, *(text for child in node.children for text in _words_of(child))]
