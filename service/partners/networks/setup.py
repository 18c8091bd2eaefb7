"""Setting up a network: what has begun, organisation by organisation, and the six steps that lead there (PIV-10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from service.partners.actor import Role
from service.partners.proposals.rules import OrganisationKind
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql

StepName = Literal["organisations", "members", "beds", "agreements", "envelopes", "policy"]
StepState = Literal["done", "begun", "open"]
HOUSES = frozenset({"shelter", "hotel"})
ANSWERING = frozenset({"shelter", "hotel", "pivot", "coordination"})
"""Those whom somebody calls at night."""
NEEDED: tuple[frozenset[str], ...] = (HOUSES, frozenset({"pivot"}), frozenset({"fund"}))
"""Without one of each, nobody is placed and nothing is paid."""


@dataclass(frozen=True)
class OrganisationSetUp:
    """What has begun at one organisation: how many people, and whether there is a number, a roster, a house, money,
    rules. No house's name, no bed and no amount (POL-03)."""

    id: UUID
    name: str
    kind: OrganisationKind
    accredited_until: date | None
    members: int
    invited: int
    keepers: int
    """Members who decide for it: all but front desks."""
    has_number: bool
    has_roster: bool
    has_house: bool
    has_envelope: bool
    policy: Literal["none", "one", "signed"]
    """How far its rules are: none, waiting for a second signature, or signed by two."""
    has_agreements: bool
    """Whether any agreement is in force in one's networks; which, is not told."""

    @property
    def lacks(self) -> tuple[str, ...]:
        """What whoever looks for it at night would miss."""
        calls = self.kind in ANSWERING
        missing = {
            "people": self.members == 0,
            "keeper": self.members > 0 and self.keepers == 0,
            "number": calls and not self.has_number,
            "roster": calls and not self.has_roster,
        }
        return tuple(name for name, is_missing in missing.items() if is_missing)


@dataclass(frozen=True)
class Step:
    """One of the six steps; `count` is of what its words name."""

    name: StepName
    state: StepState
    count: int = 0


SET_UP = sql("SELECT * FROM relais.network_setup()")


async def network_setup(session: Session) -> list[OrganisationSetUp] | Refused:
    """Every organisation of the networks that the actor administers, by name; at most 500."""
    if not session.actor.has(Role.NETWORK_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [OrganisationSetUp(**row) for row in await session.rows(SET_UP)]


def steps(found: Sequence[OrganisationSetUp]) -> tuple[Step, ...]:
    """The six steps of a first run, in their order: what is done, begun, or not yet."""
    others = [one for one in found if one.kind != "network"]
    houses = [one for one in others if one.kind in HOUSES]
    funds = [one for one in others if one.kind == "fund"]
    kinds = {one.kind for one in others}
    agreed = any(one.has_agreements for one in found)
    rules = [one.policy for one in funds]
    return (
        Step("organisations", _state(others, all(need & kinds for need in NEEDED)), len(others)),
        Step(
            "members",
            _state(
                [one for one in others if one.members or one.invited], _all(one.members for one in others)
            ),
            sum(one.invited for one in found),
        ),
        Step("beds", _state([one for one in houses if one.has_house], _all(one.has_house for one in houses))),
        Step("agreements", "done" if agreed else "open"),
        Step(
            "envelopes",
            _state([one for one in funds if one.has_envelope], _all(one.has_envelope for one in funds)),
        ),
        Step(
            "policy", _state([rule for rule in rules if rule != "none"], _all(r == "signed" for r in rules))
        ),
    )


def _all(each: Iterable[object]) -> bool:
    """Whether there is something, and all of it holds."""
    found = [bool(one) for one in each]
    return bool(found) and all(found)


def _state(begun: Sequence[object], done: bool) -> StepState:
    return "done" if done else "begun" if begun else "open"


def next_step(found: Sequence[OrganisationSetUp]) -> Step | None:
    """The first step that is not done and is needed, or None; agreements are needed only where there is police."""
    police = any(one.kind == "police" for one in found)
    left = (step for step in steps(found) if step.state != "done")
    return next((step for step in left if step.name != "agreements" or police), None)
