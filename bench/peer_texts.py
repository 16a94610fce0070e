"""Text and numbers of the corpus by peers: what stands in the gold must come out whole.

    python bench/peer_texts.py [--docs]

Text: every section's paragraphs and every cell of the gold, blanks folded, is looked for in the text that a reader returns for the
LibreOffice PDF. A paragraph is whole when it stands there without a page number or line of another column in it. Numbers: every amount
of money and count of the gold as printed ("18.450 triệu đồng", "60%") is given to the reader alone; its value must come out.
Peers that are not installed are left out: pip install -e '.[bench,score]', poppler's pdftotext, and Java for duckling.
"""

from __future__ import annotations

import argparse
import importlib
import re
import subprocess
import sys
import time
import warnings
from decimal import Decimal
from typing import TYPE_CHECKING

from accuracy import ROOT, put
from lang import scaled
from vnplan_extract import load_gold, read
from vnplan_extract.lang.money import parse_money
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.quantities import parse_quantity
from vnplan_extract.scoring.gold import files_of
from vnplan_extract.scoring.text import markdown, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from vnplan_extract.plan import Plan, Quantity, Section
    from vnplan_extract.scoring.gold import Gold

SHORTEST = 3  # letters of a cell that is looked for: "4" stands in every text


def ours(path: Path) -> str:
    """The text in reading order, page furniture set aside, tables joined."""
    document = read(path)
    cells = (cell.text for table in document.tables for cell in table.cells)
    return "\n".join([*(block.text for block in document.blocks if not block.furniture), *cells])


def pdftotext(path: Path, *options: str) -> str:
    """Poppler's text."""
    run = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, text=True, check=True)
    return run.stdout


def by_layout(path: Path) -> str:
    """Poppler's text as it lies on the page."""
    return pdftotext(path, "-layout")


def by_markitdown(path: Path) -> str:
    """Markdown by markitdown."""
    return str(importlib.import_module("markitdown").MarkItDown().convert(str(path)).text_content)


def by_pdfplumber(path: Path) -> str:
    """Text by pdfplumber."""
    with importlib.import_module("pdfplumber").open(path) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


READERS: dict[str, Callable[[Path], str]] = {
    "vnplan_extract": ours,
    "pdftotext": pdftotext,
    "pdftotext -layout": by_layout,
    "markitdown": by_markitdown,
    "pdfplumber": by_pdfplumber,
}


def folded(text: str) -> str:
    """Text as it is compared: normalised, without blanks and marks of Markdown."""
    return re.sub(r"[\s|*#\\]+", "", normalize(text).text)


def paragraphs(sections: tuple[Section, ...]) -> Iterator[str]:
    """Yield the titles and paragraphs of sections."""
    for section in sections:
        yield from filter(None, [section.title, *section.text.split("\n")])
        yield from paragraphs(section.children)


def wanted(gold: Gold) -> tuple[list[str], list[str]]:
    """Return what must stand in the text: paragraphs, and cells that are longer than a number."""
    cells = [line for table in gold.plan.tables for cell in table.cells for line in cell.text.split("\n")]
    return (
        [folded(one) for one in paragraphs(gold.plan.sections)],
        [folded(one) for one in cells if len(one) >= SHORTEST],
    )


def table_of_texts() -> str:
    """Run every reader over the PDFs; return a Markdown table."""
    golds = load_gold(ROOT / "gold")
    files = files_of(golds, ROOT / "corpus", include="*.libreoffice.pdf")
    rows = []
    for name, reader in READERS.items():
        found, total, seconds = [0, 0], [0, 0], 0.0
        try:
            for gold in golds:
                for path in files.get(gold.document, {}).values():
                    began = time.perf_counter()
                    text = folded(reader(path))
                    seconds += time.perf_counter() - began
                    for at, things in enumerate(wanted(gold)):
                        found[at] += sum(thing in text for thing in things)
                        total[at] += len(things)
        except Exception as error:  # noqa: BLE001 - a peer that fails is left out, and said so
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        shares = [percent(one / all_) for one, all_ in zip(found, total, strict=True)]
        rows.append((name, *shares, f"{seconds:.1f}"))
    return markdown(("", "paragraphs whole", "cells whole", "seconds"), rows)


