"""Where tonight? Over HTTP, as those who may ask and those who may not."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from tests.network import Network
from tests.service.beds.town import Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


def named(entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(item["criterion"], item["weight"], item["answer"]) for item in entry["named"]]


def tiers(board: dict[str, Any]) -> dict[str, str]:
    return {entry["name"]: entry["tier"] for entry in board["items"]}


async def test_set_aside_beds_show_in_a_trafficking_search(town: Town) -> None:
    """BED-02: eight beds of which one set aside: ordinary availability shows 7, trafficking 8 of which 1 reserved."""
    house = await town.shelter(beds=7)
    await town.pool(house, 1, set_aside_for_trafficking=True)
    pivot = await town.pivot()
    ordinary = (await town.board(pivot))["items"][0]
    trafficking = (await town.board(pivot, purpose="trafficking"))["items"][0]
    assert (ordinary["free"], ordinary["set_aside"]) == (7, 0)
    assert (trafficking["free"], trafficking["set_aside"]) == (8, 1)


async def test_criteria_hide_lower_or_are_named(town: Town) -> None:
    """ADM-01, ADM-03: scenario B: S12 and S2 match, S1 appears once the fact is ticked, S9 is a choice."""
    await town.shelter(name="S1", profile={"sobriety": "required", "conjugal_violence": "required",
                       "referral_mode": "self_call_only", "emergency_worker_exception": True})  # fmt: skip
    await town.shelter(name="S2", profile={"conjugal_violence": "flexible"})
    await town.shelter(name="S9", profile={"programme_structured": "yes"})
    await town.shelter(name="S12", profile={"substance_policy": "harm_reduction"})
    await town.shelter(name="S3", profile={"claimant_only": "strict"})
    pivot = await town.pivot()
    plain = await town.board(pivot)
    assert tiers(plain) == {"S12": "fits", "S2": "flexible", "S9": "flexible", "S3": "to_negotiate"}
    assert [entry["tier"] for entry in plain["items"]] == ["fits", "flexible", "flexible", "to_negotiate"]
    ticked = await town.board(pivot, fact="shared_home", unmet="claimant")
    assert tiers(ticked) == {"S12": "fits", "S2": "fits", "S9": "flexible", "S1": "to_negotiate"}
    first = next(entry for entry in ticked["items"] if entry["name"] == "S1")
    assert named(first) == [("sobriety", "required", "unasked"), ("self_call", "required", "unasked")]
    assert first["met_by"] == {"conjugal_violence": "shared_home"}
    assert first["hold_at_once"] is False
    uses = await town.board(pivot, fact="shared_home", unmet=["sobriety", "claimant"])
    assert "S1" not in tiers(uses)


async def test_a_man_finds_no_drop_in_but_a_hotel_and_the_need_is_noted(town: Town) -> None:
    """BED-03, BED-14, DAT-06: 0 beds, a hotel, one unmet need, however often the search is repeated."""
    await town.shelter(
        beds=20, pool={"accepts_genders": ["man"]}, kind="homeless", security_level="low", name="S10"
    )
    hotel = await town.shelter(beds=8, pool={"accepts_genders": ["man", "woman"], "private": True, "sleeps": 2},
                               kind="hotel_partner", name="S8")  # fmt: skip
    pivot = await town.pivot()
    case = await open_case(town, pivot)
    nothing = await town.board(pivot, "man:25+", security="standard", case_id=case)
    assert (nothing["items"], nothing["beds"], nothing["hotel_and_fund"], nothing["need_recorded"]) == (
        [],
        False,
        True,
        True,
    )
    region = await town.network.organisation("coordination")
    coordinator = await town.network.member(region, Role.REGIONAL_COORDINATOR)
    second = await town.network.member(region, Role.REGIONAL_COORDINATOR)
    for signer, state in ((coordinator, "signed"), (second, "vetted")):
        assert (await town.board(pivot, "man:25+", case_id=case))["items"] == []
        assert (await town.post(signer, f"/shelters/{hotel.id}/vetting")).json() == {"state": state}
    found = await town.board(pivot, "man:25+", case_id=case)
    assert (tiers(found), found["beds"], found["need_recorded"]) == ({"S8": "hotel"}, False, True)
    by_name = await town.board(pivot, "man:25+", security="low")
    assert tiers(by_name) == {"S10": "fits", "S8": "hotel"}
    unmet = await town.get(
        coordinator, "/unmet-needs", region="CA-QC", first="2026-11-03", until="2026-11-04"
    )
    assert unmet.json() == [{"day": "2026-11-03", "reason": "no_bed", "needs": 1}]
    town.clock.advance(timedelta(days=1))
    await town.board(pivot, "man:25+", case_id=case)
    unmet = await town.get(
        coordinator, "/unmet-needs", region="CA-QC", first="2026-11-03", until="2026-11-06"
    )
    assert [day["needs"] for day in unmet.json()] == [1, 1]


async def open_case(town: Town, pivot: UUID) -> str:
    """A case of this pivot with the person's agreement to look for a bed."""
    organisation = await town.network.superuser.fetchval(
        "SELECT organisation_id FROM members WHERE id = $1", pivot
    )
    backup = await town.network.member(organisation, Role.PIVOT_WORKER)
    body = {"region": "CA-QC", "age_band": "25+", "party": {"gender": "man"}, "languages": ["fr"],
            "consents": [{"scope": "bed"}], "backup_member_id": str(backup), "limits_shown": 1}  # fmt: skip
    made = await town.post(pivot, "/cases", body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def test_exclusions_of_a_case_apply_and_no_shelter_reads_them(town: Town) -> None:
    """SAF-04: excluded cities, regions and shelters never answer for that case."""
    near = await town.shelter(name="near", city="Laval")
    await town.shelter(name="far", city="Gatineau")
    await town.shelter(name="away", region="CA-ON", city="Ottawa")
    pivot = await town.pivot()
    case = await open_case(town, pivot)
    assert set(tiers(await town.board(pivot, case_id=case))) == {"near", "far", "away"}
    for kind, value, left in (
        ("city", "Gatineau", {"near", "away"}),
        ("region", "CA-ON", {"near"}),
        ("shelter", near.id, set()),
    ):
        assert (
            await town.post(pivot, f"/cases/{case}/exclusions", {"kind": kind, "value": value})
        ).status_code == 201
        assert set(tiers(await town.board(pivot, case_id=case))) == left
    stranger = await town.pivot()
    answer = await town.get(stranger, "/board", person="woman:25+", case_id=case)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_found")


async def test_families_take_one_unit(town: Town) -> None:
    """BED-06: one adult and two children are placed in one unit of three, never split."""
    await town.shelter(name="beds", beds=5)
    await town.shelter(name="small", beds=2, pool={"private": True, "sleeps": 2, "family_unit": True})
    await town.shelter(name="room", beds=2, pool={"private": True, "sleeps": 3})
    await town.shelter(name="flat", beds=1, pool={"private": True, "sleeps": 4, "family_unit": True})
    pivot = await town.pivot()
    assert set(tiers(await town.board(pivot, "woman:25+", children=2))) == {"flat"}
    assert set(tiers(await town.board(pivot, "woman:25+:3", together=True))) == {"room", "flat"}
    assert set(tiers(await town.board(pivot, "woman:25+:3"))) == {"beds"}


async def test_ages_genders_nights_and_wants(town: Town) -> None:
    """BED-04, ADM-06, ADM-07, ADM-10, BED-13: each narrows, and "not stated" is never a yes."""
    await town.shelter(name="adults", min_nights=3)
    await town.shelter(
        name="youth", pool={"min_age": 16, "max_age": 20, "accepts_genders": ["woman", "trans_woman"]}
    )
    await town.shelter(name="short", max_nights=2, profile={"curfew": "no", "pets": "case_by_case"})
    pivot = await town.pivot()
    assert set(tiers(await town.board(pivot, "woman:16-17"))) == {"youth"}
    assert set(tiers(await town.board(pivot, "woman:18-20"))) == {"youth", "short"}
    assert set(tiers(await town.board(pivot, "woman:18-20", nights=3))) == {"adults", "youth"}
    assert set(tiers(await town.board(pivot, "trans_woman:18-20"))) == {"youth"}
    assert set(tiers(await town.board(pivot, "woman:25+", want="no_curfew"))) == {"short"}
    assert set(tiers(await town.board(pivot, "woman:25+", want="pets"))) == set()
    assert set(tiers(await town.board(pivot, "woman:25 "))) == {"short"}


async def test_what_a_house_says_of_itself_is_searched_and_shown(town: Town) -> None:
    """ADM-11, ADM-13, BED-17, GEO-06: nobody has to take part, group sessions included; staff trained on a date; who
    leads the house, and what it helps with. What is not stated is no answer to a wish."""
    said = {
        "free": {"mandatory_activities": "no", "individual_follow_up": "yes"},
        "groups": {"mandatory_activities": "no", "group_sessions_mandatory": "yes"},
        "trained": {"staff_trained": "yes", "staff_trained_on": "2026-03-01", "services": ["nurse", "legal"]},
        "led": {"cultural_support": "yes", "indigenous_led": "yes"},
        "silent": {},
    }
    for name, profile in said.items():
        await town.shelter(name=name, profile=profile)
    pivot = await town.pivot()
    wanted = {"no_mandatory_activities": "free", "individual_follow_up": "free", "staff_trained": "trained",
              "cultural_support": "led"}  # fmt: skip
    for wish, name in wanted.items():
        assert set(tiers(await town.board(pivot, want=wish))) == {name}, wish
    shown = {entry["name"]: entry["profile"] for entry in (await town.board(pivot))["items"]}
    assert shown["trained"]["services"] == ["nurse", "legal"]
    assert (shown["trained"]["staff_trained_on"], shown["led"]["indigenous_led"]) == ("2026-03-01", "yes")


async def test_language_ranks_and_is_named(town: Town) -> None:
    """ADM-08: a language that nobody there speaks ranks lower."""
    await town.shelter(name="french", languages=["fr"])
    await town.shelter(name="both", languages=["fr", "hu"])
    board = await town.board(await town.pivot(), language="hu")
    assert tiers(board) == {"both": "fits", "french": "flexible"}
    assert named(board["items"][1]) == [("language", "flexible", "unmet")]


async def test_areas_in_their_order_and_pages(town: Town) -> None:
    """OPS-01, GEO-01, GEO-02, GEO-05: the order of areas (provinces, or a city of one), then the latest count; each
    shelter once, over all pages."""
    for number in range(3):
        await town.shelter(name=f"QC{number}")
        town.clock.advance(timedelta(minutes=1))
    await town.shelter(name="Hamilton", region="CA-ON", city="Hamilton")
    town.clock.advance(timedelta(minutes=1))
    await town.shelter(name="Toronto", region="CA-ON", city="Toronto", profile={"claimant_only": "strict"})
    await town.shelter(name="Calgary", region="CA-AB", city="Calgary")
    pivot = await town.pivot()
    area = ["CA-ON/Hamilton", "CA-ON", "CA-QC"]
    whole = await town.board(pivot, area=area)
    order = [entry["name"] for entry in whole["items"]]
    assert order == ["Hamilton", "QC2", "QC1", "QC0", "Toronto"]
    assert whole["next"] is None
    paged: list[str] = []
    cursor = None
    while True:
        page = await town.board(pivot, area=area, limit=1, **({"cursor": cursor} if cursor else {}))
        paged += [entry["name"] for entry in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == order
    country = await town.board(pivot)
    assert {entry["name"] for entry in country["items"]} == {*order, "Calgary"}


async def test_many_pools_of_one_shelter_stay_together(town: Town) -> None:
    """BED-02: a shelter is one line of the board, however many kinds of beds it has."""
    big = await town.shelter(name="big", beds=1)
    for _ in range(6):
        await town.pool(big, 2)
    await town.shelter(name="small", beds=1)
    pivot = await town.pivot()
    pages = [await town.board(pivot, limit=1)]
    pages.append(await town.board(pivot, limit=1, cursor=pages[0]["next"]))
    assert sorted((page["items"][0]["name"], page["items"][0]["free"]) for page in pages) == [
        ("big", 13),
        ("small", 1),
    ]


async def test_a_stale_count_is_shown_and_not_held(town: Town) -> None:
    """BED-15: beyond the limit: call first."""
    await town.shelter(fresh_for_minutes=60)
    pivot = await town.pivot()
    assert [(e["freshness"], e["hold_at_once"]) for e in (await town.board(pivot))["items"]] == [
        ("fresh", True)
    ]
    town.clock.advance(timedelta(minutes=30))
    assert [(e["freshness"], e["hold_at_once"]) for e in (await town.board(pivot))["items"]] == [
        ("ageing", True)
    ]
    town.clock.advance(timedelta(minutes=30))
    assert [(e["freshness"], e["hold_at_once"]) for e in (await town.board(pivot))["items"]] == [
        ("call_first", False)
    ]


async def test_a_rotating_house_ends_with_its_period(town: Town) -> None:
    """BED-08: every period has an end, after which nothing is offered; no address exists anywhere."""
    until = town.clock.now() + timedelta(days=3)
    await town.shelter(
        kind="safe_house_rotating",
        available_until=until.isoformat(),
        pool={"accepts_genders": ["man", "woman"]},
    )
    pivot = await town.pivot()
    board = await town.board(pivot)
    assert len(board["items"]) == 1
    assert "address" not in str(board).lower()
    town.clock.advance(timedelta(days=3))
    assert (await town.board(pivot))["items"] == []


async def test_later_bookings_count_for_longer_stays(town: Town) -> None:
    """ADM-06: free tonight, promised tomorrow: one night yes, two nights no."""
    house = await town.shelter(beds=2)
    pivot = await town.pivot()
    holder = await town.network.organisation("pivot")
    async with town.network.superuser.transaction():
        await town.network.superuser.execute(
            "SELECT set_config('relais.organisation', $1, true), set_config('relais.now', $2, true)",
            str(holder),
            town.clock.now().isoformat(),
        )
        tomorrow = town.clock.now() + timedelta(days=1, hours=4)
        taken = await town.network.superuser.fetch(
            "SELECT * FROM relais.take_beds(ARRAY(SELECT key FROM pools), ARRAY[1], 'hold', $1, $2, $3, $4)",
            tomorrow, tomorrow + timedelta(hours=8), tomorrow + timedelta(hours=1), holder,
        )  # fmt: skip
        assert len(taken) == 1
    assert [e["free"] for e in (await town.board(pivot, nights=1))["items"]] == [2]
    assert [e["free"] for e in (await town.board(pivot, nights=2))["items"]] == [1]
    assert (await town.board(pivot, "woman:25+:2", nights=2))["items"] == []
    assert (await town.tonight(house))["free"] == 2


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.PIVOT_WORKER, Role.REGIONAL_COORDINATOR}])
async def test_who_may_not_see_the_board(town: Town, role: Role) -> None:
    """POL-03: shelter names with free beds are for accredited pivots and regional coordinators."""
    await town.shelter()
    kind = {Role.INVESTIGATOR: "police", Role.AUDITOR: "audit", Role.FUND_ADMINISTRATOR: "fund"}.get(
        role, "shelter"
    )
    member = await town.network.member(await town.network.organisation(kind), role)
    answer = await town.get(member, "/board", person="woman:25+")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not_allowed")


