"""Patterns with possessive quantifiers, compiled by a module that keeps to them.

`re` scans faster than `regex` and has them from Python 3.11 on; but up to 3.11.4, which is Debian 12's, it goes wrong or
on for ever where a group is quantified so (CPython issues 101955 and 106052).
"""

from __future__ import annotations

import re
import sys
from typing import cast

import regex

SOUND = (3, 11, 5)


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that may have possessive quantifiers and atomic groups."""
    if sys.version_info >= SOUND:
        return re.compile(pattern, flags)
    return cast("re.Pattern[str]", regex.compile(pattern, flags))
