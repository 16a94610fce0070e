"""Children that have a job at work and one in hand: who is lost is named, and no other."""

from __future__ import annotations

import pytest

from vnplan_extract.batch.pool import Limits, Pool

WORDS = [f"w{number}" for number in range(30)]


@pytest.mark.parametrize(
    ("odd", "lost"),
    [
        ({}, {}),
        ({10: "exit"}, {"exit": "ExitError"}),
        ({10: "exit", 11: "exit"}, {"exit": "ExitError"}),
        # The child goes while it works on the next word, which had been given ahead: that one is tried again, alone.
        ({10: "exit later", 11: "wait"}, {}),
        ({10: "hang"}, {"hang": "TimeoutError"}),
        ({10: "alloc"}, {"alloc": "MemoryError"}),
        ({10: "abort"}, {"abort": "CrashError"}),
    ],
)
def test_who_is_lost_is_named_and_no_other(odd: dict[int, str], lost: dict[str, str]) -> None:
    words = [odd.get(place, word) for place, word in enumerate(WORDS)]
    pool: Pool[str] = Pool("poison:echo", jobs=1, limits=Limits(seconds=3.0))
    outcomes = list(pool.run(words))
    assert sorted(outcome.job for outcome in outcomes) == sorted(words)
    assert {outcome.job: outcome.error for outcome in outcomes if outcome.error} == lost
    assert all(outcome.value == outcome.job.upper() for outcome in outcomes if not outcome.error)


def test_enough_begins_nothing_more_and_says_what_was_not_begun() -> None:
    pool: Pool[str] = Pool("poison:echo", jobs=1, limits=Limits())
    done = []
    for outcome in pool.run(iter(WORDS)):
        done.append(outcome.job)
        pool.enough()
    assert len(done) < 6
    assert done + pool.dropped == WORDS[: len(done) + len(pool.dropped)]
    assert pool.dropped


def test_children_are_replaced_after_their_number_of_jobs() -> None:
    pool: Pool[str] = Pool("poison:echo", jobs=2, limits=Limits(recycle=7))
    assert sorted(str(outcome.value) for outcome in pool.run(WORDS)) == sorted(map(str.upper, WORDS))
