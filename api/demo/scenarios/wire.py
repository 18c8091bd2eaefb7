"""How a scenario speaks to Relais: over HTTP, as one demo person at a time, like any other client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

import httpx

from api.demo.scenarios.signing_in import Entrance
from api.wrong import NO_SUCH_FIELD


class Missing:
    """What is read where a reply says nothing: equal to nothing, not even to itself."""

    def __eq__(self, _: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]  # what equals nothing has no place in a set

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "∅"


MISSING = Missing()


@dataclass(frozen=True)
class Ask:
    """One request of one person; `person` is the demo address, or none for the doors that ask nobody's name."""

    person: str | None
    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    version: str | None = None


@dataclass(frozen=True)
class Reply:
    """What came back: the status, the body as JSON, and the version that it names."""

    status: int
    body: Any
    etag: str | None = None

    @property
    def ok(self) -> bool:
        """Whether it was accepted."""
        return 200 <= self.status < 300

    @property
    def problem(self) -> str:
        """The type of the refusal, without the folder in front; empty when it is none."""
        kind = self.at("type")
        return kind.removeprefix("/problems/") if isinstance(kind, str) and not self.ok else ""

    def knows_no(self, name: str) -> bool:
        """Whether it was refused because no code reads a field of this name."""
        named = self.at("fields") if self.status == 400 else ()
        unread = [
            str(value_at(field, "field"))
            for field in named or ()
            if value_at(field, "message") in (NO_SUCH_FIELD.fr, NO_SUCH_FIELD.en)
        ]
        return any(field.rpartition(".")[2] == name for field in unread)

    def at(self, *path: str | int) -> Any:
        """The value at this place of the body, or `MISSING`."""
        return value_at(self.body, *path)


def value_at(body: Any, *path: str | int) -> Any:
    """The value that stands there, or `MISSING`: a reply that lacks it fails an expectation, it raises nothing."""
    found = body
    for part in path:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return found


class Wire(Protocol):
    """Carries one request and brings the reply."""

    async def send(self, ask: Ask) -> Reply: ...

    async def listen(self, person: str) -> Hearing:
        """Keep a page open for this person: what changes is said to it from now on."""
        ...

    def forget_tokens(self) -> None:
        """The clock has moved: what was good for ten minutes is so no longer."""
        ...


class Hearing(Protocol):
    """A page that somebody keeps open."""

    async def heard(self, topic: str) -> Reply:
        """Close it once something of this topic was said, or ten seconds later: `{"events": [...]}`, as they came."""
        ...


LIVE = "/v1/live"
PATIENCE = 10.0
"""Seconds."""


class HttpWire:
    """A wire to a running server, for people who sign in by passkey and prove by it what is asked."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._entrance = Entrance(client)

    def forget_tokens(self) -> None:
        self._entrance.forget()

    async def send(self, ask: Ask) -> Reply:
        """Send it. Raises `httpx.HTTPError` when the server cannot be reached, `SignInError` when it lets nobody in."""
        headers = await self._headers(ask)
        answer = await self._once(ask, headers)
        step_up = value_at(_json(answer), "facts", "step_up") if answer.status_code == 403 else MISSING
        if step_up is not MISSING and ask.person is not None:
            await self._entrance.prove(ask.person, str(step_up))
            answer = await self._once(ask, {**headers, "Step-Up": str(step_up)})
        return Reply(answer.status_code, _json(answer), answer.headers.get("etag"))

    async def _once(self, ask: Ask, headers: Mapping[str, str]) -> httpx.Response:
        query = dict(ask.query)
        return await self._client.request(ask.method, ask.path, params=query, json=ask.body, headers=headers)

    async def listen(self, person: str) -> Hearing:
        """Open the live stream. Raises `httpx.HTTPError` when the server cannot be reached."""
        token = await self._entrance.token(person)
        hearing = HttpHearing(self._client, {"Authorization": f"Bearer {token}"})
        await hearing.open()
        return hearing

    async def _headers(self, ask: Ask) -> dict[str, str]:
        headers = {"Accept-Language": "en", "Accept": "application/json"}
        if ask.person is not None:
            headers["Authorization"] = f"Bearer {await self._entrance.token(ask.person)}"
        if ask.method == "POST":
            headers["Idempotency-Key"] = str(uuid4())
        if ask.version is not None:
            headers["If-Match"] = ask.version
        return headers


class HttpHearing:
    """The live stream of one person, read in the background until it is closed."""

    def __init__(self, client: httpx.AsyncClient, headers: Mapping[str, str]) -> None:
        self._client = client
        self._headers = headers
        self._events: list[Any] = []
        self._news = asyncio.Condition()
        self._status = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Until the server has answered."""
        self._task = asyncio.create_task(self._read())
        await self._status

    async def heard(self, topic: str) -> Reply:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._until(topic), PATIENCE)
        if self._task is not None:
            self._task.cancel()
        return Reply(await self._status, {"events": list(self._events)})

    async def _until(self, topic: str) -> None:
        async with self._news:
            await self._news.wait_for(lambda: any(value_at(one, "topic") == topic for one in self._events))

    async def _read(self) -> None:
        with suppress(httpx.HTTPError):
            async with self._client.stream("GET", LIVE, headers=self._headers, timeout=None) as answer:
                self._status.set_result(answer.status_code)
                async for line in answer.aiter_lines():
                    if line.startswith("data:"):
                        await self._say(line.removeprefix("data:"))
        if not self._status.done():
            self._status.set_result(0)

    async def _say(self, data: str) -> None:
        async with self._news:
            self._events.append(json.loads(data))
            self._news.notify_all()


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return answer.text or None
