"""Document numbers and their symbols, by four grammars: "125/KH-UBND", "332/BKHCN-TĐC", "35/2021/TT-BTC", "07-NQ/ĐH".

A number that is damaged beyond doubt is repaired and says so; one that could be repaired in more than one way has no
number, only what was printed. Blanks alone are no damage: "11 /KH-UBND" is "11/KH-UBND" with the flag "respaced".
"""

from __future__ import annotations

import re as plain_re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex as re

from vnplan_extract.lang.doctypes import doctypes, issuers
from vnplan_extract.lang.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator


LINE_LIMIT = 400  # letters of a header line that are looked at
CODE_LIMIT = 16  # letters of one group of a symbol; the longest in the real documents has 15


@dataclass(frozen=True, slots=True)
class Symbol:
    """The number of a document and what its letters say.

    `number` is "125/KH-UBND", None when the serial is blank or the letters cannot be read for sure; `symbol` is
    "KH-UBND" even then. `year` is set in the normative grammar only. `kind_code` is None for official letters and the
    National Assembly; `units` are the letters after the issuer: drafting units, or the other issuers of a joint document.
    `repaired_from` is the number as printed where it was damaged. Flags: "blank_number", "respaced", "repaired",
    "ambiguous_repair", "recased", "short_number".
    """

    number: str | None
    symbol: str | None
    serial: str | None
    year: str | None = None
    kind_code: str | None = None
    issuer_code: str | None = None
    units: tuple[str, ...] = ()
    repaired_from: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SymbolMatch:
    """Where a document number stands in a text: [start, end), `said` True when "số" goes before it, at `said_at`."""

    start: int
    end: int
    said: bool
    said_at: int
    parts: Parts


@dataclass(frozen=True, slots=True)
class Parts:
    """The printed pieces of a document number, before they are judged."""

    printed: str
    serial: str
    party: bool  # the dash stands before the slash: "07-NQ/ĐH"
    year: str | None
    groups: tuple[str, ...]
    seps: tuple[str, ...]  # between the groups: "-", "/" or "."
    broken: bool  # a separator is missing or wrong
    spaced: bool


