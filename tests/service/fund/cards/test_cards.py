"""Cards for merchants over the real Stripe library: off until it is said otherwise, limited by amount, kind of merchant
and date; what a merchant took is a fact (FND-08, FND-12)."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.fund.cards.flow import TendCard, receive_fact
from service.fund.cards.rules import MERCHANTS, STAYS_OPEN
from service.fund.payees.commands import ProposePayee
from service.fund.payouts.rules import buttons
from service.fund.payouts.sending import SendPayout
from service.fund.policy.document.categories import CATEGORIES
from service.fund.rails.stripe_connect import StripeConnect
from service.fund.rails.stripe_issuing import StripeIssuing
from service.fund.rails.webhooks import CardEvent, verify
from service.fund.requests.lines import NewLine
from service.messages.outbox import Hopeless, NotYet
from service.partners.proposals.money import rails
from service.settings import SettingsError, read_settings
from tests.doubles.stripe_api import Delivery, Fault, StripeDouble
from tests.service.fund.conftest import Fund, got
from tests.service.fund.rails.library import PARAMS, named, parameter

KEY, SECRET = "sk_test_relais", "whsec_test"


@dataclass(frozen=True)
class Desk:
    """A fund whose two people turned cards on, and a hotel that takes them."""

    fund: Fund
    double: StripeDouble
    rail: StripeIssuing
    payee: UUID

    async def card(self, cents: int = 30_000) -> tuple[UUID, str]:
        """An approved line with its card: the payment, and the card's name."""
        request = await self.fund.ask(NewLine("hotel_nights", cents, 3, payee_id=self.payee))
        got(await self.fund.approve(self.fund.first, request.id))
        intent: UUID = await self.one(
            "SELECT i.id FROM payout_intents i JOIN request_lines l ON l.id = i.line_id WHERE l.request_id = $1",
            request.id,
        )
        await self.send(intent)
        return intent, await self.one("SELECT card FROM cards WHERE intent_id = $1", intent)

    async def send(self, intent: UUID) -> None:
        """The job's work on a payment."""
        job = SendPayout({self.rail.name: self.rail})
        await job(self.fund.store, uuid4(), self.fund.organisation, {"intent": str(intent)})

    async def tend(self, intent: UUID) -> None:
        await TendCard(self.rail)(self.fund.store, uuid4(), self.fund.organisation, {"intent": str(intent)})

    async def one(self, statement: str, *values: Any) -> Any:
        return await self.fund.network.superuser.fetchval(statement, *values)

    async def sums(self) -> tuple[int, int, int]:
        """Available, committed and spent cents of the envelope."""
        balance = await self.fund.balance()
        return balance.available_cents, balance.committed_cents, balance.spent_cents


@pytest.fixture
async def desk(fund: Fund) -> AsyncIterator[Desk]:
    double = StripeDouble(
        KEY, clock=lambda: int(fund.store.clock.now().timestamp()), webhook_secrets=[SECRET]
    )
    double.books.fund_cards(1_000_000)

    async def door(body: bytes, headers: Mapping[str, str]) -> int:
        heard = verify(body, headers["stripe-signature"], [SECRET], fund.store.clock.now())
        if isinstance(heard, CardEvent):
            await receive_fact(fund.store, heard.fact)
        return 200

    double.hooks.endpoint = door
    connect = StripeConnect(KEY, url="http://stripe.test", transport=double.transport())
    address: Any = {"line1": "1, rue A", "city": "Laval", "country": "CA", "postal_code": "H7A 1A1"}
    holder = await connect.client.v1.issuing.cardholders.create_async(
        {"name": "Fonds", "type": "company", "billing": {"address": address}}
    )
    await fund.network.superuser.execute(
        "INSERT INTO fund_rails VALUES ($1, 'stripe_issuing', true)", fund.organisation
    )
    payee = await fund.payee(ProposePayee("Hôtel", "stripe_issuing"))
    await fund.network.superuser.execute("SET session_replication_role = replica")
    await fund.network.superuser.execute("UPDATE payees SET usable_from = $1", fund.store.clock.now())
    await fund.network.superuser.execute("RESET session_replication_role")
    yield Desk(fund, double, StripeIssuing(connect.client, holder.id), payee)
    await connect.close()


