"""Reads pictures of pages (PNG, JPEG, multi-page TIFF, ...): each frame is a page whose words OCR finds.

Needs Pillow (extra `ocr`). A frame is opened at its own resolution; one too large for memory is read smaller.
"""

from __future__ import annotations

import io
import warnings
from functools import partial
from typing import TYPE_CHECKING

from vnplan_extract.document import Page, Picture
from vnplan_extract.errors import DamagedInputError, LimitError, MissingPartError
from vnplan_extract.findings import finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL import Image

    from vnplan_extract.pages.glyphs import Glyph

    Improve = Callable[[Page, Callable[[float], Image.Image], Callable[[], list[Glyph]]], Page]

MOST_PIXELS = 400_000_000  # 20,000 x 20,000: decoded it takes 1.2 GB, more is a bomb
A4 = (595.3, 841.9)
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data))
            frames = getattr(image, "n_frames", 1)
    except Image.DecompressionBombError as error:
        raise _too_large(name) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise DamagedInputError(
            "the image cannot be opened",
            where=name,
            why="its data is damaged" if isinstance(error, UnidentifiedImageError) else str(error),
            remedy="Scan or fetch it again.",
        ) from error
    for number in range(1, frames + 1):
        try:
            image.seek(number - 1)
            if image.width * image.height > MOST_PIXELS:
                raise _too_large(name)
            width, height = _points(image)
            page = Page(
                number,
                width,
                height,
                pictures=(Picture(0, 0, width, height, dpi=72 * image.width / width),),
                read_by="none",
                confidence=0.0,
            )
            yield improve(page, partial(_render, image, width), list)
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
            note = finding("page-damaged", page=number, found=str(error) or type(error).__name__)
            yield Page(number, read_by="none", confidence=0.0, findings=(note,))


def _too_large(name: str) -> LimitError:
    return LimitError(
        f"the image has more than {MOST_PIXELS // 1_000_000} million pixels",
        where=name,
        remedy="Save it at 200 dpi.",
    )


def _points(image: Image.Image) -> tuple[float, float]:
    """Return the page's size: by the resolution the image declares if that is believable, else as wide as A4."""
    declared = image.info.get("dpi", (0, 0))[0]
    low, high = BELIEVABLE_DPI
    scale = 72 / float(declared) if low <= float(declared) <= high else min(A4) / min(image.size)
    return round(image.width * scale, 2), round(image.height * scale, 2)


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


def _render(image: Image.Image, width: float, dpi: float) -> Image.Image:
    """Return the frame at a resolution."""
    from PIL import Image  # noqa: PLC0415

    pixels = max(round(width * dpi / 72), 1)
    frame = plain(image).convert("RGB")
    if abs(frame.width - pixels) > 0.02 * pixels:
        frame = frame.resize(
            (pixels, max(round(frame.height * pixels / frame.width), 1)),
            Image.Resampling.BICUBIC,
            reducing_gap=3.0,
        )
    return frame
