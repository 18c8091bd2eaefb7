"""Records what ended without a bed: a region, a day, a reason, and nothing that leads back to the case (DAT-06)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.beds.events import NeedUnmet
from service.beds.unmet.rules import Urgency, day_of_region, digest_of_case
from service.beds.words import StoredReason
from service.cases.access import accompanied, companions_of_the_case
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

ZONE = sql("SELECT time_zone FROM regions WHERE code = :region")
INSERT = sql(
    """
    INSERT INTO unmet_needs (organisation_id, region, day, case_digest, reason, people, recorded_at)
    VALUES (relais.organisation(), :region, :day, :digest, :reason, :people, relais.now())
    ON CONFLICT ON CONSTRAINT unmet_needs_once_a_day DO NOTHING
    """
)
NOTED = sql(
    """
    SELECT EXISTS (SELECT FROM unmet_needs WHERE case_digest = :digest)
        AND EXISTS (SELECT FROM waiting_needs WHERE case_id = :case AND settled_at IS NULL)
    """
)
WAITS = sql("SELECT relais.my_case_waits(:case, :reason)")
HOW_URGENT = sql("UPDATE waiting_needs SET urgency = :urgency WHERE case_id = :case AND settled_at IS NULL")
BY_DAY = sql("SELECT day, reason, needs FROM relais.unmet_by_day(:region, :first, :until)")


@dataclass(frozen=True)
class Need:
    """A case's need on one day of its region; the digest links no two days."""

    case_id: UUID
    digest: bytes
    region: str
    day: date
    people: int


async def need_of(session: Session, case_id: UUID, region: str, people: int) -> Need:
    """The need of a case today, in the calendar of its region."""
    zone = await session.value(ZONE, region=region) or "UTC"
    day = day_of_region(session.now, zone)
    return Need(case_id, digest_of_case(case_id, region, day), region, day, people)


async def already_noted(session: Session, need: Need) -> bool:
    """Whether this case's need of the day is counted already, and the case is among those who wait."""
    return bool(await session.value(NOTED, digest=need.digest, case=need.case_id))


@dataclass(frozen=True)
class RecordNeed:
    """A search for this case found no bed."""

    case_id: UUID
    people: int
    reason: StoredReason = "no_bed"
    urgency: Urgency | None = None


@command(event=NeedUnmet, allowed=companions_of_the_case)
async def record_need(uow: UnitOfWork, actor: Actor, wish: RecordNeed) -> Done[bool, NeedUnmet] | Refused:
    """Count a need once per case per day of its region (DAT-06). Answers whether it was new today.

    The case waits from then on, since the first such question, until it has a bed or its pivot says otherwise (ACC-02).
    """
    case = await accompanied(uow, wish.case_id)
    if case is None:
        return Refused(NOT_FOUND)
    need = await need_of(uow, wish.case_id, case.region, wish.people)
    new = await uow.execute(
        INSERT, region=need.region, day=need.day, digest=need.digest, reason=wish.reason, people=need.people
    )
    await uow.value(WAITS, case=wish.case_id, reason=wish.reason)
    if wish.urgency is not None:
        await uow.execute(HOW_URGENT, case=wish.case_id, urgency=wish.urgency)
    return Done(bool(new), NeedUnmet(subject=actor.organisation_id, region=need.region, reason=wish.reason))


@dataclass(frozen=True)
class NeedsOfADay:
    """How many needs of a region ended without a bed on a day, by reason."""

    day: date
    reason: str
    needs: int


async def unmet_by_day(session: Session, region: str, first: date, until: date) -> list[NeedsOfADay]:
    """Needs without a bed in a region, by day and reason, over a half-open period (DAT-06)."""
    rows = await session.rows(BY_DAY, region=region, first=first, until=until)
    return [NeedsOfADay(row["day"], row["reason"], row["needs"]) for row in rows]
