"""Stripe Issuing: a virtual card for one payment, limited by amount, kind of merchant and date (FND-08).

A card is a promise that a merchant may take: nothing is paid before somebody does. Its number never comes here: the
library leaves it out unless it is asked for, and nothing here asks. Who pays a merchant reads it in Stripe's own pages.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import stripe

from service.fund.cards.rules import MERCHANTS, CardFact, FactKind
from service.fund.rails.protocol import (
    Cause,
    Failed,
    NoList,
    NotFound,
    Outcome,
    PayoutOrder,
    Step,
    Truth,
    Unknown,
    Waiting,
)
from service.fund.rails.stripe_connect import RETRYABLE, UNDECIDED, cause_of

if TYPE_CHECKING:
    from stripe.params.issuing import CardCreateParams

STEPS = (Step.PAY_BY_CARD, Step.KEEP_RECEIPT)
PAGE = 100


class StripeIssuing:
    """The rail, and the cards' issuer. `cardholder` is the organisation in whose name the operator makes cards."""

    name = "stripe_issuing"

    def __init__(self, client: stripe.StripeClient, cardholder: str) -> None:
        self._cards = client.v1.issuing.cards
        self._transactions = client.v1.issuing.transactions
        self._cardholder = cardholder

    async def send(self, order: PayoutOrder) -> Outcome:
        """Make the card once: the same order again is the same card. A need that no card is for fails."""
        if order.purpose not in MERCHANTS:
            return Failed(Cause.REFUSED, retryable=False)
        try:
            made = await self._cards.create_async(
                _params(order, self._cardholder), {"idempotency_key": f"card.{order.key}"}
            )
        except stripe.StripeError as error:
            cause = cause_of(error)
            if cause in UNDECIDED:
                return Unknown(cause, error.request_id)
            return Failed(cause, cause in RETRYABLE, error.request_id)
        return Waiting(STEPS, made.id)

    async def look(self, order: PayoutOrder) -> Truth:
        """The card that Stripe holds for the order, among those of our cardholder."""
        try:
            page = await self._cards.list_async({"cardholder": self._cardholder, "limit": PAGE})
            async for card in page.auto_paging_iter():
                if card.metadata.to_dict().get("intent") == str(order.intent_id):
                    return Waiting(STEPS, card.id)
        except stripe.StripeError as error:
            return Unknown(cause_of(error), error.request_id)
        return NotFound()

    async def list_since(
        self,
        since: datetime,  # noqa: ARG002 - what cards paid is compared card by card
        until: datetime,  # noqa: ARG002 - likewise
        cursor: str | None = None,  # noqa: ARG002 - likewise
    ) -> NoList:
        return NoList()

    async def balance(self, currency: str = "CAD") -> NoList:  # noqa: ARG002 - cards spend from a balance of their own
        return NoList()

    async def cancel(self, card: str) -> bool:
        """No merchant can charge it any more; cancelled already is cancelled."""
        try:
            found = await self._cards.retrieve_async(card)
            if found.status != "canceled":
                await self._cards.update_async(card, {"status": "canceled"})
        except stripe.StripeError:
            return False
        return True

    async def spent(self, card: str) -> Sequence[CardFact] | None:
        """Everything merchants took and gave back, the oldest first."""
        try:
            page = await self._transactions.list_async({"card": card, "limit": PAGE})
            found = [_fact(one, card) async for one in page.auto_paging_iter()]
        except stripe.StripeError:
            return None
        return found[::-1]


def _params(order: PayoutOrder, cardholder: str) -> "CardCreateParams":
    categories: Any = list(MERCHANTS[order.purpose])
    return {
        "cardholder": cardholder,
        "currency": order.currency.lower(),
        "type": "virtual",
        "status": "active",
        "spending_controls": {
            "allowed_categories": categories,
            "spending_limits": [{"amount": order.amount_cents, "interval": "all_time"}],
        },
        "metadata": {"intent": str(order.intent_id), "attempt": str(order.attempt)},
    }


def _fact(one: Any, card: str) -> CardFact:
    kind: FactKind = "capture" if one.type == "capture" else "refund"
    return CardFact(one.id, card, kind, abs(one.amount), datetime.fromtimestamp(one.created, UTC))
