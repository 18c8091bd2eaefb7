"""Signing in: a passkey first, a code on a known device second; everybody who is refused gets the same answer."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.auth.answers import Entered, entered, with_tokens
from api.auth.caller import Visitors, end_copied
from api.auth.cookies import DEVICE
from api.auth.doors import ceremony
from api.auth.leaving import leave, what_to_forget
from api.auth.source import site_of, source_of
from api.auth.tokens import TokenKeys
from api.browser.cookies import SESSION, forget
from api.doors import Caller, accepted
from api.problems import Refusal
from api.v1.fields import plain
from service.partners.attempts.limits import CEREMONIES, ENROLMENT, SOURCE
from service.partners.attempts.taking import Attempt, allowed, take
from service.partners.codes.places import Typed, sign_in_with_code
from service.partners.members.invitations import invitation_for
from service.partners.members.refusals import ADDRESS_HAS_AN_ACCESS, INVITATION_OVER
from service.partners.passkeys.commands import SignInByPasskey, sign_in_by_passkey
from service.partners.passkeys.queries import options_to_sign_in, presented
from service.partners.refusals import SIGN_IN_REFUSED
from service.partners.sessions.commands import Leave
from service.partners.sessions.commands import leave as leave_session
from service.partners.sessions.invited import EnterInvited, enter_invited
from service.partners.sessions.recognising import CLIENT, recognise
from service.partners.sessions.rules import device_of
from service.partners.sessions.starting import Started
from service.partners.sessions.strangers import stranger_of
from service.refusals import Refused
from service.settings import Settings
from service.store.store import Store

Asking = Request[Any, Any, Any]
Keep = Literal["browser", "client"]
"""Who keeps the session: a browser, as a cookie that no script reads, or a program, as tokens."""
Credential = Annotated[
    dict[str, Any], msgspec.Meta(description="What the browser answered (WebAuthn, toJSON())")
]
Code = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{6}(?!\n)$", max_length=6)]
ShortName = Annotated[str, msgspec.Meta(pattern=plain(1, 40), max_length=40)]


class Options(msgspec.Struct, frozen=True):
    """What the browser is to be asked (WebAuthn, parseRequestOptionsFromJSON or parseCreationOptionsFromJSON)."""

    public_key: dict[str, Any]


class PasskeyAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the authenticator signed, and who keeps the session."""

    credential: Credential
    keep: Keep = "browser"


class CodeAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An address and the code of its authenticator app, on a known device or with a recovery code."""

    email: Annotated[str, msgspec.Meta(pattern=plain(3, 200), max_length=200)]
    code: Code
    recovery_code: Annotated[str, msgspec.Meta(pattern=plain(0, 60), max_length=60)] = ""
    device: Annotated[str, msgspec.Meta(max_length=60)] = ""
    """What a program was given when its member signed in with a passkey; a browser has a cookie instead."""
    keep: Keep = "browser"


class InvitationCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code of an invitation, as it was sent."""

    code: Annotated[str, msgspec.Meta(pattern=plain(1, 60), max_length=60)]
    keep: Keep = "browser"


