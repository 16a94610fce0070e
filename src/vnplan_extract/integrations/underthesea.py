"""Sentences of Vietnamese text by underthesea, with offsets into the text as given. Needs the extra `nlp`."""

from __future__ import annotations

from vnplan_extract.errors import MissingPartError

try:
    from underthesea import sent_tokenize
except ImportError as error:
    raise MissingPartError(
        "underthesea is not installed",
        why=str(error),
        remedy='Install it with: pip install "vnplan_extract[nlp]"',
    ) from error


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return where each sentence begins and ends; `text[start:end]` is the sentence, without the blanks around it.

    underthesea knows the abbreviations ("TP. Hồ Chí Minh" is one sentence) but may change blanks inside a sentence:
    its sentences are found again in the text letter by letter, blanks left out.
    """
    places = [at for at, letter in enumerate(text) if not letter.isspace()]
    spans: list[tuple[int, int]] = []
    done = 0
    for sentence in sent_tokenize(text):
        length = sum(not letter.isspace() for letter in sentence)
        if not length or done >= len(places):
            continue
        last = min(done + length, len(places)) - 1
        spans.append((places[done], places[last] + 1))
        done += length
    if done < len(places):
        spans.append((places[done], places[-1] + 1))
    return spans