async def test_there_is_no_pivot_in_a_police_service(town: Town) -> None:
    """PIV-05: police cannot be pivot; the database itself says so, whoever writes."""
    service = await town.network.organisation("police")
    with pytest.raises(asyncpg.CheckViolationError, match="holds no such roles"):
        await town.network.member(service, Role.PIVOT_WORKER)


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"person": "border:25+"}, "person"),
        ({"person": "woman"}, "person"),
        ({"person": "woman:25+:0"}, "person"),
        ({"person": "woman:17"}, "person"),
        ({"person": "woman:25+", "area": "Quebec"}, "area"),
        ({"person": "woman:25+", "area": "CA-QC/\x01"}, "area"),
        ({"person": "woman:25+", "nights": "0"}, "nights"),
        ({"person": "woman:25+", "nights": "366"}, "nights"),
        ({"person": "woman:25+", "children": "-1"}, "children"),
        ({"person": "woman:25+", "unmet": "visa"}, "unmet"),
        ({"person": "woman:25+", "want": "sea_view"}, "want"),
        ({"person": "woman:25+", "security": "none"}, "security"),
        ({"person": "woman:25+", "purpose": "raid"}, "purpose"),
        ({"person": "woman:25+", "cursor": "!!"}, "cursor"),
        ({"person": "woman:25+", "limit": "0"}, "limit"),
    ],
)
async def test_bad_questions_name_their_field(town: Town, params: dict[str, str], field: str) -> None:
    """Bad input is a problem document that names what to correct."""
    answer = await town.get(await town.pivot(), "/board", **params)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input"), answer.text
    assert answer.json()["fields"][0]["field"].split("[")[0] == field


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"person": ["woman:25+:20", "man:25+"]}, "party_too_large"),
        ({"person": "woman:16-17", "children": 1}, "children_without_adult"),
        ({"person": "woman:25+", "couple": True}, "couple_of_two"),
        ({"person": "woman:25+", "case_id": str(uuid4())}, "not_found"),
    ],
)
async def test_parties_that_cannot_be(town: Town, params: dict[str, Any], problem: str) -> None:
    """BED-06, BED-07, MIN-06."""
    answer = await town.get(await town.pivot(), "/board", **params)
    assert answer.json()["type"] == f"/problems/{problem}"
