"""A folder of Parquet files that many machines write: `FOLDER/TABLE/part-DIGEST.parquet`, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract.batch.many import digest_of
from vnplan_extract.batch.marks import changed, marks_of
from vnplan_extract.errors import NotFoundError
from vnplan_extract.sinks.schema import tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    import pyarrow as pa

    from vnplan_extract.sinks.flatten import Rows

Failure = tuple[str, str, str]
FAILURE = ("url", "error", "message", "version", "options")
NOT_THERE = NotFoundError.__name__  # what is there by now is read, without being asked for
STAMP = ("url", "mark")
READ_AS = ("file", "produced_by_version", "produced_by_options")


@dataclass(frozen=True, slots=True)
class Held:
    """Which of some documents a folder holds.

    Attributes:
        done: Those that were read by this version with these options.
        failed: Those that failed then: url, error, message.
        other: Those that another version read, or with other options.
    """

    done: frozenset[str]
    failed: tuple[Failure, ...]
    other: frozenset[str]


def whole(folder: Path, name: str) -> bool:
    """Say whether a part was written to its end: its failures are written last."""
    return (folder / "failure" / name).exists()


def write(
    folder: Path,
    name: str,
    rows: Rows,
    failed: Sequence[Failure],
    *,
    version: str,
    options: str,
    marks: Mapping[str, str],
) -> None:
    """Write a part: all its files beside their places first, then into them, the failures last."""
    from vnplan_extract.sinks.arrow import arrow_table  # noqa: PLC0415 - an extra

    content = {table: arrow_table(table, some) for table, some in rows.items()}
    content["stamp"] = _texts(STAMP, list(marks.items()))
    content["failure"] = _failures([(*failure, version, options) for failure in failed])
    beside = {table: _beside(folder / table / name, some) for table, some in content.items()}
    for table, path in beside.items():
        path.replace(folder / table / name)


def note_failures(folder: Path, failed: Sequence[Failure], *, version: str, options: str) -> None:
    """Write a part that holds nothing but documents that could not be found; what was said of these before goes."""
    urls = sorted({url for url, *_ in failed})
    held(folder, frozenset(urls), version=version, options=options, forget_failed=True)
    name = f"part-{digest_of(('lost', *urls, version, options))}.parquet"
    write(folder, name, {}, failed, version=version, options=options, marks={})


def _beside(path: Path, content: pa.Table) -> Path:
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    pq.write_table(content, beside, compression="zstd")
    return beside


def _failures(rows: Sequence[tuple[str, ...]]) -> pa.Table:
    return _texts(FAILURE, rows)


def _texts(heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    columns = list(zip(*rows, strict=True)) or [()] * len(heads)
    return pa.table(
        {head: pa.array(list(column), pa.string()) for head, column in zip(heads, columns, strict=True)}
    )


def forget_changed(folder: Path, urls: AbstractSet[str], *, version: str, options: str) -> None:
    """Take away the rows of documents that are others by now than those that were read (see `batch.marks`).

    The row of `plan` goes last: who is ended before that takes the others away again.
    """
    for path in sorted((folder / "stamp").glob("part-*.parquet")):
        plans = folder / "plan" / path.name
        there = _rows(plans, ("id", *READ_AS)) if plans.exists() else []
        ours = {url: plan for plan, url, *read_as in there if url in urls and read_as == [version, options]}
        before = {url: mark for url, mark in _rows(path, STAMP) if url in ours}
        if gone := changed(before, marks_of(before)):
            _take_out(folder, path.name, {ours[url] for url in gone})


def _take_out(folder: Path, name: str, plans: AbstractSet[str]) -> None:
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    for table in sorted(tables(), key=lambda table: table == "plan"):
        path = folder / table / name
        if path.exists():
            rows = pq.read_table(path, partitioning=None)
            owner = rows["id" if table == "plan" else "plan"].to_pylist()
            kept = rows.filter(pa.array([plan not in plans for plan in owner], pa.bool_()))
            _beside(path, kept).replace(path)


def held(folder: Path, urls: AbstractSet[str], *, version: str, options: str, forget_failed: bool) -> Held:
    """Return which of some documents a folder holds; a part counts when it is whole.

    Args:
        folder: The folder of the tables.
        urls: The documents asked for.
        version: The version that is to read them.
        options: The digest of its options.
        forget_failed: Whether to take the rows of those that failed away, since they are tried again.
    """
    done: set[str] = set()
    other: set[str] = set()
    failed: list[Failure] = []
    for path in sorted((folder / "failure").glob("part-*.parquet")):
        plans = folder / "plan" / path.name
        for url, *read_as in _rows(plans, READ_AS) if plans.exists() else ():
            if url in urls:
                (done if read_as == [version, options] else other).add(url)
        failed += _failed(path, urls, (version, options), plan=plans.exists(), forget=forget_failed)
    return Held(frozenset(done), tuple(failed), frozenset(other))


def _failed(
    path: Path, urls: AbstractSet[str], read_as: tuple[str, str], *, plan: bool, forget: bool
) -> list[Failure]:
    """Return the failures that still hold; take away those that do not, and a part that holds nothing then.

    What was not there is no lasting failure: each run looks for it again.
    """
    rows = _rows(path, FAILURE)
    stale = [row for row in rows if row[0] in urls and (forget or row[1] == NOT_THERE or row[3:] != read_as)]
    if stale:
        if left := [row for row in rows if row not in stale]:
            _beside(path, _failures(left)).replace(path)
        elif plan:
            _beside(path, _failures([])).replace(path)
        else:
            path.unlink()
    return [row[:3] for row in rows if row[0] in urls and row not in stale]  # type: ignore[misc]  # five texts


def _rows(path: Path, names: Sequence[str]) -> list[tuple[str, ...]]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

    table = pq.read_table(path, columns=list(names), partitioning=None)
    there = [table[name].to_pylist() if name in table.column_names else [""] * len(table) for name in names]
    return list(zip(*there, strict=True))
