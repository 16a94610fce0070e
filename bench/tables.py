"""The same PDFs through table finders in one process: tables, rows, cells and GriTS against the truth, and pages per second.

    python bench/tables.py [--repeat N] [--files] [fixture ...]

The files are the typeset fixtures of `tests/layout/fixtures` with their expected grids, one table each. Peers that are not
installed are left out. The tables that a finder returns are put one under the other, which is what its users do. A cell is
exact when its row, column and text are; GriTS compares whole grids and forgives what is moved by a row. Ratios inside one run
are to be trusted, absolute times are not.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract.plan import Cell, Table
from vnplan_extract.scoring.tables import grits_of
from vnplan_extract.scoring.text import markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

warnings.simplefilter("ignore")
ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "layout" / "fixtures"
EVEN = 0.0005  # two GriTS this near are equal


def table_of(rows: int, cols: int, cells: Iterable[tuple[int, int, int, int, str]]) -> Table:
    """Return a table of cells given as row, col, row_span, col_span, text."""
    made = (
        Cell(row=r, col=c, row_span=down, col_span=across, text=text) for r, c, down, across, text in cells
    )
    return Table(index=0, rows=rows, cols=cols, cells=tuple(made))


def plain(rows: Sequence[Sequence[str | None]]) -> Table:
    """Return a table without spans; blanks and line ends in a cell are one blank."""
    cells = (
        (r, c, 1, 1, " ".join(str(text or "").split()))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return table_of(len(rows), max(map(len, rows), default=0), cells)


def ours(path: Path) -> list[Table]:
    """Words, rulings, grids, joined over pages."""
    from vnplan_extract.document import SourceFile
    from vnplan_extract.layout.assemble import assemble
    from vnplan_extract.pages.pdf import read_pdf

    source = SourceFile(path.name, "", "application/pdf")
    document = assemble(source, read_pdf(path.read_bytes(), name=path.name))
    return [
        table_of(t.rows, t.cols, ((c.row, c.col, c.row_span, c.col_span, c.text) for c in t.cells))
        for t in document.tables
    ]


def ours_pages(path: Path) -> list[Table]:
    """Words, rulings and grids only, page by page."""
    from vnplan_extract.layout.finders import find_grids
    from vnplan_extract.pages.pdf import read_pdf

    return [
        table_of(
            grid.rows,
            grid.cols,
            (
                (c.row, c.col, c.row_span, c.col_span, " ".join(w.text for line in c.lines for w in line))
                for c in grid.cells
            ),
        )
        for page in read_pdf(path.read_bytes(), name=path.name)
        for grid in find_grids(page)
    ]


def by_pdfplumber(path: Path) -> list[Table]:
    """Words and tables of pdfplumber."""
    import pdfplumber

    tables: list[Table] = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()
            tables.extend(plain(table) for table in page.extract_tables())
            page.close()
    return tables


def by_camelot(path: Path) -> list[Table]:
    """Camelot's lattice."""
    import camelot

    found = camelot.read_pdf(str(path), pages="all", flavor="lattice")
    return [plain(table.df.values.tolist()) for table in found]


def by_img2table(path: Path) -> list[Table]:
    """Img2table with the PDF's own text; it repeats a merged cell in each of its squares."""
    from img2table.document import PDF

    found = PDF(str(path)).extract_tables(implicit_rows=False, borderless_tables=False)
    return [
        plain([[cell.value or "" for cell in row] for row in table.content.values()])
        for page in found.values()
        for table in page
    ]


def by_tablers(path: Path) -> list[Table]:
    """Tablers (Rust on PDFium)."""
    import tablers

    return [
        plain([[(cell.text or "") if cell else "" for cell in row.cells] for row in table.rows])
        for page in tablers.Document(str(path)).pages()
        for table in tablers.find_tables(page, extract_text=True)
    ]


FINDERS: dict[str, Callable[[Path], list[Table]]] = {
    "ours, joined": ours,
    "ours, pages only": ours_pages,
    "pdfplumber": by_pdfplumber,
    "camelot lattice": by_camelot,
    "img2table": by_img2table,
    "tablers": by_tablers,
}


def truth_of(path: Path) -> Table:
    """Return the expected table of a fixture."""
    case = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))[path.name.split(".")[0]]
    cells = ((c["row"], c["col"], c["row_span"], c["col_span"], c["text"]) for c in case["cells"])
    return table_of(case["rows"], len(case["widths"]), cells)


def stacked(tables: Sequence[Table]) -> Table:
    """Return one table of all, one under the other."""
    cells: list[tuple[int, int, int, int, str]] = []
    row = 0
    for table in tables:
        cells.extend((row + c.row, c.col, c.row_span, c.col_span, c.text) for c in table.cells)
        row += table.rows
    return table_of(row, max((table.cols for table in tables), default=0), cells)


