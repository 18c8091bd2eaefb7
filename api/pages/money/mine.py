"""My requests, and what home says of money: receipts owed, and requests that wait, each with its next step."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from api.pages.moments import day_in, zone_of
from api.pages.money.telling import Shape
from api.pages.visits import Visit
from api.problems import Refusal
from service.cases.queries import CaseCard, my_cases
from service.fund.receipts.queries import OwedReceipt, owed_receipts
from service.fund.requests.queries import RequestCard, requests
from service.fund.said import CATEGORIES
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session

MOST = 50
AT_HOME = 5
"""As many of each as home shows; the rest is one touch away."""
SHAPES: dict[str, Shape] = {
    "submitted": "half",
    "approved": "full",
    "partly_approved": "half",
    "declined": "cross",
    "paying": "half",
    "paid": "full",
    "settled": "full",
    "withdrawn": "none",
    "failed": "cross",
}
OVER = frozenset({"paid", "settled", "declined", "withdrawn"})
"""Nothing waits any more, but for a receipt: those have their own list."""


@dataclass(frozen=True)
class Card:
    """One request in a list: its case by its marker, never in an address."""

    request: RequestCard
    shape: Shape
    words: str
    case: CaseCard | None


async def cards_of(session: Session) -> list[Card]:
    """The requests that the visitor made, or that their cases led to: late ones first, then by target, then newest."""
    found = await requests(session, None, None, MOST)
    if isinstance(found, Refused):
        return []
    known = await my_cases(session, None, 200)
    cases = {} if isinstance(known, Refused) else {case.id: case for case in known}
    mine = [card for card in found if card.case_id is not None]
    return [_card(card, cases.get(card.case_id)) for card in sorted(mine, key=_place) if card.case_id]


def _place(card: RequestCard) -> tuple[int, float]:
    if card.state in {"submitted", "partly_approved", "failed"}:
        return (0 if card.is_late else 1, card.decide_by.timestamp())
    return (3 if card.state in OVER else 2, -card.submitted_at.timestamp())


def _card(card: RequestCard, case: CaseCard | None) -> Card:
    late = card.is_late and card.state in {"submitted", "partly_approved"}
    return Card(card, "late" if late else SHAPES[card.state], "late" if late else card.state, case)


@get("/money", include_in_schema=False)
async def show_mine(visit: NamedDependency[Visit]) -> Response[Any]:
    """What waits, then what is over."""
    async with visit.store.reading(visit.seat) as session:
        if not session.actor.has(Role.PIVOT_WORKER):
            raise Refusal(Refused(NOT_ALLOWED))
        money = await money_at_home(visit, session, most=MOST)
        cards, zone = await cards_of(session), await zone_of(session)
        cases = await my_cases(session, None, MOST)
    return visit.paint(
        "money/mine.html",
        money_home=replace(money, waiting=[]),
        cases=[] if isinstance(cases, Refused) else [case for case in cases if case.state == "open"],
        waiting=[card for card in cards if card.request.state not in OVER],
        over=[card for card in cards if card.request.state in OVER],
        zone=zone,
        day=day_in(visit.language, zone),
    )


@dataclass(frozen=True)
class Owed:
    """A receipt that is owed, in the words of its need."""

    receipt: OwedReceipt
    name: str


@dataclass(frozen=True)
class MoneyAtHome:
    """What home says of money: `now` is when it was read (UTC)."""

    owed: list[Owed]
    waiting: list[Card]
    zone: str
    now: datetime
    day: Any


async def money_at_home(visit: Visit, session: Session, *, most: int = AT_HOME) -> MoneyAtHome:
    """Receipts owed, soonest due first, and requests that wait; for `money/owed.html` (FND-12)."""
    owed = await owed_receipts(session)
    zone = await zone_of(session)
    waiting = [card for card in await cards_of(session) if card.request.state not in OVER]
    return MoneyAtHome(
        [] if isinstance(owed, Refused) else [_owed(one, visit) for one in owed[:most]],
        waiting[:most],
        zone,
        session.now,
        day_in(visit.language, zone),
    )


def _owed(receipt: OwedReceipt, visit: Visit) -> Owed:
    name = CATEGORIES[receipt.category].in_(visit.language)
    return Owed(receipt, name[0].upper() + name[1:])


handlers: list[Any] = [show_mine]
