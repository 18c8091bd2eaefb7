"""A stay that must go on elsewhere, or longer: who is told, what each house reads, where the next search looks."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from service.cases.reminders import LONG_BEFORE, is_due
from service.clock import SetClock
from service.partners.actor import Role
from tests.api.v1.beds.test_referrals import made, problem
from tests.network import Network
from tests.service.beds.town import Shelter, Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


class Somebody:
    """A case of two pivots, whose person is in a house."""

    def __init__(self, town: Town) -> None:
        self.town = town

    async def arrives(self, house: Shelter, **said: Any) -> "Somebody":
        town = self.town
        organisation = await town.network.organisation("pivot", duty_number="514-555-0199")
        self.pivot, self.backup = [
            await town.network.member(organisation, Role.PIVOT_WORKER) for _ in range(2)
        ]
        body = {
            "region": "CA-QC", "age_band": "21-24", "party": {"gender": "woman"}, "languages": ["fr"],
            "consents": [{"scope": "bed"}, {"scope": "fund"}], "backup_member_id": str(self.backup), "limits_shown": 1,
        }  # fmt: skip
        await town.network.superuser.execute(
            "INSERT INTO regions (code, name_fr, name_en, time_zone) VALUES ('CA-QC', 'Québec', 'Quebec', "
            "'America/Montreal') ON CONFLICT DO NOTHING"
        )
        opened = await town.post(self.pivot, "/cases", body)
        assert opened.status_code == 201, opened.text
        self.case: str = opened.json()["id"]
        self.referral = await made(town, self.pivot, house, case_id=self.case, **said)
        await town.post(house.desk, f"/referrals/{self.referral['id']}/confirm")
        arrived = await town.post(house.desk, f"/referrals/{self.referral['id']}/arrival")
        self.stay: str = arrived.json()["stay_ids"][0]
        link = {"claim_id": self.referral["claim_ids"][0]}
        assert (await town.post(self.pivot, f"/cases/{self.case}/placements", link)).status_code == 201
        return self

    async def finds(self, **more: Any) -> list[str]:
        board = await self.town.board(self.pivot, case_id=self.case, **more)
        return sorted(entry["name"] for entry in board["items"])

    async def moves(self, who: UUID | None = None) -> list[Any]:
        found: list[Any] = (await self.town.get(who or self.pivot, "/moves")).json()
        return found


async def three_houses(town: Town) -> tuple[Shelter, Shelter, Shelter]:
    return (
        await town.shelter(name="First"),
        await town.shelter(name="Same city", city="MONTREAL"),
        await town.shelter(name="Away", city="Québec"),
    )


async def told(town: Town, topic: str) -> list[tuple[Any, ...]]:
    rows = await town.network.superuser.fetch(
        "SELECT organisations, members FROM tellings WHERE topic = $1 ORDER BY id", topic
    )
    return [(list(row[0]), set(row[1])) for row in rows]


async def test_a_safety_alert_prepares_a_move(town: Town) -> None:
    """SAF-03, SAF-04, OPS-04: the coordinator taps; the pivots of the case hear that there is something to read,
    and are asked in turn. No search for the case proposes the house from then on, nor the city once the person wishes
    so; nobody else's search changes."""
    first, _, away = await three_houses(town)
    person, other = await Somebody(town).arrives(first), await Somebody(town).arrives(first)
    path = f"/stays/{person.stay}/alert"
    assert problem(await town.post(first.desk, path)) == (403, "not_allowed")
    assert problem(await town.post(away.coordinator, path)) == (404, "not_found")
    raised = await town.post(first.coordinator, path)
    assert raised.status_code == 201, raised.text
    assert problem(await town.post(first.coordinator, path)) == (409, "move_raised_already")
    assert await told(town, "moves") == [([], {person.pivot, person.backup})]
    view = (await person.moves())[0]
    assert {name: view[name] for name in ("case_id", "cause", "city", "asks_city", "taken_at", "shelter_name")} == {
        "case_id": person.case, "cause": "safety", "city": "Montréal", "asks_city": True, "taken_at": None,
        "shelter_name": "First",
    }  # fmt: skip
    assert await person.moves(person.backup) == await person.moves()
    waits = (await town.get(person.pivot, "/askings")).json()
    assert [(one["kind"], one["subject"]) for one in waits] == [("move", view["id"])]
    assert await other.moves() == []
    assert await person.finds() == ["Away", "Same city"]
    refused = await town.refer(person.pivot, first, case_id=person.case)
    assert problem(refused) == (409, "kept_away")
    assert await other.finds() == ["Away", "First", "Same city"]
    take = f"/moves/{raised.json()['id']}/take"
    assert problem(await town.post(other.pivot, take, {})) == (404, "not_found")
    taken = await town.post(person.pivot, take, {"exclude_city": True})
    assert (taken.status_code, taken.json()["excluded"]) == (200, ["shelter", "city"])
    assert (await town.get(person.pivot, "/askings")).json() == []
    assert await person.finds() == ["Away"]
    assert (await person.moves())[0]["asks_city"] is False
    kinds = (await town.get(person.pivot, f"/cases/{person.case}")).json()["exclusions"]
    assert {(one["kind"], one["value"]) for one in kinds} == {("shelter", first.id), ("city", "Montréal")}


