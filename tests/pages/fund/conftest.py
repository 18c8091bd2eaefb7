"""A fund's pages over HTTP: whoever the cookie names, and a page with its words on one line."""

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
from tests.one_app import app_of
from tests.pages.conftest import named_by_cookie
from tests.service.fund.conftest import Fund, fund

__all__ = ["fund"]


@dataclass(frozen=True)
class Desk:
    """One person at a browser without script."""

    client: httpx.AsyncClient
    member: UUID
    language: str = "en"

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"{DEMO}={self.member}", "Accept-Language": self.language}

    async def get(self, path: str, status: int = 200) -> str:
        """A page's HTML."""
        answer = await self.client.get(path, headers=self.headers)
        assert answer.status_code == status, (answer.status_code, text_of(answer.text)[:800])
        return answer.text

    async def post(self, path: str, status: int = 303, /, **fields: str) -> str:
        """Send a form: where it leads when all is well, else the page that comes back."""
        headers = {**self.headers, "Origin": "http://relais.test", "Sec-Fetch-Site": "same-origin"}
        answer = await self.client.post(path, data=fields, headers=headers)
        assert answer.status_code == status, (answer.status_code, text_of(answer.text)[:800])
        return str(answer.headers["Location"]) if status == 303 else answer.text

    async def reads(self, path: str) -> str:
        """A page as it is read."""
        return text_of(await self.get(path))


def text_of(html: str) -> str:
    """What a page says: its words in one line, spaces that do not break as others."""
    body = re.sub(r"(?s)<(script|style|svg).*?</\1>", " ", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u2060", "")).strip()


@pytest.fixture
async def http(relais: Relais) -> AsyncIterator[httpx.AsyncClient]:
    """The application, whose visitors are named by a cookie."""
    with app_of(relais, None, named_by_cookie) as application:
        assembled: Any = application
        async with LifespanManager(assembled):
            transport = httpx.ASGITransport(app=assembled, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://relais.test") as client:
                yield client


@pytest.fixture
def first(http: httpx.AsyncClient, fund: Fund) -> Desk:
    """The fund's first administrator."""
    return Desk(http, fund.first)


@pytest.fixture
def second(http: httpx.AsyncClient, fund: Fund) -> Desk:
    """The fund's second administrator."""
    return Desk(http, fund.second, "fr")
