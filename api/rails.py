"""The ways for money to leave, assembled: by hand always, through Stripe where a key is set."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

import httpx

from service.fund.cards.flow import Issuer
from service.fund.onboarding.protocol import Accounts
from service.fund.rails.manual import ManualRail, ManualWay
from service.fund.rails.protocol import Rail
from service.fund.rails.voucher import VoucherRail
from service.settings import Settings


def open_rails(
    settings: Settings, stack: AsyncExitStack, transport: httpx.AsyncBaseTransport | None = None
) -> Mapping[str, Rail]:
    """Each rail by its name; the stack closes them. `transport` stands in for the network (the demo's Stripe)."""
    rails: dict[str, Rail] = {rail.name: rail for rail in map(ManualRail, ManualWay)}
    rails[VoucherRail.name] = VoucherRail()
    if settings.stripe_key is not None:
        from service.fund.rails.stripe_connect import StripeConnect

        stripe = StripeConnect(settings.stripe_key, url=settings.stripe_url, transport=transport)
        stack.push_async_callback(stripe.close)
        rails[stripe.name] = stripe
        if settings.stripe_issuing is not None:
            from service.fund.rails.stripe_issuing import StripeIssuing

            rails[StripeIssuing.name] = StripeIssuing(stripe.client, settings.stripe_issuing)
    return rails


def open_accounts(settings: Settings, rails: Mapping[str, Rail]) -> Accounts | None:
    """Where organisations on-board, beside the rail that will pay them. Its pages lead back to our own address."""
    rail = rails.get("stripe_connect")
    if rail is None:
        return None
    from service.fund.rails.stripe_accounts import StripeAccounts
    from service.fund.rails.stripe_connect import StripeConnect

    if not isinstance(rail, StripeConnect):
        return None
    return StripeAccounts(rail.client, f"{settings.origin or f'http://{settings.host}:{settings.port}'}/")


def issuer_of(rails: Mapping[str, Rail]) -> Issuer | None:
    """Whoever makes cards, where the operator has said that somebody does."""
    rail = rails.get("stripe_issuing")
    if rail is None:
        return None
    from service.fund.rails.stripe_issuing import StripeIssuing

    return rail if isinstance(rail, StripeIssuing) else None
