"""Somebody who wants in: with a stolen cookie, an old answer, a planted session, or all the guesses they can send."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from pyotp import TOTP

from api.app import Relais
from api.auth.cookies import DEVICE
from api.browser.cookies import SESSION, TABLET
from api.demo.authenticator import Authenticator, unb64
from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.keys.roots import RootKeys
from service.partners.actor import Role
from service.partners.sessions.rules import GRACE, LIFETIMES, ROTATION
from service.store.store import Store, open_pool
from tests.conftest import client_of
from tests.network import Network
from tests.signing import ANDROID, ORIGIN, Browser, invited, sign_in, with_passkey
from tests.waiting import meeting

ADDRESS = "worker@relais.test"
REFUSED = (401, "/problems/sign_in_refused")


def outcome(answer: httpx.Response) -> tuple[int, str]:
    """The status, and the type of the refusal if it is one."""
    return answer.status_code, answer.json().get("type", "") if answer.content else ""


@pytest.fixture
async def member(network: Network) -> UUID:
    """A pivot worker."""
    return await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER, email=ADDRESS)


@pytest.fixture
async def replicas(relais: Relais, superuser_url: str) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Three replicas: each an application over a pool and a key cache of its own, behind no common memory."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(_replica(relais, superuser_url)) for _ in range(3)]


@asynccontextmanager
async def _replica(relais: Relais, url: str) -> AsyncIterator[httpx.AsyncClient]:
    pool = await open_pool(url, size=8)
    store = Store(pool, relais.store.clock, relais.store.recorder, relais.store.keyring)
    try:
        async with client_of(replace(relais, store=store)) as client:
            yield client
    finally:
        await pool.close()


# Passkeys


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


# Sessions


async def test_a_planted_session_is_not_the_one_that_is_signed_in(
    client: httpx.AsyncClient, store: Store, member: UUID, network: Network
) -> None:
    """Session fixation: the token is new at every sign-in, and the one that was there is over."""
    _, authenticator = await with_passkey(client, store, member)
    attacker = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    planted, _ = await with_passkey(client, store, attacker)
    victim = planted.copy()
    assert (await sign_in(victim, authenticator)).status_code == 200
    assert victim.token != planted.token
    assert (await planted.get("/v1/me")).status_code == 401
    made_up = Browser(client, {SESSION: "A" * 43})
    assert (await sign_in(made_up, authenticator)).status_code == 200
    assert made_up.token != "A" * 43


async def test_the_token_is_replaced_and_the_old_one_has_thirty_seconds(
    client: httpx.AsyncClient, store: Store, member: UUID, clock: SetClock, superuser: asyncpg.Connection
) -> None:
    """ASVS 7.2.4: requests that were under way go through; and nothing is replaced twice."""
    browser, _ = await with_passkey(client, store, member)
    clock.advance(ROTATION - timedelta(seconds=1))
    before = browser.copy()
    assert (await browser.get("/v1/me")).status_code == 200
    assert browser.token == before.token
    clock.advance(timedelta(seconds=1))
    tabs = [before.copy() for _ in range(8)]
    hold = "SELECT 1 FROM session_tokens WHERE replaced_at IS NULL FOR UPDATE"
    answers = await meeting(superuser, hold, those=[tab.get("/v1/me") for tab in tabs])
    assert [answer.status_code for answer in answers] == [200] * 8
    assert Counter(tab.token == before.token for tab in tabs) == {True: 7, False: 1}
    clock.advance(GRACE - timedelta(seconds=1))
    assert (await before.get("/v1/me")).status_code == 200


async def test_a_stolen_cookie_that_comes_back_ends_the_session_for_both(
    client: httpx.AsyncClient, store: Store, member: UUID, clock: SetClock, superuser: asyncpg.Connection
) -> None:
    """ASVS 7.2.4: its owner moved on to the next token; whoever has the old one shows that there is a copy."""
    browser, _ = await with_passkey(client, store, member)
    stolen = browser.copy()
    clock.advance(ROTATION)
    await browser.get("/v1/me")
    await browser.get("/v1/me")
    clock.advance(GRACE)
    assert (await stolen.get("/v1/me")).status_code == 401
    assert (await browser.get("/v1/me")).status_code == 401
    assert await superuser.fetchval(
        "SELECT ended_why FROM sessions ORDER BY started_at DESC, ended_why LIMIT 1"
    )
    assert "partners.token_reused" in [r["name"] for r in await superuser.fetch("SELECT name FROM events")]


async def test_a_thief_who_moves_on_first_is_found_out_by_the_owner(
    client: httpx.AsyncClient, store: Store, member: UUID, clock: SetClock
) -> None:
    """The same the other way round."""
    browser, _ = await with_passkey(client, store, member)
    stolen = browser.copy()
    clock.advance(ROTATION)
    await stolen.get("/v1/me")
    await stolen.get("/v1/me")
    clock.advance(GRACE)
    assert (await browser.get("/v1/me")).status_code == 401
    assert (await stolen.get("/v1/me")).status_code == 401


async def test_an_answer_that_never_arrived_signs_nobody_out(
    client: httpx.AsyncClient, store: Store, member: UUID, clock: SetClock
) -> None:
    """A phone on a bad line missed its new token: while nobody used that one, the old one still opens."""
    browser, _ = await with_passkey(client, store, member)
    old = browser.copy()
    clock.advance(ROTATION)
    lost = old.copy()
    await lost.get("/v1/me")
    clock.advance(timedelta(minutes=10))
    assert (await old.get("/v1/me")).status_code == 200
    clock.advance(GRACE)
    assert (await lost.get("/v1/me")).status_code == 401
    assert (await old.get("/v1/me")).status_code == 401


async def test_a_session_ends_unused_and_at_the_longest(
    client: httpx.AsyncClient, store: Store, member: UUID, clock: SetClock
) -> None:
    """ASVS 7.3.1, 7.3.2: thirty minutes without use; twelve hours whatever happens."""
    browser, authenticator = await with_passkey(client, store, member)
    clock.advance(LIFETIMES["browser"].idle)
    assert (await browser.get("/v1/me")).status_code == 401
    await sign_in(browser, authenticator)
    began = clock.now()
    while clock.now() < began + LIFETIMES["browser"].longest:
        assert (await browser.get("/v1/me")).status_code == 200
        clock.advance(timedelta(minutes=20))
    assert (await browser.get("/v1/me")).status_code == 401


async def test_leaving_ends_the_session_wherever_its_token_is(
    client: httpx.AsyncClient, store: Store, member: UUID
) -> None:
    """SAF-12: the exit ends it on the server; what was copied before opens nothing."""
    browser, authenticator = await with_passkey(client, store, member)
    copied = browser.copy()
    assert (await browser.post("/lock")).status_code == 204
    assert (await copied.get("/v1/me")).status_code == 401
    await sign_in(browser, authenticator)
    copied = browser.copy()
    assert (await browser.post("/v1/sign-out")).status_code == 204
    assert SESSION not in browser.jar
    assert (await copied.get("/v1/me")).status_code == 401


async def test_a_session_of_somebody_else_is_not_there(
    client: httpx.AsyncClient, store: Store, member: UUID, network: Network
) -> None:
    """POL-03: neither a colleague's nor a stranger's can be ended; each sees their own."""
    browser, authenticator = await with_passkey(client, store, member)
    colleague = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    theirs, _ = await with_passkey(client, store, colleague)
    (mine,) = (await browser.get("/v1/sessions")).json()
    assert (mine["device"], mine["this_one"]) == ("Chrome, Android", True)
    for id_ in (mine["id"], str(uuid4())):
        assert (await theirs.post(f"/v1/sessions/{id_}/end")).status_code == 404
    others = [Browser(client) for _ in range(3)]
    for other in others:
        await sign_in(other, authenticator)
    assert (await browser.post("/v1/sessions/end-others")).json() == {"ended": 3}
    assert [(await other.get("/v1/me")).status_code for other in others] == [401] * 3
    assert (await browser.get("/v1/me")).status_code == 200


async def test_access_that_ended_ends_at_once(
    client: httpx.AsyncClient, store: Store, member: UUID, superuser: asyncpg.Connection, clock: SetClock
) -> None:
    """POL-04: in the middle of a session, and for whoever tries to begin one."""
    browser, authenticator = await with_passkey(client, store, member)
    today = clock.now().date()
    await superuser.execute("UPDATE members SET ends_on = $2 WHERE id = $1", member, today)
    assert (await browser.get("/v1/me")).status_code == 401
    assert outcome(await sign_in(Browser(client), authenticator)) == REFUSED


async def test_what_a_browser_calls_itself_becomes_words_of_ours(
    client: httpx.AsyncClient, store: Store, member: UUID
) -> None:
    """SAF-12: no version, no model, and nothing that was sent comes back."""
    _, authenticator = await with_passkey(client, store, member)
    browser = Browser(client)
    options = (await browser.post("/v1/sign-in/passkey-options")).json()["public_key"]
    said = {"User-Agent": "<script>alert(1)</script> Firefox/1 Windows " + "x" * 5000}
    body = {"credential": authenticator.get(options)}
    assert (await browser.post("/v1/sign-in/passkey", body, **said)).status_code == 200
    devices = {one["device"] for one in (await browser.get("/v1/sessions")).json()}
    assert devices == {"Chrome, Android", "Firefox, Windows"}
    assert "Pixel" in ANDROID


# Programs


async def test_a_refresh_token_used_twice_ends_the_session(
    client: httpx.AsyncClient, store: Store, member: UUID, superuser: asyncpg.Connection
) -> None:
    """RFC 9700, 4.14.2: whoever is second shows that there is a copy; the access tokens die with it."""
    _, authenticator = await with_passkey(client, store, member)
    first = (await sign_in(Browser(client), authenticator, "client")).json()
    second = await client.post("/v1/sign-in/refresh", json={"refresh_token": first["refresh_token"]})
    assert second.status_code == 200
    bearer = {"Authorization": f"Bearer {second.json()['access_token']}"}
    assert (await client.get("/v1/me", headers=bearer)).status_code == 200
    again = await client.post("/v1/sign-in/refresh", json={"refresh_token": first["refresh_token"]})
    assert outcome(again) == REFUSED
    assert (await client.get("/v1/me", headers=bearer)).status_code == 401
    newest = await client.post("/v1/sign-in/refresh", json={"refresh_token": second.json()["refresh_token"]})
    assert outcome(newest) == REFUSED
    assert "partners.token_reused" in [r["name"] for r in await superuser.fetch("SELECT name FROM events")]


async def test_a_refresh_race_over_three_replicas_leaves_no_two_holders(
    client: httpx.AsyncClient,
    store: Store,
    member: UUID,
    replicas: list[httpx.AsyncClient],
    superuser: asyncpg.Connection,
) -> None:
    """RFC 9700, 4.14.2: of thirty at once at most one gets tokens, and the session is over."""
    _, authenticator = await with_passkey(client, store, member)
    token = (await sign_in(Browser(client), authenticator, "client")).json()["refresh_token"]
    found = await asyncio.gather(
        *(replicas[n % 3].post("/v1/sign-in/refresh", json={"refresh_token": token}) for n in range(30))
    )
    assert Counter(outcome(answer) for answer in found) == {(200, ""): 1, REFUSED: 29}
    row = await superuser.fetchrow("SELECT ended_why FROM sessions WHERE kind = 'client'")
    assert row["ended_why"] == "reused"
    (let_in,) = [answer.json() for answer in found if answer.status_code == 200]
    bearer = {"Authorization": f"Bearer {let_in['access_token']}"}
    assert (await client.get("/v1/me", headers=bearer)).status_code == 401


async def test_each_token_opens_its_own_kind_of_door(
    client: httpx.AsyncClient, store: Store, member: UUID
) -> None:
    """A refresh token is no cookie, a cookie no refresh token, and neither is a bearer token."""
    browser, authenticator = await with_passkey(client, store, member)
    tokens = (await sign_in(Browser(client), authenticator, "client")).json()
    as_cookie = Browser(client, {SESSION: tokens["refresh_token"]})
    assert (await as_cookie.get("/v1/me")).status_code == 401
    as_refresh = await client.post("/v1/sign-in/refresh", json={"refresh_token": browser.token})
    assert outcome(as_refresh) == REFUSED
    for text in (browser.token, tokens["refresh_token"]):
        assert (await client.get("/v1/me", headers={"Authorization": f"Bearer {text}"})).status_code == 401
    assert (await browser.get("/v1/me")).status_code == 200


# Guesses


async def with_app(
    client: httpx.AsyncClient, store: Store, member: UUID, clock: SetClock
) -> tuple[Browser, TOTP]:
    """A member's own phone with an authenticator app; the phone has no session any more."""
    browser, _ = await with_passkey(client, store, member)
    app = TOTP((await browser.post("/v1/codes")).json()["secret"])
    confirmed = await browser.post("/v1/codes/confirm", {"code": app.at(clock.now())})
    assert confirmed.status_code == 200
    clock.advance(timedelta(minutes=1))
    return Browser(client, {DEVICE: browser.jar[DEVICE]}), app


