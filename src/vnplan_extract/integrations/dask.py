"""Batches over many machines with Dask: parts of the list go to workers, each reads its part in killable children.

Parquet: each worker writes `FOLDER/TABLE/part-DIGEST.parquet` itself, so that rows never pass through one machine; the name
comes from the part's list, and a part that is there is not read again. PostgreSQL: each worker writes its documents, and
passes over those that stand there as read by this version with these options. What fails is a row of `failure` and comes
back to the caller; a part that takes its workers with it comes back as failures of its documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract._version import __version__
from vnplan_extract.batch.many import WORK, Answer, Request, digest_of, extract_many
from vnplan_extract.batch.pool import Limits
from vnplan_extract.errors import MissingPartError, OptionError, VnplanError
from vnplan_extract.options import Options
from vnplan_extract.sinks.base import parse_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from distributed import Future

    from vnplan_extract.sinks.base import Form
    from vnplan_extract.sinks.flatten import Rows
    from vnplan_extract.sinks.postgresql import PostgresqlSink

PART = 50  # documents of a part: small enough to be done again, large enough for a child to pay for its start
RETRIES = 3  # of a part whose worker was lost
FAILURE = ("url", "error", "message")
Failure = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Some documents, and where they go."""

    urls: tuple[str, ...]
    to: str
    options: Options
    limits: Limits
    evidence: bool = True
    resume: bool = True
    work: str = WORK


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a part: how many were written, how many were there, and what failed (url, error, message)."""

    done: int
    skipped: int
    failed: tuple[Failure, ...] = ()


def run(
    urls: Iterable[str],
    *,
    scheduler: str,
    to: str,
    options: Options | None = None,
    limits: Limits | None = None,
    part: int = PART,
    evidence: bool = True,
    resume: bool = True,
    work: str = WORK,
) -> Iterator[Report]:
    """Have a Dask cluster read documents and write them; yield a report for each part as it is done.

    Args:
        urls: Paths that all workers see, or URLs for fsspec.
        scheduler: Address of the scheduler, for example "tcp://10.0.0.1:8786".
        to: "parquet:FOLDER" (a folder that all workers see) or "postgresql://...".
        options: How to read.
        limits: Time and memory of one document.
        part: Documents of a part.
        evidence: Whether the places that values were read from are written.
        resume: Whether what the target holds is passed over.
        work: What the children run.

    Raises:
        OptionError: The target is none that many machines can write.
        MissingPartError: The extra `dask` is not installed.
    """
    if parse_target(to).scheme not in ("parquet", "postgresql"):
        raise OptionError(
            "many machines cannot write there at once",
            where=to,
            remedy="Use parquet:FOLDER or postgresql://...",
        )
    try:
        from distributed import Client, as_completed  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingPartError(
            "Dask is not installed", where="--scheduler", remedy="pip install 'vnplan_extract[dask]'"
        ) from error
    parts = [
        Part(some, to, options or Options(), limits or Limits(), evidence, resume, work)
        for some in _parts(urls, part)
    ]
    with Client(scheduler) as client:  # type: ignore[no-untyped-call]
        futures = client.map(do_part, parts, retries=RETRIES, pure=False)
        by_key = {future.key: some for future, some in zip(futures, parts, strict=True)}
        for future in as_completed(futures):  # type: ignore[no-untyped-call]
            yield _report(future, by_key[future.key])


def _report(future: Future[Report], part: Part) -> Report:
    """Return what became of a part; where it is lost, each of its documents failed.

    Raises:
        VnplanError: The target cannot be written, or makes no sense: this is no fault of the documents.
    """
    try:
        return future.result()
    except VnplanError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a part does, the others go on
        kind, said = type(error).__name__, " ".join(str(error).split())
        return Report(0, 0, tuple((url, kind, f"{url}: {said}") for url in part.urls))


def _parts(urls: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    chosen = sorted(set(urls))
    for start in range(0, len(chosen), size):
        yield tuple(chosen[start : start + size])


def do_part(part: Part) -> Report:
    """Do one part, on a worker."""
    return _into_postgresql(part) if parse_target(part.to).scheme == "postgresql" else _into_parquet(part)


def _answers(part: Part, urls: Sequence[str], form: Form) -> Iterator[Answer]:
    requests = (Request(url, part.options, form, part.evidence) for url in urls)
    return extract_many(requests, jobs=1, limits=part.limits, work=part.work)


def _failure(answer: Answer) -> Failure:
    return answer.url, answer.error or "", f"{answer.url}: {answer.message}"


def _into_postgresql(part: Part) -> Report:
    from vnplan_extract.sinks.postgresql import PostgresqlSink  # noqa: PLC0415 - an extra

    with PostgresqlSink(parse_target(part.to)) as sink:
        there = _there(sink, part) if part.resume else set()
        todo = [url for url in part.urls if url not in there]
        failed = [
            failure
            for answer in _answers(part, todo, "sql")
            if (failure := _written(sink, answer)) is not None
        ]
        sink.note_failures(part.urls, failed)
    return Report(len(todo) - len(failed), len(there), tuple(failed))


def _written(sink: PostgresqlSink, answer: Answer) -> Failure | None:
    """Write a document, or return why that is not possible."""
    if answer.parcel is None:
        return _failure(answer)
    error = sink.write_all([answer.parcel])[0]
    return (answer.url, type(error).__name__, f"{answer.url}: {error}") if error else None


def _there(sink: PostgresqlSink, part: Part) -> set[str]:
    query = (
        "SELECT file FROM plan WHERE file = ANY(%s) AND produced_by_version = %s AND produced_by_options = %s"
    )
    values = (list(part.urls), __version__, part.options.digest())
    return {str(row[0]) for row in sink.db.execute(query, values)}


def _into_parquet(part: Part) -> Report:
    folder = parse_target(part.to).path
    name = f"part-{digest_of((*part.urls, __version__, part.options.digest()))}.parquet"
    # The failures are written last: where they stand, the part is whole.
    if part.resume and (folder / "failure" / name).exists():
        return Report(0, len(part.urls))
    answers = list(_answers(part, part.urls, "rows"))
    rows: Rows = {}
    for answer in answers:
        for table, some in ((answer.parcel.rows or {}) if answer.parcel else {}).items():
            rows.setdefault(table, []).extend(some)
    failed = tuple(_failure(answer) for answer in answers if answer.parcel is None)
    _write(folder, name, rows, failed)
    return Report(len(answers) - len(failed), 0, failed)


def _write(folder: Path, name: str, rows: Rows, failed: tuple[Failure, ...]) -> None:
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    from vnplan_extract.sinks.arrow import arrow_table  # noqa: PLC0415

    written = {table: arrow_table(table, some) for table, some in rows.items()}
    columns = list(zip(*failed, strict=True)) or [(), (), ()]
    written["failure"] = pa.table(
        {head: pa.array(list(column), pa.string()) for head, column in zip(FAILURE, columns, strict=True)}
    )
    for table, content in written.items():
        place = folder / table
        place.mkdir(parents=True, exist_ok=True)
        beside = place / f".{name}.part"
        pq.write_table(content, beside, compression="zstd")
        beside.replace(place / name)
