"""Signing in at a shared tablet: one field, a PIN, and no list of people (SAF-12)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.partners.actor import Actor
from service.partners.attempts.limits import PIN_ON_TABLET, PIN_ON_TABLET_A_DAY, TABLET_LOCKS
from service.partners.attempts.taking import Attempt, Taken, give_back, take
from service.partners.events import SignedIn, SignInRefused, SignInTried, TabletEnded
from service.partners.sessions.starting import NewSession, Started, start_session
from service.partners.sessions.strangers import become, stranger_of, strangers_only
from service.partners.sessions.tokens import digest_of, is_token
from service.partners.tablets.commands import END
from service.partners.tablets.rules import pin_digest, plain
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store

TABLET_FOR = sql("SELECT * FROM relais.tablet_for(:held)")
TABLET_OFFERED = sql("SELECT * FROM relais.tablet_offered(:offer)")
WHOSE_PIN = sql("SELECT member_id FROM pins WHERE organisation_id = relais.organisation() AND mac = :mac")
USED = sql(
    "UPDATE tablets SET used_at = date_trunc('hour', relais.now()) WHERE id = :tablet AND ended_at IS NULL"
)


@dataclass(frozen=True)
class Tablet:
    """An enrolled tablet, by the secret that it holds."""

    id: UUID
    organisation_id: UUID


async def tablet_of(store: Store, token: str) -> Tablet | None:
    """Which tablet holds this secret; None when none does, or it was ended."""
    if not is_token(token):
        return None
    row = await store.pool.fetchrow(TABLET_FOR.text, *TABLET_FOR.arguments({"held": digest_of(token)}))
    return Tablet(row["tablet_id"], row["organisation_id"]) if row else None


async def offered_tablet(store: Store, typed: str) -> Tablet | None:
    """Which tablet was offered under this enrolment code."""
    values = {"offer": digest_of(plain(typed))}
    row = await store.pool.fetchrow(TABLET_OFFERED.text, *TABLET_OFFERED.arguments(values))
    return Tablet(row["tablet_id"], row["organisation_id"]) if row else None


@dataclass(frozen=True)
class Locked:
    """The tablet waits until then (UTC), or until it is enrolled again."""

    until: datetime | None


@dataclass(frozen=True)
class SignInByPin:
    """A PIN typed on a tablet."""

    tablet_id: UUID
    pin: str
    last_try: bool
    """Whether a wrong PIN now locks the tablet for good."""


async def sign_in_at(store: Store, tablet: Tablet, pin: str) -> Started | Locked | Refused | None:
    """Begin a session at the tablet; None for a wrong PIN.

    The attempt is counted first, in a transaction of its own: over all replicas together five wrong ones lock the
    tablet for fifteen minutes, five more for an hour, and a third time for good (ASVS 6.3.1). A right one does not
    count.
    """
    attempts = (Attempt(PIN_ON_TABLET, str(tablet.id)), Attempt(PIN_ON_TABLET_A_DAY, str(tablet.id)))
    taken = await take(store, attempts)
    if not all(each.judged for each in taken):
        return Locked(_until(taken))
    wish = SignInByPin(tablet.id, pin, taken[0].times_locked >= TABLET_LOCKS)
    return await store.run(sign_in_by_pin, stranger_of(tablet.organisation_id), wish)


def _until(taken: list[Taken]) -> datetime | None:
    return max((each.until for each in taken if not each.judged and each.until), default=None)


@command(event=SignInTried, allowed=strangers_only)
async def sign_in_by_pin(
    uow: UnitOfWork, actor: Actor, wish: SignInByPin
) -> Done[Started | None, SignInTried] | Refused:
    """A session of two idle minutes, in which everybody is the front desk and no more (`relais.enter`, POL-03)."""
    key = await uow.keyring.data_key(uow.connection, "care", actor.organisation_id)
    member = await uow.value(WHOSE_PIN, mac=pin_digest(key.secret, actor.organisation_id, wish.pin))
    if member is None or not await become(uow, member):
        return Done(None, await _wrong(uow, wish, "wrong_pin" if member is None else "access_ended"))
    for limit in (PIN_ON_TABLET, PIN_ON_TABLET_A_DAY):
        await give_back(uow, Attempt(limit, str(wish.tablet_id)))
    await uow.execute(USED, tablet=wish.tablet_id)
    started = await start_session(uow, NewSession("tablet", "pin", tablet_id=wish.tablet_id))
    return Done(started, SignedIn(subject=member, session=started.session_id, by="pin", kind="tablet"))


async def _wrong(uow: UnitOfWork, wish: SignInByPin, why: str) -> SignInRefused:
    """Noted as about the tablet: nobody knows who typed it."""
    if wish.last_try and await uow.value(END, tablet=wish.tablet_id):
        uow.also(TabletEnded(subject=wish.tablet_id, why="too_many_pins"))
    return SignInRefused(subject=wish.tablet_id, why=why, by="pin")
