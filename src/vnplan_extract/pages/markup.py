"""Markdown's inline markup: emphasis, tags, escapes and links stripped into styled pieces, in linear time."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace

from vnplan_extract.pages.flow import PLAIN, ParagraphBuilder, Style

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TOKEN = re.compile(
    r"""
    (?P<escape>\\[!-/:-@\[-`{-~])
  | (?P<break>(?:[ ]{2,}|\\)\n|\n)
  | (?P<code>`{1,8})
  | (?P<tag></?[A-Za-z][A-Za-z0-9]{0,15}(?:[ ][^<>\n]{0,300})?/?>)
  | (?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
  | (?P<image>!\[(?P<alt>[^\[\]\n]{0,500})\]\([^()\n]{0,2000}\))
  | (?P<note>\[\^(?P<mark>[^\[\]\s]{1,20})\])
  | (?P<link>\[(?P<label>[^\[\]\n]{1,500})\]\([^()\n]{0,2000}\))
  | (?P<stars>\*+|_+|~~)
    """,
    re.VERBOSE,
)
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_BOLD_TAGS = frozenset({"b", "strong"})
_ITALIC_TAGS = frozenset({"i", "em", "cite"})
# Tags that OCR and conversion leave in Markdown; anything else between angle brackets is text ("<50%").
_KNOWN_TAGS = (
    _BOLD_TAGS
    | _ITALIC_TAGS
    | {
        "sup",
        "sub",
        "br",
        "u",
        "s",
        "del",
        "ins",
        "mark",
        "span",
        "font",
        "a",
        "small",
        "big",
        "p",
        "div",
        "center",
        "code",
        "hr",
        "img",
        "ul",
        "ol",
        "li",
    }
)


@dataclass(slots=True)
class _Mark:
    """A run of emphasis characters that may open or close emphasis; `at` is its place among the pieces."""

    at: int
    char: str
    count: int
    opens: bool
    closes: bool


@dataclass(slots=True)
class InlinePiece:
    """A stretch of text with how many emphases it stands in; a line break is a piece of its own."""

    text: str
    bold: int = 0
    italic: int = 0
    superscript: bool = False


def strip_comments(text: str) -> str:
    """Return text without HTML comments; their line breaks stay, so that blocks stay apart."""
    return _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)


def add_inline(builder: ParagraphBuilder, text: str, *, base: Style = PLAIN) -> None:
    """Add Markdown text to a paragraph: emphasis becomes style, a line break stays one."""
    for piece in parse_inline(text):
        if piece.text == "\n":
            builder.line_break()
        else:
            style = replace(
                base,
                bold=base.bold or piece.bold > 0,
                italic=base.italic or piece.italic > 0,
                superscript=piece.superscript,
            )
            builder.add(piece.text, style)


def parse_inline(text: str) -> list[InlinePiece]:
    """Return the text's pieces in order, each with how often it is bold and italic.

    Emphasis follows CommonMark in what plans use: `*`, `**`, `***` and their `_` forms, `_` only at word borders.
    Emphasis characters without a partner stay as text.
    """
    pieces: list[InlinePiece] = []
    marks: list[_Mark] = []
    tags: dict[str, int] = {"b": 0, "i": 0, "sup": 0}
    at = 0

    def add(part: str) -> None:
        if part:
            pieces.append(InlinePiece(part, tags["b"], tags["i"], tags["sup"] > 0))

    position = 0
    while (token := _TOKEN.search(text, position)) is not None:
        add(text[at : token.start()])
        end = token.end()
        if token["stars"]:
            marks.append(_mark(text, token, len(pieces)))
            add(token[0])
        elif token["tag"]:
            add(_tag(token[0], tags))
        elif token["code"]:
            end = _code_end(text, token)
            add(token[0] if end == token.end() else text[token.end() : end - len(token[0])])
        elif token["note"]:
            pieces.append(InlinePiece(token["mark"], superscript=True))
        elif token["break"]:
            pieces.append(InlinePiece("\n"))
        else:
            add(_plain(token))
        at = position = end
    add(text[at:])
    _emphasise(pieces, marks)
    return [piece for piece in pieces if piece.text]


def _plain(token: re.Match[str]) -> str:
    if token["escape"]:
        return token[0][1:]
    if token["entity"]:
        return html.unescape(token[0])
    if token["image"]:
        return token["alt"] or ""
    return token["label"] or ""


def _code_end(text: str, token: re.Match[str]) -> int:
    """Return where a code span ends; a fence without a partner ends at once, and is text."""
    close = text.find(token[0], token.end())
    return token.end() if close < 0 else close + len(token[0])


def _tag(tag: str, open_tags: dict[str, int]) -> str:
    """Take a tag's effect on what follows; return what it prints: nothing, a line break, or itself if unknown."""
    found = _TAG_NAME.match(tag)
    name = found[1].lower() if found else ""
    if name not in _KNOWN_TAGS:
        return tag
    change = -1 if tag.startswith("</") else 1
    if name in _BOLD_TAGS:
        open_tags["b"] = max(0, open_tags["b"] + change)
    elif name in _ITALIC_TAGS:
        open_tags["i"] = max(0, open_tags["i"] + change)
    elif name == "sup":
        open_tags["sup"] = max(0, open_tags["sup"] + change)
    elif name in {"br", "p", "div", "li", "hr"}:
        return "\n" if name == "br" or change < 0 else ""
    return ""


def _mark(text: str, token: re.Match[str], at: int) -> _Mark:
    before = text[token.start() - 1] if token.start() else " "
    after = text[token.end()] if token.end() < len(text) else " "
    char = token[0][0]
    left, right = not after.isspace(), not before.isspace()
    if (before.isdigit() and after.isdigit()) or (before == "(" and after == ")"):
        left = right = False  # "5*3" is a product, "(*)" refers to a note
    if char == "_":  # inside a word it is a letter: "file_name"
        left, right = left and not before.isalnum(), right and not after.isalnum()
    return _Mark(at, char, len(token[0]), left, right)


def _emphasise(pieces: list[InlinePiece], marks: list[_Mark]) -> None:
    """Pair the emphasis marks, style what stands between, and take the used characters out of the text."""
    openers: dict[str, list[_Mark]] = {"*": [], "_": [], "~": []}
    bold = [0] * (len(pieces) + 1)
    italic = [0] * (len(pieces) + 1)
    used: dict[int, int] = {}
    for mark in marks:
        stack = openers[mark.char]
        while mark.closes and stack and mark.count:
            opener = stack[-1]
            size = 2 if opener.count >= 2 and mark.count >= 2 else 1
            for change, place in ((1, opener.at), (-1, mark.at)):
                if mark.char != "~":
                    (bold if size == 2 else italic)[place] += change
            for side in (opener, mark):
                side.count -= size
                used[side.at] = used.get(side.at, 0) + size
            if not opener.count:
                stack.pop()
        if mark.opens and mark.count:
            stack.append(mark)
    _apply(pieces, bold, italic, used)


def _apply(pieces: list[InlinePiece], bold: list[int], italic: list[int], used: dict[int, int]) -> None:
    b = i = 0
    for index, piece in enumerate(pieces):
        b, i = b + bold[index], i + italic[index]
        if index in used:
            piece.text = piece.text[used[index] :]
        piece.bold += b
        piece.italic += i


def plain(text: str) -> str:
    """Return Markdown text without its inline markup.

    >>> plain("**Tổng kinh phí:** *35.100* triệu đồng")
    'Tổng kinh phí: 35.100 triệu đồng'
    """
    return "".join(piece.text for piece in parse_inline(text))
