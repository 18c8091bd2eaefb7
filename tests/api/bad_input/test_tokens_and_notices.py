"""Tokens that are not ours, notices that nobody signed, keys used twice."""

from datetime import timedelta
from uuid import UUID, uuid4

import jwt
import pytest

from api.auth.tokens import TokenKeys, new_keys
from service.partners.actor import Role
from tests.api.bad_input.sending import CASE, NOON, SECRET, contents
from tests.api.world import World
from tests.doubles.stripe_api import sign


async def test_expired_and_foreign_tokens(world: World, token_keys: TokenKeys) -> None:
    """Ten minutes, our keys, a member who still is one: anything else is nobody."""
    member, now = world.stage.pivot, world.clock.now()
    keys, theirs = token_keys, new_keys()
    kid = keys.current
    claims = {"iss": "relais", "sub": str(member), "iat": now, "exp": now + timedelta(minutes=10)}
    private = keys.private[kid]
    former = await world.network.member(
        world.stage.clinic, Role.PIVOT_WORKER, ends_on=now.date() - timedelta(days=1)
    )
    tokens = {
        "expired": keys.sign(member, now - timedelta(minutes=10)),
        "not yet": keys.sign(member, now + timedelta(minutes=1)),
        "foreign key": theirs.sign(member, now),
        "foreign key under our name": jwt.encode(
            claims, theirs.private[theirs.current], "EdDSA", {"kid": kid}
        ),
        "unsigned": jwt.encode(claims, "", "none", {"kid": kid}),
        "another issuer": jwt.encode(claims | {"iss": "other"}, private, "EdDSA", {"kid": kid}),
        "no end": jwt.encode({k: v for k, v in claims.items() if k != "exp"}, private, "EdDSA", {"kid": kid}),
        "not a member's id": jwt.encode(claims | {"sub": "root"}, private, "EdDSA", {"kid": kid}),
        "unknown member": keys.sign(uuid4(), now),
        "former member": keys.sign(former, now),
        "cut short": keys.sign(member, now)[:-4],
        "not a token": "x",
    }
    before = await contents(world)
    for why, token in tokens.items():
        for language, title in TITLES.items():
            headers = {
                "Authorization": f"Bearer {token}",
                "Accept-Language": language,
                "Idempotency-Key": uuid4().hex,
            }
            answer = await world.client.post("/v1/cases", json=CASE, headers=headers)
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not_signed_in"), why
            assert answer.json()["title"] == title
            assert answer.headers["www-authenticate"] == "Bearer"
    assert await contents(world) == before


TITLES = {
    "fr": "Votre accès n'est pas reconnu, ou il est terminé.",
    "en": "Your access is not recognised, or it has ended.",
}


def notice(intent: UUID, cents: int) -> bytes:
    """What Stripe says when a transfer was made."""
    return (
        f'{{"id": "evt_1", "object": "event", "type": "transfer.created", "created": {int(NOON.timestamp())}, '
        f'"data": {{"object": {{"id": "tr_1", "object": "transfer", "amount": {cents}, "currency": "cad", '
        f'"amount_reversed": 0, "transfer_group": "{intent}"}}}}}}'
    ).encode()


@pytest.mark.parametrize("flaw", ["wrong secret", "another body", "old", "none", "nonsense"])
async def test_a_webhook_with_a_wrong_signature(world: World, flaw: str) -> None:
    """FND-09: believed only when signed, recent and ours."""
    body, at = notice(world.ids["payout_id"], 4_000), int(NOON.timestamp())
    signatures = {
        "wrong secret": sign(body, ["whsec_other"], at),
        "another body": sign(body + b" ", [SECRET], at),
        "old": sign(body, [SECRET], at - 3_600),
        "none": None,
        "nonsense": "t=x,v1=y",
    }
    before = await contents(world)
    titles = set()
    for language in ("fr", "en"):
        signature = signatures[flaw]
        headers = {"Accept-Language": language, **({"Stripe-Signature": signature} if signature else {})}
        answer = await world.client.post("/v1/webhooks/stripe", content=body, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/webhook_not_believed")
        titles.add(answer.json()["title"])
    assert len(titles) == 2
    assert await contents(world) == before


async def test_a_webhook_twice(world: World) -> None:
    """FND-09: kept once, and the second time nothing happens."""
    body = notice(uuid4(), 4_000)
    headers = {"Stripe-Signature": sign(body, [SECRET], int(NOON.timestamp()))}
    first = await world.client.post("/v1/webhooks/stripe", content=body, headers=headers)
    assert (first.status_code, first.json()) == (200, {"outcome": "kept"})
    after = await contents(world)
    again = await world.client.post("/v1/webhooks/stripe", content=body, headers=headers)
    assert (again.status_code, again.json()) == (200, {"outcome": "kept"})
    assert await contents(world) == after


async def test_the_same_key_for_something_else(world: World) -> None:
    """One key, one effect: another body under it is refused."""
    headers = world.as_(world.first, key="one")
    path = f"/v1/envelopes/{world.ids['envelope_id']}/contributions"
    assert (await world.client.post(path, json={"amount_cents": 100}, headers=headers)).status_code == 204
    before = await contents(world)
    answer = await world.client.post(path, json={"amount_cents": 200}, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency_key_reused")
    assert await contents(world) == before
