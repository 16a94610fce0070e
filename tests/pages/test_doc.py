"""Word 97 documents through LibreOffice: what can go wrong is told, and nothing runs on or goes out to the network."""

from __future__ import annotations

import os
import subprocess
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pydantic import BaseModel

from vnplan_extract import extract
from vnplan_extract.errors import LimitError, MissingPartError
from vnplan_extract.pages.doc import converted

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def command(folder: Path, script: str) -> None:
    """Put a `soffice` of our own into a folder."""
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)


def test_without_libreoffice_the_package_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPartError, match="libreoffice-writer-nogui") as caught:
        converted(b"x", name="ke-hoach.doc")
    assert caught.value.where == "ke-hoach.doc"


def test_at_the_time_limit_the_office_ends_with_its_script(monkeypatch, tmp_path):
    command(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(LimitError, match=r"0\.5 seconds") as caught:
        converted(b"x", name="ke-hoach.doc", seconds=0.5)
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
        assert converted(page.encode(), name="ke-hoach.doc").startswith(b"PK")
        server.shutdown()
    assert not asked


@pytest.mark.usefixtures("libreoffice")
@pytest.mark.parametrize("form", ["rtf", "odt"])
def test_other_forms_that_the_office_reads_give_the_same_plan(form, tmp_path):
    source = CORPUS / "05-xa-ban-hien-2025.docx"
    (tmp_path / "document.docx").write_bytes(source.read_bytes())
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            tmp_path,
            tmp_path / "document.docx",
        ],
        check=True,
        capture_output=True,
    )
    ours, theirs = extract(source), extract(tmp_path / f"document.{form}")
    assert theirs.source.media_type != ours.source.media_type
    for field in (
        "number",
        "issued",
        "title",
        "issuer",
        "targets",
        "tasks",
        "budget",
        "duties",
        "signatures",
    ):
        assert values(getattr(theirs, field)) == values(getattr(ours, field)), field


def values(value: object) -> object:
    """What a field says, without where it stands."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {name: values(getattr(value, name)) for name in fields if name != "evidence"}
    return [values(item) for item in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize(("data", "kind"), [(b"{\\rtf1 x}", "RTF"), (None, "OpenDocument")])
def test_without_libreoffice_other_forms_say_the_same(data, kind, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    if data is None:
        with zipfile.ZipFile(tmp_path / "x.odt", "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            archive.writestr("content.xml", "<x/>")
        data = (tmp_path / "x.odt").read_bytes()
    with pytest.raises(MissingPartError, match=kind):
        extract(data, name="ke-hoach.doc")
