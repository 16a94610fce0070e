"""Names as sequences of words, found longest first in one walk: the way names are looked up in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

# One step: the gap and the word after it. A tab, or more than a few blanks, is a column, not a name.
_STEP = re.compile(
    r"([ \r\n]{0,4}(?:[-,&/][ \r\n]{0,4}(?:và[ \r\n]{1,4})?|và[ \r\n]{1,4}|\.[ ]{0,2})?)([^\W_]+)"
)
_PLAIN = re.compile(r" ?([^\W_]+)")
_USUAL = 20  # letters of a word and more: no blank is looked for further off
_SIGNS = ",;:)"
_PARTS = (",", ";", ":", ")", "-", "/", " (", " -", " “")  # no word follows them but for one that is joined
_JOINTS = ("-", "&", "/", ",", "và")


def fold(text: str) -> str:
    """Return the text in lower case with every offset kept: a letter whose lower case is longer stays as it is."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def step(lower: str, at: int) -> tuple[str, str, int] | None:
    """Return the gap, the word after it and the word's end, or None where no word follows.

    "và", a dash, a comma and their like belong to the gap; a full stop does too, for "TT.UBND".
    """
    match = _STEP.match(lower, at)
    return (match[1], match[2], match.end()) if match else None


@dataclass(slots=True)
class Node(Generic[T]):
    """A prefix of names: the words that may follow, and the entry of a name that ends here.

    `joint` is True where some name has "và", a dash or a comma after this word, `dotted` where one has a full stop;
    `conjunction` where the first name given has "và".
    """

    following: dict[str, Node[T]] = field(default_factory=dict)
    entry: T | None = None
    joint: bool = False
    dotted: bool = False
    conjunction: bool = False


class Found(NamedTuple, Generic[T]):
    """A name found: where it ends, its entry, and whether an "và" of the name was left out."""

    end: int
    entry: T
    loose: bool


# In a third of the time of a call with names: nothing is looked up as often as names.
_made = cast("Callable[[tuple[int, object, bool]], Found[object]]", partial(tuple.__new__, Found))


def add(root: Node[T], name: str, entry: T) -> None:
    """Add a name; of two names with the same words the first stays.

    Separators of the name may be exchanged or left out where it is looked up; its words may not.
    """
    lower, at, node = fold(name), 0, root
    while (found := step(lower, at)) is not None:
        gap, word, at = found
        if node is not root:
            mark = gap.strip()
            fresh = not node.following
            node.joint = node.joint or mark.startswith(_JOINTS)
            node.conjunction = node.conjunction or (fresh and "và" in mark)
            node.dotted = node.dotted or mark == "."
        node = node.following.setdefault(word, Node())
    if node.entry is None:
        node.entry = entry


def longest(root: Node[T], lower: str, at: int) -> Found[T] | None:
    """Return the longest name that starts at `at` in folded text, or None."""
    end = lower.find(" ", at, at + _USUAL)
    word = lower[at:end] if end > at else ""
    node = root.following.get(word)
    if node is None:  # else it is a word, as those of the table are
        plain = None if word.isalnum() else _PLAIN.match(lower, at)
        node = root.following.get(plain[1]) if plain else None
        if plain is None or node is None:
            return None
        end = plain.end()
    at, entry, loose, best_loose = end, node.entry, False, False
    while following := node.following:
        # Most words stand between blanks, some before a sign, and to find those takes half the time of a match.
        stop = lower.find(" ", at + 1, at + _USUAL)
        word = lower[at + 1 : stop] if stop > 0 and lower[at] == " " else ""
        child = following.get(word)
        if child is None and word and word[-1] in _SIGNS:
            word, stop = word[:-1], stop - 1
            child = following.get(word)
        if child is not None or (word.isalnum() and word != "và"):
            mark, at = "", stop
        elif (word == "và" or lower.startswith(_PARTS, at)) and not node.joint:
            break
        elif match := _STEP.match(lower, at):
            mark, at = match[1].strip(), match.end()
            child = following.get(match[2])
            if mark and not (node.dotted if mark == "." else node.joint):
                break
        else:
            break
        if child is None:
            break
        loose = loose or (node.conjunction and not mark)
        node = child
        if node.entry is not None:
            entry, end, best_loose = node.entry, at, loose
    return None if entry is None else _made((end, entry, best_loose))  # type: ignore[return-value]


def descend(root: Node[T], *words: str) -> Node[T] | None:
    """Return the node of the names that begin with these folded words."""
    node: Node[T] | None = root
    for word in words:
        node = node.following.get(word) if node else None
    return node
