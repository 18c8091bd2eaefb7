"""An envelope fell below its mark: its administrators are told that something needs their reading, once (FND-06).

PostgreSQL notes the crossing in the transfer that made it (migrations/fund/funding/moves.py), with an intention.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from service.fund.books.events import EnvelopeLow
from service.messages.channels.mail import Courier, Mail
from service.partners.actor import Actor, job_of, only
from service.partners.members.invitations import SUBJECT
from service.refusals import NOT_FOUND, Refused, Said
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store

ENVELOPE_LOW: Final = "fund.envelope_low"
TEXT: Final = Said(
    """Quelque chose demande votre lecture dans Relais.

Ouvrez Relais comme d'habitude. Par prudence, ce courriel ne dit rien d'autre.
""",
    """Something needs your reading in Relais.

Open Relais as always. By design this e-mail says nothing else.
""",
)
WHO = sql(
    """
    SELECT m.email, m.language FROM members m
    WHERE m.organisation_id = relais.organisation() AND 'fund_administrator' = ANY (m.roles)
      AND m.starts_on <= relais.now() AND m.ends_on > relais.now()
      AND EXISTS (SELECT FROM low_balances l WHERE l.id = :crossing AND l.told_at IS NULL)
    ORDER BY m.email
    """
)
TOLD = sql(
    "UPDATE low_balances SET told_at = relais.now() WHERE id = :crossing AND told_at IS NULL RETURNING envelope_id"
)


@dataclass(frozen=True)
class Crossing:
    """One fall below the mark."""

    id: UUID


@command(event=EnvelopeLow, allowed=only())
async def note_low(uow: UnitOfWork, actor: Actor, wish: Crossing) -> Done[None, EnvelopeLow] | Refused:
    """Say on the fund's screens that an envelope is low, once per crossing (FND-06). Jobs only."""
    envelope = await uow.value(TOLD, crossing=wish.id)
    if envelope is None:
        return Refused(NOT_FOUND)
    uow.tell("fund.envelope", organisations=(actor.organisation_id,), subject=envelope)
    return Done(None, EnvelopeLow(subject=envelope))


@dataclass(frozen=True)
class TellLow:
    """Handles `fund.envelope_low`: a neutral letter to each administrator where letters go out, and the screens."""

    courier: Courier | None

    async def __call__(
        self, store: Store, _: UUID, organisation_id: UUID, payload: Mapping[str, Any]
    ) -> None:
        """Tell whoever administers the fund now; a crossing that was told is not told again."""
        crossing, by = UUID(payload["crossing"]), job_of(organisation_id)
        if self.courier is not None:
            async with store.reading(by) as session:
                people = await session.rows(WHO, crossing=crossing)
            for person in people:
                language = person["language"]
                await self.courier.deliver(Mail(person["email"], SUBJECT.in_(language), TEXT.in_(language)))
        await store.run(note_low, by, Crossing(crossing))
