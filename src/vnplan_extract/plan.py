"""The Plan: what every extraction returns.

The JSON, the JSON Schema, the gold files and the database tables say the same in the same words. Each field declares
how it is scored (`Metric`), so that the score is a property of the contract and not of the scorer.
"""

from __future__ import annotations

import html
from decimal import Decimal
from enum import StrEnum
from importlib import import_module
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer
from pydantic.fields import FieldInfo  # noqa: TC002 - read at run time by the models

from vnplan_extract.errors import MissingPartError
from vnplan_extract.evidence import Record
from vnplan_extract.findings import Finding

SCHEMA_VERSION = "1.0"


class Metric(StrEnum):
    """How a field is compared with gold."""

    EXACT = "exact"  # equal or not: numbers, dates, ids, codes
    TEXT = "text"  # similarity of running text, threshold stated by the scorer
    AGENCY = "agency"  # by id, else by normalised name
    CITATION = "citation"  # by number and date, else kind and title
    QUANTITY = "quantity"  # value, bound, unit, rate: apart and together
    RECORD = "record"  # by its fields
    ROWS = "rows"  # rows matched by optimal assignment, then field by field
    TREE = "tree"  # (path, title) pairs
    TABLE = "table"  # GriTS, exact table
    FINDING = "finding"  # by code and path
    NONE = "none"  # not scored


def about(description: str, metric: Metric = Metric.EXACT, **kwargs: Any) -> FieldInfo:
    """Describe a field and say how it is scored."""
    info: FieldInfo = Field(description=description, json_schema_extra={"metric": metric.value}, **kwargs)
    return info


def frame_of(columns: dict[str, list[str]], library: Literal["pandas", "polars"] | None) -> Any:
    """Make a data frame with the library asked for, or with the first that is installed.

    Raises:
        MissingPartError: It is not installed.
    """
    for name in (library,) if library else ("pandas", "polars"):
        try:
            return import_module(name).DataFrame(columns)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
    raise MissingPartError(
        f"{library or 'pandas or polars'} is not installed",
        where="to_dataframe",
        remedy="pip install 'vnplan_extract[frames]'",
    )


