"""What the database itself refuses, tried in SQL as the role that the application signs in as."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network


@pytest.fixture
async def pivot(network: Network) -> UUID:
    return await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)


async def test_the_application_is_neither_owner_nor_superuser(pool: asyncpg.Pool) -> None:
    role = await pool.fetchrow(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin FROM pg_roles WHERE rolname = current_user"
    )
    assert dict(role) == {
        "rolname": "relais_app",
        "rolsuper": False,
        "rolbypassrls": False,
        "rolcreaterole": False,
        "rolcanlogin": False,
    }
    assert await pool.fetchval("SELECT count(*) FROM pg_class WHERE relowner = 'relais_app'::regrole") == 0


async def test_the_lens_cannot_sign_in(pool: asyncpg.Pool) -> None:
    assert (
        await pool.fetchval(
            "SELECT rolcanlogin OR rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'relais_lens'"
        )
        is False
    )


async def test_every_narrow_function_is_the_lens_own(pool: asyncpg.Pool) -> None:
    """A SECURITY DEFINER function owned by the superuser would see and do anything."""
    powerful = await pool.fetch(
        """
        SELECT p.proname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
        WHERE p.prosecdef AND (r.rolsuper OR r.rolbypassrls OR r.rolcanlogin)
        """
    )
    assert powerful == []


async def test_narrow_functions_pin_their_search_path(pool: asyncpg.Pool) -> None:
    loose = await pool.fetch(
        "SELECT proname FROM pg_proc WHERE prosecdef AND NOT coalesce(proconfig::text LIKE '%search_path=%', false)"
    )
    assert loose == []


async def test_nothing_is_executable_by_everybody(pool: asyncpg.Pool) -> None:
    open_to_all = await pool.fetch(
        """
        SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace,
               aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
        WHERE n.nspname = 'relais' AND a.grantee = 0 AND a.privilege_type = 'EXECUTE'
          AND p.prorettype <> 'trigger'::regtype
        """
    )
    assert open_to_all == []


async def test_every_table_of_an_organisation_has_row_level_security(pool: asyncpg.Pool) -> None:
    bare = await pool.fetch(
        """
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'organisation_id'
          AND NOT c.relrowsecurity
        """
    )
    assert bare == []


async def test_without_a_context_there_are_no_rows(pool: asyncpg.Pool, pivot: UUID, superuser: Any) -> None:
    """No organisation, no rows: in every table that the application may read and that belongs to organisations."""
    tables = await pool.fetch(
        """
        SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'organisation_id'
          AND has_table_privilege(c.oid, 'SELECT')
        """
    )
    assert len(tables) > 5
    assert await superuser.fetchval("SELECT count(*) FROM members") == 1
    for table in tables:
        assert await pool.fetchval(f"SELECT count(*) FROM {table['name']}") == 0


async def test_another_organisation_is_not_there(store: Store, network: Network, pivot: UUID) -> None:
    other = await network.organisation("pivot")
    await network.member(other, Role.PIVOT_WORKER)
    async with store.reading(pivot) as session:
        found = await session.connection.fetch("SELECT organisation_id FROM members")
        assert [row["organisation_id"] for row in found] == [session.actor.organisation_id]
        assert await session.connection.fetchval("SELECT count(*) FROM organisations") == 1


async def test_an_event_cannot_be_written_for_another(store: Store, pivot: UUID) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with store.working(pivot) as uow:
            await uow.connection.execute(
                "INSERT INTO events (organisation_id, role, name, at, record) VALUES ($1, 'x', 'x', now(), 'x')",
                uuid4(),
            )


@pytest.mark.parametrize(
    "change", ["UPDATE events SET name = 'x'", "DELETE FROM events", "TRUNCATE events CASCADE"]
)
async def test_events_are_append_only(store: Store, pivot: UUID, superuser: Any, change: str) -> None:
    """FND-09: the application has no right to change an event, and the owner meets a trigger."""
    async with store.working(pivot) as uow:
        await uow.connection.execute(
            """
            INSERT INTO events (organisation_id, role, name, at, record)
            VALUES (relais.organisation(), 'x', 'x', now(), 'x')
            """
        )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with store.working(pivot) as uow:
            await uow.connection.execute(change)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await superuser.execute(change)


async def test_one_effect_per_key(store: Store, pivot: UUID, superuser: Any) -> None:
    """The key of a member exists once, whoever writes it."""
    insert = "INSERT INTO idempotency VALUES ($1, $2, 'k', 'o', 'f', '{}', now())"
    organisation = await superuser.fetchval("SELECT organisation_id FROM members WHERE id = $1", pivot)
    await superuser.execute(insert, organisation, pivot)
    with pytest.raises(asyncpg.UniqueViolationError):
        async with store.working(pivot) as uow:
            await uow.connection.execute(insert, organisation, pivot)


async def test_community_networks_take_no_police(network: Network) -> None:
    """AGR-01: a network may exclude police altogether."""
    police = await network.organisation("police")
    with pytest.raises(asyncpg.CheckViolationError):
        await network.together(police, structure="community_only", police="none")