_DASH = r"[-\u2010-\u2015\u2212_\ufffe\x02]"
# "ngày" may be glued to it in copies from the web ("70-TB/TWngày 06 tháng 01").
_GROUP = r"[^\W\d_](?:(?!ngày)[^\W\d_]|&(?=[^\W\d_]))*+\d{0,3}+(?:(?=ngày)|(?![^\W_]))"
_CAPITALS = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
_BLANK = r"[ \t\u00a0]{0,6}+\n?+[ \t\u00a0]{0,6}+"
# A serial with a letter for a digit ("1O2"): it has a digit too, and "số" before it proves that it is a number.
_MISREAD = r"(?=[0-9]*[OoIl])(?=[OoIl]*[0-9])[0-9OoIl]{2,6}+(?=[ ]?[/-])"
_DIGITS = str.maketrans("OoIl", "0011")
# Plain `re` here and below where much text is passed over: it is many times as fast.
_NUMBER = compiled(
    rf"""
    (?:
      (?P<said> (?<!\w) (?:số|sô|Số|SỐ|Sô|S6|No\.?) {_BLANK} [:.]?+ ) {_BLANK}
    | (?<![\w/.,:%-]) (?<!\d[ ]) (?=\d)
    )
    (?P<serial> (?: (?P<misread> (?(said) {_MISREAD} | (?!) ) ) | \d{{1,6}}+ (?:\.\d{{1,3}}+)?+ [a-eA-E]?+ )? )
    (?(said) (?: [ .…_\t\u00a0]{{0,40}}+ (?=[/-]) )?+ )
    (?:
      {_BLANK} (?P<slash>/) {_BLANK} (?: (?P<year>(?:19|20)\d\d) (?P<yearsep>[ ]?+/[ ]?+|(?=[^\W\d_])|[ ](?=QH|UBTVQH)) )?+
    | [ ]?+ (?P<partydash>{_DASH}) [ ]?+
    | (?P<glued>[ ]?+)
    )
    (?P<group>{_GROUP}) (?(partydash) (?!\w) ) (?(glued) (?={_BLANK}{_DASH}|/(?:TW|T[UƯ]|HU|ĐU|QU)(?!\w)) )
    (?P<rest> (?: (?:{_BLANK}{_DASH}{_BLANK}|[ ]?/[ ]?|\.(?=[{_CAPITALS}]{{2}})) {_GROUP} ){{0,5}}+ )
    """,
    plain_re.VERBOSE,
)
# What every number has: a dash or a slash with a letter behind it, a slash with a year too. Most lines have none, and
# `re` sees that at once.
SIGN = plain_re.compile(
    r"[-/\u2010-\u2015\u2212_\ufffe\x02][ \t\u00a0\n]{0,13}(?:[A-Za-z\u00aa-\U0010ffff]|(?<!-)(?<!- )(?:19|20)\d\d ?[A-Za-z\u00aa-\U0010ffff])"
)
# What a word before the sign has where it is a number's: a digit, or the "số" of a blank one with the dots that stand for it.
_BEFORE_SIGN = plain_re.compile(r"[0-9]|[sS][ốôỐÔ6]|No|[.:…_]+$(?<!\w[.:])")
_FURTHEST = 100  # letters before a sign in which the "số" of a blank number stands
# Where a number may begin: "số", or digits that nothing belongs to before; and its sign, or letters with their sign, after.
_LETTERS_AND_SIGN = rf"[^\W\d_][^\W\d_&]*\d{{0,3}}[ \t\u00a0\n]*(?:{_DASH}|[/.])"
_MAY_BEGIN = compiled(
    rf"[sSN0-9](?:(?<=[sSN])[ốôỐÔ6o]\.?(?=[ \t\u00a0\n:.…_]*(?:\d|/|{_DASH}|{_LETTERS_AND_SIGN}))"
    r"|(?<![\w/.,:%-].)(?<!\d .)(?<=\d)\d{0,5}+(?:\.\d{1,3}+)?+[a-eA-E]?+"
    rf"(?=[ \t\u00a0\n]*(?:/|{_DASH})| ?{_LETTERS_AND_SIGN}))",
    plain_re.DOTALL,
)
_NEXT = compiled(rf"(?P<sep>{_BLANK}(?:{_DASH}|/){_BLANK}|\.)(?P<group>{_GROUP})")
_ASSEMBLY = re.compile(r"(?:QH|UBTVQH)\d{1,2}|QHK[\dIVX]+", re.IGNORECASE)


_LONGEST = 32  # letters: what is longer is no word that comes again
_MOST = 20_000  # words that are remembered


class _Numbered(dict[str, bool]):
    """Words, and whether one is what stands before the sign of a number: those before signs come again and again."""

    def __missing__(self, word: str) -> bool:
        numbered = _BEFORE_SIGN.search(word) is not None
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = numbered
        return numbered


_NUMBERED = _Numbered()


def may_be_numbered(text: str, sign: int) -> bool:
    """Whether the sign at a place may be one of a number: the two words before it show that, which most have no part of."""
    for word in text[max(0, sign - _FURTHEST) : sign].rsplit(None, 2)[-2:]:  # noqa: SIM110 - a generator costs as much again
        if _NUMBERED[word]:
            return True
    return False


def symbols_in(text: str) -> Iterator[SymbolMatch]:
    """Yield the places in normalised text that are written like document numbers, in order; they do not overlap."""
    position = 0
    if SIGN.search(text, 1) is None:
        return
    while (begin := _MAY_BEGIN.search(text, position)) is not None:
        match = _NUMBER.match(text, begin.start())
        if match is None:
            position = begin.start() + 1
            continue
        found = _parts(match)
        if found is None:
            # Go on after the serial: a date that was no number may hold the start of one.
            position = max(match.start() + 1, match.end("serial"))
            continue
        parts, end = found
        said = match["said"] is not None
        start = (
            match.start("serial")
            if match["serial"]
            else match.start("slash")
            if match["slash"]
            else match.start("partydash")
        )
        yield SymbolMatch(start, end, said, match.start("said") if said else start, parts)
        position = end


