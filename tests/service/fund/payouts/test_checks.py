"""What `relais check` says of payments: silent on sound ones, and naming what a hand past all triggers has broken."""

from datetime import timedelta

import pytest

from service.checks import run_check
from service.fund.payouts.checks import CHECKS
from tests.service.fund.payouts.conftest import Payer

BELONGS, CARRIED, SHOWN = (check.name for check in CHECKS)
BREAKS = [
    ("DELETE FROM payout_postings", {BELONGS, SHOWN}),
    ("UPDATE payout_intents SET reference = NULL WHERE state = 'sent'", {BELONGS}),
    ("DELETE FROM outbox WHERE state = 'ready'", {CARRIED}),
    ("UPDATE payout_intents SET returned_cents = 1 WHERE state = 'sent'", {SHOWN}),
    ("UPDATE payout_intents SET confirmed_cents = 29999 WHERE state = 'sent'", {SHOWN}),
]


@pytest.fixture
async def worked(payer: Payer) -> Payer:
    """A payment that left, and one that waits for its job since an hour."""
    await payer.run(await payer.approved())
    await payer.approved(20_000)
    payer.fund.store.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]  # the tests' clock
    return payer


async def test_sound_payments_are_silent(worked: Payer) -> None:
    """FND-09: and each check has looked at something."""
    now = worked.fund.store.clock.now()
    found = [await run_check(worked.fund.network.superuser, check, now) for check in CHECKS]
    assert [each.name for each in found if not each.ok or not each.looked_at] == []


async def test_what_a_hand_breaks_is_named(worked: Payer) -> None:
    """FND-09: a posting without its payment or its reference, a payment that nobody carries on, sums that differ."""
    superuser, now = worked.fund.network.superuser, worked.fund.store.clock.now()
    for statement, named in BREAKS:
        transaction = superuser.transaction()
        await transaction.start()
        try:
            await superuser.execute("SET LOCAL session_replication_role = replica")
            await superuser.fetchval("SELECT set_config('relais.now', $1, true)", now.isoformat())
            await superuser.execute(statement)
            assert {check.name for check in CHECKS if await superuser.fetch(check.wrong)} == named, statement
        finally:
            await transaction.rollback()
