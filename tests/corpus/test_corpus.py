"""The corpus is what its manifest and sources say, and its formats say the same."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import Counter

import pytest

from vnplan_extract.document import FlowTable
from vnplan_extract.pages.docx import read_docx
from vnplan_extract.pages.html import read_html


def names(corpus):
    return sorted(path.name.removesuffix(".docx") for path in corpus.glob("*.docx"))


def test_the_manifest_is_true(corpus):
    with (corpus / "MANIFEST.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    listed = {row["file"]: row["sha256"] for row in rows}
    kinds = {".docx", ".html", ".md", ".pdf"}
    found = [*corpus.iterdir(), *(corpus / "scans").iterdir()]
    there = {path.relative_to(corpus).as_posix() for path in found if path.suffix in kinds} - {"README.md"}
    assert set(listed) == there
    for name, digest in listed.items():
        assert hashlib.sha256((corpus / name).read_bytes()).hexdigest() == digest, name


def test_docx_html_and_markdown_are_built_from_the_sources(corpus, monkeypatch):
    """Byte for byte; the PDF files bear what their producers put in."""
    pytest.importorskip("docx")
    pytest.importorskip("yaml")
    monkeypatch.setattr(sys, "path", [str(corpus / "build"), *sys.path])
    import markup
    import to_docx
    import to_html
    import to_markdown
    import to_web

    sources = sorted((corpus / "build" / "sources").glob("*.yaml"))
    assert [path.stem for path in sources] == names(corpus)
    for path in sources:
        source = markup.load(path)
        assert to_html.write(source).encode() == (corpus / f"{path.stem}.html").read_bytes(), path.stem
        assert to_markdown.write(source).encode() == (corpus / f"{path.stem}.md").read_bytes(), path.stem
        page = corpus / f"{path.stem}.web.html"
        assert page.exists() == ("website" in source.tags), path.stem
        assert not page.exists() or to_web.write(source).encode() == page.read_bytes(), path.stem
        assert to_docx.write(source) == (corpus / f"{path.stem}.docx").read_bytes(), path.stem


def paragraphs(pages):
    for page in pages:
        for block in page.flow:
            inside = (
                [p for c in block.cells for p in c.paragraphs] if isinstance(block, FlowTable) else [block]
            )
            yield from inside


def grids(pages):
    return [
        [(c.row, c.col, c.row_span, c.col_span, c.header) for c in block.cells]
        for page in pages
        for block in page.flow
        if isinstance(block, FlowTable)
    ]


def test_docx_and_html_say_the_same(corpus):
    """Same words, same grids, whatever numbers the paragraphs; footnotes stand elsewhere, cells number themselves."""
    for name in names(corpus):
        word = list(read_docx((corpus / f"{name}.docx").read_bytes(), name=name))
        page = list(read_html((corpus / f"{name}.html").read_bytes(), name=name))
        first, second = grids(word), grids(page)
        assert [[cell[:4] for cell in grid] for grid in first] == [
            [cell[:4] for cell in grid] for grid in second
        ]
        one, other = (
            Counter(w.strip(".") for p in paragraphs(pages) for w in p.text.split()) for pages in (word, page)
        )
        footnotes = any(p.role == "footnote" for p in paragraphs(word))
        missing = (one - other) + (other - one)
        assert not missing or (footnotes and sum(missing.values()) < 12), (name, missing)
        bold = [
            Counter(p.text for p in paragraphs(pages) if p.runs and all(run.bold for run in p.runs))
            for pages in (word, page)
        ]
        assert bold[0] == bold[1], name
