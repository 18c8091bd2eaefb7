"""Nobody writes in another's name, and nobody writes on what another fund decides (FND-10, FND-11)."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.fund.payees.commands import ProposePayee
from service.fund.requests.lines import NewLine
from service.partners.actor import Role
from tests.attack.test_cases import acting
from tests.service.fund.conftest import Fund, a_policy, fund, got, with_policy
from tests.service.fund.ledger.test_sql import DECIDE, INSERT, SIGN, an_earmark, keys

__all__ = ["fund"]

REFUSED = (asyncpg.IntegrityConstraintViolationError, asyncpg.InsufficientPrivilegeError)


async def test_nobody_asks_in_anothers_name(fund: Fund) -> None:
    """FND-10: else one asks as a colleague and approves as oneself."""
    async with acting(fund, fund.pivot) as app:
        with pytest.raises(REFUSED):
            await app.execute(
                """
                INSERT INTO fund_requests (code, organisation_id, fund_organisation_id, region, urgency, attested,
                    people, state, requested_by, submitted_at, decide_by)
                VALUES ('R-2222', relais.organisation(), $1, 'CA-ON', 'urgent', '{}', 1, 'submitted', $2, relais.now(),
                    relais.now())
                """,
                fund.organisation,
                fund.backup,
            )


async def test_nobody_decides_in_anothers_name(fund: Fund) -> None:
    """FND-11: whoever made a decision is whoever wrote it."""
    request = await fund.ask(NewLine("food", 20_000))
    async with acting(fund, fund.first) as app:
        with pytest.raises(REFUSED):
            await app.execute(
                DECIDE.replace("relais.member()", f"'{fund.second}'::uuid"), request.id, "people", 1, 0
            )


async def test_nobody_tells_the_trail_in_anothers_name(fund: Fund) -> None:
    """FND-09: an event names who acted."""
    async with acting(fund, fund.first) as app:
        with pytest.raises(REFUSED):
            await app.execute(
                """
                INSERT INTO events (organisation_id, member_id, role, name, at, record)
                VALUES (relais.organisation(), $1, 'x', 'x', relais.now(), 'x')
                """,
                fund.second,
            )


PAYEE = """
    INSERT INTO payees (organisation_id, code, name, rail, proposed_by, proposed_at, confirmed_by, usable_from)
    VALUES (relais.organisation(), 'P-2222', 'x', 'manual_cash', $1, relais.now(), $2, $3) RETURNING id
