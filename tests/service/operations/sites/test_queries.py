"""What an operation reads of shelters: beds set aside are for it, and a minor's room is her own."""

from datetime import datetime

import pytest

from service.clock import SetClock
from service.operations.parties.rules import Counted, Party
from service.store.store import Store
from tests.service.operations.acts import HAMILTON, asked_again, held, hold, men
from tests.service.operations.stage import Stage


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


async def test_beds_set_aside_for_trafficking_are_for_an_operation(
    stage: Stage, store: Store, now: datetime
) -> None:
    """BED-02: the four agreed rooms of S8 are set aside, and an operation holds them like any other."""
    await stage.superuser.execute(
        "UPDATE pools SET set_aside_for_trafficking = true WHERE shelter_key = $1", stage.shelters["S8"].key
    )
    found = await held(store, stage.investigator, hold(now, men(9)))
    assert (found.arranged.held, await stage.held()) == (9, {"S4": 2, "S7": 3, "S8": 4})


async def test_a_minor_alone_is_held_a_room_of_her_own_or_none(
    stage: Stage, store: Store, now: datetime
) -> None:
    """MIN-03: S7 takes everybody from 16 on, in shared rooms, so a girl of 16 waits; once its rooms are private, one is
    hers."""
    pools = "UPDATE pools SET min_age = 16, max_age = NULL, private = $2 WHERE shelter_key = $1"
    key = stage.shelters["S7"].key
    await stage.superuser.execute(pools, key, False)
    girl = Party((Counted("woman", "16-17", 1),))
    found = await held(store, stage.investigator, hold(now, girl, areas=(HAMILTON,)))
    assert (found.arranged.held, found.arranged.waiting) == (0, 1)
    assert [(one.cause, dict(one.would)) for one in found.arranged.not_placed] == [
        ("nobody_admits", {"age": 2})
    ]
    await stage.superuser.execute(pools, key, True)
    again = await asked_again(store, stage.investigator, found.id)
    assert (again.held, again.waiting) == (1, 0)
    assert await stage.held() == {"S7": 1}
