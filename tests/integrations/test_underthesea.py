"""Sentences with exact offsets; skipped, saying so, without the extra `nlp`."""

from __future__ import annotations

import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("underthesea", reason="the extra 'nlp' (underthesea) is not installed")
    from vnplan_extract.integrations.underthesea import sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("Sở Tài chính bố trí vốn.", ["Sở Tài chính bố trí vốn."]),
        (
            "TP. Hồ Chí Minh có  24 quận. Sở KH&CN chủ trì.",
            ["TP. Hồ Chí Minh có  24 quận.", "Sở KH&CN chủ trì."],
        ),
        ("  Một câu.\n\nHai câu.  ", ["Một câu.", "Hai câu."]),
    ],
)
def test_sentences_with_their_places(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences
