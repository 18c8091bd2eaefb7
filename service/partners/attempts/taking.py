"""Taking an attempt: one statement of its own, committed before anything is judged, over all replicas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from service.partners.attempts.limits import Limit
from service.store.statements import sql

if TYPE_CHECKING:
    from service.keys.keyring import Keyring
    from service.store.session import UnitOfWork
    from service.store.store import Store

PURPOSE = "attempts"
"""Buckets are blinded: what is tried, and from where, is not to be read from them, nor guessed."""

TAKE = sql(
    """
    SELECT place, judged, until, times_locked
    FROM relais.take_attempts(CAST(:buckets AS bytea[]), :at, CAST(:mosts AS integer[]), CAST(:spans AS interval[]),
        CAST(:rests AS jsonb))
    """
)
GIVE_BACK = sql("SELECT relais.give_back_attempt(:bucket, :most)")


@dataclass(frozen=True)
class Attempt:
    """One attempt at something, against one limit."""

    limit: Limit
    at: str
    """What is tried: an address, a device, a tablet, a source. It is never stored."""


@dataclass(frozen=True)
class Taken:
    """What became of an attempt."""

    judged: bool
    """Whether the secret may be looked at."""
    until: datetime | None
    """When it is locked, until when (UTC)."""
    times_locked: int


async def take(store: Store, attempts: Sequence[Attempt]) -> list[Taken]:
    """Take these attempts, all of them, in the order given; each counts whether or not another is judged.

    What is not judged in one must not be judged at all.
    """
    if store.keyring is None:
        raise RuntimeError("attempts are counted under a key: this store has no keyring")
    values = {
        "buckets": [_bucket(store.keyring, attempt) for attempt in attempts],
        "at": store.clock.now(),
        "mosts": [attempt.limit.most for attempt in attempts],
        "spans": [attempt.limit.span for attempt in attempts],
        "rests": [[f"{rest.total_seconds():.0f} s" for rest in attempt.limit.rests] for attempt in attempts],
    }
    rows = await store.pool.fetch(TAKE.text, *TAKE.arguments(values))
    found = {row["place"]: Taken(row["judged"], row["until"], row["times_locked"]) for row in rows}
    return [found[place] for place in range(1, len(attempts) + 1)]


async def allowed(store: Store, *attempts: Attempt) -> bool:
    """Take these attempts; whether the secret may be looked at."""
    return all(taken.judged for taken in await take(store, attempts))


async def give_back(uow: UnitOfWork, attempt: Attempt) -> None:
    """The secret was right, and the attempt does not count; within the transaction that says so."""
    await uow.execute(GIVE_BACK, bucket=_bucket(uow.keyring, attempt), most=attempt.limit.most)


def _bucket(keyring: Keyring, attempt: Attempt) -> bytes:
    return keyring.blind(PURPOSE, f"{attempt.limit.name}\n{attempt.at}".encode())
