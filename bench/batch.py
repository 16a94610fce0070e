"""A thousand digital documents through `extract`, and through the batch into SQLite with one job and with two.

    python bench/batch.py [DOCUMENTS]        # 1,000 by default: the corpus' PDF and DOCX files again and again

Every copy differs from the others (a PDF by a comment after its end, a DOCX by a file in its zip), so each is a document
of its own. No single time is to be believed on a machine that others use too, so what is compared runs in turns: `extract`
in one process, `extract` in two (what this machine gives a second process: no batch can do better), the batch with one
job, the batch with two, and the same again in the other order. Told are each turn with the share of the processors that
the machine's host (steal) and other programs took, and the medians of the ratios of neighbours. Each turn counts from the
first documents that are done: starting Python is no part of it. Then all go through one batch with two jobs: processor
time, memory from document 100 on, and a second run over what is there. A thousand take about six minutes.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from vnplan_extract import extract
from vnplan_extract.batch import Batch, Settings

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 4
ONE, TWO = 0.10, 0.15  # of the documents, in each turn of the batch with one job and with two
BARE = 0.04  # of the documents, for each process in a turn of bare `extract`


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


class Machine:
    """What the processors did since this was made."""

    def __init__(self) -> None:
        self.start, self.used = self._now(), sum(cpu())

    @staticmethod
    def _now() -> list[int]:
        return [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]

    def told(self) -> str:
        """Say what share the host and other programs took; ours that still run are seen when they end."""
        user, nice, system, idle, wait, irq, soft, steal = (
            after - before for before, after in zip(self.start, self._now(), strict=True)
        )
        whole = max(user + nice + system + idle + wait + irq + soft + steal, 1)
        ours = (sum(cpu()) - self.used) * os.sysconf("SC_CLK_TCK")
        others = max(user + nice + system + irq + soft - ours, 0)
        return f"steal {steal / whole:.0%}, others {others / whole:.0%}"


def bare(paths: list[Path], processes: int) -> tuple[float, float]:
    """Documents a second of `extract` in a loop, in some processes at once, and processor seconds a document."""
    size = len(paths) // processes
    started = [
        subprocess.Popen(
            [sys.executable, __file__, "--bare", *map(str, paths[size * number : size * (number + 1)])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    for process in started:
        process.stdout.readline()  # ready
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [tuple(map(float, process.communicate()[0].split())) for process in started]
    return sum(size / wall for wall, _ in answers), sum(used for _, used in answers) / (size * processes)


def bare_loop(paths: list[str]) -> None:
    """Read documents when told to; print wall and processor seconds."""
    for path in paths[:2]:
        extract(path)
    print("ready", flush=True)
    sys.stdin.readline()
    start, used = time.perf_counter(), cpu()[0]
    for path in paths:
        extract(path)
    print(time.perf_counter() - start, cpu()[0] - used)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the batch: documents a second once it works, processor seconds of parent and children, and so on."""

    speed: float
    wall: float
    own: float
    theirs: float
    memory: list[tuple[float, float]]
    said: str


def batch(paths: list[Path], target: Path, jobs: int) -> Run:
    """Run the batch."""
    run = Batch(paths, to=f"sqlite:///{target}", settings=Settings(jobs=jobs))
    start, used, first, counted, seen = time.perf_counter(), cpu(), 0.0, 0, []
    for number, _ in enumerate(run.run(), 1):
        now = time.perf_counter()
        if not first or now - first < 0.1:  # what is written together is told together
            first, counted = first or now, number
        if number % 100 == 0:
            seen.append(memory())
    own, theirs = (after - before for after, before in zip(cpu(), used, strict=True))
    end = time.perf_counter()
    said = f"done {run.summary.done}, failed {run.summary.failed}, skipped {run.summary.skipped}"
    speed = (run.summary.done - counted) / (end - first) if run.summary.done > counted else 0.0
    return Run(speed, end - start, own, theirs, seen, said)


