"""An open stream, and an access that changes under it: at once, long before the next sign of life (POL-04)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from api.live.hub import Pace
from api.parts import Relais
from service.partners.actor import Role
from service.partners.members.commands import EndAccess, end_access
from service.partners.proposals import rules
from service.partners.proposals.commands import Sign, sign
from service.partners.proposals.rules import Access
from service.store.store import NotAMember
from tests.api.sse import listening
from tests.api.test_live import Served, Teller, serving, tell
from tests.service.partners.conftest import town
from tests.service.partners.town import Town, got

__all__ = ["tell", "town"]

HOUR = Pace(poll=0.01, beat=3600.0, room=20, recent=10)


@pytest.fixture
async def served(relais: Relais) -> AsyncIterator[Served]:
    """Streams that give a sign of life once an hour: what comes sooner comes for its own reason."""
    async with serving(relais, HOUR) as served:
        yield served


async def test_an_ended_access_ends_its_streams_at_once(served: Served, town: Town, as_: Any) -> None:
    """Ended by a colleague, in the middle of a stream."""
    async with listening(served.client, as_(town.companions[0])) as reader:
        got(await town.run(end_access, town.companions[1], EndAccess(town.companions[0])))
        await reader.end()
    assert (await served.client.get("/v1/live", headers=as_(town.companions[0]))).status_code == 401


async def test_a_colleagues_stream_goes_on(served: Served, town: Town, as_: Any) -> None:
    """Somebody else of the organisation leaves: one is looked up, is who one was, and hears on."""
    async with listening(served.client, as_(town.companions[2])) as reader:
        got(await town.run(end_access, town.companions[1], EndAccess(town.companions[1])))
        assert await reader.names(1) == ["members"]
        [listener] = served.hub.listeners
        assert listener.actor.roles == {Role.PIVOT_WORKER}


async def test_a_role_taken_away_is_heard_no_more_at_once(
    served: Served, town: Town, tell: Teller, as_: Any
) -> None:
    """POL-03: what is told in the same breath is judged by the roles of now; then everything is read anew."""
    end = town.today + timedelta(days=100)
    extra = await town.network.member(town.shelter, Role.FRONT_DESK, Role.SHELTER_COORDINATOR)
    async with listening(served.client, as_(extra)) as reader:
        made = await town.proposed(town.keepers[0], rules.access(extra, Access((Role.FRONT_DESK,), end)))
        assert await reader.names(1) == ["proposals"]
        got(await town.run(sign, town.keepers[1], Sign(made.id)))
        names = await reader.names(1)
        while names[-1] != "reload":
            names += await reader.names(1)
        [listener] = served.hub.listeners
        assert listener.actor.roles == {Role.FRONT_DESK}


async def test_a_role_taken_away_is_gone_at_the_next_statement(town: Town) -> None:
    """POL-04: in the same session, without signing in again: roles are read with every transaction."""
    seat = await town.session(town.keepers[2])
    async with town.store.reading(seat) as session:
        assert session.actor.roles == {Role.SHELTER_COORDINATOR}
    end = town.today + timedelta(days=100)
    await town.settled(*town.keepers[:2], rules.access(town.keepers[2], Access((Role.FRONT_DESK,), end)))
    async with town.store.reading(seat) as session:
        assert session.actor.roles == {Role.FRONT_DESK}
    got(await town.run(end_access, town.keepers[0], EndAccess(town.keepers[2])))
    with pytest.raises(NotAMember):
        async with town.store.reading(seat):
            pass
