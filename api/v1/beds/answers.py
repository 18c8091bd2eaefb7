"""How a house answered, month by month (ADM-04, RIG-02)."""

from datetime import date
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from api.doors import Caller, accepted, for_roles, read
from service.beds.referrals.counted import Answered, answers_by_month
from service.partners.actor import Role
from service.refusals import NOT_FOUND, Refused
from service.store.store import Store


@read(
    "/shelters/{shelter_id:uuid}/answers",
    id="list_answers",
    summary="Refusals by code and exceptions by outcome, per month, of one's own house",
    tag="referrals",
)
async def get_answers(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    shelter_id: FromPath[UUID],
    since: FromQuery[date | None] = None,
) -> list[Answered]:
    async with store.reading(caller.seat) as session:
        for_roles(session, Role.SHELTER_COORDINATOR)
        found = await answers_by_month(session, shelter_id, since)
    return accepted(Refused(NOT_FOUND) if found is None else found)


handlers = [get_answers]
