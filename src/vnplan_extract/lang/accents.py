"""Vietnamese without its accents: "đào tạo" becomes "dao tao", for searching and for file names."""

from __future__ import annotations

import unicodedata

_STROKES = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})


def fold_accents(text: str) -> str:
    """Return the text without tone marks, vowel marks and the stroke of đ; case is kept.

    Unicode does not decompose đ, so no database folds it by itself.

    >>> fold_accents("Đào tạo nghề cho 1.000 người")
    'Dao tao nghe cho 1.000 nguoi'
    """
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_STROKES)
