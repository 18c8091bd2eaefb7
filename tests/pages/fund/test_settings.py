"""Payees, rails, limits, cards, carriers, comparisons and books on their pages: each change by its own command."""

import re
from datetime import timedelta

import pytest

from service.clock import SetClock
from service.fund.requests.lines import NewLine
from service.fund.vouchers.drawing import DrawVoucher, draw_voucher
from tests.pages.fund.conftest import Desk, text_of
from tests.service.fund.conftest import Fund, got

PAGES = (
    "/fund/waiting",
    "/fund/requests",
    "/fund/receipts",
    "/fund/payments",
    "/fund/envelopes",
    "/fund/envelopes/new",
    "/fund/policy",
    "/fund/policy/new",
    "/fund/reviews",
    "/fund/payees",
    "/fund/approvers",
    "/fund/duty",
    "/fund/vouchers",
    "/fund/vouchers/cards",
    "/fund/carriers",
    "/fund/comparisons",
    "/fund/books",
    "/fund/books/entries",
)


async def test_every_page_is_the_funds_alone(fund: Fund, first: Desk, second: Desk) -> None:
    """POL-03: in both languages for whoever administers a fund; for a pivot worker there is nothing."""
    pivot = Desk(first.client, fund.pivot)
    for path in PAGES:
        await first.get(path)
        await second.get(path)
        assert "fund/" not in re.sub(r"/static/\S+", "", await pivot.get(path, 403))


async def test_a_payee_takes_two_people_and_one_to_stop(fund: Fund, first: Desk, second: Desk) -> None:
    """FND-08, FND-10, IMM-05: proposed, confirmed by another hand, ended by one."""
    wrong = text_of(await first.post("/fund/payees", 422, name="visa", rail="manual_cheque"))
    assert "Relais does not keep this" in wrong
    await first.post("/fund/payees", name="Autocars du Nord", rail="manual_cheque")
    mine = await first.get("/fund/payees")
    assert "Proposed by you: another person confirms." in text_of(mine)
    payee = re.search(r"/fund/payees/([0-9a-f-]{36})", await second.get("/fund/payees"))
    assert payee
    assert "Fournisseurs à confirmer : 1" in (await second.reads("/")).replace("\xa0", " ")
    assert (await second.post(f"/fund/payees/{payee[1]}/confirm")).endswith("done=fund_payee_confirmed")
    assert "can be paid from" in await first.reads("/fund/payees")
    assert (await first.post(f"/fund/payees/{payee[1]}/end")).endswith("done=fund_payee_ended")
    assert "Autocars" not in await first.reads("/fund/payees")


async def test_two_people_are_put_on_call_for_the_night(fund: Fund, first: Desk, second: Desk) -> None:
    """OPS-04, FND-13: the fund's own roster, who is asked first and who next; a request says who had it."""
    assert "The duty has no roster." in await first.reads("/fund/duty")
    assert (await first.post("/fund/duty")).endswith("done=fund_roster")
    page = await first.get("/fund/duty")
    (roster,) = set(re.findall(r"/fund/duty/([0-9a-f-]{36})", page))
    at = re.search(r'name="at" value="([^"]+)"', page)
    assert at
    on_call = {"at": at[1], "first": str(first.member), "second": str(second.member)}
    await first.post(f"/fund/duty/{roster}", 404, at=at[1], first="nobody")
    assert (await first.post(f"/fund/duty/{roster}", **on_call)).endswith("done=fund_on_call")
    told = await second.reads("/fund/duty")
    assert ("demandée en premier" in told, "demandée ensuite" in told) == (True, True)


