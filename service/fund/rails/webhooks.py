"""What Stripe tells us unasked: verified, read, and independent of the order in which it comes.

Store each `RailEvent.id` once; `amount_cents` and `returned_cents` are totals so far and not steps, so
that a late or repeated event can be applied by taking the larger.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, TypeGuard
from uuid import UUID

import msgspec

from service.fund.cards.rules import CardFact, FactKind
from service.fund.rails.rules import as_attempt, as_intent

TOLERANCE = timedelta(minutes=5)
"""How far the signature's time may be from ours, before or after."""

ACCOUNT_UPDATED = "account.updated"
CARDS = frozenset({"issuing_authorization.created", "issuing_transaction.created"})

_HEADER = re.compile(r"t=([0-9]{1,10})((?:,[a-z0-9]+=[0-9A-Za-z]+)+)")


class EventKind(StrEnum):
    """The events that move a payout along."""

    TRANSFER_CREATED = "transfer.created"
    TRANSFER_UPDATED = "transfer.updated"
    TRANSFER_REVERSED = "transfer.reversed"
    PAYOUT_PAID = "payout.paid"
    PAYOUT_FAILED = "payout.failed"


@dataclass(frozen=True)
class RailEvent:
    """One verified event. `intent_id` is None for payouts (a partner's own bank) and for foreign transfers.

    `payee_reference` is the connected account concerned. `at` is UTC, when Stripe recorded the event.
    """

    id: str
    kind: EventKind
    provider_id: str
    intent_id: UUID | None
    amount_cents: int
    at: datetime
    returned_cents: int = 0
    currency: str = "CAD"
    payee_reference: str | None = None
    attempt: int = 1


@dataclass(frozen=True)
class AccountEvent:
    """Something changed about a connected account (`account.updated`): it is looked at, whatever the event says."""

    id: str
    account: str


@dataclass(frozen=True)
class CardEvent:
    """What a merchant asked of a card, took, or gave back."""

    id: str
    fact: CardFact


@dataclass(frozen=True)
class Ignored:
    """Verified, and nothing to us."""

    id: str
    kind: str


class Flaw(StrEnum):
    """What is wrong with a delivery that is turned away."""

    MISSING = "missing"
    MALFORMED = "malformed"
    NOT_OURS = "not_ours"
    TOO_OLD = "too_old"
    TOO_NEW = "too_new"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class BadSignature:
    """Turned away; nothing changes but the trail."""

    flaw: Flaw


_Name = Annotated[str, msgspec.Meta(max_length=255, pattern=r"^[!-~]+(?!\n)$")]
"""How the provider names a thing, a kind, a currency: visible ASCII, as long as its own description allows."""
_Cents = Annotated[int, msgspec.Meta(ge=-(10**12), le=10**12)]


class _Object(msgspec.Struct):
    id: _Name | None = None
    amount: _Cents | None = None
    amount_reversed: Annotated[int, msgspec.Meta(ge=0, le=10**12)] = 0
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{3}$", max_length=3)] = "cad"
    destination: Any = None
    transfer_group: str | None = None
    metadata: dict[str, str] | None = None
    card: Any = None
    type: str | None = None


class _Data(msgspec.Struct):
    object: _Object


class _Envelope(msgspec.Struct):
    id: _Name
    type: _Name
    created: Annotated[int, msgspec.Meta(ge=0, le=9_999_999_999)]
    data: msgspec.Raw = msgspec.Raw(b"{}")
    account: _Name | None = None


Heard = RailEvent | AccountEvent | CardEvent | Ignored


def verify(
    payload: bytes, signature: str | None, secrets: Sequence[str], now: datetime
) -> Heard | BadSignature:
    """Check a delivery's signature and age, and read it (FND-09).

    Any of `secrets` will do, so that they can be rotated. `now` is UTC. Events of other kinds are `Ignored`:
    answer them with 200, or Stripe sends them again for days.
    """
    flaw = _flaw(payload, signature, secrets, now)
    if flaw is not None:
        return BadSignature(flaw)
    try:
        return _event(msgspec.json.decode(payload, type=_Envelope))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return BadSignature(Flaw.UNREADABLE)


def _flaw(payload: bytes, signature: str | None, secrets: Sequence[str], now: datetime) -> Flaw | None:
    if not signature:
        return Flaw.MISSING
    # Read once and strictly: the time that is judged is the time that was signed.
    header = _HEADER.fullmatch(signature)
    if header is None or ",t=" in header[2]:
        return Flaw.MALFORMED
    if not any(_signed(payload, signature, secret) for secret in secrets):
        return Flaw.NOT_OURS
    age = now - datetime.fromtimestamp(int(header[1]), UTC)
    if age > TOLERANCE:
        return Flaw.TOO_OLD
    return Flaw.TOO_NEW if -age > TOLERANCE else None


def _signed(payload: bytes, signature: str, secret: str) -> bool:
    import stripe  # only who has a secret of Stripe's comes here

    try:
        # The library's own check of age reads the machine's clock; ours is passed in.
        return bool(stripe.WebhookSignature.verify_header(payload, signature, secret, tolerance=None))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _event(envelope: _Envelope) -> Heard:
    if envelope.type == ACCOUNT_UPDATED:
        return _account(envelope)
    if envelope.type in CARDS and envelope.account is None:
        return _card(envelope)
    # What an account of somebody else did is its own affair: its transfers could name a payment of ours.
    foreign = envelope.account is not None and envelope.type.startswith("transfer.")
    if envelope.type not in set(EventKind) or foreign:
        return Ignored(envelope.id, envelope.type)
    about = msgspec.json.decode(envelope.data, type=_Data).object
    if about.id is None or about.amount is None or about.amount < 0:
        raise msgspec.ValidationError("an event about money names an object and an amount")
    return RailEvent(
        id=envelope.id,
        kind=EventKind(envelope.type),
        provider_id=about.id,
        intent_id=as_intent(about.transfer_group),
        amount_cents=about.amount,
        at=datetime.fromtimestamp(envelope.created, UTC),
        returned_cents=about.amount_reversed,
        currency=about.currency.upper(),
        payee_reference=envelope.account or _payee(about),
        attempt=as_attempt(about.metadata or {}),
    )


def _account(envelope: _Envelope) -> AccountEvent | Ignored:
    """An account's own notice about itself; about any other it says nothing."""
    about = msgspec.json.decode(envelope.data, type=_Data).object
    if about.id is None or about.id != envelope.account:
        return Ignored(envelope.id, envelope.type)
    return AccountEvent(envelope.id, about.id)


def _card(envelope: _Envelope) -> CardEvent:
    """Amounts are signed as Stripe signs them: what a merchant takes is below zero."""
    about = msgspec.json.decode(envelope.data, type=_Data).object
    card = about.card.get("id") if isinstance(about.card, dict) else about.card
    if about.id is None or about.amount is None or not _is_name(card):
        raise msgspec.ValidationError("an event about a card names it, an object and an amount")
    kind: FactKind = (
        "authorization" if about.type is None else "capture" if about.type == "capture" else "refund"
    )
    at = datetime.fromtimestamp(envelope.created, UTC)
    return CardEvent(envelope.id, CardFact(about.id, card, kind, abs(about.amount), at))


def _payee(about: _Object) -> str | None:
    """The account a transfer went to; a payout's own `destination` is a bank account, which is not kept."""
    named = _is_name(about.destination) and about.destination.startswith("acct_")
    return about.destination if named else None


def _is_name(value: Any) -> TypeGuard[str]:
    """Whether this is how the provider names something."""
    try:
        msgspec.convert(value, _Name)
    except msgspec.ValidationError:
        return False
    return True
