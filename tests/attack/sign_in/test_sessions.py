"""Somebody with a session or a token that was planted, stolen, or ended."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx

from api.browser.cookies import SESSION
from service.clock import SetClock
from service.partners.actor import Role
from service.partners.sessions.rules import GRACE, LIFETIMES, ROTATION
from service.store.store import Store
from tests.attack.sign_in.knocking import REFUSED, outcome
from tests.network import Network
from tests.signing import ANDROID, Browser, sign_in, with_passkey
from tests.waiting import meeting


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


async def test_a_role_that_is_taken_away_is_gone_in_the_middle_of_a_session(
    client: httpx.AsyncClient, store: Store, member: UUID, superuser: asyncpg.Connection
) -> None:
    """POL-03: roles are read with each request, for cookies and for tokens; nothing in either says them."""
    browser, authenticator = await with_passkey(client, store, member)
    tokens = (await sign_in(Browser(client), authenticator, "client")).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await browser.get("/v1/cases")).status_code == 200
    assert (await client.get("/v1/cases", headers=bearer)).status_code == 200
    await superuser.execute("UPDATE members SET roles = '{regional_coordinator}' WHERE id = $1", member)
    assert (await browser.get("/v1/cases")).status_code == 403
    assert (await client.get("/v1/cases", headers=bearer)).status_code == 403


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
