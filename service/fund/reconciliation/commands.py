"""A person asks for a comparison, and a job records what it found: once, for good (FND-09)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID, uuid4

import msgspec

from service.fund.payouts.commands import jobs_of_the_fund
from service.fund.reconciliation import refusals
from service.fund.reconciliation.events import ReconciliationAsked, ReconciliationRan
from service.fund.reconciliation.rules import MENDED, Compared, Difference
from service.messages.climbing import Asking, answered, climb
from service.partners.actor import Actor, Role, only
from service.refusals import Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

RECONCILE: Final = "fund.reconcile"
"""The intention that a rail is compared with the ledger."""
LONGEST: Final = timedelta(days=92)
QUESTION: Final = "reconciliation"
"""The kind of question that a difference is; its subject is the fund."""
ANSWER_WITHIN: Final = timedelta(hours=12)

Outcome = Literal["agrees", "differs", "unreachable"]


@dataclass(frozen=True)
class AskReconciliation:
    """Which rail is compared with the ledger, for the half-open period [since, until), UTC."""

    rail: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Asked:
    """The run that will answer: it is there once the job has made it, a moment later."""

    id: UUID


USED = sql(
    "SELECT EXISTS (SELECT FROM payout_intents WHERE organisation_id = relais.organisation() AND rail = :rail)"
)


@command(event=ReconciliationAsked, allowed=only(Role.FUND_ADMINISTRATOR))
async def ask_reconciliation(
    uow: UnitOfWork, actor: Actor, wish: AskReconciliation
) -> Done[Asked, ReconciliationAsked] | Refused:
    """Have a rail compared with the ledger now, for a period that is over, in whole seconds, as rails list (FND-09).

    Refused for a period that is not over, too long, or of a rail that the fund never used.
    """
    since, until = (at.replace(microsecond=0) for at in (wish.since, wish.until))
    if not since < until <= uow.now:
        return Refused(refusals.PERIOD_NOT_OVER)
    if until - since > LONGEST:
        return Refused(refusals.PERIOD_TOO_LONG, {"days": LONGEST.days})
    if not await uow.value(USED, rail=wish.rail):
        return Refused(refusals.NO_SUCH_RAIL)
    run = uuid4()
    asked = {"run": str(run), "rail": wish.rail, "by": str(actor.member_id)}
    uow.intend(RECONCILE, {**asked, "since": since.isoformat(), "until": until.isoformat()})
    return Done(Asked(run), ReconciliationAsked(subject=run, rail=wish.rail))


@dataclass(frozen=True)
class Run:
    """A comparison to record. `balance_cents` and `promised_cents` where the rail has an account of its own."""

    id: UUID
    rail: str
    since: datetime
    until: datetime
    listed_from: datetime
    asked_by: UUID | None
    outcome: Outcome
    compared: Compared
    balance_cents: int | None = None
    promised_cents: int | None = None


INSERT = sql(
    """
    INSERT INTO reconciliations (id, organisation_id, rail, since, until, listed_from, asked_by, ran_at, outcome,
        rail_count, rail_cents, ledger_count, ledger_cents, balance_cents, promised_cents, differences)
    VALUES (:id, relais.organisation(), :rail, :since, :until, :listed_from, :asked_by, relais.now(), :outcome,
        :rail_count, :rail_cents, :ledger_count, :ledger_cents, :balance, :promised, CAST(:differences AS jsonb))
    """
)
KNOWN = sql("SELECT EXISTS (SELECT FROM reconciliations WHERE id = :id)")


@command(
    event=ReconciliationRan,
    allowed=jobs_of_the_fund,
    refusals={"reconciliations_once_a_day": refusals.COMPARED_ALREADY},
)
async def record_run(uow: UnitOfWork, _: Actor, run: Run) -> Done[UUID, ReconciliationRan] | Refused:
    """Keep what a comparison found; the same run recorded again changes nothing (FND-09)."""
    if await uow.value(KNOWN, id=run.id):
        return Refused(refusals.COMPARED_ALREADY)
    compared = run.compared
    await uow.execute(
        INSERT,
        id=run.id,
        rail=run.rail,
        since=run.since,
        until=run.until,
        listed_from=run.listed_from,
        asked_by=run.asked_by,
        outcome=run.outcome,
        rail_count=compared.rail_count,
        rail_cents=compared.rail_cents,
        ledger_count=compared.ledger_count,
        ledger_cents=compared.ledger_cents,
        balance=run.balance_cents,
        promised=run.promised_cents,
        differences=msgspec.to_builtins(compared.differences),
    )
    if run.asked_by is None:
        await _ask_or_end(uow, run.outcome)
    uow.tell("fund.reconciliation", organisations=(uow.actor.organisation_id,), subject=run.id)
    event = ReconciliationRan(
        subject=run.id,
        rail=run.rail,
        outcome=run.outcome,
        rail_cents=compared.rail_cents,
        ledger_cents=compared.ledger_cents,
        differences=len(compared.differences),
    )
    return Done(run.id, event)


async def _ask_or_end(uow: UnitOfWork, outcome: Outcome) -> None:
    """A daily run that differs is a question to whoever is on call at the fund; one that agrees ends it (FND-09)."""
    fund = uow.actor.organisation_id
    if outcome == "differs":
        await climb(uow, Asking(QUESTION, fund, fund, "fund", uow.now + ANSWER_WITHIN))
    elif outcome == "agrees":
        await answered(uow, QUESTION, fund, outcome)


def outcome_of(differences: tuple[Difference, ...]) -> Outcome:
    """What the run has recorded itself is no difference any more."""
    return "differs" if any(each.code not in MENDED for each in differences) else "agrees"
