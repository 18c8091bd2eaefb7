"""Whom an address and a device stand for, before anything is proven: one statement, whatever there is to find."""

from dataclasses import dataclass
from uuid import UUID

from service.partners.attempts.limits import CODE_FOR_ADDRESS, CODE_ON_DEVICE, SOURCE
from service.partners.attempts.taking import Attempt, allowed, take
from service.partners.codes.commands import SignInByCode, sign_in_by_code
from service.partners.sessions.rules import Kind
from service.partners.sessions.starting import Started
from service.partners.sessions.strangers import stranger_of
from service.partners.sessions.tokens import digest_of
from service.refusals import Refused
from service.store.statements import sql
from service.store.store import Store

PLACE = sql("SELECT * FROM relais.code_place(:address, :device, :at)")


@dataclass(frozen=True)
class Place:
    """Where a code is to be judged: in no organisation when nobody has the address."""

    organisation_id: UUID | None
    member_id: UUID | None
    device_id: UUID | None


async def place_of(store: Store, address: str, device: str) -> Place:
    """Whom the address names, and whether this device is known to be theirs."""
    values = {"address": address.replace("\0", ""), "device": digest_of(device), "at": store.clock.now()}
    found = await store.pool.fetchrow(PLACE.text, *PLACE.arguments(values))
    return (
        Place(found["organisation_id"], found["member_id"], found["device_id"])
        if found
        else Place(None, None, None)
    )


@dataclass(frozen=True)
class Typed:
    """What somebody typed who wants to sign in with a code, and on what."""

    address: str
    code: str
    recovery_code: str
    device_token: str
    """What makes this device known, if it is."""
    kind: Kind
    device: str
    source: str


async def sign_in_with_code(store: Store, typed: Typed) -> Started | Refused | None:
    """Begin a session; None when nothing was proven, whatever the reason.

    The attempt is counted first (ASVS 6.3.1): on a device of the member's own the device, elsewhere the address. So a
    stranger who tries an address until it is locked locks nobody out of their own phone. What is locked is not judged,
    and takes the same statements as what is wrong. A source that tries too much is turned away whatever it types, and
    then locks no further address, nor fills the table with them; but not from a device of the member's own, or one
    stranger behind the same address would lock out a whole house.
    """
    place = await place_of(store, typed.address, typed.device_token)
    known = place.device_id is not None
    if not await allowed(store, Attempt(SOURCE, typed.source)) and not known:
        return None
    (secret,) = await take(store, (_tried(place, typed.address),))
    wish = SignInByCode(
        place.member_id,
        place.device_id,
        typed.code,
        typed.recovery_code,
        typed.kind,
        typed.device,
        locked=not secret.judged,
    )
    return await store.run(sign_in_by_code, stranger_of(place.organisation_id), wish)


def _tried(place: Place, address: str) -> Attempt:
    if place.device_id is not None:
        return Attempt(CODE_ON_DEVICE, str(place.device_id))
    return Attempt(CODE_FOR_ADDRESS, address.lower())