def _parts(match: plain_re.Match[str]) -> tuple[Parts, int] | None:
    """Return the pieces of a number and where it ends, or None when the letters are no code."""
    first = match["group"]
    if not _is_code(first) or (match["glued"] is not None and _kind_like(first) is None):
        return None
    text, start = match.string, match.start("serial")
    groups, end, seps = _groups(match, first)
    if (
        len(groups) > 1
        and (rest := _REST_OF_CODE.match(text, end))
        and f"{groups[-1]}{rest[1]}".upper() in issuers()
    ):
        groups, end = (*groups[:-1], f"{groups[-1]}{rest[1]}"), rest.end()  # "TT-BGD ĐT"
    lone = match["slash"] is not None and len(groups) == 1 and _kind_like(first) is not None
    lost_dash = _REST_OF_CODE.match(text, end) if lone else None
    if lost_dash is not None and lost_dash[1].upper() in issuers():
        groups, seps, end = (first, lost_dash[1]), ["-"], lost_dash.end()  # "25/2021/NQ HĐND"
    else:
        lost_dash = None
    if match["glued"] is not None and len(groups) < 2:
        return None
    lost = match["glued"] is not None and seps[0] == "/"  # "79 NQ/TW"
    party = match["partydash"] is not None or lost
    if party and not ("/" in seps[0] if seps else match["said"] and _signs_alone(first)):
        return None
    printed = " ".join(text[start:end].split())
    broken = (
        match["glued"] is not None
        or lost_dash is not None
        or (match["year"] is not None and "/" not in match["yearsep"])
        or any("_" in sep for sep in seps)
        or (match["partydash"] is not None and "_" in match["partydash"])
    )
    spaced = any(blank in text[start:end].strip() for blank in " \t\u00a0\n")
    plain = tuple(next((sign for sign in "/." if sign in sep), "-") for sep in seps)
    serial = match["serial"]
    if match["misread"] is not None:
        broken, serial = True, serial.translate(_DIGITS)
    return Parts(printed, serial, party, match["year"], groups, plain, broken, spaced), end


_CHAIRMAN = "CT"  # Chủ tịch Hội đồng Bộ trưởng until 1992: "Quyết định số 327-CT"


def _signs_alone(code: str) -> bool:
    """Whether letters say who issued a document where they stand alone behind a dash: "02-CP"."""
    return code.upper() in issuers() or code == _CHAIRMAN


_REST_OF_CODE = plain_re.compile(rf"[ ]([{_CAPITALS}&]{{1,5}})(?![^\W_])")


def _groups(match: plain_re.Match[str], first: str) -> tuple[tuple[str, ...], int, list[str]]:
    """Read the letters after the first group as far as they belong: units do not stand after a blank."""
    groups, seps, end = [first], [], match.end("group")
    for part in _NEXT.finditer(match.string, match.start("rest"), match.end("rest")):
        sep, group = part["sep"], part["group"]
        blank = sep != sep.strip()
        if not _is_code(group) or (blank and not _joins(groups, sep, group)):
            break
        if part.start() != end:
            break
        groups.append(group)
        seps.append(sep)
        end = part.end()
    return tuple(groups), end, seps


def _joins(groups: list[str], sep: str, group: str) -> bool:
    """Say whether letters after a blank still belong: the issuer does ("QĐ - TTg"), and a unit on the same dash."""
    known = group.upper() in issuers() or _ASSEMBLY.fullmatch(group) is not None
    if len(groups) == 1:
        return _kind_like(groups[0]) is not None and (known or group.isupper())
    return known and "/" not in sep and not (sep[0].isspace() and sep[-1].isspace())


def _is_code(group: str) -> bool:
    """Say whether letters can be a code: a known one, or capitals with hardly a small letter between ("GDTrH")."""
    if group.upper() in _known_codes():
        return not group.islower() or len(group) > 1
    letters = "".join(letter for letter in group if letter.isalpha())
    if letters.isupper():
        return len(letters) <= CODE_LIMIT
    small = sum(letter.islower() for letter in letters)
    return (small <= 2 < len(letters) - small + 1 and letters[0].isupper()) or _near_known(group) is not None


@cache
def _known_codes() -> frozenset[str]:
    kinds = {code.upper() for row in doctypes() for code in row.codes}
    return frozenset(kinds | set(issuers()))


@cache
def _plain_codes() -> dict[str, list[str]]:
    """Return codes without Đ and Ư -> the right spellings."""
    table: dict[str, list[str]] = {}
    for code in [code for row in doctypes() for code in row.codes] + [row.code for row in issuers().values()]:
        known = table.setdefault(_plain(code), [])
        if code not in known:
            known.append(code)
    return table


def _plain(code: str) -> str:
    return code.upper().translate({ord("Đ"): "D", ord("Ð"): "D", ord("Ɖ"): "D", ord("Ư"): "U"})


