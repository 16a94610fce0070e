"""Documents at addresses (`https://`, `s3://`, `gs://`, `hdfs://`): opened with fsspec, and kept in files while they are read."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from vnplan_extract.errors import InputError, LimitError, MissingPartError, NotFoundError, VnplanError

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = {
    "http": "aiohttp",
    "https": "aiohttp",
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "hdfs": "pyarrow",
    "abfs": "adlfs",
    "az": "adlfs",
    "sftp": "paramiko",
    "ssh": "paramiko",
    "smb": "smbprotocol",
}
"""Scheme of an address -> the package that fsspec opens it with; source: fsspec.registry.known_implementations."""

NEEDS = {"hdfs": "Set HADOOP_HOME, CLASSPATH and ARROW_LIBHDFS_DIR, so that libhdfs and Java are found."}
"""Scheme -> what it needs that pip cannot install; source: pyarrow's guide to its HadoopFileSystem."""

ADDRESS = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://")
PIECE = 1 << 20


def is_address(place: bytes) -> bool:
    """Say whether a place is an address and not a path."""
    return ADDRESS.match(place) is not None


def name_of(url: str) -> str:
    """Return the file name at the end of a path or address."""
    return Path(urlsplit(url).path if "://" in url else url).name or url


def too_large(shown: str, most: int) -> LimitError:
    """Return the error of a document with more bytes than the options allow."""
    return LimitError(
        f"larger than {most:,} bytes", where=shown, remedy="In Python, Options(max_bytes=...) allows more."
    )


def fetch(url: str, most: int | None = None) -> bytes:
    """Return the bytes of a path or address.

    Raises:
        NotFoundError: It cannot be read.
        LimitError: It is larger than `most` bytes.
        MissingPartError: fsspec, or what it needs for this kind of address, is not installed.
    """
    return b"".join(_pieces(url, most))


class Downloads:
    """Files that hold what stands at addresses until it was read; they go with this."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._count = 0

    def get(self, url: str, most: int) -> bytes:
        """Fetch a document into a file and return the file's path.

        Raises:
            InputError: It cannot be read, or is larger than `most` bytes.
            MissingPartError: What opens this kind of address is not installed.
        """
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="vnplan-")
        self._count += 1
        path = Path(self._folder.name) / str(self._count)
        try:
            with path.open("wb") as out:
                out.writelines(_pieces(url, most))
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return os.fsencode(path)

    @staticmethod
    def drop(path: bytes) -> None:
        """Remove a file that was read."""
        with suppress(OSError):
            Path(os.fsdecode(path)).unlink()

    def close(self) -> None:
        """Remove what is left."""
        if self._folder:
            with suppress(OSError):
                self._folder.cleanup()


def _pieces(url: str, most: int | None) -> Iterator[bytes]:
    size = 0
    try:
        with _opened(url) as file:
            while piece := file.read(PIECE):
                size += len(piece)
                if most is not None and size > most:
                    raise too_large(url, most)  # noqa: TRY301 - passed on below as it is
                yield piece
    except (VnplanError, MemoryError):
        raise
    except ImportError as error:
        raise _missing(url, error) from error
    except Exception as error:  # each service has errors of its own: one address never stops the others
        raise _unread(url, error) from error


def _opened(url: str) -> IO[bytes]:
    if "://" not in url:
        return Path(url).open("rb")
    import fsspec  # noqa: PLC0415 - an extra

    opened: IO[bytes] = fsspec.open(url, "rb").open()
    return opened


def _missing(url: str, error: ImportError) -> MissingPartError:
    package = PACKAGES.get(_scheme(url))
    more = NEEDS.get(_scheme(url), "")
    return MissingPartError(
        "cannot be opened",
        where=url,
        why=_first_line(error),
        remedy=f"pip install fsspec {package or 'and what it names'}." + (f" {more}" if more else ""),
    )


def _unread(url: str, error: Exception) -> InputError:
    remedy = NEEDS.get(_scheme(url)) or "Check the address and the rights (credentials) to read it."
    return NotFoundError("cannot be read", where=url, why=_first_line(error, url), remedy=remedy)


def _scheme(url: str) -> str:
    return url.partition("://")[0].lower()


def _first_line(error: Exception, url: str = "") -> str:
    """Return the first line of what an error says; where it says but the address, of what it came from."""
    said = str(getattr(error, "strerror", None) or error).strip()
    if said in {url, ""} and isinstance(error.__cause__, Exception):
        return _first_line(error.__cause__)
    if isinstance(error, FileNotFoundError) and said in url:  # as fsspec's own file systems say it
        return "there is no such file"
    return said.splitlines()[0] if said and said != url else type(error).__name__
