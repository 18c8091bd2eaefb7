"""What a police service, a house, a coordination and a fund could do by speaking SQL as the application: each attempt
that once went through, and stays shut (migrations/partners/visibility/hands.py)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.clock import SetClock
from service.operations.holds.making import Held
from service.operations.holds.steps import AboutOperation, cancel
from service.operations.overrides.commands import AskOverrides, DecideOverride, ask_overrides, decide_override
from service.partners.actor import Role, job_of
from service.store.store import Store
from tests.network import Network
from tests.service.operations.acts import held, hold, men
from tests.service.operations.conftest import stage
from tests.service.operations.stage import Stage

__all__ = ["stage"]

REFUSED = (asyncpg.IntegrityConstraintViolationError, asyncpg.InsufficientPrivilegeError)
TAKE = "SELECT * FROM relais.take_beds($1, '{1}', $2, $3, $4, $4, relais.organisation())"


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


@pytest.fixture
async def found(stage: Stage, store: Store, now: datetime) -> Held:
    """Twenty men with three agreements: nine held, the others asked for or waiting."""
    return await held(store, stage.investigator, hold(now, men(20)))


async def pool_of(stage: Stage, name: str) -> int:
    key: int = await stage.superuser.fetchval(
        "SELECT key FROM pools WHERE shelter_key = $1", stage.shelters[name].key
    )
    return key


@pytest.mark.parametrize("kind", ["hold", "reservation"])
@pytest.mark.parametrize("as_job", [False, True])
async def test_police_take_no_bed_by_themselves(
    stage: Stage, store: Store, now: datetime, kind: str, *, as_job: bool
) -> None:
    """OPS-03, AGR-01: neither a member nor a job of a police service holds a published bed by asking for it."""
    who = job_of(stage.p1) if as_job else stage.investigator
    with pytest.raises(REFUSED):
        async with store.working(who) as uow:
            await uow.connection.fetch(
                TAKE, [await pool_of(stage, "S10")], kind, now, now + timedelta(hours=9)
            )
    assert await stage.superuser.fetchval("SELECT count(*) FROM claims") == 0


@pytest.mark.parametrize(
    "role", [Role.FRONT_DESK, Role.FUND_ADMINISTRATOR, Role.REGIONAL_COORDINATOR, Role.AUDITOR]
)
async def test_only_who_accompanies_people_holds_a_bed(
    stage: Stage, store: Store, network: Network, now: datetime, role: Role
) -> None:
    """POL-03: a bed is held by a pivot worker; the same organisation's other roles hold none."""
    member = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    await stage.superuser.execute("SET session_replication_role = replica")
    await stage.superuser.execute("UPDATE members SET roles = $2 WHERE id = $1", member, [str(role)])
    await stage.superuser.execute("RESET session_replication_role")
    with pytest.raises(REFUSED):
        async with store.working(member) as uow:
            await uow.connection.fetch(
                TAKE, [await pool_of(stage, "S10")], "hold", now, now + timedelta(hours=9)
            )


RESERVE = "SELECT * FROM relais.reserve_places($1, $2, $3, $4)"


async def reserved(stage: Stage, operation: UUID, house: str) -> int:
    """How many beds the planner gets at this house by its agreement, whatever it wished."""
    place = await stage.superuser.fetchval(
        "SELECT id FROM places p WHERE operation_id = $1 AND NOT EXISTS (SELECT FROM claims c WHERE c.place_id = p.id)"
        " LIMIT 1",
        operation,
    )
    async with stage.superuser.transaction():
        await stage.superuser.execute(
            "SELECT set_config('relais.organisation', $1, true), set_config('relais.member', $2, true),"
            " set_config('relais.now', (SELECT made_at FROM claims LIMIT 1)::text, true)",
            str(stage.p1),
            str(stage.investigator),
        )
        pools, agreements = [await pool_of(stage, house)], [stage.agreements[house]]
        return len(await stage.superuser.fetch(RESERVE, operation, [place], pools, agreements))


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ("places = 9", 1),
        ("places = 9, notice_hours = 19", 0),
        ("places = 9, longest_hold_hours = 23", 0),
        ("places = 9, state = 'ended', ended_at = proposed_at", 0),
    ],
)
async def test_an_agreement_gives_what_it_says(stage: Stage, found: Held, change: str, places: int) -> None:
    """OPS-02: with its notice and for its longest hold, or not at all: the window opens in 18 hours and ends in 24."""
    await stage.superuser.execute(f"UPDATE bed_agreements SET {change} WHERE id = $1", stage.agreements["S8"])
    assert await reserved(stage, found.id, "S8") == places


