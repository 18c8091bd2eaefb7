"""The agreements of the caller's organisation, with the nights they held in the last year (OPS-13)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.operations.agreements.rules import (
    Answer,
    Basis,
    Condition,
    Form,
    HouseSignatory,
    PartnerSignatory,
    State,
    Terms,
    basis,
    review_due,
    review_overdue,
)
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class Agreement:
    """One agreement, as either side sees it. Police read shelter names here, and only of their own agreements.

    `change`: other numbers that the house proposes and the service has not answered yet. `suspended_by`: the side that
    lets it rest, and may resume it. The nights are the shelter's side's alone: they would tell police where an
    operation's people are (OPS-13, POL-03).
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
    form: Form
    conditions: list[Condition]
    signed_as: HouseSignatory | None
    accepted_as: PartnerSignatory | None
    starts_on: date | None
    ends_on: date | None
    review_on: date
    review_due: bool
    review_overdue: bool
    state: State
    suspended_by: UUID | None
    change: Terms | None
    proposed_at: datetime
    answered_at: datetime | None
    nights_held: int | None
    nights_used: int | None


AGREEMENTS = sql(
    """
    SELECT a.id, s.shelter_id, s.shelter_name AS shelter, p.id AS partner_id, p.name AS partner, a.places,
        a.notice_hours, a.longest_hold_hours, a.answer, a.form, a.conditions, a.signed_as, a.accepted_as,
        a.starts_on, a.ends_on, a.review_on, a.suspended_by,
        CASE WHEN a.state IN ('in_force', 'suspended') AND upper(a.runs) <= relais.now() THEN 'ended'
            ELSE a.state END AS state,
        a.proposed_at, a.answered_at, n.held AS nights_held, n.used AS nights_used,
        c.places AS new_places, c.notice_hours AS new_notice, c.longest_hold_hours AS new_longest,
        c.answer AS new_answer, c.review_on AS new_review
    FROM bed_agreements a
        JOIN relais.agreement_shelters() s ON s.agreement_id = a.id
        LEFT JOIN relais.agreement_nights() n ON n.agreement_id = a.id
        LEFT JOIN agreement_changes c ON c.agreement_id = a.id AND c.state = 'proposed'
        CROSS JOIN LATERAL relais.organisation_card(a.partner_organisation_id) p
    ORDER BY a.state NOT IN ('proposed', 'in_force', 'suspended'), a.review_on, a.id
    LIMIT 500
    """
)
PARTNERS = sql("SELECT id, name FROM relais.partners_of_kind('police') ORDER BY name, id LIMIT 200")
NEW = ("new_places", "new_notice", "new_longest", "new_answer", "new_review")


async def own_agreements(session: Session) -> list[Agreement]:
    """Every agreement that the caller's organisation is a side of, the open ones first."""
    today = session.now.date()
    return [_agreement(dict(row), today) for row in await session.rows(AGREEMENTS)]


def _agreement(row: dict[str, Any], today: date) -> Agreement:
    change = [row.pop(name) for name in NEW]
    open_now = row["state"] in ("in_force", "suspended")
    return Agreement(
        **row,
        basis=basis(row["notice_hours"]),
        review_due=open_now and review_due(row["review_on"], today),
        review_overdue=open_now and review_overdue(row["review_on"], today),
        change=Terms(*change) if change[0] is not None else None,
    )


async def possible_partners(session: Session) -> list[tuple[UUID, str]]:
    """The police services to which a house can propose an agreement: those of its own network (OPS-02)."""
    return [(row["id"], row["name"]) for row in await session.rows(PARTNERS)]
