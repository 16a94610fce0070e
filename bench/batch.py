"""A thousand digital documents through `extract`, and through the batch into SQLite with one job and with two.

    python bench/batch.py [DOCUMENTS]        # 1,000 by default: the corpus' PDF and DOCX files again and again

Every copy differs from the others (a PDF by a comment after its end, a DOCX by a file in its zip), so each is a document
of its own. Printed: documents a second, the overhead of batch and SQLite over bare `extract` in wall and in processor time
(the latter is what a busy machine can tell), the memory of all processes from document 100 on, and a second run over it all.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import tempfile
import time
import zipfile
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


def cpu() -> float:
    """Processor seconds of this process and its finished children."""
    return sum(
        use.ru_utime + use.ru_stime
        for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


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
    """Wall and processor seconds of `extract` in a loop."""
    extract(paths[0])
    start, used = time.perf_counter(), cpu()
    for path in paths:
        extract(path)
    return time.perf_counter() - start, cpu() - used


def batch(folder: Path, target: Path, jobs: int) -> tuple[float, float]:
    """Wall and processor seconds of the batch; memory is printed on the way."""
    run = Batch([folder], to=f"sqlite:///{target}", settings=Settings(jobs=jobs))
    start, used = time.perf_counter(), cpu()
    seen = []
    for number, _ in enumerate(run.run(), 1):
        if number % 100 == 0:
            seen.append(memory())
    took, spent = time.perf_counter() - start, cpu() - used
    if seen:
        print(
            f"  memory at each 100th document, parent+children MB: {', '.join(f'{own:.0f}+{theirs:.0f}' for own, theirs in seen)}"
        )
    print(f"  done {run.summary.done}, failed {run.summary.failed}, skipped {run.summary.skipped}")
    return took, spent


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        folder.mkdir()
        paths = copies(folder, count)
        some = paths[: min(count, 250)]
        wall, spent = bare(some)
        each, each_cpu = wall / len(some), spent / len(some)
        print(
            f"extract: {1 / each:.1f} documents/s, {each_cpu * 1e3:.0f} ms of processor each ({len(some)} documents)"
        )
        speeds = {}
        for jobs in (1, 2):
            target = Path(place) / f"{jobs}.db"
            print(f"batch, {jobs} job(s):")
            took, used = batch(folder, target, jobs)
            speeds[jobs] = count / took
            print(
                f"  {count / took:.1f} documents/s; overhead: wall {took / count / each * jobs - 1:+.0%}, processor {used / count / each_cpu - 1:+.0%}"
            )
        print(
            f"2 jobs over 1: {speeds[2] / speeds[1]:.2f}x; load now {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
        print("the same again:")
        took, _ = batch(folder, Path(place) / "2.db", 2)
        print(
            f"  {took:.2f} s for {count} files; database {(Path(place) / '2.db').stat().st_size / count / 1e3:.0f} KB a document"
        )


if __name__ == "__main__":
    main()
