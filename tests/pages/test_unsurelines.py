"""Lines read once more alone: taken where they are surer, and never with another number. Needs the extra `ocr`."""

from __future__ import annotations

from dataclasses import replace

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("PIL")

from vnplan_extract.document import Word  # noqa: E402
from vnplan_extract.pages.unsurelines import read_again  # noqa: E402

PAGE = np.full((200, 900), 255, np.uint8)


def words(text: str, sure: dict[str, float] | None = None) -> list[Word]:
    """Return the words of a line, sure but for those given."""
    sure = sure or {}
    return [
        Word(
            part, 20 + 90 * at, 50, 100 + 90 * at, 80, size=12, read_by="ocr", confidence=sure.get(part, 0.95)
        )
        for at, part in enumerate(text.split())
    ]


class Says:
    """An engine that reads one thing, whatever it is shown; and counts."""

    def __init__(self, *said: Word) -> None:
        self.said, self.asked = list(said), 0

    def read(self, image, *, dpi, layout="page", area=None):
        assert layout == "line"
        self.asked += 1
        return self.said


@pytest.mark.parametrize(
    ("first", "sure", "second", "again", "taken"),
    [
        ("iữa chính quyền cơ sở", {"iữa": 0.4}, "giữa chính quyền cơ sở", {}, True),
        ("iữa chính quyền cơ sở", {"iữa": 0.4}, "giữa chính quyền cơ sở", {"giữa": 0.45}, False),
        ("nh dân học vụ số", {"nh": 0.2}, "(Bình dân học vụ số", {}, True),
        ("kê hoạch năm 2025 rá", {"rá": 0.3}, "kế hoạch năm 2026 rà", {}, False),  # another number
        ("iữa chính quyền cơ sở", {"iữa": 0.4}, "mưa gió bão bùng", {}, False),  # another line
        (
            "ngày ?3 tháng 4 năm",
            {"?3": 0.1},
            "ngày 23 tháng 4 năm",
            {},
            False,
        ),  # a pen's number: not even looked at
        ("của chính quyền cơ sở", {}, "của chính quyền cơ sở", {}, False),
    ],
)
def test_a_surer_reading_is_taken(first, sure, second, again, taken):
    line = words(first, sure)
    found = read_again(line, PAGE, Says(*words(second, again)), dpi=200)
    assert [word.text for word in found] == (second if taken else first).split()
    assert {(word.top, word.bottom) for word in found} == {(50, 80)}


def test_sure_lines_and_numbers_are_not_read_again():
    engine = Says()
    line = words("thực hiện ngày 1x tháng 4", {"1x": 0.2})
    assert read_again(line, PAGE, engine, dpi=200) == line
    assert read_again(words("của chính quyền cơ sở"), PAGE, engine, dpi=200)
    assert engine.asked == 0


def test_a_page_of_which_much_is_unsure_is_left_alone():
    engine = Says()
    lines = [
        Word(
            part,
            20 + 90 * at,
            30 * row,
            100 + 90 * at,
            30 * row + 20,
            read_by="ocr",
            confidence=0.3 if not at else 0.9,
        )
        for row in range(20)
        for at, part in enumerate(["một", "dòng", "chữ", "đọc"])
    ]
    assert read_again(lines, PAGE, engine, dpi=200) == lines
    assert engine.asked == 0


@pytest.mark.parametrize(
    ("first", "sure", "second", "again", "taken"),
    [
        ("TICH", {"TICH": 0.68}, "CHỦ TỊCH", {}, True),
        ("TICH", {"TICH": 0.68}, "CHỦ TỊCH", {"CHỦ": 0.5}, False),
        ("TICH", {"TICH": 0.68}, "CHỦ TXH", {}, False),
        ("TICH", {"TICH": 0.9}, "CHỦ TỊCH", {}, False),
        ("Số: :SEEINHARIEL", {":SEEINHARIEL": 0.0}, "Số: 562/KH-LNKL", {}, True),
        ("Số: :SEEINHARIEL", {":SEEINHARIEL": 0.0}, "Số: 5E2IKH", {}, False),
        (
            "Số: 562/KH-LNKL",
            {"562/KH-LNKL": 0.6},
            "Số: 567/KH-LNKL",
            {},
            False,
        ),  # it is a number as it stands
    ],
)
def test_an_office_or_a_number_is_read_again(first, sure, second, again, taken):
    body = [word for _ in range(4) for word in words("các cơ quan chuyên môn của xã")]
    body = [replace(word, top=word.top + 40, bottom=word.bottom + 40) for word in body]
    found = read_again([*words(first, sure), *body], PAGE, Says(*words(second, again)), dpi=200)
    assert [word.text for word in found][: -len(body)] == (second if taken else first).split()


