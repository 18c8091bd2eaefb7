"""A stream that is cut off while somebody commits late: the order is that of commits, not of ids."""

import asyncpg

from service.clock import SetClock
from tests.api.sse import listening
from tests.api.test_live import Served, Teller, served, tell, us
from tests.api.test_live import Us as Listening

__all__ = ["served", "tell", "us"]


async def test_a_late_committer_is_heard_after_a_reconnect(
    served: Served, superuser_url: str, tell: Teller, clock: SetClock, us: Listening
) -> None:
    """The earlier id commits later, and the stream broke in between: its own id resumes before both."""
    late = Teller(await asyncpg.connect(superuser_url), clock)
    try:
        async with listening(served.client, us.headers) as reader:
            await tell("before", us.organisation)
            assert await reader.names(1) == ["before"]
            transaction = late.connection.transaction()
            await transaction.start()
            await late("late", us.organisation)
            await tell("early", us.organisation)
            await reader.quiet_for(3)
            between = reader.last_id
        async with listening(served.client, us.headers, after=between) as reader:
            await reader.quiet_for(2)
            await transaction.commit()
            assert await reader.names(2) == ["late", "early"]
            after_late = reader.last_id
        async with listening(served.client, us.headers, after=after_late) as reader:
            await tell("next", us.organisation)
            assert await reader.names(1) == ["next"]
    finally:
        await late.connection.close()
