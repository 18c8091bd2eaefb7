"""What an ended envelope has left goes on into the next one of the same funder, as two transfers (DAT-09)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.fund.books.events import CarriedOver
from service.fund.books.refusals import NOT_THE_NEXT_ENVELOPE, NOTHING_TO_CARRY
from service.fund.envelopes.rules import Purse, carriable, is_next
from service.fund.ledger.posting import NewTransfer, post
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class CarryOver:
    """From one envelope into another; without a sum, in cents, all that is left."""

    envelope_id: UUID
    into_id: UUID
    cents: int | None = None


@dataclass(frozen=True)
class Carried:
    """How many cents went on."""

    cents: int


PURSES = sql(
    """
    SELECT e.id, e.funder_id, e.ends_at, a.available, a.key, f.key AS funder_key
    FROM envelopes e JOIN accounts a ON a.envelope_id = e.id AND a.kind = 'envelope'
    JOIN accounts f ON f.funder_id = e.funder_id AND f.kind = 'funder'
    WHERE e.id = ANY (CAST(:envelopes AS uuid[]))
    """
)


@command(
    event=CarriedOver,
    allowed=only(Role.FUND_ADMINISTRATOR),
    refusals={"accounts_available": NOTHING_TO_CARRY, "transfers_carried": NOT_THE_NEXT_ENVELOPE},
)
async def carry_over(uow: UnitOfWork, _: Actor, wish: CarryOver) -> Done[Carried, CarriedOver] | Refused:
    """Carry what is left of an ended envelope into one that runs, back through their funder's account (DAT-09)."""
    rows = {row["id"]: row for row in await uow.rows(PURSES, envelopes=[wish.envelope_id, wish.into_id])}
    ended, into = rows.get(wish.envelope_id), rows.get(wish.into_id)
    if ended is None or into is None:
        return Refused(NOT_FOUND)
    if not is_next(_purse(ended), _purse(into), uow.now):
        return Refused(NOT_THE_NEXT_ENVELOPE)
    cents = carriable(_purse(ended), wish.cents)
    if cents is None:
        return Refused(NOTHING_TO_CARRY)
    out = await post(uow, [NewTransfer("carry_out", ended["key"], ended["funder_key"], cents)])
    about = out[0]["id"]
    await post(uow, [NewTransfer("carry_in", into["funder_key"], into["key"], cents, about_id=about)])
    event = CarriedOver(subject=wish.envelope_id, into=wish.into_id, cents=cents)
    return Done(Carried(cents), event)


def _purse(row: Any) -> Purse:
    return Purse(row["funder_id"], row["ends_at"], row["available"])
