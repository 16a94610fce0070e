"""Folders of documents into a database: killable workers, a manifest, resume; one bad file never stops the rest.

Names are loaded when they are first used: a child of the batch needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vnplan_extract.batch.pool import Limits
    from vnplan_extract.batch.run import Batch, Result, Settings, Summary, extract_folder

__all__ = ["Batch", "Limits", "Result", "Settings", "Summary", "extract_folder"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{'pool' if name == 'Limits' else 'run'}"), name)
