"""A lock on a target that only one batch may write: held by the process, so a crash releases it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from vnplan_extract.errors import OutputError
from vnplan_extract.sinks.base import shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vnplan_extract.sinks.base import Target


def lock(path: Path, target: Target) -> Callable[[], None]:
    """Lock a file or folder by a file beside it; return what releases the lock.

    Raises:
        OutputError: Another batch holds it.
        OSError: The file beside it cannot be made.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:  # Windows: a second batch is not noticed there
        return lambda: None
    beside = path.with_name(f".{path.name}.lock")
    handle = os.open(beside, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise OutputError(
            "another batch writes there now",
            where=shown(target),
            remedy="Wait for it, or write to another place; SQLite and PostgreSQL take several batches at once.",
        ) from error
    if not os.fstat(handle).st_nlink:  # its last holder removed it between our two steps: nobody else sees it
        os.close(handle)
        return lock(path, target)

    def release() -> None:
        beside.unlink(missing_ok=True)
        os.close(handle)

    return release
