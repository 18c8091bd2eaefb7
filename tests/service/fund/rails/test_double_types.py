"""Every endpoint of the stand-in for Stripe against the library's own types: what it takes, and what it answers.

Nobody here wrote those types: they are generated from Stripe's own description of its API, so the double cannot share
our misunderstandings (FND-08, FND-09).
"""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import stripe

from api.demo.stripe_double.routing import Route
from tests.doubles.stripe_api import StripeDouble
from tests.service.fund.rails.conftest import KEY, URL
from tests.service.fund.rails.library import (
    OPTIONS,
    PARAMS,
    RESOURCES,
    named,
    of_resource,
    parameter,
    required,
)

ROUTES = StripeDouble(KEY).routes
STRICTER = {
    # `amount` may be left out only with `source_transaction`, which Relais never uses.
    "TransferCreateParams": {"amount"},
}
CONTROLLER = {
    "controller[fees][payer]": "application",
    "controller[losses][payments]": "application",
    "controller[requirement_collection]": "stripe",
    "controller[stripe_dashboard][type]": "express",
}


def name_of(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_parameters_are_the_librarys(route: Route) -> None:
    """FND-09: each parameter that the double takes exists, however deep; what the library requires, it requires."""
    theirs = named(PARAMS, route.params)
    for name in route.takes.names:
        parameter(theirs, name)
    assert not route.takes.names & OPTIONS
    assert route.takes.required == required(theirs) | STRICTER.get(route.params, set())


def test_a_parameter_that_there_is_none_of_would_show() -> None:
    """FND-09: the comparison itself can fail: at the top, and inside another parameter."""
    theirs = named(PARAMS, "AccountCreateParams")
    for name in ("colour", "controller.colour", "capabilities.transfers.colour"):
        with pytest.raises(KeyError):
            parameter(theirs, name)
    assert parameter(theirs, "controller.fees.payer")[1] is False


@pytest.fixture
async def http(double: StripeDouble) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(transport=double.transport(), base_url=URL, headers=headers) as client:
        yield client


async def filled(http: httpx.AsyncClient, double: StripeDouble) -> dict[str, str]:
    """One of everything, made through the API; answers the id that each path of one object takes."""

    async def made(path: str, form: dict[str, str]) -> str:
        answer = await http.post(f"/v1/{path}", data=form)
        assert answer.status_code == 200, answer.text
        return str(answer.json().get("id", ""))

    account = await made(
        "accounts", {"country": "CA", "capabilities[transfers][requested]": "true", **CONTROLLER}
    )
    await made("account_links", {"account": account, "type": "account_onboarding", **returning()})
    double.finish_onboarding(account)
    transfer = await made("transfers", {"amount": "500", "currency": "cad", "destination": account})
    await made(f"transfers/{transfer}/reversals", {"amount": "100"})
    payout = await made("payouts", {"amount": "100", "currency": "cad"})
    double.books.fund_cards(50_000)
    address = {"line1": "1, rue A", "city": "Laval", "country": "CA", "postal_code": "H7A 1A1"}
    billing = {f"billing[address][{name}]": value for name, value in address.items()}
    holder = await made("issuing/cardholders", {"name": "Fonds", "type": "company", **billing})
    card = await made("issuing/cards", card_of(holder))
    double.card_captures(double.card_asks(card, 30_000), 31_200)
    double.card_refunds(card, 1_200)
    event = next(iter(double.books.events))
    return {"accounts": account, "transfers": transfer, "payouts": payout, "cards": card, "events": event}


def returning() -> dict[str, str]:
    return {"refresh_url": "https://relais.example/again", "return_url": "https://relais.example/done"}


def card_of(holder: str) -> dict[str, str]:
    return {
        "cardholder": holder,
        "currency": "cad",
        "type": "virtual",
        "status": "active",
        "spending_controls[allowed_categories][0]": "hotels_motels_and_resorts",
        "spending_controls[spending_limits][0][amount]": "30000",
        "spending_controls[spending_limits][0][interval]": "all_time",
    }


def asked(route: Route, one: dict[str, str], double: StripeDouble) -> tuple[str, dict[str, str]]:
    """A call of an endpoint that is to be accepted, on what is there already."""
    path = route.path.replace("{id}", one.get(route.path.split("/")[-2], one["transfers"]))
    forms = {
        "AccountLinkCreateParams": {"account": one["accounts"], "type": "account_onboarding", **returning()},
        "TransferCreateParams": {"amount": "7", "currency": "cad", "destination": one["accounts"]},
        "TransferReversalCreateParams": {"amount": "7"},
        "PayoutCreateParams": {"amount": "7", "currency": "cad"},
        "issuing.CardCreateParams": card_of(next(iter(double.books.cardholders))),
        "issuing.CardUpdateParams": {"status": "canceled"},
        "issuing.CardholderCreateParams": {
            "name": "Fonds",
            "billing[address][line1]": "1, rue A",
            "billing[address][city]": "Laval",
            "billing[address][country]": "CA",
            "billing[address][postal_code]": "H7A 1A1",
        },
    }
    return path, forms.get(route.params, {})


async def test_every_answer_is_of_the_librarys_types(http: httpx.AsyncClient, double: StripeDouble) -> None:
    """FND-09: each object that any endpoint answers has the fields of the library's class, of their types, no other."""
    one = await filled(http, double)
    seen = set()
    for route in ROUTES:
        path, form = asked(route, one, double)
        sent = {"data": form} if route.method == "POST" else {"params": form}
        answer = await http.request(route.method, path, **sent)  # type: ignore[arg-type]  # data or params
        assert answer.status_code == 200, (name_of(route), answer.text)
        found = answer.json()["data"] if route.pages else [answer.json()]
        assert found, name_of(route)
        for each in found:
            assert of_resource(each, named(RESOURCES, route.answers)) == [], name_of(route)
            seen.add(each["object"])
    assert len(seen) == 10


async def test_events_carry_objects_of_the_librarys_types(
    http: httpx.AsyncClient, double: StripeDouble
) -> None:
    """FND-09: what a webhook says is the same object as what a look finds, and every kind of event exists."""
    one = await filled(http, double)
    double.payout_arrives(one["payouts"])
    double.payout_bounces(one["payouts"])
    double.account_changes(
        one["accounts"], transfers="inactive", due=["external_account"], disabled_reason="listed"
    )
    kinds = {
        "account": "Account",
        "issuing.authorization": "issuing.Authorization",
        "issuing.card": "issuing.Card",
        "issuing.transaction": "issuing.Transaction",
        "payout": "Payout",
        "transfer": "Transfer",
    }
    known = str(stripe.Event.__annotations__["type"])
    seen = set()
    for event in double.books.events.values():
        about: Any = event["data"]["object"]
        assert of_resource(about, named(RESOURCES, kinds[about["object"]])) == [], event["type"]
        assert f"'{event['type']}'" in known
        seen.add(event["type"])
    assert {"account.updated", "payout.failed", "issuing_transaction.created", "transfer.reversed"} <= seen


async def test_an_error_is_of_the_librarys_type(http: httpx.AsyncClient) -> None:
    """FND-09: every field of an error is one that the library declares, of its type."""
    answers = [
        await http.post("/v1/transfers", data={"amount": "x"}),
        await http.get("/v1/transfers/tr_0"),
        await http.get("/v1/nothing"),
        await http.get("/v1/transfers", headers={"authorization": "Bearer sk_no"}),
    ]
    assert [answer.status_code for answer in answers] == [400, 404, 404, 401]
    for answer in answers:
        assert of_resource(answer.json()["error"], stripe.ErrorObject) == []


def test_the_comparison_of_types_can_fail() -> None:
    """FND-09: a field too many, one missing, one of another type, and a word that is none of the library's."""
    link = {"object": "account_link", "created": 1, "expires_at": 2, "url": "https://x"}
    assert of_resource(link, stripe.AccountLink) == []
    assert of_resource(link | {"colour": "red"}, stripe.AccountLink) == [".colour: there is no such field"]
    assert of_resource(link | {"created": "1"}, stripe.AccountLink) == [".created: '1' is no int"]
    assert len(of_resource(link | {"object": "link"}, stripe.AccountLink)) == 1
    assert of_resource({name: link[name] for name in ("object", "created", "url")}, stripe.AccountLink) == [
        ".expires_at: missing"
    ]
