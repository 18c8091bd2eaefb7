"""A house and its coordinator, reading and sending pages over HTTP."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import UUID

import httpx
import pytest
from asgi_lifespan import LifespanManager

from api.browser.cookies import DEMO
from api.parts import Relais
from service.clock import SetClock
from tests.network import Network
from tests.one_app import app_of
from tests.pages.conftest import named_by_cookie
from tests.service.beds.town import Shelter, Town


@dataclass
class Reader:
    """Somebody who reads pages and presses their buttons: `await reader.press(page, "Fermer ce lit")`."""

    client: httpx.AsyncClient
    member: UUID
    language: str = "fr"

    @property
    def headers(self) -> dict[str, str]:
        sent = {"Cookie": f"{DEMO}={self.member}", "Accept-Language": self.language, "Accept": "text/html"}
        return {**sent, "Origin": "http://relais.test", "Sec-Fetch-Site": "same-origin"}

    async def read(self, path: str) -> httpx.Response:
        return await self.client.get(path, headers=self.headers)

    async def send(self, path: str, fields: Any = None) -> httpx.Response:
        return await self.client.post(path, data=fields or {}, headers=self.headers)

    @staticmethod
    def link(page: httpx.Response, name: str, nth: int = 0) -> str:
        """Where the link of this name leads, by what it shows or by its whole name. Raises `AssertionError`."""
        found = []
        for attributes, label in re.findall(r"<a\b([^>]*)>(.*?)</a>", page.text, flags=re.S):
            said = re.search(r'aria-label="([^"]*)"', attributes)
            names = {plain(re.sub(r"<[^>]+>", "", label)), plain(said[1]) if said else ""}
            where = re.search(r'href="([^"]*)"', attributes)
            found += [unescape(where[1])] if name in names and where else []
        assert len(found) > nth, (name, words_of(page))
        return found[nth]

    async def press(self, page: httpx.Response, button: str, **typed: Any) -> httpx.Response:
        """Send the form that has this button, as a browser does: with what it holds, and what was typed."""
        action, fields = form_with(page.text, button)
        return await self.send(action or page.request.url.path, {**fields, **typed})


def plain(text: str) -> str:
    """As it is read, with spaces that do not break as others."""
    return unescape(text).replace("\u00a0", " ").strip()


def words_of(page: httpx.Response) -> str:
    """What a page says, without its signs, on one line."""
    body = re.sub(r"<(script|svg|style)\b.*?</\1>", " ", page.text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u2060", "").split())


def form_with(html: str, button: str) -> tuple[str, dict[str, Any]]:
    """Where the form that holds this button goes, and its fields as they stand."""
    for attributes, inner in re.findall(r"<form([^>]*)>(.*?)</form>", html, flags=re.S):
        for extra, label in re.findall(r"<button([^>]*)>(.*?)</button>", inner, flags=re.S):
            said = re.search(r'aria-label="([^"]*)"', extra)
            names = {plain(re.sub(r"<[^>]+>", "", label)), plain(said[1]) if said else ""}
            if button in names:
                action = re.search(r'action="([^"]*)"', attributes)
                return unescape(action[1]) if action else "", {**_fields(inner), **_pair(extra)}
    raise AssertionError(f"no button {button!r}")


def _pair(attributes: str) -> dict[str, str]:
    name, value = (re.search(rf'\b{one}="([^"]*)"', attributes) for one in ("name", "value"))
    return {unescape(name[1]): unescape(value[1]) if value else ""} if name else {}


def _fields(inner: str) -> dict[str, Any]:
    """What a browser would send: several values under one name stay several."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", inner):
        boxes = 'type="radio"' in tag or 'type="checkbox"' in tag
        if not boxes or " checked" in tag:
            for name, value in _pair(tag).items():
                found[name] = [*_list(found.get(name)), value] if name in found else value
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', inner, flags=re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(
            r'value="([^"]*)"', options
        )
        found[name] = unescape(chosen[1]) if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', inner, flags=re.S):
        found[name] = unescape(text).strip()
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.fixture
async def http(relais: Relais) -> AsyncIterator[httpx.AsyncClient]:
    """The application, which takes the member that the cookie names."""
    with app_of(relais, None, named_by_cookie) as assembled:
        app: Any = assembled
        async with LifespanManager(app):
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://relais.test") as client:
                yield client


@pytest.fixture
def here(http: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    """Shelters and workers, over HTTP without a browser."""
    return Town(http, as_, network, clock)


@pytest.fixture
async def shelter(here: Town) -> Shelter:
    """A shelter of eight beds, counted just now."""
    return await here.shelter(name="Maison S4")


@pytest.fixture
def reader(http: httpx.AsyncClient, shelter: Shelter) -> Reader:
    """Its coordinator."""
    return Reader(http, shelter.coordinator)
