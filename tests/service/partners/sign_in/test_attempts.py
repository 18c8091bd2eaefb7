"""Attempts are counted by the database: at most so many, however many ask at once, and longer each time."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from service.partners.attempts.limits import Limit
from service.partners.attempts.taking import Attempt, allowed, give_back, take
from service.store.store import Store
from tests.network import Network

MINUTE = timedelta(minutes=1)
LIMIT = Limit("test", 3, 10 * MINUTE, (15 * MINUTE, 60 * MINUTE))


@pytest.fixture
def attempt() -> Attempt:
    """One thing that is tried."""
    return Attempt(LIMIT, str(uuid4()))


async def judged(store: Store, attempt: Attempt, times: int) -> list[bool]:
    """One after the other."""
    return [await allowed(store, attempt) for _ in range(times)]


async def test_a_hundred_at_once_and_three_are_judged(
    store: Store, superuser_url: str, attempt: Attempt
) -> None:
    """ASVS 6.3.1: over several pools, as over several replicas."""
    found = await asyncio.gather(*(allowed(store, attempt) for _ in range(100)))
    assert sum(found) == 3


async def test_many_things_at_once_never_wait_for_each_other(store: Store) -> None:
    """Two takers that name the same buckets in another order: no deadlock, and nothing lost."""
    wide = Limit("wide", 1000, MINUTE, (MINUTE,))
    names = [str(uuid4()) for _ in range(6)]
    forwards, backwards = [Attempt(wide, n) for n in names], [Attempt(wide, n) for n in reversed(names)]
    await asyncio.gather(*(take(store, forwards if n % 2 else backwards) for n in range(60)))
    (first, *_) = await take(store, [Attempt(Limit("wide", 61, MINUTE, (MINUTE,)), names[0])])
    assert first.judged
    assert first.until is not None


async def test_the_last_one_locks_for_longer_each_time(
    store: Store, clock: SetClock, attempt: Attempt
) -> None:
    """Three, a quarter of an hour; three, an hour; and an hour again."""
    for rest in (*LIMIT.rests, LIMIT.rests[-1]):
        assert await judged(store, attempt, 4) == [True, True, True, False]
        (locked,) = await take(store, [attempt])
        assert locked.until == clock.now() + rest
        clock.advance(rest - timedelta(seconds=1))
        assert await judged(store, attempt, 1) == [False]
        clock.advance(timedelta(seconds=1))


async def test_what_was_tried_in_a_locked_time_makes_it_no_longer(
    store: Store, clock: SetClock, attempt: Attempt
) -> None:
    await judged(store, attempt, 50)
    clock.advance(LIMIT.rests[0])
    assert await judged(store, attempt, 1) == [True]


async def test_a_few_now_and_then_lock_nothing(store: Store, clock: SetClock, attempt: Attempt) -> None:
    """Two every ten minutes: each window begins anew."""
    for _ in range(20):
        assert await judged(store, attempt, 2) == [True, True]
        clock.advance(LIMIT.span)


async def test_locks_are_forgotten_after_a_quiet_day(store: Store, clock: SetClock, attempt: Attempt) -> None:
    await judged(store, attempt, 3)
    clock.advance(LIMIT.rests[0] + timedelta(days=1))
    assert await judged(store, attempt, 3) == [True, True, True]
    (locked,) = await take(store, [attempt])
    assert (locked.until, locked.times_locked) == (clock.now() + LIMIT.rests[0], 1)


async def test_one_that_was_right_is_given_back_with_its_lock(
    store: Store, attempt: Attempt, network: Network
) -> None:
    """A right secret does not count, and forgives no wrong one."""
    member = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    for _ in range(10):
        assert await judged(store, attempt, 1) == [True]
        async with store.working(member) as uow:
            await give_back(uow, attempt)
    assert await judged(store, attempt, 3) == [True, True, True]
    async with store.working(member) as uow:
        await give_back(uow, attempt)
    assert await judged(store, attempt, 2) == [True, False]


async def test_things_and_limits_are_counted_apart(store: Store, attempt: Attempt) -> None:
    other = Attempt(Limit("other", 3, MINUTE, (MINUTE,)), attempt.at)
    await judged(store, attempt, 4)
    assert await judged(store, other, 1) == [True]
    assert await judged(store, Attempt(LIMIT, "another"), 1) == [True]
    assert await allowed(store, other, attempt) is False


async def test_a_bucket_tells_nothing_and_the_application_cannot_empty_it(
    store: Store, attempt: Attempt, superuser: asyncpg.Connection
) -> None:
    """CNF-11: a digest under a key that is not in the database; and no right to the table."""
    await judged(store, attempt, 4)
    row = await superuser.fetchrow("SELECT bucket FROM attempts")
    assert attempt.at.encode() not in bytes(row["bucket"])
    for forbidden in ("SELECT * FROM attempts", "DELETE FROM attempts", "UPDATE attempts SET taken = 0"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await store.pool.execute(forbidden)
