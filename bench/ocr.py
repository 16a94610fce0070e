"""How well scans and repaired text layers are read: character, word and number error rates per file.

    python bench/ocr.py FOLDER [--truth FOLDER ...] [--docs]
    python bench/ocr.py --as-scans FILE.pdf ... [--pages N] [--levels clean light heavy]
    python bench/ocr.py --goals [NAME ...] [--levels clean light heavy] [--show]
    python bench/ocr.py --cost FILE.pdf ...

FOLDER holds documents with transcripts beside them, or in the folders of --truth: NAME.gt.txt for the whole document,
NAME.page3.gt.txt for its third page. A line of a transcript that begins with "~" is furniture (a stamp, a seal, a signature
block): it is left out of the body, and so is a line with something written by hand, which stands in braces: "Số: {12}/KH-UBND".
With --as-scans, digital files are read from damaged images of their pages, their text layer being the truth. --goals reads the
scans of the corpus, or of its documents so named, and puts goals beside the figures (bench/scan_goals.py). --cost says what reading costs
beside the bare engine (bench/ocr_cost.py).

Rates are in percent, blanks folded: CER on NFC text, with the place of tone marks folded, and without any marks; WER;
loose: blanks
left out, capitals and superscripts folded; marks: words right but for their marks, of a thousand; numbers: the transcript's number tokens that came out exactly. `all`
is all that was read against all that is printed, `body` without furniture and without strays: lines that are nowhere in
the transcript, mostly what OCR makes of a seal.
"""

from __future__ import annotations

import argparse
import io
import re
import time
import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from accuracy import ROOT, put
from ocr_cost import cost_part
from scan_goals import LEVELS, goals_part
from vnplan_extract.document import FlowTable
from vnplan_extract.layout.page import lay_out
from vnplan_extract.options import Options
from vnplan_extract.pages.open import open_source
from vnplan_extract.pages.pdf import read_pdf
from vnplan_extract.pages.scan import improve
from vnplan_extract.scoring.text import markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vnplan_extract.document import Page

NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
NEXT, FOUND = 75, 60  # how alike a line must be to what comes next in the truth, and to what stands anywhere
SURE = 92  # what comes next is taken when so alike ...
BETTER = (4, 100)  # ... or when nothing elsewhere is so much more alike
NEAR = 160  # characters that may be skipped between a line and the next
SHORTEST = 4  # letters of a line that is looked for anywhere
TAKEN = "\0"


