"""The way to a house for people of an operation: for the pivot that took over, and never for those who brought them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.beds.addresses.commands import Opened, RevealAddress, WriteAddress, reveal_address, write_address
from service.beds.addresses.queries import WayThere, revealed_way
from service.cases.commands import OpenCaseWish, Party, open_case
from service.cases.consents import GivenConsent
from service.cases.limits import VERSION
from service.cases.surroundings import LinkPlacement, link_placement
from service.clock import SetClock
from service.operations.arrivals.commands import RecordArrival, record_arrival
from service.operations.holds.queries import PivotArrival, pivot_arrivals
from service.operations.holds.steps import AnswerAsPivot, NamePivot, answer_as_pivot, name_pivot
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network
from tests.service.operations.acts import TORONTO, held, hold, men, refused
from tests.service.operations.stage import Stage, scenario_a

WHERE = "12 King Street East, Toronto"


@pytest.fixture
async def stage(network: Network, clock: SetClock) -> Stage:
    return await scenario_a(network, clock.now())


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


async def handed_over(stage: Stage, store: Store, now: datetime) -> PivotArrival:
    """One man expected at S4 whose pivot organisation has accepted; S4 has an address."""
    s4 = stage.shelters["S4"]
    assert await store.run(write_address, s4.coordinator, WriteAddress(s4.id, 0, WHERE)) == 1
    found = await held(store, stage.investigator, hold(now, men(1), areas=(TORONTO,)))
    await store.run(name_pivot, stage.investigator, NamePivot(found.id, stage.clinic))
    await store.run(answer_as_pivot, stage.pivot, AnswerAsPivot(found.id, accept=True))
    async with store.reading(stage.pivot) as session:
        arrivals = await pivot_arrivals(session, found.id)
    assert arrivals is not None
    (arrival,) = arrivals
    assert arrival.shelter_id == s4.id
    return arrival


async def case_of(stage: Stage, store: Store, network: Network) -> UUID:
    """A case of the pivot's."""
    backup = await network.member(stage.clinic, Role.PIVOT_WORKER)
    wish = OpenCaseWish("CA-ON", "25+", Party("man"), (GivenConsent("bed"),), backup, VERSION, ("hu",))
    case: Any = await store.run(open_case, stage.pivot, wish)
    found: UUID = case.id
    return found


async def placement_of(stage: Stage, store: Store, arrival: PivotArrival, case: UUID) -> UUID:
    """The person has come, and the pivot links the place with their case."""
    came: Any = await store.run(record_arrival, stage.pivot, RecordArrival(arrival.place_id))
    placement = await store.run(link_placement, stage.pivot, LinkPlacement(case, came.claim_id))
    assert isinstance(placement, UUID), placement
    return placement


async def test_open_for_four_hours_after_the_arrival(
    *, stage: Stage, store: Store, network: Network, clock: SetClock, now: datetime
) -> None:
    """SAF-01, OPS-14: until they come the place is not the pivot's to link; then the arrival starts the end, and not
    the night for which the bed was kept."""
    arrival = await handed_over(stage, store, now)
    assert arrival.claim_id is not None
    case = await case_of(stage, store, network)
    early = await store.run(link_placement, stage.pivot, LinkPlacement(case, arrival.claim_id))
    assert refused(early) == "claim_not_linkable"
    came = now + timedelta(hours=20)
    clock.set(came)
    wish = RevealAddress(await placement_of(stage, store, arrival, case))
    opened = await store.run(reveal_address, stage.pivot, wish)
    assert isinstance(opened, Opened), opened
    async with store.reading(stage.pivot) as session:
        way = await revealed_way(session, wish.placement_id, opened)
    assert isinstance(way, WayThere)
    assert (way.where, way.open_until) == (WHERE, came + timedelta(hours=4))
    clock.set(came + timedelta(hours=4) - timedelta(seconds=1))
    assert isinstance(await store.run(reveal_address, stage.pivot, wish), Opened)
    clock.set(came + timedelta(hours=4))
    assert refused(await store.run(reveal_address, stage.pivot, wish)) == "not_found"


async def test_never_for_the_police(
    *,
    stage: Stage,
    store: Store,
    network: Network,
    clock: SetClock,
    now: datetime,
    superuser: asyncpg.Connection,
) -> None:
    """SAF-01, POL-03: neither the investigator who held the place, nor anybody else who saw the operation."""
    arrival = await handed_over(stage, store, now)
    clock.set(now + timedelta(hours=20))
    case = await case_of(stage, store, network)
    wish = RevealAddress(await placement_of(stage, store, arrival, case))
    for member in (
        stage.investigator,
        stage.colleague,
        stage.other_investigator,
        stage.coordinator,
        stage.auditor,
    ):
        assert refused(await store.run(reveal_address, member, wish)) == "not_found"
    assert await superuser.fetchval("SELECT count(*) FROM address_reveals") == 0
