"""What is worth a look, one by one: a code opens its request by a form, so that no code stands in an address."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from api.doors import accepted
from api.pages.auditor.home import ORDER
from api.pages.moments import moment_in, zone_of
from api.pages.visits import Visit
from service.trail.standing import worth_a_look

SHOWN = 200


@get("/audit/looks", include_in_schema=False)
async def show_looks(visit: NamedDependency[Visit]) -> Response[str]:
    """Late ones first, then exceptions of the last seven days, then what only waits."""
    async with visit.store.reading(visit.seat) as session:
        found, zone = accepted(await worth_a_look(session)), await zone_of(session)
    groups = [(kind, [one for one in found if one.kind == kind]) for kind in ORDER]
    return visit.paint(
        "auditor/looks.html",
        page="/audit/looks",
        groups=[(kind, ones[:SHOWN], len(ones)) for kind, ones in groups if ones],
        moment=moment_in(visit.language, zone),
    )


handlers: list[Any] = [show_looks]
