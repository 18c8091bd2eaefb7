"""Carries out the intentions of the outbox: one tick per kind, so that a slow partner delays only its own kind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from jobs.counters import where
from jobs.ticks import Tick, Tools
from service.messages.commands import StoppedIntention, note_stopped
from service.messages.outbox import (
    TIME_LIMIT,
    Claimed,
    Failed,
    Handler,
    Hopeless,
    NotYet,
    Outbox,
    Unreachable,
)
from service.messages.rules import code_of
from service.partners.actor import job_of

log = structlog.get_logger("relais.jobs")

EVERY = timedelta(seconds=1)
AT_ONCE = 8
"""Intentions of one kind on loan at a time: all of them are being carried out, none waits with its lease running."""
LOST_ITS_OWNERS = "owner_lost"


def dispatching(outbox: Outbox, handlers: Mapping[str, Handler]) -> list[Tick]:
    """A tick for each kind that has a handler. Kinds without one stay for a replica that knows them."""
    return [
        Tick(f"outbox.{kind}", EVERY, Dispatcher(outbox, kind, handler)) for kind, handler in handlers.items()
    ]


@dataclass(frozen=True)
class Dispatcher:
    """Claims the intentions of one kind and hands them to their handler."""

    outbox: Outbox
    kind: str
    handler: Handler
    time_limit: timedelta = TIME_LIMIT

    async def __call__(self, tools: Tools) -> int:
        """Carry out all that is due; the number of attempts.

        All that was begun has ended when this ends. Raises an `ExceptionGroup` of what could not be written down.
        """
        attempts = 0
        while not tools.draining:
            claimed = await self.outbox.claim(self.kind, AT_ONCE)
            ended = await asyncio.gather(
                *(self._attempt(tools, one) for one in claimed), return_exceptions=True
            )
            if failures := [each for each in ended if isinstance(each, Exception)]:
                raise ExceptionGroup(f"{len(failures)} of {len(claimed)} attempts", failures)
            attempts += len(claimed)
            if len(claimed) < AT_ONCE:
                break
        return attempts

    async def _attempt(self, tools: Tools, claimed: Claimed) -> None:
        if self.outbox.is_spent(claimed):
            outcome = await self._stop(tools, claimed, LOST_ITS_OWNERS)
        else:
            outcome = await self._carry_out(tools, claimed)
        tools.counters.intentions.labels(self.kind, outcome).inc()

    async def _carry_out(self, tools: Tools, claimed: Claimed) -> str:
        """One attempt, outside of any transaction; what became of it."""
        try:
            async with asyncio.timeout(self.time_limit.total_seconds()):
                await self.handler(tools.store, claimed.id, claimed.organisation_id, claimed.payload)
        except NotYet as not_yet:
            return "postponed" if await self.outbox.postpone(claimed, not_yet) else "lease_lost"
        except Hopeless as hopeless:
            return await self._stop(tools, claimed, hopeless.code)
        except Unreachable as away:
            return "unreachable" if await self.outbox.unreachable(claimed, away) else "lease_lost"
        except Failed as failed:
            return await self._failed(tools, claimed, failed.code)
        except Exception as defect:
            self._log(claimed, code_of(defect), at=where(defect))
            return await self._failed(tools, claimed, code_of(defect))
        return "done" if await self.outbox.done(claimed) else "lease_lost"

    async def _failed(self, tools: Tools, claimed: Claimed, problem: str) -> str:
        if self.outbox.is_last(claimed):
            return await self._stop(tools, claimed, problem)
        return "failed" if await self.outbox.failed(claimed, problem) else "lease_lost"

    async def _stop(self, tools: Tools, claimed: Claimed, problem: str) -> str:
        if not await self.outbox.stop(claimed, problem):
            return "lease_lost"
        self._log(claimed, problem, stopped=True)
        wish = StoppedIntention(claimed.id, claimed.kind, problem)
        await tools.store.run(note_stopped, job_of(claimed.organisation_id), wish)
        return "stopped"

    def _log(self, claimed: Claimed, problem: str, **more: object) -> None:
        log.warning("intention", kind=self.kind, id=str(claimed.id), problem=problem, **more)


async def count_waiting(outbox: Outbox, tools: Tools) -> int:
    """Show on the gauges what waits and what is stopped."""
    waiting = await outbox.waiting()
    for gauge in (tools.counters.due, tools.counters.oldest, tools.counters.stopped):
        gauge.clear()
    for kind in waiting:
        tools.counters.due.labels(kind.kind).set(kind.due)
        tools.counters.oldest.labels(kind.kind).set(kind.oldest.total_seconds())
        tools.counters.stopped.labels(kind.kind).set(kind.stopped)
    return len(waiting)
