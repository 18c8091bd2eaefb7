"""A card that the rail has made is remembered with its payment, and tended from the next day on (FND-08)."""

from datetime import timedelta
from typing import Any, Final

from service.fund.cards.rules import STAYS_OPEN
from service.store.session import UnitOfWork
from service.store.statements import sql

TEND_CARD: Final = "fund.tend_card"
EVERY: Final = timedelta(days=1)
REMEMBER = sql(
    """
    INSERT INTO cards (intent_id, organisation_id, card, opened_at, open_until)
    SELECT i.id, i.organisation_id, :card, relais.now(), greatest(l.needed_by, relais.now()) + :stays
    FROM payout_intents i JOIN request_lines l ON l.id = i.line_id WHERE i.id = :intent
    ON CONFLICT (intent_id) DO NOTHING
    """
)
REFERENCE = sql("UPDATE payout_intents SET reference = :card WHERE id = :intent")


async def remember_card(uow: UnitOfWork, intent: Any, card: str) -> None:
    """Write down which card a payment has, once."""
    if await uow.execute(REMEMBER, intent=intent["id"], card=card, stays=STAYS_OPEN):
        await uow.execute(REFERENCE, intent=intent["id"], card=card)
        uow.intend(TEND_CARD, {"intent": str(intent["id"])}, due_at=uow.now + EVERY)
