"""What tells that another document stands at an address: of files, a web server, an S3 service and memory."""

from __future__ import annotations

import os

import pytest

from servers import s3_server, web_server
from vnplan_extract.batch.marks import changed, mark_of, marks_of

pytestmark = pytest.mark.filterwarnings("ignore")  # sessions that fsspec leaves open


@pytest.fixture(params=["path", "file", "http", "s3", "memory"])
def place(request, tmp_path, monkeypatch):
    """Address of a document, and what writes it: (text, seconds of its time)."""
    kind = request.param
    path = tmp_path / "plans" / "kế hoạch.txt"
    path.parent.mkdir()

    def write(text: str, at: int) -> None:
        path.write_text(text, encoding="utf-8")
        os.utime(path, (at, at))

    if kind == "memory":
        fsspec = pytest.importorskip("fsspec")

        def write(text: str, _: int) -> None:
            fsspec.filesystem("memory").pipe("/kế hoạch.txt", text.encode())

    write("một", 1)
    if kind == "http":
        pytest.importorskip("aiohttp")
        with web_server(path.parent) as address:
            yield f"{address}/k%E1%BA%BF%20ho%E1%BA%A1ch.txt", write
    elif kind == "s3":
        pytest.importorskip("s3fs")
        with s3_server(tmp_path, key="reader") as address:
            for name, value in (
                ("ACCESS_KEY_ID", "reader"),
                ("SECRET_ACCESS_KEY", "secret"),
                ("ENDPOINT_URL", address),
            ):
                monkeypatch.setenv(f"AWS_{name}", value)
            monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
            yield "s3://plans/kế hoạch.txt", write
    else:
        yield {"path": str(path), "file": f"file://{path}", "memory": "memory://kế hoạch.txt"}[kind], write


def test_a_mark_changes_with_the_document_and_only_then(place) -> None:
    url, write = place
    before = marks_of([url])
    assert before == marks_of([url]) == {url: mark_of(url)}
    write("hai", 100_000)  # as long as it was
    assert changed(before, marks_of([url])) == {url}


def test_what_tells_nothing_is_not_changed(tmp_path) -> None:
    gone = [str(tmp_path / "gone.txt"), "khong://co/a.pdf", "http://127.0.0.1:9/a.pdf"]
    assert marks_of(gone) == {}
    assert changed(dict.fromkeys(gone, "x"), {}) == set()
