"""Classes of data and their periods: what Relais keeps, for how long at least and at most, and how it goes (CNF-11)."""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID, uuid5

Unit = Literal["hours", "days", "months"]
ClassName = Literal[
    "case",
    "referral",
    "operation",
    "request",
    "incident",
    "session",
    "text",
    "step_up",
    "idempotency",
    "telling",
]


@dataclass(frozen=True)
class RetentionClass:
    """One class: its period as it begins (`first`), and the bounds within which two people may change it."""

    name: ClassName
    unit: Unit
    first: int
    at_least: int
    at_most: int


CLASSES: Final = (
    RetentionClass("case", "months", 24, 12, 60),
    RetentionClass("referral", "months", 24, 6, 36),
    RetentionClass("operation", "months", 24, 12, 60),
    RetentionClass("request", "months", 84, 84, 144),
    RetentionClass("incident", "months", 60, 60, 120),
    RetentionClass("session", "days", 7, 1, 30),
    RetentionClass("text", "days", 30, 7, 90),
    RetentionClass("step_up", "hours", 24, 24, 168),
    RetentionClass("idempotency", "hours", 24, 24, 72),
    RetentionClass("telling", "hours", 24, 24, 72),
)
"""The same in the schema's table `retention_classes`; a test holds the two together."""
BY_NAME: Final = {each.name: each for each in CLASSES}

_SUBJECTS: Final = UUID("6f2b0b2e-5d5a-4b5e-9a0e-6a6b3c1f0d11")


def subject_of(name: ClassName) -> UUID:
    """What a proposal about this class is about: the same for all of them, so that two changes of it wait in line."""
    return uuid5(_SUBJECTS, name)
