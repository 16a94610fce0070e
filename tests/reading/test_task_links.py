"""The same task told by its words; properties taken from a line; who acts in a sentence; all in linear time."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timing import assert_linear
from vnplan_extract import plan
from vnplan_extract.document import Passage
from vnplan_extract.lang.mentions import find_mentions
from vnplan_extract.reading.actors import find_actors
from vnplan_extract.reading.properties import split_properties
from vnplan_extract.reading.task_links import likeness, matches, words_of

PAIRS = [
    # first, second, the same?
    ("Mở 05 lớp dạy thêu cho thợ trẻ;", "Mở 05 lớp dạy thêu cho thợ trẻ ở vùng cao.", True),
    ("Hỗ trợ 20 DN nâng cao NSCL", "Hỗ trợ 20 doanh nghiệp nâng cao năng suất chất lượng", True),
    ("Hoá nghiệm vải nhuộm (theo TCVN)", "hóa nghiệm vải nhuộm", True),
    ("Mở lớp dạy thêu cho thợ trẻ", "Mua khung thêu cho thợ trẻ", False),
    ("Thợ trẻ dạy thêu lớp mở cho ai", "Mở lớp cho ai dạy thêu thợ trẻ", False),  # other order
    ("Đào tạo nghề", "Đào tạo nghề thêu, nhuộm, dệt cho thợ trẻ ở vùng cao biên giới", False),  # says too little
    ("Dạy thêu cho thợ trẻ", "Dạy thêu cho thợ trẻ, " + "mua khung, vải, chỉ, kim, kéo cho xưởng, " * 3, False),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "same"), PAIRS)
def test_likeness(first: str, second: str, same: bool) -> None:  # noqa: FBT001
    one, two = words_of(first), words_of(second)
    assert bool(likeness(one, two)) is same
    assert likeness(one, two) == likeness(two, one)


def test_counts_that_contradict() -> None:
    def counted(number: int):
        quantity = plan.Quantity(low=Decimal(number), high=Decimal(number), unit="class")
        return words_of(f"Mở {number:02} lớp dạy thêu cho thợ trẻ ở các xã", [quantity])

    assert likeness(counted(5), counted(5)) == pytest.approx(1)
    assert likeness(counted(5), counted(2)) == 0


@given(
    st.lists(
        st.sampled_from(["mở", "lớp", "dạy", "thêu", "cho", "thợ", "trẻ", "xã", "huyện"]),
        min_size=4,
        max_size=30,
    )
)
def test_a_text_is_like_itself(words: list[str]) -> None:
    text = words_of(" ".join(words))
    assert likeness(text, text) == pytest.approx(1)
    assert matches([text], [text]) == [(0, 0, 1.0)]


LINES = [
    # text, what is left, [(kind, value)]
    ("Mở lớp (Đơn vị chủ trì: Sở Y tế) ở xã.", ["Mở lớp", "ở xã."], [("lead", "Sở Y tế")]),
    ("Đơn vị chủ trì: Sở A; Đơn vị phối hợp: Sở B; Thời gian thực hiện: Quý II/2022.", [],
     [("lead", "Sở A"), ("partner", "Sở B"), ("when", "Quý II/2022.")]),
    ("- Thời gian dự kiến hoàn thành: tháng 5", [], [("when", "tháng 5")]),
    ("Thời hạn: 10/2027", [], [("deadline", "10/2027")]),
    ("Thiết lập cơ chế thông tin - phối hợp vận hành: giữ đầu mối", ["Thiết lập cơ chế thông tin - phối hợp vận hành: giữ đầu mối"], []),
    ("Nội dung 1: Dạy thêu", ["Nội dung 1: Dạy thêu"], []),
    ("Hạn chế tình trạng bỏ nghề: vận động thợ", ["Hạn chế tình trạng bỏ nghề: vận động thợ"], []),
    ("Giao Sở Y tế chủ trì, gồm các việc: khám mắt", ["Giao Sở Y tế chủ trì, gồm các việc: khám mắt"], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rest", "properties"), LINES)
def test_properties(text: str, rest: list[str], properties: list[tuple[str, str]]) -> None:
    left, found = split_properties(Passage(text))
    assert [piece.text for piece in left] == rest
    assert [(one.kind, one.value.text) for one in found] == properties


SENTENCES = [
    # text, leads, partners
    ("Sở Y tế chủ trì, phối hợp với Sở Tài chính và các đơn vị liên quan khám mắt", "Sở Y tế", "Sở Tài chính và các đơn vị liên quan"),
    ("Giao Sở Y tế khám mắt", "Sở Y tế", None),
    ("Sở Y tế, Sở Tài chính rà soát", "Sở Y tế, Sở Tài chính", None),
    ("Khám mắt (Sở Y tế chủ trì)", "Sở Y tế", None),
    ("Chủ trì, phối hợp với Sở Y tế khám mắt", None, "Sở Y tế"),
    ("Sở Y tế phối hợp chặt chẽ với Công an tỉnh", "Sở Y tế", "Công an tỉnh"),
    ("Sở Xây dựng phối hợp với Phòng Cảnh sát kinh tế (Công an tỉnh), Đài Tiếng nói Việt Nam (VOV) đưa tin", "Sở Xây dựng",
     "Phòng Cảnh sát kinh tế (Công an tỉnh), Đài Tiếng nói Việt Nam"),
    ("Khám mắt (Sở Y tế chủ trì), Công an tỉnh giữ trật tự", "Sở Y tế", None),
    ("Báo cáo Sở Y tế về kết quả", None, None),
    ("Khám mắt cho thợ thêu", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "leads", "partners"), SENTENCES)
def test_actors(text: str, leads: str | None, partners: str | None) -> None:
    mentions = [mention for mention in find_mentions(text) if mention.kind == "agency"]
    actors = find_actors(text, mentions)
    assert (text[slice(*actors.leads)] if actors.leads else None) == leads
    assert (text[slice(*actors.partners)] if actors.partners else None) == partners


HARD = {
    "labels": lambda count: split_properties(Passage("Đơn vị chủ trì: Sở Y tế; " * count)),
    "brackets": lambda count: split_properties(Passage("(Đơn vị chủ trì: " * count)),
    "no colon": lambda count: split_properties(Passage("đơn vị chủ trì Sở Y tế, " * count)),
    "like": lambda count: likeness(words_of("mở lớp " * count), words_of("mở lớp " * count)),
    "rows": lambda count: matches(*[[words_of(f"mở lớp dạy thêu số {row}") for row in range(count // 8)]] * 2),
}  # fmt: skip


@pytest.mark.parametrize("name", HARD)
def test_time_is_linear(name: str) -> None:
    assert_linear(HARD[name], 200, 1600)