@dataclass(frozen=True, slots=True)
class Score:
    """Error rates of one reading, in percent; numbers as counted."""

    name: str
    cer: float
    cer_folded: float
    cer_plain: float
    cer_loose: float  # blanks left out, capitals and superscripts folded
    wer: float
    marks: float  # of a thousand words, those that are right but for their marks
    numbers: tuple[int, int]  # right, of so many
    seconds: float
    strays: int = 0  # characters in lines that the transcript has not


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is printed on one page, or in a whole document."""

    document: Path
    page: int | None
    lines: tuple[str, ...]
    origin: str = ""

    @property
    def name(self) -> str:
        """Document, page, and where the transcript came from when not from beside it."""
        page = f", page {self.page}" if self.page else ""
        return f"{self.document.name}{page}{self.origin}"


def folded(text: str) -> str:
    """Move the tone mark of oa, oe, uy to the first vowel."""
    text = unicodedata.normalize("NFD", text)
    text = re.sub(r"([oOuU])([aAeEyY])([\u0300\u0301\u0303\u0309\u0323])(?!\w)", r"\1\3\2", text)
    return unicodedata.normalize("NFC", text)


def loose(text: str) -> str:
    """Leave blanks out, fold capitals and superscripts: in what transcripts made by a converter differ from the print."""
    return folded("".join(unicodedata.normalize("NFKC", text).lower().split()))


def plain(text: str) -> str:
    """Take all marks off."""
    text = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _rate(read: str, truth: str) -> float:
    return 100 * Levenshtein.distance(read, truth) / max(len(truth), 1)


def score(name: str, read: str, truth: str, seconds: float, strays: int = 0) -> Score:
    """Compare what was read with the truth, blanks folded."""
    words = [read.split(), truth.split()]
    wanted, got = (Counter(NUMBER.findall(text)) for text in (truth, read))
    errors = Levenshtein.distance(*words)
    bare = Levenshtein.distance(*([plain(word) for word in text] for text in words))
    count = max(len(words[1]), 1)
    return Score(
        name,
        _rate(read, truth),
        _rate(folded(read), folded(truth)),
        _rate(plain(read), plain(truth)),
        _rate(loose(read), loose(truth)),
        100 * errors / count,
        1000 * (errors - bare) / count,
        (sum((wanted & got).values()), sum(wanted.values())),
        seconds,
        strays,
    )


def placed(read: str, truth: str) -> list[tuple[float, int, str, bool]]:
    """Return the lines read with their places in the truth, in its order; a stray one stands behind the line before it.

    Columns beside each other may stand in either order, which is no error of reading: of the orders tried, the best counts.
    """
    tried = [_placed(read, truth, better) for better in BETTER]

    def errors(order: list[tuple[float, int, str, bool]]) -> int:
        return Levenshtein.distance(" ".join(line for _, _, line, _ in order), truth)

    return min(tried, key=errors)


def _placed(read: str, truth: str, better: float) -> list[tuple[float, int, str, bool]]:
    """Place each line, that which follows the line before it first; no piece of the truth is taken twice."""
    order: list[tuple[float, int, str, bool]] = []
    left = truth
    last = 0.0
    for at, part in enumerate(re.split(r"[\n\t]", read)):
        line = " ".join(part.split())
        if not line:
            continue
        begin = int(last)
        found = _best(line, left[begin : begin + 3 * len(line) + NEAR], NEXT)
        if (found is None or found[2] < SURE) and len(line) >= SHORTEST:
            anywhere = _best(line, left, found[2] + better if found else FOUND)
            begin, found = (0, anywhere) if anywhere else (begin, found)
        if found is None:
            order.append((last + 0.01, at, line, True))
            last += 0.01
            continue
        start, end = begin + found[0], begin + found[1]
        left = left[:start] + TAKEN * (end - start) + left[end:]
        order.append((float(start), at, line, False))
        last = float(end)
    return sorted(order)


def _best(line: str, text: str, cutoff: float) -> tuple[int, int, float] | None:
    if len(text) < len(line):
        return None
    found = fuzz.partial_ratio_alignment(line, text, score_cutoff=cutoff)
    if found is None:
        found = fuzz.partial_ratio_alignment(line.lower(), text.lower(), score_cutoff=cutoff)
    return (found.dest_start, found.dest_end, found.score) if found else None


def aligned(read: str, truth: str) -> tuple[str, str]:
    """Return both texts in one line, the read lines in the order in which the truth has them; none is left out."""
    whole = " ".join(truth.split())
    return " ".join(line for _, _, line, _ in placed(read, whole)), whole


def scores_of(transcript: Transcript, read: str, seconds: float) -> tuple[Score, Score]:
    """Compare with all of a transcript, and with its body alone."""
    parts = [" ".join(re.sub(r"[~{}]", " ", line).split()) for line in transcript.lines]
    whole = " ".join(parts)
    starts = list(accumulate((len(part) + 1 for part in parts), initial=0))
    outside = [line.startswith("~") or "{" in line for line in transcript.lines]
    lines = placed(read, whole)
    everything = score(transcript.name, " ".join(line for _, _, line, _ in lines), whole, seconds)
    kept, strays = [], 0
    for place, _, line, stray in lines:
        # A line read may begin a little before the line that it is.
        at = max(bisect_right(starts, place + min(len(line), 12) / 2) - 1, 0)
        if stray and any(outside):
            strays += len(line)
        elif not (at < len(outside) and outside[at]):
            kept.append(line)
    body = " ".join(part for part, out in zip(parts, outside, strict=True) if not out)
    return everything, score(transcript.name, " ".join(kept), body, seconds, strays)


def pages_of(file: Path, most: int | None) -> tuple[dict[int, str], float]:
    """Return the text of each page in reading order, and the seconds of CPU all took."""
    begin = time.process_time()
    texts = {}
    for page in open_source(file, options=Options(max_pages=most or 20_000)).pages:
        if page.flow is None:
            texts[page.number] = lay_out(page).text.text
        else:
            texts[page.number] = "\n".join(map(_flowing, page.flow))
    return texts, time.process_time() - begin


def _flowing(item: object) -> str:
    if isinstance(item, FlowTable):
        return "\n".join(_flowing(part) for cell in item.cells for part in cell.paragraphs)
    return getattr(item, "text", "")


def transcripts(folder: Path, others: list[Path]) -> Iterator[Transcript]:
    """Yield the transcripts of a folder's documents, by document and page."""
    found = [
        (file, "" if place == folder else " (own transcript)")
        for place in (folder, *others)
        for file in place.glob("*.gt.txt")
    ]
    for file, origin in sorted(found):
        stem, _, page = file.name.removesuffix(".gt.txt").partition(".page")
        text = unicodedata.normalize("NFC", file.read_text(encoding="utf-8"))
        for document in folder.glob(f"{stem}.*"):
            if document.suffix != ".txt":
                lines = tuple(line for line in text.splitlines() if line.strip())
                yield Transcript(document, int(page) if page else None, lines, origin)


