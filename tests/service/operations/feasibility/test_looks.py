"""The day's looks: questions and operations pay from one budget, over replicas and races, and no operation is refused
for it (design.md section 4)."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from service.clock import SetClock
from service.operations.feasibility.commands import AskFeasibility, Feasibility, ask_feasibility
from service.operations.holds.making import ChangeNumber, change_number, hold_places
from service.operations.holds.steps import AboutOperation, ask_beyond, cancel
from service.operations.jobs import ask_next_shelters
from service.operations.requests.commands import AnswerRequest, answer_request
from service.partners.actor import Role
from service.refusals import Refused
from service.store.store import Store
from tests.network import Network
from tests.service.operations.acts import (
    HAMILTON,
    ONTARIO,
    TORONTO,
    asked_again,
    held,
    hold,
    men,
    refused,
    requests_to,
    seen,
    window,
)
from tests.service.operations.conftest import DAY_0, stage
from tests.service.operations.stage import Stage, _shelter

__all__ = ["stage"]


@pytest.fixture
def now(stage: Stage, clock: SetClock) -> datetime:
    return clock.now()


async def rules(stage: Stage, *, sites: int = 1, questions: int = 40) -> None:
    """The network's two numbers, as two people would have set them."""
    await stage.superuser.execute(
        "UPDATE networks SET minimum_sites = $1, questions_a_day = $2", sites, questions
    )


def ask(now: datetime, number: int, *areas: Any) -> AskFeasibility:
    return AskFeasibility((men(number),), areas or (HAMILTON, TORONTO), (), window(now))


async def answered(store: Store, member: Any, wish: AskFeasibility) -> Feasibility:
    found = await store.run(ask_feasibility, member, wish)
    assert isinstance(found, Feasibility), found
    return found


async def test_an_operation_made_and_cancelled_is_a_question_paid(
    stage: Stage, store: Store, now: datetime
) -> None:
    """OPS-19: making, raising and asking again cost a look each; what was given up is not given back."""
    await rules(stage, questions=4)
    him = stage.other_investigator
    made = await held(store, him, hold(now, men(3)))
    view = await seen(store, him, made.id)
    await store.run(change_number, him, ChangeNumber(made.id, view.version, add=(men(1),)))
    await store.run(ask_beyond, him, AboutOperation(made.id))
    await store.run(cancel, him, AboutOperation(made.id))
    assert (await answered(store, him, ask(now, 1))).questions_left == 0
    assert refused(await store.run(ask_feasibility, him, ask(now, 1))) == "feasibility_budget_spent"


async def test_with_nothing_left_an_operation_still_gets_its_places(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock
) -> None:
    """OPS-04, OPS-19: at three in the morning nothing is refused: nine are held by agreement, the others are asked for
    all the same, and read as waiting until a house says yes."""
    await rules(stage, questions=1)
    him = stage.investigator
    await answered(store, him, ask(now, 1))
    made = await held(store, him, hold(now, men(11)))
    told = made.arranged
    assert (told.held, told.asked, told.waiting, told.proven) == (9, 0, 2, False)
    assert [(one.places, one.cause, one.sites) for one in told.not_placed] == [(2, "not_told", 0)]
    (request,) = await requests_to(store, stage.shelters["S8"].desk)
    assert request.places == 2
    view = await seen(store, him, made.id)
    assert (view.held, view.asked, view.waiting, [r.cause for r in view.not_placed]) == (
        9,
        0,
        2,
        ["not_told"],
    )
    await store.run(answer_request, stage.shelters["S8"].desk, AnswerRequest(request.id))
    view = await seen(store, him, made.id)
    assert (view.held, view.waiting, view.not_placed) == (11, 0, [])


async def test_a_look_paid_later_tells_what_was_asked_before(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock
) -> None:
    """OPS-19: whoever may be told this look may be told what it builds on."""
    await rules(stage, questions=1)
    him = stage.investigator
    await answered(store, him, ask(now, 1))
    made = await held(store, him, hold(now, men(10)))
    assert made.arranged.asked == 0
    await rules(stage, questions=40)
    again = await asked_again(store, him, made.id)
    assert (again.held, again.asked, again.waiting) == (9, 0, 1), "nobody waits who was not asked for already"
    clock.advance(timedelta(hours=2))
    again = await asked_again(store, him, made.id)
    assert (again.held, again.asked, again.waiting) == (9, 1, 0)


