"""A page read once is not read again; the cache is bounded, and a broken one is as good as none."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from vnplan_extract.document import Page, Picture, Ruling, Word
from vnplan_extract.pages import ocrcache

Image = pytest.importorskip("PIL.Image")

READ = Page(
    3,
    595.0,
    842.0,
    90,
    (
        Word("Kế", 1.5, 2.0, 3.0, 4.0, "", 13.0, bold=True, read_by="ocr", confidence=0.93),
        Word("đẩy", 4.0, 2.0, 6.0, 4.0, read_by="ocr", confidence=0.85, read_as="đây"),
        Word("2", 7.0, 2.0, 8.0, 4.0, read_by="ocr", confidence=0.7, read_as=""),
    ),
    (Ruling(0.0, 1.0, 9.0, 1.0),),
    (Picture(0, 0, 595.0, 842.0),),
    read_by="ocr",
    confidence=0.91,
    skew=-0.7,
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VNPLAN_CACHE", str(tmp_path))
    return tmp_path / "ocr"


class Reader:
    def __init__(self):
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return READ


def render(shade=255, dot=None):
    def draw(dpi):
        image = Image.new("RGB", (80, 110), (shade, shade, shade))
        if dot:
            image.putpixel(dot, (0, 0, 0))
        return image

    return draw


def look(reader, page=None, image=None, *, engine="one", keep_text=False):
    page = page or Page(3, 595.0, 842.0)
    return ocrcache.remembered(page, image or render(), reader, engine=engine, keep_text=keep_text)


def test_a_second_run_gives_the_same_and_reads_nothing():
    reader = Reader()
    first, second = look(reader), look(reader)
    assert first == second == READ
    assert reader.calls == 1


@pytest.mark.parametrize(
    "other",
    [
        {"image": render(254)},
        {"image": render(dot=(7, 9))},
        {"engine": "two"},
        {"keep_text": True, "page": Page(3, 595.0, 842.0, words=(Word("Số", 1, 1, 2, 2),))},
        {"page": Page(3, 842.0, 595.0)},
        {"page": Page(3, 595.0, 842.0, words=(Word("173", 1, 1, 2, 2, read_by="form"),))},
    ],
)
def test_what_decides_the_reading_decides_the_entry(other):
    reader = Reader()
    look(reader)
    look(reader, **other)
    assert reader.calls == 2


@pytest.mark.parametrize(("name", "value"), [("FORMAT", 1), ("_readers", lambda: "other code")])
def test_what_another_reader_left_is_not_taken(monkeypatch, name, value):
    reader = Reader()
    look(reader)
    monkeypatch.setattr(ocrcache, name, value)
    look(reader)
    assert reader.calls == 2


def test_what_may_change_a_reading_is_part_of_the_key():
    package = Path(ocrcache.__file__).parents[1]
    code = [path.name for folder in ("pages", "lang") for path in (package / folder).glob("*.py")]
    data = [path.name for path in (package / "data").iterdir() if path.is_file()]
    assert sorted(part.name for part in ocrcache._parts()) == sorted((*code, *data))
    assert {"clean.py", "ocr.py", "places.py", "ocr_phrases.txt", "offices.toml", "provinces.csv"} <= {
        *code,
        *data,
    }


def test_the_page_number_is_the_page_s_own():
    reader = Reader()
    look(reader)
    assert look(reader, replace(Page(3, 595.0, 842.0), number=8)).number == 8
    assert reader.calls == 1


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"width": 1}', b"\xff\xfe"])
def test_a_broken_entry_is_read_anew(folder, damage):
    reader = Reader()
    look(reader)
    (entry,) = folder.iterdir()
    entry.write_bytes(damage)
    assert look(reader) == READ
    assert reader.calls == 2
    assert json.loads(entry.read_bytes())["confidence"] == 0.91


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("VNPLAN_CACHE", str(blocked))
    reader = Reader()
    assert look(reader) == READ
    assert look(reader) == READ
    assert reader.calls == 2


def test_the_oldest_entries_go_first(folder):
    folder.mkdir(parents=True)
    for number in range(10):
        path = folder / f"{number}.json"
        path.write_bytes(b"x" * 100)
        os.utime(path, (1000 + number, 1000 + number))
    ocrcache.prune(folder, most=1000)
    assert len(list(folder.iterdir())) == 10
    ocrcache.prune(folder, most=500)
    assert sorted(path.name for path in folder.iterdir()) == ["6.json", "7.json", "8.json", "9.json"]
