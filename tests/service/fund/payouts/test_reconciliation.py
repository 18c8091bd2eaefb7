"""A rail's own list against the ledger: through the real library, page by page, beside webhooks (FND-09)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.payouts.receiving import receive
from service.fund.rails.voucher import VoucherRail
from service.fund.rails.webhooks import EventKind, RailEvent
from service.fund.reconciliation.commands import RECONCILE, AskReconciliation, ask_reconciliation
from service.fund.reconciliation.queries import RunView, reconciliation, reconciliations
from service.fund.reconciliation.refusals import NO_SUCH_RAIL, PERIOD_NOT_OVER, PERIOD_TOO_LONG
from service.fund.reconciliation.running import Reconciler, Wanted
from service.fund.requests.lines import NewLine
from service.messages.outbox import NotYet
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from tests.doubles.stripe_api import Fault
from tests.service.fund.conftest import got
from tests.service.fund.payouts.conftest import Payer

MIDNIGHT = datetime(2026, 11, 3, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Books:
    """The payer's fund, and whoever compares its rails."""

    payer: Payer
    reconciler: Reconciler

    async def asked(self, rail: str = "stripe_connect", since: datetime = MIDNIGHT, days: int = 1) -> RunView:
        """A comparison that an administrator asks for, run as the job runs it."""
        fund = self.payer.fund
        wish = AskReconciliation(rail, since, since + days * DAY)
        asked = got(await fund.store.run(ask_reconciliation, fund.first, wish))
        period = {"since": wish.since.isoformat(), "until": wish.until.isoformat()}
        payload = {"run": str(asked.id), "rail": rail, "by": str(fund.first), **period}
        await self.reconciler(fund.store, uuid4(), fund.organisation, payload)
        async with fund.store.reading(fund.second) as session:
            return got(await reconciliation(session, asked.id))

    def transfer(self, cents: int, **more: Any) -> str:
        """A transfer that somebody made in the rail's own pages."""
        books = self.payer.double.books
        form = {"amount": str(cents), "currency": "cad", "destination": next(iter(books.accounts))}
        made: str = books.transfer({**form, **more})["id"]
        return made

    def tomorrow(self) -> None:
        clock: Any = self.payer.fund.store.clock
        clock.advance(DAY)


@pytest.fixture
def books(payer: Payer) -> Books:
    return Books(payer, Reconciler(payer.job.rails))


def codes(run: RunView) -> list[str]:
    return sorted(each.code for each in run.differences)


async def test_both_sides_agree_to_the_cent(books: Books) -> None:
    """FND-09: two payments of the day; every count and sum the same; a second run says so again."""
    for cents in (30_000, 12_345):
        await books.payer.run(await books.payer.approved(cents))
    books.tomorrow()
    run = await books.asked()
    assert (run.outcome, run.rail_count, run.ledger_count) == ("agrees", 2, 2)
    assert (run.rail_cents, run.ledger_cents, run.differences) == (42_345, 42_345, [])
    assert (run.balance_cents, run.promised_cents) == (1_000_000 - 42_345, 0)
    assert (await books.asked(since=MIDNIGHT - DAY)).rail_count == 0
    kept = await books.payer.fund.network.superuser.fetchval(
        "SELECT payload FROM outbox WHERE kind = $1 AND payload ->> 'run' = $2", RECONCILE, str(run.id)
    )
    assert msgspec.json.decode(kept) == {
        "run": str(run.id),
        "rail": "stripe_connect",
        "by": str(books.payer.fund.first),
        "since": "2026-11-03T00:00:00+00:00",
        "until": "2026-11-04T00:00:00+00:00",
    }


