"""Somebody with all the guesses that they can send, over three replicas."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import asyncpg
import httpx
from pyotp import TOTP

from api.browser.cookies import TABLET
from api.demo.authenticator import Authenticator
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from tests.attack.sign_in.knocking import ADDRESS, REFUSED, outcome, with_app
from tests.network import Network
from tests.signing import Browser, sign_in, with_passkey


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
    judged = "SELECT count(*) FROM events WHERE convert_from(record, 'UTF8') LIKE '%\"why\":\"wrong_code\"%'"
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


async def in_the_hall(
    client: httpx.AsyncClient, store: Store, network: Network
) -> tuple[Browser, str, Authenticator]:
    """A house's tablet with the PIN of somebody at its front desk, and its coordinator's passkey."""
    house = await network.organisation("shelter")
    coordinator = await network.member(house, Role.SHELTER_COORDINATOR)
    desk = await network.member(house, Role.FRONT_DESK)
    browser, passkey = await with_passkey(client, store, coordinator)
    pin = (await browser.post("/v1/pins", {"member_id": str(desk)})).json()["pin"]
    tablet = Browser(client)
    code = (await browser.post("/v1/tablets", {"name": "hall"})).json()["enrolment_code"]
    await tablet.post("/v1/tablets/enrol", {"enrolment_code": code})
    assert TABLET in tablet.jar
    return tablet, pin, passkey


async def test_a_stranger_behind_the_same_address_locks_no_house_out(
    client: httpx.AsyncClient, store: Store, network: Network, member: UUID, clock: SetClock
) -> None:
    """ASVS 6.3.1, SAF-12: on a shelter's wireless network somebody tries codes, passkeys and PINs until the address is
    locked: tablet, passkey and a phone that is known sign in as before, and the next unknown device does not."""
    phone, app = await with_app(client, store, member, clock)
    tablet, pin, passkey = await in_the_hall(client, store, network)
    stranger = Browser(client)
    for n in range(101):
        body = {"email": f"somebody{n}@relais.test", "code": "000000"}
        assert outcome(await stranger.post("/v1/sign-in/code", body)) == REFUSED
    for path, said in (("pin", {"pin": "000000"}), ("passkey", {"credential": {}})):
        assert (await Browser(client).post(f"/v1/sign-in/{path}", said)).status_code in {400, 401, 409}
    assert (await tablet.post("/v1/sign-in/pin", {"pin": pin})).status_code == 200
    assert (await sign_in(Browser(client), passkey)).status_code == 200
    typed = {"email": ADDRESS, "code": app.at(clock.now())}
    assert outcome(await Browser(client).post("/v1/sign-in/code", typed)) == REFUSED
    assert (await phone.post("/v1/sign-in/code", typed)).status_code == 200


async def test_a_hundred_pins_at_once_over_three_replicas_and_five_are_judged(
    client: httpx.AsyncClient,
    store: Store,
    network: Network,
    replicas: list[httpx.AsyncClient],
    superuser: asyncpg.Connection,
) -> None:
    """ASVS 6.3.1: whichever replica each of them reaches."""
    tablet, pin, _ = await in_the_hall(client, store, network)

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
    """ASVS 6.3.1: one guess at each of many addresses stops too, and then counts against no further address; where it
    came from is not to be read."""
    for n in range(105):
        body = {"email": f"somebody{n}@relais.test", "code": "000000"}
        assert outcome(await Browser(client).post("/v1/sign-in/code", body)) == REFUSED
    judged = "SELECT count(*) FROM events WHERE name = 'partners.sign_in_refused'"
    assert await superuser.fetchval(judged) == 100
    buckets = [bytes(row["bucket"]) for row in await superuser.fetch("SELECT bucket FROM attempts")]
    assert len(buckets) == 1 + 100
    assert {len(bucket) for bucket in buckets} == {32}
