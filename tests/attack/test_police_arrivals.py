"""Has somebody arrived, and who? Police try everything that they may do with an operation of their own, in a world
where two of four have arrived (and one has left again) and in one where nobody has (OPS-14, OPS-15, POL-03)."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.attack.police import (
    DAY,
    HAMILTON,
    HOUR,
    MINUTE,
    Eyes,
    Theatre,
    Worlds,
    hold,
    jobs,
    men,
    question,
    window,
)
from tests.attack.test_police_week import worlds

__all__ = ["worlds"]

Try = Callable[[Eyes, str], Awaitable[None]]


async def nobody_comes(_: Theatre) -> None:
    """The world in which all four places stay empty."""


async def two_arrive(theatre: Theatre) -> None:
    """Two of the four are there, says the hotel's desk; one leaves after an hour."""
    desk = theatre.stage.shelters["S8"].desk
    expected = _rows(await theatre.read(desk, "/expected-arrivals"))
    stays = [await theatre.call(desk, "/arrivals", {"place_id": one["place_id"]}) for one in expected[:2]]
    theatre.clock.advance(HOUR)
    await theatre.call(desk, f"/stays/{stays[-1]['claim_id']}/departure")
    theatre.clock.advance(-HOUR)


async def all_arrive(theatre: Theatre) -> None:
    """Nobody is left to be expected."""
    desk = theatre.stage.shelters["S8"].desk
    for one in _rows(await theatre.read(desk, "/expected-arrivals")):
        await theatre.call(desk, "/arrivals", {"place_id": one["place_id"]})


def _rows(body: Any) -> list[Any]:
    return list(body["items"] if isinstance(body, dict) else body)


async def operation(eyes: Eyes) -> str:
    """Four places at the hotel, under way; the clinic has accepted, the window is open."""
    theatre = eyes.theatre
    made = await eyes.post("/operations", hold(theatre.clock.now(), men(4), nights=3, areas=HAMILTON))
    at = f"/operations/{made['id']}"
    await eyes.post(f"{at}/pivot", {"organisation_id": str(theatre.stage.clinic)})
    await theatre.call(theatre.stage.pivot, f"/hand-overs/{made['id']}/answer", {"accept": True})
    await eyes.post(f"{at}/launch")
    theatre.clock.advance(19 * HOUR)
    await theatre.count()
    return at


async def version(eyes: Eyes, at: str) -> tuple[int, list[Any]]:
    shown = (await eyes.get(at))["operation"]
    return shown["version"], shown["places"]


async def by_withdrawing(eyes: Eyes, at: str) -> None:
    """Each place in turn, first carefully and then on purpose: a no that depends on who came would name them."""
    now_at, places = await version(eyes, at)
    for place in places:
        for on_purpose in (False, True):
            wish = {"withdraw": [place["id"]], "release_held": on_purpose}
            await eyes.change(at, wish, now_at)
    for on_purpose in (False, True):
        await eyes.change(at, {"fewer": [{"count": 2}], "release_held": on_purpose}, now_at)
    await eyes.get(at)


async def houses_say_yes(theatre: Theatre) -> None:
    """Whoever is asked again takes everybody."""
    for house in theatre.stage.shelters.values():
        for asked in _rows(await theatre.read(house.desk, "/shelter-requests")):
            if asked["state"] == "requested":
                await theatre.call(house.desk, f"/shelter-requests/{asked['id']}/answer", {})


async def moved_on(eyes: Eyes, at: str) -> None:
    """Jobs see to the move, houses answer, and all of it is looked at."""
    await jobs(eyes.theatre)
    await eyes.get(at)
    await houses_say_yes(eyes.theatre)
    await eyes.listen()
    await eyes.get(at)


async def proposing(eyes: Eyes, at: str) -> None:
    """What a plan would hold, and what taking it holds."""
    made = await eyes.post(f"{at}/proposals")
    if "id" in made:
        await eyes.post(f"{at}/proposals/{made['id']}/acceptance")


async def by_postponing(eyes: Eyes, at: str) -> None:
    """Another window keeps whoever is there: their number would be what stays held. Then everything that could bring
    a placement back: raising, lowering, asking again, another operation with the same agreements, no window at all."""
    now = eyes.theatre.clock.now()
    await eyes.post(f"{at}/postpone", {"window": window(now, 700)})
    await moved_on(eyes, at)
    now_at, places = await version(eyes, at)
    assert places == []
    for wish in ({"add": [men(1)]}, {"fewer": [{"count": 1}], "release_held": True}):
        await eyes.change(at, wish, now_at)
    await proposing(eyes, at)
    await eyes.post(f"{at}/requests")
    await eyes.post(f"{at}/overrides", {"places": []})
    await eyes.post("/operations", hold(now, men(7), areas=HAMILTON))
    await eyes.post(f"{at}/postpone", {"window": None})
    await moved_on(eyes, at)
    await eyes.post(f"{at}/launch")
    await eyes.post(f"{at}/cancel")
    await eyes.get(at)


