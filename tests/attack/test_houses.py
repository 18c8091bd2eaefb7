"""What a police service, a coordination or another shelter could do to houses by speaking SQL as the application."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.operations.holds.making import Held
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network
from tests.service.operations.acts import held, hold, men
from tests.service.operations.conftest import stage
from tests.service.operations.stage import Stage

__all__ = ["stage"]

WAITING = """
    SELECT id FROM places p WHERE NOT EXISTS (SELECT FROM claims c WHERE c.place_id = p.id) ORDER BY number DESC LIMIT 1
"""
RESERVE = "SELECT * FROM relais.reserve_places($1, ARRAY[$2::uuid], ARRAY[$3::bigint], ARRAY[NULL::uuid], $4)"
REFUSED = (asyncpg.IntegrityConstraintViolationError, asyncpg.InsufficientPrivilegeError)


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


@pytest.fixture
async def found(stage: Stage, store: Store, now: datetime) -> Held:
    """Twenty men with three agreements: nine held, six asked, five waiting."""
    return await held(store, stage.investigator, hold(now, men(20)))


async def test_police_do_not_say_yes_for_the_pivot(stage: Stage, store: Store, found: Held) -> None:
    """OPS-14: the pivot organisation accepts by its own hand, and by nothing else."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with store.working(stage.investigator) as uow:
            await uow.connection.execute(
                """
                UPDATE operations SET pivot_organisation_id = $1, pivot_named_at = relais.now(),
                    pivot_accepted_at = relais.now()
                """,
                stage.clinic,
            )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with store.working(stage.investigator) as uow:
            await uow.connection.execute(
                """
                INSERT INTO operations (id, organisation_id, reference, window_starts_at, window_ends_at, minimum,
                    expected, maximum, areas, created_at, pivot_organisation_id, pivot_named_at, pivot_accepted_at)
                VALUES ($1, relais.organisation(), 'OP-2222', relais.now(), relais.now() + interval '1 h', 1, 1, 1,
                    '[{}]', relais.now(), $2, relais.now(), relais.now())
                """,
                uuid4(),
                stage.clinic,
            )


async def test_police_read_no_list_of_places(stage: Stage, store: Store, now: datetime) -> None:
    """AGR-01, SAF-01: houses, open to police or not, with the organisations that run them."""
    async with store.working(stage.investigator) as uow:
        rows = await uow.connection.fetch(
            "SELECT * FROM relais.free_places($1, $2)", now, now + timedelta(hours=9)
        )
        assert rows == []
    async with store.working(stage.pivot) as uow:
        rows = await uow.connection.fetch(
            "SELECT * FROM relais.free_places($1, $2)", now, now + timedelta(hours=9)
        )
        assert len(rows) == 5


async def test_police_reserve_nothing_that_no_house_granted(stage: Stage, store: Store, found: Held) -> None:
    """OPS-03: beyond an agreement the house is asked, and asking is not taking."""
    place = await stage.superuser.fetchval(WAITING)
    pool = await stage.superuser.fetchval(
        "SELECT key FROM pools WHERE shelter_key = $1", stage.shelters["S10"].key
    )
    request = await stage.superuser.fetchval("SELECT id FROM operation_requests LIMIT 1")
    before = await stage.held()
    for asked in (None, request):
        try:
            async with store.working(stage.investigator) as uow:
                await uow.connection.fetch(
                    RESERVE,
                    found.id,
                    place,
                    pool,
                    asked,
                )
        except asyncpg.InsufficientPrivilegeError:
            pass
        assert await stage.held() == before


async def test_a_stranger_does_not_fill_a_place(
    stage: Stage, store: Store, found: Held, now: datetime
) -> None:
    """OPS-11: a promise that somebody else holds is not this operation's, whatever place it names."""
    board = "SELECT count(*) FROM relais.operation_board($1) WHERE state = 'held'"
    async with store.working(stage.investigator) as uow:
        before = await uow.connection.fetchval(board, found.id)
    place = await stage.superuser.fetchval(WAITING)
    pool = await stage.superuser.fetchval(
        "SELECT key FROM pools WHERE shelter_key = $1", stage.shelters["S10"].key
    )
    async with store.working(stage.pivot) as uow:
        taken = await uow.connection.fetch(
            "SELECT * FROM relais.take_beds($1, '{1}', 'hold', $2, $3, $3, relais.organisation(), NULL, $4)",
            [pool],
            now,
            now + timedelta(hours=20),
            [place],
        )
        assert len(taken) == 1
    async with store.working(stage.investigator) as uow:
        assert await uow.connection.fetchval(board, found.id) == before


