"""What needs me now? Everybody's first page: each of their roles puts its part there (screens, section 3)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from api.pages.auditor.home import auditor
from api.pages.coordinator.home import coordinator
from api.pages.front_desk.home import front_desk
from api.pages.fund.home import fund
from api.pages.investigator.home import investigator
from api.pages.moments import zone_of
from api.pages.network_administrator.home import network_administrator
from api.pages.part import Part
from api.pages.pivot.home import pivot
from api.pages.region.home import region
from api.pages.visits import Visit
from service.partners.actor import Role
from service.store.session import Session

PARTS: Mapping[Role, Callable[[Visit, Session], Awaitable[Part]]] = {
    Role.FRONT_DESK: front_desk,
    Role.SHELTER_COORDINATOR: coordinator,
    Role.PIVOT_WORKER: pivot,
    Role.FUND_ADMINISTRATOR: fund,
    Role.INVESTIGATOR: investigator,
    Role.REGIONAL_COORDINATOR: region,
    Role.AUDITOR: auditor,
    Role.NETWORK_ADMINISTRATOR: network_administrator,
}
"""In the order in which somebody with several roles needs them."""


@get("/", include_in_schema=False)
async def show_home(visit: NamedDependency[Visit]) -> Response[str]:
    """One part for each role that the visitor holds."""
    async with visit.store.reading(visit.seat) as session:
        held = [role for role in PARTS if session.actor.has(role)]
        parts = [await PARTS[role](visit, session) for role in held]
        now, zone = session.now, await zone_of(session)
    return visit.paint("home.html", shown=parts, roles=held, now=now, zone=zone)


handlers: list[Any] = [show_home]
