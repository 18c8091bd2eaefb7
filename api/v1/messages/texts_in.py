"""What the provider of texts tells: a text that came, and what became of one that left. Believed only when signed."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, post
from litestar.di import NamedDependency

from api.doors import accepted
from api.problems import BAD_INPUT, BROKEN, TOO_LARGE, documented
from api.texts.deeds import DEEDS
from service.messages.channels.texts import is_an_id, is_signed
from service.messages.phones.numbers import plain_number, recognised
from service.messages.texts.arrived import FATES, SettleText, settle_text
from service.messages.texts.inbound import TextHeard, hear_text
from service.messages.texts.refusals import BAD_NOTICE
from service.partners.actor import job_of
from service.refusals import BUSY, TOO_FAST, Refused
from service.settings import Settings
from service.store.statements import sql
from service.store.store import Store

HOUSE_OF_PHONE = sql("SELECT relais.house_of_phone(:recognised)")
HOUSE_OF_TEXT = sql("SELECT relais.house_of_text(:provider)")
PROBLEMS = documented((BAD_NOTICE, BAD_INPUT, TOO_LARGE, TOO_FAST, BUSY, BROKEN))


async def notice_in(request: Request[Any, Any, Any], settings: Settings) -> dict[str, str]:
    """The fields of a notice that is the provider's own. Raises `Refusal` for any other."""
    form = form_of(await request.body())
    where = (settings.origin or str(request.base_url).rstrip("/")) + request.url.path
    if not is_signed(settings.texts_token, where, form, request.headers.get("x-twilio-signature")):
        accepted(Refused(BAD_NOTICE))
    return form


def form_of(body: bytes) -> dict[str, str]:
    """The fields of a form; none for what is no form, or has more fields than any notice."""
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100))
    except ValueError:
        return {}


@post(
    "/webhooks/texts",
    operation_id="hear_text",
    summary="A signed notice of a text that came",
    tags=["texts"],
    status_code=204,
    responses=PROBLEMS,
    security=[],
)
async def post_text(
    request: Request[Any, Any, Any], store: NamedDependency[Store], settings: NamedDependency[Settings]
) -> None:
    form = await notice_in(request, settings)
    number, provider_id = plain_number(form.get("From", "")), form.get("MessageSid", "")
    if number is None or store.keyring is None or not is_an_id(provider_id):
        return
    known = recognised(store.keyring, number)
    house = await store.pool.fetchval(HOUSE_OF_PHONE.text, *HOUSE_OF_PHONE.arguments({"recognised": known}))
    if house is None:
        return
    at = sent_at(form.get("DateSent", ""), store.clock.now())
    heard = TextHeard(provider_id, known, form.get("Body", ""), at, DEEDS)
    await store.run(hear_text, job_of(house), heard)


@post(
    "/webhooks/texts/status",
    operation_id="hear_text_status",
    summary="A signed notice of what became of a text that left",
    tags=["texts"],
    status_code=204,
    responses=PROBLEMS,
    security=[],
)
async def post_status(
    request: Request[Any, Any, Any], store: NamedDependency[Store], settings: NamedDependency[Settings]
) -> None:
    form = await notice_in(request, settings)
    provider_id, fate = form.get("MessageSid", ""), FATES.get(form.get("MessageStatus", ""))
    if fate is None or not is_an_id(provider_id):
        return
    house = await store.pool.fetchval(HOUSE_OF_TEXT.text, *HOUSE_OF_TEXT.arguments({"provider": provider_id}))
    if house is not None:
        await store.run(settle_text, job_of(house), SettleText(provider_id, fate))


def sent_at(said: str, now: datetime) -> datetime:
    """When a text was sent (RFC 5322), where the provider says so; else now."""
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return now
    return at if at.tzinfo is not None else now


handlers = [post_text, post_status]