def _near_known(group: str) -> str | None:
    """Return the one mixed-case code that a mixed-case code misses a letter of: "Tg" is "TTg"."""
    if group.isupper() or group.islower() or group.upper() in _known_codes() or not 2 <= len(group) <= 4:
        return None
    near = [code for code in ("TTg", "TTr", "CTr", "QyĐ") if _one_edit(code, group)]
    return near[0] if len(near) == 1 else None


def _kind_like(group: str) -> str | None:
    """Return the kind's code that letters are, or would be with their Đ."""
    row = doctypes().by_code(group)
    if row is not None:
        return next(code for code in row.codes if code.upper() == group.upper())
    rights = [code for code in _plain_codes().get(_plain(group), ()) if doctypes().by_code(code)]
    return rights[0] if len(rights) == 1 else None


@lru_cache(maxsize=1024)
def read_symbol(parts: Parts, *, kinds: tuple[str, ...] | None = None) -> Symbol:
    """Judge the pieces of a number; `kinds` are the codes of the kind word before it, which may prove a repair.

    >>> found = next(symbols_in("Kế hoạch số 70/KD-UBND"))
    >>> read_symbol(found.parts, kinds=("KH",)).number
    '70/KH-UBND'
    """
    groups, ambiguous = _repaired_groups(parts, kinds)
    recased = tuple(_cased(group) for group in groups)
    flags = _flags(parts, ambiguous=ambiguous, repaired=groups != parts.groups, recased=recased != groups)
    groups = recased
    symbol = _symbol_text(parts, groups)
    number = None if ambiguous or not parts.serial else _number_text(parts, symbol)
    repaired = "repaired" in flags
    result = _named(Symbol(number, symbol, parts.serial or None, parts.year), groups, party=parts.party)
    return replace(result, repaired_from=parts.printed if repaired else None, flags=flags)


def _flags(parts: Parts, *, ambiguous: bool, repaired: bool, recased: bool) -> tuple[str, ...]:
    flags = []
    if not parts.serial:
        flags.append("blank_number")
    if ambiguous:
        flags.append("ambiguous_repair")
    elif repaired or parts.broken:
        flags.append("repaired")
    if parts.spaced and parts.serial:
        flags.append("respaced")
    if recased:
        flags.append("recased")
    return tuple(flags)


def _cased(group: str) -> str:
    """Return known letters in their right case: "TTG" is "TTg"."""
    known = issuers().get(group.upper())
    if known is not None:
        return known.code
    if _ASSEMBLY.fullmatch(group):
        return group.upper()
    row = doctypes().by_code(group)
    return next(code for code in row.codes if code.upper() == group.upper()) if row else group


def _symbol_text(parts: Parts, groups: tuple[str, ...]) -> str:
    seps = parts.seps if len(parts.seps) == len(groups) - 1 else ("-",) * (len(groups) - 1)
    return groups[0] + "".join(sep + group for sep, group in zip(seps, groups[1:], strict=True))


def _number_text(parts: Parts, symbol: str) -> str:
    if parts.party:
        return f"{parts.serial}-{symbol}"
    return "/".join(filter(None, [parts.serial, parts.year, symbol]))


def _named(symbol: Symbol, groups: tuple[str, ...], *, party: bool) -> Symbol:
    """Say which letters are the kind and which the issuer."""
    first, rest = groups[0], groups[1:]
    if party and groups == (_CHAIRMAN,):
        return replace(symbol, issuer_code=first)
    if doctypes().by_code(first) is None or (not rest and first.upper() in issuers()):
        return replace(symbol, issuer_code=first, units=rest)
    if not rest:
        return replace(symbol, kind_code=first)
    return replace(symbol, kind_code=first, issuer_code=rest[0], units=rest[1:])


def _repaired_groups(parts: Parts, kinds: tuple[str, ...] | None) -> tuple[tuple[str, ...], bool]:
    """Return the letters after repair, and whether more than one repair would fit."""
    groups = tuple(_with_d(group) for group in parts.groups)
    if len(groups) == 1:
        return _split(groups[0]), False
    first = groups[0]
    issuer = issuers().get(first.upper())
    if (
        doctypes().by_code(first)
        or (issuer and (not kinds or issuer.code == first))
        or _ASSEMBLY.fullmatch(first)
    ):
        return (*_mended(groups),), False
    if groups[1].upper() not in issuers() and not _ASSEMBLY.fullmatch(groups[1]):
        return groups, False  # an official letter of somebody unknown
    near = _near_kinds(first, kinds)
    if len(near) == 1:
        return (near[0], *groups[1:]), False
    return groups, len(near) > 1 and first[0].upper() not in "SB"  # S..., B... are departments and ministries