async def test_one_budget_over_replicas_and_races(
    stage: Stage, store: Store, now: datetime, pool: asyncpg.Pool
) -> None:
    """OPS-19: five questions and three operations at the same moment, over two processes: all operations are made, and
    of the eight exactly four were paid for."""
    await rules(stage, questions=4)
    stores = (store, Store(pool, store.clock, keyring=store.keyring))
    him = stage.other_investigator
    found = await asyncio.gather(
        *(stores[n % 2].run(ask_feasibility, him, ask(now, 1)) for n in range(5)),
        *(stores[n % 2].run(hold_places, him, hold(now, men(1))) for n in range(3)),
    )
    assert not any(isinstance(one, Refused) for one in found[5:])
    paid = await stage.superuser.fetchval("SELECT count(*) FROM police_looks WHERE paid")
    answers = sum(isinstance(one, Feasibility) for one in found)
    told = await stage.superuser.fetchval(
        "SELECT count(*) FROM police_looks WHERE paid AND operation_id IS NOT NULL"
    )
    assert (paid, answers + told) == (4, 4)


async def test_jobs_pay_nothing_and_tell_nothing(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """OPS-03, OPS-19: after a silence the next house is asked; police read that they wait, and their version and their
    budget stand where they stood."""
    him = stage.investigator
    made = await held(store, him, hold(now, men(10)))
    before = await seen(store, him, made.id)
    assert (before.asked, before.waiting) == (1, 0)
    clock.advance(timedelta(hours=2))
    assert await ask_next_shelters(store, worker_pool) == 1
    assert len(await requests_to(store, stage.shelters["S4"].desk)) == 1
    after = await seen(store, him, made.id)
    assert (after.asked, after.waiting, after.version) == (0, 1, before.version)
    assert await stage.superuser.fetchval("SELECT count(*) FROM police_looks") == 1


async def test_jobs_look_again_whether_or_not_somebody_was_asked(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock, worker_pool: asyncpg.Pool
) -> None:
    """OPS-19: an operation that nobody could be asked for is looked at again at the same hour as one that a house left
    without an answer: else what comes of it later tells which of the two it was."""
    for key in ("S4", "S8"):
        await stage.superuser.execute(
            "UPDATE beds SET active = false WHERE shelter_key = $1", stage.shelters[key].key
        )
    made = await held(store, stage.other_investigator, hold(now, men(1)))
    assert await ask_next_shelters(store, worker_pool) == 0
    clock.advance(timedelta(hours=2))
    assert await ask_next_shelters(store, worker_pool) == 1
    assert await ask_next_shelters(store, worker_pool) == 0
    assert (await seen(store, stage.other_investigator, made.id)).waiting == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE shelters SET published = false WHERE key = $1",
        "UPDATE beds SET active = false WHERE shelter_key = $1",
        "UPDATE shelters SET counted_at = counted_at - interval '1 day' WHERE key = $1",
        "UPDATE shelters SET security_level = 'low' WHERE key = $1",
        "DELETE FROM network_members WHERE organisation_id = (SELECT organisation_id FROM shelters WHERE key = $1)",
    ],
)
async def test_whatever_happens_the_picture_stands(
    stage: Stage, store: Store, *, now: datetime, clock: SetClock, change: str
) -> None:
    """Design section 4: a house that opens or closes between two questions does not move the second."""
    him = stage.other_investigator
    before = await answered(store, him, ask(now, 30))
    await stage.superuser.execute(change, stage.shelters["S8"].key)
    clock.advance(timedelta(minutes=14, seconds=59))
    assert (await answered(store, him, ask(now, 30))).possible == before.possible


async def test_city_by_city_finds_no_house(
    stage: Stage, store: Store, now: datetime, network: Network
) -> None:
    """Design section 4: six houses in a region are told; two in one city are not, nor are four in two cities, because
    the two that are left would be told with them. A colleague's questions count too."""
    for city in ("Guelph", "Hamilton", "Toronto"):
        house = await _shelter(network, DAY_0, "homeless", city, 3)
        await stage.superuser.execute(
            "INSERT INTO network_members SELECT id, $1 FROM networks", house.organisation
        )
    await rules(stage, sites=3)
    everywhere = await answered(store, stage.other_investigator, ask(now, 90, ONTARIO))
    assert (everywhere.possible, everywhere.withheld) == (24, False)
    colleague = await network.member(stage.p2, Role.INVESTIGATOR)
    for areas in ((HAMILTON,), (TORONTO,), (HAMILTON, TORONTO)):
        found = await answered(store, colleague, ask(now, 90, *areas))
        assert (found.possible, found.withheld) == (0, True), areas
    again = await answered(store, colleague, ask(now, 90, ONTARIO))
    assert (again.possible, again.withheld) == (24, False)
