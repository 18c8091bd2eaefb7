"""Which displaced promises find a bed again, in the order in which they were made (BED-16)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.beds.claims.rules import Claim, Sheet

Way = Literal["here", "agreement", "refer", "hotel"]
Told = Literal["house", "holder", "coordination"]
TAKERS: dict[Way, frozenset[Told]] = {
    "here": frozenset({"house", "holder", "coordination"}),
    "agreement": frozenset({"coordination"}),
    "refer": frozenset({"holder"}),
    "hotel": frozenset({"holder"}),
}
"""Who takes which place by one tap. Another house is asked in the name of whoever accompanies the person (ADM-05);
an operation's place elsewhere comes from an agreement (OPS-02)."""


def may_take(way: Way, told: Told, *, for_operation: bool) -> bool:
    """Whether somebody who is told of a displaced promise takes this place for it by themselves."""
    return told in TAKERS[way] and (way == "here" or (way == "agreement") is for_operation)


@dataclass(frozen=True)
class Waiting:
    """A displaced promise. `needed`: somebody still waits for it; `movable`: no other house is being asked."""

    escalation_id: UUID
    promise: Claim
    needed: bool
    movable: bool


@dataclass(frozen=True)
class Back:
    """A promise that comes back, on this bed."""

    escalation_id: UUID
    bed_key: int


def brought_back(sheet: Sheet, waiting: Iterable[Waiting], now: datetime, night_end: datetime) -> list[Back]:
    """Beds for displaced promises, first come first served: each a bed as good as its own, free for all of it.

    Whoever is still in a bed past the expected end is taken to sleep there until `night_end`.
    """
    found: list[Back] = []
    for one in sorted(waiting, key=lambda one: one.promise.key):
        bed = sheet.bed_for(one.promise, now, not_after=night_end) if one.needed and one.movable else None
        if bed is not None:
            sheet.on_bed[bed].append(replace(one.promise, bed_key=bed))
            found.append(Back(one.escalation_id, bed))
    return found
