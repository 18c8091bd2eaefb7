"""How an envelope's free money came down, day by day, and until when it lasts at this pace (FND-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from service.store.session import Session
from service.store.statements import sql

PACE_OVER: Final = 30
"""Days that a pace is taken over: a month holds both a quiet week and a busy night."""
FOREVER: Final = 3_660
"""Days after which a pace says nothing."""


@dataclass(frozen=True)
class Day:
    """What was free and what was promised at the end of a day, in cents; and what the day used of what was free."""

    day: date
    free: int
    promised: int
    used: int


# As the ledger's own rules say it (service/fund/ledger/rules.py): a promise lowers what is free, its end gives back.
MOVES = sql(
    """
    SELECT CAST(t.made_at AT TIME ZONE :zone AS date) AS day,
           CAST(sum(CASE WHEN t.kind = 'payment' THEN 0 WHEN t.kind IN ('void', 'expiry') THEN t.amount_cents
               WHEN t.debit_key = a.key THEN -t.amount_cents ELSE t.amount_cents END) AS bigint) AS free,
           CAST(sum(CASE WHEN t.kind = 'earmark' THEN t.amount_cents
               WHEN t.kind IN ('payment', 'void', 'expiry') THEN -t.amount_cents ELSE 0 END) AS bigint) AS promised,
           CAST(coalesce(sum(t.amount_cents) FILTER (WHERE t.kind IN ('contribution', 'carry_in')), 0) AS bigint)
               AS came
    FROM accounts a JOIN transfers t ON a.key IN (t.debit_key, t.credit_key)
    WHERE a.envelope_id = :envelope AND a.kind = 'envelope' GROUP BY 1 ORDER BY 1
    """
)


async def burn_down(session: Session, envelope_id: UUID, zone: str) -> list[Day]:
    """Each day on which an envelope's money moved, in that time zone; empty for what is not the actor's (FND-06)."""
    free = promised = 0
    found: list[Day] = []
    for row in await session.rows(MOVES, envelope=envelope_id, zone=zone):
        free, promised = free + row["free"], promised + row["promised"]
        found.append(Day(row["day"], free, promised, row["came"] - row["free"]))
    return found


def lasts_until(days: Sequence[Day], today: date) -> date | None:
    """The day on which nothing is free at the pace of the last 30 days; None where nothing was used. Pure.

    What a funder gave meanwhile is no pace; what came back from a promise lowers it.
    """
    if not days or days[-1].free <= 0:
        return None
    since = max(days[0].day, today - timedelta(days=PACE_OVER))
    used = sum(each.used for each in days if each.day >= since)
    left = days[-1].free * max(1, (today - since).days) // used if used > 0 else FOREVER
    return today + timedelta(days=left) if left < FOREVER else None
