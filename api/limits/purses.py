"""Purses that fill again by themselves: what somebody has left to ask, counted in this process alone.

A write to the database at every reading would cost more than most readings do. So a purse bounds what one replica does
for somebody, and all of them together at most as many times that as there are replicas; what is dear is counted in
PostgreSQL (`costs.DEAR`).
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final

REMEMBERED: Final = 20_000
"""Purses kept; past that the one longest untouched is forgotten, which is as good as full again."""


@dataclass
class _Purse:
    left: float
    at: float


class Purses:
    """One kind of purse: it holds `most` units, and is full again after a minute of `seconds`, which only grow."""

    def __init__(self, most: int, seconds: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._purses: OrderedDict[str, _Purse] = OrderedDict()

    def __len__(self) -> int:
        return len(self._purses)

    def pay(self, who: str, cost: int) -> int:
        """Take so many units; 0 when they were there, else the seconds until they will be, and nothing is taken."""
        now = self._seconds()
        purse = self._purses.pop(who, None) or _Purse(self._most, now)
        purse.left = min(self._most, purse.left + (now - purse.at) * self._most / 60)
        purse.at = now
        self._purses[who] = purse
        while len(self._purses) > REMEMBERED:
            self._purses.popitem(last=False)
        short = min(cost, self._most) - purse.left
        if short > 0:
            return math.ceil(short * 60 / self._most)
        purse.left -= cost
        return 0
