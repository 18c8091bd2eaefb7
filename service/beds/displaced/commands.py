"""A displaced promise is settled by one tap that takes another place, or by itself when a bed is free again."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from service.beds import refusals
from service.beds.displaced.elsewhere import refer_instead
from service.beds.displaced.queries import PlaceInstead, places_instead, waiting_at
from service.beds.displaced.rules import Back, Waiting, brought_back
from service.beds.events import EscalationSettled, PromisesBroughtBack
from service.beds.referrals.asking import make_referral
from service.beds.shelters.house import House, house_by_key, occupancy
from service.operations.telling import tell_of_places
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class TakeInstead:
    """These beds, for that displaced promise."""

    escalation_id: UUID
    pool_id: UUID


@dataclass(frozen=True)
class Taken:
    """Where it is now: the claim, or the referral that asks another house, held or asked as `state` says."""

    escalation_id: UUID
    state: str
    claim_id: UUID | None = None
    referral_id: UUID | None = None


ABOUT = sql("SELECT * FROM relais.about_displaced(:escalation)")
POOL = sql("SELECT pool_key FROM relais.places_instead(:escalation) WHERE pool_id = :pool")
REVIVE = sql("SELECT relais.revive(:escalation, :pool, CAST(:bed AS bigint), :outcome)")
ELSEWHERE = sql("SELECT claim_id, shelter_organisation_id FROM relais.take_instead(:escalation, :pool)")
TOLD = only(Role.PIVOT_WORKER, Role.SHELTER_COORDINATOR, Role.FRONT_DESK, Role.REGIONAL_COORDINATOR)


@command(event=EscalationSettled, allowed=TOLD, refusals=make_referral.refusals)
async def take_instead(
    uow: UnitOfWork, actor: Actor, wish: TakeInstead
) -> Done[Taken, EscalationSettled] | Refused:
    """Take one of the places that the escalation lists; the same promise lives on there (BED-16, OPS-13).

    Refused when it was settled or taken meanwhile, or when this place is for somebody else to take.
    """
    places = await places_instead(uow, wish.escalation_id)
    if places is None:
        return Refused(NOT_FOUND)
    chosen = next((place for place in places if place.pool_id == wish.pool_id), None)
    if chosen is None:
        return Refused(refusals.NO_LONGER_FREE)
    if not chosen.taken_by_you:
        return Refused(NOT_ALLOWED)
    taken = await _take(uow, actor, wish, chosen)
    if isinstance(taken, Refused):
        return taken
    outcome = "moved" if chosen.way == "here" else "elsewhere"
    await _tell(uow, wish.escalation_id)
    event = EscalationSettled(subject=actor.organisation_id, escalation=wish.escalation_id, outcome=outcome)
    return Done(taken, event)


async def _take(uow: UnitOfWork, actor: Actor, wish: TakeInstead, chosen: PlaceInstead) -> Taken | Refused:
    if chosen.way in {"refer", "hotel"}:
        made = await refer_instead(uow, actor, wish.escalation_id, chosen.shelter_id)
        if isinstance(made, Refused):
            return made
        return Taken(wish.escalation_id, made.state, referral_id=made.id)
    pool = await uow.value(POOL, escalation=wish.escalation_id, pool=wish.pool_id)
    if chosen.way == "here":
        claim = await uow.value(REVIVE, escalation=wish.escalation_id, pool=pool, bed=None, outcome="moved")
    else:
        claim = await uow.value(ELSEWHERE, escalation=wish.escalation_id, pool=pool)
    if claim is None:
        return Refused(refusals.NO_LONGER_FREE)
    return Taken(wish.escalation_id, "held", claim_id=claim)


async def _tell(uow: UnitOfWork, escalation_id: UUID) -> None:
    """Both sides look again; of an operation its board alone (OPS-11)."""
    row = await uow.row(ABOUT, escalation=escalation_id)
    if row is None:
        return
    sides = (row["shelter_organisation_id"], *filter(None, (row["holder"],)))
    uow.tell("escalations", region=row["region"], organisations=sides, subject=row["referral_id"])
    uow.tell("board", region=row["region"], organisations=sides)
    if row["place_id"] is not None:
        await tell_of_places(uow, [row["place_id"]])


@dataclass(frozen=True)
class TryAgain:
    """The displaced promises of one shelter, by its inner key."""

    shelter_key: int


OVER = sql(
    """
    UPDATE escalations SET settled_at = relais.now(), outcome = 'over'
    WHERE id = ANY (CAST(:ids AS uuid[])) AND settled_at IS NULL RETURNING id
    """
)
POOL_OF = sql("SELECT pool_key FROM beds WHERE key = :bed")


@dataclass(frozen=True)
class Found:
    """What trying again would come to: who has a bed again, and who needs none any more."""

    back: Sequence[Back] = ()
    over: Sequence[Waiting] = ()

    def __bool__(self) -> bool:
        return bool(self.back or self.over)


async def found_again(session: Session, house: House) -> Found:
    """Which displaced promises of a house have a bed now, or are over."""
    waiting = await waiting_at(session, house)
    if not waiting:
        return Found()
    sheet = (await occupancy(session, house)).sheet(session.now)
    back = brought_back(sheet, waiting, session.now, house.clock.night_end(session.now))
    return Found(back, [one for one in waiting if not one.needed])


@command(event=PromisesBroughtBack, allowed=only())
async def try_again(uow: UnitOfWork, _: Actor, wish: TryAgain) -> Done[int, PromisesBroughtBack] | Refused:
    """Give displaced promises the beds that are free again, first come first served (BED-16). What nobody waits for any
    more is closed with the outcome `over`. Refused when there was nothing to do after all.
    """
    house = await house_by_key(uow, wish.shelter_key)
    if house is None:
        return Refused(NOT_FOUND)
    found = await found_again(uow, house)
    back = [one.escalation_id for one in found.back if await _revived(uow, one)]
    over = [row["id"] for row in await uow.rows(OVER, ids=[one.escalation_id for one in found.over])]
    if not back and not over:
        return Refused(NOT_FOUND)
    for outcome, ids in (("by_itself", back), ("over", over)):
        for id in ids:
            uow.also(EscalationSettled(subject=house.organisation_id, escalation=id, outcome=outcome))
    for id in back:
        await _tell(uow, id)
    return Done(len(back) + len(over), PromisesBroughtBack(subject=house.id, back=len(back), over=len(over)))


async def _revived(uow: UnitOfWork, one: Back) -> bool:
    pool = await uow.value(POOL_OF, bed=one.bed_key)
    claim = await uow.value(
        REVIVE, escalation=one.escalation_id, pool=pool, bed=one.bed_key, outcome="by_itself"
    )
    return claim is not None
