"""An auditor draws a month's sample again: the key that drew it, once the month is over, and each decision (FND-10)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from service.fund.requests.audit import auditors
from service.fund.reviews import refusals
from service.fund.reviews.events import DrawsRead
from service.fund.reviews.rules import draw_of, is_over, key_of
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class DrawnDecision:
    """A decision of a rule: the number it drew, whether the key gives that number, and what the second look said."""

    decision_id: UUID
    made_at: datetime
    draw: int | None
    replays: bool
    percent: int
    look_by: datetime | None
    outcome: str | None
    code: str | None


@dataclass(frozen=True)
class Draws:
    """A fund's month. `key` is hexadecimal: the first 8 bytes of HMAC-SHA256(key, the id's 16 bytes), modulo 10,000,
    are the draw, and a decision is looked at again when it is below 100 × `percent`."""

    fund_id: UUID
    month: str
    key: str
    decisions: list[DrawnDecision]


@dataclass(frozen=True)
class ReadDraws:
    """Which fund, and which month (UTC), such as `2026-11`."""

    fund_id: UUID
    month: str


AUDITS = sql("SELECT relais.audits(:fund)")
DRAWS = sql("SELECT * FROM relais.draws_of(:fund, :since, :until) LIMIT 20000")


@command(event=DrawsRead, allowed=auditors)
async def read_draws(uow: UnitOfWork, _: Actor, wish: ReadDraws) -> Done[Draws, DrawsRead] | Refused:
    """The sample of a month that is over, with the key that drew it; the reading leaves an event (FND-10).

    Refused while the month lasts: nobody foresees what will be looked at; `NOT_FOUND` for a fund of another network.
    """
    if not await uow.value(AUDITS, fund=wish.fund_id):
        return Refused(NOT_FOUND)
    if not is_over(wish.month, uow.now):
        return Refused(refusals.MONTH_NOT_OVER, {"month": wish.month})
    since = datetime.strptime(wish.month, "%Y-%m").replace(tzinfo=UTC)
    until = since.replace(year=since.year + since.month // 12, month=since.month % 12 + 1)
    key = key_of(uow.keyring, wish.month)
    rows = await uow.rows(DRAWS, fund=wish.fund_id, since=since, until=until)
    found = [DrawnDecision(**row, replays=row["draw"] == draw_of(key, row["decision_id"])) for row in rows]
    return Done(
        Draws(wish.fund_id, wish.month, key.hex(), found), DrawsRead(subject=wish.fund_id, month=wish.month)
    )
