"""What one signs in with: passkeys by name, and the authenticator app's codes."""

from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.auth.answers import Entered, entered
from api.auth.caller import Visitors
from api.auth.doors import TAG, ceremony
from api.auth.source import site_of
from api.auth.tokens import TokenKeys
from api.doors import Caller, accepted, ask, read
from api.v1.access.sign_in import Asking, Credential, Keep, Options, ShortName
from api.v1.fields import Created, screened
from service.cases.screening.refusals import SAYS_TOO_MUCH
from service.partners import refusals
from service.partners.codes.queries import has_code, recovery_codes_left
from service.partners.passkeys.commands import (
    EndPasskey,
    RegisterFirstPasskey,
    RegisterPasskey,
    end_passkey,
    register_first_passkey,
    register_passkey,
)
from service.partners.passkeys.queries import PasskeyCard, my_passkeys, options_to_register
from service.partners.sessions.rules import device_of
from service.settings import Settings
from service.store.command import Once
from service.store.store import Store


class NewPasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the browser made, and a name to know it by: of the device, not of a person."""

    name: ShortName
    credential: Credential


class FirstPasskey(NewPasskey, frozen=True, forbid_unknown_fields=True):
    """The same, and who keeps the session that begins with it."""

    keep: Keep = "browser"


class Credentials(msgspec.Struct, frozen=True):
    """What one can sign in with."""

    passkeys: list[PasskeyCard]
    code: bool
    """Whether an authenticator app is set up."""
    recovery_codes_left: int


@read("/credentials", id="list_credentials", summary="What you sign in with", tag=TAG)
async def get_credentials(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> Credentials:
    async with store.reading(caller.seat) as session:
        passkeys = await my_passkeys(session)
        return Credentials(passkeys, await has_code(session), await recovery_codes_left(session))


@ceremony("/passkeys/options", id="begin_passkey", summary="What to ask the browser to make a passkey")
async def post_passkey_options(
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    caller: NamedDependency[Caller],
) -> Options:
    return Options(await options_to_register(store, caller.seat, site_of(request, settings)))


@ask(
    "/passkeys",
    id="register_passkey",
    summary="Add a passkey",
    tag=TAG,
    refusals=(refusals.REGISTRATION_REFUSED, refusals.PASSKEY_KNOWN, SAYS_TOO_MUCH),
    step_up=True,
)
async def post_passkey(
    *,
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewPasskey],
) -> Created:
    screened({"name": data.name}, "name")
    wish = RegisterPasskey(site_of(request, settings), data.credential, data.name)
    return Created(accepted(await store.run(register_passkey, caller.seat, wish, once)))


@ceremony(
    "/passkeys/first",
    id="register_first_passkey",
    summary="The first passkey of somebody who was just invited; a full session begins",
    refusals=(
        refusals.REGISTRATION_REFUSED,
        refusals.PASSKEY_KNOWN,
        refusals.NOT_FIRST_PASSKEY,
        SAYS_TOO_MUCH,
    ),
)
async def post_first_passkey(
    *,
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    token_keys: NamedDependency[TokenKeys],
    visitors: NamedDependency[Visitors],
    caller: NamedDependency[Caller],
    data: JSONBody[FirstPasskey],
) -> Response[Entered]:
    device = device_of(request.headers.get("user-agent", ""))
    screened({"name": data.name}, "name")
    wish = RegisterFirstPasskey(site_of(request, settings), data.credential, data.name, data.keep, device)
    started = accepted(await store.run(register_first_passkey, caller.seat, wish))
    return await entered(request, store, visitors, token_keys, started)


@ask(
    "/passkeys/{passkey_id:uuid}/end",
    id="end_passkey",
    summary="End a passkey: it opens nothing any more",
    tag=TAG,
    refusals=(refusals.LAST_PASSKEY,),
    status=204,
    step_up=True,
)
async def post_end_passkey(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    passkey_id: FromPath[UUID],
) -> None:
    accepted(await store.run(end_passkey, caller.seat, EndPasskey(passkey_id), once))


handlers = [get_credentials, post_passkey_options, post_passkey, post_first_passkey, post_end_passkey]
