"""What a fund's administrator reads first: what waits, by deadline; what is free; what else is owed (screens A1)."""

from collections.abc import Sequence
from typing import Any

from api.doors import accepted
from api.pages.fund.common import Telling, telling
from api.pages.fund.owing import also
from api.pages.fund.pictures import LATELY, burned, times
from api.pages.fund.waiting import HOME_SHOWS, PAYMENTS_SHOWN, counted, payment_rows, rows
from api.pages.part import Part
from api.pages.visits import Visit
from service.fund.envelopes.queries import EnvelopeView, envelopes
from service.fund.payouts.queries import payout_counts, payouts_by_hand
from service.fund.requests.queue import queue
from service.fund.requests.times import times_taken
from service.store.session import Session


async def fund(visit: Visit, session: Session) -> Part:
    """What needs this person now, by deadline; then the two things done every day; then links."""
    tell = await telling(visit, session)
    waiting = rows(tell, accepted(await queue(session, visit.language)))
    by_hand = payment_rows(tell, accepted(await payouts_by_hand(session)))
    taken = accepted(await times_taken(session, session.now - LATELY))
    return Part(
        "fund/home.html",
        {
            **tell.context,
            "count": len(waiting),
            "rows": waiting[:HOME_SHOWS],
            "by_hand": by_hand[:PAYMENTS_SHOWN],
            "by_hand_count": len(by_hand),
            "payments": counted(await payout_counts(session)),
            "times": times(tell, taken),
            "also": await also(session, tell),
            **await _envelopes(session, tell),
        },
    )


async def _envelopes(session: Session, tell: Telling) -> dict[str, Any]:
    """What runs now, the soonest to end first; the one that most was promised or paid from is drawn."""
    found = running(accepted(await envelopes(session)), tell)
    busiest = max(found, key=lambda each: each.committed_cents + each.spent_cents, default=None)
    return {"envelopes": found, "burn": await burned(session, tell, busiest) if busiest else None}


def running(found: Sequence[EnvelopeView], tell: Telling) -> list[EnvelopeView]:
    """The envelopes of today, the soonest to end first: money is taken in that order (FND-06)."""
    current = [each for each in found if each.starts_at <= tell.now < each.ends_at]
    return sorted(current, key=lambda each: (each.ends_at, each.code))
