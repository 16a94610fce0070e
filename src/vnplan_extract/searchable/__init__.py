"""Searchable copies: a PDF with what was read as an invisible text layer over its scans.

>>> from vnplan_extract.searchable import write_searchable
>>> write_searchable("scan.pdf", "searchable.pdf")  # doctest: +SKIP
"""

from vnplan_extract.searchable.copy import SearchableCopy, write_searchable

__all__ = ["SearchableCopy", "write_searchable"]
