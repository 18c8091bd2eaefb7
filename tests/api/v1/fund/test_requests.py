"""The fund over HTTP: asked, decided, paid by hand, settled; and what each may not do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from api.doors import to_cursor
from api.parts import Relais
from service.clock import SetClock
from service.fund.policy.rules import ATTESTATIONS
from service.partners.actor import Role
from tests.api.v1.conftest import Pivots
from tests.conftest import client_of
from tests.doubles.stripe_api import sign
from tests.network import Network
from tests.service.fund.conftest import a_policy


@dataclass(frozen=True)
class People:
    """Who takes part, and how they speak to the API."""

    client: httpx.AsyncClient
    as_: Any
    organisation: UUID
    first: UUID
    second: UUID
    pivots: Pivots
    case_id: str

    async def post(self, by: UUID, path: str, body: Any = None, key: str | None = None) -> httpx.Response:
        """A POST with a fresh key, unless one is given."""
        return await self.client.post(f"/v1{path}", json=body, headers=self.as_(by, key=key or uuid4().hex))

    async def get(self, by: UUID, path: str) -> Any:
        """What a GET answers."""
        answer = await self.client.get(f"/v1{path}", headers=self.as_(by))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def request(self, *lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """The body of a request for the case."""
        return {
            "case_id": self.case_id,
            "fund_id": str(self.organisation),
            "attested": list(ATTESTATIONS),
            "lines": list(lines),
            **changes,
        }


CARD = {"category": "calling_card", "amount_cents": 1000}
HOTEL = {"category": "hotel_nights", "amount_cents": 33_000, "units": 3}
FOOD = {"category": "food", "amount_cents": 4000}


@pytest.fixture
async def people(
    client: httpx.AsyncClient, as_: Any, network: Network, *, pivots: Pivots, case_id: str, clock: SetClock
) -> People:
    """A fund whose policy and envelope came by HTTP too."""
    organisation = await network.organisation("fund")
    first, second = [await network.member(organisation, Role.FUND_ADMINISTRATOR) for _ in range(2)]
    found = People(client, as_, organisation, first, second, pivots, case_id)
    policy = await found.post(first, "/policies", msgspec.to_builtins(a_policy()))
    assert policy.status_code == 201, policy.text
    assert (await found.post(first, f"/policies/{policy.json()['id']}/sign")).status_code == 409
    assert (await found.post(second, f"/policies/{policy.json()['id']}/sign")).status_code == 204
    envelope = {
        "code": "F1",
        "name": "Coalition",
        "funder": "Coalition",
        "regions": ["CA-ON"],
        "starts_at": (clock.now() - timedelta(days=1)).isoformat(),
        "ends_at": (clock.now() + timedelta(days=300)).isoformat(),
        "contribution_cents": 500_000,
    }
    made = await found.post(first, "/envelopes", envelope)
    assert made.status_code == 201, made.text
    return found


async def test_asked_decided_paid_and_settled(people: People) -> None:
    """FND-01, FND-02, FND-08, FND-11, FND-12: the whole way of one request, by hand, without any identity."""
    pivot, fund = people.pivots.pivot, people.first
    funds = await people.get(pivot, "/funds?region=CA-ON")
    assert [(each["code"], "available_cents" in each) for each in funds] == [("F1", False)]
    asked = (await people.post(pivot, "/requests", people.request(CARD, FOOD))).json()
    assert (asked["state"], asked["by_rule_cents"]) == ("partly_approved", 1000)
    view = await people.get(fund, f"/requests/{asked['id']}")
    assert (view["case_id"], view["signers_required"]) == (None, 1)
    assert "50" in next(rule["sentence"] for rule in view["rules"] if rule["rule"] == "approvers")
    food = next(line for line in view["lines"] if line["category"] == "food")
    part = {"lines": [{"line_id": food["id"], "amount_cents": 3000}]}
    signed = (await people.post(fund, f"/requests/{asked['id']}/approve", part)).json()
    assert (signed["outcome"], signed["cents"], signed["state"]) == ("approved", 3000, "partly_approved")
    payouts = (await people.get(fund, "/payouts"))["items"]
    assert sorted((each["category"], each["rail"], each["state"]) for each in payouts) == [
        ("calling_card", "voucher", "ready"),
        ("food", "manual_cash", "ready"),
    ]
    payout = next(each for each in payouts if each["category"] == "food")
    done = await people.post(
        fund, f"/payouts/{payout['id']}/confirm", {"reference": "recu-7", "amount_cents": 2500}
    )
    assert (done.status_code, done.json()["state"]) == (201, "confirmed")
    balance = (await people.get(fund, "/envelopes"))[0]
    assert (balance["spent_cents"], balance["committed_cents"], balance["available_cents"]) == (
        2500,
        1000,
        496_500,
    )
    rest = (await people.post(pivot, f"/requests/{asked['id']}/withdraw-open")).json()
    assert rest["returned_cents"] == 0  # 1,000 of 4,000 that nobody has decided
    noted = (await people.post(pivot, f"/lines/{food['id']}/receipts", {"spent_cents": 2100})).json()
    assert (noted["state"], noted["owed_back_cents"]) == ("paid", 400)
    back = (await people.post(fund, f"/lines/{food['id']}/returns", {"amount_cents": 400})).json()
    assert back == {"state": "settled"}
    assert (await people.get(fund, "/envelopes"))[0]["available_cents"] == 496_900
    over = await people.post(fund, f"/lines/{food['id']}/returns", {"amount_cents": 2101})
    assert over.json()["type"] == "/problems/more_back_than_paid"


@pytest.mark.parametrize(
    ("line", "status", "problem"),
    [
        ({**FOOD, "amount_cents": 0}, 400, "bad_input"),
        ({**FOOD, "amount_cents": -1}, 400, "bad_input"),
        ({**FOOD, "amount_cents": 10**12}, 400, "bad_input"),
        ({**FOOD, "amount_cents": 10.5}, 400, "bad_input"),
        ({**FOOD, "units": 0}, 400, "bad_input"),
        ({**FOOD, "colour": "red"}, 400, "bad_input"),
        ({"category": "debts", "amount_cents": 10}, 400, "bad_input"),
        ({"category": "other_immediate", "amount_cents": 10}, 400, "bad_input"),
        ({**FOOD, "description": "homme sans papiers"}, 422, "text_says_too_much"),
        ({**FOOD, "reason": "her visa expired"}, 422, "text_says_too_much"),
        ({**FOOD, "description": "UCI 1234-5678"}, 422, "text_says_too_much"),
        ({**FOOD, "description": "soup\u0007"}, 422, "text_says_too_much"),
        ({**FOOD, "description": "a" * 281}, 400, "bad_input"),
        ({**FOOD, "needed_by": "2026-11-01T00:00:00Z"}, 422, "needed_by_is_past"),
        ({**FOOD, "needed_by": "2026-12-01T00:00:00"}, 400, "bad_input"),
        ({**FOOD, "needed_by": "9999-12-31T23:59:59-14:00"}, 400, "bad_input"),
        ({**FOOD, "needed_by": "0001-01-01T00:00:00+14:00"}, 400, "bad_input"),
        ({**FOOD, "payee_id": str(uuid4())}, 422, "no_such_payee"),
        ({**HOTEL, "units": 4}, 422, "reason_needed"),
    ],
)
async def test_bad_lines_change_nothing(
    people: People, *, line: dict[str, Any], status: int, problem: str
) -> None:
    """FND-02, IMM-05: a precise no, and nothing kept."""
    answer = await people.post(people.pivots.pivot, "/requests", people.request(line))
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}"), answer.text
    assert (await people.get(people.pivots.pivot, "/requests"))["items"] == []


async def test_a_refused_text_is_kept_nowhere(people: People, superuser: Any) -> None:
    """IMM-05: neither the idempotency record nor the trail keeps the words."""
    body = people.request({**FOOD, "description": "Carte Visa prépayée"}, {**FOOD, "reason": "sans papiers"})
    answer = await people.post(people.pivots.pivot, "/requests", body, key="leak")
    assert answer.json()["facts"]["words"] == "sans papiers"
    assert answer.json()["fields"][0]["field"] == "lines[1].reason"
    assert await superuser.fetchval("SELECT count(*) FROM idempotency WHERE key = 'leak'") == 0
    ok = people.request({**FOOD, "description": "Carte Visa prépayée"})
    assert (await people.post(people.pivots.pivot, "/requests", ok)).status_code == 201


async def test_eligible_means_attested_and_nothing_else(people: People) -> None:
    """ELG-01, ELG-03, ELG-04: three points; a form "not determined" is eligible; there is no other field to fill."""
    half = people.request(FOOD, attested=["need_is_immediate"])
    refused = await people.post(people.pivots.pivot, "/requests", half)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/not_attested")
    for unknown in ("status", "complaint", "police_file", "bank_account", "name"):
        answer = await people.post(people.pivots.pivot, "/requests", people.request(FOOD, **{unknown: "x"}))
        assert answer.status_code == 400
    assert (await people.post(people.pivots.pivot, "/requests", people.request(FOOD))).status_code == 201


async def test_no_consent_no_request(people: People) -> None:
    """CNF-01: after a withdrawal, new sharing with the fund stops at once."""
    pivot = people.pivots.pivot
    case = await people.get(pivot, f"/cases/{people.case_id}")
    fund = next(each["id"] for each in case["consents"] if each["scope"] == "fund")
    assert (await people.post(pivot, f"/cases/{people.case_id}/consents/{fund}/withdraw")).status_code == 204
    answer = await people.post(pivot, "/requests", people.request(FOOD))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/consent_missing")


async def test_a_third_request_is_as_normal_as_the_first(people: People) -> None:
    """FND-14: no counter of help, no penalty."""
    answers = [await people.post(people.pivots.pivot, "/requests", people.request(FOOD)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]


async def test_same_key_twice_is_one_request(people: People) -> None:
    """FND-06: one effect per key, and the same answer."""
    body = people.request(CARD)
    answers = [await people.post(people.pivots.pivot, "/requests", body, key="same") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert (await people.get(people.first, "/envelopes"))[0]["committed_cents"] == 1000
    other = await people.post(people.pivots.pivot, "/requests", people.request(FOOD), key="same")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency_key_reused")


async def test_who_may_not_see_gets_the_same_nothing(people: People, network: Network) -> None:
    """POL-03: another fund, another pivot, police, a front desk."""
    asked = (await people.post(people.pivots.pivot, "/requests", people.request(FOOD))).json()
    others = [
        await network.member(await network.organisation(kind), role)
        for kind, role in (
            ("fund", Role.FUND_ADMINISTRATOR),
            ("pivot", Role.PIVOT_WORKER),
            ("police", Role.INVESTIGATOR),
            ("shelter", Role.FRONT_DESK),
        )
    ]
    others.append(await network.member(people.pivots.organisation, Role.PIVOT_WORKER))
    for other in others:
        hidden = await people.client.get(f"/v1/requests/{asked['id']}", headers=people.as_(other))
        nothing = await people.client.get(f"/v1/requests/{uuid4()}", headers=people.as_(other))
        inside = other in (others[0], others[1], others[4])
        assert (hidden.status_code, hidden.json()) == (404 if inside else 403, nothing.json())


async def test_a_webhook_must_be_signed(people: People) -> None:
    """FND-09: an unsigned or badly signed notice is a problem document and changes nothing."""
    for signature in ({}, {"stripe-signature": "t=1,v1=00"}):
        answer = await people.client.post("/v1/webhooks/stripe", content=b"{}", headers=signature)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/webhook_not_believed")


SOMEWHERE = UUID(int=7)
FAR = "cursor=" + to_cursor("0001-01-01T00:00:00+14:00", SOMEWHERE)
NAIVE = "cursor=" + to_cursor("2026-11-03T17:00:00", SOMEWHERE)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=-1", "limit=201", "limit=x", "cursor=%00", "cursor=e30", FAR, NAIVE]
)
async def test_bad_positions_in_a_list(people: People, query: str) -> None:
    """A precise no for what is no page."""
    for path in ("/v1/cases", "/v1/requests"):
        answer = await people.client.get(f"{path}?{query}", headers=people.as_(people.pivots.pivot))
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input")


@pytest.mark.parametrize("region", ["%00", "ca-on", "CA-ON'--", "CA-ONTARIO"])
async def test_bad_regions(people: People, region: str) -> None:
    """A region is a code of ISO 3166-2."""
    answer = await people.client.get(f"/v1/funds?region={region}", headers=people.as_(people.pivots.pivot))
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input")


async def test_an_auditor_looks_into_a_request(people: People, network: Network, superuser: Any) -> None:
    """POL-03, FND-09: decisions, signatures and transfers; no case, no payee, no words; the reading is on record; and
    in one's networks alone."""
    line = {**FOOD, "amount_cents": 31_000, "description": "Repas de la semaine"}
    asked = (await people.post(people.pivots.pivot, "/requests", people.request(CARD, line))).json()
    for member in (people.first, people.second):
        assert (await people.post(member, f"/requests/{asked['id']}/approve", {})).status_code == 201
    auditor = await network.auditor_of(people.organisation)
    seen = await people.get(auditor, f"/audit/request?code={asked['code']}")
    assert sorted((each["kind"], len(each["signatures"])) for each in seen["decisions"]) == [
        ("by_rule", 0),
        ("people", 2),
    ]
    assert [(each["kind"], each["amount_cents"]) for each in seen["transfers"]] == [
        ("earmark", 1000),
        ("earmark", 31_000),
    ]
    whole = str(seen)
    assert people.case_id not in whole
    assert "Repas" not in whole
    assert await superuser.fetchval("SELECT count(*) FROM events WHERE name = 'fund.request_audited'") == 1
    for member in (people.first, people.pivots.pivot):
        path = f"/v1/audit/request?code={asked['code']}"
        assert (await people.client.get(path, headers=people.as_(member))).status_code == 403
    # An auditor of another network, with the code or the id, is told what a code that nobody has is told.
    stranger = await network.auditor_of(await network.organisation("fund"))
    for by, wanted in ((auditor, "R-22222"), (stranger, asked["code"]), (stranger, asked["id"])):
        nothing = await people.client.get(f"/v1/audit/request?code={wanted}", headers=people.as_(by))
        assert (nothing.status_code, nothing.json()["type"]) == (404, "/problems/not_found")
    assert await superuser.fetchval("SELECT count(*) FROM events WHERE name = 'fund.request_audited'") == 1


