"""The font of the invisible layer: nothing to see, every glyph half an em wide, its meaning in a ToUnicode table.

A PDF asks for a font program even where nothing is drawn. Ours is the smallest TrueType font that readers take, two
glyphs made here table by table (ISO/IEC 14496-22), so that nobody's licence comes along. Each document gets codes
for the characters it uses, numbered as they come, and a table that says which characters they are.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAME = "VnplanLayer"
EM = 1000
WIDTH = 0.5  # of an em: the advance of every glyph
MOST_CODES = 0xFFFF
IN_A_BLOCK = 100  # entries that one block of a CMap may hold (ISO 32000-1, 9.10.3)

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /VnplanLayer-UCS def
/CMapType 2 def
1 begincodespacerange
{space}
endcodespacerange
{blocks}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_BLANKS = "[" + "<0020>" * 256 + "]"


class Codes:
    """Hands out a code of two bytes to each character as it is met; 0 is no character's."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def encode(self, text: str) -> str:
        """Return the codes of a text as the hexadecimal digits of a PDF string; after 65,535 characters none is left."""
        codes = self._codes
        found = []
        for character in text:
            code = codes.get(character, 0)
            if not code and len(codes) < MOST_CODES:
                code = codes[character] = len(codes) + 1
            found.append(f"{code:04X}")
        return "".join(found)

    def to_unicode(self) -> bytes:
        """Return the CMap that says which character each code is."""
        entries = [
            f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>"
            for character, code in self._codes.items()
        ]
        return _cmap("<0000> <FFFF>", "bfchar", entries)


@cache
def blank_cmap(code_bytes: int) -> bytes:
    """Return a CMap in which every code, of one byte or of two, means a blank: what is drawn stays, what it says goes."""
    if code_bytes == 1:
        return _cmap("<00> <FF>", "bfrange", [f"<00> <FF> {_BLANKS}"])
    rows = [f"<{high:02X}00> <{high:02X}FF> {_BLANKS}" for high in range(256)]
    return _cmap("<0000> <FFFF>", "bfrange", rows)


def _cmap(space: str, kind: str, entries: Sequence[str]) -> bytes:
    blocks = []
    for at in range(0, len(entries), IN_A_BLOCK):
        block = entries[at : at + IN_A_BLOCK]
        blocks.append(f"{len(block)} begin{kind}\n" + "\n".join(block) + f"\nend{kind}\n")
    return _CMAP.format(space=space, blocks="".join(blocks)).encode("ascii")


@cache
def program() -> bytes:
    """Return the TrueType font: an em of 1000, ascent 1000, descent 0, and one glyph for all characters.

    The glyph is a line to and fro across its box: no area, so nothing is ever drawn, but a size, because PDFium leaves
    out text that has none.
    """
    advance = int(EM * WIDTH)
    glyph = _glyph(advance)
    return _assembled(
        {
            b"glyf": glyph,
            b"head": struct.pack(
                ">4LHH2q4hHHhhh",
                0x10000,
                0x10000,
                0,
                0x5F0F3CF5,
                0,
                EM,
                0,
                0,
                0,
                0,
                advance,
                EM,
                0,
                8,
                2,
                0,
                0,
            ),
            b"hhea": struct.pack(
                ">L3hH11hH", 0x10000, EM, 0, 0, advance, 0, 0, advance, 1, 0, 0, 0, 0, 0, 0, 0, 1
            ),
            b"hmtx": struct.pack(">Hhh", advance, 0, 0),
            b"loca": struct.pack(">3H", 0, 0, len(glyph) // 2),
            b"maxp": struct.pack(">L14H", 0x10000, 2, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        }
    )


def _glyph(advance: int) -> bytes:
    """Return the outline: one contour of two points, the lower left and the upper right corner of its box."""
    head = struct.pack(">5h", 1, 0, 0, advance, EM)
    ends, flags = struct.pack(">HH", 1, 0), bytes((1, 1))  # both on the curve, coordinates of two bytes
    return head + ends + flags + struct.pack(">4h", 0, advance, 0, EM)


def _assembled(tables: Mapping[bytes, bytes]) -> bytes:
    """Put the tables together to a font file, with its directory and check sums."""
    power = len(tables).bit_length() - 1
    head = struct.pack(">LHHHH", 0x10000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power))
    at = len(head) + 16 * len(tables)
    directory, bodies = [], []
    for tag, body in sorted(tables.items()):
        padded = body + bytes(-len(body) % 4)
        directory.append(struct.pack(">4sLLL", tag, _check_sum(padded), at, len(body)))
        bodies.append(padded)
        at += len(padded)
    font = b"".join((head, *directory, *bodies))
    adjustment = (0xB1B0AFBA - _check_sum(font)) & 0xFFFFFFFF
    place = font.index(tables[b"head"]) + 8  # checkSumAdjustment, zero until now
    return font[:place] + struct.pack(">L", adjustment) + font[place + 4 :]


def _check_sum(data: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}L", data)
    return sum(words) & 0xFFFFFFFF
