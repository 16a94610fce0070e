"""The collector is as the caller has set it, whatever was read and however it ended."""

from __future__ import annotations

import gc
import threading

import pytest

from vnplan_extract import extract
from vnplan_extract.collector import SELDOM, collecting_rarely
from vnplan_extract.errors import InputError


@pytest.fixture(params=[(700, 10, 10), (0, 10, 10), (50_000, 5, 7)])
def threshold(request):
    before = gc.get_threshold()
    gc.set_threshold(*request.param)
    yield request.param
    gc.set_threshold(*before)


def test_a_block_leaves_it_as_it_was(threshold) -> None:
    with collecting_rarely(), collecting_rarely():
        inside = gc.get_threshold()
    assert inside == (max(threshold[0], SELDOM) if threshold[0] else 0, *threshold[1:])
    assert gc.get_threshold() == threshold


def test_what_the_caller_sets_meanwhile_stays(threshold) -> None:
    with collecting_rarely():
        gc.set_threshold(123, 4, 5)
    assert gc.get_threshold() == (123, 4, 5)


def test_extract_leaves_it_as_it_was(threshold) -> None:
    extract(b"K\xe1\xba\xbf ho\xe1\xba\xa1ch", name="x.txt")
    with pytest.raises(InputError):
        extract(b"", name="x.pdf")
    assert gc.get_threshold() == threshold


def test_threads_that_overlap_leave_it_as_it_was() -> None:
    before, both = gc.get_threshold(), threading.Barrier(2)

    def read() -> None:
        with collecting_rarely():
            both.wait(timeout=10)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gc.get_threshold() == before
