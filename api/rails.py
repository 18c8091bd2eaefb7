"""The ways for money to leave, assembled: by hand always, through Stripe where a key is set."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

import httpx

from service.fund.rails.manual import ManualRail, ManualWay
from service.fund.rails.protocol import Rail
from service.settings import Settings


def open_rails(
    settings: Settings, stack: AsyncExitStack, transport: httpx.AsyncBaseTransport | None = None
) -> Mapping[str, Rail]:
    """Each rail by its name; the stack closes them. `transport` stands in for the network (the demo's Stripe)."""
    rails: dict[str, Rail] = {rail.name: rail for rail in map(ManualRail, ManualWay)}
    if settings.stripe_key is not None:
        from service.fund.rails.stripe_connect import StripeConnect

        stripe = StripeConnect(settings.stripe_key, url=settings.stripe_url, transport=transport)
        stack.push_async_callback(stripe.close)
        rails[stripe.name] = stripe
    return rails
