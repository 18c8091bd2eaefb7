"""Who is on call when, and what waits for an answer (OPS-04, ACC-03, PIV-02)."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, for_roles, read
from api.v1.partners.roster_words import gap_sentence
from service.messages.climbing.queries import Progress, waiting
from service.messages.climbing.rules import Duty
from service.partners.rosters import refusals
from service.partners.rosters.commands import (
    EndWeek,
    MakeRoster,
    PlanSlot,
    Repeated,
    RepeatWeekly,
    end_week,
    make_roster,
    plan_slot,
    repeat_weekly,
)
from service.partners.rosters.queries import Roster, Slot, rosters
from service.partners.rosters.rules import Week
from service.partners.rosters.slots import (
    ON_THE_ROSTER,
    AssignSlot,
    OfferSlot,
    OfSlot,
    assign_slot,
    cancel_slot,
    offer_slot,
    take_slot,
)
from service.store.command import Once
from service.store.store import Store

TAG = "on call"
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9](?!\n)$", max_length=5)]
"""A local time of the roster, such as `20:00`."""
Rank = Annotated[int, msgspec.Meta(ge=1, le=2)]
PLANNING = (refusals.SOMEBODY_IS_ON_CALL, refusals.NOT_OF_THIS_DUTY, refusals.NOT_YOUR_DUTY)


class NewRoster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which duty; of one shelter, or of the whole organisation."""

    duty: Duty
    shelter_id: UUID | None = None


class NewSlot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member on call once, in local time of the roster; `rank` 1 is asked first."""

    member_id: UUID
    rank: Rank
    starts_on: date
    starts: Clock
    ends_on: date
    ends: Clock


class NewWeek(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member on call each week. `weekday` 1 is Monday; it ends so many midnights later."""

    member_id: UUID
    rank: Rank
    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)]
    starts: Clock
    ends: Clock
    midnights: Annotated[int, msgspec.Meta(ge=0, le=6)]
    first_day: date
    last_day: date | None = None


class LastDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last day on which the week still repeats."""

    last_day: date


class ForMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is on call."""

    member_id: UUID


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """False keeps a slot that was offered."""

    offered: bool = True


class RosterId(msgspec.Struct, frozen=True):
    """The roster just made."""

    id: UUID


class SlotId(msgspec.Struct, frozen=True):
    """The slot that was planned or that changed hands."""

    id: UUID


class GapAhead(msgspec.Struct, frozen=True):
    """When nobody is first on call (UTC), and the sentence that says so in the roster's local time."""

    starts_at: datetime
    ends_at: datetime
    said: str


class RosterAhead(msgspec.Struct, frozen=True):
    """A roster for two weeks ahead."""

    id: UUID
    duty: Duty
    shelter_id: UUID | None
    time_zone: str
    slots: list[Slot]
    gaps: list[GapAhead]


class Freed(msgspec.Struct, frozen=True):
    """How many slots to come are free again."""

    slots: int


@read(
    "/rosters", id="list_rosters", summary="Who is on call in the next two weeks, and when nobody is", tag=TAG
)
async def get_rosters(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[RosterAhead]:
    async with store.reading(caller.seat) as session:
        for_roles(session, *ON_THE_ROSTER.roles)
        return [_ahead(roster, session.now, caller) for roster in await rosters(session)]


def _ahead(roster: Roster, now: datetime, caller: Caller) -> RosterAhead:
    gaps = [
        GapAhead(
            gap.starts_at,
            gap.ends_at,
            gap_sentence(gap, now, roster.time_zone, caller.language, roster.shelter),
        )
        for gap in roster.gaps
    ]
    return RosterAhead(roster.id, roster.duty, roster.shelter_id, roster.time_zone, roster.slots, gaps)


@ask("/rosters", id="make_roster", summary="Make the roster of a duty", tag=TAG,
     refusals=(refusals.ROSTER_EXISTS, refusals.NOT_YOUR_DUTY, refusals.NO_TIME_ZONE))  # fmt: skip
async def post_roster(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewRoster],
) -> RosterId:
    wish = MakeRoster(data.duty, data.shelter_id)
    return RosterId(accepted(await store.run(make_roster, caller.seat, wish, once)))