async def test_a_card_is_limited_and_pays_nothing_by_itself(desk: Desk) -> None:
    """FND-08: by amount and kind of merchant, not by one payment; its number is nowhere here; money stays promised."""
    intent, card = await desk.card()
    made = desk.double.books.cards[card]
    controls = made["spending_controls"]
    assert (made["type"], made["status"]) == ("virtual", "active")
    assert controls["spending_limits"] == [{"amount": 30_000, "categories": None, "interval": "all_time"}]
    assert controls["allowed_categories"] == ["hotels_motels_and_resorts"]
    assert made["metadata"] == {"intent": str(intent), "attempt": "1"}
    assert made["lifecycle_controls"] is None
    assert await desk.sums() == (470_000, 30_000, 0)
    assert await desk.one("SELECT state || ' ' || reference FROM payout_intents") == f"waiting {card}"
    assert buttons("waiting", "stripe_issuing", None, None) == ()
    assert "number" not in made
    assert "4242" not in str(await desk.fund.network.superuser.fetch("SELECT * FROM cards"))


@pytest.mark.parametrize("order", [Delivery.ONCE, Delivery.TWICE, Delivery.OUT_OF_ORDER])
async def test_deposit_increment_overrun_refund_and_close(desk: Desk, order: Delivery) -> None:
    """FND-08, FND-12: a deposit and an increment post from the promise, what is above posts as an overrun, a refund
    goes back to the envelope; in any order of the notices the sums are the same, and at the date the card is closed."""
    intent, card = await desk.card()
    desk.double.faults.webhooks = order
    for asked, taken in ((10_000, 10_000), (15_000, 15_000), (5_000, 6_200)):
        desk.double.card_captures(desk.double.card_asks(card, asked), taken)
    await desk.double.hooks.settled()
    await desk.double.hooks.deliver_held()
    assert await desk.sums() == (470_000, 0, 31_200)
    assert await desk.one("SELECT debits_posted FROM accounts WHERE kind = 'overrun'") == 1_200
    assert await desk.one("SELECT count(*) FROM card_facts WHERE kind = 'authorization'") == 3
    desk.double.card_refunds(card, 4_000)
    await desk.double.hooks.settled()
    await desk.double.hooks.deliver_held()
    assert (await desk.sums())[0] == 474_000
    row = await desk.fund.network.superuser.fetchrow(
        "SELECT state, confirmed_cents, returned_cents FROM payout_intents WHERE id = $1", intent
    )
    assert tuple(row) == ("confirmed", 31_200, 4_000)
    await _over(desk)
    await desk.tend(intent)
    assert desk.double.books.cards[card]["status"] == "canceled"
    assert await desk.one("SELECT closed_at IS NOT NULL FROM cards") is True


async def _over(desk: Desk) -> None:
    """Past the card's date."""
    until = await desk.one("SELECT max(open_until) FROM cards")
    clock: Any = desk.fund.store.clock
    clock.advance(until - clock.now())


async def test_at_its_date_the_rest_goes_back(desk: Desk) -> None:
    """FND-12: cancelled at the rail first, then given back; one that nobody charged is given back whole; until then
    each look makes good what notices were lost."""
    desk.double.faults.webhooks = Delivery.LOST
    (half, card), (unused, other) = await desk.card(), await desk.card(20_000)
    desk.double.card_captures(desk.double.card_asks(card, 12_000), 12_000)
    needed = await desk.one("SELECT l.needed_by FROM request_lines l JOIN payout_intents i ON i.line_id = l.id"
                            " WHERE i.id = $1", half)  # fmt: skip
    assert await desk.one("SELECT open_until FROM cards WHERE intent_id = $1", half) == needed + STAYS_OPEN
    with pytest.raises(NotYet) as waits:
        await desk.tend(half)
    assert waits.value.after == timedelta(days=1)
    assert await desk.sums() == (450_000, 38_000, 12_000)
    await _over(desk)
    desk.double.faults.next_reads(Fault.SILENT_BEFORE)
    with pytest.raises(NotYet):
        await desk.tend(half)
    assert await desk.one("SELECT closed_at FROM cards WHERE intent_id = $1", half) is None
    await asyncio.gather(desk.tend(half), desk.tend(half), desk.tend(unused))
    assert {desk.double.books.cards[each]["status"] for each in (card, other)} == {"canceled"}
    assert await desk.sums() == (488_000, 0, 12_000)
    assert await desk.one("SELECT array_agg(state ORDER BY state) FROM payout_intents") == [
        "cancelled",
        "confirmed",
    ]
    assert desk.double.books.authorizations[desk.double.card_asks(other, 1)]["approved"] is False


