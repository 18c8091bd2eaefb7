"""Notices of payment rails: believed only when signed, recent and ours; kept once; applied in any order (FND-09)."""

from typing import Any

import msgspec
from litestar import Request, post
from litestar.di import NamedDependency

from api.doors import accepted
from api.problems import BAD_INPUT, BROKEN, TOO_LARGE, documented
from service.fund.cards.flow import receive_fact
from service.fund.onboarding.flow import noticed
from service.fund.payouts.receiving import Received, receive
from service.fund.rails.webhooks import AccountEvent, BadSignature, CardEvent, Ignored, verify
from service.fund.refusals import BAD_WEBHOOK
from service.refusals import BUSY, TOO_FAST, Refused
from service.settings import Settings
from service.store.store import Store

RAIL = "stripe_connect"


class Heard(msgspec.Struct, frozen=True):
    """What became of a notice: applied, known already, kept, looked at, or not ours."""

    outcome: str


@post(
    "/webhooks/stripe",
    operation_id="hear_stripe",
    summary="A signed notice from Stripe",
    tags=["rails"],
    status_code=200,
    responses=documented((BAD_WEBHOOK, BAD_INPUT, TOO_LARGE, TOO_FAST, BUSY, BROKEN)),
    security=[],
)
async def post_stripe(
    request: Request[Any, Any, Any], store: NamedDependency[Store], settings: NamedDependency[Settings]
) -> Heard:
    signature = request.headers.get("stripe-signature")
    heard = verify(await request.body(), signature, settings.stripe_webhook_secrets, store.clock.now())
    if isinstance(heard, BadSignature):
        accepted(Refused(BAD_WEBHOOK, {"flaw": str(heard.flaw)}))
        return Heard("refused")  # pragma: no cover - the line above raises
    if isinstance(heard, Ignored):
        return Heard("ignored")
    if isinstance(heard, CardEvent):
        on = settings.stripe_issuing is not None
        return Heard(await receive_fact(store, heard.fact) if on else "ignored")
    if isinstance(heard, AccountEvent):
        return Heard("noticed" if await noticed(store, heard.account) else "ignored")
    found: Received = await receive(store, RAIL, heard)
    return Heard(found.outcome)


handlers = [post_stripe]
