"""Servers for the tests: PostgreSQL in a folder of its own; a web server and an S3 server of a folder."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from functools import partial
from hashlib import md5
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


class Postgres:
    """A PostgreSQL server on loopback, run as its own user; it can be stopped and started again."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vnplan-pg-"))
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.port = free_port()
        self.url = f"postgresql://vnplan@127.0.0.1:{self.port}/postgres"
        self._run("initdb", "-U", "vnplan", "-A", "trust", "-E", "UTF8", "--no-sync")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(BINARIES[-1] / program), "-D", "data", *arguments]
        subprocess.run(command, check=True, capture_output=True, user=self.user, cwd=self.folder)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder} -F -c max_connections=20"
        self._run("pg_ctl", "-o", options, "-l", "log", "-w", "start")

    def stop(self) -> None:
        """Stop it at once, as a crash would: connections are cut."""
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Remove its folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """URL under which a folder is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _S3(BaseHTTPRequestHandler):
    """As much of S3 as a reader asks for: HEAD and GET of an object, whole or a range, and the list of a bucket.

    Written after the API reference (HeadObject, GetObject, ListObjectsV2); buckets are the folders of `folder`.
    """

    folder: Path
    key: str

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None: ...

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        way = urlsplit(self.path)
        query = parse_qs(way.query)
        path = self.folder / unquote(way.path).strip("/")
        if f"Credential={self.key}/" not in self.headers.get("Authorization", ""):
            self._send(403, _error("AccessDenied"), body=body)
        elif "list-type" in query:
            self._send(200, _listed(path, query.get("prefix", [""])[0]), body=body)
        elif path.is_file():
            self._object(path.read_bytes(), body=body)
        else:
            self._send(404, _error("NoSuchKey"), body=body)

    def _object(self, data: bytes, *, body: bool) -> None:
        asked = self.headers.get("Range", "")
        if not asked:
            self._send(200, data, body=body, etag=md5(data).hexdigest())
            return
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(data) - 1), len(data) - 1)
        part = f"bytes {start}-{end}/{len(data)}"
        self._send(206, data[start : end + 1], body=body, part=part, etag=md5(data).hexdigest())

    def _send(self, status: int, data: bytes, *, body: bool, part: str = "", etag: str = "1") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", f'"{etag}"')
        self.send_header("Last-Modified", "Thu, 05 Mar 2026 00:00:00 GMT")
        if part:
            self.send_header("Content-Range", part)
        self.end_headers()
        if body:
            self.wfile.write(data)


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


def _listed(bucket: Path, prefix: str) -> bytes:
    entries = [
        f"<Contents><Key>{escape(name)}</Key><Size>{path.stat().st_size}</Size><ETag>1</ETag>"
        "<LastModified>2026-03-05T00:00:00Z</LastModified></Contents>"
        for path in sorted(bucket.rglob("*"))
        if path.is_file() and (name := str(path.relative_to(bucket))).startswith(prefix)
    ]
    return (
        f"<ListBucketResult><Name>{bucket.name}</Name><Prefix>{escape(prefix)}</Prefix>"
        f"<KeyCount>{len(entries)}</KeyCount><IsTruncated>false</IsTruncated>{''.join(entries)}</ListBucketResult>"
    ).encode()


@contextmanager
def s3_server(folder: Path, *, key: str) -> Iterator[str]:
    """Address of an S3 service whose buckets are the folders of `folder`, for who has this access key."""
    handler = type("S3", (_S3,), {"folder": folder, "key": key})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
