"""A table as CSV, HTML and Markdown."""

from __future__ import annotations

import csv
import io

from lxml import html as lxml_html

from vnplan_extract.plan import Cell, Table
from vnplan_extract.sinks.tables import filled_rows, to_csv, to_html, to_markdown

TABLE = Table(
    index=0,
    caption="Dự toán <sơ bộ>",
    header_rows=2,
    rows=4,
    cols=3,
    cells=(
        Cell(row=0, col=0, row_span=2, text="TT", header=True),
        Cell(row=0, col=1, col_span=2, text="Kinh phí", header=True),
        Cell(row=1, col=1, text="Ngân sách", header=True),
        Cell(row=1, col=2, text="Khác", header=True),
        Cell(row=2, col=0, row_span=2, text="1"),
        Cell(row=2, col=1, text='18.450, "tạm tính"'),
        Cell(row=2, col=2, text="a|b"),
        Cell(row=3, col=1, text="<b>"),
        Cell(row=3, col=2),
    ),
    notes=("Ghi chú: số dự kiến",),
)


def test_csv_comes_back():
    rows = list(csv.reader(io.StringIO(to_csv(TABLE), newline="")))
    assert rows == filled_rows(TABLE) == TABLE.to_rows()


def test_spans_may_be_repeated():
    assert filled_rows(TABLE, repeat=True)[3][0] == "1"
    assert filled_rows(TABLE, repeat=True)[0] == ["TT", "Kinh phí", "Kinh phí"]


def test_html_comes_back():
    tree = lxml_html.fromstring(to_html(TABLE))
    assert tree.findtext("caption") == "Dự toán <sơ bộ>"
    assert len(tree.findall("thead/tr")) == 2
    assert tree.findall("tbody/tr")[1].findtext("td") == "<b>"
    assert tree.find("thead/tr/th").get("rowspan") == "2"


def test_markdown_has_one_head():
    lines = to_markdown(TABLE).splitlines()
    assert "| TT | Kinh phí > Ngân sách | Kinh phí > Khác |" in lines
    assert r'| 1 | 18.450, "tạm tính" | a\|b |' in lines
    assert lines[-1] == "Ghi chú: số dự kiến"
