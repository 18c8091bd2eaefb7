"""Webhooks: only what Stripe signed, lately, under one of our secrets, is believed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from service.fund.rails.stripe_connect import StripeConnect
from service.fund.rails.webhooks import BadSignature, EventKind, Flaw, Ignored, RailEvent, verify
from tests.doubles.stripe_api import Delivery, StripeDouble, sign
from tests.service.fund.rails.conftest import START, Order, Seconds

SECRET, OLD, OTHER = "whsec_relais", "whsec_before", "whsec_other"
NOW = datetime.fromtimestamp(START, UTC)


def event(kind: str = "transfer.created", **about: Any) -> bytes:
    inner = {"id": "tr_1", "object": "transfer", "amount": 900, "currency": "cad"} | about
    whole = {"id": "evt_1", "object": "event", "type": kind, "created": START, "data": {"object": inner}}
    return json.dumps(whole).encode()


def flaw(body: bytes, signature: str | None, now: datetime = NOW, *secrets: str) -> Flaw:
    answer = verify(body, signature, secrets or (SECRET,), now)
    assert isinstance(answer, BadSignature)
    return answer.flaw


class Door:
    """Our webhook door, as far as this room goes: it verifies, and stores each event once."""

    def __init__(self, clock: Seconds) -> None:
        self.clock = clock
        self.heard: list[object] = []
        self.stored: dict[str, RailEvent] = {}
        self.status = 200

    async def __call__(self, body: bytes, headers: Mapping[str, str]) -> int:
        now = datetime.fromtimestamp(self.clock(), UTC)
        answer = verify(body, headers["stripe-signature"], [SECRET], now)
        self.heard.append(answer)
        if isinstance(answer, RailEvent):
            self.stored[answer.id] = answer
        return self.status


@pytest.fixture
def door(double: StripeDouble, clock: Seconds) -> Door:
    made = Door(clock)
    double.hooks.endpoint = made
    return made


async def test_a_transfer_is_told_with_its_intent(
    rail: StripeConnect, double: StripeDouble, account: str, order: Order, door: Door
) -> None:
    """FND-09: the event names the intent, the attempt, the amount and the payee of the transfer."""
    wish = order(attempt=2)
    await rail.send(wish)
    await double.hooks.settled()
    (made,) = double.books.transfers
    (name,) = double.books.events
    assert door.heard == [
        RailEvent(
            name, EventKind.TRANSFER_CREATED, made, wish.intent_id, 45_000, NOW, 0, "CAD", account, attempt=2
        )
    ]


async def test_totals_do_not_depend_on_the_order_of_events(
    rail: StripeConnect, double: StripeDouble, order: Order, door: Door
) -> None:
    """FND-12: two partial returns delivered newest first still end at the same total."""
    double.faults.webhooks = Delivery.OUT_OF_ORDER
    await rail.send(order())
    (name,) = double.books.transfers
    client = stripe.StripeClient(
        "sk_test_relais", base_addresses={"api": "http://stripe.test"}, http_client=rail._http
    )
    for cents in (1_000, 2_500):
        await client.v1.transfers.reversals.create_async(name, {"amount": cents})
    await double.hooks.settled()
    assert door.heard == []
    await double.hooks.deliver_held()
    told = [(one.kind, one.returned_cents) for one in door.heard if isinstance(one, RailEvent)]
    assert told == [
        (EventKind.TRANSFER_REVERSED, 3_500),
        (EventKind.TRANSFER_REVERSED, 1_000),
        (EventKind.TRANSFER_CREATED, 0),
    ]


async def test_lost_twice_and_late(
    rail: StripeConnect, double: StripeDouble, clock: Seconds, order: Order, door: Door
) -> None:
    """FND-09: a lost event is missing, a repeated one keeps its id, a late one is signed when it leaves."""
    double.faults.webhooks = Delivery.LOST
    await rail.send(order(1))
    double.faults.webhooks = Delivery.TWICE
    await rail.send(order(2))
    double.faults.webhooks = Delivery.LATE
    await rail.send(order(3))
    await double.hooks.settled()
    assert [one.amount_cents for one in door.heard if isinstance(one, RailEvent)] == [2, 2]
    clock.at += 86_400
    await double.hooks.deliver_held()
    assert [one.amount_cents for one in door.stored.values()] == [2, 3]
    assert [one.at for one in door.stored.values()] == [NOW, NOW]


async def test_what_our_door_does_not_take_comes_again(
    rail: StripeConnect, double: StripeDouble, order: Order, door: Door
) -> None:
    """FND-09: an answer other than 2xx is no receipt."""
    door.status = 503
    await rail.send(order())
    await double.hooks.settled()
    door.status = 200
    await double.hooks.redeliver()
    await double.hooks.redeliver()
    assert len(door.heard) == 2
    assert len(door.stored) == 1


async def test_a_payout_paid_then_failed_belongs_to_the_partner(
    rail: StripeConnect, double: StripeDouble, account: str, order: Order, door: Door
) -> None:
    """FND-09: a partner's bank paid, then returned it; no intent is concerned and no bank account is kept."""
    await rail.send(order())
    payout = double.books.pay_out(account, {"amount": "45000", "currency": "cad"})
    double.payout_arrives(payout["id"])
    double.payout_bounces(payout["id"])
    await double.hooks.settled()
    told = [one for one in door.heard if isinstance(one, RailEvent)][1:]
    assert [(one.kind, one.provider_id, one.intent_id, one.payee_reference) for one in told] == [
        (EventKind.PAYOUT_PAID, payout["id"], None, account),
        (EventKind.PAYOUT_FAILED, payout["id"], None, account),
    ]
    assert double.books.balance(account) == 45_000


