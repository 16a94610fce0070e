"""Killable workers: each child has one job in flight and is killed at its deadline, so a lost child names its job.

Children are plain processes with pipes, not `multiprocessing`: a crash in C code loses one document and no queue; there
is no lock that a killed child could leave held; a program needs no `if __name__ == "__main__"` to use this; and it works
inside the daemonic workers of Dask, which may not start `multiprocessing` children.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Generic, TypeVar

from vnplan_extract.batch.worker import receive, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
START = 120.0  # seconds a child may take to start
KEPT = 2000  # characters kept of what a child wrote to standard error


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use, and how many jobs one child does.

    Attributes:
        seconds: Wall time; the child is killed at its end.
        megabytes: Address space of the child, 0 for no limit.
        recycle: Jobs after which a child is replaced by a fresh one.
    """

    seconds: float = 600.0
    megabytes: int = 4096
    recycle: int = 1000


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of a job: its value, or the class of the error and its words."""

    job: T
    value: object = None
    error: str | None = None
    message: str = ""
    seconds: float = 0.0


class Pool(Generic[T]):
    """Runs `function` (a dotted name) on jobs in `jobs` children and yields what became of each, as they finish."""

    def __init__(self, function: str, *, jobs: int, limits: Limits) -> None:
        self.function = function
        self.jobs = jobs
        self.limits = limits
        self._stop = threading.Event()
        self._children: set[_Child] = set()
        self._guard = threading.Lock()

    def run(self, source: Iterable[T]) -> Iterator[Outcome[T]]:
        """Yield the outcome of each job of `source`, which is read no faster than the work goes.

        When the caller stops reading, children are killed and their jobs forgotten.
        """
        for group in self.groups(source, most=1):
            yield from group

    def groups(self, source: Iterable[T], *, most: int, seconds: float = 0.0) -> Iterator[list[Outcome[T]]]:
        """Yield outcomes as `run` does, but up to `most` together: those that come within `seconds` of the first."""
        flow = _Flow(source, self.jobs, self._stop)
        threads = [
            threading.Thread(target=self._slot, args=(flow.todo, flow.done), daemon=True)
            for _ in range(self.jobs)
        ]
        for thread in threads:
            thread.start()
        try:
            while group := flow.gather(most, seconds):
                yield group
        finally:
            self.kill()
            for _ in threads:
                with suppress(queue.Full):
                    flow.todo.put_nowait(None)
            for thread in threads:
                thread.join(timeout=5)

    def kill(self) -> None:
        """End every child now."""
        self._stop.set()
        with self._guard:
            for child in self._children:
                child.kill()

    def _slot(self, todo: queue.Queue[T | None], done: queue.Queue[Outcome[T]]) -> None:
        """Feed one child after another."""
        child: _Child | None = None
        try:
            while not self._stop.is_set():
                try:
                    job = todo.get(timeout=0.2)
                except queue.Empty:
                    continue
                if job is None:
                    return
                if child is None or not child.fit(self.limits.recycle):
                    self._forget(child)
                    child = self._start()
                done.put(child.work(job))
        finally:
            self._forget(child)

    def _start(self) -> _Child:
        child = _Child(self.function, self.limits)
        with self._guard:
            self._children.add(child)
            if self._stop.is_set():
                child.kill()
        return child

    def _forget(self, child: _Child | None) -> None:
        if child is not None:
            child.end()
            with self._guard:
                self._children.discard(child)


class _Flow(Generic[T]):
    """Jobs on their way to the children, and outcomes on their way back."""

    def __init__(self, source: Iterable[T], jobs: int, stop: threading.Event) -> None:
        self.todo: queue.Queue[T | None] = queue.Queue(maxsize=jobs)
        self.done: queue.Queue[Outcome[T]] = queue.Queue()
        self._source = iter(source)
        self._most = 2 * jobs  # one job in hand for each child beyond the one it works on
        self._stop = stop
        self._running = 0
        self._more = True

    def gather(self, most: int, seconds: float) -> list[Outcome[T]]:
        """Return the outcomes that come within `seconds` of the first, `most` of them at most; none at the end."""
        found: list[Outcome[T]] = []
        until = 0.0
        while len(found) < most:
            self._feed()
            if not self._running:
                break
            try:
                found.append(self.done.get(timeout=max(0.0, until - time.monotonic()) if found else None))
            except queue.Empty:
                break
            self._running -= 1
            if len(found) == 1:
                until = time.monotonic() + seconds
        return found

    def _feed(self) -> None:
        while self._more and self._running < self._most and not self._stop.is_set():
            job = next(self._source, None)
            if job is None:
                self._more = False
                return
            self.todo.put(job)
            self._running += 1


class _Child:
    """A child process and the job it works on."""

    def __init__(self, function: str, limits: Limits) -> None:
        self.limits = limits
        self.count = 0
        self.overdue = False
        self.broken = ""
        self._said: deque[str] = deque(maxlen=40)
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "vnplan_extract.batch.worker", function, str(limits.megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the parent
            env={**os.environ, "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            self._timed(START, lambda: receive(self._out))
        except (EOFError, OSError) as error:
            self.broken = f"the child did not start ({error})"

    @property
    def _out(self) -> IO[bytes]:
        assert self.process.stdout is not None
        return self.process.stdout

    def _listen(self) -> None:
        """Keep the end of what the child writes to standard error: it may name the cause of a crash."""
        assert self.process.stderr is not None
        with suppress(OSError, ValueError):
            for line in self.process.stderr:
                self._said.append(line.decode("utf-8", "replace"))

    def fit(self, recycle: int) -> bool:
        """Say whether it can take another job."""
        return not self.broken and self.count < recycle and self.process.poll() is None

    def work(self, job: T) -> Outcome[T]:
        """Do one job; whatever happens to the child, say what became of the job."""
        start = time.monotonic()
        self.count += 1
        try:
            kind, value = self._timed(self.limits.seconds, lambda: self._ask(job))
        except (EOFError, OSError):
            error, message = self._cause()
            return Outcome(job, error=error, message=message, seconds=time.monotonic() - start)
        took = time.monotonic() - start
        if kind == "done":
            return Outcome(job, value, seconds=took)
        error, message = value  # type: ignore[misc]
        if error == "MemoryError":
            self.broken = "memory"
            message = f"needs more than the {self.limits.megabytes} MB allowed (--memory)"
        return Outcome(job, error=error, message=message, seconds=took)

    def _ask(self, job: object) -> tuple[str, object]:
        assert self.process.stdin is not None
        send(self.process.stdin, (self.limits.seconds, job))
        answer: tuple[str, object] = receive(self._out)  # type: ignore[assignment]
        return answer

    def _timed(self, seconds: float, ask: Callable[[], T]) -> T:
        timer = threading.Timer(seconds, self._late)
        timer.daemon = True
        timer.start()
        try:
            return ask()
        finally:
            timer.cancel()

    def _late(self) -> None:
        self.overdue = True
        self.kill()

    def _cause(self) -> tuple[str, str]:
        """Say why the child is gone."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        code = self.process.returncode
        reason = self.broken
        self.broken = self.broken or "gone"
        said = "".join(self._said).strip()[-KEPT:]
        tail = f": {said.splitlines()[-1]}" if said else ""
        if self.overdue or code == -getattr(signal, "SIGALRM", 0):
            return "TimeoutError", f"took longer than {self.limits.seconds:g} s (--timeout)"
        if reason:
            return "ChildError", reason + tail
        if code is not None and code < 0:
            return "CrashError", f"the process ended by {_signal_name(-code)}{tail}"
        return "ExitError", f"the process ended with exit status {code}{tail}"

    def kill(self) -> None:
        """End it now; SIGKILL cannot be ignored."""
        with suppress(OSError):
            self.process.kill()

    def end(self) -> None:
        """Let it go, by force if it does not go by itself."""
        with suppress(OSError, ValueError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        try:
            self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self.kill()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=5)
        for stream in (self.process.stdout, self.process.stderr):
            with suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
