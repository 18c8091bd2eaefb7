"""What this role reads first: its own reservations by their window, what waits, and the two things done every day."""

from datetime import date
from typing import Any

from api.pages.investigator.shown import RECENT, sentence, shown
from api.pages.moments import day_in, zone_of
from api.pages.part import Part
from api.pages.visits import Visit
from service.operations.agreements.queries import Agreement, own_agreements
from service.operations.holds.queries import OperationView, own_operations, read_operation
from service.operations.holds.rules import OPEN
from service.store.session import Session

MOST = 30
"""Reservations looked at, newest first; more than anybody has open."""


async def investigator(visit: Visit, session: Session) -> Part:
    """Own reservations with their window and what is held, by deadline; then what is over; then agreements (I1)."""
    language = visit.language
    open_ones, closed = list[OperationView](), list[OperationView]()
    for line in await own_operations(session, MOST):
        recent = line.window_ends_at > session.now - RECENT
        if line.state in OPEN or recent:
            view = await read_operation(session, line.id)
            if view is not None:
                (open_ones if line.state in OPEN else closed).append(view)
    open_ones.sort(key=lambda view: view.window_starts_at)
    cards = [(await shown(session, view, language), sentence(view, language)) for view in open_ones]
    context: dict[str, Any] = {
        "cards": cards,
        "closed": [await shown(session, view, language) for view in closed],
        **await _agreements(session),
        "day": day_in(language, await zone_of(session)),
    }
    return Part("investigator/home.html", context)


async def _agreements(session: Session) -> dict[str, Any]:
    found = await own_agreements(session)
    alive = [one for one in found if one.state in ("in_force", "suspended")]
    return {"agreements": len(alive), "to_answer": sum(map(_waits, found)), "review": _next_review(alive)}


def _waits(agreement: Agreement) -> bool:
    return agreement.state == "proposed" or agreement.change is not None


def _next_review(alive: list[Agreement]) -> date | None:
    return min((one.review_on for one in alive), default=None)
