"""Somebody comes, goes and comes back: nothing closes by itself (ACC-05, SAF-10, MIN-04)."""

from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from service.beds.clockwork import lapse_promises, roll_stays_forward
from service.cases.jobs import lapse_transfers, watch_cases
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from tests.api.v1.conftest import Pivots, new_case, pivots
from tests.network import Network

__all__ = ["pivots"]


class Desk:
    """Talks for one pivot."""

    def __init__(self, client: httpx.AsyncClient, as_: Any, pivots: Pivots) -> None:
        self.client, self.as_, self.pivots = client, as_, pivots
        self.asked = 0

    async def open(self, **said: Any) -> httpx.Response:
        return await self.post("/cases", new_case(self.pivots.backup, **said))

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        self.asked += 1
        headers = self.as_(self.pivots.pivot, key=f"desk-{self.asked}")
        return await self.client.post(f"/v1{path}", json=body, headers=headers)

    async def get(self, path: str) -> Any:
        answer = await self.client.get(f"/v1{path}", headers=self.as_(self.pivots.pivot))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def put(self, path: str, body: Any, version: int) -> httpx.Response:
        headers = self.as_(self.pivots.pivot, version=version)
        return await self.client.put(f"/v1{path}", json=body, headers=headers)


@pytest.fixture
def desk(client: httpx.AsyncClient, as_: Any, pivots: Pivots) -> Desk:
    return Desk(client, as_, pivots)


async def test_a_case_rests_and_comes_back_in_one_action(
    desk: Desk, clock: SetClock, network: Network, *, store: Store, worker_pool: asyncpg.Pool
) -> None:
    """ACC-05, MIN-04, SAF-06, SAF-10: a return is a moment to help; after five years and every job the case is as it
    was left, and its person can be placed and funded again."""
    opened = (await desk.open(age_band="16-17", context="runaway_return")).json()
    case = f"/cases/{opened['id']}"
    before = await desk.get(case)
    assert (before["state"], before["contact"]) == ("open", "via_pivot_only")
    assert (await desk.put(f"{case}/contact", {"contact": "safe_at_times"}, 1)).status_code == 200
    assert (await desk.put(f"{case}/contact", {"contact": "safe"}, 1)).status_code == 412
    assert (await desk.post(f"{case}/rest")).json() == {"version": 3}
    assert (await desk.post(f"{case}/rest")).status_code == 409
    clock.advance(timedelta(days=30))
    assert (await desk.post(f"{case}/reopen", {"context": "runaway_return"})).json() == {"version": 4}
    await network.superuser.execute("UPDATE members SET ends_on = ends_on + 3650")  # renewed each year
    clock.advance(timedelta(days=5 * 365))
    for job in (lapse_promises, roll_stays_forward, lapse_transfers, watch_cases):
        await job(store, worker_pool)
    after = await desk.get(case)
    assert after["last_activity_at"] > before["last_activity_at"]
    for same in ("code", "state", "age_band", "pivot_member_id", "backup_member_id", "consents", "party"):
        assert after[same] == before[same], same
    assert after["contact"] == "safe_at_times"
    history = await desk.get(f"{case}/history")
    assert [each["context"] for each in history["occasions"]] == ["runaway_return", "runaway_return"]


async def test_an_adult_is_never_added_to_a_minor_s_case(desk: Desk) -> None:
    """MIN-06: and nothing is left of the attempt; the minor's own child comes along."""
    child, adult = {"age_band": "<16"}, {"age_band": "25+"}
    party = {"gender": "woman", "dependants": [child, adult]}
    refused = await desk.open(age_band="16-17", party=party)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/adult_with_minor")
    assert (await desk.get("/cases"))["items"] == []
    assert (await desk.open(age_band="16-17", party={**party, "dependants": [child]})).status_code == 201


