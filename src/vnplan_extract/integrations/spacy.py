"""A spaCy pipeline component that finds the mentions of Vietnamese administrative text, and what goes with it.

    import spacy, vnplan_extract.integrations.spacy
    nlp = vnplan_extract.integrations.spacy.blank()          # or any pipeline of yours
    nlp.add_pipe("vnplan_mentions")
    doc = nlp("Đến năm 2025, hỗ trợ 05 DN")
    [(span.text, span.label_, span._.vnplan_value) for span in doc.spans["vnplan"]]

The text of the tokens is never changed. A mention's exact offsets are in `span._.vnplan`; the span itself is widened to
whole tokens where a tokenizer of another kind cuts elsewhere. Needs the extra `nlp`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import regex

from vnplan_extract.errors import MissingPartError
from vnplan_extract.lang.mentions import find_mentions, mention_json

try:
    import spacy
    from spacy import displacy
    from spacy.language import Language
    from spacy.tokens import Doc, DocBin, Span
    from spacy.util import filter_spans, registry
except ImportError as error:
    raise MissingPartError(
        "spaCy is not installed", why=str(error), remedy='Install it with: pip install "vnplan_extract[nlp]"'
    ) from error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from spacy.vocab import Vocab

    from vnplan_extract.lang.mentions import Json

SPANS_KEY = "vnplan"
COLOURS = {
    "number": "#e8e8e8",
    "ordinal": "#e8e8e8",
    "quantity": "#cfe8ff",
    "percent": "#cfe8ff",
    "money": "#c8f0c8",
    "date": "#ffe6b3",
    "period": "#ffe6b3",
    "deadline": "#ffd0a8",
    "frequency": "#fff2b3",
    "citation": "#e0d4f7",
    "agency": "#f7d4e6",
    "place": "#d4f1f0",
}
# A word, a number with its marks, one sign, or the blanks beyond the one space that spaCy keeps with its token.
_TOKEN = regex.compile(r"\d+(?:[.,]\d+)*|\p{L}\p{M}*(?:[\p{L}\p{M}])*|\S|\s+")


class VietnameseTokenizer:
    """Cuts text into syllables, numbers and signs; the tokens joined give the text back, blank for blank.

    Letters and digits are cut apart ("12SP" is "12", "SP"), so that every mention begins and ends at a token.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the document of a text."""
        words: list[str] = []
        spaces: list[bool] = []
        for match in _TOKEN.finditer(text):
            token = match[0]
            if token.isspace() and words and not spaces[-1] and token[0] == " ":
                spaces[-1] = True
                token = token[1:]
            if token:
                words.append(token)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        """There is nothing to keep; spaCy asks when it saves a pipeline."""
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> VietnameseTokenizer:
        """There is nothing to load."""
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        """There is nothing to keep."""

    def from_disk(self, _path: object, **_: object) -> VietnameseTokenizer:
        """There is nothing to load."""
        return self


class MentionComponent:
    """Puts the mentions of a document into `doc.spans`.

    Args:
        spans_key: The key in `doc.spans`.
        on: The document's date (ISO), for the ids of agencies and places; None for today's.
        ents: Also set `doc.ents`, where no entity stands yet.
    """

    def __init__(self, *, spans_key: str = SPANS_KEY, on: str | None = None, ents: bool = False) -> None:
        self.spans_key = spans_key
        self.on = dt.date.fromisoformat(on) if on else None
        self.ents = ents

    def __call__(self, doc: Doc) -> Doc:
        """Return the same document with its mentions."""
        records = [mention_json(mention) for mention in find_mentions(doc.text, on=self.on)]
        return set_mentions(doc, records, spans_key=self.spans_key, ents=self.ents)


def create(nlp: Language, name: str, spans_key: str, on: str | None, ents: bool) -> MentionComponent:  # noqa: FBT001 - spaCy passes the configuration so
    """Make the component for a pipeline; spaCy calls it for `nlp.add_pipe("vnplan_mentions")`."""
    del nlp, name
    return MentionComponent(spans_key=spans_key, on=on, ents=ents)


Language.factory(
    "vnplan_mentions",
    default_config={"spans_key": SPANS_KEY, "on": None, "ents": False},
    assigns=["doc.spans"],
    func=create,
)


def create_tokenizer() -> Callable[[Language], VietnameseTokenizer]:
    """Make the tokenizer that a pipeline's configuration names "vnplan_syllables"."""
    return lambda nlp: VietnameseTokenizer(nlp.vocab)


