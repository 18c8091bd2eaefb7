"""The demo's people at Relais' own doors, within this process: the demo network is loaded as anybody would enter it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx
import msgspec

from api.demo.partners import person
from api.demo.step_up import prove
from api.parts import Relais


class DemoNotLoadedError(Exception):
    """A door refused something that the demo network needs; the text says which and why."""


class Doors:
    """Asks as one person at a time. What is refused stops the loading: a demo is whole or says what is missing."""

    def __init__(self, relais: Relais, client: httpx.AsyncClient) -> None:
        self._relais = relais
        self._client = client

    async def get(self, email: str, path: str) -> Any:
        """What this person reads there. Raises `DemoNotLoadedError`."""
        return self._body(await self._client.get(f"/v1{path}", headers=self._headers(email)))

    async def post(self, email: str, path: str, body: Any = None) -> Any:
        """Ask, under a key made of the question: asked twice, it has one effect. Raises `DemoNotLoadedError`."""
        asked = sha256(f"{email} {path} ".encode() + msgspec.json.encode(body)).hexdigest()
        headers = {**self._headers(email), "Idempotency-Key": f"demo-{asked[:40]}"}
        content = msgspec.json.encode(body) if body is not None else None
        answer = await self._client.post(f"/v1{path}", content=content, headers=headers)
        step_up = _step_up(answer)
        if step_up and await prove(self._relais.store, email, UUID(step_up)):
            headers["Step-Up"] = step_up
            answer = await self._client.post(f"/v1{path}", content=content, headers=headers)
        return self._body(answer)

    def _headers(self, email: str) -> dict[str, str]:
        token = self._relais.token_keys.sign(person(email).id, self._relais.store.clock.now())
        return {
            "Authorization": f"Bearer {token}",
            "Accept-Language": "en",
            "Content-Type": "application/json",
        }

    def _body(self, answer: httpx.Response) -> Any:
        if answer.is_error:
            asked = f"{answer.request.method} {answer.request.url.path}"
            raise DemoNotLoadedError(f"{asked}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None


def _step_up(answer: httpx.Response) -> str | None:
    """Where a proof is asked for, if that is the answer."""
    if answer.status_code != 403:
        return None
    found: str | None = answer.json().get("facts", {}).get("step_up")
    return found


@asynccontextmanager
async def doors_of(relais: Relais, app: Any) -> AsyncIterator[Doors]:
    """Doors over an application in this process; it needs no port, and not to have started."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://relais.example") as client:
        yield Doors(relais, client)