async def by_moving_a_little(eyes: Eyes, at: str) -> None:
    """Some hours later the same people are expected, at a window that the agreements would allow; until it is over."""
    await eyes.post(f"{at}/postpone", {"window": window(eyes.theatre.clock.now(), 5)})
    await moved_on(eyes, at)
    await eyes.post(f"{at}/launch")
    await by_waiting(eyes, at)


async def by_cancelling(eyes: Eyes, at: str) -> None:
    """One touch releases all but who is there."""
    await eyes.post(f"{at}/cancel")
    await eyes.get(at)
    await eyes.get("/operations")


async def by_raising(eyes: Eyes, at: str) -> None:
    """One more, and whoever waits is looked for again."""
    now_at, _ = await version(eyes, at)
    await eyes.change(at, {"add": [men(1)], "ask_beyond_agreements": False}, now_at)
    await proposing(eyes, at)
    await eyes.post(f"{at}/requests")
    await eyes.post(f"{at}/overrides", {"places": []})
    await eyes.get(at)


async def by_saying_so(eyes: Eyes, at: str) -> None:
    """Recording an arrival oneself."""
    _, places = await version(eyes, at)
    for place in places:
        await eyes.post("/arrivals", {"place_id": place["id"]})


async def by_waiting(eyes: Eyes, at: str) -> None:
    """Until the window is over and the operation closes itself; then the agreements, and the next question."""
    for _ in range(8):
        eyes.theatre.clock.advance(HOUR)
        await jobs(eyes.theatre)
        await eyes.get(at)
        await eyes.listen()
    await eyes.get("/agreements")
    eyes.theatre.clock.advance(DAY)
    await eyes.theatre.count()
    await eyes.get(at)
    await eyes.post("/feasibility", question(eyes.theatre.clock.now(), men(4), areas=HAMILTON))


TRIES: dict[str, Try] = {
    one.__name__: one
    for one in (
        by_withdrawing,
        by_postponing,
        by_moving_a_little,
        by_cancelling,
        by_raising,
        by_saying_so,
        by_waiting,
    )
}


async def tried(theatre: Theatre, secret: Callable[[Theatre], Awaitable[None]], attempt: Try) -> Eyes:
    await theatre.rules(sites=9)
    eyes = theatre.eyes(theatre.stage.investigator)
    await eyes.listen()
    at = await operation(eyes)
    await eyes.get(at)
    await secret(theatre)
    await eyes.listen()
    theatre.clock.advance(2 * HOUR + MINUTE)
    await eyes.get(at)
    await attempt(eyes, at)
    await eyes.get("/agreements")
    await eyes.listen()
    return eyes


SECRETS = [(name, two_arrive) for name in TRIES] + [(by_moving_a_little.__name__, all_arrive)]


@pytest.mark.parametrize(("name", "secret"), SECRETS)
async def test_who_has_arrived_is_not_seen(
    worlds: Worlds, name: str, secret: Callable[[Theatre], Awaitable[None]]
) -> None:
    """OPS-14, OPS-18, POL-03: not by state, number, refusal, header, statement or live word."""
    ones = await worlds.play(lambda theatre: tried(theatre, nobody_comes, TRIES[name]))
    others = await worlds.play(lambda theatre: tried(theatre, secret, TRIES[name]))
    for one, other in zip(ones.seen, others.seen, strict=True):
        assert one == other


async def test_after_the_hand_over_one_number_is_told_and_no_place_moves(worlds: Worlds) -> None:
    """OPS-14: `received` is the one thing that differs; nothing can be raised, asked or overridden any more, so no
    answer brings a placement back."""

    async def afterwards(eyes: Eyes, at: str) -> None:
        await eyes.post(f"{at}/hand-over", {"people": 4})
        shown = (await eyes.get(at))["operation"]
        eyes.seen.append(("received", shown.pop("received")))
        assert (shown["places"], shown["labels"], shown["held"], shown["waiting"]) == ([], [], 0, 0)
        for path, body in (("requests", None), ("overrides", {"places": []})):
            assert (await eyes.post(f"{at}/{path}", body))["type"] == "/problems/operation_over"
        raised = await eyes.change(at, {"add": [men(1)]}, shown["version"])
        assert raised["type"] == "/problems/operation_over"

    async def told(secret: Callable[[Theatre], Awaitable[None]]) -> Any:
        eyes = await worlds.play(lambda theatre: tried(theatre, secret, afterwards))
        return next(entry[1] for entry in eyes.seen if entry[0] == "received")

    assert [await told(nobody_comes), await told(two_arrive)] == [0, 2]
