"""The check of linear time can fail."""

import pytest

from timing import assert_linear


def pairs(count: int) -> int:
    """Work that grows with the square."""
    return sum(1 for one in range(count) for other in range(count) if one == other)


def test_quadratic_work_is_found_out() -> None:
    with pytest.raises(AssertionError, match="lengths 100 and 4000"):
        assert_linear(pairs, 100, 4_000)


def test_linear_work_passes() -> None:
    assert_linear(lambda count: sum(range(100 * count)), 500, 5_000)
