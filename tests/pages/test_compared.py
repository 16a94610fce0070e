"""Two engines on one hard page: what is taken of the second, and what never is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from timing import assert_linear
from vnplan_extract.document import Word
from vnplan_extract.pages.compared import compared

WIDE, HIGH = 20.0, 30.0


def line(*said: tuple[str, float]) -> list[Word]:
    """Words side by side, with how sure the engine is of them; equally many in two lines stand in the same places."""
    return [
        Word(text, 300.0 * at, 100, 300.0 * at + 200, 100 + HIGH, size=20, read_by="ocr", confidence=sure)
        for at, (text, sure) in enumerate(said)
    ]


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ([("của", 0.95), ("Ngưêm", 0.5)], "của Nguồn", "Nguồn"),
        ([("3l.2O", 0.5)], "31.20", "31.20"),
        ([("QHND", 0.7), ("xã", 0.95)], "UBND xã", "UBND"),
        ([("phút", 0.9), ("triển", 0.95)], "phát triển", "phát"),
        ([("phút", 0.96), ("triển", 0.95)], "phát triển", "phút"),  # sure of itself
        ([("xây", 0.8)], "xấy", "xây"),  # marks alone
        ([("18.450", 0.6)], "18.480", "18.450"),  # two numbers
        ([("Hoàng", 0.8)], "hoảng,", "Hoàng"),
        ([("đồng", 0.4)], "đ0ng", "đồng"),
        ([("-CT,", 0.4)], "1,840", "-CT,"),  # no figure where the first read none
    ],
)
def test_a_word_of_the_second_engine(first, second, taken):
    words = line(*first)
    others = line(*((text, 0.95) for text in second.split()))
    texts = [word.text for word in compared(words, others)]
    assert taken in texts
    changed = [word for word in compared(words, others) if word.text not in dict(first)]
    assert all(word.read_as in dict(first) and word.confidence <= 0.7 for word in changed)


def test_of_two_numbers_the_second_stands_beside_the_first():
    (word,) = compared(line(("18.450", 0.6)), line(("18.480", 0.95)))
    assert (word.text, word.alternative) == ("18.450", "18.480")


def test_what_both_read_is_surer_than_what_one_reads():
    (word,) = compared(line(("22", 0.6)), line(("22", 0.95)))
    assert word.confidence >= 0.85
    glued = line(("Số:87/QĐ-UBND", 0.95))
    (label, number) = compared(
        [
            Word("Số:", 0, 100, 50, 130, read_by="ocr", confidence=0.9),
            Word("87/QĐ-UBND", 60, 100, 200, 130, read_by="ocr", confidence=0.5),
        ],
        glued,
    )
    assert (label.text, number.confidence >= 0.85) == ("Số:", True)


@pytest.mark.parametrize("others", [[], line(("đâu", 0.95), ("đó", 0.3))])
def test_words_elsewhere_or_unsure_change_nothing(others):
    words = [
        Word(text, 40.0 * at, 500, 40.0 * at + 30, 530, read_by="ocr", confidence=0.4)
        for at, text in enumerate(["một", "hat"])
    ]
    assert compared(words, others) == words


def test_time_grows_with_the_page():
    def run(size: int) -> object:
        words = [
            Word(
                "hat",
                60.0 * (at % 10),
                40.0 * (at // 10),
                60.0 * (at % 10) + 50,
                40.0 * (at // 10) + 30,
                confidence=0.4,
            )
            for at in range(size)
        ]
        return compared(words, [replace(word, text="hạt", confidence=0.95) for word in words])

    assert_linear(run, 300, 6_000)
