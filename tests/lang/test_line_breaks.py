"""Line breaks: which ones part what stands on both sides, and what is read over the others."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnplan_extract.lang import find_mentions
from vnplan_extract.lang.line_breaks import part_lines

CASES = [
    # text, the mentions
    ("Như đã nêu ở trên\n2.1. Triển khai tại 5 xã", ["5 xã"]),
    ("Kết quả thực hiện\n4\tTổ chức hội nghị\t2025", []),
    ("1) Sở Y tế\n2) Sở Tài chính\n3) Công an tỉnh", ["Sở Y tế", "Sở Tài chính", "Công an tỉnh"]),
    ("tổ chức\n4 lớp tập huấn", ["4 lớp"]),
    ("kinh phí năm\n2025. Các sở, ngành", ["năm\n2025", "Các sở, ngành"]),
    ("có tổng số\n12.500 hộ", ["12.500 hộ"]),
    ("TM. ỦY BAN NHÂN DÂN TỈNH\nCHỦ TỊCH\nNguyễn Văn An", ["ỦY BAN NHÂN DÂN TỈNH"]),
    ("TM. UBND XÃ\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nLê Thị Bình", ["UBND XÃ"]),
    ("TM. ỦY BAN NHÂN DÂN XÃ\nChủ tịch\nNguyễn Văn An", ["ỦY BAN NHÂN DÂN XÃ"]),
    ("**CÔNG AN PHƯỜNG  \nTRƯỞNG CÔNG AN**\n\n**Lê Văn Bình**", ["CÔNG AN PHƯỜNG"]),
    ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI", ["ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI"]),
    ("SỞ NÔNG NGHIỆP\nVÀ MÔI TRƯỜNG", ["SỞ NÔNG NGHIỆP\nVÀ MÔI TRƯỜNG"]),
    ("theo Quyết định số\n12/QĐ-UBND ngày\n15/4/2021", ["Quyết định số\n12/QĐ-UBND ngày\n15/4/2021"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_read_over_a_break(text: str, expected: list[str]) -> None:
    assert [mention.text for mention in find_mentions(text)] == expected


@pytest.mark.parametrize("text", [text for text, _ in CASES])
def test_the_normal_form_parts_nothing_else(text: str) -> None:
    other = unicodedata.normalize("NFD", text)
    assert unicodedata.normalize("NFC", part_lines(other)) == part_lines(text)


@given(
    st.lists(
        st.sampled_from(["\n", "\t", " ", "1.", "2.1.", "KT.", "CHỦ TỊCH", "An", "a", "**"]), max_size=12
    )
)
def test_only_breaks_change(parts: list[str]) -> None:
    text = "".join(parts)
    assert part_lines(text).replace("\t", "\n") == text.replace("\t", "\n")
