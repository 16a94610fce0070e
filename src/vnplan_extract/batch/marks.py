"""What tells that the document at a path or address may be another than before, without reading it."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

TOLD = (
    "ETag", "etag", "VersionId", "Content-MD5", "Digest", "md5Hash", "content_md5", "LastModified", "Last-Modified",
    "last_modified", "updated", "mtime", "modified", "size",
)  # fmt: skip
"""What services tell of a document; source: `info` of fsspec's local, memory, http, s3fs, gcsfs, adlfs, arrow, sftp."""

AT_ONCE = 16  # addresses asked at a time


def marks_of(urls: Collection[str]) -> dict[str, str]:
    """Return the mark of each path or address; none where nothing is told, or nobody answers."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return {url: mark for url, mark in zip(urls, threads.map(mark_of, urls), strict=True) if mark}


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    """Return the documents that have a mark before and now, and not the same."""
    return {url for url, mark in before.items() if now.get(url, mark) != mark}


def mark_of(url: str) -> str | None:
    """Return a text that changes with the document: of its ETag, times and size, as far as they are told."""
    try:
        told = _told(url)
    except Exception:  # noqa: BLE001 - each service has errors of its own; reading it will say what is wrong
        return None
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16] if told else None


def _told(url: str) -> list[tuple[str, str]]:
    if "://" not in url:
        status = Path(url).stat()
        return [("size", str(status.st_size)), ("mtime", str(status.st_mtime_ns))]
    from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

    system, path = url_to_fs(url)
    system.invalidate_cache()  # a worker lives for days, and what is listed is kept
    info: dict[str, object] = system.info(path)
    return [(name, str(info[name])) for name in TOLD if info.get(name) is not None]
