"""What an HTML element says about the look of its text: tags, attributes and inline CSS."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vnplan_extract.pages.flow import PLAIN, Style

if TYPE_CHECKING:
    from lxml.etree import _Element

    from vnplan_extract.document import Align, ParagraphRole

_BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
# Elements that of themselves change nothing in the look of their text.
_NEUTRAL = frozenset(
    [
        "a",
        "body",
        "br",
        "col",
        "colgroup",
        "div",
        "font",
        "html",
        "img",
        "li",
        "o:p",
        "ol",
        "p",
        "small",
        "span",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
_ITALIC = frozenset({"i", "em", "cite", "dfn", "address"})
_ALIGN: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "justify": "justify",
}
_POINTS = re.compile(r"(-?\d{1,5}(?:\.\d{1,4})?)\s?(pt|px|cm|mm|in)")
_PER_UNIT = {"pt": 1.0, "px": 0.75, "cm": 28.35, "mm": 2.835, "in": 72.0}
_NOTE_ID = re.compile(r"sdfootnote\d{1,5}$|sdendnote\d{1,5}$")  # LibreOffice
_MARGINS: dict[str, ParagraphRole] = {"header": "page_header", "footer": "page_footer"}
_NO_BORDER = frozenset({"none", "hidden", "0", "0px", "0pt", "initial", "unset"})


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the text at a place in the page, inherited from the elements around it."""

    style: Style = PLAIN
    role: ParagraphRole = "body"
    level: int | None = None
    align: Align | None = None
    indent: float = 0.0
    upper: bool = False
    preformatted: bool = False


def css(element: _Element) -> dict[str, str]:
    """Return an element's inline declarations, in lower case.

    >>> from lxml.html import fromstring
    >>> css(fromstring('<p style="TEXT-ALIGN: center; font-size:13.0pt">x</p>'))
    {'text-align': 'center', 'font-size': '13.0pt'}
    """
    style = element.get("style")
    if not style:
        return {}
    found: dict[str, str] = {}
    for declaration in style.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def declared_role(element: _Element, declared: dict[str, str]) -> ParagraphRole | None:
    """Return the role that exports of word processors declare: notes, headers, footers."""
    word = declared.get("mso-element", "")
    if word in {"footnote", "endnote"} or _NOTE_ID.match(element.get("id") or ""):
        return "footnote"
    title = (element.get("title") or "").lower() if element.tag == "div" else ""
    return _MARGINS.get(word) or _MARGINS.get(title)


def points(text: str | None) -> float | None:
    """Return a CSS length in points, or None when it is relative or absent."""
    found = _POINTS.match(text) if text else None
    return float(found[1]) * _PER_UNIT[found[2]] if found else None


def inherit(parent: Context, element: _Element, declared: dict[str, str]) -> Context:
    """Return what holds inside an element."""
    tag = str(element.tag)
    if tag in _NEUTRAL and not declared and "align" not in element.attrib:
        return parent
    align = _ALIGN.get(declared.get("text-align", "") or (element.get("align") or "").lower())
    if tag == "center":
        align = align or "center"
    level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else parent.level
    if tag in {"td", "th"}:
        level = None
    return replace(
        parent,
        style=_style(parent.style, tag, declared),
        level=level,
        align=align or ("center" if tag == "th" else parent.align),
        indent=_indent(parent, tag, declared),
        upper=declared["text-transform"] == "uppercase" if "text-transform" in declared else parent.upper,
        preformatted=parent.preformatted or tag in {"pre", "textarea", "xmp"},
    )


def _indent(parent: Context, tag: str, declared: dict[str, str]) -> float:
    if tag in {"td", "th"}:
        return 0.0
    margin = points(declared.get("margin-left")) or 0.0
    first = points(declared.get("text-indent"))
    return parent.indent if not margin and first is None else max(0.0, margin + (first or 0.0))


def _style(style: Style, tag: str, declared: dict[str, str]) -> Style:
    if not declared and tag not in _BOLD and tag not in _ITALIC and tag not in {"sup", "sub"}:
        return style
    weight, slant = declared.get("font-weight"), declared.get("font-style")
    raised = declared.get("vertical-align")
    bold = style.bold or tag in _BOLD
    if weight is not None:
        bold = weight in {"bold", "bolder"} or (weight.isdigit() and int(weight) >= 600)
    italic = style.italic or tag in _ITALIC
    if slant is not None:
        italic = slant.startswith(("italic", "oblique"))
    size = points(declared.get("font-size")) or style.size
    superscript = (style.superscript or tag == "sup" or raised == "super") and tag != "sub"
    return Style(bold, italic, round(size, 2), superscript)


def draws_border(element: _Element, declared: dict[str, str]) -> bool | None:
    """Return whether an element draws a border, or None when nothing in it says."""
    attribute = element.get("border")
    said = [value for name, value in declared.items() if name.startswith("border") and _is_side(name)]
    if said:
        return any(_is_drawn(value) for value in said)
    return None if attribute is None else attribute.strip() not in {"0", ""}


def _is_side(name: str) -> bool:
    return name not in {"border-collapse", "border-spacing", "border-radius", "border-color", "border-image"}


def _is_drawn(value: str) -> bool:
    words = value.split()
    return bool(words) and not any(word in _NO_BORDER for word in words)
