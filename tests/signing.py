"""People who really sign in: each with an authenticator, and a browser or a program that keeps the session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from api.browser.cookies import SESSION
from api.demo.authenticator import Authenticator
from service.partners.actor import Seat
from service.partners.sessions.starting import NewSession, Started, start_session
from service.store.store import Store

ORIGIN = "http://relais.test"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


@dataclass
class Browser:
    """One browser: it keeps what `Set-Cookie` says, as our own pages would have it, and nothing of httpx's jar."""

    client: httpx.AsyncClient
    jar: dict[str, str] = field(default_factory=dict)

    async def request(self, method: str, path: str, json: Any = None, **headers: str) -> httpx.Response:
        """A request of our own page, with this browser's cookies."""
        said = {"Sec-Fetch-Site": "same-origin", "User-Agent": ANDROID, "Idempotency-Key": uuid4().hex}
        cookies = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        if cookies:
            said["Cookie"] = cookies
        self.client.cookies.clear()
        answer = await self.client.request(method, path, json=json, headers={**said, **headers})
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.jar[name] = value.strip('"')
            if not self.jar[name]:
                del self.jar[name]
        self.client.cookies.clear()
        return answer

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.request("GET", path, **headers)

    async def post(self, path: str, json: Any = None, **headers: str) -> httpx.Response:
        return await self.request("POST", path, {} if json is None else json, **headers)

    @property
    def token(self) -> str:
        """The token of the session that this browser holds."""
        return self.jar[SESSION]

    def copy(self) -> Browser:
        """The same cookies in somebody else's hands."""
        return Browser(self.client, dict(self.jar))


async def invited(store: Store, member_id: UUID, by: Any = "invitation") -> Started:
    """A session that an invitation began, as the command that accepts one begins it."""
    async with store.working(member_id) as uow:
        return await start_session(uow, NewSession("browser", by, "Chrome, Android"))


async def with_passkey(
    client: httpx.AsyncClient, store: Store, member_id: UUID, **kind: Any
) -> tuple[Browser, Authenticator]:
    """A member who has accepted an invitation and registered a first passkey, in a browser that is signed in."""
    browser = Browser(client, {SESSION: (await invited(store, member_id)).token})
    authenticator = Authenticator(ORIGIN, **kind)
    options = await browser.post("/v1/passkeys/options")
    assert options.status_code == 200, options.text
    made = authenticator.create(options.json()["public_key"])
    answer = await browser.post("/v1/passkeys/first", {"name": "phone", "credential": made})
    assert answer.status_code == 200, answer.text
    return browser, authenticator


async def sign_in(
    browser: Browser, authenticator: Authenticator, keep: str = "browser", **changes: Any
) -> httpx.Response:
    """The whole ceremony; `changes` go into the body."""
    options = (await browser.post("/v1/sign-in/passkey-options")).json()["public_key"]
    credential = authenticator.get(options)
    return await browser.post("/v1/sign-in/passkey", {"credential": credential, "keep": keep, **changes})


def seat_of(entered: Any) -> Seat:
    """The seat of an answer that let somebody in."""
    return Seat(UUID(entered["member_id"]), UUID(entered["session_id"]))
