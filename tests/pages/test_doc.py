"""Word 97 documents through LibreOffice: what can go wrong is told, and nothing runs on or goes out to the network."""

from __future__ import annotations

import os
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from vnplan_extract.errors import LimitError, MissingPartError
from vnplan_extract.pages.doc import to_docx


def command(folder: Path, script: str) -> None:
    """Put a `soffice` of our own into a folder."""
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)


def test_without_libreoffice_the_package_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPartError, match="libreoffice-writer-nogui") as caught:
        to_docx(b"x", name="ke-hoach.doc")
    assert caught.value.where == "ke-hoach.doc"


def test_at_the_time_limit_the_office_ends_with_its_script(monkeypatch, tmp_path):
    command(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(LimitError, match=r"0\.5 seconds") as caught:
        to_docx(b"x", name="ke-hoach.doc", seconds=0.5)
    assert caught.value.remedy
    status = Path(f"/proc/{int((tmp_path / 'child').read_text())}/stat")
    until = time.monotonic() + 60
    while status.exists() and status.read_text().split()[2] != "Z":
        assert time.monotonic() < until, "it still runs"
        time.sleep(0.02)


@pytest.mark.usefixtures("libreoffice")
def test_what_a_document_links_to_is_not_fetched():
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = f"<html><body><p>x</p><img src='http://127.0.0.1:{server.server_port}/x.png'></body></html>"
        assert to_docx(page.encode(), name="ke-hoach.doc").startswith(b"PK")
        server.shutdown()
    assert not asked
