"""Turns approved lines into earmarks and payments: the chosen envelope first, then the soonest to end."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.fund.ledger.expiring import expire_lapsed
from service.fund.ledger.posting import NewTransfer, post
from service.fund.ledger.rules import Part, Shortage, Source, Want, allot
from service.fund.payouts.rules import SEND_PAYOUT
from service.store.session import UnitOfWork
from service.store.statements import sql

SUITABLE = sql(
    """
    SELECT l.id AS line, e.* FROM request_lines l JOIN fund_requests r ON r.id = l.request_id
    CROSS JOIN LATERAL relais.suitable_envelopes(r.fund_organisation_id, r.region, l.category) e
    WHERE l.id = ANY (CAST(:lines AS uuid[]))
    """
)
ORDER_PAYOUTS = sql(
    """
    INSERT INTO payout_intents (organisation_id, asking_organisation_id, line_id, decision_id, earmark_id, payee_id,
                                rail, amount_cents, state, created_at)
    SELECT t.organisation_id, l.organisation_id, l.id, t.decision_id, t.id, l.payee_id,
           coalesce(p.rail, CASE l.payment WHEN 'voucher' THEN 'voucher'
               WHEN 'reimbursement_to_organisation' THEN 'manual_etransfer' ELSE 'manual_cash' END),
           t.amount_cents, CASE WHEN t.amount_cents > y.payer_differs_above_cents THEN 'held' ELSE 'ready' END,
           relais.now()
    FROM transfers t JOIN request_lines l ON l.id = t.line_id LEFT JOIN payees p ON p.id = l.payee_id
    JOIN decisions d ON d.id = t.decision_id JOIN policies y ON y.id = d.policy_id
    WHERE t.id = ANY (CAST(:earmarks AS uuid[])) AND NOT EXISTS (SELECT FROM trips j WHERE j.line_id = l.id)
    RETURNING id, state
    """
)

ATTEMPTS = 4
"""How often the envelopes are looked at again when others took from them in the same moment."""


async def earmark(
    uow: UnitOfWork,
    decision_id: UUID,
    lines: Mapping[UUID, int],
    chosen: UUID | None,
    only: Sequence[UUID] = (),
) -> Shortage | None:
    """Promise these sums, in cents per line, and order their payment (FND-06). A shortage says how much could be
    found.

    The money comes from the envelope that was asked and then from the soonest to end; or from those that the approver
    names, in that order and no others. The caller refuses on a shortage, which takes back what went in. The ledger's
    rows are the last thing touched.
    """
    missing = dict(lines)
    made: list[Any] = []
    for _ in range(ATTEMPTS):
        parts = await _found(uow, missing, chosen, only)
        if isinstance(parts, Shortage):
            return parts
        rows = await post(uow, [_transfer(part, paid, decision_id) for part, paid in parts])
        made += rows
        for row in rows:
            missing[row["line_id"]] -= row["amount_cents"]
        missing = {line: cents for line, cents in missing.items() if cents}
        if not missing:
            await _order_payouts(uow, made)
            return None
    line, cents = next(iter(missing.items()))
    return Shortage(line, lines[line], lines[line] - cents)


async def _found(
    uow: UnitOfWork, missing: Mapping[UUID, int], chosen: UUID | None, only: Sequence[UUID]
) -> list[tuple[Part, int]] | Shortage:
    """Where the money is; where there is too little, what older promises hold whose time has passed comes first."""
    parts = await _plan(uow, missing, chosen, only)
    if isinstance(parts, Shortage) and await expire_lapsed(uow):
        return await _plan(uow, missing, chosen, only)
    return parts


async def _plan(
    uow: UnitOfWork, missing: Mapping[UUID, int], chosen: UUID | None, only: Sequence[UUID]
) -> list[tuple[Part, int]] | Shortage:
    """Parts with the account that each pays into, or the first line that finds too little."""
    rows = await uow.rows(SUITABLE, lines=list(missing))
    sources: dict[UUID, list[Source]] = {line: [] for line in missing}
    for row in rows:
        sources[row["line"]].append(
            Source(row["envelope_id"], row["envelope_key"], row["available"], row["ends_at"])
        )
    paid = {row["envelope_key"]: row["paid_key"] for row in rows}
    parts = allot(Want(line, cents, sources[line], chosen, only) for line, cents in missing.items())
    return parts if isinstance(parts, Shortage) else [(part, paid[part.key]) for part in parts]


def _transfer(part: Part, paid_key: int, decision_id: UUID) -> NewTransfer:
    return NewTransfer("earmark", part.key, paid_key, part.cents, part.line_id, decision_id)


async def _order_payouts(uow: UnitOfWork, earmarks: list[Any]) -> None:
    """The intent is written with the decision; a job sends it. A large one waits for another person first (FND-10)."""
    for intent in await uow.rows(ORDER_PAYOUTS, earmarks=[row["id"] for row in earmarks]):
        if intent["state"] == "ready":
            uow.intend(SEND_PAYOUT, {"intent": str(intent["id"])})
