"""What is made at less cost is what the class makes: the same fields, frozen, and copied as such."""

import pickle
from dataclasses import FrozenInstanceError, fields
from decimal import Decimal

import pytest

from vnplan_extract.lang.made import new_mention, new_number, new_quantity, new_when
from vnplan_extract.lang.values import Mention, Number, Quantity, When

MADE = [
    (new_number(Decimal(5)), Number(Decimal(5))),
    (new_number(Decimal(5), ordinal=True), Number(Decimal(5), ordinal=True)),
    (new_quantity(Decimal(1), Decimal(2)), Quantity(Decimal(1), Decimal(2))),
    (
        new_quantity(Decimal(1), Decimal(2), "range", "hectare", "ha", "P1Y", "increase"),
        Quantity(Decimal(1), Decimal(2), "range", "hectare", "ha", "P1Y", "increase"),
    ),
    (new_when("2025"), When("2025")),
    (
        new_when("R/P1Y", "--12-15", "before", "2030", 1, open_end=True),
        When("R/P1Y", "--12-15", "before", "2030", 1, open_end=True),
    ),
    (new_mention("date", 0, 4, "2025", When("2025")), Mention("date", 0, 4, "2025", When("2025"))),
    (
        new_mention("date", 0, 4, "2025", When("2025"), ("no_year",), (When("2026"),), 0.9),
        Mention("date", 0, 4, "2025", When("2025"), ("no_year",), (When("2026"),), 0.9),
    ),
]


@pytest.mark.parametrize(("made", "known"), MADE, ids=lambda one: type(one).__name__)
def test_made_is_what_the_class_makes(made: object, known: object) -> None:
    assert type(made) is type(known)
    assert made == known
    assert repr(made) == repr(known)
    assert hash(made) == hash(known)
    assert pickle.loads(pickle.dumps(made)) == known


@pytest.mark.parametrize("made", [made for made, _ in MADE], ids=lambda one: type(one).__name__)
def test_made_is_frozen(made: Number | Quantity | When | Mention[When]) -> None:
    for field in fields(made):
        with pytest.raises(FrozenInstanceError):
            setattr(made, field.name, None)
