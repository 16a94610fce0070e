"""What reading a scan costs beside the bare engine, and what a second worker process gains. Used by bench/ocr.py --cost.

Both read the same pages in turn, page by page, so that whatever else the machine does meets both: the bare engine is
`tesserocr` with one of the models of the package, given the page rendered at 200 dpi in grey, and asked for the words with
their boxes. Ours is everything from rendering to mended words, table cells one by one, without the cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

import pypdfium2

from vnplan_extract.document import Page, Picture
from vnplan_extract.pages.engines import engine
from vnplan_extract.pages.scanpage import read_scan
from vnplan_extract.scoring.text import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL.Image import Image

MODELS = ("Vietnamese", "vie+Vietnamese")
DPI = 200
MOST_PAGES = 6  # of a file
ROUNDS = 2
WORKER = "import sys; from vnplan_extract import Options, extract; [extract(f, options=Options(cache=False)) for f in sys.argv[1:]]"


class Bare:
    """The engine alone, with one model."""

    def __init__(self, models: str) -> None:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        import tesserocr

        self._tesserocr = tesserocr
        folder = str(files("vnplan_extract") / "data" / "tessdata")
        self._api = tesserocr.PyTessBaseAPI(path=folder, lang=models, psm=tesserocr.PSM.AUTO)

    def read(self, image: Image) -> int:
        """Return how many words were read."""
        self._api.SetImage(image)
        self._api.SetSourceResolution(DPI)
        self._api.Recognize()
        found = self._tesserocr.iterate_level(self._api.GetIterator(), self._tesserocr.RIL.WORD)
        return sum(bool(word.BoundingBox(self._tesserocr.RIL.WORD)) for word in found)


def _pages(file: Path) -> Iterator[tuple[Page, pypdfium2.PdfPage]]:
    """Yield the first pages, as a reader gives those of a scan: empty, with a picture that fills them."""
    with pypdfium2.PdfDocument(file) as pdf:
        for number in range(1, min(len(pdf), MOST_PAGES) + 1):
            page = pdf[number - 1]
            width, height = page.get_size()
            yield Page(number, width, height, pictures=(Picture(0, 0, width, height, DPI),)), page


def _image(page: pypdfium2.PdfPage, dpi: float) -> Image:
    return page.render(scale=dpi / 72).to_pil()


def seconds_of(file: Path) -> tuple[int, list[float], float, int]:
    """Return a file's pages, the CPU seconds of the bare engine with each model, ours, and how many pages have tables."""
    bare, ours = [Bare(models) for models in MODELS], engine("tesseract")
    if ours is None:
        raise SystemExit("no engine")
    count, tables, theirs, own = 0, 0, [0.0] * len(bare), 0.0
    for page, pdf_page in _pages(file):
        count += 1
        for _ in range(ROUNDS):
            for at, one in enumerate(bare):
                begin = time.process_time()
                one.read(_image(pdf_page, DPI).convert("L"))
                theirs[at] += time.process_time() - begin
            begin = time.process_time()
            read = read_scan(page, partial(_image, pdf_page), ours)
            own += time.process_time() - begin
        tables += len(read.rulings) > 8
    return count, [seconds / ROUNDS for seconds in theirs], own / ROUNDS, tables


def workers(file: Path) -> float:
    """Return how much faster two processes are than one, each reading the file once, in wall time."""
    once, environment = [sys.executable, "-c", WORKER, str(file)], os.environ | {"OMP_THREAD_LIMIT": "1"}
    walls = []
    for count in (1, 2):
        begin = time.perf_counter()
        running = [subprocess.Popen(once, env=environment) for _ in range(count)]
        for process in running:
            process.wait()
        walls.append((time.perf_counter() - begin) / count)
    return walls[0] / walls[1]


def cost_part(paths: list[Path]) -> str:
    """Return the table: seconds a page, ratios to the bare engine, and the gain of a second process."""
    heads = (
        "",
        "pages",
        "with tables",
        *(f"bare, {models} (s/page)" for models in MODELS),
        "ours (s/page)",
        *(f"ratio to {models}" for models in MODELS),
        "two processes",
    )
    rows = []
    for file in paths:
        count, theirs, own, tables = seconds_of(file)
        rows.append(
            (
                file.name,
                str(count),
                str(tables),
                *(f"{seconds / count:.2f}" for seconds in theirs),
                f"{own / count:.2f}",
                *(f"{own / seconds:.2f}" for seconds in theirs),
                f"{workers(file):.2f}",
            )
        )
        print(*rows[-1], flush=True)
    return markdown(heads, rows)
