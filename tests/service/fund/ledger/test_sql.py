"""The ledger attacked in SQL: as the application, and as the superuser with triggers on (FND-06, FND-09, FND-10)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.fund.requests.lines import NewLine
from tests.service.fund.conftest import Fund, got


@asynccontextmanager
async def acting(fund: Fund, member: UUID | None = None) -> AsyncIterator[asyncpg.Connection]:
    """The application's role inside a transaction of a fund administrator; rolled back at the end."""
    async with fund.store.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("SELECT relais.enter($1, $2)", member or fund.first, fund.store.clock.now())
        try:
            yield connection
        finally:
            await transaction.rollback()


async def keys(fund: Fund) -> dict[str, int]:
    """The envelope's accounts."""
    rows = await fund.network.superuser.fetch(
        "SELECT a.kind, a.key FROM accounts a JOIN envelopes e ON e.funder_id = a.funder_id"
        " WHERE e.id = $1 AND (a.envelope_id = e.id OR a.kind = 'funder')",
        fund.envelope,
    )
    return {row["kind"]: row["key"] for row in rows}


INSERT = """
    INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, pending_id, decision_id, line_id,
                           made_by, made_at)
    VALUES (relais.organisation(), $1, $2, $3, $4, $5, $6, $7, relais.member(), relais.now()) RETURNING id
"""


async def an_earmark(fund: Fund, cents: int = 30_000) -> Any:
    """An approved request's earmark."""
    request = await fund.ask(NewLine("food", cents))
    got(await fund.approve(fund.first, request.id))
    return await fund.network.superuser.fetchrow(
        "SELECT t.* FROM transfers t JOIN request_lines l ON l.id = t.line_id WHERE l.request_id = $1",
        request.id,
    )


async def test_more_than_available_does_not_go_in(fund: Fund) -> None:
    """FND-06: no decision, no promise; and a promise that finds too little is no row."""
    earmark = await an_earmark(fund)
    accounts = await keys(fund)
    async with acting(fund) as app:
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.fetchval(
                INSERT,
                "earmark",
                accounts["envelope"],
                accounts["paid"],
                1,
                None,
                earmark["decision_id"],
                earmark["line_id"],
            )
        assert caught.value.constraint_name == "transfers_decided"
    superuser = fund.network.superuser
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await superuser.execute(
            "UPDATE accounts SET debits_pending = 600000 WHERE key = $1", accounts["envelope"]
        )
    assert caught.value.constraint_name == "accounts_available"


@pytest.mark.parametrize("cents", [0, -1, 10**12])
async def test_no_impossible_amount(fund: Fund, cents: int) -> None:
    """FND-06: at least one cent, at most a million dollars."""
    accounts = await keys(fund)
    async with acting(fund) as app:
        with pytest.raises(asyncpg.CheckViolationError):
            await app.fetchval(
                INSERT, "contribution", accounts["funder"], accounts["envelope"], cents, None, None, None
            )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE transfers SET amount_cents = 1",
        "DELETE FROM transfers",
        "TRUNCATE transfers CASCADE",
        "UPDATE decisions SET signers_required = 0",
        "DELETE FROM decisions",
        "UPDATE decision_lines SET amount_cents = 1",
        "DELETE FROM signatures",
        "UPDATE policies SET one_person_up_to_cents = 10000000",
        "DELETE FROM policy_signatures",
    ],
)
async def test_what_is_written_stays(fund: Fund, statement: str) -> None:
    """FND-09, ELG-08: neither the application nor the owner changes a row of the ledger, a decision or a policy."""
    await an_earmark(fund)
    async with acting(fund) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(statement)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await fund.network.superuser.execute(statement)


@pytest.mark.parametrize("table", ["accounts", "earmarks"])
async def test_balances_are_the_triggers_alone(fund: Fund, table: str) -> None:
    """FND-06: the application cannot write a balance."""
    async with acting(fund) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(f"UPDATE {table} SET organisation_id = organisation_id")


