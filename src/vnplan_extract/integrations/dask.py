"""Batches over many machines with Dask: parts of the list go to workers, each reads its part in killable children.

Parquet: each worker writes `FOLDER/TABLE/part-DIGEST.parquet` itself, so that rows never pass through one machine; the name
comes from the part's list. What stands there already is asked for before the list is cut (`parquetparts`). PostgreSQL:
each worker writes its documents, and passes over those that stand there as read by this version with these options. What
is another document by now (`batch.marks`; rows of `stamp` say what was there) is read again in both. What fails is a row
of `failure` and comes back to the caller; a part that takes its workers with it comes back as failures of its documents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vnplan_extract._version import __version__
from vnplan_extract.batch.many import WORK, Answer, Request, digest_of, extract_many
from vnplan_extract.batch.marks import changed, marks_of
from vnplan_extract.batch.pool import Limits
from vnplan_extract.errors import MissingPartError, NotFoundError, OptionError, OutputError, VnplanError
from vnplan_extract.integrations.parquetparts import (
    forget_changed,
    held,
    note_failures,
    whole,
    write,
)
from vnplan_extract.options import Options
from vnplan_extract.sinks.base import parse_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from distributed import Client, Future

    from vnplan_extract.integrations.parquetparts import Failure
    from vnplan_extract.sinks.base import Form, Parcel
    from vnplan_extract.sinks.flatten import Rows
    from vnplan_extract.sinks.postgresql import PostgresqlSink

PARTS = (
    20,
    200,
)  # documents of a part: enough for a child to pay for its start (2 s), few enough to be done again
SHARES = 4  # parts for each thread of the cluster, where the list is short: who is done early takes the next
RETRIES = 3  # of a part whose worker was lost
CONNECT = 30  # seconds the scheduler has to answer, and the first worker to come


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
    """What became of a part: how many were written, how many were there, and what failed (url, error, message).

    Attributes:
        pages: Pages of what was written.
        findings: Findings of what was written.
    """

    done: int
    skipped: int
    failed: tuple[Failure, ...] = ()
    pages: int = 0
    findings: int = 0


def run(
    urls: Iterable[str],
    *,
    scheduler: str,
    to: str,
    options: Options | None = None,
    limits: Limits | None = None,
    part: int | None = None,
    evidence: bool = True,
    resume: bool = True,
    retry_failed: bool = False,
    lost: Iterable[Failure] = (),
    work: str = WORK,
) -> Iterator[Report]:
    """Have a Dask cluster read documents and write them; yield a report for each part as it is done.

    Args:
        urls: Paths that all workers see, or URLs for fsspec.
        scheduler: Address of the scheduler, for example "tcp://10.0.0.1:8786".
        to: "parquet:FOLDER" (a folder that all workers see) or "postgresql://...".
        options: How to read.
        limits: Time and memory of one document.
        part: Documents of a part; by default as many as suit the list and the cluster.
        evidence: Whether the places that values were read from are written.
        resume: Whether what the target holds is passed over.
        retry_failed: Whether what failed before is tried again; PostgreSQL: always.
        lost: Documents that are not there (url, error, message): they are noted with what fails.
        work: What the children run.

    Raises:
        OptionError: The target is none that many machines can write.
        MissingPartError: The extra `dask` is not installed.
        NotFoundError: No scheduler answers there.
        OutputError: The target cannot be written, or holds what this run would double.
    """
    scheme = _scheme(to)
    chosen, failed = options or Options(), tuple(lost)
    with _client(scheduler) as client:
        todo = set(urls)
        if failed:
            yield client.submit(note_lost, to, failed, chosen, pure=False).result()
        if scheme == "parquet":
            report = client.submit(
                already_there, to, todo, chosen, resume=resume, retry_failed=retry_failed, pure=False
            ).result()
            todo -= report.urls
            yield report.told
        size = part or _size(len(todo), sum(client.nthreads().values()))
        yield from _done(
            client,
            [
                Part(some, to, chosen, limits or Limits(), evidence, resume, work)
                for some in _parts(todo, size)
            ],
        )


def _scheme(to: str) -> str:
    """Return what kind of target this is.

    Raises:
        OptionError: It is none that many machines can write.
    """
    scheme = parse_target(to).scheme
    if scheme not in ("parquet", "postgresql"):
        raise OptionError(
            "many machines cannot write there at once",
            where=to,
            remedy="Use parquet:FOLDER or postgresql://...",
        )
    return scheme


def _client(scheduler: str) -> Client:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingPartError(
            "Dask is not installed", where="--scheduler", remedy="pip install 'vnplan_extract[dask]'"
        ) from error
    try:
        client = Client(scheduler, timeout=CONNECT)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise NotFoundError(
            "no Dask scheduler answers",
            where=scheduler,
            why=str(error),
            remedy="Start one with 'dask scheduler', and give its address, for example tcp://10.0.0.1:8786.",
        ) from error
    try:
        client.wait_for_workers(1, timeout=CONNECT)
    except TimeoutError as error:
        client.close()  # type: ignore[no-untyped-call]
        raise NotFoundError(
            "the Dask scheduler has no worker",
            where=scheduler,
            remedy=f"Start some with 'dask worker {scheduler}', where vnplan_extract is installed.",
        ) from error
    return client


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """What a Parquet folder held before the run: these documents are not read again."""

    urls: frozenset[str]
    told: Report


def already_there(
    to: str, urls: set[str], options: Options, *, resume: bool, retry_failed: bool
) -> AlreadyThere:
    """Ask a Parquet folder what it holds, on a worker: the caller may not see the folder.

    Raises:
        OutputError: It holds some of it as read by another version or with other options, or all is to be read anew.
    """
    folder = parse_target(to).path
    if resume:
        forget_changed(folder, urls, version=__version__, options=options.digest())
    there = held(
        folder, urls, version=__version__, options=options.digest(), forget_failed=retry_failed or not resume
    )
    if there.other or (there.done and not resume):
        raise OutputError(
            f"holds {len(there.other or there.done):,} of these documents already",
            where=to,
            why="as read by another version or with other options" if there.other else "--no-resume",
            remedy="Rows of Parquet files are not replaced: name another folder.",
        )
    failed = tuple(failure for failure in there.failed if failure[0] not in there.done)
    return AlreadyThere(
        there.done | {url for url, *_ in failed},
        Report(0, len(there.done), failed),
    )


def note_lost(to: str, failed: tuple[Failure, ...], options: Options) -> Report:
    """Note in the target what is not there, on a worker."""
    if parse_target(to).scheme == "postgresql":
        from vnplan_extract.sinks.postgresql import PostgresqlSink  # noqa: PLC0415 - an extra

        with PostgresqlSink(parse_target(to)) as sink:
            sink.note_failures([url for url, *_ in failed], failed)
    else:
        note_failures(parse_target(to).path, failed, version=__version__, options=options.digest())
    return Report(0, 0, failed)


def _done(client: Client, parts: Sequence[Part]) -> Iterator[Report]:
    """Yield what became of each part, as they are done."""
    from distributed import as_completed  # noqa: PLC0415 - an extra

    futures = client.map(do_part, parts, retries=RETRIES, pure=False)
    by_key = {future.key: part for future, part in zip(futures, parts, strict=True)}
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


def _size(count: int, threads: int) -> int:
    """Return how many documents a part has: each thread gets some parts, none too small or too large."""
    least, most = PARTS
    return min(max(-(-count // (SHARES * max(threads, 1))), least), most)


def _parts(urls: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    chosen = sorted(urls)
    for start in range(0, len(chosen), size):
        yield tuple(chosen[start : start + size])


def do_part(part: Part) -> Report:
    """Do one part, on a worker."""
    return _into_postgresql(part) if parse_target(part.to).scheme == "postgresql" else _into_parquet(part)


def _answers(part: Part, urls: Sequence[str], form: Form) -> Iterator[Answer]:
    requests = (Request(url, part.options, form, part.evidence) for url in urls)
    return extract_many(requests, jobs=1, limits=part.limits, work=part.work)


def _failure(answer: Answer) -> Failure:
    said = answer.message
    return answer.url, answer.error or "", said if answer.url in said else f"{answer.url}: {said}"


def _into_postgresql(part: Part) -> Report:
    from vnplan_extract.sinks.postgresql import PostgresqlSink  # noqa: PLC0415 - an extra

    with PostgresqlSink(parse_target(part.to)) as sink:
        marks = marks_of(part.urls)  # before they are read: what changes meanwhile is noticed the next time
        there = _there(sink, part) - changed(sink.marks(part.urls), marks) if part.resume else set()
        failed: list[Failure] = []
        done: list[Parcel] = []
        for answer in _answers(part, [url for url in part.urls if url not in there], "sql"):
            failure = _written(sink, answer)
            if failure:
                failed.append(failure)
            elif answer.parcel:
                sink.replace(answer.url, answer.parcel.id)
                done.append(replace(answer.parcel, search=None))
        sink.note_failures(part.urls, failed)
        lost = {url for url, *_ in failed}
        sink.note_marks({url: mark for url, mark in marks.items() if url not in lost})
    return _told(done, len(there), failed)


def _told(done: Sequence[Parcel], there: int, failed: Sequence[Failure]) -> Report:
    rows = [parcel.rows or {} for parcel in done]
    pages, findings = (sum(len(some.get(name, ())) for some in rows) for name in ("page", "finding"))
    return Report(len(done), there, tuple(failed), pages, findings)


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
    marks = marks_of(part.urls)  # before they are read: what changes meanwhile is noticed the next time
    name = f"part-{digest_of((*part.urls, __version__, part.options.digest(), *marks.values()))}.parquet"
    if part.resume and whole(folder, name):  # by a worker that was lost before it could say so
        return Report(0, len(part.urls))
    answers = list(_answers(part, part.urls, "rows"))
    done = [answer.parcel for answer in answers if answer.parcel]
    rows: Rows = {}
    for parcel in done:
        for table, some in (parcel.rows or {}).items():
            rows.setdefault(table, []).extend(some)
    failed = [_failure(answer) for answer in answers if answer.parcel is None]
    read = {answer.url: marks[answer.url] for answer in answers if answer.parcel and answer.url in marks}
    write(folder, name, rows, failed, version=__version__, options=part.options.digest(), marks=read)
    return _told(done, 0, failed)
