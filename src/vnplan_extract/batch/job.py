"""One document of a batch, as it is done in a child: read the file whole, extract it, pack it for the sink."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract.batch.remote import name_of, too_large
from vnplan_extract.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from vnplan_extract.options import Options
    from vnplan_extract.sinks.base import Form, Parcel

TRIES = 3  # to read a file that changes meanwhile
PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file may have changed without reading it; `changed` is the inode's time, in nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read. `stamp` and `sha256` are what was seen when the batch looked at the file.

    Attributes:
        copy: The file that holds what stands at an address; `path` is the address then.
    """

    path: bytes
    shown: str
    sha256: str
    stamp: Stamp
    options: Options
    form: Form
    evidence: bool = True
    copy: bytes | None = None

    @property
    def place(self) -> bytes:
        """The file to read."""
        return self.copy or self.path


@dataclass(frozen=True, slots=True)
class Done:
    """A document that was read. `sha256` and `stamp` are of the bytes that were read."""

    sha256: str
    stamp: Stamp
    parcel: Parcel
    pages: int
    findings: int


def stamp_of(status: os.stat_result) -> Stamp:
    """Return the stamp of a file."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def work(job: Job) -> Done:
    """Read one document.

    Raises:
        InputError: It cannot be read as a document, or changes all the time.
    """
    from vnplan_extract.pipeline import extract  # noqa: PLC0415 - loaded in the child only
    from vnplan_extract.sinks.base import pack  # noqa: PLC0415

    data, stamp = read_whole(job.place, job.shown, job.options.max_bytes)
    plan = extract(data, options=job.options, name=name_of(job.shown))
    chosen = plan if job.evidence else plan.without_evidence()
    return Done(
        plan.source.sha256,
        stamp,
        pack(chosen, job.form, file=job.shown),
        len(plan.source.pages),
        len(plan.findings),
    )


def read_whole(path: bytes, shown: str, most: int) -> tuple[bytes, Stamp]:
    """Read a file that holds still while it is read.

    Raises:
        NotFoundError: It is gone or may not be read.
        LimitError: It is larger than `most` bytes.
        InputError: It changed each time it was read.
    """
    for attempt in range(TRIES):
        try:
            with Path(os.fsdecode(path)).open("rb") as file:
                before = stamp_of(os.fstat(file.fileno()))
                if before.size > most:
                    raise too_large(shown, most)
                data = file.read(before.size + 1)
            after = stamp_of(Path(os.fsdecode(path)).stat())
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise NotFoundError(
                "cannot be read", where=shown, why=why, remedy="Check the file and its permissions."
            ) from error
        if before == after and len(data) == after.size:
            return data, after
        time.sleep(PAUSE * (attempt + 1))
    raise InputError("changes while it is read", where=shown, remedy="Run again when it is complete.")


def hash_of(path: bytes) -> str:
    """Return the SHA-256 of a file.

    Raises:
        OSError: It cannot be read.
    """
    with Path(os.fsdecode(path)).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
