"""What an auditor reads first: is the record whole, and what is worth a look (POL-03, FND-09)."""

from collections import Counter
from typing import Any

from api.pages.formats import whole
from api.pages.forms import fresh_key
from api.pages.moments import moment_in, zone_of
from api.pages.part import Part
from api.pages.visits import Visit
from service.refusals import Refused
from service.store.session import Session
from service.trail.standing import Look, Worth, trail_standing, worth_a_look

ORDER: tuple[Worth, ...] = (
    "signature_late",
    "look_late",
    "objected",
    "override",
    "address",
    "self_issued",
    "signature",
    "look",
    "override_refused",
)
"""What is late first; then exceptions; what only waits its time comes last."""
SHAPES = {"signature_late": "late", "look_late": "late"}


async def auditor(visit: Visit, session: Session) -> Part:
    """The state of the record, what to open, and the way to one request."""
    standing, found = await trail_standing(session), await worth_a_look(session)
    context: dict[str, Any] = {
        "standing": None if isinstance(standing, Refused) else standing,
        "worth": [] if isinstance(found, Refused) else counted(found),
        "moment": moment_in(visit.language, await zone_of(session)),
        "whole": lambda count: whole(count, visit.language),
        "key": fresh_key(),
    }
    return Part("auditor/home.html", context)


def counted(found: list[Look]) -> list[tuple[Worth, int, str]]:
    """Why, how many and in which shape, in the order of a first look."""
    counts = Counter(one.kind for one in found)
    return [(kind, counts[kind], SHAPES.get(kind, "half")) for kind in ORDER if counts[kind]]