async def test_what_waits_for_a_pivot_holds_nothing_up(desk: Desk, clock: SetClock) -> None:
    """MIN-01, MIN-02, MIN-05, ACC-05: the panel is listed until it is answered, with the rule, its source
    and its date; the reminder comes 90 days before the month, and on the birthday nothing ends."""
    opened = (await desk.open(age_band="16-17", region="CA-QC")).json()
    case = f"/cases/{opened['id']}"
    duty = (await desk.get(case))["duty"]
    assert (duty["state"], duty["rule_stated_on"], duty["rule_checked_by_lawyer"]) == (
        "to_fill",
        "2026-11-01",
        False,
    )
    assert duty["rule_source"].endswith("To be read by a lawyer.")
    for month in ("2027-04", "2027-03"):
        reminded = await desk.post(f"{case}/turning-eighteen", {"month": month})
    assert reminded.json() == {"on": "2026-12-01"}
    assert (await desk.post(f"{case}/offer-again", {"on": "2026-11-02"})).status_code == 422
    assert (await desk.post(f"{case}/offer-again", {"on": "2026-11-10"})).status_code == 201

    async def waiting() -> list[str]:
        return [each["kind"] for each in await desk.get("/tasks")]

    seen = [await waiting()]
    clock.advance(timedelta(days=7))
    seen.append(await waiting())
    assert (
        await desk.post(f"{case}/duty", {"outcome": "not_applicable", "reason": "other"})
    ).status_code == 204
    assert (await desk.post(f"{case}/reminders/settle", {"kind": "offer_again"})).status_code == 204
    assert (await desk.post(f"{case}/reminders/settle", {"kind": "offer_again"})).status_code == 404
    clock.advance(timedelta(days=20))
    seen.append(await waiting())
    clock.advance(timedelta(days=1))
    seen.append(await waiting())
    assert seen == [["duty_to_report"], ["duty_to_report", "offer_again"], [], ["turns_18"]]
    clock.advance(timedelta(days=150))
    after = await desk.get(case)
    assert (after["age_band"], after["state"], after["duty"]["state"]) == ("16-17", "open", "filled")


async def test_every_province_has_its_rule_with_a_source_and_a_date(desk: Desk) -> None:
    """MIN-02: thirteen rows of data; what the sources say of Alberta and Manitoba, and nothing made up elsewhere."""
    rules = {each["region"]: each["rule"] for each in await desk.get("/duty-rules")}
    assert len(rules) == 13
    assert {"CA-QC", "CA-NU", "CA-NL", "CA-YT", "CA-PE"} < set(rules)
    for rule in rules.values():
        assert all([rule["source"], rule["stated_on"], rule["text"]["fr"], rule["text"]["en"]])
        assert rule["checked_by_lawyer"] is False
    assert "5 to 47 days" in rules["CA-AB"]["text"]["en"]
    assert [region for region, rule in rules.items() if "5 to 47" in rule["text"]["en"]] == ["CA-AB"]
    assert "(its name is still to be checked)" in rules["CA-YT"]["text"]["en"]


async def test_what_no_list_foresaw_is_gathered_by_month(desk: Desk, network: Network) -> None:
    """PIV-07, IMM-05: screened words, counted by month and region, of no case and no person; for that coordination
    alone."""
    said = [("need", "winter boots"), ("need", "Winter  boots"), ("travel", "court far away")]
    for about, words in said:
        body = {"about": about, "region": "CA-ON", "words": words}
        assert (await desk.post("/others", body)).status_code == 201
    refused = await desk.post("/others", {"about": "need", "region": "CA-ON", "words": "expired visa"})
    assert refused.json()["type"] == "/problems/text_says_too_much"
    listed = []
    for regions in (["CA-ON"], ["CA-QC"]):
        home = await network.organisation("coordination", regions=regions)
        coordinator = await network.member(home, Role.REGIONAL_COORDINATOR)
        answer = await desk.client.get(
            "/v1/others", params={"region": "CA-ON", "month": "2026-11"}, headers=desk.as_(coordinator)
        )
        listed.append(answer.json())
    assert listed[0] == [
        {"about": "need", "words": "Winter boots", "times": 2},
        {"about": "travel", "words": "court far away", "times": 1},
    ]
    assert listed[1] == []
    stored = await network.superuser.fetchrow("SELECT * FROM other_words LIMIT 1")
    assert set(stored.keys()) == {"id", "organisation_id", "region", "month", "about", "words"}
    assert stored["month"].day == 1
