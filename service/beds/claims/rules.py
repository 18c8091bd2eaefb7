"""Facts displace promises: how room is made on a bed for something that is so (BED-16, design.md section 1)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from service.beds.claims.fit import Needs, Room, as_good, takes

Kind = Literal["stay", "hold", "reservation", "closure"]
PROMISES = frozenset({"hold", "reservation"})


@dataclass(frozen=True)
class Bed:
    """What one claim takes. Beds of one pool are equal: a promise on one is as good on another."""

    key: int
    pool_key: int
    set_aside: bool = False
    room: Room | None = None
    """What its pool is; unknown, it stands in for no other pool's bed."""
    active: bool = True
    """Whether the shelter still has it; one that it gave up keeps what is on it, and takes nothing more."""
    overflow: bool = False
    """A cot that was put up for the night: slept in, never offered (BED-15)."""

    def stands_in(self, promised: "Bed", needs: Needs | None) -> bool:
        """Whether a promise on another bed is as well kept on this one."""
        if self.pool_key == promised.pool_key:
            return True
        if self.room is None or promised.room is None or needs is None:
            return False
        return as_good(self.room, promised.room) and takes(self.room, needs, set_aside=self.set_aside)


@dataclass(frozen=True)
class Claim:
    """A live claim; the period is half-open, in UTC."""

    key: int
    bed_key: int
    kind: Kind
    starts_at: datetime
    ends_at: datetime
    lapses_at: datetime | None = None
    anonymous: bool = False
    needs: Needs | None = None
    """Of a promise: whom it is for."""

    @property
    def promise(self) -> bool:
        return self.kind in PROMISES

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at

    def lapsed(self, now: datetime) -> bool:
        """Whether its deadline has passed: then it binds nobody, however late the job is."""
        return self.lapses_at is not None and self.lapses_at <= now


@dataclass(frozen=True)
class Move:
    """A promise that goes to another bed of the same shelter, as good as the one it had."""

    claim: Claim
    bed_key: int


@dataclass
class Sheet:
    """The beds of a shelter with their live claims, on which a plan is tried out. It remembers what it changed."""

    beds: tuple[Bed, ...]
    spare: tuple[Bed, ...] = ()
    """Beds that the fact is not about, but that can keep a promise which it contradicts."""
    on_bed: dict[int, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    moved: list[Move] = field(default_factory=list)
    displaced: list[Claim] = field(default_factory=list)

    @classmethod
    def of(
        cls, beds: Iterable[Bed], claims: Iterable[Claim], now: datetime, spare: Iterable[Bed] = ()
    ) -> "Sheet":
        """The sheet as it stands: promises past their deadline are not on it."""
        sheet = cls(tuple(sorted(beds, key=lambda bed: bed.key)), tuple(spare))
        for claim in sorted(claims, key=lambda claim: claim.key):
            if not claim.lapsed(now):
                sheet.on_bed[claim.bed_key].append(claim)
        return sheet

    def over(self, bed_key: int, starts_at: datetime, ends_at: datetime) -> list[Claim]:
        """What is on a bed in a period."""
        return [claim for claim in self.on_bed[bed_key] if claim.overlaps(starts_at, ends_at)]

    def stay_on(self, bed_key: int) -> Claim | None:
        """The stay on a bed, even past its expected end: whom nobody saw leave is there."""
        return next((claim for claim in self.on_bed[bed_key] if claim.kind == "stay"), None)

    def closed(self, bed_key: int, at: datetime) -> bool:
        return any(
            claim.kind == "closure" and claim.starts_at <= at < claim.ends_at
            for claim in self.on_bed[bed_key]
        )

    def empty(self, bed: Bed, at: datetime) -> bool:
        """Whether nobody is in the bed and it may be used; held ones are empty too."""
        return self.stay_on(bed.key) is None and not self.closed(bed.key, at)

    def until(self, bed_key: int, starts_at: datetime, ends_at: datetime) -> datetime:
        """How long a fact can last on a bed before the next fact begins there."""
        facts = [claim.starts_at for claim in self.over(bed_key, starts_at, ends_at) if not claim.promise]
        return min(facts, default=ends_at)

    def clear(self, bed_key: int, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
        """Take the promises of that period off a bed: each to one as good that is free throughout, else displaced."""
        for promise in [claim for claim in self.over(bed_key, starts_at, ends_at) if claim.promise]:
            self.on_bed[bed_key].remove(promise)
            other = self.bed_for(promise, now, leaving=bed_key, not_after=ends_at)
            if other is None:
                self.displaced.append(promise)
            else:
                self.on_bed[other].append(promise)
                self.moved.append(Move(promise, other))

    def close(self, bed_key: int, starts_at: datetime, ends_at: datetime) -> None:
        """Put a closure on a bed, so that nothing is moved there."""
        self.on_bed[bed_key].append(Claim(0, bed_key, "closure", starts_at, ends_at))

    def last_moves(self) -> tuple[Move, ...]:
        """Where each promise ended up: one that moved twice, or moved and was then displaced, is told once."""
        gone = {claim.key for claim in self.displaced}
        return tuple({move.claim.key: move for move in self.moved if move.claim.key not in gone}.values())

    def bed_for(
        self, promise: Claim, now: datetime, *, not_after: datetime, leaving: int | None = None
    ) -> int | None:
        """A bed that keeps this promise, an equal one first; then the one that costs others least.

        Never the one that it is `leaving`. A stay past its end fills its bed for what begins before `not_after`.
        """
        promised = next((bed for bed in (*self.beds, *self.spare) if bed.key == promise.bed_key), None)
        if promised is None:
            return None
        others = [
            bed
            for bed in (*self.beds, *self.spare)
            if bed.active
            and bed.key != leaving
            and bed.stands_in(promised, promise.needs)
            and self._free_for(bed, promise, now, not_after)
        ]
        best = min(others, key=lambda bed: _cost(bed, promised), default=None)
        return best.key if best else None

    def _free_for(self, bed: Bed, promise: Claim, now: datetime, not_after: datetime) -> bool:
        stay = self.stay_on(bed.key)
        overdue = stay is not None and stay.ends_at <= now and promise.starts_at < not_after
        return not overdue and not self.over(bed.key, promise.starts_at, promise.ends_at)


def _cost(bed: Bed, promised: Bed) -> tuple[bool, bool, int, int]:
    """A family's room and a bed that is set aside are given to somebody else last (BED-02, BED-06)."""
    sleeps = bed.room.sleeps if bed.room else 1
    return bed.pool_key != promised.pool_key, bed.set_aside, sleeps, bed.key
