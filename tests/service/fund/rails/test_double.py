"""The stand-in for Stripe, held against the real library's own types and Stripe's documented habits.

The rail is only as well tested as the double is right: these tests are what keeps it from sharing our errors.
"""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints

import httpx
import pytest
import stripe

from api.demo.stripe_double.idempotency import KEPT_FOR
from api.demo.stripe_double.wire import parse
from service.fund.rails.protocol import Sent, Unknown
from service.fund.rails.stripe_connect import StripeConnect
from tests.doubles.stripe_api import Fault, StripeDouble, post_to
from tests.service.fund.rails.conftest import KEY, START, URL, Order, Seconds


@pytest.fixture
async def http(double: StripeDouble) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(transport=double.transport(), base_url=URL, headers=headers) as client:
        yield client


@pytest.fixture
def client(rail: StripeConnect) -> stripe.StripeClient:
    return stripe.StripeClient(
        KEY, base_addresses={"api": URL}, max_network_retries=0, http_client=rail._http
    )


def transfer_to(account: str, **more: object) -> dict[str, object]:
    return {"amount": 500, "currency": "cad", "destination": account} | more


def of_library(kind: type) -> set[str]:
    return {name for name in kind.__annotations__ if not name.startswith("_") and name != "OBJECT_NAME"}


async def test_objects_have_the_librarys_shape(
    client: stripe.StripeClient, double: StripeDouble, account: str
) -> None:
    """FND-09: what the double answers has the fields that the library's classes declare, and no other."""
    made = await client.v1.transfers.create_async({"amount": 500, "currency": "cad", "destination": account})
    reversal = await client.v1.transfers.reversals.create_async(made.id, {"amount": 100})
    payout = double.books.pay_out(account, {"amount": "100", "currency": "cad"})
    assert set(made.to_dict()) == of_library(stripe.Transfer)
    assert set(reversal.to_dict()) == of_library(stripe.TransferReversal)
    assert set(payout) == of_library(stripe.Payout)
    assert set(double.books.accounts[account]) <= of_library(stripe.Account)
    for event in double.books.events.values():
        assert of_library(stripe.Event) - set(event) == {"account", "context"}
    balance = await client.v1.balance.retrieve_async()
    assert [(one.amount, one.currency) for one in balance.available] == [(99_600, "cad")]


def test_the_event_kinds_exist() -> None:
    """FND-09: each kind we listen to is one the library knows."""
    from service.fund.rails.webhooks import EventKind

    known = str(get_type_hints(stripe.Event)["type"])
    assert all(f"'{kind.value}'" in known for kind in EventKind)


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"currency": "cad"}, 400, {"code": "parameter_missing", "param": "amount"}),
        ({"amount": "500", "currency": "cad"}, 400, {"code": "parameter_missing", "param": "destination"}),
        ({"colour": "red"}, 400, {"code": "parameter_unknown", "param": "colour"}),
        ({"amount": "0"}, 400, {"code": "parameter_invalid_integer", "param": "amount"}),
        ({"amount": "-1"}, 400, {"code": "parameter_invalid_integer", "param": "amount"}),
        ({"amount": "4.5"}, 400, {"code": "parameter_invalid_integer", "param": "amount"}),
        ({"amount": "100000000"}, 400, {"code": "parameter_invalid_integer", "param": "amount"}),
        ({"amount": "100001"}, 400, {"code": "balance_insufficient"}),
        ({"destination": "acct_0"}, 400, {"code": "resource_missing", "param": "destination"}),
        ({"currency": "xxx"}, 400, {"param": "currency"}),
    ],
)
async def test_refusals_have_stripes_shape(
    *,
    http: httpx.AsyncClient,
    double: StripeDouble,
    account: str,
    form: Mapping[str, str],
    status: int,
    error: Mapping[str, str],
) -> None:
    """FND-09: type, code and parameter as Stripe names them; nothing moves."""
    whole = dict(form) if error.get("code") == "parameter_missing" else transfer_to(account) | dict(form)
    answer = await http.post("/v1/transfers", data=whole)
    said = answer.json()["error"]
    assert answer.status_code == status
    assert {name: said[name] for name in said if name not in ("message", "type")} == error
    assert said["type"] == "invalid_request_error"
    assert answer.headers["request-id"].startswith("req_")
    assert double.books.balance() == 100_000


async def test_a_wrong_key_and_unknown_things(http: httpx.AsyncClient, client: stripe.StripeClient) -> None:
    """FND-09: 401 for a key, 404 for an object and for an address, 403 for another's account."""
    wrong = await http.get("/v1/transfers", headers={"authorization": "Bearer sk_test_no"})
    assert (wrong.status_code, wrong.json()["error"]["type"]) == (401, "invalid_request_error")
    with pytest.raises(stripe.InvalidRequestError) as missing:
        await client.v1.transfers.retrieve_async("tr_0")
    assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")
    assert (await http.get("/v1/charges")).status_code == 404
    assert (await http.delete("/v1/transfers")).status_code == 404
    assert (await http.get("/v1/accounts/acct_0")).status_code == 403
    after = await http.get("/v1/transfers", params={"starting_after": "tr_0"})
    assert (after.status_code, after.json()["error"]["param"]) == (400, "starting_after")


