"""The shelters of the coordinator's own organisation, and what every page of theirs begins with."""

from typing import Any
from uuid import UUID

from litestar import Response
from litestar.response import Redirect

from api.doors import for_roles
from api.pages.forms import Form
from api.pages.visits import Visit
from api.problems import Refusal
from service.beds.shelters.queries import ShelterView, own_shelter, own_shelters
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.session import Session

MOST_HOUSES = 20
"""An organisation with more sees the first; its coordinators work at one or two."""


def coordinators_only(session: Session) -> None:
    """Lets shelter coordinators in (POL-03). Raises `Refusal` for everybody else."""
    for_roles(session, Role.SHELTER_COORDINATOR)


async def houses(session: Session) -> list[ShelterView]:
    """The organisation's shelters. Raises `Refusal` for whoever coordinates none."""
    coordinators_only(session)
    found, _ = await own_shelters(session, 0, MOST_HOUSES)
    return found


async def house_in(session: Session, shelter_id: UUID) -> ShelterView:
    """One of them. Raises `Refusal` for anybody else's: not found is not yours."""
    coordinators_only(session)
    found = await own_shelter(session, shelter_id)
    if found is None:
        raise Refusal(Refused(NOT_FOUND))
    return found


async def read_house(visit: Visit, shelter_id: UUID) -> ShelterView:
    """The same, in a reading of its own."""
    async with visit.store.reading(visit.seat) as session:
        return await house_in(session, shelter_id)


def changes_language(form: Form) -> bool:
    """Whether the form only asks for the other language: nothing is done (point 13)."""
    return form.language is not None and form.proof is None


def after(outcome: Any, path: str, done: str) -> Response[Any]:
    """Back to a page with a green line. Raises `Refusal` for a no that has no form of its own."""
    if isinstance(outcome, Refused):
        raise Refusal(outcome)
    return Redirect(f"{path}?done={done}", status_code=303)