async def test_a_late_capture_is_a_fact(desk: Desk) -> None:
    """FND-08: what a bank reports after the card is closed posts, as an overrun; nobody can refuse it."""
    intent, card = await desk.card()
    early = desk.double.card_asks(card, 9_000)
    await _over(desk)
    await desk.tend(intent)
    assert await desk.sums() == (500_000, 0, 0)
    desk.double.card_captures(early, 9_000)
    await desk.double.hooks.settled()
    assert await desk.sums() == (500_000, 0, 9_000)
    assert await desk.one("SELECT debits_posted FROM accounts WHERE kind = 'overrun'") == 9_000


async def test_a_fact_may_come_before_its_card(desk: Desk) -> None:
    """FND-09: a charge heard before the answer to our own call is kept, and applied once the card is known."""
    request = await desk.fund.ask(NewLine("hotel_nights", 30_000, 3, payee_id=desk.payee))
    got(await desk.fund.approve(desk.fund.first, request.id))
    intent = await desk.one("SELECT id FROM payout_intents")
    desk.double.faults.next_writes(Fault.SILENT_AFTER)
    with pytest.raises(NotYet):
        await desk.send(intent)
    (card,) = desk.double.books.cards
    desk.double.card_captures(desk.double.card_asks(card, 5_000), 5_000)
    await desk.double.hooks.settled()
    assert await desk.one("SELECT count(*) FROM card_facts WHERE intent_id IS NULL") == 2
    clock: Any = desk.fund.store.clock
    clock.advance(timedelta(minutes=1))
    await desk.send(intent)
    assert list(desk.double.books.cards) == [card]
    with pytest.raises(NotYet):
        await desk.tend(intent)
    assert await desk.sums() == (470_000, 25_000, 5_000)
    with pytest.raises(Hopeless):
        await TendCard(None)(desk.fund.store, uuid4(), desk.fund.organisation, {"intent": str(intent)})


async def test_a_need_that_no_card_is_for(desk: Desk) -> None:
    """FND-08: food is no kind of merchant that a card is for: nothing is made, and a person decides."""
    request = await desk.fund.ask(NewLine("food", 4_000, payee_id=desk.payee))
    got(await desk.fund.approve(desk.fund.first, request.id))
    await desk.send(await desk.one("SELECT id FROM payout_intents"))
    assert await desk.one("SELECT state FROM payout_intents") == "failed"
    assert desk.double.books.cards == {}


async def test_off_until_two_people_say_otherwise(fund: Fund) -> None:
    """FND-08: for a fund, cards begin off; its payees are named by nobody meanwhile."""
    async with fund.store.reading(fund.first) as session:
        known = {each.rail: each.active for each in got(await rails(session))}
    assert (known["stripe_issuing"], known["voucher"], known["stripe_connect"]) == (False, True, True)
    assert await fund.network.superuser.fetchval(
        "SELECT relais.rail_is_on($1, 'stripe_issuing')", fund.organisation
    ) is False  # fmt: skip


def test_the_operator_names_a_cardholder() -> None:
    """FND-08: without one cards do not exist; what is no cardholder stops the start."""
    assert read_settings({}).stripe_issuing is None
    assert read_settings({"RELAIS_STRIPE_ISSUING": "ich_1MsKAB"}).stripe_issuing == "ich_1MsKAB"
    for wrong in ("yes", "1", "ich_", "ich_1 "):
        with pytest.raises(SettingsError, match="RELAIS_STRIPE_ISSUING"):
            read_settings({"RELAIS_STRIPE_ISSUING": wrong})


def test_kinds_of_merchants_are_stripes_own() -> None:
    """FND-08: lodging, bus lines, railways, taxis and telecommunications, by names that the library knows."""
    hint, _ = parameter(named(PARAMS, "issuing.CardCreateParams"), "spending_controls.allowed_categories")
    known = str(hint)
    for categories in MERCHANTS.values():
        for each in categories:
            assert f"'{each}'" in known, each
    assert MERCHANTS.keys() <= set(CATEGORIES)
    assert {each for found in MERCHANTS.values() for each in found} >= {
        "hotels_motels_and_resorts",
        "bus_lines",
        "passenger_railways",
        "taxicabs_limousines",
        "telecommunication_services",
    }
