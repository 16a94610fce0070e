"""What a batch says while it runs: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import logging
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import typer

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from rich.progress import Progress, TaskID

    from vnplan_extract.batch import Batch, Result, Summary

EVERY = 10.0  # seconds between two lines where no terminal shows progress
TICK = 0.5  # seconds between two looks at the counts: what is there already is passed over without a result
MOST_ENDINGS = 5


def summary_line(summary: Summary, took: float) -> str:
    """Return the counts in words."""
    speed = f", {summary.pages / took:.1f} pages/s" if summary.pages and took > 0 else ""
    return (
        f"{summary.done} done, {summary.failed} failed, {summary.skipped} already there; "
        f"{summary.pages} pages, {summary.findings} findings in {took:.1f} s{speed}"
    )


def passed_over_line(passed: Counter[str]) -> str:
    """Tell of the files that no pattern asked for: pictures may be scans."""
    kinds = ", ".join(f"{end or 'others'} {count}" for end, count in passed.most_common(MOST_ENDINGS))
    files = "1 file" if passed.total() == 1 else f"{passed.total()} files"
    return f"Not read, by their names: {files} ({kinds}); --glob reads others, as --glob '*.jpg'."


class Watcher(Protocol):
    """Shows what goes on."""

    def result(self, result: Result) -> None:
        """Show what became of a document."""

    def say(self, message: str) -> None:
        """Tell something else."""


class _WatcherHandler(logging.Handler):
    """Has a watcher say what is logged."""

    def __init__(self, watcher: Watcher) -> None:
        super().__init__()
        self.watcher = watcher

    def emit(self, record: logging.LogRecord) -> None:
        self.watcher.say(record.getMessage())


@contextmanager
def sinks_logged_to(watcher: Watcher) -> Iterator[None]:
    """Let the sinks be heard as long as the block lasts: what they do at the end may take long."""
    sinks, handler = logging.getLogger("vnplan_extract.sinks"), _WatcherHandler(watcher)
    before = sinks.level
    sinks.addHandler(handler)
    sinks.setLevel(logging.INFO)
    try:
        yield
    finally:
        sinks.removeHandler(handler)
        sinks.setLevel(before)


@contextmanager
def progress_shown(run: Batch, places: list[str | bytes]) -> Iterator[Watcher]:
    """Yield what shows the run, as long as the block lasts."""
    if not sys.stderr.isatty():
        lines = Lines(run.summary)
        with _ticking(lines.count):
            yield lines
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
        bar = _Bar(run, progress, task)
        with _ticking(bar.count):
            yield bar


@contextmanager
def _ticking(look: Callable[[], None]) -> Iterator[None]:
    """Look at the counts now and then, as long as the block lasts."""
    over = threading.Event()

    def tick() -> None:
        while not over.wait(TICK):
            look()

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _count(progress: Progress, task: TaskID, places: list[str | bytes], run: Batch) -> None:
    from vnplan_extract.batch.files import find

    progress.update(task, total=sum(1 for _ in find(places, run.settings.globs)))


class _Bar:
    """A bar on a terminal."""

    def __init__(self, run: Batch, progress: Progress, task: TaskID) -> None:
        self.run, self.progress, self.task = run, progress, task
        self.start = time.monotonic()

    def result(self, result: Result) -> None:
        self.count()
        if result.state == "failed":
            self.say(_failure(result))

    def count(self) -> None:
        summary = self.run.summary
        speed = summary.pages / max(time.monotonic() - self.start, 0.001)
        told = f"{summary.failed} failed, {summary.findings} findings, {speed:.1f} pages/s"
        count = summary.done + summary.failed + summary.skipped
        self.progress.update(self.task, completed=count, told=told)

    def say(self, message: str) -> None:
        self.progress.console.print(message, markup=False, highlight=False)


class Lines:
    """Plain lines where there is no terminal: failures as they come, and the count now and then."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self.start = self.last = time.monotonic()
        self._guard = threading.Lock()

    def result(self, result: Result) -> None:
        """Tell a failure, and the count where it is time."""
        if result.state == "failed":
            self.say(_failure(result))
        self.count()

    def count(self) -> None:
        """Tell the count, if that was not done a moment ago."""
        with self._guard:
            now = time.monotonic()
            if now - self.last >= EVERY:
                self.last = now
                self.say(f"So far: {summary_line(self.summary, now - self.start)}")

    def say(self, message: str) -> None:
        """Tell something else."""
        typer.echo(message, err=True)


def _failure(result: Result) -> str:
    return f"{result.error}: {' '.join(result.message.split())}"
