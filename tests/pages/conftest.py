"""Lets the tests of readers import the small helpers beside them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """LibreOffice's command; CI must have it."""
    command = shutil.which("soffice")
    if command is None:
        message = "LibreOffice is not installed: apt-get install libreoffice-writer-nogui"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return command
