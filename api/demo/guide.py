"""The guided story of the demo, which exists nowhere else: ten steps, each at the right page as the right person."""

from dataclasses import dataclass
from typing import Any

from litestar import Request

from api.demo.partners import DOMAIN, PEOPLE, Person, person
from service.refusals import Language

STORY = "__Host-relais_story"
"""How far the visitor's story has come: the number of its last step."""


@dataclass(frozen=True)
class Step:
    """One step: whose turn it is, and the page where it begins. Its words stand under `story.N`."""

    number: int
    name: str
    """The part of the person's address before the @."""
    path: str = "/"

    @property
    def person(self) -> Person:
        return person(f"{self.name}@{DOMAIN}")


STEPS: tuple[Step, ...] = tuple(
    Step(number, name, path)
    for number, (name, path) in enumerate(
        (
            ("accueil.s4", "/"),
            ("enquete.p1", "/reservations/new"),
            ("region.on", "/"),
            ("accueil.s8", "/"),
            ("pivot.on", "/"),
            ("pivot.on", "/cases"),
            ("fonds1", "/"),
            ("pivot.ab", "/cases/new"),
            ("coordination.s1s2", "/"),
            ("audit", "/"),
        ),
        start=1,
    )
)
_NAMES = {one.id: one for one in PEOPLE}


def reached(request: Request[Any, Any, Any]) -> int:
    """The last step that this browser took; 0 before the first."""
    said = request.cookies.get(STORY, "")
    return int(said) if said.isdecimal() and int(said) <= len(STEPS) else 0


@dataclass(frozen=True)
class Strip:
    """What the strip on each page says: whom one is, and how far the story has come."""

    who: str
    step: int
    steps: int = len(STEPS)


def strip(request: Request[Any, Any, Any], seated: Any, language: Language) -> Strip:
    """Of this page."""
    found = _NAMES.get(seated.seat.member_id) if seated else None
    who = "" if found is None else found.who_fr if language == "fr" else found.who_en
    return Strip(who, reached(request))