def measure(folder: Path, others: list[Path]) -> list[tuple[Score, Score]]:
    """Read every document that has a transcript."""
    scores = []
    by_document: dict[Path, list[Transcript]] = {}
    for one in transcripts(folder, others):
        by_document.setdefault(one.document, []).append(one)
    for document, found in sorted(by_document.items()):
        last = None if any(one.page is None for one in found) else max(one.page or 0 for one in found)
        texts, seconds = pages_of(document, last)
        for one in sorted(found, key=lambda one: (one.page or 0, one.origin)):
            read = "\n".join(texts.values()) if one.page is None else texts.get(one.page, "")
            scores.append(scores_of(one, read, seconds / max(len(texts), 1)))
            print(f"{one.name}: {scores[-1][1].cer_folded:.2f}", flush=True)
    return scores


def real_part(scores: list[tuple[Score, Score]]) -> str:
    """Return the table of real documents."""
    heads = ("", "CER all", "CER body", "CER, no marks", "CER, loose", "WER", "marks ‰", "numbers", "strays")
    rows = [
        (
            body.name,
            f"{whole.cer_folded:.2f}",
            f"{body.cer_folded:.2f}",
            f"{body.cer_plain:.2f}",
            f"{body.cer_loose:.2f}",
            f"{body.wer:.2f}",
            f"{body.marks:.1f}",
            "{} of {}".format(*body.numbers),
            str(body.strays),
        )
        for whole, body in scores
    ]
    return markdown(heads, rows)


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


def synthetic_part(scores: list[Score]) -> str:
    """Return the table of damaged pages."""
    heads = ("level", "CER", "CER, tones folded", "CER, no marks", "WER", "numbers exact", "CPU s/page")
    rows = [
        (
            one.name,
            *(f"{value:.2f}" for value in (one.cer, one.cer_folded, one.cer_plain, one.wer)),
            f"{100 * one.numbers[0] / max(one.numbers[1], 1):.1f}",
            f"{one.seconds:.1f}",
        )
        for one in scores
    ]
    return markdown(heads, rows)


def main() -> None:
    """Measure and print; write the table of real documents into docs/accuracy.md if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--truth", type=Path, nargs="*", default=[], help="folders with more transcripts")
    parser.add_argument(
        "--as-scans", type=Path, nargs="*", default=[], metavar="PDF", help="digital files to read as scans"
    )
    parser.add_argument("--pages", type=int, default=2, help="pages of each of them")
    parser.add_argument("--levels", nargs="*", default=list(LEVELS))
    parser.add_argument(
        "--goals", nargs="*", metavar="NAME", help="documents of the corpus; all that have scans"
    )
    parser.add_argument("--show", action="store_true", help="what was read wrong, with --goals")
    parser.add_argument("--cost", type=Path, nargs="*", default=[], metavar="PDF", help="scans to time")
    parser.add_argument("--docs", action="store_true")
    options = parser.parse_args()
    if options.as_scans:
        print(synthetic_part(as_scans(options.as_scans, pages=options.pages, levels=options.levels)))
    parts = {}
    if options.folder:
        parts["real scans"] = real_part(measure(options.folder, options.truth))
    if options.cost:
        parts["cost of OCR"] = cost_part(options.cost)
    if options.goals is not None:
        parts["goals of scans"] = goals_part(options.goals, levels=options.levels, show=options.show)
    for name, part in parts.items():
        print(part)
        if options.docs:
            put(ROOT / "docs" / "accuracy.md", name, part, by="bench/ocr.py")


if __name__ == "__main__":
    main()
