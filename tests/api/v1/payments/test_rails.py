"""Money by several ways at once, over HTTP and over the real Stripe library: a card from stock, a transfer to a hotel
that on-boarded by itself, cash by hand; and what Stripe tells us that is none of ours (FND-02, FND-08)."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.app import LARGEST_BODY
from api.demo.bank import with_bank
from api.parts import Relais
from api.rails import open_rails
from jobs.app import handlers_of
from service.clock import SetClock
from service.fund.policy.document.categories import CATEGORIES
from service.messages.outbox import NotYet
from service.partners.actor import Role
from service.settings import Settings
from tests.api.v1.fund.test_requests import CARD, FOOD, HOTEL, People
from tests.api.v1.fund.test_requests import people as people
from tests.conftest import client_of
from tests.doubles.stripe_api import Delivery, StripeDouble, sign
from tests.network import Network

KINDS = ("fund.send_payout", "fund.look_at_account")


@dataclass(frozen=True)
class Rails:
    """The fund's people at an application whose rails are open, with Stripe's stand-in behind it and its jobs."""

    people: People
    double: StripeDouble
    relais: Relais
    network: Network
    hotel: UUID
    coordinator: UUID

    async def told(self) -> None:
        """Every webhook under way has been answered."""
        await self.double.hooks.settled()

    async def carry_out(self) -> None:
        """What is intended and due, once each, as the jobs would."""
        handlers = handlers_of(self.relais)
        rows = await self.network.superuser.fetch(
            "SELECT id, organisation_id, kind, payload FROM outbox WHERE kind = ANY ($1) AND due_at <= $2"
            " ORDER BY due_at, id",
            list(KINDS),
            self.relais.store.clock.now(),
        )
        for row in rows:
            payload = json.loads(row["payload"]) if isinstance(row["payload"], str) else row["payload"]
            try:
                await handlers[row["kind"]](self.relais.store, row["id"], row["organisation_id"], payload)
            except NotYet:
                continue
        await self.told()

    async def on_board(self) -> str:
        """Invited, completed at Stripe's own page, heard by a webhook, looked at; answers the account."""
        post, get = self.people.post, self.people.get
        asked = await post(self.people.first, "/onboardings", {"organisation_id": str(self.hotel)})
        assert (asked.status_code, asked.json()["state"]) == (201, "invited")
        link = await post(self.coordinator, "/onboarding/link")
        assert (link.status_code, link.headers["cache-control"]) == (200, "no-store")
        account = self.double.follow(link.json()["url"])
        self.double.finish_onboarding(account)
        await self.told()
        assert (await get(self.coordinator, "/onboarding"))["state"] == "onboarding"
        await self.carry_out()
        assert (await get(self.people.first, "/onboardings"))[0]["state"] == "ready"
        return account

    async def payee(self) -> str:
        """Proposed by one, signed by another; no account is typed."""
        body = {"name": "Hôtel S8", "rail": "stripe_connect", "partner_organisation_id": str(self.hotel)}
        made = await self.people.post(self.people.first, "/payees", body)
        assert made.status_code == 201, made.text
        id: str = made.json()["id"]
        assert (await self.people.post(self.people.second, f"/payees/{id}/confirm")).status_code == 204
        return id

    async def states(self, request: str) -> tuple[str, dict[str, str]]:
        """Of the request, and of each of its lines by category."""
        view = await self.people.get(self.people.pivots.pivot, f"/requests/{request}")
        return view["state"], {line["category"]: line["state"] for line in view["lines"]}


@pytest.fixture
async def rails(relais: Relais, people: People, network: Network, clock: SetClock) -> AsyncIterator[Rails]:
    settings = with_bank(Settings(environment="demo", origin="https://relais.example"))
    double = StripeDouble(
        settings.stripe_key or "",
        clock=lambda: int(clock.now().timestamp()),
        webhook_secrets=settings.stripe_webhook_secrets,
    )
    double.books.fund(1_000_000)
    hotel = await network.organisation("hotel")
    await network.together(people.organisation, hotel)
    coordinator = await network.member(hotel, Role.SHELTER_COORDINATOR)
    async with AsyncExitStack() as stack:
        parts = replace(relais, settings=settings, rails=open_rails(settings, stack, double.transport()))
        client = await stack.enter_async_context(client_of(parts))

        async def deliver(body: bytes, headers: Mapping[str, str]) -> int:
            return (await client.post("/v1/webhooks/stripe", content=body, headers=dict(headers))).status_code

        double.hooks.endpoint = deliver
        yield Rails(replace(people, client=client), double, parts, network, hotel, coordinator)


