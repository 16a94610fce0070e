"""OCR engines: an image in, words out. Ours are "tesseract" and "trueocr"; others come by entry points.

An engine of another make is an entry point of the group `vnplan_extract.ocr`, in a package of its own: its name is what
`--ocr-engine` takes, and its object, called without arguments, gives an `Engine`. It is used when it is asked for, or
when none of ours is installed.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Literal, Protocol

from vnplan_extract.errors import MissingPartError, OptionError

if TYPE_CHECKING:
    from PIL.Image import Image

    from vnplan_extract.document import Box, Word

GROUP = "vnplan_extract.ocr"
OURS = {
    "tesseract": "vnplan_extract.pages.ocr:Tesseract",
    "trueocr": "vnplan_extract.pages.trueocr:TrueOcr",
}
SECOND = "trueocr"  # whose opinion is asked where the first engine is not sure of a number

Layout = Literal["page", "block", "line"]


class Engine(Protocol):
    """Reads words in an image; boxes and sizes of the words are in its pixels, confidences 0 to 1."""

    def read(self, image: Image, *, dpi: int, layout: Layout = "page", area: Box | None = None) -> list[Word]:
        """Return the words of the image, or of one area of it, in reading order.

        Args:
            image: Grey or RGB, dark on light, upright.
            dpi: Its resolution.
            layout: What is in it: a whole page, a block of lines, or one line.
            area: Read only this part (left, top, right, bottom in pixels).
        """
        ...


def names() -> tuple[str, ...]:
    """Return the names of the engines, ours first; not all need be installed."""
    others = sorted(point.name for point in entry_points(group=GROUP) if point.name not in OURS)
    return (*OURS, *others)


def check(name: str) -> None:
    """See that an engine of this name can be used.

    Raises:
        OptionError: There is none of this name.
        MissingPartError: It is not installed.
    """
    engine(name)


@cache
def engine(name: str | None = None) -> Engine | None:
    """Return the engine of a name, or the first that is installed; None when there is none.

    Raises:
        OptionError: There is none of this name.
        MissingPartError: The one named is not installed.
    """
    if name is not None:
        return _made(name)
    for candidate in names():
        try:
            return _made(candidate)
        except MissingPartError:
            continue
    return None


@cache
def second_engine() -> Engine | None:
    """Return the engine that is asked for a second opinion; None where it is not installed."""
    try:
        return _made(SECOND)
    except MissingPartError:
        return None


@cache
def _made(name: str) -> Engine:
    if name in OURS:
        module, _, attribute = OURS[name].partition(":")
        ours: Engine = getattr(import_module(module), attribute)()
        return ours
    for point in entry_points(group=GROUP):
        if point.name == name:
            other: Engine = point.load()()
            return other
    raise OptionError(f"there is no OCR engine {name!r}", remedy=f"Use one of: {', '.join(names())}.")
