"""A cap that is passed is waived by name: which rule, how far, why, and who signed (RIG-01, FND-11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from service.fund.policy.rules import Answer
from service.keys.secrets import Box, open_texts, sealed_with
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

REASON: Final = Box("financial", "waivers.reason")
"""The accounts keep it with the decision; sealed under the request's key."""


@dataclass(frozen=True)
class Waived:
    """A cap and what is above it, in cents: of a line, or of one unit of it."""

    line: UUID
    rule: str
    amount_cents: int
    cap_cents: int


def waived(answer: Answer) -> tuple[Waived, ...]:
    """Every cap that an answer says is passed, line by line. Pure."""
    return tuple(
        Waived(UUID(each.line), each.rule, int(each.facts["amount_cents"]), int(each.facts["cap_cents"]))
        for each in answer.findings
        if each.outcome == "needs_waiver" and each.line is not None
    )


INSERT = sql(
    """
    INSERT INTO waivers (id, decision_id, line_id, organisation_id, fund_organisation_id, rule, amount_cents, cap_cents,
                         reason, signed_by, signed_at)
    SELECT w.id, d.id, w.line, d.organisation_id, d.fund_organisation_id, w.rule, w.amount, w.cap, w.reason,
           relais.member(), relais.now()
    FROM decisions d, unnest(CAST(:ids AS uuid[]), CAST(:lines AS uuid[]), CAST(:rules AS text[]),
                             CAST(:amounts AS bigint[]), CAST(:caps AS bigint[]), CAST(:reasons AS bytea[]))
        AS w (id, line, rule, amount, cap, reason)
    WHERE d.id = :decision RETURNING *
    """
)


async def waive(
    uow: UnitOfWork, request_id: UUID, decision_id: UUID, caps: Sequence[Waived], reason: str
) -> None:
    """Write a waiver for each cap, in the actor's own name; the ledger takes no money above a cap without (RIG-01)."""
    if not caps:
        return
    ids = [uuid4() for _ in caps]
    key = await uow.keyring.data_key(uow.connection, REASON.root, request_id)
    rows = await uow.rows(
        INSERT,
        decision=decision_id,
        ids=ids,
        lines=[cap.line for cap in caps],
        rules=[cap.rule for cap in caps],
        amounts=[cap.amount_cents for cap in caps],
        caps=[cap.cap_cents for cap in caps],
        reasons=[sealed_with(key, REASON, id, reason) for id in ids],
    )
    for row in rows:
        uow.seal("waivers", row["id"], dict(row))


@dataclass(frozen=True)
class WaiverView:
    """A cap that was passed, in cents, and why. The reason is None once it was erased as promised."""

    line_id: UUID
    rule: str
    amount_cents: int
    cap_cents: int
    reason: str | None
    signed_by_you: bool
    signed_at: datetime


OF_REQUEST = sql(
    """
    SELECT w.id, w.decision_id, w.line_id, w.rule, w.amount_cents, w.cap_cents, w.reason, w.signed_at,
           w.signed_by = relais.member() AS signed_by_you
    FROM waivers w JOIN decisions d ON d.id = w.decision_id WHERE d.request_id = :request ORDER BY w.signed_at, w.id
    """
)


async def waivers_of(session: Session, request_id: UUID) -> dict[UUID, list[WaiverView]]:
    """The waivers of a request's decisions, by decision, for its two sides (RIG-01)."""
    rows: Iterable[Any] = await session.rows(OF_REQUEST, request=request_id)
    rows = list(rows)
    reasons = await open_texts(session, REASON, {row["id"]: row["reason"] for row in rows})
    found: dict[UUID, list[WaiverView]] = {}
    for row in rows:
        known = {name: row[name] for name in WaiverView.__dataclass_fields__ if name != "reason"}
        found.setdefault(row["decision_id"], []).append(WaiverView(**known, reason=reasons[row["id"]]))
    return found