def _plain(number: Decimal) -> str:
    """Write a decimal without exponent and without idle zeros after the point."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


Number = Annotated[Decimal, PlainSerializer(_plain, return_type=str, when_used="json")]
Level = Literal["central", "province", "district", "commune", "other"]
Bound = Literal["exact", "at_least", "more_than", "at_most", "less_than", "about", "range"]
SectionKind = Literal[
    "part",
    "chapter",
    "section",
    "subsection",
    "article",
    "roman",
    "arabic",
    "decimal",
    "letter",
    "dash",
    "plus",
    "parenthesis",
    "heading",
    "annex",
]


class PageInfo(Record):
    """A page of the source and how it was read."""

    number: Annotated[int, about("Page number in the file, from 1", Metric.NONE, ge=1)]
    width: Annotated[float, about("Width in points, 0 where the format has no pages", Metric.NONE)] = 0.0
    height: Annotated[float, about("Height in points, 0 where the format has no pages", Metric.NONE)] = 0.0
    rotation: Annotated[int, about("Degrees clockwise the page is turned for display", Metric.NONE)] = 0
    read_by: Annotated[Literal["text", "ocr", "none"], about("How the page was read", Metric.NONE)] = "text"
    confidence: Annotated[float, about("How sure the reading is, 0 to 1", Metric.NONE, ge=0, le=1)] = 1.0
    printed: Annotated[int | None, about("Page number as printed on it", Metric.NONE)] = None
    name: Annotated[str | None, about("Name of the sheet, where the file is a workbook", Metric.NONE)] = None


class Source(Record):
    """The file that was read."""

    name: Annotated[str, about("File name, or '-' for a stream", Metric.NONE)]
    sha256: Annotated[str, about("SHA-256 of the bytes, in hex", Metric.NONE)]
    media_type: Annotated[str, about("Media type by content", Metric.NONE)]
    pages: Annotated[tuple[PageInfo, ...], about("The pages in order", Metric.NONE)] = ()


class Agency(Record):
    """An organisation, as printed and as what it is."""

    text: Annotated[str, about("As printed", Metric.TEXT)]
    name: Annotated[str, about("Full, normalised name at the document's time", Metric.AGENCY)]
    id: Annotated[str | None, about("Gazetteer id valid at the document's date", Metric.AGENCY)] = None
    current_id: Annotated[str | None, about("Gazetteer id after the mergers of 2025", Metric.NONE)] = None
    level: Annotated[Level, about("Level of the state it belongs to")] = "other"


class Citation(Record):
    """Another document that this one refers to."""

    text: Annotated[str, about("As printed", Metric.NONE)] = ""
    kind: Annotated[str | None, about("Document type in words: 'Quyết định'")] = None
    number: Annotated[str | None, about("Number and symbol: '1322/QĐ-TTg'", Metric.CITATION)] = None
    symbol: Annotated[str | None, about("Symbol, known even when the number is blank: 'KH-UBND'")] = None
    issued: Annotated[str | None, about("Date of issue, EDTF")] = None
    issuer: Annotated[Agency | None, about("Who issued it", Metric.AGENCY)] = None
    title: Annotated[str | None, about("Its title or abstract", Metric.TEXT)] = None
    article: Annotated[str | None, about("Điều, khoản, điểm referred to")] = None
    repaired_from: Annotated[str | None, about("Number as printed, where damage was repaired")] = None
    role: Annotated[Literal["basis", "implements", "cited"], about("Why it is cited")] = "cited"


class Section(Record):
    """A node of the section tree."""

    marker: Annotated[str | None, about("As printed without its dot or bracket: 'II', '2.1', 'a', '-'")] = (
        None
    )
    kind: Annotated[SectionKind, about("Numbering style")]
    path: Annotated[str, about("Ordinals joined by dots, unique in the plan: 'II.2.1.a'", Metric.TREE)]
    title: Annotated[
        str | None, about("Heading text; null for list items, whose words are their text", Metric.TREE)
    ] = None
    text: Annotated[
        str, about("Own text, children excluded, paragraphs separated by line feeds", Metric.TEXT)
    ] = ""
    children: Annotated[tuple[Section, ...], about("Sections one level down", Metric.TREE)] = ()


class Quantity(Record):
    """How much of what."""

    text: Annotated[str, about("As printed", Metric.NONE)] = ""
    low: Annotated[Number, about("Lower or only value; money in đồng", Metric.QUANTITY)]
    high: Annotated[Number, about("Upper or only value; money in đồng", Metric.QUANTITY)]
    bound: Annotated[Bound, about("How the value binds", Metric.QUANTITY)] = "exact"
    unit: Annotated[str | None, about("Canonical unit id", Metric.QUANTITY)] = None
    unit_text: Annotated[str | None, about("Unit as printed", Metric.NONE)] = None
    per: Annotated[
        str | None,
        about(
            "Rate: an ISO 8601 duration or a unit id ('10000 person'); several joined by / in printed order",
            Metric.QUANTITY,
        ),
    ] = None
    direction: Annotated[Literal["increase", "decrease"] | None, about("Change meant", Metric.QUANTITY)] = (
        None
    )
    flags: Annotated[tuple[str, ...], about("How the text departs from the rule", Metric.NONE)] = ()


class When(Record):
    """A point, stretch or repetition of time."""

    text: Annotated[str, about("As printed", Metric.NONE)] = ""
    edtf: Annotated[str | None, about("EDTF or ISO 8601 repeat; null for 'thường xuyên'")] = None
    by: Annotated[str | None, about("Yearly day or month of a repetition: '--12-15'")] = None
    bound: Annotated[Literal["before"] | None, about("'before' for 'trước ngày ...'")] = None


class Target(Record):
    """A commitment: what is to be reached, or was."""

    text: Annotated[str, about("As printed", Metric.TEXT)]
    section: Annotated[str, about("Path of the section it stands in")]
    level: Annotated[Literal["general", "specific"], about("Mục tiêu chung or cụ thể")] = "specific"
    quantities: Annotated[tuple[Quantity, ...], about("All its quantities", Metric.QUANTITY)] = ()
    by_year: Annotated[
        dict[int, Quantity],
        about(
            "Which of them is for which year, where columns or words say so",
            Metric.QUANTITY,
            default_factory=dict,
        ),
    ]
    when: Annotated[When | None, about("Deadline or phase, its own or inherited", Metric.RECORD)] = None
    status: Annotated[Literal["planned", "achieved"], about("Planned, or reached in an earlier period")] = (
        "planned"
    )


class BudgetLine(Record):
    """An amount with its fund and phase."""

    label: Annotated[str, about("As printed", Metric.TEXT)] = ""
    amount: Annotated[Quantity, about("Amount in đồng", Metric.QUANTITY)]
    fund: Annotated[
        Literal["state_budget", "enterprise", "other"] | None, about("Kind of fund; null for a total")
    ] = None
    fund_text: Annotated[str | None, about("Fund as printed", Metric.TEXT)] = None
    period: Annotated[str | None, about("Phase, EDTF")] = None


class Task(Record):
    """Something to be done, by whom, by when."""

    ordinal: Annotated[str | None, about("As printed")] = None
    path: Annotated[str, about("Ordinal with its groups: 'III.1'")]
    parent: Annotated[str | None, about("Path of its group row")] = None
    text: Annotated[str, about("What is to be done", Metric.TEXT)]
    origin: Annotated[Literal["table", "body"], about("Where it stands")]
    section: Annotated[str | None, about("Section path, for a task of the body")] = None
    table: Annotated[int | None, about("Table index, for a task of a table", Metric.NONE)] = None
    row: Annotated[int | None, about("Row in that table", Metric.NONE)] = None
    leads: Annotated[tuple[Agency, ...], about("Chủ trì", Metric.AGENCY)] = ()
    partners: Annotated[tuple[Agency, ...], about("Phối hợp", Metric.AGENCY)] = ()
    when: Annotated[When | None, about("Deadline or schedule", Metric.RECORD)] = None
    outputs: Annotated[tuple[str, ...], about("Products expected", Metric.TEXT)] = ()
    quantities: Annotated[tuple[Quantity, ...], about("Its quantities", Metric.QUANTITY)] = ()
    by_year: Annotated[
        dict[int, Quantity], about("Quantity of each year", Metric.QUANTITY, default_factory=dict)
    ]
    amounts: Annotated[tuple[BudgetLine, ...], about("Money by fund", Metric.ROWS)] = ()
    items: Annotated[tuple[Task, ...], about("Parts with leads or dates of their own", Metric.ROWS)] = ()


class Budget(Record):
    """The money of the plan."""

    total: Annotated[Quantity | None, about("Total in đồng", Metric.QUANTITY)] = None
    in_words: Annotated[Quantity | None, about("The spelt-out total", Metric.QUANTITY)] = None
    lines: Annotated[tuple[BudgetLine, ...], about("By source and phase", Metric.ROWS)] = ()
    funds: Annotated[tuple[str, ...], about("Sources named without an amount", Metric.TEXT)] = ()


class Duty(Record):
    """What an agency has to see to."""

    agencies: Annotated[tuple[Agency, ...], about("Who", Metric.AGENCY)]
    section: Annotated[str | None, about("Section path")] = None
    items: Annotated[tuple[str, ...], about("What", Metric.TEXT)] = ()


class Signature(Record):
    """Who signed, and on whose behalf."""

    authority: Annotated[
        tuple[str, ...], about("Lines over the name: 'TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH'")
    ] = ()
    name: Annotated[str | None, about("Name as printed")] = None


class Column(Record):
    """A column of a table."""

    role: Annotated[
        str,
        about(
            "ordinal, task, lead, partner, when, output, amount, fund_amount, quantity, unit, year, note, unknown"
        ),
    ] = "unknown"
    text: Annotated[str, about("Header path, levels joined by ' > '", Metric.TEXT)] = ""
    year: Annotated[int | None, about("Year of a year column")] = None


class Cell(Record):
    """A cell: rows `row` to `row + row_span`, columns likewise, half-open."""

    row: Annotated[int, about("First row, from 0, header rows included", Metric.TABLE)]
    col: Annotated[int, about("First column, from 0", Metric.TABLE)]
    row_span: Annotated[int, about("Rows covered", Metric.TABLE)] = 1
    col_span: Annotated[int, about("Columns covered", Metric.TABLE)] = 1
    text: Annotated[str, about("De-wrapped text", Metric.TABLE)] = ""
    header: Annotated[bool, about("Is it part of the header", Metric.TABLE)] = False
    repaired_from: Annotated[
        str | None, about("Text as OCR read it, where arithmetic proved another", Metric.NONE)
    ] = None


class Fragment(Record):
    """The part of a table on one page."""

    page: Annotated[int, about("Page, from 1", Metric.NONE)]
    box: Annotated[tuple[float, float, float, float] | None, about("Its place on the page", Metric.NONE)] = (
        None
    )
    first_row: Annotated[int, about("First row of the joined table on this page", Metric.NONE)]
    last_row: Annotated[int, about("Last row on this page, inclusive", Metric.NONE)]
    score: Annotated[float, about("How sure the join with the fragment before is", Metric.NONE)] = 1.0
    split_row: Annotated[bool, about("The page break cut its first row", Metric.NONE)] = False


class Table(Record):
    """A table, joined over pages."""

    index: Annotated[int, about("Place among the plan's tables, from 0", Metric.NONE)]
    caption: Annotated[str | None, about("Caption or annex title", Metric.TEXT)] = None
    unit: Annotated[str | None, about("'triệu đồng' of 'Đơn vị: triệu đồng'")] = None
    header_rows: Annotated[int, about("Rows of the header", Metric.TABLE)] = 0
    rows: Annotated[int, about("Rows, header included", Metric.TABLE)]
    cols: Annotated[int, about("Columns", Metric.TABLE)]
    cells: Annotated[tuple[Cell, ...], about("Cells in row-major order", Metric.TABLE)] = ()
    columns: Annotated[tuple[Column, ...], about("Columns with their roles", Metric.ROWS)] = ()
    pages: Annotated[tuple[int, ...], about("Pages it is printed on", Metric.EXACT)] = ()
    fragments: Annotated[tuple[Fragment, ...], about("Its part on each page", Metric.NONE)] = ()
    notes: Annotated[tuple[str, ...], about("Notes under the table", Metric.TEXT)] = ()
    complete: Annotated[bool, about("False when its first rows are missing")] = True

    def to_rows(self) -> list[list[str]]:
        """Return the grid as rows of strings; a cell's text stands in its first row and column only."""
        grid = [[""] * self.cols for _ in range(self.rows)]
        for cell in self.cells:
            grid[cell.row][cell.col] = cell.text
        return grid

    def to_dataframe(self, *, library: Literal["pandas", "polars"] | None = None) -> Any:
        """Return the body as a data frame of strings: a column for each, named by its header path.

        The text of a cell that spans rows or columns stands in each of them, so that every row can be read alone.

        Args:
            library: Which kind of frame; by default pandas where it is installed, else polars.

        Raises:
            MissingPartError: The library is not installed.
        """
        grid = [[""] * self.cols for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.row_span, self.rows)):
                for col in range(cell.col, min(cell.col + cell.col_span, self.cols)):
                    grid[row][col] = cell.text
        body = grid[self.header_rows :]
        return frame_of({name: [row[at] for row in body] for at, name in enumerate(self._names())}, library)

    def _names(self) -> list[str]:
        """Return a name for each column, none twice."""
        texts = [self.columns[at].text if at < len(self.columns) else "" for at in range(self.cols)]
        names: list[str] = []
        for at, text in enumerate(texts, 1):
            name = text or f"column {at}"
            names.append(name if name not in names else f"{name} [{at}]")
        return names

    def _repr_html_(self) -> str:
        parts = ["<table>"]
        by_row: dict[int, list[Cell]] = {}
        for cell in self.cells:
            by_row.setdefault(cell.row, []).append(cell)
        for row in range(self.rows):
            parts.append("<tr>")
            for cell in sorted(by_row.get(row, []), key=lambda cell: cell.col):
                tag = "th" if cell.header else "td"
                spans = (f' rowspan="{cell.row_span}"' if cell.row_span > 1 else "") + (
                    f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
                )
                parts.append(f"<{tag}{spans}>{html.escape(cell.text)}</{tag}>")
            parts.append("</tr>")
        return "".join([*parts, "</table>"])


