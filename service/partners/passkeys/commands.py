"""What changes with passkeys: signing in with one, registering one, ending one."""

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from service.partners import refusals
from service.partners.actor import Actor
from service.partners.events import (
    PasskeyEnded,
    PasskeyRegistered,
    SignedIn,
    SignInRefused,
    SignInTried,
)
from service.partners.passkeys import ceremony
from service.partners.passkeys.challenges import use_to_register
from service.partners.sessions.commands import THIS_SESSION, at_ones_own_device, everybody, oneself
from service.partners.sessions.ending import end_these
from service.partners.sessions.rules import Kind
from service.partners.sessions.starting import NewSession, Started, start_session
from service.partners.sessions.strangers import NOWHERE, become, strangers_only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Presented:
    """An answer to a challenge that was ours and unused, and the passkey that it says it is of, if that is known."""

    site: ceremony.Site
    credential: dict[str, Any]
    challenge: bytes
    passkey_id: UUID | None
    member_id: UUID | None
    handle: bytes | None
    public_key: bytes | None


@dataclass(frozen=True)
class SignInByPasskey:
    """Sign in with a passkey on a device; `kind` says who keeps the session, a browser or a program."""

    presented: Presented
    kind: Kind
    device: str
    device_before: str = ""
    """What made this device known until now, if it was."""


MOVE_COUNT = sql(
    """
    UPDATE passkeys SET sign_count = :count, used_at = date_trunc('hour', relais.now())
    WHERE id = :passkey AND (sign_count < :count OR (sign_count = 0 AND :count = 0)) RETURNING true
    """
)


async def fault_of(uow: UnitOfWork, presented: Presented) -> str | None:
    """Why this answer proves nothing, or None (WebAuthn 7.2). The passkey's count has then moved on.

    A count that goes back means that there are two of this authenticator (7.2, step 22): refused, and noted.
    """
    key = presented.public_key or ceremony.nobodys_key()
    count = ceremony.signed(presented.site, presented.credential, presented.challenge, key)
    said = ceremony.handle_in(presented.credential)
    if presented.passkey_id is None:
        return "unknown_passkey"
    if count is None or said not in (None, presented.handle):
        return "not_signed"
    moved = await uow.value(MOVE_COUNT, passkey=presented.passkey_id, count=count)
    return None if moved else "count_went_back"


@command(event=SignInTried, allowed=strangers_only)
async def sign_in_by_passkey(
    uow: UnitOfWork, _: Actor, wish: SignInByPasskey
) -> Done[Started | None, SignInTried] | Refused:
    """Begin a session of the passkey's owner; None when nothing was proven, whatever the reason (ASVS 6.3.8).

    The device is known from then on: a code of theirs is of use on it.
    """
    presented = wish.presented
    fault = await fault_of(uow, presented)
    member = presented.member_id or NOWHERE
    if fault is None and not await become(uow, member):
        fault = "access_ended"
    if fault is not None:
        return Done(None, SignInRefused(subject=member, why=fault, by="passkey"))
    new = NewSession(wish.kind, "passkey", wish.device, remember=True, device_before=wish.device_before)
    started = await start_session(uow, new)
    return Done(started, SignedIn(subject=member, session=started.session_id, by="passkey", kind=wish.kind))


HANDLE = sql(
    """
    INSERT INTO passkey_users (member_id, organisation_id, handle)
    VALUES (relais.member(), relais.organisation(), :fresh)
    ON CONFLICT (member_id) DO UPDATE SET organisation_id = passkey_users.organisation_id RETURNING handle
    """
)
INSERT = sql(
    """
    INSERT INTO passkeys (id, organisation_id, member_id, credential_id, public_key, sign_count, name, backed_up,
        created_at)
    VALUES (:id, relais.organisation(), relais.member(), :credential_id, :public_key, :sign_count, :name, :backed_up,
        relais.now())
    """
)
COUNT_MINE = sql("SELECT count(*) FROM passkeys WHERE member_id = relais.member()")
LOCK_MINE = sql("SELECT FROM passkey_users WHERE member_id = relais.member() FOR NO KEY UPDATE")
HOW_SIGNED_IN = sql("SELECT signed_in_by FROM sessions WHERE id = relais.session()")


