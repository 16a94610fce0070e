"""Killable workers: each child has one job at work and is killed at its deadline, so a lost child names its job.

Children are plain processes with pipes, not `multiprocessing`: a crash in C code loses one document and no queue; there
is no lock that a killed child could leave held; a program needs no `if __name__ == "__main__"` to use this; and it works
inside the daemonic workers of Dask, which may not start `multiprocessing` children.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from vnplan_extract.batch.child import Child, Limits, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
AHEAD = 4  # jobs taken from the source for each child: what it works on while the caller writes a group
__all__ = ["Limits", "Outcome", "Pool"]


class Pool(Generic[T]):
    """Runs `function` (a dotted name) on jobs in `jobs` children and yields what became of each, as they finish.

    Attributes:
        dropped: Jobs that were taken from the source and not begun because `enough` was called.
    """

    def __init__(self, function: str, *, jobs: int, limits: Limits) -> None:
        self.function = function
        self.jobs = jobs
        self.limits = limits
        self.dropped: list[T] = []
        self._stop = threading.Event()
        self._enough = False
        self._children: set[Child[T]] = set()
        self._guard = threading.Lock()

    def run(self, source: Iterable[T]) -> Iterator[Outcome[T]]:
        """Yield the outcome of each job of `source`, which is read no faster than the work goes.

        When the caller stops reading, children are killed and their jobs forgotten.
        """
        for group in self.groups(source, most=1):
            yield from group

    def groups(self, source: Iterable[T], *, most: int, seconds: float = 0.0) -> Iterator[list[Outcome[T]]]:
        """Yield outcomes as `run` does, but up to `most` together: those that come within `seconds` of the first."""
        flow = _Flow(self, source)
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
                flow.todo.put(None)  # wakes who waits
            for thread in threads:
                thread.join(timeout=5)

    def enough(self) -> None:
        """Begin no further job; those that children have are finished. May be called by a signal's handler."""
        self._enough = True

    @property
    def stopping(self) -> bool:
        """Whether nothing more is to be begun."""
        return self._enough or self._stop.is_set()

    def kill(self) -> None:
        """End every child now."""
        self._stop.set()
        with self._guard:
            for child in self._children:
                child.kill()

    def _slot(self, todo: queue.Queue[T | None], done: queue.Queue[Outcome[T]]) -> None:
        """Feed one child after another."""
        child: Child[T] | None = None
        left: deque[T] = deque()  # given to a child that was lost before it came to them
        try:
            while not self._stop.is_set():
                if child is not None and not child.given and not child.room:
                    self._forget(child)
                    child = None
                while (child is None or child.room) and (job := self._next(left, todo, child)) is not None:
                    child = child or self._start()
                    child.give(job)
                if child is not None and child.given:
                    if (outcome := child.answer()) is not None:
                        done.put(outcome)
                    if child.broken:
                        left.extend(child.given)
                        self._forget(child)
                        child = None
        finally:
            self._forget(child)

    @staticmethod
    def _next(left: deque[T], todo: queue.Queue[T | None], child: Child[T] | None) -> T | None:
        """Return the next job, or None when there is none now; a child that has work does not wait for more."""
        if left:
            return left.popleft()
        try:
            return todo.get_nowait() if child and child.given else todo.get(timeout=0.2)
        except queue.Empty:
            return None

    def _start(self) -> Child[T]:
        child: Child[T] = Child(self.function, self.limits)
        with self._guard:
            self._children.add(child)
            if self._stop.is_set():
                child.kill()
        return child

    def _forget(self, child: Child[T] | None) -> None:
        if child is not None:
            child.end()
            with self._guard:
                self._children.discard(child)


class _Flow(Generic[T]):
    """Jobs on their way to the children, and outcomes on their way back."""

    def __init__(self, pool: Pool[T], source: Iterable[T]) -> None:
        self.todo: queue.Queue[T | None] = queue.Queue()
        self.done: queue.Queue[Outcome[T]] = queue.Queue()
        self._pool = pool
        self._source = iter(source)
        self._most = AHEAD * pool.jobs
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
        if self._pool.stopping:
            self._drop()
        while self._more and self._running < self._most:
            job = next(self._source, None)
            if job is None:
                self._more = False
                return
            self.todo.put(job)
            self._running += 1

    def _drop(self) -> None:
        """Take back what no child has been given."""
        self._more = False
        with suppress(queue.Empty):
            while (job := self.todo.get_nowait()) is not None:
                self._pool.dropped.append(job)
                self._running -= 1
