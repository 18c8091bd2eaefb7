"""What cannot be signed in with: refused as documented, and nothing changes."""

from typing import Any

import pytest

from tests.api.bad_input.sending import contents
from tests.api.world import World

CODE = {"email": "a@b.ca", "code": "123456"}
BAD: list[tuple[str, Any]] = [
    ("/sign-in/passkey", {}),
    ("/sign-in/passkey", {"credential": "x"}),
    ("/sign-in/passkey", {"credential": {}, "keep": "for ever"}),
    ("/sign-in/passkey", {"credential": {}, "member_id": "x"}),
    *(
        ("/sign-in/code", CODE | {"code": code})
        for code in ("", "12345", "1234567", "12345\n", "١٢٣٤٥٦", "12 345")
    ),
    *(
        ("/sign-in/code", CODE | {"email": address})
        for address in ("", "a", "a" * 201, "a\0@b.ca", "a\u202e@b.ca")
    ),
    ("/sign-in/code", CODE | {"recovery_code": "x" * 61}),
    ("/sign-in/code", CODE | {"device": "x" * 61}),
    ("/sign-in/pin", {"pin": "12345"}),
    ("/sign-in/pin", {"pin": 123456}),
    ("/sign-in/refresh", {"refresh_token": "x" * 101}),
    ("/sign-in/invitation", {"code": "\0"}),
    ("/tablets/enrol", {"enrolment_code": ""}),
    ("/tablets/enrol", {"enrolment_code": "a\0b"}),
]


@pytest.mark.parametrize(("path", "body"), BAD)
async def test_what_cannot_be_read(world: World, path: str, body: Any) -> None:
    before = await contents(world)
    answer = await world.client.post(f"/v1{path}", json=body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input")
    assert "set-cookie" not in answer.headers
    assert await contents(world) == before
