"""Cards drawn down: one for one line, never two, posted when drawn, said when the last is gone (FND-03, FND-08)."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.requests.lines import NewLine
from service.fund.requests.withdraw import WithdrawRequest, withdraw_request
from service.fund.vouchers.commands import (
    LoadSheet,
    LoadVouchers,
    ShowVoucher,
    load_sheet,
    load_vouchers,
    show_voucher,
)
from service.fund.vouchers.drawing import DrawVoucher, draw_voucher
from service.fund.vouchers.keeping import (
    CountVouchers,
    SetThreshold,
    VoidVoucher,
    count_vouchers,
    set_threshold,
    void_voucher,
)
from service.fund.vouchers.queries import drawn_voucher, stock_lines, voucher_places
from service.fund.vouchers.sheets import Card
from service.partners.actor import Role
from service.partners.proposals.rules import rail
from service.refusals import Refused
from tests.service.fund.conftest import Fund, got

CARD = NewLine("calling_card", 1_000)


def why(answer: Any) -> str:
    """The code of a refusal."""
    assert isinstance(answer, Refused), answer
    return answer.reason.code


@dataclass(frozen=True)
class Stock:
    """A fund with cards, and the doors' own queries."""

    fund: Fund

    async def load(self, *codes: str, value: int = 1_000, **more: Any) -> tuple[UUID, ...]:
        wish = LoadVouchers("calling_card", value, codes, **more)
        return got(await self.fund.store.run(load_vouchers, self.fund.first, wish)).ids

    async def line(self, wish: NewLine = CARD) -> UUID:
        """A line that a rule approved."""
        request = await self.fund.ask(wish)
        line: UUID = (await self.fund.lines(request.id))[0]["id"]
        return line

    async def draw(self, line: UUID, by: UUID | None = None, place: UUID | None = None) -> Any:
        return await self.fund.store.run(draw_voucher, by or self.fund.pivot, DrawVoucher(line, place))

    async def code(self, line: UUID, by: UUID | None = None) -> str:
        """What the draw shows."""
        granted = got(await self.draw(line, by))
        async with self.fund.store.reading(by or self.fund.pivot) as session:
            return got(await drawn_voucher(session, line, granted)).code

    async def one(self, statement: str, *values: Any) -> Any:
        return await self.fund.network.superuser.fetchval(statement, *values)

    async def left(self, by: UUID | None = None) -> dict[tuple[str, int], int]:
        """Cards by place and value."""
        async with self.fund.store.reading(by or self.fund.first) as session:
            return {(each.place, each.value_cents): each.cards_left for each in await stock_lines(session)}


@pytest.fixture
def stock(fund: Fund) -> Stock:
    return Stock(fund)


async def test_drawn_once_and_posted(stock: Stock) -> None:
    """FND-03, FND-08: the line's promise becomes a payment of the card's value; again, the same card and an event."""
    fund = stock.fund
    await stock.load("4471-0001", "4471-0002")
    line = await stock.line()
    assert (await fund.balance()).committed_cents == 1_000
    first = await stock.code(line)
    balance = await fund.balance()
    assert first in {"4471-0001", "4471-0002"}
    assert (balance.committed_cents, balance.spent_cents) == (0, 1_000)
    row = await fund.network.superuser.fetchrow("SELECT state, confirmed_cents, paid_by FROM payout_intents")
    assert tuple(row) == ("confirmed", 1_000, fund.pivot)
    assert await stock.one("SELECT state FROM request_lines") == "settled"
    assert await stock.code(line) == first
    assert await stock.code(line, fund.second) == first
    named = await fund.network.superuser.fetch(
        "SELECT name, count(*) FROM events WHERE name IN ('fund.voucher_drawn', 'fund.drawn_shown') GROUP BY name"
    )
    assert {each["name"]: each["count"] for each in named} == {"fund.voucher_drawn": 1, "fund.drawn_shown": 3}
    assert await stock.left() == {
        (await stock.one("SELECT name FROM organisations WHERE kind = 'fund'"), 1_000): 1
    }


