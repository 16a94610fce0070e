"""Makes the best of a page: keeps its text where that is true, repairs it, or reads its image by OCR."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from vnplan_extract.errors import LimitError, MissingPartError
from vnplan_extract.findings import finding
from vnplan_extract.pages import engines
from vnplan_extract.pages.loading import need_memory
from vnplan_extract.pages.ocrcache import remembered
from vnplan_extract.pages.opinion import TwoEngines
from vnplan_extract.pages.resolution import too_large
from vnplan_extract.pages.sense import agree
from vnplan_extract.pages.textlayer import OUTLINES, Judgement, judge, repair

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL.Image import Image

    from vnplan_extract.document import Box, Page
    from vnplan_extract.findings import Finding
    from vnplan_extract.pages.engines import Engine
    from vnplan_extract.pages.glyphs import Glyph

    Render = Callable[[float], Image]

BETWEEN, MOST_TOLD = " · ", 60  # words in a finding
DOUBTED = frozenset(("garbled", "wrong_language"))
UNREAD = frozenset(("ocr-missing", "ocr-failed", "page-too-large"))
WIDE, HIGH = 60.0, 12.0  # points: a smaller picture holds no name
MOST_PLACES = 20  # pictures of a page that are looked into
LEAST_SURE = 0.6  # mean confidence from which a reading counts for more than an unseen layer
MORE, FEW = 1.3, 8  # what OCR must find beyond the words of a text layer to show that this was not all

OcrChoice = Literal["auto", "always", "never"]


def improve(
    page: Page,
    render: Render,
    glyphs: Callable[[], Sequence[Glyph]] | None = None,
    *,
    ocr: OcrChoice = "auto",
    cache: bool = True,
    engine: str | None = None,
) -> Page:
    """Return the page with its text judged and repaired, or read from its image; a page is never lost.

    Args:
        page: The page as its reader gave it.
        render: Renders the page at a resolution in dpi.
        glyphs: Reads the page character by character, for text whose fonts do not name their letters.
        ocr: "auto" reads by OCR what has no true text, "always" every page, "never" none.
        cache: Keep what OCR reads in the user's cache directory, and take it from there.
        engine: Name of the OCR engine; by default the first that is installed, with a second opinion on numbers.

    Returns:
        The page, its findings saying what was done and why. `read_by` is "none" when nothing on it could be read;
        words of a signature block stay even then.
    """
    if page.veiled:
        bare = replace(page, veiled=False)
        if ocr == "never":
            return improve(bare, render, glyphs, ocr=ocr)
        read = _by_ocr(page, judge(page), render, cache=cache, engine=engine)
        return read if _is_read(read) else _layer_or(read, improve(bare, render, glyphs, ocr="never"), page)
    repaired, judgement = repair(page, judge(page), glyphs=glyphs)
    if not judgement.needs_ocr and ocr != "always":
        return _with_pictures(repaired, render, cache=cache, engine=engine, ocr=ocr)
    if ocr == "never":
        return _unread(repaired, judgement)
    read = _by_ocr(repaired, judgement, render, cache=cache, engine=engine)
    if ocr == "auto" and judgement.kind in DOUBTED and agree(repaired.words, read.words):
        return repaired  # the image says the same: names, codes or another language
    return read


def _with_pictures(page: Page, render: Render, *, cache: bool, engine: str | None, ocr: OcrChoice) -> Page:
    """Return a page of true text with what is printed in pictures on it; where that cannot be read, with a word of it."""
    places = _places(page)
    if not places:
        return page
    try:
        from vnplan_extract.pages import pictured  # noqa: PLC0415 - heavy, and few pages need it
    except ImportError as error:
        need_memory(error)
        return page
    try:
        places = pictured.with_print(page, render, places)
        if not places:
            return page
        seen = pictured.bare(page)
        judgement = Judgement("empty", 1.0, "its print is a picture")
        shown = pictured.only(page, render, places)
        read = None if ocr == "never" else _by_ocr(seen, judgement, shown, cache=cache, engine=engine)
    except (LimitError, OSError, ValueError, RuntimeError, MemoryError) as error:
        return _noted(page, "picture-unread", f"{type(error).__name__}: {error}")
    if read is None or UNREAD & {told.code for told in read.findings}:
        return _noted(page, "picture-unread", _where(places))
    whole = pictured.added(page, read)
    if whole is None:
        return _noted(page, "picture-unread", _where(places)) if pictured.says_something(read) else page
    note = finding("picture-read", page=page.number, found=_where(places), count=len(read.words))
    kept = tuple(told for told in read.findings if told.code not in {"page-scanned", "page-blank"})
    return replace(whole, findings=(*whole.findings, note, *kept))


def _where(places: Sequence[Box]) -> str:
    return BETWEEN.join("{:.0f}, {:.0f}, {:.0f}, {:.0f}".format(*place) for place in places[:MOST_TOLD])


def _places(page: Page) -> list[Box]:
    """Return where print may stand that is no text: pictures on the page, and all of it where there are outlines."""
    if page.words and page.shapes >= OUTLINES:
        return [(0.0, 0.0, page.width, page.height)]
    boxes = [
        (
            max(picture.x0, 0.0),
            max(picture.top, 0.0),
            min(picture.x1, page.width),
            min(picture.bottom, page.height),
        )
        for picture in page.pictures
    ]
    return [box for box in boxes if box[2] - box[0] >= WIDE and box[3] - box[1] >= HIGH][:MOST_PLACES]


def _is_read(page: Page) -> bool:
    return page.read_by == "ocr" and page.confidence >= LEAST_SURE


def _layer_or(read: Page, layer: Page, page: Page) -> Page:
    """Return what an OCR program left under the picture where OCR could not read that, if it makes sense; else what was read."""
    if layer.read_by == "none":
        return read
    notes = read.findings[len(page.findings) :]
    if all(note.code != "text-layer-doubt" for note in notes):
        notes = (*notes, finding("text-layer-doubt", page=page.number, found=judge(page).reason))
    return replace(layer, findings=(*layer.findings, *notes))


def _by_ocr(page: Page, judgement: Judgement, render: Render, *, cache: bool, engine: str | None) -> Page:
    """Read the page's image; without an engine, or when it fails, say so and keep what there is."""
    try:
        from vnplan_extract.pages.scanpage import read_scan  # noqa: PLC0415 - heavy, and only scans need it
    except ImportError as error:
        need_memory(error)
        return _without_engine(page, judgement)
    if size := too_large(page):
        return _unread(_noted(page, "page-too-large", size), judgement)
    reader = _reader(engine)
    if reader is None:
        return _without_engine(page, judgement)
    keep_text = judgement.kind == "signature_only"
    try:
        reading = partial(read_scan, page, render, reader, keep_text=keep_text)
        read = (
            remembered(page, render, reading, engine=_named(reader), keep_text=keep_text)
            if cache
            else reading()
        )
    except LimitError as error:
        return _unread(_noted(page, "page-too-large", f"{error.what} ({error.why})"), judgement)
    except (OSError, ValueError, RuntimeError, MemoryError, MissingPartError) as error:
        return _unread(_noted(page, "ocr-failed", f"{type(error).__name__}: {error}"), judgement)
    if read.read_by == "none" and not page.words:
        return replace(read, findings=(*read.findings, finding("page-blank", page=page.number)))
    if judgement.kind == "signature_only" and len(read.words) <= MORE * len(page.words) + FEW:
        return page  # the picture is a background: its text layer already said it all
    notes = [finding("page-scanned", page=page.number, found=f"{read.confidence:.2f}")]
    if read.at_first is not None:
        better = f"{read.confidence:.2f}"
        notes.append(finding("page-cleaned", page=page.number, found=f"{read.at_first:.2f}", better=better))
    if judgement.kind in DOUBTED:
        notes.insert(0, finding("text-layer-doubt", page=page.number, found=judgement.reason))
    notes += [
        finding("ocr-second-opinion", page=page.number, found=word.text, expected=word.alternative)
        for word in read.words
        if word.alternative and word.alternative != word.text
    ]
    notes += [finding("seal-unread", page=page.number) for _ in read.covered]
    if read.unread_cells:
        notes.append(finding("cells-unread", page=page.number, count=read.unread_cells))
    if read.left_out:
        notes.append(_left_out(read))
    return replace(read, findings=(*read.findings, *notes))