registry.tokenizers("vnplan_syllables", func=create_tokenizer)
if not Span.has_extension("vnplan"):
    Span.set_extension("vnplan", default=None)
    Span.set_extension("vnplan_value", getter=lambda span: (span._.vnplan or {}).get("value"))


def blank() -> Language:
    """Return an empty pipeline for Vietnamese whose tokens never change the text and fit the mentions."""
    return spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "vnplan_syllables"}}})


def set_mentions(
    doc: Doc, mentions: Iterable[Mapping[str, Json]], *, spans_key: str = SPANS_KEY, ents: bool = False
) -> Doc:
    """Put mentions, as `vnplan mentions` writes them, into `doc.spans`.

    Args:
        doc: The document; its text is the one that the offsets of the mentions are into.
        mentions: JSON objects with at least `kind`, `start` and `end`.
        spans_key: The key in `doc.spans`.
        ents: Also set `doc.ents`, where no entity stands yet.

    Raises:
        ValueError: A mention lies outside the text.
    """
    spans = []
    for mention in mentions:
        start, end = _place(mention)
        span = doc.char_span(start, end, label=str(mention["kind"]), alignment_mode="expand")
        if span is None:
            raise ValueError(f"mention {start}:{end} lies outside a text of {len(doc.text)} characters")
        span._.vnplan = dict(mention)
        spans.append(span)
    doc.spans[spans_key] = spans
    if ents:
        doc.ents = filter_spans([*doc.ents, *spans])
    return doc


def _place(mention: Mapping[str, Json]) -> tuple[int, int]:
    start, end = mention["start"], mention["end"]
    if not isinstance(start, int) or not isinstance(end, int):
        raise TypeError(f"'start' and 'end' of a mention are whole numbers, not {start!r} and {end!r}")
    return start, end


def render(text: str | Doc, *, on: dt.date | None = None, page: bool = False) -> str:
    """Return HTML (displaCy) that shows a text with its mentions marked, each with its kind.

    Args:
        text: The text, or a document that has been through the component.
        on: The document's date, for a text.
        page: A whole HTML page instead of a fragment.
    """
    plain = text if isinstance(text, str) else text.text
    marks = [
        {"start": mention.start, "end": mention.end, "label": mention.kind}
        for mention in find_mentions(plain, on=on)
    ]
    if not isinstance(text, str) and SPANS_KEY in text.spans:
        records = [span._.vnplan for span in text.spans[SPANS_KEY]]
        marks = [{"start": one["start"], "end": one["end"], "label": one["kind"]} for one in records]
    html: str = displacy.render(
        {"text": plain, "ents": marks},
        style="ent",
        manual=True,
        page=page,
        jupyter=False,
        options={"colors": {kind.upper(): colour for kind, colour in COLOURS.items()} | COLOURS},
    )
    return html


def to_docbin(lines: Iterable[Mapping[str, Json]], *, nlp: Language | None = None) -> DocBin:
    """Turn reviewed lines of `vnplan mentions` (gold) into a DocBin for `spacy train`.

    Each line gives one document, its mentions as entities and as spans under "vnplan", their values kept.

    Args:
        lines: JSON objects with `text` and `mentions`.
        nlp: The pipeline whose tokenizer cuts the text; `blank()` when not given.
    """
    pipeline = nlp or blank()
    docs = [
        set_mentions(pipeline.make_doc(str(line["text"])), _mentions_of(line), ents=True) for line in lines
    ]
    return DocBin(docs=docs, store_user_data=True)


def _mentions_of(line: Mapping[str, Json]) -> Sequence[Mapping[str, Json]]:
    mentions = line["mentions"]
    if not isinstance(mentions, list):
        raise TypeError(f"'mentions' is a {type(mentions).__name__}, not a list")
    return [mention for mention in mentions if isinstance(mention, dict)]
