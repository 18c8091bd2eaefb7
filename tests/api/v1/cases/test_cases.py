"""Cases over HTTP: pseudonymous, accompanied, consented, and invisible to everybody else."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from service.partners.actor import Role
from tests.api.v1.conftest import Pivots, new_case
from tests.network import Network


async def test_six_fields_open_a_case_and_the_code_comes_at_once(
    client: httpx.AsyncClient, pivots: Pivots, as_: Any
) -> None:
    """SAF-11, CNF-02, PIV-01: six fields; a random code; the opener is the pivot."""
    body = {name: said for name, said in new_case(pivots.backup).items() if name != "languages"}
    assert len(body) == 6
    opened = (await client.post("/v1/cases", json=body, headers=as_(pivots.pivot, key="k"))).json()
    assert re.fullmatch(r"[2-9B-DF-HJKMNP-TV-Z]{3}-[2-9B-DF-HJKMNP-TV-Z]{3}", opened["code"])
    assert set(opened["marker"]) == {"fr", "en"}
    view = (await client.get(f"/v1/cases/{opened['id']}", headers=as_(pivots.pivot))).json()
    assert view["pivot_member_id"] == str(pivots.pivot)
    assert view["backup_member_id"] == str(pivots.backup)
    assert [consent["scope"] for consent in view["consents"]] == ["bed", "fund"]
    assert view["duty"]["state"] == "not_needed"
    assert view["forms"] == ["not_determined"]


@pytest.mark.parametrize(
    "missing", ["region", "age_band", "party", "consents", "backup_member_id", "limits_shown"]
)
async def test_each_of_the_six_fields_is_needed(
    client: httpx.AsyncClient, pivots: Pivots, as_: Any, missing: str
) -> None:
    """SAF-11."""
    body = new_case(pivots.backup)
    del body[missing]
    answer = await client.post("/v1/cases", json=body, headers=as_(pivots.pivot, key="k"))
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input")


@pytest.mark.parametrize(
    "unknown",
    ["name", "birth_date", "phone", "photo", "story", "status", "nationality", "complaint", "email"],
)
async def test_no_field_for_a_person(
    client: httpx.AsyncClient, pivots: Pivots, as_: Any, unknown: str
) -> None:
    """CNF-02, CNF-08, IMM-02, CPL-01: such a field does not exist."""
    body = new_case(pivots.backup, **{unknown: "x"})
    assert (await client.post("/v1/cases", json=body, headers=as_(pivots.pivot, key="k"))).status_code == 400


async def test_pivot_and_backup_are_two_of_the_organisation(
    client: httpx.AsyncClient, pivots: Pivots, network: Network, as_: Any
) -> None:
    """PIV-01: never the same person, never a stranger, never somebody without the role."""
    stranger = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    desk = await network.member(pivots.organisation, Role.FRONT_DESK)
    found = []
    for index, backup in enumerate((pivots.pivot, stranger, desk)):
        answer = await client.post(
            "/v1/cases", json=new_case(backup), headers=as_(pivots.pivot, key=f"k{index}")
        )
        found.append((answer.status_code, answer.json()["type"]))
    assert found == [
        (422, "/problems/backup_is_pivot"),
        (422, "/problems/cannot_accompany"),
        (422, "/problems/cannot_accompany"),
    ]


async def test_police_cannot_be_pivot(
    client: httpx.AsyncClient, pivots: Pivots, network: Network, as_: Any
) -> None:
    """PIV-05: not by role, and not by sector even with the role."""
    police = await network.organisation("police")
    officer = await network.member(police, Role.INVESTIGATOR)
    odd = await network.member(police, Role.PIVOT_WORKER, misfit=True)
    other = await network.member(police, Role.PIVOT_WORKER, misfit=True)
    answer = await client.post("/v1/cases", json=new_case(other), headers=as_(officer, key="k"))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not_allowed")
    answer = await client.post("/v1/cases", json=new_case(other), headers=as_(odd, key="k"))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/cannot_accompany")


async def test_only_those_who_accompany_see_it(
    client: httpx.AsyncClient, pivots: Pivots, network: Network, case_id: str, as_: Any
) -> None:
    """CNF-04: a colleague without a part in it gets the same answer as for what does not exist."""
    colleague = await network.member(pivots.organisation, Role.PIVOT_WORKER)
    for other in (colleague, await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)):
        answer = await client.get(f"/v1/cases/{case_id}", headers=as_(other))
        nothing = await client.get(f"/v1/cases/{uuid4()}", headers=as_(other))
        assert (answer.status_code, answer.json()) == (404, nothing.json())
        assert (await client.get("/v1/cases", headers=as_(other))).json() == {"items": [], "next": None}
    assert (await client.get(f"/v1/cases/{case_id}", headers=as_(pivots.backup))).status_code == 200


async def test_a_consent_is_withdrawn_at_once_and_stays_on_record(
    client: httpx.AsyncClient, pivots: Pivots, case_id: str, as_: Any
) -> None:
    """CNF-01."""
    me = pivots.pivot
    view = (await client.get(f"/v1/cases/{case_id}", headers=as_(me))).json()
    fund = next(consent["id"] for consent in view["consents"] if consent["scope"] == "fund")
    path = f"/v1/cases/{case_id}/consents/{fund}/withdraw"
    assert (await client.post(path, headers=as_(me, key="w"))).status_code == 204
    assert (await client.post(path, headers=as_(me, key="w2"))).json()[
        "type"
    ] == "/problems/consent_already_withdrawn"
    view = (await client.get(f"/v1/cases/{case_id}", headers=as_(me))).json()
    withdrawn = {consent["scope"]: consent["withdrawn_at"] is not None for consent in view["consents"]}
    assert withdrawn == {"bed": False, "fund": True}
    again = await client.post(
        f"/v1/cases/{case_id}/consents", json={"scope": "fund"}, headers=as_(me, key="again")
    )
    assert again.status_code == 201
    twice = await client.post(
        f"/v1/cases/{case_id}/consents", json={"scope": "fund"}, headers=as_(me, key="twice")
    )
    assert twice.json()["type"] == "/problems/consent_already_given"


async def test_a_share_names_its_organisation(
    client: httpx.AsyncClient, pivots: Pivots, case_id: str, as_: Any
) -> None:
    """CNF-01: scope `share` with whom; other scopes with nobody."""
    path = f"/v1/cases/{case_id}/consents"
    for body in (
        {"scope": "share_with_organisation"},
        {"scope": "bed", "shared_with": str(pivots.organisation)},
    ):
        assert (
            await client.post(path, json=body, headers=as_(pivots.pivot, key=str(body)[:40].replace(" ", "")))
        ).status_code == 400
    nobody = {"scope": "share_with_organisation", "shared_with": str(uuid4())}
    assert (await client.post(path, json=nobody, headers=as_(pivots.pivot, key="n"))).status_code == 404


async def test_hand_over_keeps_the_history(
    client: httpx.AsyncClient, pivots: Pivots, network: Network, case_id: str, as_: Any
) -> None:
    """PIV-03: a new pair, the whole case; whoever left it sees nothing more; a lost race says so."""
    third = await network.member(pivots.organisation, Role.PIVOT_WORKER)
    body = {"pivot_member_id": str(pivots.backup), "backup_member_id": str(third)}
    path = f"/v1/cases/{case_id}/companions"
    answer = await client.put(path, json=body, headers=as_(pivots.pivot, version=1))
    assert (answer.status_code, answer.json()) == (200, {"version": 2})
    late = await client.put(path, json=body, headers=as_(pivots.backup, version=1))
    assert (late.status_code, late.json()["facts"]) == (412, {"version": 2})
    assert (await client.get(f"/v1/cases/{case_id}", headers=as_(third))).json()["consents"] != []
    assert (await client.get(f"/v1/cases/{case_id}", headers=as_(pivots.pivot))).status_code == 404


async def test_a_co_pivot_elsewhere_reads_until_the_date(
    client: httpx.AsyncClient, pivots: Pivots, *, network: Network, case_id: str, clock: Any, as_: Any
) -> None:
    """PIV-04: read access across provinces, for a partner in the network, until the date."""
    partner = await network.organisation("pivot")
    co_pivot = await network.member(partner, Role.PIVOT_WORKER)
    body = {"member_id": str(co_pivot), "until": (clock.now() + timedelta(days=2)).isoformat()}
    path = f"/v1/cases/{case_id}/co-pivots"
    assert (await client.post(path, json=body, headers=as_(pivots.pivot, key="a"))).status_code == 404
    await network.together(pivots.organisation, partner)
    unasked = await client.post(path, json=body, headers=as_(pivots.pivot, key="unasked"))
    assert (unasked.status_code, unasked.json()["facts"]) == (409, {"scope": "share_with_organisation"})
    consent = {"scope": "share_with_organisation", "shared_with": str(partner)}
    await client.post(f"/v1/cases/{case_id}/consents", json=consent, headers=as_(pivots.pivot, key="agreed"))
    assert (await client.post(path, json=body, headers=as_(pivots.pivot, key="b"))).status_code == 204
    view = await client.get(f"/v1/cases/{case_id}", headers=as_(co_pivot))
    assert (view.status_code, len(view.json()["consents"])) == (200, 3)
    closed = await client.post(
        f"/v1/cases/{case_id}/consents", json={"scope": "bed"}, headers=as_(co_pivot, key="c")
    )
    assert closed.status_code == 404
    clock.advance(timedelta(days=2))
    assert (await client.get(f"/v1/cases/{case_id}", headers=as_(co_pivot))).status_code == 404


async def test_the_duty_panel_reminds_and_blocks_nothing(
    client: httpx.AsyncClient, pivots: Pivots, as_: Any
) -> None:
    """MIN-01: red until filled, by the person's band or a dependant's; nothing waits for it."""
    me = pivots.pivot
    party = {"gender": "woman", "dependants": [{"age_band": "<16"}]}
    opened = (
        await client.post("/v1/cases", json=new_case(pivots.backup, party=party), headers=as_(me, key="m"))
    ).json()
    path = f"/v1/cases/{opened['id']}"
    assert (await client.get(path, headers=as_(me))).json()["duty"]["state"] == "to_fill"
    half = await client.post(f"{path}/duty", json={"outcome": "done"}, headers=as_(me, key="half"))
    assert half.status_code == 400
    note = {"outcome": "done", "done_by": "this_organisation", "done_on": "2026-11-03"}
    assert (await client.post(f"{path}/duty", json=note, headers=as_(me, key="note"))).status_code == 204
    duty = (await client.get(path, headers=as_(me))).json()["duty"]
    assert (duty["state"], duty["outcome"], duty["done_on"]) == ("filled", "done", "2026-11-03")


async def test_exclusions_travel_and_are_lifted(
    client: httpx.AsyncClient, pivots: Pivots, case_id: str, as_: Any
) -> None:
    """SAF-04, CNF-07."""
    me = pivots.pivot
    path = f"/v1/cases/{case_id}/exclusions"
    made = await client.post(path, json={"kind": "city", "value": "Hamilton"}, headers=as_(me, key="e"))
    twice = await client.post(path, json={"kind": "city", "value": "Hamilton"}, headers=as_(me, key="e2"))
    assert twice.json()["type"] == "/problems/already_excluded"
    view = (await client.get(f"/v1/cases/{case_id}", headers=as_(me))).json()
    assert [(each["kind"], each["value"]) for each in view["exclusions"]] == [("city", "Hamilton")]
    assert (
        await client.post(f"{path}/{made.json()['id']}/lift", headers=as_(me, key="l"))
    ).status_code == 204
    assert (await client.get(f"/v1/cases/{case_id}", headers=as_(me))).json()["exclusions"] == []


async def test_a_foreign_place_is_not_linked(
    client: httpx.AsyncClient, pivots: Pivots, case_id: str, as_: Any
) -> None:
    """OPS-14: only a place that the organisation holds."""
    answer = await client.post(
        f"/v1/cases/{case_id}/placements", json={"claim_id": str(uuid4())}, headers=as_(pivots.pivot, key="p")
    )
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/claim_not_linkable")


async def test_the_list_pages_by_cursor(
    client: httpx.AsyncClient, pivots: Pivots, clock: Any, as_: Any
) -> None:
    """Newest first, each case once."""
    codes = []
    for index in range(5):
        clock.advance(timedelta(minutes=1))
        answer = await client.post(
            "/v1/cases", json=new_case(pivots.backup), headers=as_(pivots.pivot, key=str(index))
        )
        codes.append(answer.json()["code"])
    seen, cursor = [], ""
    while True:
        page = (await client.get(f"/v1/cases?limit=2{cursor}", headers=as_(pivots.pivot))).json()
        seen += [card["code"] for card in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == codes[::-1]
