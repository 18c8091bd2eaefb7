"""A step-up over HTTP: asked for, read, proven, used once."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.demo.authenticator import Authenticator
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from tests.network import Network
from tests.signing import ORIGIN, Browser, sign_in, with_passkey

REFUSED = (422, "/problems/proof_refused")


@pytest.fixture
async def member(network: Network) -> UUID:
    """A pivot worker."""
    return await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)


class Adding:
    """Somebody who adds a second passkey, which asks for a proof."""

    def __init__(self, browser: Browser, first: Authenticator) -> None:
        self.browser, self.first, self.key = browser, first, uuid4().hex
        self.body: Any = None

    async def ask(self, step_up: str | None = None) -> httpx.Response:
        """The same request each time, with the same key."""
        if self.body is None:
            options = (await self.browser.post("/v1/passkeys/options")).json()["public_key"]
            self.body = {"name": "second", "credential": Authenticator(ORIGIN).create(options)}
        proof = {"Step-Up": step_up} if step_up else {}
        return await self.browser.post("/v1/passkeys", self.body, **{"Idempotency-Key": self.key}, **proof)

    async def needed(self) -> str:
        """The step-up that the first request names."""
        answer = await self.ask()
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/step_up_needed")
        return str(answer.json()["facts"]["step_up"])

    async def assertion(self, step_up: str, authenticator: Authenticator | None = None) -> Any:
        """What an authenticator answers to the step-up's challenge."""
        options = (await self.browser.post(f"/v1/step-ups/{step_up}/passkey-options")).json()["public_key"]
        return {"credential": (authenticator or self.first).get(options)}

    async def prove(self, step_up: str, body: Any, browser: Browser | None = None) -> tuple[int, str]:
        """What the proof answers."""
        answer = await (browser or self.browser).post(f"/v1/step-ups/{step_up}/passkey", body)
        return answer.status_code, answer.json()["type"] if answer.content else ""


@pytest.fixture
async def adding(plain_client: httpx.AsyncClient, plain_store: Store, member: UUID) -> Adding:
    """In a browser that is signed in."""
    return Adding(*await with_passkey(plain_client, plain_store, member))


async def test_proven_by_passkey_for_this_one_action(adding: Adding) -> None:
    """ASVS 7.5.3: asked, read in words, proven, done; a repeat with the same key has its first outcome."""
    step_up = await adding.needed()
    read = (await adding.browser.get(f"/v1/step-ups/{step_up}", **{"Accept-Language": "en"})).json()
    assert (read["words"], read["ways"]) == ("Add a passkey", ["passkey"])
    assert await adding.prove(step_up, await adding.assertion(step_up)) == (204, "")
    first = await adding.ask(step_up)
    assert first.status_code == 201
    assert (await adding.ask(step_up)).json() == first.json()


async def test_a_proof_is_for_the_wish_that_was_shown(adding: Adding) -> None:
    """A3: another wish under the same proof is asked for a proof of its own."""
    step_up = await adding.needed()
    await adding.prove(step_up, await adding.assertion(step_up))
    adding.body = {**adding.body, "name": "another"}
    answer = await adding.ask(step_up)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/step_up_needed")
    assert answer.json()["facts"]["step_up"] != step_up


async def test_an_assertion_proves_nothing_twice(adding: Adding) -> None:
    """ASVS 7.5.3: replayed at once, many times, one proof comes of it."""
    step_up = await adding.needed()
    body = await adding.assertion(step_up)
    found = await asyncio.gather(*(adding.prove(step_up, body, adding.browser.copy()) for _ in range(12)))
    assert sorted(found) == [(204, "")] + [(404, "/problems/not_found")] * 11


async def test_an_assertion_is_bound_to_its_step_up(adding: Adding) -> None:
    """What was signed to sign in, or for another action, proves nothing here."""
    step_up = await adding.needed()
    options = (await adding.browser.post("/v1/sign-in/passkey-options")).json()["public_key"]
    assert await adding.prove(step_up, {"credential": adding.first.get(options)}) == REFUSED
    other = Adding(adding.browser, adding.first)
    elsewhere = await other.assertion(await other.needed())
    assert await adding.prove(step_up, elsewhere) == REFUSED
    old = await adding.assertion(step_up)
    await adding.assertion(step_up)
    assert await adding.prove(step_up, old) == REFUSED


async def test_only_ones_own_passkey_proves(
    adding: Adding, plain_client: httpx.AsyncClient, plain_store: Store, network: Network
) -> None:
    """ASVS 7.5.3: a colleague's passkey on the same phone does not sign for you."""
    organisation = (await adding.browser.get("/v1/me")).json()["organisation_id"]
    colleague = await network.member(UUID(organisation), Role.PIVOT_WORKER)
    _, theirs = await with_passkey(plain_client, plain_store, colleague)
    step_up = await adding.needed()
    assert await adding.prove(step_up, await adding.assertion(step_up, theirs)) == REFUSED
    unverified = Authenticator(ORIGIN)
    unverified.__dict__.update({**adding.first.__dict__, "verifies": False})
    assert await adding.prove(step_up, await adding.assertion(step_up, unverified)) == REFUSED


async def test_only_the_same_session_proves(adding: Adding) -> None:
    """In another session of the same member it is not there, and neither is the proof of use there."""
    step_up = await adding.needed()
    elsewhere = Browser(adding.browser.client)
    assert (await sign_in(elsewhere, adding.first)).status_code == 200
    assert (await elsewhere.get(f"/v1/step-ups/{step_up}")).status_code == 404
    assert (await elsewhere.post(f"/v1/step-ups/{step_up}/passkey-options")).status_code == 404
    assert await adding.prove(step_up, await adding.assertion(step_up), elsewhere) == (
        404,
        "/problems/not_found",
    )


async def test_a_proof_that_is_not_given_in_time_is_none(adding: Adding, clock: SetClock) -> None:
    """ASVS 7.5.3: five minutes from the asking to the use."""
    step_up = await adding.needed()
    body = await adding.assertion(step_up)
    clock.advance(timedelta(minutes=5))
    assert await adding.prove(step_up, body) == (404, "/problems/not_found")


async def test_without_a_code_of_ones_own_no_code_proves(adding: Adding) -> None:
    """NIST SP 800-63B-4, 3.2.2: five guesses, then none is looked at, right or wrong."""
    step_up = await adding.needed()
    found = [
        (await adding.browser.post(f"/v1/step-ups/{step_up}/code", {"code": f"{n:06}"})).status_code
        for n in range(7)
    ]
    assert found == [422] * 7
