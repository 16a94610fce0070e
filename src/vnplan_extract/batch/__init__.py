"""Folders of documents into a database: killable workers, a manifest, resume; one bad file never stops the rest."""

from vnplan_extract.batch.pool import Limits
from vnplan_extract.batch.run import Batch, Result, Settings, Summary, extract_folder

__all__ = ["Batch", "Limits", "Result", "Settings", "Summary", "extract_folder"]
