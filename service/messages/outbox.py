"""The outbox: what must happen outside the database is written with the decision and carried out by a job.

A replica claims intentions for a while (a lease, with its owner), hands each to the handler of its kind outside of any
transaction, and then says what became of it. Whoever dies in the middle loses the lease, and another carries on; so a
handler may be called again for what it has already done, and the intention's id is what makes the effect single.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID, uuid4

from service.clock import Clock
from service.messages.rules import Patience, is_code
from service.store.statements import Statement, sql

if TYPE_CHECKING:
    import asyncpg

    from service.store.store import Store

LEASE = timedelta(seconds=60)
"""A handler is stopped well before its lease ends (`TIME_LIMIT`), so that two never work on one intention for long."""
TIME_LIMIT = timedelta(seconds=40)


class Handler(Protocol):
    """Carries out one kind of intention. It must be idempotent by the intention's id.

    Returning means done. To be called again: raise `NotYet` or `Failed`; to leave it to a person: `Hopeless`.
    """

    async def __call__(
        self, store: Store, intention: UUID, organisation_id: UUID, payload: Mapping[str, Any], /
    ) -> None: ...


class _WithCode(Exception):
    """Carries a code (never content), which is all that the outbox keeps of a problem."""

    def __init__(self, code: str) -> None:
        if not is_code(code):
            raise ValueError("a problem is named by a code, such as rail_busy")
        super().__init__(code)
        self.code = code


class NotYet(_WithCode):
    """The time has not come: ask again after this long. Does not count as a failure."""

    def __init__(self, code: str, after: timedelta) -> None:
        super().__init__(code)
        self.after = after


class Failed(_WithCode):
    """It did not work this time: try again after a rest that doubles, and in the end leave it to a person."""


class Unreachable(Failed):
    """The other side does not answer at all. A few times it is tried again as after any failure; then every so often,
    for as long as it takes: an outage of a day is not a reason to leave what waits to a person."""


class Hopeless(_WithCode):
    """It will never work as it stands: a person must look."""


@dataclass(frozen=True)
class Claimed:
    """An intention on loan to one owner."""

    id: UUID
    organisation_id: UUID
    kind: str
    payload: Mapping[str, Any]
    failures: int
    """Attempts before this one, those that died included."""
    lease: str
    """The name of this one loan: an owner whose lease ran out can no longer say what became of the intention."""


@dataclass(frozen=True)
class Waiting:
    """What waits in the outbox, of one kind."""

    kind: str
    due: int
    oldest: timedelta
    """How long the oldest one that is due has been so; zero when none is."""
    stopped: int
    """Those that a person must look at."""


@dataclass(frozen=True)
class Stopped:
    """An intention that a person must look at: the code of the problem, and how often it was tried."""

    id: UUID
    kind: str
    problem: str
    attempts: int


CLAIM = sql(
    """
    WITH picked AS MATERIALIZED (
        SELECT id FROM outbox
        WHERE state = 'ready' AND kind = :kind AND due_at <= :now
          AND (leased_until IS NULL OR leased_until <= :now)
        ORDER BY due_at
        LIMIT :most
        FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox SET leased_by = :lease, leased_until = :until, attempts = outbox.attempts + 1
    FROM picked WHERE outbox.id = picked.id
    RETURNING outbox.id, outbox.organisation_id, outbox.kind, outbox.payload, outbox.attempts - 1 AS failures
    """
)
DONE = sql(
    """
    UPDATE outbox SET state = 'done', done_at = :now, leased_by = NULL, leased_until = NULL, last_problem = NULL
    WHERE id = :id AND leased_by = :lease AND state = 'ready'
    """
)
POSTPONE = sql(
    """
    UPDATE outbox SET due_at = :due_at, attempts = :failures, last_problem = :problem,
        leased_by = NULL, leased_until = NULL
    WHERE id = :id AND leased_by = :lease AND state = 'ready'
    """
)
STOP = sql(
    """
    UPDATE outbox SET state = 'stopped', last_problem = :problem, leased_by = NULL, leased_until = NULL
    WHERE id = :id AND leased_by = :lease AND state = 'ready'
    """
)
RESTART = sql(
    """
    UPDATE outbox SET state = 'ready', attempts = 0, due_at = :now
    WHERE id = :id AND state = 'stopped'
    """
)
WAITING = sql(
    """
    SELECT kind, count(*) FILTER (WHERE state = 'ready' AND due_at <= :now) AS due,
           min(due_at) FILTER (WHERE state = 'ready' AND due_at <= :now) AS oldest,
           count(*) FILTER (WHERE state = 'stopped') AS stopped
    FROM outbox WHERE state <> 'done' GROUP BY kind ORDER BY kind
    """
)


STOPPED = sql(
    """
    SELECT id, kind, last_problem AS problem, attempts FROM outbox
    WHERE state = 'stopped' ORDER BY due_at, id LIMIT 1000
    """
)


@dataclass(frozen=True)
class Outbox:
    """The claims of one replica, through connections of the role relais_worker.

    `owner` names the replica. Every moment is the clock's, so that a lease can be tested without waiting for it.
    """

    pool: asyncpg.Pool
    clock: Clock
    owner: str = field(default_factory=lambda: uuid4().hex[:12])
    lease: timedelta = LEASE
    patience: Patience = field(default_factory=Patience)

    async def claim(self, kind: str, most: int) -> list[Claimed]:
        """Up to `most` intentions of this kind that are due and on loan to nobody, the oldest first."""
        lease = f"{self.owner}/{uuid4().hex[:12]}"
        now = self.clock.now()
        values = {"kind": kind, "now": now, "until": now + self.lease, "most": most, "lease": lease}
        rows = await self.pool.fetch(CLAIM.text, *CLAIM.arguments(values))
        return [Claimed(lease=lease, **row) for row in rows]

    async def done(self, claimed: Claimed) -> bool:
        """It happened. False when the lease was lost meanwhile: then somebody else says so."""
        return await self._say(DONE, claimed, now=self.clock.now())

    async def postpone(self, claimed: Claimed, problem: NotYet) -> bool:
        """Once more later, and not for a failure."""
        due_at = self.clock.now() + problem.after
        return await self._say(
            POSTPONE, claimed, due_at=due_at, failures=claimed.failures, problem=problem.code
        )

    async def failed(self, claimed: Claimed, problem: str) -> bool:
        """Once more after a rest. Whether the lease still held; see `is_last` for when to stop instead."""
        failures = claimed.failures + 1
        due_at = self.clock.now() + self.patience.rest(failures)
        return await self._say(POSTPONE, claimed, due_at=due_at, failures=failures, problem=problem)

    async def unreachable(self, claimed: Claimed, problem: Unreachable) -> bool:
        """Once more after a rest; from the sixth time on it counts no further, and the rest stays the same."""
        if claimed.failures < min(self.patience.soon, self.patience.attempts - 1):
            return await self.failed(claimed, problem.code)
        return await self.postpone(claimed, NotYet(problem.code, self.patience.meanwhile))

    async def stop(self, claimed: Claimed, problem: str) -> bool:
        """Not again by itself: a person must look."""
        return await self._say(STOP, claimed, problem=problem)

    def is_last(self, claimed: Claimed) -> bool:
        """Whether a failure of this attempt is one too many."""
        return self.patience.is_over(claimed.failures + 1)

    def is_spent(self, claimed: Claimed) -> bool:
        """Whether all attempts were begun already, and none came back to tell: it may be what kills its owners."""
        return self.patience.is_over(claimed.failures)

    async def restart(self, intention: UUID) -> bool:
        """A person has looked: try a stopped intention again, from the first attempt."""
        return await self._touched(RESTART, id=intention, now=self.clock.now())

    async def stopped(self) -> list[Stopped]:
        """What a person must look at, the oldest first; at most a thousand."""
        return [Stopped(**row) for row in await self.pool.fetch(STOPPED.text)]

    async def waiting(self) -> list[Waiting]:
        """What is due and what is stopped, by kind."""
        now = self.clock.now()
        rows = await self.pool.fetch(WAITING.text, *WAITING.arguments({"now": now}))
        return [Waiting(r["kind"], r["due"], now - (r["oldest"] or now), r["stopped"]) for r in rows]

    async def _say(self, what: Statement, claimed: Claimed, **values: Any) -> bool:
        return await self._touched(what, id=claimed.id, lease=claimed.lease, **values)

    async def _touched(self, what: Statement, **values: Any) -> bool:
        status: str = await self.pool.execute(what.text, *what.arguments(values))
        return status == "UPDATE 1"
