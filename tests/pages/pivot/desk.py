"""A pivot worker at their phone, over HTTP: pages read, forms sent with every hidden field that the page gave."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx

from api.browser.cookies import SESSION
from service.clock import SetClock
from service.store.store import Store
from tests.network import Network
from tests.service.beds.town import Town
from tests.signing import Browser, invited

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Desk:
    """One pivot's browser. `page` is what it shows now."""

    browser: Browser
    page: str = ""
    status: int = 0
    path: str = ""
    language: str = "fr"

    async def go(self, path: str) -> str:
        answer = await self.browser.get(path, **{"Accept-Language": self.language})
        self.page, self.status, self.path = answer.text, answer.status_code, path
        return self.page

    async def send(self, path: str, said: dict[str, Any] | None = None, **fields: Any) -> str:
        """Post a form; follow where it leads, as a browser does."""
        pairs = [
            (name, str(each))
            for name, value in {"_key": f"page-{len(self.page)}-{path}", **(said or {}), **fields}.items()
            for each in (value if isinstance(value, list | tuple) else [value])
        ]
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.jar.items())
        answer = await self.browser.client.post(
            path,
            content=urlencode(pairs),
            headers={**SAME_ORIGIN, "Cookie": cookies, "Accept-Language": self.language},
        )
        self.browser.client.cookies.clear()
        if answer.status_code == 303:
            return await self.go(answer.headers["location"])
        self.page, self.status, self.path = answer.text, answer.status_code, path
        return self.page

    @property
    def text(self) -> str:
        """What is read, without markup; spaces that do not break are spaces."""
        body = re.sub(r"<(script|style).*?</\1>", "", self.page.partition("<main")[2], flags=re.S)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).replace("\u00a0", " ")

    @property
    def here(self) -> str:
        """The page's own address, without what follows the question mark."""
        return self.path.partition("?")[0]

    def link(self, words: str) -> str:
        """Where a link or a form leads whose address holds these words."""
        found = re.search(rf'(?:href|action|formaction)="([^"]*{words}[^"]*)"', self.page)
        assert found, (words, self.path)
        return unescape(found[1])


@dataclass
class Circle:
    """An organisation of pivots with two people, and everything around it."""

    client: httpx.AsyncClient
    store: Store
    town: Town
    network: Network
    clock: SetClock
    organisation: UUID
    pivot: UUID
    backup: UUID
    desks: list[Desk] = field(default_factory=list)

    async def desk(self, member: UUID | None = None, language: str = "fr") -> Desk:
        started = await invited(self.store, member or self.pivot, by="demo")
        return Desk(Browser(self.client, {SESSION: started.token}), language=language)

    async def case(self, desk: Desk, **said: Any) -> str:
        """A case opened by the page; its address."""
        fields = {
            "gender": "woman",
            "band": "21-24",
            "region": "CA-QC",
            "language": "fr",
            "backup": str(self.backup),
            "limits": 1,
            "scope": ["bed", "fund"],
            **said,
        }
        await desk.send("/cases/new", fields)
        assert desk.status == 200, desk.page
        return desk.here


