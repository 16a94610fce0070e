"""How well scans and repaired text layers are read: character, word and number error rates per file.

    python bench/ocr.py FOLDER
    python bench/ocr.py --as-scans FILE.pdf ... [--pages N] [--levels clean light heavy]

FOLDER holds documents with transcripts beside them: NAME.gt.txt for the whole document, NAME.page1.gt.txt for its first
page. With --as-scans, digital files are read from damaged images of their pages, their text layer being the truth.
Rates are in percent, blanks folded: CER on NFC text, with the place of tone marks folded, and without any marks; WER;
numbers: the share of the transcript's number tokens that came out exactly.
"""

from __future__ import annotations

import argparse
import io
import re
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from vnplan_extract.layout.page import lay_out
from vnplan_extract.options import Options
from vnplan_extract.pages.open import open_source
from vnplan_extract.pages.pdf import read_pdf
from vnplan_extract.pages.scan import improve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vnplan_extract.document import Page

NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")


@dataclass(frozen=True, slots=True)
class Score:
    """Error rates of one reading, in percent."""

    name: str
    cer: float
    cer_folded: float
    cer_plain: float
    wer: float
    numbers: float
    seconds: float


def folded(text: str) -> str:
    """Move the tone mark of oa, oe, uy to the first vowel."""
    text = unicodedata.normalize("NFD", text)
    text = re.sub(r"([oOuU])([aAeEyY])([\u0300\u0301\u0303\u0309\u0323])(?!\w)", r"\1\3\2", text)
    return unicodedata.normalize("NFC", text)


def plain(text: str) -> str:
    """Take all marks off."""
    text = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _rate(read: str, truth: str) -> float:
    return 100 * Levenshtein.distance(read, truth) / max(len(truth), 1)


def score(name: str, read: str, truth: str, seconds: float) -> Score:
    """Compare what was read with the truth, blanks folded."""
    words = [read.split(), truth.split()]
    wanted, got = (Counter(NUMBER.findall(text)) for text in (truth, read))
    hits = sum((wanted & got).values())
    return Score(
        name,
        _rate(read, truth),
        _rate(folded(read), folded(truth)),
        _rate(plain(read), plain(truth)),
        100 * Levenshtein.distance(*words) / max(len(words[1]), 1),
        100 * hits / max(sum(wanted.values()), 1),
        seconds,
    )


def aligned(read: str, truth: str) -> tuple[str, str]:
    """Return both texts in one line, the read lines in the order in which the truth has them; none is left out."""
    whole = " ".join(truth.split())
    order: list[tuple[float, int, str]] = []
    last = 0.0
    for at, part in enumerate(re.split(r"[\n\t]", read)):
        line = " ".join(part.split())
        if not line:
            continue
        # Near its last neighbour first, so that repeated phrases keep their order.
        found = fuzz.partial_ratio_alignment(line, whole, score_cutoff=60) if len(line) > 3 else None
        last = float(found.dest_start) if found else last + 0.01
        order.append((last, at, line))
    return " ".join(line for _, _, line in sorted(order)), whole


def text_of(file: Path, *, ocr: str, pages: int | None) -> tuple[str, float]:
    """Return the document's text in reading order, and the seconds of CPU it took."""
    begin = time.process_time()
    parts = []
    for page in open_source(file, options=Options(ocr=ocr, max_pages=pages or 20_000)).pages:
        if page.flow is None and (pages is None or page.number <= pages):
            parts.append(lay_out(page).text.text)
        elif page.flow is not None:
            parts.append("\n".join(getattr(item, "text", "") for item in page.flow))
    return "\n".join(parts), time.process_time() - begin


def measure(folder: Path) -> list[Score]:
    """Read every document that has a transcript."""
    scores = []
    for truth_file in sorted(folder.glob("*.gt.txt")):
        stem = truth_file.name.removesuffix(".gt.txt")
        first = stem.endswith(".page1")
        stem = stem.removesuffix(".page1")
        truth = unicodedata.normalize("NFC", truth_file.read_text(encoding="utf-8"))
        for file in (path for path in folder.glob(f"{stem}.*") if not path.name.endswith(".txt")):
            text, seconds = text_of(file, ocr="auto", pages=1 if first else None)
            scores.append(score(file.name, *aligned(text, truth), seconds))
    return scores