class Refresh(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The refresh token that came last."""

    refresh_token: Annotated[str, msgspec.Meta(max_length=100)]


def let_in(started: Started | Refused | None) -> Started:
    """The session that began. Raises `Refusal`: the same for everybody who proved nothing (ASVS 6.3.8)."""
    if started is None:
        raise Refusal(Refused(SIGN_IN_REFUSED))
    return accepted(started)


@ceremony(
    "/sign-in/passkey-options",
    id="begin_passkey_sign_in",
    summary="What to ask the browser to sign in with a passkey",
    refusals=(SIGN_IN_REFUSED,),
    public=True,
)
async def post_passkey_options(
    request: Asking, store: NamedDependency[Store], settings: NamedDependency[Settings]
) -> Options:
    if not await allowed(store, Attempt(CEREMONIES, source_of(request, settings))):
        raise Refusal(Refused(SIGN_IN_REFUSED))
    return Options(await options_to_sign_in(store, site_of(request, settings)))


@ceremony(
    "/sign-in/passkey",
    id="sign_in_by_passkey",
    summary="Sign in with a passkey; no address is typed",
    refusals=(SIGN_IN_REFUSED,),
    public=True,
)
async def post_passkey(
    *,
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    token_keys: NamedDependency[TokenKeys],
    visitors: NamedDependency[Visitors],
    data: JSONBody[PasskeyAnswer],
) -> Response[Entered]:
    found = await presented(store, site_of(request, settings), data.credential)
    if found is None:
        await take(store, [Attempt(SOURCE, source_of(request, settings))])
        raise Refusal(Refused(SIGN_IN_REFUSED))
    answer, organisation = found
    device = device_of(request.headers.get("user-agent", ""))
    wish = SignInByPasskey(answer, data.keep, device, request.cookies.get(DEVICE, ""))
    started = let_in(await store.run(sign_in_by_passkey, stranger_of(organisation), wish))
    return await entered(request, store, visitors, token_keys, started)


@ceremony(
    "/sign-in/code",
    id="sign_in_by_code",
    summary="Sign in with a code, on a device known to be yours or with a recovery code",
    refusals=(SIGN_IN_REFUSED,),
    public=True,
)
async def post_code(
    *,
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    token_keys: NamedDependency[TokenKeys],
    visitors: NamedDependency[Visitors],
    data: JSONBody[CodeAnswer],
) -> Response[Entered]:
    held = data.device if data.keep == "client" else request.cookies.get(DEVICE, "")
    device, source = device_of(request.headers.get("user-agent", "")), source_of(request, settings)
    typed = Typed(data.email, data.code, data.recovery_code, held, data.keep, device, source)
    started = let_in(await sign_in_with_code(store, typed))
    return await entered(request, store, visitors, token_keys, started)


@ceremony(
    "/sign-in/invitation",
    id="accept_invitation",
    summary="Accept an invitation; what follows is a first passkey",
    refusals=(SIGN_IN_REFUSED, ADDRESS_HAS_AN_ACCESS, INVITATION_OVER),
    public=True,
)
async def post_invitation(
    *,
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    token_keys: NamedDependency[TokenKeys],
    visitors: NamedDependency[Visitors],
    data: JSONBody[InvitationCode],
) -> Response[Entered]:
    """POL-04: the session lasts a quarter of an hour and holds no role."""
    if not await allowed(store, Attempt(ENROLMENT, source_of(request, settings))):
        raise Refusal(Refused(SIGN_IN_REFUSED))
    invitation = await invitation_for(store, data.code)
    if invitation is None:
        raise Refusal(Refused(SIGN_IN_REFUSED))
    wish = EnterInvited(data.code, device_of(request.headers.get("user-agent", "")), data.keep)
    started = let_in(await store.run(enter_invited, stranger_of(invitation.organisation_id), wish))
    return await entered(request, store, visitors, token_keys, started)


@ceremony(
    "/sign-in/refresh",
    id="refresh_tokens",
    summary="New tokens for a program; each refresh token is good once",
    refusals=(SIGN_IN_REFUSED,),
    public=True,
)
async def post_refresh(
    store: NamedDependency[Store], token_keys: NamedDependency[TokenKeys], data: JSONBody[Refresh]
) -> Entered:
    """A second use means that there is a copy: the session ends for both (RFC 9700, 4.14.2)."""
    found = await recognise(store, data.refresh_token, CLIENT)
    if found is not None and found.outcome == "reused":
        await end_copied(store, found)
    if found is None or found.successor is None:
        raise Refusal(Refused(SIGN_IN_REFUSED))
    started = Started(found.session_id, found.member_id, "client", found.successor, found.ends_at)
    return with_tokens(started, token_keys, store.clock.now())


@ceremony("/sign-out", id="sign_out", summary="End this session", status=204)
async def post_sign_out(
    request: Asking,
    store: NamedDependency[Store],
    visitors: NamedDependency[Visitors],
    caller: NamedDependency[Caller],
) -> Response[None]:
    response: Response[None] = Response(None, status_code=204)
    if "authorization" in request.headers:
        accepted(await store.run(leave_session, caller.seat, Leave("left")))
        return response
    response.headers["Clear-Site-Data"] = await what_to_forget(store, await visitors(request))
    await leave(request, store, visitors, "left")
    forget(response, SESSION)
    return response


handlers = [post_passkey_options, post_passkey, post_code, post_invitation, post_refresh, post_sign_out]
