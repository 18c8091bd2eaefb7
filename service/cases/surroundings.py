"""What hangs on a case: places to keep away from, the duty to report, the places that the person went to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from service.cases import refusals
from service.cases.access import companions_of_the_case, pivots_of_the_case
from service.cases.events import DutyNoted, ExclusionLifted, PlaceExcluded, PlacementLinked
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import Statement, sql

Excluded = Literal["region", "city", "shelter", "organisation", "interpreter"]


@dataclass(frozen=True)
class Exclude:
    """A region, a city, a shelter, an organisation or an interpreter that this person will not be near (CNF-07,
    SAF-04). An interpreter by the code that a fund pays them under: nobody's name is written."""

    case_id: UUID
    kind: Excluded
    value: str


INSERT_EXCLUSION = sql(
    """
    INSERT INTO exclusions (case_id, organisation_id, kind, value, added_by, added_at)
    VALUES (:case, relais.organisation(), :kind, :value, relais.member(), relais.now())
    ON CONFLICT (case_id, kind, value) WHERE lifted_at IS NULL DO NOTHING RETURNING id
    """
)
LIFT_EXCLUSION = sql(
    """
    UPDATE exclusions SET lifted_at = relais.now(), lifted_by = relais.member()
    WHERE id = :exclusion AND case_id = :case AND lifted_at IS NULL
    """
)


KNOWN: Mapping[str, Statement] = {
    "region": sql("SELECT EXISTS (SELECT FROM regions WHERE code = :value)"),
    "organisation": sql("SELECT EXISTS (SELECT FROM relais.organisation_card(CAST(:value AS uuid)))"),
    "shelter": sql("SELECT relais.shelter_key(CAST(:value AS uuid)) IS NOT NULL"),
}


@command(
    event=PlaceExcluded,
    allowed=pivots_of_the_case,
    refusals={"exclusions_value_names_it": refusals.UNKNOWN_EXCLUSION},
)
async def exclude(uow: UnitOfWork, _: Actor, wish: Exclude) -> Done[UUID, PlaceExcluded] | Refused:
    """Add a filter that travels with the case and that no shelter reads (SAF-04). Answers its id.

    From its commit on, nothing new of the case goes there (CNF-07). Refused for what is not known: a filter that
    filters nothing would be trusted.
    """
    value = named(wish)
    known = KNOWN.get(wish.kind)
    if value is None or (known is not None and not await uow.value(known, value=value)):
        return Refused(refusals.UNKNOWN_EXCLUSION)
    exclusion = await uow.value(INSERT_EXCLUSION, case=wish.case_id, kind=wish.kind, value=value)
    if exclusion is None:
        return Refused(refusals.ALREADY_EXCLUDED)
    return Done(exclusion, PlaceExcluded(subject=wish.case_id, exclusion=exclusion, kind=wish.kind))


def named(wish: Exclude) -> str | None:
    """The value as the database compares it; None for an identifier that is none."""
    if wish.kind not in {"shelter", "organisation"}:
        return wish.value.strip()
    try:
        return str(UUID(wish.value))
    except ValueError:
        return None


@dataclass(frozen=True)
class LiftExclusion:
    """Take an exclusion away."""

    case_id: UUID
    exclusion_id: UUID


@command(event=ExclusionLifted, allowed=pivots_of_the_case)
async def lift_exclusion(
    uow: UnitOfWork, _: Actor, wish: LiftExclusion
) -> Done[None, ExclusionLifted] | Refused:
    """Take an exclusion away; that it existed stays on record."""
    if not await uow.execute(LIFT_EXCLUSION, case=wish.case_id, exclusion=wish.exclusion_id):
        return Refused(NOT_FOUND)
    return Done(None, ExclusionLifted(subject=wish.case_id, exclusion=wish.exclusion_id))


@dataclass(frozen=True)
class NoteDuty:
    """What a worker did about the duty to report, or why it does not apply (MIN-01)."""

    case_id: UUID
    outcome: Literal["done", "not_applicable"]
    done_by: Literal["this_organisation", "shelter", "another_organisation"] | None = None
    done_on: date | None = None
    reason: Literal["already_reported", "adult_after_all", "law_does_not_ask", "other"] | None = None


INSERT_DUTY = sql(
    """ INSERT INTO duty_reports (case_id, organisation_id, outcome, done_by, done_on, reason, noted_by,
    noted_at) VALUES (:case, relais.organisation(), :outcome, :done_by, :done_on, :reason, relais.member(),
    relais.now())
    """
)


@command(event=DutyNoted, allowed=pivots_of_the_case)
async def note_duty(uow: UnitOfWork, _: Actor, wish: NoteDuty) -> Done[None, DutyNoted] | Refused:
    """Note the worker's answer; Relais reports nothing by itself, and nothing waited for this (MIN-01)."""
    await uow.execute(
        INSERT_DUTY,
        case=wish.case_id,
        outcome=wish.outcome,
        done_by=wish.done_by,
        done_on=wish.done_on,
        reason=wish.reason,
    )
    return Done(None, DutyNoted(subject=wish.case_id, outcome=wish.outcome))


@dataclass(frozen=True)
class LinkPlacement:
    """This case is the one in that place (OPS-14); how many options were shown, and whether the person chose: the
    priorities stay theirs (CNF-10, PIV-09)."""

    case_id: UUID
    claim_id: UUID
    options_shown: int | None = None
    person_chose: bool | None = None


LINKABLE = sql("SELECT relais.may_link_claim(:claim)")
INSERT_PLACEMENT = sql(
    """ INSERT INTO placements (case_id, organisation_id, claim_id, options_shown, person_chose, linked_by,
    linked_at) VALUES (:case, relais.organisation(), :claim, :options_shown, :person_chose, relais.member(),
    relais.now()) RETURNING id
    """
)


@command(
    event=PlacementLinked,
    allowed=companions_of_the_case,
    refusals={"placements_case_id_claim_id_key": refusals.ALREADY_LINKED},
)
async def link_placement(
    uow: UnitOfWork, _: Actor, wish: LinkPlacement
) -> Done[UUID, PlacementLinked] | Refused:
    """Link a place that the pivot's organisation holds with its case (OPS-14). Neither shelter nor police can read
    it."""
    if not await uow.value(LINKABLE, claim=wish.claim_id):
        return Refused(refusals.NOT_LINKABLE)
    placement = await uow.value(
        INSERT_PLACEMENT,
        case=wish.case_id,
        claim=wish.claim_id,
        options_shown=wish.options_shown,
        person_chose=wish.person_chose,
    )
    linked = PlacementLinked(
        subject=wish.case_id,
        placement=placement,
        claim=wish.claim_id,
        options_shown=wish.options_shown,
        person_chose=wish.person_chose,
    )
    return Done(placement, linked)
