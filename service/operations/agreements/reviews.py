"""The yearly review: the evidence, and what the house makes of it (OPS-13, AGR-02)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from service.operations import refusals
from service.operations.agreements.commands import END
from service.operations.agreements.rules import Evidence, ReviewOutcome, Terms, review_date_fits
from service.operations.events import AgreementReviewed
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Row, Session, UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Reviewed:
    """An earlier review: when, what came of it, and the evidence of that day."""

    reviewed_at: datetime
    outcome: ReviewOutcome
    evidence: Evidence


@dataclass(frozen=True)
class Review:
    """What a house reads before it reviews: exact numbers `since` the last one, and earlier reviews, newest first."""

    since: datetime
    evidence: Evidence
    earlier: list[Reviewed]


EVIDENCE = sql("SELECT * FROM relais.agreement_evidence(:agreement)")
EARLIER = sql(
    """
    SELECT reviewed_at, outcome, asked, granted, declined, refused_at_door, nights_held, nights_used
    FROM agreement_reviews WHERE agreement_id = :agreement ORDER BY reviewed_at DESC, id LIMIT 50
    """
)


async def read_review(session: Session, agreement_id: UUID) -> Review | None:
    """The evidence of an agreement of the caller's house; None for everybody else, police first of all (OPS-13)."""
    now = await session.row(EVIDENCE, agreement=agreement_id)
    if now is None:
        return None
    rows = await session.rows(EARLIER, agreement=agreement_id)
    earlier = [Reviewed(row["reviewed_at"], row["outcome"], _evidence(row)) for row in rows]
    return Review(now["since"], _evidence(now), earlier)


def _evidence(row: Row) -> Evidence:
    return Evidence(
        row["asked"],
        row["granted"],
        row["declined"],
        row["refused_at_door"],
        row["nights_held"],
        row["nights_used"],
    )


@dataclass(frozen=True)
class ReviewAgreement:
    """Still true until `review_on`; changed, with new `terms` that the other side accepts; or ended."""

    agreement_id: UUID
    outcome: ReviewOutcome
    review_on: date | None = None
    terms: Terms | None = None


RECORD = sql("SELECT relais.record_review(:id, :agreement, :outcome, CAST(:review_on AS date))")
PROPOSE = sql(
    """
    SELECT relais.propose_change(:id, :agreement, :places, :notice, :longest, :answer, CAST(:review_on AS date))
    """
)


@command(event=AgreementReviewed, allowed=only(Role.SHELTER_COORDINATOR))
async def review_agreement(
    uow: UnitOfWork, _: Actor, wish: ReviewAgreement
) -> Done[None, AgreementReviewed] | Refused:
    """Record a review with the evidence of this moment (OPS-13). What changes counts once the partner has accepted
    (AGR-02); until then, and without a review at all, the agreement goes on as it is (PIV-03)."""
    ahead = wish.terms.review_on if wish.terms else wish.review_on
    if not _says_one_thing(wish):
        return Refused(refusals.REVIEW_NOT_CLEAR)
    if ahead is not None and not review_date_fits(ahead, uow.now.date()):
        return Refused(refusals.REVIEW_DATE)
    partner = await uow.value(
        RECORD, id=uuid4(), agreement=wish.agreement_id, outcome=wish.outcome, review_on=wish.review_on
    )
    if partner is None:
        return Refused(NOT_FOUND)
    if wish.terms is not None:
        await _propose(uow, wish.agreement_id, wish.terms)
    if wish.outcome == "ended":
        await uow.value(END, agreement=wish.agreement_id)
    uow.tell("agreements", organisations=(partner,), subject=wish.agreement_id)
    return Done(None, AgreementReviewed(subject=wish.agreement_id, outcome=wish.outcome))


def _says_one_thing(wish: ReviewAgreement) -> bool:
    """A review that is still true names the day of the next, one that changes the new terms, one that ends nothing."""
    said = (wish.review_on is not None, wish.terms is not None)
    return said == (wish.outcome == "still_true", wish.outcome == "changed")


async def _propose(uow: UnitOfWork, agreement_id: UUID, terms: Terms) -> None:
    await uow.value(
        PROPOSE,
        id=uuid4(),
        agreement=agreement_id,
        places=terms.places,
        notice=terms.notice_hours,
        longest=terms.longest_hold_hours,
        answer=terms.answer,
        review_on=terms.review_on,
    )
