"""Weeks that repeat are written ahead, so that who is on call is always a row that PostgreSQL has checked."""

import asyncpg

from service.due import find_due, for_each
from service.partners.actor import job_of
from service.partners.rosters.commands import WriteAhead, write_ahead
from service.store.statements import sql
from service.store.store import Store

DUE = sql("SELECT roster_id, organisation_id FROM relais.due_rosters(:limit, 34)")
PORTION = 50


async def write_weeks(store: Store, workers: asyncpg.Pool) -> int:
    """Write the weeks of up to 50 rosters further ahead; how many. A day late, there are 34 more (OPS-04)."""
    rows = await find_due(store, workers, DUE, PORTION)
    return await for_each(
        rows,
        lambda row: store.run(write_ahead, job_of(row["organisation_id"]), WriteAhead(row["roster_id"])),
    )
