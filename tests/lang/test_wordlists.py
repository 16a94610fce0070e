"""The lists of words in the data: each has a source and a reader, and no word twice or misspelt by its bytes."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path

import pytest

import vnplan_extract
from vnplan_extract.lang.wordlists import either, words

PACKAGE = Path(vnplan_extract.__file__).parent
USE = re.compile(r"""\b(?:words|either)\(\s*["'](\w+)["'],\s*["'](\w+)["']\s*\)""")
CODES = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
USED = sorted(
    {
        use
        for code in CODES
        if re.search(r"lang(?:\.wordlists import| import .*\bwordlists\b)", code)
        for use in USE.findall(code)
    }
)
THERE = sorted(
    (file, name)
    for file in {file for file, _ in USED}
    for name in tomllib.loads((PACKAGE / "data" / f"{file}.toml").read_text(encoding="utf-8"))
)


def test_every_list_is_read_and_every_list_that_is_read_is_there() -> None:
    assert THERE == USED


@pytest.mark.parametrize(("file", "name"), THERE)
def test_a_list_has_a_source_and_no_word_twice(file: str, name: str) -> None:
    table = tomllib.loads((PACKAGE / "data" / f"{file}.toml").read_text(encoding="utf-8"))[name]
    assert table["source"]
    assert sorted(set(words(file, name))) == sorted(words(file, name))
    for word in words(file, name):
        assert word == unicodedata.normalize("NFC", word).strip() != ""
        assert re.fullmatch(either(file, name), word), f"{word} is hidden by a word before it"
