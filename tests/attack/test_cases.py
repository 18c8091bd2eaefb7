"""Somebody who knows the id of a stranger's case, and speaks SQL as the application (SAF-05, CNF-04)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.partners.actor import Role
from tests.service.fund.conftest import Fund, fund

__all__ = ["fund"]


@pytest.fixture
async def stranger(fund: Fund) -> UUID:
    """A pivot worker of another organisation."""
    return await fund.network.member(await fund.network.organisation("pivot"), Role.PIVOT_WORKER)


@asynccontextmanager
async def acting(fund: Fund, member: UUID) -> AsyncIterator[asyncpg.Connection]:
    """The application inside a transaction of this member, rolled back at the end."""
    async with fund.store.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("SELECT relais.enter($1, $2)", member, fund.store.clock.now())
        try:
            yield connection
        finally:
            await transaction.rollback()


async def test_nobody_gives_themselves_a_strangers_case(fund: Fund, stranger: UUID) -> None:
    """PIV-04: only the organisation that has the case names a co-pivot."""
    case = await fund.case()
    async with acting(fund, stranger) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(
                """
                INSERT INTO case_access (case_id, member_id, organisation_id, owner_organisation_id, given_by, given_at,
                    until)
                VALUES ($1, relais.member(), relais.organisation(), relais.organisation(), relais.member(),
                    relais.now(), $2)
                """,
                case,
                fund.store.clock.now() + timedelta(days=30),
            )


CHILDREN = {
    "consents": """INSERT INTO consents (case_id, organisation_id, kind, scope, given_at, collected_by)
        VALUES ($1, relais.organisation(), 'spoken', 'police_contact', relais.now(), relais.member())""",
    "exclusions": """INSERT INTO exclusions (case_id, organisation_id, kind, value, added_by, added_at)
        VALUES ($1, relais.organisation(), 'region', 'CA-ON', relais.member(), relais.now())""",
    "duty_reports": """INSERT INTO duty_reports (case_id, organisation_id, outcome, reason, noted_by, noted_at)
        VALUES ($1, relais.organisation(), 'not_applicable', 'other', relais.member(), relais.now())""",
}


@pytest.mark.parametrize("table", CHILDREN)
async def test_nothing_is_hung_on_a_strangers_case(fund: Fund, stranger: UUID, table: str) -> None:
    """CNF-01: a consent, an exclusion or a note is written by whoever accompanies the case."""
    case = await fund.case()
    async with acting(fund, stranger) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(CHILDREN[table], case)
    async with acting(fund, fund.pivot) as app:
        await app.execute(CHILDREN[table], case)


async def test_a_strangers_case_is_not_asked_about_through_money(fund: Fund, stranger: UUID) -> None:
    """FND-07, CNF-11: a request is joined with a case that one accompanies, or one learns what it was paid."""
    case = await fund.case()
    async with acting(fund, stranger) as app:
        request = await app.fetchval(
            """
            INSERT INTO fund_requests (code, organisation_id, fund_organisation_id, region, urgency, attested, people,
                state, requested_by, submitted_at, decide_by)
            VALUES ('R-2222', relais.organisation(), $1, 'CA-ON', 'urgent', '{}', 1, 'submitted', relais.member(),
                relais.now(), relais.now()) RETURNING id
            """,
            fund.organisation,
        )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(
                "INSERT INTO request_cases VALUES ($1, relais.organisation(), $2)", request, case
            )


async def test_a_placement_is_of_what_one_holds(fund: Fund) -> None:
    """SAF-05, OPS-14: linking somebody else's claim to one's own case would tell where that person sleeps."""
    case = await fund.case()
    async with acting(fund, fund.pivot) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(
                """
                INSERT INTO placements (case_id, organisation_id, claim_id, linked_by, linked_at)
                VALUES ($1, relais.organisation(), $2, relais.member(), relais.now())
                """,
                case,
                uuid4(),
            )
