"""The demo's Stripe: the double in this process, with books in the data folder and webhooks to our own door."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from api.demo.stripe_double import StripeDouble
from service.clock import Clock
from service.settings import Settings

KEY = "sk_test_relais"
SECRET = "whsec_relais"  # noqa: S105 - of a stand-in that no bank has ever heard of
HERE = "http://stripe.relais.example"
WEBHOOK = "/v1/webhooks/stripe"

OPENING_CENTS = 10_000_000
"""What the platform's balance holds at first."""

PAID_BY_TRANSFER: Mapping[str, str] = {
    "S8": "coordination.s8@relais.example",
    "PON": "pivot.on@relais.example",
    "PQC": "pivot.qc@relais.example",
}
"""Partner organisations that on-board with the rail, and who does it for each."""


def with_bank(settings: Settings) -> Settings:
    """The demo's settings, pointing at the double: a key in the environment never makes a demo pay for real."""
    return replace(settings, stripe_key=KEY, stripe_url=HERE, stripe_webhook_secrets=(SECRET,))


def open_bank(settings: Settings, clock: Clock) -> StripeDouble:
    """The double with its books as they were left, or fresh ones: what transfers and cards leave from."""
    settings.data.mkdir(parents=True, exist_ok=True)
    fresh = not (settings.data / "stripe.json").exists()
    bank = StripeDouble(
        KEY,
        clock=lambda: int(clock.now().timestamp()),
        webhook_secrets=(SECRET,),
        keep=settings.data / "stripe.json",
    )
    if fresh:
        bank.books.fund(OPENING_CENTS)
        bank.books.fund_cards(OPENING_CENTS)
        bank.save()
    return bank


def deliver_to(bank: StripeDouble, app: Any) -> httpx.AsyncClient:
    """Let the double's webhooks reach our door, in this process, through the client that is returned."""
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://relais.example")

    async def post(body: bytes, headers: Mapping[str, str]) -> int:
        return (await client.post(WEBHOOK, content=body, headers=dict(headers))).status_code

    bank.hooks.endpoint = post
    return client
