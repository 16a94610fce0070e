"""The spaCy component; skipped, saying so, without the extra `nlp`."""

from __future__ import annotations

import unicodedata
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnplan_extract.lang.mentions import find_mentions, mentions_json

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    spacy = pytest.importorskip("spacy", reason="the extra 'nlp' (spaCy) is not installed")
    from vnplan_extract.integrations import spacy as ours

TEXT = "Đến năm 2025, hỗ trợ (05DN) với **1,2** tỷ đồng; Sở Tài chính trình trước ngày 15/12 hằng năm."


@pytest.fixture(scope="module")
def nlp():
    pipeline = ours.blank()
    pipeline.add_pipe("vnplan_mentions")
    return pipeline


def test_mentions_are_spans_with_their_values(nlp) -> None:
    doc = nlp(TEXT)
    first = doc.spans["vnplan"][0]
    assert (first.label_, first._.vnplan_value) == ("deadline", "../2025")
    assert [span.label_ for span in doc.spans["vnplan"]] == [
        "deadline",
        "quantity",
        "money",
        "agency",
        "deadline",
    ]


def test_spans_are_the_mentions_exactly(nlp) -> None:
    doc = nlp(TEXT)
    exact = [(m.start, m.end) for m in find_mentions(TEXT)]
    assert [(span.start_char, span.end_char) for span in doc.spans["vnplan"]] == exact
    assert [(span._.vnplan["start"], span._.vnplan["end"]) for span in doc.spans["vnplan"]] == exact


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a  b",
        "\ta\n\n b ",
        "12SP 5DN",
        "ngày……tháng",
        "a\u0301b",
        "\x00",
        "🙂 ",
        unicodedata.normalize("NFD", TEXT),
        TEXT * 3,
    ],
)
def test_tokens_give_the_text_back(nlp, text: str) -> None:
    assert nlp(text).text == text
    assert "".join(token.text_with_ws for token in nlp.make_doc(text)) == text


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_tokens_give_any_text_back(text: str) -> None:
    assert ours.VietnameseTokenizer(VOCAB)(text).text == text


VOCAB = spacy.blank("xx").vocab


def test_another_tokenizer_keeps_the_text_and_the_exact_offsets() -> None:
    other = spacy.blank("xx")
    other.add_pipe("vnplan_mentions", config={"on": "2021-04-15", "ents": True})
    doc = other(TEXT)
    assert doc.text == TEXT
    for span in doc.spans["vnplan"]:
        assert span.start_char <= span._.vnplan["start"] < span._.vnplan["end"] <= span.end_char
    assert doc.ents


def test_displacy_marks_each_mention(nlp) -> None:
    fragment = ours.render(nlp(TEXT))
    assert fragment.count("<mark") == len(find_mentions(TEXT))
    assert "deadline" in fragment
    assert ours.render(TEXT, page=True).lower().startswith("<!doctype html>")


def test_gold_lines_become_a_docbin_and_come_back(tmp_path) -> None:
    lines = [mentions_json(1, TEXT), mentions_json(2, "Năm 2026"), mentions_json(3, "")]
    path = tmp_path / "gold.spacy"
    ours.to_docbin(lines).to_disk(path)
    docs = list(spacy.tokens.DocBin(store_user_data=True).from_disk(path).get_docs(ours.blank().vocab))
    assert [doc.text for doc in docs] == [TEXT, "Năm 2026", ""]
    assert [(ent.label_, ent.text) for ent in docs[1].ents] == [("date", "Năm 2026")]
    assert docs[0].spans["vnplan"][0]._.vnplan_value == "../2025"


def test_a_mention_outside_the_text_is_an_error(nlp) -> None:
    with pytest.raises(ValueError, match="outside"):
        ours.set_mentions(nlp.make_doc("ngắn"), [{"kind": "date", "start": 90, "end": 99}])


def test_a_pipeline_with_the_component_is_saved_and_loaded(nlp, tmp_path) -> None:
    for number, pipeline in enumerate([nlp, spacy.blank("xx")]):
        if not number:
            assert isinstance(nlp.tokenizer, ours.VietnameseTokenizer)
        else:
            pipeline.add_pipe("vnplan_mentions")
        pipeline.to_disk(tmp_path / str(number))
        doc = spacy.load(tmp_path / str(number))("Năm 2026")
        assert doc.spans["vnplan"][0].label_ == "date"
