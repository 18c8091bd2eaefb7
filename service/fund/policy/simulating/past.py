"""The questions that a fund decided, as they were stored, for another policy to answer (ELG-08)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from service.fund.policy.document.policy import Policy
from service.fund.policy.rules import Answer, Question, read, write
from service.fund.policy.simulating.simulation import Change, OfCategory, OfWay, Past, Simulation, simulate
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.session import Session
from service.store.statements import sql

MOST = 5_000
"""Decisions asked again at once, the newest; a year of a busy fund."""
SHOWN = 500
"""Lines shown one by one, the largest first; the sums are over all."""
PAST = sql(
    """
    SELECT r.code, r.region, p.region AS judged_by, CAST(d.question AS text) AS question,
           CAST(d.answer AS text) AS answer,
           ARRAY(SELECT CAST(l.line_id AS text) FROM decision_lines l WHERE l.decision_id = d.id) AS decided
    FROM decisions d JOIN fund_requests r ON r.id = d.request_id JOIN policies p ON p.id = d.policy_id
    WHERE d.fund_organisation_id = :fund ORDER BY d.made_at DESC, d.id LIMIT :most
    """
)
DOCUMENT = sql("SELECT document FROM policies WHERE id = :policy AND organisation_id = relais.organisation()")


@dataclass(frozen=True)
class SimulationView:
    """What a version would have changed: sums in cents of the lines that would have gone another way.

    `requests` were asked again, `changed` of them would have gone another way in part or whole; `changes` holds the
    largest lines.
    """

    requests: int
    changed: int
    cents: int
    by_category: tuple[OfCategory, ...]
    by_way: tuple[OfWay, ...]
    changes: tuple[Change, ...]


def past_of(row: Mapping[str, Any]) -> Past:
    """A stored decision as the simulation reads it."""
    return Past(
        row["code"],
        msgspec.json.decode(row["question"], type=Question),
        msgspec.json.decode(row["answer"], type=Answer),
        frozenset(row["decided"]),
        row["region"],
        row["judged_by"],
    )


async def simulated(session: Session, policy_id: UUID) -> SimulationView | Refused:
    """What a proposed version would have changed in its own fund's decisions, before it is signed (ELG-08)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    document = await session.value(DOCUMENT, policy=policy_id)
    return Refused(NOT_FOUND) if document is None else await _simulated(session, document)


async def simulated_draft(session: Session, policy: Policy) -> SimulationView | Refused:
    """The same for a document that nobody has proposed yet: nothing of it is stored (ELG-08)."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return await _simulated(session, write(policy).decode())


async def _simulated(session: Session, document: str) -> SimulationView:
    rows = await session.rows(PAST, fund=session.actor.organisation_id, most=MOST)
    found = await asyncio.to_thread(_asked_again, document, rows)
    return SimulationView(
        found.requests, found.changed, found.cents, found.by_category, found.by_way, found.changes[:SHOWN]
    )


def _asked_again(document: str, rows: Sequence[Mapping[str, Any]]) -> Simulation:
    """Some seconds of work for a busy fund: in a thread of its own, so that nobody else waits for it."""
    return simulate(read(document.encode()), [past_of(row) for row in rows])
