"""Feasibility: numbers, a budget, one picture for fifteen minutes, and no more."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.clock import SetClock
from service.operations.feasibility.commands import AskFeasibility, Feasibility, ask_feasibility
from service.operations.parties.rules import Party
from service.operations.sites.queries import Window
from service.refusals import Refused
from service.store.store import Store
from tests.service.operations.acts import HAMILTON, ONTARIO, TORONTO, held, hold, men, refused, window
from tests.service.operations.stage import Stage


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


def ask(now: datetime, *parties: Party, **more: Any) -> AskFeasibility:
    known: dict[str, Any] = {"areas": (HAMILTON, TORONTO), "languages": (), "window": window(now)}
    return AskFeasibility(parties=parties, **(known | more))


async def answer(store: Store, member: UUID, wish: AskFeasibility) -> tuple[int, int, int]:
    found = await store.run(ask_feasibility, member, wish)
    assert isinstance(found, Feasibility), found
    return found.possible, found.by_agreement, found.on_request


async def test_the_figure_never_exceeds_what_was_asked(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-19: 15 beds could be had; of three asked, three are possible."""
    assert await answer(store, stage.investigator, ask(now, men(3))) == (3, 3, 0)
    assert await answer(store, stage.investigator, ask(now, men(30))) == (15, 9, 6)
    found: Any = await store.run(ask_feasibility, stage.investigator, ask(now, men(30)))
    assert (found.asked, found.answer, found.withheld) == (30, "partly", False)


async def test_nothing_is_held_by_asking(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-19."""
    await answer(store, stage.investigator, ask(now, men(10)))
    assert await stage.held() == {}
    assert await stage.superuser.fetchval("SELECT count(*) FROM operations") == 0


async def set_budget(stage: Stage, *, sites: int = 1, questions: int = 40) -> None:
    """The numbers of the stage's network, as two people would have set them."""
    await stage.superuser.execute(
        "UPDATE networks SET minimum_sites = $1, questions_a_day = $2", sites, questions
    )


async def test_each_question_is_an_event_and_counts_against_the_budget(
    stage: Stage, store: Store, now: datetime, clock: SetClock
) -> None:
    """OPS-19, OPS-11: three a day here; the fourth is refused; a colleague has a budget of their own."""
    await set_budget(stage, questions=3)
    for left in (2, 1, 0):
        found: Any = await store.run(ask_feasibility, stage.investigator, ask(now, men(1)))
        assert found.questions_left == left
    assert refused(await store.run(ask_feasibility, stage.investigator, ask(now, men(1)))) == (
        "feasibility_budget_spent"
    )
    assert await answer(store, stage.colleague, ask(now, men(1))) == (1, 1, 0)
    asked = "SELECT count(*) FROM events WHERE name = 'operations.feasibility_asked'"
    assert await stage.superuser.fetchval(asked) == 4
    clock.advance(timedelta(hours=24))
    assert await answer(store, stage.investigator, ask(clock.now(), men(1))) == (1, 0, 1)


async def test_questions_at_the_same_moment_share_the_budget(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-19: five at once, three answers."""
    await set_budget(stage, questions=3)
    wishes = [ask(now, men(1)) for _ in range(5)]
    found = await asyncio.gather(*(store.run(ask_feasibility, stage.investigator, wish) for wish in wishes))
    assert sum(isinstance(one, Refused) for one in found) == 2


async def test_one_service_sees_one_picture_for_fifteen_minutes(
    stage: Stage, store: Store, now: datetime, clock: SetClock
) -> None:
    """Design section 4: two questions around somebody else's hold cannot be subtracted, whatever is asked."""
    other = stage.other_investigator
    assert await answer(store, other, ask(now, men(20))) == (11, 0, 11)
    clock.advance(timedelta(minutes=1))
    await held(store, stage.investigator, hold(now, men(9)))
    clock.advance(timedelta(minutes=13))
    assert await answer(store, other, ask(now, men(20))) == (11, 0, 11)
    assert await answer(store, other, ask(now, men(20), areas=(TORONTO,))) == (3, 0, 3)
    clock.advance(timedelta(minutes=1))
    assert await answer(store, other, ask(now, men(20))) == (5, 0, 5)
    assert await answer(store, other, ask(now, men(20), areas=(TORONTO,))) == (1, 0, 1)


async def test_a_figure_needs_enough_shelters_behind_it(stage: Stage, store: Store, now: datetime) -> None:
    """Design section 4: below the setting the figure is left out, and says so; one's own agreements are always
    told."""
    await set_budget(stage, sites=2)
    assert await answer(store, stage.other_investigator, ask(now, men(9))) == (9, 0, 9)
    await set_budget(stage, sites=3)
    assert await answer(store, stage.other_investigator, ask(now, men(9))) == (0, 0, 0)
    await set_budget(stage, sites=2)
    found: Any = await store.run(ask_feasibility, stage.investigator, ask(now, men(10)))
    assert (found.possible, found.by_agreement, found.on_request, found.withheld) == (9, 9, 0, True)


async def test_who_may_ask(stage: Stage, store: Store, now: datetime) -> None:
    """POL-03: investigators, pivots and the regional coordination; not shelters, not auditors."""
    assert (await answer(store, stage.pivot, ask(now, men(1))))[0] == 1
    assert (await answer(store, stage.coordinator, ask(now, men(1))))[0] == 1
    for member in (stage.shelters["S4"].coordinator, stage.shelters["S4"].desk, stage.auditor):
        assert refused(await store.run(ask_feasibility, member, ask(now, men(1)))) == "not_allowed"


async def test_questions_that_make_no_sense(stage: Stage, store: Store, now: datetime) -> None:
    """OPS-01: nobody, too many, a window that is over."""
    past = Window(now - timedelta(hours=6), now, 1)
    for wish, code in [
        (ask(now), "operation_numbers"),
        (ask(now, men(60), men(41)), "operation_numbers"),
        (ask(now, men(1), window=past), "operation_window"),
    ]:
        assert refused(await store.run(ask_feasibility, stage.investigator, wish)) == code
    assert await stage.superuser.fetchval("SELECT count(*) FROM feasibility_questions") == 0


async def test_a_region_finds_the_house_without_a_city(stage: Stage, store: Store, now: datetime) -> None:
    """BED-08: for a stranger to its agreement, only when the whole region is asked."""
    assert await answer(store, stage.other_investigator, ask(now, men(20), areas=(ONTARIO,))) == (15, 0, 15)
