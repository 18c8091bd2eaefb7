"""What this role reads first."""

from api.pages.coordinator.fortnight import fortnight
from api.pages.coordinator.houses import houses
from api.pages.coordinator.needs import needs
from api.pages.frame import said
from api.pages.moments import zone_of
from api.pages.part import Part
from api.pages.visits import Visit
from service.store.session import Session

DRAWN = 3
"""Shelters whose nights are drawn on the first page; of the others there is a link."""


async def coordinator(visit: Visit, session: Session) -> Part:
    """What needs this person now, by deadline; then tonight and its fortnight, and the ways on (screens, C1)."""
    shelters = await houses(session)
    zone = await zone_of(session)
    return Part(
        "coordinator/home.html",
        {
            "needs": await needs(session, visit.language, zone, shelters),
            "nights": [await fortnight(session, one, visit.language) for one in shelters[:DRAWN]],
            "words": [
                said(visit.language, f"house.night.{kind}") for kind in ("taken", "held", "closed", "empty")
            ],
            "shelters": shelters,
        },
    )
