"""A real Chromium as a phone, and the application on a real port in this event loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from socket import socket
from typing import Any
from uuid import UUID

import httpx
import pytest
import uvicorn
from litestar import Request
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from api.auth.caller import Seated
from api.browser.cookies import DEMO
from api.live.hub import Pace
from api.parts import Relais
from service.clock import SetClock
from service.partners.actor import Role, Seat
from service.settings import Settings
from service.store.store import Store
from tests.browser import LAUNCH_ARGUMENTS, NO_BROWSER, find_chromium
from tests.lacking import lacking
from tests.network import Network
from tests.one_app import app_of
from tests.pages.house import House
from tests.service.beds.town import Town

# As patient as Playwright's own touches: a machine that stands still for some seconds makes no page wrong.
expect.set_options(timeout=30_000)


@asynccontextmanager
async def a_browser(*, notices: bool = False) -> AsyncIterator[Browser]:
    """A browser; without one the tests say so, and in CI they fail."""
    found = find_chromium(notices=notices)
    if found is None:
        lacking(NO_BROWSER)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(found), args=list(LAUNCH_ARGUMENTS))
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for the run."""
    async with a_browser() as browser:
        yield browser


class Answering(uvicorn.Server):
    """uvicorn that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()


@dataclass(frozen=True)
class Site:
    """The application as a browser meets it."""

    url: str
    chromium: Browser

    async def phone(self, member_id: UUID | None, *, language: str = "fr-CA", **more: Any) -> BrowserContext:
        """A phone in somebody's hand; `member_id` is whom its cookie stands for."""
        settings = {"viewport": {"width": 360, "height": 740}, "locale": language, **more}
        phone = await self.chromium.new_context(**settings)
        if member_id is not None:
            await phone.add_cookies(
                [
                    {
                        "name": DEMO,
                        "value": str(member_id),
                        "url": self.url.replace("http:", "https:"),
                        "secure": True,
                    }
                ]
            )
        return phone


async def named_by_cookie(request: Request[Any, Any, Any]) -> Seated | None:
    """Whom the cookie of the tests names."""
    named = request.cookies.get(DEMO)
    until = request.app.state["store"].clock.now() + timedelta(hours=12)
    return Seated(Seat(UUID(named)), "browser", "demo", until) if named else None


QUICK = Pace(poll=0.05)


@pytest.fixture
async def site(relais: Relais, chromium: Browser) -> AsyncIterator[Site]:
    """The application on a port of its own; a cookie names the member, as the demo's does."""
    with app_of(relais, QUICK, named_by_cookie) as application:
        async with listening(application) as port:
            yield Site(f"http://127.0.0.1:{port}", chromium)


@asynccontextmanager
async def listening(application: Any) -> AsyncIterator[int]:
    """The application on a port of its own, until the test is over."""
    config = uvicorn.Config(
        application, port=0, log_level="error", access_log=False, timeout_graceful_shutdown=1
    )
    server = Answering(config)
    serving = asyncio.create_task(server.serve())
    await server.answering.wait()
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


@pytest.fixture
async def house(  # noqa: PLR0917 - fixtures, by name
    relais: Relais, plain_store: Store, store: Store, network: Network, clock: SetClock, chromium: Browser
) -> AsyncIterator[House]:
    """A shelter whose people really sign in, and prove what they are asked to prove."""
    shelter = await network.organisation("shelter", name="Maison des Érables")
    coordinator, second, desk = [
        await network.member(shelter, role, email=email)
        for role, email in (
            (Role.SHELTER_COORDINATOR, "coordination@maison.test"),
            (Role.SHELTER_COORDINATOR, "garde@maison.test"),
            (Role.FRONT_DESK, "accueil@maison.test"),
        )
    ]
    parts = replace(relais, store=plain_store, settings=Settings(environment="development"))
    with app_of(parts) as application:
        async with listening(application) as port:
            url = f"http://localhost:{port}"
            house = House(
                url, chromium, plain_store, store, network, clock, shelter, coordinator, second, desk
            )
            yield house
            for phone in house.phones:
                await phone.context.close()


@pytest.fixture
async def town(site: Site, as_: Any, network: Network, clock: SetClock) -> AsyncIterator[Town]:
    """Shelters and workers of the same site."""
    async with httpx.AsyncClient(base_url=site.url, timeout=60) as client:
        yield Town(client, as_, network, clock)