async def test_a_replay_is_marked_and_another_body_is_refused(
    http: httpx.AsyncClient, double: StripeDouble, account: str
) -> None:
    """FND-09: same key and parameters: the first answer again; others: `idempotency_error`, 400."""
    key = {"idempotency-key": "k1"}
    first = await http.post("/v1/transfers", data=transfer_to(account), headers=key)
    again = await http.post("/v1/transfers", data=transfer_to(account), headers=key)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()
    other = await http.post("/v1/transfers", data=transfer_to(account, amount=501), headers=key)
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")
    assert len(double.books.transfers) == 1


async def test_refused_parameters_do_not_spend_the_key(http: httpx.AsyncClient, account: str) -> None:
    """FND-09: Stripe stores an answer only once the work has begun."""
    key = {"idempotency-key": "k1"}
    refused = await http.post("/v1/transfers", data=transfer_to(account, amount=0), headers=key)
    accepted = await http.post("/v1/transfers", data=transfer_to(account), headers=key)
    assert (refused.status_code, accepted.status_code) == (400, 200)


async def test_keys_are_forgotten_after_a_day(
    rail: StripeConnect, double: StripeDouble, clock: Seconds, order: Order
) -> None:
    """FND-09: why a late retry looks first: a day later the same key would pay again."""
    wish = order(10)
    await rail.send(wish)
    clock.at += KEPT_FOR - 1
    await rail.send(wish)
    assert len(double.books.transfers) == 1
    clock.at += 1
    assert isinstance(await rail.look(wish), Sent)
    await rail.send(wish)
    assert len(double.books.transfers) == 2


async def test_pages_by_group_destination_and_time(
    client: stripe.StripeClient, double: StripeDouble, clock: Seconds, account: str
) -> None:
    """FND-09: the library's own paging walks the whole list, newest first, without loss or repeat."""
    other = double.books.open_account()
    made = []
    for number in range(7):
        clock.at = START + number
        params: Any = transfer_to(other if number % 2 else account, transfer_group=f"g{number % 3}")
        made.append((await client.v1.transfers.create_async(params)).id)

    async def listed(**params: Any) -> list[str]:
        wish: Any = {"limit": 2, **params}
        page = await client.v1.transfers.list_async(wish)
        return [one.id async for one in page.auto_paging_iter()]

    assert await listed() == made[::-1]
    assert await listed(destination=other) == [made[5], made[3], made[1]]
    assert await listed(transfer_group="g0") == [made[6], made[3], made[0]]
    assert await listed(created={"gte": START + 2, "lt": START + 4}) == [made[3], made[2]]
    assert await listed(created={"gt": START + 2, "lte": START + 4}) == [made[4], made[3]]
    assert await listed(created=START + 5) == [made[5]]
    assert len((await client.v1.transfers.list_async()).data) == 7
    assert [(await client.v1.transfers.list_async({"limit": n})).has_more for n in (6, 7)] == [True, False]
    with pytest.raises(stripe.InvalidRequestError):
        await client.v1.transfers.list_async({"limit": 101})


async def test_reversals_move_the_money_back(
    client: stripe.StripeClient, double: StripeDouble, account: str
) -> None:
    """FND-12: part, then the rest; never more, and never what the partner no longer has."""
    params: Any = transfer_to(account)
    made = await client.v1.transfers.create_async(params)
    await client.v1.transfers.reversals.create_async(made.id, {"amount": 200})
    with pytest.raises(stripe.InvalidRequestError):
        await client.v1.transfers.reversals.create_async(made.id, {"amount": 301})
    double.books.pay_out(account, {"amount": "100", "currency": "cad"})
    with pytest.raises(stripe.InvalidRequestError) as short:
        await client.v1.transfers.reversals.create_async(made.id)
    assert short.value.code == "balance_insufficient"
    await client.v1.transfers.reversals.create_async(made.id, {"amount": 200})
    now = await client.v1.transfers.retrieve_async(made.id)
    assert (now.amount_reversed, now.reversed, len(now.reversals.data)) == (400, False, 2)
    listed = await client.v1.transfers.reversals.list_async(made.id)
    assert [one.amount for one in listed.data] == [200, 200]
    double.books.fund(100)
    again: Any = transfer_to(account, amount=100)
    await client.v1.transfers.create_async(again)
    await client.v1.transfers.reversals.create_async(made.id)
    assert (await client.v1.transfers.retrieve_async(made.id)).reversed
    with pytest.raises(stripe.InvalidRequestError):
        await client.v1.transfers.reversals.create_async(made.id)
    assert double.books.worth() == 100_100


