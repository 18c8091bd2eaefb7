"""Networks as they are read (AGR-01): who is in them, and for their administrators the numbers police are held to."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from service.partners.proposals.rules import PROPOSERS, OrganisationKind, PoliceMembers, Structure
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class OrganisationView:
    """An organisation in a network; until when it is accredited is told to itself and to administrators (PIV-10)."""

    id: UUID
    name: str
    kind: OrganisationKind
    regions: tuple[str, ...]
    accredited_until: date | None = None


@dataclass(frozen=True)
class NetworkView:
    """A network of one's organisation. The two numbers of the police budget are told to its administrators."""

    id: UUID
    name: str
    structure: Structure
    police_members: PoliceMembers
    minimum_sites: int | None
    questions_a_day: int | None
    may_change: bool
    organisations: tuple[OrganisationView, ...]


VISIBLE = sql("SELECT * FROM relais.visible_networks()")


async def networks(session: Session) -> list[NetworkView] | Refused:
    """The networks that the actor's organisation is in."""
    if not session.actor.roles & PROPOSERS:
        return Refused(NOT_ALLOWED)
    return [
        NetworkView(
            **{
                **dict(row),
                "organisations": msgspec.convert(row["organisations"], tuple[OrganisationView, ...]),
            }
        )
        for row in await session.rows(VISIBLE)
    ]
