"""What an operation reads of shelters: beds set aside are for it, and a minor's room is her own."""

from datetime import datetime, timedelta

import pytest

from service.clock import SetClock
from service.operations.parties.rules import Counted, Party
from service.operations.sites.queries import Window, sites_for
from service.store.store import Store
from tests.service.operations.acts import HAMILTON, asked_again, held, hold, men
from tests.service.operations.stage import Stage


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


CLAIM = """
    INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, state, starts_at, ends_at, anonymous,
        lapses_at, holder_organisation_id)
    SELECT key, pool_key, shelter_key, organisation_id, $3, 'live', $4, $5, $6, CAST($7 AS timestamptz),
        CASE WHEN $7 IS NOT NULL THEN CAST($8 AS uuid) END
    FROM beds WHERE shelter_key = $1 AND label = $2
"""


async def test_free_beds_are_counted_over_the_whole_period(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-01, OPS-12: of S10's twenty beds, for one night from tomorrow on: whoever is there or comes in that night
    takes one bed, twice the same bed is one bed, whoever is there without a known end stays on, and a hold that lapsed,
    a stay that ends before, and a bed that is put away take none."""
    found = await held(store, stage.investigator, hold(now, men(1), hold=False))
    hour, key = timedelta(hours=1), stage.shelters["S10"].key
    db = stage.superuser

    async def claim(
        bed: int, kind: str, begins: int, ends: int, *, anonymous: bool = False, lapses: int | None = None
    ) -> None:
        at = now + lapses * hour if lapses is not None else None
        await db.execute(
            CLAIM, key, str(bed), kind, now + begins * hour, now + ends * hour, anonymous, at, stage.p1
        )

    await claim(1, "stay", -5, 90)
    await claim(2, "reservation", 10, 19, lapses=60)
    await claim(2, "reservation", 20, 40, lapses=60)
    await claim(3, "stay", -5, -1, anonymous=True)
    await claim(4, "hold", -1, 60, lapses=-1)
    await claim(5, "stay", -5, 90)
    await claim(6, "stay", -5, -1)
    await claim(7, "closure", -5, 19)
    await db.execute("UPDATE beds SET active = false WHERE shelter_key = $1 AND label = '5'", key)
    window = Window(now + 18 * hour, now + 24 * hour, 1)
    async with store.reading(stage.investigator) as session:
        known = await sites_for(session, (HAMILTON,), window, operation=found.id)
    (pool,) = next(site.pools for site in known.sites if site.key == key)
    assert pool.free == 19 - 4


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