async def test_an_update_is_an_event_with_what_was_before(
    client: stripe.StripeClient, double: StripeDouble, account: str
) -> None:
    """FND-09: events keep the object as it was at that moment."""
    params: Any = transfer_to(account, metadata={"a": "1"})
    made = await client.v1.transfers.create_async(params)
    await client.v1.transfers.update_async(made.id, {"metadata": {"b": "2"}})
    created, updated = double.books.events.values()
    assert created["data"] == {"object": created["data"]["object"]}
    assert created["data"]["object"]["metadata"] == {"a": "1"}
    assert updated["data"]["object"]["metadata"] == {"a": "1", "b": "2"}
    assert updated["data"]["previous_attributes"] == {"metadata": {"a": "1"}}
    events = await client.v1.events.list_async({"type": "transfer.updated"})
    assert [one.id for one in events.data] == [updated["id"]]
    assert (await client.v1.events.retrieve_async(created["id"])).type == "transfer.created"


async def test_a_payout_over_the_api_leaves_the_partners_balance(
    client: stripe.StripeClient, double: StripeDouble, account: str
) -> None:
    """FND-09: a payout of a connected account is its own; the platform's list does not show it."""
    params: Any = transfer_to(account)
    await client.v1.transfers.create_async(params)
    theirs: stripe.RequestOptions = {"stripe_account": account}
    made = await client.v1.payouts.create_async({"amount": 500, "currency": "cad"}, theirs)
    assert made.status == "pending"
    double.payout_arrives(made.id)
    assert (await client.v1.payouts.retrieve_async(made.id, options=theirs)).status == "paid"
    assert (await client.v1.payouts.list_async()).data == []
    assert [one.id for one in (await client.v1.payouts.list_async({}, theirs)).data] == [made.id]
    balance = await client.v1.balance.retrieve_async(options=theirs)
    assert [one.amount for one in balance.available] == [0]
    double.payout_bounces(made.id)
    assert double.books.balance(account) == 500


async def test_the_books_outlive_the_process(tmp_path: Path, clock: Seconds, order: Order) -> None:
    """FND-09: after a restart the demo's double still knows what it paid, and under which key."""
    file = tmp_path / "stripe.json"
    first = StripeDouble(KEY, clock=clock, keep=file)
    first.books.fund(1_000)
    wish = order(400, payee=first.books.open_account())
    rail = StripeConnect(KEY, url=URL, transport=first.transport())
    sent = await rail.send(wish)
    await rail.close()
    second = StripeDouble(KEY, clock=clock, keep=file)
    rail = StripeConnect(KEY, url=URL, transport=second.transport())
    assert await rail.look(wish) == sent
    assert await rail.send(wish) == sent
    assert second.books.balance() == 600
    assert json.loads(file.read_text())["transfers"].keys() == second.books.transfers.keys()
    await rail.close()


async def test_webhooks_go_over_http(
    rail: StripeConnect, double: StripeDouble, account: str, order: Order
) -> None:
    """FND-09: delivered as an HTTP POST with Stripe's header; a door that is closed leaves it undelivered."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if len(seen) == 1:
            raise httpx.ConnectError("closed")
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as door:
        double.hooks.endpoint = post_to(door, "http://relais.test/v1/webhooks/stripe")
        await rail.send(order())
        await double.hooks.settled()
        assert len(double.hooks.undelivered) == 1
        await double.hooks.redeliver()
    assert double.hooks.undelivered == []
    made = stripe.Webhook.construct_event(
        seen[1].content, seen[1].headers["stripe-signature"], "whsec_relais", tolerance=10**9
    )
    assert (made.type, made.data.object["destination"]) == ("transfer.created", account)


async def test_faults_are_used_up_in_order(rail: StripeConnect, double: StripeDouble, order: Order) -> None:
    """FND-09: one fault a call, writes and reads apart."""
    double.faults.next_writes(Fault.SILENT_BEFORE, Fault.SILENT_BEFORE)
    double.faults.next_reads(Fault.UNAVAILABLE)
    wish = order()
    assert isinstance(await rail.send(wish), Unknown)
    assert isinstance(await rail.look(wish), Unknown)
    assert isinstance(await rail.send(wish), Unknown)
    assert isinstance(await rail.send(wish), Sent)


def test_bracketed_forms_nest() -> None:
    """FND-09: the library's form encoding, read back."""
    assert parse("a=1&b[c]=2&b[d][e]=&f%5Bg%5D=%C3%A9") == {
        "a": "1",
        "b": {"c": "2", "d": {"e": ""}},
        "f": {"g": "é"},
    }
