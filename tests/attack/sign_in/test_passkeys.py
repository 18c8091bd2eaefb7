"""Somebody with an answer of another passkey, place or time."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from api.browser.cookies import SESSION
from api.demo.authenticator import Authenticator, unb64
from service.partners.actor import Role
from service.store.store import Store
from tests.attack.sign_in.knocking import REFUSED, outcome
from tests.network import Network
from tests.signing import ORIGIN, Browser, invited, sign_in, with_passkey


async def test_an_answer_replayed_at_once_over_three_replicas_signs_in_once(
    client: httpx.AsyncClient, store: Store, member: UUID, replicas: list[httpx.AsyncClient]
) -> None:
    """WebAuthn 13.4.3: a challenge is used by one statement; of thirty that send its answer, one gets in."""
    _, authenticator = await with_passkey(client, store, member)
    options = (await Browser(client).post("/v1/sign-in/passkey-options")).json()["public_key"]
    body = {"credential": authenticator.get(options)}
    found = await asyncio.gather(
        *(Browser(replicas[n % 3]).post("/v1/sign-in/passkey", body) for n in range(30))
    )
    assert Counter(outcome(answer) for answer in found) == {(200, ""): 1, REFUSED: 29}


def _tampered(credential: dict[str, Any], part: str, at: int) -> dict[str, Any]:
    raw = bytearray(unb64(credential["response"][part]))
    raw[at] ^= 1
    from api.demo.authenticator import b64

    return {**credential, "response": {**credential["response"], part: b64(bytes(raw))}}


@pytest.mark.parametrize(
    "way",
    [
        "another origin",
        "another domain",
        "not verified",
        "another key",
        "another owner",
        "signature",
        "data",
        "framed",
        "for registration",
        "no challenge",
        "unknown passkey",
    ],
)
async def test_an_answer_that_is_not_sound(
    client: httpx.AsyncClient, store: Store, member: UUID, way: str, superuser: asyncpg.Connection
) -> None:
    """WebAuthn 7.2: each of its steps, left out once; the refusal is the same for all of them."""
    _, own = await with_passkey(client, store, member)
    browser = Browser(client)
    options = (await browser.post("/v1/sign-in/passkey-options")).json()["public_key"]
    forged = Authenticator(ORIGIN)
    forged.__dict__.update(own.__dict__)
    if way == "another origin":
        forged.origin = "https://relais.test.evil.example"
    if way == "another domain":
        forged.rp_id = "evil.example"
    if way == "not verified":
        forged.verifies = False
    if way == "another key":
        forged.__dict__["_key"] = Authenticator(ORIGIN).__dict__["_key"]
    if way == "another owner":
        forged.handle = uuid4().bytes * 2
    if way == "unknown passkey":
        forged.credential_id = uuid4().bytes * 2
    if way == "no challenge":
        options = {**options, "challenge": "AAAA"}
    if way == "framed":
        forged.__dict__["_client_data"] = lambda kind, challenge: (
            f'{{"type":"{kind}","challenge":"{challenge}","origin":"{ORIGIN}","crossOrigin":true}}'.encode()
        )
    credential = forged.get(options)
    if way == "signature":
        credential = _tampered(credential, "signature", -1)
    if way == "data":
        credential = _tampered(credential, "authenticatorData", 33)
    if way == "for registration":
        credential["response"]["clientDataJSON"] = forged.create(
            {"rp": {"id": "relais.test"}, "user": {"id": "AAAA"}, "challenge": options["challenge"]}
        )["response"]["clientDataJSON"]
    answer = await browser.post("/v1/sign-in/passkey", {"credential": credential})
    assert outcome(answer) == REFUSED
    assert SESSION not in browser.jar
    assert await superuser.fetchval("SELECT count(*) FROM sessions WHERE kind = 'browser'") == 2


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"id": "x", "rawId": 3, "response": [], "type": None},
        {"response": {"clientDataJSON": "!!!"}},
        {"response": {"clientDataJSON": "bnVsbA"}},
        {"response": {"clientDataJSON": "W10"}},
        {"response": {"clientDataJSON": "e30"}, "rawId": "é"},
        {"response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiAxfQ"}},
    ],
)
async def test_nonsense_is_refused_like_the_rest(client: httpx.AsyncClient, credential: Any) -> None:
    assert outcome(await Browser(client).post("/v1/sign-in/passkey", {"credential": credential})) == REFUSED


async def test_a_copied_security_key_shows(
    client: httpx.AsyncClient, store: Store, member: UUID, superuser: asyncpg.Connection
) -> None:
    """WebAuthn 7.2, step 22: a count that goes back, or stands still, is refused and noted."""
    _, key = await with_passkey(client, store, member, counts=True)
    copy = Authenticator(ORIGIN)
    copy.__dict__.update(key.__dict__)
    assert (await sign_in(Browser(client), key)).status_code == 200
    assert outcome(await sign_in(Browser(client), copy)) == REFUSED
    record = await superuser.fetchval("SELECT record FROM events ORDER BY id DESC LIMIT 1")
    assert b"count_went_back" in record
    assert str(member).encode() in record


async def test_a_challenge_to_register_is_its_members(
    client: httpx.AsyncClient, store: Store, member: UUID, network: Network
) -> None:
    """What was asked of one cannot be answered by another, nor twice, nor to sign in."""
    browser, _ = await with_passkey(client, store, member)
    other = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    theirs, _ = await with_passkey(client, store, other)
    options = (await browser.post("/v1/passkeys/options")).json()["public_key"]
    made = {"name": "x", "credential": Authenticator(ORIGIN).create(options)}
    assert (await theirs.post("/v1/passkeys", made)).status_code == 422
    assert (await browser.post("/v1/passkeys", made)).status_code == 201
    again = {"name": "x", "credential": Authenticator(ORIGIN).create(options)}
    assert (await browser.post("/v1/passkeys", again)).status_code == 422
    challenge = (await browser.post("/v1/passkeys/options")).json()["public_key"]["challenge"]
    registered = Authenticator(ORIGIN)
    answer = {"credential": registered.get({"challenge": challenge})}
    assert outcome(await Browser(client).post("/v1/sign-in/passkey", answer)) == REFUSED


async def test_two_first_passkeys_at_once_are_one(
    client: httpx.AsyncClient, store: Store, member: UUID, superuser: asyncpg.Connection
) -> None:
    """A stolen invitation and its owner, at the same moment: one of them finds the other's."""
    browsers = [Browser(client, {SESSION: (await invited(store, member)).token}) for _ in range(4)]
    made = []
    for browser in browsers:
        options = (await browser.post("/v1/passkeys/options")).json()["public_key"]
        made.append({"name": "x", "credential": Authenticator(ORIGIN).create(options)})
    found = await asyncio.gather(
        *(b.post("/v1/passkeys/first", body) for b, body in zip(browsers, made, strict=True))
    )
    assert sorted(answer.status_code for answer in found) == [200, 409, 409, 409]
    assert await superuser.fetchval("SELECT count(*) FROM passkeys") == 1
