"""Notices of a rail: kept once under the rail's own id, then applied as the fund that they concern (FND-09)."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from service.fund.payouts.commands import Notice, apply_notice
from service.fund.rails.webhooks import RailEvent
from service.partners.actor import job_of
from service.refusals import Refused
from service.store.statements import sql
from service.store.store import Store

NOBODY = UUID(int=0)
"""A notice comes from outside and belongs to no organisation until its payment is found."""

RECEIVE = sql(
    """
    SELECT organisation_id, fresh, applied
    FROM relais.receive_rail_event(:rail, :event, :kind, :intent, :provider, :cents, :back, :at)
    """
)


@dataclass(frozen=True)
class Received:
    """What became of a notice."""

    outcome: Literal["applied", "known", "kept"]


async def receive(store: Store, rail: str, event: RailEvent) -> Received:
    """Keep a verified notice and apply it; the same notice again has no further effect.

    A notice about no payment of ours is kept for reconciliation. One that was kept but not applied, because the
    process died in between, is applied when it comes again.
    """
    async with store.working(job_of(NOBODY)) as uow:
        row = await uow.row(
            RECEIVE,
            rail=rail,
            event=event.id,
            kind=str(event.kind),
            intent=event.intent_id,
            provider=event.provider_id,
            cents=event.amount_cents,
            back=event.returned_cents,
            at=event.at,
        )
    if row is None or row["organisation_id"] is None or event.intent_id is None:
        return Received("kept")
    if row["applied"]:
        return Received("known")
    notice = Notice(
        rail, event.id, event.intent_id, event.provider_id, event.amount_cents, event.returned_cents, event.at
    )
    outcome = await store.run(apply_notice, job_of(row["organisation_id"]), notice)
    return Received("kept" if isinstance(outcome, Refused) else "applied")
