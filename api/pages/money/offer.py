"""What may be asked for a case, and what is known already: the policy in force, the last day, the last time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from service.beds.lodging.queries import RoomView, rooms_of
from service.cases.consents import consented
from service.cases.queries import CaseView, case_of
from service.fund.calendars.queries import calendar_of
from service.fund.calendars.rules import Calendar
from service.fund.carriers.queries import ProposedCarrier, carriers_on
from service.fund.carriers.rules import MODES, Journey
from service.fund.envelopes.queries import open_funds
from service.fund.payees.queries import PayeeCard, payees_of
from service.fund.policy.document.categories import CategoryRule
from service.fund.policy.document.policy import Policy
from service.fund.policy.queries import InForce, in_force
from service.fund.policy.rules import Spent
from service.fund.requests.before import (
    LastAttested,
    asked_today,
    door_frozen,
    last_attested,
    people_of,
    spent_before,
    usual_cents,
)
from service.fund.reviews.rules import Frozen
from service.refusals import Refused
from service.store.session import Session

FIRST = ("calling_card", "travel_local", "travel_intercity", "food", "hygiene_kit")
"""What is needed first on most nights; then what was asked for lately."""
SHOWN = 7
"""Needs that show at once; the others are one touch away."""


@dataclass(frozen=True)
class Books:
    """A fund as whoever asks may know it: its policy, its hours, whom it pays; never its balance (POL-03)."""

    in_force: InForce
    calendar: Calendar
    payees: list[PayeeCard]
    carriers: Mapping[str, list[ProposedCarrier]]
    spent: Spent
    usual: Mapping[str, int]
    frozen: Frozen | None

    @property
    def policy(self) -> Policy:
        return self.in_force.policy


@dataclass(frozen=True)
class Offer:
    """Everything that the page knows before anything is typed."""

    case: CaseView
    now: datetime
    people: int
    agreed: bool
    """Whether the person agrees that a fund is asked (CNF-01)."""
    funds: Mapping[UUID, str]
    fund_id: UUID | None
    books: Books | None
    """Nothing where no fund with a signed policy takes requests."""
    last: LastAttested | None
    today: Mapping[str, int]
    rooms: list[RoomView]

    @property
    def zone(self) -> str:
        return self.books.calendar.time_zone if self.books else "America/Toronto"

    @property
    def day(self) -> date:
        """Today, where the case is."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    @property
    def out_of_hours(self) -> bool:
        """Whether the fund's office is closed now (FND-10)."""
        return self.books is not None and not self.books.calendar.is_open(self.now)

    @property
    def hotel_nights(self) -> int:
        """The nights that the case has in a hotel and that no request pays yet; one where it has none (BED-09)."""
        nights = [
            (stay.ends_at - stay.starts_at).days
            for stay in self.case.placements
            if stay.kind == "hotel_partner" and stay.ends_at > self.now
        ]
        return max(1, sum(nights) - sum(room.nights for room in self.rooms))

    def rules(self) -> list[CategoryRule]:
        """What the fund covers: what is needed first on most nights, then what was asked for lately, then the rest."""
        if self.books is None:
            return []
        usual = self.books.usual
        rank = {name: at for at, name in enumerate(FIRST)}
        return sorted(
            self.books.policy.categories,
            key=lambda rule: (rank.get(rule.category, len(FIRST)), rule.category not in usual),
        )

    def proposed_cents(self, rule: CategoryRule) -> int | None:
        """What one of them cost last time, or what a rule approves at once; nothing is made up beyond that."""
        usual = self.books.usual.get(rule.category) if self.books else None
        return usual or rule.automatic_up_to_cents or None


async def offer_of(session: Session, case_id: UUID, wanted: UUID | None = None) -> Offer | None:
    """The offer for a case that the actor accompanies, by the `wanted` fund or the last one; None for anybody else."""
    case = await case_of(session, case_id)
    if case is None:
        return None
    open_ones = await open_funds(session, case.region)
    funds = {} if isinstance(open_ones, Refused) else {fund.fund_id: fund.fund_name for fund in open_ones}
    last = await last_attested(session, case_id)
    fund = _chosen(funds, wanted, last)
    rooms = await rooms_of(session, case_id)
    return Offer(
        case,
        session.now,
        await people_of(session, case_id),
        await consented(session, case_id, "fund"),
        funds,
        fund,
        await _books(session, case, fund) if fund else None,
        last,
        await asked_today(session, case_id),
        [] if isinstance(rooms, Refused) else rooms,
    )


def _chosen(funds: Mapping[UUID, str], wanted: UUID | None, last: LastAttested | None) -> UUID | None:
    """The fund that was chosen, else the one that was asked last, else the first of the region."""
    for each in (wanted, last.fund_id if last else None):
        if each in funds:
            return each
    return next(iter(funds), None)


async def _books(session: Session, case: CaseView, fund: UUID) -> Books | None:
    policy = await in_force(session, fund, case.region)
    if policy is None:
        return None
    calendar = await calendar_of(session, policy.policy, case.region)
    payees = await payees_of(session, fund)
    return Books(
        policy,
        calendar,
        [] if isinstance(payees, Refused) else payees,
        await _carriers(session, case, fund, calendar, policy.policy),
        await spent_before(session, fund, case.id),
        await usual_cents(session, fund),
        await door_frozen(session, policy.id),
    )


async def _carriers(
    session: Session, case: CaseView, fund: UUID, calendar: Calendar, policy: Policy
) -> dict[str, list[ProposedCarrier]]:
    """Agreements with carriers that stand today, for each kind of journey that the fund covers (FND-05)."""
    day = session.now.astimezone(ZoneInfo(calendar.time_zone)).date()
    covered = [rule.category for rule in policy.categories if rule.category in MODES]
    return {
        category: await carriers_on(session, fund, Journey(category, case.region, day))
        for category in covered
    }