def as_scans(files: list[Path], *, pages: int, levels: list[str]) -> list[Score]:
    """Read digital pages from their damaged images, their own text layer being the truth."""
    scores = []
    for level in levels:
        read, truth, seconds, count = [], [], 0.0, 0
        for file in files:
            for page, image in rendered(file, pages=pages, dpi=150 if level == "heavy" else 200):
                damaged = damage(image, level)
                begin = time.process_time()
                scan = improve(
                    replace(page, words=(), rulings=()), partial(at, damaged, page.width), ocr="always"
                )
                seconds += time.process_time() - begin
                read.append(" ".join(lay_out(scan).text.text.split()))
                truth.append(" ".join(lay_out(page).text.text.split()))
                count += 1
        scores.append(
            score(
                f"{count} digital pages as scans, {level}", " ".join(read), " ".join(truth), seconds / count
            )
        )
    return scores


def rendered(file: Path, *, pages: int, dpi: int) -> Iterator[tuple[Page, Image.Image]]:
    """Yield the first pages with a true text layer, with their images."""
    kept: list[tuple[Page, Image.Image]] = []

    def keep(page: Page, render: Callable[[float], Image.Image], glyphs: object) -> Page:  # noqa: ARG001
        if page.number <= pages and len(page.words) > 100:
            kept.append((page, render(dpi).convert("RGB")))
        return page

    for page in read_pdf(file.read_bytes(), name=file.name, improve=keep):
        yield from kept
        kept.clear()
        if page.number >= pages:
            return


def at(image: Image.Image, width: float, dpi: float) -> Image.Image:
    """Return the image of a page of some width in points at a resolution."""
    pixels = round(width * dpi / 72)
    return image.resize((pixels, round(image.height * pixels / image.width)), Image.Resampling.BICUBIC)


def damage(image: Image.Image, level: str) -> Image.Image:
    """Return the image as a scanner would give it: clean, light (blur, noise, JPEG) or heavy (skew, speckle, faint)."""
    if level == "clean":
        return image
    random = np.random.default_rng(7)
    heavy = level == "heavy"
    if heavy:
        image = image.rotate(0.7, Image.Resampling.BICUBIC, fillcolor="white")
    pixels = np.asarray(image.filter(ImageFilter.GaussianBlur(0.7 if heavy else 0.5))).astype(np.float32)
    pixels += random.normal(0, 14 if heavy else 6, pixels.shape[:2])[:, :, None]
    if heavy:
        pixels = 70 + pixels * 0.62
        specks = random.random(pixels.shape[:2])
        pixels[specks < 0.006] = 60
        pixels[specks > 0.994] = 250
    stream = io.BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(stream, "JPEG", quality=45 if heavy else 75)
    return Image.open(stream).convert("RGB")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path())
    parser.add_argument(
        "--as-scans", type=Path, nargs="*", default=[], metavar="PDF", help="digital files to read as scans"
    )
    parser.add_argument("--pages", type=int, default=2, help="pages of each of them")
    parser.add_argument("--levels", nargs="*", default=["clean", "light", "heavy"])
    options = parser.parse_args()
    if options.as_scans:
        scores = as_scans(options.as_scans, pages=options.pages, levels=options.levels)
    else:
        scores = measure(options.folder)
    print("| file | CER | CER, tones folded | CER, no marks | WER | numbers exact | CPU s |")
    print("|---|---|---|---|---|---|---|")
    for one in scores:
        print(
            f"| {one.name} | {one.cer:.2f} | {one.cer_folded:.2f} | {one.cer_plain:.2f} | {one.wer:.2f} "
            f"| {one.numbers:.1f} | {one.seconds:.1f} |"
        )


if __name__ == "__main__":
    main()
