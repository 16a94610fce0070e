"""A library that is there and finds no memory is not told as missing."""

from __future__ import annotations

import pytest

from vnplan_extract.errors import LimitError
from vnplan_extract.pages.loading import need_memory


def test_what_is_missing_is_missing() -> None:
    assert need_memory(ImportError("No module named 'tesserocr'")) is None  # and raises nothing


@pytest.mark.parametrize(
    "said",
    [
        "libtesseract.so.5: failed to map segment from shared object",
        "libopenblas.so: cannot allocate memory in static TLS block",
    ],
)
def test_no_memory_is_no_missing_part(said: str) -> None:
    with pytest.raises(LimitError, match="--memory"):
        need_memory(ImportError(said))
