"""Cards between transactions: notices are kept and applied; each day a card is looked at, and at its date cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, Protocol
from uuid import UUID

from service.fund.cards.commands import CloseCard, apply_card_fact, close_card
from service.fund.cards.opening import EVERY
from service.fund.cards.rules import CardFact, OfPayment
from service.messages.outbox import Hopeless, NotYet
from service.partners.actor import job_of
from service.refusals import Refused
from service.store.statements import sql
from service.store.store import Store

AGAIN: Final = timedelta(minutes=5)
NOBODY: Final = UUID(int=0)
RECEIVE = sql("SELECT * FROM relais.receive_card_fact(:provider, :card, :kind, :cents, :at)")
CARD = sql("SELECT card, open_until, closed_at FROM cards WHERE intent_id = :intent")


class Issuer(Protocol):
    """The rail's side of cards. Called outside any transaction; calls may be repeated."""

    async def cancel(self, card: str) -> bool:
        """Whether no merchant can charge it any more; False where the rail does not answer."""
        ...

    async def spent(self, card: str) -> Sequence[CardFact] | None:
        """All that merchants took and gave back, as the rail itself lists it; None where it does not answer."""
        ...


async def receive_fact(store: Store, fact: CardFact) -> Literal["applied", "known", "kept"]:
    """Keep a verified fact of a card once, and apply it where its payment is known (FND-08); in any order."""
    async with store.working(job_of(NOBODY)) as uow:
        row = await uow.row(
            RECEIVE,
            provider=fact.provider_id,
            card=fact.card,
            kind=fact.kind,
            cents=fact.cents,
            at=fact.at,
        )
    if row is None or row["intent_id"] is None:
        return "kept"
    if row["applied"]:
        return "known"
    done = await store.run(apply_card_fact, job_of(row["organisation_id"]), OfPayment(row["intent_id"], fact))
    return "kept" if isinstance(done, Refused) else "applied"


@dataclass(frozen=True)
class TendCard:
    """Handles `fund.tend_card`: makes good what notices were lost, and at the card's date cancels it and gives back."""

    issuer: Issuer | None

    async def __call__(
        self, store: Store, _: UUID, organisation_id: UUID, payload: Mapping[str, Any]
    ) -> None:
        """Raises `NotYet` until the card is closed, and `Hopeless` where there is no such card or rail."""
        intent = UUID(payload["intent"])
        async with store.reading(job_of(organisation_id)) as session:
            card, now = await session.row(CARD, intent=intent), session.now
        if card is None or self.issuer is None:
            raise Hopeless("card_unknown")
        if card["closed_at"] is not None:
            return
        over = card["open_until"] <= now
        if over and not await self.issuer.cancel(card["card"]):
            raise NotYet("rail_silent", after=AGAIN)
        await self._catch_up(store, card["card"])
        if not over:
            raise NotYet("card_open", after=_rest(card["open_until"], now))
        await store.run(close_card, job_of(organisation_id), CloseCard(intent))

    async def _catch_up(self, store: Store, card: str) -> None:
        facts = await self.issuer.spent(card) if self.issuer else None
        if facts is None:
            raise NotYet("rail_silent", after=AGAIN)
        for fact in facts:
            await receive_fact(store, fact)


def _rest(until: datetime, now: datetime) -> timedelta:
    return min(EVERY, until - now)