async def test_a_shift_is_given_away_taken_and_freed(fund: Fund, first: Desk, second: Desk) -> None:
    """OPS-04: offered, it stays one's own until a colleague takes it; nobody offers another's; freed, it is a gap."""
    await first.post("/fund/duty")
    page = await first.get("/fund/duty")
    (roster,) = set(re.findall(r"/fund/duty/([0-9a-f-]{36})", page))
    at = re.search(r'name="at" value="([^"]+)"', page)
    assert at
    await first.post(f"/fund/duty/{roster}", at=at[1], first=str(first.member))
    (shift,) = set(re.findall(r"/fund/duty/slots/([0-9a-f-]{36})/offer", await first.get("/fund/duty")))
    path = f"/fund/duty/slots/{shift}"
    assert f"{shift}/take" not in await second.get("/fund/duty")
    await second.post(f"{path}/offer", 409)
    assert (await first.post(f"{path}/offer")).endswith("done=fund_shift_offer")
    assert "offered to the team" in await first.reads("/fund/duty")
    assert (await second.post(f"{path}/take")).endswith("done=fund_shift_take")
    await first.post(f"{path}/take", 409)
    assert f"{shift}/offer" in await second.get("/fund/duty")
    assert (await first.post(f"{path}/free")).endswith("done=fund_shift_free")
    assert shift not in await first.get("/fund/duty")


async def test_rails_and_limits_are_proposed(fund: Fund, first: Desk, second: Desk) -> None:
    """FND-10: what one proposes another signs; an amount that is none is said at its field."""
    await first.post("/fund/rails", rail="manual_cash", active="no")
    assert "Settings to sign" not in await first.reads("/")
    assert "Réglages à signer : 1" in (await second.reads("/")).replace("\xa0", " ")
    path = f"/fund/approvers/{fund.second}"
    assert 'value="much"' in await first.post(path, 400, up_to="much", day="")
    assert (await first.post(path, up_to="300", day="1000")).endswith("done=fund_limit_proposed")
    request = await fund.ask(NewLine("food", 8_000))
    got(await fund.approve(fund.first, request.id))
    assert "$80" in await first.reads("/fund/approvers")


async def test_cards_are_loaded_counted_and_asked_for_in_time(fund: Fund, first: Desk) -> None:
    """FND-03: good lines come in, bad ones are named and not repeated; a count and a mark."""
    sheet = "AAAA-1111\nBBBB-2222,2026-13-01\nCCCC-3333"
    page = await first.post("/fund/vouchers", 200, kind="calling_card", value="10", sheet=sheet)
    assert "Loaded: 2. There already: 0." in text_of(page)
    assert "Line 2: the last day is not of the form" in text_of(page)
    assert "BBBB" not in page
    place = re.search(r'name="place_id" value="([0-9a-f-]{36})"', page)
    assert place
    known = {"place_id": place[1], "kind": "calling_card"}
    await first.post("/fund/vouchers/count", **known, value_cents="1000", counted="1")
    await first.post("/fund/vouchers/threshold", **known, at_most="5")
    page = await first.reads("/fund/vouchers")
    assert "difference: -1" in page
    assert "to restock" in page
    assert "Cards to restock: 1" in await first.reads("/")
    assert "No line of this text can be read" in text_of(
        await first.post("/fund/vouchers", 422, kind="calling_card", value="10", sheet="x")
    )


async def test_a_card_that_does_not_work_is_withdrawn_by_another(
    fund: Fund, first: Desk, second: Desk
) -> None:
    """FND-03, FND-08: no code shows; whoever gave it out does not withdraw it, a second person does, once."""
    await first.post("/fund/vouchers", 200, kind="calling_card", value="10", sheet="AAAA-1111\nCCCC-3333")
    request = await fund.ask(NewLine("calling_card", 1_000))
    line = (await fund.lines(request.id))[0]["id"]
    got(await fund.store.run(draw_voucher, fund.first, DrawVoucher(line)))
    mine, page = await first.reads("/fund/vouchers/cards"), await second.get("/fund/vouchers/cards")
    assert "AAAA" not in page
    assert "CCCC" not in page
    assert f"given for {request.code}" in mine
    assert "You gave it out: another person withdraws it." in mine
    given, unused = re.findall(r"/fund/vouchers/cards/([0-9a-f-]{36})/void", page)
    await first.post(f"/fund/vouchers/cards/{given}/void", 409, reason="spoilt")
    await second.post(f"/fund/vouchers/cards/{given}/void", 400, reason="ugly")
    assert (await second.post(f"/fund/vouchers/cards/{given}/void", reason="spoilt")).endswith("fund_voided")
    await second.post(f"/fund/vouchers/cards/{given}/void", 404, reason="spoilt")
    left = await second.get("/fund/vouchers/cards")
    assert (given in left, unused in left) == (False, True)


