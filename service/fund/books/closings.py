"""A period of a fund's books is closed by two people; PostgreSQL then refuses every transfer dated there (FND-09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from uuid import UUID

from service.fund.books.events import ClosingProposed, ClosingSigned
from service.fund.books.refusals import (
    BOOKS_ANOTHER_SIGNS,
    BOOKS_DECIDED,
    BOOKS_LAPSED,
    PERIOD_CLOSED_ALREADY,
    PERIOD_NOT_OVER,
)
from service.fund.books.rules import over
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_ALLOWED, NOT_FOUND, Reason, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

LAPSES_AFTER: Final = timedelta(days=7)
"""What nobody signed within a week is proposed anew, like every setting."""


def reasons(table: Literal["closings", "corrections"]) -> Mapping[str, Reason]:
    """What PostgreSQL refuses when a second person signs, as answers."""
    return {
        f"{table}_two_people": BOOKS_ANOTHER_SIGNS,
        f"{table}_decided": BOOKS_DECIDED,
        f"{table}_lapsed": BOOKS_LAPSED,
        f"{table}_proposer": BOOKS_LAPSED,
        "closings_once": PERIOD_CLOSED_ALREADY,
    }


@dataclass(frozen=True)
class ProposeClosing:
    """All days before this one, in UTC."""

    until: date


INSERT = sql(
    """
    INSERT INTO closings (organisation_id, until, proposed_by, proposed_at, lapses_at)
    VALUES (relais.organisation(), :until, relais.member(), relais.now(), :lapses_at) RETURNING *
    """
)
CLOSED = sql("SELECT max(until) FROM closings WHERE signed_at IS NOT NULL")
SIGN = sql("SELECT * FROM relais.sign_closing(:closing)")
LIST = sql(
    """
    SELECT c.id, c.until, c.proposed_by, c.proposed_at, c.lapses_at, c.signed_by, c.signed_at,
           CAST((SELECT sum(f.debits_posted) FROM closing_figures f WHERE f.closing_id = c.id) AS bigint)
               AS debits_cents,
           CAST((SELECT sum(f.credits_posted) FROM closing_figures f WHERE f.closing_id = c.id) AS bigint)
               AS credits_cents
    FROM closings c ORDER BY c.until DESC, c.proposed_at DESC LIMIT 200
    """
)


@command(event=ClosingProposed, allowed=only(Role.FUND_ADMINISTRATOR), step_up=True)
async def propose_closing(
    uow: UnitOfWork, _: Actor, wish: ProposeClosing
) -> Done[UUID, ClosingProposed] | Refused:
    """Propose to close all days before one (FND-09). Answers the proposal's id; another person signs within a week."""
    if not over(wish.until, uow.now):
        return Refused(PERIOD_NOT_OVER)
    until = datetime.combine(wish.until, time(), UTC)
    closed = await uow.value(CLOSED)
    if closed is not None and until <= closed:
        return Refused(PERIOD_CLOSED_ALREADY)
    row = await uow.row(INSERT, until=until, lapses_at=uow.now + LAPSES_AFTER)
    if row is None:
        return Refused(NOT_FOUND)
    return Done(row["id"], ClosingProposed(subject=row["id"], until=until.isoformat()))


@dataclass(frozen=True)
class SignClosing:
    """The second person's signature under a closing."""

    closing_id: UUID


@command(
    event=ClosingSigned, allowed=only(Role.FUND_ADMINISTRATOR), refusals=reasons("closings"), step_up=True
)
async def sign_closing(uow: UnitOfWork, _: Actor, wish: SignClosing) -> Done[None, ClosingSigned] | Refused:
    """Close a period: its figures are kept, and nothing is dated in it any more (FND-09).

    What a bank reports late is posted in the open period with its own date beside.
    """
    row = await uow.row(SIGN, closing=wish.closing_id)
    if row is None:
        return Refused(NOT_FOUND)
    uow.seal("closings", row["id"], dict(row))
    return Done(None, ClosingSigned(subject=row["id"], until=row["until"].isoformat()))


@dataclass(frozen=True)
class ClosingView:
    """A closing, proposed or signed; once signed, the sums of all accounts in cents, which are equal."""

    id: UUID
    until: datetime
    proposed_by: UUID
    proposed_at: datetime
    lapses_at: datetime
    signed_by: UUID | None
    signed_at: datetime | None
    debits_cents: int | None
    credits_cents: int | None


async def closings(session: Session) -> list[ClosingView] | Refused:
    """The actor's fund's closings, latest first (FND-09)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [ClosingView(**row) for row in await session.rows(LIST)]
