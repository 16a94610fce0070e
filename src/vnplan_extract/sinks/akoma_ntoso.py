"""Akoma Ntoso 1.0 (OASIS LegalDocML): a `doc` with the section tree, its eIds, tables and citations, one file a plan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from vnplan_extract._version import __version__
from vnplan_extract.lang.accents import fold_accents
from vnplan_extract.sinks.days import first_day
from vnplan_extract.sinks.xmlfiles import XmlFolderSink, child, xml_text

if TYPE_CHECKING:
    from vnplan_extract.plan import Plan, Section, Table

SPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
ELEMENT = {
    "part": ("part", "part"),
    "chapter": ("chapter", "chp"),
    "section": ("section", "sec"),
    "subsection": ("subsection", "subsec"),
    "article": ("article", "art"),
    "roman": ("section", "sec"),
    "arabic": ("paragraph", "para"),
    "decimal": ("subparagraph", "subpara"),
    "letter": ("point", "point"),
    "dash": ("indent", "indent"),
    "plus": ("indent", "indent"),
    "parenthesis": ("point", "point"),
    "heading": ("hcontainer", "hcontainer"),
    "annex": ("hcontainer", "hcontainer"),
}
"""Kind of a section -> its element, and the abbreviation that the naming convention gives it."""
WORDS = {"KH": "ke-hoach", "CTr": "chuong-trinh", "PA": "phuong-an", "ĐA": "de-an", "QĐ": "quyet-dinh"}
UNKNOWN = "1000-01-01"  # a date must stand there; where the document has none, this one says so


class AkomaNtosoSink(XmlFolderSink):
    """Writes `NAME--ID.xml` in Akoma Ntoso for each plan into a folder."""

    @staticmethod
    def document(plan: Plan) -> etree._Element:
        """Return the plan as Akoma Ntoso."""
        return akoma_ntoso(plan)


MOST_BARE_ROWS = 100  # no merged cell is as high; a Plan from elsewhere may claim any number of rows


def akoma_ntoso(plan: Plan) -> etree._Element:
    """Return a plan as an Akoma Ntoso document."""
    root = etree.Element(f"{{{SPACE}}}akomaNtoso", nsmap={None: SPACE})
    doc = child(root, "doc", name=_slug(WORDS.get(plan.kind or "", plan.kind or "plan")))
    _meta(doc, plan)
    _preface(doc, plan)
    body = child(doc, "mainBody")
    used: set[str] = set()
    for section in plan.sections:
        _section(body, section, "", used)
    for table in plan.tables:
        _table(body, table)
    if not len(body):
        child(
            child(body, "hcontainer", name="body", eId="hcontainer_1"), "content", eId="hcontainer_1__content"
        ).append(etree.Element(f"{{{SPACE}}}p"))
    _conclusions(doc, plan)
    return root


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold_accents(text).lower()).strip("-") or "x"


def uri(plan: Plan) -> str:
    """Return the FRBR URI of the work: `/akn/vn/doc/ke-hoach/2021-04-15/125-kh-ubnd`."""
    kind = WORDS.get(plan.kind or "", _slug(plan.kind or "plan"))
    return f"/akn/vn/doc/{kind}/{_date(plan)}/{_slug(plan.number or plan.symbol or plan.source.sha256[:16])}"


def _date(plan: Plan) -> str:
    """Return the day of issue; where it is not known to the day, the first it may be."""
    day = first_day(plan.issued or "")
    return day.isoformat() if day else UNKNOWN


def _meta(doc: etree._Element, plan: Plan) -> None:
    meta = child(doc, "meta")
    identification = child(meta, "identification", source="#vnplan")
    work = uri(plan)
    author = "#issuer" if plan.issuer else "#vnplan"
    levels = (
        ("FRBRWork", work),
        ("FRBRExpression", f"{work}/vie@"),
        ("FRBRManifestation", f"{work}/vie@.xml"),
    )
    for level, here in levels:
        part = child(identification, level)
        child(
            part,
            "FRBRthis",
            value=f"{here.removesuffix('.xml')}/!main{'.xml' if here.endswith('.xml') else ''}",
        )
        child(part, "FRBRuri", value=here)
        child(part, "FRBRdate", date=_date(plan), name="issued")
        child(part, "FRBRauthor", href=author)
        if level == "FRBRWork":
            child(part, "FRBRcountry", value="vn")
        elif level == "FRBRExpression":
            child(part, "FRBRlanguage", language="vie")
    references = child(meta, "references", source="#vnplan")
    if plan.issuer:
        child(
            references,
            "TLCOrganization",
            eId="issuer",
            href=f"/akn/ontology/organization/vn/{_slug(plan.issuer.name)}",
            showAs=xml_text(plan.issuer.name),
        )
    child(
        references,
        "TLCOrganization",
        eId="vnplan",
        href="/akn/ontology/organization/vnplan-extract",
        showAs=f"vnplan_extract {__version__}",
    )


def _preface(doc: etree._Element, plan: Plan) -> None:
    preface = child(doc, "preface")
    if plan.number:
        child(child(preface, "p"), "docNumber", plan.number)
    if plan.issuer:
        child(child(preface, "p"), "docProponent", plan.issuer.text)
    child(child(preface, "p"), "docTitle", plan.title or "")
    if plan.preamble or plan.legal_basis:
        preamble = child(doc, "preamble")
        for line in (plan.preamble or "").splitlines():
            child(preamble, "p", line)
        for citation in plan.legal_basis:
            child(preamble, "p", citation.text or citation.number or "")


def _section(parent: etree._Element, section: Section, above: str, used: set[str]) -> None:
    element, short = ELEMENT[section.kind]
    number = _slug(section.path.rsplit(".", 1)[-1])
    identity = _unique(f"{above}{short}_{number}", used)
    attributes = {"eId": identity} | ({"name": section.kind} if element == "hcontainer" else {})
    made = child(parent, element, **attributes)
    if section.marker:
        child(made, "num", section.marker)
    if section.title:
        child(made, "heading", section.title)
    prefix = f"{identity}__"
    if section.children:
        if section.text:
            _paragraphs(child(made, "intro", eId=_unique(f"{prefix}intro", used)), section.text)
        for below in section.children:
            _section(made, below, prefix, used)
    else:
        _paragraphs(child(made, "content", eId=_unique(f"{prefix}content", used)), section.text)


def _unique(identity: str, used: set[str]) -> str:
    chosen, number = identity, 1
    while chosen in used:
        number += 1
        chosen = f"{identity}-{number}"
    used.add(chosen)
    return chosen


def _paragraphs(parent: etree._Element, text: str) -> None:
    for line in text.splitlines() or [""]:
        child(parent, "p", line)


def _table(body: etree._Element, table: Table) -> None:
    identity = f"hcontainer_table-{table.index + 1}"
    holder = child(body, "hcontainer", name="table", eId=identity)
    if table.caption:
        child(holder, "heading", table.caption)
    made = child(child(holder, "content", eId=f"{identity}__content"), "table", eId=f"{identity}__table_1")
    rows: dict[int, list[tuple[int, etree._Element]]] = {}
    for cell in table.cells:
        spans = {"rowspan": str(cell.row_span), "colspan": str(cell.col_span)}
        kept = {name: value for name, value in spans.items() if value != "1"}
        element = etree.Element(f"{{{SPACE}}}{'th' if cell.header else 'td'}", kept)
        _paragraphs(element, cell.text)
        rows.setdefault(cell.row, []).append((cell.col, element))
    below = min(rows, default=0)
    for number in sorted(rows):
        for _ in range(min(number - below, MOST_BARE_ROWS)):
            child(child(child(made, "tr"), "td"), "p")  # all its cells are of rows above
        line = child(made, "tr")
        line.extend(element for _, element in sorted(rows[number], key=lambda pair: pair[0]))
        below = number + 1
    if not rows:
        child(child(child(made, "tr"), "td"), "p")


def _conclusions(doc: etree._Element, plan: Plan) -> None:
    lines = [
        *(f"{' '.join(item.authority)} {item.name or ''}".strip() for item in plan.signatures),
        *plan.recipients,
    ]
    if lines:
        conclusions = child(doc, "conclusions")
        for line in lines:
            child(conclusions, "p", line)
