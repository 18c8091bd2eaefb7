"""An authenticator app and its recovery codes: set up, confirmed, renewed, ended."""

from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.auth.doors import TAG, ceremony
from api.doors import Caller, accepted, ask
from api.v1.access.sign_in import Code
from service.partners import refusals
from service.partners.attempts.limits import STEP_UP
from service.partners.attempts.taking import Attempt, allowed
from service.partners.codes.commands import (
    ConfirmCode,
    EndCode,
    RecoveryCodes,
    RenewRecoveryCodes,
    SetUpCode,
    confirm_code,
    end_code,
    renew_recovery_codes,
    set_up_code,
)
from service.refusals import Refused
from service.store.command import Once
from service.store.store import Store


class NewApp(msgspec.Struct, frozen=True):
    """What the authenticator app needs, told once: as an address to open, as letters to type, as a picture to scan."""

    uri: str
    secret: str
    picture: Annotated[str, msgspec.Meta(description="SVG")]


class FirstCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the app shows now."""

    code: Code


def app_for(secret: str) -> NewApp:
    """The secret as apps take it. Its label is `Relais` and nothing else: who sees the phone learns no address."""
    import segno
    from pyotp import TOTP

    uri = TOTP(secret).provisioning_uri(name="Relais", issuer_name="Relais")
    picture = segno.make(uri, error="m", micro=False).svg_inline(scale=4, svgclass=None, lineclass=None)
    return NewApp(uri, secret, picture)


@ceremony("/codes", id="set_up_code", summary="Set up an authenticator app", step_up=True)
async def post_app(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> NewApp:
    return app_for(accepted(await store.run(set_up_code, caller.seat, SetUpCode())).secret)


@ceremony(
    "/codes/confirm",
    id="confirm_code",
    summary="Show that the app works; recovery codes come once",
    refusals=(refusals.CODE_NOT_RIGHT,),
)
async def post_confirm(
    store: NamedDependency[Store], caller: NamedDependency[Caller], data: JSONBody[FirstCode]
) -> RecoveryCodes:
    if not await allowed(store, Attempt(STEP_UP, str(caller.member_id))):
        accepted(Refused(refusals.CODE_NOT_RIGHT))
    return accepted(await store.run(confirm_code, caller.seat, ConfirmCode(data.code)))


@ceremony(
    "/recovery-codes",
    id="renew_recovery_codes",
    summary="Ten new recovery codes; those before end",
    refusals=(refusals.NO_CODE,),
    step_up=True,
)
async def post_recovery(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> RecoveryCodes:
    return accepted(await store.run(renew_recovery_codes, caller.seat, RenewRecoveryCodes()))


@ask(
    "/codes/end",
    id="end_code",
    summary="End the authenticator app and its recovery codes",
    tag=TAG,
    refusals=(refusals.NO_CODE,),
    status=204,
    step_up=True,
)
async def post_end(
    store: NamedDependency[Store], caller: NamedDependency[Caller], once: NamedDependency[Once]
) -> None:
    accepted(await store.run(end_code, caller.seat, EndCode(), once))


handlers = [post_app, post_confirm, post_recovery, post_end]
