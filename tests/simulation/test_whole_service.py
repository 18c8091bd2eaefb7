"""The whole service, deterministically: any interleaving of its transactions, deaths, silences and repetitions.

A history is a sequence of some forty decisions of one scheduler: who wishes what, whose statement comes next, who dies
where, which phone sends what again, how far the clock goes. All of it follows from a seed. After each commit the pure
model is asked whether that may be so; at the end `relais check` is. What fails is shrunk to the shortest history.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from random import SystemRandom
from unittest.mock import patch

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from jobs import dispatch
from service.beds.shelters import house
from service.clock import SetClock
from service.fund.payouts import sending
from service.fund.payouts.commands import Leaving
from service.fund.rails.protocol import Outcome, Rail, Truth
from service.store import command
from service.store.statements import sql
from tests.emptying import empty
from tests.simulation.beds.houses import Houses
from tests.simulation.beds.machine import AUTUMN, Machine
from tests.simulation.beds.operating import Operating
from tests.simulation.beds.referring import Referring
from tests.simulation.whole.hands import Hands
from tests.simulation.whole.money import Money
from tests.simulation.whole.story import Story
from tests.simulation.whole.town import BusyTown

Breaking = Callable[[BusyTown], AbstractContextManager[None]]
RULE = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'claims_never_overlap'"
A_MILLION = 1_000_000
PORTION = 50
"""Histories of one seed."""


class Rooms(Houses, Referring, Operating):
    """The rooms of beds and operations."""

    def day_before(self) -> None:
        """Promises to people on the way, and to an operation."""
        for who in range(2):
            self.refer(index=who, who=who + 1, people=1, nights=2, hours=0)
        self.hold(hours=3, length=6, people=2, way=1)


class Whole(Money, Rooms):
    """Every room, and everything that can happen between them."""


@pytest.fixture(scope="module")
def busy(superuser_url: str) -> Iterator[BusyTown]:
    """Connected, and empty."""
    town = BusyTown(superuser_url, SetClock(AUTUMN))
    town.open()
    with town.chance.instead(), patch.object(dispatch, "AT_ONCE", 1):
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
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(seed(number)(type("Seeded", (Whole,), {})), settings=chosen)
    return Hands.story


def test_nothing_is_lost_and_nothing_is_done_twice(busy: BusyTown) -> None:
    """BED-15, BED-16, OPS-12, FND-09: a few histories; `make soak` plays others each time."""
    story = play(busy, int(os.environ.get("SOAK_SEED", "5")), 3)
    assert story.interleaved > 0


@contextmanager
def keys_forgotten(_: BusyTown) -> Iterator[None]:
    """Idempotency is off: what comes twice is done twice."""

    async def always(*_: object) -> bool:
        return True

    with patch.object(command, "_first", always):
        yield


@contextmanager
def beds_doubled(town: BusyTown) -> Iterator[None]:
    """The lock of a house and PostgreSQL's own rule are gone: a bed may be promised to two."""
    rule = town.wait(town.db.fetchval(RULE))
    change = "ALTER TABLE claims DROP CONSTRAINT claims_never_overlap, ADD CONSTRAINT claims_never_overlap "
    town.wait(town.db.execute(change + rule.replace("'live'", "'never'")))
    try:
        with patch.object(house, "LOCK", sql("SELECT CAST(:key AS bigint)")):
            yield
    finally:
        town.wait(empty(town.db))
        town.wait(town.db.execute(change + rule))


@contextmanager
def paid_blindly(_: BusyTown) -> Iterator[None]:
    """A payment of which nothing was heard is sent again, as if it were another: nobody looks first."""
    ask = sending._ask  # the place where it is decided, and no door to it

    async def again(rail: Rail | None, leaving: Leaving) -> Outcome | Truth:
        if rail is None or leaving.order is None or leaving.act == "send":
            return await ask(rail, leaving)
        return await rail.send(replace(leaving.order, attempt=leaving.order.attempt + 1))

    with patch.object(sending, "_ask", again):
        yield


BROKEN = (
    pytest.param(keys_forgotten, "the_same_again|same_twice|phones_are_back"),
    pytest.param(beds_doubled, "overlap|stays as it ended", marks=pytest.mark.soak),
    pytest.param(paid_blindly, "the rail moved", marks=pytest.mark.soak),
)
"""A rule, and what says that it is broken."""


@pytest.mark.parametrize(("broken", "said"), BROKEN)
def test_a_broken_rule_is_found(busy: BusyTown, broken: Breaking, said: str) -> None:
    """BED-16: a simulation that finds nothing when a rule is broken would prove nothing when none is."""
    with broken(busy), pytest.raises((AssertionError, asyncpg.PostgresError), match=said):
        play(busy, 11, 100, shrink=False)


def test_the_same_seed_is_the_same_history(busy: BusyTown) -> None:
    """What failed once fails again: statement by statement, answer by answer."""
    first, second = (play(busy, 7, 2, 25) for _ in range(2))
    assert first.histories == second.histories
    assert first.digest.hexdigest() == second.digest.hexdigest()


@pytest.mark.soak
def test_a_million_histories(busy: BusyTown) -> None:
    """The same for as long as one likes: SOAK_HISTORIES of them from SOAK_SEED on. The last line says how many there
    were; what fails is printed shrunk, with the seed that plays it again."""
    number = int(os.environ.get("SOAK_SEED", SystemRandom().randrange(2**32)))
    wanted, whole = int(os.environ.get("SOAK_HISTORIES", A_MILLION)), Story()
    while whole.histories < wanted:
        whole.add(play(busy, number, min(PORTION, wanted - whole.histories)))
        number += 1
        sys.stderr.write(f"{whole}\n")
