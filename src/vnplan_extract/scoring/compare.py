"""One Plan held against one gold, field by field, each by the metric its model declares."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from vnplan_extract.evidence import Record
from vnplan_extract.plan import Agency, Citation, Metric, Quantity, Section, Table, When
from vnplan_extract.scoring.metrics import folded, similarity
from vnplan_extract.scoring.pairing import pair
from vnplan_extract.scoring.sameness import (
    alike,
    alike_records,
    same_agency,
    same_citation,
    same_exact,
    same_number,
    same_quantity,
    same_value,
    same_when,
)
from vnplan_extract.scoring.settings import settings
from vnplan_extract.scoring.sheet import Mistake, Sheet, Verdict, empty, places_of, shown

if TYPE_CHECKING:
    from collections.abc import Hashable

    from vnplan_extract.plan import Plan
    from vnplan_extract.scoring.gold import Gold

MONEY = "VND"
_ITEM_CUTOFF = 0.5
_QUANTITY_CUTOFF = 0.3
"""Lower than for others: the same unit with another value is one wrong value, not one missing and one invented."""


@cache
def scored_fields(model: type[Record]) -> tuple[tuple[str, Metric], ...]:
    """Return the fields of a model that are scored, with their declared metric."""
    fields = []
    for name, info in model.model_fields.items():
        extra = info.json_schema_extra
        metric = (
            Metric(str(extra["metric"])) if isinstance(extra, dict) and "metric" in extra else Metric.NONE
        )
        if metric is not Metric.NONE:
            fields.append((name, metric))
    return tuple(fields)


class Comparer:
    """Compares one output with its gold.

    Attributes:
        sheet: What was counted.
        met: JSON pointer into gold -> the record, or record and field, of the output that answers it.
        rows_met: Name of a list -> gold index -> index in the output.
        extra: Name of a top-level list -> records of the output that gold has not.
    """

    def __init__(self, gold: Gold, plan: Plan, rendition: str) -> None:
        self.gold = gold
        self.plan = plan
        self.rendition = rendition
        self.sheet = Sheet()
        self.met: dict[str, tuple[Record, str | None]] = {}
        self.rows_met: dict[str, dict[int, int]] = {}
        self.extra: dict[str, list[Record]] = {}

    def labelled(self, name: str) -> bool:
        """Tell whether gold labels this dotted field."""
        return name not in self.gold.unlabelled

    def record(self, gold: Record | None, found: Record | None, name: str, path: str) -> None:
        """Compare two records field by field; either may be missing."""
        known = gold if gold is not None else found
        assert known is not None
        if found is not None:
            self.met[path] = (found, None)
        for field, metric in scored_fields(type(known)):
            one = getattr(gold, field) if gold is not None else None
            other = getattr(found, field) if found is not None else None
            self.field(
                metric, one, other, name=f"{name}.{field}", path=f"{path}/{field}", holder=(found, field)
            )

    def field(
        self,
        metric: Metric,
        gold: object,
        found: object,
        *,
        name: str,
        path: str,
        holder: tuple[Record | None, str],
    ) -> None:
        """Compare one field by its metric."""
        if not self.labelled(name) or (empty(gold) and empty(found)):
            return
        if holder[0] is not None and not empty(found):
            self.met[path] = (holder[0], holder[1])
        known = found if empty(gold) else gold
        if isinstance(known, dict):
            self._keyed(
                cast("dict[int, object]", gold or {}), cast("dict[int, object]", found or {}), name, path
            )
        elif isinstance(known, tuple) and metric is not Metric.EXACT:
            one, other = cast("tuple[object, ...]", gold or ()), cast("tuple[object, ...]", found or ())
            if metric is Metric.ROWS:
                rows = cast("tuple[Record, ...]", one), cast("tuple[Record, ...]", other)
                self.rows(*rows, name=name, path=path)
            else:
                self.items(one, other, name=name, path=path, metric=metric)
        elif metric is Metric.RECORD and not isinstance(known, When):
            self.record(cast("Record | None", gold), cast("Record | None", found), name, path)
        else:
            self.unit(metric, gold, found, name=name, path=path, holder=holder)

    def unit(
        self,
        metric: Metric,
        gold: object,
        found: object,
        *,
        name: str,
        path: str,
        holder: tuple[Record | None, str],
    ) -> None:
        """Compare one value as a whole, then its parts."""
        score: float | None = None
        if empty(gold) or empty(found):
            verdict: Verdict = "invented" if empty(gold) else "missing"
        elif metric is Metric.TEXT and isinstance(gold, str):
            score = similarity(gold, str(found), length=self.gold.lengths.get(path))
            verdict = "right" if score >= settings().text else "wrong"
        else:
            verdict = "right" if self._same(gold, found, path) else "wrong"
        self.sheet.count(name, verdict, unit=True)
        self._count_money(gold, found)
        if verdict != "right":
            self.mistake(name, verdict, path, gold=gold, found=found, holder=holder, score=score)
        if not empty(gold) and not empty(found):
            self._parts(gold, found, name, path, holder, listed=verdict == "right")

    def items(
        self, gold: tuple[object, ...], found: tuple[object, ...], *, name: str, path: str, metric: Metric
    ) -> None:
        """Compare two lists of values of which each counts by itself; their order does not matter."""

        def likeness(one: int, other: int) -> float:
            return alike(gold[one], found[other], length=self.gold.lengths.get(f"{path}/{one}"))

        pairing = pair(
            gold,
            found,
            likeness,
            cutoff=_QUANTITY_CUTOFF if metric is Metric.QUANTITY else _ITEM_CUTOFF,
            key=shown if metric is Metric.TEXT else None,
        )
        for one, other in pairing.pairs:
            self._item(metric, gold[one], found[other], name, f"{path}/{one}")
        for one in pairing.missing:
            self._item(metric, gold[one], None, name, f"{path}/{one}")
        for other in pairing.invented:
            self._item(metric, None, found[other], name, f"{path}/{other}")
            if isinstance(item := found[other], Record):
                self.extra.setdefault(name, []).append(item)

    def _item(self, metric: Metric, gold: object, found: object, name: str, path: str) -> None:
        holder = (found if isinstance(found, Record) else None, "")
        if isinstance(found, Record) and gold is not None:
            self.met[path] = (found, None)
        self.unit(metric, gold, found, name=name, path=path, holder=holder)

    def rows(self, gold: tuple[Record, ...], found: tuple[Record, ...], *, name: str, path: str) -> None:
        """Compare two lists of records: pair them, then compare field by field."""

        def likeness(one: int, other: int) -> float:
            length = self.gold.lengths.get(f"{path}/{one}/text")
            return alike_records(gold[one], found[other], length=length)

        pairing = pair(gold, found, likeness, cutoff=settings().row, key=_row_key)
        self.rows_met[name] = dict(pairing.pairs)
        for one, other in pairing.pairs:
            where = f"{path}/{one}"
            self.sheet.count(name, "right" if self._right_row(gold[one], found[other], where) else "wrong")
            before = self.sheet.edits
            self.record(gold[one], found[other], name, where)
            self.sheet.count(f"{name}.whole", "right" if self.sheet.edits == before else "wrong")
        for one in pairing.missing:
            self.sheet.count(f"{name}.whole", "missing")
            self.lost(gold[one], name, f"{path}/{one}", "missing")
        for other in pairing.invented:
            self.sheet.count(f"{name}.whole", "invented")
            self.lost(found[other], name, f"{path}/{other}", "invented")
            self.extra.setdefault(name, []).append(found[other])

    def _right_row(self, gold: Record, found: Record, path: str) -> bool:
        key = settings().keys[type(gold).__name__]
        one, other = getattr(gold, key), getattr(found, key)
        if isinstance(one, Quantity) and isinstance(other, Quantity):
            return same_value(one, other)
        if key == "text":
            return similarity(one, other, length=self.gold.lengths.get(f"{path}/text")) >= settings().text
        return alike(one, other) >= 1.0

    def lost(
        self,
        record: Record,
        name: str,
        path: str,
        verdict: Verdict,
        *,
        only: frozenset[str] | None = None,
        unit: bool = False,
    ) -> None:
        """Count a record that only one side has, with all that is in it (or some of its fields), and list it once."""
        self.sheet.count(name, verdict, unit=unit)
        gold, found = (record, None) if verdict == "missing" else (None, record)
        self.mistake(name, verdict, path, gold=gold, found=found, holder=(record, ""))
        self._lose(record, name, verdict, only)

    def _lose(self, record: Record, name: str, verdict: Verdict, only: frozenset[str] | None = None) -> None:
        for field, metric in scored_fields(type(record)):
            value, inner = getattr(record, field), f"{name}.{field}"
            if not empty(value) and self.labelled(inner) and (only is None or field in only):
                self._lose_value(value, inner, metric, verdict)

    def _lose_value(self, value: object, name: str, metric: Metric, verdict: Verdict) -> None:
        whole = metric is Metric.EXACT or not isinstance(value, tuple | dict)
        items = (
            [value]
            if whole
            else list(value.values() if isinstance(value, dict) else cast("tuple[object]", value))
        )
        for item in items:
            if (
                isinstance(item, Record)
                and metric in {Metric.ROWS, Metric.RECORD}
                and not isinstance(item, When)
            ):
                if metric is Metric.ROWS:
                    self.sheet.count(name, verdict)
                self._lose(item, name, verdict)
            else:
                self.sheet.count(name, verdict, unit=True)
                self._count_money(
                    item if verdict == "missing" else None, None if verdict == "missing" else item
                )

    def _keyed(self, gold: dict[int, object], found: dict[int, object], name: str, path: str) -> None:
        for key in sorted(gold.keys() | found.keys()):
            self._item(Metric.QUANTITY, gold.get(key), found.get(key), name, f"{path}/{key}")

    def _same(self, gold: object, found: object, path: str) -> bool:
        match gold, found:
            case Agency(), Agency():
                return same_agency(gold, found)
            case Citation(), Citation():
                return same_citation(gold, found, length=self.gold.lengths.get(f"{path}/title"))
            case Quantity(), Quantity():
                return same_quantity(gold, found)
            case When(), When():
                return same_when(gold, found)
            case _:
                return same_number(gold, found) if path == "/number" else same_exact(gold, found)  # type: ignore[arg-type]

    def _parts(
        self,
        gold: object,
        found: object,
        name: str,
        path: str,
        holder: tuple[Record | None, str],
        *,
        listed: bool,
    ) -> None:
        """Count the parts of a value apart; they are listed as mistakes only where the whole is not."""
        for part, one, other, same in self._part_values(gold, found, path):
            inner = f"{name}.{part}"
            if not self.labelled(inner) or (empty(one) and empty(other)):
                continue
            verdict: Verdict = "right" if same else "wrong"
            if not same and (empty(one) or empty(other)):
                verdict = "invented" if empty(one) else "missing"
            self.sheet.count(inner, verdict)
            if listed and verdict != "right":
                self.mistake(inner, verdict, f"{path}/{part}", gold=one, found=other, holder=holder)

    def _part_values(self, gold: object, found: object, path: str) -> list[tuple[str, object, object, bool]]:
        match gold, found:
            case Quantity(), Quantity():
                value = ("value", (gold.low, gold.high), (found.low, found.high), same_value(gold, found))
                return [value, *_equal(gold, found, "bound", "unit", "per", "direction")]
            case When(), When():
                return _equal(gold, found, "edtf", "by", "bound")
            case Agency(), Agency():
                return _equal(
                    gold, found, *(part for part in ("id", "level") if part in gold.model_fields_set)
                )
            case Citation(), Citation():
                length = self.gold.lengths.get(f"{path}/title")
                title = similarity(gold.title or "", found.title or "", length=length) >= settings().text
                issuer = gold.issuer and found.issuer and same_agency(gold.issuer, found.issuer)
                role = ("role",) if "role" in gold.model_fields_set else ()
                exact = _equal(
                    gold, found, "kind", "number", "symbol", "issued", "article", "repaired_from", *role
                )
                return [
                    *exact,
                    ("title", gold.title, found.title, title),
                    ("issuer", gold.issuer, found.issuer, bool(issuer)),
                ]
            case _:
                return []

    def _count_money(self, gold: object, found: object) -> None:
        one = gold if isinstance(gold, Quantity) else None
        other = found if isinstance(found, Quantity) else None
        if MONEY not in {one and one.unit, other and other.unit}:
            return
        if one is None or other is None:
            self.sheet.count("money", "invented" if one is None else "missing")
        else:
            self.sheet.count(
                "money", "right" if same_value(one, other) and one.unit == other.unit else "wrong"
            )

    def mistake(
        self,
        name: str,
        verdict: Verdict,
        path: str,
        *,
        gold: object,
        found: object,
        holder: tuple[Record | None, str],
        score: float | None = None,
    ) -> None:
        """List a mistake with what gold says, what was found, and what the found value quotes."""
        record, field = holder
        places = places_of(record, field or None) if record is not None and not empty(found) else ()
        self.sheet.mistakes.append(
            Mistake(
                field=name,
                verdict=verdict,
                path=path,
                gold=self.shown_gold(gold, path),
                found=shown(found),
                similarity=score,
                page=places[0].page if places else None,
                quote=" … ".join(place.text for place in places[:3]),
            )
        )

    def shown_gold(self, gold: object, path: str) -> str:
        """Return gold's value as shown; the start of a text is marked as such."""
        length = self.gold.lengths.get(path) or self.gold.lengths.get(f"{path}/text")
        return shown(gold) + (f"… ({length} characters)" if length else "")


def _equal(gold: Record, found: Record, *names: str) -> list[tuple[str, object, object, bool]]:
    values = [(name, getattr(gold, name), getattr(found, name)) for name in names]
    return [(name, one, other, same_exact(one, other)) for name, one, other in values]


def _row_key(record: Record) -> Hashable:
    """Return what identical rows have in common; sections and tables are no rows."""
    if isinstance(record, Section | Table):
        return id(record)
    return tuple(
        folded(value) if isinstance(value, str) else shown(value)
        for value in (getattr(record, name) for name in settings().weights[type(record).__name__])
    )