@dataclass(frozen=True, slots=True)
class Score:
    """How a finder did on one file."""

    tables: int
    rows: int  # more than there are
    exact: float
    exact_blanks_aside: float
    top: float
    con: float
    seconds: float


def score(tables: Sequence[Table], truth: Table, seconds: float) -> Score:
    """Compare the tables found in a file with its table."""
    whole = stacked(tables)
    grits = grits_of(truth, whole)
    return Score(
        len(tables),
        whole.rows - truth.rows,
        exact(whole, truth, spaces=True),
        exact(whole, truth, spaces=False),
        grits.top.value or 0.0,
        grits.con.value or 0.0,
        seconds,
    )


def exact(found: Table, truth: Table, *, spaces: bool) -> float:
    """Return the share of the truth's filled cells that stand in their row and column, line ends read as blanks."""

    def texts(table: Table) -> dict[tuple[int, int], str]:
        joint = " " if spaces else ""
        return {(c.row, c.col): joint.join(c.text.split()) for c in table.cells if c.text.strip()}

    wanted, got = texts(truth), texts(found)
    return sum(got.get(place) == text for place, text in wanted.items()) / len(wanted)


def pages_in(path: Path) -> int:
    """Return the number of pages."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        return len(pdf)


def run(finder: Callable[[Path], list[Table]], path: Path, *, repeat: int) -> tuple[list[Table], float]:
    """Return what a finder finds and its best time in seconds of CPU."""
    best, found = 1e9, []
    for _ in range(repeat):
        began = time.process_time()
        found = finder(path)
        best = min(best, time.process_time() - began)
    return found, best


def summary(scores: dict[str, dict[Path, Score]], pages: int) -> str:
    """Return the table of all finders as Markdown."""
    rows = []
    base = sum(one.seconds for one in scores.get("pdfplumber", {}).values())
    for name, files in scores.items():
        each = list(files.values())
        seconds = sum(one.seconds for one in each)
        means = [
            sum(getattr(one, what) for one in each) / len(each)
            for what in ("exact", "exact_blanks_aside", "top", "con")
        ]
        rows.append(
            (
                name,
                str(sum(one.tables for one in each)),
                str(sum(one.rows for one in each)),
                *(f"{mean:.3f}" for mean in means),
                f"{pages / seconds:.0f}",
                f"{base / seconds:.1f}",
            )
        )
    head = (
        "finder",
        "tables",
        "rows too many",
        "exact cells",
        "exact, blanks aside",
        "GriTS top",
        "GriTS con",
        "pages/s",
        "times pdfplumber",
    )
    return markdown(head, rows)


def by_file(scores: dict[str, dict[Path, Score]]) -> str:
    """Return GriTS of content, file by file, as Markdown."""
    paths = list(next(iter(scores.values())))
    rows = [(path.stem, *(f"{files[path].con:.3f}" for files in scores.values())) for path in paths]
    return markdown(("file", *scores), rows)


def beaten_on(scores: dict[str, dict[Path, Score]]) -> list[str]:
    """Return the files and peers that do better than we, in exact cells or GriTS of content."""
    mine = scores["ours, joined"]
    return [
        f"{path.stem}: {name}"
        for name, files in scores.items()
        for path, theirs in files.items()
        if theirs.con > mine[path].con + EVEN or theirs.exact > mine[path].exact + EVEN
    ]


def main() -> None:
    """Run the finders one after another over each file and print what came out."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--files", action="store_true", help="GriTS of content file by file")
    parser.add_argument("paths", nargs="*", type=Path)
    options = parser.parse_args()
    paths = options.paths or sorted(FIXTURES.glob("*.pdf"))
    scores: dict[str, dict[Path, Score]] = {name: {} for name in FINDERS}
    for path in [paths[0], *paths]:  # the first once more: it pays for imports and data
        truth = truth_of(path)
        for name, finder in FINDERS.items():
            if name not in scores:
                continue
            try:
                tables, seconds = run(finder, path, repeat=options.repeat)
            except Exception as error:  # noqa: BLE001 - a peer that fails on a file is left out, and said so
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                del scores[name]
                continue
            scores[name][path] = score(tables, truth, seconds)
    pages = sum(pages_in(path) for path in paths)
    print(f"{len(paths)} files, {pages} pages, one table each\n")
    print(summary(scores, pages))
    if options.files:
        print(by_file(scores))
    print("\nBetter than ours:", "; ".join(beaten_on(scores)) or "no peer on any file")


if __name__ == "__main__":
    main()
