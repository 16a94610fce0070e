"""Reads the title of a plan that a seal hides from the decision that issues it, which says it once more.

An annex is sealed over its letterhead (dấu treo), and on a black-and-white copy the seal hides where its title begins: "#f động
quốc gia thực hiện ..." under a decision "Ban hành Kế hoạch hành động quốc gia thực hiện ...".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.reading.heads import ISSUED_KIND
from vnplan_extract.reading.unsure import is_unsure

if TYPE_CHECKING:
    from vnplan_extract.document import Passage
    from vnplan_extract.reading.draft import Draft

HIDDEN = 3  # words at the title's beginning that may be hidden
SAME, SHARE = (
    4,
    0.6,
)  # words at the end that both titles have, at least, and as a share of what the decision says


def uncover_title(draft: Draft, decision: Passage | None) -> None:
    """Take the title from the decision's where its beginning could hardly be read and all the rest is the same."""
    issued = ISSUED_KIND.search(decision.text) if decision is not None else None
    hidden = any(is_unsure(place) for place in draft.evidence.get("title", ()))
    if decision is None or issued is None or draft.title is None or not hidden:
        return
    said = decision.cut(issued.end())
    ours, theirs = draft.title.casefold().split(), said.text.casefold().split()
    same = 0
    while same < min(len(ours), len(theirs)) and ours[-1 - same] == theirs[-1 - same]:
        same += 1
    alike = same >= max(SAME, SHARE * len(theirs))
    if alike and max(len(ours), len(theirs)) - same <= HIDDEN:
        draft.title = " ".join(said.text.split())
        draft.say("title", said.cut(len(said.text) - len(said.text.lstrip())))
