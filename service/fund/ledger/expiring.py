"""Promises whose time has passed before their payment left: the money goes back to its envelope (FND-09)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from service.due import find_due, for_each
from service.fund.books.events import EarmarkExpired
from service.fund.ledger.posting import NewTransfer, post
from service.fund.payouts.moving import Change, locked, write
from service.partners.actor import Actor, job_of, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql
from service.store.store import Store

if TYPE_CHECKING:
    import asyncpg

DUE = sql("SELECT * FROM relais.due_earmarks(:limit)")
PORTION: Final = 100
EXPIRED: Final = "earmark_expired"
"""The problem that a payment shows whose promise has run out."""
TIME = sql(
    """
    SELECT e.expires_at FROM earmarks e JOIN payout_intents i ON i.earmark_id = e.transfer_id
    WHERE i.id = :intent AND relais.has_not_left(i) AND e.expires_at <= relais.now()
    """
)
LAPSED = sql(
    """
    SELECT i.id FROM earmarks e JOIN payout_intents i ON i.earmark_id = e.transfer_id
    WHERE e.open_cents > 0 AND e.expires_at <= relais.now() AND relais.has_not_left(i)
    ORDER BY i.id LIMIT 50
    """
)


@dataclass(frozen=True)
class ExpireEarmark:
    """A payment that has not left, by its id."""

    intent_id: UUID


async def expire(uow: UnitOfWork, intent_id: UUID) -> int:
    """Give back what a promise still holds whose time has passed; its cents, and none where it has left or stands."""
    intent = await locked(uow, intent_id)
    if intent is None or not intent["open_cents"] or await uow.row(TIME, intent=intent_id) is None:
        return 0
    await post(uow, [_expiry(intent)])
    await write(uow, intent, Change("cancelled", problem=EXPIRED))
    return int(intent["open_cents"])


def _expiry(intent: Any) -> NewTransfer:
    cents, line = intent["open_cents"], intent["line_id"]
    return NewTransfer(
        "expiry", intent["debit_key"], intent["credit_key"], cents, line, pending_id=intent["earmark_id"]
    )


async def expire_lapsed(uow: UnitOfWork) -> int:
    """The same for the fund that decides now: a late job keeps no money from anybody (FND-09). Cents given back."""
    return sum([await expire(uow, row["id"]) for row in await uow.rows(LAPSED)])


@command(event=EarmarkExpired, allowed=only())
async def expire_earmark(
    uow: UnitOfWork, _: Actor, wish: ExpireEarmark
) -> Done[int, EarmarkExpired] | Refused:
    """Post the expiry of one promise (FND-09). Jobs only; refused when its payment has left or it was decided anew."""
    cents = await expire(uow, wish.intent_id)
    if not cents:
        return Refused(NOT_FOUND)
    return Done(cents, EarmarkExpired(subject=wish.intent_id, cents=cents))


async def expire_earmarks(store: Store, workers: "asyncpg.Pool") -> int:
    """End up to 100 promises whose time has passed; how many."""
    rows = await find_due(store, workers, DUE, PORTION)
    return await for_each(
        rows, lambda row: store.run(expire_earmark, job_of(row["organisation_id"]), ExpireEarmark(row["id"]))
    )
