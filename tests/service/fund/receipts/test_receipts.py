"""Receipts over HTTP: sent, sealed, shown, owed, above what was paid; and money that comes back (FND-08, FND-12)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
from PIL import Image

from service.clock import SetClock
from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.payouts.returns import NoteReceipt, TakeBack, note_receipt, take_back
from service.fund.receipts.queries import OwedReceipt, owed_receipts
from service.fund.receipts.reimbursing import AskReimbursement, ask_reimbursement
from service.fund.requests.lines import NewLine
from service.partners.actor import Role
from service.refusals import Refused
from tests.service.fund.conftest import Fund, got
from tests.service.fund.receipts.test_pictures import SECRET, phone


async def paid(fund: Fund, cents: int = 10_000) -> tuple[UUID, UUID]:
    """A line that was paid into the worker's hands; its request and itself."""
    request = (await fund.ask(NewLine("clothing", cents, payment="cash_by_worker"))).id
    got(await fund.approve(fund.first, request))
    payout = await fund.network.superuser.fetchval(
        "SELECT i.id FROM payout_intents i JOIN request_lines l ON l.id = i.line_id WHERE l.request_id = $1",
        request,
    )
    got(await fund.store.run(confirm_payout, fund.second, ConfirmPayout(payout, "cash 12", cents)))
    return request, (await fund.lines(request))[0]["id"]


async def owed(fund: Fund, by: UUID) -> list[OwedReceipt]:
    async with fund.store.reading(by) as session:
        return got(await owed_receipts(session))


