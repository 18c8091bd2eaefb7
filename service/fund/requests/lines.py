"""One line of a request, as a pivot writes it: what is needed, for how much, whom to pay, and until when (FND-01)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.fund.policy.document.categories import Category
from service.fund.repatriation.rules import Return
from service.fund.series.rules import Series

Payment = Literal["direct_to_supplier", "voucher", "cash_by_worker", "reimbursement_to_organisation"]
TravelReason = Literal[
    "protection",
    "return_to_relatives",
    "better_shelter",
    "court",
    "detention_release",
    "repatriation",
    "other",
]


@dataclass(frozen=True)
class NewLine:
    """One need: a category, an amount in cents, units (nights, trips, people), whom to pay, and until when."""

    category: Category
    amount_cents: int
    units: int = 1
    payment: Payment | None = None
    payee_id: UUID | None = None
    needed_by: datetime | None = None
    travel_reason: TravelReason | None = None
    description: str | None = None
    reason: str | None = None
    series: Series | None = None
    """Journeys promised together: `amount_cents` is then the ceiling of them all (FND-04)."""
    going_back: Return | None = None
    """A return that the person chose, and where to: on a line of travel to another country alone (IMM-02)."""
    other_payer_possible: bool = False
    """Somebody else may pay later: the fund may reclaim it then. Told, and never a gate (ELG-05)."""


def payment_of(line: NewLine) -> Payment:
    """How a line is paid when the pivot does not say: the supplier by default, never the person's account (FND-08)."""
    if line.payment:
        return line.payment
    if line.payee_id:
        return "direct_to_supplier"
    return "voucher" if line.category == "calling_card" else "cash_by_worker"
