"""Agencies and provinces: the public functions, and where each is written.

An agency's id says where it stands and what it is ("VN/bo-tai-chinh", "VN-lao-cai/so-tai-chinh", "province/so-tai-chinh"
where the province is not known); it is valid on the document's date, `current_id` is who took over.
"""

from __future__ import annotations

from vnplan_extract.lang.agency_cells import split_agencies
from vnplan_extract.lang.agency_scan import find_agencies, parse_agency
from vnplan_extract.lang.gazetteer import current, successors, valid_on
from vnplan_extract.lang.places import find_places, province_of

__all__ = [
    "current",
    "find_agencies",
    "find_places",
    "parse_agency",
    "province_of",
    "split_agencies",
    "successors",
    "valid_on",
]
