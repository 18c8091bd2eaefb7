"""Somebody who listens to what a refusal tells."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from pyotp import TOTP

from api.demo.authenticator import Authenticator
from api.parts import Relais
from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.keys.roots import RootKeys
from service.partners.actor import Role
from service.store.store import Store, open_pool
from tests.attack.sign_in.knocking import ADDRESS
from tests.conftest import client_of
from tests.network import Network
from tests.signing import ORIGIN, Browser, sign_in, with_passkey


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


async def lock(relais: Relais, phone: Browser, *, known_device: bool) -> None:
    """Wrong codes for one of them until no more is judged, from there or from anywhere."""
    async with client_of(relais) as client:
        for _ in range(11):
            browser = Browser(client, dict(phone.jar) if known_device else {})
            await browser.post("/v1/sign-in/code", {"email": ADDRESS, "code": "000000"})


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("known_device", [False, True])
async def test_nobody_learns_whether_an_address_is_known(
    *,
    relais: Relais,
    root_keys: RootKeys,
    people: dict[str, Browser],
    superuser_url: str,
    known_device: bool,
    locked: bool,
) -> None:
    """ASVS 6.3.8: unknown, with and without an app, ended, locked: the same document after the same statements."""
    seen = {}
    if locked:
        people = dict(reversed(people.items()))
        await lock(relais, people[ADDRESS], known_device=known_device)
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