def test_what_stands_beside_an_office_is_read_once():
    """Of "CHỦ TỊCH" one word was read as a line of its own: the print that goes on to the left is read with the other."""
    page = PAGE.copy()
    page[55:75, 20:100:2] = page[55:75, 110:190:2] = 0
    lost = replace(words("Ủ")[0], top=52, bottom=70)
    found = replace(words("TICH", {"TICH": 0.6})[0], x0=110, x1=190)
    body = [replace(word, top=90, bottom=120) for word in words("các cơ quan chuyên môn của xã")]
    said = words("CHỦ TỊCH")
    assert [word.text for word in read_again([lost, *body, found], page, Says(*said), dpi=200)] == [
        *(word.text for word in body),
        "CHỦ",
        "TỊCH",
    ]


class SaysRows:
    """An engine that reads rows of a block, one under another."""

    def __init__(self, *rows: list[Word]) -> None:
        self.rows, self.asked = rows, 0

    def read(self, image, *, dpi, layout="page", area=None):
        if layout != "block":
            return []
        self.asked += 1
        return [
            replace(word, top=20 + 30 * at, bottom=44 + 30 * at)
            for at, row in enumerate(self.rows)
            for word in row
        ]


LABEL, FIRST = words("Nơi nhận:"), words("- UBND thành phố Huế;")


@pytest.mark.parametrize(
    ("first", "sure", "high", "rows", "taken"),
    [
        ("Nơi si TH", {"si": 0.0, "TH": 0.2}, 60, (LABEL, FIRST), True),
        ("Nơi si TH", {"si": 0.0, "TH": 0.2}, 40, (LABEL, FIRST), False),  # as high as one line
        ("Nơi nhận gì", {}, 60, (LABEL, FIRST), False),  # surely read
        ("Nơi si TH", {"si": 0.0, "TH": 0.2}, 60, (LABEL,), False),  # one row
        ("Nơi si TH", {"si": 0.0, "TH": 0.2}, 60, (LABEL, words("- ƯƠI", {"ƯƠI": 0.3})), False),
        ("Xã 125 TH", {"TH": 0.2}, 60, (LABEL, FIRST), False),  # a number would be lost
    ],
)
def test_two_rows_that_were_read_as_one(first, sure, high, rows, taken):
    body = [
        replace(word, top=at, bottom=at + 30) for at in (100, 140) for word in words("các cơ quan của xã")
    ]
    line = [replace(word, bottom=50 + high) for word in words(first, sure)]
    found = read_again([*line, *body], PAGE, SaysRows(*rows), dpi=200)
    said = [word.text for row in rows for word in row] if taken else first.split()
    assert [word.text for word in found] == [*said, *(word.text for word in body)]


def test_two_tall_lines_beside_one_another_are_read_as_one_block_once():
    body = [
        replace(word, top=at, bottom=at + 30)
        for at in (120, 132, 144, 156)
        for word in words("các cơ quan của xã")
    ]
    left = [replace(word, bottom=110) for word in words("Nơi nhsi", {"nhsi": 0.0})]
    right = [
        replace(word, x0=word.x0 + 190, x1=word.x1 + 190, top=52, bottom=112, confidence=0.1)
        for word in words("TH nhận")
    ]
    engine = SaysRows(LABEL, FIRST)
    found = read_again([*left, *right, *body], PAGE, engine, dpi=200)
    assert [word.text for word in found[: len(LABEL) + len(FIRST)]] == [
        word.text for word in (*LABEL, *FIRST)
    ]
    assert engine.asked == 1
