"""What reading a scan costs beside the bare engine, and what a second worker process gains. Used by bench/ocr.py --cost.

Both read the same pages in turn, page by page, so that whatever else the machine does meets both: the bare engine is
`tesserocr` with the models of the package that ours has, given the page rendered at 200 dpi in grey, and asked for the words
with their boxes. Ours is everything from rendering to mended words, table cells one by one, with the second opinion where
that is installed, without the cache.

Times are of the processor. On a busy machine even those of one and the same call differ by a third from one time to the next,
so each page is read several times, ours and bare in turn, and the middle ratio counts. The share of the engine's own calls
in ours is measured in the same runs: what is left is our work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pypdfium2

from vnplan_extract.document import Page, Picture
from vnplan_extract.pages.engines import engine, second_engine
from vnplan_extract.pages.ocr import MODELS
from vnplan_extract.pages.opinion import TwoEngines
from vnplan_extract.pages.scanpage import read_scan
from vnplan_extract.scoring.text import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

    from vnplan_extract.document import Box, Word
    from vnplan_extract.pages.engines import Engine, Layout

DPI = 200
MOST_PAGES = 1  # of a file
ROUNDS = 3
MANY_RULINGS = 8  # from which a page has a table
TURNS = 2  # of one and two processes
OURS = "import sys; from vnplan_extract import Options, extract; extract(sys.argv[1], options=Options(cache=False))"
BARE = (
    "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]); import ocr_cost;"
    "bare = ocr_cost.Bare(); [bare.read(ocr_cost._image(page, 200).convert('L')) for _, page in ocr_cost._pages(Path(sys.argv[1]), most=99)]"
)


class Bare:
    """The engine alone."""

    def __init__(self) -> None:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        import tesserocr

        self._tesserocr = tesserocr
        folder = str(files("vnplan_extract") / "data" / "tessdata")
        self._api = tesserocr.PyTessBaseAPI(path=folder, lang=MODELS, psm=tesserocr.PSM.AUTO)

    def read(self, image: Image) -> int:
        """Return how many words were read."""
        self._api.SetImage(image)
        self._api.SetSourceResolution(DPI)
        self._api.Recognize()
        found = self._tesserocr.iterate_level(self._api.GetIterator(), self._tesserocr.RIL.WORD)
        return sum(bool(word.BoundingBox(self._tesserocr.RIL.WORD)) for word in found)


@dataclass(slots=True)
class Timed:
    """An engine that counts its own time."""

    engine: Engine
    pages: float = 0.0
    pieces: float = 0.0  # cells, lines that were passed over, raised figures

    def read(self, image: Image, *, dpi: int, layout: Layout = "page", area: Box | None = None) -> list[Word]:
        """Read, and add the time to that of its kind."""
        begin = time.process_time()
        words = self.engine.read(image, dpi=dpi, layout=layout, area=area)
        spent = time.process_time() - begin
        if layout == "page":
            self.pages += spent
        else:
            self.pieces += spent
        return words


@dataclass(slots=True)
class Cost:
    """Processor seconds of one page, a value for each round."""

    name: str
    tables: bool = False
    bare: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    pieces: list[float] = field(default_factory=list)
    own: list[float] = field(
        default_factory=list
    )  # ours without the engine and without rendering, which both do

    def ratio(self) -> float:
        """The middle ratio of ours to the bare engine's."""
        return median(ours / bare for ours, bare in zip(self.ours, self.bare, strict=True))

    def added(self) -> float:
        """One and what we add, each in its middle: what the ratio is where the engine takes as long in both."""
        return 1 + (median(self.own) + median(self.pieces)) / median(self.bare)


def _pages(file: Path, *, most: int = MOST_PAGES) -> Iterator[tuple[Page, pypdfium2.PdfPage]]:
    """Yield the first pages, as a reader gives those of a scan: empty, with a picture that fills them."""
    with pypdfium2.PdfDocument(file) as pdf:
        for number in range(1, min(len(pdf), most) + 1):
            page = pdf[number - 1]
            width, height = page.get_size()
            yield Page(number, width, height, pictures=(Picture(0, 0, width, height, DPI),)), page


def _image(page: pypdfium2.PdfPage, dpi: float) -> Image:
    return page.render(scale=dpi / 72).to_pil()


def costs_of(file: Path) -> list[Cost]:
    """Return what the first pages of a file cost."""
    first, second, bare = engine("tesseract"), second_engine(), Bare()
    if first is None:
        raise SystemExit("no engine")
    found: list[Cost] = []
    for page, pdf_page in _pages(file):
        cost = Cost(f"{file.name}, page {page.number}")
        for _ in range(ROUNDS):
            begin = time.process_time()
            image = _image(pdf_page, DPI).convert("L")
            rendered = time.process_time() - begin
            bare.read(image)
            cost.bare.append(time.process_time() - begin)
            timed = Timed(first)
            reader = timed if second is None else TwoEngines(timed, second)
            begin = time.process_time()
            read = read_scan(page, partial(_image, pdf_page), reader)
            cost.ours.append(time.process_time() - begin)
            cost.pieces.append(timed.pieces)
            cost.own.append(cost.ours[-1] - timed.pages - timed.pieces - rendered)
        cost.tables = len(read.rulings) > MANY_RULINGS
        found.append(cost)
    return found


def workers(file: Path) -> tuple[float, float]:
    """Return how much more two processes do than one, in wall time: ours, and two of the bare engine on this machine.

    All four are run in turn, so that a machine that is busy is so for all: where two bare engines gain no more, the host is it.
    """
    commands = (
        [sys.executable, "-c", OURS, str(file)],
        [sys.executable, "-c", BARE, str(file), str(Path(__file__).parent)],
    )
    gains: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS):
        for command, gain in zip(commands, gains, strict=True):
            one, two = (_wall(command, count) for count in (1, 2))
            gain.append(2 * one / two)
    return median(gains[0]), median(gains[1])


def _wall(command: list[str], count: int) -> float:
    begin = time.perf_counter()
    running = [subprocess.Popen(command, env=os.environ | {"OMP_THREAD_LIMIT": "1"}) for _ in range(count)]
    for process in running:
        process.wait()
    return time.perf_counter() - begin


def cost_part(paths: list[Path]) -> str:
    """Return the tables: each page's seconds and ratios, the middle ratio of those without tables, the gain of a second process."""
    heads = (
        "",
        "bare (s)",
        "ours (s)",
        "cells and lines again (s)",
        "without the engine (s)",
        "ratio",
        "1 + what is added",
    )
    costs = [cost for file in paths for cost in costs_of(file)]
    rows = [
        (
            f"{cost.name}{' (tables)' if cost.tables else ''}",
            *(f"{median(part):.2f}" for part in (cost.bare, cost.ours, cost.pieces, cost.own)),
            f"{cost.ratio():.2f}",
            f"{cost.added():.2f}",
        )
        for cost in costs
    ]
    texts = [cost for cost in costs if not cost.tables] or costs
    ratios, added = [cost.ratio() for cost in texts], [cost.added() for cost in texts]
    rows.append(
        (
            f"middle of {len(texts)} pages of text",
            "",
            "",
            "",
            "",
            f"{median(ratios):.2f}",
            f"{median(added):.2f}",
        )
    )
    ours, bare = workers(paths[0])
    told = f"Two processes over one: ours {ours:.2f}, the bare engine {bare:.2f} in the same run ({paths[0].name})."
    return f"{markdown(heads, rows)}\n\n{told}"
