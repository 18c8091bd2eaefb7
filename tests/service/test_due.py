"""What is due is worked on row by row, and one that fails does not hold up the others."""

import pytest

from service.due import for_each
from service.refusals import NOT_FOUND, Refused


async def test_each_is_worked_on_and_refusals_come_to_nothing() -> None:
    seen = []

    async def work(row: int) -> object:
        seen.append(row)
        return Refused(NOT_FOUND) if row % 2 else None

    assert await for_each([1, 2, 3, 4, 6], work) == 3
    assert seen == [1, 2, 3, 4, 6]


async def test_one_that_fails_does_not_hold_up_the_others() -> None:
    seen = []

    async def work(row: int) -> None:
        seen.append(row)
        if row == 2:
            raise ValueError("two")

    with pytest.raises(ExceptionGroup, match="1 of 3 failed") as failed:
        await for_each([1, 2, 3], work)
    assert seen == [1, 2, 3]
    assert [type(error) for error in failed.value.exceptions] == [ValueError]
