"""Questions that cost us much and whoever asks little: wide, deep, many."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.api.described import operations
from tests.api.knocking import statements
from tests.api.world import World, operation
from tests.visibility.doors import inside

pytestmark = pytest.mark.xdist_group("doors")


async def board(world: World, **asked: Any) -> Any:
    """What the board answers the pivot."""
    headers = world.as_(world.stage.pivot, key=uuid4().hex)
    return await world.client.get(
        "/v1/board", params={"person": "man:25+", "nights": 1, **asked}, headers=headers
    )


async def test_a_wide_question_costs_as_many_statements_as_a_narrow_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """POL-05, cost: the most people, nights and cards that the board takes are asked for by the same statements."""
    counts = []
    for asked in ({}, {"nights": 14, "limit": 50}, {"person": ["man:25+:9", "woman:25+:9"], "limit": 50}):
        with statements(monkeypatch) as sent:
            answer = await board(world, **asked)
        assert answer.status_code == 200, answer.text
        counts.append(len(sent))
    assert 0 < counts[0] == max(counts)


@pytest.mark.parametrize(
    "asked",
    [
        {"nights": 10_000},
        {"limit": 10_000},
        {"limit": 0},
        {"person": ["man:25+"] * 500},
        {"person": "man:25+:99999"},
        {"person": "man:25+" + "1" * 5_000},
        {"cursor": "W10"},
    ],
    ids=str,
)
async def test_beyond_the_most_it_asks_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, asked: Any
) -> None:
    """POL-05, cost: refused by its form, before a bed is looked at."""
    with statements(monkeypatch) as sent:
        answer = await board(world, **asked)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input")
    assert [each for each in sent if "beds" in each or "claims" in each] == []


async def test_no_list_is_longer_than_it_says(world: World) -> None:
    """Cost: each list that takes a limit takes no more than its most."""
    for each in operations():
        if "limit" not in {one["name"] for one in each.query} or not (
            world.people.keys() & set(inside(each.id))
        ):
            continue
        by = next(world.people[role] for role in inside(each.id) if role in world.people)
        ids = {name: uuid4() for name in each.ids}
        headers = world.as_(by, key=uuid4().hex)
        answer = await world.client.get(each.at(ids), params={"limit": 10**6}, headers=headers)
        assert answer.status_code == 400, each.id


async def test_a_huge_operation_is_refused_before_it_is_planned(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OPS-01, cost: a hundred people at most, in so many parties, areas and languages, in a window of two days."""
    hold, now = operation(world.clock.now()), world.clock.now()
    later = {
        "starts_at": (now + timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(days=400)).isoformat(),
    }
    for change in (
        {"parties": hold["parties"] * 500},
        {"areas": hold["areas"] * 500},
        {"maximum": 10**9, "expected": 10**9},
        {"parties": [{"people": [{"gender": "man", "count": 100}] * 50}]},
        {"window": later},
    ):
        with statements(monkeypatch) as sent:
            headers = world.as_(world.stage.investigator, key=uuid4().hex)
            answer = await world.client.post("/v1/operations", json={**hold, **change}, headers=headers)
        assert answer.status_code in {400, 422}, (change, answer.text[:200])
        assert [each for each in sent if "FROM beds" in each or "free_places" in each] == []
