"""Makes DOCX files from bare XML, so that a test shows exactly what the reader meets."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROOTS = {
    "styles": "w:styles",
    "numbering": "w:numbering",
    "footnotes": "w:footnotes",
    "endnotes": "w:endnotes",
    "header1": "w:hdr",
    "footer1": "w:ftr",
}


def make_docx(body: str, **parts: str) -> bytes:
    """Return a DOCX whose body and parts (styles=..., numbering=..., header1=...) hold the given XML."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="r1" Type="{_TYPE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
        )
        relations = ""
        for name, content in parts.items():
            kind = name.rstrip("0123456789")
            relations += f'<Relationship Id="{name}" Type="{_TYPE}/{kind}" Target="{name}.xml"/>'
            root = _ROOTS[name]
            whole = (
                content if content.startswith(("<?xml", "!")) else f"<{root} {NAMESPACES}>{content}</{root}>"
            )
            archive.writestr(f"word/{name}.xml", whole)
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>")
    return target.getvalue()


def p(text: str = "", *, properties: str = "", run: str = "", inside: str = "") -> str:
    """Return a paragraph with one run of text, `inside` following it."""
    words = f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{words}{inside}</w:p>"


def r(content: str, run: str = "") -> str:
    """Return a run around XML."""
    return f"<w:r><w:rPr>{run}</w:rPr>{content}</w:r>"


def t(text: str) -> str:
    """Return a text element."""
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def cell(content: str, properties: str = "") -> str:
    """Return a table cell around blocks."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """Return a table row."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, properties: str = "") -> str:
    """Return a table."""
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def level(index: int, form: str, text: str, *, start: int | None = 1, more: str = "") -> str:
    """Return one level of a list."""
    begin = f'<w:start w:val="{start}"/>' if start is not None else ""
    return f'<w:lvl w:ilvl="{index}">{begin}<w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{escape(text)}"/></w:lvl>'


def abstract(key: int, *levels: str, more: str = "") -> str:
    """Return a list definition."""
    return f'<w:abstractNum w:abstractNumId="{key}">{more}{"".join(levels)}</w:abstractNum>'


def num(key: int, of: int, more: str = "") -> str:
    """Return a list."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def in_list(key: int, at: int = 0) -> str:
    """Return paragraph properties that put it into a list."""
    return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{key}"/></w:numPr>'
