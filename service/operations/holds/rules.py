"""What an operation's state allows (design.md section 12): planned, held, launched, closed; postponed, cancelled."""

from collections.abc import Mapping
from typing import Final, Literal

State = Literal["planned", "held", "launched", "closed", "postponed", "cancelled"]
Step = Literal["arrange", "launch", "postpone", "cancel", "close", "name_pivot", "hand_over"]

OPEN: Final[frozenset[State]] = frozenset({"planned", "held", "launched", "postponed"})
ALLOWED: Final[Mapping[Step, frozenset[State]]] = {
    "arrange": frozenset({"planned", "held", "launched"}),
    "launch": frozenset({"planned", "held", "launched"}),
    "postpone": frozenset({"planned", "held", "launched", "postponed"}),
    "cancel": OPEN,
    "close": frozenset({"planned", "held", "launched"}),
    "name_pivot": frozenset({"planned", "held", "launched", "closed"}),
    "hand_over": frozenset({"held", "launched", "closed"}),
}


def may(step: Step, state: State) -> bool:
    """Whether an operation in this state takes this step."""
    return state in ALLOWED[step]
