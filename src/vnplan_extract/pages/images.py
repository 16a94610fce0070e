"""Reads pictures of pages (PNG, JPEG, multi-page TIFF, ...): each frame is a page whose words OCR finds.

Needs Pillow (extra `ocr`). A frame is opened at its own resolution; one too large for memory is read smaller.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from functools import partial
from typing import IO, TYPE_CHECKING

from vnplan_extract.document import Page, Picture
from vnplan_extract.errors import DamagedInputError, LimitError, MissingPartError
from vnplan_extract.findings import finding
from vnplan_extract.pages.bombs import MOST_BYTES
from vnplan_extract.pages.resolution import resolution

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL import Image

    from vnplan_extract.pages.glyphs import Glyph

    Improve = Callable[[Page, Callable[[float], Image.Image], Callable[[], list[Glyph]]], Page]

CHANNEL_BYTES = {
    "1": 1,
    "L": 1,
    "P": 1,
    "I;16": 2,
    "I;16B": 2,
    "I;16L": 2,
}  # of a decoded pixel; other modes take four
STRIP = 1 << 24  # pixels of a large frame that are made plain at a time
A4 = (595.3, 841.9)
FAX_WIDTHS = frozenset({1728, 2048, 2432})  # dots across A4, B4 and A3 (ITU-T T.4)
COARSE_FAX, LOWEST_FAX = (204.0, 98.0), 0.5  # dots to the inch across and down; height that makes it a page
BELIEVABLE_DPI = (72.5, 1200.0)  # 72 is what programs write that do not know


def read_images(data: bytes, *, name: str, improve: Improve) -> Iterator[Page]:
    """Yield a page for each frame of an image file.

    Args:
        data: The file's bytes.
        name: What to call the file in messages.
        improve: Called for each page with a function that renders it at a resolution in dpi (`scan.improve`).

    Raises:
        MissingPartError: Pillow is not installed.
        DamagedInputError: The image cannot be decoded.
        LimitError: It has more pixels than memory should hold.
    """
    try:
        from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - heavy, and only images need it
    except ImportError as error:
        raise MissingPartError(
            "images need Pillow",
            where=name,
            why=str(error),
            remedy='Install it with: pip install "vnplan_extract[ocr]"',
        ) from error
    try:
        with _our_limit():
            image = Image.open(io.BytesIO(data))
            frames = getattr(image, "n_frames", 1)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise DamagedInputError(
            "the image cannot be opened",
            where=name,
            why="its data is damaged" if isinstance(error, UnidentifiedImageError) else str(error),
            remedy="Scan or fetch it again.",
        ) from error
    for number in range(1, frames + 1):
        try:
            with _our_limit():
                image.seek(number - 1)
            yield _page(image, number, improve)
        except LimitError as error:
            if frames == 1:
                raise LimitError(error.what, where=name, why=error.why, remedy=error.remedy) from error
            note = finding("page-too-large", page=number, found=f"{error.what} ({error.why})")
            yield Page(number, read_by="none", confidence=0.0, findings=(note,))
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
            note = finding("page-damaged", page=number, found=str(error) or type(error).__name__)
            yield Page(number, read_by="none", confidence=0.0, findings=(note,))


@contextmanager
def _our_limit() -> Iterator[None]:
    """Open images that Pillow alone takes for bombs: their size is looked at before they are decoded."""
    from PIL import Image  # noqa: PLC0415

    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def opened(stream: IO[bytes]) -> Image.Image:
    """Open one picture that stands in a document, not decoded yet.

    Raises:
        LimitError: Decoded it takes more memory than there should be.
        OSError: It is no picture, or a damaged one.
    """
    from PIL import Image  # noqa: PLC0415

    with _our_limit():
        image = Image.open(stream)
    if image.width * image.height * CHANNEL_BYTES.get(image.mode, 4) > MOST_BYTES:
        raise LimitError(
            f"an image of {image.width:,} x {image.height:,} pixels", remedy="Save it at 200 dpi."
        )
    return image


def _page(image: Image.Image, number: int, improve: Improve) -> Page:
    """Read one frame, which was sought but not decoded yet.

    Raises:
        LimitError: Decoded it takes more memory than there should be.
    """
    size = width, height = _points(image)
    page = Page(
        number, width, height, pictures=(Picture(0, 0, width, height),), read_by="none", confidence=0.0
    )
    pixels = image.size
    dpi = resolution(page)
    image.draft(image.mode, (round(width * dpi / 72), round(height * dpi / 72)))  # a JPEG is decoded smaller
    if image.width * image.height * CHANNEL_BYTES.get(image.mode, 4) > MOST_BYTES:
        raise LimitError(
            f"an image of {pixels[0]:,} x {pixels[1]:,} pixels",
            why=f"decoded it takes more than {MOST_BYTES >> 20} MB",
            remedy="Save it at 200 dpi.",
        )
    return improve(page, partial(_render, image, size), list)


def _points(image: Image.Image) -> tuple[float, float]:
    """Return the page's size: by the resolution the image declares if that is believable, else as wide as A4.

    A fax has more dots to the inch across than down, so each direction has its own. One that lost its resolution is told by
    its width, which the standard sets, when it is wider than high: no fax machine draws its paper in sideways.
    """
    across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
    low, high = BELIEVABLE_DPI
    if not (low <= across <= high and low <= down <= high):
        across = down = 72 * min(image.size) / min(A4)
        if image.mode == "1" and image.width in FAX_WIDTHS and LOWEST_FAX < image.height / image.width < 1:
            across, down = COARSE_FAX
    return round(image.width * 72 / across, 2), round(image.height * 72 / down, 2)


def plain(image: Image.Image) -> Image.Image:
    """Return an image of any kind in eight bits a channel, grey or RGB; on white where it is transparent."""
    from PIL import Image  # noqa: PLC0415

    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        rgba = image.convert("RGBA")
        paper = Image.new("RGB", rgba.size, "white")
        paper.paste(rgba, mask=rgba.getchannel("A"))
        return paper
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def _render(image: Image.Image, size: tuple[float, float], dpi: float) -> Image.Image:
    """Return the frame at a resolution; `size` is the page's in points."""
    from PIL import Image  # noqa: PLC0415

    width, height = (max(round(points * dpi / 72), 1) for points in size)
    with _our_limit():
        image.load()
    frame = _reduced(image, min(image.width // width, image.height // height))
    if abs(frame.width - width) > 0.02 * width or abs(frame.height - height) > 0.02 * height:
        frame = frame.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=3.0)
    return frame


def _reduced(image: Image.Image, times: int) -> Image.Image:
    """Return the frame in RGB, so many times smaller; strip by strip, so that no second whole one is in memory."""
    from PIL import Image  # noqa: PLC0415

    if times < 2:
        return plain(image).convert("RGB")
    small = Image.new("RGB", (-(-image.width // times), -(-image.height // times)))
    rows = times * max(STRIP // (image.width * times), 1)
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        small.paste(plain(strip).convert("RGB").reduce(times), (0, top // times))
    return small
