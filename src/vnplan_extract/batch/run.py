"""The batch: finds what is new, has it read in killable children, writes it, and notes what became of it.

The order of steps makes a crash at any moment harmless: documents are written to the target, then those they replace are
removed, then the manifest says so. Each step can be done twice, and a run that finds no note does them again. What comes
within two seconds is written and noted together: a commit costs as much as the rows of some documents.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vnplan_extract._version import __version__
from vnplan_extract.batch.failures import forget_gone
from vnplan_extract.batch.files import GLOBS, Found, Lost, Remote, find
from vnplan_extract.batch.job import Done, Job, hash_of, stamp_of
from vnplan_extract.batch.manifest import Manifest, manifest_path
from vnplan_extract.batch.pool import Limits, Outcome, Pool
from vnplan_extract.batch.remote import Downloads, name_of, too_large
from vnplan_extract.collector import collecting_rarely
from vnplan_extract.errors import NotFoundError, OptionError, OutputError, VnplanError
from vnplan_extract.options import Options
from vnplan_extract.sinks.base import Sink, make_sink

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vnplan_extract.plan import Plan
    from vnplan_extract.sinks.base import Form, Held, Parcel

WORK = "vnplan_extract.batch.job:work"
TOGETHER = 32  # documents of one transaction at most
PATIENCE = 2.0  # seconds that a document waits for others before it is written
LONGEST = 2_678_400  # seconds one document may be given
UNREADABLE = "Put that right, and run the same command again."
Place = str | bytes | os.PathLike[str]
log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())  # who wants to see it adds a handler; the command tells it itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a batch is run.

    Attributes:
        options: How each document is read.
        jobs: Documents read at a time; 0 for as many as there are processors.
        limits: Time and memory of one document, and documents of one child.
        globs: Names that are read in folders.
        resume: Whether documents that the target holds are passed over.
        retry_failed: Whether documents that failed before are tried again.
        evidence: Whether the places that values were read from are written.
        manifest: Where the record of the batch is kept; beside the target by default.
        work: What is run in the children, "module:function"; takes a Job and returns a Done.

    Raises:
        OptionError: A value makes no sense.
    """

    options: Options = field(default_factory=Options)
    jobs: int = 0
    limits: Limits = field(default_factory=Limits)
    globs: tuple[str, ...] = GLOBS
    resume: bool = True
    retry_failed: bool = False
    evidence: bool = True
    manifest: Path | None = None
    work: str = WORK

    def __post_init__(self) -> None:
        for name, value in (("jobs", self.jobs), ("memory", self.limits.megabytes)):
            if value < 0:
                raise OptionError(f"{name} is {value}", remedy="Use 0 or more.")
        if not 0 < self.limits.seconds <= LONGEST:  # nan is neither
            raise OptionError(
                f"timeout is {self.limits.seconds:g}",
                remedy=f"Use a number of seconds above 0, up to {LONGEST:,} (a month).",
            )
        if 0 < self.limits.megabytes < 256:
            raise OptionError(
                f"memory is {self.limits.megabytes} MB",
                why="the reader itself needs about 200",
                remedy="Use 256 or more.",
            )

    @property
    def identity(self) -> str:
        """What tells results of different options apart."""
        return self.options.digest() + ("" if self.evidence else "-bare")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one document; `parcel` and so `plan` are there when it was read."""

    file: str
    sha256: str | None
    state: Literal["done", "failed"]
    error: str | None = None
    message: str = ""
    pages: int = 0
    findings: int = 0
    seconds: float = 0.0
    parcel: Parcel | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan, or None when the document failed."""
        return self.parcel.plan if self.parcel else None


@dataclass(slots=True)
class Summary:
    """What a batch has done so far; `failed` counts what failed before and was not tried again, too.

    `unread` of those that failed could not be opened at all: every run tries these again. `passed` counts the files in
    folders that no pattern asks for, by the ends of their names.
    """

    done: int = 0
    failed: int = 0
    unread: int = 0
    skipped: int = 0
    pages: int = 0
    findings: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    stopped: bool = False


def not_there(lost: Lost) -> NotFoundError:
    """Return what is said of a place that cannot be read."""
    return NotFoundError("cannot be read", where=lost.shown, why=lost.why, remedy=UNREADABLE)


