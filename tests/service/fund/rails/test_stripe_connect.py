"""The rail over the real Stripe library: each order moves money once, and it says what the books say."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
import stripe
import uvicorn

from service.fund.rails.protocol import (
    Cause,
    Differs,
    Failed,
    NotFound,
    Page,
    PayoutOrder,
    Rail,
    Sent,
    Unknown,
)
from service.fund.rails.stripe_connect import PAGE, StripeConnect, rest_asked_for
from tests.doubles.stripe_api import Fault, StripeDouble
from tests.service.fund.rails.conftest import KEY, START, URL, Order, Seconds

AT = datetime.fromtimestamp(START, UTC)


def only_transfer(double: StripeDouble) -> str:
    (name,) = double.books.transfers
    return name


async def test_a_transfer_carries_the_intent_and_nothing_about_its_purpose(
    rail: StripeConnect, double: StripeDouble, account: str, order: Order
) -> None:
    """FND-08: the partner is paid; Stripe learns neither the purpose nor anything of a person."""
    wish = order()
    sent = await rail.send(wish)
    (made,) = double.books.transfers.values()
    assert sent == Sent(made["id"], AT)
    assert made["transfer_group"] == str(wish.intent_id)
    assert (made["amount"], made["currency"], made["destination"]) == (45_000, "cad", account)
    assert made["metadata"] == {"attempt": "1"}
    assert made["description"] is None
    (event,) = double.books.events.values()
    assert event["request"]["idempotency_key"] == str(wish.intent_id)
    assert (double.books.balance(), double.books.balance(account)) == (55_000, 45_000)


async def test_the_same_order_twice_is_one_transfer(
    rail: StripeConnect, double: StripeDouble, account: str, order: Order
) -> None:
    """FND-09: the key is the intent's id, so a repeated send answers the same and moves nothing."""
    wish = order()
    first = await rail.send(wish)
    assert await rail.send(wish) == first
    assert len(double.books.transfers) == 1
    assert double.books.balance(account) == 45_000


async def test_lost_answer_then_look_finds_the_one_transfer(
    rail: StripeConnect, double: StripeDouble, order: Order
) -> None:
    """FND-09: after a time-out the rail looks; the money had left, once."""
    double.faults.next_writes(Fault.SILENT_AFTER)
    wish = order()
    assert await rail.send(wish) == Unknown(Cause.NO_ANSWER)
    assert await rail.look(wish) == Sent(only_transfer(double), AT)
    assert await rail.send(wish) == Sent(only_transfer(double), AT)
    assert double.books.balance() == 55_000


async def test_lost_call_then_look_finds_nothing_then_sends(
    rail: StripeConnect, double: StripeDouble, order: Order
) -> None:
    """FND-09: the call never arrived; looking says so, and the same order then goes."""
    double.faults.next_writes(Fault.SILENT_BEFORE)
    wish = order()
    assert await rail.send(wish) == Unknown(Cause.NO_ANSWER)
    assert await rail.look(wish) == NotFound()
    assert await rail.send(wish) == Sent(only_transfer(double), AT)
    assert double.books.balance() == 55_000


async def test_a_second_call_while_the_first_runs_is_unknown(
    rail: StripeConnect, double: StripeDouble, order: Order
) -> None:
    """FND-09: two senders at once: one answer is Unknown, one transfer is made."""
    double.faults.hold_writes()
    wish = order()
    first = asyncio.create_task(rail.send(wish))
    await double.faults.reached()
    second = await rail.send(wish)
    assert isinstance(second, Unknown)
    assert second.reason is Cause.STILL_RUNNING
    assert await rail.look(wish) == NotFound()
    double.faults.release_writes()
    assert await first == Sent(only_transfer(double), AT)
    assert await rail.look(wish) == await first