async def test_an_earmark_is_resolved_once(fund: Fund) -> None:
    """FND-06: part is paid, the rest is voided, and not a cent more."""
    earmark = await an_earmark(fund)
    both = (earmark["debit_key"], earmark["credit_key"])
    async with acting(fund) as app:
        await app.fetchval(INSERT, "payment", *both, 20_000, earmark["id"], None, earmark["line_id"])
        await app.fetchval(INSERT, "void", *both, 10_000, earmark["id"], None, earmark["line_id"])
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.fetchval(INSERT, "payment", *both, 1, earmark["id"], None, earmark["line_id"])
        assert caught.value.constraint_name == "earmarks_resolved_once"


async def test_accounts_are_joined_as_their_kinds_allow(fund: Fund) -> None:
    """FND-06, DAT-09: money goes from its funder's own account to the envelope to what is paid: never backwards, and
    never into an envelope of another funder."""
    accounts, other = await keys(fund), await fund.new_envelope(1_000, funder="Autre bailleur")
    other_envelope = await fund.network.superuser.fetchval(
        "SELECT key FROM accounts WHERE envelope_id = $1 AND kind = 'envelope'", other
    )
    for debit, credit in (
        (accounts["envelope"], accounts["funder"]),
        (accounts["funder"], other_envelope),
        (accounts["paid"], accounts["envelope"]),
        (accounts["funder"], 10**9),
    ):
        async with acting(fund) as app:
            with pytest.raises(asyncpg.CheckViolationError) as caught:
                await app.fetchval(INSERT, "contribution", debit, credit, 5, None, None, None)
            assert caught.value.constraint_name == "transfers_accounts"


SIGN = """
    INSERT INTO signatures (decision_id, member_id, organisation_id, fund_organisation_id, role, signed_at)
    SELECT d.id, $2, d.organisation_id, d.fund_organisation_id, $3, relais.now() FROM decisions d WHERE d.id = $1
"""


async def waiting_decision(fund: Fund) -> UUID:
    """A decision that one of two has signed."""
    request = await fund.ask(NewLine("food", 40_000))
    return got(await fund.approve(fund.first, request.id)).decision_id


async def test_signatures_in_sql(fund: Fund) -> None:
    """FND-10: not twice, not for another, not by the one who asked, and no money before the second."""
    decision = await waiting_decision(fund)
    superuser = fund.network.superuser
    for member, role, by, constraint in (
        (fund.first, "approver", fund.first, "signatures_once"),
        (fund.second, "approver", fund.first, "signatures_own_hand"),
        (fund.pivot, "approver", fund.pivot, "signatures_not_own_request"),
        (fund.pivot, "requester", fund.pivot, "signatures_emergency_only"),
    ):
        async with acting(fund, by) as app:
            with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
                await app.execute(SIGN, decision, member, role)
            assert caught.value.constraint_name == constraint
    line = await superuser.fetchval("SELECT line_id FROM decision_lines WHERE decision_id = $1", decision)
    accounts = await keys(fund)
    async with acting(fund) as app:
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.fetchval(
                INSERT, "earmark", accounts["envelope"], accounts["paid"], 40_000, None, decision, line
            )
        assert caught.value.constraint_name == "transfers_signed"


DECIDE = """
    INSERT INTO decisions (request_id, organisation_id, fund_organisation_id, policy_id, kind, signers_required,
                           total_24h_cents, question, answer, made_by, made_at, review_by)
    SELECT r.id, r.organisation_id, r.fund_organisation_id, p.id, $2, $3, $4, '{}', '{}',
           CASE WHEN $2 = 'by_rule' THEN NULL ELSE relais.member() END, relais.now(),
           CASE WHEN $2 = 'self_issued' THEN relais.now() + interval '3 days' END
    FROM fund_requests r CROSS JOIN LATERAL relais.policy_in_force(r.fund_organisation_id) p WHERE r.id = $1
        RETURNING id
"""


async def test_a_decision_cannot_ask_for_fewer_people(fund: Fund) -> None:
    """FND-10: above the band that two people signed, two people sign."""
    request = await fund.ask(NewLine("food", 40_000))
    async with acting(fund) as app:
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.fetchval(DECIDE, request.id, "people", 1, 40_000)
        assert caught.value.constraint_name == "decisions_two_people"


