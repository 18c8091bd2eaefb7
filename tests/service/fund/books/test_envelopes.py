"""Envelopes at work: a mark that is crossed once, a line in parts, envelopes that an approver names (FND-06)."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from service.fund.decisions.approve import Signed
from service.fund.envelopes.commands import EnvelopeSum, contribute
from service.fund.envelopes.low import ENVELOPE_LOW, TellLow
from service.fund.ledger.rules import Part, Shortage, Source, Want, allot
from service.fund.refusals import NOT_ENOUGH
from service.fund.requests.lines import NewLine
from service.messages.channels.mail import Mail
from service.refusals import Refused
from tests.service.fund.conftest import Fund, got

FOOD = NewLine("food", 10_000)
CARD = NewLine("calling_card", 1_000, payment="cash_by_worker")


@dataclass
class Bag:
    """Keeps letters in the place of sending them."""

    letters: list[Mail] = field(default_factory=list)

    async def deliver(self, mail: Mail) -> None:
        self.letters.append(mail)


async def crossings(fund: Fund) -> list[UUID]:
    """What the outbox holds to tell of low envelopes."""
    rows = await fund.network.superuser.fetch(
        "SELECT payload ->> 'crossing' AS crossing FROM outbox WHERE kind = $1 ORDER BY due_at", ENVELOPE_LOW
    )
    return [UUID(row["crossing"]) for row in rows]


async def test_a_mark_is_crossed_once(fund: Fund) -> None:
    """FND-06: five approvals at once fall below the mark, one alert; more money and below again, one more; each is told
    once, in words that say nothing."""
    purse = await fund.new_envelope(100_000, low_cents=80_000)
    asked = [await fund.ask(FOOD, envelope_id=purse) for _ in range(7)]
    got(await fund.approve(fund.first, asked[0].id, envelope_ids=(purse,)))
    got(await fund.approve(fund.first, asked[1].id, envelope_ids=(purse,)))
    assert await crossings(fund) == []
    await asyncio.gather(*(fund.approve(fund.first, each.id, envelope_ids=(purse,)) for each in asked[2:]))
    (first,) = await crossings(fund)
    assert (await fund.balance(purse)).is_low
    got(await fund.store.run(contribute, fund.first, EnvelopeSum(purse, 50_000)))
    again = await fund.ask(NewLine("food", 20_000), envelope_id=purse)
    got(await fund.approve(fund.first, again.id, envelope_ids=(purse,)))
    assert len(await crossings(fund)) == 2
    bag = Bag()
    for _ in range(2):
        await TellLow(bag)(fund.store, uuid4(), fund.organisation, {"crossing": str(first)})
    assert len(bag.letters) == 2
    for letter in bag.letters:
        assert not any(
            word in letter.subject + letter.text for word in ("E1", "Coalition", "$", "80", "envelope")
        )


async def test_a_small_line_may_come_in_parts(fund: Fund) -> None:
    """FND-06: what a rule approves is split, soonest to end first, where no envelope has it whole; to the cent or not
    at all; and a voucher, which has one value, is not split."""
    now = fund.store.clock.now()
    await fund.network.superuser.execute(
        "UPDATE envelopes SET starts_at = $1, ends_at = $2 WHERE id = $3",
        now - timedelta(days=9),
        now - timedelta(days=1),
        fund.envelope,
    )
    later = await fund.new_envelope(700, ends_at=now + timedelta(days=90))
    soon = await fund.new_envelope(600, ends_at=now + timedelta(days=30))
    voucher = await fund.ask(NewLine("calling_card", 1_000, payment="voucher"))
    assert voucher.by_rule_cents == 0
    asked = await fund.ask(CARD)
    assert (asked.by_rule_cents, asked.state) == (1_000, "approved")
    assert [(await fund.balance(each)).available_cents for each in (soon, later)] == [0, 300]
    payouts = await fund.network.superuser.fetch("SELECT amount_cents FROM payout_intents ORDER BY 1")
    assert [row["amount_cents"] for row in payouts] == [400, 600]
    assert (await fund.ask(NewLine("calling_card", 301, payment="cash_by_worker"))).by_rule_cents == 0
    assert (await fund.balance(later)).available_cents == 300


def test_the_envelopes_that_an_approver_names() -> None:
    """FND-06: those, in that order and no others, however much the rest holds."""
    line, one = UUID(int=9), UUID(int=1)
    at = datetime(2026, 11, 3, tzinfo=UTC)
    sources = [Source(UUID(int=key), key, 100, at + timedelta(days=key)) for key in (1, 2, 3)]
    assert allot([Want(line, 150, sources, only=(UUID(int=3), one))]) == (
        Part(line, one, 1, 50),
        Part(line, UUID(int=3), 3, 100),
    )
    assert allot([Want(line, 150, sources, only=(UUID(int=2),))]) == Shortage(line, 150, 100)


async def test_named_envelopes_are_all_there_is(fund: Fund) -> None:
    """FND-06: the approver's choice is kept to, though another envelope has plenty."""
    small = await fund.new_envelope(4_000)
    asked = await fund.ask(FOOD)
    refused = await fund.approve(fund.first, asked.id, envelope_ids=(small,))
    assert isinstance(refused, Refused)
    assert refused.reason is NOT_ENOUGH
    chosen = await fund.approve(fund.first, asked.id, envelope_ids=(small, fund.envelope))
    assert isinstance(chosen, Signed)
    assert (await fund.balance(small)).available_cents == 0
    assert (await fund.balance()).committed_cents == 6_000
