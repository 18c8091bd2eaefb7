"""What an operation's state allows, as rules."""

from typing import get_args

from service.operations.holds.rules import OPEN, State, Step, may


def test_the_steps_that_each_state_allows() -> None:
    """OPS-18, design of states: what is closed or cancelled takes no further step but the hand-over of a closed
    one."""
    states: tuple[State, ...] = get_args(State)
    steps: tuple[Step, ...] = get_args(Step)
    assert {state: {step for step in steps if may(step, state)} for state in states} == {
        "planned": {"arrange", "launch", "postpone", "cancel", "close", "name_pivot"},
        "held": {"arrange", "launch", "postpone", "cancel", "close", "name_pivot", "hand_over"},
        "launched": {"arrange", "launch", "postpone", "cancel", "close", "name_pivot", "hand_over"},
        "closed": {"name_pivot", "hand_over"},
        "postponed": {"postpone", "cancel"},
        "cancelled": set(),
    }
    assert {"planned", "held", "launched", "postponed"} == OPEN
