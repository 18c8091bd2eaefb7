"""What time does to payments: one that does not settle climbs, and a notice that was kept is applied (FND-09)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg

from service.due import find_due, for_each
from service.fund.events import PayoutAsked
from service.fund.payouts.commands import Notice, apply_notice, jobs_of_the_fund
from service.fund.payouts.moving import PAYOUT, SETTLED, locked
from service.fund.payouts.rules import CLIMBS_AFTER
from service.messages.climbing import Asking, climb
from service.partners.actor import Actor, job_of
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store

AT_ONCE: Final = 100
ANSWER_WITHIN: Final = timedelta(hours=4)
"""How long a payment climbs before it begins again from the first on call: it never ends by silence."""
EACH: Final = timedelta(minutes=30)
"""The longest that one person has the question."""
KEPT_FOR: Final = timedelta(minutes=1)
"""A notice that is being applied is left alone for so long."""

DUE = sql(f"SELECT * FROM relais.payouts_to_climb(:limit, interval '{CLIMBS_AFTER.total_seconds()} seconds')")  # noqa: S608
KEPT = sql(f"SELECT * FROM relais.notices_to_apply(:limit, interval '{KEPT_FOR.total_seconds()} seconds')")  # noqa: S608


@dataclass(frozen=True)
class AskAbout:
    """A payment that somebody must look at."""

    intent_id: UUID


@command(event=PayoutAsked, allowed=jobs_of_the_fund)
async def ask_about_payout(uow: UnitOfWork, _: Actor, wish: AskAbout) -> Done[str, PayoutAsked] | Refused:
    """Ask whoever is on call at the fund about a payment that does not settle: nothing waits silently (FND-09)."""
    intent = await locked(uow, wish.intent_id)
    if intent is None or intent["state"] in SETTLED:
        return Refused(NOT_FOUND)
    until = uow.now + ANSWER_WITHIN
    await climb(uow, Asking(PAYOUT, intent["id"], intent["organisation_id"], "fund", until, each=EACH))
    return Done(intent["state"], PayoutAsked(subject=intent["id"], state=intent["state"]))


async def ask_about_payouts(store: Store, workers: asyncpg.Pool, limit: int = AT_ONCE) -> int:
    """Let each payment that does not settle climb. Answers how many began to."""

    async def ask(row: Any) -> Any:
        return await store.run(ask_about_payout, job_of(row["organisation_id"]), AskAbout(row["intent_id"]))

    return await for_each(await find_due(store, workers, DUE, limit), ask)


async def apply_kept_notices(store: Store, workers: asyncpg.Pool, limit: int = AT_ONCE) -> int:
    """Apply what a rail told us before the process died (FND-09). Answers how many notices."""

    async def apply(row: Any) -> Any:
        notice = Notice(
            row["rail"],
            row["event_id"],
            row["intent_id"],
            row["provider_id"],
            row["amount_cents"],
            row["returned_cents"],
            row["happened_at"],
        )
        return await store.run(apply_notice, job_of(row["organisation_id"]), notice)

    return await for_each(await find_due(store, workers, KEPT, limit), apply)
