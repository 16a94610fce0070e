"""A third kind of damage, that of a worn copier: nothing in the program is tuned on it.

Shade that falls over the page, strokes thinned and eaten away, streaks along the feed, a dark edge, a page that shrank a
little across, JPEG. It shows how much of what is reached on the other two kinds of damage is what was learnt from them.
"""

from __future__ import annotations

import io
import zlib

import cv2
import numpy as np
from PIL import Image

QUALITY = {"light": 60, "heavy": 42}


def worn(image: Image.Image, level: str, *, name: str) -> Image.Image:
    """Return the image as a worn copier would give it; the same name gives the same damage."""
    if level == "clean":
        return image
    heavy = level == "heavy"
    random = np.random.default_rng(zlib.crc32(f"{name}.{level}".encode()))
    pixels = np.asarray(image.convert("L"), dtype=np.float32)
    height, width = pixels.shape
    pixels = _moved(pixels, degrees=random.uniform(-0.8, 0.8) * (1 if heavy else 0.4))
    pixels = cv2.GaussianBlur(pixels, (0, 0), 0.75 if heavy else 0.5)
    if heavy:  # toner that did not hold: ink is eaten away in places
        eaten = cv2.GaussianBlur(random.normal(0, 1, pixels.shape).astype(np.float32), (0, 0), 1.1)
        pixels = np.where(eaten > 0.55, pixels + 0.45 * (255 - pixels), pixels)
    ink = 0.6 if heavy else 0.8
    pixels = 255 - (255 - pixels) * ink
    shade = (
        np.linspace(1.0, 0.80 if heavy else 0.92, width)[None, :] * np.linspace(0.97, 1.0, height)[:, None]
    )
    pixels *= shade
    for at in random.integers(width // 10, width - width // 10, 5 if heavy else 2):
        pixels[:, at] += 22 * random.choice([-1, 1])
    pixels += random.normal(0, 6 if heavy else 3, pixels.shape)
    pixels[:, : width // 60] = 40
    stream = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(stream, "JPEG", quality=QUALITY[level])
    return Image.open(stream).convert("RGB")


def _moved(pixels: np.ndarray, *, degrees: float) -> np.ndarray:
    """Turn a page and let it shrink a little across."""
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[0] *= 0.992
    return cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
