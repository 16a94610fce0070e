"""A thousand digital documents through `extract`, and through the batch into SQLite with one job and with two.

    python bench/batch.py [DOCUMENTS]        # 1,000 by default: the corpus' PDF and DOCX files again and again

Every copy differs from the others (a PDF by a comment after its end, a DOCX by a file in its zip), so each is a document
of its own. Printed: documents a second; the overhead of batch and SQLite over bare `extract` in wall and in processor time
(the latter is what a busy machine can tell); what of it the one process that writes takes, which bounds the gain of more
jobs; the memory of all processes from document 100 on; and a second run over it all. A thousand take about five minutes.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from vnplan_extract import extract
from vnplan_extract.batch import Batch, Settings

ROOT = Path(__file__).resolve().parent.parent


def copies(folder: Path, count: int) -> list[Path]:
    """Write `count` documents, no two alike."""
    sources = sorted([*(ROOT / "corpus").glob("*.pdf"), *(ROOT / "corpus").glob("*.docx")])
    made = []
    for number in range(count):
        source = sources[number % len(sources)]
        path = folder / f"{number:05}{source.suffix}"
        path.write_bytes(_changed(source.read_bytes(), source.suffix, number))
        made.append(path)
    return made


def _changed(data: bytes, suffix: str, number: int) -> bytes:
    if suffix == ".pdf":
        return data + f"\n% {number}\n".encode()
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(f"copy-{number}.txt", str(number))
    return out.getvalue()


def cpu() -> tuple[float, float]:
    """Processor seconds of this process, and of its finished children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, theirs = (use.ru_utime + use.ru_stime for use in used)
    return own, theirs


def memory() -> tuple[float, float]:
    """Megabytes resident now: this process, its children together."""
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = [pid for file in children for pid in file.read_text().split()]
    return _resident("self"), sum(map(_resident, pids))


def _resident(pid: str) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    except OSError:
        return 0.0


def bare(paths: list[Path]) -> tuple[float, float]:
    """Wall and processor seconds a document of `extract` in a loop."""
    extract(paths[0])
    start, used = time.perf_counter(), cpu()[0]
    for path in paths:
        extract(path)
    return (time.perf_counter() - start) / len(paths), (cpu()[0] - used) / len(paths)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the batch, seconds a document: wall, processor of the parent and of the children; MB on the way."""

    wall: float
    own: float
    theirs: float
    memory: list[tuple[float, float]]
    said: str


def batch(folder: Path, target: Path, jobs: int, count: int) -> Run:
    """Run the batch."""
    run = Batch([folder], to=f"sqlite:///{target}", settings=Settings(jobs=jobs))
    start, used = time.perf_counter(), cpu()
    seen = [memory() for number, _ in enumerate(run.run(), 1) if number % 100 == 0]
    own, theirs = (after - before for after, before in zip(cpu(), used, strict=True))
    wall = time.perf_counter() - start
    said = f"done {run.summary.done}, failed {run.summary.failed}, skipped {run.summary.skipped}"
    return Run(wall / count, own / count, theirs / count, seen, said)


def told(run: Run, jobs: int, each: float, each_cpu: float) -> None:
    """Print what a run took, beside bare `extract`."""
    print(f"batch, {jobs} job(s): {1 / run.wall:.1f} documents/s; {run.said}")
    print(
        f"  overhead over bare extract: wall {run.wall / each * jobs - 1:+.0%}, "
        f"processor {(run.own + run.theirs) / each_cpu - 1:+.0%} "
        f"(children {run.theirs * 1e3:.0f} ms a document, parent {run.own * 1e3:.1f} ms)"
    )
    if run.memory:
        (own, theirs), (last, last_theirs) = run.memory[0], run.memory[-1]
        most = max(sum(pair) for pair in run.memory)
        print(
            f"  memory, parent + children: {own:.0f} + {theirs:.0f} MB at document 100, "
            f"{last:.0f} + {last_theirs:.0f} MB at document {100 * len(run.memory)}, most {most:.0f} MB"
        )


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        folder.mkdir()
        some = copies(folder, count)[: min(count, 135)]
        runs = {}
        before = bare(some)
        for jobs in (1, 2):
            runs[jobs] = batch(folder, Path(place) / f"{jobs}.db", jobs, count)
        after = bare(some)  # before and after: a machine that is busy for a while shows
        each, each_cpu = (sum(pair) / 2 for pair in zip(before, after, strict=True))
        print(
            f"bare extract: {1 / each:.1f} documents/s, {each_cpu * 1e3:.0f} ms of processor each "
            f"({before[1] * 1e3:.0f} before the batches, {after[1] * 1e3:.0f} after; {len(some)} documents)"
        )
        for jobs, run in runs.items():
            told(run, jobs, each, each_cpu)
        one, two = runs[1], runs[2]
        print(
            f"2 jobs over 1: {one.wall / two.wall:.2f}x; two processors that do nothing else could give "
            f"{2 / (1 + two.own / two.theirs):.2f}x; load now {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
        again = batch(folder, Path(place) / "2.db", 2, count)
        size = (Path(place) / "2.db").stat().st_size
        print(
            f"the same again: {again.wall * count:.2f} s for {count} files ({again.said}); "
            f"database {size / count / 1e3:.0f} KB a document"
        )


if __name__ == "__main__":
    main()
