"""Webhooks: signed in Stripe's `v1` scheme and delivered by whatever the composition gives."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence

import httpx

from api.demo.stripe_double.faults import Delivery, Faults
from api.demo.stripe_double.wire import Json

Endpoint = Callable[[bytes, Mapping[str, str]], Awaitable[int]]
"""Takes a body and its headers to our door and answers the door's HTTP status."""


def post_to(client: httpx.AsyncClient, url: str) -> Endpoint:
    """An endpoint reached over HTTP."""

    async def post(body: bytes, headers: Mapping[str, str]) -> int:
        return (await client.post(url, content=body, headers=dict(headers))).status_code

    return post


def sign(body: bytes, secrets: Sequence[str], at: int) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 of `at.body` under each secret (two in a rotation)."""
    signed = f"{at}.".encode() + body
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])


class Hooks:
    """Events on their way to us. `undelivered` are those our door did not answer with 2xx."""

    def __init__(self, faults: Faults, clock: Callable[[], int], secrets: Sequence[str]) -> None:
        self.endpoint: Endpoint | None = None
        self.secrets = list(secrets)
        self.undelivered: list[Json] = []
        self._held: list[Json] = []
        self._faults = faults
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()

    def emit(self, event: Json) -> None:
        """Send one event off, as the switch says; the caller does not wait for it."""
        mode = self._faults.webhooks
        if self.endpoint is None or mode is Delivery.LOST:
            return
        if mode in (Delivery.LATE, Delivery.OUT_OF_ORDER):
            self._held.append(event)
            return
        self._start([event, event] if mode is Delivery.TWICE else [event])

    async def settled(self) -> None:
        """Until everything under way has been answered."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def deliver_held(self) -> None:
        """Deliver what was held: in order, or newest first when the switch says out of order."""
        held, self._held = self._held, []
        if self._faults.webhooks is Delivery.OUT_OF_ORDER:
            held.reverse()
        await self._deliver(held)

    async def redeliver(self) -> None:
        """Stripe's own retry of what our door did not take."""
        again, self.undelivered = self.undelivered, []
        await self._deliver(again)

    def _start(self, events: list[Json]) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(events))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, events: list[Json]) -> None:
        for event in events:
            if not 200 <= await self._post(event) < 300:
                self.undelivered.append(event)

    async def _post(self, event: Json) -> int:
        body = json.dumps(event, indent=2).encode()
        headers = {
            "content-type": "application/json; charset=utf-8",
            "stripe-signature": sign(body, self.secrets, self._clock()),
        }
        try:
            return await self.endpoint(body, headers) if self.endpoint else 0
        except (httpx.HTTPError, OSError):
            return 0
