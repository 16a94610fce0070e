"""`vnplan batch`: what it says while it runs and at its end."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vnplan_extract.cli.arguments import Cache, Debug, Engine, Ocr, Password  # noqa: TC001 - typer reads the annotations
from vnplan_extract.cli.progress import Lines, passed_over_line, progress_shown, sinks_logged_to, summary_line
from vnplan_extract.cli.talk import errors_reported, options_of
from vnplan_extract.errors import ExitCode, OptionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vnplan_extract.batch import Batch, Settings, Summary
    from vnplan_extract.cli.progress import Watcher
    from vnplan_extract.integrations.dask import Report
    from vnplan_extract.integrations.parquetparts import Failure

EPILOG = "Examples:  vnplan batch corpus --to sqlite:///plans.db   |   find . -name '*.pdf' -print0 | vnplan batch - --to plans.jsonl"
RUNNING = "'running': taken up by a batch that goes on, or was ended before it had read them; the same command reads them then."


Places = Annotated[
    list[str] | None,
    typer.Argument(
        help="Folders, files, addresses (https://, s3://); '-' reads a list of them from standard input."
    ),
]
To = Annotated[
    str, typer.Option("--to", help="Where to write, for example sqlite:///plans.db or plans.jsonl.")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Documents at a time; 0: one a processor.")]
Resume = Annotated[
    bool, typer.Option("--resume/--no-resume", help="Pass over what the target already holds.")
]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Try again what failed before.")]
Timeout = Annotated[float, typer.Option("--timeout", help="Seconds one document may take.")]
Memory = Annotated[int, typer.Option("--memory", help="MB of memory one document may take; 0: no limit.")]
Glob = Annotated[
    list[str] | None,
    typer.Option("--glob", help="Names to read in folders, in place of the usual ones; may be given again."),
]
WithEvidence = Annotated[
    bool, typer.Option("--evidence/--no-evidence", help="Write the places values were read from.")
]
Record = Annotated[
    Path | None, typer.Option("--manifest", help="The batch's record; beside the target by default.")
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", help="Address of a Dask scheduler whose workers do it.")
]
Status = Annotated[bool, typer.Option("--status", help="Say how many documents are in which state.")]
Errors = Annotated[bool, typer.Option("--errors", help="List what failed: file, error, message.")]


def batch(
    places: Places = None,
    to: To = "",
    jobs: Jobs = 0,
    resume: Resume = True,
    retry_failed: RetryFailed = False,
    timeout: Timeout = 600.0,
    memory: Memory = 4096,
    glob: Glob = None,
    evidence: WithEvidence = True,
    ocr: Ocr = "auto",
    engine: Engine = None,
    cache: Cache = True,
    password: Password = None,
    manifest: Record = None,
    scheduler: Scheduler = None,
    status: Status = False,
    errors: Errors = False,
    debug: Debug = False,
) -> None:
    """Read folders of documents into a database or files; a second run goes on where the first stopped."""
    from vnplan_extract.batch import Limits, Settings
    from vnplan_extract.batch.files import GLOBS

    with errors_reported(debug=debug):
        if not to:
            raise OptionError("no target", where="--to", remedy="For example: --to sqlite:///plans.db.")
        if status or errors:
            raise typer.Exit(_tell(to, manifest, errors=errors))
        settings = Settings(
            options=options_of(password, ocr, engine, cache=cache, here=scheduler is None),
            jobs=jobs,
            limits=Limits(seconds=timeout, megabytes=memory),
            globs=tuple(glob) if glob else GLOBS,
            resume=resume,
            retry_failed=retry_failed,
            evidence=evidence,
            manifest=manifest,
        )
        run = _run if scheduler is None else partial(_run_on, scheduler)
        raise typer.Exit(run(_places(places), to, settings))


def _places(places: list[str] | None) -> list[str | bytes]:
    from vnplan_extract.batch.files import listed

    found: list[str | bytes] = []
    for place in places or (["-"] if not sys.stdin.isatty() else []):
        found.extend(listed(sys.stdin.buffer.read()) if place == "-" else [place])
    if not found:
        raise OptionError("nothing to read", where="vnplan batch", remedy="Name folders or files.")
    return found


def _run(places: list[str | bytes], to: str, settings: Settings) -> int:
    from vnplan_extract.batch import Batch

    run = Batch(places, to=to, settings=settings)
    start = time.monotonic()
    with progress_shown(run, places) as watcher, sinks_logged_to(watcher), _interruptible(run, watcher):
        for result in run.run():
            watcher.result(result)
    summary = run.summary
    took = time.monotonic() - start
    _tell_counts(summary, took, settings)
    if summary.failed:
        more = ("--manifest", str(settings.manifest)) if settings.manifest else ()
        listed = shlex.join(("vnplan", "batch", "--errors", "--to", to, *more))
        known = settings.retry_failed or summary.failed == summary.unread
        again = "" if known else "; --retry-failed tries it again"
        typer.echo(f"What failed: {listed}{again}", err=True)
    if summary.stopped:
        typer.echo("Stopped; the same command goes on from here.", err=True)
        return ExitCode.INTERRUPTED
    if summary.failed:
        return ExitCode.SOME_FAILED
    if not summary.done and not summary.skipped:
        return _nothing_found()
    return ExitCode.OK


def _tell_counts(summary: Summary, took: float, settings: Settings) -> None:
    """Tell what was done, and which files were passed over where nobody said which to take."""
    from vnplan_extract.batch.files import GLOBS

    typer.echo(summary_line(summary, took), err=True)
    if summary.passed and settings.globs == GLOBS:
        typer.echo(passed_over_line(summary.passed), err=True)


def _run_on(scheduler: str, places: list[str | bytes], to: str, settings: Settings) -> int:
    """Have a Dask cluster do it; what fails is told as the parts come back."""
    from vnplan_extract.batch.run import Summary
    from vnplan_extract.integrations.dask import run

    _only_here(settings)
    summary = Summary()
    urls, lost = _urls(places, settings, summary)
    lines = Lines(summary)
    try:
        for report in run(
            urls,
            scheduler=scheduler,
            to=to,
            options=settings.options,
            limits=settings.limits,
            evidence=settings.evidence,
            resume=settings.resume,
            retry_failed=settings.retry_failed,
            lost=lost,
        ):
            _add(summary, report)
            lines.count()
    except KeyboardInterrupt:
        summary.stopped = True
    _tell_counts(summary, time.monotonic() - lines.start, settings)
    if summary.stopped:
        typer.echo("Stopped; the same command goes on with the parts that were not written.", err=True)
        return ExitCode.INTERRUPTED
    if summary.failed:
        return ExitCode.SOME_FAILED
    return ExitCode.OK if urls else _nothing_found()


def _urls(places: list[str | bytes], settings: Settings, summary: Summary) -> tuple[list[str], list[Failure]]:
    """Return the documents of places, as workers with the same file system find them, and what is not there."""
    from vnplan_extract.batch.files import Lost, Remote, find, show
    from vnplan_extract.batch.run import not_there

    urls: list[str] = []
    lost: list[Failure] = []
    for found in find(places, settings.globs, passed=summary.passed):
        path = found.path if isinstance(found, Remote) else os.path.abspath(found.path)  # noqa: PTH100 - bytes
        if isinstance(found, Lost):
            error = not_there(found)
            lost.append((show(path), type(error).__name__, str(error)))
        else:
            urls.append(os.fsdecode(path))
    return urls, lost


def _add(summary: Summary, report: Report) -> None:
    """Count what became of a part, and tell what failed."""
    summary.done += report.done
    summary.skipped += report.skipped
    summary.pages += report.pages
    summary.findings += report.findings
    summary.failed += len(report.failed)
    for _, error, message in report.failed:
        typer.echo(f"{error}: {' '.join(message.split())}", err=True)


def _only_here(settings: Settings) -> None:
    """Refuse what a cluster does not know rather than pass over it.

    Raises:
        OptionError: An option is given that only a batch on this machine has.
    """
    if settings.manifest:
        raise OptionError(
            "a cluster keeps no record of its own",
            where="--manifest with --scheduler",
            why="what is there and what failed is asked of the target",
            remedy="Leave --manifest out; failures are rows of `failure`.",
        )
    if settings.jobs:
        raise OptionError(
            "the cluster says how many documents are read at a time",
            where="--jobs with --scheduler",
            remedy="Leave --jobs out, and start as many Dask workers as are wanted.",
        )


def _nothing_found() -> int:
    typer.echo("No document was found: check the folder, or name patterns with --glob.", err=True)
    return ExitCode.NOT_FOUND


def _tell(to: str, manifest: Path | None, *, errors: bool) -> int:
    """Print the state of a batch, or what failed, one line each: file, error, message."""
    from vnplan_extract.batch.failures import counts, failures
    from vnplan_extract.batch.manifest import Manifest, manifest_path
    from vnplan_extract.errors import NotFoundError, OutputError
    from vnplan_extract.sinks.base import parse_target

    path = manifest or manifest_path(parse_target(to))
    if not path.exists():
        raise NotFoundError(
            "no batch has written there", where=str(path), remedy="Check --to and --manifest."
        )
    try:
        record = Manifest(path, version="", options="")
    except OutputError:
        record = Manifest(path, version="", options="", look=True)  # who may not write may ask
    try:
        if errors:
            for failure in failures(record):
                words = (failure.file, failure.error, failure.message.removeprefix(f"{failure.file}: "))
                typer.echo("\t".join(" ".join(word.split()) for word in words))
        else:
            found = counts(record)
            for state, count in found.items():
                typer.echo(f"{state}\t{count}")
            if "running" in found:
                typer.echo(RUNNING, err=True)
    finally:
        record.close()
    return ExitCode.OK


@contextmanager
def _interruptible(run: Batch, watcher: Watcher) -> Iterator[None]:
    """Let the first Ctrl-C (or SIGTERM) end the run in order, and the second at once."""

    def on_signal(*_: object) -> None:
        if run.summary.stopped:
            raise KeyboardInterrupt
        run.stop()
        watcher.say("Stopping: what is being read is finished first; Ctrl-C again stops at once.")

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        run.summary.stopped = True
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