async def test_three_rails_in_one_request(rails: Rails, superuser: Any) -> None:
    """FND-03, FND-08: each line settles by itself and the request follows; nothing that leaves says who is helped."""
    people, pivot = rails.people, rails.people.pivots.pivot
    account = await rails.on_board()
    sheet = {
        "kind": "calling_card",
        "value_cents": 1_000,
        "sheet": "code\n4471-0001\nx\n4471-0002,2030-01-31",
    }
    loaded = await people.post(people.first, "/vouchers/sheet", sheet)
    assert (loaded.json()["loaded"], [bad["line"] for bad in loaded.json()["bad"]]) == (2, [3])
    asked = await people.post(
        pivot, "/requests", people.request(CARD, {**HOTEL, "payee_id": await rails.payee()}, FOOD)
    )
    request = asked.json()["id"]
    for member in (people.first, people.second):
        assert (await people.post(member, f"/requests/{request}/approve", {})).status_code == 201
    await rails.carry_out()
    lines = {
        line["category"]: line["id"] for line in (await people.get(pivot, f"/requests/{request}"))["lines"]
    }
    payouts = {each["category"]: each for each in (await people.get(people.first, "/payouts"))["items"]}
    assert {name: (each["rail"], each["state"]) for name, each in payouts.items()} == {
        "calling_card": ("voucher", "waiting"),
        "hotel_nights": ("stripe_connect", "confirmed"),
        "food": ("manual_cash", "waiting"),
    }
    assert (await rails.states(request))[1]["hotel_nights"] == "paid"
    drawn = await people.post(pivot, f"/lines/{lines['calling_card']}/voucher", {})
    assert (drawn.status_code, drawn.json()["value_cents"]) == (200, 1_000)
    assert (await rails.states(request))[1] == {
        "calling_card": "settled",
        "hotel_nights": "paid",
        "food": "paying",
    }
    made = {"reference": "recu-7", "amount_cents": 4_000}
    assert (
        await people.post(people.first, f"/payouts/{payouts['food']['id']}/confirm", made)
    ).status_code == 201
    assert await rails.states(request) == (
        "paid",
        {"calling_card": "settled", "hotel_nights": "paid", "food": "paid"},
    )
    for name, cents in (("hotel_nights", 33_000), ("food", 4_000)):
        await people.post(pivot, f"/lines/{lines[name]}/receipts", {"spent_cents": cents})
    assert await rails.states(request) == ("settled", dict.fromkeys(lines, "settled"))
    assert rails.double.books.balance(account) == 33_000
    assert (await people.get(people.first, "/envelopes"))[0]["spent_cents"] == 38_000
    await _nothing_said(rails, superuser)


async def _nothing_said(rails: Rails, superuser: Any) -> None:
    """What Stripe holds and what the ledger holds: ids, cents and an attempt; no case, no category, no name."""
    (transfer,) = rails.double.books.transfers.values()
    assert transfer["metadata"] == {"attempt": "1"}
    assert transfer["description"] is None
    held = json.dumps([rails.double.books.transfers, rails.double.books.accounts, rails.double.books.events])
    case = await superuser.fetchval("SELECT code FROM cases")
    for word in (rails.people.case_id, case, "hotel_nights", "calling_card", "Hôtel"):
        assert word not in held
    rows = await superuser.fetch(
        "SELECT t::text AS said FROM transfers t UNION ALL SELECT i::text FROM payout_intents i"
    )
    assert len(rows) >= 6
    assert not [row for row in rows if rails.people.case_id in row["said"] or case in row["said"]]


