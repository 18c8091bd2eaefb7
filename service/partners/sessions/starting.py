"""A session begins: a new token each time, so that none that was planted before ever opens anything (ASVS 7.2.4)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from service.partners.sessions.rules import DEVICE_KNOWN, Kind, SignedInBy, ends, lifetime
from service.partners.sessions.tokens import digest_of, fresh_token
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class NewSession:
    """What kind of session, how it was proven whose it is, and the rough name of the device."""

    kind: Kind
    by: SignedInBy
    device: str = ""
    tablet_id: UUID | None = None
    remember: bool = False
    """Whether this device is from now on something that the member has: after a passkey alone."""
    device_before: str = ""
    """What made this device known until now: the new secret takes its place."""
    known_device_id: UUID | None = None
    """The known device on which a code was typed."""


@dataclass(frozen=True)
class Started:
    """A session just begun. `token` and `device_token` are told once and kept nowhere."""

    session_id: UUID
    member_id: UUID
    kind: Kind
    token: str
    until: datetime
    """The longest that it lasts (UTC)."""
    by: SignedInBy = "passkey"
    device_token: str | None = None


START = sql(
    """
    WITH replaced AS (
        DELETE FROM known_devices WHERE digest = :device_before AND member_id = relais.member()
    ), known AS (
        INSERT INTO known_devices (id, digest, organisation_id, member_id, known_since, ends_at)
        SELECT CAST(:device_id AS uuid), :device_digest, relais.organisation(), relais.member(), relais.now(),
            :device_ends
        WHERE CAST(:device_id AS uuid) IS NOT NULL RETURNING id
    ), started AS (
        INSERT INTO sessions (id, organisation_id, member_id, kind, signed_in_by, device, tablet_id, known_device_id,
            started_at, seen_at, idle, idle_until, ends_at)
        VALUES (:session, relais.organisation(), relais.member(), :kind, :by, :device, :tablet,
            coalesce((SELECT id FROM known), :known_device), relais.now(), relais.now(), :idle, :idle_until, :ends_at)
        RETURNING id
    )
    INSERT INTO session_tokens (digest, session_id, organisation_id, issued_at)
    SELECT :digest, id, relais.organisation(), relais.now() FROM started
    """
)


async def start_session(uow: UnitOfWork, new: NewSession) -> Started:
    """Begin a session of the member whom this transaction acts as. Only inside a command that proved who it is."""
    if uow.actor.member_id is None:
        raise ValueError("a session belongs to a member")
    token, session_id = fresh_token(), uuid4()
    device_token = fresh_token() if new.remember else None
    idle_until, ends_at = ends(new.kind, new.by, uow.now)
    await uow.execute(
        START,
        device_before=digest_of(new.device_before),
        known_device=new.known_device_id,
        device_id=uuid4() if device_token else None,
        device_digest=digest_of(device_token or ""),
        device_ends=uow.now + DEVICE_KNOWN,
        session=session_id,
        kind=new.kind,
        by=new.by,
        device=new.device,
        tablet=new.tablet_id,
        idle=lifetime(new.kind, new.by).idle,
        idle_until=idle_until,
        ends_at=ends_at,
        digest=digest_of(token),
    )
    return Started(session_id, uow.actor.member_id, new.kind, token, ends_at, new.by, device_token)
