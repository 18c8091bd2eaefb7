"""A week of an over-curious investigator, in two worlds that differ in one secret (design.md section 4; OPS-11,
OPS-14, OPS-19, POL-01, POL-03, POL-05, SAF-01, IMM-03).

Where too few shelters stand behind a figure, the two weeks are equal to the letter: every answer, header, statement
behind it and word of the live stream. Where figures are told, the weeks differ in nothing but figures, and in no more
of them than the day's budget.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.auth.tokens import TokenKeys
from service.keys.roots import RootKeys
from tests.attack.police import (
    DAY,
    HAMILTON,
    HOUR,
    MINUTE,
    ONTARIO,
    TORONTO,
    Eyes,
    Theatre,
    Worlds,
    hold,
    jobs,
    men,
    question,
    window,
    without_figures,
)

Secret = Callable[[Theatre], Awaitable[None]]


@pytest.fixture
def worlds(
    pool: asyncpg.Pool,
    worker_pool: asyncpg.Pool,
    superuser: asyncpg.Connection,
    *,
    root_keys: RootKeys,
    token_keys: TokenKeys,
    monkeypatch: pytest.MonkeyPatch,
) -> Worlds:
    return Worlds(pool, worker_pool, superuser, root_keys, token_keys, monkeypatch)


async def nothing(_: Theatre) -> None:
    """The world without the secret."""


async def another_service_holds(theatre: Theatre) -> None:
    """P1 holds nine beds by its agreements and asks for more."""
    await theatre.call(theatre.stage.investigator, "/operations", hold(theatre.clock.now(), men(11)))


async def full(theatre: Theatre, name: str) -> None:
    """Every bed of a house is slept in, says its desk."""
    house = theatre.stage.shelters[name]
    count = {"free": 0, "looked_at": theatre.clock.now().isoformat()}
    await theatre.call(house.desk, f"/shelters/{house.id}/counts", count)


async def a_pivot_holds(theatre: Theatre) -> None:
    """A pivot worker asks the hotel for somebody; the room is held from then on."""
    stage, now = theatre.stage, theatre.clock.now()
    backup = await theatre.stage.superuser.fetchval(
        """
        INSERT INTO members (organisation_id, email, roles, starts_on, ends_on)
        VALUES ($1, 'backup@relais.test', '{pivot_worker}', '2026-01-01', '2027-01-01') RETURNING id
        """,
        stage.clinic,
    )
    opened = {
        "region": "CA-ON",
        "age_band": "25+",
        "party": {"gender": "man"},
        "consents": [{"scope": "bed"}],
        "backup_member_id": str(backup),
        "limits_shown": 1,
    }
    case = await theatre.call(stage.pivot, "/cases", opened)
    asked = {
        "shelter_id": str(stage.shelters["S8"].id),
        "question": {"party": {"people": [{"gender": "man", "age_band": "25+"}]}},
        "expected_at": (now + 2 * HOUR).isoformat(),
        "case_id": case["id"],
    }
    await theatre.call(stage.pivot, "/referrals", asked)


async def the_hotel_is_full(theatre: Theatre) -> None:
    await full(theatre, "S8")


async def the_mens_house_is_full(theatre: Theatre) -> None:
    await full(theatre, "S4")


async def a_house_closes(theatre: Theatre) -> None:
    """S4 leaves the board."""
    await theatre.stage.superuser.execute(
        "UPDATE shelters SET published = false WHERE key = $1", theatre.stage.shelters["S4"].key
    )


async def a_house_opens(theatre: Theatre) -> None:
    """A house that was not there publishes its beds: S3, which nobody's operation could use until now."""
    await theatre.stage.superuser.execute(
        "UPDATE shelters SET profile = '{}' WHERE key = $1", theatre.stage.shelters["S3"].key
    )


SECRETS: Mapping[str, Secret] = {
    "another service holds": another_service_holds,
    "a pivot holds": a_pivot_holds,
    "the hotel is full": the_hotel_is_full,
    "the men's house is full": the_mens_house_is_full,
    "a house closes": a_house_closes,
    "a house opens": a_house_opens,
}
"""Each is compared with the world in which nothing happened, and so with each other: whether this house has the beds,
or that one."""


