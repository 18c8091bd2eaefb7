"""Proving that it is you, for one action: what is about to be signed, and a fresh passkey or code (ASVS 7.5.3)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.auth.doors import TAG, ceremony
from api.auth.source import site_of
from api.doors import Caller, accepted, read
from api.v1.access.sign_in import Asking, Code, Credential, Options
from service.partners.attempts.limits import STEP_UP
from service.partners.attempts.taking import Attempt, allowed
from service.partners.codes.queries import has_code
from service.partners.passkeys.queries import my_credentials
from service.partners.refusals import PROOF_REFUSED
from service.partners.step_ups.proving import (
    ProveByCode,
    ProveByPasskey,
    options_to_prove,
    prove_by_code,
    prove_by_passkey,
    read_step_up,
)
from service.refusals import NOT_FOUND, Refused
from service.settings import Settings
from service.store.store import Store

Way = Literal["passkey", "code"]


class StepUp(msgspec.Struct, frozen=True):
    """An action that waits for a proof; `ways` are those that this member has."""

    id: UUID
    command: str
    words: str
    expires_at: datetime
    ways: list[Way]


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the authenticator signed."""

    credential: Credential


class Typed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the authenticator app shows."""

    code: Code


@read("/step-ups/{step_up_id:uuid}", id="read_step_up", summary="What you are about to sign", tag=TAG)
async def get_step_up(
    store: NamedDependency[Store], caller: NamedDependency[Caller], step_up_id: FromPath[UUID]
) -> StepUp:
    async with store.reading(caller.seat) as session:
        view = accepted(await read_step_up(session, step_up_id, caller.language) or Refused(NOT_FOUND))
        ways: list[Way] = ["passkey"] if await my_credentials(session) else []
        if await has_code(session):
            ways.append("code")
    return StepUp(view.id, view.command, view.words, view.expires_at, ways)


@ceremony(
    "/step-ups/{step_up_id:uuid}/passkey-options",
    id="begin_step_up_by_passkey",
    summary="What to ask the browser to prove it with a passkey",
)
async def post_options(
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    caller: NamedDependency[Caller],
    step_up_id: FromPath[UUID],
) -> Options:
    found = await options_to_prove(store, caller.seat, step_up_id, site_of(request, settings))
    return Options(accepted(found))


@ceremony(
    "/step-ups/{step_up_id:uuid}/passkey",
    id="prove_by_passkey",
    summary="Prove it with a passkey, then repeat the request with the header Step-Up",
    refusals=(PROOF_REFUSED,),
    status=204,
)
async def post_passkey(
    *,
    request: Asking,
    store: NamedDependency[Store],
    settings: NamedDependency[Settings],
    caller: NamedDependency[Caller],
    step_up_id: FromPath[UUID],
    data: JSONBody[Signed],
) -> None:
    wish = ProveByPasskey(step_up_id, site_of(request, settings), data.credential)
    accepted(await store.run(prove_by_passkey, caller.seat, wish))


@ceremony(
    "/step-ups/{step_up_id:uuid}/code",
    id="prove_by_code",
    summary="Prove it with a code of the authenticator app",
    refusals=(PROOF_REFUSED,),
    status=204,
)
async def post_code(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    step_up_id: FromPath[UUID],
    data: JSONBody[Typed],
) -> None:
    if not await allowed(store, Attempt(STEP_UP, str(caller.member_id))):
        accepted(Refused(PROOF_REFUSED))
    accepted(await store.run(prove_by_code, caller.seat, ProveByCode(step_up_id, data.code)))


handlers = [get_step_up, post_options, post_passkey, post_code]
