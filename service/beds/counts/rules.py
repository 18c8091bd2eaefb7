"""`3 free` means physically empty now, held ones included: what a count opens, ends and displaces (BED-15, BED-16)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from service.beds.claims.rules import Bed, Claim, Move, Sheet

TOO_OLD = timedelta(hours=12)
"""A count looked at longer ago says nothing about now: one counts again (the phone's queue may come late)."""


MOST_COTS = 10
"""A count may exceed the beds by so many cots, or by as many as the beds; above that it is a slip of the finger."""


@dataclass(frozen=True)
class Opened:
    """An anonymous stay to open: somebody is in that bed, and nothing is known of them."""

    bed: Bed
    ends_at: datetime


@dataclass(frozen=True)
class CountPlan:
    """What a count changes. `unexplained` stays are recorded ones that it contradicts: a human notes departures."""

    opens: tuple[Opened, ...] = ()
    ends: tuple[Claim, ...] = ()
    moves: tuple[Move, ...] = ()
    displaced: tuple[Claim, ...] = ()
    unexplained: int = 0


def usable(beds: tuple[Bed, ...], claims: tuple[Claim, ...], now: datetime) -> int:
    """Beds that can be empty or taken now: all but the closed ones. A count above it is not of this shelter."""
    sheet = Sheet.of(beds, claims, now)
    return sum(not sheet.closed(bed.key, now) for bed in beds)


def most_countable(beds: int) -> int:
    """The largest count that is believed of a house with so many usable beds: some put up cots (BED-15)."""
    return beds + max(MOST_COTS, beds)


def cots_for(free: int, beds: int) -> int:
    """How many cots a house has put up that counts more empty beds than it has: what was seen is so (BED-15)."""
    return max(0, free - beds)


def empty_now(beds: tuple[Bed, ...], claims: tuple[Claim, ...], now: datetime) -> int:
    """Usable beds in which nobody is, as far as is known; held ones are empty too."""
    sheet = Sheet.of(beds, claims, now)
    return sum(sheet.empty(bed, now) for bed in beds)


def plan_count(
    beds: tuple[Bed, ...],
    claims: tuple[Claim, ...],
    free: int,
    now: datetime,
    night_end: datetime,
    *,
    spare: tuple[Bed, ...] = (),
) -> CountPlan:
    """The changes after which exactly `free` of these beds are empty now (BED-15).

    Too many are taken: the newest anonymous stays end. Too few: anonymous stays open until `night_end`, on beds
    that nobody was promised first, then on set-aside beds, then on cots; a promise in the way moves to a bed that is as
    good, of the `spare` ones too, which were not counted; or it is displaced.
    """
    sheet = Sheet.of(beds, claims, now, spare)
    inside = [bed for bed in sheet.beds if not sheet.closed(bed.key, now)]
    stays = [stay for bed in inside if (stay := sheet.stay_on(bed.key)) is not None]
    missing = len(inside) - free - len(stays)
    if missing <= 0:
        return _end(stays, -missing)
    return _open(sheet, missing, now, night_end)


def _end(stays: list[Claim], surplus: int) -> CountPlan:
    anonymous = sorted(
        (stay for stay in stays if stay.anonymous), key=lambda s: (s.starts_at, s.key), reverse=True
    )
    ended = anonymous[:surplus]
    return CountPlan(ends=tuple(ended), unexplained=surplus - len(ended))


def _open(sheet: Sheet, missing: int, now: datetime, night_end: datetime) -> CountPlan:
    def last_choice(bed: Bed) -> tuple[int, bool, bool, int]:
        promises = sum(claim.promise for claim in sheet.over(bed.key, now, night_end))
        return promises, bed.overflow, bed.set_aside, bed.key

    opened: list[Opened] = []
    empty = sorted((bed for bed in sheet.beds if sheet.empty(bed, now)), key=last_choice)
    for _ in range(missing):
        if last_choice(empty[0])[0]:
            empty.sort(key=last_choice)  # promises that moved have changed who comes next
        bed = empty.pop(0)
        ends_at = sheet.until(bed.key, now, night_end)
        sheet.clear(bed.key, now, ends_at, now)
        sheet.on_bed[bed.key].append(Claim(0, bed.key, "stay", now, ends_at, anonymous=True))
        opened.append(Opened(bed, ends_at))
    return CountPlan(opens=tuple(opened), moves=sheet.last_moves(), displaced=tuple(sheet.displaced))


@dataclass(frozen=True)
class Look:
    """A count as it was sent: `free` beds seen empty at a moment; `None` says "unchanged"."""

    free: int | None
    looked_at: datetime


@dataclass(frozen=True)
class Taken:
    """What becomes of a look: applied, or not because a newer one exists; what was empty before it; what it says."""

    applied: bool
    before: int
    free: int
    newest: datetime


Fault = Literal["in_the_future", "too_old", "above_the_beds", "never_counted"]


def fault_of(
    look: Look, most: int, newest: datetime | None, now: datetime, *, on_the_spot: bool = True
) -> Fault | None:
    """Why a look cannot be recorded at all, or `None`. `most` is believed; the newest look was at `newest`.

    A file's look is not on the spot: old by nature, it is recorded all the same, and is simply not fresh (BED-15).
    """
    if look.looked_at > now:
        return "in_the_future"
    if on_the_spot and now - look.looked_at > TOO_OLD:
        return "too_old"
    if look.free is None and newest is None:
        return "never_counted"
    if look.free is not None and look.free > most:
        return "above_the_beds"
    return None


def take(look: Look, empty: int, newest: datetime | None) -> Taken:
    """An older look never overwrites a newer one, and says so; the same moment counts as newer (BED-15).

    `empty` is what is known to be empty; "unchanged" says just that.
    """
    applied = newest is None or look.looked_at >= newest
    latest = look.looked_at if newest is None else max(newest, look.looked_at)
    return Taken(applied, before=empty, free=empty if look.free is None else look.free, newest=latest)
