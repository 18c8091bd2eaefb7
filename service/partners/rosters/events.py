"""What rosters leave in the trail."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from service.events import Event


@dataclass(frozen=True, kw_only=True)
class RosterChanged(Event):
    """A roster, a week or a slot was planned, changed hands, or was freed. The subject is the roster."""

    name: ClassVar[str] = "partners.roster_changed"

    step: Literal[
        "made", "planned", "repeated", "week_ended", "assigned", "cancelled", "offered", "kept", "taken"
    ]
    slots: int = 0
    """How many slots it wrote or freed."""
