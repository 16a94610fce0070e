"""Turns Vietnamese government plans into structured, checked, evidence-linked `Plan` objects.

>>> from vnplan_extract import extract
>>> plan = extract("plan.pdf")  # doctest: +SKIP

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from vnplan_extract._version import __version__

if TYPE_CHECKING:
    from vnplan_extract.batch.run import extract_folder
    from vnplan_extract.document import Document
    from vnplan_extract.errors import VnplanError
    from vnplan_extract.evidence import Evidence
    from vnplan_extract.findings import Finding
    from vnplan_extract.options import Options
    from vnplan_extract.pipeline import extract, read
    from vnplan_extract.plan import Plan, Section, Table
    from vnplan_extract.scoring.gold import load_gold
    from vnplan_extract.scoring.run import score

__all__ = [
    "Document",
    "Evidence",
    "Finding",
    "Options",
    "Plan",
    "Section",
    "Table",
    "VnplanError",
    "__version__",
    "extract",
    "extract_folder",
    "load_gold",
    "read",
    "score",
]

_HOME = {
    "Document": "document",
    "Evidence": "evidence",
    "Finding": "findings",
    "Options": "options",
    "Plan": "plan",
    "Section": "plan",
    "Table": "plan",
    "VnplanError": "errors",
    "extract": "pipeline",
    "extract_folder": "batch.run",
    "load_gold": "scoring.gold",
    "read": "pipeline",
    "score": "scoring.run",
}


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
