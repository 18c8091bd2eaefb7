"""From the letter to the first passkey, over HTTP: and what somebody does who has read the letter too."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from api.demo.authenticator import Authenticator
from service.clock import SetClock
from tests.service.partners.members.test_invitations import invited, sent
from tests.service.partners.town import Town
from tests.signing import ORIGIN, Browser, sign_in


@pytest.fixture
async def code(town: Town) -> str:
    """The code in the letter."""
    return (await sent(town, await invited(town))).code


async def enter(client: httpx.AsyncClient, code: str) -> tuple[Browser, httpx.Response]:
    """Somebody types it."""
    browser = Browser(client)
    return browser, await browser.post("/v1/sign-in/invitation", {"code": code})


async def first_passkey(browser: Browser) -> tuple[Authenticator, httpx.Response]:
    """The first passkey of whoever sits there."""
    authenticator = Authenticator(ORIGIN)
    made = authenticator.create((await browser.post("/v1/passkeys/options")).json()["public_key"])
    return authenticator, await browser.post("/v1/passkeys/first", {"name": "phone", "credential": made})


async def test_from_the_letter_to_the_work(client: httpx.AsyncClient, code: str) -> None:
    """POL-04: no role until there is a passkey, and then the one that two people agreed to."""
    browser, answer = await enter(client, code.lower().replace("-", " "))
    assert answer.status_code == 200, answer.text
    before = browser.copy()
    assert (await browser.get("/v1/me")).json()["roles"] == []
    authenticator, registered = await first_passkey(browser)
    assert registered.status_code == 200, registered.text
    assert (await browser.get("/v1/me")).json()["roles"] == ["pivot_worker"]
    assert (await before.get("/v1/me")).status_code == 401
    assert (await sign_in(Browser(client), authenticator)).status_code == 200


async def test_a_code_opens_once_also_at_the_same_moment(client: httpx.AsyncClient, code: str) -> None:
    """POL-04: of six who read the letter, one becomes the member."""
    found = await asyncio.gather(*(enter(client, code) for _ in range(6)))
    assert sorted(answer.status_code for _, answer in found)[0] == 200
    assert [answer.status_code for _, answer in found].count(200) == 1


async def test_whoever_dawdles_is_invited_again(
    client: httpx.AsyncClient, code: str, clock: SetClock
) -> None:
    """The session of an invitation lasts a quarter of an hour, used or not."""
    browser, _ = await enter(client, code)
    clock.advance(timedelta(minutes=14))
    assert (await browser.get("/v1/me")).status_code == 200
    clock.advance(timedelta(minutes=1))
    assert (await browser.get("/v1/me")).status_code == 401
    assert (await first_passkey_status(browser)) == 401
    assert (await enter(client, code))[1].status_code == 401


async def first_passkey_status(browser: Browser) -> int:
    """What asking for the first passkey's options answers."""
    return (await browser.post("/v1/passkeys/options")).status_code


async def test_codes_are_not_guessed(client: httpx.AsyncClient, code: str) -> None:
    """ASVS 6.3.1: ten from one source, then the right one is refused too."""
    for n in range(10):
        assert (await enter(client, f"2222-2222-2222-222{n % 8 + 2}"))[1].status_code == 401
    _, answer = await enter(client, code)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/sign_in_refused")