async def test_a_house_of_a_network_without_police_is_neither_reserved_nor_asked(
    stage: Stage, network: Network, found: Held
) -> None:
    """AGR-01: the agreement stays written, and gives nothing; asking finds nobody."""
    house = stage.shelters["S8"]
    await stage.superuser.execute("UPDATE bed_agreements SET places = 9")
    assert await reserved(stage, found.id, "S8") == 1
    await stage.superuser.execute(
        "DELETE FROM network_members WHERE organisation_id = $1", house.organisation
    )
    await network.together(house.organisation, stage.clinic, structure="community_only", police="none")
    assert await reserved(stage, found.id, "S8") == 0
    ask = "SELECT relais.ask_shelter($1, gen_random_uuid(), '2222', '{}', $2, '{}', now() + interval '1 h')"
    async with stage.superuser.transaction():
        await stage.superuser.execute(
            "SELECT set_config('relais.organisation', $1, true), set_config('relais.member', $2, true),"
            " set_config('relais.now', (SELECT created_at FROM operations LIMIT 1)::text, true)",
            str(stage.p1),
            str(stage.investigator),
        )
        assert await stage.superuser.fetchval(ask, found.id, [await pool_of(stage, "S8")]) is None


async def test_a_house_outside_every_shared_network_is_not_asked(
    stage: Stage, network: Network, found: Held
) -> None:
    """AGR-01: that both share a network was looked at in Python alone."""
    house = stage.shelters["S10"]
    await stage.superuser.execute(
        "DELETE FROM network_members WHERE organisation_id = $1", house.organisation
    )
    know = "SELECT relais.police_may_know($1, $2)"
    assert await stage.superuser.fetchval(know, house.key, stage.p1) is False
    assert await stage.superuser.fetchval(know, stage.shelters["S4"].key, stage.p1) is True


CLAIM = """
    INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at, lapses_at,
        holder_organisation_id, made_at)
    SELECT b.key, b.pool_key, b.shelter_key, b.organisation_id, $3, $4, $5, $5, $2, $4 FROM beds b
    WHERE b.shelter_key = $1 LIMIT 1
"""


@pytest.mark.parametrize(
    "change",
    [
        "organisation_id = organisation_id",
        "shelter_key = shelter_key",
        "place_id = gen_random_uuid()",
        "made_at = now()",
        "id = gen_random_uuid()",
        "lapses_at = lapses_at - interval '1 hour'",
        "holder_organisation_id = relais.organisation()",
        "kind = 'closure', lapses_at = NULL",
    ],
)
async def test_a_house_rewrites_no_promise(stage: Stage, store: Store, found: Held, change: str) -> None:
    """BED-16: whose promise it is, for which place, since when and until when is not the house's to change."""
    claims = "SELECT array_agg(to_jsonb(c) - 'key' ORDER BY c.id) FROM claims c"
    before = await stage.superuser.fetchval(claims)
    with pytest.raises(REFUSED):
        async with store.working(stage.shelters["S8"].coordinator) as uow:
            await uow.connection.execute(f"UPDATE claims SET {change}")
    assert await stage.superuser.fetchval(claims) == before


