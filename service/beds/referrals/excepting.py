"""What a house is asked to look past, who answers there, and what is kept of it: normal work, and counted (RIG-02)."""

from collections.abc import Collection
from typing import Final, Literal

from service.beds.board.rules import Verdict
from service.beds.words import NEVER_STORED, DeclineReason

Exceptional = Literal[
    "self_call", "conjugal_violence", "trafficking", "couple", "programme", "language", "criteria"
]
"""A criterion that a house may look past. What is kept of no person is called `criteria`, and told by phone."""
Answerer = Literal["front_desk", "shelter_coordinator"]
ABOUT_WHY: Final[frozenset[Exceptional]] = frozenset({"trafficking", "conjugal_violence"})
"""Exceptions that say why somebody comes: for the house's coordinator alone (SAF-08)."""


def exceptions_in(verdict: Verdict) -> tuple[Exceptional, ...]:
    """The criteria that a verdict names, as they may be kept: papers and substances as `criteria` (ADM-02, IMM-02)."""
    found: dict[Exceptional, None] = {}
    for item in verdict.named:
        found["criteria" if item.criterion in NEVER_STORED else item.criterion] = None  # type: ignore[index]
    return tuple(found)


def who_answers(exceptions: Collection[Exceptional], contact: Answerer) -> Answerer | None:
    """The role that may say yes: the one that the house named, its coordinator for why somebody comes (ADM-01, SAF-08).

    `None` where nothing is asked: whoever is at the desk answers.
    """
    if not exceptions:
        return None
    return "shelter_coordinator" if ABOUT_WHY & set(exceptions) else contact


_CODES: Final[tuple[tuple[Exceptional, DeclineReason], ...]] = (
    ("conjugal_violence", "not_conjugal_violence"),
    ("trafficking", "security_fear"),
    ("language", "language"),
)


def code_of_no(exceptions: Collection[Exceptional]) -> DeclineReason:
    """The one code of a no to an exception, so that one tap is enough (ADM-04)."""
    return next((code for criterion, code in _CODES if criterion in exceptions), "other")
