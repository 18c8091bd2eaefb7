"""One application for many tests: assembling it takes longer than most tests do.

What an application is built of stays (settings, keys, pace); its store, its counters and its connections are plugs,
into which each test puts its own. Nobody shares an application with somebody who is still using it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from litestar import Litestar

from api.app import build
from api.auth.caller import Visitors
from api.live.hub import Pace
from api.parts import Relais


class Plug:
    """Stands for a part of the test at hand: whatever is asked of it is asked of that part."""

    def __init__(self) -> None:
        self.part: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.part, name)

    @property  # type: ignore[misc]  # who asks by isinstance is told of the part too
    def __class__(self) -> Any:
        """A door that asks for a store is given one."""
        return type(self.part)


class ClockOfStore:
    """The clock of whichever store is plugged in, for parts that keep a clock."""

    def __init__(self, store: Plug) -> None:
        self._store = store

    def now(self) -> datetime:
        """The moment of the test at hand."""
        moment: datetime = self._store.part.clock.now()
        return moment


class StorePlug(Plug):
    """A store whose clock may be kept beyond the test."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = ClockOfStore(self)


@dataclass(frozen=True, eq=False)
class Assembled:
    """An application and its plugs."""

    app: Litestar
    store: StorePlug
    metrics: Plug
    workers: Plug
    rails: Plug

    def plug(self, relais: Relais | None) -> None:
        """Put the parts of a test in, or take them out."""
        self.store.part = relais and relais.store
        self.metrics.part = relais and relais.metrics
        self.workers.part = relais and relais.worker_pool
        self.rails.part = relais and relais.rails


_FREE: dict[Any, list[Assembled]] = {}
MOST = 8
"""Kinds of applications kept; of a test with settings of its own, none is."""


def _assembled(relais: Relais, pace: Pace | None, visitors: Visitors | None) -> Assembled:
    store, metrics, workers, rails = StorePlug(), Plug(), Plug(), Plug()
    plugged = replace(
        relais,
        store=cast(Any, store),
        metrics=cast(Any, metrics),
        worker_pool=cast(Any, workers) if relais.worker_pool else None,
        rails=cast(Any, rails),
    )
    return Assembled(build(plugged, pace=pace, visitors=visitors), store, metrics, workers, rails)


@contextmanager
def app_of(relais: Relais, pace: Pace | None = None, visitors: Visitors | None = None) -> Iterator[Litestar]:
    """An application over these parts, one's own until the end of the block."""
    push_key = relais.push.public_key if relais.push else None
    kind = (relais.settings, id(relais.token_keys), pace, visitors, relais.worker_pool is not None, push_key)
    free = _FREE.get(kind)
    made = free.pop() if free else _assembled(relais, pace, visitors)
    made.plug(relais)
    try:
        yield made.app
    finally:
        made.plug(None)
        _FREE.setdefault(kind, []).append(made)
        while len(_FREE) > MOST:
            del _FREE[next(iter(_FREE))]