@pytest.fixture
async def listening(relais: Relais) -> AsyncIterator[httpx.AsyncClient]:
    """The application with a secret shared with Stripe."""
    settings = replace(relais.settings, stripe_webhook_secrets=("whsec_old", "whsec_new"))
    async with client_of(replace(relais, settings=settings)) as client:
        yield client


async def test_a_signed_notice_is_believed_once(
    people: People, listening: httpx.AsyncClient, network: Network, *, clock: SetClock, superuser: Any
) -> None:
    """FND-08, FND-09: a payment at Stripe is posted by its webhook; the same notice twice has one effect."""
    hotel = await network.organisation("hotel")
    await network.together(people.organisation, hotel)
    await network.on_board(hotel, "acct_s8", fund=people.organisation)
    payee = {
        "name": "S8",
        "rail": "stripe_connect",
        "partner_organisation_id": str(hotel),
    }
    made = (await people.post(people.first, "/payees", payee)).json()
    assert (made["usable"], made["code"][:2]) == (False, "P-")
    assert await people.get(people.pivots.pivot, f"/funds/{people.organisation}/payees") == []
    alone = await people.post(people.first, f"/payees/{made['id']}/confirm")
    assert alone.json()["type"] == "/problems/needs_another_person"
    assert (await people.post(people.second, f"/payees/{made['id']}/confirm")).status_code == 204
    known = await people.get(people.pivots.pivot, f"/funds/{people.organisation}/payees")
    assert [each["code"] for each in known] == [made["code"]]
    asked = (
        await people.post(people.pivots.pivot, "/requests", people.request({**FOOD, "payee_id": made["id"]}))
    ).json()
    assert (await people.post(people.first, f"/requests/{asked['id']}/approve", {})).status_code == 201
    intent = (await people.get(people.first, "/payouts"))["items"][0]["id"]
    body = msgspec.json.encode(
        {
            "id": "evt_1",
            "type": "transfer.created",
            "created": int(clock.now().timestamp()),
            "data": {"object": {"id": "tr_1", "amount": 4000, "currency": "cad", "transfer_group": intent}},
        }
    )
    signature = {"stripe-signature": sign(body, ["whsec_new"], int(clock.now().timestamp()))}
    answers = [
        (await listening.post("/v1/webhooks/stripe", content=body, headers=signature)).json()
        for _ in range(2)
    ]
    assert answers == [{"outcome": "applied"}, {"outcome": "known"}]
    assert (await people.get(people.first, "/envelopes"))[0]["spent_cents"] == 4000
    assert (await people.get(people.first, "/payouts"))["items"][0]["state"] == "confirmed"
    assert await superuser.fetchval("SELECT count(*) FROM rail_events") == 1
    foreign = {"stripe-signature": sign(body, ["whsec_other"], int(clock.now().timestamp()))}
    clock.advance(timedelta(minutes=6))
    for headers in (foreign, signature):
        refused = await listening.post("/v1/webhooks/stripe", content=body, headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (400, "/problems/webhook_not_believed")
