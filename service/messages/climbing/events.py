"""What climbing leaves in the trail: which duty was asked, and that nobody answered."""

from dataclasses import dataclass
from typing import ClassVar

from service.events import Event


@dataclass(frozen=True, kw_only=True)
class RungAsked(Event):
    """A question reached somebody's duty, or nobody answered it until its end. Duties, never members (SAF-09)."""

    name: ClassVar[str] = "messages.rung_asked"

    kind: str
    rung: str
    """`first`, `second`, `duty`, `region`, or `no_answer` at the end."""
    number: int
