"""Passkeys over HTTP: registered, signed in with, listed, ended."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from api.browser.cookies import SESSION
from api.demo.authenticator import Authenticator
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network
from tests.signing import ORIGIN, Browser, invited, sign_in, with_passkey


@pytest.fixture
async def member(network: Network) -> UUID:
    """A pivot worker."""
    return await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)


async def test_signing_in_without_typing_an_address(
    client: httpx.AsyncClient, store: Store, member: UUID
) -> None:
    """SAF-12, WebAuthn 7.2: the authenticator says who it is, and the browser holds a session."""
    _, authenticator = await with_passkey(client, store, member)
    browser = Browser(client)
    options = (await browser.post("/v1/sign-in/passkey-options")).json()["public_key"]
    assert options["userVerification"] == "required"
    assert options["allowCredentials"] == []
    assert options["rpId"] == "relais.test"
    answer = await browser.post("/v1/sign-in/passkey", {"credential": authenticator.get(options)})
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"member_id", "session_id", "until"}
    assert (await browser.get("/v1/me")).json()["member_id"] == str(member)


async def test_a_passkey_is_discoverable_and_says_nothing_of_its_owner(
    client: httpx.AsyncClient, store: Store, member: UUID, superuser: asyncpg.Connection
) -> None:
    """SAF-12: the phone shows `Relais` and four characters: no address, no organisation, no id of ours."""
    browser = Browser(client, {SESSION: (await invited(store, member)).token})
    options = (await browser.post("/v1/passkeys/options")).json()["public_key"]
    selection = options["authenticatorSelection"]
    assert (selection["residentKey"], selection["userVerification"]) == ("required", "required")
    email = await superuser.fetchval("SELECT email FROM members WHERE id = $1", member)
    said = str(options)
    assert email not in said
    assert str(member) not in said
    assert member.hex not in said
    assert options["user"]["name"].startswith("Relais ")


async def test_what_an_invitation_began_opens_nothing_else(
    client: httpx.AsyncClient, store: Store, member: UUID
) -> None:
    """POL-04: until there is a passkey, there is no role."""
    browser = Browser(client, {SESSION: (await invited(store, member)).token})
    assert (await browser.get("/v1/me")).json()["roles"] == []
    assert (await browser.get("/v1/cases")).status_code == 403
    _, _ = await with_passkey(client, store, member)
    assert (await sign_in_fresh(client, store, member)) == 409


async def sign_in_fresh(client: httpx.AsyncClient, store: Store, member: UUID) -> int:
    """A second invitation for somebody who has a passkey: what registering a first one answers."""
    browser = Browser(client, {SESSION: (await invited(store, member)).token})
    made = Authenticator(ORIGIN).create((await browser.post("/v1/passkeys/options")).json()["public_key"])
    return (await browser.post("/v1/passkeys/first", {"name": "x", "credential": made})).status_code


async def test_the_first_passkey_needs_the_invitation(
    client: httpx.AsyncClient, store: Store, member: UUID
) -> None:
    """ASVS 7.5.1: in any other session it is a step-up that adds a passkey."""
    browser = Browser(client, {SESSION: (await invited(store, member, by="demo")).token})
    made = Authenticator(ORIGIN).create((await browser.post("/v1/passkeys/options")).json()["public_key"])
    answer = await browser.post("/v1/passkeys/first", {"name": "x", "credential": made})
    assert answer.status_code == 404


async def test_any_number_of_passkeys_each_with_a_name(
    client: httpx.AsyncClient, store: Store, member: UUID
) -> None:
    browser, _ = await with_passkey(client, store, member)
    second = Authenticator(ORIGIN)
    made = second.create((await browser.post("/v1/passkeys/options")).json()["public_key"])
    answer = await browser.post("/v1/passkeys", {"name": "security key", "credential": made})
    assert answer.status_code == 201, answer.text
    assert [one["name"] for one in (await browser.get("/v1/credentials")).json()["passkeys"]] == [
        "phone",
        "security key",
    ]
    assert (await sign_in(Browser(client), second)).status_code == 200


async def test_a_passkey_that_ended_opens_nothing_and_the_last_one_stays(
    client: httpx.AsyncClient, store: Store, member: UUID
) -> None:
    browser, first = await with_passkey(client, store, member)
    known = (await browser.get("/v1/credentials")).json()["passkeys"]
    last = await browser.post(f"/v1/passkeys/{known[0]['id']}/end")
    assert (last.status_code, last.json()["type"]) == (409, "/problems/last_passkey")
    second = Authenticator(ORIGIN)
    made = second.create((await browser.post("/v1/passkeys/options")).json()["public_key"])
    await browser.post("/v1/passkeys", {"name": "other", "credential": made})
    assert (await browser.post(f"/v1/passkeys/{known[0]['id']}/end")).status_code == 204
    assert (await sign_in(Browser(client), first)).status_code == 401
    assert (await sign_in(Browser(client), second)).status_code == 200


async def test_a_program_gets_tokens_that_die_with_the_session(
    client: httpx.AsyncClient, store: Store, member: UUID
) -> None:
    """ASVS 7.4.1: an access token is good for ten minutes, and not a moment longer than its session."""
    _, authenticator = await with_passkey(client, store, member)
    answer = (await sign_in(Browser(client), authenticator, "client")).json()
    assert answer["expires_in"] == 600
    bearer = {"Authorization": f"Bearer {answer['access_token']}"}
    assert (await client.get("/v1/me", headers=bearer)).json()["member_id"] == str(member)
    assert (await client.post("/v1/sign-out", headers=bearer)).status_code == 204
    assert (await client.get("/v1/me", headers=bearer)).status_code == 401


async def test_a_challenge_is_good_for_five_minutes(
    client: httpx.AsyncClient, store: Store, member: UUID, clock: SetClock
) -> None:
    """WebAuthn 13.4.3: at five minutes it is over."""
    _, authenticator = await with_passkey(client, store, member)
    browser = Browser(client)
    options = (await browser.post("/v1/sign-in/passkey-options")).json()["public_key"]
    clock.advance(timedelta(minutes=5))
    answer = await browser.post("/v1/sign-in/passkey", {"credential": authenticator.get(options)})
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/sign_in_refused")


async def test_the_trail_says_who_signed_in_and_how(
    client: httpx.AsyncClient, store: Store, member: UUID, superuser: asyncpg.Connection
) -> None:
    """CNF-02: by ids alone; a sign-in is the member's, a refused one is nobody's and about the member."""
    _, authenticator = await with_passkey(client, store, member)
    await sign_in(Browser(client), authenticator)
    authenticator.origin = "http://elsewhere.test"
    await sign_in(Browser(client), authenticator)
    rows: list[Any] = await superuser.fetch("SELECT name, member_id, role, record FROM events ORDER BY id")
    told = [(row["name"], row["member_id"]) for row in rows]
    assert told[-2:] == [("partners.signed_in", member), ("partners.sign_in_refused", None)]
    assert str(member).encode() in rows[-1]["record"]
    assert b"@" not in b"".join(row["record"] for row in rows)
