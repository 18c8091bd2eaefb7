"""Accesses that ran out: what they answered for goes into named hands, as when somebody leaves (PIV-03)."""

from typing import TYPE_CHECKING

from service.due import find_due, for_each
from service.partners.actor import job_of
from service.partners.members.commands import EndRunOut, end_run_out
from service.store.statements import sql
from service.store.store import Store

if TYPE_CHECKING:
    import asyncpg

DUE = sql("SELECT * FROM relais.duties_left_behind(:limit)")
PORTION = 50


async def hand_over_run_out(store: Store, workers: "asyncpg.Pool") -> int:
    """Hand over for up to 50 accesses whose last day is past; how many. Late, it is late and never wrong: they have
    opened nothing since that day."""
    rows = await find_due(store, workers, DUE, PORTION)
    return await for_each(
        rows,
        lambda row: store.run(end_run_out, job_of(row["organisation_id"]), EndRunOut(row["member_id"])),
    )
