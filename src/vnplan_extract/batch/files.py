"""Finds the documents of a batch: walks folders in a fixed order, follows links once, and says what it cannot enter."""

from __future__ import annotations

import fnmatch
import os
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract.batch.job import Stamp, stamp_of
from vnplan_extract.batch.remote import is_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GLOBS = (
    "*.pdf",
    "*.docx",
    "*.doc",
    "*.xlsx",
    "*.xlsm",
    "*.xls",
    "*.ods",
    "*.rtf",
    "*.odt",
    "*.html",
    "*.htm",
    "*.md",
    "*.txt",
    "*.tif",
    "*.tiff",
)
"""What is read when no pattern is given; pictures and files of other names are read when a pattern asks for them."""


LONGEST_ENDING = len(".xhtml")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read; `path` is as the system has it (or an address), `shown` is text for people and databases.

    Attributes:
        copy: The file that holds what stands at an address.
    """

    path: bytes
    shown: str
    stamp: Stamp
    copy: bytes | None = None


@dataclass(frozen=True, slots=True)
class Remote:
    """A document at an address, not fetched yet."""

    path: bytes
    shown: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A folder or file that cannot be entered or is not there, and why."""

    path: bytes
    shown: str
    why: str


def show(path: bytes) -> str:
    """Return a path as text; bytes that are no UTF-8 are written as escapes."""
    return path.decode("utf-8", "backslashreplace")


def find(
    places: Iterable[str | bytes | os.PathLike[str]],
    globs: Iterable[str] = GLOBS,
    *,
    passed: Counter[str] | None = None,
) -> Iterator[Found | Remote | Lost]:
    """Yield the files in folders (sorted, a folder's files before its folders) and the files named one by one.

    Files in folders that no pattern asks for are counted in `passed`, by the ends of their names (".jpg").

    A file that is named is taken whatever its name; patterns are compared without regard to case. Hidden files and
    folders are passed over. A folder that was walked already, over a link, is not walked again.
    """
    patterns = tuple(pattern.lower() for pattern in globs)
    seen: set[tuple[int, int]] = set()
    for place in places:
        path = os.fsencode(place)
        if os.path.isdir(path):  # noqa: PTH112 - paths are bytes here
            yield from _walk(path, patterns, seen, Counter() if passed is None else passed)
        elif is_address(path) and not os.path.exists(path):  # noqa: PTH110
            yield Remote(path, show(path))
        else:
            yield _one(path)


def _one(path: bytes) -> Found | Lost:
    try:
        status = Path(os.fsdecode(path)).stat()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return Lost(path, show(path), f"{why}{_hint(path)}")
    if not stat.S_ISREG(
        status.st_mode
    ):  # a pipe gives what it holds once, and may keep its reader waiting for ever
        return Lost(path, show(path), "it is a pipe, socket or device; write what it gives to a file")
    return Found(path, show(path), stamp_of(status))


def _hint(path: bytes) -> str:
    """Say what a name that is not there was meant to be, where it looks like something else."""
    if any(mark in path for mark in (b"*", b"?")):
        return "; a pattern for names in a folder goes to --glob"
    link = Path(os.fsdecode(path))
    if link.is_symlink():
        return f"; it is a link to {show(os.fsencode(link.readlink()))!r}"
    return ""


def _walk(
    top: bytes, patterns: tuple[str, ...], seen: set[tuple[int, int]], passed: Counter[str]
) -> Iterator[Found | Lost]:
    todo = [top]
    while todo:
        folder = todo.pop()
        try:
            status = os.stat(folder)  # noqa: PTH116
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as entries:
                names = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Lost(folder, show(folder), error.strerror or str(error))
            continue
        folders = []
        for entry in names:
            if entry.name.startswith(b"."):
                continue
            if _is_folder(entry):
                folders.append(entry.path)
            elif _matches(entry.name, patterns):
                yield _one(entry.path)
            else:
                passed[_ending(entry.name)] += 1
        todo.extend(reversed(folders))


def _is_folder(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads round in a circle
        return False


def _ending(name: bytes) -> str:
    """Return the end of a name by which people know a kind of file; "" where there is none."""
    end = Path(show(name)).suffix.lower()
    return end if len(end) <= LONGEST_ENDING and end.isprintable() else ""


def _matches(name: bytes, patterns: tuple[str, ...]) -> bool:
    lower = os.fsdecode(name).lower()
    return any(fnmatch.fnmatchcase(lower, pattern) for pattern in patterns)


def listed(data: bytes) -> list[bytes]:
    r"""Return the paths of a list: separated by NUL where there is one (`find -print0`), else one a line, blank ones left out."""
    data = data.removeprefix(b"\xef\xbb\xbf")  # as Windows programs begin a text
    if b"\x00" in data:
        return [path for path in data.split(b"\x00") if path]
    return [line.rstrip(b"\r") for line in data.split(b"\n") if line.strip()]
