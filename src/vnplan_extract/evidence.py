"""Evidence: where a value was printed, and the base of every record that carries it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points, origin top left."""

ReadBy = Literal["text", "ocr", "form"]


class Evidence(BaseModel):
    """One place where a value was printed: `page_text[start:end] == text`.

    `as_read` keeps what OCR read where words of `text` were mended since.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: Annotated[int, Field(ge=1, description="Page, from 1")]
    box: Annotated[
        Box | None,
        Field(description="x0, top, x1, bottom in points from the top left; null for flowing text"),
    ] = None
    start: Annotated[int, Field(ge=0, description="Offset of the first character in the page's text")]
    end: Annotated[int, Field(ge=0, description="Offset after the last character")]
    text: Annotated[str, Field(description="The text as printed")]
    read_by: Annotated[ReadBy, Field(description="text layer, OCR, or a form or signature field")] = "text"
    confidence: Annotated[float, Field(ge=0, le=1, description="How sure the reading is")] = 1.0
    as_read: Annotated[
        str | None,
        Field(description="What OCR read here, where words of it were mended since; null: `text` is as read"),
    ] = None


class Record(BaseModel):
    """A record of the Plan: frozen values, and for each field the places it was read from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence: Annotated[
        dict[str, tuple[Evidence, ...]], Field(description="Field name -> places it was read from")
    ] = {}

    def without_evidence(self) -> Self:
        """Return the same record with no evidence anywhere in it: the form of the gold files."""
        return type(self).model_validate(_strip(self.model_dump()))


def _strip(value: object) -> object:
    if isinstance(value, dict):
        return {key: _strip(item) for key, item in value.items() if key != "evidence"}
    if isinstance(value, list | tuple):
        return [_strip(item) for item in value]
    return value
