"""Which kind a document number has: from the word before it, from its letters, or from both."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import regex as re

from vnplan_extract.lang.citation_parts import BLANK, kind_names
from vnplan_extract.lang.doctypes import doctypes, issuers
from vnplan_extract.lang.patterns import compiled
from vnplan_extract.lang.symbols import read_symbol

if TYPE_CHECKING:
    import re as plain_re

    from vnplan_extract.lang.doctypes import DocType
    from vnplan_extract.lang.symbols import Symbol, SymbolMatch

NORMATIVE = re.compile(r"QH\d|UBTVQH|PL-|L-CTN|LCT")
_ANY_KIND = {"văn bản", "công văn"}
_NO_DOCUMENT = re.compile(
    r"(?:[Mm]ẫu|[Bb]iểu|[Pp]hụ\s+lục|[Bb]ảng|[Hh]ình|[Tt]hẻ|[Mm]ã|[Tt]ài\s+khoản|[Tt]hửa|[Tt]hửa\s+đất|[Tt]ờ\s+bản\s+đồ|[Ll]ô|[Nn]hà)\s*\Z"
)
_NO_DOCUMENTS_END = ("ẫu", "ểu", "ục", "ảng", "ình", "ẻ", "ã", "oản", "ửa", "ất", "ồ", "ô", "à")


@cache
def kind_pattern() -> plain_re.Pattern[str]:
    """Return the kind words as printed: "Kế hoạch", "kế hoạch", "KẾ HOẠCH", "Kế Hoạch"; plain `re` is faster here."""
    names = [*kind_names(), "Văn bản"]
    forms = {
        form for name in names for form in (name, name[:1].lower() + name[1:], name.upper(), name.title())
    }
    letters: dict[str, list[str]] = {}  # by the first letter, which `re` then scans for: nine times as fast
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        letters.setdefault(form[0], []).append(form[1:].replace(" ", BLANK))
    spelt = "|".join(
        rf"{letter}(?<!\w{letter})(?:{'|'.join(rest)})(?!\w)" for letter, rest in letters.items()
    )
    return compiled(spelt)


def _kind_row(printed: str) -> DocType | None:
    return doctypes().by_name(printed)


def kind_name(printed: str) -> str:
    """Return the kind's name in its own letters: "QUYẾT ĐỊNH" is "Quyết định"."""
    words = " ".join(printed.split())
    return words[:1].upper() + words[1:].lower()


def codes_allowed(kind: str | None) -> tuple[str, ...] | None:
    """Return the codes that a kind word allows, None where it allows any."""
    row = _kind_row(kind) if kind else None
    return row.codes if row is not None and row.codes else None


def code_of(anchor: SymbolMatch) -> str | None:
    """Return the kind's code that a number carries, or "QH" for the National Assembly's."""
    symbol = read_symbol(anchor.parts)
    if (
        symbol.kind_code is None
        and symbol.issuer_code
        and symbol.issuer_code.upper().startswith(("QH", "UBTVQH"))
    ):
        return "QH"
    if symbol.kind_code is None and anchor.parts.party:
        return None  # what stands alone behind the dash is who issued it: "327-CT"
    return symbol.kind_code or (
        None if symbol.issuer_code is None or symbol.issuer_code.upper() in issuers() else "?"
    )


_ASSEMBLY_KINDS = {"Luật", "Bộ luật", "Nghị quyết", "Pháp lệnh", "Hiến pháp"}


def fits(printed: str, code: str | None) -> bool:
    """Say whether a kind word may stand before a number with this code."""
    if " ".join(printed.lower().split()) in _ANY_KIND:
        return True
    row = _kind_row(printed)
    if code is None or row is None:
        return code is None
    if code == "QH":
        return row.name in _ASSEMBLY_KINDS
    return code.upper() in {own.upper() for own in row.codes}


def fits_far(printed: str, code: str | None) -> bool:
    """Say the same where a name stands between kind word and number; an official letter then needs its own word."""
    if " ".join(printed.lower().split()) == "văn bản":
        return False
    return fits(printed, code) and (code is not None or " ".join(printed.lower().split()) in _ANY_KIND)


def decide_kind(printed: str | None, symbol: Symbol) -> tuple[str | None, tuple[str, ...]]:
    """Decide the kind from the word and the symbol, and say how."""
    code = symbol.kind_code
    rows = doctypes().all_by_code(code) if code else ()
    generic = printed is not None and " ".join(printed.lower().split()) == "văn bản"
    if printed is None or generic:
        if rows:
            sure = "/" not in (symbol.symbol or "") or code != "QĐ"  # QĐ/TW is Quyết định or Quy định
            return (rows[0].name if sure else None), ("kind_from_symbol",)
        if NORMATIVE.search(symbol.symbol or ""):
            return None, ()
        return (None, ()) if "ambiguous_repair" in symbol.flags else ("Công văn", ("kind_from_symbol",))
    name = kind_name(printed)
    assembly = symbol.issuer_code is not None and code is None and NORMATIVE.search(symbol.issuer_code)
    conflict = (rows and not fits(printed, code)) or (assembly and not fits(printed, "QH"))
    return name, ("kind_conflict",) if conflict else ()


def _of_a_form(text: str, at: int) -> bool:
    """Whether the word before "số" says that a form, a table or a plot of land is numbered."""
    first = max(0, at - 20)
    if not text[first:at].rstrip().endswith(_NO_DOCUMENTS_END):  # at once for most
        return False
    return _NO_DOCUMENT.search(text, first, at) is not None


def is_document(text: str, anchor: SymbolMatch, symbol: Symbol, *, kind: str | None) -> bool:
    """Say whether what looks like a document number is one: it has a kind word, or letters that say so."""
    if anchor.said and _of_a_form(text, anchor.said_at):
        return False
    if kind is not None:
        return True
    known_issuer = symbol.issuer_code is not None and symbol.issuer_code.upper() in issuers()
    assembly = symbol.issuer_code is not None and NORMATIVE.search(symbol.issuer_code) is not None
    if anchor.said:
        return assembly or (
            symbol.issuer_code is not None and (symbol.kind_code is not None or bool(symbol.units))
        )
    return (
        assembly
        or (symbol.kind_code is not None and symbol.issuer_code is not None)
        or (known_issuer and bool(symbol.units))
    )


def is_joint(symbol: Symbol) -> bool:
    """Say whether several bodies issued the document together: "TTLT-BYT-BGDĐT"."""
    joint = symbol.kind_code is not None and symbol.kind_code.upper() in {"TTLT", "TTLB", "NQLT"}
    return joint or any(unit.upper() in issuers() for unit in symbol.units)
