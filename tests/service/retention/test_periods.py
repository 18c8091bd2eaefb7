"""How long a class of data is kept: bounds of the schema, periods of two people, the same in code, schema and paper."""

from datetime import timedelta

import asyncpg
import pytest

from service.clock import SetClock
from service.partners.proposals import rules
from service.partners.proposals.commands import propose
from service.refusals import Refused
from service.retention.queries import RetentionPeriod, kept_since, periods
from service.retention.rules import BY_NAME, CLASSES, RetentionClass
from service.retention.tables import ERASED, every_table
from service.store.store import Store
from tests.network import Network
from tests.service.partners.town import Town, build, why


@pytest.fixture
async def town(store: Store, network: Network, clock: SetClock) -> Town:
    return await build(store, network, clock)


async def in_force(town: Town, name: str) -> RetentionPeriod:
    async with town.store.reading(town.desk) as session:
        return next(each for each in await periods(session) if each.name == name)


async def test_the_schema_has_the_same_classes(superuser: asyncpg.Connection) -> None:
    """CNF-11: names, units, first periods and bounds, one by one."""
    rows = await superuser.fetch(
        "SELECT class AS name, unit, first, at_least, at_most FROM retention_classes ORDER BY class"
    )
    assert [RetentionClass(**row) for row in rows] == sorted(CLASSES, key=lambda each: each.name)


async def test_two_people_change_a_period_and_each_change_is_kept(town: Town) -> None:
    """CNF-11: a longer one at once; a shorter one after a month, because what it erases does not come back."""
    await town.settled(*town.admins[:2], rules.retention("case", 36))
    longer = await in_force(town, "case")
    assert (longer.amount, longer.version, longer.coming) == (36, 1, None)
    await town.settled(*town.admins[:2], rules.retention("case", 12))
    shorter = await in_force(town, "case")
    assert (shorter.amount, shorter.coming) == (36, 12)
    town.clock.advance(timedelta(days=30))
    assert (await in_force(town, "case")).amount == 12
    assert await town.owner.fetchval("SELECT count(*) FROM retention_periods") == 2


async def test_what_was_corrected_before_it_came_never_comes(town: Town) -> None:
    """CNF-11: twelve months were signed, then eighteen: on no day between the two is anything of thirteen months
    erased; and a period that came keeps holding until the next one does."""
    await town.settled(*town.admins[:2], rules.retention("case", 12))
    town.clock.advance(timedelta(days=10))
    await town.settled(*town.admins[:2], rules.retention("case", 18))
    amounts = []
    for days in (0, 21, 9):  # the fortieth day is the first of eighteen months
        town.clock.advance(timedelta(days=days))
        amounts.append((await in_force(town, "case")).amount)
    assert amounts == [24, 24, 18]
    await town.settled(*town.admins[:2], rules.retention("case", 15))
    town.clock.advance(timedelta(days=29))
    assert (await in_force(town, "case")).amount == 18
    town.clock.advance(timedelta(days=1))
    assert (await in_force(town, "case")).amount == 15


async def test_hours_change_at_once(town: Town) -> None:
    """CNF-11: what is forgotten after hours is read by the very next tick."""
    await town.settled(*town.admins[:2], rules.retention("session", 1))
    assert (await in_force(town, "session")).amount == 1


@pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.name)
async def test_no_period_leaves_its_bounds(town: Town, each: RetentionClass) -> None:
    """CNF-11: neither below the least (statutory years, a day of idempotency) nor above the most, by any two people."""
    for amount in (each.at_least - 1, each.at_most + 1, -1):
        answer = await town.run(propose, town.admins[0], rules.retention(each.name, amount))
        assert why(answer) == "retention_outside_the_bounds"
    assert not isinstance(
        await town.run(propose, town.admins[0], rules.retention(each.name, each.at_most)), Refused
    )


async def test_ticks_read_the_period_in_force(town: Town, worker_pool: asyncpg.Pool) -> None:
    """CNF-11: by the application's clock, as the jobs' own role."""
    now = town.clock.now()
    assert await kept_since(worker_pool, "session", now) == now - timedelta(days=BY_NAME["session"].first)
    assert await kept_since(worker_pool, "idempotency", now) == now - timedelta(hours=24)


async def test_every_table_has_its_class_or_its_reason(superuser: asyncpg.Connection) -> None:
    """CNF-11: a new table is entered in `service/retention/tables.py` before it keeps anything."""
    names = await superuser.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname IN ('public', 'vault') AND tablename <> 'alembic_version'"
    )
    assert sorted(every_table()) == sorted(row["tablename"] for row in names)
    assert set(ERASED) == {each.name for each in CLASSES}
