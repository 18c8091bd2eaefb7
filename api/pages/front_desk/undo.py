"""What was just done, and how it is taken back: on this browser alone, for two minutes (screens: undo)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.datastructures import Cookie

from api.browser.cookies import forget, host_cookie
from api.pages.visits import Visit
from service.beds.referrals.rules import UNDO_FOR

UNDO = "__Host-relais_undo"
"""A number, the id of a house, a time; or the id of a request: nothing that a page would not show."""


@dataclass(frozen=True)
class CountMade:
    """A count that can be taken back: what was empty `before` it, said of the very moment that it was looked at.

    So a count that somebody made since then stays: it is newer (BED-15).
    """

    house: UUID
    pool: UUID | None
    before: int
    looked_at: datetime


@dataclass(frozen=True)
class YesSaid:
    """A yes that can be taken back."""

    referral: UUID


def to_undo(made: CountMade | YesSaid) -> Cookie:
    """The note of it, which the browser forgets by itself."""
    if isinstance(made, YesSaid):
        text = f"yes.{made.referral}"
    else:
        text = f"count.{made.house}.{made.pool or ''}.{made.before}.{made.looked_at.timestamp():.6f}"
    return host_cookie(UNDO, text.replace(".", "~"), max_age=int(UNDO_FOR.total_seconds()))


def undoable(visit: Visit) -> CountMade | YesSaid | None:
    """What this browser has just done; nothing for a note that is not one of ours."""
    kind, _, rest = visit.request.cookies.get(UNDO, "").partition("~")
    try:
        if kind == "yes":
            return YesSaid(UUID(rest))
        house, pool, before, second, fraction = rest.split("~")
        moment = datetime.fromtimestamp(int(second), visit.store.clock.now().tzinfo)
        at = moment.replace(microsecond=int(fraction[:6].ljust(6, "0")))
        return CountMade(UUID(house), UUID(pool) if pool else None, int(before), at)
    except (ValueError, OverflowError, OSError):
        return None


def undone(response: Response[Any]) -> Response[Any]:
    """It cannot be taken back twice."""
    forget(response, UNDO)
    return response
