"""A case in one line of a list: what the pivot knows it by, where its bed stands, and its money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.pages.pivot.stops import SHAPES
from service.beds.referrals.of_cases import PlaceOfCase
from service.cases.overview import CaseLine


@dataclass(frozen=True)
class Line:
    """`shape` and `bed` say where the bed stands; `until` when that ends, if it is a hold."""

    case: CaseLine
    shape: str
    bed: str
    until: datetime | None = None
    stop: UUID | None = None
    """The page of the place that is asked for now, where its address shows."""


def line_of(case: CaseLine, waiting: Iterable[PlaceOfCase]) -> Line:
    """What is asked for it now comes before where it was last."""
    place = next(
        (each for each in waiting if each.case_id == case.id and each.referral.state != "lapsed"), None
    )
    if place is not None:
        state = place.referral.state
        return Line(case, SHAPES[state], f"pivot.state.{state}", place.until, place.referral.id)
    if case.bed_state == "live":
        return Line(
            case, "full", "pivot.bed.in" if case.bed_kind == "stay" else "pivot.bed.held", case.bed_until
        )
    return Line(case, "none", "pivot.bed.none")
