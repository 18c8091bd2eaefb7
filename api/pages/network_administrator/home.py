"""What a network's administrator reads first: the six steps of a first run, then what waits (AGR-01, PIV-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.pages.moments import day_in, zone_of
from api.pages.part import Part
from api.pages.proposals import Card, card
from api.pages.visits import Visit
from service.partners.members.queries import AlertView, alerts
from service.partners.networks.queries import NetworkView, networks
from service.partners.networks.setup import OrganisationSetUp, network_setup, next_step, steps
from service.partners.proposals.queries import proposals
from service.refusals import Refused
from service.store.session import Session

SHOWN = 5
"""So many organisations that lack something stand on the first page; the rest behind a link."""


@dataclass(frozen=True)
class Lacking:
    """An organisation, and what whoever looks for it at night would miss."""

    id: UUID
    name: str
    lacks: tuple[str, ...]


async def network_administrator(visit: Visit, session: Session) -> Part:
    """What needs this person now, by deadline; then the two things done every day."""
    found = await network_setup(session)
    if isinstance(found, Refused):
        return Part("network_administrator/home.html", {"none": True})
    open_ = await proposals(session)
    cards = [] if isinstance(open_, Refused) else [card(one, visit.language) for one in open_]
    known = await networks(session)
    seen = [] if isinstance(known, Refused) else [one for one in known if one.may_change]
    following = next_step(found)
    begun = following is None
    lacking = [Lacking(one.id, one.name, one.lacks) for one in found if one.lacks and one.kind != "network"]
    context: dict[str, Any] = {
        "none": False,
        "steps": () if begun else steps(found),
        "next": following.name if following else "",
        "to_sign": _by_date(one for one in cards if one.may_sign),
        "mine": _by_date(one for one in cards if one.mine),
        "alone": _is_alone(found),
        "ends": await _ending(session),
        "lacking": lacking[:SHOWN] if begun else [],
        "more": max(len(lacking) - SHOWN, 0) if begun else 0,
        "police": _with_police(seen, found),
        "add": f"/network/{seen[0].id}/change/organisation" if len(seen) == 1 else "/network",
        "day": day_in(visit.language, await zone_of(session)),
    }
    return Part("network_administrator/home.html", context)


def _by_date(cards: Any) -> list[Card]:
    return sorted(cards, key=lambda one: one.until)


def _is_alone(found: Sequence[OrganisationSetUp]) -> bool:
    """Whether nobody could sign what this person proposes."""
    return sum(one.members for one in found if one.kind == "network") < 2


async def _ending(session: Session) -> list[AlertView]:
    """Accesses and accreditations that end within 30 days (POL-04, PIV-10)."""
    waits = await alerts(session)
    kinds = ("accesses_end_soon", "accreditation_ends_soon")
    return [] if isinstance(waits, Refused) else [one for one in waits if one.kind in kinds]


def _with_police(seen: Sequence[NetworkView], found: Sequence[OrganisationSetUp]) -> tuple[int, int] | None:
    """Police services and networks that admit them; nothing where there is neither (AGR-01)."""
    admitting = sum(one.police_members != "none" for one in seen)
    services = sum(one.kind == "police" for one in found)
    return (services, admitting) if services or admitting else None
