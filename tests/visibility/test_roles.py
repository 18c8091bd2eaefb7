"""An organisation's rows are not for all of its people: the role binds in the database too (POL-03, SAF-08)."""

import re
from uuid import UUID

import asyncpg
import pytest

from migrations.partners.visibility.roles import TABLES
from service.partners.actor import Role, job_of
from tests.proving import ProvingStore
from tests.visibility.scene import Scene

EMPTY = {
    "sharings",
    "shares",
    "case_access",
    "unmet_needs",
    "rail_events",
    "receipts",
    "refusals_by_month",
    "duty_reports",
    "arrival_points",
    "address_reveals",
    "exclusions",
    "escalations",
    "policy_signatures",
}
"""Tables that may well have no row in the scene, or none that a job reads."""


async def count(store: ProvingStore, who: object, table: str) -> int:
    """How many rows of a table somebody reads, as the application."""
    async with store.working(who) as uow:  # type: ignore[arg-type]
        found: int = await uow.connection.fetchval(f"SELECT count(*) FROM {table}")
        return found


async def owners(scene: Scene, store: ProvingStore, table: str) -> list[UUID]:
    """The organisations of which a job reads rows there."""
    rows = await scene.world.db.fetch("SELECT id FROM organisations")
    return [row[0] for row in rows if await count(store, job_of(row[0]), table) > 0]


@pytest.mark.parametrize("table", TABLES)
async def test_who_sits_in_another_role_reads_none_of_it(
    scene: Scene, store_of_module: ProvingStore, table: str
) -> None:
    """POL-03, SAF-08: somebody of the very organisation, in a role that the table is not for, reads no row; nor does
    whoever sits in no role at all."""
    let_in = set(re.findall(r"'(\w+)'", TABLES[table]))
    owning = await owners(scene, store_of_module, table)
    assert owning or table in EMPTY
    for organisation in owning:
        for role in Role:
            if role in let_in:
                continue
            member = await in_role(scene, organisation, role)
            assert await count(store_of_module, member, table) == 0, (table, role)


async def in_role(scene: Scene, organisation: UUID, role: Role) -> UUID:
    """A member in this role, past the rule that an organisation of another kind has none such."""
    db: asyncpg.Connection = scene.world.db
    await db.execute("SET session_replication_role = replica")
    try:
        return await scene.world.network.member(organisation, role)
    finally:
        await db.execute("RESET session_replication_role")


async def test_a_shared_tablet_reads_what_a_front_desk_reads(
    scene: Scene, store_of_module: ProvingStore
) -> None:
    """SAF-08: on a tablet a coordinator is the front desk: the roles are the session's, not the member's."""
    world = scene.world
    house = world.stage.shelters["S8"]
    async with store_of_module.working(house.coordinator) as uow:
        assert await uow.connection.fetchval("SELECT relais.holds('shelter_coordinator')") is True
        assert await uow.connection.fetchval("SELECT count(*) FROM bed_agreements") == 1
    session = await world.db.fetchval(
        """
        INSERT INTO sessions (organisation_id, member_id, kind, signed_in_by, tablet_id, started_at, idle_until,
            ends_at)
        SELECT m.organisation_id, m.id, 'tablet', 'pin', t.id, $2, $2::timestamptz + '1 hour',
            $2::timestamptz + '1 hour'
        FROM members m JOIN tablets t ON t.organisation_id = m.organisation_id WHERE m.id = $1 RETURNING id
        """,
        house.coordinator,
        world.clock.now(),
    )
    assert session is not None
    async with store_of_module.pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "SELECT relais.enter($1, $2, $3)", house.coordinator, world.clock.now(), session
        )
        assert await connection.fetchval("SELECT relais.roles()") == ["front_desk"]
        assert await connection.fetchval("SELECT relais.holds('shelter_coordinator')") is False
        assert await connection.fetchval("SELECT count(*) FROM bed_agreements") == 0
        assert await connection.fetch("SELECT * FROM relais.own_hotel_nights()") == []


def test_every_table_of_an_organisation_says_for_whom_it_is() -> None:
    """POL-03: no table is named twice, and each names at least one role that there is."""
    roles = {str(role) for role in Role}
    for table, named in TABLES.items():
        assert set(re.findall(r"'(\w+)'", named)) <= roles, table
        assert re.findall(r"'(\w+)'", named), table
