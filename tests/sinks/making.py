"""Plans made by hypothesis from the models: every field of every record, with text that is hard to store."""

from __future__ import annotations

import types
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from vnplan_extract.evidence import Evidence
from vnplan_extract.findings import Severity
from vnplan_extract.plan import Plan

HARD = (
    "",
    " ",
    '=cmd|"/C calc"!A0',
    "+84 912 000 000",
    "-1+1",
    "@SUM(A1)",
    "'; DROP TABLE plan; --",
    'say "hello", then; leave\ttab',
    "</script><script>alert(1)</script>",
    "dòng một\ndòng hai\r\ndòng ba",
    "Đào tạo 1.000 người",
    "đ\u0301 e\u0302\u0301 \u200b \ufeff",
    "\x01\x08\x0b\x1f\x7f",
    "NULL",
    "\\N",
    "{a,b}",
    "01/02",
    "1e5",
    "𠀀😀",
)


def texts(*, nul: bool = False) -> st.SearchStrategy[str]:
    """Text as documents have it, and worse; lone surrogates are no text."""
    letters = st.characters(exclude_categories=["Cs"], exclude_characters=() if nul else ("\x00",))
    return st.sampled_from(HARD) | st.text(letters, max_size=12)


NUMBERS = st.decimals(
    min_value=Decimal(-(10**20)), max_value=Decimal(10**20), allow_nan=False, allow_infinity=False, places=4
) | st.integers(-(2**70), 2**70).map(Decimal)
FLOATS = st.integers(0, 8).map(lambda eighths: eighths / 8)
BOXES = st.tuples(*[st.integers(0, 9000).map(lambda tenth: tenth / 10)] * 4)


def records(model: type[BaseModel], depth: int = 2, *, nul: bool = False) -> st.SearchStrategy[Any]:
    """Instances of a model; below `depth` lists of records are empty."""
    fields = {}
    for name, info in model.model_fields.items():
        if name == "evidence":
            keys = [key for key in model.model_fields if key != "evidence"]
            places = st.lists(records(Evidence, 0, nul=nul), min_size=1, max_size=2).map(tuple)
            fields[name] = st.dictionaries(st.sampled_from(keys), places, max_size=2)
        elif name == "confidence":
            fields[name] = FLOATS
        elif name == "sha256":
            fields[name] = st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}")
        else:
            fields[name] = _values(info.annotation, depth, nul=nul)
    return st.builds(model, **fields)


def _values(annotation: Any, depth: int, *, nul: bool) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _values(inner[0], depth, nul=nul)
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in inner if kind is not type(None)]
        return st.none() | _values(kinds[0], depth, nul=nul)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple and inner[-1] is not Ellipsis:
        return BOXES
    if origin is tuple:
        if isinstance(inner[0], type) and issubclass(inner[0], BaseModel) and depth <= 0:
            return st.just(())
        return st.lists(_values(inner[0], depth - 1, nul=nul), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(st.integers(2000, 2050), _values(inner[1], depth - 1, nul=nul), max_size=2)
    if annotation is Severity:
        return st.sampled_from(Severity)
    if annotation is bool:
        return st.booleans()
    if annotation is int:
        return st.integers(1, 2**31)
    if annotation is float:
        return FLOATS
    if annotation is Decimal:
        return NUMBERS
    if annotation is str:
        return texts(nul=nul)
    return records(annotation, depth - 1, nul=nul)


def plans(depth: int = 2, *, nul: bool = False) -> st.SearchStrategy[Plan]:
    """Whole plans."""
    return records(Plan, depth, nul=nul)