"""


async def test_two_people_for_a_payee_are_two_people(fund: Fund) -> None:
    """FND-08: one administrator cannot be both, whichever of the two names is made up."""
    now = fund.store.clock.now()
    for proposed, confirmed, usable in (
        (fund.second, fund.first, now),
        (fund.first, fund.second, now),
        (fund.second, None, None),
    ):
        async with acting(fund, fund.first) as app:
            with pytest.raises(REFUSED):
                await app.execute(PAYEE, proposed, confirmed, usable)
    payee = await fund.payee(ProposePayee("Autocar", "manual_cheque"))
    for change in (
        "confirmed_by = $2",
        "usable_from = relais.now()",
        "account = 'acct_1'",
        "rail = 'manual_cash'",
    ):
        async with acting(fund, fund.first) as app:
            with pytest.raises(REFUSED):
                await app.execute(
                    f"UPDATE payees SET {change} WHERE id = $1",
                    payee,
                    *([fund.second] if "$2" in change else []),
                )


async def test_a_colleague_of_the_one_who_asks_does_not_sign_for_the_fund(fund: Fund) -> None:
    """FND-10: an approver's signature is the fund's, whatever organisation the row claims."""
    request = await fund.ask(NewLine("food", 40_000))
    decision = got(await fund.approve(fund.first, request.id)).decision_id
    async with acting(fund, fund.backup) as app:
        with pytest.raises(REFUSED):
            await app.execute(
                """
                INSERT INTO signatures (decision_id, member_id, organisation_id, fund_organisation_id, role, signed_at)
                VALUES ($1, relais.member(), relais.organisation(), relais.organisation(), 'approver', relais.now())
                """,
                decision,
            )


@pytest.fixture
async def other(fund: Fund) -> tuple[UUID, UUID]:
    """Another fund with money and a policy of its own: its administrator and its organisation."""
    organisation = await fund.network.organisation("fund")
    first, second = [await fund.network.member(organisation, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    await with_policy(fund.store, first, second, a_policy())
    return first, organisation


async def test_a_policy_is_signed_inside_its_fund(fund: Fund, other: tuple[UUID, UUID]) -> None:
    """ELG-08: a stranger's signature would put one administrator's policy in force."""
    policy = await fund.network.superuser.fetchval(
        "SELECT id FROM policies WHERE organisation_id = $1", fund.organisation
    )
    async with acting(fund, other[0]) as app:
        with pytest.raises(REFUSED):
            await app.execute(
                "INSERT INTO policy_signatures VALUES ($1, relais.organisation(), relais.member(), relais.now())",
                policy,
            )


async def test_one_fund_does_not_decide_for_another(fund: Fund, other: tuple[UUID, UUID]) -> None:
    """POL-03: a decision belongs to the two organisations of its request."""
    request = await fund.ask(NewLine("food", 20_000))
    policy = await fund.network.superuser.fetchval(
        "SELECT id FROM policies WHERE organisation_id = $1", other[1]
    )
    async with acting(fund, other[0]) as app:
        with pytest.raises(REFUSED):
            await app.execute(
                """
                INSERT INTO decisions (request_id, organisation_id, fund_organisation_id, policy_id, kind,
                    signers_required, total_24h_cents, question, answer, made_by, made_at)
                VALUES ($1, relais.organisation(), relais.organisation(), $2, 'people', 1, 0, '{}', '{}',
                    relais.member(), relais.now())
                """,
                request.id,
                policy,
            )


@pytest.mark.parametrize(
    ("kind", "debit", "credit"), [("overrun", "overrun", "paid"), ("return", "paid", "envelope")]
)
async def test_a_transfer_is_about_a_line_of_its_own_fund(
    fund: Fund, other: tuple[UUID, UUID], kind: str, debit: str, credit: str
) -> None:
    """FND-06: moving one's own money must not rewrite what another fund's line shows as paid or returned."""
    earmark = await an_earmark(fund)
    envelope = await fund.new_envelope(1_000)
    await fund.network.superuser.execute("SET session_replication_role = replica")
    await fund.network.superuser.execute(
        "UPDATE envelopes SET organisation_id = $2 WHERE id = $1", envelope, other[1]
    )
    await fund.network.superuser.execute(
        "UPDATE accounts SET organisation_id = $2 WHERE envelope_id = $1", envelope, other[1]
    )
    await fund.network.superuser.execute("RESET session_replication_role")
    rows = await fund.network.superuser.fetch(
        "SELECT kind, key FROM accounts WHERE envelope_id = $1", envelope
    )
    account: dict[str, Any] = {row["kind"]: row["key"] for row in rows}
    async with acting(fund, other[0]) as app:
        with pytest.raises(REFUSED):
            await app.fetchval(
                INSERT, kind, account[debit], account[credit], 5, None, None, earmark["line_id"]
            )


async def test_a_small_total_does_not_shrink_the_number_of_signatures(fund: Fund) -> None:
    """FND-10: what counts is what the lines add up to, not the total that the decision states of itself."""
    request = await fund.ask(NewLine("food", 40_000))
    line = (await fund.lines(request.id))[0]["id"]
    accounts = await keys(fund)
    async with acting(fund, fund.first) as app:
        decision = await app.fetchval(DECIDE, request.id, "people", 1, 0)
        await app.execute(
            """
            INSERT INTO decision_lines (decision_id, line_id, organisation_id, fund_organisation_id, outcome,
                amount_cents)
            SELECT id, $2, organisation_id, fund_organisation_id, 'approved', 40000 FROM decisions WHERE id = $1
            """,
            decision,
            line,
        )
        await app.execute(SIGN, decision, fund.first, "approver")
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await app.fetchval(
                INSERT, "earmark", accounts["envelope"], accounts["paid"], 40_000, None, decision, line
            )
        assert caught.value.constraint_name == "transfers_signed"


async def test_a_payment_is_for_what_its_earmark_promised(fund: Fund) -> None:
    """FND-09: an intent of another amount, or under another decision, would leave with the wrong hands behind it."""
    earmark = await an_earmark(fund)
    superuser = fund.network.superuser
    await superuser.execute("DELETE FROM payout_intents WHERE earmark_id = $1", earmark["id"])
    async with acting(fund, fund.first) as app:
        with pytest.raises(REFUSED):
            await app.execute(
                """
                INSERT INTO payout_intents (organisation_id, asking_organisation_id, line_id, decision_id, earmark_id,
                    rail, amount_cents, state, created_at)
                SELECT t.organisation_id, $2, t.line_id, t.decision_id, t.id, 'manual_cash', t.amount_cents + 1, 'held',
                    relais.now() FROM transfers t WHERE t.id = $1
                """,
                earmark["id"],
                fund.pivots,
            )
