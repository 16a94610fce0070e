"""Reads the same digital pages with us and with our peers, in one process and in turn, and prints ratios.

    python bench/read.py [--rounds N] [--few] [--no-memory] [FILE.pdf ...]     # the corpus by default

Each round reads each file with every contender, one right after the other, so that a machine that is busy for a while is so
for all of them; what is printed is the median of the rounds' ratios to pdfplumber's words + tables, by processor time.
The absolute figures of a shared machine mean little. `--few` leaves out pdfminer.six and pypdfium2. Memory is the peak of a
fresh process that does nothing but read a file of 25, 50 and 99 pages.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
BASE = "pdfplumber words + tables"
SIZES = (25, 50, 99)


def ours_pages(data: bytes) -> int:
    """Words with fonts, rulings and pictures."""
    from vnplan_extract.pages.pdf import read_pdf

    return sum(1 for page in read_pdf(data, name="bench") if page.words is not None)


def ours_document(data: bytes) -> int:
    """Lines, tables and paragraphs."""
    from vnplan_extract import Options, read

    return len(read(data, options=Options(ocr="never")).pages)


def ours_plan(data: bytes) -> int:
    """The whole way to the Plan."""
    from vnplan_extract import Options, extract

    return len(extract(data, options=Options(ocr="never")).source.pages)


def bare_pdfium(data: bytes) -> int:
    """Text only."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    for number in range(len(pdf)):
        page = pdf[number]
        textpage = page.get_textpage()
        textpage.get_text_range()
        textpage.close()
        page.close()
    count = len(pdf)
    pdf.close()
    return count


def pdfminer_six(data: bytes) -> int:
    """Characters with layout analysis."""
    from pdfminer.high_level import extract_pages

    return sum(1 for _ in extract_pages(io.BytesIO(data)))


def pdfplumber_words_tables(data: bytes) -> int:
    """Words and tables."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_words()
            page.extract_tables()
            page.close()
        return len(pdf.pages)


CONTENDERS: dict[str, Callable[[bytes], int]] = {
    "pdfplumber words + tables": pdfplumber_words_tables,
    "pdfminer.six characters": pdfminer_six,
    "pypdfium2 text only": bare_pdfium,
    "ours: words, fonts, rulings": ours_pages,
    "ours: document (lines, tables, paragraphs)": ours_document,
    "ours: whole extract": ours_plan,
}


def seconds(work: Callable[[bytes], int], files: list[bytes]) -> tuple[float, int]:
    """CPU seconds and pages of one round."""
    start = time.process_time()
    pages = sum(work(data) for data in files)
    return time.process_time() - start, pages


def peak(name: str, data: bytes, out: multiprocessing.Queue[float]) -> None:
    """Put the peak memory in MB of a process that does this once."""
    CONTENDERS[name](data)
    status = Path("/proc/self/status")  # ru_maxrss would count the parent's memory at the fork
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        out.put(int(line.split()[1]) / 1024)
    else:
        out.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def repeated(data: bytes, count: int) -> bytes:
    """Return a PDF of `count` pages, those of `data` over and over."""
    import pypdfium2

    source = pypdfium2.PdfDocument(data)
    pdf = pypdfium2.PdfDocument.new()
    while len(pdf) < count:
        pdf.import_pages(source, list(range(min(len(source), count - len(pdf)))))
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def peak_of(name: str, data: bytes) -> float:
    """Measure in a fresh process."""
    context = multiprocessing.get_context("spawn")
    out: multiprocessing.Queue[float] = context.Queue()
    child = context.Process(target=peak, args=(name, data, out))
    child.start()
    result = out.get()
    child.join()
    return result


def rounds(files: list[bytes], names: list[str], count: int) -> tuple[list[dict[str, float]], int]:
    """Return for each round the seconds of each contender, and the pages; a first round, one file long, warms up."""
    for name in names:
        seconds(CONTENDERS[name], files[:1])
    found: list[dict[str, float]] = []
    pages = 0
    for _ in range(count):
        taken = dict.fromkeys(names, 0.0)
        pages = 0
        for data in files:
            for name in names:
                took, read = seconds(CONTENDERS[name], [data])
                taken[name] += took
            pages += read
        found.append(taken)
        print(f"round {len(found)}: {found[-1][BASE] / found[-1][names[-1]]:.1f}x", file=sys.stderr)
    return found, pages


def main() -> None:
    """Run the rounds and print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("files", nargs="*", type=Path)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--few", action="store_true")
    asked.add_argument("--no-memory", dest="memory", action="store_false")
    said = asked.parse_args()
    paths = said.files or sorted((ROOT / "corpus").glob("*.pdf"))
    files = [path.read_bytes() for path in paths]
    names = [name for name in CONTENDERS if name == BASE or not said.few or name.startswith("ours")]
    found, pages = rounds(files, names, said.rounds)
    grown = [repeated(files[0], count) for count in SIZES] if said.memory else []
    print(
        f"{len(files)} files, {pages} pages, median of {said.rounds} rounds in turn; peak memory on {SIZES} pages"
    )
    print(f"{'':45s} {'pages/s':>9s} {'ratio':>7s}   {'peak MB':s}")
    for name in names:
        speed = statistics.median(pages / taken[name] for taken in found)
        ratio = statistics.median(taken[BASE] / taken[name] for taken in found)
        peaks = " ".join(f"{peak_of(name, data):5.0f}" for data in grown)
        print(f"{name:45s} {speed:9.1f} {ratio:6.1f}x   {peaks}")


if __name__ == "__main__":
    main()
