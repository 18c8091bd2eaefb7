"""Who of the listeners a telling can concern at all, found without asking each of them.

A thousand pages listen while two thousand changes a minute are told: most of them are for a handful of listeners.
What one of these hears is still decided for each, by `service.messages.rules.heard_by`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from service.messages.rules import BOARD

if TYPE_CHECKING:
    from api.live.listener import Listener
    from service.messages.tellings import Told
    from service.store.session import Telling


K = TypeVar("K")


def _leave(seats: dict[K, set[Listener]], key: K, listener: Listener) -> None:
    seats[key].discard(listener)
    if not seats[key]:
        del seats[key]


class Audience:
    """The listeners of a process by what never changes of them: their member, organisation, and region of the board."""

    def __init__(self) -> None:
        self._everybody: set[Listener] = set()
        self._by_name: dict[UUID, set[Listener]] = defaultdict(set)
        self._of: dict[UUID, set[Listener]] = defaultdict(set)
        self._on_board: dict[str | None, set[Listener]] = defaultdict(set)

    def add(self, listener: Listener) -> None:
        """Takes a seat."""
        self._everybody.add(listener)
        self._by_name[listener.member_id].add(listener)
        self._of[listener.actor.organisation_id].add(listener)
        self._on_board[listener.region].add(listener)

    def discard(self, listener: Listener) -> None:
        """Leaves it."""
        self._everybody.discard(listener)
        _leave(self._by_name, listener.member_id, listener)
        _leave(self._of, listener.actor.organisation_id, listener)
        _leave(self._on_board, listener.region, listener)

    def everybody(self) -> frozenset[Listener]:
        """All of them."""
        return frozenset(self._everybody)

    def named(self, member_id: UUID) -> set[Listener]:
        """The streams of one member."""
        return self._by_name.get(member_id, set())

    def of(self, telling: Telling) -> set[Listener]:
        """Everybody who could hear this telling, and few besides."""
        if telling.members:
            return set().union(*(self.named(member) for member in telling.members))
        found: set[Listener] = set()
        for organisation in telling.organisations:
            found |= self._of.get(organisation, set())
        if telling.topic == BOARD:
            found |= self._on_board.get(None, set())
            found |= self._on_board.get(telling.region, set())
        return found

    def share_out(self, told: Iterable[Told]) -> dict[Listener, list[Told]]:
        """What each listener is to judge of these, in their order."""
        shares: dict[Listener, list[Told]] = defaultdict(list)
        for one in told:
            for listener in self.of(one.telling):
                shares[listener].append(one)
        return shares