async def test_what_nobody_told_of_is_found_and_recorded(books: Books) -> None:
    """FND-09, FND-12: an answer and a webhook lost, a reversal's webhook lost: the run records both by the webhook's
    own path, once, and agrees."""
    payer, double = books.payer, books.payer.double
    lost, reversed_ = await payer.approved(30_000), await payer.approved(20_000)
    double.faults.next_writes(Fault.SILENT_AFTER)
    with pytest.raises(NotYet):
        await payer.run(lost)
    await payer.run(reversed_)
    transfer = next(each for each in double.books.transfers.values() if each["amount"] == 20_000)
    double.books.reverse(transfer, {"amount": "7500"})
    books.tomorrow()
    run = await books.asked()
    assert (run.outcome, codes(run)) == ("agrees", ["payment_found", "reversal_found"])
    assert (run.rail_cents, run.ledger_cents) == (42_500, 42_500)
    assert await payer.sums() == (457_500, 0, 42_500)
    assert ((await payer.state(lost))[0], (await payer.state(reversed_))[0]) == ("confirmed", "confirmed")
    again = await books.asked()
    assert (again.outcome, again.differences) == ("agrees", [])
    assert await payer.sums() == (457_500, 0, 42_500)


async def test_a_reversal_weeks_later_is_found_in_the_overlap(books: Books) -> None:
    """FND-12: the transfer was made three weeks before the period."""
    payer, double = books.payer, books.payer.double
    await payer.run(await payer.approved(20_000))
    (transfer,) = double.books.transfers.values()
    double.books.reverse(transfer, {})
    clock: Any = payer.fund.store.clock
    clock.advance(21 * DAY)
    run = await books.asked(since=MIDNIGHT + 20 * DAY)
    assert (run.outcome, codes(run), run.rail_count) == ("agrees", ["reversal_found"], 0)
    assert await payer.sums() == (500_000, 0, 0)


async def test_each_difference_is_named_with_what_to_do(books: Books) -> None:
    """FND-09: in the rail and not here, here and not there, twice, without an order, of another installation, a notice
    of nobody's, a payee's bank, and a balance that does not cover the promises."""
    payer, double = books.payer, books.payer.double
    first, gone = await payer.approved(10_000), await payer.approved(20_000)
    await payer.approved(29_000)
    for intent in (first, gone):
        await payer.run(intent)
    double.books.transfers = {k: v for k, v in double.books.transfers.items() if v["amount"] != 20_000}
    books.transfer(10_000, transfer_group=str(first), metadata={"attempt": "1"})
    books.transfer(700, transfer_group=str(uuid4()))
    books.transfer(300)
    store, at = payer.fund.store, payer.fund.store.clock.now()
    told = (EventKind.PAYOUT_PAID, EventKind.TRANSFER_CREATED, EventKind.PAYOUT_FAILED)
    for name, kind in zip(("evt_7", "evt_8", "evt_9"), told, strict=True):
        await receive(store, "stripe_connect", RailEvent(name, kind, f"of_{name}", None, 55, at))
    double.books.balances["platform"]["cad"] = 28_999
    books.tomorrow()
    run = await books.asked()
    assert run.outcome == "differs"
    assert codes(run) == [
        "balance_short",
        "not_at_rail",
        "of_another_installation",
        "payee_payout_failed",
        "payment_found",
        "twice",
        "unknown_notice",
        "without_order",
    ]
    twice = next(each for each in run.differences if each.code == "twice")
    assert (twice.payout_id, twice.rail_cents, twice.ledger_cents) == (first, 20_000, 20_000)
    assert (twice.title, twice.action) == ("Le même paiement est parti deux fois.", "ask_payee")
    short = next(each for each in run.differences if each.code == "balance_short")
    assert (short.rail_cents, short.ledger_cents) == (28_999, 29_000)
    assert (await payer.fund.balance()).overrun_cents == 10_000


async def test_a_list_of_several_pages(books: Books) -> None:
    """FND-09: more than one page of another's, and ours on the last."""
    await books.payer.run(await books.payer.approved(10_000))
    for _ in range(205):
        books.transfer(1, transfer_group=str(uuid4()))
    books.tomorrow()
    run = await books.asked()
    assert (run.rail_count, run.rail_cents, len(run.differences)) == (1, 10_000, 205)


