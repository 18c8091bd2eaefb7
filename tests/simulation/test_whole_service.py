"""The whole service, deterministically: any interleaving of its transactions, deaths, silences and repetitions.

A history is a sequence of some forty decisions of one scheduler: who wishes what, whose statement comes next, who dies
where, which phone sends what again, how far the clock goes. All of it follows from a seed. After each commit the pure
model is asked whether that may be so; at the end `relais check` is. What fails is shrunk to the shortest history.
"""

import os
import sys
from collections.abc import Iterator
from random import SystemRandom

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from service.clock import SetClock
from tests.simulation.beds.houses import Houses
from tests.simulation.beds.machine import AUTUMN, Machine
from tests.simulation.beds.operating import Operating
from tests.simulation.beds.referring import Referring
from tests.simulation.whole.hands import Hands
from tests.simulation.whole.story import Story
from tests.simulation.whole.town import BusyTown

A_MILLION = 1_000_000


class Service(Houses, Referring, Operating):
    """Every room."""

    def day_before(self) -> None:
        """Promises to people on the way, and to an operation."""
        for who in range(2):
            self.refer(index=who, who=who + 1, people=1, nights=2, hours=0)
        self.hold(hours=3, length=6, people=2, way=1)


class Whole(Hands, Service):
    """Every room, and everything that can happen between them."""


@pytest.fixture(scope="module")
def busy(superuser_url: str) -> Iterator[BusyTown]:
    """Connected, and empty."""
    town = BusyTown(superuser_url, SetClock(AUTUMN))
    town.open()
    with town.chance.instead():
        yield town
    town.close()


def play(town: BusyTown, number: int, histories: int, steps: int = 40, *, shrink: bool = True) -> Story:
    """So many histories from one seed, and what happened in them."""
    sys.stderr.write(f"seed {number}\n")
    Machine.town, Hands.story = town, Story()
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    chosen = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=phases,
    )
    run_state_machine_as_test(seed(number)(type("Seeded", (Whole,), {})), settings=chosen)
    return Hands.story


def test_nothing_is_lost_and_nothing_is_done_twice(busy: BusyTown) -> None:
    """BED-15, BED-16, OPS-12, FND-09: some histories, other ones each time."""
    story = play(busy, int(os.environ.get("SOAK_SEED", SystemRandom().randrange(2**32))), 6)
    assert story.interleaved > 0


def test_the_same_seed_is_the_same_history(busy: BusyTown) -> None:
    """What failed once fails again: statement by statement, answer by answer."""
    first, second = (play(busy, 7, 3) for _ in range(2))
    assert first.histories == second.histories
    assert first.digest.hexdigest() == second.digest.hexdigest()
