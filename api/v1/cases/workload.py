"""What coordination saves: minutes to a bed, calls that nobody made (PIV-08)."""

from datetime import date

from litestar.di import NamedDependency
from litestar.params import FromQuery

from api.doors import Caller, accepted, read
from service.cases.workload.queries import Workload, workload
from service.store.store import Store


@read(
    "/workload",
    id="read_workload",
    summary="Minutes to a bed and calls avoided, for your organisation",
    tag="reports",
)
async def get_workload(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    first: FromQuery[date],
    until: FromQuery[date],
) -> Workload:
    async with store.reading(caller.seat) as session:
        return accepted(await workload(session, first, until))


handlers = [get_workload]
