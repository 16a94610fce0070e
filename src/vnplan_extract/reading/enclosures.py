"""The list of what is sent along, at the end of a plan: "Kèm theo:" / "1. Danh sách lớp học;" / "2. Dự toán kinh phí."."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from vnplan_extract.lang.numbering import parse_marker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Block

ENCLOSED = regex.compile(
    r"(?:(?:Các |Danh mục )?(?:tài liệu|hồ sơ|văn bản|biểu mẫu|phụ lục|mẫu biểu)\s+)?(?:được\s+)?(?:gửi kèm|đính kèm|kèm theo)(?: theo)?"
    r"(?: (?:Kế hoạch|Chương trình|Phương án|Đề án)(?: này)?)?(?:,? (?:gồm|bao gồm|gồm có|có|là)(?: các)?(?: phụ lục| biểu mẫu| tài liệu)?)?\s*:\s*\Z",
    regex.IGNORECASE,
)
FARTHEST = 15  # blocks that a list of enclosures may have
LONGEST = 200  # letters of one of them


def enclosed_blocks(blocks: Sequence[Block]) -> frozenset[int]:
    """Return which blocks list what is sent along: items behind a lead-in, with nothing but such items to the body's end."""
    for at in range(len(blocks) - 1, max(len(blocks) - FARTHEST, 0) - 1, -1):
        block = blocks[at]
        if ENCLOSED.match(block.text):
            return frozenset(range(at + 1, len(blocks)))
        if len(block.text) > LONGEST or block.bold or parse_marker(block.text) is None:
            return frozenset()
    return frozenset()