@pytest.fixture
async def own(client: httpx.AsyncClient, store: Store, member: UUID, clock: SetClock) -> tuple[Browser, TOTP]:
    """A member's own phone with an authenticator app; the phone has no session any more."""
    return await with_app(client, store, member, clock)


async def test_a_hundred_guesses_at_once_over_three_replicas_and_five_are_judged(
    own: tuple[Browser, TOTP],
    clock: SetClock,
    replicas: list[httpx.AsyncClient],
    superuser: asyncpg.Connection,
) -> None:
    """ASVS 6.3.1: judged means that the trail has it; the right code is then refused too, until the lock is over."""
    phone, app = own
    right = app.at(clock.now())
    wrong = [
        f"{n:06}"
        for n in range(100)
        if f"{n:06}" not in {app.at(clock.now(), counter_offset=o) for o in (-1, 0, 1)}
    ]

    async def guess(n: int, code: str) -> tuple[int, str]:
        thief = Browser(replicas[n % 3], dict(phone.jar))
        return outcome(await thief.post("/v1/sign-in/code", {"email": ADDRESS, "code": code}))

    found = await asyncio.gather(*(guess(n, code) for n, code in enumerate(wrong)))
    assert set(found) == {REFUSED}
    judged = "SELECT count(*) FROM events WHERE name = 'partners.sign_in_refused'"
    assert await superuser.fetchval(judged) == 5
    assert await guess(0, right) == REFUSED
    assert await superuser.fetchval(judged) == 5
    clock.advance(timedelta(minutes=15))
    assert await guess(0, app.at(clock.now())) == (200, "")


