"""Notices of payments and of texts: somebody who has one, and sends it again, changes it, or sends thousands."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from service.messages.channels.texts import signature_of
from tests.api.bad_input.sending import NOON, SECRET, contents
from tests.api.world import World
from tests.doubles.stripe_api import sign
from tests.doubles.texts_api import ACCOUNT, WHERE

pytestmark = pytest.mark.xdist_group("doors")
AT = int(NOON.timestamp())


def event(type_: str = "transfer.created", **changes: Any) -> dict[str, Any]:
    """What Stripe tells of a transfer; `changes` are of the object within."""
    inner = {"id": "tr_1", "amount": 4_000, "currency": "cad", "transfer_group": str(uuid4()), **changes}
    return {"id": f"evt_{uuid4().hex}", "type": type_, "created": AT, "data": {"object": inner}}


async def stripe(world: World, said: Any, signature: str | None = None) -> httpx.Response:
    """Deliver it, signed as Stripe signs unless the attempt brings a signature of its own."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    headers = {"Stripe-Signature": signature or sign(body, [SECRET], AT)}
    return await world.client.post("/v1/webhooks/stripe", content=body, headers=headers)


async def text(world: World, form: Mapping[str, str], path: str, signature: str | None = None) -> int:
    """Deliver a notice of a text; its status."""
    signed = signature or signature_of(ACCOUNT.token, f"{WHERE}{path}", form)
    answer = await world.client.post(path, data=dict(form), headers={"X-Twilio-Signature": signed})
    return answer.status_code


async def test_one_notice_a_hundred_times_at_once_is_kept_once(world: World) -> None:
    """FND-09: whoever holds one delivery, header and all, makes one line with it, and waits for nobody."""
    body = json.dumps(event()).encode()
    first = await stripe(world, body)
    before = await contents(world)
    answers = await asyncio.gather(*(stripe(world, body) for _ in range(100)))
    assert Counter(answer.json()["outcome"] for answer in answers) == {first.json()["outcome"]: 100}
    assert await contents(world) == before


async def test_a_delivery_kept_for_later_is_too_old(world: World) -> None:
    """FND-09: the time that is judged is the time that was signed: it cannot be written anew, nor twice."""
    body = json.dumps(event()).encode()
    old = sign(body, [SECRET], AT - 301)
    v1 = old.partition(",")[2]
    before = await contents(world)
    for signature in (old, f"t={AT},{v1}", f"{old},t={AT}", f"t={AT},{old}", f"t={AT},t={AT - 301},{v1}"):
        assert (await stripe(world, body, signature)).status_code == 400
    assert await contents(world) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace(b"4000", b"9000"),
        lambda body: body + b" ",
        lambda body: body.replace(b"cad", b"usd"),
        lambda body: body.replace(b"transfer.created", b"transfer.reversed"),
        lambda body: b"\xef\xbb\xbf" + body,
    ],
)
async def test_not_one_byte_may_be_altered(world: World, change: Any) -> None:
    """FND-09."""
    body = json.dumps(event()).encode()
    assert (await stripe(world, change(body), sign(body, [SECRET], AT))).status_code == 400


STRANGE: tuple[Any, ...] = (
    event(amount=10**30),
    event(amount=-1),
    event(amount=2**63),
    event(amount_reversed=2**70),
    event(transfer_group="\0"),
    event(id="tr_\0"),
    event(id="x" * 100_000),
    event(currency="\0\0\0"),
    event(currency="x" * 500),
    event(metadata={"attempt": "9" * 5_000}),
    event(metadata={"attempt": "²"}),
    event(destination={"a": 1}),
    event(destination="acct_" + "\0"),
    event("payout.paid", id="po_\0"),
    event("account.updated", id="acct_\0"),
    {**event("account.updated", id="acct_\0"), "account": "acct_\0"},
    {**event("payout.failed"), "account": "\0"},
    event("issuing_transaction.created", card="\0", type="capture"),
    event("issuing_authorization.created", card={"id": "x" * 9_000}, amount=-(10**30)),
    {**event(), "created": 0},
    {**event(), "created": 9_999_999_999},
    {**event(), "id": "\0"},
    {**event(), "id": ""},
    {**event(), "id": "x" * 50_000},
    {**event(), "type": "\0"},
    {**event(), "data": {"object": {}}},
    [],
    b"{",
    b"[" * 50_000,
    b'{"id": "evt_1", "id": "evt_2", "type": "transfer.created", "created": 1, "data": {"object": NaN}}',
    b"\xff",
)


