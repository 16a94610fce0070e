"""What the children of the fault tests run: a poisoned document does what its first line says, any other becomes a Plan.

The plan is made without the readers, which take longer to load than most of these tests take to run.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import signal
import threading
import time
from pathlib import Path

from vnplan_extract._version import __version__
from vnplan_extract.batch.job import Done, Job, read_whole
from vnplan_extract.plan import Plan, ProducedBy, Section, Source
from vnplan_extract.sinks.base import pack

POISON = ("segfault", "loop", "bomb", "exit", "sleep")


def work(job: Job) -> Done:
    """Read a document, or suffer from it."""
    head = Path(os.fsdecode(job.place)).read_bytes()[:40]
    if head.startswith(b"POISON "):
        suffer(head.split()[1].decode())
    data, stamp = read_whole(job.place, job.shown, job.options.max_bytes)
    plan = plan_of(data, Path(job.shown).name, job.options.digest())
    return Done(plan.source.sha256, stamp, pack(plan, job.form, file=job.shown), 1, 0)


def plan_of(data: bytes, name: str, options: str) -> Plan:
    """The plan of a small document: its number, and each line as a section."""
    text = data.decode()
    number = re.search(r"Số: (\S+)", text)
    lines = [line for line in text.splitlines() if line]
    return Plan(
        source=Source(name=name, sha256=hashlib.sha256(data).hexdigest(), media_type="text/plain"),
        status="issued",
        number=number[1] if number else None,
        sections=tuple(Section(kind="dash", path=f"-{place}", text=line) for place, line in enumerate(lines)),
        produced_by=ProducedBy(version=__version__, options=options),
    )


def slow(job: Job) -> Done:
    """Read a document that takes a moment, so that there is time to interrupt."""
    time.sleep(0.15)
    return work(job)


def suffer(how: str) -> None:
    """Go wrong in one of five ways."""
    if how == "segfault":
        ctypes.string_at(0)
    elif how == "loop":
        while True:
            pass
    elif how == "bomb":
        hoard = []
        while True:
            hoard.append(bytearray(64 << 20))
    elif how == "exit":
        os._exit(3)
    elif how == "sleep":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            time.sleep(1000)


def echo(word: str) -> str:
    """Give a word back, or go wrong as it says: at once, or a moment after the answer has been given."""
    if word == "exit":
        os._exit(3)
    if word == "exit later":
        threading.Timer(0.05, os._exit, (3,)).start()
    if word == "alloc":  # as C++ says it when --memory is too little
        os.write(
            2, b"terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc\n"
        )
        os.abort()
    if word == "abort":
        os.abort()
    if word == "wait":
        time.sleep(0.3)
    if word == "hang":
        time.sleep(1000)
    return word.upper()
