"""Five fields and a date: what an agreement says, and when it is looked at again (OPS-02, AGR-02, ADM-14)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Answer = Literal["automatic", "asked"]
Basis = Literal["standing", "on_notice"]

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


def basis(notice_hours: int) -> Basis:
    """Standing when no notice is needed."""
    return "on_notice" if notice_hours else "standing"


def review_date_fits(review_on: date, today: date) -> bool:
    """A review lies ahead, within two years."""
    return today < review_on <= today + FARTHEST_REVIEW


def review_due(review_on: date, today: date) -> bool:
    """Whether the review is to be shown as something to do: from 30 days before. Overdue ends nothing (PIV-03)."""
    return review_on <= today + SOON