@pytest.mark.parametrize(
    ("fault", "cause"),
    [(Fault.IN_USE, Cause.STILL_RUNNING), (Fault.UNAVAILABLE, Cause.PROVIDER_ERROR)],
)
async def test_conflict_and_outage_leave_the_fate_unknown(
    rail: StripeConnect, double: StripeDouble, order: Order, fault: Fault, cause: Cause
) -> None:
    """FND-09: 409 and 503 may hide an effect; nothing was stored, so the same order goes after a look."""
    double.faults.next_writes(fault)
    wish = order()
    answer = await rail.send(wish)
    assert isinstance(answer, Unknown)
    assert answer.reason is cause
    assert str(answer.trace).startswith("req_")
    assert await rail.look(wish) == NotFound()
    assert isinstance(await rail.send(wish), Sent)
    assert len(double.books.transfers) == 1


async def test_too_many_calls_is_a_failure_that_may_go_again(
    rail: StripeConnect, double: StripeDouble, order: Order
) -> None:
    """FND-09: 429 comes before any work, so nothing left; the library did not retry by itself."""
    double.faults.next_writes(Fault.RATE_LIMITED)
    wish = order()
    answer = await rail.send(wish)
    assert isinstance(answer, Failed)
    assert (answer.reason_code, answer.retryable) == (Cause.RATE_LIMITED, True)
    assert double.books.transfers == {}
    assert isinstance(await rail.send(replace(wish, attempt=2)), Sent)


async def test_a_stored_500_is_final_and_the_next_attempt_pays(
    rail: StripeConnect, double: StripeDouble, order: Order
) -> None:
    """FND-09: Stripe repeats a stored 500 for a day; the repeat and an empty list are a failure, no loop."""
    double.faults.next_writes(Fault.SERVER_ERROR)
    wish = order()
    first = await rail.send(wish)
    assert isinstance(first, Unknown)
    assert first.reason is Cause.PROVIDER_ERROR
    assert await rail.look(wish) == NotFound()
    again = await rail.send(wish)
    assert isinstance(again, Failed)
    assert (again.reason_code, again.retryable) == (Cause.PROVIDER_ERROR, True)
    assert isinstance(await rail.send(replace(wish, attempt=2)), Sent)
    assert double.books.balance() == 55_000


async def test_a_500_after_the_money_moved_is_found(
    rail: StripeConnect, double: StripeDouble, order: Order
) -> None:
    """FND-09: the error lied; the list does not, whether one looks or sends again."""
    double.faults.next_writes(Fault.SERVER_ERROR_AFTER)
    wish = order()
    first = await rail.send(wish)
    assert isinstance(first, Unknown)
    assert await rail.look(wish) == Sent(only_transfer(double), AT)
    assert await rail.send(wish) == Sent(only_transfer(double), AT)
    assert double.books.balance() == 55_000


async def test_short_funds_fail_and_the_next_attempt_pays_after_a_top_up(
    rail: StripeConnect, double: StripeDouble, order: Order
) -> None:
    """FND-06: a balance too low moves nothing; Stripe repeats that refusal under the same key."""
    wish = order(100_001)
    for _ in range(2):
        answer = await rail.send(wish)
        assert isinstance(answer, Failed)
        assert (answer.reason_code, answer.retryable) == (Cause.FUNDS_SHORT, True)
        double.books.fund(1)
    assert isinstance(await rail.send(replace(wish, attempt=2)), Sent)
    assert double.books.balance() == 1


async def test_payee_failures_need_a_human(rail: StripeConnect, double: StripeDouble, order: Order) -> None:
    """FND-08: no account, an unknown one, one that cannot receive: nothing leaves or retries alone."""
    pending = double.books.open_account(transfers="pending")
    for payee, cause in [
        (None, Cause.PAYEE_MISSING),
        ("acct_nobody", Cause.PAYEE_UNKNOWN),
        (pending, Cause.PAYEE_NOT_READY),
    ]:
        answer = await rail.send(order(payee=payee))
        assert isinstance(answer, Failed)
        assert (answer.reason_code, answer.retryable) == (cause, False)
    assert double.books.balance() == 100_000


async def test_a_refused_key_fails_without_moving_money(double: StripeDouble, order: Order) -> None:
    """FND-09: a wrong key says nothing of the order; it goes again once an operator has set the right one."""
    stranger = StripeConnect("sk_test_other", url=URL, transport=double.transport())
    wish = order()
    answer = await stranger.send(wish)
    assert isinstance(answer, Failed)
    assert (answer.reason_code, answer.retryable) == (Cause.CREDENTIALS, True)
    looked = await stranger.look(wish)
    assert isinstance(looked, Unknown)
    assert looked.reason is Cause.CREDENTIALS
    await stranger.close()


