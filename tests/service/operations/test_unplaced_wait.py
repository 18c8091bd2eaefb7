"""People of an operation for whom nothing is held, once it is under way (DAT-06, ACC-02, OPS-11)."""

from typing import Any

import asyncpg

from service.beds.unmet.waiting import waiting_board
from service.clock import SetClock
from service.operations.holds.steps import AboutOperation, cancel, launch
from service.store.store import Store
from tests.service.operations.acts import asked_again, held, hold, men, seen
from tests.service.operations.stage import Stage


async def waiting(stage: Stage, store: Store) -> list[tuple[Any, ...]]:
    async with store.reading(stage.coordinator) as session:
        found: Any = await waiting_board(session)
    return [(each.gender, each.age_band, each.people, each.urgency, each.reason) for each in found.here]


async def test_they_show_from_the_launch_on_as_numbers(
    stage: Stage, store: Store, clock: SetClock, superuser: asyncpg.Connection
) -> None:
    """DAT-06, OPS-11: nothing before the launch; then one need of the day and how many wait, never who asked; over with
    the operation."""
    found = await held(store, stage.investigator, hold(clock.now(), men(12)))
    missing = 12 - (await seen(store, stage.investigator, found.id)).held
    assert 0 < missing < 12
    assert await waiting(stage, store) == []
    assert await superuser.fetchval("SELECT count(*) FROM unmet_needs") == 0
    for step in (launch, launch):
        await store.run(step, stage.investigator, AboutOperation(found.id))
    assert await waiting(stage, store) == [("man", "25+", missing, "now", "no_bed")]
    noted = await superuser.fetch("SELECT region, reason, people FROM unmet_needs")
    assert [tuple(row) for row in noted] == [("CA-ON", "no_bed", missing)]
    await asked_again(store, stage.investigator, found.id)
    assert len(await waiting(stage, store)) == 1
    await store.run(cancel, stage.investigator, AboutOperation(found.id))
    assert await waiting(stage, store) == []
    assert await superuser.fetchval("SELECT count(*) FROM unmet_needs") == 1
