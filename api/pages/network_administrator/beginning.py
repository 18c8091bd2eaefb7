"""What is not an administrator's own to do in a first run: who does it, where, and from which file (AGR-06)."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from api.pages.network_administrator.organisations import found_all
from api.pages.visits import Visit
from service.partners.networks.setup import HOUSES, steps


@get("/network/next", include_in_schema=False)
async def show_beginning(visit: NamedDependency[Visit]) -> Response[str]:
    """Beds, agreements, envelopes and policy: each with who begins it, and whether they have."""
    async with visit.store.reading(visit.seat) as session:
        found = await found_all(session)
    return visit.paint(
        "network_administrator/beginning.html",
        page="/network/next",
        steps={step.name: step for step in steps(found)},
        houses=[one for one in found if one.kind in HOUSES],
        funds=[one for one in found if one.kind == "fund"],
        police=[one for one in found if one.kind == "police"],
    )


handlers: list[Any] = [show_beginning]