async def look_around(eyes: Eyes) -> None:
    """All that one can read."""
    for path in (
        "/me",
        "/agreements",
        "/operations",
        "/operation-counts",
        "/shelter-requests",
        "/hand-overs",
    ):
        await eyes.get(path)


async def ask_around(eyes: Eyes) -> None:
    """Differences: with and without a city, a man, a night; and the first again, with its key."""
    now = eyes.theatre.clock.now()
    first = question(now, men(30))
    for asked in (first, question(now, men(1)), question(now, men(30), areas=TORONTO, nights=2)):
        await eyes.post("/feasibility", asked, key=None if asked is not first else f"q{now.timestamp()}")
    await eyes.post("/feasibility", question(now, men(30), areas=HAMILTON))
    await eyes.post("/feasibility", first, key=f"q{now.timestamp()}")


async def hold_and_let_go(eyes: Eyes) -> None:
    """The question that looks like an operation: made, raised, asked again, lowered, postponed, and given up."""
    now = eyes.theatre.clock.now()
    made = await eyes.post(
        "/operations", hold(now, men(4, "A"), areas=HAMILTON), key=f"h{now}".replace(" ", "")
    )
    await eyes.post("/operations", hold(now, men(4, "A"), areas=HAMILTON), key=f"h{now}".replace(" ", ""))
    at = f"/operations/{made['id']}"
    shown = await eyes.get(at)
    await eyes.change(at, {"add": [men(20)]}, shown["operation"]["version"])
    shown = await eyes.get(at)
    places = [place["id"] for place in shown["operation"]["places"]][:3]
    await eyes.change(at, {"withdraw": places, "release_held": True}, shown["operation"]["version"])
    await eyes.post(f"{at}/requests")
    await eyes.post(f"{at}/overrides", {"places": []})
    await eyes.post(f"{at}/postpone", {"window": window(now, 30)})
    await eyes.get(at)
    await eyes.post(f"{at}/cancel")
    await eyes.get(at)


async def leave_open(eyes: Eyes) -> str:
    """An operation that is only watched."""
    made = await eyes.post("/operations", hold(eyes.theatre.clock.now(), men(12)))
    return f"/operations/{made['id']}"


BUSY = (0, 2, 3, 6)
"""Days on which the investigator asks; on the others the open operations are only watched."""


async def week(eyes: Eyes, secret: Secret, *, on: int = 2, spent: bool = False) -> Eyes:
    """Seven days; the secret happens on one of them, between two questions and under an open operation."""
    theatre = eyes.theatre
    await eyes.listen()
    for day in range(7):
        morning = theatre.clock.now()
        await theatre.count()
        if spent:
            await eyes.spend()
        watched = await busy_morning(eyes, secret if day == on else nothing) if day in BUSY else None
        for _ in range(3):
            theatre.clock.advance(2 * HOUR)
            await jobs(theatre)
            if watched:
                await eyes.get(watched)
            await eyes.listen()
        theatre.clock.set(morning + DAY)
        await jobs(theatre)
        if watched:
            await eyes.get(watched)
    await look_around(eyes)
    return eyes


async def busy_morning(eyes: Eyes, secret: Secret) -> str:
    """Questions, an open operation, what happens meanwhile, the same questions, and an operation given up."""
    await look_around(eyes)
    await ask_around(eyes)
    watched = await leave_open(eyes)
    eyes.theatre.clock.advance(MINUTE)
    await secret(eyes.theatre)
    await ask_around(eyes)
    await hold_and_let_go(eyes)
    eyes.theatre.clock.advance(HOUR)
    await ask_around(eyes)
    return watched


async def weeks(
    worlds: Worlds, names: Iterable[str], who: str, *, sites: int, questions: int = 40, spent: bool = False
) -> AsyncIterator[tuple[str, Eyes, Eyes]]:
    """The week in which nothing happened, beside that of each secret."""

    async def one(secret: Secret) -> Eyes:
        async with worlds.one() as theatre:
            await theatre.rules(sites=sites, questions=questions)
            return await week(theatre.eyes(getattr(theatre.stage, who)), secret, spent=spent)

    quiet = await one(nothing)
    for name in names:
        yield name, quiet, await one(SECRETS[name])