async def test_no_house_reads_where_somebody_went_or_came_from(town: Town) -> None:
    """SAF-05, SAF-04: the first reads "left on", the next reads no history, neither reads an exclusion or a move; the
    case's pivots read both places, and a colleague reads nothing."""
    first, _, away = await three_houses(town)
    person = await Somebody(town).arrives(first)
    raised = (await town.post(first.coordinator, f"/stays/{person.stay}/alert")).json()
    await town.post(person.pivot, f"/moves/{raised['id']}/take", {"exclude_city": True})
    town.clock.advance(timedelta(minutes=1))
    second = await made(town, person.pivot, away, case_id=person.case)
    for step in ("confirm", "arrival"):
        assert (await town.post(away.desk, f"/referrals/{second['id']}/{step}")).status_code in {200, 201}
    link = {"claim_id": second["claim_ids"][0]}
    assert (await town.post(person.pivot, f"/cases/{person.case}/placements", link)).status_code == 201
    assert (await town.post(first.desk, f"/stays/{person.stay}/departure")).status_code == 201
    left = (await town.get(first.desk, f"/shelters/{first.id}/departures")).json()
    assert left == [{"referral_id": person.referral["id"], "code": person.referral["code"],
                     "left_at": town.clock.now().isoformat().replace("+00:00", "Z")}]  # fmt: skip
    for house, elsewhere in ((first, (away, second)), (away, (first, person.referral))):
        secrets = (elsewhere[0].id, elsewhere[1]["id"], elsewhere[1]["code"], person.case, raised["id"])
        for member in (house.desk, house.coordinator):
            for page in ("stays", "arrivals", "departures"):
                text = (await town.get(member, f"/shelters/{house.id}/{page}")).text
                assert [secret for secret in secrets if secret in text] == []
            assert problem(await town.get(member, "/moves")) == (403, "not_allowed")
    placements = (await town.get(person.pivot, f"/cases/{person.case}")).json()["placements"]
    assert [(one["shelter_name"], one["state"]) for one in placements] == [
        ("First", "ended"),
        ("Away", "live"),
    ]
    colleague = await Somebody(town).arrives(away)
    assert problem(await town.get(colleague.pivot, f"/cases/{person.case}")) == (404, "not_found")


async def test_an_end_for_house_rules_is_a_new_search(town: Town) -> None:
    """ADM-12: the house ends the stay in one word; the pivots are told at once, the case stays open, and the house is
    not kept away. A departure without it asks for nothing, and a bed that came from no request can tell nobody."""
    first, _, _ = await three_houses(town)
    person, other = await Somebody(town).arrives(first), await Somebody(town).arrives(first)
    ended = await town.post(first.desk, f"/stays/{person.stay}/end", {"because": "house_rules"})
    assert ended.status_code == 201, ended.text
    assert [(one["cause"], one["asks_city"]) for one in await person.moves()] == [("house_rules", False)]
    assert (await town.get(person.pivot, f"/cases/{person.case}")).json()["state"] == "open"
    assert "First" in await person.finds()
    taken = await town.post(person.pivot, f"/moves/{(await person.moves())[0]['id']}/take", {})
    assert taken.json()["excluded"] == []
    assert (await town.post(first.desk, f"/stays/{other.stay}/departure")).status_code == 201
    assert await other.moves() == []
    assert problem(await town.post(first.desk, f"/stays/{other.stay}/end", {"because": "house_rules"})) == (
        409,
        "stay_over",
    )
    for wrong in ({}, {"because": "she shouted"}):
        assert (await town.post(first.desk, f"/stays/{other.stay}/end", wrong)).status_code == 400
    anonymous = await town.shelter(name="Counted", beds=2, count=1)
    stay = (await town.get(anonymous.desk, f"/shelters/{anonymous.id}/stays")).json()[0]["id"]
    assert problem(await town.post(anonymous.coordinator, f"/stays/{stay}/alert")) == (409, "nobody_to_tell")


