"""Whether a part is missing, or is there and there was no memory to load it."""

from __future__ import annotations

from vnplan_extract.errors import LimitError

NO_MEMORY = ("annot allocate memory", "failed to map segment", "Memory allocation")
"""What a loader says; source: glibc's elf/dl-load.c and strerror(ENOMEM)."""


def need_memory(error: ImportError) -> None:
    """Pass on as what it is that a library could not be loaded for want of memory: nothing is to be installed.

    Raises:
        LimitError: So it was.
    """
    if any(words in str(error) for words in NO_MEMORY):
        raise LimitError(
            "there is not enough memory to load the OCR engine",
            why=str(error).strip().splitlines()[-1],
            remedy="Allow more (--memory), or read without it (--ocr never).",
        ) from error
