"""Numbers alone: the public `parse_number`, ordinals and Roman numerals."""

from __future__ import annotations

import re
from decimal import Decimal

from vnplan_extract.lang.digits import plain, read_digits
from vnplan_extract.lang.figures import Figure, read_figure, times
from vnplan_extract.lang.normalize import Normalized, normalize
from vnplan_extract.lang.number_words import Reading, unaccented_vocabulary, vocabulary
from vnplan_extract.lang.values import Mention, Number

_OPENING = " \t\"'“”‘’([{:;!?="
_CLOSING = " \t\"'“”‘’)]}:;!?.,"
_ROMAN = re.compile(r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NO_ROMAN = frozenset("LCDM")  # alone they are letters
_FRACTION = re.compile(r"(?:(\d{1,9}) )?(\d{1,9}) ?/ ?(\d{1,9})")
_VULGAR = {
    "½": " 1/2",
    "¼": " 1/4",
    "¾": " 3/4",
    "⅓": " 1/3",
    "⅔": " 2/3",
    "⅛": " 1/8",
    "⅜": " 3/8",
    "⅝": " 5/8",
    "⅞": " 7/8",
}
_METRIC = re.compile(r"(\d+(?:[.,]\d+)*|[.,]\d+) ?([kKMG])")
_METRIC_FACTORS = {"k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9}
_TELEPHONE = re.compile(r"\+\d{9}")
_LEADING_MARK = re.compile(r"[.,]\d+")
_ORDINAL = re.compile(r"(?:lần )?thứ ")
_ORDINAL_WORDS = {"nhất": 1, "nhứt": 1, "nhì": 2}
_FIRST = re.compile(r"(?:lần )?đầu tiên")


def parse_number(text: str, *, accents: bool = True) -> Mention[Number] | None:
    """Read a text that is a number and nothing else, in digits, words, both, or Roman numerals; None if it is not.

    Args:
        text: Any Vietnamese text, normalised or not; quotes, brackets and end marks around the number are passed over.
        accents: Whether words need their accents; without, "hai muoi mot" is 21.

    Returns:
        A mention of kind "number", or "ordinal" for "thứ tư"; offsets are into `text`. "hai mươi năm" (20 years), "hai
        ba" (two or three) and numbers of more than 66 digits are refused.

    >>> parse_number("ba trăm tư").value.value, parse_number("1.234,5").value.value
    (Decimal('340'), Decimal('1234.5'))
    """
    clean = normalize(text)
    start, end = trimmed(clean.text)
    body = clean.text[start:end]
    if not body:
        return None
    low = _accented(body.lower()) if not accents else body.lower()
    ordinal = len(low) == len(body) and _whole_ordinal(body, low)
    reading = _whole(body, low) if len(low) == len(body) and not ordinal else None
    if ordinal:
        return _mention(clean, start, end, Reading(Decimal(ordinal)), ordinal=True)
    return _mention(clean, start, end, reading, ordinal=False) if reading else None


def trimmed(text: str) -> tuple[int, int]:
    """Return where a text begins and ends without the marks around it; a sign and a decimal mark before digits stay."""
    start, end = 0, len(text)
    while start < end and (
        text[start] in _OPENING or (text[start] in ".," and not text[start + 1 : start + 2].isdigit())
    ):
        start += 1
    while end > start and text[end - 1] in _CLOSING:
        end -= 1
    return start, end


def roman_value(text: str) -> int | None:
    """Return the value of a Roman numeral in capitals and the canonical form, or None; lone L, C, D, M are letters."""
    if not _ROMAN.fullmatch(text) or text in _NO_ROMAN:
        return None
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def read_ordinal(text: str, low: str, place: int) -> tuple[int, int] | None:
    """Return the value and end of an ordinal ("lần thứ tư", "thứ XIII", "thứ 12") at a place of normalised text."""
    head = _ORDINAL.match(low, place)
    if head is None:
        first = _FIRST.match(low, place)
        return (1, first.end()) if first else None
    at = head.end()
    word = re.compile(r"[^\W\d_]+").match(text, at)
    if word and (value := roman_value(word.group())):
        return value, word.end()
    special = word and (
        _ORDINAL_WORDS.get(word.group().lower()) or (4 if word.group().lower() == "tư" else None)
    )
    if word and special:
        return special, word.end()
    figure = read_figure(text, low, at)
    if (
        not isinstance(figure, Figure)
        or figure.value != figure.value.to_integral_value()
        or not 0 < figure.value < 10**4
    ):
        return None
    return int(figure.value), figure.end


def _whole_ordinal(body: str, low: str) -> int | None:
    found = read_ordinal(body, low, 0)
    return found[0] if found and found[1] == len(body) else None


def _whole(body: str, low: str) -> Reading | None:
    """Read a body that must be a number from its first character to its last."""
    sign = -1 if low[0] == "-" else 1
    if _TELEPHONE.match(low):
        return None
    if low[0] in "+-":
        body, low = body[1:].lstrip(), low[1:].lstrip()
    if not low or (low.startswith(("âm ", "trừ ", "-", "+")) and sign < 0):
        return None
    reading = _unsigned(body, low)
    if reading is None or sign > 0:
        return reading
    return Reading(
        times(reading.value, -1), reading.flags, tuple(times(other, -1) for other in reading.alternatives)
    )


def _unsigned(body: str, low: str) -> Reading | None:
    if value := roman_value(body):
        return Reading(Decimal(value), ("roman",))
    if low[0].isnumeric() or _LEADING_MARK.match(low):
        digits = read_digits(low) or _metric(body) or _digit_fraction(low)
        if digits:
            return digits
    words = low.replace("-", " ")
    figure = read_figure(words, words, 0)
    if not isinstance(figure, Figure) or figure.end != len(low) or figure.currency:
        return None
    return Reading(figure.value, figure.flags, figure.alternatives)


def _metric(body: str) -> Reading | None:
    """Read "100k", "1,2M", but not the "5G" of a network or the "3M" of a name."""
    match = _METRIC.fullmatch(body)
    reading = read_digits(match.group(1)) if match else None
    if match is None or reading is None or (match.group(2) == "G" and match.group(1).isdigit()):
        return None
    factor = _METRIC_FACTORS[match.group(2)]
    others = tuple(times(other, factor) for other in reading.alternatives)
    return Reading(times(reading.value, factor), (*reading.flags, "metric_suffix"), others)


def _digit_fraction(low: str) -> Reading | None:
    """Read "3/4", "23 1/5", "2½"."""
    if low[-1] in _VULGAR:
        low = (low[:-1].rstrip() + _VULGAR[low[-1]]).strip()
    match = _FRACTION.fullmatch(low)
    if match is None:
        return None
    whole, above, below = Decimal(match[1] or 0), Decimal(match[2]), Decimal(match[3])
    if not below or (match[1] and above >= below):
        return None
    value = plain((whole * below + above) / below)
    exact = value * below == whole * below + above
    return Reading(value, ("fraction",) if exact else ("fraction", "rounded"))


def _accented(low: str) -> str:
    """Put the accents back on number words, where the place of a word tells which it is: mười or mươi, một or mốt."""
    table, known = unaccented_vocabulary(), vocabulary()
    words = low.split(" ")
    for index, word in enumerate(words):
        if word in known or word not in table:
            continue
        options = table[word]
        before = known.get(words[index - 1]) if index else None
        wanted = "t" if before and before.kind == "M" else "d"
        if {option.kind for option in options} == {"m", "M"}:
            wanted = "M" if before and before.kind == "d" else "m"
        words[index] = next((option for option in options if option.kind == wanted), options[0]).text
    return " ".join(words)


def _mention(clean: Normalized, start: int, end: int, reading: Reading, *, ordinal: bool) -> Mention[Number]:
    first, last = clean.span(start, end)
    return Mention(
        "ordinal" if ordinal else "number",
        first,
        last,
        clean.original[first:last],
        Number(plain(reading.value), ordinal),
        reading.flags,
        tuple(Number(plain(other), ordinal) for other in reading.alternatives),
        0.7 if "ambiguous_separator" in reading.flags else 1.0,
    )
