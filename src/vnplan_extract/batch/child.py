"""One child process of a batch: its pipes, the jobs it was given, and what became of each, whatever becomes of the child.

A child works on one job and has at most one more in hand, so that it need not wait for the parent between two: the parent
may be writing. Answers come in the order of the jobs: when the child is lost, it is by the first that has no answer, and the
one behind it was not begun. Only of a job that waited in the child it is not certain that it was begun when the child was
lost, so it is tried once more, alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Generic, TypeVar

from vnplan_extract.batch.worker import receive, send

T = TypeVar("T")
START = 120.0  # seconds a child may take to start
KEPT = 2000  # characters kept of what a child wrote to standard error
QUICK = 2.0  # seconds: who was quicker with the last job is given the next before it is done with this one
KILLED = 9  # SIGKILL; not every system has its name
NO_MEMORY = (
    "bad_alloc",
    "cannot allocate memory",
    "insufficient memory",
    "out of memory",
)  # C++, errno, OpenCV
SCARCE = (
    "Most often the system was short of memory: give fewer --jobs, or less --memory, and use --retry-failed."
)
OURS = "This is a fault of ours or of a library: please report it, with the document if it may be shown."
PIPE = (
    1 << 20
)  # bytes a pipe should hold: an answer (about 80 KB) goes at once, the child need not wait for its reader


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


class Child(Generic[T]):
    """A child process; `given` are the jobs it has not answered yet, the one it works on first."""

    def __init__(self, function: str, limits: Limits) -> None:
        self.limits = limits
        self.given: deque[T] = deque()
        self._waited = False  # whether the job it works on was given while it had another
        self.count = 0
        self.overdue = False
        self._due: float | None = None
        self.broken = ""
        self._last = QUICK  # seconds that the last job took
        self._said: deque[str] = deque(maxlen=40)
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "vnplan_extract.batch.worker", function, str(limits.megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the parent
            env={**os.environ, "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        _widen(self._out)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._guard = threading.Lock()
        self._ended = threading.Event()
        self._expect(START)
        threading.Thread(target=self._watch, daemon=True).start()
        try:
            self._receive()
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

    @property
    def room(self) -> int:
        """How many more jobs it can be given now; one that is lost has room for none."""
        if self.broken or self.process.poll() is not None:
            return 0
        most = 2 if self._last < QUICK else 1
        return min(most - len(self.given), self.limits.recycle - self.count)

    def give(self, job: T) -> None:
        """Give it a job; a child that is gone is noticed when the answer is asked for."""
        assert self.process.stdin is not None
        self.count += 1
        self.given.append(job)
        self._waited = self._waited and len(self.given) > 1
        with suppress(OSError, ValueError):
            send(self.process.stdin, (self.limits.seconds, job))

    def answer(self) -> Outcome[T] | None:
        """Wait for what became of the job it works on; whatever happens to the child, say it.

        Returns:
            None when the child was lost and it is not certain by what; the job is still among those given.
        """
        start = time.monotonic()
        try:
            self._expect(self.limits.seconds)
            kind, value = self._receive()
        except (EOFError, OSError):
            error, message = self._cause()
            if self._waited and error != "TimeoutError":
                return None
            return Outcome(
                self.given.popleft(), error=error, message=message, seconds=time.monotonic() - start
            )
        job = self.given.popleft()
        self._waited = bool(self.given)
        took = self._last = time.monotonic() - start
        if self.overdue:  # it was killed in the moment it answered
            self.broken = "late"
        if kind == "done":
            return Outcome(job, value, seconds=took)
        error, message = value  # type: ignore[misc]
        if error == "MemoryError":
            self.broken = "memory"
            message = self._too_little()
        return Outcome(job, error=error, message=message, seconds=took)

    def _receive(self) -> tuple[str, object]:
        try:
            answer: tuple[str, object] = receive(self._out)  # type: ignore[assignment]  # what `worker` sends
        finally:
            self._expect(None)
        return answer

    def _expect(self, seconds: float | None) -> None:
        """Note when what it does now must be done; None when nothing is asked of it."""
        with self._guard:
            self._due = None if seconds is None else time.monotonic() + seconds

    def _watch(self) -> None:
        """Kill the child when it is overdue: one thread for all its jobs, which looks when the next may be."""
        wait = 0.0
        while not self._ended.wait(wait):
            with self._guard:
                left = self.limits.seconds if self._due is None else self._due - time.monotonic()
                if left <= 0:
                    self.overdue = True
                    self.kill()
                    return
            wait = min(left, self.limits.seconds)  # a job that is begun meanwhile has more time than that

    def _cause(self) -> tuple[str, str]:
        """Say why the child is gone."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        self._listener.join(timeout=1)  # its last words may be on their way
        code = self.process.returncode
        reason = self.broken
        self.broken = self.broken or "gone"
        said = "".join(self._said).strip()[-KEPT:]
        tail = f": {said.splitlines()[-1]}" if said else ""
        if self.overdue or code == -getattr(signal, "SIGALRM", 0):
            return "TimeoutError", f"took longer than {self.limits.seconds:g} s (--timeout gives more)"
        if reason:
            return "ChildError", reason + tail
        if self.limits.megabytes and any(words in said.lower() for words in NO_MEMORY):
            return "MemoryError", self._too_little()
        if code == -KILLED:
            return (
                "CrashError",
                f"the process that read it was killed ({_signal_name(KILLED)}){tail}. {SCARCE}",
            )
        if code is not None and code < 0:
            return "CrashError", f"the process that read it crashed ({_signal_name(-code)}){tail}. {OURS}"
        return "ExitError", f"the process that read it ended with exit status {code}{tail}. {OURS}"

    def _too_little(self) -> str:
        return f"needs more than the {self.limits.megabytes} MB allowed (--memory gives more)"

    def kill(self) -> None:
        """End it now; SIGKILL cannot be ignored."""
        with suppress(OSError):
            self.process.kill()

    def end(self) -> None:
        """Let it go, by force if it does not go by itself."""
        self._ended.set()
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


def _widen(stream: IO[bytes]) -> None:
    """Let a pipe hold more than the 64 KB it has by default, where the system can."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl  # noqa: PLC0415 - not on every system

        fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, PIPE)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
