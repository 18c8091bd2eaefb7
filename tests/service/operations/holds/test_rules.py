"""What each state of an operation allows."""

from itertools import product
from typing import get_args

from service.operations.holds.rules import State, Step, may

ALLOWED: dict[Step, set[State]] = {
    "arrange": {"planned", "held", "launched"},
    "launch": {"planned", "held"},
    "postpone": {"planned", "held", "launched", "postponed"},
    "cancel": {"planned", "held", "launched", "postponed"},
    "close": {"planned", "held", "launched"},
    "name_pivot": {"planned", "held", "launched", "closed"},
    "hand_over": {"held", "launched", "closed"},
}


def test_every_step_in_every_state() -> None:
    """OPS-04, OPS-05, OPS-14: nothing is taken, launched or moved once an operation is cancelled."""
    for step, state in product(get_args(Step), get_args(State)):
        assert may(step, state) == (state in ALLOWED[step]), (step, state)
