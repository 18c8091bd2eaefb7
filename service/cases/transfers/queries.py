"""What was asked of one's organisation, and what a case went through (PIV-02)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class TransferToAnswer:
    """A case that another organisation asks one's own to take: no code, and nothing more than a decision needs
    (CNF-04)."""

    id: UUID
    from_organisation_id: UUID
    from_name: str
    region: str
    to_region: str
    age_band: str
    people: int
    asked_at: datetime
    answer_by: datetime


@dataclass(frozen=True)
class TransferView:
    """One asking about a case, and how it ended."""

    id: UUID
    organisation_id: UUID
    to_organisation_id: UUID
    to_region: str
    state: str
    asked_at: datetime
    answer_by: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class OccasionView:
    """A time that the person came, or came back (ACC-05)."""

    context: str
    noted_at: datetime


@dataclass(frozen=True)
class RequestView:
    """What was asked of a fund for the case, and granted, in cents of CAD: whoever asked."""

    code: str
    state: str
    asked_at: datetime
    categories: list[str]
    approved_cents: int


@dataclass(frozen=True)
class CaseHistory:
    """What a pivot who arrives reads beside the case itself, so that nobody tells it twice (PIV-02, CNF-08)."""

    transfers: list[TransferView]
    occasions: list[OccasionView]
    requests: list[RequestView]


TO_ANSWER = sql("SELECT * FROM relais.handovers_to_answer()")
TRANSFERS = sql(
    """
    SELECT id, organisation_id, to_organisation_id, to_region, state, asked_at, answer_by, answered_at
    FROM case_handovers WHERE case_id = :case ORDER BY asked_at, id
    """
)
OCCASIONS = sql(
    "SELECT context, noted_at FROM case_occasions WHERE case_id = :case ORDER BY noted_at, id LIMIT 500"
)
REQUESTS = sql("SELECT * FROM relais.requests_of_case(:case)")


async def transfers_to_answer(session: Session) -> list[TransferToAnswer] | Refused:
    """Cases that wait for one's organisation's answer, the soonest due first; for its pivot workers."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    return [TransferToAnswer(**row) for row in await session.rows(TO_ANSWER)]


async def history_of(session: Session, case_id: UUID) -> CaseHistory:
    """Askings, occasions and requests of a case, oldest first; what is not the actor's to read is not there."""
    return CaseHistory(
        [TransferView(**row) for row in await session.rows(TRANSFERS, case=case_id)],
        [OccasionView(**row) for row in await session.rows(OCCASIONS, case=case_id)],
        [RequestView(**row) for row in await session.rows(REQUESTS, case=case_id)],
    )
