"""Dashes that begin a line and no item: the line above was full before one in the middle of a name.

"phát triển kinh tế" / "- xã hội", "Sở Lao động" / "- Thương binh và Xã hội".
"""

from __future__ import annotations

import re

from vnplan_extract.lang.agency_cells import in_a_field

_DASH = re.compile(r"\s*[-–] (?=[^\W\d_])")
_ENDED = frozenset(".;:!?…,")
_NEAR = 80  # characters of the line above that are looked at


def is_inner_dash(above: str, line: str) -> bool:
    """Tell whether the dash that a line begins with goes on the words of the line above, which must be a full one.

    No item begins with a small letter behind a line that nothing ends; a capital has to go on a field that is known.

    >>> is_inner_dash("Thực hiện các nhiệm vụ phát triển kinh tế", "- xã hội năm 2025;")
    True
    >>> is_inner_dash("Tổ chức hội nghị với Sở Lao động", "- Thương binh và Xã hội.")
    True
    >>> is_inner_dash("Tổ chức hội nghị với Sở Lao động", "- Thống kê số hộ.")
    False
    """
    dash = _DASH.match(line)
    above = above.rstrip()[-_NEAR:]
    if dash is None or not above or above[-1] in _ENDED:
        return False
    if line[dash.end()].islower():
        return True
    text = f"{above} - {line[dash.end() : dash.end() + _NEAR]}"
    joined = re.compile(" - ").search(text, len(above))
    return joined is not None and in_a_field(text, 0, joined)