async def test_one_code_for_one_line_under_a_crowd(stock: Stock) -> None:
    """FND-03: twelve at once on one line take one card; eight lines at once on five cards take five different ones."""
    fund = stock.fund
    await stock.load(*(f"4471-00{n:02}" for n in range(6)))
    line = await stock.line()
    answers = await asyncio.gather(
        *(stock.draw(line, by) for by in (fund.pivot, fund.first, fund.second) * 4)
    )
    assert len({got(each).voucher_id for each in answers}) == 1
    lines = [await stock.line() for _ in range(8)]
    drawn = await asyncio.gather(*(stock.draw(each) for each in lines))
    taken = [each.voucher_id for each in drawn if not isinstance(each, Refused)]
    assert (len(taken), len(set(taken))) == (5, 5)
    assert {why(each) for each in drawn if isinstance(each, Refused)} == {"no_voucher_left"}
    balance = await fund.balance()
    assert (balance.spent_cents, balance.committed_cents) == (6_000, 3_000)
    assert await stock.one("SELECT count(*) FROM voucher_draws") == 6
    (fresh,) = await stock.load("4471-0099")
    with pytest.raises(asyncpg.UniqueViolationError) as caught:
        await fund.network.superuser.execute(
            "INSERT INTO voucher_draws SELECT $2, organisation_id, asking_organisation_id, line_id, decision_id,"
            " NULL, drawn_by, drawn_at FROM voucher_draws WHERE line_id = $1",
            line,
            fresh,
        )
    assert caught.value.constraint_name == "voucher_draws_one_of_a_line"


async def test_the_last_card_asks_for_more_once(stock: Stock) -> None:
    """FND-03: drawing the last card raises a restock notice, once; what comes in ends it, the next last asks anew."""
    fund = stock.fund
    await stock.load("4471-0001", "4471-0002")

    async def raised() -> tuple[int, int]:
        return (
            await stock.one("SELECT count(*) FROM voucher_restocks WHERE closed_at IS NULL"),
            await stock.one("SELECT count(*) FROM events WHERE name = 'fund.stock_low'"),
        )

    await stock.draw(await stock.line())
    assert await raised() == (0, 0)
    await stock.draw(await stock.line())
    assert await raised() == (1, 1)
    assert why(await stock.draw(await stock.line())) == "no_voucher_left"
    await stock.draw(await fund.network.superuser.fetchval("SELECT line_id FROM voucher_draws"))
    assert await raised() == (1, 1)
    (fresh,) = await stock.load("4471-0003")
    assert await raised() == (0, 1)
    got(await fund.store.run(void_voucher, fund.first, VoidVoucher(fresh, "lost")))
    assert await raised() == (1, 2)


async def test_a_threshold_asks_before_the_last(stock: Stock) -> None:
    """FND-03: from so few on; at the threshold, and not one above it."""
    fund = stock.fund
    await stock.load(*(f"4471-000{n}" for n in range(4)))
    wish = SetThreshold("calling_card", fund.organisation, 2)
    assert got(await fund.store.run(set_threshold, fund.first, wish)).raised is False
    await stock.draw(await stock.line())
    assert await stock.one("SELECT count(*) FROM voucher_restocks") == 0
    await stock.draw(await stock.line())
    assert await stock.one("SELECT cards_left FROM voucher_restocks") == 2
    higher = SetThreshold("calling_card", fund.organisation, 10)
    assert got(await fund.store.run(set_threshold, fund.first, higher)).raised is False
    nowhere = SetThreshold("calling_card", fund.pivots, 1)
    assert why(await fund.store.run(set_threshold, fund.first, nowhere)) == "not_found"


