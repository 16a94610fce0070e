"""Numbers and dates of a workbook as their format shows them, in the Vietnamese way of writing.

A workbook stores 0.125 and a format "0.0%"; what is printed is "12,5%". Formats are stored in the American way whatever
the language of the office is: "#,##0.00" prints "1.234,50" in Viet Nam. Dates are written day first with four figures of
the year, so that nothing reads them another way; scientific notation and fractions as plain numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Literal

# Formats that workbooks name by number (ECMA-376 part 1, 18.8.30); 14 to 22 and 27 to 58 follow the language.
BUILT_IN: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "dd/mm/yyyy",
    15: "dd/mm/yyyy",
    16: "dd/mm",
    17: "mm/yyyy",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"',
    42: '#,##0;-#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '#,##0.00;-#,##0.00;"-"',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "0.0E+0",
    49: "@",
}
_EXACT = 15  # figures that a number in a workbook has
_HUGE = 1e15  # from here on, and for what is no number, figures are not shown one by one
_GENERAL = 10  # figures shown where no format is given
_PART = re.compile(
    r"""(?P<quoted>"[^"]*"?)|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>general)
      |(?P<date>(?:y+|m+|d+|h+|s+|am/pm|a/p|e+(?![+\-])|b+|g+)(?:\.0+(?=[^0#?]|$))?)
      |(?P<digits>[0#?][0#?,]*)(?:\.(?P<decimals>[0#?]*))?(?P<scale>,*)|\.(?P<only>[0#?]+)
      |(?P<power>e[+\-][0#?]+)|(?P<percent>%)|(?P<fraction>/[ ]*[0#?\d]+)|(?P<text>@)|(?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_FIRST_1900, _FIRST_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - no zone in a workbook
_LEAP_BUG = 60  # 29 February 1900, a day that the 1900 calendar of workbooks has and no other
_LAST_DAY = 2_958_466  # 1 January 10000

Kind = Literal["general", "number", "date", "text"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is printed of a stored value; `rounded` when it is less than what is stored."""

    text: str
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    text: str
    decimals: str = ""
    scale: int = 0


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the up to four parts of a format; `condition` is its own, else its place decides."""

    kind: Kind
    parts: tuple[_Part, ...]
    condition: tuple[str, Decimal] | None = None

    def has(self, kind: str) -> bool:
        return any(part.kind == kind for part in self.parts)


def shown_number(value: float, code: str, *, since_1904: bool = False) -> Shown:
    """Return what a cell with this number and format prints.

    Args:
        value: The stored number; a date is a number of days.
        code: The format, as the file has it.
        since_1904: Days are counted as old Macintosh workbooks do.

    >>> shown_number(18450, "#,##0").text, shown_number(0.125, "0.0%").text, shown_number(44301, "m/d/yyyy").text
    ('18.450', '12,5%', '15/4/2021')
    """
    if not abs(value) < _HUGE:
        return Shown(format(value, f".{_EXACT}g").replace(".", ","))
    exact = Decimal(format(value, f".{_EXACT}g"))
    section, signed = _choose(_sections(code), exact)
    if section.kind == "date":
        text = _date(value, section, since_1904=since_1904)
        return Shown(text) if text else _general(exact)
    if section.kind == "number":
        return _number(exact, section, signed=signed)
    if section.kind == "general":
        plain = _general(exact)
        return Shown(_around(section, "general", plain.text), plain.rounded)
    if section.has("text"):
        return Shown(_around(section, "text", _general(exact).text))
    return Shown(_around(section, "", ""))


def shown_text(text: str, code: str) -> str:
    """Return what a cell with this text and format prints: formats may put signs around it ("- "@).

    >>> shown_text("Sở Y tế", '"- "@')
    '- Sở Y tế'
    """
    if "@" not in code or code == "@":
        return text
    section = next((section for section in _sections(code) if section.has("text")), None)
    return text if section is None else _around(section, "text", text)


@cache
def _sections(code: str) -> tuple[_Section, ...]:
    found: list[list[re.Match[str]]] = [[]]
    for match in _PART.finditer(code):
        if match["other"] == ";":
            found.append([])
        else:
            found[-1].append(match)
    return tuple(_section(matches) for matches in found[:4])


def _section(matches: list[re.Match[str]]) -> _Section:
    parts = tuple(_part(match) for match in matches if match.lastgroup is not None or match["digits"])
    kinds = {part.kind for part in parts}
    kind: Kind = "text"
    if "general" in kinds:
        kind = "general"
    elif kinds & {"date", "elapsed"}:
        kind = "date"
    elif "digits" in kinds:
        kind = "number"
    conditions = [
        found for part in parts if part.kind == "bracket" and (found := _CONDITION.match(part.text))
    ]
    condition = (conditions[0][1], Decimal(conditions[0][2])) if conditions else None
    return _Section(kind, parts, condition)


def _part(match: re.Match[str]) -> _Part:
    if match["digits"] is not None:
        digits = match["digits"]
        inner = digits.rstrip(",")
        return _Part("digits", inner, match["decimals"] or "", len(digits) - len(inner) + len(match["scale"]))
    if match["only"] is not None:
        return _Part("digits", "#", match["only"])
    if match["quoted"] is not None:
        return _Part("literal", match["quoted"].strip('"'))
    if match["escaped"] is not None or match["other"] is not None:
        return _Part("literal", match["escaped"] or match["other"])
    if match["bracket"] is not None:
        return _bracket(match["bracket"])
    kind = match.lastgroup or "literal"
    return _Part(kind, match[kind])


def _bracket(text: str) -> _Part:
    if text.startswith("$"):
        return _Part("literal", text[1:].split("-", 1)[0])
    return _Part("elapsed" if _ELAPSED.fullmatch(text) else "bracket", text)


def _choose(sections: tuple[_Section, ...], value: Decimal) -> tuple[_Section, bool]:
    """Return the section for a number, and whether a minus is still to be written."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _holds(value, *section.condition):
                return section, value < 0
        return sections[-1], value < 0
    numeric = [section for section in sections if not section.has("text")] or list(sections)
    if value == 0 and len(numeric) > 2:
        return numeric[2], False
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    return numeric[0], value < 0


def _holds(value: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


def _around(section: _Section, kind: str, text: str) -> str:
    """Return the section's literals with `text` at the place of its part `kind`."""
    return "".join(
        text if part.kind == kind else part.text for part in section.parts if part.kind in {kind, "literal"}
    )


def _general(value: Decimal) -> Shown:
    whole = len(str(abs(int(value))))
    rounded = value.quantize(Decimal(1).scaleb(-max(_GENERAL - whole, 0)), ROUND_HALF_UP)
    text = format(rounded, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Shown(("0" if text == "-0" else text).replace(".", ","))


def _number(value: Decimal, section: _Section, *, signed: bool) -> Shown:
    if section.has("power") or section.has("fraction"):
        return _general(value)
    digits = next(part for part in section.parts if part.kind == "digits")
    scaled = abs(value) * 100 ** sum(part.kind == "percent" for part in section.parts)
    scaled /= Decimal(1000) ** digits.scale
    rounded = scaled.quantize(Decimal(1).scaleb(-len(digits.decimals)), ROUND_HALF_UP)
    figures = _figures(rounded, digits)
    # One minus whatever way the format marks what is below zero: "(18.450)" is no negative number to a reader.
    text, marked = _with_signs(section, figures, negative=value < 0)
    minus = "-" if value < 0 and rounded and (signed or marked) else ""
    return Shown(minus + text, rounded != scaled)


def _figures(value: Decimal, digits: _Part) -> str:
    whole, _, rest = format(value, "f").partition(".")
    least = digits.text.count("0")
    whole = whole.lstrip("0").rjust(least, "0")
    if "," in digits.text:
        whole = f"{int(whole or 0):,}".replace(",", ".").rjust(least, "0") if whole else whole
    needed = len(digits.decimals.rstrip("#?"))
    while len(rest) > needed and rest.endswith("0"):
        rest = rest[:-1]
    if not value and not least and not rest:
        return ""  # "#" and "?" print no nought
    return f"{whole or '0'},{rest}" if rest else whole or "0"


def _with_signs(section: _Section, figures: str, *, negative: bool) -> tuple[str, bool]:
    """Return the figures with the section's literals, and whether those mark a number below zero."""
    marked, written, done = False, [], False
    for part in section.parts:
        if part.kind == "digits" and not done:
            written.append(figures)
            done = True
        elif part.kind == "percent":
            written.append("%")
        elif part.kind == "literal":
            if negative and part.text.strip() in {"-", "(", ")", "\u2212"}:
                marked = True
            else:
                written.append(part.text)
    return "".join(written).strip(), marked


def _date(value: float, section: _Section, *, since_1904: bool) -> str:
    if section.has("elapsed"):
        minutes = round(value * 24 * 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    moment = to_moment(value, since_1904=since_1904)
    if moment is None:
        return ""
    fields = _fields(section)
    if any(part.kind == "literal" and any(map(str.isalpha, part.text)) for part in section.parts):
        return _spelt(section, moment)
    days = [_day_field(kind, fields[kind], moment) for kind in ("day", "month", "year") if kind in fields]
    clock = [f"{moment.hour:02}", f"{moment.minute:02}"] if "hour" in fields or "minute" in fields else []
    if "second" in fields:
        clock.append(f"{moment.second:02}")
    return " ".join(filter(None, ("/".join(days), ":".join(clock))))


def _fields(section: _Section) -> dict[str, int]:
    """Return which fields a date's format shows, each with the length it is written in."""
    found: dict[str, int] = {}
    for part, name in _named(section):
        found.setdefault(name, len(part.text))
    return found


def _named(section: _Section) -> list[tuple[_Part, str]]:
    """Return the parts of a date's format with their names; "m" is a minute behind an hour and before a second."""
    dates = [part for part in section.parts if part.kind == "date"]
    named: list[tuple[_Part, str]] = []
    for at, part in enumerate(dates):
        first = part.text[0].lower()
        before = dates[at - 1].text[0].lower() if at else ""
        behind = dates[at + 1].text[0].lower() if at + 1 < len(dates) else ""
        if first == "m" and (before == "h" or behind == "s"):
            named.append((part, "minute"))
        elif first == "d" and len(part.text) > 2:
            continue  # the day of the week
        elif first in "dmyhs":
            names = {"d": "day", "m": "month", "y": "year", "h": "hour", "s": "second"}
            named.append((part, names[first]))
    return named


def _day_field(kind: str, length: int, moment: dt.datetime) -> str:
    if kind == "year":
        return str(moment.year)
    number = moment.day if kind == "day" else moment.month
    return f"{number:02}" if length > 1 else str(number)


def _spelt(section: _Section, moment: dt.datetime) -> str:
    """Return a date whose format has words: "ngày" dd "tháng" mm "năm" yyyy."""
    names = {id(part): name for part, name in _named(section)}
    written = []
    for part in section.parts:
        name = names.get(id(part))
        if part.kind == "literal":
            written.append(part.text)
        elif name in {"day", "month", "year"}:
            written.append(_day_field(name, len(part.text), moment))
        elif name is not None:
            written.append(f"{getattr(moment, name):02}")
    return "".join(written).strip()


def to_moment(value: float, *, since_1904: bool = False) -> dt.datetime | None:
    """Return the date and time that a number of days stands for, None where there is none.

    >>> to_moment(44301), to_moment(-1)
    (datetime.datetime(2021, 4, 15, 0, 0), None)
    """
    if not 0 <= value < _LAST_DAY:
        return None
    first = _FIRST_1904 if since_1904 else _FIRST_1900
    if not since_1904 and value < _LEAP_BUG:
        value += 1
    seconds = round(value * 86_400)
    try:
        return first + dt.timedelta(seconds=seconds)
    except OverflowError:
        return None
