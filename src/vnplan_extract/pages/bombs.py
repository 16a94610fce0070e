"""Pictures that decode to more than memory should hold: found before they are decoded."""

from __future__ import annotations

import ctypes
import struct
from typing import TYPE_CHECKING

from pypdfium2 import raw

from vnplan_extract.errors import LimitError

if TYPE_CHECKING:
    import pypdfium2 as pdfium

MOST_BYTES = 1 << 29  # what one decoded picture may take: 20,000 x 20,000 in grey
JPX_BYTES = (
    4  # a sample while JPEG 2000 is decoded, and all of the picture at once; other kinds go row by row
)
SIZE = b"\xff\x4f\xff\x51"  # start of a JPEG 2000 code stream, then its size (ISO/IEC 15444-1, A.5.1)
MOST_DEPTH = 4  # of forms in forms


def check_pictures(page: pdfium.PdfPage) -> None:
    """See that no picture of a PDF page needs more memory to decode than there should be.

    Raises:
        LimitError: One does; the message says which size it has.
    """
    for found in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=MOST_DEPTH):
        if b"JPXDecode" not in _filters(found.raw):
            continue
        width, height, parts = _jpx_size(_data(found.raw))
        if width * height * parts * JPX_BYTES > MOST_BYTES:
            raise LimitError(
                f"a JPEG 2000 picture of {width:,} x {height:,} pixels",
                why=f"decoded it takes more than {MOST_BYTES >> 20} MB",
                remedy="Scan the page at 200 dpi.",
            )


def _filters(image: object) -> bytes:
    buffer = ctypes.create_string_buffer(64)
    names = b""
    for at in range(raw.FPDFImageObj_GetImageFilterCount(image)):
        raw.FPDFImageObj_GetImageFilter(image, at, buffer, len(buffer))
        names += buffer.value
    return names


def _data(image: object) -> bytes:
    length = raw.FPDFImageObj_GetImageDataRaw(image, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFImageObj_GetImageDataRaw(image, buffer, length)
    return buffer.raw


def _jpx_size(data: bytes) -> tuple[int, int, int]:
    """Return width, height and number of components that a JPEG 2000 code stream declares; zeros when there is none."""
    at = data.find(SIZE)
    if at < 0 or len(data) < at + 42:
        return 0, 0, 0
    x1, y1, x0, y0 = struct.unpack(">4L", data[at + 8 : at + 24])
    (parts,) = struct.unpack(">H", data[at + 40 : at + 42])
    return max(x1 - x0, 0), max(y1 - y0, 0), parts
