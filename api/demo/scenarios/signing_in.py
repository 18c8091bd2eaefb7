"""How a scenario's people sign in: with passkeys of their own, by the doors that everybody uses.

Each holds an authenticator in software, made from their address, so that it is the same one at every run. Whoever has
none registered yet is invited by the demo, and registers it as anybody who was invited does.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

from api.demo.authenticator import Authenticator


class SignInError(Exception):
    """A door of sign-in answered something else than it should; the text says which, and what."""


class Entrance:
    """Signs people in, once each until their access ends, and proves that it is them where a door asks for it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._origin = str(client.base_url).rstrip("/")
        self._tokens: dict[str, str] = {}
        self._devices: dict[str, Authenticator] = {}

    def forget(self) -> None:
        """The clock has moved: what was good for ten minutes is so no longer."""
        self._tokens.clear()

    async def token(self, person: str) -> str:
        """The access token of this person. Raises `SignInError`."""
        if person not in self._tokens:
            answer = await self._by_passkey(person)
            if answer.status_code == 401:
                await self._register(person)
                answer = await self._by_passkey(person)
            self._tokens[person] = str(_body(answer)["access_token"])
        return self._tokens[person]

    async def prove(self, person: str, step_up: str) -> None:
        """Prove by passkey what a door asked for. Raises `SignInError`."""
        token, door = await self.token(person), f"/v1/step-ups/{step_up}"
        options = _body(await self._post(f"{door}/passkey-options", None, token))["public_key"]
        _body(await self._post(f"{door}/passkey", {"credential": self._device(person).get(options)}, token))

    async def _by_passkey(self, person: str) -> httpx.Response:
        options = _body(await self._post("/v1/sign-in/passkey-options", {}))["public_key"]
        credential = self._device(person).get(options)
        return await self._post("/v1/sign-in/passkey", {"credential": credential, "keep": "client"})

    async def _register(self, person: str) -> None:
        """As whoever was invited does; a device that was registered on this server before only learns its owner."""
        token = await self._invited(person)
        options = _body(await self._post("/v1/passkeys/options", {}, token))["public_key"]
        made = self._device(person).create(options)
        if made["id"] in {known["id"] for known in options.get("excludeCredentials", ())}:
            return
        wish = {"name": "Scenario", "credential": made}
        answer = await self._post("/v1/passkeys/first", wish, token)
        if answer.status_code == 409:  # somebody has given this person a passkey by hand
            answer = await self._added(person, wish)
        _body(answer)

    async def _added(self, person: str, wish: Any) -> httpx.Response:
        token = await self._invited(person, full=True)
        asked = await self._post("/v1/passkeys", wish, token)
        step_up = str(asked.json()["facts"]["step_up"])
        _body(await self._client.post(f"/demo/step-ups/{step_up}", json={"email": person}))
        return await self._post("/v1/passkeys", wish, token, step_up)

    async def _invited(self, person: str, *, full: bool = False) -> str:
        answer = await self._client.post("/demo/invitations", json={"email": person, "full": full})
        return str(_body(answer)["access_token"])

    def _device(self, person: str) -> Authenticator:
        if person not in self._devices:
            self._devices[person] = Authenticator(self._origin, seed=person.encode())
        return self._devices[person]

    async def _post(
        self, path: str, body: Any, token: str | None = None, step_up: str | None = None
    ) -> httpx.Response:
        headers = {"Idempotency-Key": str(uuid4()), "Accept": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if step_up is not None:
            headers["Step-Up"] = step_up
        return await self._client.post(path, json=body, headers=headers)


def _body(answer: httpx.Response) -> Any:
    if answer.is_error:
        raise SignInError(f"{answer.request.url.path}: {answer.status_code} {answer.text}")
    return answer.json() if answer.content else None
