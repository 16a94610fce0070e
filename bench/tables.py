"""The same PDFs through table finders in one process: tables, rows and cells against the truth, and pages per second.

    python bench/tables.py [--repeat N] [fixture ...]

The files are the typeset fixtures of `tests/layout/fixtures` with their expected grids. Peers that are not installed are
left out. A cell is exact when its row, column and text are; the peers' pages are put one under the other, which is what
their users do. Ratios inside one run are to be trusted, absolute times are not.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

warnings.simplefilter("ignore")
ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "layout" / "fixtures"
Tables = list[list[list[str]]]


def ours(path: Path) -> Tables:
    """Words, rulings, grids, joined over pages."""
    from vnplan_extract.document import SourceFile
    from vnplan_extract.layout.assemble import assemble
    from vnplan_extract.pages.pdf import read_pdf

    document = assemble(
        SourceFile(path.name, "", "application/pdf"), read_pdf(path.read_bytes(), name=path.name)
    )
    tables = []
    for table in document.tables:
        grid = [[""] * table.cols for _ in range(table.rows)]
        for cell in table.cells:
            grid[cell.row][cell.col] = cell.text
        tables.append(grid)
    return tables


def ours_pages(path: Path) -> Tables:
    """Words, rulings and grids only, page by page."""
    from vnplan_extract.layout.finders import find_grids
    from vnplan_extract.pages.pdf import read_pdf

    tables = []
    for page in read_pdf(path.read_bytes(), name=path.name):
        for grid in find_grids(page):
            rows = [[""] * grid.cols for _ in range(grid.rows)]
            for cell in grid.cells:
                rows[cell.row][cell.col] = " ".join(word.text for line in cell.lines for word in line)
            tables.append(rows)
    return tables


def by_pdfplumber(path: Path) -> Tables:
    """Words and tables of pdfplumber."""
    import pdfplumber

    tables: Tables = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()
            tables.extend([[cell or "" for cell in row] for row in table] for table in page.extract_tables())
            page.close()
    return tables


def by_camelot(path: Path) -> Tables:
    """Camelot's lattice."""
    import camelot

    return [table.df.values.tolist() for table in camelot.read_pdf(str(path), pages="all", flavor="lattice")]


def by_img2table(path: Path) -> Tables:
    """Img2table with the PDF's own text."""
    from img2table.document import PDF

    found = PDF(str(path)).extract_tables(implicit_rows=False, borderless_tables=False)
    return [
        [[cell.value or "" for cell in row] for row in table.content.values()]
        for page in found.values()
        for table in page
    ]


def by_tablers(path: Path) -> Tables:
    """Tablers (Rust on PDFium)."""
    import tablers

    tables: Tables = []
    document = tablers.Document(str(path))
    for page in document.pages():
        for table in tablers.find_tables(page, extract_text=True):
            tables.append([[(cell.text or "") if cell else "" for cell in row.cells] for row in table.rows])
    return tables


FINDERS: dict[str, Callable[[Path], Tables]] = {
    "ours, joined": ours,
    "ours, pages only": ours_pages,
    "pdfplumber": by_pdfplumber,
    "camelot lattice": by_camelot,
    "img2table": by_img2table,
    "tablers": by_tablers,
}


def truth_of(path: Path) -> list[list[str]]:
    """Return the expected grid of a fixture."""
    case = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))[path.name.split(".")[0]]
    grid = [[""] * len(case["widths"]) for _ in range(case["rows"])]
    for cell in case["cells"]:
        grid[cell["row"]][cell["col"]] = cell["text"]
    return grid


def exact(tables: Tables, truth: list[list[str]], *, spaces: bool) -> float:
    """Return the share of the truth's filled cells that stand in their row and column, line ends read as blanks."""

    def form(text: str) -> str:
        return " ".join(text.split()) if spaces else "".join(text.split())

    stacked = [row for table in tables for row in table]
    wanted = [(r, c, form(text)) for r, row in enumerate(truth) for c, text in enumerate(row) if text]
    right = sum(
        r < len(stacked) and c < len(stacked[r]) and form(str(stacked[r][c])) == text for r, c, text in wanted
    )
    return right / len(wanted)


def pages_in(path: Path) -> int:
    """Return the number of pages."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        return len(pdf)


def main() -> None:
    """Run the finders one after another over each file, several times, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    files = arguments.files or sorted(FIXTURES.glob("*.pdf"))
    pages = sum(pages_in(path) for path in files)
    seconds = dict.fromkeys(FINDERS, 0.0)
    scores: dict[str, list[tuple[int, int, float, float]]] = {name: [] for name in FINDERS}
    for path in files:
        truth = truth_of(path)
        for name, finder in list(FINDERS.items()):
            try:
                best = min(_timed(finder, path) for _ in range(arguments.repeat))
                tables = finder(path)
            except Exception as error:  # noqa: BLE001 - a peer that fails on a file is left out, and said so
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                del FINDERS[name]
                continue
            seconds[name] += best
            rows = sum(len(table) for table in tables)
            scores[name].append(
                (
                    len(tables),
                    rows - len(truth),
                    exact(tables, truth, spaces=True),
                    exact(tables, truth, spaces=False),
                )
            )
    print(f"{len(files)} files, {pages} pages, one table each\n")
    print(
        "| finder | tables | rows too many | exact cells | exact, blanks aside | pages/s | times pdfplumber |"
    )
    print("|---|---|---|---|---|---|---|")
    for name in FINDERS:
        rows = scores[name]
        ratio = seconds["pdfplumber"] / seconds[name] if "pdfplumber" in FINDERS else 0.0
        print(
            f"| {name} | {sum(r[0] for r in rows)} | {sum(r[1] for r in rows)} | {sum(r[2] for r in rows) / len(rows):.3f} |"
            f" {sum(r[3] for r in rows) / len(rows):.3f} | {pages / seconds[name]:.0f} | {ratio:.1f} |"
        )


def _timed(finder: Callable[[Path], Tables], path: Path) -> float:
    started = time.perf_counter()
    finder(path)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
