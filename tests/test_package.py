"""The package as a whole: light to import, its face small, its findings and commands documented."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import vnplan_extract
from vnplan_extract.errors import ExitCode, VnplanError
from vnplan_extract.findings import Severity, catalogue, finding

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
HEAVY = {"spacy", "underthesea", "cv2", "numpy", "pandas", "pdfplumber", "PIL", "pydantic", "pypdfium2"}


def test_import_is_light() -> None:
    code = "import sys, vnplan_extract; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not HEAVY & set(loaded)


OLDER = """
import importlib, pkgutil, re
import vnplan_extract
from vnplan_extract.lang import patterns
patterns.SOUND = (99,)
for found in pkgutil.walk_packages(vnplan_extract.__path__, "vnplan_extract."):
    try:
        module = found.name.endswith("__main__") or importlib.import_module(found.name)
    except ImportError:  # an extra that is not installed
        continue
    for name, value in vars(module).items() if module is not True else ():
        if isinstance(value, re.Pattern):
            tree = str(re._parser.parse(value.pattern, value.flags))
            print(found.name, name, "POSSESSIVE_REPEAT" in tree or "ATOMIC_GROUP" in tree)
from vnplan_extract.lang import find_mentions
print(*(mention.text for mention in find_mentions("Số: *125*/KH-UBND ngày 06 tháng 01 năm 2012")), sep="|")
"""


def test_on_older_pythons_no_pattern_of_re_goes_on_for_ever() -> None:
    """Possessive quantifiers of `re` do not work up to Python 3.11.4, that of Debian 12 (CPython issue 106052)."""
    done = subprocess.run([sys.executable, "-c", OLDER], capture_output=True, text=True, check=True)
    *patterns, mentions = done.stdout.splitlines()
    assert len(patterns) > 100
    assert [line for line in patterns if line.endswith("True")] == []
    assert mentions == "Số: *125*/KH-UBND ngày 06 tháng 01 năm 2012"


def test_public_names_are_few_and_there() -> None:
    assert len(vnplan_extract.__all__) <= 15
    for name in vnplan_extract.__all__:
        assert getattr(vnplan_extract, name) is not None
    with pytest.raises(AttributeError):
        vnplan_extract.khong_co  # noqa: B018


def test_findings_have_two_languages_and_a_page() -> None:
    page = (DOCS / "findings.md").read_text(encoding="utf-8")
    for code, entry in catalogue().items():
        assert Severity(entry["severity"])
        assert entry["en"]
        assert entry["vi"]
        assert f"## {code}\n" in page, f"docs/findings.md has no section for {code}"
        names = set(re.findall(r"{(\w+)}", entry["en"] + entry["vi"]))
        made = finding(code, **dict.fromkeys(names - {"page"}, "1"), page=1)
        assert "{" not in made.message + made.message_vi
    documented = re.findall(r"^## ([a-z0-9-]+)$", page, re.MULTILINE)
    assert set(documented) <= set(catalogue()), "docs/findings.md explains a finding that does not exist"


def _modules() -> list[str]:
    walked = pkgutil.walk_packages(vnplan_extract.__path__, "vnplan_extract.")
    return [info.name for info in walked if "integrations" not in info.name]


@pytest.mark.parametrize("name", _modules())
def test_public_names_have_docstrings(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__, name
    for key, value in vars(module).items():
        if key.startswith("_") or getattr(value, "__module__", None) != name:
            continue
        if isinstance(value, type) or inspect.isfunction(value):
            assert value.__doc__, f"{name}.{key}"


def test_exit_codes_are_documented() -> None:
    page = (DOCS / "errors.md").read_text(encoding="utf-8")
    for code in ExitCode:
        assert f"| {code.value} |" in page, code
    for error in VnplanError.__subclasses__():
        assert error.__name__ in page


def test_regeneration_of_golden_files_is_off(request) -> None:
    assert not request.config.getoption("force_regen"), (
        "golden files were regenerated: look at the diff, then run without it"
    )