async def test_a_rail_that_does_not_answer_is_an_outcome(books: Books) -> None:
    """FND-09: in the middle of its list; nothing is compared with half of it."""
    await books.payer.run(await books.payer.approved(10_000))
    books.tomorrow()
    books.payer.double.faults.next_reads(Fault.UNAVAILABLE)
    run = await books.asked()
    assert (run.outcome, run.rail_count, run.differences) == ("unreachable", 0, [])


async def test_every_day_once_and_no_day_forgotten(books: Books, worker_pool: asyncpg.Pool) -> None:
    """FND-09: up to the last midnight; two replicas at once keep one run; a silent rail is asked again after a quarter
    of an hour; after three days without jobs one run covers them all."""
    payer = books.payer
    store, clock = payer.fund.store, payer.fund.store.clock
    moving: Any = clock
    await payer.run(await payer.approved(10_000))
    daily = books.reconciler.daily
    assert await daily(store, worker_pool) == 0
    moving.advance(DAY)
    payer.double.faults.next_reads(Fault.UNAVAILABLE)
    assert await daily(store, worker_pool) == 1
    assert await daily(store, worker_pool) == 0
    moving.advance(timedelta(minutes=15))
    assert sum(await asyncio.gather(*(daily(store, worker_pool) for _ in range(3)))) == 1
    moving.advance(3 * DAY)
    assert await daily(store, worker_pool) == 1
    async with store.reading(payer.fund.first) as session:
        runs = got(await reconciliations(session, before=None, limit=9))
    assert [(run.outcome, run.since, run.until) for run in runs] == [
        ("agrees", MIDNIGHT + DAY, MIDNIGHT + 4 * DAY),
        ("agrees", MIDNIGHT, MIDNIGHT + DAY),
        ("unreachable", MIDNIGHT, MIDNIGHT + DAY),
    ]


async def test_webhooks_while_it_runs(books: Books) -> None:
    """FND-09: twelve notices of reversals arrive while three runs compare: each cent once, and the last run agrees."""
    payer, double, store = books.payer, books.payer.double, books.payer.fund.store
    await payer.run(await payer.approved(30_000))
    (transfer,) = double.books.transfers.values()
    intent = UUID(transfer["transfer_group"])
    books.tomorrow()

    async def reverse(step: int) -> None:
        double.books.reverse(transfer, {"amount": "100"})
        back = transfer["amount_reversed"]
        kind, at = EventKind.TRANSFER_REVERSED, store.clock.now()
        event = RailEvent(f"evt_{step}", kind, transfer["id"], intent, 30_000, at, back)
        await receive(store, "stripe_connect", event)

    await asyncio.gather(*(reverse(step) for step in range(12)), *(books.asked() for _ in range(3)))
    run = await books.asked()
    assert (run.outcome, run.rail_cents, run.ledger_cents) == ("agrees", 28_800, 28_800)
    assert await payer.sums() == (471_200, 0, 28_800)


async def test_by_hand_against_references_and_receipts(books: Books) -> None:
    """FND-08, FND-12: a rail without a list: what humans confirmed; the receipt that has not come after two weeks."""
    fund = books.payer.fund
    request = await fund.ask(NewLine("food", 9_000, payment="cash_by_worker"))
    got(await fund.approve(fund.first, request.id))
    intent = await fund.network.superuser.fetchval("SELECT id FROM payout_intents")
    got(await fund.store.run(confirm_payout, fund.first, ConfirmPayout(intent, "recu-1", 8_000)))
    clock: Any = fund.store.clock
    clock.advance(16 * DAY)
    run = await books.asked("manual_cash")
    assert (run.outcome, run.rail_cents, run.ledger_cents) == ("agrees", 8_000, 8_000)
    later = await books.asked("manual_cash", MIDNIGHT + 14 * DAY)
    assert (later.outcome, codes(later)) == ("differs", ["receipt_missing"])


