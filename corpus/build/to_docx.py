"""Typesets a source as DOCX with the means of a word processor: numbered lists, header tables, footnotes, sections."""

# python-docx has no public way to numbering, fields and footnotes: their XML hangs on private names.
# ruff: noqa: SLF001

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from markup import MARKER, STATE, Grid, Line, Source, Span, Step, inline

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
BARE = re.compile(r"(?P<prefix>)(?P<number>\d+)(?P<suffix>)(?P<bullet>)")  # the number of a row
ROMAN = dict(zip("IVXLC", (1, 5, 10, 50, 100), strict=True))
STAMP = (2026, 1, 1, 0, 0, 0)
FONT = "Liberation Serif"


class Writer:
    """Writes one document; keeps the lists that were opened so far."""

    def __init__(self) -> None:
        self.document = Document()
        self.lists: dict[tuple[str, str, str], tuple[int, int]] = {}  # kind of marker -> list, last number
        self.notes: list[str] = []
        self.next_list = 100
        self._page()
        self._styles()

    def _styles(self) -> None:
        style = self.document.styles["Normal"]
        style.font.name = FONT
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        style.font.size = Pt(13)
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.space_before = Pt(0)

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(30), Mm(20)
        section.top_margin = section.bottom_margin = Mm(20)
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = ALIGN["center"]
        for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("t", "2"), ("end", "")):
            run = paragraph.add_run()
            if kind in {"begin", "separate", "end"}:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            else:
                element = OxmlElement("w:t" if kind else "w:instrText")
                element.text = text
            run._r.append(element)

    def write(self, source: Source) -> bytes:
        """Return the document as bytes that do not change from build to build."""
        for block in source.blocks:
            if isinstance(block, Line):
                self.line(block)
            elif isinstance(block, Grid):
                self.grid(block)
            else:
                self.step(block)
        self._footnotes()
        core = self.document.core_properties
        core.author, core.title, core.comments = "", source.about, ""
        core.created = core.modified = datetime(*STAMP, tzinfo=UTC)
        return _same_dates(self.document)

    def line(self, line: Line, container: Any = None) -> None:
        """Write a paragraph."""
        paragraph = (container or self.document).add_paragraph()
        self.fill(paragraph, line)
        paragraph.alignment = ALIGN[line.align]
        if line.level:
            paragraph.paragraph_format.keep_with_next = True
        if line.indent:
            paragraph.paragraph_format.first_line_indent = Mm(10)

    def fill(self, paragraph: Any, line: Line, size: float = 13) -> None:
        """Put a line's marker and text into a paragraph."""
        text = line.spans
        if line.marker and not self._number(paragraph, line.marker, line.spans[:1]):
            text = [Span(line.marker + " ", *((text[0].bold, text[0].italic) if text else ())), *text]
        for span in text:
            run = paragraph.add_run(span.text)
            run.bold, run.italic, run.font.size = span.bold, span.italic, Pt(size)
            if span.note is not None:
                self._refer(run, span.note)

    def _number(self, paragraph: Any, marker: str, first: list[Span]) -> bool:
        """Put a paragraph into the list that prints its marker; False where Word has no such list ("đ)")."""
        found = MARKER.match(marker + " ") or BARE.match(marker)
        if found is None or found["number"] == "đ":
            return False
        bold, italic = (first[0].bold, first[0].italic) if first else (False, False)
        if found["bullet"]:
            key, count = ("bullet", found["bullet"], ""), 1
        else:
            form, count = _count(found["number"])
            key = (form, found["prefix"], found["suffix"])
        number, last = self.lists.get((*key[:2], f"{key[2]}{bold}{italic}"), (0, 0))
        if number == 0 or (key[0] != "bullet" and count != last + 1):
            number = self._open_list(key, count, bold=bold, italic=italic)
        self.lists[(*key[:2], f"{key[2]}{bold}{italic}")] = (number, count)
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        )
        return True

    def _open_list(self, key: tuple[str, str, str], start: int, *, bold: bool, italic: bool) -> int:
        form, prefix, suffix = key
        text = prefix if form == "bullet" else f"{prefix}%1{suffix}"
        look = f'<w:b w:val="{int(bold)}"/><w:i w:val="{int(italic)}"/>'
        root = self.document.part.numbering_part.element
        self.next_list += 1
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self.next_list}"><w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:suff w:val="space"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="567"/></w:pPr><w:rPr>{look}</w:rPr></w:lvl></w:abstractNum>'
        )
        first_num = root.find(qn("w:num"))
        if first_num is None:
            root.append(abstract)
        else:
            first_num.addprevious(abstract)
        root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{self.next_list}"><w:abstractNumId w:val="{self.next_list}"/></w:num>'
            )
        )
        return self.next_list

    def _refer(self, run: Any, note: str) -> None:
        self.notes.append(note)
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(self.notes) + 1))
        run._r.append(reference)

    def _footnotes(self) -> None:
        if not self.notes:
            return
        rule = '<w:footnote w:type="{}" w:id="{}"><w:p><w:r><w:{}/></w:r></w:p></w:footnote>'
        content = rule.format("separator", 0, "separator") + rule.format(
            "continuationSeparator", 1, "continuationSeparator"
        )
        for index, note in enumerate(self.notes, 2):
            content += (
                f'<w:footnote w:id="{index}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
                f'<w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve"> {note}</w:t></w:r></w:p></w:footnote>'
            )
        xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>{content}</w:footnotes>'
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), self.document.part.package)
        self.document.part.relate_to(
            part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
        )

    def grid(self, grid: Grid) -> None:
        """Write a table; its header repeats where the source says so."""
        table = self.document.add_table(
            grid.rows, grid.cols, style="Table Grid" if grid.ruled else "Normal Table"
        )
        table.autofit = False
        places = [
            row.cells for row in table.rows
        ]  # table.cell() lays out the whole table each time it is asked
        for col, (column, width) in enumerate(zip(table.columns, grid.widths, strict=True)):
            column.width = Mm(width)
            for row in places:
                row[col].width = Mm(width)
        for cell in grid.cells:
            target = places[cell.row][cell.col]
            if cell.row_span > 1 or cell.col_span > 1:
                target = target.merge(places[cell.row + cell.row_span - 1][cell.col + cell.col_span - 1])
            self._cell(
                target,
                cell.text,
                header=cell.row < grid.header_rows,
                narrow=grid.widths[cell.col] < 24 and cell.col_span == 1,
                numbered=grid.numbered and cell.col == 0,
            )
        for row in table.rows:
            properties = row._tr.get_or_add_trPr()
            if not grid.split:
                properties.append(OxmlElement("w:cantSplit"))
        for row in table.rows[: grid.header_rows if grid.repeat else 0]:
            row._tr.trPr.append(OxmlElement("w:tblHeader"))
        self.document.add_paragraph()

    def _cell(self, target: Any, text: str, *, header: bool, narrow: bool, numbered: bool) -> None:
        parts = text.split("\n") if text else [""]
        for index, part in enumerate(parts):
            paragraph = target.paragraphs[0] if index == 0 else target.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.alignment = ALIGN["center" if header or narrow else "left"]
            spans = inline(part, bold=header)
            if numbered and not header and part.isdigit():
                self._number(paragraph, part, [])
                continue
            for span in spans:
                run = paragraph.add_run(span.text)
                run.bold, run.italic, run.font.size = span.bold, span.italic, Pt(11)

    def step(self, step: Step) -> None:
        """Write a header, a signature block, or begin a page."""
        if step.kind == "header":
            self.header(step.value)
        elif step.kind == "sign":
            self.sign(step.value)
        elif step.kind == "page":
            self.document.add_page_break()
        else:
            self._turn(landscape=step.kind == "landscape")

    def _turn(self, *, landscape: bool) -> None:
        section = self.document.add_section()
        sides = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
        section.page_width, section.page_height = sides
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.different_first_page_header_footer = False

    def _pair(self, left: float, right: float) -> Any:
        table = self.document.add_table(1, 2)
        table.autofit = False
        for column, width in zip(table.columns, (left, right), strict=True):
            column.width = Mm(width)
        for cell, width in zip(table.rows[0].cells, (left, right), strict=True):
            cell.width = Mm(width)
        return table

    def _lines(self, cell: Any, lines: list[tuple[str, bool, bool, float]], align: str = "center") -> None:
        for index, (text, bold, italic, size) in enumerate(lines):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            paragraph.alignment = ALIGN[align]
            paragraph.paragraph_format.space_after = Pt(1)
            for span in inline(text, bold=bold, italic=italic):
                run = paragraph.add_run(span.text)
                run.bold, run.italic, run.font.size = span.bold, span.italic, Pt(size)

    def header(self, value: dict[str, Any]) -> None:
        """Write issuer and quốc hiệu side by side, number and date below, then kind and title."""
        if "issuer" in value:
            table = self._pair(60, 102)
            issuer = [(text, text == value["issuer"][-1], False, 12) for text in value["issuer"]]
            state = [
                (text, True, False, size)
                for text, size in zip(value.get("state", STATE), (12, 13), strict=False)
            ]
            self._lines(table.cell(0, 0), issuer)
            self._lines(table.cell(0, 1), state)
            second = table.add_row().cells
            number = [(value["number"], False, False, 13)] + [
                (text, False, False, 12) for text in value.get("about", [])
            ]
            self._lines(second[0], number)
            self._lines(second[1], [(value["date"], False, True, 13)])
            self.document.add_paragraph()
        for key, bold, italic in (("kind", True, False), ("title", True, False), ("attached", False, True)):
            texts = value.get(key, [])
            for text in [texts] if isinstance(texts, str) else texts:
                paragraph = self.document.add_paragraph()
                paragraph.alignment = ALIGN["center"]
                for span in inline(text, bold=bold, italic=italic):
                    run = paragraph.add_run(span.text)
                    run.bold, run.italic, run.font.size = span.bold, span.italic, Pt(14)

    def sign(self, value: dict[str, Any]) -> None:
        """Write recipients on the left and signatures on the right."""
        blocks = value["by"] if isinstance(value["by"], list) else [value["by"]]
        if value.get("side_by_side"):
            both = self._pair(81, 81)
            for cell, block in zip(both.rows[0].cells, blocks, strict=True):
                self._lines(cell, _signature(block))
            self.document.add_paragraph()
        table = self._pair(81, 81)
        recipients = [("Nơi nhận:", True, True, 12)] + [
            (f"- {text}", False, False, 11) for text in value["to"]
        ]
        self._lines(table.cell(0, 0), recipients, "left")
        if not value.get("side_by_side"):
            self._lines(table.cell(0, 1), [line for block in blocks for line in _signature(block)])


def _signature(block: dict[str, Any]) -> list[tuple[str, bool, bool, float]]:
    return [
        *((text, True, False, 13) for text in block["authority"]),
        *[("", False, False, 13)] * 3,
        (block["name"], True, False, 13),
    ]


def _count(text: str) -> tuple[str, int]:
    if text.isdigit():
        return "decimal", int(text)
    if text.isupper():
        worths = [ROMAN[letter] for letter in text]
        return "upperRoman", sum(-a if a < b else a for a, b in zip(worths, [*worths[1:], 0], strict=True))
    return "lowerLetter", ord(text) - ord("a") + 1


def _same_dates(document: Any) -> bytes:
    raw = io.BytesIO()
    document.save(raw)
    target = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            if name != "docProps/thumbnail.jpeg":
                info = zipfile.ZipInfo(name, STAMP)
                info.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(info, old.read(name))
    return target.getvalue()


def write(source: Source) -> bytes:
    """Return a source as DOCX."""
    return Writer().write(source)