def turns(paths: list[Path], target: Path) -> list[dict[str, float]]:
    """Do the rounds; return for each the documents a second of each way, and what `extract` takes of a processor."""
    count, rest, found = len(paths), list(paths), []

    def take(share: float, least: int) -> list[Path]:
        size = max(int(count * share), least)
        taken, rest[:] = rest[:size], rest[size:]
        return taken

    for number in range(ROUNDS):
        some = take(ONE, 8), take(TWO, 12)
        size = max(int(count * BARE), 4)
        some_bare = [paths[(7 * number + place) % count] for place in range(2 * size)]
        speeds: dict[str, float] = {}
        ways = {
            "extract": lambda part=some_bare[:size]: bare(part, 1),
            "extract x 2": lambda part=some_bare: bare(part, 2),
            "1 job": lambda part=some[0]: batch(part, target, 1),
            "2 jobs": lambda part=some[1]: batch(part, target, 2),
        }
        for name in list(ways)[:: -1 if number % 2 else 1]:
            machine = Machine()
            result = ways[name]()
            speeds[name] = result.speed if isinstance(result, Run) else result[0]
            if not isinstance(result, Run):
                speeds["processor"] = result[1]
            print(
                f"round {number + 1}, {name:11} {speeds[name]:5.1f} documents/s  ({machine.told()})",
                flush=True,
            )
        found.append(speeds)
    return found


def ratio(rounds: list[dict[str, float]], over: str, under: str) -> str:
    """Say the median and the extremes of a ratio of neighbours."""
    ratios = [speeds[over] / speeds[under] for speeds in rounds]
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def told(rounds: list[dict[str, float]], run: Run, count: int) -> None:
    """Print what came out."""
    print(f"2 jobs over 1:             {ratio(rounds, '2 jobs', '1 job')}")
    print(
        f"2 processes of extract over 1: {ratio(rounds, 'extract x 2', 'extract')}: what this machine gives"
    )
    print(
        f"1 job over bare extract:   {ratio(rounds, '1 job', 'extract')}; 1.00 is no overhead, 0.83 is 20 %"
    )
    print(f"2 jobs over 2 x extract:   {ratio(rounds, '2 jobs', 'extract x 2')}")
    each = median(speeds["processor"] for speeds in rounds)
    own, theirs = run.own / count, run.theirs / count
    print(
        f"processor: extract {each * 1e3:.0f} ms a document; batch with 2 jobs {theirs * 1e3:.0f} in the children and "
        f"{own * 1e3:.1f} in the process that writes: {(own + theirs) / each - 1:+.0%}; "
        f"two processors that do nothing else could give {2 / (1 + own / theirs):.2f} times one job"
    )
    if run.memory:
        (first, first_theirs), (last, last_theirs) = run.memory[0], run.memory[-1]
        print(
            f"memory, parent + children: {first:.0f} + {first_theirs:.0f} MB at document 100, "
            f"{last:.0f} + {last_theirs:.0f} MB at document {100 * len(run.memory)}, "
            f"most {max(map(sum, run.memory)):.0f} MB"
        )


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--bare"]:
        bare_loop(sys.argv[2:])
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as place:
        folder, target = Path(place) / "in", Path(place) / "all.db"
        folder.mkdir()
        paths = copies(folder, count)
        rounds = turns(paths, Path(place) / "turns.db")
        machine = Machine()
        run = batch([folder], target, 2)
        print(f"all {count}, 2 jobs: {run.speed:.1f} documents/s; {run.said}  ({machine.told()})", flush=True)
        told(rounds, run, count)
        again = batch([folder], target, 2)
        print(
            f"the same again: {again.wall:.2f} s for {count} files ({again.said}); "
            f"database {target.stat().st_size / count / 1e3:.0f} KB a document"
        )


if __name__ == "__main__":
    main()