async def test_paid_then_failed_reversed_lost_and_too_low(rails: Rails) -> None:
    """FND-12: a balance too low waits and then goes; a reversal in Stripe's own pages brings the money back; a payout
    to the hotel's bank that fails after it was paid is the hotel's own affair; all with the webhooks lost or late."""
    people, pivot = rails.people, rails.people.pivots.pivot
    account = await rails.on_board()
    payee = await rails.payee()
    asked = (await people.post(pivot, "/requests", people.request({**FOOD, "payee_id": payee}))).json()
    await people.post(people.first, f"/requests/{asked['id']}/approve", {})
    rails.double.books.drain(leave=3_999)
    rails.double.faults.webhooks = Delivery.LOST
    await rails.carry_out()
    assert rails.double.books.transfers == {}
    rails.double.books.fund(1)
    rails.relais.store.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]  # the tests' clock
    await rails.carry_out()
    (payout,) = (await people.get(people.first, "/payouts"))["items"]
    assert (payout["state"], rails.double.books.balance(account)) == ("sent", 4_000)
    (transfer,) = rails.double.books.transfers
    rails.double.faults.webhooks = Delivery.OUT_OF_ORDER
    rails.double.reverse(transfer, 1_500)
    rails.double.reverse(transfer, 2_500)
    await rails.double.hooks.deliver_held()
    (payout,) = (await people.get(people.first, "/payouts"))["items"]
    assert (payout["state"], payout["returned_cents"]) == ("returned", 4_000)
    assert (await people.get(people.first, "/envelopes"))[0]["available_cents"] == 500_000
    rails.double.faults.webhooks = Delivery.TWICE
    rails.double.books.fund(500)
    rails.double.books.transfer({"amount": "500", "currency": "cad", "destination": account})
    bank = rails.double.books.pay_out(account, {"amount": "500", "currency": "cad"})["id"]
    rails.double.payout_arrives(bank)
    rails.double.payout_bounces(bank)
    await rails.told()
    assert rails.double.hooks.undelivered == []
    assert (await people.get(people.first, "/envelopes"))[0]["available_cents"] == 500_000


async def test_notices_that_are_none_of_ours(rails: Rails, clock: SetClock, superuser: Any) -> None:
    """FND-09: an unknown payment is kept and answered 200; what an account of somebody else did with its own money is
    nothing to us, though it names a payment of ours; a huge body is refused before it is read."""
    account = await rails.on_board()
    people = rails.people
    asked = people.request({**FOOD, "payee_id": await rails.payee()})
    request = (await people.post(people.pivots.pivot, "/requests", asked)).json()["id"]
    await people.post(people.first, f"/requests/{request}/approve", {})
    intent = (await people.get(people.first, "/payouts"))["items"][0]["id"]
    before = await superuser.fetchval("SELECT count(*) FROM rail_events")

    async def notice(kind: str, about: dict[str, Any], **more: Any) -> httpx.Response:
        now = int(clock.now().timestamp())
        whole = {"id": f"evt_{uuid4().hex}", "type": kind, "created": now, "data": {"object": about}, **more}
        body = json.dumps(whole).encode()
        headers = {"stripe-signature": sign(body, rails.double.hooks.secrets, now)}
        return await people.client.post("/v1/webhooks/stripe", content=body, headers=headers)

    paid = {"id": "tr_x", "amount": 4_000, "currency": "cad", "transfer_group": intent}
    answers = [
        await notice("transfer.created", {**paid, "transfer_group": str(uuid4())}),
        await notice("transfer.created", paid, account="acct_theirs"),
        await notice("account.updated", {"id": "acct_theirs"}, account="acct_theirs"),
        await notice("account.updated", {"id": account}, account="acct_theirs"),
        await notice("customer.created", {"id": "cus_1"}),
        await notice("account.updated", {"id": account}, account=account),
    ]
    assert {answer.status_code for answer in answers} == {200}
    outcomes = [answer.json()["outcome"] for answer in answers]
    assert outcomes == ["kept", "ignored", "ignored", "ignored", "ignored", "noticed"]
    assert await superuser.fetchval("SELECT count(*) FROM rail_events") == before + 1
    assert (await people.get(people.first, "/payouts"))["items"][0]["state"] == "ready"
    huge = await people.client.post("/v1/webhooks/stripe", content=b" " * (LARGEST_BODY + 1))
    assert (huge.status_code, huge.json()["type"]) == (413, "/problems/too_large")


