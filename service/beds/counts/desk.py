"""Counts that arrive together for one shelter are applied together, so that many phones are as quick as one (BED-15).

The shelter's turn is taken in this process before a connection is: whoever waits holds nothing that others need.
Other processes are kept apart by the row locks of `relais.lock_shelter`.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from service.beds.counts.application import Counted, Counting, Faulty, Heard, apply_counts, recorded
from service.beds.counts.commands import (
    MAY_COUNT,
    RecordCount,
    counted_place,
    faulty,
    heard,
    record_count,
    tell,
)
from service.beds.shelters.house import lock
from service.events import AttemptRefused, Event
from service.partners.actor import Seat
from service.refusals import BUSY, Refused
from service.store.command import ATTEMPTS, LOST_RACES, Once, blinded, close, outcome_of
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import NotAMember, Store, enter, seat_of

MOST_TOGETHER = 64


@dataclass(eq=False)
class Waiting:
    """One count, and who waits for its answer."""

    seat: Seat
    wish: RecordCount
    once: Once
    answer: asyncio.Future[Counted | Refused]

    @property
    def member_id(self) -> UUID:
        return self.seat.member_id


@dataclass
class Turn:
    """A shelter's queue, and the right to work it off."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    queue: list[Waiting] = field(default_factory=list)
    users: int = 0


KEYS = sql(
    """
    INSERT INTO idempotency (organisation_id, member_id, key, operation, fingerprint, created_at)
    SELECT relais.organisation(), relais.member(), k.key, :operation, k.fingerprint, relais.now()
    FROM unnest(CAST(:keys AS text[]), CAST(:fingerprints AS bytea[])) AS k (key, fingerprint)
    ON CONFLICT (member_id, key) DO NOTHING RETURNING key
    """
)
OUTCOMES = sql(
    """
    UPDATE idempotency i SET outcome = o.outcome
    FROM unnest(CAST(:keys AS text[]), CAST(:outcomes AS jsonb[])) AS o (key, outcome)
    WHERE i.member_id = relais.member() AND i.key = o.key
    """
)


class CountDesk:
    """Takes counts for one process. `await desk.record(member, wish, once)`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turns: dict[UUID, Turn] = defaultdict(Turn)

    async def record(self, by: Seat | UUID, wish: RecordCount, once: Once) -> Counted | Refused:
        """Record one count, together with whatever else waits for the same shelter. Raises `NotAMember`."""
        turn = self._turns[wish.shelter_id]
        turn.users += 1
        waiting = Waiting(seat_of(by), wish, once, asyncio.get_running_loop().create_future())
        turn.queue.append(waiting)
        try:
            async with turn.lock:
                await asyncio.sleep(0)  # whoever arrived in the same instant comes along
                if not waiting.answer.done():
                    await self._work_off(turn, waiting)
            return await waiting.answer
        finally:
            turn.users -= 1
            if not turn.users:
                self._turns.pop(wish.shelter_id, None)

    async def _work_off(self, turn: Turn, leader: Waiting) -> None:
        """Apply what waits. If the leader fails or goes away, the others are applied under the next one's lead."""
        group = [one for one in turn.queue[:MOST_TOGETHER] if not one.answer.done()]
        del turn.queue[:MOST_TOGETHER]
        try:
            alone = group if len(group) == 1 else await self._together(group)
            for one in alone:
                await self._alone(one)
        except BaseException:
            turn.queue[:0] = [one for one in group if one is not leader and not one.answer.done()]
            raise

    async def _alone(self, one: Waiting) -> None:
        """The ordinary way of a command: a count by itself, a repeated key, or whatever could not go with others."""
        try:
            _settle(one, await self._store.run(record_count, one.seat, one.wish, one.once))
        except Exception as error:
            if not one.answer.done():
                one.answer.set_exception(error)

    async def _together(self, group: Sequence[Waiting]) -> list[Waiting]:
        """Apply a group in one transaction; those that must go alone come back."""
        for _ in range(ATTEMPTS):
            await self._store.know_the_roots()
            try:
                async with self._store.pool.acquire() as connection, connection.transaction():
                    answers = await _Group(self._store, connection).record(group)
            except LOST_RACES:
                continue
            except NotAMember:
                return list(group)
            for one, answer in answers.items():
                _settle(one, answer)
            return [one for one in group if one not in answers]
        for one in group:
            _settle(one, Refused(BUSY))
        return []