def test_a_bank_account_is_never_kept() -> None:
    """FND-08: the destination of a payout is somebody's bank account; it does not come through."""
    body = event("payout.paid", id="po_1", destination="ba_1")
    answer = verify(body, sign(body, [SECRET], START), [SECRET], NOW)
    assert isinstance(answer, RailEvent)
    assert answer.payee_reference is None


def test_the_double_signs_as_the_library_does() -> None:
    """FND-09: our stand-in's own signature is the one the real library generates."""
    body = event()
    expected = stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET, START)
    assert sign(body, [SECRET], START) == expected


def test_secrets_can_be_rotated() -> None:
    """FND-09: either secret will do while one replaces the other, on their side or on ours."""
    body = event()
    assert isinstance(verify(body, sign(body, [OLD], START), [SECRET, OLD], NOW), RailEvent)
    assert isinstance(verify(body, sign(body, [OLD, SECRET], START), [SECRET], NOW), RailEvent)
    assert flaw(body, sign(body, [OLD], START)) is Flaw.NOT_OURS


def test_tampering_other_secrets_and_no_secret_are_refused() -> None:
    """FND-09: one byte changed, another's secret, an empty secret, or none at all: turned away."""
    body, signature = event(), sign(event(), [SECRET], START)
    assert flaw(body.replace(b"900", b"901"), signature) is Flaw.NOT_OURS
    assert flaw(body, sign(body, [OTHER], START)) is Flaw.NOT_OURS
    assert flaw(body, sign(body, [""], START), NOW, "") is Flaw.NOT_OURS
    assert verify(body, signature, [], NOW) == BadSignature(Flaw.NOT_OURS)
    assert flaw(b"\xff\xfe", signature) is Flaw.NOT_OURS
    assert flaw(body, signature.replace(str(START), str(START + 1))) is Flaw.NOT_OURS


def test_the_age_is_judged_by_the_clock_given_to_the_second() -> None:
    """FND-09: five minutes either way are allowed, and a second more is not."""
    body = event()
    signature, limit, more = sign(body, [SECRET], START), timedelta(minutes=5), timedelta(seconds=1)
    for now in (NOW - limit, NOW + limit):
        assert isinstance(verify(body, signature, [SECRET], now), RailEvent)
    assert flaw(body, signature, NOW + limit + more) is Flaw.TOO_OLD
    assert flaw(body, signature, NOW - limit - more) is Flaw.TOO_NEW


def test_the_header_is_read_strictly() -> None:
    """FND-09: no header, no time, two times, other alphabets: none is guessed at."""
    body = event()
    good = sign(body, [SECRET], START)
    assert flaw(body, None) is Flaw.MISSING
    assert flaw(body, "") is Flaw.MISSING
    later = f"t={START + 900},{good}"
    for bad in (
        "v1=00",
        f"t={START}",
        later,
        f"{good},t={START + 900}",
        good + ",v1=é",
        f"t=١,{good}",
        "t=,v1=0",
    ):
        assert flaw(body, bad) is Flaw.MALFORMED
    assert flaw(body, f"t={START},v0={good.split('v1=')[1]}") is Flaw.NOT_OURS
    assert isinstance(verify(body, good + ",v0=00ff", [SECRET], NOW), RailEvent)


@given(st.text(max_size=80), st.binary(max_size=80))
def test_no_header_and_no_body_raise(header: str, body: bytes) -> None:
    """FND-09: whatever comes to the door is answered, never an error of ours."""
    assert isinstance(verify(body, header, [SECRET], NOW), BadSignature)


def test_other_kinds_are_ignored_and_unreadable_ones_turned_away() -> None:
    """FND-09: a kind we do not know is signed and nothing to us; a body that is no event is turned away."""
    other = json.dumps({"id": "evt_2", "type": "charge.succeeded", "created": START, "data": 5}).encode()
    assert verify(other, sign(other, [SECRET], START), [SECRET], NOW) == Ignored("evt_2", "charge.succeeded")
    bad = [b"", b"[]", b'{"id": 5}', b"{", event(amount=None), event(amount="9"), event(id=None)]
    bad.append(event().replace(str(START).encode(), b"10000000000"))
    for body in bad:
        assert flaw(body, sign(body, [SECRET], START)) is Flaw.UNREADABLE


def test_a_foreign_group_is_no_intent() -> None:
    """FND-09: a transfer made by hand has a group of another kind, or none."""
    intent = uuid4()
    for group, expected in [(str(intent), intent), ("rent", None), (None, None), (intent.hex, None)]:
        body = event(transfer_group=group, metadata=None)
        answer = verify(body, sign(body, [SECRET], START), [SECRET], NOW)
        assert isinstance(answer, RailEvent)
        assert (answer.intent_id, answer.attempt) == (expected, 1)
