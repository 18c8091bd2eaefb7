"""What an agreement says, when it is looked at again, and what it has come to (OPS-02, OPS-13, AGR-02, ADM-14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Answer = Literal["automatic", "asked"]
Basis = Literal["standing", "on_notice"]
Form = Literal["formal", "informal"]
"""Both count alike: some partners sign a document, others keep their word (TEN-03)."""
Condition = Literal["address_by_phone", "by_day", "call_first", "pivot_brings", "plain_car"]
"""How people come to the house: its address told by telephone, by day only, after a call, brought by the pivot
organisation, in a plain car (SAF-13)."""
HouseSignatory = Literal["board", "director", "coordinator", "other"]
PartnerSignatory = Literal["chief", "unit_commander", "investigator", "other"]
"""In which role somebody signed: a role and never a name, because agreements outlast people (PIV-03)."""
State = Literal["proposed", "in_force", "suspended", "declined", "ended"]
ReviewOutcome = Literal["still_true", "changed", "ended"]

SOON: Final = timedelta(days=30)
FARTHEST_REVIEW: Final = timedelta(days=731)


@dataclass(frozen=True)
class Terms:
    """The five fields. Notice and longest hold in hours."""

    places: int
    notice_hours: int
    longest_hold_hours: int
    answer: Answer
    review_on: date


@dataclass(frozen=True)
class Setting:
    """What may be said beside the five fields. `starts_on` and `ends_on`: its first and its last day, both included, in
    the shelter's time; none is from the other side's tap on, and without an end."""

    form: Form = "informal"
    conditions: tuple[Condition, ...] = ()
    signed_as: HouseSignatory | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Evidence:
    """What came of an agreement since its last review: places `asked` for by the service, by agreement or beyond it;
    `granted`; not granted by coded reason, silence among them; refused at the door; nights held, and of these used."""

    asked: int
    granted: int
    declined: Mapping[str, int]
    refused_at_door: int
    nights_held: int
    nights_used: int

    @property
    def nights_unused(self) -> int:
        """Nights in which a bed was kept from other women and nobody came (OPS-13)."""
        return self.nights_held - self.nights_used


def basis(notice_hours: int) -> Basis:
    """Standing when no notice is needed."""
    return "on_notice" if notice_hours else "standing"


def review_date_fits(review_on: date, today: date) -> bool:
    """A review lies ahead, within two years."""
    return today < review_on <= today + FARTHEST_REVIEW


def days_fit(setting: Setting, today: date) -> bool:
    """An agreement ends after it starts, and not in the past (OPS-02)."""
    if setting.ends_on is None:
        return True
    return setting.ends_on >= max(today, setting.starts_on or today)


def review_due(review_on: date, today: date) -> bool:
    """Whether the review is to be shown as something to do: from 30 days before. Overdue ends nothing (PIV-03)."""
    return review_on <= today + SOON


def review_overdue(review_on: date, today: date) -> bool:
    """Whether the day of the review has passed without one (OPS-13)."""
    return review_on < today
