"""Reads the same digital pages with us and with our peers, in one process and in turn, and prints ratios.

    python bench/read.py [FILE.pdf ...]        # the corpus by default; several rounds, the median of each

Times are pages per second relative to pdfplumber's words + tables; the absolute figures of a shared machine mean little.
Memory is the peak of a fresh process that does nothing but read the largest file.
"""

from __future__ import annotations

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


def main() -> None:
    """Run the rounds in turn and print the table."""
    paths = [Path(name) for name in sys.argv[1:]] or sorted((ROOT / "corpus").glob("*.pdf"))
    files = [path.read_bytes() for path in paths]
    times: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    pages = 0
    for round_number in range(ROUNDS + 1):
        for name, work in CONTENDERS.items():
            took, pages = seconds(work, files)
            if round_number:  # the first round warms up
                times[name].append(took)
    base = statistics.median(times["pdfplumber words + tables"])
    sizes = (25, 50, 99)
    grown = [repeated(files[0], count) for count in sizes]
    print(
        f"{len(files)} files, {pages} pages, median of {ROUNDS} rounds in turn; peak memory on {sizes} pages"
    )
    print(f"{'':45s} {'pages/s':>9s} {'ratio':>7s}   {'peak MB':s}")
    for name, taken in times.items():
        median = statistics.median(taken)
        peaks = " ".join(f"{peak_of(name, data):5.0f}" for data in grown)
        print(f"{name:45s} {pages / median:9.1f} {base / median:6.1f}x   {peaks}")


if __name__ == "__main__":
    main()
