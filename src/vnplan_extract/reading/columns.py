"""What the columns and rows of a table are: roles by their heads, group rows and totals, the unit of its numbers.

Heads are looked up in `data/columns.toml`; a head that is not listed stays "unknown" with its text kept.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypedDict, cast

from vnplan_extract.lang.quantities import as_header
from vnplan_extract.lang.tones import strip_accents
from vnplan_extract.reading.marks import is_mark
from vnplan_extract.reading.yearly import year_of_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vnplan_extract.document import Cell, Table

Fund = Literal["state_budget", "enterprise", "other"]

YEAR = re.compile(
    r"(?:(?:nam|ke hoach|kh|thuc hien|th|uoc|du kien|den|muc tieu|phan dau|chi tieu)\s+){0,3}((?:19|20)\d\d)\W*\Z"
)
IN_HEAD = re.compile(
    r"[(\[]\s*(?:đơn vị tính|đơn vị|đvt|đv tính|đv)?\s*:?\s*([^()\[\]]{1,30}?)\s*[)\]]\s*\Z", re.IGNORECASE
)
FOOTNOTE = re.compile(r"\s*(?:[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\(?\*+\)?|(?<=[^\W\d])\s+\d|\[\d\])\s*\Z")
# "Vốn năm 2026", "Kế hoạch vốn 2026" over or in the head of a money column; "Phân kỳ > 2028 - 2030"; "Lũy kế vốn đến hết năm 2025".
MONEY_YEAR = re.compile(
    r"(?:(?:tong|nam|ke hoach|kh|du kien|du toan|dt|kinh phi|von|dau tu|nhu cau|bo tri|phan bo|giao|nstw|ns\w{0,2}|chi)\s+)*"
    r"nam ((?:19|20)\d\d)\Z|(?:(?:ke hoach|kh|du toan|dt|kinh phi|von)\s+)+((?:19|20)\d\d)\Z"
)
MONEY_PHASE = re.compile(r"(?:.*\bgiai doan |nam |ke hoach |kh )?((?:19|20)\d\d) ((?:19|20)\d\d)\Z")
UNTIL = re.compile(
    r".*\b(?:luy ke|giai ngan|da bo tri|da cap|da giao)\b.*\bden (?:het |cuoi )?(?:nam )?((?:19|20)\d\d)\Z"
)
PART = re.compile(r"\s*(?:trong đó|gồm|bao gồm)\s*:?\s+(?=\S)", re.IGNORECASE)
INDEX = re.compile(r"\(?\s*(?:\d{1,2}|[A-ZĐ])\s*\)?(?:\s*=.*)?\Z")


NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{3})*|-|–)\Z")
TIME_HEAD = re.compile(r"(?:quy|thang|tuan|hoc ky|t) ?(?:[ivx]{1,4}|\d{1,2})(?: (?:nam )?\d{4})?\Z")
DAY = re.compile(r"\d/\d")
OF_NUMBER = re.compile(r"\A(?:tổng\s+)?số(?:\s+lượng)?\s+", re.IGNORECASE)
FIGURES = frozenset({"target", "quantity", "year"})
COUNTED = frozenset({"quantity", "unit", "unit_price"})
PARTIES = frozenset({"doanh nghiep", "dia phuong", "trung uong", "nguoi dan", "nhan dan"})


class _Entry(TypedDict, total=False):
    name: str
    fund: Fund
    exact: list[str]
    starts: list[str]
    contains: list[str]
    first_only: bool


# A price or sum that can hardly be in thousands or millions: round, and with its thousands.
DONG = re.compile(r"\d{1,3}(?:\.\d{3})*\.[05]00")


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """What a column holds: `text` is its header path ("Kinh phí > Vốn ngân sách NN"), `unit` the unit its head names.

    `year` is set for the column of a year (role "year", or money under a head that names one), `fund` for money of one
    source (role "fund_amount"); `period` is the time of a column's money, an EDTF interval or year. `assumed`: the unit is
    printed nowhere, the figures tell it.
    """

    role: str = "unknown"
    text: str = ""
    year: int | None = None
    fund: Fund | None = None
    unit: str | None = None
    period: str | None = None
    assumed: bool = False

    @property
    def label(self) -> str:
        """The lowest head."""
        return self.text.split(" > ")[-1]

    @property
    def fund_name(self) -> str | None:
        """The name of the fund whose money the column holds: the lowest head without "Trong đó:"."""
        return PART.sub("", self.label, count=1) if self.fund else None


@dataclass(frozen=True, slots=True)
class _Known:
    """An entry of the data file, folded."""

    role: str
    fund: Fund | None
    exact: frozenset[str]
    starts: tuple[str, ...]
    contains: tuple[str, ...]
    first_only: bool


def column_roles(table: Table) -> tuple[ColumnRole, ...]:
    """Return the role of each column, from left to right; without a head all are "unknown"."""
    roles: list[ColumnRole] = []
    paths = header_paths(table)
    in_money = _is_all_money(table, paths)
    for path in paths:
        role = _role_of(path, {role.role for role in roles}, in_money=in_money)
        if role.role == "ordinal" and any(other.role == "ordinal" for other in roles):
            role = replace(role, role="unknown")
        roles.append(role)
    _sum_up(roles)
    _count_in(table, roles)
    if any(role.role == "unit_price" for role in roles):
        return tuple(
            _in_dong(table, _numbered_phases(roles))
        )  # "Số ngày" there is how often, and the sums of the row tell
    return tuple(
        replace(role, role=_by_cells(table, col, role.label)) if role.role == "unknown" else role
        for col, role in enumerate(_numbered_phases(roles))
    )


def _sum_up(roles: list[ColumnRole]) -> None:
    """Take "Tổng cộng" right beside the years or funds of money as the amount that they make."""
    money = [at for at, role in enumerate(roles) if role.role in ("amount", "fund_amount")]
    for at in (money[0] - 1, money[-1] + 1) if len(money) > 1 else ():
        if 0 <= at < len(roles) and roles[at].role == "unknown" and _fold(roles[at].text) in _money("totals"):
            unit = next((role.unit for role in roles if role.unit), None)
            roles[at] = ColumnRole("amount", roles[at].text, unit=unit)


def _count_in(table: Table, roles: list[ColumnRole]) -> None:
    """Take "Đơn vị" as the unit of a table of figures where units stand under it, and no bodies: "tỷ đồng", "%", "hộ"."""
    names = {role.role for role in roles}
    if "unit" in names or not names & FIGURES:
        return
    for col, role in enumerate(roles):
        if role.role == "lead" and _fold(role.text) == "don vi":
            cells = {
                cell.text for cell in table.cells if cell.col == col and cell.row >= table.header_rows
            } - {""}
            counted = sum(as_header(text.split("/")[0].strip()) is not None for text in cells)
            if counted > 1 and 3 * counted >= 2 * len(cells):
                roles[col] = replace(role, role="unit")


def _in_dong(table: Table, roles: Iterable[ColumnRole]) -> Iterator[ColumnRole]:
    """Yield the columns of an estimate, its money in đồng where no unit is printed and its figures tell: "500.000", "1.500.000"."""
    known = list(roles)
    money = {at for at, role in enumerate(known) if role.role in ("unit_price", "amount", "fund_amount")}
    if unit_of(table) is None and not any(known[at].unit for at in money):
        cells = [cell.text for cell in table.cells if cell.col in money and cell.row >= table.header_rows]
        figures = [text for text in cells if any(map(str.isdigit, text)) and text != "0"]
        if (
            figures
            and all(DONG.fullmatch(text) for text in figures)
            and max(map(len, figures)) >= len("100.000")
        ):
            known = [
                replace(role, unit="đồng", assumed=True) if at in money else role
                for at, role in enumerate(known)
            ]
    yield from known


def _by_cells(table: Table, col: int, head: str) -> str:
    """Return the role of a column whose head alone does not tell: plain numbers under "Bác sĩ", days under "Ngày"."""
    time = TIME_HEAD.match(_fold(head)) is not None
    if not (time or _is_countable(head)):
        return "unknown"
    filled = [
        cell.text for cell in table.cells if cell.col == col and cell.row >= table.header_rows and cell.text
    ]
    if time:
        return "when" if filled and all(is_mark(text) for text in filled) else "unknown"
    numbers = sum(NUMBER.match(text) is not None for text in filled)
    if numbers >= 2 and 3 * numbers >= 2 * len(filled):
        return "quantity"
    dated = sum(DAY.search(text) is not None for text in filled) if _fold(head) == "ngay" else 0
    return "when" if dated and 3 * dated >= 2 * len(filled) else "unknown"


@lru_cache(maxsize=1024)
def _is_countable(head: str) -> bool:
    bare = OF_NUMBER.sub("", IN_HEAD.sub("", head))
    named = IN_HEAD.search(head)  # "Tổng số (căn)"
    parts = [*re.split(r"[,/]| và ", bare)[:2], named[1] if named else ""]
    units = (as_header(part.strip()) for part in parts)
    return any(unit is not None and unit.unit not in (None, "VND") for unit in units)


def _numbered_phases(roles: list[ColumnRole]) -> list[ColumnRole]:
    """Take "Giai đoạn" beside "Thời gian" as what numbers the rows: the time stands in the other column."""
    whens = [at for at, role in enumerate(roles) if role.role == "when"]
    if whens and len(whens) > 1 and whens[0] == 0 and _fold(roles[0].text) in ("giai doan", "dot", "buoc"):
        ordinal = any(role.role == "ordinal" for role in roles)
        roles[0] = replace(roles[0], role="unknown" if ordinal else "ordinal")
    return roles


def header_paths(table: Table) -> tuple[tuple[str, ...], ...]:
    """Return for each column the texts of the heads over it, outermost first.

    Titles over the whole table, rows that only count the columns, and footnote marks are left out.
    """
    paths: list[list[str]] = [[] for _ in range(table.cols)]
    for cells in _header_rows(table):
        for cell in cells:
            text = FOOTNOTE.sub("", cell.text)
            if not text or (cell.col_span == table.cols and table.cols > 1):
                continue
            for path in paths[cell.col : cell.col + cell.col_span]:
                if not path or path[-1] != text:
                    path.append(text)
    return tuple(tuple(path) for path in paths)


def _header_rows(table: Table) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(table.header_rows)]
    for cell in table.cells:
        if cell.row < table.header_rows:
            rows[cell.row].append(cell)
    return [row for row in rows if not _is_index(row)]


def _is_index(row: Sequence[Cell]) -> bool:
    texts = [cell.text for cell in row if cell.text]
    return len(texts) >= 3 and all(INDEX.match(text) for text in texts)


def unit_of(table: Table) -> str | None:
    """Return the unit of the table's numbers as printed ("triệu đồng"), from the line over it."""
    return table.unit.text.strip(" .;:") if table.unit else None


