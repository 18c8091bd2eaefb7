"""Somebody at the door is a fact: which bed they are in, and what has to move for it (BED-16)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from service.beds.claims.rules import Bed, Claim, Sheet


@dataclass(frozen=True)
class Seat:
    """A bed for a stay until `ends_at`, in place of the promise, or of the anonymous stay, that this person was.

    `and_ends` is an anonymous stay that was this person too: a count had seen them before they were announced.
    """

    bed_key: int
    ends_at: datetime
    instead_of: Claim | None = None
    and_ends: Claim | None = None


@dataclass(frozen=True)
class Arrival:
    """People at the door: how many beds they take, until when, and the pool that they were promised, if any."""

    beds: int
    at: datetime
    ends_at: datetime
    pool_key: int | None = None


def seat(sheet: Sheet, arrival: Arrival, promised: Sequence[Claim]) -> list[Seat]:
    """Beds for people who are there: those promised to them, then empty ones, then those of anonymous stays.

    Promises in the way move or are displaced; the sheet remembers them. Fewer seats than beds asked for means that
    recorded stays fill the house, and a departure is missing.
    """
    seats = [place for claim in promised[: arrival.beds] if (place := _on_promise(sheet, arrival, claim))]
    while len(seats) < arrival.beds:
        found = _on_empty(sheet, arrival) or _on_anonymous(sheet, arrival)
        if found is None:
            break
        seats.append(found)
    return seats


def _on_promise(sheet: Sheet, arrival: Arrival, claim: Claim) -> Seat | None:
    """The bed that was promised; another one when it is closed, or somebody is in it whom nobody saw leave."""
    sheet.on_bed[claim.bed_key].remove(claim)
    if sheet.stay_on(claim.bed_key) is None and not sheet.closed(claim.bed_key, arrival.at):
        return _settle(sheet, arrival, claim.bed_key, claim)
    other = _on_empty(sheet, arrival) or _on_anonymous(sheet, arrival)
    return other and replace(other, instead_of=claim, and_ends=other.instead_of)


def _on_empty(sheet: Sheet, arrival: Arrival) -> Seat | None:
    """An empty bed, of the promised pool if there is one, without anybody's promise if that can be."""

    def last_choice(bed: Bed) -> tuple[bool, bool, int, bool, int]:
        promises = sum(claim.promise for claim in sheet.over(bed.key, arrival.at, arrival.ends_at))
        return bed.overflow, bed.pool_key != arrival.pool_key, promises, bed.set_aside, bed.key

    empty = [bed for bed in sheet.beds if sheet.empty(bed, arrival.at)]
    return _settle(sheet, arrival, min(empty, key=last_choice).key, None) if empty else None


def _on_anonymous(sheet: Sheet, arrival: Arrival) -> Seat | None:
    """The newest anonymous stay: a count that came first had already seen this person."""
    stays = [
        stay
        for bed in sheet.beds
        if (stay := sheet.stay_on(bed.key)) is not None
        and stay.anonymous
        and not sheet.closed(bed.key, arrival.at)
    ]
    if not stays:
        return None
    newest = max(stays, key=lambda stay: (stay.starts_at, stay.key))
    sheet.on_bed[newest.bed_key].remove(newest)
    return _settle(sheet, arrival, newest.bed_key, newest)


def _settle(sheet: Sheet, arrival: Arrival, bed_key: int, instead_of: Claim | None) -> Seat:
    ends_at = sheet.until(bed_key, arrival.at, arrival.ends_at)
    sheet.clear(bed_key, arrival.at, ends_at, arrival.at)
    sheet.on_bed[bed_key].append(Claim(0, bed_key, "stay", arrival.at, ends_at))
    return Seat(bed_key, ends_at, instead_of)


@dataclass(frozen=True)
class Rolled:
    """A stay that goes on: nobody noted a departure by its expected end."""

    stay: Claim
    ends_at: datetime


def roll(sheet: Sheet, now: datetime, night_end: datetime) -> list[Rolled]:
    """Extend every stay past its end to the end of this night; promises in the way move or are displaced (BED-16).

    A stay that runs into another fact keeps its end; it still counts as taken until somebody notes a departure.
    """
    rolled = []
    for bed in sheet.beds:
        stay = sheet.stay_on(bed.key)
        if stay is None or stay.ends_at > now:
            continue
        ends_at = sheet.until(bed.key, stay.ends_at, night_end)
        if ends_at > stay.ends_at:
            sheet.clear(bed.key, stay.ends_at, ends_at, now)
            rolled.append(Rolled(stay, ends_at))
    return rolled