def _settle(one: Waiting, answer: Counted | Refused) -> None:
    if not one.answer.done():
        one.answer.set_result(answer)


class _Group:
    """One transaction for the counts of several members of one shelter."""

    def __init__(self, store: Store, connection: Any) -> None:
        self._store = store
        self._connection = connection
        self._now = store.clock.now()
        self._acting: UnitOfWork | None = None
        self._seat: Seat | None = None

    async def record(self, group: Sequence[Waiting]) -> dict[Waiting, Counted | Refused]:
        """What became of each; whoever is missing goes alone (not allowed here, or with a key that was used before)."""
        places = {one: place async for one, place in self._admitted(group)}
        if not places:
            return {}
        admitted = list(places)
        place = places[admitted[-1]]
        uow = await self._as(admitted[-1].seat)
        await lock(uow, place.house)
        looks = [heard(one.wish, one.member_id) for one in admitted]
        counted = await apply_counts(uow, place, looks)
        tell(uow, place.house)
        answers = {
            one: (faulty(found) if isinstance(found, Faulty) else found)
            for one, found in zip(admitted, counted, strict=True)
        }
        events = [
            _event(uow, place, look, found) for look, found in zip(looks, answers.values(), strict=True)
        ]
        await self._close(list(zip(answers.items(), events, strict=True)))
        return answers

    async def _admitted(self, group: Sequence[Waiting]) -> AsyncIterator[tuple[Waiting, Counting]]:
        """Those that may count here, about the same beds as the last one, with a key that is new."""
        members: dict[Seat, list[Waiting]] = defaultdict(list)
        for one in group:
            if one.wish.pool_id == group[-1].wish.pool_id:
                members[one.seat].append(one)
        for seat, waiting in members.items():
            uow = await self._as(seat)
            allowed = await MAY_COUNT(uow, uow.actor, None) is None
            place = await counted_place(uow, waiting[0].wish) if allowed else None
            if place is not None:
                fresh = await self._fresh_keys(uow, waiting)
                for one in waiting:
                    if one.once.key in fresh:
                        fresh.remove(one.once.key)
                        yield one, place

    async def _fresh_keys(self, uow: UnitOfWork, waiting: Sequence[Waiting]) -> set[str]:
        rows = await uow.rows(
            KEYS,
            operation=record_count.name,
            keys=[one.once.key for one in waiting],
            fingerprints=[blinded(self._store, one.once).fingerprint for one in waiting],
        )
        return {row["key"] for row in rows}

    async def _close(self, settled: list[tuple[tuple[Waiting, Counted | Refused], Event]]) -> None:
        """Events and outcomes, member by member, each in their own name; whoever acts now comes first."""
        by_member: dict[Seat, list[tuple[tuple[Waiting, Counted | Refused], Event]]] = defaultdict(list)
        for item in reversed(settled):
            by_member[item[0][0].seat].append(item)
        for seat, items in by_member.items():
            uow = await self._as(seat)
            uow.events.extend(event for _, event in items)
            await close(self._store, uow, None, None)
            await uow.execute(
                OUTCOMES,
                keys=[one.once.key for (one, _), _ in items],
                outcomes=[outcome_of(answer) for (_, answer), _ in items],
            )

    async def _as(self, seat: Seat) -> UnitOfWork:
        """Act from this seat from now on in the transaction; whoever acts already goes on."""
        if self._acting is None or self._seat != seat:
            actor = await enter(self._connection, seat, self._now)
            self._seat = seat
            self._acting = UnitOfWork(self._connection, actor, self._now, self._store.keyring)
        return self._acting


def _event(uow: UnitOfWork, place: Counting, look: Heard, answer: Counted | Refused) -> Event:
    if isinstance(answer, Refused):
        return AttemptRefused(
            subject=uow.actor.organisation_id, command=record_count.name, reason=answer.reason.code
        )
    return recorded(place.house, look, answer)
