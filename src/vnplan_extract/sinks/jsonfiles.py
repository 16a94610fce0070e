"""JSON: a folder with one file a plan; JSON Lines: one file with one line a plan."""

from __future__ import annotations

import json
import os
from typing import IO, TYPE_CHECKING, ClassVar

from vnplan_extract.errors import OutputError
from vnplan_extract.sinks.base import (
    Form,
    Held,
    Parcel,
    Sink,
    Watch,
    cannot_write,
    shown,
)
from vnplan_extract.sinks.locks import lock
from vnplan_extract.sinks.planfiles import PlanFolderSink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from vnplan_extract.sinks.base import Target


class JsonSink(PlanFolderSink):
    """Writes `NAME--ID.json` for each plan into a folder."""

    suffix: ClassVar[str] = ".json"

    def content(self, parcel: Parcel) -> bytes:
        """Return the plan as JSON."""
        assert parcel.json is not None
        return parcel.json.encode("utf-8") + b"\n"

    @staticmethod
    def held_in(path: Path) -> Held:
        """Return which document a file holds."""
        return _held(path.read_bytes())


class JsonLinesSink(Sink):
    """Appends a line for each plan; lines that were replaced go when the file is closed."""

    form: ClassVar[Form] = "json"

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self.path: Path = target.path
        self._out: IO[bytes] | None = None
        self._held: dict[str, Held] = {}
        self._gone = False  # are there lines that were replaced or dropped
        self._dropped: set[str] = set()
        self._unlock: Callable[[], None] | None = None
        self._watch: Watch | None = None

    def open(self) -> None:
        """Open the file for appending; a last line that a crash cut short is taken off.

        Raises:
            OutputError: It cannot be written, or another batch writes it.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._unlock = lock(self.path, self.target)
            whole = self._read() if self.path.exists() else 0
            self._out = self.path.open("r+b" if self.path.exists() else "x+b")
            self._out.truncate(whole)
            self._out.seek(whole)
            self._watch = Watch(self.target)
        except BaseException as error:
            self._gone = False
            self.close()
            if isinstance(error, OSError):
                raise cannot_write(self.target, error) from error
            raise

    def _read(self) -> int:
        """Note what each line holds; return where the last whole line ends."""
        whole = 0
        with self.path.open("rb") as lines:
            for line in lines:
                cut = not line.endswith(b"\n")
                if cut and _is_cut(line):
                    break
                try:
                    held = _held(line)
                except (ValueError, KeyError, TypeError) as error:
                    raise OutputError(
                        "is no file of plans", where=shown(self.target), remedy="Name another file."
                    ) from error
                if cut:
                    break
                self._gone |= held[0] in self._held
                self._held[held[0]] = held
                whole += len(line)
        return whole

    def write(self, parcel: Parcel) -> None:
        """Append one plan.

        Raises:
            OutputError: It cannot be written.
        """
        assert self._out is not None
        assert self._watch is not None
        assert parcel.json is not None
        line = parcel.json.encode("utf-8") + b"\n"
        at = self._out.tell()
        try:
            self._out.write(line)
            self._out.flush()
        except OSError as error:
            self._take_back(at)
            raise cannot_write(self.target, error) from error
        self._watch.look()
        self._gone |= parcel.sha256 in self._held
        self._dropped.discard(parcel.sha256)
        self._held[parcel.sha256] = _held(line)

    def _take_back(self, at: int) -> None:
        """Leave no half line behind where the disk is full."""
        assert self._out is not None
        try:
            os.ftruncate(self._out.fileno(), at)
            self._out.close()
        except OSError:
            pass
        self._out = None

    def held(self) -> set[Held] | None:
        """Return what the file holds."""
        return set(self._held.values())

    def drop(self, sha256: str) -> None:
        """Remove a plan; its line goes when the file is closed."""
        if self._held.pop(sha256, None):
            self._gone = True
            self._dropped.add(sha256)

    def close(self) -> None:
        """Close the file, without the lines that were replaced.

        Raises:
            OutputError: It cannot be written.
        """
        try:
            if self._out is not None:
                self._out.close()
                if self._gone:
                    self._compact()
        except OSError as error:
            raise cannot_write(self.target, error) from error
        finally:
            self._out = None
            if self._unlock:
                self._unlock()
                self._unlock = None

    def _compact(self) -> None:
        part = self.path.with_name(f".{self.path.name}.part")
        try:
            with self.path.open("rb") as lines, part.open("wb") as out:
                last = {sha: number for number, sha in enumerate(_hashes(lines))}
                lines.seek(0)
                for number, line in enumerate(lines):
                    sha = _held(line)[0]
                    if last[sha] == number and sha not in self._dropped:
                        out.write(line)
            part.replace(self.path)
        except BaseException:  # Ctrl-C too
            part.unlink(missing_ok=True)
            raise


def _is_cut(line: bytes) -> bool:
    """Say whether this is the beginning of an object that a crash cut short, and not somebody's text."""
    if not line.startswith(b'{"'):
        return b'{"'.startswith(line)
    try:
        json.loads(line)
    except ValueError:
        return True
    return False


def _hashes(lines: IO[bytes]) -> Iterator[str]:
    for line in lines:
        yield _held(line)[0]


def _held(data: bytes) -> Held:
    plan = json.loads(data)
    if not isinstance(plan, dict):
        raise TypeError("is no object")
    made = plan.get("produced_by") or {}
    return plan["source"]["sha256"], made.get("version", ""), made.get("options", "")
