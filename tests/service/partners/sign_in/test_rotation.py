"""A cookie in two hands, played at random: once a newer token was used, no older one opens for long."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from service.clock import SetClock
from service.partners.actor import Role
from service.partners.sessions.recognising import BROWSER, recognise
from service.partners.sessions.rules import GRACE
from service.store.store import Store
from tests.network import Network
from tests.signing import invited

STEPS = (
    timedelta(0),
    timedelta(seconds=1),
    timedelta(seconds=29),
    GRACE,
    timedelta(minutes=2),
    timedelta(minutes=15),
    timedelta(minutes=16),
)


@dataclass
class Played:
    """One session: its tokens in the order in which they were given, and when each was used first."""

    order: list[str]
    used: dict[str, datetime] = field(default_factory=dict)
    over: bool = False

    def newer_was_used(self, token: str, now: datetime) -> bool:
        """Whether a token that was given later was used, longer ago than requests are under way."""
        later = self.order[self.order.index(token) + 1 :]
        return any(self.used[one] + GRACE <= now for one in later if one in self.used)


@pytest.fixture
async def member(network: Network) -> UUID:
    """A pivot worker."""
    return await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)


async def present(store: Store, played: Played, token: str) -> str:
    """Show a token; what its holder holds afterwards."""
    now = store.clock.now()
    stale = played.newer_was_used(token, now)
    found = await recognise(store, token, BROWSER)
    if found is None or found.outcome == "reused":
        played.over = True
        return token
    assert not stale, "two hands with a token each"
    played.used.setdefault(token, now)
    if found.successor is not None:
        played.order.append(found.successor)
        return found.successor
    return token


@pytest.mark.parametrize("seed", range(12))
async def test_a_copy_never_lives_beside_its_original(
    store: Store, member: UUID, clock: SetClock, seed: int
) -> None:
    """ASVS 7.2.4: an owner and a thief, each with the last token that reached them; answers get lost on the way."""
    chance, refused = Random(seed), 0
    for _ in range(8):
        started = await invited(store, member, by="passkey")
        played = Played([started.token])
        held = {"owner": started.token, "thief": started.token}
        for _ in range(40):
            clock.advance(chance.choice(STEPS))
            who = chance.choice(("owner", "thief"))
            gets = await present(store, played, held[who])
            if chance.random() < 0.9:
                held[who] = gets
            if played.over:
                refused += 1
                break
    assert refused >= 6


@pytest.mark.parametrize("seed", range(6))
async def test_an_owner_alone_is_never_taken_for_two(
    store: Store, member: UUID, clock: SetClock, seed: int
) -> None:
    """Alone, and with a quarter of all answers lost, nobody is signed out before twelve hours are over."""
    chance = Random(seed)
    started = await invited(store, member, by="passkey")
    played, token = Played([started.token]), started.token
    while clock.now() < started.until - timedelta(minutes=20):
        clock.advance(chance.choice(STEPS))
        gets = await present(store, played, token)
        assert not played.over
        if chance.random() < 0.75:
            token = gets
