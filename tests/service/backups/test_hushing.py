"""What a restored copy does not do again: it believes that the lost hours are still to come (FND-09)."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg

from service.backups.hushing import MESSAGES, hush
from service.clock import SetClock
from service.fund.rails.protocol import PayoutOrder, Sent
from service.messages.outbox import NotYet, Outbox
from service.partners.actor import Role
from service.store.store import Store
from tests.conftest import NOON
from tests.network import Network
from tests.service.fund.conftest import fund
from tests.service.fund.payouts.conftest import Payer, payer
from tests.signing import invited

__all__ = ["fund", "payer"]

DAY = timedelta(days=2)
PAYING = "fund.send_payout"
INTEND = "INSERT INTO outbox (id, organisation_id, kind, payload, due_at) VALUES ($1, $2, $3, '{}', $4)"


async def _leaves(payer: Payer, intent: UUID) -> None:
    """The payment as it left from the lost machine, of which the copy knows nothing."""
    row = await payer.fund.network.superuser.fetchrow(
        "SELECT i.*, p.account, l.category FROM payout_intents i JOIN payees p ON p.id = i.payee_id "
        "JOIN request_lines l ON l.id = i.line_id WHERE i.id = $1",
        intent,
    )
    order = PayoutOrder(
        intent, row["amount_cents"], row["currency"], row["account"], row["category"], row["attempt"]
    )
    assert isinstance(await payer.job.rails["stripe_connect"].send(order), Sent)


async def test_a_payment_that_left_after_the_copy_does_not_leave_again(payer: Payer, clock: SetClock) -> None:
    """FND-09: it is looked for at its rail first, also when the provider has long forgotten the key; another that
    never left goes, once."""
    left, never = await payer.approved(), await payer.approved(20_000)
    await _leaves(payer, left)
    clock.advance(DAY)
    hushed = await hush(payer.fund.network.superuser, clock.now())
    assert hushed.payments == 2
    for intent in (left, left, never, never):
        with suppress(NotYet):  # what was looked for and is not there goes a little later
            await payer.run(intent)
        clock.advance(timedelta(minutes=1))
    assert payer.transfers() == 2, "paid twice"
    assert {await payer.state(left), await payer.state(never)} == {("sent", "paid")}


async def test_what_may_have_been_sent_is_shown_and_not_sent_again(
    superuser: asyncpg.Connection, worker_pool: asyncpg.Pool, network: Network, clock: SetClock
) -> None:
    """Each message that was due stops and is listed; what is due later, and what pays, goes on."""
    home = await network.organisation("pivot")
    due = {kind: uuid4() for kind in (*MESSAGES, PAYING)}
    for kind, intention in due.items():
        await superuser.execute(INTEND, intention, home, kind, NOON)
    later = uuid4()
    await superuser.execute(INTEND, later, home, MESSAGES[0], NOON + DAY)
    outbox = Outbox(worker_pool, clock)
    claimed = await outbox.claim(PAYING, 1)
    hushed = await hush(superuser, NOON)
    assert hushed.messages == len(MESSAGES)
    assert {(each.id, each.problem) for each in await outbox.stopped()} == {
        (due[kind], "restored") for kind in MESSAGES
    }
    assert [each.id for each in claimed] == [each.id for each in await outbox.claim(PAYING, 1)], (
        "a lease of before"
    )
    clock.advance(DAY)
    assert [each.id for each in await outbox.claim(MESSAGES[0], 9)] == [later]
    assert (await hush(superuser, NOON)).messages == 0


async def test_sessions_of_before_have_ended(plain_store: Store, network: Network, clock: SetClock) -> None:
    """ASVS 5.0.0-v7.4.1: whoever was signed in signs in again."""
    member = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    await invited(plain_store, member)
    assert (await hush(network.superuser, clock.now())).sessions == 1
    ended = "SELECT ended_at, ended_why FROM sessions"
    assert dict(await network.superuser.fetchrow(ended)) == {"ended_at": NOON, "ended_why": "ended_elsewhere"}
    assert (await hush(network.superuser, clock.now())).sessions == 0
