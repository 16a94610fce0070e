"""Builds the corpus from its sources: DOCX, PDF by LibreOffice, PDF by WeasyPrint, HTML, Markdown, some as a web page; and MANIFEST.csv.

    python corpus/build/build.py [NAME ...]

The scans are made by degrade.py, beforehand; the manifest lists what is there.

Needs python-docx, PyYAML, weasyprint, LibreOffice (soffice) and the font Liberation Serif. DOCX, HTML and Markdown are the same
from build to build; PDF files bear what their producers put in, so only those of changed sources are made anew.
"""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import to_docx
import to_html
import to_markdown
import to_web
from markup import Source, load
from weasyprint import HTML

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent
SUFFIXES = (".docx", ".html", ".web.html", ".md", ".libreoffice.pdf", ".weasyprint.pdf")


def main(names: list[str]) -> None:
    """Build the named documents, or those whose DOCX or HTML changed."""
    os.environ["SOURCE_DATE_EPOCH"] = "1767225600"
    sources = [load(path) for path in sorted((HERE / "sources").glob("*.yaml"))]
    for source in sources:
        if not names or source.name in names:
            build(source)
    write_manifest(sources)


def build(source: Source) -> None:
    """Typeset one document."""
    word = CORPUS / f"{source.name}.docx"
    page = CORPUS / f"{source.name}.html"
    docx, html = to_docx.write(source), to_html.write(source).encode()
    print(source.name)
    (CORPUS / f"{source.name}.md").write_text(to_markdown.write(source), encoding="utf-8")
    if "website" in source.tags:
        (CORPUS / f"{source.name}.web.html").write_text(to_web.write(source), encoding="utf-8")
    made = CORPUS / f"{source.name}.libreoffice.pdf"
    if not made.exists() or not word.exists() or word.read_bytes() != docx:
        word.write_bytes(docx)
        libreoffice(word, made)
    made = CORPUS / f"{source.name}.weasyprint.pdf"
    if not made.exists() or not page.exists() or page.read_bytes() != html:
        page.write_bytes(html)
        weasyprint(to_html.write(source, floating=True), made)


def libreoffice(word: Path, target: Path) -> None:
    """Convert with LibreOffice under a profile of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(word),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        target.write_bytes((Path(folder) / f"{word.stem}.pdf").read_bytes())


def weasyprint(page: str, target: Path) -> None:
    """Convert with WeasyPrint."""
    target.write_bytes(HTML(string=page).write_pdf() or b"")


def write_manifest(sources: list[Source]) -> None:
    """Write what each file is: sha256, what it was made from, tags."""
    with (CORPUS / "MANIFEST.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["file", "sha256", "source", "producer", "made_from", "tags", "about"])
        for source in sources:
            scans = sorted((CORPUS / "scans").glob(f"{source.name}.*"))
            made = [path for suffix in SUFFIXES if (path := CORPUS / f"{source.name}{suffix}").exists()]
            for path in (*made, *scans):
                suffix = path.name.removeprefix(source.name)
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                producer = {
                    ".docx": "python-docx",
                    ".html": "to_html.py",
                    ".web.html": "to_web.py",
                    ".md": "to_markdown.py",
                }.get(suffix, "degrade.py" if path in scans else suffix.split(".")[1])
                row = [
                    path.relative_to(CORPUS).as_posix(),
                    digest,
                    f"build/sources/{source.name}.yaml",
                    producer,
                    source.made_from,
                    " ".join(source.tags),
                    source.about,
                ]
                writer.writerow(row)


if __name__ == "__main__":
    main(sys.argv[1:])
