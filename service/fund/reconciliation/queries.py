"""Runs as whoever administers the fund and auditors see them: no case, no name, no request (FND-09)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.fund.reconciliation.commands import Outcome
from service.fund.reconciliation.rules import ACTIONS, Action, Code
from service.fund.reconciliation.words import ADVICE, TITLES
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Language, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class DifferenceView:
    """A difference in the reader's language: what is so, and what to do; cents on both sides."""

    code: Code
    title: str
    advice: str
    action: Action
    rail_cents: int
    ledger_cents: int
    payout_id: UUID | None
    provider_id: str | None


@dataclass(frozen=True)
class RunView:
    """A comparison of the half-open period [since, until), UTC; sums in cents, net of what came back."""

    id: UUID
    fund_id: UUID
    rail: str
    since: datetime
    until: datetime
    ran_at: datetime
    on_demand: bool
    outcome: Outcome
    rail_count: int
    rail_cents: int
    ledger_count: int
    ledger_cents: int
    balance_cents: int | None
    promised_cents: int | None
    differences: list[DifferenceView]


_COLUMNS = """id, organisation_id, rail, since, until, ran_at, asked_by IS NOT NULL AS on_demand, outcome, rail_count,
    rail_cents, ledger_count, ledger_cents, balance_cents, promised_cents, differences"""
LIST = sql(
    f"""
    SELECT {_COLUMNS} FROM relais.reconciliations_seen()
    WHERE (CAST(:before AS timestamptz) IS NULL
        OR (ran_at, id) < (CAST(:before AS timestamptz), CAST(:before_id AS uuid)))
    ORDER BY ran_at DESC, id DESC LIMIT :limit
    """  # noqa: S608  # names of ours
)
ONE = sql(f"SELECT {_COLUMNS} FROM relais.reconciliations_seen() WHERE id = :id")  # noqa: S608  # names of ours


def _may(session: Session) -> bool:
    return session.actor.has(Role.FUND_ADMINISTRATOR) or session.actor.has(Role.AUDITOR)


async def reconciliations(
    session: Session, *, before: tuple[datetime, UUID] | None, limit: int
) -> list[RunView] | Refused:
    """The runs of one's own fund, or of every fund for an auditor, newest first."""
    if not _may(session):
        return Refused(NOT_ALLOWED)
    at, after = before or (None, None)
    rows = await session.rows(LIST, before=at, before_id=after, limit=limit)
    return [_view(row, session.actor.language) for row in rows]


async def reconciliation(session: Session, run_id: UUID) -> RunView | Refused:
    """One run; what is another fund's is not there."""
    if not _may(session):
        return Refused(NOT_ALLOWED)
    row = await session.row(ONE, id=run_id)
    return Refused(NOT_FOUND) if row is None else _view(row, session.actor.language)


def _view(row: Any, language: Language) -> RunView:
    known = dict(row)
    differences = [_difference(each, language) for each in known.pop("differences")]
    return RunView(fund_id=known.pop("organisation_id"), differences=differences, **known)


def _difference(kept: dict[str, Any], language: Language) -> DifferenceView:
    code: Code = kept["code"]
    intent = kept["intent_id"]
    return DifferenceView(
        code,
        TITLES[code].in_(language),
        ADVICE[code].in_(language),
        ACTIONS[code],
        kept["rail_cents"],
        kept["ledger_cents"],
        UUID(intent) if intent else None,
        kept["provider_id"],
    )
