"""What those who knock have in common."""

from datetime import timedelta
from uuid import UUID

import httpx
from pyotp import TOTP

from api.auth.cookies import DEVICE
from service.clock import SetClock
from service.store.store import Store
from tests.signing import Browser, with_passkey

ADDRESS = "worker@relais.test"
REFUSED = (401, "/problems/sign_in_refused")


def outcome(answer: httpx.Response) -> tuple[int, str]:
    """The status, and the type of the refusal if it is one."""
    return answer.status_code, answer.json().get("type", "") if answer.content else ""


async def with_app(
    client: httpx.AsyncClient, store: Store, member: UUID, clock: SetClock
) -> tuple[Browser, TOTP]:
    """A member's own phone with an authenticator app; the phone has no session any more."""
    browser, _ = await with_passkey(client, store, member)
    app = TOTP((await browser.post("/v1/codes")).json()["secret"])
    confirmed = await browser.post("/v1/codes/confirm", {"code": app.at(clock.now())})
    assert confirmed.status_code == 200
    clock.advance(timedelta(minutes=1))
    return Browser(client, {DEVICE: browser.jar[DEVICE]}), app
