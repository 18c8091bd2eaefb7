"""The clock of one replica: APScheduler in memory, which only ticks. What there is to do is claimed from tables."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs.counters import kind_of, where
from jobs.ticks import Tick, Tools
from service.store.in_step import InStep

log = structlog.get_logger("relais.jobs")

FIRST_TICK = timedelta(seconds=2)
"""The longest that a new process waits before it looks for work the first time."""
LONGEST_DRAIN = timedelta(seconds=45)
"""Longer than a handler may take (`service.messages.outbox.TIME_LIMIT`), shorter than a service manager's patience."""


class Clockwork:
    """Runs each tick at its interval, never twice at once in this process; after a failed one the next goes on."""

    def __init__(self, ticks: Sequence[Tick], tools: Tools) -> None:
        self.ticks = ticks
        self.tools = tools
        self.in_step = InStep(tools.worker_pool)
        self._running: set[asyncio.Task[Any]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def start(self) -> None:
        """Begin to tick, in the running event loop."""
        # Its lines repeat ours, and a tick that takes longer than its interval is a warning a second.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        self._scheduler.add_listener(self._note_overrun, EVENT_JOB_MAX_INSTANCES)
        for tick in self.ticks:
            self._scheduler.add_job(
                self._tick,
                "interval",
                [tick],
                id=tick.name,
                seconds=tick.every.total_seconds(),
                next_run_time=datetime.now(UTC) + min(tick.every, FIRST_TICK),
            )
        self._scheduler.start()

    async def drain(self, at_most: timedelta = LONGEST_DRAIN) -> bool:
        """Begin nothing more, wait for what runs, then stop. False when something had to be cut off.

        APScheduler's own shutdown would cancel what runs, in the middle of whatever it does.
        """
        self.tools.draining = True
        self._scheduler.pause()
        left = await self._wait(at_most)
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # the shutdown above happens in the loop's next round
        for task in left:
            log.warning("tick cut off", tick=task.get_name())
        await asyncio.gather(*left, return_exceptions=True)
        return not left

    async def _wait(self, at_most: timedelta) -> set[asyncio.Task[Any]]:
        if not self._running:
            return set()
        _, left = await asyncio.wait(set(self._running), timeout=at_most.total_seconds())
        return left

    async def _tick(self, tick: Tick) -> None:
        task = asyncio.current_task()
        if self.tools.draining or task is None:
            return
        self._running.add(task)
        try:
            if await self._may_run(tick):
                await self.run(tick)
        finally:
            self._running.discard(task)

    async def _may_run(self, tick: Tick) -> bool:
        """Not by a clock that PostgreSQL's contradicts: a deadline would pass that has not come. Without an answer the
        tick finds out by itself."""
        try:
            agreed = await self.in_step.agreed()
        except Exception:  # an outage: the tick says so
            return True
        if not agreed:
            self.tools.counters.ticks.labels(tick.name, "clocks_disagree").inc()
            log.error("clocks disagree", tick=tick.name)
        return agreed

    async def run(self, tick: Tick) -> None:
        """One tick, now. What fails is logged and counted, and stays in the tables for the next."""
        started = time.perf_counter()
        counters = self.tools.counters
        try:
            done = await tick.run(self.tools)
        except Exception as failure:
            counters.ticks.labels(tick.name, "failed").inc()
            log.error("tick failed", tick=tick.name, kind=kind_of(failure), where=where(failure))
        else:
            counters.ticks.labels(tick.name, "ok").inc()
            counters.work.labels(tick.name).inc(done)
        finally:
            counters.seconds.labels(tick.name).observe(time.perf_counter() - started)

    def _note_overrun(self, event: Any) -> None:
        self.tools.counters.ticks.labels(event.job_id, "still_running").inc()
