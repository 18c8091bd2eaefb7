"""What the clock does with conditions: a journey's day meets its own; a last day gives the money back (FND-11)."""

from typing import Any

import asyncpg

from service.due import find_due, for_each
from service.fund.conditions.commands import LapseCondition, MeetCondition, lapse_condition, meet_condition
from service.partners.actor import job_of
from service.store.statements import sql
from service.store.store import Store

MOST = 100
DUE = sql("SELECT * FROM relais.due_conditions(:limit)")


async def conditions_due(store: Store, workers: asyncpg.Pool) -> int:
    """Meet and lapse what is due, as each condition's fund; how many came to something."""

    async def one(row: Any) -> Any:
        by = job_of(row["organisation_id"])
        if row["is_over"]:
            return await store.run(lapse_condition, by, LapseCondition(row["id"]))
        return await store.run(meet_condition, by, MeetCondition(row["id"]))

    return await for_each(await find_due(store, workers, DUE, MOST), one)
