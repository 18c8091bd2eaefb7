"""A policy as data: what a fund covers, up to how much, and who decides (ELG-08). All amounts in cents of CAD."""

from datetime import date, datetime
from typing import Final, Literal, get_args

from msgspec import Struct

Category = Literal[
    "travel_local",
    "travel_intercity",
    "travel_interprovincial",
    "travel_international",
    "hotel_nights",
    "calling_card",
    "food",
    "clothing",
    "hygiene_kit",
    "pocket_money",
    "medication_bridge",
    "interpreter",
    "documents",
    "other_immediate",
]
"""What an emergency fund covers (FND-02, FND-15)."""
CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)

Urgency = Literal["critical", "urgent", "standard"]


class CategoryRule(Struct, frozen=True, forbid_unknown_fields=True):
    """What one category may cost. Above a cap a named person may still approve, with a reason (RIG-01)."""

    category: Category
    cap_cents: int
    """For one line."""
    unit_cap_cents: int | None = None
    """For one night, one trip, one person."""
    units_without_reason: int | None = None
    """Beyond so many nights the worker gives a reason."""
    automatic_up_to_cents: int = 0
    """Approved by rule at once up to this sum per case over a rolling 24 h; 0 means never."""


class Band(Struct, frozen=True, forbid_unknown_fields=True):
    """How many different people approve, by the sum per case over a rolling 24 h. The last band has no upper end."""

    approvers: int
    up_to_cents: int | None = None


class SelfIssue(Struct, frozen=True, forbid_unknown_fields=True):
    """The emergency door: what a pivot may issue alone, out of hours, over a rolling 24 h (FND-10)."""

    per_case_cents: int
    per_pivot_cents: int
    per_organisation_cents: int
    review_within_days: int


class Automatic(Struct, frozen=True, forbid_unknown_fields=True):
    """How far approvals by rule go in all, over a rolling 24 h, whatever the number of cases (FND-10)."""

    per_pivot_cents: int
    per_organisation_cents: int


class Target(Struct, frozen=True, forbid_unknown_fields=True):
    """Within how many minutes a request of this urgency should be decided (FND-01)."""

    urgency: Urgency
    minutes: int


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """One version of a fund's policy. It is never edited: a change is a new version (ELG-08)."""

    version: int
    author: str
    in_force_from: date
    categories: tuple[CategoryRule, ...]
    bands: tuple[Band, ...]
    self_issue: SelfIssue
    automatic: Automatic
    targets: tuple[Target, ...]
    duplicate_window_days: int = 7
    """How far back another fund's approval of the same category for the same case is a warning (FND-07)."""
    payer_differs_above_cents: int = 30_000
    """Above it, whoever approved does not pay."""
    new_payee_wait_hours: int = 24
    """How long a new payee that is no partner organisation waits after its second signature."""
    opens_hour: int = 8
    closes_hour: int = 18
    """Office hours from Monday to Friday, in local time; outside them a pivot may issue alone (FND-10)."""

    def rule_for(self, category: Category) -> CategoryRule | None:
        """The rule of a category, or None when this fund does not cover it."""
        return next((rule for rule in self.categories if rule.category == category), None)

    def target_minutes(self, urgency: Urgency) -> int:
        """Minutes within which a request of this urgency should be decided; a day when the policy says nothing."""
        return next((target.minutes for target in self.targets if target.urgency == urgency), 24 * 60)

    def approvers_for(self, cents: int) -> int:
        """How many different people approve when the case's sum over 24 h reaches `cents` (FND-10)."""
        return next(
            band.approvers for band in self.bands if band.up_to_cents is None or cents <= band.up_to_cents
        )

    def two_people_above(self) -> int:
        """The largest sum in cents that one person may approve; 0 when one person never suffices."""
        ends = [band.up_to_cents or 0 for band in self.bands if band.approvers < 2]
        return max(ends, default=0)

    def out_of_hours(self, local: datetime) -> bool:
        """Whether a local moment lies outside office hours (FND-10). Weekends do."""
        return local.weekday() >= 5 or not self.opens_hour <= local.hour < self.closes_hour
