"""Folders with one file a plan: what JSON, StratML and Akoma Ntoso share."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from vnplan_extract.lang.accents import fold_accents
from vnplan_extract.sinks.base import Form, Held, Parcel, Sink, cannot_write, replace_file
from vnplan_extract.sinks.locks import lock
from vnplan_extract.sinks.schema import plan_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vnplan_extract.sinks.base import Target

LONGEST = 80  # letters of the document's name in the name of its file


class PlanFolderSink(Sink):
    """Writes `NAME--ID` and the suffix for each plan into a folder; a file is written whole or not at all."""

    form: ClassVar[Form] = "json"
    suffix: ClassVar[str]

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self.folder: Path = target.path
        self._files: dict[str, str] = {}
        self._unlock: Callable[[], None] | None = None

    @abstractmethod
    def content(self, parcel: Parcel) -> bytes:
        """Return what a plan's file holds."""

    @staticmethod
    @abstractmethod
    def held_in(path: Path) -> Held:
        """Return which document a file holds.

        Raises:
            OSError: It cannot be read.
            ValueError: It is not whole.
        """

    def open(self) -> None:
        """Make the folder and see what is in it.

        Raises:
            OutputError: It cannot be made or read, or another batch writes it.
        """
        named = re.compile(rf"--(p[0-9a-f]{{16}}){re.escape(self.suffix)}$")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._unlock = lock(self.folder, self.target)
            found = sorted(path.name for path in self.folder.iterdir())
        except OSError as error:
            self.close()
            raise cannot_write(self.target, error) from error
        self._files = {match[1]: name for name in found if (match := named.search(name))}

    def write(self, parcel: Parcel) -> None:
        """Write one plan's file, whole or not at all.

        Raises:
            OutputError: It cannot be written.
        """
        data = self.content(parcel)
        name = f"{safe_stem(parcel.name)}--{parcel.id}{self.suffix}"
        try:
            replace_file(self.folder / name, data)
            before = self._files.get(parcel.id, name)
            if before != name:
                (self.folder / before).unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self.target, error) from error
        self._files[parcel.id] = name

    def held(self) -> set[Held] | None:
        """Return what the folder holds; a file that is not whole is written again."""
        held = set()
        for name in self._files.values():
            try:
                held.add(self.held_in(self.folder / name))
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return held

    def drop(self, sha256: str) -> None:
        """Remove a plan's file.

        Raises:
            OutputError: It cannot be removed.
        """
        name = self._files.pop(plan_id(sha256), None)
        if name is None:
            return
        try:
            (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self.target, error) from error

    def close(self) -> None:
        """Let others write: each file was whole when it was written."""
        if self._unlock:
            self._unlock()
            self._unlock = None


def safe_stem(name: str) -> str:
    """Return a file's name without its ending, as any file system takes it."""
    stem = fold_accents(name.rsplit(".", 1)[0])
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-.")[:LONGEST] or "plan"