@ask("/rosters/{roster_id:uuid}/slots", id="plan_slot", summary="Put a member on call once", tag=TAG,
     refusals=(*PLANNING, refusals.NO_SUCH_SLOT))  # fmt: skip
async def post_slot(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    roster_id: FromPath[UUID],
    data: JSONBody[NewSlot],
) -> SlotId:
    starts = datetime.combine(data.starts_on, time.fromisoformat(data.starts))
    ends = datetime.combine(data.ends_on, time.fromisoformat(data.ends))
    wish = PlanSlot(roster_id, data.member_id, data.rank, starts, ends)
    return SlotId(accepted(await store.run(plan_slot, caller.seat, wish, once)))


@ask("/rosters/{roster_id:uuid}/weeks", id="repeat_weekly", summary="Put a member on call each week", tag=TAG,
     refusals=(*PLANNING, refusals.NO_SUCH_SLOT))  # fmt: skip
async def post_week(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    roster_id: FromPath[UUID],
    data: JSONBody[NewWeek],
) -> Repeated:
    starts, ends = time.fromisoformat(data.starts), time.fromisoformat(data.ends)
    week = Week(data.weekday, starts, ends, data.midnights, data.first_day, data.last_day)
    wish = RepeatWeekly(roster_id, data.member_id, data.rank, week)
    return accepted(await store.run(repeat_weekly, caller.seat, wish, once))


@ask("/roster-weeks/{week_id:uuid}/end", id="end_week", summary="Repeat a week no more after a day", tag=TAG,
     refusals=(refusals.NOT_YOUR_DUTY,), status=200)  # fmt: skip
async def post_end_week(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    week_id: FromPath[UUID],
    data: JSONBody[LastDay],
) -> Freed:
    return Freed(accepted(await store.run(end_week, caller.seat, EndWeek(week_id, data.last_day), once)))


@ask("/roster-slots/{slot_id:uuid}/assign", id="assign_slot", summary="Give a slot to a member", tag=TAG,
     refusals=PLANNING, status=200)  # fmt: skip
async def post_assign(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    slot_id: FromPath[UUID],
    data: JSONBody[ForMember],
) -> SlotId:
    return SlotId(
        accepted(await store.run(assign_slot, caller.seat, AssignSlot(slot_id, data.member_id), once))
    )


@ask("/roster-slots/{slot_id:uuid}/cancel", id="cancel_slot", summary="Free the time of a slot", tag=TAG,
     refusals=(refusals.NOT_YOUR_DUTY,), status=200)  # fmt: skip
async def post_cancel(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    slot_id: FromPath[UUID],
) -> SlotId:
    return SlotId(accepted(await store.run(cancel_slot, caller.seat, OfSlot(slot_id), once)))


@ask("/roster-slots/{slot_id:uuid}/offer", id="offer_slot", summary="Offer your slot to colleagues, or keep it",
     tag=TAG, refusals=(refusals.NOT_YOURS,), status=200)  # fmt: skip
async def post_offer(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    slot_id: FromPath[UUID],
    data: JSONBody[Offer],
) -> SlotId:
    return SlotId(accepted(await store.run(offer_slot, caller.seat, OfferSlot(slot_id, data.offered), once)))


@ask("/roster-slots/{slot_id:uuid}/take", id="take_slot", summary="Take a slot that a colleague offers", tag=TAG,
     refusals=(refusals.NOT_OFFERED, refusals.NOT_OF_THIS_DUTY), status=200)  # fmt: skip
async def post_take(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    slot_id: FromPath[UUID],
) -> SlotId:
    return SlotId(accepted(await store.run(take_slot, caller.seat, OfSlot(slot_id), once)))


@read("/askings", id="list_askings", summary="What waits for your organisation's answer: who was asked, who is next",
      tag=TAG)  # fmt: skip
async def get_askings(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[Progress]:
    async with store.reading(caller.seat) as session:
        for_roles(session, *ON_THE_ROSTER.roles)
        return await waiting(session)


handlers = [
    get_rosters,
    post_roster,
    post_slot,
    post_week,
    post_end_week,
    post_assign,
    post_cancel,
    post_offer,
    post_take,
    get_askings,
]
