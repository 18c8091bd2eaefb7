"""Each invariant of cases and fund: silent on sound data, and naming what a hand past all triggers has broken."""

from uuid import uuid4

import asyncpg
import pytest

from service.cases.checks import CHECKS as CASES
from service.checks import run_check
from service.fund.books.checks import CHECKS as BOOKS
from service.fund.checks import CHECKS as FUND
from service.fund.decisions.checks import CHECKS as DECIDED
from service.fund.payouts.checks import CHECKS as PAYMENTS
from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.requests.lines import NewLine
from service.fund.reviews.checks import CHECKS as REVIEWS
from tests.service.fund.conftest import Fund, got


@pytest.fixture
async def worked(fund: Fund) -> Fund:
    """A fund after a day: by rule, by one, by two, paid less and paid more, withdrawn."""
    food = await fund.ask(NewLine("food", 10_000), NewLine("calling_card", 1_000))
    got(await fund.approve(fund.first, food.id))
    hotel = await fund.ask(NewLine("hotel_nights", 33_000, 3))
    for member in (fund.first, fund.second):
        got(await fund.approve(member, hotel.id))
    rows = await fund.network.superuser.fetch(
        "SELECT id, amount_cents FROM payout_intents ORDER BY amount_cents DESC"
    )
    for row, charged in zip(rows[:2], (30_000, 10_700), strict=True):
        got(await fund.store.run(confirm_payout, fund.first, ConfirmPayout(row["id"], "recu", charged)))
    return fund


async def wrong(fund: Fund) -> list[str]:
    """The names of the checks that find something."""
    now = fund.store.clock.now()
    found = [await run_check(fund.network.superuser, check, now) for check in (*CASES, *FUND)]
    return [checked.name for checked in found if not checked.ok]


async def test_sound_data_is_silent(worked: Fund) -> None:
    """FND-06, FND-09: and every check has looked at something, but those of placements, transfers and who waits."""
    assert await wrong(worked) == []
    now = worked.store.clock.now()
    looked = {
        check.name: (await run_check(worked.network.superuser, check, now)).looked_at
        for check in (*CASES, *FUND)
        if check not in (*REVIEWS, *BOOKS, *DECIDED)
    }
    assert {name for name, rows in looked.items() if rows == 0} == {
        each.name for each in (CASES[2], CASES[5], CASES[6])
    }


BREAKS = [
    (
        "UPDATE accounts SET credits_posted = credits_posted + 1 WHERE kind = 'envelope'",
        {FUND[0].name, BOOKS[0].name, BOOKS[1].name},
    ),
    (
        "UPDATE transfers SET amount_cents = amount_cents + 1 WHERE kind = 'contribution'",
        {FUND[0].name, BOOKS[0].name},
    ),
    (
        "UPDATE transfers SET debit_key = credit_key, credit_key = debit_key WHERE kind = 'contribution'",
        {FUND[0].name, FUND[2].name, BOOKS[0].name},
    ),
    ("UPDATE earmarks SET open_cents = open_cents + 1", {FUND[3].name, FUND[10].name}),
    ("DELETE FROM signatures WHERE role = 'approver'", {FUND[4].name}),
    ("UPDATE decisions SET kind = 'declined' WHERE kind = 'by_rule'", {FUND[4].name}),
    ("UPDATE fund_requests SET requested_by = (SELECT member_id FROM signatures LIMIT 1)", {FUND[5].name}),
    ("UPDATE decisions SET signers_required = 1 WHERE signers_required = 2", {FUND[6].name}),
    ("UPDATE policies SET payer_differs_above_cents = 0", {FUND[7].name, FUND[-2].name}),
    (
        "DELETE FROM policy_signatures WHERE member_id = (SELECT member_id FROM policy_signatures LIMIT 1)",
        {FUND[8].name},
    ),
    ("UPDATE request_lines SET paid_cents = paid_cents + 1", {FUND[9].name}),
    ("DELETE FROM payout_intents WHERE state = 'ready'", {FUND[10].name}),
    (
        "UPDATE payout_intents SET state = 'ready' WHERE state = 'confirmed'",
        {FUND[10].name, PAYMENTS[0].name},
    ),
    ("UPDATE cases SET pivot_member_id = backup_member_id", {CASES[0].name}),
    ("UPDATE consents SET withdrawn_at = given_at - interval '1 day'", {CASES[1].name, CASES[3].name}),
    ("UPDATE sharings SET shared_at = shared_at - interval '1 day'", {CASES[3].name}),
    ("UPDATE sharings SET what = 'referral'", {CASES[3].name, CASES[4].name}),
    ("DELETE FROM sharings", {CASES[4].name}),
    (
        """
        INSERT INTO case_handovers (case_id, organisation_id, to_organisation_id, to_region, state, asked_by, asked_at,
            answer_by, answered_by, answered_at)
        SELECT c.id, c.organisation_id, f.fund_organisation_id, c.region, 'accepted', c.pivot_member_id, c.opened_at,
            c.opened_at + interval '1 day', c.pivot_member_id, c.opened_at FROM cases c, fund_requests f LIMIT 1
        """,
        {CASES[5].name},
    ),
]


@pytest.mark.parametrize(("statement", "named"), BREAKS, ids=[statement[:60] for statement, _ in BREAKS])
async def test_what_a_hand_breaks_is_named(worked: Fund, *, statement: str, named: set[str]) -> None:
    """FND-09: as superuser, past triggers and constraints."""
    assert await found_after(worked.network.superuser, statement) == named


async def found_after(superuser: asyncpg.Connection, *statements: str) -> set[str]:
    """What the checks name after these writes past every trigger and constraint; all is taken back."""
    transaction = superuser.transaction()
    await transaction.start()
    try:
        await superuser.execute("SET LOCAL session_replication_role = replica")
        for constraint in await superuser.fetch(
            """
            SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS away FROM pg_constraint
            WHERE contype = 'c' AND conrelid IN ('cases'::regclass, 'consents'::regclass, 'accounts'::regclass,
                'decisions'::regclass)
            """
        ):
            await superuser.execute(constraint["away"])
        for statement in statements:
            await superuser.execute(statement)
        return {
            check.name
            for check in (*CASES, *FUND)
            if any(check.judge(row) for row in await superuser.fetch(check.wrong))
        }
    finally:
        await transaction.rollback()


async def test_an_overpromised_envelope_is_named(worked: Fund) -> None:
    """FND-06: the constraint has to be taken away before it can happen."""
    statement = "UPDATE accounts SET debits_pending = debits_pending + 900000 WHERE kind = 'envelope'"
    assert await found_after(worked.network.superuser, statement) == {
        FUND[0].name,
        FUND[1].name,
        BOOKS[1].name,
    }


async def test_a_placement_without_its_place_is_named(worked: Fund) -> None:
    """OPS-14."""
    superuser = worked.network.superuser
    await superuser.execute(
        """
        INSERT INTO placements (case_id, organisation_id, claim_id, linked_by, linked_at)
        SELECT id, organisation_id, $1, pivot_member_id, opened_at FROM cases LIMIT 1
        """,
        uuid4(),
    )
    assert await wrong(worked) == [CASES[2].name]
