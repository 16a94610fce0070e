"""Vietnamese number words to exact values: all dialects, clipped tails, decimals, fractions, mixtures with digits.

A sentence of number words is a string of kinds, one letter each, so that the grammar reads like itself:

    number    := negative? (fraction | magnitude even?)
    magnitude := term+                          "một tỷ hai trăm triệu"; each term is smaller than the unit of the last
    term      := group (point decimals)? scale* "hai phẩy năm triệu", "mười nghìn tỷ"
    group     := (digit hundred)? tens          0 to 999
    tail      := digit | tail | rưỡi            clipped: "một triệu hai" is 1.200.000

What the grammar does not cover is refused; nothing is ever skipped.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise

from vnplan_extract.lang.tones import strip_accents

MAX_DIGITS = 66
"""Numbers with more digits than this are refused: no plan counts beyond, and arithmetic stays exact below it."""

EXACT = Context(prec=4 * MAX_DIGITS)
_KINDS = {
    "digit": "d", "tail": "t", "ten": "m", "tens": "M", "hundred": "H", "scale": "K", "link": "L", "half_more": "R",
    "half": "N", "point": "P", "part": "F", "negative": "-", "even": "E", "dozen": "T", "and": "V", "joined": "J",
}  # fmt: skip
TY = 10**9


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable of a number or a group of digits ("n"), by its kind in the grammar."""

    kind: str
    value: int | Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What number words say, with the flags of how they say it and the other readings, best first."""

    value: Decimal
    flags: tuple[str, ...] = ()
    alternatives: tuple[Decimal, ...] = ()


class _RefusedError(Exception):
    """The words are no number of ours."""


@cache
def vocabulary() -> dict[str, Token]:
    """Return the syllables of number words as tokens, by their lower-case spelling."""
    table = tomllib.loads(files("vnplan_extract.data").joinpath("number_words.toml").read_text("utf-8"))
    return {
        word: Token(_KINDS[row["kind"]], value, word)
        for row in table["word"]
        for word, value in row["words"].items()
    }


@cache
def unaccented_vocabulary() -> dict[str, tuple[Token, ...]]:
    """Return the tokens that share a spelling when accents are left out: "muoi" is mười and mươi."""
    merged: dict[str, tuple[Token, ...]] = {}
    for word, token in vocabulary().items():
        key = strip_accents(word)
        merged[key] = (*merged.get(key, ()), token)
    return merged


def read_words(tokens: list[Token]) -> Reading | None:
    """Return the value of a whole sequence of number words and digit groups, or None when it is no number.

    The last "năm" of "hai mươi năm" is as likely a year as a five, so such a sequence is refused; callers that see
    what follows ("ba mươi năm tỷ") never end a sequence there.
    """
    if not tokens or len(tokens) > 4 * MAX_DIGITS:
        return None
    try:
        reader = _Reader(tokens)
        value = reader.number()
    except _RefusedError:
        return None
    exact = Decimal(value)
    if exact.adjusted() >= MAX_DIGITS:
        return None
    return Reading(exact, tuple(dict.fromkeys(reader.flags)), tuple(reader.alternatives))


def _times(a: Decimal | int, b: Decimal | int) -> Decimal | int:
    return a * b if isinstance(a, int) and isinstance(b, int) else EXACT.multiply(Decimal(a), Decimal(b))


def _plus(a: Decimal | int, b: Decimal | int) -> Decimal | int:
    return a + b if isinstance(a, int) and isinstance(b, int) else EXACT.add(Decimal(a), Decimal(b))


class _Reader:
    """One pass over the tokens, left to right; every method takes what it names and moves on."""

    def __init__(self, tokens: list[Token]) -> None:
        self.kinds = "".join(token.kind for token in tokens)
        self.values = [token.value for token in tokens]
        self.texts = [token.text for token in tokens]
        self.at = 0
        self.flags: list[str] = []
        self.alternatives: list[Decimal] = []

    # -- helpers ---------------------------------------------------------------------------------------------------
    def kind(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.kinds[place] if place < len(self.kinds) else ""

    def take(self) -> Decimal | int:
        self.at += 1
        return self.values[self.at - 1]

    def ended(self, ahead: int = 0) -> bool:
        return self.kinds[self.at + ahead :].rstrip("E") == ""

    def refuse_unless(self, condition: object) -> None:
        if not condition:
            raise _RefusedError

    # -- the grammar -----------------------------------------------------------------------------------------------
    def number(self) -> Decimal | int:
        sign = 1
        if self.kind() == "-":
            self.at += 1
            sign = -1
        value: Decimal | int | None = self.spelt_digits()
        if value is None:
            value = self.fraction()
        if value is None:
            value = self.magnitude()
        while self.kind() == "E":
            self.at += 1
        self.refuse_unless(self.at == len(self.kinds))
        self.refuse_unless(value or self.kinds[-1] not in "HK" or self.kinds[0] != "d")  # "không trăm"
        return value if sign > 0 else _times(value, -1)

    def spelt_digits(self) -> int | None:
        """Read "hai không hai mốt" as 2021 and "ba bảy" as 37, but not "hai ba", which is two or three."""
        body = self.kinds.rstrip("E")[self.at :]
        if len(body) < 2 or set(body[:-1]) != {"d"} or body[-1] not in "dt":
            return None
        digits = [int(value) for value in self.values[self.at : self.at + len(body)]]
        self.refuse_unless(digits[0] != 0)
        if len(body) == 2:
            self.refuse_unless(digits[0] > 1 and digits[1] != 0)
            self.refuse_unless(body[1] == "t" or (digits[0] != 5 and digits[1] not in (5, digits[0] + 1)))
        else:
            steps = {after - before for before, after in pairwise(digits)}
            spelt = self.texts[self.at : self.at + len(body)]
            years = spelt if len(body) == 3 else (*spelt[:2], spelt[-1])  # "một năm hai ...": a year
            self.refuse_unless("năm" not in years and (steps != {1} or len(body) > 3))
            self.flags.append("digit_by_digit")
        self.at += len(body)
        return int("".join(map(str, digits)))

    def fraction(self) -> Decimal | None:
        place = self.kinds.find("F", self.at)
        if self.kind() == "N" and self.ended(1):
            self.at += 1
            return Decimal("0.5")
        if self.kinds[self.at : self.at + 2] == "dN" and self.values[self.at] == 1 and self.ended(2):
            self.at += 2
            return Decimal("0.5")
        if place < 0:
            return None
        whole: Decimal | int = 0
        if "V" in self.kinds[self.at : place]:
            whole = self.group()
            self.refuse_unless(self.kind() == "V")
            self.at += 1
        self.refuse_unless(self.kind() != "H")
        above = self.group()
        self.refuse_unless(above and self.at == place)
        self.at += 1
        tail = self.kind() == "t" and self.texts[self.at] == "tư"  # "ba phần tư"
        self.refuse_unless(self.kind() not in ("H", "K"))  # "phần trăm", "phần nghìn" are units
        below = self.take() if tail or self.kind() == "n" else self.group()
        self.refuse_unless(below and below != 1)
        self.flags.append("fraction")
        return self.divide(_plus(_times(whole, below), above), below)

    def divide(self, above: Decimal | int, below: Decimal | int) -> Decimal:
        value = Context(prec=28).divide(Decimal(above), Decimal(below))
        if EXACT.multiply(value, Decimal(below)) != above:
            self.flags.append("rounded")
        return value

    def magnitude(self) -> Decimal | int:
        total: Decimal | int = 0
        unit: int | None = None  # what one of the last term counts: the next term must be smaller
        first = self.at
        while not self.ended():
            start = self.at
            self.refuse_unless(self.kinds[first] != "N" or start == first)  # "nửa triệu" says it all
            if unit is not None and self.clipped(unit):
                self.refuse_unless(total and total % unit == 0)  # not "1,2 triệu 5"
                total = _plus(total, self.clipped_tail(unit))
                if self.kinds[self.at - 1] == "R" and self.kind() == "L":  # "tỷ rưỡi lẻ chín trăm nghìn"
                    unit //= 2
                    continue
                break
            if unit is not None and self.kind() == "P":  # "một nghìn phẩy không năm"
                self.at += 1
                total = _plus(total, self.decimals())
                self.refuse_unless(self.ended())
                break
            if unit == 1000 and self.spelt_tens() and self.ended(2):  # "một nghìn hai sáu"
                total = _plus(total, self.take_tens())
                break
            if unit is not None:
                self.skip_lone_zero()
            self.note_spoken_tail(total, unit)
            term, new_unit, full = self.term(unit)
            self.refuse_unless(term or start > first or new_unit == 1 or self.ended())  # "không triệu bảy"
            if unit is not None and not term < unit:
                total, unit = self.recount(total, unit, term, new_unit, full=full)
            else:
                total, unit = _plus(total, term), new_unit
            if unit == 1:
                break
            self.refuse_unless(self.at > start)
        self.refuse_unless(self.at > first)
        return total

    def skip_lone_zero(self) -> None:
        """Pass over the "không" of "nghìn không ba mươi tư", which stands for "không trăm"."""
        if self.kind() != "d" or self.values[self.at] != 0:
            return
        if self.kind(1) == "m" or (self.kind(1) == "d" and self.kind(2) == "M" and self.values[self.at + 1]):
            self.at += 1
            self.flags.append("nonstandard_spelling")

    def note_spoken_tail(self, total: Decimal | int, unit: int | None) -> None:
        """Keep the other reading of "một tỷ bảy trăm": 700 as written, 700 million as often said."""
        rest = self.kinds[self.at :].rstrip("E")
        if unit is None or unit < 10**6:
            return
        self.refuse_unless(rest not in ("dHR", "dHd", "dHt"))  # "một triệu hai trăm rưỡi": 250 or 250.000
        if rest not in ("dH", "dt", "nH"):
            return
        self.flags.append("ambiguous_tail")
        spoken = _plus(total, _times(self.values[self.at], unit // 10))
        if rest == "dt":  # "một triệu hai lăm": 25 or 250.000
            spoken = _plus(spoken, _times(self.values[self.at + 1], unit // 100))
        self.alternatives.append(Decimal(_times(spoken, -1) if self.kinds[0] == "-" else spoken))

    def recount(
        self, total: Decimal | int, unit: int, term: Decimal | int, scale: int, *, full: bool
    ) -> tuple[Decimal | int, int]:
        """Count what came before by the scale that stands after it, too: "mười hai nghìn ba trăm tỷ".

        A scale of its own stays with the last group: "ba triệu hai trăm nghìn tỷ" is 3.200.000 tỷ.
        """
        shared = TY
        while scale % (shared * TY) == 0:
            shared *= TY
        if scale % shared or scale // shared >= unit:
            shared = scale
        spelt_out = (
            unit == 1000 and total > TY
        )  # "một tỷ hai triệu ba nghìn bốn trăm tỷ", down to the hundreds
        self.refuse_unless(full and unit < shared and (total < shared or spelt_out))
        group = term // shared if isinstance(term, int) else EXACT.divide(term, Decimal(shared))
        self.refuse_unless(group < unit)
        return _times(_plus(total, group), shared), shared

    def spelt_tens(self) -> bool:
        """Whether two digits stand for a ten and its unit ("chín bảy"), and are no range ("hai ba") and hold no year.

        "hai ba tỷ sáu trăm triệu" is no range either: nobody says what two or three of something are, to the million.
        """
        if self.kind() != "d" or self.kind(1) != "d":
            return False
        ten, one = int(self.values[self.at]), int(self.values[self.at + 1])
        spelt_out = self.kind(2) == "K" and "H" in self.kinds[self.at + 3 :]
        return ten > 1 and one not in (0, 5) and ten != 5 and (one != ten + 1 or spelt_out)

    def take_tens(self) -> int:
        self.flags.append("clipped")
        return int(self.take()) * 10 + int(self.take())

    def clipped(self, unit: int) -> bool:
        kind = self.kind()
        if kind == "R":
            self.refuse_unless(
                self.kinds[max(0, self.at - 2) : self.at] != "HK"
            )  # "trăm nghìn rưỡi": 100.500?
            return True
        if unit < 100 or not self.ended(1):
            return False
        return kind in "dt" or (kind == "n" and unit >= 1000 and self.texts[self.at].isdigit())

    def clipped_tail(self, unit: int) -> Decimal | int:
        """Read the "hai" of "một triệu hai", the "rưỡi" of "tỷ rưỡi", the 200 of "1tr200"."""
        kind, text = self.kind(), self.texts[self.at]
        value = self.take()
        if kind == "R":
            return unit // 2
        if kind == "n":
            self.refuse_unless(len(text) in (1, 3) and value)
            self.flags.append("clipped")
            return _times(value, unit // 10 ** len(text))
        self.refuse_unless(value and text not in ("năm", "lăm", "nhăm"))
        self.flags.append("clipped")
        return _times(value, unit // 10)

    def term(self, unit: int | None) -> tuple[Decimal | int, int, bool]:
        """Return a term's value, what it counts, and whether its group is more than a lone digit."""
        start = self.at
        if self.kind() == "L":
            self.refuse_unless(unit is not None)
            self.at += 1
            value: Decimal | int = self.linked()
        elif self.kind() == "N":
            self.at += 1
            self.refuse_unless(
                unit is None and (self.kind() in ("K", "T") or self.texts[self.at :][:1] == ["chục"])
            )
            value = _times(Decimal("0.5"), 1 if self.kind() == "K" else self.take())
        elif self.kind() in ("K", "H") and unit is None and self.bare_scale():
            value = 1 if self.kind() == "K" else self.group()
        else:
            self.refuse_unless(self.kind() != "H")
            value = self.group()
        full = self.kinds[start : self.at] not in ("d", "t") and (self.kinds[start] != "n" or value >= 100)
        if self.kind() == "P":
            self.at += 1
            value = _plus(value, self.decimals())
        elif self.kind() == "R" and not self.kinds[start : self.at].endswith(("H", "M", "K", "T")):
            self.refuse_unless(value and self.texts[self.at - 1] != "năm")  # "năm rưỡi" is a year and a half
            self.at += 1
            value = _plus(value, Decimal("0.5"))
            self.refuse_unless(self.kind() != "R")
        scale = self.scales()
        if scale == 1 and self.kind() == "R":
            self.refuse_unless(self.texts[self.at - 1] != "mươi" and self.kinds[start] != "N")
            unit_of_group = {"H": 100, "T": 12}.get(self.kinds[self.at - 1], 10)
            self.at += 1
            return _plus(value, unit_of_group // 2), 1, full
        return _times(value, scale), scale, full

    def bare_scale(self) -> bool:
        """Whether a scale without a number means one: "triệu rưỡi", "trăm tư"."""
        after = self.at + 1
        rest = self.kinds[after:].rstrip("E")
        if self.kind() == "H" and rest.startswith(
            ("m", "dM", "dt", "Ld", "Lt")
        ):  # "trăm mười ba", "trăm linh hai"
            return True
        if rest.startswith(("L", "dH", "RL")):  # "tỷ lẻ hai triệu", "triệu hai trăm nghìn"
            return self.kind() == "K"
        return rest in ("R", "t") or (rest == "d" and self.texts[after] != "năm")

    def scales(self) -> int:
        scale = 1
        while self.kind() == "K":
            value = int(self.take())
            self.refuse_unless(value >= scale or scale == TY or (scale > TY and value == TY))
            self.refuse_unless(value > scale or value == TY)
            self.refuse_unless(scale == 1 or value != 10**4)  # no one counts thousands of vạn
            scale *= value
        return scale

    def decimals(self) -> Decimal:
        """Read what follows the decimal mark: digits one by one, or a number ("phẩy hai mươi lăm")."""
        digits = ""
        while self.kind() == "d" and self.values[self.at] == 0 and self.kind(1) not in ("M", "H"):
            digits += str(self.take())
        if self.kind() == "n":
            self.refuse_unless(self.texts[self.at].isdigit())
            digits += self.texts[self.at]
            self.at += 1
            return Decimal("0." + digits)
        run = 0
        while self.kind(run) in ("d", "t"):
            run += 1
        if run and self.kind(run) not in ("M", "H", "m"):
            self.refuse_unless(run > 1 or self.texts[self.at] not in ("mốt", "lăm", "nhăm"))
            while run:
                digits += str(self.take())
                run -= 1
        elif not (digits and self.ended()) and self.kind() in ("d", "m"):
            digits += str(self.group())
        self.refuse_unless(digits)
        return Decimal("0." + digits)

    def group(self) -> Decimal | int:
        """Read 0 to 999, or a group of digits with an optional hundred or ten ("3 trăm")."""
        if self.kind() == "n":
            value = self.take()
            return self.counted(value)
        if self.kind() == "H" or (self.kind() == "d" and self.kind(1) == "H"):
            hundreds = 1 if self.kind() == "H" else int(self.take())
            self.at += 1
            return self.after_hundred(hundreds * 100)
        return self.below_hundred()

    def counted(self, value: Decimal | int) -> Decimal | int:
        if self.kind() == "H":
            self.at += 1
            return self.after_hundred(_times(value, 100))
        if self.kind() in ("M", "T"):
            value = _times(value, self.take())
        return value

    def after_hundred(self, value: Decimal | int) -> Decimal | int:
        kind = self.kind()
        if kind == "L":
            self.at += 1
            return _plus(value, self.linked())
        if (
            kind == "d" and self.kind(1) == "d" and (self.ended(2) or self.kind(2) == "K")
        ):  # "một trăm hai ba"
            self.refuse_unless(
                self.values[self.at] and self.values[self.at + 1] and self.texts[self.at + 1] != "năm"
            )
            self.flags.append("clipped")
            return _plus(value, int(self.take()) * 10 + int(self.take()))
        if kind in ("m", "J") or (kind == "d" and self.kind(1) in ("M", "t")):
            return _plus(value, self.below_hundred(padded=True))
        if kind == "R" and self.kind(1) == "K":  # "ba trăm rưỡi triệu" is 350 million
            self.at += 1
            return _plus(value, 50)
        if kind in ("d", "t") and (self.ended(1) or self.kind(1) == "K"):  # "bốn trăm sáu triệu" is 460
            self.refuse_unless(value and self.texts[self.at] not in ("năm", "lăm", "nhăm", "không", "một"))
            self.flags.append("clipped")
            return _plus(value, _times(self.take(), 10))
        if kind == "n":  # "2 trăm 50 nghìn"
            self.refuse_unless(value and len(self.texts[self.at]) == 2 and self.values[self.at] >= 10)
            return _plus(value, self.take())
        self.refuse_unless(kind not in ("d", "t"))
        return value

    def linked(self) -> Decimal | int:
        """Read what follows linh or lẻ: mostly one digit, "linh tư" among them."""
        if self.kind() == "t":
            if self.texts[self.at] != "tư":
                self.flags.append("nonstandard_spelling")
            return self.take()
        return self.group()

    def below_hundred(self, *, padded: bool = False) -> int:
        kind = self.kind()
        if kind in ("m", "J"):
            self.refuse_unless(kind == "m" or self.kind(1) in ("d", "t"))
            return self.unit_after(int(self.take()))
        self.refuse_unless(kind == "d")
        if self.kind(2) in ("K", "P") and self.spelt_tens():
            return self.take_tens()  # "chín chín tỷ", "chín chín phẩy chín"
        value = int(self.take())
        if self.kind() == "M":
            self.refuse_unless(value or padded)  # "không mươi" stands only after a hundred
            self.at += 1
            if value == 1 and self.texts[self.at - 1] == "mươi":
                self.flags.append("nonstandard_spelling")
            return self.unit_after(value * 10)
        if self.kind() == "T":
            return value * int(self.take())
        if self.kind() == "t" and (value > 1 or padded):  # "hai mốt"
            return value * 10 + int(self.take())
        return value

    def unit_after(self, tens: int) -> int:
        """Read the unit after a ten and say whether it is spelt by the rule: mốt and lăm after mươi, một and lăm after mười."""
        if self.kind() == "L" and self.kind(1) == "d" and tens > 10:
            self.at += 1
            self.flags.append("nonstandard_spelling")
            return tens + int(self.take())
        if (
            self.kind() not in ("d", "t")
            or self.kind(1) in ("M", "H")
            or (self.kind() == "d" and not self.values[self.at])
        ):
            return tens
        text = self.texts[self.at]
        self.refuse_unless(text != "năm" or not self.ended(1))  # "hai mươi năm" is twenty years
        usual = {"một": tens < 20, "mốt": tens >= 20, "năm": False, "tư": tens >= 20}
        if tens and not usual.get(text, True):
            self.flags.append("nonstandard_spelling")
        return tens + int(self.take())