class ProducedBy(Record):
    """What made this plan, so that a run can be repeated."""

    version: Annotated[str, about("Version of vnplan_extract", Metric.NONE)]
    options: Annotated[str, about("Digest of the options", Metric.NONE)] = ""


class Plan(Record):
    """A Vietnamese government plan: who must do what by when, for how much, with which target."""

    schema_version: Annotated[str, about("Version of this contract", Metric.NONE)] = SCHEMA_VERSION
    source: Annotated[Source, about("The file", Metric.NONE)]
    status: Annotated[Literal["issued", "draft", "not_a_plan"], about("draft: no number or no date of issue")]
    kind: Annotated[str | None, about("Document type code of Nghị định 30/2020: 'KH'")] = None
    number: Annotated[str | None, about("'125/KH-UBND'; null when blank")] = None
    symbol: Annotated[str | None, about("'KH-UBND', known even when the number is blank")] = None
    issuer: Annotated[Agency | None, about("Issuing body", Metric.AGENCY)] = None
    co_issuers: Annotated[
        tuple[Agency, ...], about("Further issuers of a joint programme", Metric.AGENCY)
    ] = ()
    parent_issuer: Annotated[Agency | None, about("Body over the issuer", Metric.AGENCY)] = None
    place: Annotated[str | None, about("Place of issue")] = None
    issued: Annotated[str | None, about("Date of issue, EDTF")] = None
    title: Annotated[str | None, about("Trích yếu", Metric.TEXT)] = None
    period: Annotated[str | None, about("Period of the plan, EDTF interval")] = None
    vision: Annotated[str | None, about("Year of 'tầm nhìn đến năm ...'")] = None
    attached_to: Annotated[Citation | None, about("The decision that issues this plan", Metric.CITATION)] = (
        None
    )
    preamble: Annotated[str | None, about("Text between the title and the first section", Metric.TEXT)] = None
    legal_basis: Annotated[tuple[Citation, ...], about("Căn cứ", Metric.CITATION)] = ()
    sections: Annotated[tuple[Section, ...], about("The section tree", Metric.TREE)] = ()
    targets: Annotated[tuple[Target, ...], about("Mục tiêu, chỉ tiêu", Metric.ROWS)] = ()
    tasks: Annotated[tuple[Task, ...], about("Nhiệm vụ", Metric.ROWS)] = ()
    budget: Annotated[Budget | None, about("Kinh phí", Metric.RECORD)] = None
    duties: Annotated[tuple[Duty, ...], about("Tổ chức thực hiện", Metric.ROWS)] = ()
    recipients: Annotated[tuple[str, ...], about("Nơi nhận", Metric.TEXT)] = ()
    signatures: Annotated[tuple[Signature, ...], about("Signatures", Metric.ROWS)] = ()
    tables: Annotated[tuple[Table, ...], about("Tables", Metric.TABLE)] = ()
    citations: Annotated[tuple[Citation, ...], about("All citations, deduplicated", Metric.CITATION)] = ()
    findings: Annotated[tuple[Finding, ...], about("What is odd", Metric.FINDING)] = ()
    produced_by: Annotated[ProducedBy | None, about("What made this plan", Metric.NONE)] = None

    def __repr__(self) -> str:
        return (
            f"<Plan {self.number or self.symbol or self.status} {self.issued or 'undated'}: {(self.title or '')[:60]!r}, "
            f"{len(self.sections)} sections, {len(self.targets)} targets, {len(self.tasks)} tasks, "
            f"{len(self.tables)} tables, {len(self.findings)} findings>"
        )

    def _repr_html_(self) -> str:
        rows = {
            "Status": self.status,
            "Kind": self.kind,
            "Number": self.number or (f"… /{self.symbol}" if self.symbol else None),
            "Issued": ", ".join(part for part in (self.place, self.issued) if part) or None,
            "Issuer": self.issuer.name if self.issuer else None,
            "Title": self.title,
            "Period": self.period,
            "Vision": self.vision,
            "Signed": "; ".join(signature.name for signature in self.signatures if signature.name) or None,
            "Sections, targets, tasks, tables": f"{len(self.sections)}, {len(self.targets)}, {len(self.tasks)}, {len(self.tables)}",
            "Findings": "; ".join(f"{item.severity}: {item.code}" for item in self.findings) or None,
        }
        body = "".join(
            f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
            for name, value in rows.items()
            if value
        )
        return f"<table>{body}</table>"
