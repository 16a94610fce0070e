"""What runs in a killable child: takes one job after another from standard input, answers on standard output.

Started by `batch.pool` as `python -m vnplan_extract.batch.worker MODULE:FUNCTION MEMORY_MB`. A message is eight bytes of length
and a pickle. Standard output is taken away from whatever else might print: nothing can get between the messages.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import sys
from contextlib import suppress
from importlib import import_module
from typing import IO, TYPE_CHECKING

from vnplan_extract.collector import SELDOM, collecting_rarely

if TYPE_CHECKING:
    from collections.abc import Callable

LENGTH = struct.Struct(">Q")
GRACE = 5  # seconds over the limit after which the child ends itself, should nobody be left to end it


def send(stream: IO[bytes], message: object) -> None:
    """Write one message."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> object:
    """Read one message.

    Raises:
        EOFError: The other side is gone.
    """
    head = _exactly(stream, LENGTH.size)
    data = _exactly(stream, LENGTH.unpack(head)[0])
    with collecting_rarely():
        return pickle.loads(data)  # noqa: S301 - between us and our own child


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def main(function: str, memory: int) -> None:
    """Work until standard input ends."""
    _die_with_parent()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs = os.fdopen(os.dup(0), "rb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if memory:
        _limit_memory(memory)
    work = _function(function)
    send(answers, ("ready", None))
    gc.set_threshold(SELDOM)
    fresh = True
    while True:
        try:
            message = receive(jobs)
        except EOFError:
            return
        assert isinstance(message, tuple)
        limit, job = message
        _alarm(limit)
        answer = _answer(work, job)
        _alarm(0)
        send(answers, answer)
        if answer[0] == "failed" and answer[1][0] == "MemoryError":  # type: ignore[index]
            return  # what is left of the heap is of no use to the next document
        if (
            fresh
        ):  # what the first document had loaded (grammars, agencies) stays: never look through it again
            gc.collect()
            gc.freeze()
            fresh = False


def _answer(work: Callable[[object], object], job: object) -> tuple[str, object]:
    try:
        return "done", work(job)
    except MemoryError:
        return "failed", ("MemoryError", "")
    except Exception as error:  # noqa: BLE001 - whatever a document does to us is told, never passed on
        return "failed", (type(error).__name__, str(error))


def _function(name: str) -> Callable[[object], object]:
    module, _, attribute = name.partition(":")
    found: Callable[[object], object] = getattr(import_module(module), attribute)
    return found


def _die_with_parent() -> None:
    """Ask Linux to end this process when the one that started it ends, however it ends."""
    with suppress(Exception):
        import ctypes  # noqa: PLC0415 - only here

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() == 1:
            os._exit(0)


def _alarm(seconds: float) -> None:
    """Have the system end this process a little after its limit, should the parent be gone or held up."""
    if hasattr(signal, "alarm"):
        signal.alarm(int(seconds) + GRACE if seconds else 0)


def _limit_memory(megabytes: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    size = megabytes << 20
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
