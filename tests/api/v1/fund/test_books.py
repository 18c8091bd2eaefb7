"""A fund's books over HTTP: twenty approvals at once, statements, the ledger as a file, two hands, an auditor."""

import asyncio
import csv
import io
from datetime import timedelta
from typing import Any

from service.clock import SetClock
from tests.api.v1.fund.test_requests import FOOD, People
from tests.api.v1.fund.test_requests import people as people
from tests.network import Network


async def envelope(people: People, clock: SetClock, cents: int, **changes: Any) -> str:
    """One more envelope, from a donor of its own."""
    now = clock.now()
    body = {
        "code": f"X{cents}",
        "name": "Dons",
        "funder": "Fondation",
        "funder_kind": "private",
        "starts_at": (now - timedelta(days=1)).isoformat(),
        "ends_at": (now + timedelta(days=2)).isoformat(),
        "contribution_cents": cents,
        **changes,
    }
    answer = await people.post(people.first, "/envelopes", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_twenty_approvals_at_once_for_ten(people: People, clock: SetClock) -> None:
    """FND-06: over HTTP, from the envelope that the approvers name: exactly ten, and nothing below zero."""
    purse, small = await envelope(people, clock, 10_000), {**FOOD, "amount_cents": 1_000}
    asked = [
        (await people.post(people.pivots.pivot, "/requests", people.request(small))).json()["id"]
        for _ in range(20)
    ]
    answers = await asyncio.gather(
        *(
            people.post(
                people.first,
                f"/requests/{each}/approve",
                {"envelope_ids": [purse], "continue_with_reason": "Oui"},
            )
            for each in asked
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 10 + [409] * 10
    view = await people.get(people.first, f"/envelopes/{purse}")
    assert (view["available_cents"], view["committed_cents"], view["funder_kind"]) == (0, 10_000, "private")


async def test_books_over_http(people: People, clock: SetClock, network: Network) -> None:
    """FND-09, DAT-09, POL-03: what is left is carried on; two hands correct and close; the same books for an auditor
    who names the fund, as figures and as a file; nothing for anybody else."""
    old = await envelope(people, clock, 7_000)
    auditor = await network.auditor_of(people.organisation)
    entries = (await people.get(people.first, "/books/entries?from_day=2026-11-03&to_day=2026-11-04"))[
        "items"
    ]
    wrong = {"transfer_id": entries[-1]["id"], "amount_cents": 500, "reason": "mistyped"}
    proposed = (await people.post(people.first, "/books/corrections", wrong)).json()["id"]
    refused = await people.post(people.first, f"/books/corrections/{proposed}/sign")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/books_another_signs")
    assert (await people.post(people.second, f"/books/corrections/{proposed}/sign")).status_code == 204
    clock.advance(timedelta(days=3))
    into = await envelope(people, clock, 1)
    carried = await people.post(people.first, f"/envelopes/{old}/carry-overs", {"into_envelope_id": into})
    assert carried.json() == {"cents": 6_500}
    closing = (await people.post(people.first, "/books/closings", {"until_day": "2026-11-04"})).json()["id"]
    assert (await people.post(people.second, f"/books/closings/{closing}/sign")).status_code == 204
    (closed,) = await people.get(people.first, "/books/closings")
    assert closed["debits_cents"] == closed["credits_cents"] == 500_000 + 7_000 + 500
    (signed,) = await people.get(people.first, "/books/corrections")
    assert (signed["amount_cents"], signed["signed_by"]) == (500, str(people.second))
    given = {each["name"]: each["given_cents"] for each in await people.get(people.first, "/funders")}
    assert given["Fondation"] == 6_501
    told = await people.get(people.first, f"/envelopes/{old}/statement?from_day=2026-11-03&to_day=2026-11-07")
    assert told["moved"] == {"contribution": 7_000, "correction_of_contribution": 500, "carry_out": 6_500}
    assert told["closing"]["available"] == 0
    fund = f"fund_id={people.organisation}"
    trial = await people.get(auditor, f"/books/trial-balance?{fund}")
    assert trial == {**(await people.get(people.first, "/books/trial-balance")), "before": trial["before"]}
    assert trial["balanced"] is True
    for path in ("/books/trial-balance", "/books/ledger?from_day=2026-11-03&to_day=2026-11-04"):
        stranger = await people.client.get(f"/v1{path}", headers=people.as_(people.pivots.pivot))
        nameless = await people.client.get(f"/v1{path}", headers=people.as_(auditor))
        assert (stranger.status_code, nameless.status_code) == (403, 404)
    answer = await people.client.get(
        f"/v1/books/ledger?from_day=2026-11-03&to_day=2026-11-04&{fund}", headers=people.as_(auditor)
    )
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) == 1 + 2 * 3
    assert answer.text.endswith("\r\n")
