"""What a rail's own list says about an order."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.fund.rails.protocol import Differs, NotFound, PayoutOrder, RailTransfer, Sent


def truth(order: PayoutOrder, found: Sequence[RailTransfer]) -> Sent | NotFound | Differs:
    """Judge the payments that the rail lists for the order's intent (FND-09).

    An earlier attempt that came back whole is history. One whose money is still out, a second payment of this
    attempt, or another amount, currency or payee is a difference, and never counted as sent.
    """
    mine = [one for one in found if one.attempt == order.attempt]
    others_out = [one for one in found if one.attempt != order.attempt and not came_back_whole(one)]
    if others_out or len(mine) > 1:
        return Differs(tuple(found))
    if not mine:
        return NotFound()
    if not matches(order, mine[0]):
        return Differs(tuple(found))
    return Sent(mine[0].provider_id, mine[0].at, mine[0].returned_cents)


def matches(order: PayoutOrder, one: RailTransfer) -> bool:
    """Whether a payment is what was ordered: the intent, the amount, the currency and the payee (FND-09)."""
    ordered = (order.intent_id, order.amount_cents, order.currency, order.payee_reference)
    return ordered == (one.intent_id, one.amount_cents, one.currency, one.payee_reference)


def came_back_whole(one: RailTransfer) -> bool:
    """Whether all of a payment has come back (FND-12)."""
    return one.returned_cents >= one.amount_cents


def by_hand(rail: str) -> bool:
    """Whether a person pays by this rail and says so, a card from stock among them (FND-08)."""
    return rail == "voucher" or rail.startswith("manual_")


def as_intent(group: str | None) -> UUID | None:
    """The intent that a provider's grouping names; None where the group is not one of ours."""
    try:
        intent = UUID(group)
    except (TypeError, ValueError):
        return None
    return intent if str(intent) == group else None


def as_attempt(metadata: Mapping[str, Any]) -> int:
    """The attempt that a payment was labelled with; 1 where it bears no label or not a number."""
    written = str(metadata.get("attempt", ""))
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 1