def _is_all_money(table: Table, paths: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether the numbers of a table are money: its unit is, and no head counts anything else."""
    unit = unit_of(table)
    if unit is None or _fold(unit) not in _money("units"):
        return False
    lowest = [_fold(IN_HEAD.sub("", path[-1])) for path in paths if path]
    known = [_look_up(head, set(), money=False) for head in lowest if not YEAR.match(head)]
    return not any(entry is not None and entry.role in COUNTED for entry in known)


def _role_of(path: tuple[str, ...], taken: set[str], *, in_money: bool) -> ColumnRole:
    text = " > ".join(path)
    if not path:
        return ColumnRole()
    unit = next((found for part in reversed(path) if (found := _unit_in(part))), None)
    heads = [_fold(IN_HEAD.sub("", PART.sub("", part))) or _fold(part) for part in path]
    money = any(_begins(head, _money("starts")) for head in heads[:-1])
    is_sum = money or in_money or (unit is not None and _fold(unit) in _money("units"))
    year = YEAR.match(heads[-1])
    if year:
        return _in_time(
            ColumnRole("amount" if is_sum else "year", text, int(year.group(1)), unit=unit), heads
        )
    if is_sum and (heads[-1] in _money("totals") or MONEY_PHASE.match(heads[-1])):
        return _in_time(ColumnRole("amount", text, unit=unit), heads)
    return _in_time(_named(heads, text, unit, taken, money=money), heads)


def _in_time(role: ColumnRole, heads: Sequence[str]) -> ColumnRole:
    """Return a column of money with the year or phase that its heads name, the lowest first."""
    if role.role == "result":
        return replace(role, year=year_of_head(role.text))  # "Kết quả năm 2025"
    if role.role not in ("amount", "fund_amount"):
        return role
    for head in reversed(heads):
        if until := UNTIL.match(head):
            return replace(role, period=f"../{until[1]}")
        if phase := MONEY_PHASE.match(head):
            return replace(role, period=f"{phase[1]}/{phase[2]}")
        if year := YEAR.match(head) or MONEY_YEAR.match(head):
            value = next(group for group in year.groups() if group)
            return replace(role, year=int(value), period=value)
    return role


def _named(heads: Sequence[str], text: str, unit: str | None, taken: set[str], *, money: bool) -> ColumnRole:
    """Return the role that the lowest known head gives."""
    for head in reversed(heads):
        known = _look_up(head, taken, money=money)
        if known is not None:
            role = (
                "amount"
                if known.role == "fund_amount" and not _may_be_fund(head, money=money)
                else known.role
            )
            return ColumnRole(role, text, fund=known.fund if role == "fund_amount" else None, unit=unit)
    return ColumnRole("unknown", text, unit=unit)


def _may_be_fund(head: str, *, money: bool) -> bool:
    """Tell whether a head names a fund, not just a place or a party ("Địa phương", "Doanh nghiệp")."""
    return (
        money
        or re.search(
            r"\b(?:von|ngan sach|nguon|kinh phi|ns\w{0,2}|xa hoi hoa|doi ung|oda|dong gop|huy dong|tai tro)\b",
            head,
        )
        is not None
    )


def _unit_in(head: str) -> str | None:
    match = IN_HEAD.search(head)
    if match is None:
        return None
    value = match.group(1)
    named = re.search(r"đơn vị|đvt|đv tính", match.group(), re.IGNORECASE) is not None
    return (
        value
        if named or _fold(value) in _money("units") or value in {"%", "ha", "km", "người", "hộ"}
        else None
    )


def _look_up(head: str, taken: set[str], *, money: bool) -> _Known | None:
    for entry in _knowing(head):
        if entry.first_only and entry.role in taken:
            continue
        # A party or a place alone is no fund; the entries further down may know it.
        if entry.role == "fund_amount" and head in PARTIES and not money:
            continue
        return entry
    return None


@lru_cache(maxsize=4096)
def _knowing(head: str) -> tuple[_Known, ...]:
    """Return the entries that know a head, in their order; the same heads stand over most tables."""
    return tuple(
        entry
        for entry in _entries()
        if head in entry.exact
        or _begins(head, entry.starts)
        or any(f" {part} " in f" {head} " for part in entry.contains)
    )


def _begins(head: str, starts: Sequence[str]) -> bool:
    return any(head.startswith(start) and not head[len(start) : len(start) + 1].isalnum() for start in starts)


def _fold(text: str) -> str:
    """Return the text without accents, case, and punctuation that heads print or leave out."""
    return " ".join(re.sub(r"[^\w%.]+", " ", strip_accents(text)).casefold().split()).strip(".")


@cache
def _data() -> dict[str, object]:
    text = (files("vnplan_extract") / "data" / "columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _entries() -> tuple[_Known, ...]:
    return tuple(
        _Known(
            entry["name"],
            entry.get("fund"),
            frozenset(_fold(value) for value in entry.get("exact", [])),
            tuple(_fold(value) for value in entry.get("starts", [])),
            tuple(_fold(value) for value in entry.get("contains", [])),
            entry.get("first_only", False),
        )
        for entry in cast("list[_Entry]", _data()["role"])
    )


@cache
def _money(key: str) -> tuple[str, ...]:
    return tuple(_fold(value) for value in cast("dict[str, list[str]]", _data()["money"])[key])


def is_whole_cost(role: ColumnRole) -> bool:
    """Tell whether a column holds what projects cost in all or had before, not what the plan gives them."""
    return any(_begins(_fold(head), _money("others")) for head in role.text.split(" > "))


@cache
def row_words(key: str) -> tuple[str, ...]:
    """Return the folded words of `data/columns.toml` by which rows are told: "totals" or "notes"."""
    return tuple(_fold(value) for value in cast("dict[str, list[str]]", _data()["rows"])[key])


def fold_head(text: str) -> str:
    """Return the text as heads and row labels are compared."""
    return _fold(text)
