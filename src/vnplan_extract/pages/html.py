"""Reads HTML: exports of word processors and pages of portals, as paragraphs and tables.

What is not the document (navigation, controls, hidden parts) is kept with the role "furniture". A stylesheet is not
interpreted: the look of text comes from tags and inline styles. A page begins where a style asks for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lxml import etree, html

from vnplan_extract.document import FlowTable, Page, Paragraph
from vnplan_extract.errors import DamagedInputError, LimitError
from vnplan_extract.findings import Finding, finding
from vnplan_extract.pages.columns import take_apart
from vnplan_extract.pages.encoding import decode
from vnplan_extract.pages.flow import ParagraphBuilder, ParagraphLook
from vnplan_extract.pages.html_furniture import SILENT, find_furniture, set_heading_aside
from vnplan_extract.pages.html_lists import OpenList, starts_with_marker
from vnplan_extract.pages.html_style import Context, css, declared_role, inherit
from vnplan_extract.pages.html_tables import OpenTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_CHARACTERS = 64 * 1024 * 1024  # the largest page seen, with 54 tables, has 1.5 million
_WIDE = re.compile(
    "[\u00a0\u2002\u2003][\u00a0\u2002\u2003 ]{3,}"
)  # blanks that print, typed to reach a column
_DECLARATION = re.compile(r"\s{0,99}<\?xml[^>]{0,999}\?>")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "xmp",
    ]
)
_PAGE_BREAKS = frozenset({"always", "page", "left", "right"})


def read_html(data: bytes, *, name: str) -> Iterator[Page]:
    """Yield the pages of an HTML file; most have one.

    Args:
        data: The file's bytes; the encoding comes from the mark, the declaration, or the bytes themselves.
        name: What to call it in messages.

    Raises:
        EmptyInputError: Nothing in it.
        DamagedInputError: It cannot be parsed as HTML.
        LimitError: It is larger or nested deeper than the limits allow.
    """
    decoded = decode(data, name=name, declared=True)
    if len(decoded.text) > MAX_CHARACTERS:
        raise LimitError(
            f"the page is longer than {MAX_CHARACTERS:,} characters",
            where=name,
            remedy="Split it into documents.",
        )
    reader = _Reader()
    reader.read(_parse(decoded.text, name))
    return _pages(reader, decoded.findings)


def read_fragment(text: str) -> list[Paragraph | FlowTable]:
    """Return the blocks of a piece of HTML, for example a table inside Markdown."""
    reader = _Reader()
    reader.read(_parse(f"<html><body>{text}</body></html>", "-"))
    return [block for page in reader.pages for block in page]


def _pages(reader: _Reader, findings: tuple[Finding, ...]) -> Iterator[Page]:
    if reader.nested:
        findings = (*findings, finding("table-nested", count=reader.nested))
    pages = [page for page in reader.pages if page] or [[]]
    pages[0] = set_heading_aside(pages[0])
    for number, flow in enumerate(pages, 1):
        yield Page(
            number,
            flow=tuple(flow),
            read_by="text" if flow else "none",
            findings=findings if number == 1 else (),
        )


def _parse(text: str, name: str) -> _Element:
    declaration = _DECLARATION.match(text)
    text = text[declaration.end() :] if declaration else text
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DamagedInputError(
            "the HTML cannot be parsed", where=name, why=str(error), remedy="Save the page again."
        ) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise LimitError(
            "the HTML is nested deeper than any document",
            where=name,
            why="text beyond that depth would be lost",
            remedy="Save it as text, or open and save it in a browser.",
        )
    return root


@dataclass(slots=True)
class _Reader:
    """Walks the tree once, without recursion; every text and tail is added exactly once."""

    pages: list[list[Paragraph | FlowTable]] = field(default_factory=lambda: [[]])
    nested: int = 0
    _contexts: list[Context] = field(default_factory=lambda: [Context()])
    _targets: list[list[Paragraph | FlowTable]] = field(default_factory=list)  # of open cells
    _tables: list[OpenTable] = field(default_factory=list)
    _lists: list[OpenList] = field(default_factory=list)
    _builder: ParagraphBuilder = field(default_factory=ParagraphBuilder)
    _look: Context = field(default_factory=Context)
    _marker: str = ""
    _after_break: bool = False
    _tabs: dict[int, tuple[int, ...]] = field(
        default_factory=dict
    )  # of paragraphs outside tables, by identity
    _breaks_after: list[_Element] = field(default_factory=list)

    def read(self, root: _Element) -> None:
        """Read a page."""
        furniture = find_furniture(root)
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if element.tag in SILENT:
                    walk.skip_subtree()
                self._start(element, furniture=element in furniture)
            else:
                if event == "end":
                    self._end(element)
                if element is not root:
                    self._add(element.tail)
        self._flush()
        for at, page in enumerate(self.pages):
            self.pages[at] = take_apart(page, [self._tabs.get(id(block), ()) for block in page])

    def _start(self, element: _Element, *, furniture: bool) -> None:
        tag = element.tag
        declared = css(element)
        context = inherit(self._contexts[-1], element, declared)
        role = "furniture" if furniture else declared_role(element, declared)
        if role is not None and context.role == "body":
            context = replace(context, role=role)
        if tag in _BLOCKS or context.role != self._contexts[-1].role:
            self._flush()
        self._contexts.append(context)
        if declared:
            self._page_breaks(element, declared)
        if tag in SILENT:
            return
        if tag == "br":
            self._line_break()
        elif tag in {"ul", "ol", "menu", "dir"}:
            self._lists.append(OpenList.of(element, declared))
        elif tag == "li" and self._lists:
            self._marker = self._lists[-1].next(element, declared)
        elif tag in {"table", "tr", "td", "th"}:
            self._start_table_part(element, declared)
        self._add(element.text)

    def _end(self, element: _Element) -> None:
        tag = element.tag
        closed = self._contexts[-1]
        if tag in _BLOCKS or (len(self._contexts) > 1 and closed.role != self._contexts[-2].role):
            self._flush()
        if tag in {"ul", "ol", "menu", "dir"} and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._marker = ""
        elif tag in {"td", "th"} and self._targets and self._tables and self._tables[-1].in_cell:
            blocks = self._targets.pop()
            self._tables[-1].end_cell(blocks)
        elif tag == "table" and self._tables:
            self._end_table()
        self._contexts.pop()
        if self._breaks_after and self._breaks_after[-1] is element:
            self._breaks_after.pop()
            self._new_page()

    def _start_table_part(self, element: _Element, declared: dict[str, str]) -> None:
        if element.tag == "table":
            self._tables.append(OpenTable.of(element, declared))
        elif self._tables and element.tag == "tr":
            self._tables[-1].start_row(element)
        elif self._tables and not self._tables[-1].in_cell:
            self._tables[-1].start_cell(element, declared)
            self._targets.append([])

    def _end_table(self) -> None:
        table = self._tables.pop()
        blocks, nested = table.finish()
        self.nested += nested
        self._target.extend(blocks)

    @property
    def _target(self) -> list[Paragraph | FlowTable]:
        return self._targets[-1] if self._targets else self.pages[-1]

    def _add(self, text: str | None) -> None:
        if not text:
            return
        context = self._contexts[-1]
        if self._after_break and not self._targets and starts_with_marker(text.lstrip()):
            self._flush()  # "<br>- ...": an item of a list, as editors write them
        if not self._builder.has_text:
            self._look = context
        elif not text.isspace() and self._look.level is None:
            self._look = replace(self._look, level=context.level)
        text = text.upper() if context.upper else text
        if context.preformatted:
            for index, line in enumerate(text.split("\n")):
                if index:
                    self._builder.line_break()
                self._builder.add(line, context.style)
        else:
            for index, part in enumerate(_WIDE.split(text)):
                if index:
                    self._builder.tab()
                self._builder.add(part, context.style)
        if not text.isspace():
            self._after_break = False

    def _line_break(self) -> None:
        """Break the line; two breaks in a row part paragraphs, as pages without `<p>` write them."""
        if self._after_break:
            self._flush()
        else:
            self._builder.line_break()
            self._after_break = True

    def _flush(self) -> None:
        self._after_break = False
        look = self._look
        builder, self._builder = self._builder, ParagraphBuilder()
        if not builder.has_text:
            return
        about = ParagraphLook(look.level, look.align, round(look.indent, 2), look.role)
        paragraph = builder.build(about)
        if paragraph is not None and self._marker and not starts_with_marker(paragraph.text):
            paragraph = builder.build(about, marker=self._marker, marker_style=look.style)
        self._marker = ""
        if paragraph is not None:
            self._target.append(paragraph)
            if builder.tabs and not self._targets:
                self._tabs[id(paragraph)] = tuple(builder.tabs)

    def _page_breaks(self, element: _Element, declared: dict[str, str]) -> None:
        before = declared.get("page-break-before", declared.get("break-before", ""))
        after = declared.get("page-break-after", declared.get("break-after", ""))
        if before in _PAGE_BREAKS:
            self._new_page()
        if after in _PAGE_BREAKS:
            self._breaks_after.append(element)

    def _new_page(self) -> None:
        """Begin a page; inside a table the break cannot be placed and is left to the layout."""
        if self._tables:
            return
        self._flush()
        if self.pages[-1]:
            self.pages.append([])
