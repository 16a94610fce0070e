"""The corpus as scans: its PDFs rendered, damaged, read by OCR and scored against the same gold.

    python bench/scans.py [DOCUMENT ...] [--levels clean light heavy] [--damage ocr|worn] [--docs]

DOCUMENT is a name like 05-xa-ban-hien-2025; without one the whole corpus is read, which takes minutes a document. The levels are those of
bench/ocr.py: clean at 200 dpi; light with blur, noise and JPEG at 200 dpi; heavy with skew, speckle, faint print and JPEG at 150 dpi.
With --damage worn it is that of bench/worn.py, on which nothing is tuned.
Nothing is written to disk: the damage is the same in each run.
"""

from __future__ import annotations

import argparse
import io
import time
from pathlib import Path

import pypdfium2

from accuracy import ROOT, put
from ocr import damage as noisy
from vnplan_extract import Options, extract, load_gold
from vnplan_extract.scoring.gold import Gold, files_of
from vnplan_extract.scoring.plans import compare_plans
from vnplan_extract.scoring.report import Report, Scored, report_of
from vnplan_extract.scoring.text import markdown, percent
from worn import worn

DPI = {"clean": 200, "light": 200, "heavy": 150}
FILES = "*.libreoffice.pdf"
RATES = {
    "text_cer": "CER of the running text",
    "text_wer": "WER of the running text",
    "text_numbers": "number tokens exact",
}


def as_scan(file: Path, level: str, *, damage: str = "ocr") -> bytes:
    """Return a PDF of damaged page images."""
    with pypdfium2.PdfDocument(file) as pdf:
        renders = (page.render(scale=DPI[level] / 72).to_pil().convert("RGB") for page in pdf)
        images = [
            worn(image, level, name=f"{file.stem}.{at}") if damage == "worn" else noisy(image, level)
            for at, image in enumerate(renders)
        ]
    stream = io.BytesIO()
    images[0].save(stream, "PDF", save_all=True, append_images=images[1:], resolution=DPI[level])
    return stream.getvalue()


def scored(gold: Gold, name: str, file: Path, level: str, *, damage: str) -> Scored:
    """Read one document at one level (or as it is, for "digital") and score it."""
    began = time.process_time()
    options = Options(cache=False)  # what OCR reads now, not what it read before the code changed
    source = file if level == "digital" else as_scan(file, level, damage=damage)
    plan = extract(source, options=options, name=name)
    seconds = time.process_time() - began
    rendition = name if level == "digital" else f"{name.removesuffix('.pdf')}.{level}.pdf"
    # Pages are those of the PDF that was rendered.
    return Scored(gold.document, rendition, (level,), compare_plans(gold, plan, name), seconds=seconds)


def read_all(documents: list[str], levels: list[str], *, damage: str = "ocr") -> dict[str, Report]:
    """Score documents digital and at each level."""
    golds = tuple(gold for gold in load_gold(ROOT / "gold") if not documents or gold.document in documents)
    found = files_of(golds, ROOT / "corpus", include=FILES)
    results: dict[str, list[Scored]] = {level: [] for level in ["digital", *levels]}
    for gold in golds:
        for name, file in found.get(gold.document, {}).items():
            for level, scores in results.items():
                scores.append(scored(gold, name, file, level, damage=damage))
                print(f"{scores[-1].rendition}: {scores[-1].seconds:.0f} s", flush=True)
    return {
        level: report_of(scores, gold="gold", predictions=f"corpus, {level}")
        for level, scores in results.items()
    }


def scans_part(reports: dict[str, Report]) -> str:
    """Return the Markdown of the comparison."""
    first = next(iter(reports.values()))
    values = {
        level: {one.id: one.value for one in (*report.headlines, *report.measures)}
        for level, report in reports.items()
    }
    lines = [(one.id, one.title) for one in first.headlines] + list(RATES.items())
    rows = [(title, *(percent(values[level].get(name)) for level in reports)) for name, title in lines]
    names = ", ".join(sorted(one.document for one in first.documents))
    return f"{names}.\n\n{markdown(('', *reports), rows)}"


def main() -> None:
    """Read, print, and write the comparison into docs/accuracy.md if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("documents", nargs="*")
    parser.add_argument("--levels", nargs="*", default=["clean", "light", "heavy"], choices=list(DPI))
    parser.add_argument("--damage", default="ocr", choices=["ocr", "worn"])
    parser.add_argument("--docs", action="store_true")
    parser.add_argument("--json", type=Path, help="folder to write the reports with all mistakes to")
    options = parser.parse_args()
    reports = read_all(options.documents, options.levels, damage=options.damage)
    part = scans_part(reports)
    print(part)
    if options.docs:
        put(ROOT / "docs" / "accuracy.md", "scans", part, by="bench/scans.py")
    if options.json:
        for level, report in reports.items():
            (options.json / f"{level}.json").write_text(report.to_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
