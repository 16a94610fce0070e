"""Agencies and places: tables of cases, the seeds labelled by hand, and properties."""

from __future__ import annotations

import collections
import datetime as dt
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timing import assert_linear
from vnplan_extract.lang.agencies import (
    find_agencies,
    find_places,
    parse_agency,
    province_of,
    split_agencies,
    successors,
    valid_on,
)
from vnplan_extract.lang.gazetteer import areas, bodies, body_names
from vnplan_extract.lang.normalize import normalize
from vnplan_extract.lang.trie import fold, longest

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith(("#", "seed\t"))]


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def names(expected: str) -> list[str]:
    return [] if expected == "none" else expected.split(" | ")


AGENCIES = rows("agencies.tsv")


@pytest.mark.parametrize(("text", "expected"), AGENCIES)
def test_finds(text, expected):
    found = find_agencies(text)
    assert [mention.value.name for mention in found] == names(expected)
    assert all(text[mention.start : mention.end] == mention.text for mention in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize(
    ("text", "on", "province", "identifier", "current", "level", "flags"), rows("agency_ids.tsv")
)
def test_ids(text, on, province, identifier, current, level, flags):
    mention = parse_agency(text, on=day(on), province=province or None)
    assert mention is not None
    value = mention.value
    assert (value.id or "-", value.current_id or "-", value.level) == (identifier, current, level)
    assert ",".join(mention.flags) == flags


@pytest.mark.parametrize(("cell", "expected"), rows("agency_cells.tsv"))
def test_splits(cell, expected):
    cell = cell.replace("\\n", "\n")
    entries = split_agencies(cell)
    assert [entry.value.name for entry in entries] == names(expected)
    assert all(cell[entry.start : entry.end] == entry.text for entry in entries)


@pytest.mark.parametrize(("text", "on", "expected"), rows("places.tsv"))
def test_places(text, on, expected):
    found = find_places(text, on=day(on))
    assert [f"{one.text}={one.value.name}={one.value.id or '-'}" for one in found] == names(expected)


def test_the_province_of_an_issuer_or_a_place_line():
    on = dt.date(2021, 4, 15)
    assert province_of("ỦY BAN NHÂN DÂN TỈNH HÀ GIANG", on=on).id == "VN-ha-giang"
    assert province_of("Hà Giang, ngày 15 tháng 4 năm 2021", on=on).name == "Hà Giang"
    assert province_of("UBND THÀNH PHỐ HÀ NỘI", on=on).id == "VN-ha-noi"
    assert province_of("SỞ KHOA HỌC VÀ CÔNG NGHỆ", on=on) is None


def test_the_seeds_as_labelled_by_hand(shared):
    wanted, got = collections.Counter(), collections.Counter()
    for seed, line, _, name in rows("seed_agencies.tsv"):
        wanted[seed, int(line), name] += 1
    for path in sorted((shared / "seeds").glob("0*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            for cell in line.split("\t"):
                for mention in find_agencies(normalize(cell).text):
                    got[path.name[:3], number, mention.value.name] += 1
    right = sum((wanted & got).values())
    assert right / sum(wanted.values()) >= 0.98
    assert right / sum(got.values()) >= 0.98


def test_the_seeds_read_whole_give_the_same_names(shared):
    """Lines and paragraphs run together in a normalised text: a name still ends where its line did."""
    wanted, got = collections.Counter(), collections.Counter()
    for seed, _, _, name in rows("seed_agencies.tsv"):
        wanted[seed, name] += 1
    for path in sorted((shared / "seeds").glob("0*.txt")):
        for mention in find_agencies(normalize(path.read_text(encoding="utf-8")).text):
            got[path.name[:3], mention.value.name] += 1
    assert sum((wanted & got).values()) / max(wanted.total(), got.total()) >= 0.98


# ------------------------------------------------------------------------------------------------ data


@pytest.mark.parametrize(
    ("on", "count", "cities"),
    [
        ("2003-06-01", 61, 4),
        ("2006-01-01", 64, 5),
        ("2021-01-01", 63, 5),
        ("2025-03-01", 63, 6),
        ("2025-07-01", 34, 6),
        ("2026-04-30", 34, 7),
    ],
)
def test_provinces_on_a_day(on, count, cities):
    then = [area for area in areas().values() if area.valid(dt.date.fromisoformat(on))]
    assert (len(then), sum(area.kind == "thành phố" for area in then)) == (count, cities)
    assert len({area.code for area in then}) == len(then)


def test_successors_are_in_the_tables_and_take_over_on_the_day():
    for area in areas().values():
        for following in area.successors:
            assert areas()[following].valid_from == area.valid_to
    for (scope, _), body in bodies().items():
        assert all((scope, following) in bodies() for following in body.successors)
        assert body.source


def test_every_province_of_before_leads_to_one_of_today():
    before, today = dt.date(2025, 6, 30), dt.date(2026, 11, 1)
    ends = set()
    for area in areas().values():
        if area.valid(before):
            last = area.id
            while successors(last):
                (last,) = successors(last)
            assert valid_on(last, today)
            ends.add(last)
    assert len(ends) == 34


def test_every_name_of_the_table_is_nfc_and_in_our_tone_style():
    for body in bodies().values():
        assert normalize(body.name).text == body.name
    for area in areas().values():
        for name in (area.name, *area.aliases):
            assert normalize(name).text == name


def test_validity():
    assert valid_on("VN-lao-cai/so-tai-chinh", dt.date(2021, 1, 1))
    assert not valid_on("VN-lao-cai/so-tai-chinh", dt.date(2025, 7, 1))
    assert not valid_on("province/so-ke-hoach-dau-tu", dt.date(2025, 3, 1))
    assert not valid_on("district/uy-ban-nhan-dan", dt.date(2025, 7, 1))
    assert successors("VN-yen-bai/so-ke-hoach-dau-tu") == ("VN-lao-cai@2025-07-01/so-tai-chinh",)
    with pytest.raises(KeyError):
        valid_on("VN-lao-cai/so-khong-co", dt.date(2021, 1, 1))


# ------------------------------------------------------------------------------------------------ properties


@pytest.mark.parametrize("body", bodies().values(), ids=lambda body: body.id)
def test_a_name_of_the_table_reads_as_itself_and_in_capitals(body):
    found = longest(body_names(), fold(body.name), 0)
    assert found is not None
    assert found.entry.name == body.name
    if body.bare:
        for text in (body.name, body.name.upper()):
            mention = parse_agency(text)
            assert mention is not None, text
            assert mention.value.name == body.name


@pytest.mark.parametrize(("text", "expected"), AGENCIES)
def test_normal_form_and_tone_placement_change_nothing(text, expected):
    old = text.replace("ủy", "uỷ").replace("Ủy", "Uỷ").replace("hóa", "hoá").replace("Hóa", "Hoá")
    for variant in (unicodedata.normalize("NFD", text), old):
        found = find_agencies(normalize(variant).text)
        assert [mention.value.name for mention in found] == names(expected)


WORDS = [*sorted({word for text, _ in AGENCIES for word in text.split()}), *"\n-;,:()", "2021"]


def test_departments_of_a_ministry_listed_after_a_colon():
    found = find_agencies("Các Cục: Chăn nuôi và Thú y, Môi trường; các cục thuế; Các Vụ: Pháp chế")
    assert [one.value.name for one in found] == ["Cục Chăn nuôi và Thú y", "Cục Môi trường", "Vụ Pháp chế"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_mentions_lie_in_order_on_the_text(words):
    text = " ".join(words)
    for found in (find_agencies(text), split_agencies(text), find_places(text)):
        assert all(text[mention.start : mention.end] == mention.text for mention in found)
        assert all(one.end <= two.start for one, two in pairwise(found))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text):
    find_agencies(text)
    split_agencies(text)
    find_places(text)


@pytest.mark.parametrize(
    "unit",
    [
        "Sở ",
        "các sở, ",
        "Sở Khoa học và ",
        "UBND các huyện, ",
        "Các Sở: ",
        "Hội ",
        "Trung tâm A và ",
        "Hà ",
        "-",
        "(",
        "\n- ",
    ],
)
def test_time_is_linear(unit):
    def run(count: int) -> None:
        find_agencies(unit * count)
        find_places(unit * count, taken=())

    assert_linear(run, 2_000, 16_000)


@pytest.mark.parametrize(
    "unit",
    [
        "doanh nghiệp, ",
        "các tổ chức, ",
        "- huyện\n",
        "công chức Văn hóa - Xã hội ",
        "(a) - ",
        "Sở Y tế (Tổ A - B); ",
    ],
)
def test_cells_are_linear_too(unit):
    assert_linear(lambda count: split_agencies(unit * count), 500, 5_000)


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        ("các tỉnh, thành phố", "province"),
        ("tỉnh Điện Biên", "province"),
        ("các huyện, thị xã", "district"),
        ("các xã, phường, đặc khu", "commune"),
        ("xã Tân Lập", "commune"),
        ("xã hội hóa", "other"),
        ("tỉnh đoàn", "other"),
    ],
)
def test_places_that_act_have_their_level(cell, level):
    assert [mention.value.level for mention in split_agencies(cell)] == [level]