async def test_a_carrier_is_noted_suspended_and_renewed(fund: Fund, first: Desk) -> None:
    """FND-05: what is typed is kept when it does not hold; suspending undoes itself by taking it up again."""
    new = {
        "carrier": "Orléans",
        "mode": "bus",
        "booking": "phone",
        "contact_role": "station",
        "reference": "R-77",
        "regions_from": "CA-QC",
        "regions_to": "CA-ON",
        "both_ways": "true",
        "starts_on": "2026-11-01",
        "ends_on": "2026-10-01",
        "review_on": "2026-11-02",
    }
    wrong = await first.post("/fund/carriers", 422, **new)
    assert 'value="Orléans"' in wrong
    await first.post("/fund/carriers", **{**new, "ends_on": "2027-10-01"})
    page = await first.get("/fund/carriers")
    assert "Québec" in text_of(page) or "Quebec" in text_of(page)
    agreement = re.search(r"/fund/carriers/([0-9a-f-]{36})/suspend", page)
    assert agreement
    await first.post(f"/fund/carriers/{agreement[1]}/suspend")
    assert "suspended" in await first.reads("/fund/carriers")
    await first.post(f"/fund/carriers/{agreement[1]}/resume")
    await first.post(f"/fund/carriers/{agreement[1]}/renew", ends_on="2028-01-01", review_on="2027-06-01")
    assert "holds until 1 Jan 2028" in await first.reads("/fund/carriers")


async def test_the_books_balance_are_kept_and_take_two(
    fund: Fund, first: Desk, second: Desk, clock: SetClock
) -> None:
    """FND-09: a trial balance of any day, the ledger as a file, a correction and a closing by two."""
    page = await first.reads("/fund/books")
    assert "Debits equal credits: $5,000." in page
    before = await first.reads("/fund/books?at=2026-11-01")
    assert "Debits equal credits: $0." in before
    ledger = await first.get("/fund/books/ledger?from_day=2026-11-01&to_day=2026-11-30")
    assert ledger.startswith("Date,")
    entries = await first.get("/fund/books/entries")
    entry = re.search(r"/fund/books/entries/([0-9a-f-]{36})", entries)
    assert entry
    done = await first.post(f"/fund/books/entries/{entry[1]}", amount="100", reason="mistyped")
    assert done.endswith("done=fund_correction_proposed")
    assert "Proposed by you: another person signs." in await first.reads("/fund/books")
    theirs = await second.get("/fund/books")
    correction = re.search(r"/fund/books/corrections/([0-9a-f-]{36})", theirs)
    assert correction
    await second.post(f"/fund/books/corrections/{correction[1]}")
    assert (await fund.balance()).available_cents == 490_000
    clock.advance(timedelta(days=40))
    too_early = text_of(await first.post("/fund/books/closings", 422, until="2030-01-01"))
    assert "not over" in too_early
    await first.post("/fund/books/closings", until="2026-12-01")
    closing = re.search(r"/fund/books/closings/([0-9a-f-]{36})", await second.get("/fund/books"))
    assert closing
    await second.post(f"/fund/books/closings/{closing[1]}")
    assert "Closed up to 30 Nov 2026." in await first.reads("/fund/books")


async def test_a_comparison_is_asked_for(fund: Fund, first: Desk) -> None:
    """FND-09: only for days that are over, of a way that was used."""
    days = {"first_day": "2026-11-01", "last_day": "2026-11-02"}
    told = text_of(await first.post("/fund/comparisons", 422, rail="manual_cash", **days))
    assert "Problem" in told or "problem" in told
    request = await fund.ask(NewLine("food", 8_000))
    got(await fund.approve(fund.first, request.id))
    assert (await first.post("/fund/comparisons", rail="manual_cash", **days)).endswith("done=fund_compared")


@pytest.mark.parametrize("path", ["/fund/comparisons/{id}", "/fund/policy/{id}", "/fund/payments/{id}"])
async def test_what_is_not_the_funds_is_not_there(fund: Fund, first: Desk, path: str) -> None:
    """POL-03: not found is not yours."""
    await first.get(path.replace("{id}", str(fund.pivot)), 404)
