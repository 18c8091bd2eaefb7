"""A return: chosen by the person, its checklist beside it, where to forgotten with its settlement (FND-04, IMM-02)."""

from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.payouts.returns import NoteReceipt, note_receipt
from service.fund.policy.rules import ATTESTATIONS
from service.fund.repatriation.rules import STEPS, WHAT, WHY, Fault, Return, country_name, fault
from service.fund.requests.lines import NewLine
from service.partners.actor import Role
from tests.service.fund.conftest import Fund, got

HOME = Return("HU", True)


@pytest.mark.parametrize(
    ("category", "reason", "told", "wrong"),
    [
        ("travel_international", "repatriation", HOME, None),
        ("travel_international", "repatriation", None, "not_told"),
        ("travel_international", "repatriation", Return("HU", False), "not_chosen"),
        ("travel_international", "repatriation", Return("QQ", True), "no_country"),
        ("travel_international", "repatriation", Return("CA", True), "no_country"),
        ("travel_international", "protection", None, None),
        ("travel_international", "protection", HOME, "not_told"),
        ("travel_local", "repatriation", None, None),
        ("travel_local", "repatriation", HOME, "not_told"),
        ("food", None, HOME, "not_told"),
    ],
)
def test_a_return_is_chosen_and_leads_somewhere(
    category: str, reason: str | None, told: Return | None, wrong: Fault | None
) -> None:
    """FND-04, IMM-02: where to is told for a return and for nothing else; the ride to the airport needs no list."""
    assert fault(category, reason, told) == wrong


def test_every_step_says_what_it_is_for_in_both_languages() -> None:
    """FND-04, LNG-01."""
    assert set(WHAT) == set(WHY) == set(STEPS)
    assert all(said.fr and said.en and said.fr != said.en for said in (*WHAT.values(), *WHY.values()))
    assert (country_name("HU", "fr"), country_name("HU", "en")) == ("Hongrie", "Hungary")


async def test_where_to_is_for_both_sides_and_forgotten_when_settled(
    fund: Fund, client: httpx.AsyncClient, as_: Any
) -> None:
    """IMM-02, FND-04, ELG-09: sealed; read by who asks, decides and pays; the list is never complete and nothing waits
    for it; purged with the settlement, and with a no."""
    body = {
        "case_id": str(await fund.case()),
        "fund_id": str(fund.organisation),
        "attested": list(ATTESTATIONS),
        "lines": [
            {"category": "food", "amount_cents": 1_000},
            {
                "category": "travel_international",
                "amount_cents": 20_000,
                "payment": "cash_by_worker",
                "travel_reason": "repatriation",
                "going_back": {"country": "HU", "person_chose": True},
            },
        ],
    }
    request = UUID(
        (await client.post("/v1/requests", json=body, headers=as_(fund.pivot, key="a"))).json()["id"]
    )
    line, path = (await fund.lines(request))[1]["id"], f"/v1/requests/{request}/returns"
    stored = await fund.network.superuser.fetchval("SELECT sealed FROM repatriations")
    assert b"HU" not in stored
    for reader, language, name in ((fund.pivot, "fr", "Hongrie"), (fund.first, "en", "Hungary")):
        (told,) = (await client.get(path, headers=as_(reader, language=language))).json()
        assert (told["line_id"], told["country"], told["country_name"]) == (str(line), "HU", name)
        assert [step["mark"] for step in told["steps"]] == ["open"] * len(STEPS)
    colleague = await fund.network.member(fund.pivots, Role.PIVOT_WORKER)
    assert (await client.get(path, headers=as_(colleague))).status_code == 404
    marks = f"/v1/lines/{line}/return-steps"
    for by, status in ((colleague, 404), (fund.first, 403), (fund.pivot, 204)):
        marked = await client.post(
            marks, json={"step": "lawyer", "mark": "done"}, headers=as_(by, key=str(status))
        )
        assert marked.status_code == status, marked.text
    got(await fund.approve(fund.first, request))
    payout = await fund.network.superuser.fetchval("SELECT id FROM payout_intents WHERE line_id = $1", line)
    got(await fund.store.run(confirm_payout, fund.second, ConfirmPayout(payout, "cash 3", 20_000)))
    (paid,) = (await client.get(path, headers=as_(fund.second))).json()
    assert (paid["country"], {step["step"]: step["mark"] for step in paid["steps"]}["lawyer"]) == (
        "HU",
        "done",
    )
    assert got(await fund.store.run(note_receipt, fund.pivot, NoteReceipt(line, 20_000))).state == "settled"
    (after,) = (await client.get(path, headers=as_(fund.pivot))).json()
    assert (after["country"], after["country_name"], after["purged_at"] is not None) == (None, None, True)
    assert await fund.network.superuser.fetchval("SELECT sealed FROM repatriations") is None


async def test_postgresql_asks_for_the_list(fund: Fund) -> None:
    """FND-04: past the commands too, no return is asked for without its checklist, and none that nobody chose."""
    request = (await fund.ask(NewLine("food", 1_000))).id
    insert = """INSERT INTO request_lines (request_id, position, organisation_id, fund_organisation_id, category,
        amount_cents, payment, needed_by, travel_reason, state, submitted_at) SELECT r.id, 2, r.organisation_id,
        r.fund_organisation_id, 'travel_international', 5, 'cash_by_worker', r.decide_by, 'repatriation', 'submitted',
        r.submitted_at FROM fund_requests r WHERE r.id = $1"""
    with pytest.raises(asyncpg.CheckViolationError, match="has its checklist"):
        await fund.network.superuser.execute(insert, request)
    line = (await fund.lines(request))[0]["id"]
    alone = "INSERT INTO repatriations VALUES ($1, $2, $3, false, 'x', NULL)"
    with pytest.raises(asyncpg.CheckViolationError, match="repatriations_chosen"):
        await fund.network.superuser.execute(alone, line, fund.pivots, fund.organisation)
