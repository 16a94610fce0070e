"""Whatever the source holds comes out exactly once: documents made by hypothesis, letters told apart."""

from __future__ import annotations

import io
import itertools
import unicodedata
import zipfile
from collections import Counter

import pytest
from docx_making import abstract, cell, in_list, level, make_docx, num, p, r, row, t, table
from flow_rendering import texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vnplan_extract.document import FlowTable
from vnplan_extract.errors import InputError
from vnplan_extract.pages.docx import read_docx
from vnplan_extract.pages.flow import ParagraphBuilder, Style
from vnplan_extract.pages.html import read_html
from vnplan_extract.pages.text import read_text

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = ["Kế", "hoạch", "tỉnh", "Sở", "và", "2025", "35.100", "đến", "UBND"]


class Counted:
    """Gives words that never repeat, so that a lost or doubled one shows."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.given: list[str] = []

    def word(self, index: int) -> str:
        word = f"{WORDS[index % len(WORDS)]}x{next(self.numbers)}x"
        self.given.append(word)
        return word


def words_of(found: list[str]) -> Counter[str]:
    return Counter(word for text in found for word in text.split() if word.endswith("x"))


# A document as a tree of choices; each reader's test writes it in its own format.
INLINE = st.lists(st.tuples(st.sampled_from("tbiuhd"), st.integers(0, 99)), min_size=1, max_size=4)
PARAGRAPH = st.tuples(st.just("p"), INLINE)
BLOCK = st.recursive(
    PARAGRAPH,
    lambda inner: st.one_of(
        st.tuples(st.just("table"), st.lists(st.lists(st.lists(inner, max_size=2), min_size=1, max_size=3), min_size=1, max_size=3)),
        st.tuples(st.just("box"), st.lists(inner, min_size=1, max_size=2)),
        st.tuples(st.just("list"), INLINE),
    ),
    max_leaves=12,
)  # fmt: skip
DOCUMENT = st.lists(BLOCK, min_size=1, max_size=6)


def as_docx(block, counted: Counted) -> str:
    kind, content = block
    if kind in {"p", "list"}:
        inside = "".join(_docx_run(style, index, counted) for style, index in content)
        return f"<w:p><w:pPr>{in_list(1) if kind == 'list' else ''}</w:pPr>{inside}</w:p>"
    if kind == "box":
        inner = "".join(as_docx(part, counted) for part in content)
        box = f"<w:txbxContent>{inner}</w:txbxContent>"
        both = f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>'
        return f"<w:p>{r(both)}</w:p>"
    rows = [
        row(*(cell("".join(as_docx(part, counted) for part in parts) or p()) for parts in cells))
        for cells in content
    ]
    return table(*rows)


def _docx_run(style: str, index: int, counted: Counted) -> str:
    text = t(counted.word(index) + " ")
    if style == "h":
        return f"<w:hyperlink>{r(text)}</w:hyperlink>"
    if style == "d":
        return f"<w:ins>{r(text)}</w:ins><w:del>{r('<w:delText>bỏ </w:delText>')}</w:del>"
    return (
        r(text, {"b": "<w:b/>", "i": "<w:i/>", "u": "<w:caps/>"}.get(style, "")) if style != "u" else r(text)
    )


@FEW
@given(DOCUMENT)
def test_docx_gives_each_word_once(document):
    counted = Counted()
    body = "".join(as_docx(block, counted) for block in document)
    numbering = abstract(0, level(0, "decimal", "%1.")) + num(1, 0)
    pages = list(read_docx(make_docx(body, numbering=numbering), name="t"))
    assert words_of(texts(pages)) == Counter(counted.given)
    _check_tables(pages)


def as_html(block, counted: Counted) -> str:
    kind, content = block
    if kind in {"p", "list"}:
        inside = "".join(_html_run(style, index, counted) for style, index in content)
        return f"<p>{inside}</p>" if kind == "p" else f"<ul><li>{inside}</li></ul>"
    if kind == "box":
        inner = "".join(as_html(part, counted) for part in content)
        return f"<div class='menu'>{inner}<style>bỏx</style></div>"
    rows = "".join("<tr>" + "".join(f"<td colspan={len(parts) + 1} rowspan=2>{''.join(as_html(x, counted) for x in parts)}{counted.word(0)} </td>" for parts in cells) for cells in content)  # fmt: skip
    return f"<table border=1>{rows}</table>"


def _html_run(style: str, index: int, counted: Counted) -> str:
    tag = {"t": "span", "b": "b", "i": "em", "u": "u", "h": "a", "d": "font"}[style]
    return f"<{tag}>{counted.word(index)}</{tag}> {counted.word(index + 1)} <!-- bỏx -->"


@FEW
@given(DOCUMENT)
def test_html_gives_each_word_once(document):
    counted = Counted()
    body = "".join(as_html(block, counted) for block in document)
    pages = list(read_html(f"<html><body>{body}</body></html>".encode(), name="t"))
    assert words_of(texts(pages)) == Counter(counted.given)
    _check_tables(pages)


def as_markdown(block, counted: Counted) -> str:
    kind, content = block
    if kind in {"p", "list"}:
        marks = {
            "t": "{}",
            "b": "**{}**",
            "i": "*{}*",
            "u": "<b>{}</b>",
            "h": "[{}](http://a.vn)",
            "d": "***{}***",
        }
        line = " ".join(marks[style].format(counted.word(index)) for style, index in content)
        return f"- {line}\n" if kind == "list" else f"\n{line}\n"
    if kind == "box":
        return "\n> " + " ".join(counted.word(index) for index in range(len(content))) + "\n"
    tabs = "\n".join("\t".join(counted.word(len(parts)) for parts in (*cells, [])) for cells in content)
    bars = "\n".join(
        "| " + " | ".join(counted.word(len(parts)) for parts in cells) + " |" for cells in content
    )
    return f"\n{tabs}\n\n{bars}\n|---|\n\n"


@FEW
@given(DOCUMENT, st.booleans())
def test_markdown_gives_each_word_once(document, wrapped):
    counted = Counted()
    text = "".join(as_markdown(block, counted) for block in document)
    text = text.replace("\n\n", "\n\n\f" if wrapped else "\n\n", 1)
    pages = list(read_text(text.encode(), name="t", markdown=True))
    assert words_of(texts(pages)) == Counter(counted.given)
    _check_tables(pages)


def _check_tables(pages) -> None:
    """Cells tile the grid; texts are NFC with single blanks; runs cover them without gaps."""
    for block in (block for page in pages for block in page.flow):
        paragraphs = [block]
        if isinstance(block, FlowTable):
            paragraphs = [part for found in block.cells for part in found.paragraphs]
            slots = Counter((found.row + y, found.col + x) for found in block.cells for y in range(found.row_span) for x in range(found.col_span))  # fmt: skip
            assert slots == Counter(itertools.product(range(block.rows), range(block.cols)))
        for paragraph in paragraphs:
            _check_paragraph(paragraph)


def _check_paragraph(paragraph) -> None:
    text = paragraph.text
    assert text
    assert unicodedata.is_normalized("NFC", text)
    assert text == "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
    assert [run.start for run in paragraph.runs] == [0, *(run.end for run in paragraph.runs[:-1])]
    assert paragraph.runs[-1].end == len(text)


def refusal(reader, data: bytes) -> InputError | None:
    """Return the error with which a reader refuses the data; any other error is a failure."""
    try:
        list(reader(data, name="t"))
    except InputError as error:
        return error
    return None


STYLES = st.builds(Style, st.booleans(), st.booleans(), st.sampled_from([0.0, 13.0]), st.booleans())
LETTERS = st.text("aăâđêơưàáạ\u0301\u0323\u0302\u0306\u031b \t\n\u00a0\u200b\u00ad\x00bcK", max_size=6)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(LETTERS, STYLES), max_size=6), st.sampled_from(["", "1.", "-"]))
def test_a_paragraph_is_its_text_normalised_whatever_the_runs(parts, marker):
    builder = ParagraphBuilder()
    for text, style in parts:
        builder.add(text, style)
    paragraph = builder.build(marker=marker)
    whole = "".join(text for text, _ in parts).translate(dict.fromkeys([0, 0x200B, 0xAD]))
    expected = unicodedata.normalize("NFC", " ".join([*marker.split(), *whole.split()]))
    assert (paragraph.text if paragraph else "") == expected
    if paragraph:
        _check_paragraph(paragraph)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_read_or_refused(data):
    for reader in (read_text, read_html, read_docx):
        error = refusal(reader, data)
        assert error is None or (error.where.startswith("t") and error.remedy)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_docx_is_read_or_refused(data):
    whole = make_docx(p("a") + table(row(cell(p("b")))), styles="", numbering="", footnotes="")
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    broken = whole[:at] if cut else whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
    error = refusal(read_docx, broken)
    assert error is None or error.remedy


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_document_part_is_read_or_refused(data):
    """XML that is well formed but nonsense: elements renamed, attributes garbled."""
    whole = make_docx(
        p("a", properties=in_list(1)) + table(row(cell(p("b")))),
        numbering=abstract(0, level(0, "decimal", "%1.")) + num(1, 0),
    )
    names = [b"w:p>", b"w:tr>", b"w:tc>", b'w:val="1"', b'w:val="0"', b"w:ilvl", b"w:lvlText", b"w:numFmt"]
    old = data.draw(st.sampled_from(names))
    new = (
        data.draw(st.sampled_from([b"w:zz>", b"w:tbl>", b'w:val="-7"', b'w:val="x"', b'w:val=""']))
        if old.endswith((b">", b'"'))
        else b"w:zz"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name).replace(old, new))
    error = refusal(read_docx, target.getvalue())
    assert error is None or error.remedy


@pytest.mark.shared
def test_real_documents_come_out_whole(shared):
    """Every letter of the text elements of the real DOCX files, in order, apart from markers and page numbers."""
    from lxml import etree

    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for path in sorted((shared / "real").glob("*.docx")):
        root = etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
        fallback = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
        source = "".join(
            e.text or "" for e in root.iter(w + "t") if not any(a.tag == fallback for a in e.iterancestors())
        )
        pages = list(read_docx(path.read_bytes(), name=path.name))
        body = [block for page in pages for block in page.flow if getattr(block, "role", "body") == "body"]
        found = Counter(
            char for text in texts([type(pages[0])(1, flow=tuple(body))]) for char in text if char.isalpha()
        )
        assert found == Counter(char for char in unicodedata.normalize("NFC", source) if char.isalpha())