async def test_any_other_refusal_needs_a_human(
    rail: StripeConnect, double: StripeDouble, order: Order
) -> None:
    """FND-09: a refusal that has no name here fails, and does not go again by itself."""
    answer = await rail.send(replace(order(), currency="XXX"))
    assert isinstance(answer, Failed)
    assert (answer.reason_code, answer.retryable) == (Cause.REFUSED, False)


async def test_an_order_that_changed_is_judged_by_the_list(
    rail: StripeConnect, double: StripeDouble, order: Order
) -> None:
    """FND-09: the same key with another amount: the first transfer is found to differ, no second is made."""
    wish = order()
    await rail.send(wish)
    answer = await rail.send(replace(wish, amount_cents=46_000))
    assert isinstance(answer, Differs)
    assert [(one.provider_id, one.amount_cents) for one in answer.found] == [(only_transfer(double), 45_000)]
    refused = order(100_001)
    await rail.send(refused)
    never_left = await rail.send(replace(refused, amount_cents=1))
    assert isinstance(never_left, Failed)
    assert (never_left.reason_code, never_left.retryable) == (Cause.ORDER_CHANGED, False)
    assert double.books.balance() == 55_000


@pytest.mark.parametrize("fault", [Fault.SILENT_BEFORE, Fault.RATE_LIMITED, Fault.UNAVAILABLE])
async def test_an_error_while_looking_never_says_that_nothing_left(
    rail: StripeConnect, double: StripeDouble, order: Order, fault: Fault
) -> None:
    """FND-09: whatever goes wrong on a look, the order stays unknown."""
    wish = order()
    await rail.send(wish)
    double.faults.next_reads(fault, fault)
    assert isinstance(await rail.look(wish), Unknown)
    assert isinstance(await rail.list_since(AT, AT + timedelta(1)), Unknown)
    assert isinstance(await rail.look(wish), Sent)


async def test_returned_money_shows_on_a_look(
    rail: StripeConnect, double: StripeDouble, account: str, order: Order
) -> None:
    """FND-12: part comes back, then the rest; then a second attempt is not confused with the first."""
    wish = order()
    await rail.send(wish)
    transfer = double.books.transfers[only_transfer(double)]
    double.books.reverse(transfer, {"amount": "5000"})
    assert await rail.look(wish) == Sent(transfer["id"], AT, returned_cents=5_000)
    again = replace(wish, attempt=2)
    assert isinstance(await rail.look(again), Differs)
    double.books.reverse(transfer, {})
    assert await rail.look(wish) == Sent(transfer["id"], AT, returned_cents=45_000)
    assert await rail.look(again) == NotFound()
    second = await rail.send(again)
    assert isinstance(second, Sent)
    assert await rail.look(again) == second
    assert isinstance(await rail.look(wish), Differs)


async def test_the_list_is_the_books_to_the_cent(
    rail: StripeConnect, double: StripeDouble, clock: Seconds, order: Order
) -> None:
    """FND-09: reconciliation reads every transfer of the half-open period once, over pages, newest first."""
    before = await rail.send(order(7))
    assert isinstance(before, Sent)
    count = 2 * PAGE + 3
    for cents in range(1, count + 1):
        clock.at += 1
        await rail.send(order(cents))
    clock.at += 1
    await rail.send(order(9))
    pages: list[Page] = []
    cursor: str | None = None
    while not pages or cursor:
        page = await rail.list_since(AT + timedelta(seconds=1), AT + timedelta(seconds=count + 1), cursor)
        assert isinstance(page, Page)
        pages.append(page)
        cursor = page.cursor
    assert [len(page.transfers) for page in pages] == [PAGE, PAGE, 3]
    listed = [one for page in pages for one in page.transfers]
    booked = list(double.books.transfers.values())[1:-1][::-1]
    assert [(one.provider_id, str(one.intent_id), one.amount_cents) for one in listed] == [
        (made["id"], made["transfer_group"], made["amount"]) for made in booked
    ]
    assert sum(one.amount_cents for one in listed) == sum(range(1, count + 1))


