"""Options of an extraction: frozen, validated where they are made, with a digest that identifies a run."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from vnplan_extract.errors import OptionError

Ocr = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read a document.

    Attributes:
        password: Password of an encrypted file.
        ocr: When to read pages by OCR: "auto" where the text layer is missing or lies, "always", or "never".
        max_bytes: Refuse larger files.
        max_pages: Read no more pages than this; the rest is named in a finding.
        reader: PDF reader, "pdfium" or the slower "reference" (pdfplumber).
        ocr_engine: Name of the OCR engine: "tesseract", "trueocr", or that of an entry point `vnplan_extract.ocr`; by
            default the first that is installed, and where trueocr is too, with its opinion on doubtful numbers.
        cache: Keep what OCR reads of a page in the user's cache directory, and take it from there; bounded, and the
            folder is `VNPLAN_CACHE` where that is set.

    Raises:
        OptionError: A value makes no sense.
    """

    password: str | None = None
    ocr: Ocr = "auto"
    ocr_engine: str | None = None
    max_bytes: int = 1 << 30
    max_pages: int = 20_000
    reader: Literal["pdfium", "reference"] = "pdfium"
    cache: bool = True

    def __post_init__(self) -> None:
        if self.ocr not in get_args(Ocr):
            raise OptionError(f"ocr is {self.ocr!r}", remedy="Use one of: auto, always, never.")
        if self.reader not in ("pdfium", "reference"):
            raise OptionError(f"reader is {self.reader!r}", remedy="Use one of: pdfium, reference.")
        for name in ("max_bytes", "max_pages"):
            value: object = getattr(self, name)  # the annotation binds nobody who runs without a type checker
            if not isinstance(value, int) or value <= 0:
                raise OptionError(f"{name} is {value!r}", remedy="Use a whole number above 0.")

    def digest(self) -> str:
        """Return a short digest of everything that can change the result: not the password, not the cache."""
        values = {name: value for name, value in asdict(self).items() if name not in ("password", "cache")}
        return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:16]