async def test_a_picture_is_kept_sealed_and_shown_with_an_event(
    fund: Fund, client: httpx.AsyncClient, as_: Any
) -> None:
    """FND-12, FND-09, CNF-02, CNF-04: by the right to the request alone; as a file, not as a page; each look counts."""
    request, line = await paid(fund)
    path, sent = f"/v1/lines/{line}/pictures", phone() + SECRET
    first = await client.post(path, content=sent, headers=as_(fund.pivot, key="a"))
    again = await client.post(path, content=sent, headers=as_(fund.pivot, key="a"))
    assert (first.status_code, first.json()) == (201, again.json())
    assert first.json()["position"] == 1
    listed = await client.get(f"/v1/requests/{request}/pictures", headers=as_(fund.first))
    picture = listed.json()[0]["id"]
    assert [row["added_by_you"] for row in listed.json()] == [False]
    stored = await fund.network.superuser.fetchval("SELECT sealed FROM receipt_pictures")
    assert b"JFIF" not in stored
    for reader in (fund.pivot, fund.first):
        shown = await client.get(f"/v1/pictures/{picture}", headers=as_(reader))
        assert shown.status_code == 200
        assert shown.headers["content-type"] == "image/jpeg"
        assert shown.headers["content-disposition"].startswith("attachment")
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in shown.headers["content-security-policy"]
        with Image.open(BytesIO(shown.content)) as kept:
            assert kept.size == (40, 60)
    shows = "SELECT count(*) FROM events WHERE name = 'fund.receipt_picture_shown'"
    assert await fund.network.superuser.fetchval(shows) == 2
    colleague = await fund.network.member(fund.pivots, Role.PIVOT_WORKER)
    other_fund = await fund.network.member(await fund.network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    for stranger in (colleague, other_fund):
        theirs = await client.post(path, content=sent, headers=as_(stranger, key="b"))
        looked = await client.get(f"/v1/pictures/{picture}", headers=as_(stranger))
        assert (theirs.status_code, looked.status_code) == (404, 404)
    for number in range(2, 7):
        more = await client.post(path, content=sent, headers=as_(fund.second, key=f"n{number}"))
        assert more.json()["position"] == number
    seventh = await client.post(path, content=sent, headers=as_(fund.pivot, key="c"))
    assert seventh.json()["type"].endswith("/receipt_six_pictures")
    mine = await client.post(f"/v1/pictures/{picture}/remove", headers=as_(fund.first, key="d"))
    assert mine.status_code == 404
    gone = await client.post(f"/v1/pictures/{picture}/remove", headers=as_(fund.pivot, key="e"))
    assert gone.status_code == 204
    assert (await client.get(f"/v1/pictures/{picture}", headers=as_(fund.pivot))).status_code == 404
    placed = await client.post(path, content=sent, headers=as_(fund.pivot, key="f"))
    assert placed.json()["position"] == 1


async def test_fifty_megabytes_are_refused_before_they_are_read(
    fund: Fund, client: httpx.AsyncClient, as_: Any
) -> None:
    """FND-12: by what is announced, and where it is not, at the first byte above ten million; in both languages."""
    _, line = await paid(fund)
    path, read = f"/v1/lines/{line}/pictures", 0

    async def much() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(50):
            read += 1
            yield b"\xff" * 1_000_000

    english = await client.post(path, content=much(), headers=as_(fund.pivot, key="a"))
    assert (english.status_code, read) == (413, 11)
    read = 0
    announced = {**as_(fund.pivot, key="b", language="fr"), "Content-Length": "50000000"}
    french = await client.post(path, content=much(), headers=announced)
    assert french.status_code == 413
    assert read <= 1
    assert english.json()["title"] == "This picture is over 10 MB."
    assert french.json()["title"] == "Cette photo dépasse 10 Mo."
    page = await client.post(path, content=b"<svg><script>", headers=as_(fund.pivot, key="c", language="fr"))
    assert (page.status_code, page.json()["type"].rpartition("/")[2]) == (415, "receipt_not_a_picture")
    assert "Photographiez le reçu, sans nom" in page.text


async def test_what_is_owed_back_is_late_after_the_policy_says_so(fund: Fund, clock: SetClock) -> None:
    """FND-12: whoever owes a receipt reads it, soonest due first, and so does the fund that waits; late once the
    policy's days are over, told to the pivot then and to their colleagues when they are over twice."""
    _, line = await paid(fund)
    due = fund.store.clock.now() + timedelta(days=14)
    for reader, mine in ((fund.pivot, True), (fund.first, False)):
        found = (await owed(fund, reader))[0]
        assert (found.line_id, found.owed_by, found.noted) == (line, due, False)
        assert (found.is_late, found.owed_by_you) == (False, mine)
    colleague = await fund.network.member(fund.pivots, Role.PIVOT_WORKER)
    assert await owed(fund, colleague) == []
    alerts = "SELECT kind, count FROM relais.alerts()"

    async def told(member: UUID) -> list[tuple[str, int]]:
        async with fund.store.reading(member) as session:
            rows = await session.connection.fetch(alerts)
        return [tuple(row) for row in rows if row["kind"] == "receipts_owed"]

    clock.advance(timedelta(days=14, seconds=-1))
    assert (await told(fund.pivot), (await owed(fund, fund.pivot))[0].is_late) == ([], False)
    clock.advance(timedelta(seconds=1))
    assert (await owed(fund, fund.pivot))[0].is_late
    assert (await told(fund.pivot), await told(colleague)) == ([("receipts_owed", 1)], [])
    clock.advance(timedelta(days=14))
    assert await told(colleague) == [("receipts_owed", 1)]
    noted = got(await fund.store.run(note_receipt, fund.pivot, NoteReceipt(line, 7_000)))
    assert (noted.state, noted.owed_back_cents, noted.above_paid_cents) == ("paid", 3_000, 0)
    assert (await owed(fund, fund.pivot))[0].owed_back_cents == 3_000
    assert got(await fund.store.run(take_back, fund.first, TakeBack(line, 3_000))) == "settled"
    assert (await owed(fund, fund.pivot), await told(colleague)) == ([], [])


async def test_a_receipt_above_what_was_paid_is_a_fact_and_may_be_asked_for_once(fund: Fund) -> None:
    """FND-12, FND-08, FND-10: the line is settled; the rest is a request of its own, to the organisation, that people
    decide; asked for once."""
    _, line = await paid(fund)
    none = await fund.store.run(ask_reimbursement, fund.pivot, AskReimbursement(line))
    assert isinstance(none, Refused)
    assert none.reason.code == "nothing_above_what_was_paid"
    noted = got(await fund.store.run(note_receipt, fund.pivot, NoteReceipt(line, 10_450)))
    assert (noted.state, noted.owed_back_cents, noted.above_paid_cents) == ("settled", 0, 450)
    asked = got(await fund.store.run(ask_reimbursement, fund.pivot, AskReimbursement(line)))
    more = (await fund.lines(asked.id))[0]
    assert (more["amount_cents"], more["payment"], more["state"]) == (
        450,
        "reimbursement_to_organisation",
        "submitted",
    )
    twice = await fund.store.run(ask_reimbursement, fund.pivot, AskReimbursement(line))
    assert isinstance(twice, Refused)
    assert got(await fund.approve(fund.first, asked.id)).outcome == "approved"


async def test_money_comes_back_in_parts_after_all_was_settled_and_after_the_envelope_ended(
    fund: Fund, clock: SetClock
) -> None:
    """FND-12: a cancelled journey returns to the envelope that paid it, with its trace, whenever it comes; never more
    than left."""
    _, line = await paid(fund, 20_000)
    assert (await fund.balance()).available_cents == 480_000
    assert got(await fund.store.run(take_back, fund.first, TakeBack(line, 5_000))) == "paid"
    assert got(await fund.store.run(note_receipt, fund.pivot, NoteReceipt(line, 15_000))).state == "settled"
    assert got(await fund.store.run(take_back, fund.second, TakeBack(line, 2_500))) == "settled"
    clock.advance(timedelta(days=310))
    assert got(await fund.store.run(take_back, fund.first, TakeBack(line, 12_500))) == "settled"
    assert (await fund.balance()).available_cents == 500_000
    cent = await fund.store.run(take_back, fund.first, TakeBack(line, 1))
    assert isinstance(cent, Refused)
    assert cent.reason.code == "more_back_than_paid"
    trace = await fund.network.superuser.fetch(
        "SELECT amount_cents FROM transfers WHERE kind = 'return' ORDER BY key"
    )
    assert [row["amount_cents"] for row in trace] == [5_000, 2_500, 12_500]


async def test_the_slip_says_what_was_paid_and_nothing_of_why(
    fund: Fund, client: httpx.AsyncClient, as_: Any
) -> None:
    """ELG-02: no name, no code, no organisation: a title, a day, what and how much."""
    request, _ = await paid(fund)
    slip = (await client.get(f"/v1/requests/{request}/slip", headers=as_(fund.pivot, language="fr"))).json()
    assert slip["for_whom"] == "Pour la personne concernée"
    assert slip["lines"] == [{"what": "vêtements", "amount": "100\u00a0$", "amount_cents": 10_000}]
    assert set(slip) == {"title", "for_whom", "day", "lines", "total", "note"}