class Batch:
    """One run over files and folders into one target.

    Args:
        places: Folders and files.
        to: The target's URL; None keeps nothing, so that results are only yielded.
        settings: How to run.
    """

    def __init__(self, places: Iterable[Place], *, to: str | None, settings: Settings | None = None) -> None:
        self.places = [os.fsencode(place) for place in places]
        self.settings = settings or Settings()
        self.summary = Summary()
        self.sink: Sink | None = make_sink(to) if to else None
        self._stop = threading.Event()
        self._held: set[Held] | None = None
        self._met: set[str] = set()
        self._copies: dict[str, list[str]] = {}  # document -> further files with it, met before it was read
        self._failed: dict[str, tuple[str, str]] = {}  # document -> error and message
        self._downloads = Downloads()
        self._lost: set[bytes] = set()
        self._aside: list[Result] = []
        self._manifest: Manifest | None = None
        self._pool: Pool[Job] | None = None

    @property
    def manifest(self) -> Manifest:
        """The open manifest."""
        assert self._manifest is not None
        return self._manifest

    def stop(self) -> None:
        """Take up no further document; what is being read is finished and written."""
        self._stop.set()
        if self._pool:
            self._pool.enough()
        self.summary.stopped = True

    def run(self) -> Iterator[Result]:
        """Yield what became of each document as it finishes; documents that the target holds are only counted.

        Raises:
            OutputError: The target cannot be written; what was written stays, and a second run goes on from there.
        """
        settings = self.settings
        path = settings.manifest or (manifest_path(self.sink.target) if self.sink else None)
        if self.sink:
            self.sink.open()
        try:
            self._manifest = Manifest(path, version=__version__, options=settings.identity)
            self._held = self.sink.held() if self.sink else None
            pool: Pool[Job] = Pool(
                settings.work, jobs=settings.jobs or os.cpu_count() or 1, limits=settings.limits
            )
            self._pool = pool
            groups = pool.groups(self._jobs(), most=TOGETHER, seconds=PATIENCE)
            try:
                for group in groups:
                    yield from self._told()
                    yield from self._settle(group)
                yield from self._told()
                self._forget(pool.dropped)
                if not self.summary.stopped:
                    forget_gone(self.manifest, self.places, lost=self._lost)
            finally:
                groups.close()  # type: ignore[attr-defined]
        finally:
            self._finish()

    def _finish(self) -> None:
        try:
            if self.sink:
                self.sink.close()
        finally:
            self._downloads.close()
            if self._manifest:
                self._manifest.close()

    def _told(self) -> Iterator[Result]:
        while self._aside:
            yield self._aside.pop(0)

    def _jobs(self) -> Iterator[Job]:
        """Yield what has to be read, in the order of the walk."""
        for found in find(self.places, self.settings.globs, passed=self.summary.passed):
            if self._stop.is_set():
                return
            if isinstance(found, Lost):
                self._lose(found, not_there(found))
            elif (job := self._job(found)) is not None:
                yield job

    def _lose(self, found: Found | Remote | Lost, error: VnplanError) -> None:
        shown, kind, message = found.shown, type(error).__name__, str(error)
        self._lost.add(found.path)
        self.manifest.lost(found.path, shown, error=kind, message=message)
        self.summary.failed += 1
        self.summary.unread += 1
        self._aside.append(Result(shown, None, "failed", kind, message))

    def _job(self, found: Found | Remote) -> Job | None:
        """Return the job for a file or address, or None when there is nothing to do."""
        try:
            here = self._fetched(found) if isinstance(found, Remote) else found
            job = self._job_here(here)
        except VnplanError as error:
            if isinstance(error, OutputError):
                raise
            self._lose(found, error)
            return None
        if job is None and here.copy:
            self._downloads.drop(here.copy)
        return job

    def _fetched(self, remote: Remote) -> Found:
        """Bring what stands at an address into a file: what it is, only its bytes can tell."""
        copy = self._downloads.get(os.fsdecode(remote.path), self.settings.options.max_bytes)
        return Found(remote.path, remote.shown, stamp_of(Path(os.fsdecode(copy)).stat()), copy)

    def _job_here(self, found: Found) -> Job | None:
        """Return the job for a file.

        Raises:
            InputError: It cannot be read, or is larger than the options allow.
        """
        sha256 = known = self.manifest.known_hash(found.path, found.stamp)
        if sha256 is None:
            sha256 = self._hash(found)
        with self.manifest.together():
            if known is None:
                self.manifest.seen(found.path, found.shown, found.stamp, sha256)
            self.manifest.found(found.path)
            if not self._due(found, sha256):
                return None
            self.manifest.started(sha256, found.shown)
        form: Form = self.sink.form if self.sink else "json"
        settings = self.settings
        return Job(
            found.path,
            found.shown,
            sha256,
            found.stamp,
            settings.options,
            form,
            settings.evidence,
            found.copy,
        )

    def _hash(self, found: Found) -> str:
        most = self.settings.options.max_bytes
        if found.stamp.size > most:
            raise too_large(found.shown, most)
        try:
            return hash_of(found.copy or found.path)
        except OSError as error:
            why = error.strerror or str(error)
            raise NotFoundError("cannot be read", where=found.shown, why=why, remedy=UNREADABLE) from error

    def _due(self, found: Found, sha256: str) -> bool:
        """Say whether a document is to be read: not met in this run, and not settled by an earlier one."""
        if sha256 in self._met:
            self._copy(found.shown, sha256)
            return False
        self._met.add(sha256)
        return not (self.settings.resume and self._settled(found, sha256))

    def _copy(self, shown: str, sha256: str) -> None:
        """Count a further file with a document that this run has met: it failed if that did."""
        if sha256 in self._failed:
            self._fail_copy(shown, sha256)
        else:
            self.summary.skipped += 1
            self._copies.setdefault(sha256, []).append(shown)

    def _fail_copy(self, shown: str, sha256: str) -> None:
        error, message = self._failed[sha256]
        self.summary.failed += 1
        self._aside.append(
            Result(shown, sha256, "failed", error, f"{shown}: the same as a file that failed: {message}")
        )

    def _settled(self, found: Found, sha256: str) -> bool:
        """Say whether an earlier run settled this document, and count it."""
        entry = self.manifest.entry(sha256)
        if entry is None or entry.state == "running":
            return False
        if entry.state == "failed":
            if self.settings.retry_failed:
                return False
            self.summary.failed += 1
            self._failed[sha256] = entry.error, entry.message
            self._aside.append(Result(found.shown, sha256, "failed", entry.error, entry.message))
            return True
        if self._held is not None and (sha256, __version__, self.settings.options.digest()) not in self._held:
            return False  # the target was emptied or put aside
        self._replace(found.path, sha256)
        self.summary.skipped += 1
        return True

    def _forget(self, dropped: list[Job]) -> None:
        """Take back the note that these were begun: the batch was stopped before."""
        if not dropped:
            return
        with self.manifest.together():
            for job in dropped:
                self.manifest.forget(job.sha256)
                self._done_with(job)

    def _settle(self, group: list[Outcome[Job]]) -> list[Result]:
        """Write what was read, all in one transaction, and then note it, in one too."""
        with collecting_rarely():
            refused = self._write([outcome.value for outcome in group if isinstance(outcome.value, Done)])
        with self.manifest.together():
            return [self._noted(outcome, refused) for outcome in group]

    def _write(self, read: list[Done]) -> dict[str, Exception]:
        """Write documents; return what the target refuses, by SHA-256: these fail, not the others."""
        parcels = [done.parcel for done in read]
        errors = self.sink.write_all(parcels) if self.sink and parcels else []
        return {parcel.sha256: error for parcel, error in zip(parcels, errors, strict=False) if error}

    def _noted(self, outcome: Outcome[Job], refused: dict[str, Exception]) -> Result:
        job, done = outcome.job, outcome.value
        self._done_with(job)
        if not isinstance(done, Done):
            return self._fail(job, outcome.error or "Error", outcome.message, outcome.seconds)
        if error := refused.get(done.sha256):
            return self._fail(job, type(error).__name__, f"{job.shown}: {error}", outcome.seconds)
        return self._keep(job, done, outcome.seconds)

    def _done_with(self, job: Job) -> None:
        if job.copy:
            self._downloads.drop(job.copy)

    def _keep(self, job: Job, done: Done, seconds: float) -> Result:
        if done.sha256 != job.sha256 or done.stamp != job.stamp:
            self.manifest.seen(job.path, job.shown, done.stamp, done.sha256)
        self._replace(job.path, done.sha256)
        self._copies.pop(job.sha256, None)
        if done.sha256 != job.sha256:
            self.manifest.forget(job.sha256)
        self.manifest.done(done.sha256, job.shown, seconds=seconds, pages=done.pages, findings=done.findings)
        self.summary.done += 1
        self.summary.pages += done.pages
        self.summary.findings += done.findings
        return Result(
            job.shown,
            done.sha256,
            "done",
            pages=done.pages,
            findings=done.findings,
            seconds=seconds,
            parcel=done.parcel,
        )

    def _replace(self, path: bytes, sha256: str) -> None:
        """Remove the document that this file held before, and note the one it holds now."""
        old = self.manifest.outdated(path, sha256)
        if old and self.sink and old not in self._met:
            self.sink.drop(old)
            self.manifest.dropped(old)
        self.manifest.written(path, sha256)

    def _fail(self, job: Job, error: str, message: str, seconds: float) -> Result:
        said = _named(message, job.shown)
        log.warning("%s: %s", error, said)
        self.manifest.failed(job.sha256, job.shown, error=error, message=said, seconds=seconds)
        self.summary.failed += 1
        self._failed[job.sha256] = error, said
        for shown in self._copies.pop(job.sha256, ()):
            if shown != job.shown:  # the same file named twice is one
                self.summary.skipped -= 1
                self._fail_copy(shown, job.sha256)
        return Result(job.shown, job.sha256, "failed", error, said, seconds=seconds)


def _named(message: str, shown: str) -> str:
    """Return a message with the path of the file in place of its mere name."""
    if shown in message:
        return message
    return f"{shown}: {message.removeprefix(f'{name_of(shown)}: ')}"


def extract_folder(
    *places: Place, to: str | None = None, settings: Settings | None = None
) -> Iterator[Result]:
    """Read folders and files in killable children and yield what became of each document, as they finish.

    Args:
        places: Folders, walked with what is under them, and files.
        to: Where to write, for example "sqlite:///plans.db"; None writes nothing.
        settings: Number of jobs, limits, options.

    Raises:
        OptionError: The target or a setting makes no sense.
        OutputError: The target cannot be written.
    """
    return Batch(places, to=to, settings=settings).run()
