"""What changes with codes: setting them up, signing in with one, and the recovery codes that go with them."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from service.keys.secrets import seal_text
from service.partners import refusals
from service.partners.actor import Actor
from service.partners.codes.checking import SECRET, code_is_right
from service.partners.codes.notice import TELL_RECOVERY_USED
from service.partners.codes.rules import (
    RECOVERY_CODES,
    RECOVERY_LENGTH,
    RECOVERY_LETTERS,
    recovery_code,
    recovery_digest,
)
from service.partners.events import (
    CodeConfirmed,
    CodeEnded,
    CodeSetUp,
    RecoveryCodesRenewed,
    SignedIn,
    SignInRefused,
    SignInTried,
)
from service.partners.sessions.commands import at_ones_own_device, oneself
from service.partners.sessions.rules import Kind, SignedInBy
from service.partners.sessions.starting import NewSession, Started, start_session
from service.partners.sessions.strangers import NOWHERE, become, strangers_only
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import Telling, UnitOfWork
from service.store.statements import sql

KEEP_SECRET = sql(
    """
    INSERT INTO codes (member_id, organisation_id, secret, created_at)
    VALUES (relais.member(), relais.organisation(), :secret, relais.now())
    ON CONFLICT (member_id) DO UPDATE SET secret = EXCLUDED.secret, confirmed_at = NULL, last_step = 0,
        created_at = EXCLUDED.created_at
    """
)
CONFIRM = sql("UPDATE codes SET confirmed_at = relais.now() WHERE member_id = relais.member()")
END = sql("DELETE FROM codes WHERE member_id = relais.member() RETURNING true")
CONFIRMED = sql(
    "SELECT true FROM codes WHERE member_id = relais.member() AND confirmed_at IS NOT NULL FOR UPDATE"
)
END_RECOVERY = sql("DELETE FROM recovery_codes WHERE member_id = relais.member()")
KEEP_RECOVERY = sql(
    """
    INSERT INTO recovery_codes (digest, organisation_id, member_id)
    SELECT d, relais.organisation(), relais.member() FROM unnest(CAST(:digests AS bytea[])) AS d
    """
)
USE_RECOVERY = sql(
    """
    UPDATE recovery_codes SET used_at = relais.now() WHERE digest = :digest AND member_id = :member AND used_at IS NULL
    RETURNING true
    """
)


@dataclass(frozen=True)
class SetUpCode:
    """Set up an authenticator app, in the place of the one before if there was one."""


@dataclass(frozen=True)
class NewCode:
    """The secret to give to the app. It is told once, and opens nothing until a code of it was typed."""

    secret: str


@command(event=CodeSetUp, allowed=at_ones_own_device, step_up=True)
async def set_up_code(uow: UnitOfWork, actor: Actor, _: SetUpCode) -> Done[NewCode, CodeSetUp] | Refused:
    """A new secret of 160 bits, sealed under the member's own key (RFC 4226, 4; ASVS 11.4): a copy of the database
    gives no codes."""
    from pyotp import random_base32

    me, secret = oneself(actor), random_base32(32)
    sealed = await seal_text(uow, SECRET, subject=me, row=me, text=secret)
    await uow.execute(KEEP_SECRET, secret=sealed)
    return Done(NewCode(secret), CodeSetUp(subject=me))


@dataclass(frozen=True)
class ConfirmCode:
    """A first code, which shows that the app has the secret."""

    code: str


@dataclass(frozen=True)
class RecoveryCodes:
    """Ten codes, each good once; shown once and kept as digests."""

    codes: tuple[str, ...]


@command(event=CodeConfirmed, allowed=at_ones_own_device)
async def confirm_code(
    uow: UnitOfWork, actor: Actor, wish: ConfirmCode
) -> Done[RecoveryCodes, CodeConfirmed] | Refused:
    """From now on codes of the app are accepted; and ten recovery codes."""
    me = oneself(actor)
    if not await code_is_right(uow, me, wish.code, confirmed=False):
        return Refused(refusals.CODE_NOT_RIGHT)
    await uow.execute(CONFIRM)
    return Done(await _fresh_recovery_codes(uow), CodeConfirmed(subject=me))


@dataclass(frozen=True)
class RenewRecoveryCodes:
    """Ten new ones; those before open nothing any more."""


@command(event=RecoveryCodesRenewed, allowed=at_ones_own_device, step_up=True)
async def renew_recovery_codes(
    uow: UnitOfWork, actor: Actor, _: RenewRecoveryCodes
) -> Done[RecoveryCodes, RecoveryCodesRenewed] | Refused:
    """Ten new recovery codes, for whoever has an authenticator app."""
    if not await uow.value(CONFIRMED):
        return Refused(refusals.NO_CODE)
    return Done(await _fresh_recovery_codes(uow), RecoveryCodesRenewed(subject=oneself(actor)))


@dataclass(frozen=True)
class EndCode:
    """The app is on a phone that is lost, or codes are no longer wanted."""


@command(event=CodeEnded, allowed=at_ones_own_device, step_up=True)
async def end_code(uow: UnitOfWork, actor: Actor, _: EndCode) -> Done[None, CodeEnded] | Refused:
    """No code opens anything any more, nor does a recovery code."""
    if not await uow.value(END):
        return Refused(refusals.NO_CODE)
    await uow.execute(END_RECOVERY)
    return Done(None, CodeEnded(subject=oneself(actor)))


async def _fresh_recovery_codes(uow: UnitOfWork) -> RecoveryCodes:
    codes = tuple(
        recovery_code([secrets.randbelow(len(RECOVERY_LETTERS)) for _ in range(RECOVERY_LENGTH)])
        for _ in range(RECOVERY_CODES)
    )
    await uow.execute(END_RECOVERY)
    await uow.execute(KEEP_RECOVERY, digests=[recovery_digest(code) for code in codes])
    return RecoveryCodes(codes)


@dataclass(frozen=True)
class SignInByCode:
    """A code of the authenticator app, with something else that the member has: a device where they have signed in
    with a passkey, or a recovery code."""

    member_id: UUID | None
    device_id: UUID | None
    code: str
    recovery_code: str
    kind: Kind
    device: str
    locked: bool = False
    """Tried too often: the same is done, with a code that is never right."""


@command(event=SignInTried, allowed=strangers_only)
async def sign_in_by_code(
    uow: UnitOfWork, _: Actor, wish: SignInByCode
) -> Done[Started | None, SignInTried] | Refused:
    """Begin a session when both are right; None when either is not, whatever the reason (ASVS 6.3.8).

    All is looked at in any case, for an address that nobody has as for one that somebody has. A recovery code is used
    up only with a right code; using one leaves a notice, and asks to register a new passkey.
    """
    member = wish.member_id or NOWHERE
    right = await code_is_right(uow, member, "" if wish.locked else wish.code)
    recovered = right and await _recovers(uow, member, wish)
    fault = _fault(wish, right=right, recovered=recovered)
    if fault is None and not await become(uow, member):
        fault = "access_ended"
    if fault is not None:
        return Done(None, SignInRefused(subject=member, why=fault, by="code"))
    by: SignedInBy = "recovery_code" if recovered else "code"
    new = NewSession(wish.kind, by, wish.device, known_device_id=wish.device_id)
    started = await start_session(uow, new)
    if recovered:
        uow.tellings.append(Telling("sign_in", members=(member,)))
        uow.intend(TELL_RECOVERY_USED, {"member": str(member), "at": uow.now.isoformat()})
    return Done(started, SignedIn(subject=member, session=started.session_id, by=by, kind=wish.kind))


def _fault(wish: SignInByCode, *, right: bool, recovered: bool) -> str | None:
    if wish.locked:
        return "locked"
    if wish.member_id is None:
        return "unknown_address"
    if not right:
        return "wrong_code"
    return None if wish.device_id is not None or recovered else "unknown_device"


async def _recovers(uow: UnitOfWork, member: UUID, wish: SignInByCode) -> bool:
    """Whether a recovery code is needed and right; it is then used up."""
    if wish.device_id is not None:
        return False
    return bool(await uow.value(USE_RECOVERY, digest=recovery_digest(wish.recovery_code), member=member))
