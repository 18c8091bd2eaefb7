"""Which places are asked for which case, and what of them waits for a pivot now (PIV-01, CNF-04)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.beds.referrals.queries import ReferralView, referrals_by_id
from service.store.session import Session
from service.store.statements import sql

OF_CASE = sql(
    """
    SELECT h.subject AS referral_id, p.id AS placement_id
    FROM relais.places_of_my_cases() h LEFT JOIN LATERAL (
        SELECT p.id FROM relais.claims_of_referrals(ARRAY[h.subject]) c JOIN placements p ON p.claim_id = c.id
        WHERE p.case_id = h.case_id ORDER BY p.linked_at DESC LIMIT 1) p ON true
    WHERE h.case_id = :case ORDER BY h.shared_at DESC LIMIT 100
    """
)
CASE_OF = sql(
    """
    SELECT h.case_id FROM relais.places_of_my_cases() h WHERE h.subject = :referral
    """
)
OF_NO_CASE = sql("SELECT relais.is_of_no_case(:referral)")
OPEN = sql(
    """
    SELECT r.id AS referral_id, h.case_id
    FROM referrals r LEFT JOIN relais.places_of_my_cases() h ON h.subject = r.id
    WHERE r.organisation_id = relais.organisation()
        AND r.state IN ('asked', 'awaiting_self_call', 'held', 'confirmed')
        AND r.asked_at > CAST(:since AS timestamptz) AND (h.case_id IS NOT NULL OR relais.is_of_no_case(r.id))
    ORDER BY coalesce(r.answer_by, r.held_until), r.id LIMIT 50
    """
)


@dataclass(frozen=True)
class PlaceOfCase:
    """A place asked for a case; `placement_id` once it is linked with the case."""

    referral: ReferralView
    case_id: UUID | None
    placement_id: UUID | None = None

    @property
    def until(self) -> datetime | None:
        """By when the house answers, or until when the bed is held."""
        return self.referral.answer_by if self.referral.state == "asked" else self.referral.held_until


async def places_of_case(session: Session, case_id: UUID) -> list[PlaceOfCase]:
    """What the actor's organisation asked for a case that they accompany, newest first (CNF-04)."""
    linked = {row["referral_id"]: row["placement_id"] for row in await session.rows(OF_CASE, case=case_id)}
    found = await referrals_by_id(session, list(linked))
    return [PlaceOfCase(each, case_id, linked[each.id]) for each in found]


async def case_of_place(session: Session, referral_id: UUID) -> UUID | None:
    """The case that a place was asked for, if the actor accompanies it."""
    found: UUID | None = await session.value(CASE_OF, referral=referral_id)
    return found


async def is_of_no_case(session: Session, referral_id: UUID) -> bool:
    """Whether a place was asked for before there was a case; one of a colleague's case is not (CNF-04)."""
    return bool(await session.value(OF_NO_CASE, referral=referral_id))


async def open_places(session: Session, since: datetime) -> list[PlaceOfCase]:
    """Asked, held or confirmed since a moment, the soonest due first: those of the actor's cases, and those that their
    organisation asked for no case (PIV-02). What lapsed meanwhile says so."""
    cases = {row["referral_id"]: row["case_id"] for row in await session.rows(OPEN, since=since)}
    found = {each.id: each for each in await referrals_by_id(session, list(cases))}
    return [PlaceOfCase(found[id], case_id) for id, case_id in cases.items() if id in found]
