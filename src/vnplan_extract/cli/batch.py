"""`vnplan batch`: what it says while it runs and at its end."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import threading
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from vnplan_extract.cli.arguments import Cache, Debug, Engine, Ocr, Password  # noqa: TC001 - typer reads the annotations
from vnplan_extract.errors import ExitCode, OptionError, VnplanError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID

    from vnplan_extract.batch import Batch, Result, Settings, Summary
    from vnplan_extract.integrations.dask import Report
    from vnplan_extract.options import Options

EPILOG = "Examples:  vnplan batch corpus --to sqlite:///plans.db   |   find . -name '*.pdf' -print0 | vnplan batch - --to plans.jsonl"
RUNNING = "'running': taken up by a batch that goes on, or was ended before it had read them; the same command reads them then."
EVERY = 10.0  # seconds between two lines where no terminal shows progress


def batch(
    places: Annotated[
        list[str] | None,
        typer.Argument(
            help="Folders, files, addresses (https://, s3://); '-' reads a list of them from standard input."
        ),
    ] = None,
    to: Annotated[
        str, typer.Option("--to", help="Where to write, for example sqlite:///plans.db or plans.jsonl.")
    ] = "",
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Documents at a time; 0: one a processor.")
    ] = 0,
    resume: Annotated[
        bool, typer.Option("--resume/--no-resume", help="Pass over what the target already holds.")
    ] = True,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again what failed before.")
    ] = False,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds one document may take.")] = 600.0,
    memory: Annotated[
        int, typer.Option("--memory", help="MB of memory one document may take; 0: no limit.")
    ] = 4096,
    glob: Annotated[
        list[str] | None,
        typer.Option(
            "--glob", help="Names to read in folders, in place of the usual ones; may be given again."
        ),
    ] = None,
    evidence: Annotated[
        bool, typer.Option("--evidence/--no-evidence", help="Write the places values were read from.")
    ] = True,
    ocr: Ocr = "auto",
    engine: Engine = None,
    cache: Cache = True,
    password: Password = None,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", help="The batch's record; beside the target by default.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="Address of a Dask scheduler whose workers do it."),
    ] = None,
    status: Annotated[
        bool, typer.Option("--status", help="Say how many documents are in which state.")
    ] = False,
    errors: Annotated[bool, typer.Option("--errors", help="List what failed: file, error, message.")] = False,
    debug: Debug = False,
) -> None:
    """Read folders of documents into a database or files; a second run goes on where the first stopped."""
    from vnplan_extract.options import Options
    from vnplan_extract.pages.engines import check

    try:
        if not to:
            raise OptionError("no target", where="--to", remedy="For example: --to sqlite:///plans.db.")
        if status or errors:
            raise typer.Exit(_tell(to, manifest, errors=errors))
        options = Options(password=password, ocr=ocr, ocr_engine=engine, cache=cache)  # type: ignore[arg-type]  # Options checks it
        if engine is not None and ocr != "never" and scheduler is None:
            check(engine)  # once, and not as the failure of each document
        settings = _settings(options, jobs, timeout, memory, glob, resume, retry_failed, evidence, manifest)
        run = _run if scheduler is None else partial(_run_on, scheduler)
        raise typer.Exit(run(_places(places), to, settings))
    except VnplanError as error:
        if debug:
            raise
        typer.secho(str(error), err=True, fg=typer.colors.RED if sys.stderr.isatty() else None)
        raise typer.Exit(error.exit_code) from None


def _settings(
    options: Options,
    jobs: int,
    timeout: float,
    memory: int,
    glob: list[str] | None,
    resume: bool,
    retry_failed: bool,
    evidence: bool,
    manifest: Path | None,
) -> Settings:
    from vnplan_extract.batch import Limits, Settings
    from vnplan_extract.batch.files import GLOBS

    return Settings(
        options=options,
        jobs=jobs,
        limits=Limits(seconds=timeout, megabytes=memory),
        globs=tuple(glob) if glob else GLOBS,
        resume=resume,
        retry_failed=retry_failed,
        evidence=evidence,
        manifest=manifest,
    )


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
    with _shown(run, places) as watcher, _interruptible(run, watcher):
        for result in run.run():
            watcher.result(result)
    summary = run.summary
    took = time.monotonic() - start
    typer.echo(_sentence(summary, took), err=True)
    if summary.failed:
        more = ("--manifest", str(settings.manifest)) if settings.manifest else ()
        typer.echo(f"What failed: {shlex.join(('vnplan', 'batch', '--errors', '--to', to, *more))}", err=True)
    if summary.stopped:
        typer.echo("Stopped; the same command goes on from here.", err=True)
        return ExitCode.INTERRUPTED
    if summary.failed:
        return ExitCode.SOME_FAILED
    if not summary.done and not summary.skipped:
        return _nothing_found()
    return ExitCode.OK


def _run_on(scheduler: str, places: list[str | bytes], to: str, settings: Settings) -> int:
    """Have a Dask cluster do it; what fails is told as the parts come back."""
    from vnplan_extract.batch.files import Lost, Remote, find
    from vnplan_extract.batch.run import Summary
    from vnplan_extract.integrations.dask import run

    _only_here(settings)
    urls, failed = [], 0
    for found in find(places, settings.globs):
        if isinstance(found, Lost):
            failed += 1
            typer.echo(f"NotFoundError: {found.shown}: cannot be read ({found.why}).", err=True)
        else:
            path = found.path if isinstance(found, Remote) else os.path.abspath(found.path)  # noqa: PTH100 - bytes
            urls.append(os.fsdecode(path))
    summary, start = Summary(failed=failed), time.monotonic()
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
        ):
            _add(summary, report)
    except KeyboardInterrupt:
        summary.stopped = True
    typer.echo(_sentence(summary, time.monotonic() - start), err=True)
    if summary.stopped:
        typer.echo("Stopped; the same command goes on with the parts that were not written.", err=True)
        return ExitCode.INTERRUPTED
    if summary.failed:
        return ExitCode.SOME_FAILED
    return ExitCode.OK if urls else _nothing_found()


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


def _sentence(summary: Summary, took: float) -> str:
    speed = f", {summary.pages / took:.1f} pages/s" if summary.pages and took > 0 else ""
    return (
        f"{summary.done} done, {summary.failed} failed, {summary.skipped} already there; "
        f"{summary.pages} pages, {summary.findings} findings in {took:.1f} s{speed}"
    )


def _tell(to: str, manifest: Path | None, *, errors: bool) -> int:
    """Print the state of a batch, or what failed, one line each: file, error, message."""
    from vnplan_extract.batch.manifest import Manifest, manifest_path
    from vnplan_extract.errors import NotFoundError
    from vnplan_extract.sinks.base import parse_target

    path = manifest or manifest_path(parse_target(to))
    if not path.exists():
        raise NotFoundError(
            "no batch has written there", where=str(path), remedy="Check --to and --manifest."
        )
    record = Manifest(path, version="", options="")
    try:
        if errors:
            for failure in record.failures():
                words = (failure.file, failure.error, failure.message)
                typer.echo("\t".join(" ".join(word.split()) for word in words))
        else:
            counts = record.counts()
            for state, count in counts.items():
                typer.echo(f"{state}\t{count}")
            if "running" in counts:
                typer.echo(RUNNING, err=True)
    finally:
        record.close()
    return ExitCode.OK


@contextmanager
def _interruptible(run: Batch, watcher: _Watcher) -> Iterator[None]:
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


class _Watcher(Protocol):
    """Shows what goes on."""

    def result(self, result: Result) -> None: ...

    def say(self, message: str) -> None: ...


@contextmanager
def _shown(run: Batch, places: list[str | bytes]) -> Iterator[_Watcher]:
    if not sys.stderr.isatty():
        yield _Lines(run)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("vnplan batch", total=None, told="")
        threading.Thread(target=_count, args=(progress, task, places, run), daemon=True).start()
        yield _Bar(run, progress, task)


def _count(progress: Progress, task: TaskID, places: list[str | bytes], run: Batch) -> None:
    from vnplan_extract.batch.files import find

    progress.update(task, total=sum(1 for _ in find(places, run.settings.globs)))


class _Bar:
    """A bar on a terminal."""

    def __init__(self, run: Batch, progress: Progress, task: TaskID) -> None:
        self.run, self.progress, self.task = run, progress, task
        self.start = time.monotonic()

    def result(self, result: Result) -> None:
        summary = self.run.summary
        speed = summary.pages / max(time.monotonic() - self.start, 0.001)
        told = f"{summary.failed} failed, {summary.findings} findings, {speed:.1f} pages/s"
        count = summary.done + summary.failed + summary.skipped
        self.progress.update(self.task, completed=count, told=told)
        if result.state == "failed":
            self.say(_failure(result))

    def say(self, message: str) -> None:
        self.progress.console.print(message, markup=False, highlight=False)


class _Lines:
    """Plain lines where there is no terminal: failures as they come, and the count now and then."""

    def __init__(self, run: Batch) -> None:
        self.run = run
        self.start = self.last = time.monotonic()

    def result(self, result: Result) -> None:
        if result.state == "failed":
            self.say(_failure(result))
        now = time.monotonic()
        if now - self.last >= EVERY:
            self.last = now
            self.say(f"So far: {_sentence(self.run.summary, now - self.start)}")

    def say(self, message: str) -> None:
        typer.echo(message, err=True)


def _failure(result: Result) -> str:
    return f"{result.error}: {' '.join(result.message.split())}"
