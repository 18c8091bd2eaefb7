"""What waits for a fund's administrators, soonest due first (FND-01, FND-13)."""

from litestar.di import NamedDependency

from api.doors import Caller, accepted, read
from service.fund.requests.queue import Queued, queue
from service.store.store import Store


@read(
    "/queue",
    id="read_queue",
    summary="What waits for your fund, soonest due first: who is needed for each line, and why",
    tag="fund",
)
async def get_queue(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[Queued]:
    async with store.reading(caller.seat) as session:
        return accepted(await queue(session, caller.language))


handlers = [get_queue]