def _mended(groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_near_known(group) or group for group in groups)


def _with_d(group: str) -> str:
    """Put back a missing Đ where only one known code then fits: "HDND" is "HĐND", but "HD" is a code itself."""
    if group.upper() in _known_codes():
        return group
    rights = _plain_codes().get(_plain(group), [])
    return rights[0] if len(rights) == 1 else group.translate({ord("Ð"): "Đ", ord("Ɖ"): "Đ"})


def _split(group: str) -> tuple[str, ...]:
    """Part "NQHĐND" into kind and issuer where there is one way to do it."""
    if group.upper() in _known_codes() or _ASSEMBLY.fullmatch(group):
        return (group,)
    ways = [
        (group[:cut], group[cut:])
        for cut in range(2, len(group) - 1)
        if doctypes().by_code(group[:cut]) and group[cut:].upper() in issuers()
    ]
    return ways[0] if len(ways) == 1 else (group,)


_LONGEST_SURE = (
    3  # letters of a kind's code; of more, a letter off is as likely a code that nobody has listed
)


def _near_kinds(code: str, kinds: tuple[str, ...] | None) -> list[str]:
    """Return the kinds' codes one letter away; the kind word before the number decides where it is there."""
    if kinds:
        near = [kind for kind in kinds if _one_edit(kind.upper(), code.upper())]
        return near[:1]
    if len(code) > _LONGEST_SURE:
        return []
    return sorted({row.code for row in doctypes() if row.code and _one_edit(row.code.upper(), code.upper())})


def _one_edit(right: str, printed: str) -> bool:
    """Say whether one letter changed, missing, added or swapped with its neighbour makes one code the other."""
    if right == printed or abs(len(right) - len(printed)) > 1:
        return False
    start = 0
    while start < min(len(right), len(printed)) and right[start] == printed[start]:
        start += 1
    left, other = right[start:], printed[start:]
    return (
        left[1:] == other[1:]
        or left[1:] == other
        or left == other[1:]
        or (left[:2] == other[1::-1] and left[2:] == other[2:])
    )


_HEADER = re.compile(r"[^\w/…]{0,20}+(?:(?:SỐ|Số|số|Sô|SO|So|S6|Số\s*hiệu)\b[ \t]*+[:.;]?+[ \t*_]*+)?+")
_APART = re.compile(r"\d(?:[ ]\d){1,4}(?=[ ]?[/-])")
_LONE = re.compile(r"\d{1,6}\Z")


def parse_symbol(text: str, *, kinds: tuple[str, ...] | None = None) -> Symbol | None:
    """Read a header line such as "Số: 125/KH-UBND" or "173/KH-UBND"; None when there is no document number.

    What follows the number on the line (the place and date of the right column) does not disturb. `kinds` are the codes
    that the document's kind may have, where it is known from its heading; they may prove a repair.

    >>> parse_symbol("Số:      /KH-UBND").symbol
    'KH-UBND'
    >>> parse_symbol("Số: *11* /KH-UBND").number
    '11/KH-UBND'
    """
    line = unicodedata.normalize("NFC", text.strip()[:LINE_LIMIT])
    head = _HEADER.match(line)
    assert head is not None
    said = any(letter.isalpha() or letter == "6" for letter in head.group())
    body = line[head.end() :].replace("*", "")
    apart = _APART.match(body) if said else None
    if apart:  # digits of a stamped number stand apart: "1 2 5/KH-UBND"
        body = apart.group().replace(" ", "") + body[apart.end() :]
    found = next(symbols_in(f"số {body}"), None)
    if found is not None and found.said and (said or found.end >= len(f"số {body}".rstrip(" .;*_"))):
        result = read_symbol(found.parts, kinds=kinds)
        return replace(result, flags=(*result.flags, "respaced")) if apart else result
    if said and _LONE.match(body.strip()):
        return Symbol(body.strip(), None, body.strip(), flags=("short_number",))
    return None
