"""What the batch's record tells people: documents by state and what failed, as it stands after the last run over each."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract.batch.remote import is_address

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from vnplan_extract.batch.manifest import Manifest

# A document that several versions or options read is what the last of them made of it; one that failed and that no file
# holds any more is of no concern to anyone.
LATEST = """FROM document AS d WHERE NOT EXISTS (SELECT 1 FROM document AS o
  WHERE o.sha256 = d.sha256 AND (o.at, o.rowid) > (d.at, d.rowid))
  AND (state <> 'failed' OR sha256 IN (SELECT sha256 FROM file))"""
GONE = -1  # size of a file that is not there: no stamp is like it, so that it is looked at when it comes back


@dataclass(frozen=True, slots=True)
class Failure:
    """A document or file that failed."""

    file: str
    error: str
    message: str
    at: str


def counts(manifest: Manifest) -> dict[str, int]:
    """Return how many documents are in each state, and how many files and folders could not be read."""
    states = manifest.all(f"SELECT state, count(*) {LATEST} GROUP BY state ORDER BY state")
    found = {str(state): int(str(count)) for state, count in states}
    unread = len(manifest.all("SELECT 1 FROM unread"))
    return {**found, "unread": unread} if unread else found


def failures(manifest: Manifest) -> list[Failure]:
    """Return what failed, by file."""
    rows = manifest.all(
        f"SELECT file, error, message, at {LATEST} AND state = 'failed' "  # noqa: S608 - ours
        "UNION ALL SELECT shown, error, message, at FROM unread ORDER BY 1"
    )
    return [Failure(*map(str, row)) for row in rows]


def forget_gone(manifest: Manifest, places: Iterable[bytes], *, lost: Collection[bytes]) -> None:
    """Take back what earlier runs noted of files and folders, where a run that came to its end found otherwise.

    Args:
        manifest: The record.
        places: The folders and files that were asked for.
        lost: What this run could not read, and has noted itself.
    """
    tops = tuple(place.rstrip(b"/") + b"/" for place in places)
    with manifest.together():
        for path in _paths(manifest, "SELECT path FROM unread"):
            if path not in lost and (_gone(path, tops) or _entered(path, tops)):
                manifest.found(path)
        failed = "SELECT path FROM file WHERE sha256 IN (SELECT sha256 FROM document WHERE state = 'failed')"
        for path in _paths(manifest, failed):
            if path not in lost and _gone(path, tops):
                manifest.gone(path, size=GONE)


def _paths(manifest: Manifest, query: str) -> list[bytes]:
    return [path for (path,) in manifest.all(query) if isinstance(path, bytes) and not is_address(path)]


def _gone(path: bytes, tops: tuple[bytes, ...]) -> bool:
    """Say whether a file is not there, and surely so: its folder is, or this run looked for it.

    A path that is relative to another folder, or on a disk that is not mounted, may only seem to be gone.
    """
    place = Path(os.fsdecode(path))
    return not os.path.lexists(place) and (place.parent.is_dir() or _under(path, tops))


def _entered(path: bytes, tops: tuple[bytes, ...]) -> bool:
    """Say whether this is a folder that the run has walked."""
    return _under(path, tops) and Path(os.fsdecode(path)).is_dir()


def _under(path: bytes, tops: tuple[bytes, ...]) -> bool:
    return (path.rstrip(b"/") + b"/").startswith(tops)
