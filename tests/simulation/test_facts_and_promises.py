"""Facts displace promises, whatever comes in whatever order: a Hypothesis state machine beside a pure model.

`make soak` plays a million steps: SOAK_STEPS and SOAK_SEED say how many and from which seed on. What fails is printed,
shrunk, with the seed that plays it again.
"""

import os
import sys
from random import SystemRandom

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.beds.houses import Houses
from tests.simulation.beds.machine import Machine
from tests.simulation.beds.operating import Operating
from tests.simulation.beds.referring import Referring
from tests.simulation.beds.town import Town

STEPS = 40
"""Of one history."""
A_MILLION = 1_000_000


class Beds(Houses, Referring, Operating):
    """Everybody."""

    def day_before(self) -> None:
        """Promises to people on the way, and to an operation: what a fact can then displace."""
        for who in range(2):
            self.refer(index=who, who=who + 1, people=1, nights=2, hours=0)
        self.hold(hours=3, length=6, people=2, way=1)


def play(town: Town, number: int, histories: int, steps: int = STEPS) -> int:
    """So many histories from one seed; how many steps were compared."""
    Machine.town, before = town, Machine.steps
    sys.stderr.write(f"seed {number}\n")
    machine = type("Seeded", (Beds,), {})
    chosen = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink)
        if os.environ.get("SOAK_SHRINK", "1") == "1"
        else (Phase.generate,),
    )
    run_state_machine_as_test(seed(number)(machine), settings=chosen)
    return Machine.steps - before


@pytest.mark.parametrize("number", [1, 2, None])
def test_facts_displace_promises_and_none_is_lost(town: Town, number: int | None) -> None:
    """BED-15, BED-16, OPS-12, OPS-13: kept, moved or in someone's hands, never lost and never doubled."""
    assert play(town, SystemRandom().randrange(2**32) if number is None else number, 4) > 0


@pytest.mark.soak
def test_facts_displace_promises_for_long(town: Town) -> None:
    """BED-15, BED-16: the same, a million steps, seed after seed."""
    number = int(os.environ.get("SOAK_SEED", SystemRandom().randrange(2**32)))
    wanted, done = int(os.environ.get("SOAK_STEPS", A_MILLION)), 0
    while done < wanted:
        done += play(town, number, 10, 100)
        number += 1
        sys.stderr.write(f"{done} steps\n")