async def test_a_promise_ends_with_its_period(stage: Stage, store: Store, now: datetime) -> None:
    """BED-16: a deadline beyond the period, however late, holds nothing after it, and the holder sees that."""
    pool = await stage.superuser.fetchval(
        "SELECT key FROM pools WHERE shelter_key = $1", stage.shelters["S10"].key
    )
    ends = now + timedelta(hours=20)
    async with store.working(stage.pivot) as uow:
        taken = await uow.connection.fetchval(
            "SELECT claim_id FROM relais.take_beds($1, '{1}', 'hold', $2, $3, $4, relais.organisation())",
            [pool],
            now,
            ends,
            now + timedelta(days=3650),
        )
        assert await uow.connection.fetchval("SELECT lapses_at FROM relais.my_promises($1)", [taken]) == ends


@pytest.fixture
async def elsewhere(network: Network) -> UUID:
    """A coordinator of another region."""
    return await network.member(await network.organisation("coordination"), Role.REGIONAL_COORDINATOR)


async def test_a_coordination_reads_its_own_regions(
    stage: Stage, store: Store, found: Held, elsewhere: UUID
) -> None:
    """POL-03: the regions are the organisation's, not the caller's to name."""
    await stage.superuser.execute(
        """
        INSERT INTO escalations (organisation_id, shelter_organisation_id, shelter_key, claim_id, cause)
        SELECT holder_organisation_id, organisation_id, shelter_key, id, 'count' FROM claims LIMIT 1
        """
    )
    seen: list[int] = []
    for member in (stage.coordinator, elsewhere):
        async with store.working(member) as uow:
            seen.append(len(await uow.connection.fetch("SELECT * FROM relais.open_escalations('{CA-ON}')")))
    assert seen == [1, 0]


async def test_needs_without_a_bed_are_the_coordinations_to_count(
    stage: Stage, store: Store, network: Network, now: datetime
) -> None:
    """DAT-06, POL-03: police read no need of a region, however few they are."""
    await stage.superuser.execute(
        """
        INSERT INTO unmet_needs (organisation_id, region, day, case_digest, reason, people)
        VALUES ($1, 'CA-ON', $2, decode(repeat('00', 32), 'hex'), 'no_bed', 1)
        """,
        stage.clinic,
        now.date(),
    )
    seen: list[int] = []
    for member in (stage.coordinator, stage.investigator):
        async with store.working(member) as uow:
            rows = await uow.connection.fetch(
                "SELECT * FROM relais.unmet_by_day('CA-ON', $1, $2)",
                now.date(),
                now.date() + timedelta(days=1),
            )
            seen.append(len(rows))
    assert seen == [1, 0]


async def test_one_house_does_not_count_for_another(stage: Stage, store: Store) -> None:
    """BED-16: a month's refusals are of one's own house."""
    with pytest.raises(REFUSED):
        async with store.working(stage.shelters["S4"].desk) as uow:
            await uow.connection.execute(
                "INSERT INTO refusals_by_month VALUES (relais.organisation(), $1, $2, 'no_bed')",
                stage.shelters["S10"].key,
                date(2026, 11, 1),
            )


REFERRAL = """
    INSERT INTO referrals (code, organisation_id, shelter_organisation_id, shelter_key, beds, party, nights,
        expected_at, state, held_until, decline_reason)
    VALUES ('2222', relais.organisation(), $1, $2, 1, '{}', 1, relais.now(), $3, relais.now(), $4)
"""


@pytest.mark.parametrize(
    ("state", "reason"), [("confirmed", None), ("arrived", None), ("declined", "no_bed")]
)
async def test_a_pivot_does_not_answer_for_the_house(
    stage: Stage, store: Store, state: str, reason: Any
) -> None:
    """ADM-05: a referral begins as a question; its answer is the house's."""
    house = stage.shelters["S10"]
    with pytest.raises(REFUSED):
        async with store.working(stage.pivot) as uow:
            await uow.connection.execute(REFERRAL, house.organisation, house.key, state, reason)
