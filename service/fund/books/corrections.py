"""Corrections are transfers too: one names what was wrong, another person signs, its reverse is posted (FND-09)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.fund.books.closings import LAPSES_AFTER, reasons
from service.fund.books.events import CorrectionProposed, CorrectionSigned
from service.fund.books.refusals import NOT_SO_MUCH_TO_CORRECT
from service.fund.ledger.posting import vouch
from service.fund.requests.refresh import refresh
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

Why = Literal["mistyped", "twice", "not_received", "wrong_envelope", "bank_reversed"]
"""Why an entry is corrected; never in words of one's own."""


@dataclass(frozen=True)
class ProposeCorrection:
    """So many cents of a posted transfer were wrong."""

    transfer_id: UUID
    cents: int
    reason: Why


OWN = sql("SELECT id FROM transfers WHERE id = :transfer")
INSERT = sql(
    """
    INSERT INTO corrections (organisation_id, transfer_id, amount_cents, reason, proposed_by, proposed_at, lapses_at)
    VALUES (relais.organisation(), :transfer, :cents, :reason, relais.member(), relais.now(), :lapses_at) RETURNING id
    """
)
SIGN = sql("SELECT * FROM relais.sign_correction(:correction)")
REQUEST_OF = sql("SELECT request_id FROM request_lines WHERE id = :line")
LIST = sql(
    """
    SELECT id, transfer_id, amount_cents, reason, proposed_by, proposed_at, lapses_at, signed_by, signed_at
    FROM corrections ORDER BY proposed_at DESC, id LIMIT 200
    """
)
REFUSALS = {**reasons("corrections"), "corrections_possible": NOT_SO_MUCH_TO_CORRECT}


@command(event=CorrectionProposed, allowed=only(Role.FUND_ADMINISTRATOR), refusals=REFUSALS, step_up=True)
async def propose_correction(
    uow: UnitOfWork, _: Actor, wish: ProposeCorrection
) -> Done[UUID, CorrectionProposed] | Refused:
    """Propose to correct a transfer by some cents (FND-09). Answers the proposal's id.

    Refused for what no correction undoes (a promise is voided, a carry-over carried back) and for more than is left.
    """
    if await uow.value(OWN, transfer=wish.transfer_id) is None:
        return Refused(NOT_FOUND)
    made = await uow.value(
        INSERT,
        transfer=wish.transfer_id,
        cents=wish.cents,
        reason=wish.reason,
        lapses_at=uow.now + LAPSES_AFTER,
    )
    event = CorrectionProposed(subject=made, transfer=wish.transfer_id, cents=wish.cents, reason=wish.reason)
    return Done(made, event)


@dataclass(frozen=True)
class SignCorrection:
    """The second person's signature under a correction."""

    correction_id: UUID


@command(event=CorrectionSigned, allowed=only(Role.FUND_ADMINISTRATOR), refusals=REFUSALS, step_up=True)
async def sign_correction(
    uow: UnitOfWork, _: Actor, wish: SignCorrection
) -> Done[None, CorrectionSigned] | Refused:
    """Post the reverse of what was wrong (FND-09).

    Never refused for want of money: what the envelope has promised or spent meanwhile becomes its overrun, which stops
    new approvals until it is covered.
    """
    made = await uow.rows(SIGN, correction=wish.correction_id)
    if not made:
        return Refused(NOT_FOUND)
    vouch(uow, made)
    if made[0]["line_id"] is not None:
        await refresh(uow, await uow.value(REQUEST_OF, line=made[0]["line_id"]), asked=False)
    cents = sum(row["amount_cents"] for row in made)
    event = CorrectionSigned(subject=wish.correction_id, transfer=made[0]["about_id"], cents=cents)
    return Done(None, event)


@dataclass(frozen=True)
class CorrectionView:
    """A correction, proposed or signed, in cents."""

    id: UUID
    transfer_id: UUID
    amount_cents: int
    reason: Why
    proposed_by: UUID
    proposed_at: datetime
    lapses_at: datetime
    signed_by: UUID | None
    signed_at: datetime | None


async def corrections(session: Session) -> list[CorrectionView] | Refused:
    """The actor's fund's corrections, latest first (FND-09)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [CorrectionView(**row) for row in await session.rows(LIST)]