async def test_cards_from_stock_against_their_count(books: Books) -> None:
    """FND-03, FND-09: whoever counted found two cards fewer than the ledger holds; a count that agrees is silent. What
    differs is asked of the fund's on-call until a day agrees."""
    fund = books.payer.fund
    for recorded, counted in ((12, 10), (7, 7)):
        await fund.network.superuser.execute(
            """
            INSERT INTO voucher_counts (organisation_id, place_organisation_id, kind, value_cents, recorded, counted,
                counted_by, counted_at) VALUES ($1, $1, 'calling_card', 1500, $2, $3, $4, $5)
            """,
            fund.organisation,
            recorded,
            counted,
            fund.first,
            fund.store.clock.now(),
        )
    reconciler = Reconciler({"voucher": VoucherRail()})
    wanted = Wanted(uuid4(), fund.organisation, "voucher", MIDNIGHT, MIDNIGHT + DAY)
    run_id = got(await reconciler.run(fund.store, wanted))
    async with fund.store.reading(fund.first) as session:
        run = got(await reconciliation(session, run_id))
    assert (run.outcome, codes(run)) == ("differs", ["stock_differs"])
    assert [(each.rail_cents, each.ledger_cents) for each in run.differences] == [(15_000, 18_000)]
    asked = "SELECT duty, outcome FROM askings WHERE kind = 'reconciliation' AND subject = $1"
    assert tuple(await fund.network.superuser.fetchrow(asked, fund.organisation)) == ("fund", None)
    books.tomorrow()
    got(
        await reconciler.run(
            fund.store, replace(wanted, id=uuid4(), since=MIDNIGHT + DAY, until=MIDNIGHT + 2 * DAY)
        )
    )
    assert tuple(await fund.network.superuser.fetchrow(asked, fund.organisation)) == ("fund", "agrees")


async def test_who_asks_and_who_sees(books: Books) -> None:
    """FND-09, POL-03: administrators of the fund and auditors; a past period of a rail in use; never altered."""
    payer = books.payer
    fund, network = payer.fund, payer.fund.network
    await payer.run(await payer.approved(10_000))
    books.tomorrow()
    run = await books.asked()
    audit = await network.auditor_of(fund.organisation)
    elsewhere = await network.member(await network.organisation("audit"), Role.AUDITOR)
    other = await network.member(await network.organisation("fund"), Role.FUND_ADMINISTRATOR)
    seen: Mapping[UUID, object] = {
        audit: run.id,
        elsewhere: Refused(NOT_FOUND),
        other: Refused(NOT_FOUND),
        fund.pivot: Refused(NOT_ALLOWED),
    }
    for member, expected in seen.items():
        async with fund.store.reading(member) as session:
            found = await reconciliation(session, run.id)
        assert (found if isinstance(found, Refused) else found.id) == expected
    ask = fund.store.run
    now = fund.store.clock.now()
    wishes = {
        PERIOD_NOT_OVER: AskReconciliation("stripe_connect", MIDNIGHT, now + timedelta(seconds=1)),
        NO_SUCH_RAIL: AskReconciliation("manual_cheque", MIDNIGHT, MIDNIGHT + DAY),
        PERIOD_TOO_LONG: AskReconciliation(
            "stripe_connect", MIDNIGHT - 92 * DAY, MIDNIGHT + timedelta(hours=1)
        ),
    }
    for reason, wish in wishes.items():
        refused = await ask(ask_reconciliation, fund.first, wish)
        assert isinstance(refused, Refused)
        assert refused.reason == reason
    assert await ask(ask_reconciliation, audit, wishes[NO_SUCH_RAIL]) == Refused(NOT_ALLOWED)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="append-only"):
        await network.superuser.execute("UPDATE reconciliations SET rail_cents = 0, ledger_cents = 0")