async def test_what_the_provider_itself_says_strangely_breaks_nothing(world: World) -> None:
    """FND-09: signed, and still no number, no text and no depth that a program was not made for."""
    wrong = []
    for said in STRANGE:
        answer = await stripe(world, said)
        if answer.status_code not in {200, 400}:
            wrong.append((str(said)[:120], answer.status_code))
    assert wrong == []


PATHS = ("/v1/webhooks/texts", "/v1/webhooks/texts/status")


def arrived(**changes: str) -> dict[str, str]:
    """What the provider tells of a text that came."""
    sid = f"SM{uuid4().hex}"
    return {
        "From": "+15145550142",
        "MessageSid": sid,
        "Body": "OUI ABCD",
        "AccountSid": ACCOUNT.name,
        **changes,
    }


async def test_a_text_of_another_account_or_for_another_door_is_not_heard(world: World) -> None:
    """SAF-09: a signature is for one address, one form and one account's secret."""
    form = arrived()
    for path, other in (PATHS, PATHS[::-1]):
        for signature in (
            signature_of("another-secret", f"{WHERE}{path}", form),
            signature_of(ACCOUNT.token, f"{WHERE}{other}", form),
            signature_of(ACCOUNT.token, f"http://evil.test{path}", form),
            signature_of(ACCOUNT.token, f"{WHERE}{path}", {**form, "Body": "NON"}),
            "",
            "é",
        ):
            answer = await world.client.post(
                path, data=form, headers=httpx.Headers([("X-Twilio-Signature", signature)], encoding="utf-8")
            )
            assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_text_notice")


async def a_phone(world: World) -> None:
    """The house's second phone is the one that texts."""
    coordinator = world.stage.shelters["S8"].coordinator
    phone = {"duty": "shelter", "rung": "second", "duty_number": "514 555-0142"}
    await world.post(coordinator, "/duty-phones", phone)


ODD = (
    {"Body": "\0"},
    {"Body": "x" * 100_000},
    {"Body": "\u202e٣ ABCD"},
    {"From": "\0"},
    {"From": "+" + "9" * 500},
    {"From": "+١٥١٤٥٥٥٠١٤٢"},
    {"MessageSid": "\0"},
    {"MessageSid": "SM" + "0" * 31 + "\n"},
    {"MessageStatus": "\0"},
    {"DateSent": "\0"},
    {"DateSent": "Mon, 01 Jan 0001 00:00:00 +2359"},
    {"DateSent": "Fri, 31 Dec 9999 23:59:59 -2359"},
    {"DateSent": "Fri, 31 Dec 99999 23:59:59 -9999999"},
    {"DateSent": "Tue, 03 Nov 2026 17:00:00"},
)


async def test_a_text_that_is_no_text_breaks_nothing(world: World) -> None:
    """SAF-09: from a phone that is known, and from one that is not."""
    await a_phone(world)
    told = [await text(world, arrived(**changes), path) for changes in ODD for path in PATHS]
    assert set(told) == {204}


async def test_the_same_text_again_says_nothing_new(world: World) -> None:
    """SAF-09: its signature has no time in it, and needs none: a text is heard once, next year too."""
    await a_phone(world)
    form, unheard = arrived(), await contents(world)
    assert await text(world, form, PATHS[0]) == 204
    before = await contents(world)
    assert before != unheard
    world.clock.advance(timedelta(days=400))
    assert [await text(world, form, PATHS[0]) for _ in range(3)] == [204] * 3
    world.clock.set(NOON)
    assert await contents(world) == before
