"""What changes with shared tablets: offered, enrolled, ended; and PINs given and taken away."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from service.partners import refusals
from service.partners.actor import Actor, Role, only
from service.partners.events import PinGiven, PinTaken, TabletEnded, TabletEnrolled, TabletOffered
from service.partners.sessions.strangers import strangers_only
from service.partners.sessions.tokens import digest_of, fresh_token
from service.partners.tablets.rules import (
    ENROLMENT_LENGTH,
    ENROLMENT_LETTERS,
    OFFER_LASTS,
    PIN_DIGITS,
    enrolment_code,
    pin_digest,
    pin_of,
    plain,
)
from service.refusals import BUSY, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

COORDINATOR = only(Role.SHELTER_COORDINATOR)

OFFER = sql(
    """
    INSERT INTO tablets (id, organisation_id, name, offered_by, offered_at, offer_digest, offer_ends_at)
    VALUES (:id, relais.organisation(), :name, relais.member(), relais.now(), :digest, :ends_at)
    """
)
ENROL = sql(
    """
    UPDATE tablets SET digest = :digest, enrolled_at = relais.now()
    WHERE id = :tablet AND digest IS NULL AND ended_at IS NULL AND offer_ends_at > relais.now() RETURNING true
    """
)
END = sql(
    """
    WITH ended AS (
        UPDATE tablets SET ended_at = relais.now() WHERE id = :tablet AND ended_at IS NULL RETURNING id
    ), sessions_too AS (
        UPDATE sessions s SET ended_at = relais.now(), ended_why = 'access_ended'
        FROM ended e WHERE s.tablet_id = e.id AND s.ended_at IS NULL
    )
    SELECT id FROM ended
    """
)
WORKS_HERE = sql(
    """
    SELECT m.roles && ARRAY['front_desk', 'shelter_coordinator'] FROM members m
    WHERE m.id = :member AND m.ends_on > relais.now()
    """
)
GIVE = sql(
    """
    INSERT INTO pins (member_id, organisation_id, mac, given_by, given_at)
    SELECT :member, relais.organisation(), :mac, relais.member(), relais.now()
    WHERE NOT EXISTS (SELECT FROM pins WHERE organisation_id = relais.organisation() AND mac = :mac)
    ON CONFLICT (member_id) DO UPDATE SET mac = EXCLUDED.mac, given_by = EXCLUDED.given_by,
        given_at = EXCLUDED.given_at
    RETURNING true
    """
)
TAKE = sql("DELETE FROM pins WHERE member_id = :member RETURNING true")


@dataclass(frozen=True)
class OfferTablet:
    """A tablet to be shared at the front desk, under a name that its people know."""

    name: str


@dataclass(frozen=True)
class Offered:
    """What is typed on the tablet, once, until a moment (UTC)."""

    tablet_id: UUID
    enrolment_code: str
    expires_at: datetime


@command(event=TabletOffered, allowed=COORDINATOR, step_up=True)
async def offer_tablet(
    uow: UnitOfWork, _: Actor, wish: OfferTablet
) -> Done[Offered, TabletOffered] | Refused:
    """A one-time code with which a tablet enrols itself; the coordinator proves that it is them."""
    letters = [secrets.randbelow(len(ENROLMENT_LETTERS)) for _ in range(ENROLMENT_LENGTH)]
    offered = Offered(uuid4(), enrolment_code(letters), uow.now + OFFER_LASTS)
    digest = digest_of(plain(offered.enrolment_code))
    await uow.execute(OFFER, id=offered.tablet_id, name=wish.name, digest=digest, ends_at=offered.expires_at)
    return Done(offered, TabletOffered(subject=offered.tablet_id))


@dataclass(frozen=True)
class EnrolTablet:
    """The tablet on which the right enrolment code was typed."""

    tablet_id: UUID | None


@dataclass(frozen=True)
class Enrolled:
    """The secret that the tablet is known by from now on; told once."""

    tablet_id: UUID
    token: str


@command(event=TabletEnrolled, allowed=strangers_only)
async def enrol_tablet(
    uow: UnitOfWork, _: Actor, wish: EnrolTablet
) -> Done[Enrolled, TabletEnrolled] | Refused:
    """The tablet gets its secret; typed a second time, the code enrols nothing."""
    token = fresh_token()
    if wish.tablet_id is None or not await uow.value(ENROL, tablet=wish.tablet_id, digest=digest_of(token)):
        return Refused(refusals.TABLET_UNKNOWN)
    return Done(Enrolled(wish.tablet_id, token), TabletEnrolled(subject=wish.tablet_id))


@dataclass(frozen=True)
class EndTablet:
    """A tablet that is lost, sold, or in the wrong hands."""

    tablet_id: UUID


@command(event=TabletEnded, allowed=COORDINATOR)
async def end_tablet(uow: UnitOfWork, _: Actor, wish: EndTablet) -> Done[None, TabletEnded] | Refused:
    """No PIN opens it any more, and whoever is signed in on it no longer is. The safe way takes no step-up."""
    if not await uow.value(END, tablet=wish.tablet_id):
        return Refused(NOT_FOUND)
    return Done(None, TabletEnded(subject=wish.tablet_id, why="by_coordinator"))


@dataclass(frozen=True)
class GivePin:
    """A PIN for somebody of the front desk, in the place of the one before."""

    member_id: UUID


@dataclass(frozen=True)
class Given:
    """The PIN, told once."""

    pin: str


@command(event=PinGiven, allowed=COORDINATOR, refusals={"pins_organisation_id_mac_key": BUSY}, step_up=True)
async def give_pin(uow: UnitOfWork, actor: Actor, wish: GivePin) -> Done[Given, PinGiven] | Refused:
    """A PIN that nobody has in this organisation: drawn by Relais, because one that is chosen and refused would tell
    that somebody has it. Refused for whoever does not work at a front desk."""
    works_here = await uow.value(WORKS_HERE, member=wish.member_id)
    if works_here is None:
        return Refused(NOT_FOUND)
    if not works_here:
        return Refused(refusals.NO_PIN_FOR_ROLE)
    key = await uow.keyring.data_key(uow.connection, "care", actor.organisation_id)
    while True:
        pin = pin_of(secrets.randbelow(10**PIN_DIGITS))
        mac = pin_digest(key.secret, actor.organisation_id, pin)
        if await uow.value(GIVE, member=wish.member_id, mac=mac):
            return Done(Given(pin), PinGiven(subject=wish.member_id))


@dataclass(frozen=True)
class TakePin:
    """Somebody no longer works at the front desk."""

    member_id: UUID


@command(event=PinTaken, allowed=COORDINATOR)
async def take_pin(uow: UnitOfWork, _: Actor, wish: TakePin) -> Done[None, PinTaken] | Refused:
    """Their PIN opens nothing any more."""
    if not await uow.value(TAKE, member=wish.member_id):
        return Refused(NOT_FOUND)
    return Done(None, PinTaken(subject=wish.member_id))
