"""What `relais check` verifies: each invariant as a question whose every answer is something wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg


@dataclass(frozen=True)
class Check:
    """One invariant. `wrong` selects a text per row that breaks it; `looked_at` counts the rows looked at.

    Where SQL cannot tell, `wrong` selects what there is and `judge` answers what is wrong with a row, or None.
    """

    name: str
    wrong: str
    looked_at: str
    judge: Callable[[Mapping[str, Any]], str | None] = lambda row: str(next(iter(row.values())))


@dataclass(frozen=True)
class Checked:
    """What a check found, as `relais check --json` prints it."""

    name: str
    ok: bool
    looked_at: int
    wrong: list[str]


MOST_NAMED = 20
"""Wrong rows named per check; more are counted."""


async def run_check(connection: asyncpg.Connection, check: Check, now: Any) -> Checked:
    """Look at the data as it stands; `now` is the application's clock."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.fetchval("SELECT set_config('relais.now', $1, true)", now.isoformat())
        looked_at = await connection.fetchval(check.looked_at)
        rows = await connection.fetch(check.wrong)
    found = [wrong for row in rows if (wrong := check.judge(row)) is not None]
    named = found[:MOST_NAMED]
    if len(found) > MOST_NAMED:
        named.append(f"… and {len(found) - MOST_NAMED} more")
    return Checked(check.name, not found, int(looked_at), named)
