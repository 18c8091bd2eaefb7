"""A member's own temporary table must never stand in for a table that a narrow function reads."""

from uuid import UUID

import asyncpg
import pytest

from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network


async def test_narrow_functions_look_at_temporary_tables_last(pool: asyncpg.Pool) -> None:
    """Unless `pg_temp` is named last, PostgreSQL looks there first: any caller could supply the rows."""
    open_to_shadows = await pool.fetch(
        """
        SELECT p.oid::regprocedure::text AS name FROM pg_proc p
        WHERE p.prosecdef AND p.pronamespace = 'relais'::regnamespace
          AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%, pg_temp')
        """
    )
    assert [row["name"] for row in open_to_shadows] == []


@pytest.fixture
async def investigator(network: Network) -> UUID:
    return await network.member(await network.organisation("police"), Role.INVESTIGATOR)


async def test_police_do_not_make_themselves_pivots(store: Store, investigator: UUID) -> None:
    """SAF-01: `sees_the_board` reads the real members, not a table of the caller's own making."""
    async with store.working(investigator) as uow:
        await uow.connection.execute(
            """
            CREATE TEMP TABLE members ON COMMIT DROP AS
                SELECT relais.member() AS id, relais.organisation() AS organisation_id,
                    '{pivot_worker}'::text[] AS roles;
            CREATE TEMP TABLE organisations ON COMMIT DROP AS SELECT relais.organisation() AS id, 'pivot' AS kind;
            GRANT SELECT ON members, organisations TO relais_lens;
            """
        )
        assert await uow.connection.fetchval("SELECT relais.sees_the_board()") is False
