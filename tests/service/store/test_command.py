"""The one shape of a command: transaction, retry, event, idempotency, outbox."""

import asyncio
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.events import Event
from service.partners.actor import Actor, Role, only
from service.refusals import KEY_REUSED, NOT_ALLOWED, Reason, Refused, Said
from service.store.command import Done, Once, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import NotAMember, Store
from tests.network import Network

FULL = Reason("test_full", 409, Said("Plein.", "Full."))


@dataclass(frozen=True)
class Wish:
    region: str
    refuse: bool = False


@dataclass(frozen=True)
class Added:
    region: str
    intention: UUID


@dataclass(frozen=True, kw_only=True)
class RegionAdded(Event):
    name: ClassVar[str] = "test.region_added"
    region: str


INSERT = sql(
    """
    INSERT INTO outbox (id, organisation_id, kind, payload, due_at)
    VALUES (:id, relais.organisation(), 'x', '{}', relais.now())
    """
)


@command(event=RegionAdded, allowed=only(Role.PIVOT_WORKER), refusals={"outbox_pkey": FULL})
async def add(uow: UnitOfWork, actor: Actor, wish: Wish) -> Done[Added, RegionAdded] | Refused:
    intention = uow.intend("test", {"region": wish.region})
    if wish.refuse:
        await uow.execute(INSERT, id=uuid4())
        return Refused(FULL, {"region": wish.region})
    return Done(Added(wish.region, intention), RegionAdded(subject=actor.organisation_id, region=wish.region))


@command(event=RegionAdded, allowed=only(Role.PIVOT_WORKER), refusals={"outbox_pkey": FULL})
async def add_twice(uow: UnitOfWork, actor: Actor, wish: UUID) -> Done[None, RegionAdded] | Refused:
    await uow.execute(INSERT, id=wish)
    await uow.execute(INSERT, id=wish)
    return Done(None, RegionAdded(subject=actor.organisation_id, region="never"))


@pytest.fixture
async def pivot(network: Network) -> UUID:
    return await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)


async def events(superuser: asyncpg.Connection) -> list[str]:
    return [row["name"] for row in await superuser.fetch("SELECT name FROM events ORDER BY id")]


async def test_accepted_leaves_event_and_intention(store: Store, pivot: UUID, superuser: Any) -> None:
    added = await store.run(add, pivot, Wish("CA-QC"))
    assert isinstance(added, Added)
    assert added.region == "CA-QC"
    assert await events(superuser) == ["test.region_added"]
    assert await superuser.fetchval("SELECT id FROM outbox") == added.intention


async def test_refused_changes_nothing_but_the_trail(store: Store, pivot: UUID, superuser: Any) -> None:
    assert await store.run(add, pivot, Wish("CA-QC", refuse=True)) == Refused(FULL, {"region": "CA-QC"})
    assert await events(superuser) == ["attempt.refused"]
    assert await superuser.fetchval("SELECT count(*) FROM outbox") == 0


async def test_constraint_is_an_answer(store: Store, pivot: UUID, superuser: Any) -> None:
    assert await store.run(add_twice, pivot, uuid4()) == Refused(FULL)
    assert await events(superuser) == ["attempt.refused"]
    assert await superuser.fetchval("SELECT count(*) FROM outbox") == 0


async def test_a_role_without_the_right_is_refused(store: Store, network: Network, superuser: Any) -> None:
    auditor = await network.member(await network.organisation("audit"), Role.AUDITOR)
    assert await store.run(add, auditor, Wish("CA-QC")) == Refused(NOT_ALLOWED)
    assert await events(superuser) == ["attempt.refused"]


@pytest.mark.parametrize("refuse", [False, True])
async def test_two_identical_at_once_have_one_effect(
    store: Store, pivot: UUID, superuser: Any, refuse: bool
) -> None:
    once = Once("key", b"same")
    answers = await asyncio.gather(*(store.run(add, pivot, Wish("CA-QC", refuse), once) for _ in range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert len(await events(superuser)) == 1
    assert await superuser.fetchval("SELECT count(*) FROM outbox") == (0 if refuse else 1)


async def test_same_key_other_body_is_refused(store: Store, pivot: UUID, superuser: Any) -> None:
    await store.run(add, pivot, Wish("CA-QC"), Once("key", b"one"))
    assert await store.run(add, pivot, Wish("CA-ON"), Once("key", b"two")) == Refused(KEY_REUSED)
    assert await superuser.fetchval("SELECT count(*) FROM outbox") == 1


async def test_a_replay_is_authorised_again(store: Store, pivot: UUID, superuser: Any) -> None:
    once = Once("key", b"same")
    await store.run(add, pivot, Wish("CA-QC"), once)
    await superuser.execute("UPDATE members SET roles = '{auditor}'")
    assert await store.run(add, pivot, Wish("CA-QC"), once) == Refused(NOT_ALLOWED)


async def test_who_has_left_is_no_member(store: Store, network: Network, clock: Any) -> None:
    """POL-04: access ends on its date."""
    organisation = await network.organisation("pivot")
    member = await network.member(organisation, Role.PIVOT_WORKER, ends_on=clock.now().date())
    with pytest.raises(NotAMember):
        await store.run(add, member, Wish("CA-QC"))


async def test_lost_races_are_tried_again(store: Store, pivot: UUID, superuser: Any) -> None:
    tries = 0

    @command(event=RegionAdded, allowed=only(Role.PIVOT_WORKER))
    async def third_time(uow: UnitOfWork, actor: Actor, wish: None) -> Done[int, RegionAdded] | Refused:
        nonlocal tries
        tries += 1
        if tries < 3:
            await uow.connection.execute("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")
        return Done(tries, RegionAdded(subject=actor.organisation_id, region="CA-QC"))

    assert await store.run(third_time, pivot, None) == 3
    assert await events(superuser) == ["test.region_added"]
