"""What the provider says of a text that we sent: delivered, or not. Out of order and twice, as such notices come."""

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from service.events import Event
from service.partners.actor import Actor, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

Fate = Literal["delivered", "failed"]
FATES: Final[dict[str, Fate]] = {"delivered": "delivered", "undelivered": "failed", "failed": "failed"}
"""The provider's words that end a text; the others (queued, sending, sent) are no news."""


@dataclass(frozen=True, kw_only=True)
class TextSettled(Event):
    """A text reached its phone, or did not."""

    name: ClassVar[str] = "messages.text_settled"

    fate: str


@dataclass(frozen=True)
class SettleText:
    """What became of a text, by the provider's id."""

    provider_id: str
    fate: Fate


SETTLE = sql(
    """
    UPDATE texts_sent SET state = :fate, settled_at = relais.now()
    WHERE provider_id = :provider AND state = 'sent' RETURNING asking_id, number
    """
)
HURRY = sql("SELECT relais.hurry(:asking, :number)")


@command(event=TextSettled, allowed=only())
async def settle_text(uow: UnitOfWork, actor: Actor, wish: SettleText) -> Done[None, TextSettled] | Refused:
    """Note it once. A text that did not arrive has asked nobody: its question goes to the next at once (OPS-04)."""
    row = await uow.row(SETTLE, provider=wish.provider_id, fate=wish.fate)
    if row is None:
        return Refused(NOT_FOUND)
    if wish.fate == "failed" and row["asking_id"] is not None:
        await uow.value(HURRY, asking=row["asking_id"], number=row["number"])
    return Done(None, TextSettled(subject=actor.organisation_id, fate=wish.fate))
