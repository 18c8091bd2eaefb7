"""Who is asked next, and for how long."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from service.messages.climbing.rules import OnCall, Standing, asked_until, from_here, ladder

HOUSE, REGION, ANNE, BEA = (UUID(int=n) for n in range(1, 5))
NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
END = NOW + timedelta(minutes=20)


def test_first_then_second_then_the_duty_then_the_region() -> None:
    """OPS-04, ACC-03: in this order, each in their own name."""
    assert ladder(HOUSE, OnCall(ANNE, BEA), REGION) == (
        Standing("first", HOUSE, ANNE),
        Standing("second", HOUSE, BEA),
        Standing("duty", HOUSE),
        Standing("region", REGION),
    )


@pytest.mark.parametrize(
    ("on_call", "region", "steps"),
    [
        (OnCall(), REGION, ["duty", "region"]),
        (OnCall(second=BEA), REGION, ["second", "duty", "region"]),
        (OnCall(ANNE, ANNE), REGION, ["first", "duty", "region"]),
        (OnCall(ANNE, BEA), None, ["first", "second", "duty"]),
        (OnCall(), None, ["duty"]),
        (OnCall(ANNE), HOUSE, ["first", "duty"]),
    ],
)
def test_nobody_is_asked_where_nobody_stands(on_call: OnCall, region: UUID | None, steps: list[str]) -> None:
    """OPS-04: an empty roster still leaves the organisation's duty; nobody is asked twice or above themselves."""
    assert [rung.step for rung in ladder(HOUSE, on_call, region)] == steps


def test_one_climbs_up_and_never_down() -> None:
    """OPS-04: above the last rung that was asked; at the top the last one keeps the question."""
    rungs = ladder(HOUSE, OnCall(ANNE, BEA), REGION)
    assert from_here(rungs, None) == rungs
    assert [rung.step for rung in from_here(rungs, "first")] == ["second", "duty", "region"]
    assert [rung.step for rung in from_here(rungs, "duty")] == ["region"]
    assert [rung.step for rung in from_here(rungs, "region")] == ["region"]
    assert [rung.step for rung in from_here(ladder(HOUSE, OnCall(), None), "second")] == ["duty"]


@pytest.mark.parametrize(
    ("left", "each", "minutes"),
    [(4, None, 5), (2, None, 10), (1, None, 20), (4, 3, 3), (2, 15, 10), (1, 3, 20)],
)
def test_time_is_shared_and_silence_ends_when_it_was_said_to(
    left: int, each: int | None, minutes: int
) -> None:
    """OPS-03, OPS-04: an even share, at most `each`; the last has the rest."""
    longest = None if each is None else timedelta(minutes=each)
    assert asked_until(NOW, END, left, longest) == NOW + timedelta(minutes=minutes)
