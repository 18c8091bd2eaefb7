"""What this role reads first."""

from api.pages.part import Part
from api.pages.visits import Visit
from service.store.session import Session


async def investigator(_visit: Visit, _session: Session) -> Part:
    """What needs this person now, by deadline; then the two things done every day."""
    return Part("investigator/home.html")