async def test_a_stranger_who_tries_an_address_locks_nobody_out(
    client: httpx.AsyncClient, store: Store, member: UUID, clock: SetClock
) -> None:
    """The address is counted for strangers, the device for its owner."""
    phone, app = await with_app(client, store, member, clock)
    for n in range(12):
        body = {"email": ADDRESS, "code": f"{n:06}", "recovery_code": "0"}
        assert outcome(await Browser(client).post("/v1/sign-in/code", body)) == REFUSED
    answer = await phone.post("/v1/sign-in/code", {"email": ADDRESS, "code": app.at(clock.now())})
    assert answer.status_code == 200


async def test_a_hundred_pins_at_once_over_three_replicas_and_five_are_judged(
    client: httpx.AsyncClient,
    store: Store,
    network: Network,
    replicas: list[httpx.AsyncClient],
    superuser: asyncpg.Connection,
) -> None:
    """ASVS 6.3.1: whichever replica each of them reaches."""
    house = await network.organisation("shelter")
    coordinator = await network.member(house, Role.SHELTER_COORDINATOR)
    desk = await network.member(house, Role.FRONT_DESK)
    browser, _ = await with_passkey(client, store, coordinator)
    pin = (await browser.post("/v1/pins", {"member_id": str(desk)})).json()["pin"]
    tablet = Browser(client)
    code = (await browser.post("/v1/tablets", {"name": "hall"})).json()["enrolment_code"]
    await tablet.post("/v1/tablets/enrol", {"enrolment_code": code})
    assert TABLET in tablet.jar

    async def guess(n: int) -> int:
        thief = Browser(replicas[n % 3], dict(tablet.jar))
        typed = f"{(int(pin) + 1 + n) % 1_000_000:06}"
        return (await thief.post("/v1/sign-in/pin", {"pin": typed})).status_code

    found = await asyncio.gather(*(guess(n) for n in range(99)))
    assert Counter(found) == {401: 5, 429: 94}
    assert (
        await superuser.fetchval("SELECT count(*) FROM events WHERE name = 'partners.sign_in_refused'") == 5
    )
    assert (await tablet.post("/v1/sign-in/pin", {"pin": pin})).status_code == 429


