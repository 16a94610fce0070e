"""Python's cyclic garbage collector, run rarely while a document is read.

It looks for cycles of objects each time 700 more objects were made than freed. A document makes some hundred thousand, nearly
all of them in trees that go by themselves: the search takes 12 % of the time of `extract` and finds next to nothing.
"""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SELDOM = 20_000  # new objects between two searches: some megabytes that may wait to be freed


class _Threshold:
    """The threshold of the process: how many ask for a rare one, and what was set before the first of them did."""

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.count = 0
        self.before = 0
        self.set = 0

    def enter(self) -> None:
        with self.guard:
            self.count += 1
            if self.count == 1:
                self.before = gc.get_threshold()[0]
                self.set = max(self.before, SELDOM) if self.before else 0  # 0: never, as the caller wants it
                self._change(self.set)

    def leave(self) -> None:
        with self.guard:
            self.count -= 1
            if self.count == 0 and gc.get_threshold()[0] == self.set:  # else the caller has set it meanwhile
                self._change(self.before)

    @staticmethod
    def _change(first: int) -> None:
        gc.set_threshold(first, *gc.get_threshold()[1:])


_STATE = _Threshold()


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Have the collector run rarely inside the block; what the caller has set is there again after it."""
    _STATE.enter()
    try:
        yield
    finally:
        _STATE.leave()
