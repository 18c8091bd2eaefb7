"""Days of a fund for as long as one likes: `make soak` plays SOAK_DAYS of them from SOAK_SEED on (FND-06, FND-11,
FND-13)."""

import os

import pytest

from tests.service.fund.conftest import fund
from tests.service.fund.test_simulation import Days, days
from tests.service.fund.test_simulation import test_every_cent_is_in_its_place as every_cent

__all__ = ["days", "fund"]
FIRST = int(os.environ.get("SOAK_SEED", "1000"))
"""Printed with each day: what failed is played again by this number."""
DAYS = int(os.environ.get("SOAK_DAYS", "40"))


@pytest.mark.soak
@pytest.mark.parametrize("days", range(FIRST, FIRST + DAYS), indirect=True)
async def test_another_day(days: Days) -> None:
    """FND-06, FND-09, FND-11, FND-13: whatever the hands do, every cent is in its place and every state follows."""
    await every_cent(days)
