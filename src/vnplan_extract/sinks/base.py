"""Sinks: where plans go. One class a target, found by the scheme of its URL.

A sink is one module and one entry point of the group `vnplan_extract.sinks`; a package of your own may add one:

    [project.entry-points."vnplan_extract.sinks"]
    mongo = "my_package.mongo:MongoSink"

The batch reads documents in child processes. What a sink needs of a plan is made there (`Sink.form`), so that the one
process that writes has little to do: JSON, the rows of the tables, or these and what full-text search looks in; for
SQLite, and for targets that keep their rows in it, as it takes them.
"""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, Self
from urllib.parse import parse_qsl, urlsplit

from vnplan_extract.errors import MissingPartError, OptionError, OutputError
from vnplan_extract.plan import Plan
from vnplan_extract.sinks.flatten import flatten
from vnplan_extract.sinks.ready import freeze, make_ready, rows_of, thaw
from vnplan_extract.sinks.rebuild import rebuild
from vnplan_extract.sinks.remedies import remedy_of
from vnplan_extract.sinks.schema import plan_id
from vnplan_extract.sinks.searchable import searchable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from vnplan_extract.sinks.flatten import Rows
    from vnplan_extract.sinks.ready import Ready
    from vnplan_extract.sinks.searchable import Searched

GROUP = "vnplan_extract.sinks"
Form = Literal["json", "rows", "sql", "sqlite", "kept"]
Held = tuple[str, str, str]
"""What a target holds: SHA-256 of the file, version that read it, digest of the options."""

SUFFIXES = {
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".duckdb": "duckdb",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
}
SERVERS = ("postgresql", "postgres")


@dataclass(frozen=True, slots=True)
class Parcel:
    """A plan on its way to a sink, in the form the sink asked for.

    Attributes:
        sha256: Identity: SHA-256 of the bytes that were read.
        name: File name, for messages and names of files.
        file: Path it was read from, as given to the batch.
        json: The Plan as JSON, or None.
        rows: The rows of the Plan, or None.
        search: What full-text search looks in, or None.
        frozen: Both as SQLite takes them, in place of `rows` and `search`, or None.
    """

    sha256: str
    name: str
    file: str | None = None
    json: str | None = None
    rows: Rows | None = None
    search: tuple[Searched, ...] | None = None
    frozen: bytes | None = None

    @property
    def id(self) -> str:
        """The plan's id in the tables."""
        return plan_id(self.sha256)

    @property
    def plan(self) -> Plan:
        """The plan itself, made from what the parcel holds."""
        if self.json is not None:
            return Plan.model_validate_json(self.json)
        return rebuild(self._rows)

    @property
    def _rows(self) -> Rows:
        if self.rows is not None:
            return self.rows
        assert self.frozen is not None
        return rows_of(thaw(self.frozen)[0])

    @property
    def ready(self) -> tuple[tuple[Ready, ...], tuple[Searched, ...]]:
        """The rows as SQLite takes them and what full-text search looks in; made now if not made on the way."""
        if self.frozen is not None:
            return thaw(self.frozen)
        return make_ready(self._rows), self.searched

    @property
    def searched(self) -> tuple[Searched, ...]:
        """What full-text search looks in; made now if it was not made on the way."""
        if self.search is not None:
            return self.search
        return tuple(searchable(self._rows))


def pack(plan: Plan, form: Form, *, file: str | None = None) -> Parcel:
    """Return the plan in the form a sink asks for."""
    sha256, name = plan.source.sha256, plan.source.name
    if form == "json":
        return Parcel(sha256, name, file, json=plan.model_dump_json())
    rows = flatten(plan, file=file)
    if form == "rows":
        return Parcel(sha256, name, file, rows=rows)
    search = tuple(searchable(rows)) if form != "kept" else ()
    if form == "sql":
        return Parcel(sha256, name, file, rows=rows, search=search)
    return Parcel(sha256, name, file, frozen=freeze(rows, search))


@dataclass(frozen=True, slots=True)
class Target:
    """Where to write: `sqlite:///plans.db` (three strokes for a relative path, four for an absolute one)."""

    url: str
    scheme: str
    path: Path
    options: dict[str, str]


