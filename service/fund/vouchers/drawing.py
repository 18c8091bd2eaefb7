"""One card for one line: drawn by whoever hands it over, proven, posted in the same moment (FND-03, FND-08)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.fund.books.refusals import EARMARK_EXPIRED
from service.fund.ledger.posting import vouch
from service.fund.refusals import NEEDS_ANOTHER_PERSON, RAIL_IS_OFF
from service.fund.requests.refresh import refresh
from service.fund.vouchers.commands import MayShow
from service.fund.vouchers.events import DrawnShown, StockLow, VoucherDrawn
from service.fund.vouchers.refusals import NO_VOUCHER_LEFT, NOT_BY_VOUCHER
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class DrawVoucher:
    """The card of a line; `place_id`: where it lies, one's own drawer or the fund's unless given."""

    line_id: UUID
    place_id: UUID | None = None


LOCK = sql(
    """
    SELECT r.id FROM fund_requests r WHERE r.id = (SELECT l.request_id FROM request_lines l WHERE l.id = :line)
    FOR UPDATE
    """
)
DRAW = sql("SELECT * FROM relais.draw_voucher(:line, CAST(:place AS uuid))")
POSTED = sql("SELECT * FROM relais.transfers_of_draw(:voucher)")
NOT_DRAWN = {
    "none_left": NO_VOUCHER_LEFT,
    "rail_off": RAIL_IS_OFF,
    "expired": EARMARK_EXPIRED,
    "not_paid_so": NOT_BY_VOUCHER,
}


@command(
    event=DrawnShown,
    allowed=only(Role.PIVOT_WORKER, Role.FUND_ADMINISTRATOR),
    refusals={"payout_intents_payer": NEEDS_ANOTHER_PERSON, "payout_intents_released": NEEDS_ANOTHER_PERSON},
    step_up=True,
)
async def draw_voucher(uow: UnitOfWork, _: Actor, wish: DrawVoucher) -> Done[MayShow, DrawnShown] | Refused:
    """Draw one card for a line whose money is promised, or show the one that was drawn (FND-03).

    The card's value posts, what is over of the promise goes back to its envelope. A card that another person has
    voided is replaced by one of at most its value; that posts nothing more, and the loss stays with the void (FND-08).
    """
    await uow.row(LOCK, line=wish.line_id)
    row = await uow.row(DRAW, line=wish.line_id, place=wish.place_id)
    if row is None:
        return Refused(NOT_FOUND)
    if row["outcome"] in NOT_DRAWN:
        return Refused(NOT_DRAWN[row["outcome"]])
    if row["outcome"] != "again":
        await _written_down(uow, wish.line_id, row)
    shown = DrawnShown(subject=row["request_id"], line=wish.line_id, voucher=row["voucher_id"])
    return Done(MayShow(row["voucher_id"], uow.now), shown)


async def _written_down(uow: UnitOfWork, line: UUID, row: Any) -> None:
    """What follows a draw: the ledger's rows are vouched for, the request moves on, an empty drawer is said."""
    drawn = VoucherDrawn(
        subject=row["request_id"],
        line=line,
        voucher=row["voucher_id"],
        place=row["place_id"],
        cents=row["value_cents"],
        replaces=row["replaced"],
    )
    uow.also(drawn)
    vouch(uow, await uow.rows(POSTED, voucher=row["voucher_id"]))
    await refresh(uow, row["request_id"], asked=False)
    uow.tell("fund.payout", organisations=(row["fund_id"],), subject=row["request_id"])
    if row["restock"]:
        stock_low(uow, row["fund_id"], row["place_id"], row["kind"])


def stock_low(uow: UnitOfWork, fund: UUID, place: UUID, kind: str) -> None:
    """The notice that a kind of card runs out in a place, on the screens of the fund and of that place (FND-03)."""
    uow.also(StockLow(subject=fund, kind=kind, place=place))
    uow.tell("fund.stock", organisations=tuple(dict.fromkeys((fund, place))))
