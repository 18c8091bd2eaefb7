"""What time does to beds. Keys are claimed as the worker; what is done is done as the row's organisation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from service.beds.claims.changes import lapse
from service.beds.counts.cots import FoldCots, fold_cots
from service.beds.displaced.commands import TryAgain, found_again, try_again
from service.beds.events import CountAsked, PromisesLapsed, ReferralStep
from service.beds.freshness.rules import AN_ANSWER_TAKES, ask_now, freshness
from service.beds.referrals.answers import NOTE_UNMET, ReferralState, count_exceptions, step_event, tell_both
from service.beds.referrals.store import locked, write_step
from service.beds.shelters.house import House, house_by_key, lock
from service.beds.stays.commands import RollStays, roll_stays
from service.due import find_due, for_each
from service.messages.climbing import Asking, Unanswered, climb
from service.partners.actor import Actor, job_of, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store

AT_ONCE = 500
DUE_PROMISES = sql("SELECT shelter_key, organisation_id FROM relais.due_promises(:limit)")
DUE_STAYS = sql("SELECT shelter_key, organisation_id FROM relais.due_stays(:limit)")
DUE_REFERRALS = sql("SELECT id, shelter_organisation_id FROM relais.due_referrals(:limit)")
DUE_DISPLACED = sql("SELECT shelter_key, organisation_id FROM relais.due_displaced(:limit)")
STALE = sql("SELECT shelter_key, organisation_id FROM relais.stale_shelters(:limit)")
STORED_STATE = sql("SELECT state FROM referrals WHERE id = :id")
ASKED = sql("UPDATE shelters SET asked_at = relais.now() WHERE key = :key")
DUE_COTS = sql("SELECT shelter_key, organisation_id FROM relais.due_cots(:limit)")
REFRESH = sql("SELECT relais.refresh_due(:limit)")


@dataclass(frozen=True)
class OfShelter:
    """One shelter, by its inner key."""

    shelter_key: int


@command(event=PromisesLapsed, allowed=only())
async def lapse_at(uow: UnitOfWork, _: Actor, wish: OfShelter) -> Done[int, PromisesLapsed] | Refused:
    """End the promises of a shelter whose deadline has passed (OPS-12, OPS-13)."""
    house = await house_by_key(uow, wish.shelter_key)
    if house is None:
        return Refused(NOT_FOUND)
    await lock(uow, house)
    claims = await lapse(uow, house)
    uow.tell("board", region=house.region, organisations=(house.organisation_id,), subject=house.id)
    return Done(len(claims), PromisesLapsed(subject=house.id, claims=tuple(claims)))


@dataclass(frozen=True)
class OfReferral:
    """One referral."""

    referral_id: UUID


@command(event=ReferralStep, allowed=only())
async def lapse_referral(
    uow: UnitOfWork, _: Actor, wish: OfReferral
) -> Done[ReferralState, ReferralStep] | Refused:
    """Say that a referral's time is over. Without an answer it is an unmet need; that nobody came to a
    confirmed bed is noted against nobody (OPS-03, DAT-06).
    """
    row = await uow.row(STORED_STATE, id=wish.referral_id)
    referral = await locked(uow, wish.referral_id)
    if referral is None or row is None or referral.state != "lapsed" or row["state"] == "lapsed":
        return Refused(NOT_FOUND)
    house = await house_by_key(uow, referral.shelter_key)
    if house is not None:
        await lock(uow, house)
        await lapse(uow, house)
    version = await write_step(uow, referral, state="lapsed")
    if row["state"] != "confirmed":
        await uow.rows(NOTE_UNMET, referral=referral.id, reason="no_answer")
        if house is not None:
            await count_exceptions(uow, referral, house, "unanswered")
    tell_both(uow, referral, house)
    return Done(ReferralState(referral.id, "lapsed", None, version), step_event(referral, "lapse", "lapsed"))


@command(event=CountAsked, allowed=only())
async def ask_for_count(uow: UnitOfWork, _: Actor, wish: OfShelter) -> Done[UUID, CountAsked] | Refused:
    """Ask a shelter whose count is stale for a new one: whoever is on call, by push and text (BED-15).

    Refused when a count has come meanwhile, or the house rests.
    """
    house = await house_by_key(uow, wish.shelter_key)
    if house is None or not _is_asked(house, uow.now):
        return Refused(NOT_FOUND)
    await uow.execute(ASKED, key=house.key)
    asking = Asking(
        "count", house.id, house.organisation_id, "shelter", uow.now + AN_ANSWER_TAKES, shelter_id=house.id
    )
    await climb(uow, asking)
    uow.tell("count_asked", organisations=(house.organisation_id,), subject=house.id)
    return Done(house.id, CountAsked(subject=house.id))


async def nobody_answered(store: Store, unanswered: Unanswered) -> object:
    """A referral climbed to the last rung and nobody answered: it lapses as that, and is an unmet need (OPS-03)."""
    return await store.run(lapse_referral, job_of(unanswered.organisation_id), OfReferral(unanswered.subject))


def _is_asked(house: House, now: datetime) -> bool:
    state = freshness(house.counted_at, house.fresh_for, house.asked_at, now)
    return ask_now(state, house.rest, now.astimezone(ZoneInfo(house.time_zone)).hour)


async def fold_cots_of_last_night(store: Store, workers: asyncpg.Pool, limit: int = AT_ONCE) -> int:
    """Fold the cots whose night is over (BED-15). Answers at how many shelters."""

    async def fold(row: Any) -> Any:
        return await store.run(fold_cots, job_of(row["organisation_id"]), FoldCots(row["shelter_key"]))

    return await for_each(await find_due(store, workers, DUE_COTS, limit), fold)


async def lapse_promises(store: Store, workers: asyncpg.Pool, limit: int = AT_ONCE) -> int:
    """End promises past their deadline, and the referrals that stood on them. Answers how many of both."""

    async def lapse_one(row: Any) -> Any:
        return await store.run(lapse_referral, job_of(row["shelter_organisation_id"]), OfReferral(row["id"]))

    async def lapse_shelter(row: Any) -> Any:
        return await store.run(lapse_at, job_of(row["organisation_id"]), OfShelter(row["shelter_key"]))

    referrals = await for_each(await find_due(store, workers, DUE_REFERRALS, limit), lapse_one)
    return referrals + await for_each(await find_due(store, workers, DUE_PROMISES, limit), lapse_shelter)


async def roll_stays_forward(store: Store, workers: asyncpg.Pool, limit: int = AT_ONCE) -> int:
    """Extend stays past their expected end to the next turnover. Answers how many shelters were looked at."""

    async def roll(row: Any) -> Any:
        return await store.run(roll_stays, job_of(row["organisation_id"]), RollStays(row["shelter_key"]))

    return await for_each(await find_due(store, workers, DUE_STAYS, limit), roll)


async def bring_back(store: Store, workers: asyncpg.Pool, limit: int = AT_ONCE) -> int:
    """Give displaced promises the beds that became free (BED-16). Answers at how many shelters something came of it."""

    async def look(row: Any) -> Any:
        job = job_of(row["organisation_id"])
        async with store.reading(job) as session:
            house = await house_by_key(session, row["shelter_key"])
            found = house is not None and bool(await found_again(session, house))
        return await store.run(try_again, job, TryAgain(row["shelter_key"])) if found else Refused(NOT_FOUND)

    return await for_each(await find_due(store, workers, DUE_DISPLACED, limit), look)


async def ask_for_counts(store: Store, workers: asyncpg.Pool, limit: int = AT_ONCE) -> int:
    """Ask the shelters whose count is stale (BED-15). Answers how many."""

    async def ask(row: Any) -> Any:
        return await store.run(ask_for_count, job_of(row["organisation_id"]), OfShelter(row["shelter_key"]))

    return await for_each(await find_due(store, workers, STALE, limit), ask)


async def refresh_availability(store: Store, workers: asyncpg.Pool, limit: int = AT_ONCE) -> int:
    """Recompute availability rows in which time alone changed something; the board is right without it, only slower."""
    rows = await find_due(store, workers, REFRESH, limit)
    return int(rows[0][0])
