"""OCR engines: ours by name, another make's by its entry point, and a second opinion on doubtful numbers."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("tesserocr")
Image = pytest.importorskip("PIL.Image")

from PIL import ImageDraw  # noqa: E402

from vnplan_extract import extract  # noqa: E402
from vnplan_extract.document import Word  # noqa: E402
from vnplan_extract.errors import OptionError  # noqa: E402
from vnplan_extract.options import Options  # noqa: E402
from vnplan_extract.pages import engines  # noqa: E402
from vnplan_extract.pages.open import open_source  # noqa: E402
from vnplan_extract.pages.opinion import TwoEngines  # noqa: E402
from vnplan_extract.pages.pdf import read_pdf  # noqa: E402
from vnplan_extract.pages.trueocr import TrueOcr, _edges  # noqa: E402

STUB = '''
from vnplan_extract.document import Word

class Reader:
    """Reads the same words on every page, and none in a part of one that is looked at again."""

    def read(self, image, *, dpi, layout="page", area=None):
        words = "KẾ HOẠCH trồng rừng năm 2026".split() if layout == "page" else []
        return [
            Word(text, 100.0 + 90 * at, 200.0, 180.0 + 90 * at, 230.0, size=30.0, read_by="ocr", confidence=0.9)
            for at, text in enumerate(words)
        ]
'''


def png() -> bytes:
    image = Image.new("L", (1240, 600), 255)
    ImageDraw.Draw(image).rectangle((100, 200, 700, 230), fill=0)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", dpi=(150, 150))
    return buffer.getvalue()


@pytest.fixture
def other_make(tmp_path) -> Path:
    """A package of another make, as pip would install it, with an engine as its entry point."""
    (tmp_path / "other_ocr.py").write_text(STUB, encoding="utf-8")
    info = tmp_path / "other_ocr-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other-ocr\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(
        "[vnplan_extract.ocr]\nother = other_ocr:Reader\n", encoding="utf-8"
    )
    return tmp_path


@pytest.fixture
def with_other_make(other_make, monkeypatch):
    monkeypatch.syspath_prepend(str(other_make))
    yield
    engines.engine.cache_clear()
    engines._made.cache_clear()


@pytest.mark.usefixtures("with_other_make")
def test_an_engine_of_another_make_reads_when_asked_for():
    assert engines.names() == ("tesseract", "trueocr", "other")
    (page,) = open_source(png(), options=Options(ocr_engine="other", cache=False)).pages
    assert [word.text for word in page.words] == ["KẾ", "HOẠCH", "trồng", "rừng", "năm", "2026"]
    assert page.words[0].x0 == pytest.approx(100 * 72 / 200, abs=1)  # pages are read at 200 dpi
    (page,) = open_source(png(), options=Options(cache=False)).pages
    assert "HOẠCH" not in [word.text for word in page.words]


def test_the_command_takes_it_and_doctor_names_it(other_make, tmp_path):
    (tmp_path / "scan.png").write_bytes(png())
    environment = {
        "PYTHONPATH": f"{other_make}:{Path(engines.__file__).parents[2]}",
        "PATH": "",
        "COLUMNS": "200",
    }
    command = [sys.executable, "-m", "vnplan_extract"]
    told = subprocess.run([*command, "doctor"], env=environment, capture_output=True, check=True)
    assert "tesseract (used), trueocr (second opinion), other (by --ocr-engine)" in told.stdout.decode()
    arguments = ["text", str(tmp_path / "scan.png"), "--ocr-engine", "other", "--no-cache"]
    done = subprocess.run([*command, *arguments], env=environment, capture_output=True, check=True)
    assert done.stdout.decode().split() == ["KẾ", "HOẠCH", "trồng", "rừng", "năm", "2026"]


def test_an_unknown_engine_is_an_error_that_names_those_there_are():
    with pytest.raises(OptionError, match=r"no OCR engine 'oc'.*tesseract, trueocr"):
        extract(png(), options=Options(ocr_engine="oc"))


def test_the_engine_is_part_of_the_digest():
    assert Options(ocr_engine="trueocr").digest() != Options().digest()


# -- the second engine


@pytest.fixture(scope="module")
def printed(corpus):
    """The image of a digital page at 200 dpi, and its words in pixels."""
    kept = []

    def keep(page, render, glyphs):
        kept.append((page, render(200)))
        return page

    next(read_pdf((corpus / "05-xa-ban-hien-2025.libreoffice.pdf").read_bytes(), name="x", improve=keep))
    page, image = kept[0]
    scale = 200 / 72
    words = [
        replace(
            word, x0=word.x0 * scale, x1=word.x1 * scale, top=word.top * scale, bottom=word.bottom * scale
        )
        for word in page.words
    ]
    return image, words


def test_trueocr_parts_a_line_into_words_at_its_gaps(printed):
    """Each word of a printed line is found where it stands."""
    image, words = printed
    day = next(at for at, word in enumerate(words) if word.text == "ngày")
    line = words[day - 2 : day + 6]
    area = (line[0].x0 - 8, line[0].top - 4, line[-1].x1 + 8, line[0].bottom + 4)
    read = TrueOcr().read(image, dpi=200, layout="line", area=area)
    assert [word.text for word in read] == [word.text for word in line]
    for word, truth in zip(read, line, strict=True):
        assert word.x0 == pytest.approx(truth.x0, abs=5)
        assert word.x1 == pytest.approx(truth.x1, abs=5)
        assert area[1] - 1 <= word.top < word.bottom <= area[3] + 1


def test_trueocr_reads_a_page(printed):
    image, words = printed
    read = {word.text for word in TrueOcr().read(image, dpi=200)}
    truth = {word.text for word in words}
    assert len(read & truth) > 0.85 * len(truth)


def test_words_too_near_each_other_are_parted_by_their_letters():
    assert _edges(np.ones(70, dtype=bool), [4, 2]) == [(0, 40), (50, 70)]
    assert _edges(np.zeros(70, dtype=bool), [6]) == [(0, 70)]


class Said:
    """An engine that always reads the same."""

    def __init__(self, *words: tuple[str, float]) -> None:
        self.words = words
        self.asked = 0

    def read(self, image, *, dpi, layout="page", area=None):
        self.asked += 1
        return [
            Word(text, 30.0 + 60 * at, 20.0, 80.0 + 60 * at, 40.0, read_by="ocr", confidence=sure)
            for at, (text, sure) in enumerate(self.words)
        ]


@pytest.mark.parametrize(
    ("first", "second", "alternative", "asked"),
    [
        (("18.450", 0.5), ("18.480", 0.9), "18.480", 1),
        (("18.450", 0.5), ("18.450", 0.9), "", 1),
        (("18.450", 0.95), ("18.480", 0.9), "", 0),  # the first was sure
        (("18.450", 0.5), ("18.480", 0.3), "", 1),  # the second is not
        (("18.450", 0.5), ("triệu", 0.9), "", 1),
        (("triệu", 0.5), ("18.480", 0.9), "", 0),  # words are the first engine's business
        (("18.450đ", 0.5), ("18.450d", 0.9), "", 1),
    ],
)
def test_a_second_opinion_is_asked_on_doubtful_numbers_only(first, second, alternative, asked):
    other = Said(second)
    (word,) = TwoEngines(Said(first), other).read(Image.new("L", (200, 60), 255), dpi=200)
    assert (word.text, word.alternative, other.asked) == (first[0], alternative, asked)


def test_both_readings_are_told_and_kept_in_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("VNPLAN_CACHE", str(tmp_path))
    both = TwoEngines(Said(("Trồng", 0.97), ("18.450", 0.5), ("ha", 0.97)), Said(("18.480", 0.9)))
    monkeypatch.setattr("vnplan_extract.pages.scan._reader", lambda name: both)
    asked = []
    for _ in range(2):
        (page,) = open_source(png(), options=Options()).pages
        notes = {
            (note.found, note.expected, note.page)
            for note in page.findings
            if note.code == "ocr-second-opinion"
        }
        assert notes == {("18.450", "18.480", 1)}
        asked.append(both.second.asked)
    assert asked[0] == asked[1]