# -- numbers


def quantities(plan: Plan) -> Iterator[Quantity]:
    """Yield the money and counts of a gold file that have one value."""
    lines = plan.budget.lines if plan.budget else ()
    yield from (line.amount for line in lines)
    for target in plan.targets:
        yield from target.quantities
    for task in plan.tasks:
        yield from task.quantities
    if plan.budget is not None and plan.budget.total is not None:
        yield plan.budget.total


def cases(golds: tuple[Gold, ...]) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Return money and counts as printed, each once, with their values; what is printed without its unit is left out."""
    money: dict[str, Decimal] = {}
    counts: dict[str, Decimal] = {}
    for gold in golds:
        for one in quantities(gold.plan):
            if one.low is None or one.low != one.high or not re.search(r"[^\W\d_]|%", one.text):
                continue
            (money if one.unit == "VND" else counts)[one.text] = one.low
    return money, counts


def ours_money(text: str) -> object:
    """Money by vnplan_extract."""
    found = parse_money(text)
    return found and found.value.low


def ours_count(text: str) -> object:
    """Counts by vnplan_extract."""
    found = parse_quantity(text)
    return found and found.value.low


def viet_itn() -> Callable[[str], object]:
    """The digits that viet-itn leaves, with their scale."""
    normalizer = importlib.import_module("src.normalize").InverseTextNormalizer()
    return lambda text: scaled(normalizer.inverse_normalize(text))


def vietnam_number() -> Callable[[str], object]:
    """A number word by vietnam-number."""
    read_words = importlib.import_module("vietnam_number").w2n
    return lambda text: Decimal(read_words(text))


def duckling() -> Callable[[str], object]:
    """The first amount of money, else the first number, that duckling finds."""
    module = importlib.import_module("duckling")
    reader = module.DucklingWrapper(language=module.Language.VIETNAMESE)

    def first(text: str) -> object:
        found = reader.parse_money(text) or reader.parse_number(text)
        value = found[0]["value"]["value"] if found else None
        return None if value is None else Decimal(str(value))

    return first


def table_of_numbers() -> str:
    """Give every amount of the gold to each reader; return a Markdown table."""
    money, counts = cases(load_gold(ROOT / "gold"))
    rows = [_row("vnplan_extract", (ours_money, money), (ours_count, counts))]
    for name, make in (("viet-itn", viet_itn), ("vietnam-number", vietnam_number), ("duckling", duckling)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                reader = make()
        except Exception as error:  # noqa: BLE001 - a peer that is not here is left out, and said so
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        rows.append(_row(name, (reader, money), (reader, counts)))
    return markdown(("", "money right", "wrong", "counts right", "wrong"), rows)


def _row(name: str, *parts: tuple[Callable[[str], object], dict[str, Decimal]]) -> tuple[str, ...]:
    cells = []
    for reader, wanted_values in parts:
        right = wrong = 0
        for text, value in wanted_values.items():
            try:
                found = reader(text)
            except Exception:  # noqa: BLE001 - it refuses in its own way
                found = None
            right += found == value
            wrong += found is not None and found != value
        cells += [f"{right} of {len(wanted_values)}", str(wrong)]
    return (name, *cells)


def main() -> None:
    """Print the tables, and write them into docs/accuracy.md if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--docs", action="store_true")
    options = parser.parse_args()
    for name, table in (("peer texts", table_of_texts()), ("peer numbers", table_of_numbers())):
        print(table, end="\n\n")
        if options.docs:
            put(ROOT / "docs" / "accuracy.md", name, table, by="bench/peer_texts.py")


if __name__ == "__main__":
    main()
