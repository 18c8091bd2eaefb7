"""The demo's people say that it is them; nowhere else is that a proof."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import asyncpg
import httpx
import pytest

from api.browser.cookies import SESSION
from api.parts import Relais
from service.partners.actor import Role
from service.settings import Environment, Settings
from service.store.store import Store
from tests.conftest import client_of
from tests.network import Network
from tests.signing import Browser, invited

INVITATION = {
    "role": "front_desk",
    "email": "nuit@maison.test",
    "language": "fr",
    "ends_on": "2027-05-01",
    "_key": "page-1",
}


@dataclass
class Doors:
    """The same application in one environment, and somebody who sits there."""

    browser: Browser

    async def post(self, path: str, fields: dict[str, str]) -> httpx.Response:
        """A form of one of our own pages."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.jar.items())
        headers = {
            "Sec-Fetch-Site": "same-origin",
            "Cookie": cookies,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return await self.browser.client.post(path, content=urlencode(fields), headers=headers)


@pytest.fixture
async def doors(
    request: pytest.FixtureRequest, relais: Relais, plain_store: Store, network: Network
) -> AsyncIterator[Doors]:
    environment: Environment
    environment, by = request.param
    house = await network.organisation("shelter")
    member = await network.member(house, Role.SHELTER_COORDINATOR)
    own = replace(relais, store=plain_store, settings=Settings(environment=environment))
    async with client_of(own) as client:
        started = await invited(plain_store, member, by=by)
        yield Doors(Browser(client, {SESSION: started.token}))


async def asked(doors: Doors) -> str:
    """The step-up that the page asks for."""
    page = await doors.post("/members/invite", INVITATION)
    assert page.status_code == 200, page.text
    return page.text.partition('name="_proof" value="')[2].partition('"')[0]


@pytest.mark.parametrize("doors", [("demo", "demo")], indirect=True)
async def test_in_the_demo_it_is_a_proof(doors: Doors, superuser: asyncpg.Connection) -> None:
    """Somebody who tries Relais out needs no device to sign."""
    said = {**INVITATION, "_proof": await asked(doors), "_demo": "yes"}
    answer = await doors.post("/members/invite", said)
    assert answer.status_code == 303
    assert await superuser.fetchval("SELECT count(*) FROM proposals") == 1


@pytest.mark.parametrize(
    "doors",
    [("development", "demo"), ("development", "passkey"), ("demo", "passkey"), ("production", "passkey")],
    indirect=True,
)
async def test_elsewhere_it_is_none(doors: Doors, superuser: asyncpg.Connection) -> None:
    """Neither outside of the demo, nor for somebody who signed in with a passkey there."""
    said = {**INVITATION, "_proof": await asked(doors), "_demo": "yes"}
    answer = await doors.post("/members/invite", said)
    assert answer.status_code == 200
    assert 'name="_demo"' not in answer.text
    assert await superuser.fetchval("SELECT count(*) FROM proposals") == 0


async def test_the_story_is_nowhere_but_in_the_demo(relais: Relais) -> None:
    """No strip, no story and no switcher where people's nights are real."""
    real = replace(relais, settings=Settings(environment="development"))
    async with client_of(real) as client:
        assert 'class="demo"' not in (await client.get("/sign-in")).text
        assert (await client.get("/demo")).status_code == 404