@dataclass(frozen=True)
class RegisterPasskey:
    """Register the passkey that this answer made, under a name that its owner chose."""

    site: ceremony.Site
    credential: dict[str, Any]
    name: str


@command(
    event=PasskeyRegistered,
    allowed=at_ones_own_device,
    refusals={"passkeys_credential_id_key": refusals.PASSKEY_KNOWN},
    step_up=True,
)
async def register_passkey(
    uow: UnitOfWork, actor: Actor, wish: RegisterPasskey
) -> Done[UUID, PasskeyRegistered] | Refused:
    """One more passkey for a signed-in member, who proves that it is them (ASVS 7.5.1)."""
    passkey = await _insert(uow, wish)
    if passkey is None:
        return Refused(refusals.REGISTRATION_REFUSED)
    return Done(passkey, PasskeyRegistered(subject=oneself(actor), passkey=passkey, first=False))


@dataclass(frozen=True)
class RegisterFirstPasskey(RegisterPasskey):
    """The first one, in the session that an invitation began."""

    kind: Kind = "browser"
    device: str = ""


@command(
    event=PasskeyRegistered,
    allowed=everybody,
    refusals={"passkeys_credential_id_key": refusals.PASSKEY_KNOWN},
)
async def register_first_passkey(
    uow: UnitOfWork, actor: Actor, wish: RegisterFirstPasskey
) -> Done[Started, PasskeyRegistered] | Refused:
    """The invited member's first passkey, and a full session in the place of the invitation's (ASVS 7.2.4).

    Without a step-up, because there is nothing to prove with yet: so only in a session that an invitation began, and
    only while there is no passkey. Two at once: the second finds the first.
    """
    if await uow.value(HOW_SIGNED_IN) != "invitation":
        return Refused(NOT_FOUND)
    await uow.value(HANDLE, fresh=secrets.token_bytes(32))  # locks the row: whoever is second waits here
    if await uow.value(COUNT_MINE):
        return Refused(refusals.NOT_FIRST_PASSKEY)
    passkey = await _insert(uow, wish)
    if passkey is None:
        return Refused(refusals.REGISTRATION_REFUSED)
    me = oneself(actor)
    await end_these(uow, me, [await uow.value(THIS_SESSION)], "signed_in_again")
    started = await start_session(uow, NewSession(wish.kind, "passkey", wish.device, remember=True))
    uow.also(SignedIn(subject=me, session=started.session_id, by="passkey", kind=wish.kind))
    return Done(started, PasskeyRegistered(subject=me, passkey=passkey, first=True))


async def _insert(uow: UnitOfWork, wish: RegisterPasskey) -> UUID | None:
    """The new passkey's id; None when the answer is to no challenge of this member's, or is not sound."""
    challenge = ceremony.challenge_in(wish.credential)
    if challenge is None or not await use_to_register(uow, challenge):
        return None
    made = ceremony.registered(wish.site, wish.credential, challenge)
    if made is None:
        return None
    id_ = uuid4()
    await uow.execute(
        INSERT,
        id=id_,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=wish.name,
        backed_up=made.backed_up,
    )
    return id_


@dataclass(frozen=True)
class EndPasskey:
    """A passkey that is lost, or was on a phone that somebody else has now."""

    passkey_id: UUID


END = sql("DELETE FROM passkeys WHERE id = :passkey AND member_id = relais.member() RETURNING true")


@command(event=PasskeyEnded, allowed=at_ones_own_device, step_up=True)
async def end_passkey(uow: UnitOfWork, actor: Actor, wish: EndPasskey) -> Done[None, PasskeyEnded] | Refused:
    """It opens nothing from now on. The last one stays: its owner would have no first way to sign in."""
    await uow.row(LOCK_MINE)
    if not await uow.value(END, passkey=wish.passkey_id):
        return Refused(NOT_FOUND)
    if not await uow.value(COUNT_MINE):
        return Refused(refusals.LAST_PASSKEY)
    return Done(None, PasskeyEnded(subject=oneself(actor), passkey=wish.passkey_id))
