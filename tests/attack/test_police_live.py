"""The live stream over HTTP: who of a police service hears of an operation, and what coming back tells (OPS-11)."""

from typing import Any

from service.clock import SetClock
from tests.api.sse import listening
from tests.api.test_live import PACE, Served, Teller, served, tell
from tests.attack.police import HAMILTON, hold, men
from tests.service.operations.conftest import stage
from tests.service.operations.stage import Stage

__all__ = ["served", "stage", "tell"]


async def posted(served: Served, headers: Any, path: str, body: Any = None) -> Any:
    reply = await served.client.post(f"/v1{path}", json=body, headers=headers)
    assert reply.status_code < 300, reply.text
    return reply.json() if reply.content else None


async def test_only_the_named_hear_of_an_operation(
    served: Served, stage: Stage, clock: SetClock, as_: Any, tell: Teller
) -> None:
    """OPS-11: the shelter's yes reaches the investigator by name; a colleague of the same service, and another service,
    hear nothing of it."""
    him, desk = stage.investigator, stage.shelters["S8"].desk
    made = await posted(
        served, as_(him, key="hold"), "/operations", hold(clock.now(), men(10), areas=HAMILTON)
    )
    async with (
        listening(served.client, as_(him)) as named,
        listening(served.client, as_(stage.colleague)) as colleague,
        listening(served.client, as_(stage.other_investigator)) as other,
    ):
        asked = (await served.client.get("/v1/shelter-requests", headers=as_(desk))).json()
        (request,) = asked["items"] if isinstance(asked, dict) else asked
        await posted(served, as_(desk, key="yes"), f"/shelter-requests/{request['id']}/answer", {})
        event = await named.event()
        await tell("agreements", stage.p1, stage.p2)
        assert (event.name, event.data) == ("operation", {"topic": "operation", "subject": made["id"]})
        assert [await one.names(1) for one in (colleague, other)] == [["agreements"], ["agreements"]]


async def test_coming_back_is_always_the_same_for_police(
    served: Served, stage: Stage, as_: Any, tell: Teller
) -> None:
    """POL-03: whether nothing happened meanwhile or more than is remembered, police hear `reload`."""
    for happened in (0, 1, PACE.recent + 5):
        async with listening(served.client, as_(stage.other_investigator)) as reader:
            left_at = reader.last_id
        for _ in range(happened):
            await tell("board", region="CA-ON")
        async with listening(served.client, as_(stage.other_investigator), after=left_at) as reader:
            assert await reader.names(1) == ["reload"]