@pytest.mark.parametrize("kind", ["reservation", "hold", "stay"])
async def test_a_house_claims_in_nobodys_name(stage: Stage, store: Store, now: datetime, kind: str) -> None:
    """BED-16: a promise or a stay in a police service's or a pivot's name begins with their question."""
    house = stage.shelters["S10"]
    for holder in (stage.p1, stage.clinic):
        with pytest.raises(REFUSED):
            async with store.working(house.coordinator) as uow:
                await uow.connection.execute(CLAIM, house.key, holder, kind, now, now + timedelta(hours=9))


async def test_what_has_ended_is_not_begun_again(
    stage: Stage, store: Store, found: Held, clock: SetClock
) -> None:
    """BED-16: a released promise does not come back to life the day after."""
    await stage.superuser.execute("UPDATE claims SET state = 'released', ended_at = $1", clock.now())
    clock.advance(timedelta(hours=1))
    with pytest.raises(REFUSED):
        async with store.working(stage.shelters["S8"].coordinator) as uow:
            await uow.connection.execute("UPDATE claims SET state = 'live', ended_at = NULL")


NOTICE = "SELECT * FROM relais.receive_rail_event('stripe_connect', $1, 'paid', $2, 'tr_1', 1, 0, now())"


async def test_nobody_speaks_for_a_rail(stage: Stage, store: Store, network: Network) -> None:
    """FND-09: neither a member nor an organisation's job says that money has moved."""
    fund = await network.organisation("fund")
    for who in (await network.member(fund, Role.FUND_ADMINISTRATOR), job_of(fund), stage.investigator):
        for statement in (NOTICE, NOTICE.replace("receive_rail_event", "keep_rail_event")):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with store.working(who) as uow:
                    await uow.connection.fetch(statement, uuid4().hex, uuid4())
    async with store.working(job_of(UUID(int=0))) as uow:
        assert len(await uow.connection.fetch(NOTICE, uuid4().hex, uuid4())) == 1


async def test_a_disclosure_ends(stage: Stage, store: Store, now: datetime, clock: SetClock) -> None:
    """OPS-07: with a refusal of all that was asked, and with the operation, whatever had been granted."""

    async def disclosed(operation: UUID) -> bool:
        async with store.working(stage.coordinator) as uow:
            answer: bool = await uow.connection.fetchval("SELECT relais.disclosed_to_me($1)", operation)
            return answer

    async def asked(count: int) -> tuple[UUID, list[Any]]:
        operation = (await held(store, stage.investigator, hold(now, men(count, "A")))).id
        await store.run(ask_overrides, stage.investigator, AskOverrides(operation, ()))
        return operation, await stage.superuser.fetch(
            "SELECT id FROM overrides WHERE operation_id = $1 ORDER BY id", operation
        )

    refused, overrides = await asked(5)
    assert len(overrides) >= 1
    assert await disclosed(refused)
    for row in overrides:
        await store.run(
            decide_override, stage.coordinator, DecideOverride(row["id"], grant=False, reason="no need")
        )
    assert not await disclosed(refused)
    granted, overrides = await asked(5)
    wish = DecideOverride(overrides[0]["id"], grant=True, reason="separate floors")
    await store.run(decide_override, stage.coordinator, wish)
    assert await disclosed(granted)
    await store.run(cancel, stage.investigator, AboutOperation(granted))
    assert not await disclosed(granted)


async def test_the_coordinations_other_roles_read_no_disclosure(
    stage: Stage, store: Store, network: Network, now: datetime
) -> None:
    """OPS-07, POL-03: it is disclosed to a regional coordinator, not to the whole organisation."""
    operation = (await held(store, stage.investigator, hold(now, men(5, "A")))).id
    await store.run(ask_overrides, stage.investigator, AskOverrides(operation, ()))
    pivot = await network.member(stage.coordination, Role.PIVOT_WORKER)
    for member, sees in ((stage.coordinator, True), (pivot, False)):
        async with store.working(member) as uow:
            assert await uow.connection.fetchval("SELECT relais.disclosed_to_me($1)", operation) is sees
