"""The same work for any engine: records in, records out, each document in a killable child of the machine it runs on.

Dask, Spark or a queue of one's own calls `extract_many` on a part of the records wherever that part is worked on; whatever
a document does, its record comes back, so that an engine never loses a part to one document.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnplan_extract.batch.pool import Limits, Outcome, Pool
from vnplan_extract.batch.remote import fetch, name_of
from vnplan_extract.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vnplan_extract.sinks.base import Form, Parcel

WORK = "vnplan_extract.batch.many:work"


@dataclass(frozen=True, slots=True)
class Request:
    """A document to read: a path, or a URL that fsspec opens (`s3://`, `hdfs://`, `https://`)."""

    url: str
    options: Options = Options()  # noqa: RUF009 - frozen
    form: Form = "rows"
    evidence: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a document: its parcel, or the error's class and words."""

    url: str
    parcel: Parcel | None = None
    error: str | None = None
    message: str = ""
    seconds: float = 0.0


def extract_many(
    requests: Iterable[Request], *, jobs: int = 1, limits: Limits | None = None, work: str = WORK
) -> Iterator[Answer]:
    """Read documents in killable children; yield an answer for each, as they finish.

    Args:
        requests: What to read.
        jobs: Children at a time.
        limits: Time and memory of a document.
        work: What the children run, "module:function"; takes a Request and returns a Parcel.
    """
    pool: Pool[Request] = Pool(work, jobs=jobs, limits=limits or Limits())
    for outcome in pool.run(requests):
        yield _answer(outcome)


def _answer(outcome: Outcome[Request]) -> Answer:
    url = outcome.job.url
    if outcome.error:
        return Answer(url, error=outcome.error, message=outcome.message, seconds=outcome.seconds)
    parcel: Parcel = outcome.value  # type: ignore[assignment]  # what `work` gives
    return Answer(url, parcel, seconds=outcome.seconds)


def work(request: Request) -> Parcel:
    """Read one document, in a child.

    Raises:
        InputError: It cannot be read as a document.
    """
    from vnplan_extract.pipeline import extract  # noqa: PLC0415 - loaded in the child only
    from vnplan_extract.sinks.base import pack  # noqa: PLC0415

    plan = extract(
        fetch(request.url, request.options.max_bytes), options=request.options, name=name_of(request.url)
    )
    chosen = plan if request.evidence else plan.without_evidence()
    return pack(chosen, request.form, file=request.url)


def digest_of(urls: Iterable[str]) -> str:
    """Return a name for a part of the work that is the same each time the part is."""
    return hashlib.sha256("\n".join(urls).encode("utf-8", "surrogateescape")).hexdigest()[:16]
