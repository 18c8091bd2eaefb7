"""What can go wrong between two computers, switched on by an object and never over HTTP."""

import asyncio
from collections import deque
from enum import Enum, auto


class Fault(Enum):
    """What befalls one call."""

    SILENT_BEFORE = auto()
    """The call is lost on its way: nothing happens, no answer comes."""
    SILENT_AFTER = auto()
    """The money moves, the answer is lost."""
    IN_USE = auto()
    """409: another call with this key is said to be running."""
    RATE_LIMITED = auto()
    """429, before anything is done."""
    SERVER_ERROR = auto()
    """500 and nothing moved. Stripe stores it under the key and repeats it."""
    SERVER_ERROR_AFTER = auto()
    """500 although the money moved; stored and repeated likewise."""
    UNAVAILABLE = auto()
    """503 from in front of Stripe: not stored."""


class Delivery(Enum):
    """What becomes of the webhooks."""

    ONCE = auto()
    LOST = auto()
    TWICE = auto()
    LATE = auto()
    """Held until `Hooks.deliver_held()`."""
    OUT_OF_ORDER = auto()
    """Held likewise, then delivered newest first."""


class AnswerLostError(Exception):
    """The caller hears nothing."""


class Faults:
    """The switches. Faults of calls are used up in order, one a call; `webhooks` stays as it is set."""

    def __init__(self) -> None:
        self.webhooks = Delivery.ONCE
        self._writes: deque[Fault] = deque()
        self._reads: deque[Fault] = deque()
        self._gate = asyncio.Event()
        self._gate.set()
        self._reached = asyncio.Event()

    def next_writes(self, *faults: Fault) -> None:
        """What befalls the next POSTs."""
        self._writes.extend(faults)

    def next_reads(self, *faults: Fault) -> None:
        """What befalls the next GETs."""
        self._reads.extend(faults)

    def take(self, method: str) -> Fault | None:
        waiting = self._writes if method == "POST" else self._reads
        return waiting.popleft() if waiting else None

    def hold_writes(self) -> None:
        """POSTs begin and do not finish until `release_writes()`."""
        self._gate.clear()
        self._reached.clear()

    def release_writes(self) -> None:
        self._gate.set()

    async def gate(self) -> None:
        if not self._gate.is_set():
            self._reached.set()
        await self._gate.wait()

    async def reached(self) -> None:
        """Until a POST has begun and is being held."""
        await self._reached.wait()