class Sink(ABC):
    """Writes plans somewhere; writing a document again replaces what it wrote before.

    Attributes:
        form: What `write` needs: "json", "rows", or "sql" for rows and what full-text search looks in, "sqlite" for
            these as SQLite takes them, "kept" for just the rows as SQLite takes them.
    """

    form: ClassVar[Form] = "json"

    def __init__(self, target: Target) -> None:
        self.target = target

    @abstractmethod
    def open(self) -> None:
        """Make the target ready.

        Raises:
            OutputError: It cannot be written.
        """

    @abstractmethod
    def write(self, parcel: Parcel) -> None:
        """Write one document whole or not at all, in place of what has the same SHA-256.

        Raises:
            OutputError: It cannot be written.
        """

    def write_all(self, parcels: Sequence[Parcel]) -> list[Exception | None]:
        """Write documents; return for each None, or why the target refuses just this one.

        Raises:
            OutputError: The target cannot be written.
        """
        refused: list[Exception | None] = []
        for parcel in parcels:
            try:
                self.write(parcel)
            except OutputError:
                raise
            except Exception as error:  # noqa: BLE001 - one document never stops the others
                refused.append(error)
            else:
                refused.append(None)
        return refused

    def held(self) -> set[Held] | None:
        """Return what the target holds, or None when it cannot tell."""
        return None

    @abstractmethod
    def drop(self, sha256: str) -> None:
        """Remove a document that is no more, because its file has changed."""

    @abstractmethod
    def close(self) -> None:
        """Finish; after this the target is complete."""

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def parse_target(url: str) -> Target:
    """Read a target: a URL, `SCHEME:PATH`, or a path whose ending tells.

    Raises:
        OptionError: It names no place.
    """
    scheme, colon, rest = url.partition(":")
    if not colon or not re.fullmatch(r"[a-z][a-z0-9+.-]+", scheme):
        return _by_suffix(url)
    if scheme in SERVERS:
        return Target(url, "postgresql", Path(), {})
    if scheme not in schemes():
        raise _no_sink(url, scheme)
    place, _, query = rest.partition("?")
    if place.startswith("//"):
        host = urlsplit(f"//{place[2:]}").netloc
        if host:
            raise OptionError(
                f"the target names a host: {host!r}",
                where=url,
                remedy=f"A relative path has three strokes: {scheme}:///{place[2:]}, an absolute one four.",
            )
        place = place[3:]
    if not place:
        raise OptionError("the target names no place", where=url, remedy=f"Write {scheme}:///PATH.")
    return Target(url, scheme, Path(place), dict(parse_qsl(query)))


def _by_suffix(url: str) -> Target:
    scheme = SUFFIXES.get(Path(url).suffix.lower())
    if scheme is None:
        raise OptionError(
            "the target names no kind of output",
            where=url or "--to",
            remedy=f"Write a URL such as sqlite:///plans.db; known: {', '.join(schemes())}.",
        )
    return Target(url, scheme, Path(url), {})


def schemes() -> list[str]:
    """Return the schemes that a sink is installed for."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def sink_class(target: Target) -> type[Sink]:
    """Return the class of the sink for a target.

    Raises:
        OptionError: No sink has this scheme.
        MissingPartError: Its extra is not installed.
    """
    for point in entry_points(group=GROUP, name=target.scheme):
        try:
            found: type[Sink] = point.load()
        except ImportError as error:
            raise missing(target.scheme, error) from error
        return found
    raise _no_sink(target.url, target.scheme)


def _no_sink(url: str, scheme: str) -> OptionError:
    return OptionError(f"no sink for {scheme!r}", where=url, remedy=f"Use one of: {', '.join(schemes())}.")


def make_sink(url: str) -> Sink:
    """Return the sink for a target, not yet opened.

    Raises:
        OptionError: The target makes no sense.
        MissingPartError: The sink's extra is not installed.
    """
    target = parse_target(url)
    return sink_class(target)(target)


def missing(extra: str, error: ImportError) -> MissingPartError:
    """Return the error that says which extra to install."""
    return MissingPartError(
        f"{error.name or extra} is not installed",
        where=extra,
        remedy=f"pip install 'vnplan_extract[{extra}]'",
    )


def cannot_write(target: Target, error: Exception) -> OutputError:
    """Return the error of a target that refuses, with its cause."""
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    obstacle = _obstacle(target.path, why)
    return OutputError(
        "cannot be written",
        where=shown(target),
        why=obstacle or (why.strip().splitlines()[0] if why.strip() else ""),
        remedy="Name another place." if obstacle else remedy_of(why),
    )


def taken_by_another(target: Target, name: str) -> OutputError:
    """Return the error of a database where somebody else's table has a name of ours."""
    return OutputError(
        f"has a table of its own called {name}",
        where=shown(target),
        why="ours would change it",
        remedy="Write to a database, file or schema (postgresql://...?options=-csearch_path%3DSCHEMA) of its own.",
    )


def _obstacle(path: Path, why: str) -> str:
    """Say what stands where a file or folder is to be made, if it is of the wrong kind."""
    if "unable to open" in why and path.is_dir():
        return "it is a folder"
    above = next((folder for folder in path.parents if folder.exists()), None)
    if above is not None and not above.is_dir():
        return f"{above} is no folder"
    return ""


class Watch:
    """Notices when the file that is written is removed or another is put in its place.

    The system lets a program go on writing into a file that no one can open any more.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self._file = self._now()

    def _now(self) -> tuple[int, int] | None:
        try:
            status = self.target.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def look(self) -> None:
        """Look whether it is still there.

        Raises:
            OutputError: It is not.
        """
        if self._now() != self._file:
            raise OutputError(
                "was removed or replaced while it was written",
                where=shown(self.target),
                remedy="Run the same command again: what is missing there is read and written again.",
            )


def shown(target: Target) -> str:
    """Return the target for messages, without a password."""
    return re.sub(r"(//[^/:@]*):[^@/]*@", r"\1:***@", target.url)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside it first, then in its place."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except BaseException:  # Ctrl-C too
        part.unlink(missing_ok=True)
        raise