async def test_nobody_names_where_the_page_leads(rails: Rails) -> None:
    """FND-08: the address that Stripe's page comes back to is the installation's; a body with another is refused."""
    people = rails.people
    await people.post(people.first, "/onboardings", {"organisation_id": str(rails.hotel)})
    await people.post(rails.coordinator, "/onboarding/link", {"return_url": "http://169.254.169.254/"})
    named = {"organisation_id": str(rails.hotel), "return_url": "http://169.254.169.254/"}
    refused = await people.post(people.first, "/onboardings", named)
    assert refused.status_code == 400
    assert len(rails.double.books.links) == 1
    for member in (people.first, people.pivots.pivot):
        answer = await people.post(member, "/onboarding/link")
        assert answer.json()["type"] in {"/problems/not_allowed", "/problems/no_onboarding_invitation"}


async def test_cards_do_not_exist_before_the_operator_says_so(rails: Rails) -> None:
    """FND-08: neither in the list, nor to be proposed, nor as a payee's rail, nor heard; then all of it, and off."""
    people = rails.people
    turned_on = {"rail": "stripe_issuing", "active": True}
    payee = {"name": "Hôtel", "rail": "stripe_issuing"}
    now = int(rails.relais.store.clock.now().timestamp())
    spent = {"id": "ipi_1", "amount": -500, "currency": "cad", "card": "ic_1", "type": "capture"}
    told = {"id": "evt_1", "type": "issuing_transaction.created", "created": now, "data": {"object": spent}}
    body = json.dumps(told).encode()
    headers = {"stripe-signature": sign(body, rails.double.hooks.secrets, now)}

    async def seen(client: httpx.AsyncClient) -> tuple[Any, ...]:
        here = replace(people, client=client)
        listed = {each["rail"]: each["active"] for each in await here.get(people.first, "/rails")}
        proposed = await here.post(people.first, "/rails", turned_on)
        named = await here.post(people.first, "/payees", payee)
        heard = await client.post("/v1/webhooks/stripe", content=body, headers=headers)
        return listed.get("stripe_issuing"), proposed.status_code, named.status_code, heard.json()["outcome"]

    assert await seen(people.client) == (None, 404, 404, "ignored")
    assert "stripe_issuing" not in rails.relais.rails
    assert rails.relais.issuer is None
    confirmed = replace(rails.relais.settings, stripe_issuing="ich_1")
    async with AsyncExitStack() as stack:
        opened = open_rails(confirmed, stack, rails.double.transport())
        parts = replace(rails.relais, settings=confirmed, rails=opened)
        assert parts.issuer is not None
        client = await stack.enter_async_context(client_of(parts))
        assert await seen(client) == (False, 201, 201, "kept")


async def test_every_category_is_asked_approved_paid_and_reported(people: People, network: Network) -> None:
    """FND-02: each of the categories goes the whole way, and an auditor reads it, without any identity (FND-08)."""
    pivot = people.pivots.pivot
    lines = [
        {
            "category": category,
            "amount_cents": 900 + number,
            "payment": "cash_by_worker",
            **({"description": "autre"} if category == "other_immediate" else {}),
            **({"travel_reason": "protection"} if category.startswith("travel") else {}),
        }
        for number, category in enumerate(CATEGORIES)
    ]
    asked = (await people.post(pivot, "/requests", people.request(*lines))).json()
    await people.post(people.first, f"/requests/{asked['id']}/approve", {})
    payouts = (await people.get(people.first, "/payouts?limit=50"))["items"]
    assert sorted(each["category"] for each in payouts) == sorted(CATEGORIES)
    for each in payouts:
        made = {"reference": "recu-1", "amount_cents": each["amount_cents"]}
        assert (await people.post(people.first, f"/payouts/{each['id']}/confirm", made)).status_code == 201
    auditor = await network.auditor_of(people.organisation)
    seen = await people.get(auditor, f"/audit/request?code={asked['code']}")
    paid = {line["category"]: (line["state"], line["paid_cents"]) for line in seen["lines"]}
    assert paid == {name: ("paid", 900 + number) for number, name in enumerate(CATEGORIES)}
    view = await people.get(pivot, f"/requests/{asked['id']}")
    assert view["state"] == "paid"
