"""A case goes to another organisation of another province: asked, accepted, whole (GEO-02, PIV-02, PIV-03, PIV-04)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from service.beds.checks import CHECKS as OF_BEDS
from service.cases.checks import CHECKS as OF_CASES
from service.cases.jobs import lapse_transfers
from service.checks import run_check
from service.operations.checks import CHECKS as OF_OPERATIONS
from service.partners.actor import Role
from tests.service.cases.sharing.conftest import Circle, circle
from tests.service.fund.conftest import fund

__all__ = ["circle", "fund"]


@pytest.fixture
async def second(circle: Circle) -> UUID:
    """A colleague of the co-pivot, who can be the backup there."""
    return await circle.town.network.member(circle.partner, Role.PIVOT_WORKER)


async def ask(circle: Circle, **said: Any) -> httpx.Response:
    """Ask the partner to take the case to Québec."""
    return await circle.post(
        "/transfers", {"to_organisation_id": str(circle.partner), "to_region": "CA-QC", **said}
    )


async def asked(circle: Circle, **said: Any) -> str:
    """The same, agreed to and made."""
    await circle.agree("share_with_organisation", circle.partner)
    answer = await ask(circle, **said)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


async def accept(circle: Circle, transfer: str, by: UUID, backup: UUID) -> httpx.Response:
    return await circle.town.post(by, f"/transfers/{transfer}/accept", {"backup_member_id": str(backup)})


async def read(circle: Circle, by: UUID, path: str = "") -> httpx.Response:
    return await circle.town.get(by, f"/cases/{circle.case}{path}")


async def nothing_wrong(circle: Circle) -> None:
    for check in (*OF_CASES, *OF_BEDS, *OF_OPERATIONS):
        found = await run_check(circle.db, check, circle.town.clock.now())
        assert found.wrong == [], check.name


async def test_the_case_moves_whole(circle: Circle, second: UUID) -> None:
    """GEO-02, PIV-02, PIV-03, PIV-04, CNF-04: beds, money, consents and exclusions come along; who leaves reads no
    more, but for the pivot whom the person kept."""
    referral = (await circle.refer()).json()["id"]
    assert (await circle.ask()).status_code == 201
    assert (await circle.exclude("city", "Ottawa")).status_code == 201
    assert (await circle.post("/duty", {"outcome": "not_applicable", "reason": "other"})).status_code == 204
    before = (await read(circle, circle.pivot)).json()
    keep = (circle.town.clock.now() + timedelta(days=30)).isoformat()
    transfer = await asked(circle, keep_until=keep, hours=48)
    (waits,) = (await circle.town.get(circle.co_pivot, "/transfers")).json()
    assert {key: waits[key] for key in ("id", "region", "to_region", "age_band", "people")} == {
        "id": transfer, "region": "CA-ON", "to_region": "CA-QC", "age_band": "25+", "people": 1,
    }  # fmt: skip
    assert before["code"] not in str(waits)
    assert (await read(circle, circle.co_pivot)).status_code == 404

    taken = await accept(circle, transfer, circle.co_pivot, second)
    assert (taken.status_code, taken.json()) == (201, {"case_id": str(circle.case)})
    after = (await read(circle, circle.co_pivot)).json()
    assert (after["code"], after["region"], after["version"]) == (
        before["code"], "CA-QC", before["version"] + 1,
    )  # fmt: skip
    assert (after["pivot_member_id"], after["backup_member_id"]) == (str(circle.co_pivot), str(second))
    for key in ("exclusions", "placements", "duty", "forms", "party", "opened_at"):
        assert after[key] == before[key], key
    given = {consent["id"] for consent in before["consents"]}
    assert given < {consent["id"] for consent in after["consents"]}
    assert [
        (await read(circle, each)).status_code for each in (circle.pivot, circle.backup, circle.colleague)
    ] == [200, 404, 404]

    history = (await read(circle, circle.co_pivot, "/history")).json()
    assert [each["state"] for each in history["transfers"]] == ["accepted"]
    assert [each["context"] for each in history["occasions"]] == ["first_contact"]
    assert [each["categories"] for each in history["requests"]] == [["food"]]

    # Whoever has it now is in charge of all of it.
    (mine,) = (await circle.town.get(circle.co_pivot, "/referrals")).json()["items"]
    assert mine["id"] == referral
    assert (await circle.town.get(circle.pivot, "/referrals")).json()["items"] == []
    assert (await circle.town.post(circle.co_pivot, f"/referrals/{referral}/withdraw")).status_code == 200
    by_pivot = {"by": circle.co_pivot}
    lifted = await circle.post(f"/exclusions/{after['exclusions'][0]['id']}/lift", **by_pivot)
    withdrawn = await circle.post(f"/consents/{await circle.consent('fund')}/withdraw", **by_pivot)
    assert (lifted.status_code, withdrawn.status_code) == (204, 204)
    await nothing_wrong(circle)


async def test_only_with_the_person_s_agreement_and_to_a_partner(circle: Circle, second: UUID) -> None:
    """CNF-01, CNF-07, PIV-03: without consent, for who is kept away, for a stranger, twice: refused; nothing moves."""
    town = circle.town
    stranger = await town.network.organisation("pivot")
    found = [(await ask(circle)).json()["type"]]
    await circle.agree("share_with_organisation", stranger)
    found.append((await ask(circle, to_organisation_id=str(stranger))).json()["type"])
    transfer = await asked(circle)
    found.append((await ask(circle)).json()["type"])
    nobody = await town.network.member(stranger, Role.PIVOT_WORKER)
    found.append((await accept(circle, transfer, nobody, circle.backup)).json()["type"])
    found.append((await accept(circle, transfer, circle.co_pivot, circle.co_pivot)).json()["type"])
    found.append((await accept(circle, transfer, circle.co_pivot, circle.backup)).json()["type"])
    assert (await circle.exclude("organisation", circle.partner)).status_code == 201
    found.append((await accept(circle, transfer, circle.co_pivot, second)).json()["type"])
    assert found == [
        "/problems/consent_gone",
        "/problems/not_found",
        "/problems/transfer_already_asked",
        "/problems/not_found",
        "/problems/backup_is_pivot",
        "/problems/cannot_accompany",
        "/problems/kept_away",
    ]
    assert (await read(circle, circle.pivot)).json()["pivot_member_id"] == str(circle.pivot)


async def test_declined_withdrawn_and_lapsed_leave_it_where_it_is(
    circle: Circle, second: UUID, worker_pool: asyncpg.Pool
) -> None:
    """PIV-01, PIV-03: silence is no yes; each time the case is with its pivot, and can be asked about anew."""
    town, store = circle.town, circle.fund.store
    transfer = await asked(circle, hours=2)
    assert (await town.post(circle.pivot, f"/transfers/{transfer}/decline")).status_code == 404
    assert (await town.post(circle.co_pivot, f"/transfers/{transfer}/decline")).status_code == 204
    transfer = (await ask(circle)).json()["id"]
    assert (await town.post(circle.co_pivot, f"/transfers/{transfer}/withdraw")).status_code == 404
    assert (await town.post(circle.pivot, f"/transfers/{transfer}/withdraw")).status_code == 204
    transfer = (await ask(circle, hours=2)).json()["id"]
    assert await lapse_transfers(store, worker_pool) == 0
    town.clock.advance(timedelta(hours=2))
    assert (await accept(circle, transfer, circle.co_pivot, second)).status_code == 404
    assert await lapse_transfers(store, worker_pool) == 1
    history = (await read(circle, circle.pivot, "/history")).json()
    assert {each["state"] for each in history["transfers"]} == {"declined", "withdrawn", "lapsed"}
    open_askings = "SELECT count(*) FROM askings WHERE kind = 'case_transfer' AND outcome IS NULL"
    assert await circle.db.fetchval(open_askings) == 0


async def test_two_take_it_at_once_and_one_has_it(circle: Circle, second: UUID) -> None:
    """PIV-01: exactly one pivot, whoever was quicker; the other is told that there is nothing to take."""
    transfer = await asked(circle)
    answers = await asyncio.gather(
        accept(circle, transfer, circle.co_pivot, second), accept(circle, transfer, second, circle.co_pivot)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 404]
    await nothing_wrong(circle)
