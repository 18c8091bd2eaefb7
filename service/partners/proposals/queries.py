"""Proposals as they are read: what one proposed, what one may sign, what is settled for one's organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.partners.proposals.rules import PROPOSERS, Kind, State
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class ProposalView:
    """A proposal: what it would change (`content`) from what (`was`), who proposed it, and whether one may sign it.

    `lapsed` is a state like the others, and is the clock's: no job has to have looked.
    """

    id: UUID
    organisation_id: UUID
    organisation_name: str
    kind: Kind
    subject: UUID
    content: Mapping[str, Any]
    was: Mapping[str, Any]
    proposed_by: UUID
    proposed_by_you: bool
    proposed_at: datetime
    lapses_at: datetime
    state: State
    signed_by: UUID | None
    signed_at: datetime | None
    may_sign: bool


VISIBLE = sql(
    "SELECT *, proposed_by = relais.member() AS proposed_by_you FROM relais.visible_proposals(:open)"
)


async def proposals(session: Session, *, only_open: bool = True) -> list[ProposalView] | Refused:
    """The newest proposals that the actor made, may sign or answers for; at most 500."""
    if not session.actor.roles & PROPOSERS:
        return Refused(NOT_ALLOWED)
    return [ProposalView(**row) for row in await session.rows(VISIBLE, open=only_open)]
