"""Makes PDF pages of pictures: a JPEG goes in as it is, every other picture without loss."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import pikepdf
from PIL import Image, ImageSequence

from vnplan_extract.pages.images import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLOURS = {"1": ("/DeviceGray", 1, 1), "L": ("/DeviceGray", 1, 8), "RGB": ("/DeviceRGB", 3, 8)}
A4 = (595.3, 841.9)


def pdf_of_pictures(data: bytes, sizes: Sequence[tuple[float, float]]) -> pikepdf.Pdf:
    """Return a PDF with a page for each frame of an image file, of the sizes given in points.

    A frame that cannot be decoded gives an empty page, as its page was read.
    """
    pdf = pikepdf.new()
    for size, picture in zip(sizes, _pictures(pdf, data, len(sizes)), strict=True):
        width, height = size if size[0] > 0 else A4
        page = pdf.add_blank_page(page_size=(width, height))
        if picture is not None:
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=picture))
            page.Contents = pdf.make_stream(f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Picture Do Q\n".encode())
    return pdf


def _pictures(pdf: pikepdf.Pdf, data: bytes, count: int) -> Iterator[pikepdf.Stream | None]:
    with Image.open(io.BytesIO(data)) as image:
        frames = ImageSequence.Iterator(image)
        for number in range(count):
            try:
                yield _picture(pdf, frames[number], data)
            except (OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError):
                yield None


def _picture(pdf: pikepdf.Pdf, frame: Image.Image, data: bytes) -> pikepdf.Stream:
    # A JPEG in CMYK may have its colours inverted or not; decoded by Pillow it has them right.
    if frame.format == "JPEG" and frame.mode in COLOURS and getattr(frame, "n_frames", 1) == 1:
        colours, _, bits = COLOURS[frame.mode]
        return _stream(pdf, data, frame.size, colours, bits, Filter=pikepdf.Name.DCTDecode)
    shown = frame if frame.mode in COLOURS and "transparency" not in frame.info else plain(frame)
    colours, channels, bits = COLOURS[shown.mode]
    parms = pikepdf.Dictionary(Predictor=15, Colors=channels, Columns=shown.width, BitsPerComponent=bits)
    return _stream(
        pdf, _deflated(shown), shown.size, colours, bits, Filter=pikepdf.Name.FlateDecode, DecodeParms=parms
    )


def _deflated(image: Image.Image) -> bytes:
    """Return the pixels as a PNG file compresses them, which is what PDF calls Flate with a PNG predictor."""
    stream = io.BytesIO()
    image.save(stream, "PNG")
    png = stream.getvalue()
    parts, at = [], 8
    while at < len(png):
        length, kind = struct.unpack(">L4s", png[at : at + 8])
        if kind == b"IDAT":
            parts.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(parts)


def _stream(
    pdf: pikepdf.Pdf, data: bytes, size: tuple[int, int], colours: str, bits: int, **more: pikepdf.Object
) -> pikepdf.Stream:
    return pikepdf.Stream(
        pdf,
        data,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=size[0],
        Height=size[1],
        ColorSpace=pikepdf.Name(colours),
        BitsPerComponent=bits,
        **more,
    )