async def test_a_stay_is_made_longer_with_its_reason(town: Town) -> None:
    """BED-11: so many nights more and why; a promise in the way moves to an equal bed, and where there is none the stay
    keeps its end. The pivots' reminder moves with it."""
    house = await town.shelter(beds=2)
    person = await Somebody(town).arrives(house, question={"nights": 3})
    path = f"/stays/{person.stay}/extension"
    longer = await town.post(house.desk, path, {"nights": 17, "reason": "next_place_not_ready"})
    assert (longer.status_code, longer.json()["ends_at"]) == (201, "2026-11-23T17:00:00Z"), longer.text
    for wrong in ({"nights": 0, "reason": "health"}, {"nights": 2}, {"nights": 2, "reason": "because"}):
        assert (await town.post(house.desk, path, wrong)).status_code == 400
    soon, asker = (town.clock.now() + timedelta(days=21)).isoformat(), await town.pivot()
    promised = [await made(town, asker, house, expected_at=soon) for _ in range(2)]
    two_more = {"nights": 2, "reason": "health"}
    assert problem(await town.post(house.desk, path, two_more)) == (409, "bed_promised")
    assert (await town.post(asker, f"/referrals/{promised[0]['id']}/withdraw")).status_code == 200
    assert (await town.post(house.desk, path, two_more)).json()["ends_at"] == "2026-11-25T17:00:00Z"
    assert (await town.get(asker, f"/referrals/{promised[1]['id']}")).json()["claim_ids"] == promised[1][
        "claim_ids"
    ]
    kept = await town.network.superuser.fetch("SELECT reason, ends_at FROM stay_extensions")
    assert [(row[0], f"{row[1]:%m-%d}") for row in kept] == [
        ("next_place_not_ready", "11-23"),
        ("health", "11-25"),
    ]
    assert (await town.get(person.pivot, "/reminders")).json() == []
    town.clock.advance(timedelta(days=8))
    assert [row["case_id"] for row in (await town.get(person.pivot, "/reminders")).json()] == [person.case]


def test_two_weeks_before_a_long_stay_ends(clock: SetClock) -> None:
    """BED-11: D-14 for a stay of more than two weeks, D-1 for every other."""
    start, day = clock.now(), timedelta(days=1)
    assert is_due(start, start + 20 * day, start + 6 * day)
    assert not is_due(start, start + 20 * day, start + 6 * day - timedelta(seconds=1))
    assert not is_due(start, start + LONG_BEFORE, start)
    assert is_due(start, start + LONG_BEFORE, start + 13 * day)


async def test_a_pivot_of_another_network(town: Town) -> None:
    """AGR-01, CNF-04: whoever shares no network with the case's organisation reads, moves and ends nothing of it."""
    house, _, _ = await three_houses(town)
    person = await Somebody(town).arrives(house)
    raised = (await town.post(house.coordinator, f"/stays/{person.stay}/alert")).json()
    elsewhere = await town.network.organisation("pivot")
    await town.network.together(elsewhere, structure="community_only", police="none")
    stranger = await town.network.member(elsewhere, Role.PIVOT_WORKER)
    referral = person.referral["id"]
    for path, body in (
        (f"/referrals/{referral}/withdraw", None),
        (f"/referrals/{referral}/extend", None),
        (f"/moves/{raised['id']}/take", {}),
        (f"/cases/{person.case}/exclusions", {"kind": "city", "value": "Laval"}),
    ):
        assert (await town.post(stranger, path, body)).status_code in {403, 404}, path
    assert problem(await town.get(stranger, f"/referrals/{referral}")) == (404, "not_found")
    assert problem(await town.get(stranger, "/board", person=["woman:25+"], case_id=person.case)) == (
        404,
        "not_found",
    )
    assert (await town.get(stranger, "/moves")).json() == []
    until = (town.clock.now() + timedelta(days=30)).isoformat()
    invited = {"member_id": str(stranger), "until": until}
    agreed = {"scope": "share_with_organisation", "shared_with": str(elsewhere)}
    assert (await town.post(person.pivot, f"/cases/{person.case}/consents", agreed)).status_code == 201
    named = await town.post(person.pivot, f"/cases/{person.case}/co-pivots", invited)
    assert problem(named) == (404, "not_found")
