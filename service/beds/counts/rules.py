"""`3 free` means physically empty now, held ones included: what a count opens, ends and displaces (BED-15, BED-16)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.beds.claims.rules import Bed, Claim, Move, Sheet

TOO_OLD = timedelta(hours=12)
"""A count looked at longer ago says nothing about now: one counts again (the phone's queue may come late)."""
UNDO_FOR = timedelta(minutes=2)


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


def plan_count(
    beds: tuple[Bed, ...], claims: tuple[Claim, ...], free: int, now: datetime, night_end: datetime
) -> CountPlan:
    """The changes after which exactly `free` of these beds are empty now (BED-15).

    Too many are taken: the newest anonymous stays end. Too few: anonymous stays open until `night_end`, on beds
    that nobody was promised first, on set-aside beds last; a promise in the way moves to an equal bed, or is displaced.
    """
    sheet = Sheet.of(beds, claims, now)
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
    def last_choice(bed: Bed) -> tuple[int, bool, int]:
        return sum(claim.promise for claim in sheet.over(bed.key, now, night_end)), bed.set_aside, bed.key

    opened: list[Opened] = []
    for _ in range(missing):
        bed = min((bed for bed in sheet.beds if sheet.empty(bed, now)), key=last_choice)
        ends_at = sheet.until(bed.key, now, night_end)
        sheet.clear(bed.key, now, ends_at, now)
        sheet.on_bed[bed.key].append(Claim(0, bed.key, "stay", now, ends_at, anonymous=True))
        opened.append(Opened(bed, ends_at))
    return CountPlan(opens=tuple(opened), moves=_last_moves(sheet), displaced=tuple(sheet.displaced))


def _last_moves(sheet: Sheet) -> tuple[Move, ...]:
    """Where each promise ended up: one that moved twice, or moved and was then displaced, is told once."""
    gone = {claim.key for claim in sheet.displaced}
    latest = {move.claim.key: move for move in sheet.moved if move.claim.key not in gone}
    return tuple(latest.values())


def supersedes(looked_at: datetime, newest: datetime | None) -> bool:
    """Whether a count may be applied: an older look never overwrites a newer one; the same moment counts as new."""
    return newest is None or looked_at >= newest
