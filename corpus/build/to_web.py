"""Typesets a source as the page of a website into which somebody pasted it: menus, dates and other news around, the styles of a word processor inside.

Only sources with the tag "website" have such a page; its words inside are those of the other renditions.
"""

from __future__ import annotations

from html import escape

from markup import Grid, Line, Source, Span, Step, inline

FONT = "font-family:'Times New Roman',serif;font-size:14px"
TOP = """<div id="wrapper"><div id="top"><a href="/"><img src="/img/banner.jpg" alt="Trang thông tin điện tử"></a></div>
<div class="menu-main"><ul><li><a href="/">Trang chủ</a></li><li><a href="/gioi-thieu">Giới thiệu</a></li><li><a href="/tin-tuc">Tin tức</a></li>
<li><a href="/van-ban">Văn bản</a></li><li><a href="/lien-he">Liên hệ</a></li></ul></div>
<div class="path"><a href="/">Trang chủ</a> &raquo; <a href="/van-ban">Văn bản</a> &raquo; Kế hoạch</div>
<div class="col-left"><div class="box"><div class="box-title">Chuyên mục</div><ul><li><a href="/cong-khai">Công khai</a></li><li><a href="/lich">Lịch công tác tuần</a></li></ul></div></div>
<div class="col-main">"""
BOTTOM = """<div class="tools"><a href="#">In bài viết</a> <a href="#">Gửi cho bạn bè</a></div>
<div class="other-news"><h3>Các tin khác</h3><ul><li><a href="/a1">Kế hoạch số 12/KH-THBT2 kiểm tra nội bộ tháng 10 (02/10/2026)</a></li>
<li><a href="/a2">Thông báo thu các khoản đầu năm (28/9/2026)</a></li></ul></div></div>
<div id="bottom"><p>Bản quyền thuộc về nhà trường. Điện thoại: 0277 3000 000. Thiết kế: VNPT</p></div></div>"""


def write(source: Source) -> str:
    """Return a source as a web page."""
    title = " ".join(
        block.plain
        for block in source.blocks
        if isinstance(block, Line) and block.align == "center" and block.spans[0].bold
    )
    parts = [
        f"<h1>{escape(title)}</h1>",
        '<div class="date">13/09/2026 08:15 - Lượt xem: 325</div>',
        '<div class="detail">',
    ]
    for block in source.blocks:
        if isinstance(block, Line):
            parts.append(_paragraph(block))
        elif isinstance(block, Grid):
            parts.append(_table(block))
        elif block.kind == "sign":
            parts += _sign(block)
    body = "\n".join([TOP, *parts, "</div>", BOTTOM])
    return f'<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def _paragraph(line: Line) -> str:
    marker = f"{line.marker} " if line.marker else ""
    spans = [Span(marker, bold=bool(line.level)), *line.spans]
    return f'<p style="text-align:{line.align}">{"".join(map(_span, spans))}</p>'


def _span(span: Span) -> str:
    text = escape(span.text).replace("  ", "&nbsp; ")
    text = f"<em>{text}</em>" if span.italic else text
    return f'<span style="{FONT}">{f"<strong>{text}</strong>" if span.bold else text}</span>'


def _table(grid: Grid) -> str:
    rows: list[list[str]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        spans = "".join(
            f' {name}="{value}"'
            for name, value in (("rowspan", cell.row_span), ("colspan", cell.col_span))
            if value > 1
        )
        bold = cell.row < grid.header_rows
        inside = "".join(_span(span) for span in inline(cell.text, bold=bold)) or "&nbsp;"
        rows[cell.row].append(f"<td{spans}><p>{inside}</p></td>")
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f'<table border="1" cellpadding="0" cellspacing="0" style="width:600px"><tbody>\n{body}\n</tbody></table>'


def _sign(step: Step) -> list[str]:
    """Return recipients and signer in the two columns of a table without borders."""
    to = [
        _span(Span("Nơi nhận:", bold=True, italic=True)),
        *(_span(Span(f"- {line}")) for line in step.value["to"]),
    ]
    by = [*(_span(Span(line, bold=True)) for line in step.value["by"]["authority"]), "&nbsp;"]
    by.append(_span(Span(step.value["by"]["name"], bold=True)))
    cells = ("".join(f"<p>{line}</p>" for line in side) for side in (to, by))
    return [
        f'<table border="0" style="width:600px"><tbody><tr>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr></tbody></table>'
    ]
