"""PDFium functions bound to plain integers: called for every word and path, typed pointers cost more than the work."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Callable


def bind(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Return the PDFium function `name` taking and giving plain C values; handles are integer addresses.

    Only for functions that answer at once: the GIL stays held during the call, as letting go of it would cost more.

    Raises:
        ImportError: This build of PDFium has no such function.
    """
    function = getattr(raw, name, None)
    address = ctypes.cast(function, ctypes.c_void_p).value if function is not None else None
    if address is None:
        raise ImportError(f"this PDFium has no {name}")
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def address_of(handle: Any) -> int:
    """Return the integer address of a typed PDFium handle."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
