"""The shelter answers a referral: it confirms, declines with exactly one code, or says that the person has called."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from service.beds import refusals
from service.beds.claims.changes import lapse
from service.beds.claims.rules import Bed, Sheet
from service.beds.events import ReferralStep
from service.beds.referrals.asking import period
from service.beds.referrals.excepting import code_of_no
from service.beds.referrals.rules import (
    HELD_FOR,
    Step,
    after,
    confirmed_until,
    extended,
    kept_reason,
    may_still_say_yes,
)
from service.beds.referrals.store import Referral, locked, write_step
from service.beds.shelters.house import House, house_by_key, lock, occupancy
from service.beds.words import AGE_BANDS, GENDERS, DeclineReason, bits
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

AT_THE_SHELTER = only(Role.FRONT_DESK, Role.SHELTER_COORDINATOR)


@dataclass(frozen=True)
class ReferralState:
    """Where a referral stands after a step, and until when that holds."""

    id: UUID
    state: str
    until: datetime | None
    version: int


Outcome = Literal["granted", "declined", "unanswered"]
"""How an exception that was asked for ended."""

PROMISE = sql(
    """
    INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at, lapses_at,
        holder_organisation_id, referral_id, made_at)
    SELECT b.key, b.pool_key, b.shelter_key, b.organisation_id, 'hold', :starts_at, :ends_at, :lapses_at, :holder,
        :referral, relais.now()
    FROM beds b WHERE b.key = ANY (CAST(:beds AS bigint[])) ORDER BY b.key
    """
)
EXTEND = sql("UPDATE claims SET lapses_at = :lapses_at WHERE referral_id = :referral AND state = 'live'")
RELEASE = sql(
    "UPDATE claims SET state = 'released', ended_at = relais.now() WHERE referral_id = :referral AND state = 'live'"
)
COUNT_REFUSAL = sql(
    """
    INSERT INTO refusals_by_month AS r (organisation_id, shelter_key, month, code)
    VALUES (relais.organisation(), :shelter, :month, :code)
    ON CONFLICT (shelter_key, month, code) DO UPDATE SET count = r.count + 1
    """
)
COUNT_EXCEPTIONS = sql("SELECT relais.count_exceptions(:referral, :outcome, :month)")
NOTE_UNMET = sql("SELECT relais.note_unmet(:referral, :reason)")
FITTING = sql(
    """
    SELECT pool_key FROM availability WHERE shelter_key = :shelter AND (NOT set_aside OR :set_aside)
        AND genders & :genders = :genders AND age_bands & :bands = :bands AND sleeps >= :sleeps
    """
)


async def of_the_shelter(uow: UnitOfWork, referral_id: UUID) -> tuple[Referral, House] | None:
    """A referral to a shelter of the actor's organisation, both locked; `None` for anybody else's."""
    referral = await locked(uow, referral_id)
    house = await house_by_key(uow, referral.shelter_key) if referral else None
    if referral is None or house is None:
        return None
    await lock(uow, house)
    await lapse(uow, house)
    return referral, house


def wrong_state(referral: Referral) -> Refused:
    """The step cannot be taken from where the referral stands."""
    return Refused(refusals.WRONG_STATE, {"state": referral.state})


def tell_both(uow: UnitOfWork, referral: Referral, house: House | None = None) -> None:
    """Let both sides, and boards of the region, know that something changed."""
    sides = (referral.organisation_id, referral.shelter_organisation_id)
    uow.tell("referrals", organisations=sides, subject=referral.id)
    if house is not None:
        uow.tell("board", region=house.region, organisations=sides, subject=house.id)


def step_event(referral: Referral, step: Step, state: str, reason: str | None = None) -> ReferralStep:
    """The event of a step."""
    return ReferralStep(subject=referral.id, step=step, state=state, reason=reason)


@dataclass(frozen=True)
class Answer:
    """Which referral is answered."""

    referral_id: UUID


@command(event=ReferralStep, allowed=AT_THE_SHELTER)
async def confirm(uow: UnitOfWork, actor: Actor, wish: Answer) -> Done[ReferralState, ReferralStep] | Refused:
    """The shelter says yes: the beds wait until some hours past the expected arrival (CNF-09).

    A yes that comes after the hold lapsed counts if the bed is still free. Refused when the question has moved on, when
    an exception is another role's to grant (ADM-01), or when nothing that fits is known to be empty: one counts first.
    """
    found = await of_the_shelter(uow, wish.referral_id)
    return Refused(NOT_FOUND) if found is None else await say_yes(uow, actor, *found)


async def say_yes(
    uow: UnitOfWork, actor: Actor, referral: Referral, house: House
) -> Done[ReferralState, ReferralStep] | Refused:
    """The yes of a house, to the whole referral: its beds and whatever it is asked to look past."""
    late = referral.state == "lapsed"
    over = late and not may_still_say_yes(referral.answered_at, referral.expected_at, uow.now)
    if over or after(referral.state, "confirm") is None:
        return wrong_state(referral)
    if referral.exception_role and not actor.has(Role(referral.exception_role), Role.SHELTER_COORDINATOR):
        return Refused(refusals.EXCEPTION_OF_ANOTHER_ROLE)
    until = await _within(uow, referral, confirmed_until(referral.expected_at, uow.now))
    if not await _promised(uow, referral, house, until):
        return Refused(refusals.LAPSED_AND_TAKEN if late else refusals.NO_LONGER_FREE)
    version = await write_step(uow, referral, state="confirmed", held_until=until, answered_at=uow.now)
    await count_exceptions(uow, referral, house, "granted")
    tell_both(uow, referral, house)
    return Done(
        ReferralState(referral.id, "confirmed", until, version), step_event(referral, "confirm", "confirmed")
    )


async def count_exceptions(uow: UnitOfWork, referral: Referral, house: House, outcome: Outcome) -> None:
    """Count how what the house was asked to look past has ended, in its own month; nobody is named (RIG-02)."""
    if referral.exception_role is not None:
        month = house.clock.night_of(uow.now).replace(day=1)
        await uow.value(COUNT_EXCEPTIONS, referral=referral.id, outcome=outcome, month=month)


HELD = sql(
    """
    SELECT max(lapses_at) AS until, min(ends_at) AS ends_at FROM claims
    WHERE referral_id = :referral AND state = 'live' AND kind = 'hold'
    """
)


async def _within(uow: UnitOfWork, referral: Referral, until: datetime) -> datetime:
    """No sooner than what was promised already, and no later than the nights that the held beds are for (BED-16)."""
    held = await uow.row(HELD, referral=referral.id)
    if held is None or held["until"] is None:
        return until
    latest: datetime = min(max(until, held["until"]), held["ends_at"])
    return latest


async def _promised(uow: UnitOfWork, referral: Referral, house: House, until: datetime) -> bool:
    """Whether as many beds as needed are promised until then: those held already, and free ones for the rest."""
    starts_at, _ = period(house.clock, referral.expected_at, referral.nights, referral.asked_at)
    starts_at = max(starts_at, uow.now)
    ends_at = max(house.clock.departure(max(referral.expected_at, uow.now), referral.nights), until)
    held = await uow.execute(EXTEND, referral=referral.id, lapses_at=until)
    missing = referral.beds - held
    if missing <= 0:
        return True
    pools = {row["pool_key"] for row in await uow.rows(FITTING, shelter=house.key, **_needs(referral))}
    on_beds = await occupancy(uow, house)
    sheet = Sheet.of(on_beds.beds, on_beds.claims, uow.now)
    free = [
        bed.key
        for bed in sorted(sheet.beds, key=lambda bed: (not bed.set_aside, bed.key))
        if bed.pool_key in pools and _free(sheet, bed, (starts_at, ends_at), uow.now)
    ]
    chosen = free[:missing]
    await uow.execute(
        PROMISE,
        beds=chosen,
        starts_at=starts_at,
        ends_at=ends_at,
        lapses_at=until,
        holder=referral.organisation_id,
        referral=referral.id,
    )
    return len(chosen) == missing


def _free(sheet: Sheet, bed: Bed, period: tuple[datetime, datetime], now: datetime) -> bool:
    """Whether nothing stands on a bed in a period; for one that begins now, whether nobody is in it either."""
    here = period[0] > now or sheet.empty(bed, now)
    return here and not sheet.over(bed.key, *period)


def _needs(referral: Referral) -> dict[str, Any]:
    """What a bed must be for this party, from what the referral keeps of it."""
    people = referral.party["people"]
    size = sum(group["count"] for group in people) + referral.party["children"]
    return {
        "genders": bits((group["gender"] for group in people), GENDERS),
        "bands": bits((group["age_band"] for group in people), tuple(AGE_BANDS)),
        "sleeps": size if referral.party["one_unit"] else 1,
        "set_aside": referral.set_aside,
    }


@dataclass(frozen=True)
class Decline:
    """No, with exactly one code (ADM-04); at the door when the person had come."""

    referral_id: UUID
    reason: DeclineReason
    at_the_door: bool = False


@command(event=ReferralStep, allowed=AT_THE_SHELTER)
async def decline(uow: UnitOfWork, _: Actor, wish: Decline) -> Done[ReferralState, ReferralStep] | Refused:
    """The shelter says no, and the beds are free again. The code is counted per month; of status and substance the
    referral keeps only `criteria` (ADM-04, IMM-02). A question that ends so is an unmet need (DAT-06).
    """
    found = await of_the_shelter(uow, wish.referral_id)
    return Refused(NOT_FOUND) if found is None else await say_no(uow, wish, *found)


async def say_no(
    uow: UnitOfWork, wish: Decline, referral: Referral, house: House
) -> Done[ReferralState, ReferralStep] | Refused:
    """The no of a house, with its one code (ADM-04)."""
    step: Step = "refuse_at_door" if wish.at_the_door else "decline"
    state = after(referral.state, step)
    if state is None:
        return wrong_state(referral)
    kept = kept_reason(wish.reason)
    await uow.execute(RELEASE, referral=referral.id)
    month = house.clock.night_of(uow.now).replace(day=1)
    await uow.execute(COUNT_REFUSAL, shelter=house.key, month=month, code=wish.reason)
    version = await write_step(uow, referral, state=state, decline_reason=kept, answered_at=uow.now)
    await count_exceptions(uow, referral, house, "declined")
    await uow.rows(NOTE_UNMET, referral=referral.id, reason=kept)
    tell_both(uow, referral, house)
    return Done(ReferralState(referral.id, state, None, version), step_event(referral, step, state, kept))


@dataclass(frozen=True)
class AnswerException:
    """One tap: yes, we look past it this time; or no."""

    referral_id: UUID
    granted: bool


CRITERIA = sql("SELECT criteria FROM exceptions_asked WHERE referral_id = :referral")


@command(event=ReferralStep, allowed=AT_THE_SHELTER)
async def answer_exception(
    uow: UnitOfWork, actor: Actor, wish: AnswerException
) -> Done[ReferralState, ReferralStep] | Refused:
    """Answer what a house is asked to look past: a yes confirms the place, a no carries its code by itself, and either
    is counted and blamed on nobody (ADM-01, RIG-02). Refused where nothing was asked, or to another role."""
    found = await of_the_shelter(uow, wish.referral_id)
    if found is None:
        return Refused(NOT_FOUND)
    referral, house = found
    if referral.exception_role is None:
        return wrong_state(referral)
    if not actor.has(Role(referral.exception_role), Role.SHELTER_COORDINATOR):
        return Refused(refusals.EXCEPTION_OF_ANOTHER_ROLE)
    if wish.granted:
        return await say_yes(uow, actor, referral, house)
    code = code_of_no(await uow.value(CRITERIA, referral=referral.id) or ())
    return await say_no(uow, Decline(referral.id, code), referral, house)


@command(event=ReferralStep, allowed=AT_THE_SHELTER)
async def self_called(uow: UnitOfWork, _: Actor, wish: Answer) -> Done[ReferralState, ReferralStep] | Refused:
    """The person has called herself: the bed is held like any other (ADM-05)."""
    found = await of_the_shelter(uow, wish.referral_id)
    if found is None:
        return Refused(NOT_FOUND)
    referral, house = found
    state = after(referral.state, "self_called")
    if state is None or referral.held_until is None:
        return wrong_state(referral)
    until = await _within(uow, referral, max(referral.held_until, uow.now + HELD_FOR))
    await uow.execute(EXTEND, referral=referral.id, lapses_at=until)
    version = await write_step(uow, referral, state=state, held_until=until)
    tell_both(uow, referral, house)
    return Done(ReferralState(referral.id, state, until, version), step_event(referral, "self_called", state))


@command(event=ReferralStep, allowed=AT_THE_SHELTER)
async def keep_longer(uow: UnitOfWork, _: Actor, wish: Answer) -> Done[ReferralState, ReferralStep] | Refused:
    """The shelter keeps the bed an hour more, up to the longest hold (OPS-13)."""
    found = await of_the_shelter(uow, wish.referral_id)
    if found is None:
        return Refused(NOT_FOUND)
    referral, house = found
    if after(referral.state, "extend") is None or referral.held_until is None:
        return wrong_state(referral)
    until = extended(referral.held_until, referral.asked_at, uow.now)
    until = await _within(uow, referral, until) if until else None
    if until is None or until <= referral.held_until:
        return Refused(refusals.LONGEST_HOLD)
    await uow.execute(EXTEND, referral=referral.id, lapses_at=until)
    version = await write_step(uow, referral, held_until=until)
    tell_both(uow, referral, house)
    return Done(
        ReferralState(referral.id, referral.state, until, version),
        step_event(referral, "extend", referral.state),
    )
