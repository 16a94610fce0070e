"""Plans as data frames: one pandas frame a table, with the columns of `docs/fields.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnplan_extract.errors import MissingPartError
from vnplan_extract.sinks.flatten import flatten
from vnplan_extract.sinks.schema import tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from vnplan_extract.plan import Plan
    from vnplan_extract.sinks.flatten import Row


def to_frames(plans: Iterable[Plan]) -> dict[str, pd.DataFrame]:
    """Return table -> frame for some plans; decimals stay decimals, lists stay tuples.

    Raises:
        MissingPartError: pandas is not installed.
    """
    try:
        import pandas as pd  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingPartError(
            "pandas is not installed", where="to_frames", remedy="pip install 'vnplan_extract[frames]'"
        ) from error
    rows: dict[str, list[Row]] = {name: [] for name in tables()}
    for plan in plans:
        for name, some in flatten(plan).items():
            rows[name].extend(some)
    return {name: pd.DataFrame(rows[name], columns=list(table.names)) for name, table in tables().items()}
