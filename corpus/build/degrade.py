"""Makes scans of the corpus: the LibreOffice PDF of some documents as images, clean, light, heavy and moved.

    python corpus/build/degrade.py [NAME ...]

clean  200 dpi, grey, as a good office scanner leaves it
light  200 dpi: a little turned, soft, noisy, JPEG
heavy  150 dpi: turned more, faint and speckled, JPEG, with a red seal over the left of the signature
moved  200 dpi, soft: each page lies on the glass as it fell, shifted, turned and a little larger or smaller than the last

The damage is drawn from a generator seeded with the file's name: the same pages come out of each build on the same
versions of Pillow and NumPy. Needs pypdfium2, Pillow, NumPy and the font Liberation Serif.
"""

from __future__ import annotations

import io
import math
import sys
import time
import zlib
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter, ImageFont

CORPUS = Path(__file__).resolve().parent.parent
LEVELS = ("clean", "light", "heavy")
DOCUMENTS = {
    "05-xa-ban-hien-2025": LEVELS,
    "06-chuong-trinh-phoi-hop-2024": LEVELS,
    "10-phuong-an-huyen-2023": LEVELS,
    "13-ca-mau-sai-so-2023": LEVELS,
    "16-dang-uy-phu-quoc-2026": LEVELS,
    "18-nuoc-sach-gia-lai-2026": LEVELS,
    "20-bo-y-te-hanh-dong-2026": ("moved",),
    "22-tiem-chung-thoi-hung-2026": LEVELS,
}
DPI = {"clean": 200, "light": 200, "heavy": 150, "moved": 200}
QUALITY = {"clean": 60, "light": 50, "heavy": 45, "moved": 50}
SHIFT_MM = 7.0
SIGNERS = ("CHỦ TỊCH", "GIÁM ĐỐC")
WHITE = (255, 255, 255)
SEAL = (203, 32, 44)
STAMP = time.gmtime(1767225600)


def main(names: list[str]) -> None:
    """Make the scans of the named documents, or of all that have scans."""
    for name in names or DOCUMENTS:
        for level in DOCUMENTS.get(name, LEVELS):
            target = CORPUS / "scans" / f"{name}.libreoffice.{level}.pdf"
            target.write_bytes(scan(CORPUS / f"{name}.libreoffice.pdf", level))
            print(target.name, target.stat().st_size)


def scan(source: Path, level: str) -> bytes:
    """Return a PDF of nothing but page images."""
    random = np.random.default_rng(zlib.crc32(f"{source.stem}.{level}".encode()))
    with pypdfium2.PdfDocument(source) as pdf:
        images = []
        for number in range(len(pdf)):
            page = pdf[number]
            image = page.render(scale=DPI[level] / 72).to_pil().convert("RGB")
            if level == "heavy" and (place := _signature(page)):
                _press(image, place[0] * DPI[level] / 72, place[1] * DPI[level] / 72, DPI[level])
            images.append(_damaged(image, level, random))
            page.close()
    stream = io.BytesIO()
    first, *rest = images
    first.save(
        stream,
        "PDF",
        save_all=True,
        append_images=rest,
        resolution=DPI[level],
        quality=QUALITY[level],
        creationDate=STAMP,
        modDate=STAMP,
    )
    return stream.getvalue()


def _signature(page: pypdfium2.PdfPage) -> tuple[float, float] | None:
    """Return where the seal goes, in points from the top left: left of and under the last office on the right half."""
    width, height = page.get_size()
    text = page.get_textpage()
    found = None
    for words in SIGNERS:
        search = text.search(words, match_case=True)
        while (at := search.get_next()) is not None:
            left, bottom, _, _ = text.get_charbox(at[0])
            if left > 0.45 * width and (found is None or height - bottom > found[1]):
                found = (left, height - bottom)
    text.close()
    return (found[0] - 6.0, found[1] + 34.0) if found else None


def _press(image: Image.Image, x: float, y: float, dpi: int) -> None:
    """Press a round seal of 36 mm, as the law has it: two rings, words around, a star."""
    radius = 18 / 25.4 * dpi
    layer = Image.new("RGBA", image.size, (*WHITE, 0))
    draw = ImageDraw.Draw(layer)
    ink = (*SEAL, 150)
    for share, width in ((1.0, 3), (0.92, 1), (0.6, 1)):
        reach = share * radius
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), outline=ink, width=width)
    font = ImageFont.truetype("LiberationSerif-Bold.ttf", round(radius / 5))
    words = "ỦY BAN NHÂN DÂN ★ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM ★ "
    for at, letter in enumerate(words):
        angle = 2 * math.pi * at / len(words)
        centre = (x + 0.76 * radius * math.sin(angle), y - 0.76 * radius * math.cos(angle))
        draw.text(centre, letter, font=font, fill=ink, anchor="mm")
    points = [
        (
            x + (0.42 if at % 2 == 0 else 0.17) * radius * math.sin(math.pi * at / 5),
            y - (0.42 if at % 2 == 0 else 0.17) * radius * math.cos(math.pi * at / 5),
        )
        for at in range(10)
    ]
    draw.polygon(points, fill=ink)
    image.paste(Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB"))


def _damaged(image: Image.Image, level: str, random: np.random.Generator) -> Image.Image:
    if level == "clean":
        return image.convert("L")
    heavy = level == "heavy"
    if level == "moved":
        image = _moved(image, random)
    angle = float(random.uniform(0.4, 0.9) if heavy else random.uniform(0.1, 0.35)) * random.choice([-1, 1])
    turned = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=WHITE)
    soft = turned.filter(ImageFilter.GaussianBlur(0.7 if heavy else 0.5))
    pixels = np.asarray(soft, dtype=np.float32)
    if heavy:
        pixels = 70 + pixels * (165 / 255)  # faint ink on greyish paper
        speckle = random.random(pixels.shape[:2]) < 0.002
        pixels[speckle] = random.uniform(0, 120)
    noise = random.normal(0, 9 if heavy else 5, pixels.shape[:2])
    pixels = np.clip(pixels + noise[..., None], 0, 255)
    result = Image.fromarray(pixels.astype(np.uint8))
    return result if heavy else result.convert("L")


def _moved(image: Image.Image, random: np.random.Generator) -> Image.Image:
    """Shift a page by up to SHIFT_MM both ways and scale it by up to 4 %, as copies of copies come out."""
    scale = float(random.uniform(0.96, 1.02))
    width, height = (round(side * scale) for side in image.size)
    reach = SHIFT_MM / 25.4 * DPI["moved"]
    left, top = (
        round((whole - side) / 2 + random.uniform(-reach, reach))
        for whole, side in zip(image.size, (width, height), strict=True)
    )
    page = Image.new("RGB", image.size, WHITE)
    page.paste(image.resize((width, height), Image.Resampling.BICUBIC), (left, top))
    return page


if __name__ == "__main__":
    main(sys.argv[1:])
