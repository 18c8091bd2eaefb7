"""Whom an address and a device stand for, before anything is proven: one statement, whatever there is to find."""

from dataclasses import dataclass
from uuid import UUID

from service.partners.attempts.limits import CODE_FOR_ADDRESS, CODE_ON_DEVICE, SOURCE
from service.partners.attempts.taking import Attempt, allowed
from service.partners.sessions.tokens import digest_of
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


async def may_try(store: Store, place: Place, address: str, source: str) -> bool:
    """Count this attempt; whether the code may be looked at (ASVS 6.3.1).

    On a device of the member's own the device is counted, elsewhere the address: a stranger who tries an address until
    it is locked locks nobody out of their own phone. It is the same statement with as many buckets in either case.
    """
    own = place.device_id is not None
    secret = (
        Attempt(CODE_ON_DEVICE, str(place.device_id)) if own else Attempt(CODE_FOR_ADDRESS, address.lower())
    )
    return await allowed(store, Attempt(SOURCE, source), secret)