async def test_one_source_is_counted_over_all_addresses(
    client: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    """ASVS 6.3.1: one guess at each of many addresses stops too; where it came from is not to be read."""
    for n in range(101):
        body = {"email": f"somebody{n}@relais.test", "code": "000000"}
        assert outcome(await Browser(client).post("/v1/sign-in/code", body)) == REFUSED
    judged = "SELECT count(*) FROM events WHERE name = 'partners.sign_in_refused'"
    assert await superuser.fetchval(judged) == 100
    buckets = [bytes(row["bucket"]) for row in await superuser.fetch("SELECT bucket FROM attempts")]
    assert len(buckets) == 102
    assert {len(bucket) for bucket in buckets} == {32}


# What an answer tells


async def statements(relais: Relais, roots: RootKeys, url: str, ask: Any) -> list[str]:
    """What a request has the database do, in order, in a process whose cache holds no key yet."""
    store = relais.store
    heard: list[str] = []
    pool = await open_pool(url, size=1)

    async def listen(connection: Any) -> None:
        connection.add_query_logger(lambda query: heard.append(" ".join(query.query.split())[:120]))

    for holder in pool._holders:
        holder._setup = listen
    try:
        counted = Store(pool, store.clock, store.recorder, LocalKeyring(roots))
        async with client_of(replace(relais, store=counted)) as client:
            await ask(client)
    finally:
        await pool.close()
    return heard


@pytest.fixture
async def people(own: tuple[Browser, TOTP], network: Network, clock: SetClock) -> dict[str, Browser]:
    """Four addresses: with an app, of nobody, of somebody who left, without an app; each on its own member's phone."""
    pivots = await network.organisation("pivot")
    left = clock.now().date()
    await network.member(pivots, Role.PIVOT_WORKER, ends_on=left, email="gone@relais.test")
    await network.member(pivots, Role.PIVOT_WORKER, email="bare@relais.test")
    return dict.fromkeys((ADDRESS, "nobody@relais.test", "gone@relais.test", "bare@relais.test"), own[0])


@pytest.mark.parametrize("known_device", [False, True])
async def test_nobody_learns_whether_an_address_is_known(
    relais: Relais, root_keys: RootKeys, people: dict[str, Browser], superuser_url: str, known_device: bool
) -> None:
    """ASVS 6.3.8: unknown, known with and without an app, ended: the same document after the same statements."""
    seen = {}
    for address, phone in people.items():
        answers: list[httpx.Response] = []

        async def ask(
            over: httpx.AsyncClient, address: str = address, phone: Browser = phone, answers: Any = answers
        ) -> None:
            browser = Browser(over, dict(phone.jar) if known_device else {})
            answers.append(await browser.post("/v1/sign-in/code", {"email": address, "code": "000000"}))

        done = await statements(relais, root_keys, superuser_url, ask)
        said = {name: text for name, text in answers[0].headers.items() if name != "x-request-id"}
        seen[address] = (answers[0].status_code, answers[0].text, tuple(done), tuple(sorted(said.items())))
    assert len(set(seen.values())) == 1, seen
    assert any("take_attempts" in text for text in seen[ADDRESS][2])
    assert any("FROM codes" in text for text in seen[ADDRESS][2])


async def test_nobody_learns_whether_a_passkey_is_known(
    client: httpx.AsyncClient, member: UUID, relais: Relais, root_keys: RootKeys, superuser_url: str
) -> None:
    """ASVS 6.3.8: a passkey of ours with a wrong signature, and one that nobody has."""
    _, own = await with_passkey(client, relais.store, member)
    own.__dict__["_key"] = Authenticator(ORIGIN).__dict__["_key"]
    seen = set()
    for authenticator in (own, Authenticator(ORIGIN)):
        answers: list[httpx.Response] = []

        async def ask(over: httpx.AsyncClient, one: Any = authenticator, answers: Any = answers) -> None:
            answers.append(await sign_in(Browser(over), one))

        done = await statements(relais, root_keys, superuser_url, ask)
        seen.add((answers[0].status_code, answers[0].text, tuple(done)))
    assert len(seen) == 1, seen


async def test_another_site_signs_nobody_in(client: httpx.AsyncClient, store: Store, member: UUID) -> None:
    """ASVS 3.5.1: not even with a sound answer of its own (sign-in CSRF)."""
    _, authenticator = await with_passkey(client, store, member)
    options = (await Browser(client).post("/v1/sign-in/passkey-options")).json()["public_key"]
    body = {"credential": authenticator.get(options)}
    crossed = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    answer = await client.post("/v1/sign-in/passkey", json=body, headers=crossed)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
