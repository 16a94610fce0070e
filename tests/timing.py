"""Whether time grows in proportion to the input, told apart from the noise of a busy machine."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 6  # the machine may disturb one round, and hardly six; what is not linear fails in each of them
LEEWAY = 3.0  # times as much as the length accounts for: caches and allocation cost more on long input
HANG = 60.0  # seconds: what is stopped in time takes a small part of one, what is not takes hours
CLOCK = 0.05  # seconds: below this a time is mostly the clock's and the collector's


def processor_seconds(run: Callable[[], object]) -> float:
    """What `run` takes of this process's time, without the collector, which looks at all that other tests have left."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        begin = time.process_time()
        run()
        return time.process_time() - begin
    finally:
        if collecting:
            gc.enable()


def assert_linear(run: Callable[[int], object], short: int, long: int, *, leeway: float = LEEWAY) -> None:
    """`run(long)` takes at most `leeway` times as long as `run(short)` and the ratio of the two lengths say.

    One round of ROUNDS is enough. The lengths should be so far apart (eight times and more) that a quadratic run
    fails by much.
    """
    run(short)  # tables are loaded and caches filled here
    rounds = []
    for _ in range(ROUNDS):
        less, more = (processor_seconds(lambda size=size: run(size)) for size in (short, long))
        if more <= leeway * long / short * less + CLOCK:
            return
        rounds.append(f"{less:.4f} s and {more:.4f} s")
    raise AssertionError(f"lengths {short} and {long} took {', '.join(rounds)}")
