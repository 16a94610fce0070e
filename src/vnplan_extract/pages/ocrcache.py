"""Keeps what OCR read of a page, so that a second run costs nothing: a bounded folder in the user's cache directory.

The key is what the page looks like, and everything else that decides the reading: the engine, this package's readers
and the words of the text layer that stay. An entry is a JSON file; one that cannot be read is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import sys
import tempfile
from dataclasses import fields, replace
from functools import cache
from importlib.resources import files
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from vnplan_extract._version import __version__
from vnplan_extract.document import Picture, Ruling, Word
from vnplan_extract.pages.resolution import resolution

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

    from PIL.Image import Image

    from vnplan_extract.document import Page

WORD = tuple(field.name for field in fields(Word))
FORMAT = 6  # of an entry
LOOK = 100  # dpi at which two pages are told apart: each stroke darkens some pixel, as pixels are averages
MOST_BYTES = 512 << 20  # about 15,000 pages
KEPT_SHARE = 0.8  # of the bytes, when the oldest entries are thrown away
CHECKED = 64  # the folder's size is looked at once in so many writes


def cache_folder() -> Path:
    """Return the folder: `VNPLAN_CACHE`, else the system's place for caches."""
    if chosen := os.environ.get("VNPLAN_CACHE"):
        return Path(chosen) / "ocr"
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "vnplan_extract" / "ocr"


def remembered(
    page: Page,
    render: Callable[[float], Image],
    read: Callable[[], Page],
    *,
    engine: str,
    keep_text: bool,
) -> Page:
    """Return what `read` gives, from the cache where the same page was read before.

    Args:
        page: The page as its reader gave it.
        render: Renders it at a resolution in dpi.
        read: Reads it by OCR.
        engine: Names the engine.
        keep_text: Whether the words of the text layer stay.
    """
    path = (
        cache_folder()
        / f"{_key(page, render(resolution(page, most=LOOK)), engine, keep_text=keep_text)}.json"
    )
    kept = _load(path, page)
    if kept is not None:
        return kept
    result = read()
    _store(path, result)
    return result


@cache
def _readers() -> str:
    """Return a digest of the code and the data that read a page: a changed reader is served no old result."""
    digest = hashlib.sha256(__version__.encode())
    for part in _parts():
        digest.update(part.read_bytes())
    return digest.hexdigest()


def _parts() -> list[Traversable]:
    """Return what may change how a page is read: the code of the readers and of the language, and all words and tables."""
    package = files("vnplan_extract")
    folders = ((package / name, end) for name, end in (("pages", ".py"), ("lang", ".py"), ("data", "")))
    parts = (part for folder, end in folders for part in folder.iterdir() if part.name.endswith(end))
    return sorted((part for part in parts if part.is_file()), key=attrgetter("name"))


def _key(page: Page, image: Image, engine: str, *, keep_text: bool) -> str:
    words = [[word.text, word.x0, word.top] for word in page.words if keep_text or word.read_by == "form"]
    about = [
        FORMAT,
        _readers(),
        engine,
        image.mode,
        image.size,
        page.width,
        page.height,
        page.rotation,
        words,
    ]
    digest = hashlib.sha256(json.dumps(about).encode())
    digest.update(image.tobytes())
    return digest.hexdigest()


def _load(path: Path, page: Page) -> Page | None:
    try:
        entry = json.loads(path.read_bytes())
        os.utime(path)
        return replace(
            page,
            width=entry["width"],
            height=entry["height"],
            rotation=entry["rotation"],
            skew=entry["skew"],
            words=tuple(Word(*word) for word in entry["words"]),
            left_out=tuple(Word(*word) for word in entry["left_out"]),
            rulings=tuple(Ruling(*ruling) for ruling in entry["rulings"]),
            pictures=tuple(Picture(*picture) for picture in entry["pictures"]),
            read_by=entry["read_by"],
            confidence=entry["confidence"],
            at_first=entry["at_first"],
            covered=tuple((x0, top, x1, bottom) for x0, top, x1, bottom in entry["covered"]),
            unread_cells=entry["unread_cells"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _store(path: Path, page: Page) -> None:
    """Write an entry whole or not at all; a cache that cannot be written is no reason to fail."""
    entry = {
        "width": page.width,
        "height": page.height,
        "rotation": page.rotation,
        "skew": page.skew,
        "words": [[getattr(word, name) for name in WORD] for word in page.words],
        "left_out": [[getattr(word, name) for name in WORD] for word in page.left_out],
        "rulings": [[line.x0, line.top, line.x1, line.bottom] for line in page.rulings],
        "pictures": [[image.x0, image.top, image.x1, image.bottom, image.dpi] for image in page.pictures],
        "read_by": page.read_by,
        "confidence": page.confidence,
        "at_first": page.at_first,
        "covered": page.covered,
        "unread_cells": page.unread_cells,
    }
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(entry, stream, ensure_ascii=False, separators=(",", ":"))
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        if random.randrange(CHECKED) == 0:  # noqa: S311 - no secret
            prune(path.parent)


def prune(folder: Path, most: int = MOST_BYTES) -> None:
    """Throw the entries away that were not used for longest, where all together are over `most` bytes."""
    entries: list[tuple[float, int, str]] = []
    with os.scandir(folder) as found:
        for entry in found:
            with contextlib.suppress(OSError):
                status = entry.stat()
                entries.append((status.st_mtime, status.st_size, entry.path))
    total = sum(size for _, size, _ in entries)
    if total <= most:
        return
    for _, size, name in sorted(entries):
        with contextlib.suppress(OSError):
            Path(name).unlink()
        total -= size
        if total <= KEPT_SHARE * most:
            return