def _left_out(page: Page) -> Finding:
    """Say what OCR read and was not taken."""
    texts = [word.text for word in page.left_out]
    found = BETWEEN.join(texts[:MOST_TOLD]) + (f"{BETWEEN}…" if len(texts) > MOST_TOLD else "")
    return finding("words-left-out", page=page.number, found=found, count=len(texts))


def _noted(page: Page, code: str, found: str) -> Page:
    return replace(page, findings=(*page.findings, finding(code, page=page.number, found=found)))


def _reader(name: str | None) -> Engine | None:
    """Return the engine of a name, or the first that is installed, with a second opinion where that is installed."""
    first = engines.engine(name)
    second = engines.second_engine() if name is None and first is not None else None
    if first is None or second is None or second is first:
        return first
    return TwoEngines(first, second)


def _named(engine: Engine) -> str:
    """Name an engine for the cache."""
    if isinstance(engine, TwoEngines):
        return f"{_named(engine.first)}+{_named(engine.second)}"
    made = type(engine)
    return f"{made.__module__}.{made.__qualname__}"


def _without_engine(page: Page, judgement: Judgement) -> Page:
    if not judgement.needs_ocr:
        return page
    unread = _unread(page, judgement)
    return replace(unread, findings=(*unread.findings, finding("ocr-missing", page=page.number)))


def _unread(page: Page, judgement: Judgement) -> Page:
    """Return the page marked as not read, with the reason; words of a signature block stay, as they are true."""
    if judgement.kind in {"empty", "signature_only"}:
        note = finding("page-without-text", page=page.number)
    else:
        note = finding("text-layer-doubt", page=page.number, found=judgement.reason)
    return replace(page, read_by="none", confidence=0.0, findings=(*page.findings, note))
