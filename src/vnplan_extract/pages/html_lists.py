"""Markers of HTML lists, as a browser prints them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract.pages.counters import format_number

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORMS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "none": "none",
}
_TYPED = re.compile(r"(?:[-+*•–—▪◦]|\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVXLC]{1,6}|[a-zđ])[.)/])(?:\s|$)")
_DRAWN = "•"


def starts_with_marker(text: str) -> bool:
    """True for text that brings a typed marker of its own, so that the list's is not printed or a second one."""
    return _TYPED.match(text) is not None


@dataclass(slots=True)
class OpenList:
    """A list whose items are being read; `form` "bullet" for an unordered one."""

    form: str = "bullet"
    count: int = 1
    step: int = 1

    @classmethod
    def of(cls, element: _Element, declared: dict[str, str]) -> OpenList:
        """Return the list that an `ol` or `ul` opens."""
        form = _form(element, declared)
        if element.tag != "ol":
            return cls(form if form == "none" else "bullet")
        backwards = element.get("reversed") is not None
        items = sum(1 for _ in element.iterchildren("li")) if backwards else 1
        return cls(form or "decimal", _whole(element.get("start"), items), -1 if backwards else 1)

    def next(self, item: _Element, declared: dict[str, str]) -> str:
        """Return the marker of the next item."""
        form = _form(item, declared) or self.form
        if self.form == "bullet" and form != "none":
            return _DRAWN
        self.count = _whole(item.get("value"), self.count)
        number = format_number(self.count, form) if form != "none" else ""
        self.count += self.step
        return f"{number}." if number else ""


def _form(element: _Element, declared: dict[str, str]) -> str | None:
    kind = (
        declared.get("list-style-type")
        or declared.get("list-style", "").split(" ")[0]
        or element.get("type", "")
    )
    return _FORMS.get(kind or "")


def _whole(text: str | None, otherwise: int) -> int:
    try:
        return max(-99_999, min(int(text or ""), 99_999))
    except ValueError:
        return otherwise