async def test_an_empty_period_is_an_empty_last_page(rail: StripeConnect) -> None:
    """FND-09: nothing in the period is an answer."""
    asked: Rail = rail
    assert asked.name == "stripe_connect"
    assert await asked.list_since(AT, AT + timedelta(1)) == Page((), None)


async def test_a_foreign_transfer_is_listed_without_an_intent(
    rail: StripeConnect, double: StripeDouble, account: str
) -> None:
    """FND-09: a payment made by hand in Stripe's pages shows on reconciliation as nobody's."""
    double.books.transfer({"amount": "10", "currency": "cad", "destination": account})
    double.books.transfer(
        {"amount": "20", "currency": "cad", "destination": account, "transfer_group": "rent"}
    )
    page = await rail.list_since(AT, AT + timedelta(seconds=1))
    assert isinstance(page, Page)
    assert [(one.amount_cents, one.intent_id) for one in page.transfers] == [(20, None), (10, None)]


async def test_money_is_neither_made_nor_lost(
    rail: StripeConnect, double: StripeDouble, account: str, order: Order
) -> None:
    """FND-09: over every fault the double's books still hold exactly what was put in."""
    for fault in Fault:
        double.faults.next_writes(fault)
        await rail.send(order(100))
    double.books.pay_out(account, {"amount": "100", "currency": "cad"})
    assert double.books.worth() == 100_000


def written(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.fixture
async def on_a_port(double: StripeDouble) -> AsyncIterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(double, lifespan="off", log_level="critical"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving


async def test_over_a_real_socket_time_outs_are_unknown(
    on_a_port: str, double: StripeDouble, order: Order
) -> None:
    """FND-09: the same over TCP with a real time-out: unknown, looked up, one transfer."""
    rail = StripeConnect(KEY, url=on_a_port, seconds=0.25)
    double.faults.next_writes(Fault.SILENT_AFTER)
    wish = order()
    assert await rail.send(wish) == Unknown(Cause.NO_ANSWER)
    assert await rail.look(wish) == Sent(only_transfer(double), AT)
    await rail.close()


async def test_a_closed_port_means_nothing_left(order: Order) -> None:
    """FND-09: no connection, so no order: it may go again by itself."""
    rail = StripeConnect(KEY, url="http://127.0.0.1:9", seconds=2)
    assert await rail.send(order()) == Failed(Cause.UNREACHABLE, retryable=True)
    await rail.close()


async def test_the_library_leaves_nothing_in_the_home_folder(
    double: StripeDouble, order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CNF-02: no identifier of this machine is written or sent."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    sent: list[httpx.Headers] = []

    class Spy(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            sent.append(request.headers)
            return await double.transport().handle_async_request(request)

    rail = StripeConnect(KEY, url=URL, transport=Spy())
    for _ in range(2):
        await rail.send(order(1))
    assert written(tmp_path) == []
    assert "telemetry" not in str(sent)
    assert "platform" not in sent[0]["x-stripe-client-user-agent"]
    await rail.close()


def test_the_key_names_the_intent_and_later_attempts() -> None:
    """FND-09: the first attempt's key is the intent's id itself."""
    intent = UUID(int=7)
    assert PayoutOrder(intent, 1, "CAD", None).key == str(intent)
    assert PayoutOrder(intent, 1, "CAD", None, attempt=3).key == f"{intent}.3"
    for cents, currency, attempt in [
        (0, "CAD", 1),
        (-1, "CAD", 1),
        (1, "cad", 1),
        (1, "CA", 1),
        (1, "CAD", 0),
    ]:
        with pytest.raises(ValueError, match=r"order|currency"):
            PayoutOrder(uuid4(), cents, currency, None, attempt=attempt)


@pytest.mark.parametrize(("said", "rest"), [("420", 420), ("", None), ("Wed, 21 Oct", None), ("-3", None)])
def test_the_rest_that_stripe_asks_for(said: str, rest: int | None) -> None:
    """FND-08: `Retry-After` in whole seconds; anything else is not believed."""
    error = stripe.RateLimitError("too many", headers={"retry-after": said})
    assert rest_asked_for(error) == (None if rest is None else timedelta(seconds=rest))