async def test_a_card_that_fits(stock: Stock) -> None:
    """FND-03, FND-12: the dearest within the sum, the soonest to end first; the rest of the promise goes back; never
    one that has run out, and never one above the sum."""
    fund, today = stock.fund, stock.fund.store.clock.now().date()
    await stock.load("too-dear", value=1_500)
    await stock.load("run-out-1", value=1_000, expires_on=today)
    await stock.load("later-001", value=800, expires_on=today + timedelta(days=90))
    await stock.load("sooner-01", value=800, expires_on=today + timedelta(days=9))
    await stock.load("cheaper-1", value=500)
    assert await stock.code(await stock.line()) == "sooner-01"
    balance = await fund.balance()
    assert (balance.spent_cents, balance.committed_cents) == (800, 0)
    assert [await stock.code(await stock.line()) for _ in range(2)] == ["later-001", "cheaper-1"]
    assert why(await stock.draw(await stock.line())) == "no_voucher_left"


async def test_cards_lie_in_places(stock: Stock) -> None:
    """FND-03: cards held at a shelter are drawn from there when it is named; else from one's own drawer, then the
    fund's. The place sees what lies with it, and no code."""
    fund = stock.fund
    house = await fund.network.organisation("shelter", name="S8")
    await fund.network.together(fund.organisation, house, fund.pivots)
    await stock.load("at-house", place_id=house)
    await stock.load("at-fund-1")
    await stock.load("at-pivots", place_id=fund.pivots)
    line = await stock.line()
    async with fund.store.reading(fund.pivot) as session:
        assert house in {each.place_id for each in await voucher_places(session, line)}
    got(await stock.draw(line, place=house))
    assert await stock.code(line) == "at-house"
    assert [await stock.code(await stock.line()) for _ in range(2)] == ["at-pivots", "at-fund-1"]
    keeper = await fund.network.member(house, Role.SHELTER_COORDINATOR)
    assert await stock.left(keeper) == {("S8", 1_000): 0}
    stranger = await fund.network.organisation("shelter")
    far = LoadVouchers("calling_card", 1_000, ("far-away-1",), place_id=stranger)
    assert why(await fund.store.run(load_vouchers, fund.first, far)) == "partner_outside_the_network"


async def test_a_spoilt_card_is_replaced_by_two_people(stock: Stock) -> None:
    """FND-08: whoever drew it does not void it; voided by another, the next draw gives another card, posts nothing
    more, and both cards stay on record."""
    fund = stock.fund
    await stock.load("4471-0001", "4471-0002")
    line = await stock.line()
    before = await stock.code(line, fund.first)
    spoilt = got(await stock.draw(line, fund.first)).voucher_id
    alone = VoidVoucher(spoilt, "spoilt")
    assert why(await fund.store.run(void_voucher, fund.first, alone)) == "needs_another_person"
    assert got(await fund.store.run(void_voucher, fund.second, alone)).cents == 1_000
    assert why(await fund.store.run(void_voucher, fund.second, alone)) == "voucher_voided_already"
    answers = await asyncio.gather(*(stock.draw(line) for _ in range(4)))
    (replacement,) = {got(each).voucher_id for each in answers}
    assert replacement != spoilt
    assert {before, await stock.code(line)} == {"4471-0001", "4471-0002"}
    row = await fund.network.superuser.fetchrow(
        "SELECT replaces FROM voucher_draws WHERE voucher_id = $1", replacement
    )
    assert row["replaces"] == spoilt
    assert (await fund.balance()).spent_cents == 1_000
    said = "SELECT array_agg(name ORDER BY name) FROM events WHERE name ~ 'voucher_(drawn|voided)'"
    assert await stock.one(said) == ["fund.voucher_drawn", "fund.voucher_drawn", "fund.voucher_voided"]