async def test_no_rule_approves_more_than_the_policy(fund: Fund) -> None:
    """FND-10: the narrow function that earmarks without people is held to the policy by the ledger itself."""
    request = await fund.ask(NewLine("food", 40_000))
    line = (await fund.lines(request.id))[0]["id"]
    for kind, constraint in (("by_rule", "transfers_automatic_ceiling"), ("self_issued", "transfers_signed")):
        async with acting(fund, fund.pivot) as app:
            decision = await app.fetchval(DECIDE, request.id, kind, 0, 40_000)
            await app.execute(
                """
                INSERT INTO decision_lines (decision_id, line_id, organisation_id, fund_organisation_id, outcome,
                    amount_cents)
                SELECT id, $2, organisation_id, fund_organisation_id, 'approved', 40000 FROM decisions WHERE id = $1
                """,
                decision,
                line,
            )
            with pytest.raises(asyncpg.CheckViolationError) as caught:
                await app.fetch("SELECT * FROM relais.earmark_without_people($1)", decision)
            assert caught.value.constraint_name == constraint


async def test_the_emergency_door_has_an_end_in_the_database(fund: Fund) -> None:
    """FND-10, hard rule 5: 500 dollars alone, per person and day, whatever the code above believes."""
    request = await fund.ask(NewLine("food", 50_001))
    line = (await fund.lines(request.id))[0]["id"]
    async with acting(fund, fund.pivot) as app:
        decision = await app.fetchval(DECIDE, request.id, "self_issued", 0, 50_001)
        await app.execute(SIGN, decision, fund.pivot, "requester")
        await app.execute(
            """
            INSERT INTO decision_lines (decision_id, line_id, organisation_id, fund_organisation_id, outcome,
                amount_cents)
            SELECT id, $2, organisation_id, fund_organisation_id, 'approved', 50001 FROM decisions WHERE id = $1
            """,
            decision,
            line,
        )
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.fetch("SELECT * FROM relais.earmark_without_people($1)", decision)
        assert caught.value.constraint_name == "transfers_emergency_ceiling"


async def test_tenants_do_not_see_each_other(fund: Fund, network: Any) -> None:
    """POL-03: a pivot reads no ledger; a fund reads no case; a stranger reads nothing."""
    await an_earmark(fund)
    tables = (
        "transfers",
        "accounts",
        "envelopes",
        "request_cases",
        "fund_requests",
        "decisions",
        "payout_intents",
    )
    from service.partners.actor import Role

    stranger = await network.member(await network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    seen = {}
    for name, member in (("pivot", fund.pivot), ("fund", fund.first), ("stranger", stranger)):
        async with acting(fund, member) as app:
            seen[name] = [await app.fetchval(f"SELECT count(*) FROM {table}") for table in tables]
    assert seen == {
        "pivot": [0, 0, 0, 1, 1, 1, 1],
        "fund": [2, 4, 1, 0, 1, 1, 1],
        "stranger": [0, 0, 0, 0, 0, 0, 0],
    }
    async with fund.store.pool.acquire() as nobody:
        assert [await nobody.fetchval(f"SELECT count(*) FROM {table}") for table in tables] == [0] * 7


async def test_no_case_is_in_the_ledger_or_with_the_fund(fund: Fund) -> None:
    """CNF-11: no table of the fund but the pivot's own link has a column for a case."""
    rows = await fund.network.superuser.fetch(
        """
        SELECT table_name FROM information_schema.columns WHERE column_name LIKE '%case%' AND table_name IN
        ('transfers', 'accounts', 'earmarks', 'fund_requests', 'request_lines', 'decisions', 'decision_lines',
        'signatures',
         'payout_intents', 'receipts', 'rail_events', 'request_cases')
        """
    )
    assert {row["table_name"] for row in rows} == {"request_cases"}


async def test_a_payee_of_another_fund_cannot_be_read(fund: Fund) -> None:
    """POL-03: names of payees are the payer's."""
    async with acting(fund, fund.pivot) as app:
        assert await app.fetchval("SELECT count(*) FROM payees") == 0
        assert await app.fetch("SELECT * FROM relais.payees_of($1)", uuid4()) == []
