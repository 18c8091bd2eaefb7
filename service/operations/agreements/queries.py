"""The agreements of the caller's organisation, with the nights they held in the last year (OPS-13)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from service.operations.agreements.rules import Answer, Basis, basis, review_due
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class Agreement:
    """One agreement, as either side sees it. Police read shelter names here, and only of their own agreements.

    The nights are the shelter's side's alone: they would tell police where an operation's people are (OPS-13, POL-03).
    """

    id: UUID
    shelter_id: UUID
    shelter: str
    partner_id: UUID
    partner: str
    places: int
    notice_hours: int
    longest_hold_hours: int
    basis: Basis
    answer: Answer
    review_on: date
    review_due: bool
    state: Literal["proposed", "in_force", "declined", "ended"]
    proposed_at: datetime
    nights_held: int | None
    nights_used: int | None


AGREEMENTS = sql(
    """
    SELECT a.id, s.shelter_id, s.shelter_name AS shelter, p.id AS partner_id, p.name AS partner, a.places,
        a.notice_hours, a.longest_hold_hours, a.answer, a.review_on, a.state, a.proposed_at,
        n.held AS nights_held, n.used AS nights_used
    FROM bed_agreements a
        JOIN relais.agreement_shelters() s ON s.agreement_id = a.id
        LEFT JOIN relais.agreement_nights() n ON n.agreement_id = a.id
        CROSS JOIN LATERAL relais.organisation_card(a.partner_organisation_id) p
    ORDER BY a.state NOT IN ('proposed', 'in_force'), a.review_on, a.id
    LIMIT 500
    """
)


async def own_agreements(session: Session) -> list[Agreement]:
    """Every agreement that the caller's organisation is a side of, the open ones first."""
    today = session.now.date()
    return [
        Agreement(**row, basis=basis(row["notice_hours"]), review_due=review_due(row["review_on"], today))
        for row in map(dict, await session.rows(AGREEMENTS))
    ]
