"""Reads the section tree: Phần, Chương, Mục, Điều, I., 1., 1.1., a), -, + and bold headings without a marker.

A marker of a style that is open already is a sibling there; a new style nests under what is open and ranks above it
(Nghị định 30/2020, Phụ lục I, mục V.6). Nothing is dropped: what fits no section is text of the one that is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from vnplan_extract import plan
from vnplan_extract.document import Passage
from vnplan_extract.findings import finding
from vnplan_extract.lang.agencies import find_agencies
from vnplan_extract.lang.doctypes import kind_of_heading
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.numbering import parse_marker, path_segment, successor
from vnplan_extract.reading.annex_files import is_annex
from vnplan_extract.reading.calendars import calendar_lead, is_calendar
from vnplan_extract.reading.draft import evidence_of
from vnplan_extract.reading.enclosures import ENCLOSED, enclosed_blocks
from vnplan_extract.reading.misread_decimals import misread_decimals
from vnplan_extract.reading.misread_markers import misread_romans
from vnplan_extract.reading.nodes import Node, Oddity
from vnplan_extract.reading.quotations import quoted_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Block
    from vnplan_extract.lang.numbering import Marker
    from vnplan_extract.reading.draft import Draft

RANK = {
    "annex": 0,
    "part": 1,
    "chapter": 2,
    "section": 3,
    "subsection": 4,
    "article": 5,
    "roman": 6,
    "arabic": 7,
    "decimal": 8,
    "letter": 9,
    "parenthesis": 10,
    "heading": 11,
    "dash": 12,
    "plus": 13,
}
LISTED = ("dash", "plus", "parenthesis")
SENTENCE_INSIDE = regex.compile(r"[.;]\s+\p{Lu}|;\s")
CLOSING = regex.compile(
    r"^(?:Trên đây là|Trong (?:quá trình|khi) (?:tổ chức |triển khai )?(?:thực hiện|tổ chức|triển khai)|Quá trình (?:tổ chức |triển khai )?thực hiện|"
    r"Yêu cầu (?:các|Thủ trưởng|Giám đốc|Chủ tịch)|(?:Chủ tịch )?(?:UBND|Ủy ban nhân dân) [^.:;,]{2,50} (?:đề nghị|yêu cầu) (?:các|Thủ trưởng|Giám đốc|Chủ tịch) |Căn cứ (?:Kế hoạch|nội dung Kế hoạch)|(?:Các|Thủ trưởng các) [^.:]{0,160}căn cứ (?:Kế hoạch|Chương trình|nội dung)|"
    r"(?:Các|Những) (?:nội dung|quy định|nhiệm vụ) (?:khác|còn lại) |"
    r"(?:Kế hoạch|Chương trình|Phương án|Đề án) này (?:được )?(?:thay thế|có hiệu lực|phổ biến)|Đề nghị (?:các|Ủy ban))"
)
COUNTED_ARTICLES = regex.compile(r"\d+ điều(?!\w)[^.;]{0,40}:$", regex.IGNORECASE)
# "(Chương trình chi tiết tại Phụ lục kèm theo)" behind a list speaks of all of it.
ALL_REFERENCE = regex.compile(
    r"\([^()]{0,160}\b(?:phụ lục|phụ biểu|đính kèm|kèm theo)\b[^()]{0,100}\)[.;\s]*\Z", regex.IGNORECASE
)
DASHED_BASIS = regex.compile(
    r"[-–+•*\s]*(?:Căn cứ\s|(?:Thực hiện|Theo|Xét|Triển khai|Trên cơ sở)\s(?:các\s)?(?:đề nghị|ý kiến|hướng dẫn|Luật|Nghị|Quyết định|Chỉ thị|Kế hoạch|Kết luận|"
    r"Công văn|Văn bản|Chương trình|Thông|Hướng dẫn|Đề án|Công điện|Tờ trình)[^\n]*[;,]\s*\Z)"
)
LONGEST_HEADING = 450
FADED = 3  # lines of a heading on a scan, part of which looks upright
SIGN_AT_END, SIGN_AT_START = regex.compile(r"[.:,;–-]\s*\Z"), regex.compile(r"\s*[.:,;–-]")
LONGEST_UNMARKED = 160
LEAD = 10  # characters: a bold beginning at least this long under "PHỤ LỤC" is the annex's title
ISSUED_WITH = regex.compile(
    r"\(\s*(?:Ban hành\s+)?(?:kèm|đính kèm)", regex.IGNORECASE
)  # "(Kèm theo Kế hoạch số ...)"


def build(blocks: Sequence[Block]) -> tuple[list[Node], list[Passage]]:
    """Build the tree of the body; also return the passages that stand before the first section."""
    root = Node("root", None, "")
    stack: list[Node] = [root]
    misread = misread_decimals(blocks) | misread_romans(blocks)
    quoted = quoted_blocks(blocks)
    enclosed = enclosed_blocks(blocks)
    calendar = is_calendar(blocks)
    for at, block in enumerate(blocks):
        lead = calendar_lead(block.text) if calendar else None
        if at in quoted or at in enclosed:
            stack[-1].texts.append(block.passage)
        elif lead is not None:
            _open_heading(stack, block.passage.cut(0, lead), block.passage.cut(lead))
        else:
            _take(block, stack, misread.get(at))
    return root.children, root.texts


def build_annexes(blocks: Sequence[Block]) -> list[Node]:
    """Build the trees of what follows the signature; where no "Phụ lục" is printed, an annex without a marker holds it."""
    root = Node("root", None, "")
    stack: list[Node] = [root]
    if blocks and not is_annex(blocks[0]):
        annex = Node("annex", None, root.segment("PL"), style="annex", open_title=True)
        root.children.append(annex)
        stack.append(annex)
    for block in blocks:
        _take(block, stack)
    return root.children


def _take(block: Block, stack: list[Node], repaired: Marker | None = None) -> None:
    marker = repaired or parse_marker(block.text, after=_last_marker(stack))
    if marker is not None and _is_doubtful(marker, block, stack):
        marker = None
    if marker is not None and marker.kind in ("dash", "plus") and _is_basis(block, stack):
        stack[0].texts.append(block.passage)
        return
    if marker is None:
        _take_unmarked(block, stack)
        return
    parent, before = _parent(marker, stack)
    name = _segment_of(marker, parent)
    path = f"{parent.path}.{name}" if parent.path else name
    node = Node(marker.kind, marker, path, block.passage.cut(0, marker.end), style=_style(marker))
    _split(block, marker, node)
    parent.children.append(node)
    stack.append(node)
    node.oddities += _out_of_order(before, marker)
    if repaired is not None:
        node.oddities.append(Oddity("marker-repaired", repaired.text.rstrip(".)"), repaired.ordinal))


def _is_basis(block: Block, stack: Sequence[Node]) -> bool:
    """Is an item with a dash before any section one of the legal basis: "- Căn cứ Luật ...;", "- Thực hiện Kế hoạch số ...;"?"""
    return len(stack) == 1 and not stack[0].children and DASHED_BASIS.match(block.text) is not None


def _last_marker(stack: Sequence[Node]) -> Marker | None:
    return next((node.marker for node in reversed(stack) if node.marker is not None), None)


def _is_doubtful(marker: Marker, block: Block, stack: Sequence[Node]) -> bool:
    """Is what looks like a marker more likely text? A heading printed bold is none of a lone number in a paragraph."""
    if marker.kind != "arabic" or block.bold_until or block.level is not None:
        return False
    value = marker.value
    opened = [node.marker for node in stack if node.marker is not None and node.style == _style(marker)]
    before = opened[-1].value if opened else None
    return value is not None and value > 40 and (before is None or value != before + 1)


def _style(marker: Marker) -> str:
    """Return what markers of one list share: "1." and "1)" are two lists, "II." and "ii)" too."""
    if marker.kind == "decimal":
        return f"decimal {len(marker.numbers)}"
    if marker.kind == "arabic":
        return "arabic )" if marker.text.endswith(")") else "arabic"
    if marker.kind == "dash" and marker.ordinal == "*":
        return "dash *"  # "* Giải pháp lâu dài:" heads the dashes under it
    if marker.kind in ("roman", "letter"):
        return f"{marker.kind} {'upper' if marker.ordinal.isupper() else 'lower'}"
    return marker.kind


def _rank(style: str, kind: str) -> float:
    """Return how high a new style ranks: capitals "A." above "I.", "1)" and "i)" below "a)"."""
    if style == "letter upper":
        return RANK["article"] + 0.5
    if style == "dash *":
        return RANK["dash"] - 0.5
    if style in ("arabic )", "roman lower"):
        return RANK["letter"] + 0.5
    return RANK[kind]


def _segment_of(marker: Marker, parent: Node) -> str:
    if marker.kind in ("dash", "plus"):
        parent.listed[marker.kind] = parent.listed.get(marker.kind, 0) + 1
        return path_segment(marker, parent.listed[marker.kind])
    return parent.segment(path_segment(marker))


def _parent(marker: Marker, stack: list[Node]) -> tuple[Node, Marker | None]:
    """Close what the marker ends; return the section it stands in, and the marker before it in its list."""
    style = _style(marker)
    before = None
    if marker.kind == "decimal":
        _close_for_decimal(marker, stack)
    elif any(node.style == style for node in stack[1:]):
        while stack[-1].style != style:
            stack.pop()
        before = stack.pop().marker
    elif marker.kind == "article" and _counts_articles(stack[-1]):
        pass  # another document's, told of here: they end nothing
    else:
        while len(stack) > 1 and _rank(stack[-1].style, stack[-1].kind) >= _rank(style, marker.kind):
            stack.pop()
    return stack[-1], before


def _counts_articles(node: Node) -> bool:
    """Whether a sentence that is open says that articles follow: "Quyết định gồm 03 Điều, cụ thể:"."""
    return bool(node.texts) and COUNTED_ARTICLES.search(node.texts[-1].text) is not None


def _close_for_decimal(marker: Marker, stack: list[Node]) -> None:
    """Let "2.1." stand under "2." (or "2"), wherever that is open; else beside an open decimal of its depth."""
    want = marker.numbers[:-1]
    for at in range(len(stack) - 1, 0, -1):
        other = stack[at].marker
        if other is not None and other.kind in ("arabic", "decimal") and tuple(other.numbers) == tuple(want):
            del stack[at + 1 :]
            return
    for at in range(len(stack) - 1, 0, -1):
        other = stack[at].marker
        if other is not None and other.kind == "decimal" and len(other.numbers) == len(marker.numbers):
            del stack[at:]
            return
    while len(stack) > 1 and RANK[stack[-1].kind] >= RANK["decimal"]:
        stack.pop()


def _out_of_order(before: Marker | None, marker: Marker) -> list[Oddity]:
    """Say where a number is repeated or left out."""
    if before is None or before.value is None or marker.value is None:
        return []
    if marker.kind == "parenthesis" or marker.value == before.value + 1:
        return []
    if (before.label, marker.label) == ("D", "E"):  # capitals go by the Latin alphabet as often
        return []
    if marker.value == before.value:
        return [Oddity("section-repeated", marker.label)]
    return [Oddity("section-gap", marker.label, successor(before))]


def _take_unmarked(block: Block, stack: list[Node]) -> None:
    top = stack[-1]
    if top.open_title and _goes_on_title(block, top):
        return
    top.open_title = False
    if top.kind == "root" and not top.children and _opens_decision(block):
        top.texts.append(block.passage)
        return
    if _is_unmarked_heading(block):
        _open_heading(stack, block.passage)
        return
    _leave_items(block, stack)
    stack[-1].texts.append(block.passage)


def _goes_on_title(block: Block, top: Node) -> bool:
    """Take a paragraph that is more of a section's title, or stands over an annex's; False where it is neither."""
    issued = ISSUED_WITH.match(block.text)
    if (block.bold or block.centred or block.text.isupper()) and not issued:
        top.title = Passage.join([top.title, block.passage]) if top.title else block.passage
        return True
    if top.title is None and block.bold_until > LEAD:
        top.title = _bare(block.passage.cut(0, block.bold_until))
        top.texts.append(block.passage.cut(block.bold_until))
        top.open_title = False
        return True
    if top.kind == "annex" and issued and top.title is None:
        top.texts.append(block.passage)  # "PHỤ LỤC" / "(Kèm theo ...)" / "DỰ KIẾN CHƯƠNG TRÌNH ..."
        return True
    return False


def _leave_items(block: Block, stack: list[Node]) -> None:
    """Close the items that a paragraph does not belong to."""
    top = stack[-1]
    empty = top.title is not None and not top.texts and top.kind not in (*LISTED, "root")
    if (CLOSING.match(block.text) or ENCLOSED.match(block.text)) and (
        not empty or block.text.startswith("Trên đây là")
    ):
        # The closing words of a plan belong to no single agency's duties.
        del stack[2:]
        if len(stack) > 1 and stack[-1].kind in LISTED:
            stack.pop()
    if (
        len(stack) > 2
        and _asks(block)
        and stack[-1].kind == "arabic"
        and stack[-1].title is None
        and stack[-1].texts
    ):
        stack.pop()  # behind items that are sentences, "Giao Văn phòng ..." is of the section that holds them
    while len(stack) > 1 and stack[-1].kind in LISTED and not _announces(stack[-1]):
        stack.pop()


def _open_heading(stack: list[Node], title: Passage, text: Passage | None = None) -> None:
    """Open a section without a marker, with the text that stands behind its title on the same line."""
    while len(stack) > 1 and RANK[stack[-1].kind] >= RANK["heading"]:
        stack.pop()
    parent = stack[-1]
    name = parent.segment(f"#{sum(child.kind == 'heading' for child in parent.children) + 1}")
    node = Node("heading", None, f"{parent.path}.{name}" if parent.path else name, title=_bare(title))
    node.style = "heading"
    if text is not None and text.text.strip():
        node.texts.append(text)
    parent.children.append(node)
    stack.append(node)


def _asks(block: Block) -> bool:
    return (
        block.text.startswith(("Giao ", "Đề nghị ", "Yêu cầu "))
        or ALL_REFERENCE.match(block.text) is not None
    )


def _announces(node: Node) -> bool:
    """Does a list item end with a colon, so that the paragraph under it is its own?"""
    return bool(node.texts) and node.texts[-1].text.rstrip().endswith(":")


def _opens_decision(block: Block) -> bool:
    """Is this "ỦY BAN NHÂN DÂN TỈNH ..." or "QUYẾT ĐỊNH:" in the opening of a decision?"""
    text = block.text
    return text.isupper() and (kind_of_heading(text) is not None or find_agencies(normalize(text).text) != [])


def _is_unmarked_heading(block: Block) -> bool:
    if not (block.bold or block.level is not None) or len(block.text) > LONGEST_UNMARKED:
        return False
    return not block.text.rstrip().endswith((".", ";", ",")) and any(char.isalpha() for char in block.text)


def _split(block: Block, marker: Marker, node: Node) -> None:
    """Divide a marked block into its heading and its own text."""
    rest = (
        _after_colon(block.passage.cut(marker.end))
        if marker.kind == "parenthesis"
        else block.passage.cut(marker.end)
    )
    if marker.kind in ("dash", "plus"):
        node.texts.append(rest)
        return
    if not rest.text:
        node.open_title = marker.kind in ("part", "chapter", "section", "subsection", "annex", "article")
        return
    if marker.kind in ("annex", "part", "chapter"):
        node.open_title = True
    lead = block.bold_until
    if block.bold or block.level is not None or (rest.text.isupper() and len(rest.text) < LONGEST_HEADING):
        node.title = _bare(rest)
    elif (
        lead > marker.end + 1 and _is_lead(block, marker, lead) and not _faded(block, lead, marker, rest.text)
    ):
        at = _lead_end(block.text, lead)
        node.title = _bare(block.passage.cut(marker.end, at))
        text = block.passage.cut(at)
        if text.text.strip(" :.-"):
            node.texts.append(_after_colon(text))
    elif _reads_as_heading(rest.text, marker):
        node.title, node.upright = _bare(rest), rest
    else:
        node.texts.append(rest)


def _is_lead(block: Block, marker: Marker, lead: int) -> bool:
    """Is the bold beginning a heading of its own ("2. Sở Tài chính: ..."), and not a bold word of a sentence?"""
    words = block.text[marker.end : lead].split()
    closed = block.text[lead - 1 : lead + 2].strip().startswith((":", ".")) or block.text[
        :lead
    ].rstrip().endswith((":", "."))
    return closed or len(words) >= 2


def _faded(block: Block, lead: int, marker: Marker, text: str) -> bool:
    """On a scan the weight of a heading may be lost within it: its bold beginning ends at no sign, and it is no sentence."""
    if block.lines[0].read_by != "ocr" or len(block.lines) > FADED or not _reads_as_heading(text, marker):
        return False
    return SIGN_AT_END.search(block.text, 0, lead) is None and SIGN_AT_START.match(block.text, lead) is None


def _lead_end(text: str, lead: int) -> int:
    """Move the end of a bold lead behind its colon."""
    rest = text[lead:]
    stripped = rest.lstrip()
    if stripped.startswith(":"):
        return lead + len(rest) - len(stripped) + 1
    return lead


def _after_colon(passage: Passage) -> Passage:
    start = 0
    while start < len(passage.text) and passage.text[start] in ":. ":
        start += 1
    return passage.cut(start)


def _reads_as_heading(text: str, marker: Marker) -> bool:
    """Without bold type a heading shows by being short and no sentence."""
    if len(text) > LONGEST_HEADING or SENTENCE_INSIDE.search(text):
        return False
    ends = text.rstrip()[-1:]
    if ends == ";":
        return False
    if ends == ".":
        return False
    return marker.kind != "parenthesis" and ends != ","


def _bare(passage: Passage) -> Passage:
    """Return a heading without the colon or full stop that closes it."""
    end = len(passage.text)
    while end and passage.text[end - 1] in ":. ":
        end -= 1
    return passage.cut(0, end) if end else passage


def promote(nodes: Sequence[Node]) -> None:
    """Make the first text the title of a section that has sections of its own under it, unless it is long.

    An upright line with nothing under it, or with nothing but a table ("3. Lịch tiêm:"), is a text.
    """
    for node in nodes:
        promote(node.children)
        if node.upright is not None and not node.texts and not node.children:
            node.title, node.texts = None, [node.upright]
        if node.title is None and node.children and node.kind not in ("dash", "plus") and node.texts:
            first = node.texts[0]
            if len(first.text) <= LONGEST_HEADING:
                node.title = _bare(first)
                del node.texts[0]


def records(nodes: Sequence[Node], draft: Draft, pointer: str = "/sections") -> tuple[plan.Section, ...]:
    """Return the finished sections with their evidence; say what is odd about their markers.

    `pointer` is the JSON pointer of the list that the sections stand in.
    """
    return tuple(_record(node, draft, f"{pointer}/{at}") for at, node in enumerate(nodes))


def _record(node: Node, draft: Draft, pointer: str) -> plan.Section:
    evidence = {}
    if node.printed is not None:
        evidence["marker"] = evidence_of(draft.document, node.printed)
    for code, found, expected in node.oddities:
        sides = {"found": evidence.get("marker", ())}
        draft.findings.append(
            finding(code, path=f"{pointer}/marker", found=found, expected=expected, evidence=sides)
        )
    if node.title is not None:
        evidence["title"] = evidence_of(draft.document, node.title)
    if node.texts:
        evidence["text"] = tuple(place for text in node.texts for place in evidence_of(draft.document, text))
    return plan.Section(
        marker=node.marker.ordinal if node.marker else None,
        kind=node.kind,
        path=node.path,
        title=node.title.text if node.title is not None else None,
        text="\n".join(text.text for text in node.texts),
        children=records(node.children, draft, f"{pointer}/children"),
        evidence=evidence,
    )
