"""The needs as rows of a page: each with what is known of it, what is ticked already, and what may be said more."""

from dataclasses import dataclass

from api.pages.forms import Form
from api.pages.money.offer import FIRST, SHOWN, Offer
from service.fund.carriers.queries import ProposedCarrier
from service.fund.policy.document.categories import CategoryRule
from service.fund.requests.lines import NewLine
from service.fund.said import CATEGORIES
from service.refusals import Language


@dataclass(frozen=True)
class Row:
    """One need that the fund covers: its caps in cents, what it cost last time, and who may carry somebody."""

    category: str
    name: str
    cap: int
    unit_cap: int | None
    free_units: int | None
    at_once: int
    taken: bool
    amount: str
    units: int
    travels: bool
    carriers: tuple[ProposedCarrier, ...]
    today: int
    """Asked for this case in the last 24 hours already, in cents."""


@dataclass(frozen=True)
class Proposal:
    """The rows that show at once and those one touch away; `lines` are what is ticked before anybody touches it."""

    first: tuple[Row, ...]
    others: tuple[Row, ...]
    lines: tuple[NewLine, ...]


def proposal(offer: Offer, language: Language, form: Form | None) -> Proposal:
    """What the policy in force proposes for this case; what somebody ticked stands among the first."""
    rows = [_row(offer, rule, language, form) for rule in offer.rules()]
    usual = offer.books.usual if offer.books else {}
    near = [row for row in rows if row.category in FIRST or row.category in usual][:SHOWN]
    first = [row for row in rows if row in near or row.taken]
    lines = tuple(
        NewLine(rule.category, cents * row.units, row.units)
        for rule, row in zip(offer.rules(), rows, strict=True)
        if row.taken and (cents := offer.proposed_cents(rule))
    )
    return Proposal(tuple(first), tuple(row for row in rows if row not in first), lines)


def _row(offer: Offer, rule: CategoryRule, language: Language, form: Form | None) -> Row:
    category, cents = rule.category, offer.proposed_cents(rule)
    said = CATEGORIES[category].in_(language)
    today = offer.today.get(category, 0)
    return Row(
        category,
        said[0].upper() + said[1:],
        rule.line_cap(offer.people),
        rule.unit_cap(offer.people),
        rule.units_without_reason,
        rule.automatic_up_to_cents,
        bool(form.value(f"take_{category}")) if form else _taken(rule, today),
        typed_amount(cents, language) if cents else "",
        offer.hotel_nights if category == "hotel_nights" else 1,
        category.startswith("travel_"),
        tuple(offer.books.carriers.get(category, [])) if offer.books else (),
        today,
    )


def _taken(rule: CategoryRule, today: int) -> bool:
    """Ticked before anybody asks: only what a rule approves at once, and was not asked for today."""
    return rule.automatic_up_to_cents > 0 and today == 0


def typed_amount(cents: int, language: Language) -> str:
    """An amount as it stands in a field: `80`, `80,50` or `80.50`."""
    dollars, rest = divmod(cents, 100)
    return f"{dollars}{',' if language == 'fr' else '.'}{rest:02d}" if rest else str(dollars)
