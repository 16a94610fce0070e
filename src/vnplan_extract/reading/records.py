"""Makes the Plan's small records of what the recognisers found in a passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from vnplan_extract import plan
from vnplan_extract.lang.wordlists import either
from vnplan_extract.reading.draft import evidence_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnplan_extract.document import Passage
    from vnplan_extract.lang.values import Agency, AgencyLevel, Mention, Quantity, When
    from vnplan_extract.reading.draft import Draft

INNER = regex.compile(
    r"(?:các )?(?:phòng|văn phòng sở|thanh tra sở|đơn vị (?:trực )?thuộc sở)\b", regex.IGNORECASE
)
PLACED = regex.compile(r"\b(?:huyện|thị xã|thành phố|quận|xã|phường|tỉnh)\b", regex.IGNORECASE)
# A province's committee has divisions of its districts in mind, a department its own.
GOVERNS = regex.compile(
    r"(?:Ủy ban nhân dân|Hội đồng nhân dân|Tỉnh ủy|Thành ủy|Văn phòng|Chính phủ|Thủ tướng)\b"
)


# Villages and wards' quarters, and who heads them, belong to their commune.
VILLAGE = regex.compile(
    rf"(?:(?:{either('actors', 'of_a_village')})\s)?(?:(?:các|những)\s)?(?:{either('actors', 'villages')})\b",
    regex.IGNORECASE,
)
# Each commune has one of its own since July 2025 (Nghị định 118/2025/NĐ-CP), and so had provinces before.
ONE_STOP = "province/trung-tam-phuc-vu-hanh-chinh-cong"


def quantity_record(draft: Draft, mention: Mention[Quantity], passage: Passage) -> plan.Quantity:
    """Make the Plan's quantity of a mention with offsets into `passage.text`."""
    value = mention.value
    return plan.Quantity(
        text=mention.text,
        low=value.low,
        high=value.high,
        bound=value.bound,
        unit=value.unit,
        unit_text=value.unit_text,
        per=value.per,
        direction=value.direction,
        flags=mention.flags,
        evidence={"low": evidence_of(draft.document, passage, mention.start, mention.end)},
    )


def when_record(draft: Draft, mention: Mention[When], passage: Passage) -> plan.When:
    """Make the Plan's point, stretch or repetition of time of a mention with offsets into `passage.text`."""
    value = mention.value
    return plan.When(
        text=mention.text,
        edtf=value.edtf,
        by=value.by,
        bound=value.bound,
        evidence={"edtf": evidence_of(draft.document, passage, mention.start, mention.end)},
    )


def agency_records(
    draft: Draft, mentions: Sequence[Mention[Agency]], passage: Passage
) -> tuple[plan.Agency, ...]:
    """Make the Plan's agencies of mentions with offsets into `passage.text`, each agency once."""
    found: dict[str, plan.Agency] = {}
    for mention in mentions:
        value = mention.value
        if (value.id or value.name) in found:
            continue
        found[value.id or value.name] = plan.Agency(
            text=mention.text,
            name=value.name,
            id=None if is_own_office(draft, value) else value.id,
            current_id=None if is_own_office(draft, value) else value.current_id,
            level=level_of(draft, value),
            evidence={"name": evidence_of(draft.document, passage, mention.start, mention.end)},
        )
    return tuple(found.values())


def is_own_office(draft: Draft, value: Agency) -> bool:
    """Is it the one-stop office of the commune whose plan this is: "Trung tâm Phục vụ hành chính công"?"""
    return value.id == ONE_STOP and draft.issuer is not None and draft.issuer.level == "commune"


def level_of(draft: Draft, value: Agency) -> AgencyLevel:
    """Return an agency's level; a division ("Phòng Công nghệ thông tin") that nothing else places is its issuer's."""
    issuer = draft.issuer
    if is_own_office(draft, value) or (value.level == "other" and VILLAGE.match(value.name)):
        return "commune"
    if issuer is None or value.id is not None or not INNER.match(value.name) or PLACED.search(value.name):
        return value.level
    own = issuer.level == "commune" or not GOVERNS.match(issuer.name)
    return issuer.level if own and issuer.level != "other" else value.level
