"""What a command leaves behind for whoever must prove or follow it."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal
from uuid import UUID

Root = Literal["care", "financial"]
"""Which key opens the record: `care` is erased with the case, `financial` kept for the statutory period."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. Subclasses add facts: ids, codes, counts and amounts, never words about a person.

    `subject` is the row it is about; with `root` it chooses the data key that seals the record (design.md section 6).
    """

    name: ClassVar[str]
    root: ClassVar[Root] = "care"

    subject: UUID
    why: str | None = None

    def facts(self) -> dict[str, Any]:
        """The event's own facts, without those that every event has."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in {"subject", "why"}}


@dataclass(frozen=True, kw_only=True)
class AttemptRefused(Event):
    """Somebody tried, and was refused: nothing else changed."""

    name: ClassVar[str] = "attempt.refused"

    command: str
    reason: str
    """The reason's code."""