async def test_a_count_is_a_fact(stock: Stock) -> None:
    """FND-03: counted against recorded, more or fewer; it stays, and nobody but its keepers counts."""
    fund = stock.fund
    await stock.load("4471-0001", "4471-0002", "4471-0003")

    async def counted(cards: int, by: UUID) -> Any:
        wish = CountVouchers(fund.organisation, fund.organisation, "calling_card", 1_000, cards)
        return await fund.store.run(count_vouchers, by, wish)

    fewer, more = got(await counted(1, fund.first)), got(await counted(5, fund.second))
    assert (fewer.recorded, fewer.difference, fewer.difference_cents) == (3, -2, -2_000)
    assert (more.difference, more.difference_cents) == (2, 2_000)
    assert why(await counted(3, fund.pivot)) == "not_found"
    async with fund.store.reading(fund.first) as session:
        (line,) = await stock_lines(session)
    assert line.difference in {2, -2}
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await fund.network.superuser.execute("UPDATE voucher_counts SET counted = 3")


async def test_who_may_not_draw(stock: Stock) -> None:
    """FND-08, CNF-04: a colleague who does not accompany the case, another organisation's pivot and another fund find
    no such line; what was drawn is seen by no one of them."""
    fund = stock.fund
    await stock.load("4471-0001")
    line = await stock.line()
    colleague = await fund.network.member(fund.pivots, Role.PIVOT_WORKER)
    other = await fund.network.member(await fund.network.organisation("pivot"), Role.PIVOT_WORKER)
    funder = await fund.network.member(await fund.network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    for each in (colleague, other, funder):
        assert why(await stock.draw(line, each)) == "not_found"
        async with fund.store.reading(each) as session:
            assert await voucher_places(session, line) == []
    assert await stock.code(line, fund.backup) == "4471-0001"


async def test_what_is_not_paid_by_card(stock: Stock) -> None:
    """FND-08: a line paid otherwise has no card; one withdrawn or paid by hand has none any more."""
    fund = stock.fund
    await stock.load("4471-0001", "4471-0002")
    cash = await stock.line(NewLine("calling_card", 1_000, payment="cash_by_worker"))
    assert why(await stock.draw(cash)) == "not_by_voucher"
    request = await fund.ask(CARD)
    line = (await fund.lines(request.id))[0]["id"]
    got(await fund.store.run(withdraw_request, fund.pivot, WithdrawRequest(request.id)))
    assert why(await stock.draw(line)) == "not_by_voucher"
    bought = await stock.line()
    intent = await stock.one("SELECT id FROM payout_intents WHERE line_id = $1", bought)
    got(await fund.store.run(confirm_payout, fund.first, ConfirmPayout(intent, "kiosque-1", 900)))
    assert why(await stock.draw(bought)) == "not_by_voucher"
    assert await stock.one("SELECT count(*) FROM voucher_draws") == 0


async def test_a_rail_that_is_off_gives_no_card(stock: Stock) -> None:
    """FND-08: two people turned it off; what is promised waits."""
    fund = stock.fund
    await stock.load("4471-0001")
    line = await stock.line()
    await fund.network.superuser.execute(
        "INSERT INTO fund_rails VALUES ($1, 'voucher', false)", fund.organisation
    )
    assert why(await stock.draw(line)) == "rail_is_off"
    assert rail("voucher", True).content == {"rail": "voucher", "active": True}


async def test_a_sheet_names_no_code_that_is_there(stock: Stock) -> None:
    """FND-03: known codes are counted and not named; the others come in."""
    fund = stock.fund
    await stock.load("4471-0001")
    wish = LoadSheet("calling_card", 1_000, (Card("4471-0001", None), Card("4471-0002", None)))
    done = got(await fund.store.run(load_sheet, fund.second, wish))
    assert (done.loaded, done.known) == (1, 1)
    assert await stock.one("SELECT count(*) FROM vouchers") == 2
    shown = await stock.one("SELECT id FROM vouchers LIMIT 1")
    got(await fund.store.run(show_voucher, fund.first, ShowVoucher(shown)))
