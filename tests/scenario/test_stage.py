"""The stage itself: a step holds only by what was seen, and says so when it could not be played."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from api.cli.scenario import verdict
from api.demo.scenarios.stage import CannotGoOnError, Script, Seen, Stage, StepReport
from api.demo.scenarios.wire import MISSING, Ask, Hearing, Reply
from service.refusals import Said


class Echo:
    """Answers each request with the next of its replies, and keeps what was asked."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.asked: list[Ask] = []
        self.forgotten = 0

    def forget_tokens(self) -> None:
        self.forgotten += 1

    async def listen(self, person: str) -> Hearing:
        raise NotImplementedError

    async def send(self, ask: Ask) -> Reply:
        self.asked.append(ask)
        return self.replies.pop(0)


async def at_once(_: float) -> None:
    """No pause."""


def test_what_a_reply_lacks_is_equal_to_nothing() -> None:
    reply = Reply(200, {"items": [{"held": 3}]})
    assert reply.at("items", 0, "held") == 3
    assert reply.at("items", 1, "held") is MISSING
    assert MISSING != MISSING  # noqa: PLR0124  # that is the point
    assert reply.at("items", 0, "held", "deeper") is MISSING


def test_true_is_not_one() -> None:
    seen = Seen()
    seen.equal("un", "one", True, 1)
    assert not seen.ok


def test_a_step_that_expects_nothing_does_not_hold() -> None:
    assert not Seen().ok


def test_a_problem_is_named_by_its_type() -> None:
    assert Reply(409, {"type": "/problems/no_longer_free"}).problem == "no_longer_free"
    assert Reply(200, {"type": "/problems/no_longer_free"}).problem == ""


def unknown(name: str) -> Reply:
    """As the API refuses a field that no code reads."""
    return Reply(400, {"fields": [{"field": f"lines[0].{name}", "message": "There is no such field"}]})


def test_what_is_not_built_is_told_apart_from_what_fails() -> None:
    """Only the field that the expectation needs counts, and a step with another failure stays a plain failure."""

    def step(number: int, *refusals: Reply) -> StepReport:
        seen = Seen()
        for reply in refusals:
            with suppress(CannotGoOnError):
                seen.accepted("série", "series", reply, needs="series")
        return StepReport(number, Said("pas", "step"), seen.ok, tuple(seen.expectations))

    held, wanted, other = Reply(201, {}), unknown("series"), unknown("payee")
    steps = [
        step(1, held),
        step(2, wanted),
        step(3, wanted, other),
        step(4, Reply(409, {})),
        step(5, held, wanted),
    ]
    assert [one.not_built for one in steps] == [False, True, False, False, True]
    assert (steps[1].seen("en"), steps[1].seen("fr")) == (
        "NOT series (seen: not built yet)",
        "PAS série (vu: pas encore construit)",
    )
    assert verdict(steps, "en") == "4 of 5 steps did not hold; of these, 2 and 5 are not built yet."
    assert verdict(steps[:2], "fr") == "1 étape(s) sur 2 n'ont pas tenu : 2 n'est pas encore construite."
    assert verdict(steps[2:4], "en") == "2 of 2 steps did not hold."
    assert verdict(steps[:1], "fr") == "Les 1 étapes ont tenu."


def script_of(*plays: Any) -> Script[dict[str, Any]]:
    script: Script[dict[str, Any]] = Script(lambda _: {})
    for number, play in enumerate(plays):
        script.step(number, f"pas {number}", f"step {number}")(play)
    return script


async def good(_: Any, seen: Seen) -> None:
    seen.that("tient", "holds", True)


async def breaks(story: dict[str, Any], seen: Seen) -> None:
    seen.that("tient", "holds", True)
    story["never set"]


async def stops(_: Any, seen: Seen) -> None:
    seen.accepted("oui", "yes", Reply(409, {"type": "/problems/too_late"}))
    raise AssertionError("not reached")


async def stops_early(_: Any, seen: Seen) -> None:
    seen.that("tient", "holds", True)
    raise CannotGoOnError


async def test_every_step_is_reported_and_what_breaks_is_red() -> None:
    reports = await script_of(good, breaks, stops, stops_early, good).play(Stage(Echo()))
    assert [report.ok for report in reports] == [True, False, False, False, True]
    assert "KeyError" in reports[1].seen("en")
    assert reports[2].seen("en").startswith("NOT yes (seen: 409 too_late")
    assert reports[0].seen("fr") == "tient"


async def test_the_clock_moves_to_the_minute_and_tokens_are_forgotten() -> None:
    wire = Echo(Reply(200, {"now": "2026-11-03T17:00:30+00:00"}), Reply(201, {}))
    await Stage(wire).move_to(datetime(2026, 11, 3, 18, 0, tzinfo=UTC))
    assert wire.asked[1].body == {"minutes": 60}
    assert wire.forgotten == 1


async def test_the_clock_never_moves_back() -> None:
    wire = Echo(Reply(200, {"now": "2026-11-03T17:00:30+00:00"}))
    await Stage(wire).move_to(datetime(2026, 11, 3, 17, 0, tzinfo=UTC))
    assert len(wire.asked) == 1


async def test_without_a_demo_clock_nothing_goes_on() -> None:
    with pytest.raises(CannotGoOnError):
        await Stage(Echo(Reply(404, {}))).now()


async def test_looks_again_until_the_reply_is_good() -> None:
    wire = Echo(*(Reply(200, {"n": n}) for n in range(4)))
    hand = Stage(wire, at_once).as_("a@relais.example")
    reply = await hand.stage.eventually(lambda: hand.get("/v1/x"), lambda one: one.at("n") == 2)
    assert reply.at("n") == 2
    assert len(wire.asked) == 3
