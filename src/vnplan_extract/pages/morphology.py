"""Binary morphology with straight lines: a page is one integer, a bit a pixel, so that a shift moves all of it at once.

Erosion and dilation by a line take as many shifts as its length has binary digits, whatever stands on the page; OpenCV's time
grows with the length. Lines are level, or upright: then a step is a whole row of bits. Needs numpy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARGIN = 32  # pixels of paper around the page: what a shift carries out of a row is lost there


@dataclass(frozen=True, slots=True)
class Bits:
    """A page of ones and zeros. All it returns is another page of the same size.

    Args:
        bits: Rows of `stride` bits each, the first pixel in the highest bit, with `MARGIN` zeros around the page.
        height: Rows of the page.
        width: Pixels of a row.
    """

    bits: int
    height: int
    width: int

    @classmethod
    def of(cls, page: NDArray[np.uint8] | NDArray[np.bool_]) -> Bits:
        """Pack a page whose pixels are 0 or something else."""
        height, width = page.shape
        wide = np.zeros((height + 2 * MARGIN, _stride(width)), np.bool_)
        wide[MARGIN : MARGIN + height, MARGIN : MARGIN + width] = page
        return cls(int.from_bytes(np.packbits(wide).tobytes(), "big"), height, width)

    def page(self) -> NDArray[np.uint8]:
        """Return the page as an array of 0 and 1, (height, width)."""
        rows, stride = self.height + 2 * MARGIN, _stride(self.width)
        packed = np.frombuffer(self.bits.to_bytes(rows * stride // 8, "big"), np.uint8)
        wide = np.unpackbits(packed).reshape(rows, stride)
        return np.ascontiguousarray(wide[MARGIN : MARGIN + self.height, MARGIN : MARGIN + self.width])

    def __bool__(self) -> bool:
        return self.bits != 0

    def thickened(self, *, level: bool) -> Bits:
        """Return the page with lines of that way thicker by a pixel on both sides."""
        step = _stride(self.width) if level else 1
        return replace(self, bits=self.bits | self.bits << step | self.bits >> step)

    def opened(self, length: int, *, level: bool) -> Bits:
        """Return what lies in runs of at least so many pixels."""
        step = self._step(level=level)
        return replace(self, bits=_dilated(_eroded(self.bits, length, step), length, step))

    def closed(self, length: int, *, level: bool) -> Bits:
        """Return the page with gaps of fewer pixels than that filled.

        Raises:
            ValueError: The length is more than the margin, so that rows would run into one another.
        """
        if length > MARGIN:
            raise ValueError(f"gaps of {length} pixels are more than {MARGIN}")
        step = self._step(level=level)
        return replace(self, bits=_eroded(_dilated(self.bits, length, step), length, step))

    def _step(self, *, level: bool) -> int:
        return 1 if level else _stride(self.width)


def _stride(width: int) -> int:
    """Return the bits of a row: the page and its margins, in whole bytes."""
    return -(-(width + 2 * MARGIN) // 8) * 8


def _eroded(bits: int, length: int, step: int) -> int:
    """Return the first pixel of each run of so many, and of each part of a longer one."""
    done = 1
    while done < length:
        by = min(done, length - done)
        bits &= bits << by * step
        done += by
    return bits


def _dilated(bits: int, length: int, step: int) -> int:
    """Return each pixel as the first of a run of so many."""
    done = 1
    while done < length:
        by = min(done, length - done)
        bits |= bits >> by * step
        done += by
    return bits