def same(name: str, ones: Eyes, others: Eyes) -> None:
    """Equal to the letter, or where they part."""
    for one, other in zip(ones.seen, others.seen, strict=False):
        assert (name, one) == (name, other)
    assert len(ones.seen) == len(others.seen)


async def test_with_too_few_shelters_behind_it_a_week_tells_nothing(worlds: Worlds) -> None:
    """OPS-19, POL-03: a service without agreements, whose figures would each be about too few shelters, sees the same
    week to the letter, whoever holds what, wherever the beds are, whichever house opens or closes."""
    async for name, ones, others in weeks(worlds, SECRETS, "other_investigator", sites=9):
        same(name, ones, others)


async def test_with_agreements_of_ones_own_a_week_tells_of_them_alone(worlds: Worlds) -> None:
    """POL-03: the service's own agreements answer as they do; what happens beyond them is not seen."""
    beyond = ("a pivot holds", "a house opens")
    async for name, ones, others in weeks(worlds, beyond, "investigator", sites=9):
        same(name, ones, others)


async def test_with_the_budget_spent_a_week_tells_nothing(worlds: Worlds) -> None:
    """OPS-19: operations are made, raised and given up all week, none is refused, and without a look to pay for them
    they tell what is held, which is nothing here, and no more, however few shelters may stand behind a figure."""
    once = weeks(worlds, SECRETS, "other_investigator", sites=1, questions=1, spent=True)
    async for name, ones, others in once:
        same(name, ones, others)
        made = [entry[2] for entry in ones.seen if entry[1] == "POST /operations"]
        assert set(made) == {201, "statements"}


async def test_where_figures_are_told_nothing_but_figures_differs(worlds: Worlds) -> None:
    """OPS-19: the answers differ in numbers of one's own question or operation; and on no day in more questions than
    the budget has."""
    budget = 30
    everything = weeks(worlds, SECRETS, "other_investigator", sites=1, questions=budget)
    async for name, ones, others in everything:
        differ: Counter[Any] = Counter()
        for one, other in zip(ones.seen, others.seen, strict=True):
            assert (name, without_figures(one)) == (name, without_figures(other))
            differ[one[0].date()] += one != other and one[1] == "POST /feasibility"
        assert max(differ.values()) <= budget
        assert sum(differ.values()) > 0, f"{name}: these two weeks do not differ: then this proves nothing"


AREAS = st.sampled_from([ONTARIO, TORONTO, HAMILTON, [*TORONTO, *HAMILTON]])
PEOPLE = st.sampled_from([men(1), men(30), men(3, "A"), {"people": [{"gender": "woman", "count": 2}]}])
STEPS = st.tuples(st.sampled_from(["ask", "hold", "hold and cancel", "wait"]), AREAS, PEOPLE)


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(STEPS, min_size=3, max_size=7), at=st.integers(0, 6), name=st.sampled_from(sorted(SECRETS))
)
async def test_whatever_is_asked_in_whatever_order(
    worlds: Worlds, steps: list[Any], at: int, name: str
) -> None:
    """OPS-19: any questions and holds, in any order, with the secret anywhere between them."""

    async def asked(secret: Secret) -> Eyes:
        async with worlds.one() as theatre:
            await theatre.rules(sites=9)
            eyes = theatre.eyes(theatre.stage.other_investigator)
            await eyes.listen()
            for number, step in enumerate(steps):
                if number == min(at, len(steps) - 1):
                    await secret(theatre)
                await one_step(eyes, *step)
            return eyes

    same(name, await asked(nothing), await asked(SECRETS[name]))


async def one_step(eyes: Eyes, what: str, areas: Any, people: Any) -> None:
    """One thing that an investigator does, and what time does before and after it.

    A list is in the order of time; of two things at the same instant chance decides, which is no secret.
    """
    eyes.theatre.clock.advance(timedelta(seconds=1))
    now = eyes.theatre.clock.now()
    if what == "ask":
        await eyes.post("/feasibility", question(now, people, areas=areas))
    elif what.startswith("hold"):
        made = await eyes.post("/operations", hold(now, people, areas=areas))
        if what == "hold and cancel":
            await eyes.post(f"/operations/{made['id']}/cancel")
        await eyes.get(f"/operations/{made['id']}")
    else:
        eyes.theatre.clock.advance(2 * HOUR)
        await jobs(eyes.theatre)
        await eyes.get("/operations")
